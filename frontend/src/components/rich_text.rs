//! A sentence with coloured words.

use yew::prelude::*;

use crate::i18n::{Piece, rich};

/// Shows a rich sentence ([`rich()`]). Its words are always text, whatever they contain.
pub fn rich_text(sentence: &str) -> Html {
    let pieces = rich(sentence).into_iter().map(|piece| match piece {
        Piece::Plain(text) => html! { { text } },
        Piece::Push(text) => html! { <span class="push">{ text }</span> },
        Piece::Pull(text) => html! { <span class="pull">{ text }</span> },
        Piece::Strong(text) => html! { <b>{ text }</b> },
        Piece::Code(text) => html! { <code>{ text }</code> },
    });
    pieces.collect()
}
