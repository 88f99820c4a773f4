//! The dialog that explains how each number was measured, with the rows behind it, and what can be
//! chosen.

mod bytes;
mod delay;
mod empty_answers;
mod lane_code;
mod multiply;
mod outcome_rows;
mod requests;
mod tasks;

use bytes::BytesFigures;
use delay::DelayFigures;
use empty_answers::EmptyAnswersFigures;
use lane_code::LaneCode;
use multiply::MultiplyFigures;
pub use multiply::multiplied;
use requests::RequestsFigures;
use tasks::TaskList;
use yew::prelude::*;
use yew::virtual_dom::VText;

use crate::components::Dialog;
use crate::features::race_panel::section::Explanation;
use crate::i18n::{Msg, Subject};
use crate::model::app_action::UiAction;
use crate::model::race::tasks::TasksDone;
use crate::model::topic::Topic;
use crate::state::contexts::use_dispatch;

/// Props of [`FigureDialog`].
#[derive(PartialEq, Properties)]
pub struct FigureDialogProps {
    /// The number.
    pub topic: Topic,
    /// Number of imagined clients.
    pub clients: u64,
    /// Called when others are.
    pub on_clients: Callback<u64>,
    /// The tasks that are done.
    pub done: TasksDone,
}

/// The dialog of a topic.
#[component]
pub fn FigureDialog(props: &FigureDialogProps) -> Html {
    let on_close = use_dispatch().reform(|_: MouseEvent| UiAction::Topic(None).into());
    let explained = |subject: Subject, figures: Html| {
        html! { <><Explanation {subject} />{ figures }</> }
    };
    let (title, content) = match props.topic {
        Topic::Delay => (Msg::MedianDelay, explained(Subject::Delay, html! { <DelayFigures /> })),
        Topic::Requests => {
            (Msg::Requests, explained(Subject::Requests, html! { <RequestsFigures /> }))
        }
        Topic::Empty => {
            (Msg::EmptyAnswers, explained(Subject::Empty, html! { <EmptyAnswersFigures /> }))
        }
        Topic::Bytes => (Msg::Bytes, explained(Subject::Bytes, html! { <BytesFigures /> })),
        Topic::Multiply => {
            let (clients, on_clients) = (props.clients, props.on_clients.clone());
            let figures = html! { <MultiplyFigures {clients} {on_clients} /> };
            (Msg::Multiply, explained(Subject::Multiply, figures))
        }
        Topic::Tasks => (Msg::Tasks, html! { <TaskList done={props.done} /> }),
        Topic::PushWays => (Msg::PushWays, explained(Subject::PushWays, Html::default())),
        Topic::PullWays => (Msg::PullWays, explained(Subject::PullWays, Html::default())),
        Topic::BothSides => (Msg::BothSides, explained(Subject::BothSides, html! { <LaneCode /> })),
    };
    html! { <Dialog {title} {on_close}>{ content }</Dialog> }
}

/// A cell of a table.
fn text(text: String) -> Html {
    VText::new(text).into()
}
