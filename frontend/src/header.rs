//! The bar on top: where to send, which channel, how the connection is.

use gloo_timers::callback::Interval;
use web_sys::HtmlInputElement;
use wire::{Channel, ChannelInfo};
use yew::prelude::*;

use crate::clock::now_ms;
use crate::components::{CopyButton, icon};
use crate::prefs::Prefs;
use crate::state::Link;
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
    /// Pause or go on.
    pub on_pause: Callback<()>,
    /// New choices.
    pub on_prefs: Callback<Prefs>,
    /// Another channel.
    pub on_channel: Callback<Channel>,
    /// Show the help.
    pub on_help: Callback<()>,
    /// Fetch the list of channels anew.
    pub on_refresh: Callback<()>,
}

/// The bar.
#[component]
pub fn Header(props: &Props) -> Html {
    let prefs = props.prefs;
    let lang = prefs.lang;
    let language = |choice: Lang, name: &'static str| {
        let onclick = props.on_prefs.reform(move |_: MouseEvent| Prefs { lang: choice, ..prefs });
        html! { <button type="button" lang={choice.tag()} aria-pressed={(lang == choice).to_string()} {onclick}>{ name }</button> }
    };
    let theme = props.on_prefs.reform(move |_: MouseEvent| Prefs { dark: Some(!prefs.is_dark()), ..prefs });
    let pause = props.on_pause.reform(|_: MouseEvent| ());
    let help = props.on_help.reform(|_: MouseEvent| ());
    html! {
        <header class="bar">
            <div class="brand">{ icon::hook() }{ "Gancho" }</div>
            <div class="endpoint">
                <code class="verb">{ "POST" }</code><code id="endpoint" title={props.webhook_url.clone()}>{ &props.webhook_url }</code>
                <CopyButton {lang} text={props.webhook_url.clone()} />
            </div>
            <ChannelSwitch {lang} channel={props.channel.clone()} channels={props.channels.clone()}
                on_channel={props.on_channel.clone()} on_refresh={props.on_refresh.clone()} />
            <span class="grow"></span>
            <ConnectionState {lang} link={props.link} />
            <button type="button" class="chip pause" aria-pressed={props.paused.to_string()} onclick={pause}>
                { icon::pause(props.paused) }<span>{ lang.t(if props.paused { T::Continue } else { T::Pause }) }</span>
            </button>
            <span class="seg" role="group" aria-label={lang.t(T::Language)}>{ language(Lang::Pt, "PT") }{ language(Lang::En, "EN") }</span>
            <button type="button" class="chip square" aria-label={lang.t(T::Theme)} title={lang.t(T::Theme)} onclick={theme}>{ icon::theme() }</button>
            <button type="button" class="chip square help" aria-label={lang.t(T::Help)} title={lang.t(T::Help)} onclick={help}>{ "?" }</button>
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
    html! { <span class="state" id="state" data-is={is}><i></i><span>{ text }</span></span> }
}

#[derive(PartialEq, Properties)]
struct SwitchProps {
    lang: Lang,
    channel: Channel,
    channels: std::rc::Rc<Vec<ChannelInfo>>,
    on_channel: Callback<Channel>,
    on_refresh: Callback<()>,
}

/// Chooses a channel, or makes one.
#[component]
fn ChannelSwitch(props: &SwitchProps) -> Html {
    let lang = props.lang;
    let open = use_state_eq(|| false);
    let name = use_state_eq(String::new);
    let bad = use_state_eq(|| false);
    let toggle = {
        let (open, on_refresh) = (open.clone(), props.on_refresh.clone());
        Callback::from(move |_: MouseEvent| {
            on_refresh.emit(());
            open.set(!*open);
        })
    };
    let close = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(false))
    };
    let onkeydown = {
        let open = open.clone();
        Callback::from(move |e: KeyboardEvent| {
            if e.key() == "Escape" && *open {
                e.stop_propagation();
                open.set(false);
                crate::browser::focus("channel");
            }
        })
    };
    let choose = {
        let (open, on_channel) = (open.clone(), props.on_channel.clone());
        move |channel: Channel| {
            open.set(false);
            on_channel.emit(channel);
        }
    };
    let oninput = {
        let (name, bad) = (name.clone(), bad.clone());
        Callback::from(move |e: InputEvent| {
            name.set(e.target_dyn_into::<HtmlInputElement>().map(|e| e.value()).unwrap_or_default());
            bad.set(false);
        })
    };
    let onsubmit = {
        let (name, bad, choose) = (name.clone(), bad.clone(), choose.clone());
        Callback::from(move |e: SubmitEvent| {
            e.prevent_default();
            match Channel::new(name.trim()) {
                Ok(channel) => {
                    name.set(String::new());
                    choose(channel);
                }
                Err(_) => bad.set(true),
            }
        })
    };
    let rows = props.channels.iter().map(|info| {
        let (channel, choose) = (info.channel.clone(), choose.clone());
        let current = info.channel == props.channel;
        let onclick = Callback::from(move |_: MouseEvent| choose(channel.clone()));
        html! {
            <li key={info.channel.to_string()}>
                <button type="button" aria-current={current.then_some("true")} {onclick}>
                    <span>{ format!("# {}", info.channel) }</span><span class="muted num">{ lang.whole(info.count) }</span>
                </button>
            </li>
        }
    });
    html! {
        <div class="switch" {onkeydown}>
            <button type="button" class="chip channel" id="channel" aria-expanded={open.to_string()} aria-haspopup="true" onclick={toggle}>
                <span class="name">{ format!("# {}", props.channel) }</span>{ icon::down() }
            </button>
            <div class="slot">
                if *open {
                    <div class="veil" onclick={close}></div>
                    <div class="popup">
                        <ul>{ for rows }</ul>
                        <form {onsubmit}>
                            <input class="box" value={(*name).clone()} {oninput} placeholder={lang.t(T::NewChannel)}
                                aria-label={lang.t(T::NewChannel)} title={lang.t(T::NewChannelHint)} maxlength="64" spellcheck="false" />
                            <button type="submit" class="ghost">{ lang.t(T::Create) }</button>
                        </form>
                        <p class="told slot">if *bad { <span class="bad" role="alert">{ lang.t(T::BadChannel) }</span> }</p>
                    </div>
                }
            </div>
        </div>
    }
}
