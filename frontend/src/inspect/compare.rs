//! An event beside the one before it in the list: what differs, line by line.

use tools::{Change, Task};
use wasm_bindgen_futures::spawn_local;
use wire::Event;
use yew::prelude::*;

use super::json;
use crate::components::leaf;
use crate::hooks::{use_effect_with, use_mut_ref, use_state_eq};
use crate::list::Shared;
use crate::text::{Lang, T};
use crate::worker;

/// What is compared.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The page's language.
    pub lang: Lang,
    /// The event.
    pub event: Shared,
    /// The one before it.
    pub before: Option<Shared>,
}

/// The tab.
#[component]
pub fn CompareTab(props: &Props) -> Html {
    let lang = props.lang;
    let found = use_state_eq(|| None::<Result<Vec<Change>, String>>);
    {
        let found = found.setter();
        // An answer that comes late must not take the place of a newer one.
        let asked = use_mut_ref(|| 0_u32);
        use_effect_with((props.event.clone(), props.before.clone()), move |(event, before)| {
            *asked.borrow_mut() += 1;
            let number = *asked.borrow();
            let texts = before.as_ref().map(|before| (text(&before.0), text(&event.0)));
            spawn_local(async move {
                let Some((old, new)) = texts else { return found.set(None) };
                let changes = worker::ask(&Task::Diff(old, new)).await;
                if *asked.borrow() == number {
                    found.set(Some(changes));
                }
            });
        });
    }
    let body = match (&props.before, &*found) {
        (None, _) => leaf("p", "blank muted", lang.t(T::NothingBefore)),
        (_, None) => leaf("p", "blank muted", lang.t(T::Loading)),
        (_, Some(Err(why))) => leaf("p", "blank bad", lang.unsigned(why)),
        (Some(before), Some(Ok(changes))) => {
            let lines = changes.iter().map(|change| {
                let (class, sign) = match change.sign {
                    '-' => ("diff old", "−"),
                    '+' => ("diff new", "+"),
                    _ => ("diff", " "),
                };
                view! { <div {class} data-testid="diff-line" data-sign={sign}><span class="p">{ sign }</span><bdi>{ change.line.as_str() }</bdi></div> }
            });
            view! {
                <>
                    { leaf("p", "blank muted", lang.compared(before.0.seq, props.event.0.seq)) }
                    <div class="diffs">{ for lines }</div>
                </>
            }
        }
    };
    view! { <div class="scroll">{ body }</div> }
}

/// An event as lines: the request, a header a line, the body laid out when it is JSON.
fn text(event: &Event) -> String {
    let query = event.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    let mut text = format!("{} {}{query}\n", event.method, event.path);
    for (name, value) in &event.headers.0 {
        text.push_str(&format!("{name}: {value}\n"));
    }
    text.push('\n');
    let body = event.body.as_text().unwrap_or_default();
    match json::pretty(body) {
        Ok(lines) => {
            for line in lines.iter() {
                text.push_str(&"  ".repeat(line.depth));
                line.pieces.iter().for_each(|(_, piece)| text.push_str(piece));
                text.push('\n');
            }
        }
        Err(_) => text.push_str(body),
    }
    text
}
