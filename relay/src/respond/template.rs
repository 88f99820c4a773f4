//! The language of an answer's body and headers: text, and `{{…}}` for what is taken from the event.
//!
//! What is taken is made fit to stand inside a JSON string, so that `"text":"{{body.message.text}}"` is right whatever the
//! text. `{{{…}}}` or `{{…|raw}}` takes it as it is.

use std::borrow::Cow;
use std::time::Instant;

use decode::Decoded;

use super::json_path::{self, OutOfTime};
use crate::readable;
use fault::shown;
use gancho_store::Record;
use source::Source;

mod fault;
mod source;

pub use fault::{BadTemplate, Fault};

/// Most values in a template, and steps to one: each is looked for in a body of megabytes, for anybody who sends.
pub const MAX_VALUES: usize = 100;
/// Most steps to a value.
pub const MAX_STEPS: usize = 32;
/// Longest text made from a template, in bytes: a short template can name a long body many times.
pub const MAX_TEXT: usize = 8 * 1024 * 1024;

/// A template, understood.
#[derive(Debug)]
pub struct Template<'t>(Vec<Piece<'t>>);

#[derive(Debug)]
enum Piece<'t> {
    Text(&'t str),
    Value { what: What<'t>, raw: bool },
}

/// What of the event.
#[derive(Debug)]
enum What<'t> {
    Body {
        /// Steps to a value of a JSON body; none: all of it.
        path: Vec<&'t str>,
        /// Name of a form's field, which may have dots in it.
        field: &'t str,
    },
    Header(&'t str),
    Query(Option<&'t str>),
    Method,
    Path,
    Seq,
    Id,
    Channel,
    ReceivedAt,
}

/// Why there is no text for an event.
#[derive(Debug, PartialEq, Eq)]
pub enum RenderError {
    /// It would be longer than [`MAX_TEXT`].
    TooLong,
    /// It was not made before its deadline.
    OutOfTime,
}

impl From<OutOfTime> for RenderError {
    fn from(OutOfTime: OutOfTime) -> Self {
        Self::OutOfTime
    }
}

impl<'t> Template<'t> {
    /// Understands it, or says what is wrong and where.
    ///
    /// # Errors
    /// [`BadTemplate`] when a `{{` is not closed, is empty, or names nothing that an event has.
    pub fn parse(text: &'t str) -> Result<Self, BadTemplate> {
        let mut pieces = Vec::new();
        let (mut at, mut values) = (0, 0);
        while let Some(start) = text[at..].find("{{").map(|found| at + found) {
            let wrong = |fault: Fault| BadTemplate::at(text, start, fault);
            let is_raw = text[start..].starts_with("{{{");
            let (open, close) = if is_raw { ("{{{", "}}}") } else { ("{{", "}}") };
            let inside = &text[start + open.len()..];
            let Some(length) = inside.find(close) else { return Err(wrong(Fault::NotClosed { open, close })) };
            values += 1;
            if values > MAX_VALUES {
                return Err(wrong(Fault::TooManyValues));
            }
            let (name, filter) = match inside[..length].split_once('|') {
                Some((name, filter)) => (name.trim(), Some(filter.trim())),
                None => (inside[..length].trim(), None),
            };
            if let Some(filter) = filter.filter(|filter| *filter != "raw") {
                return Err(wrong(Fault::Filter(shown(filter))));
            }
            pieces.push(Piece::Text(&text[at..start]));
            let what = What::parse(name).map_err(wrong)?;
            pieces.push(Piece::Value { what, raw: is_raw || filter.is_some() });
            at = start + open.len() + length + close.len();
        }
        pieces.push(Piece::Text(&text[at..]));
        Ok(Self(pieces))
    }

    /// A text without values.
    #[must_use]
    pub fn literal(text: &'t str) -> Self {
        Self(vec![Piece::Text(text)])
    }

    /// The template with every value taken as it is.
    #[must_use]
    pub fn raw(mut self) -> Self {
        for piece in &mut self.0 {
            if let Piece::Value { raw, .. } = piece {
                *raw = true;
            }
        }
        self
    }

    /// The text for an event. What the event does not have is empty.
    ///
    /// # Errors
    /// [`RenderError`] when it is too long, or the deadline has passed.
    pub fn render(&self, record: &Record, deadline: Instant) -> Result<String, RenderError> {
        Ok(render(&[self], record, deadline)?.pop().unwrap_or_default())
    }

    /// `values` are those of a JSON body, of this template and those after it.
    fn write<'s>(
        &self,
        record: &Record,
        source: &Source<'_>,
        values: &mut impl Iterator<Item = Option<&'s str>>,
        deadline: Instant,
    ) -> Result<String, RenderError> {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Value { what: What::Body { .. }, raw } if source.is_json => {
                    let found = values.next().flatten();
                    text.push_str(&found.map_or_else(Default::default, |value| json_path::text(value, *raw)));
                }
                Piece::Value { what: What::Body { field, .. }, raw } if source.form_json.contains_key(field) => {
                    text.push_str(&json_path::text(&source.form_json[field], *raw));
                }
                Piece::Value { what, raw: true } => text.push_str(&what.of(record, source)),
                Piece::Value { what, raw: false } => text.push_str(&escaped(&what.of(record, source))),
            }
            if text.len() > MAX_TEXT {
                return Err(RenderError::TooLong);
            }
            if Instant::now() >= deadline {
                return Err(RenderError::OutOfTime);
            }
        }
        Ok(text)
    }

    fn values(&self) -> impl Iterator<Item = &What<'t>> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Value { what, .. } => Some(what),
        })
    }
}

