//! The whole of a body that came as a preview.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use wire::{Body, Event};
use yew::prelude::*;

use crate::features::inspector::parts::Shape;
use crate::model::api_error::ApiError;
use crate::model::shared_event::SharedEvent;
use crate::services::api;

/// Longest body that is loaded whole by itself, in bytes.
const BY_ITSELF: u64 = 5 * 1024 * 1024;

/// How much of a body is here.
#[derive(Clone, Debug, PartialEq)]
pub enum WholeBody {
    /// What came with the event.
    AsItCame,
    /// The rest is on its way.
    Loading,
    /// All.
    Loaded(Rc<Body>),
    /// The rest could not be had.
    Failed(ApiError),
}

/// The whole body of an event, and a callback that loads it. Up to five megabytes it is loaded by
/// itself, and so are pictures and forms with files, of which a part would be nothing.
#[hook]
pub fn use_whole_body(event: &SharedEvent) -> (WholeBody, Callback<MouseEvent>) {
    let whole = use_state(|| WholeBody::AsItCame);
    let load = {
        let (event, whole) = (event.0.clone(), whole.setter());
        Callback::from(move |()| {
            let (event, whole) = (event.clone(), whole.clone());
            whole.set(WholeBody::Loading);
            spawn_local(async move {
                whole.set(match api::whole_body(&event).await {
                    Ok(body) => WholeBody::Loaded(Rc::new(body)),
                    Err(error) => WholeBody::Failed(error),
                });
            });
        })
    };
    {
        let load = load.clone();
        let at_once = event.0.is_preview() && loads_by_itself(&event.0);
        use_effect_with(event.0.id.clone(), move |_| {
            if at_once {
                load.emit(());
            }
        });
    }
    ((*whole).clone(), load.reform(|_: MouseEvent| ()))
}

fn loads_by_itself(event: &Event) -> bool {
    let kind = event.header("content-type").unwrap_or_default();
    let shape = Shape::of(kind, event.body.as_bytes());
    event.size <= BY_ITSELF || matches!(shape, Some(Shape::Image(_) | Shape::Parts))
}
