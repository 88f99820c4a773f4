//! The query, decoded beside what came.

use wire::Event;
use yew::prelude::*;

use crate::components::{leaf, table};
use crate::text::{Lang, T};

/// The tab.
pub fn query_tab(lang: Lang, event: &Event) -> Html {
    let Some(query) = event.query.as_deref() else {
        return view! { <div class="scroll">{ leaf("p", "blank muted", lang.t(T::NoQuery)) }</div> };
    };
    let rows = pairs(query).into_iter().map(|pair| {
        vec![view! { { pair.name } }, view! { { pair.value } }, view! { { leaf("span", "muted", pair.raw) } }]
    });
    let head = [T::Name, T::Value, T::Raw].map(|name| lang.t(name));
    view! {
        <div class="scroll" data-testid="pairs">
            { table("pairs", &head, rows.collect()) }
            <p class="rawline">{ leaf("span", "muted", lang.t(T::Raw)) }{ leaf("code", "", format!("?{query}")) }</p>
        </div>
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Pair<'a> {
    name: String,
    value: String,
    raw: &'a str,
}

/// Each pair decoded as a form is (WHATWG URL, `application/x-www-form-urlencoded`), in order, repeated ones kept.
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
        let found: Vec<_> =
            pairs("a=1&a=2&b=%20%2B&c&&d=%ff+x").into_iter().map(|p| (p.name, p.value, p.raw)).collect();
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
