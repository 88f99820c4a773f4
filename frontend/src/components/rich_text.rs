//! A sentence with coloured words.

use yew::prelude::*;

use crate::i18n::{self, Piece};

/// Shows a rich sentence ([`i18n::rich`]). Its words are always text, whatever they contain.
pub fn rich(sentence: &str) -> Html {
    let pieces = i18n::rich(sentence).into_iter().map(|piece| match piece {
        Piece::Plain(text) => view! { <>{ text }</> },
        Piece::Push(text) => view! { <span class="push">{ text }</span> },
        Piece::Pull(text) => view! { <span class="pull">{ text }</span> },
        Piece::Strong(text) => view! { <b>{ text }</b> },
        Piece::Code(text) => view! { <code>{ text }</code> },
    });
    pieces.collect()
}
