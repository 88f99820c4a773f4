//! The readable form of the body that is shown.

use std::rc::Rc;

use page_worker::{Readable, ToolError};
use wire::{Body, Event};
use yew::prelude::*;

use crate::platform::task::AbortOnDrop;
use crate::services::readable;

/// What is shown of a body.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// The worker is at it.
    Waiting,
    /// It is shown as it came.
    AsItCame,
    /// In this form.
    Read(Rc<Readable>, Rc<Body>),
    /// The worker could not read it: shown as it came.
    Failed(ToolError),
}

/// The readable form of an event's body, of which the page holds this much.
#[hook]
pub fn use_readable(event: &Event, held: &Rc<Body>) -> Shown {
    let key = (event.id.clone(), held.len());
    let needed = use_memo(key.clone(), |_| readable::needed(event, held));
    let read = use_state(|| None);
    {
        let (read, needed, held) = (read.setter(), needed.clone(), held.clone());
        use_effect_with(key.clone(), move |key| {
            let key = key.clone();
            let task = (*needed).clone().map(|by| {
                AbortOnDrop::spawn(async move {
                    let shown = match readable::read(by, &held).await {
                        Ok(readable) => {
                            let body = Rc::new(readable.body.clone());
                            Shown::Read(Rc::new(readable), body)
                        }
                        Err(error) => Shown::Failed(error),
                    };
                    read.set(Some((key, shown)));
                })
            });
            move || drop(task)
        });
    }
    match (&*needed, &*read) {
        (None, _) => Shown::AsItCame,
        (Some(_), Some((of, shown))) if *of == key => shown.clone(),
        (Some(_), _) => Shown::Waiting,
    }
}
