//! An event beside the one before it in the list: what differs, line by line.

use page_worker::{Change, ToolError, WorkerTask};
use wire::Event;
use yew::prelude::*;

use crate::i18n::Msg;
use crate::model::document::Document;
use crate::model::shared_event::SharedEvent;
use crate::platform::task::AbortOnDrop;
use crate::services::worker;
use crate::state::contexts::use_lang;

/// Props of [`CompareTab`].
#[derive(PartialEq, Properties)]
pub struct CompareTabProps {
    /// The event.
    pub event: SharedEvent,
    /// The one before it.
    pub before: Option<SharedEvent>,
}

/// The tab.
#[component]
pub fn CompareTab(props: &CompareTabProps) -> Html {
    let lang = use_lang();
    let found = use_state_eq(|| None::<Result<Vec<Change>, ToolError>>);
    {
        let found = found.setter();
        use_effect_with((props.event.clone(), props.before.clone()), move |(event, before)| {
            let texts = before.as_ref().map(|before| (text(&before.0), text(&event.0)));
            let task = AbortOnDrop::spawn(async move {
                let Some((old, new)) = texts else { return found.set(None) };
                found.set(Some(worker::run(&WorkerTask::Diff(old, new)).await));
            });
            move || drop(task)
        });
    }
    let body = match (&props.before, &*found) {
        (None, _) => html! { <p class="blank muted">{ lang.t(Msg::NothingBefore) }</p> },
        (_, None) => html! { <p class="blank muted">{ lang.t(Msg::Loading) }</p> },
        (_, Some(Err(error))) => {
            html! { <p class="blank bad">{ lang.tool_error(error) }</p> }
        }
        (Some(before), Some(Ok(changes))) => {
            let lines = changes.iter().map(|change| {
                let (class, sign) = match change.sign {
                    '-' => ("diff old", "−"),
                    '+' => ("diff new", "+"),
                    _ => ("diff", " "),
                };
                html! {
                    <div {class} data-testid="diff-line" data-sign={sign}>
                        <span class="p">{ sign }</span><bdi>{ &change.line }</bdi>
                    </div>
                }
            });
            html! {
                <>
                    <p class="blank muted">{ lang.compared(before.0.seq, props.event.0.seq) }</p>
                    <div class="diffs">{ for lines }</div>
                </>
            }
        }
    };
    html! { <div class="scroll">{ body }</div> }
}

/// An event as lines: the request, a header a line, the body laid out when it is JSON.
fn text(event: &Event) -> String {
    let mut text = format!("{} {}\n", event.method, event.path_and_query());
    for (name, value) in &event.headers.0 {
        text.push_str(&format!("{name}: {value}\n"));
    }
    text.push('\n');
    let body = event.body.as_text().unwrap_or_default();
    match Document::json(body.into()) {
        Ok(document) => text.push_str(&document.to_text()),
        Err(_) => text.push_str(body),
    }
    text
}
