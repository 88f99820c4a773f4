//! An event beside another: what differs, line by line.

use page_worker::{Change, ToolError, WorkerTask};
use wire::{Body, Event, Seq};
use yew::prelude::*;

use crate::components::{ToggleButton, field_error};
use crate::i18n::Msg;
use crate::model::api_error::TaskError;
use crate::model::app_action::UiAction;
use crate::model::document::Document;
use crate::model::shared_event::SharedEvent;
use crate::platform::dom::input_value;
use crate::platform::task::AbortOnDrop;
use crate::services::{api, worker};
use crate::state::contexts::{use_dispatch, use_lang};

/// Props of [`CompareTab`].
#[derive(PartialEq, Properties)]
pub struct CompareTabProps {
    /// The event.
    pub event: SharedEvent,
    /// The other one, when it is here.
    pub other: Option<SharedEvent>,
    /// The position that the reader chose; none: the event before this one in the list.
    pub chosen: Option<Seq>,
    /// The order of headers is a difference.
    pub header_order: bool,
}

/// The tab.
#[component]
pub fn CompareTab(props: &CompareTabProps) -> Html {
    let (lang, dispatch) = (use_lang(), use_dispatch());
    let found = use_state_eq(|| None::<Result<Vec<Change>, TaskError>>);
    {
        let found = found.setter();
        let deps = (props.event.clone(), props.other.clone(), props.header_order);
        use_effect_with(deps, move |(event, other, order)| {
            let pair = other.clone().map(|other| in_order(event.clone(), other));
            let order = *order;
            found.set(None);
            let task = AbortOnDrop::spawn(async move {
                if let Some((old, new)) = pair {
                    found.set(Some(changes(&old.0, &new.0, order).await));
                }
            });
            move || drop(task)
        });
    }
    // What is typed, while it is no position.
    let refused = use_state_eq(|| None::<String>);
    let oninput = {
        let (refused, dispatch) = (refused.setter(), dispatch.clone());
        Callback::from(move |e: InputEvent| {
            let text = input_value(&e);
            let seq = text.trim().trim_start_matches('#').parse::<Seq>().ok();
            refused.set(seq.is_none().then_some(text));
            if seq.is_some() {
                dispatch.emit(UiAction::CompareWith(seq).into());
            }
        })
    };
    let with_before = {
        let (refused, dispatch) = (refused.setter(), dispatch.clone());
        Callback::from(move |_: MouseEvent| {
            refused.set(None);
            dispatch.emit(UiAction::CompareWith(None).into());
        })
    };
    let counts = props.header_order;
    let toggle_order = dispatch.reform(move |_: MouseEvent| UiAction::HeaderOrder(!counts).into());
    let body = match (&props.other, &*found) {
        (None, _) => {
            let missing = if props.chosen.is_some() { Msg::NotListed } else { Msg::NothingBefore };
            html! { <p class="blank muted">{ lang.t(missing) }</p> }
        }
        (_, None) => html! { <p class="blank muted">{ lang.t(Msg::Loading) }</p> },
        (_, Some(Err(error))) => {
            html! { <p class="blank bad">{ error.text(lang) }</p> }
        }
        (Some(other), Some(Ok(changes))) => {
            let (old, new) = in_order(props.event.clone(), other.clone());
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
            let alike = changes.is_empty().then(|| lang.t(Msg::Alike));
            html! {
                <>
                    <p class="comparednote muted" data-testid="compared">
                        { lang.compared(old.0.seq, new.0.seq) }{ " " }{ alike }
                    </p>
                    <div class="diffs">{ for lines }</div>
                </>
            }
        }
    };
    let value = props.chosen.or(props.other.as_ref().map(|other| other.0.seq));
    let value = (*refused).clone().or(value.map(|seq| seq.to_string()));
    let error = refused.is_some().then(|| lang.t(Msg::BadPosition).to_owned());
    html! {
        <>
            <div class="bodytools">
                <label class="choice">
                    <span class="muted">{ lang.t(Msg::CompareWith) }{ " #" }</span>
                    <input class="box short seqfield" id="compare-with" inputmode="numeric"
                        {value} {oninput} autocomplete="off"
                        aria-invalid={error.is_some().to_string()}
                        aria-describedby="compare-with-error" />
                </label>
                { field_error("compare-with-error", error) }
                <ToggleButton class="chip" label={lang.t(Msg::WithBefore)}
                    pressed={props.chosen.is_none()} onclick={with_before} />
                <ToggleButton class="switchbutton" label={lang.t(Msg::HeaderOrder)}
                    pressed={counts} onclick={toggle_order} />
                <span class="muted hint">{ lang.t(Msg::CompareHint) }</span>
            </div>
            <div class="scroll" tabindex="0">{ body }</div>
        </>
    }
}

/// The older of two first.
fn in_order(one: SharedEvent, other: SharedEvent) -> (SharedEvent, SharedEvent) {
    if one.0.seq < other.0.seq { (one, other) } else { (other, one) }
}

/// The lines in which two events differ, by their whole bodies.
async fn changes(old: &Event, new: &Event, header_order: bool) -> Result<Vec<Change>, TaskError> {
    let text = async |event: &Event| -> Result<String, TaskError> {
        Ok(text(event, &api::whole_body(event).await?, header_order))
    };
    let task = WorkerTask::Diff(text(old).await?, text(new).await?);
    Ok(worker::run::<Vec<Change>>(&task).await.map_err(|error: ToolError| error)?)
}

/// An event as lines: the request, a header a line, the body laid out when it is JSON. Headers of one
/// name stay in their order; the order of names means nothing, unless it is asked for.
fn text(event: &Event, body: &Body, header_order: bool) -> String {
    let mut text = format!("{} {}\n", event.method, event.path_and_query());
    let mut headers: Vec<_> = event.headers.0.iter().collect();
    if !header_order {
        headers.sort_by_key(|(name, _)| name);
    }
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\n"));
    }
    text.push('\n');
    match body.as_text() {
        Some(body) => match Document::json(body.into()) {
            Ok(document) => text.push_str(&document.to_text()),
            Err(_) => text.push_str(body),
        },
        // Bytes that are no text are the same, or not.
        None => text.push_str(&format!("{} B, SHA-256 {}", event.size, event.sha256)),
    }
    text
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use wire::{HeaderValue, Headers};

    use super::*;
    use crate::model::app_state::tests::event;

    #[test]
    fn the_order_of_names_is_no_difference_and_that_of_values_is() {
        let with = |pairs: &[(&str, &str)]| {
            let headers = pairs.iter().map(|(name, value)| {
                ((*name).to_owned(), HeaderValue::from_bytes(value.as_bytes()))
            });
            Event { headers: Headers(headers.collect()), ..Arc::unwrap_or_clone(event(1)) }
        };
        let lines = |event: &Event, order| text(event, &event.body, order);
        let one = with(&[("b", "1"), ("a", "2"), ("a", "3")]);
        let other = with(&[("a", "2"), ("a", "3"), ("b", "1")]);
        assert_eq!(lines(&one, false), lines(&other, false));
        assert_ne!(lines(&one, true), lines(&other, true));
        let bytes = |byte: u8, digest: u8| {
            let body = Body::Bytes(vec![byte]);
            Event { sha256: wire::Digest([digest; 32]), body, ..with(&[]) }
        };
        assert_ne!(lines(&bytes(255, 1), false), lines(&bytes(254, 2), false));
        let swapped = with(&[("a", "3"), ("a", "2"), ("b", "1")]);
        assert_ne!(lines(&other, false), lines(&swapped, false));
    }
}
