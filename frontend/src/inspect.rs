//! One event, from every side.

use wire::Event;
use yew::prelude::*;

use crate::ask::Ask;
use crate::components::{hosted, hosted_as, icon, leaf};
use crate::duel::RaceHandle;
use crate::fire::snippet::base;
use crate::list::Shared;
use crate::state::Action;
use crate::text::{Lang, T};

mod body;
mod compare;
mod headers;
mod hex;
pub mod json;
mod lines;
mod note;
mod parts;
mod query;
mod signature;
pub mod summary;
mod timing;
mod tree;

use body::BodyTab;
use compare::CompareTab;
use headers::{HeadersTab, Props as HeadersProps};
use query::query_tab;
use signature::SignatureTab;
use summary::summary_tab;
use timing::timing_tab;

/// What is shown of an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// What it is.
    Summary,
    /// Its headers.
    Headers,
    /// Its query.
    Query,
    /// Its body.
    #[default]
    Body,
    /// Whether it is signed as it should be.
    Signature,
    /// When it was where.
    Timing,
    /// The one before it, beside it.
    Compare,
}

impl Tab {
    /// In the order shown.
    pub const ALL: [Self; 7] =
        [Self::Summary, Self::Headers, Self::Query, Self::Body, Self::Signature, Self::Timing, Self::Compare];

    /// The id of its button.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Summary => "tab-summary",
            Self::Headers => "tab-headers",
            Self::Query => "tab-query",
            Self::Body => "tab-body",
            Self::Signature => "tab-signature",
            Self::Timing => "tab-timing",
            Self::Compare => "tab-compare",
        }
    }

    fn name(self) -> T {
        match self {
            Self::Summary => T::Summary,
            Self::Headers => T::Headers,
            Self::Query => T::Query,
            Self::Body => T::Body,
            Self::Signature => T::Signature,
            Self::Timing => T::Timing,
            Self::Compare => T::Compare,
        }
    }
}

/// What the inspector needs.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The page's language.
    pub lang: Lang,
    /// The event shown.
    pub event: Option<Shared>,
    /// The one before it in the list.
    pub before: Option<Shared>,
    /// The tab shown.
    pub tab: Tab,
    /// This channel's URL.
    pub webhook_url: AttrValue,
    /// When the event was where.
    pub race: RaceHandle,
    /// Change what is shown.
    pub act: Callback<Action>,
    /// Ask for more than that.
    pub ask: Callback<Ask>,
}

/// The inspector.
#[component]
pub fn Inspector(props: &Props) -> Html {
    let lang = props.lang;
    let close = props.act.reform(|_: MouseEvent| Action::Select(None));
    let Some(Shared(event)) = &props.event else {
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
    let shared = Shared(event.clone());
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

/// One line that tells an event from its neighbours: what it is, and a little more.
#[must_use]
pub fn title(event: &Event) -> (String, String) {
    if let Some(summary) = &event.summary {
        let name = [event.provider.as_deref(), event.event.as_deref()].into_iter().flatten();
        return (summary.clone(), name.collect::<Vec<_>>().join(" · "));
    }
    let kind = event.header("content-type").map(|kind| kind.split(';').next().unwrap_or_default().trim().to_owned());
    let kind = kind.filter(|kind| !kind.is_empty());
    let start = event.body.as_text().map(|text| one_line(text, 120)).filter(|text| !text.is_empty());
    match (start, kind) {
        (Some(start), kind) => (start, kind.unwrap_or_default()),
        (None, Some(kind)) => (kind, String::new()),
        (None, None) => (event.method.clone(), event.query.clone().unwrap_or_default()),
    }
}

/// The start of a text on one line, runs of white space as one space.
fn one_line(text: &str, most: usize) -> String {
    let mut line = String::new();
    // A text of megabytes is not walked for the sake of its first words.
    for c in text.chars().take(4 * most) {
        let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
        if !(c == ' ' && (line.is_empty() || line.ends_with(' '))) {
            line.push(c);
        }
        if line.chars().count() >= most {
            break;
        }
    }
    line.trim_end().to_owned()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_short_line() {
        assert_eq!(one_line("  {\n \"a\": 1\n}\n", 120), "{ \"a\": 1 }");
        assert_eq!(one_line(&"x".repeat(1_000_000), 10).len(), 10);
        assert_eq!(one_line("\u{202e}abc\0", 9), "\u{202e}abc");
    }
}
