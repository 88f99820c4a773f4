//! Names and values: a table of few, and a list of many, of which only the rows in view are in the
//! document.

use std::rc::Rc;

use yew::prelude::*;

use crate::components::table;
use crate::features::inspector::lines::PairsList;
use crate::features::inspector::marked::{self, Marks};
use crate::i18n::Msg;
use crate::model::cells::Cells;
use crate::model::pairs::Pairs;
use crate::state::contexts::use_lang;

/// Props of [`PairsView`].
#[derive(PartialEq, Properties)]
pub struct PairsViewProps {
    /// The pairs.
    pub pairs: Pairs,
    /// Show each as it came, too, and all of them below.
    #[prop_or_default]
    pub raw: Option<AttrValue>,
    /// What was searched, when something is.
    #[prop_or_default]
    pub cells: Option<Rc<Cells>>,
    /// What was found in it.
    #[prop_or_default]
    pub marks: Marks,
}

/// Names and values.
#[component]
pub fn PairsView(props: &PairsViewProps) -> Html {
    let (lang, pairs) = (use_lang(), &props.pairs);
    if !pairs.are_few() {
        let (cells, marks) = (props.cells.clone(), props.marks.clone());
        return html! { <PairsList pairs={pairs.clone()} {cells} {marks} /> };
    }
    let rows = (0..pairs.len()).filter_map(|at| Some((at, pairs.get(at)?))).map(|(at, pair)| {
        let start = props.cells.as_ref().map_or(0, |cells| cells.start(at));
        let value = marked::text(&pair.value, start + pair.name.len() + 1, &props.marks);
        let raw = props.raw.as_ref().map(|_| {
            html! { <span class="muted">{ pair.raw }</span> }
        });
        let cells = [marked::text(&pair.name, start, &props.marks), value];
        cells.into_iter().chain(raw).collect::<Vec<_>>()
    });
    let head = [Msg::Name, Msg::Value, Msg::Raw].map(|name| lang.t(name));
    let head = if props.raw.is_some() { &head[..] } else { &head[..2] };
    html! {
        <div class="scroll" tabindex="0" data-testid="pairs">
            { table("pairs", head, rows.collect()) }
            { for props.raw.as_ref().map(|raw| html! {
                <p class="rawline">
                    <span class="muted">{ lang.t(Msg::Raw) }</span>
                    <code>{ raw }</code>
                </p>
            }) }
        </div>
    }
}
