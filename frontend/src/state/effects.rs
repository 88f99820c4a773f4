//! Effects: what a component asks for that is more than a change of state. Requests to the relay,
//! the race, the clipboard.

use std::rc::Rc;
use std::sync::Arc;

use wasm_bindgen_futures::spawn_local;
use wire::{Channel, ConsumerName, Event, Filter, HandAnswer, Marking, Secret, Seq, Settings};
use yew::prelude::*;

use crate::i18n::{Copied, Msg, SecretWarning};
use crate::model::api_error::ApiError;
use crate::model::app_action::{Action, ChannelAction, UiAction};
use crate::model::app_state::{AppState, Older};
use crate::model::filter::Found;
use crate::model::held::HeldAction;
use crate::model::notice::Notice;
use crate::model::pending_deletes::PendingDeletes;
use crate::model::race::settings::RaceSettings;
use crate::services::api;
use crate::state::contexts::{RunEffect, use_app_state, use_dispatch, use_race_controls};
use crate::state::event_effects;

/// An effect.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Load the list of channels.
    LoadChannels,
    /// Show a channel, making it if need be.
    OpenChannel(Channel),
    /// Remove every event of the channel that is not pinned.
    Clear,
    /// Remove the events at these positions, falling, that are not pinned.
    ClearSome(Rc<[Seq]>),
    /// Delete one event, unless it is brought back in time.
    Delete(Seq),
    /// Have the relay delete these now.
    SendDeletes(PendingDeletes),
    /// Delete a channel, with all that is in it.
    DeleteChannel(Channel),
    /// Ask what a filter finds.
    Search(String),
    /// Ask how many events the channel has.
    LoadInfo,
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
    /// Put a text on the clipboard, and say what it is.
    Copy(Copied, String),
    /// Put an event's body on the clipboard: as text, else in base64.
    CopyBody(Arc<Event>),
    /// Put an event on the clipboard as a curl command, whole.
    CopyCurl(Arc<Event>),
    /// Send an event to this relay again.
    Replay(Arc<Event>),
    /// Put an event into the form.
    Edit(Arc<Event>),
    /// Load the attempts at an event that the relay keeps.
    LoadAttempts(Seq),
    /// Have a consumer send an event again; `None`: the channel's only one.
    Resend(Seq, Option<ConsumerName>),
    /// Have these, which were given up, sent again wherever that was.
    ResendDead(Rc<[Seq]>),
    /// Read the newest events again, after the stream was away.
    ReadAgain,
    /// Ask how forwarding goes, and who waits for an answer by hand.
    LoadForwarding,
    /// Answer a sender by hand.
    AnswerHeld(Seq, HandAnswer),
    /// Pin an event or let it go, write beside it.
    Mark(Seq, Marking),
    /// Take in a file of events.
    Import(web_sys::File),
    /// Check this channel's signatures as this provider's, with this secret; for the provider
    /// `custom` by this scheme, as JSON.
    SetSecret(&'static str, Secret, String),
}

/// Props of [`EffectProvider`].
#[derive(PartialEq, Properties)]
pub struct EffectProviderProps {
    /// The page.
    pub children: Html,
}

/// Provides the callback that runs effects. It stays the same for as long as the page lives.
#[component]
pub fn EffectProvider(props: &EffectProviderProps) -> Html {
    let (state, dispatch, race) = (use_app_state(), use_dispatch(), use_race_controls());
    // Read by the callback. Replaced at each drawing, because a handle keeps what it has read.
    let latest = use_mut_ref(|| state.clone());
    latest.replace(state);
    let run_effect = use_callback((), move |effect, &()| match effect {
        Effect::SetRace(settings) => race.set.emit(settings),
        Effect::StepInterval(longer) => race.step_interval.emit(longer),
        Effect::TakeDown => race.take_down.emit(()),
        effect => {
            let context = EffectContext::of(&latest.borrow());
            spawn_local(run_effect(effect, context, dispatch.clone()));
        }
    });
    html! {
        <ContextProvider<RunEffect> context={RunEffect(run_effect)}>
            { props.children.clone() }
        </ContextProvider<RunEffect>>
    }
}