/// The texts of some templates for an event. Its body and its query are gone through once each,
/// however many values are taken from them.
///
/// # Errors
/// [`RenderError`] when one is too long, or the deadline has passed.
pub fn render(templates: &[&Template<'_>], record: &Record, deadline: Instant) -> Result<Vec<String>, RenderError> {
    let reads_body = |what: &What<'_>| matches!(what, What::Body { .. });
    let decoded = if templates.iter().flat_map(|template| template.values()).any(reads_body) {
        readable::body(&record.event)
    } else {
        Decoded { bytes: Cow::Borrowed(&[]), steps: Vec::new(), cut: None }
    };
    let source = Source::of(templates, record, &decoded, deadline)?;
    let mut values = source.json.iter().copied();
    templates.iter().map(|template| template.write(record, &source, &mut values, deadline)).collect()
}

impl<'t> What<'t> {
    fn parse(name: &'t str) -> Result<Self, Fault> {
        if name.is_empty() {
            return Err(Fault::Nothing);
        }
        let (root, below) = name.split_once('.').map_or((name, None), |(root, below)| (root, Some(below)));
        let what = match (root, below) {
            ("body", None) => Self::Body { path: Vec::new(), field: "" },
            ("body", Some(below)) => {
                let path: Vec<_> = below.split('.').collect();
                if path.len() > MAX_STEPS {
                    return Err(Fault::TooDeep(shown(name)));
                }
                if path.contains(&"") {
                    return Err(Fault::EmptyStep(shown(name)));
                }
                Self::Body { path, field: below }
            }
            ("headers", Some(name)) if !name.is_empty() => Self::Header(name),
            ("headers", _) => return Err(Fault::NoHeader),
            ("query", None) => Self::Query(None),
            ("query", Some(name)) if !name.is_empty() => Self::Query(Some(name)),
            ("query", _) => return Err(Fault::NoParameter),
            ("method", None) => Self::Method,
            ("path", None) => Self::Path,
            ("seq", None) => Self::Seq,
            ("id", None) => Self::Id,
            ("channel", None) => Self::Channel,
            ("received_at", None) => Self::ReceivedAt,
            _ => return Err(Fault::Unknown(shown(name))),
        };
        Ok(what)
    }

    /// What the event has there, as text; of a body, what is not JSON.
    fn of<'r>(&self, record: &'r Record, source: &'r Source<'_>) -> Cow<'r, str> {
        let event = &record.event;
        let named = |among: &'r source::Fields<'_>, name: &str| among.get(name).map_or("", String::as_str).into();
        match self {
            Self::Body { field: "", .. } => source.text.into(),
            Self::Body { field, .. } => named(&source.form, field),
            Self::Header(name) => {
                let found = event.headers.0.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
                found.map(|(_, value)| value.to_string()).unwrap_or_default().into()
            }
            Self::Query(None) => event.query.as_deref().unwrap_or_default().into(),
            Self::Query(Some(name)) => named(&source.query, name),
            Self::Method => event.method.as_str().into(),
            Self::Path => event.path.as_str().into(),
            Self::Seq => record.seq.to_string().into(),
            Self::Id => event.id.to_string().into(),
            Self::Channel => event.channel.as_str().into(),
            Self::ReceivedAt => event.received_at.to_string().into(),
        }
    }
}

/// A text as it stands between the quotes of a JSON string.
fn escaped(text: &str) -> String {
    // A string always serialises.
    let quoted = serde_json::to_string(text).unwrap_or_else(|_| "\"\"".into());
    quoted[1..quoted.len() - 1].to_owned()
}

#[cfg(test)]
mod tests;
