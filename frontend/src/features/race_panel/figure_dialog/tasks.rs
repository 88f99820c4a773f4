//! The tasks of the tutorial.

use yew::prelude::*;

use crate::i18n::Msg;
use crate::model::race::tasks::{TasksDone, TutorialTask};
use crate::state::contexts::use_lang;

/// Props of [`TaskList`].
#[derive(PartialEq, Properties)]
pub struct TaskListProps {
    /// The tasks that are done.
    pub done: TasksDone,
}

/// The tasks, those that are done with a tick.
#[component]
pub fn TaskList(props: &TaskListProps) -> Html {
    let lang = use_lang();
    let tasks = TutorialTask::ALL.into_iter().map(|task| {
        let done = props.done.has(task);
        let (tick, said) = if done { ("✓", lang.t(Msg::TaskDone)) } else { ("", "") };
        html! {
            <li>
                <span class="tick" aria-hidden="true">{ tick }</span>{ lang.t(task.text()) }
                <span class="visually-hidden">{ said }</span>
            </li>
        }
    });
    html! { <ol class="tasks">{ for tasks }</ol> }
}
