//! What stands over the body: its views, the search in it, and what is to be said of it.

use yew::prelude::*;

use crate::components::ToggleButton;
use crate::features::inspector::search_bar::SearchBar;
use crate::features::inspector::view::View;
use crate::i18n::{Lang, Msg};
use crate::model::folds::Folds;
use crate::model::looks_like::LooksLike;
use crate::state::contexts::use_lang;

/// Props of [`BodyBar`].
#[derive(PartialEq, Properties)]
pub struct BodyBarProps {
    /// The views, and whether each is possible.
    pub views: Vec<(View, bool)>,
    /// The one that is shown.
    pub view: View,
    /// Called with another.
    pub onview: Callback<View>,
    /// Size of the body in bytes.
    pub size: u64,
    /// What is wrong with it.
    pub problems: Vec<Option<String>>,
    /// What else is to be said, and the test id of each.
    pub notes: Vec<Option<(&'static str, String)>>,
    /// Loads the rest of the body; none when all of it is here.
    pub load: Option<Callback<MouseEvent>>,
    /// The rest is on its way.
    pub loading: bool,
    /// Words searched for, the place that the reader is at, and how many there are. None: this view
    /// cannot be searched.
    pub search: Option<(String, usize, usize)>,
    /// Called with other words.
    pub onquery: Callback<String>,
    /// Called with the number of a place to go to.
    pub ongo: Callback<usize>,
    /// Whether long lines are wrapped. None: there are none.
    pub wrap: Option<bool>,
    /// Called to change that.
    pub onwrap: Callback<MouseEvent>,
    /// Called to fold all, or to unfold it once something is folded, and with which of the two.
    /// None: nothing can be.
    pub onfold: Option<(Callback<Folds>, Folds)>,
}

/// The bar, and below it a line with what is said.
#[component]
pub fn BodyBar(props: &BodyBarProps) -> Html {
    let lang = use_lang();
    let views = props.views.iter().map(|(view, possible)| {
        let (view, pressed) = (*view, (*view == props.view).to_string());
        let onclick = props.onview.reform(move |_: MouseEvent| view);
        html! {
            <button type="button" aria-pressed={pressed} disabled={!possible} {onclick}>
                { lang.t(view.name()) }
            </button>
        }
    });
    let fold = props.onfold.clone().map(|(onfold, next)| {
        let name = if next == Folds::default() { Msg::UnfoldAll } else { Msg::FoldAll };
        let onclick = onfold.reform(move |_: MouseEvent| next.clone());
        html! { <button type="button" class="chip" {onclick}>{ lang.t(name) }</button> }
    });
    let notes = props.notes.iter().flatten().map(|(id, text)| {
        html! { <bdi data-testid={*id}>{ text.as_str() }</bdi> }
    });
    let mut problems = props.problems.iter().flatten();
    let not_json = problems.next();
    html! {
        <div class="bodybar" data-testid="body-bar">
            <div class="bodytools">
                <span class="seg" data-testid="body-views" role="group"
                    aria-label={lang.t(Msg::Body)}>
                    { for views }
                </span>
                <span class="slot">
                    if let Some((query, at, found)) = props.search.clone() {
                        <SearchBar {query} {at} {found} onquery={props.onquery.clone()}
                            ongo={props.ongo.clone()} />
                    }
                </span>
                <span class="slot">
                    if let Some(wrap) = props.wrap {
                        <ToggleButton class="switchbutton" label={lang.t(Msg::Wrap)} pressed={wrap}
                            onclick={props.onwrap.clone()} />
                    }
                </span>
                <span class="slot">{ fold }</span>
            </div>
            <p class="bodynotes muted">
                <span class="num">{ lang.size(props.size) }</span>
                { for notes }
                <span class="slot">
                    { for not_json.map(|text| html! {
                        <span class="bad" data-testid="not-json">{ text.as_str() }</span>
                    }) }
                    { for problems.map(|text| html! { <span class="bad">{ text.as_str() }</span> }) }
                </span>
                <span class="slot">
                    if let Some(load) = props.load.clone() {
                        <span>{ lang.t(Msg::Truncated) }</span>
                        <button type="button" class="chip" onclick={load}
                            disabled={props.loading}>
                            { lang.t(Msg::LoadWhole) }
                        </button>
                    }
                </span>
            </p>
        </div>
    }
}

/// A body is something else than its content type says.
#[must_use]
pub fn says_but_looks(lang: Lang, essence: &str, looks: LooksLike) -> String {
    let says = match essence {
        "application/x-www-form-urlencoded" => lang.t(Msg::FormType),
        other => other.strip_prefix("application/").unwrap_or(other),
    };
    let looks = match looks {
        LooksLike::Json => "JSON",
        LooksLike::Xml => "XML",
        LooksLike::Form => lang.t(Msg::FormType),
    };
    lang.says_but_looks(says, looks)
}
