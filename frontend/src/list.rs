//! The list of events: newest first, only the rows in view.

use std::rc::Rc;
use std::sync::Arc;

use web_sys::HtmlInputElement;
use wire::{Event, Seq};
use yew::prelude::*;

use crate::api::{self, Which};
use crate::ask::Ask;
use crate::clock;
use crate::components::{Window, WindowProps, button, copy_button, hosted, hosted_as, leaf};
use crate::duel::RaceHandle;
use crate::fire::snippet::{base, curl};
use crate::hooks::{use_memo, use_state_eq};
use crate::state::{Action, Older, State, as_search, suggestions};
use crate::text::{Lang, T};

/// Height of a row in px, as `page.css` has it.
const ROW: u32 = 56;

/// What is listed.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The page's language.
    pub lang: Lang,
    /// Everything known.
    pub state: Rc<State>,
    /// The event in the inspector.
    pub shown: Option<Seq>,
    /// For the advantage of each event.
    pub race: RaceHandle,
    /// Change what is shown.
    pub act: Callback<Action>,
    /// Ask for more than that.
    pub ask: Callback<Ask>,
    /// This channel's URL.
    pub webhook_url: AttrValue,
}

/// The list.
#[component]
pub fn List(props: &Props) -> Html {
    let Props { lang, state, .. } = props;
    let lang = *lang;
    // One memory for both, by the ring's identity: comparing events would cost more than listing them.
    let key = (state.events.clone(), state.filter.clone(), state.paused.map(|(upto, _)| upto));
    let listed = {
        let state = state.clone();
        use_memo(key, move |_| {
            let events: Rc<Vec<Arc<Event>>> = Rc::new(state.listed().cloned().collect());
            let keys: Rc<[u64]> = events.iter().map(|event| event.seq).collect();
            (events, keys)
        })
    };
    let (events, keys) = (listed.0.clone(), listed.1.clone());
    let suggested = use_state_eq(Vec::<String>::new);
    let onfocus = {
        // Looked for as the field is entered: at each event it would cost more than the list. Of all that is here, not of
        // what the filter leaves: one word may be traded for another.
        let (suggested, state) = (suggested.clone(), state.clone());
        Callback::from(move |_: FocusEvent| {
            suggested.set(suggestions(state.events.iter().rev().map(|event| &**event)));
        })
    };
    let sure = use_state_eq(|| false);
    let oninput = props.act.reform(|e: InputEvent| {
        Action::Filter(e.target_dyn_into::<HtmlInputElement>().map(|e| e.value()).unwrap_or_default())
    });
    let clear_filter = props.act.reform(|_: MouseEvent| Action::Filter(String::new()));
    let ask = {
        let sure = sure.clone();
        Callback::from(move |_: MouseEvent| sure.set(true))
    };
    let answer = |clear: bool| {
        let (sure, ask) = (sure.clone(), props.ask.clone());
        Callback::from(move |_: MouseEvent| {
            sure.set(false);
            if clear {
                ask.emit(Ask::Clear);
            }
        })
    };
    let row = {
        let (events, selected, act, race) = (events.clone(), props.shown, props.act.clone(), props.race.clone());
        Callback::from(move |at: usize| match events.get(at) {
            Some(event) => {
                let place = (at + 1, events.len());
                let status = status_of(&race, event.seq);
                let selected = selected == Some(event.seq);
                let props = RowProps { lang, event: Shared(event.clone()), place, selected, status, act: act.clone() };
                hosted_as::<Row>(event.seq, props)
            }
            None => Html::default(),
        })
    };
    let on_end = {
        let (ask, some) = (props.ask.clone(), state.older == Older::Some);
        Callback::from(move |()| {
            if some {
                ask.emit(Ask::Older);
            }
        })
    };
    let held = state.held_back();
    let total = state.events.len();
    let count = if state.filter.trim().is_empty() {
        lang.whole(events.len() as u64)
    } else {
        lang.of_events(events.len(), total)
    };
    let show = props.act.reform(|_: MouseEvent| Action::Pause(clock::now_ms()));
    let older = state.older == Older::Some;
    let load_older = props.ask.reform(|_: MouseEvent| Ask::Older);
    let content = if !events.is_empty() {
        hosted::<Window>(WindowProps {
            keys: keys.clone(),
            row_height: ROW,
            row,
            reveal: state.selected,
            on_end: Some(on_end),
            class: "events",
            role: Some("listbox"),
            label: Some(lang.t(T::Events)),
            active: state.selected.map(|seq| row_id(seq).into()),
        })
    } else if !state.filter.trim().is_empty() && total > 0 {
        view! {
            <div class="blank">
                { leaf("p", "", lang.t(T::NoMatch)) }{ button("ghost", lang.t(T::ClearFilter), clear_filter) }
                { for older.then(|| button("ghost", lang.t(T::SearchOlder), load_older)) }
            </div>
        }
    } else if !state.epoch.is_empty() {
        empty(props)
    } else {
        view! { <div class="blank">{ leaf("p", "muted", lang.t(T::Loading)) }</div> }
    };
    view! {
        <section class="pane listpane" data-testid="event-list" aria-labelledby="list-title">
            <header>
                <h2 id="list-title">{ lang.t(T::Events) }</h2><span class="muted num" id="count">{ count }</span>
                <input class="search" id="filter" type="search" placeholder={lang.t(T::Filter)} aria-label={lang.t(T::Filter)}
                    value={state.filter.clone()} {oninput} {onfocus} list="filters" />
                <datalist id="filters">
                    { for suggested.iter().map(|word| view! { <option value={word.clone()} /> }) }
                </datalist>
                { menu(props, &keys) }
                <span class="slot" data-testid="clear">
                    if *sure {
                        <button type="button" class="chip danger" onclick={answer(true)}>{ lang.t(T::ClearSure) }</button>
                        <button type="button" class="chip" onclick={answer(false)}>{ lang.t(T::Cancel) }</button>
                    } else {
                        <button type="button" class="chip" onclick={ask} disabled={total == 0}>{ lang.t(T::Clear) }</button>
                    }
                </span>
            </header>
            <div class="slot">
                if held > 0 {
                    <button type="button" class="heldback" data-testid="held-back" onclick={show}>{ lang.held_back(held) }</button>
                }
            </div>
            <div class="slot fill" data-testid="events-place">
                { content }
            </div>
        </section>
    }
}

