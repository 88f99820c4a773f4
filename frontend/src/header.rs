//! The bar on top: where to send, which channel, how the connection is.

use gloo_timers::callback::Interval;
use web_sys::HtmlInputElement;
use wire::{Channel, ChannelInfo};
use yew::prelude::*;

use crate::ask::Ask;
use crate::clock::now_ms;
use crate::components::{copy_button, hosted, icon, icon_button, leaf, toggle};
use crate::hooks::{use_effect_with, use_state_eq};
use crate::prefs::Prefs;
use crate::state::{Action, Link};
use crate::text::{Lang, T};

/// What the bar shows.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The reader's choices.
    pub prefs: Prefs,
    /// The channel shown.
    pub channel: Channel,
    /// Every channel.
    pub channels: std::rc::Rc<Vec<ChannelInfo>>,
    /// This channel's URL.
    pub webhook_url: AttrValue,
    /// The connection.
    pub link: Link,
    /// New events are held back.
    pub paused: bool,
    /// Change what is shown.
    pub act: Callback<Action>,
    /// Ask for more than that.
    pub ask: Callback<Ask>,
}

/// The bar.
#[component]
pub fn Header(props: &Props) -> Html {
    let prefs = props.prefs;
    let lang = prefs.lang;
    let language = |choice: Lang, name: &'static str| {
        let onclick = props.act.reform(move |_: MouseEvent| Action::Prefs(Prefs { lang: choice, ..prefs }));
        toggle("", name, lang == choice, onclick)
    };
    let theme = props.act.reform(move |_: MouseEvent| Action::Prefs(Prefs { dark: Some(!prefs.is_dark()), ..prefs }));
    let pause = props.act.reform(|_: MouseEvent| Action::Pause(now_ms()));
    let settings = props.act.reform(|_: MouseEvent| Action::Sheet(true));
    let help = props.act.reform(|_: MouseEvent| Action::Help);
    view! {
        <header class="bar" data-testid="topbar">
            <div class="brand">{ icon::hook() }{ "Gancho" }</div>
            <div class="endpoint" data-testid="endpoint-row">
                { leaf("code", "verb", "POST") }<code id="endpoint" title={props.webhook_url.clone()}>{ &props.webhook_url }</code>
                { copy_button(lang, "", T::Copy, props.webhook_url.clone()) }
            </div>
            { hosted::<ChannelSwitch>(SwitchProps {
                lang,
                channel: props.channel.clone(),
                channels: props.channels.clone(),
                ask: props.ask.clone(),
            }) }
            { icon_button(Some("channel-settings"), lang.t(T::ChannelSettings), icon::gear(), settings) }
            <span class="grow"></span>
            { hosted::<ConnectionState>(StateProps { lang, link: props.link }) }
            <button type="button" class="chip pause" data-testid="pause" aria-pressed={props.paused.to_string()} onclick={pause}>
                { icon::pause(props.paused) }{ leaf("span", "", lang.t(if props.paused { T::Continue } else { T::Pause })) }
            </button>
            <span class="seg" data-testid="language" role="group" aria-label={lang.t(T::Language)}>{ language(Lang::Pt, "PT") }{ language(Lang::En, "EN") }</span>
            { icon_button(Some("theme"), lang.t(T::Theme), icon::theme(), theme) }
            { icon_button(Some("help"), lang.t(T::Help), view! { { "?" } }, help) }
        </header>
    }
}

#[derive(PartialEq, Properties)]
struct StateProps {
    lang: Lang,
    link: Link,
}

/// Says how the connection is, and counts down to the next attempt.
#[component]
fn ConnectionState(props: &StateProps) -> Html {
    let StateProps { lang, link } = *props;
    let now = use_state_eq(now_ms);
    {
        // Ticks only while there is something to count.
        let now = now.clone();
        let counts = matches!(link, Link::Retrying { .. } | Link::Down { .. });
        use_effect_with((counts, link), move |(counts, _)| {
            now.set(now_ms());
            let ticking = counts.then(|| Interval::new(250, move || now.set(now_ms())));
            move || drop(ticking)
        });
    }
    let seconds = |until_ms: f64| ((until_ms - *now) / 1000.0).ceil().max(1.0) as u64;
    let (is, text) = match link {
        Link::Connecting => ("wait", lang.t(T::Connecting).to_owned()),
        Link::Live { rtt_ms: None } => ("live", lang.t(T::Live).to_owned()),
        Link::Live { rtt_ms: Some(rtt) } => ("live", format!("{} · {}", lang.t(T::Live), lang.duration(rtt))),
        Link::Stale => ("stale", lang.t(T::Stale).to_owned()),
        Link::Retrying { until_ms } => ("retry", lang.retrying(seconds(until_ms))),
        Link::Down { until_ms } => ("down", lang.receiver_down(seconds(until_ms))),
    };
    view! { <span class="state" id="state" data-is={is}><i></i>{ leaf("span", "", text) }</span> }
}

