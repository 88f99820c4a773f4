//! A Telegram bot of one's own in this channel: the two commands, how its webhook is, and the race
//! that shows the difference.

use gloo_timers::future::TimeoutFuture;
use measure::Transport;
use wire::{Channel, TelegramState, TelegramStatus};
use yew::prelude::*;

use crate::components::{ToggleButton, copy_button, rich_text};
use crate::i18n::{Copied, Lang, Msg};
use crate::model::race::settings::RaceSettings;
use crate::platform::clock::date_and_time;
use crate::platform::location::base;
use crate::platform::task::AbortOnDrop;
use crate::services::api;
use crate::state::contexts::{use_lang, use_race_setup, use_run_effect};
use crate::state::effects::Effect;

/// How long an answer is shown before the relay is asked again, in ms.
const AGAIN_MS: u32 = 15_000;
/// The relay that commands ask unless they are told another.
const USUAL: [&str; 2] = ["http://localhost:7878", "http://127.0.0.1:7878"];

/// Props of [`TelegramBot`].
#[derive(PartialEq, Properties)]
pub struct TelegramBotProps {
    /// The channel.
    pub channel: Channel,
}

/// How a bot's updates come into the channel.
#[component]
pub fn TelegramBot(props: &TelegramBotProps) -> Html {
    let (lang, run_effect, settings) = (use_lang(), use_run_effect(), use_race_setup().settings);
    let status = use_state_eq(|| None::<TelegramStatus>);
    {
        let status = status.setter();
        use_effect_with(props.channel.clone(), move |channel| {
            let task = AbortOnDrop::spawn(watch(channel.clone(), status));
            move || drop(task)
        });
    }
    let relay = base();
    let relay = match USUAL.contains(&relay.as_str()) {
        true => String::new(),
        false => format!(" --relay {relay}"),
    };
    let command = |what: &str| {
        let text = format!("gancho telegram {what} --channel {}{relay}", props.channel);
        html! {
            <div class="asbox command">
                <pre>{ &text }</pre>
                { copy_button(lang, &run_effect, Some("link"), Msg::Copy, Copied::Command, text) }
            </div>
        }
    };
    let long = RaceSettings { pull: Transport::LongPoll, ..settings };
    let race = run_effect.reform(move |_: MouseEvent| Effect::SetRace(long));
    html! {
        <div class="field" data-testid="telegram" role="group" aria-label={lang.t(Msg::OwnBot)}>
            <span class="label">{ lang.t(Msg::OwnBot) }</span>
            <p class="muted">{ rich_text(lang.t(Msg::BotByWebhook)) }</p>
            { command("connect") }
            <p class="muted">{ rich_text(lang.t(Msg::BotByPull)) }</p>
            { command("pull") }
            <div data-testid="telegram-state">{ for status.as_ref().map(|it| told(lang, it)) }</div>
            <p class="muted">{ rich_text(lang.t(Msg::BotEitherWay)) }</p>
            <div class="chips" data-testid="telegram-race">
                <ToggleButton class="chip" label={lang.t(Msg::RaceLongPoll)} onclick={race}
                    pressed={settings.pull == Transport::LongPoll} />
            </div>
        </div>
    }
}

/// Asks until another channel is shown.
async fn watch(channel: Channel, status: UseStateSetter<Option<TelegramStatus>>) {
    loop {
        let found = api::telegram(&channel).await.ok();
        // It gets one only when it is started again.
        let is_final = found.as_ref().is_some_and(|found| found.state == TelegramState::NoToken);
        status.set(found);
        if is_final {
            return;
        }
        TimeoutFuture::new(AGAIN_MS).await;
    }
}

fn told(lang: Lang, status: &TelegramStatus) -> Html {
    let waiting = status.waiting.map(|waiting| lang.updates_wait(waiting));
    let error = status.last_error.as_ref().map(|error| {
        let at = status.last_error_at.map(|at| date_and_time(at, lang.tag())).unwrap_or_default();
        let words = status.fault.map(|fault| lang.telegram_fault(fault));
        html! {
            <p class="bad">
                { lang.last_telegram_error(&at, error) }{ " " }{ words }
            </p>
        }
    });
    html! {
        <>
            <p>{ rich_text(lang.telegram_state(status.state)) }</p>
            { for waiting.map(|text| html! { <p>{ text }</p> }) }
            { for error }
        </>
    }
}
