//! The language of an answer's body: text, and `{{…}}` for what is taken from the event.
//!
//! What is taken is made fit to stand inside a JSON string, so that `"text":"{{body.message.text}}"` is right whatever the
//! text. `{{{…}}}` or `{{…|raw}}` takes it as it is.

use std::fmt;

use serde_json::value::RawValue;
use wire::Body;

use super::pick;
use gancho_store::Record;

/// Most values in a template, and steps to one: each is a way through a body of megabytes, for anybody who sends.
const MAX_VALUES: usize = 100;
const MAX_STEPS: usize = 32;
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
    Body(Vec<&'t str>),
    Header(&'t str),
    Query(Option<&'t str>),
    Method,
    Path,
    Seq,
    Id,
    Channel,
    ReceivedAt,
}

/// What is wrong with a template, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct BadTemplate {
    line: usize,
    column: usize,
    why: String,
}

impl fmt::Display for BadTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.why)
    }
}

/// The text would be longer than an answer may be.
#[derive(Debug, PartialEq, Eq)]
pub struct TooLong;

impl<'t> Template<'t> {
    /// Understands it, or says what is wrong and where.
    ///
    /// # Errors
    /// [`BadTemplate`] when a `{{` is not closed, is empty, or names nothing that an event has.
    pub fn parse(text: &'t str) -> Result<Self, BadTemplate> {
        let mut pieces = Vec::new();
        let (mut at, mut values) = (0, 0);
        while let Some(start) = text[at..].find("{{").map(|found| at + found) {
            let wrong = |why: &str| BadTemplate::at(text, start, why);
            let (open, close) = if text[start..].starts_with("{{{") { (3, "}}}") } else { (2, "}}") };
            let inside = &text[start + open..];
            let Some(length) = inside.find(close) else {
                return Err(wrong(&format!("this {} is not closed by {close}", &text[start..start + open])));
            };
            values += 1;
            if values > MAX_VALUES {
                return Err(wrong(&format!("a template takes at most {MAX_VALUES} values")));
            }
            let (name, filter) = match inside[..length].split_once('|') {
                Some((name, filter)) => (name.trim(), Some(filter.trim())),
                None => (inside[..length].trim(), None),
            };
            if filter.is_some_and(|filter| filter != "raw") {
                return Err(wrong("after | only raw may stand, as in {{body.text|raw}}"));
            }
            pieces.push(Piece::Text(&text[at..start]));
            let what = What::parse(name).map_err(|why| wrong(&why))?;
            pieces.push(Piece::Value { what, raw: open == 3 || filter.is_some() });
            at = start + open + length + close.len();
        }
        pieces.push(Piece::Text(&text[at..]));
        Ok(Self(pieces))
    }

    /// The text for an event. What the event does not have is empty.
    ///
    /// # Errors
    /// [`TooLong`] above 8 MiB.
    pub fn render(&self, record: &Record) -> Result<String, TooLong> {
        let body = std::str::from_utf8(&record.event.body).ok();
        let json = body.and_then(|text| serde_json::from_str::<&RawValue>(text.trim_start_matches('\u{feff}')).ok());
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Value { what: What::Body(path), raw } if let Some(json) = json => {
                    text.push_str(
                        &pick::pick(json, path).map_or_else(Default::default, |value| pick::text(value, *raw)),
                    );
                }
                Piece::Value { what, raw: true } => text.push_str(&what.of(record)),
                Piece::Value { what, raw: false } => text.push_str(&escaped(&what.of(record))),
            }
            if text.len() > MAX_TEXT {
                return Err(TooLong);
            }
        }
        Ok(text)
    }
}

impl BadTemplate {
    fn at(text: &str, offset: usize, why: &str) -> Self {
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count() + 1;
        Self { line, column: before[line_start..].chars().count() + 1, why: why.to_owned() }
    }
}

impl<'t> What<'t> {
    fn parse(name: &'t str) -> Result<Self, String> {
        if name.is_empty() {
            return Err("this names nothing: write {{body.text}}, say".into());
        }
        let (root, below) = name.split_once('.').map_or((name, None), |(root, below)| (root, Some(below)));
        let what = match (root, below) {
            ("body", None) => Self::Body(Vec::new()),
            ("body", Some(below)) => {
                let path: Vec<_> = below.split('.').collect();
                if path.len() > MAX_STEPS {
                    return Err(format!("'{name}' goes deeper than {MAX_STEPS} steps"));
                }
                if path.contains(&"") {
                    return Err(format!("'{name}' has an empty step"));
                }
                Self::Body(path)
            }
            ("headers", Some(name)) if !name.is_empty() => Self::Header(name),
            ("headers", _) => return Err("name one header, as in {{headers.x-request-id}}".into()),
            ("query", None) => Self::Query(None),
            ("query", Some(name)) if !name.is_empty() => Self::Query(Some(name)),
            ("query", _) => return Err("name one parameter, as in {{query.a}}".into()),
            ("method", None) => Self::Method,
            ("path", None) => Self::Path,
            ("seq", None) => Self::Seq,
            ("id", None) => Self::Id,
            ("channel", None) => Self::Channel,
            ("received_at", None) => Self::ReceivedAt,
            _ => {
                return Err(format!(
                    "an event has no '{name}': it has body, body.…, headers.…, query, query.…, method, path, seq, id, \
                     channel and received_at"
                ));
            }
        };
        Ok(what)
    }

    /// What the event has there, as text; of a body, what is not JSON.
    fn of(&self, record: &Record) -> String {
        let event = &record.event;
        match self {
            Self::Body(path) => match path[..] {
                [] => Body::whole(&event.body).as_text().unwrap_or_default().to_owned(),
                [name] if is_form(record) => parameter(&event.body, name),
                _ => String::new(),
            },
            Self::Header(name) => {
                let found = event.headers.0.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
                found.map(|(_, value)| value.to_string()).unwrap_or_default()
            }
            Self::Query(None) => event.query.clone().unwrap_or_default(),
            Self::Query(Some(name)) => parameter(event.query.as_deref().unwrap_or_default().as_bytes(), name),
            Self::Method => event.method.clone(),
            Self::Path => event.path.clone(),
            Self::Seq => record.seq.to_string(),
            Self::Id => event.id.to_string(),
            Self::Channel => event.channel.to_string(),
            Self::ReceivedAt => event.received_at.to_string(),
        }
    }
}

fn is_form(record: &Record) -> bool {
    let headers = &record.event.headers.0;
    headers.iter().filter(|(name, _)| name == "content-type").any(|(_, value)| {
        let kind = value.to_string().to_ascii_lowercase();
        kind.starts_with("application/x-www-form-urlencoded")
    })
}

/// The first field of a form, or parameter of a query, of that name.
fn parameter(form: &[u8], name: &str) -> String {
    form_urlencoded::parse(form).find(|(n, _)| n == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// A text as it stands between the quotes of a JSON string.
fn escaped(text: &str) -> String {
    // A string always serialises.
    let quoted = serde_json::to_string(text).unwrap_or_else(|_| "\"\"".into());
    quoted[1..quoted.len() - 1].to_owned()
}

#[cfg(test)]
mod tests;
