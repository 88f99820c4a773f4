//! Keeps the page's address and its state alike.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;
use wire::{Channel, Seq};
use yew::prelude::*;

use crate::model::app_action::Action;
use crate::model::route::{self, Step};
use crate::platform::{dom, location};

/// Keeps the address and what is shown alike, so that a link, a bookmark and *Back* lead to the
/// channel and to the event that is open in it.
#[hook]
pub fn use_address(channel: &Channel, event: Option<Seq>, dispatch: &Callback<Action>) {
    let shown = use_mut_ref(|| (channel.clone(), event));
    // Set while the browser goes back because an event was closed: its `hashchange` comes later, and
    // must not close another that was opened since.
    let going_back = use_memo((), |()| Cell::new(false));
    {
        let (shown, going_back) = (shown.clone(), going_back.clone());
        use_effect_with((channel.clone(), event), move |now| {
            shown.replace(now.clone());
            if !going_back.get() {
                make_alike(now, &going_back);
            }
        });
    }
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        let listener = dom::window().map(|window| {
            EventListener::new(&window, "hashchange", move |_| {
                if going_back.take() {
                    make_alike(&shown.borrow(), &going_back);
                } else {
                    let (channel, event) = route::of_hash(&location::hash());
                    dispatch.emit(Action::Visit(channel, event));
                }
            })
        });
        move || drop(listener)
    });
}

fn make_alike((channel, event): &(Channel, Option<Seq>), going_back: &Rc<Cell<bool>>) {
    let fragment = route::to_hash(channel, *event);
    match route::step((channel, *event), &location::hash()) {
        Step::None => {}
        Step::Push => location::push_hash(&fragment),
        Step::Replace => location::replace_hash(&fragment),
        Step::Back => {
            going_back.set(location::go_back());
            if !going_back.get() {
                location::replace_hash(&fragment);
            }
        }
    }
}
