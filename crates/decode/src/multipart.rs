//! Forms in parts, `multipart/form-data` (RFC 7578).

use std::borrow::Cow;

use memchr::memmem::Finder;

use crate::{Declared, Limits, decode};

/// Longest boundary (RFC 2046, section 5.1.1, has 70).
const MAX_BOUNDARY: usize = 256;
/// Longest head of a part, in bytes.
const MAX_HEAD: usize = 16 * 1024;

/// One field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<'b> {
    /// Its name.
    pub name: Cow<'b, str>,
    /// The name of the file it came from, when it did.
    pub file_name: Option<Cow<'b, str>>,
    /// Its media type; empty when it has none, which is text.
    pub content_type: Cow<'b, str>,
    /// Its bytes.
    pub bytes: &'b [u8],
}

impl<'b> Part<'b> {
    /// Its text in its charset. `None` when it is no text.
    #[must_use]
    pub fn text(&self) -> Option<Cow<'b, str>> {
        let declared = Declared::new(&self.content_type, "");
        match decode(&declared, self.bytes, &Limits::default()).bytes {
            Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
        }
    }
}

/// The fields of a form, in order. Parts without a name are left out; of a body that is cut, what
/// came of its last part is a part. None when no boundary is declared.
pub fn parts<'b>(declared: &Declared<'_>, body: &'b [u8]) -> impl Iterator<Item = Part<'b>> + use<'b> {
    let boundary =
        declared.parameter("boundary").filter(|boundary| !boundary.is_empty() && boundary.len() <= MAX_BOUNDARY);
    let delimiter = format!("\n--{}", boundary.as_deref().unwrap_or_default());
    let mut parts = Parts { delimiter: Finder::new(&delimiter).into_owned(), rest: None };
    if boundary.is_some() {
        parts.begin(body);
    }
    parts.filter_map(part)
}

/// What stands between the boundaries, one after another.
struct Parts<'b> {
    /// A line feed, two dashes and the boundary.
    delimiter: Finder<'static>,
    /// What comes after a boundary; none at the end.
    rest: Option<&'b [u8]>,
}

impl<'b> Parts<'b> {
    /// Passes the first boundary, before which may stand what is no part.
    fn begin(&mut self, body: &'b [u8]) {
        let delimiter = self.delimiter.needle();
        self.rest = match body.strip_prefix(&delimiter[1..]) {
            Some(rest) => Some(rest),
            None => self.delimiter.find(body).map(|at| &body[at + delimiter.len()..]),
        };
    }
}

impl<'b> Iterator for Parts<'b> {
    type Item = &'b [u8];

    fn next(&mut self) -> Option<&'b [u8]> {
        // Two dashes end the form.
        let rest = self.rest.take().filter(|rest| !rest.starts_with(b"--"))?;
        let line = memchr::memchr(b'\n', rest)?;
        // The line feed of an empty part's delimiter is the one that ends its head.
        let rest = &rest[line..];
        match self.delimiter.find(rest) {
            Some(at) => {
                self.rest = Some(&rest[at + self.delimiter.needle().len()..]);
                let part = &rest[..at];
                Some(part.strip_suffix(b"\r").unwrap_or(part))
            }
            None => Some(rest),
        }
    }
}

/// A part, which begins with the line feed before its head.
fn part(bytes: &[u8]) -> Option<Part<'_>> {
    let (mut name, mut file_name, mut content_type) = (None, None, Cow::Borrowed(""));
    let mut at = 1;
    loop {
        let rest = bytes.get(at..)?;
        let line = &rest[..memchr::memchr(b'\n', rest)?];
        at += line.len() + 1;
        if at > MAX_HEAD {
            return None;
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        let Some(colon) = memchr::memchr(b':', line) else { continue };
        let (field, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if field.eq_ignore_ascii_case(b"content-type") {
            content_type = String::from_utf8_lossy(value);
        } else if field.eq_ignore_ascii_case(b"content-disposition") {
            (name, file_name) = (disposition(value, "name"), disposition(value, "filename"));
        }
    }
    Some(Part { name: name?, file_name, content_type, bytes: &bytes[at..] })
}

/// A parameter of `Content-Disposition`. A quote in it is written `%22`, as browsers do, or `\"`.
fn disposition<'b>(value: &'b [u8], wanted: &str) -> Option<Cow<'b, str>> {
    let value = String::from_utf8_lossy(value);
    let declared = Declared::new(&value, "");
    Some(Cow::Owned(declared.parameter(wanted)?.replace("%22", "\"")))
}