#[derive(PartialEq, Properties)]
struct SwitchProps {
    lang: Lang,
    channel: Channel,
    channels: std::rc::Rc<Vec<ChannelInfo>>,
    ask: Callback<Ask>,
}

/// The list of channels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Popup {
    open: bool,
    /// Name of a channel to be made.
    name: String,
    /// It cannot be a name.
    bad: bool,
}

/// Chooses a channel, or makes one.
#[component]
fn ChannelSwitch(props: &SwitchProps) -> Html {
    let lang = props.lang;
    let popup = use_state_eq(Popup::default);
    let toggle = {
        let (popup, ask) = (popup.clone(), props.ask.clone());
        Callback::from(move |_: MouseEvent| {
            ask.emit(Ask::Channels);
            popup.set(Popup { open: !popup.open, ..Popup::default() });
        })
    };
    let close = {
        let popup = popup.setter();
        Callback::from(move |_: MouseEvent| popup.set(Popup::default()))
    };
    let onkeydown = {
        let popup = popup.clone();
        Callback::from(move |e: KeyboardEvent| {
            if e.key() == "Escape" && popup.open {
                e.stop_propagation();
                popup.set(Popup::default());
                crate::browser::focus("channel");
            }
        })
    };
    let choose = {
        let (popup, ask) = (popup.setter(), props.ask.clone());
        move |channel: Channel| {
            popup.set(Popup::default());
            ask.emit(Ask::Channel(channel));
        }
    };
    let oninput = {
        let popup = popup.setter();
        Callback::from(move |e: InputEvent| {
            let name = e.target_dyn_into::<HtmlInputElement>().map(|e| e.value()).unwrap_or_default();
            popup.set(Popup { open: true, name, bad: false });
        })
    };
    let onsubmit = {
        let (popup, choose) = (popup.clone(), choose.clone());
        Callback::from(move |e: SubmitEvent| {
            e.prevent_default();
            match Channel::new(popup.name.trim()) {
                Ok(channel) => choose(channel),
                Err(_) => popup.set(Popup { bad: true, ..(*popup).clone() }),
            }
        })
    };
    let rows = props.channels.iter().map(|info| {
        let (channel, choose) = (info.channel.clone(), choose.clone());
        let current = info.channel == props.channel;
        let onclick = Callback::from(move |_: MouseEvent| choose(channel.clone()));
        view! {
            <li key={info.channel.to_string()}>
                <button type="button" aria-current={current.then_some("true")} {onclick}>
                    { leaf("span", "", format!("# {}", info.channel)) }{ leaf("span", "muted num", lang.whole(info.count)) }
                </button>
            </li>
        }
    });
    view! {
        <div class="switch" {onkeydown}>
            <button type="button" class="chip channel" id="channel" aria-expanded={popup.open.to_string()} aria-haspopup="true" onclick={toggle}>
                { leaf("span", "name", format!("# {}", props.channel)) }{ icon::down() }
            </button>
            <div class="slot">
                if popup.open {
                    <div class="veil" onclick={close}></div>
                    <div class="popup" data-testid="channel-menu">
                        <ul>{ for rows }</ul>
                        <form {onsubmit}>
                            <input class="box" value={popup.name.clone()} {oninput} placeholder={lang.t(T::NewChannel)}
                                aria-label={lang.t(T::NewChannel)} title={lang.t(T::NewChannelHint)} maxlength="64" spellcheck="false" />
                            <button type="submit" class="ghost">{ lang.t(T::Create) }</button>
                        </form>
                        <p class="told slot">if popup.bad { <span class="bad" role="alert">{ lang.t(T::BadChannel) }</span> }</p>
                    </div>
                }
            </div>
        </div>
    }
}
