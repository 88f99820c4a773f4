//! What the screens ask for that is more than a change of state: the relay's work, the race, the clipboard.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use wasm_bindgen_futures::spawn_local;
use wire::{Channel, Marking, Secret, Seq, Settings};
use yew::prelude::*;

use crate::i18n::T;
use crate::model::api_error::{Failure, failure_text};
use crate::model::app_action::Action;
use crate::model::app_state::{Older, State};
use crate::model::notice::Notice;
use crate::model::race::settings::RaceSettings;
use crate::platform::clipboard;
use crate::services::api;
use crate::state::race::Feed;

/// Something asked for. Not `Debug`: it may hold a secret.
#[derive(Clone, PartialEq)]
pub enum Ask {
    /// The list of channels, anew.
    Channels,
    /// Show a channel, making it if need be.
    Channel(Channel),
    /// Remove every event of the channel.
    Clear,
    /// Delete one event.
    Delete(Seq),
    /// Fetch events before the oldest shown.
    Older,
    /// Fetch one event, which is not among those that are listed.
    One(Seq),
    /// Race anew with these settings.
    Race(RaceSettings),
    /// Take the receiver down for ten seconds.
    Down,
    /// Put a text on the clipboard.
    Copy(String),
    /// Pin an event or let it go, write beside it.
    Mark(Seq, Marking),
    /// Take in a file of events.
    Import(web_sys::File),
    /// Check this channel's signatures as this provider's, with this secret; `custom` as the JSON says.
    Secret(&'static str, String, String),
}

/// Does what is asked for. The callback stays the same, so that a screen given it is not drawn anew.
#[hook]
pub fn use_ask(latest: Rc<RefCell<Rc<State>>>, feed: &Feed, act: Callback<Action>) -> Callback<Ask> {
    let (on_settings, on_down) = (feed.on_settings.clone(), feed.on_down.clone());
    use_callback((), move |ask, &()| {
        let state = latest.borrow().clone();
        match ask {
            Ask::Race(settings) => {
                act.emit(Action::Settings(settings));
                on_settings.emit(settings);
            }
            Ask::Down => on_down.emit(()),
            Ask::Older if state.older != Older::Some => {}
            asked => {
                let act = act.clone();
                spawn_local(perform(asked, state, act));
            }
        }
    })
}

/// Does what takes the relay or the browser, and tells how it went.
async fn perform(asked: Ask, state: Rc<State>, act: Callback<Action>) {
    let channel = &state.channel;
    let answer = match asked {
        Ask::Channels => api::channels().await.map(Action::Channels),
        Ask::Channel(channel) => api::create_channel(&channel).await.map(|()| Action::Switch(channel)),
        Ask::Clear => api::clear(channel).await.map(|()| Action::Cleared(state.last_seq())),
        Ask::Delete(seq) => match api::delete(channel, seq).await {
            // Already gone is as good.
            Ok(()) | Err(Failure::Refused { status: 404, .. }) => Ok(Action::Deleted(seq)),
            Err(failure) => Err(failure),
        },
        Ask::Older => {
            act.emit(Action::LoadOlder);
            let before = state.events.front().map(|event| event.seq);
            let page = api::history(channel, before).await;
            if page.is_err() {
                act.emit(Action::OlderFailed);
            }
            page.map(Action::OlderPage)
        }
        Ask::One(seq) => match api::event(channel, seq).await {
            Ok(event) => Ok(Action::One(Some(Arc::new(event)))),
            Err(Failure::Refused { status: 404, .. }) => Ok(Action::One(None)),
            Err(failure) => {
                act.emit(Action::Select(None));
                Err(failure)
            }
        },
        Ask::Copy(text) => {
            clipboard::copy(&text).await;
            return;
        }
        // The stream tells what became of it, here and on every other page.
        Ask::Mark(seq, marking) => api::mark(channel, seq, &marking).await.map(|()| Action::Notice(None)),
        Ask::Import(file) => {
            api::import(channel, &file).await.map(|()| Action::Notice(Some(Notice::Said(T::Imported))))
        }
        Ask::Secret(provider, secret, custom) => {
            let settings = Settings {
                custom: (provider == "custom").then(|| serde_json::from_str(&custom).ok()),
                provider: Some(Some(provider.into())),
                secret: Some(Some(Secret::new(secret))),
                ..Settings::default()
            };
            if settings.custom == Some(None) {
                return act.emit(Action::Notice(Some(Notice::Said(T::BadScheme))));
            }
            match api::set_channel(channel, &settings).await {
                // What is listed is judged by it too.
                Ok(()) => {
                    act.emit(Action::Notice(Some(Notice::Said(T::ChecksNow))));
                    api::history(channel, None).await.map(Action::History)
                }
                Err(failure) => Err(failure),
            }
        }
        Ask::Race(_) | Ask::Down => return,
    };
    act.emit(match answer {
        Ok(action) => action,
        Err(failure) => Action::Notice(Some(Notice::Failed(failure_text(state.screen.prefs.lang, &failure)))),
    });
}
