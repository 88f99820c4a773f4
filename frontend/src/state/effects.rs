//! What the screens ask for that is more than a change of state: the relay's work, the race, the clipboard.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use wasm_bindgen_futures::spawn_local;
use wire::{Channel, Marking, Secret, Seq, Settings};
use yew::prelude::*;

use crate::i18n::T;
use crate::model::api_error::{ApiError, error_text};
use crate::model::app_action::Action;
use crate::model::app_state::{Older, AppState};
use crate::model::notice::Notice;
use crate::model::race::settings::RaceSettings;
use crate::platform::clipboard;
use crate::services::api;
use crate::state::race::Feed;

/// Something asked for. Not `Debug`: it may hold a secret.
#[derive(Clone, PartialEq)]
pub enum Effect {
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
    SetRace(RaceSettings),
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
pub fn use_effects(latest: Rc<RefCell<Rc<AppState>>>, feed: &Feed, act: Callback<Action>) -> Callback<Effect> {
    let (on_settings, on_down) = (feed.on_settings.clone(), feed.on_down.clone());
    use_callback((), move |ask, &()| {
        let state = latest.borrow().clone();
        match ask {
            Effect::SetRace(settings) => {
                act.emit(Action::Settings(settings));
                on_settings.emit(settings);
            }
            Effect::Down => on_down.emit(()),
            Effect::Older if state.older != Older::Some => {}
            effect => {
                let act = act.clone();
                spawn_local(run_effect(effect, state, act));
            }
        }
    })
}

/// Does what takes the relay or the browser, and tells how it went.
async fn run_effect(effect: Effect, state: Rc<AppState>, act: Callback<Action>) {
    let channel = &state.channel;
    let answer = match effect {
        Effect::Channels => api::channels().await.map(Action::Channels),
        Effect::Channel(channel) => api::create_channel(&channel).await.map(|()| Action::Switch(channel)),
        Effect::Clear => api::clear(channel).await.map(|()| Action::Cleared(state.last_seq())),
        Effect::Delete(seq) => match api::delete(channel, seq).await {
            // Already gone is as good.
            Ok(()) | Err(ApiError::Refused { status: 404, .. }) => Ok(Action::Deleted(seq)),
            Err(failure) => Err(failure),
        },
        Effect::Older => {
            act.emit(Action::LoadOlder);
            let before = state.events.front().map(|event| event.seq);
            let page = api::history(channel, before).await;
            if page.is_err() {
                act.emit(Action::OlderFailed);
            }
            page.map(Action::OlderPage)
        }
        Effect::One(seq) => match api::event(channel, seq).await {
            Ok(event) => Ok(Action::One(Some(Arc::new(event)))),
            Err(ApiError::Refused { status: 404, .. }) => Ok(Action::One(None)),
            Err(failure) => {
                act.emit(Action::Select(None));
                Err(failure)
            }
        },
        Effect::Copy(text) => {
            clipboard::copy(&text).await;
            return;
        }
        // The stream tells what became of it, here and on every other page.
        Effect::Mark(seq, marking) => api::mark(channel, seq, &marking).await.map(|()| Action::Notice(None)),
        Effect::Import(file) => {
            api::import(channel, &file).await.map(|()| Action::Notice(Some(Notice::Said(T::Imported))))
        }
        Effect::Secret(provider, secret, custom) => {
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
        Effect::SetRace(_) | Effect::Down => return,
    };
    act.emit(match answer {
        Ok(action) => action,
        Err(failure) => Action::Notice(Some(Notice::Failed(error_text(state.ui.prefs.lang, &failure)))),
    });
}
