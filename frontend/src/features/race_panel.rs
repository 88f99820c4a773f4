//! Push against pull: the timeline, the scores, and how the lanes run; or all of it in one line.

mod caption;
mod controls;
mod figure_dialog;
mod folded;
mod headline;
mod legend;
mod outcome_table;
mod paint;
mod painter;
mod palette;
mod predict;
mod scoreboard;
mod scrub;
mod section;
mod stage;
mod timeline;
mod timeline_touch;

use figure_dialog::FigureDialog;
use folded::Folded;
use painter::Frozen;
use scoreboard::Scoreboard;
use stage::Stage;
use timeline::DrawnView;
use wire::{Channel, Seq};
use yew::prelude::*;

use crate::components::icon;
use crate::i18n::Msg;
use crate::model::app_action::UiAction;
use crate::model::layout::Layout;
use crate::model::race::demo_plan::Demo;
use crate::model::race::tasks::TasksDone;
use crate::model::topic::Topic;
use crate::platform::dom;
use crate::state::contexts::{use_dispatch, use_lang};

/// Number of imagined clients at first.
const CLIENTS: u64 = 10_000;

/// Props of [`RacePanel`].
#[derive(PartialEq, Properties)]
pub struct RacePanelProps {
    /// The channel raced on.
    pub channel: Channel,
    /// Time at which the picture stands still, on the page's clock.
    pub frozen_ms: Option<f64>,
    /// Number of events that came since.
    pub newer: usize,
    /// The event that the reader chose.
    pub selected: Option<Seq>,
    /// The number that is explained.
    pub topic: Option<Topic>,
    /// The tasks that are done.
    pub done: TasksDone,
    /// The demonstration.
    pub demo: Demo,
    /// What is folded.
    pub layout: Layout,
    /// The form is shown, where it is not always.
    pub form_open: bool,
}

/// The upper half of the page.
#[component]
pub fn RacePanel(props: &RacePanelProps) -> Html {
    let RacePanelProps { frozen_ms, newer, topic, done, demo, layout, .. } = *props;
    let (lang, dispatch) = (use_lang(), use_dispatch());
    let clients = use_state(|| CLIENTS);
    // Time by which the paused timeline is scrubbed back, in s.
    let back_s = use_state_eq(|| 0.0);
    {
        let back_s = back_s.setter();
        use_effect_with(frozen_ms.is_some(), move |_| back_s.set(0.0));
    }
    let view = (*use_memo((), |()| DrawnView::default())).clone();
    let frozen = frozen_ms.map(|at_ms| Frozen { at_ms, back_ms: *back_s * 1000.0 });
    let folded = layout.race_folded;
    {
        // The button is another element then, and the keyboard was on it.
        let before = use_mut_ref(|| folded);
        use_effect_with(folded, move |folded| {
            if before.replace(*folded) != *folded {
                dom::focus("fold-race");
            }
        });
    }
    let onclick = dispatch.reform(move |_: MouseEvent| {
        UiAction::Layout(Layout { race_folded: !folded, ..layout }).into()
    });
    let name = lang.t(if folded { Msg::OpenRace } else { Msg::FoldRace });
    let fold = html! {
        <button type="button" class="chip square" id="fold-race" aria-label={name} title={name}
            aria-expanded={(!folded).to_string()} {onclick}>
            { if folded { icon::down() } else { icon::up() } }
        </button>
    };
    let paused = html! {
        <span class="slot">
            if frozen.is_some() {
                <span class="paused" data-testid="paused" role="status">
                    { icon::pause(false) }{ lang.paused(newer) }
                </span>
            }
        </span>
    };
    let on_clients = clients.setter().to_callback();
    let explained = html! {
        <div class="slot">
            if let Some(topic) = topic {
                <FigureDialog {topic} clients={*clients} {on_clients} {done} />
            }
        </div>
    };
    let channel = props.channel.clone();
    if folded {
        return html! {
            <section key="folded" class="race folded" aria-label="Push × Pull">
                { fold }
                <Folded {channel} {frozen} {view} demonstration={demo.running}
                    form_open={props.form_open}>
                    { paused }
                </Folded>
                { explained }
            </section>
        };
    }
    let on_back = back_s.setter().to_callback();
    html! {
        <section key="open" class="race" aria-label="Push × Pull">
            <Stage {channel} {frozen} {view} {demo} selected={props.selected} {on_back}>
                { paused }{ fold }
            </Stage>
            <Scoreboard clients={*clients} {done} {demo} />
            { explained }
        </section>
    }
}
