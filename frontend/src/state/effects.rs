//! Effects: what a component asks for that is more than a change of state. Requests to the relay,
//! the race, the clipboard.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use wasm_bindgen_futures::spawn_local;
use wire::{Channel, Marking, Secret, Seq, Settings};
use yew::prelude::*;

use crate::i18n::Msg;
use crate::model::api_error::{ApiError, error_text};
use crate::model::app_action::Action;
use crate::model::app_state::{AppState, Older};
use crate::model::notice::Notice;
use crate::model::race::interval::interval_beside;
use crate::model::race::settings::RaceSettings;
use crate::platform::clipboard;
use crate::services::api;
use crate::state::race::RaceControls;

/// An effect. Not `Debug`: it may hold a secret.
#[derive(Clone, PartialEq)]
pub enum Effect {
    /// Load the list of channels.
    LoadChannels,
    /// Show a channel, making it if need be.
    OpenChannel(Channel),
    /// Remove every event of the channel.
    Clear,
    /// Delete one event.
    Delete(Seq),
    /// Fetch events before the oldest shown.
    LoadOlder,
    /// Fetch one event, which is not among those that are listed.
    LoadEvent(Seq),
    /// Race with these settings, and count from zero.
    SetRace(RaceSettings),
    /// Have pull ask less often (true) or more, by one step.
    StepInterval(bool),
    /// Take the receiver down for ten seconds.
    TakeDown,
    /// Put a text on the clipboard.
    Copy(String),
    /// Pin an event or let it go, write beside it.
    Mark(Seq, Marking),
    /// Take in a file of events.
    Import(web_sys::File),
    /// Check this channel's signatures as this provider's, with this secret; for the provider
    /// `custom` by this scheme, as JSON.
    SetSecret(&'static str, String, String),
}

/// Runs effects. The callback stays the same for as long as the page lives. `latest` holds the
/// state at the last drawing.
#[hook]
pub fn use_effects(
    latest: Rc<RefCell<Rc<AppState>>>,
    race: RaceControls,
    dispatch: Callback<Action>,
) -> Callback<Effect> {
    use_callback((), move |effect, &()| {
        let state = latest.borrow().clone();
        let set_race = |settings: RaceSettings| {
            dispatch.emit(Action::Settings(settings));
            race.set.emit(settings);
        };
        match effect {
            Effect::SetRace(settings) => set_race(settings),
            Effect::StepInterval(longer) => {
                let settings = race.race.borrow().settings;
                set_race(RaceSettings {
                    interval_ms: interval_beside(settings.interval_ms, longer),
                    ..settings
                });
            }
            Effect::TakeDown => race.take_down.emit(()),
            Effect::LoadOlder if state.older != Older::Some => {}
            effect => spawn_local(run_effect(effect, state, dispatch.clone())),
        }
    })
}

/// Runs an effect that takes the relay or the browser, and dispatches its outcome.
async fn run_effect(effect: Effect, state: Rc<AppState>, dispatch: Callback<Action>) {
    let channel = &state.channel;
    let answer = match effect {
        Effect::LoadChannels => api::channels().await.map(Action::Channels),
        Effect::OpenChannel(channel) => {
            api::create_channel(&channel).await.map(|()| Action::Switch(channel))
        }
        Effect::Clear => api::clear(channel).await.map(|()| Action::Cleared(state.last_seq())),
        Effect::Delete(seq) => match api::delete(channel, seq).await {
            // Already gone is as good.
            Ok(()) | Err(ApiError::Refused { status: 404, .. }) => Ok(Action::Deleted(seq)),
            Err(error) => Err(error),
        },
        Effect::LoadOlder => {
            dispatch.emit(Action::LoadOlder);
            let before = state.events.front().map(|event| event.seq);
            let page = api::history(channel, before).await;
            if page.is_err() {
                dispatch.emit(Action::OlderFailed);
            }
            page.map(Action::OlderPage)
        }
        Effect::LoadEvent(seq) => match api::event(channel, seq).await {
            Ok(event) => Ok(Action::One(Some(Arc::new(event)))),
            Err(ApiError::Refused { status: 404, .. }) => Ok(Action::One(None)),
            Err(error) => {
                dispatch.emit(Action::Select(None));
                Err(error)
            }
        },
        Effect::Copy(text) => {
            clipboard::copy(&text).await;
            return;
        }
        // The stream tells what became of it, here and on every other page.
        Effect::Mark(seq, marking) => {
            api::mark(channel, seq, &marking).await.map(|()| Action::Notice(None))
        }
        Effect::Import(file) => api::import(channel, &file)
            .await
            .map(|()| Action::Notice(Some(Notice::Info(Msg::Imported)))),
        Effect::SetSecret(provider, secret, custom) => {
            let settings = Settings {
                custom: (provider == "custom").then(|| serde_json::from_str(&custom).ok()),
                provider: Some(Some(provider.into())),
                secret: Some(Some(Secret::new(secret))),
                ..Settings::default()
            };
            if settings.custom == Some(None) {
                return dispatch.emit(Action::Notice(Some(Notice::Info(Msg::BadScheme))));
            }
            match api::set_channel(channel, &settings).await {
                // The listed events are checked with it too.
                Ok(settings) => {
                    let lang = state.ui.prefs.lang;
                    dispatch.emit(Action::Notice(Some(match lang.secret_warning(&settings) {
                        Some(warning) => {
                            Notice::Failed(format!("{} {warning}", lang.t(Msg::ChecksNow)))
                        }
                        None => Notice::Info(Msg::ChecksNow),
                    })));
                    api::history(channel, None).await.map(Action::History)
                }
                Err(error) => Err(error),
            }
        }
        Effect::SetRace(_) | Effect::StepInterval(_) | Effect::TakeDown => return,
    };
    dispatch.emit(match answer {
        Ok(action) => action,
        Err(error) => Action::Notice(Some(Notice::Failed(error_text(state.ui.prefs.lang, &error)))),
    });
}
