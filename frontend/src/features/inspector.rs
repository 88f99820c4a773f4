//! One event, from every side.

use body::BodyTab;
use compare::CompareTab;
use headers::{HeadersTab, Props as HeadersProps};
use query::query_tab;
use signature::SignatureTab;
use summary::summary_tab;
use timing::timing_tab;
use yew::prelude::*;

use crate::components::{hosted, hosted_as, icon, leaf};
use crate::i18n::{Lang, T};
use crate::model::app_action::Action;
use crate::model::curl::base;
use crate::model::event_title::title;
use crate::model::shared_event::SharedEvent;
use crate::model::tab::Tab;
use crate::state::effects::Effect;
use crate::state::race::RaceHandle;

mod body;
mod compare;
mod headers;
mod hex;
mod lines;
mod note;
mod parts;
mod query;
mod signature;
mod summary;
mod timing;
mod tree;

/// What the inspector needs.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The page's language.
    pub lang: Lang,
    /// The event shown.
    pub event: Option<SharedEvent>,
    /// The one before it in the list.
    pub before: Option<SharedEvent>,
    /// The tab shown.
    pub tab: Tab,
    /// This channel's URL.
    pub webhook_url: AttrValue,
    /// When the event was where.
    pub race: RaceHandle,
    /// Change what is shown.
    pub act: Callback<Action>,
    /// Effect for more than that.
    pub ask: Callback<Effect>,
}

/// The inspector.
#[component]
pub fn Inspector(props: &Props) -> Html {
    let lang = props.lang;
    let close = props.act.reform(|_: MouseEvent| Action::Select(None));
    let Some(SharedEvent(event)) = &props.event else {
        return view! {
            <section class="pane inspector" data-testid="inspector" aria-label={lang.t(T::Inspector)}>{ sample(lang, &props.webhook_url) }</section>
        };
    };
    let tabs = Tab::ALL.into_iter().map(|tab| {
        let onclick = props.act.reform(move |_: MouseEvent| Action::Tab(tab));
        let count = (tab == Tab::Headers).then(|| event.headers.0.len());
        view! {
            <button type="button" role="tab" id={tab.id()} aria-selected={(props.tab == tab).to_string()}
                aria-controls="tabpanel" {onclick}>
                { lang.t(tab.name()) }{ for count.map(|n| leaf("sup", "", n.to_string())) }
            </button>
        }
    });
    let (title, aside) = title(event);
    let shared = SharedEvent(event.clone());
    let panel = match props.tab {
        Tab::Summary => summary_tab(props, event),
        Tab::Headers => hosted::<HeadersTab>(HeadersProps { lang, event: shared }),
        Tab::Query => query_tab(lang, event),
        Tab::Signature => {
            let base = base(&props.webhook_url).to_owned();
            hosted::<SignatureTab>(signature::Props { lang, event: shared, base: base.into(), act: props.act.clone() })
        }
        Tab::Timing => timing_tab(lang, event, &props.race),
        Tab::Compare => hosted::<CompareTab>(compare::Props { lang, event: shared, before: props.before.clone() }),
        Tab::Body => {
            hosted_as::<BodyTab>(event.id.clone(), body::Props { lang, event: shared, act: props.act.clone() })
        }
    };
    view! {
        <section class="pane inspector" data-testid="inspector" aria-label={lang.t(T::Inspector)}>
            <header class="tabbed">
                <button type="button" class="chip back" onclick={close}>{ icon::back() }{ lang.t(T::Back) }</button>
                <div class="tabs" role="tablist">{ for tabs }</div>
            </header>
            <div class="title" data-testid="inspected">
                { leaf("strong", "", title) }<span class="muted" data-testid="inspected-aside">{ aside }</span>
                <span class="grow"></span><span class="muted num" data-testid="inspected-seq">{ format!("#{}", event.seq) }</span>
            </div>
            <div class="tabpanel" id="tabpanel" role="tabpanel" aria-labelledby={props.tab.id()}>{ panel }</div>
        </section>
    }
}

/// What an event will look like, before there is one.
fn sample(lang: Lang, url: &str) -> Html {
    let path = url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| rest[at..].to_owned()));
    view! {
        <div class="blank sample">
            { leaf("h3", "", lang.t(T::NothingSelected)) }
            { leaf("p", "muted", lang.t(T::SampleNote)) }
            <dl class="anatomy">
                <div><dt>{ lang.t(T::Method) }{ " · " }{ lang.t(T::Path) }</dt>{ leaf("dd", "", format!("POST {}", path.unwrap_or_default())) }</div>
                <div>{ leaf("dt", "", lang.t(T::Headers)) }{ leaf("dd", "", "content-type: application/json") }</div>
                <div>{ leaf("dt", "", lang.t(T::Body)) }{ leaf("dd", "", "{ \"evento\": \"pedido.pago\", \"pedido\": 41 }") }</div>
            </dl>
        </div>
    }
}