/// The state that an effect is run on: as it is when the reader asks, not when the relay answers.
struct EffectContext {
    channel: Channel,
    /// Position of the last event seen.
    last: Seq,
    /// Position of the first event listed.
    first: Option<Seq>,
    older: Older,
    /// The URL to give to a provider.
    webhook_url: String,
}

impl EffectContext {
    fn of(state: &AppState) -> Self {
        Self {
            channel: state.channel.clone(),
            last: state.last_seq(),
            first: state.events.front().map(|event| event.seq),
            older: state.older,
            webhook_url: api::webhook_url_of(state),
        }
    }
}

/// Runs an effect that takes the relay or the browser, and dispatches its outcome.
async fn run_effect(effect: Effect, context: EffectContext, dispatch: Callback<Action>) {
    let EffectContext { channel, last, first, older, webhook_url } = context;
    let action = |action| Action::InChannel(channel.clone(), action);
    let info = |message| Some(Action::Notice(Some(Notice::Info(message))));
    let outcome = match effect {
        Effect::LoadChannels => api::channels().await.map(|found| Some(Action::Channels(found))),
        Effect::OpenChannel(channel) => {
            api::create_channel(&channel).await.map(|()| Some(Action::Switch(channel)))
        }
        Effect::Clear => {
            api::clear(&channel).await.map(|()| Some(action(ChannelAction::Cleared(last))))
        }
        Effect::ClearSome(seqs) => api::clear_some(&channel, &seqs).await.map(|done| {
            // Which ones, the stream tells; it may be down.
            dispatch.emit(action(ChannelAction::Deleted(seqs.to_vec())));
            Some(Action::Notice(Some(Notice::Cleared(done.deleted, done.pinned))))
        }),
        Effect::Delete(seq) => Ok(Some(action(ChannelAction::Delete(seq)))),
        Effect::SendDeletes(pending) => {
            dispatch.emit(Action::DeletesSent(pending.clone()));
            for event in pending.events() {
                match api::delete(&event.channel, event.seq).await {
                    // Already gone is as good.
                    Err(error) if !error.is_not_found() => {
                        dispatch.emit(Action::DeleteFailed(event.clone(), error));
                    }
                    _ => {}
                }
            }
            // What was read meanwhile may count them still.
            Ok(api::info(&channel).await.ok().map(|info| action(ChannelAction::Info(info))))
        }
        Effect::DeleteChannel(channel) => api::delete_channel(&channel).await.map(|()| {
            dispatch.emit(Action::Switch(Channel::default()));
            dispatch.emit(Action::Notice(Some(Notice::ChannelDeleted(channel))));
            None
        }),
        Effect::Search(filter) => match api::search(&channel, &filter, first.unwrap_or(0)).await {
            Ok(seqs) => Ok(Some(action(ChannelAction::Found(Found { filter, seqs, head: last })))),
            // One that the relay does not take is said at the filter.
            Err(_) if filter.parse::<Filter>().is_err() => Ok(None),
            Err(error) => Err(error),
        },
        // Of a channel that is not there yet nothing is told.
        Effect::LoadInfo => {
            Ok(api::info(&channel).await.ok().map(|info| action(ChannelAction::Info(info))))
        }
        Effect::LoadOlder if older != Older::Some => return,
        Effect::LoadOlder => {
            dispatch.emit(action(ChannelAction::OlderLoading));
            let page = api::history(&channel, first).await;
            if page.is_err() {
                dispatch.emit(action(ChannelAction::OlderFailed));
            }
            page.map(|page| Some(action(ChannelAction::OlderPage(page))))
        }
        Effect::LoadEvent(seq) => match api::event(&channel, seq).await {
            Ok(event) => Ok(Some(action(ChannelAction::EventLoaded(Some(Arc::new(event)))))),
            Err(error) if error.is_not_found() => {
                Ok(Some(action(ChannelAction::EventLoaded(None))))
            }
            Err(error) => {
                dispatch.emit(action(ChannelAction::EventFailed));
                Err(error)
            }
        },
        Effect::Copy(what, text) => Ok(Some(event_effects::copy(what, &text).await)),
        Effect::CopyBody(event) => event_effects::copy_body(&event).await.map(Some),
        Effect::CopyCurl(event) => event_effects::copy_curl(&event, &webhook_url).await.map(Some),
        Effect::Replay(event) => event_effects::replay(&event, &channel).await.map(Some),
        Effect::Edit(event) => event_effects::edit(&event).await.map(Some),
        Effect::LoadAttempts(seq) => api::attempts(&channel, seq)
            .await
            .map(|attempts| Some(action(ChannelAction::Attempts(seq, attempts)))),
        Effect::Resend(seq, consumer) => {
            event_effects::resend(&channel, seq, consumer).await.map(Some)
        }
        Effect::ResendDead(seqs) => {
            dispatch.emit(UiAction::Resending(true).into());
            let outcome = event_effects::resend_dead(&channel, &seqs).await;
            dispatch.emit(UiAction::Resending(false).into());
            Ok(Some(outcome))
        }
        // A page that cannot be read leaves what is here; the next stream asks again.
        Effect::ReadAgain => Ok(api::history(&channel, None)
            .await
            .ok()
            .map(|page| action(ChannelAction::ReadAgain(page)))),
        Effect::LoadForwarding => {
            // An older relay knows neither, and then there is neither.
            if let Ok(status) = api::forward(&channel).await {
                dispatch.emit(action(ChannelAction::Forward(status)));
            }
            let held = api::held(&channel).await.ok();
            Ok(held.map(|held| action(ChannelAction::Held(HeldAction::Loaded(held)))))
        }
        Effect::AnswerHeld(seq, answer) => {
            let held = |news| action(ChannelAction::Held(news));
            dispatch.emit(held(HeldAction::Sending(seq)));
            event_effects::answer_held(&channel, seq, &answer)
                .await
                .map(|outcome| Some(held(HeldAction::CameTo(seq, outcome))))
                .inspect_err(|_| dispatch.emit(held(HeldAction::NotTaken(seq))))
        }
        // The stream tells what became of it, here and on every other page.
        Effect::Mark(seq, marking) => api::mark(&channel, seq, &marking).await.map(|()| None),
        Effect::Import(file) => api::import(&channel, &file).await.map(|()| info(Msg::Imported)),
        Effect::SetSecret(provider, secret, custom) => {
            set_secret(&channel, provider, secret, &custom, &dispatch).await.map(|()| None)
        }
        // Not the relay's: the provider has run them.
        Effect::SetRace(_) | Effect::StepInterval(_) | Effect::TakeDown => return,
    };
    let last = outcome.unwrap_or_else(|error| Some(Action::Notice(Some(Notice::Failed(error)))));
    last.into_iter().for_each(|action| dispatch.emit(action));
}

async fn set_secret(
    channel: &Channel,
    provider: &'static str,
    secret: Secret,
    custom: &str,
    dispatch: &Callback<Action>,
) -> Result<(), ApiError> {
    let settings = Settings {
        custom: (provider == "custom").then(|| serde_json::from_str(custom).ok()),
        provider: Some(Some(provider.into())),
        secret: Some(Some(secret)),
        ..Settings::default()
    };
    let notice = |notice| dispatch.emit(Action::Notice(Some(notice)));
    if settings.custom == Some(None) {
        notice(Notice::Invalid(Msg::BadScheme));
        return Ok(());
    }
    let settings = api::set_channel(channel, &settings).await?;
    notice(match SecretWarning::of(&settings) {
        Some(warning) => Notice::UnusualSecret(warning),
        None => Notice::Info(Msg::ChecksNow),
    });
    // The listed events are checked with it too.
    let page = api::history(channel, None).await?;
    dispatch.emit(Action::InChannel(channel.clone(), ChannelAction::History(page)));
    Ok(())
}
