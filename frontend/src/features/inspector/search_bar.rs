//! Searching in the body: a field, how much was found, the next and the one before.

use yew::prelude::*;

use crate::components::icon;
use crate::features::inspector::icons;
use crate::i18n::Msg;
use crate::platform::dom::{self, input_value};
use crate::state::contexts::use_lang;

/// Id of the field.
pub const FIELD: &str = "body-search";

/// Id of what is searched: the focus goes back to it.
pub const BODY: &str = "body-pane";

/// Props of [`SearchBar`].
#[derive(PartialEq, Properties)]
pub struct SearchBarProps {
    /// The words that are searched for.
    pub query: AttrValue,
    /// Number of places found.
    pub found: usize,
    /// The one that the reader is at, from 0.
    pub at: usize,
    /// Called with other words.
    pub onquery: Callback<String>,
    /// Called with the number of the place to go to.
    pub ongo: Callback<usize>,
}

/// The field and its buttons. Enter goes to the next place, with Shift to the one before; Escape
/// ends the search.
#[component]
pub fn SearchBar(props: &SearchBarProps) -> Html {
    let lang = use_lang();
    let SearchBarProps { found, at, .. } = *props;
    let oninput = props.onquery.reform(|e: InputEvent| input_value(&e));
    let (next, before) = ((at + 1) % found.max(1), (at + found.max(1) - 1) % found.max(1));
    let go = |to: usize| props.ongo.reform(move |_: MouseEvent| to);
    let onkeydown = {
        let (ongo, onquery) = (props.ongo.clone(), props.onquery.clone());
        Callback::from(move |e: KeyboardEvent| {
            match e.key().as_str() {
                "Enter" => ongo.emit(if e.shift_key() { before } else { next }),
                "Escape" => {
                    onquery.emit(String::new());
                    dom::focus(BODY);
                }
                _ => return,
            }
            e.prevent_default();
            e.stop_propagation();
        })
    };
    let is_searching = !props.query.is_empty();
    let count = is_searching.then(|| match found {
        0 => lang.t(Msg::NothingFound).to_owned(),
        found => lang.of_events(at as u64 + 1, found as u64),
    });
    html! {
        <div class="findbox" role="search">
            { icons::find() }
            <input type="text" id={FIELD} value={props.query.clone()} {oninput} {onkeydown}
                placeholder={lang.t(Msg::SearchBody)} aria-label={lang.t(Msg::SearchBody)}
                spellcheck="false" autocomplete="off" />
            <span class="muted num" role="status" data-testid="body-found">{ count }</span>
            <button type="button" aria-label={lang.t(Msg::PreviousMatch)}
                title={lang.t(Msg::PreviousMatch)} disabled={found == 0} onclick={go(before)}>
                { icons::up() }
            </button>
            <button type="button" aria-label={lang.t(Msg::NextMatch)}
                title={lang.t(Msg::NextMatch)} disabled={found == 0} onclick={go(next)}>
                { icon::down() }
            </button>
        </div>
    }
}