/// Events to files, and from them.
fn menu(props: &Props, listed: &[Seq]) -> Html {
    let (lang, state) = (props.lang, &props.state);
    let search = as_search(&state.filter);
    let which = match &search {
        Some((words, pinned)) => Which::Found { words, pinned: *pinned },
        None => Which::Listed(listed),
    };
    // Of nothing there is no file.
    let some = search.is_some() || !listed.is_empty();
    let links = [("ndjson", "NDJSON"), ("har", "HAR"), ("curl", "curl")].into_iter().map(|(format, name)| {
        view! { <a class="ghost" href={api::export_url(&state.channel, format, &which)} download="">{ name }</a> }
    });
    let ask = props.ask.clone();
    let onchange = Callback::from(move |e: yew::Event| {
        let input = e.target_dyn_into::<HtmlInputElement>();
        if let Some(file) = input.as_ref().and_then(|input| input.files()?.get(0)) {
            ask.emit(Ask::Import(file));
        }
        // The same file may be chosen again.
        input.iter().for_each(|input| input.set_value(""));
    });
    view! {
        <details class="menu" data-testid="files-menu">
            <summary class="chip" aria-label={lang.t(T::Files)}>{ "⋯" }</summary>
            <div class="popup">
                { leaf("p", "muted", lang.t(if state.filter.trim().is_empty() { T::ExportAll } else { T::ExportFound })) }
                <div class="chips">{ for links.filter(|_| some) }</div>
                <label class="field">{ leaf("span", "label", lang.t(T::Import)) }
                    <input type="file" id="import" accept=".ndjson,.jsonl,.json" {onchange} /></label>
            </div>
        </details>
    }
}

