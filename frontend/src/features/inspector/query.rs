//! The query, decoded beside what came.

use yew::prelude::*;

use crate::features::inspector::pairs::PairsView;
use crate::i18n::Msg;
use crate::model::pairs::Pairs;
use crate::state::contexts::use_lang;

/// Props of [`QueryTab`].
#[derive(PartialEq, Properties)]
pub struct QueryTabProps {
    /// The query as it came; none when the URL has none.
    pub query: Option<String>,
}

/// The tab.
#[component]
pub fn QueryTab(props: &QueryTabProps) -> Html {
    let lang = use_lang();
    let pairs = use_memo(props.query.clone(), |query| {
        query.as_ref().map(|query| Pairs::of(query.as_bytes()))
    });
    match (&*pairs, &props.query) {
        (Some(pairs), Some(query)) => {
            html! { <PairsView pairs={pairs.clone()} raw={format!("?{query}")} /> }
        }
        _ => html! {
            <div class="scroll"><p class="blank muted">{ lang.t(Msg::NoQuery) }</p></div>
        },
    }
}
