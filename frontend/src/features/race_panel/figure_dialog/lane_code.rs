//! Links to the code of the lanes, as this page was built from it.

use yew::prelude::*;

use crate::i18n::Msg;
use crate::state::contexts::use_lang;

/// The files of the lanes. They lie beside the page.
const FILES: [&str; 4] = ["websocket.rs", "sse.rs", "poll.rs", "reconnect.rs"];

/// The links.
#[component]
pub fn LaneCode() -> Html {
    let links = FILES.into_iter().map(|file| {
        html! { <a href={file} target="_blank" rel="noopener"><code>{ file }</code></a> }
    });
    let title = use_lang().t(Msg::LaneCode);
    html! { <p class="links" data-testid="lane-code">{ title }{ for links }</p> }
}