fn row_id(seq: Seq) -> String {
    format!("event-{seq}")
}

/// Where an event is in the race.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Status {
    /// It was there before, or is not measured.
    None,
    Waiting,
    Won(f64),
}

fn status_of(race: &RaceHandle, seq: Seq) -> Status {
    let race = race.race.borrow();
    match race.trail().mark_of(seq) {
        Some(mark) if mark.unmeasured => Status::None,
        Some(mark) => match mark.push_ms.zip(mark.pull_ms) {
            Some((push, pull)) => Status::Won(pull - push),
            None if mark.pull_ms.is_none() => Status::Waiting,
            None => Status::None,
        },
        None => Status::None,
    }
}

/// An event, equal when it is the same one: nothing of it ever changes.
#[derive(Clone)]
pub struct Shared(pub Arc<Event>);

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(PartialEq, Properties)]
struct RowProps {
    lang: Lang,
    event: Shared,
    /// Its number in the list, and the length of the list.
    place: (usize, usize),
    selected: bool,
    status: Status,
    act: Callback<Action>,
}

#[component]
fn Row(props: &RowProps) -> Html {
    let (lang, event) = (props.lang, &props.event.0);
    let seq = event.seq;
    let onclick = props.act.reform(move |_: MouseEvent| Action::Select(Some(seq)));
    let (title, aside) = crate::inspect::title(event);
    let bad = event.signature.as_ref().is_some_and(|found| !found.valid);
    let badge = bad.then(|| view! { <span class="tag fail" data-testid="unsigned">{ lang.t(T::Unsigned) }</span> });
    let (won, class) = match props.status {
        Status::None => (String::new(), "won"),
        Status::Waiting => (lang.t(T::Waiting).into(), "won wait"),
        Status::Won(ms) if ms.abs() < 1000.0 => (format!("+{}", lang.duration(ms)), "won"),
        Status::Won(ms) => (format!("+{}", lang.seconds(ms)), "won"),
    };
    view! {
        <div class="event" data-testid="event" id={row_id(seq)} role="option" aria-selected={props.selected.to_string()}
            aria-posinset={props.place.0.to_string()} aria-setsize={props.place.1.to_string()} {onclick}>
            <span class="seq" data-testid="event-seq">{ seq.to_string() }</span>
            <span class="what" data-testid="event-title">{ for badge }{ if event.pinned { "★ " } else { "" } }{ title }<span data-testid="event-aside">{ aside }</span></span>
            { leaf("time", "", clock::time_of_day(event.received_at.as_millis())) }
            <span class="meta" data-testid="event-meta">{ &event.method }{ " " }{ &event.path }{ " · " }{ lang.size(event.size) }</span>
            <span {class} data-testid="event-lead" data-waiting={(props.status == Status::Waiting).to_string()}>{ won }</span>
        </div>
    }
}

/// What to do when there is nothing yet.
fn empty(props: &Props) -> Html {
    let lang = props.lang;
    let shot = crate::api::Shot {
        method: "POST".into(),
        path: crate::api::webhook_path(&props.state.channel),
        headers: vec![("content-type".into(), "application/json".into())],
        body: Some(br#"{"oi":1}"#.to_vec()),
    };
    let curl = curl(&shot, base(&props.webhook_url));
    let onclick = props.act.reform(|_: MouseEvent| Action::Fire);
    view! {
        <div class="blank">
            { leaf("h3", "", lang.t(T::EmptyTitle)) }
            <button type="button" class="primary" {onclick}>{ lang.t(T::Fire) }</button>
            { leaf("p", "muted", lang.t(T::EmptyCurl)) }
            <div class="asbox"><pre data-testid="curl-line">{ curl.clone() }</pre>{ copy_button(lang, "link", T::Copy, curl) }</div>
            { leaf("p", "muted", lang.t(T::EmptyNote)) }
        </div>
    }
}
