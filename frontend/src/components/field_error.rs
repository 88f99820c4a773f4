//! What is said of a field that cannot be read.

use yew::prelude::*;

/// What a field may be, below it; empty while it can be read. The field names it by
/// `aria-describedby`.
pub fn field_error(id: &str, text: Option<String>) -> Html {
    html! { <small class="bad fielderror" id={id.to_owned()} role="alert">{ text }</small> }
}
