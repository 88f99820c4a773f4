//! A readable body drawn as what it is, with the help of the worker.

use std::rc::Rc;

use page_worker::{Bytes, Part, Parts, ToolError, WorkerTask};
use wire::Body;
use yew::prelude::*;

use crate::features::inspector::parts::Shape;
use crate::model::document::Document;
use crate::platform::download::BlobUrl;
use crate::platform::task::AbortOnDrop;
use crate::services::worker;

/// A body as it is drawn in its shape.
#[derive(Debug)]
pub enum Drawn {
    /// The fields of a form in parts, and what each can be saved as.
    Fields(Parts, Vec<Option<BlobUrl>>),
    /// XML; true: there is more.
    Xml(Rc<Document>, bool),
    /// A picture.
    Image(BlobUrl),
    /// The browser cannot hold the picture.
    NoImage,
    /// The worker could not read it.
    Failed(ToolError),
}

/// A body in a shape; `None` while it is drawn, and for a form, which needs none of this.
#[hook]
pub fn use_drawn(
    key: impl PartialEq + 'static,
    shape: Option<Shape>,
    kind: &str,
    body: &Rc<Body>,
) -> Option<Rc<Drawn>> {
    let drawn = use_state(|| None::<Rc<Drawn>>);
    {
        let (drawn, kind, body) = (drawn.setter(), kind.to_owned(), body.clone());
        use_effect_with((key, shape), move |(_, shape)| {
            let task = shape.map(|shape| {
                AbortOnDrop::spawn(async move {
                    drawn.set(draw(shape, kind, body).await.map(Rc::new));
                })
            });
            move || drop(task)
        });
    }
    (*drawn).clone()
}

async fn draw(shape: Shape, kind: String, body: Rc<Body>) -> Option<Drawn> {
    match shape {
        Shape::Form => return None,
        Shape::Image(kind) => {
            let url = BlobUrl::new(body.as_bytes(), kind);
            return Some(url.map_or(Drawn::NoImage, Drawn::Image));
        }
        Shape::Parts | Shape::Xml => {}
    }
    let task = WorkerTask::Parts(kind, Bytes(body.as_bytes().to_vec()));
    Some(match worker::run::<Parts>(&task).await {
        Err(error) => Drawn::Failed(error),
        Ok(found) if shape == Shape::Xml => {
            let lines = found.parts.iter();
            let laid_out = lines.map(|line| (line.name.parse().unwrap_or(0), line.value.as_str()));
            Drawn::Xml(Rc::new(Document::xml(laid_out)), found.more)
        }
        Ok(found) => {
            let url = |part: &Part| {
                part.bytes
                    .as_ref()
                    .and_then(|bytes| BlobUrl::new(&bytes.0, "application/octet-stream"))
            };
            let urls = found.parts.iter().map(url).collect();
            Drawn::Fields(found, urls)
        }
    })
}
