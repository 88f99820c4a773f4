//! A row of the list.

use std::rc::Rc;

use wire::Seq;
use yew::prelude::*;

use crate::components::icon;
use crate::features::event_list::delivery::{delivery, queued};
use crate::i18n::Msg;
use crate::model::app_action::Action;
use crate::model::event_title::{short_path, title};
use crate::model::filter::{Matcher, marked};
use crate::model::race::state::RaceState;
use crate::model::shared_event::SharedEvent;
use crate::platform::clock;
use crate::state::contexts::{use_dispatch, use_lang, use_run_effect};
use crate::state::effects::Effect;

/// The lead of push over pull for an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lead {
    /// It was there before, or is not measured.
    None,
    /// Push has brought it, and pull has not.
    Waiting,
    /// Push had it so much earlier, in ms.
    Won(f64),
}

impl Lead {
    /// The lead for an event of a race.
    #[must_use]
    pub fn of(race: &RaceState, seq: Seq) -> Self {
        match race.history().mark_of(seq) {
            Some(mark) if mark.unmeasured => Self::None,
            Some(mark) => match mark.push_ms.zip(mark.pull_ms) {
                Some((push, pull)) => Self::Won(pull - push),
                None if mark.pull_ms.is_none() => Self::Waiting,
                None => Self::None,
            },
            None => Self::None,
        }
    }
}

/// Props of [`Row`].
#[derive(PartialEq, Properties)]
pub struct RowProps {
    /// The event.
    pub event: SharedEvent,
    /// Its number in the list, counted from 1.
    pub position: usize,
    /// The length of the list.
    pub count: usize,
    /// It is in the inspector.
    pub selected: bool,
    /// The lead of push over pull.
    pub lead: Lead,
    /// The filter, of which what is found is marked.
    pub matcher: Rc<Matcher>,
    /// It was given up, and is offered to be sent again.
    pub is_dead: bool,
    /// That is being done, with it or with others.
    pub resending: bool,
    /// It waits behind others to be delivered.
    pub is_queued: bool,
}

/// An event of the list.
#[component]
pub fn Row(props: &RowProps) -> Html {
    let (lang, event) = (use_lang(), &props.event.0);
    let seq = event.seq;
    let onclick = use_dispatch().reform(move |e: MouseEvent| match e.shift_key() {
        true => Action::Compare(seq),
        false => Action::Select(Some(seq)),
    });
    let (title, aside) = title(event);
    let valid = event.signature.as_ref().map(|found| found.valid);
    let badge = match valid {
        Some(false) => html! {
            <span class="tag fail" data-testid="unsigned">{ lang.t(Msg::Unsigned) }</span>
        },
        Some(true) => html! {
            <span class="signed" data-testid="signed" title={lang.t(Msg::SignedRight)}>
                { icon::signed() }
                <span class="visually-hidden">{ lang.t(Msg::SignedRight) }</span>
            </span>
        },
        None => Html::default(),
    };
    let mark = |text: &str| -> Html {
        let pieces = marked(text, props.matcher.texts().collect::<Vec<_>>().into_iter());
        let piece = |(found, text): (bool, &str)| match found {
            true => html! { <mark>{ text.to_owned() }</mark> },
            false => html! { { text.to_owned() } },
        };
        pieces.into_iter().map(piece).collect()
    };
    // What a sender expects is not worth a word.
    let refused = event.answer.as_ref().map(|answer| answer.status);
    let refused = refused.filter(|status| !(200..300).contains(status)).map(|status| {
        html! { <>{ " · " }<b class="bad" data-testid="event-status">{ status }</b></> }
    });
    let delivered = match &event.delivery {
        Some(last) => delivery(lang, last),
        None if props.is_queued => queued(lang),
        None => Html::default(),
    };
    let path = match short_path(event) {
        "" => Html::default(),
        path => html! { <>{ " " }{ mark(path) }</> },
    };
    let run_effect = use_run_effect();
    let again = props.is_dead.then(|| {
        let onclick = Callback::from(move |e: MouseEvent| {
            e.stop_propagation();
            run_effect.emit(Effect::ResendDead([seq].into()));
        });
        // By keyboard it is sent from its deliveries, or with all others.
        html! {
            <button type="button" class="how" tabindex="-1" data-testid="resend" {onclick}
                disabled={props.resending}>
                { lang.t(Msg::SendAgain) }
            </button>
        }
    });
    let waiting = props.lead == Lead::Waiting;
    let lead = match props.lead {
        Lead::None => String::new(),
        Lead::Waiting => lang.t(Msg::Waiting).into(),
        Lead::Won(ms) => lang.lead(ms),
    };
    html! {
        <div class="event" data-testid="event" id={row_id(seq)} role="option"
            aria-selected={props.selected.to_string()} aria-posinset={props.position.to_string()}
            aria-setsize={props.count.to_string()} {onclick}>
            <span class="seq" data-testid="event-seq">{ seq }</span>
            <span class="what" data-testid="event-title">
                { badge }{ if event.pinned { "★ " } else { "" } }{ mark(&title) }
                <span data-testid="event-aside">{ mark(&aside) }</span>
            </span>
            <time>{ clock::time_of_day(event.received_at.as_millis()) }</time>
            <span class="meta" data-testid="event-meta">
                <span class="cut">
                    { mark(&event.method) }{ path }{ " · " }
                    { lang.size(event.size) }
                </span>
                <span class="outcome">{ refused }{ delivered }</span>
            </span>
            <span class={if waiting { "won wait" } else { "won" }} data-testid="event-lead"
                data-waiting={waiting.to_string()}>
                if let Some(again) = again { { again } } else { { lead } }
            </span>
        </div>
    }
}

/// The id of an event's row.
#[must_use]
pub fn row_id(seq: Seq) -> String {
    format!("event-{seq}")
}
