//! The bytes of each lane, by direction.

use yew::prelude::*;

use super::text;
use crate::components::table;
use crate::i18n::Msg;
use crate::state::contexts::{use_lang, use_race};

/// A table of the bytes.
#[component]
pub fn BytesFigures() -> Html {
    let (lang, handle) = (use_lang(), use_race());
    let figures = handle.state.borrow().figures();
    let (push, pull) = (&figures.push, &figures.pull);
    let cell = |bytes: Option<u64>| text(bytes.map_or_else(|| "—".into(), |n| lang.whole(n)));
    let row = |name: Msg, push, pull| vec![text(lang.t(name).into()), cell(push), cell(pull)];
    let up = row(Msg::BytesUp, push.bytes_up, pull.bytes_up);
    let down = row(Msg::BytesDown, push.bytes_down, pull.bytes_down);
    table("small", &["", "push", "pull"], vec![up, down])
}
