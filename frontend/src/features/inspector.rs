//! One event, from every side.

mod action_bar;
mod answer;
mod attempt;
mod body;
mod body_bar;
mod compare;
mod deliveries;
mod document_view;
mod drawn;
mod given_answer;
mod headers;
mod hex;
mod icons;
mod lines;
mod marked;
mod menu;
mod note;
mod pairs;
mod parts;
mod path_bar;
mod query;
mod readable;
mod search_bar;
mod signature;
mod summary;
mod timing;
mod view;
mod whole_body;

use action_bar::ActionBar;
use body::BodyTab;
use compare::CompareTab;
use deliveries::DeliveriesTab;
use headers::HeadersTab;
use query::QueryTab;
use signature::SignatureTab;
use summary::SummaryTab;
use timing::TimingTab;
use wire::Seq;
use yew::prelude::*;

use crate::components::icon;
use crate::i18n::{Lang, Msg};
use crate::model::app_action::{Action, UiAction};
use crate::model::curl::base;
use crate::model::deliveries::Attempts;
use crate::model::event_title::title;
use crate::model::shared_event::SharedEvent;
use crate::model::tab::Tab;
use crate::platform::dom;
use crate::state::contexts::{use_dispatch, use_lang};

/// Props of [`Inspector`].
#[derive(PartialEq, Properties)]
pub struct InspectorProps {
    /// The event shown.
    pub event: Option<SharedEvent>,
    /// The one that it is compared with.
    pub before: Option<SharedEvent>,
    /// Position of the one that the reader chose to compare with; none: the one before.
    pub compare_with: Option<Seq>,
    /// The order of headers is a difference.
    pub header_order: bool,
    /// Attempts to bring it to programs, that the page knows of.
    pub attempts: Option<Attempts>,
    /// The tab shown.
    pub tab: Tab,
    /// Streams of the channel that have begun.
    pub streams: u32,
    /// This channel's URL.
    pub webhook_url: AttrValue,
}

/// One event, in tabs.
#[component]
pub fn Inspector(props: &InspectorProps) -> Html {
    let (lang, dispatch) = (use_lang(), use_dispatch());
    let close = dispatch.reform(|_: MouseEvent| Action::Select(None));
    // The tab that is shown is in view, also where not all of them are.
    use_effect_with((props.tab, props.event.is_some()), |(tab, _)| dom::center(tab.id()));
    let Some(shared) = props.event.clone() else {
        return html! {
            <section class="pane inspector" data-testid="inspector"
                aria-label={lang.t(Msg::Inspector)}>
                { sample(lang, &props.webhook_url) }
            </section>
        };
    };
    let event = &*shared.0;
    let tabs = Tab::ALL.into_iter().map(|tab| {
        let onclick = dispatch.reform(move |_: MouseEvent| UiAction::Tab(tab).into());
        let count = match tab {
            Tab::Headers => Some(event.headers.0.len()),
            Tab::Deliveries => props.attempts.as_ref().map(|attempts| attempts.len()),
            _ => None,
        };
        html! {
            <button type="button" role="tab" id={tab.id()}
                aria-selected={(props.tab == tab).to_string()} aria-controls="tabpanel" {onclick}>
                { lang.t(tab.name()) }{ count.map(|n| html! { <sup>{ n }</sup> }) }
            </button>
        }
    });
    let beside = |name: Msg, icon: Html, by: i32| {
        let onclick = dispatch.reform(move |_: MouseEvent| Action::Move(by));
        html! {
            <button type="button" class="chip square" aria-label={lang.t(name)} {onclick}>
                { icon }
            </button>
        }
    };
    let (title, aside) = title(event);
    let panel = match props.tab {
        Tab::Summary => html! { <SummaryTab event={shared.clone()} /> },
        Tab::Headers => html! { <HeadersTab event={shared.clone()} /> },
        Tab::Query => html! { <QueryTab query={event.query.clone()} /> },
        Tab::Body => html! { <BodyTab key={event.id.clone()} event={shared.clone()} /> },
        Tab::Signature => {
            html! {
                <SignatureTab event={shared.clone()} base={base(&props.webhook_url).to_owned()} />
            }
        }
        Tab::Timing => html! { <TimingTab event={shared.clone()} /> },
        Tab::Deliveries => {
            html! {
                <DeliveriesTab event={shared.clone()} attempts={props.attempts.clone()}
                    streams={props.streams} />
            }
        }
        Tab::Compare => {
            html! {
                <CompareTab event={shared.clone()} other={props.before.clone()}
                    chosen={props.compare_with} header_order={props.header_order} />
            }
        }
    };
    html! {
        <section class="pane inspector" data-testid="inspector" aria-label={lang.t(Msg::Inspector)}>
            <div class="backrow">
                <button type="button" class="chip back" onclick={close}>
                    { icon::back() }{ lang.t(Msg::Back) }
                </button>
                <span class="grow"></span>
                { beside(Msg::NewerEvent, icons::up(), -1) }
                { beside(Msg::OlderEvent, icon::down(), 1) }
            </div>
            <div class="title" data-testid="inspected">
                <strong>{ title }</strong>
                <span class="muted" data-testid="inspected-aside">{ aside }</span>
                <span class="grow"></span>
                <span class="muted num" data-testid="inspected-seq">
                    { format!("#{}", event.seq) }
                </span>
                <span class="slot">
                    { for event.answer.map(|answer| {
                        let bad = !(200..300).contains(&answer.status);
                        html! {
                            <span class={if bad { "bad" } else { "muted" }}
                                data-testid="inspected-answer">
                                { lang.answered(answer.status) }
                            </span>
                        }
                    }) }
                </span>
            </div>
            <ActionBar event={shared.clone()} />
            <header class="tabbed">
                <div class="tabs" role="tablist">{ for tabs }</div>
            </header>
            <div class="tabpanel" id="tabpanel" role="tabpanel" aria-labelledby={props.tab.id()}>
                { panel }
            </div>
        </section>
    }
}

/// The anatomy of an event, shown before there is one.
fn sample(lang: Lang, url: &str) -> Html {
    let path =
        url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| rest[at..].to_owned()));
    html! {
        <div class="blank sample">
            <h3>{ lang.t(Msg::NothingSelected) }</h3>
            <p class="muted">{ lang.t(Msg::SampleNote) }</p>
            <dl class="anatomy">
                <div>
                    <dt>{ lang.t(Msg::Method) }{ " · " }{ lang.t(Msg::Path) }</dt>
                    <dd>{ format!("POST {}", path.unwrap_or_default()) }</dd>
                </div>
                <div>
                    <dt>{ lang.t(Msg::Headers) }</dt>
                    <dd>{ "content-type: application/json" }</dd>
                </div>
                <div>
                    <dt>{ lang.t(Msg::Body) }</dt>
                    <dd>{ r#"{ "evento": "pedido.pago", "pedido": 41 }"# }</dd>
                </div>
            </dl>
        </div>
    }
}
