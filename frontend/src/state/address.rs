//! Keeps the page's address and its state alike.

use gloo_events::EventListener;
use wire::Channel;
use yew::prelude::*;

use crate::model::app_action::Action;
use crate::model::route;
use crate::platform::{dom, location};

/// Keeps the address and the channel alike, so that a link, a bookmark and *back* lead to the
/// channel.
#[hook]
pub fn use_address(channel: &Channel, dispatch: &Callback<Action>) {
    use_effect_with(channel.clone(), |channel| {
        if route::of_hash(&location::hash()).0 != *channel {
            location::set_hash(channel.as_str());
        }
    });
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        let listener = dom::window().map(|window| {
            EventListener::new(&window, "hashchange", move |_| {
                let (channel, event) = route::of_hash(&location::hash());
                dispatch.emit(Action::Visit(channel, event));
            })
        });
        move || drop(listener)
    });
}
