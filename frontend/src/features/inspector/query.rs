//! The query, decoded beside what came.

use yew::prelude::*;

use crate::components::table;
use crate::i18n::Msg;
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
    let Some(query) = props.query.as_deref() else {
        return html! {
            <div class="scroll"><p class="blank muted">{ lang.t(Msg::NoQuery) }</p></div>
        };
    };
    let rows = pairs(query).into_iter().map(|pair| {
        vec![
            html! { { pair.name } },
            html! { { pair.value } },
            html! { <span class="muted">{ pair.raw }</span> },
        ]
    });
    let head = [Msg::Name, Msg::Value, Msg::Raw].map(|name| lang.t(name));
    html! {
        <div class="scroll" data-testid="pairs">
            { table("pairs", &head, rows.collect()) }
            <p class="rawline">
                <span class="muted">{ lang.t(Msg::Raw) }</span>
                <code>{ format!("?{query}") }</code>
            </p>
        </div>
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Pair<'a> {
    name: String,
    value: String,
    raw: &'a str,
}

/// Each pair decoded as a form is (WHATWG URL, `application/x-www-form-urlencoded`), in order,
/// repeated ones kept.
fn pairs(query: &str) -> Vec<Pair<'_>> {
    let pair = |raw| {
        let (name, value) = form_urlencoded::parse(str::as_bytes(raw)).next().unwrap_or_default();
        Pair { name: name.into_owned(), value: value.into_owned(), raw }
    };
    query.split('&').filter(|raw| !raw.is_empty()).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_decoded_one_by_one() {
        let found: Vec<_> = pairs("a=1&a=2&b=%20%2B&c&&d=%ff+x")
            .into_iter()
            .map(|p| (p.name, p.value, p.raw))
            .collect();
        let pair = |n: &str, v: &str, r| (n.to_owned(), v.to_owned(), r);
        assert_eq!(
            found,
            [
                pair("a", "1", "a=1"),
                pair("a", "2", "a=2"),
                pair("b", " +", "b=%20%2B"),
                pair("c", "", "c"),
                pair("d", "\u{fffd} x", "d=%ff+x")
            ]
        );
    }
}
