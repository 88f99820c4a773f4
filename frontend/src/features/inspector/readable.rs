//! The readable form of a body, by the worker: compression undone, charsets turned into UTF-8.

use std::rc::Rc;

use page_worker::{Bytes, Declared, Readable, ToolError, WorkerTask, needs_decoding};
use wire::{Body, Event};
use yew::prelude::*;

use crate::platform::task::AbortOnDrop;
use crate::services::worker;

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
    let needed = use_memo(key.clone(), |_| {
        let declared = declared(event);
        needs_decoding(&declared, held.as_bytes()).then(|| {
            let (content_type, content_encoding) = declared.values();
            (content_type.to_owned(), content_encoding.to_owned())
        })
    });
    let read = use_state(|| None);
    {
        let (read, needed, held) = (read.setter(), needed.clone(), held.clone());
        use_effect_with(key.clone(), move |key| {
            let key = key.clone();
            let task = (*needed).clone().map(|(content_type, content_encoding)| {
                AbortOnDrop::spawn(async move {
                    let bytes = Bytes(held.as_bytes().to_vec());
                    let task = WorkerTask::Read(content_type, content_encoding, bytes);
                    let shown = match worker::run::<Readable>(&task).await {
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

fn declared(event: &Event) -> Declared<'_> {
    Declared::of(event.headers.0.iter().map(|(name, value)| (name.as_str(), value.as_bytes())))
}
