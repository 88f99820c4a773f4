//! Bodies of the common types, read for the eye: multipart, XML. Nothing here decides what is stored or sent.

mod multipart;
mod readable;
mod xml;

pub use readable::{ReadCut, ReadStep, Readable, readable};

use serde::{Deserialize, Serialize};

use crate::Bytes;

/// A part of a body: a field, a file, or a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The field's name; of XML, how deep the line is.
    pub name: String,
    /// Its value, when that is text: at least the start.
    pub value: String,
    /// The file's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The bytes, where `value` is not all there is: of a file, or of a long text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<Bytes>,
}

/// The parts of a body, as many as may be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// The first of them.
    pub parts: Vec<Part>,
    /// There are more.
    pub more: bool,
}

/// The parts of a readable body of this type (the header's value): of `multipart/…`, else of XML. Forms have no parts:
/// their fields are found as they are drawn.
///
/// # Errors
/// Why it cannot be read so: `boundary`, `unfinished`, or what is wrong with the XML, and where.
pub fn parts(kind: &str, body: &[u8]) -> Result<Parts, String> {
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence.starts_with("multipart/") {
        return multipart::parts(kind, body);
    }
    xml::lines(&String::from_utf8_lossy(body))
}
