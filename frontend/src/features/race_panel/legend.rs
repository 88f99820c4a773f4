//! The legend: exactly the marks that are on the canvas.

use yew::prelude::*;

use crate::features::race_panel::timeline::DrawnView;
use crate::i18n::Msg;
use crate::model::race::shown_marks::{MarkKind, shown_marks};
use crate::model::race::timeline_view::TimelineView;
use crate::state::contexts::{use_lang, use_race};

/// Props of [`Legend`].
#[derive(PartialEq, Properties)]
pub struct LegendProps {
    /// The view that was drawn last.
    pub view: DrawnView,
    /// Time by which the picture is scrubbed back, in ms: another time shows other marks.
    pub back_ms: f64,
}

/// A drawing and a word for each kind of mark in view.
#[component]
pub fn Legend(props: &LegendProps) -> Html {
    let (lang, handle) = (use_lang(), use_race());
    let race = handle.state.borrow();
    let shown = props.view.0.get().map(|view| {
        // The frame of another scrubbing is drawn after this.
        let back_ms = view.scrubbed_ms.unwrap_or_default();
        let now_ms = view.now_ms + back_ms - props.back_ms;
        shown_marks(&race, &TimelineView { now_ms, ..view })
    });
    let marks = shown.into_iter().flatten().map(|kind| {
        let (class, name) = look(kind);
        html! {
            <li key={class} data-mark={class}>
                <i class={classes!("mark", class)}></i>{ lang.t(name) }
            </li>
        }
    });
    html! { <ul class="legend" data-testid="legend">{ for marks }</ul> }
}

/// The class of a mark's drawing, and its name.
fn look(kind: MarkKind) -> (&'static str, Msg) {
    match kind {
        MarkKind::Event => ("event-line", Msg::LegendEvent),
        MarkKind::Told => ("delivered", Msg::LegendPush),
        MarkKind::Open => ("open", Msg::LegendOpen),
        MarkKind::Heartbeat => ("beat", Msg::LegendBeat),
        MarkKind::Closed => ("closed", Msg::LegendClosed),
        MarkKind::Empty => ("hollow", Msg::LegendEmpty),
        MarkKind::Found => ("hit", Msg::LegendFound),
        MarkKind::FoundMany => ("hit", Msg::LegendFoundMany),
        MarkKind::Wait => ("wait", Msg::LegendWait),
        MarkKind::Held => ("held", Msg::LegendHeld),
        MarkKind::InFlight => ("in-flight", Msg::LegendInFlight),
        MarkKind::Failed => ("failed", Msg::LegendFailed),
        MarkKind::Suspended => ("hatched", Msg::LegendSuspended),
    }
}
