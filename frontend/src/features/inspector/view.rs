//! The ways in which a body can be looked at.

use std::rc::Rc;

use crate::features::inspector::parts::Shape;
use crate::i18n::Msg;
use crate::model::document::Document;
use crate::model::json::NotJson;

/// A view of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// By its content type.
    Shape(Shape),
    /// As a tree.
    Json,
    /// As records, each a tree.
    Records,
    /// As text.
    Text,
    /// As bytes.
    Hex,
}

impl View {
    /// Its name.
    #[must_use]
    pub fn name(self) -> Msg {
        match self {
            Self::Shape(shape) => shape.name(),
            Self::Json => Msg::Json,
            Self::Records => Msg::Records,
            Self::Text => Msg::Text,
            Self::Hex => Msg::Hex,
        }
    }

    /// The view of a tree.
    #[must_use]
    pub fn of_tree(tree: &Result<Rc<Document>, NotJson>) -> Self {
        let is_records = tree.as_ref().is_ok_and(|tree| tree.records().is_some());
        if is_records { Self::Records } else { Self::Json }
    }
}

/// A text as a tree: one JSON text, many, or a stream of events.
///
/// # Errors
/// The place where it stops being JSON.
pub fn tree(essence: &str, text: &Rc<str>) -> Result<Rc<Document>, NotJson> {
    if essence == "text/event-stream" {
        return Ok(Rc::new(Document::sse(text.clone())));
    }
    let begins = text.trim_start().starts_with(['{', '[']);
    match Document::json(text.clone()) {
        Ok(tree) => Ok(Rc::new(tree)),
        // One text after the other, a line each, whatever the type says.
        Err(_) if begins && let Some(records) = Document::ndjson(text.clone()) => {
            Ok(Rc::new(records))
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_known_by_their_type_or_by_their_looks() {
        let records = |essence: &str, text: &str| {
            tree(essence, &text.into()).map(|tree| tree.records()).map_err(|error| error.line)
        };
        assert_eq!(records("application/json", "{}"), Ok(None));
        assert_eq!(records("application/json", "{}\n{}"), Ok(Some(2)));
        assert_eq!(records("application/json", "{}\nx"), Err(2));
        assert_eq!(records("text/event-stream", "data: 1\n\n"), Ok(Some(1)));
        assert_eq!(records("text/plain", "1\n2"), Err(2), "two numbers are a text");
    }
}
