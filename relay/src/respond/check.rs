//! Whether an answer can be given, asked when it is set: what is wrong is told to who sets it, not to who sends.

use axum::http::{HeaderName, HeaderValue};
use wire::{Answer, Fail, HandAnswer, ReservedHeader};

use super::template::{BadTemplate, Template};

/// Longest wait before an answer, in milliseconds: most providers have given up by then.
pub const MAX_DELAY_MS: u32 = 30_000;
/// Longest template, in bytes.
pub const MAX_BODY: usize = 1024 * 1024;
/// Most header fields.
const MAX_HEADERS: usize = 100;

/// Why an answer cannot be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadAnswer {
    /// A field is not as it may be: a sentence that names it and says what it may be.
    Field(String),
    /// A template makes no sense.
    Template {
        /// Where it stands: `answer.body`, or `answer.headers.` and the header's name.
        field: String,
        /// What is wrong, and where.
        bad: BadTemplate,
    },
    /// The body's template has more bytes than [`MAX_BODY`].
    TooLong {
        /// How many it has.
        length: usize,
    },
}

impl From<String> for BadAnswer {
    fn from(sentence: String) -> Self {
        Self::Field(sentence)
    }
}

/// Checks all of it.
///
/// # Errors
/// The first thing that is wrong.
pub fn answer(answer: &Answer) -> Result<(), BadAnswer> {
    let Answer { status, headers, body, delay_ms, fail, time_out, hold } = answer;
    if *time_out && *hold {
        return Err("answer takes 'time_out' or 'hold', one of them".to_owned().into());
    }
    if !(200..=599).contains(status) {
        return Err(format!("answer.status must be 200 to 599, not {status}").into());
    }
    if headers.len() > MAX_HEADERS {
        return Err(format!("answer.headers has {} fields: at most {MAX_HEADERS}", headers.len()).into());
    }
    for (name, value) in headers {
        field(name, value)?;
        template(&format!("answer.headers.{name}"), value)?;
    }
    if *delay_ms > MAX_DELAY_MS {
        return Err(format!("answer.delay_ms must be at most {MAX_DELAY_MS}, not {delay_ms}").into());
    }
    if let Some(body) = body {
        if body.len() > MAX_BODY {
            return Err(BadAnswer::TooLong { length: body.len() });
        }
        template("answer.body", body)?;
    }
    fail.map_or(Ok(()), failures).map_err(BadAnswer::from)
}

fn template(field: &str, text: &str) -> Result<(), BadAnswer> {
    let parsed = Template::parse(text).map(drop);
    parsed.map_err(|bad| BadAnswer::Template { field: field.to_owned(), bad })
}

/// Checks an answer by hand: what it says is sent as it is.
///
/// # Errors
/// A sentence that names the field and what it may be.
pub fn by_hand(answer: &HandAnswer) -> Result<(), String> {
    let HandAnswer { status, headers, body } = answer;
    if !(200..=599).contains(status) {
        return Err(format!("status must be 200 to 599, not {status}"));
    }
    if headers.len() > MAX_HEADERS {
        return Err(format!("headers has {} fields: at most {MAX_HEADERS}", headers.len()));
    }
    if body.as_ref().is_some_and(|body| body.len() > MAX_BODY) {
        return Err(format!("body must have at most {MAX_BODY} bytes"));
    }
    headers.iter().try_for_each(|(name, value)| field(name, value)).map_err(|why| why.replace("answer.", ""))
}

/// Why a header field cannot be set; `None` when it can be. Its case does not matter.
#[must_use]
pub fn reserved(name: &str) -> Option<&'static str> {
    ReservedHeader::of(name).map(|reserved| match reserved {
        ReservedHeader::Connection => "it is about the connection, and the relay writes it itself",
        ReservedHeader::Browser => "a browser would keep it for the relay's own page",
    })
}

fn field(name: &str, value: &str) -> Result<(), String> {
    let parsed = HeaderName::try_from(name)
        .map_err(|_| format!("answer.headers: '{name}' is not a header's name, as in x-request-id"))?;
    if let Some(why) = reserved(parsed.as_str()) {
        return Err(format!("answer.headers: '{name}' cannot be set, since {why}"));
    }
    HeaderValue::try_from(value)
        .map(drop)
        .map_err(|_| format!("answer.headers: the value of '{name}' has a line break or a control character in it"))
}

fn failures(Fail { next, left: _, percent, status }: Fail) -> Result<(), String> {
    if next.is_some() == percent.is_some() {
        return Err("answer.fail takes 'next' or 'percent', one of them: {\"next\":3} or {\"percent\":20}".into());
    }
    if percent.is_some_and(|percent| percent > 100) {
        return Err(format!("answer.fail.percent must be 0 to 100, not {}", percent.unwrap_or_default()));
    }
    if !(400..=599).contains(&status) {
        return Err(format!("answer.fail.status must be 400 to 599, not {status}"));
    }
    Ok(())
}
