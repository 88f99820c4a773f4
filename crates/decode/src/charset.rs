//! Charsets turned into UTF-8.

use std::borrow::Cow;

use encoding_rs::{CoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memmem;

use crate::{Cut, Declared, Decoded, Limits, Step, form, utf_32};

/// How a body's bytes are text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    /// UTF-8 behind a byte order mark of this length.
    Marked(usize),
    /// Another one, behind a byte order mark of this length, or none.
    Other(&'static Encoding, usize),
    /// UTF-32, which the WHATWG Encoding Standard does not have.
    Utf32(utf_32::Order),
    /// The charset of what a form's escapes stand for.
    Form(&'static Encoding),
    /// One that is not known.
    Unknown(String),
}

/// The charset of a body. `None` when its bytes are read as they are: UTF-8, or no text.
pub(crate) fn of(declared: &Declared<'_>, body: &[u8]) -> Option<Charset> {
    let media_type = declared.media_type();
    if is_no_text(&media_type) {
        return None;
    }
    // Before UTF-16, whose byte order mark its own begins with.
    if let Some(order) = utf_32::Order::of(body) {
        return Some(Charset::Utf32(order));
    }
    if let Some((encoding, length)) = Encoding::for_bom(body) {
        return Some(if encoding == UTF_8 { Charset::Marked(length) } else { Charset::Other(encoding, length) });
    }
    // A form's own bytes are ASCII; the charset is that of what its escapes stand for.
    if declared.is_form() {
        return form::charset(declared, body).map(Charset::Form);
    }
    let encoding = match declared.charset() {
        Some(label) if utf_32::is_label(&label) && utf_32::is_likely(body) => {
            return Some(Charset::Utf32(utf_32::Order::labelled(&label, body)));
        }
        Some(label) => match Encoding::for_label_no_replacement(label.trim().as_bytes()) {
            // What "utf-16" alone means is not agreed on.
            Some(encoding) if encoding == UTF_16LE && !label.to_ascii_lowercase().contains("16le") => {
                utf_16_without_mark(body).unwrap_or(UTF_16LE)
            }
            Some(encoding) => encoding,
            None => return Some(Charset::Unknown(label.into_owned())),
        },
        None => undeclared(&media_type, body)?,
    };
    let same =
        encoding == UTF_8 || (encoding.is_ascii_compatible() && (body.is_ascii() || is_utf_8_json(declared, body)));
    (!same).then_some(Charset::Other(encoding, 0))
}

/// Turns what is in another charset into UTF-8.
pub(crate) fn to_utf8(decoded: &mut Decoded<'_>, declared: &Declared<'_>, limits: &Limits) {
    match of(declared, &decoded.bytes) {
        None => {}
        Some(Charset::Utf32(order)) => utf_32::to_utf8(decoded, order, limits),
        Some(Charset::Form(encoding)) => {
            decoded.steps.push(Step::Charset(encoding.name()));
            let (form, all) = form::to_utf8(encoding, &decoded.bytes, limits.output);
            if !all {
                decoded.cut = decoded.cut.or(Some(Cut::TooLong));
            }
            decoded.bytes = Cow::Owned(form);
        }
        Some(Charset::Unknown(label)) => decoded.steps.push(Step::UnknownCharset(label)),
        Some(Charset::Marked(length)) => {
            decoded.steps.push(Step::ByteOrderMark);
            match &mut decoded.bytes {
                Cow::Borrowed(bytes) => *bytes = &bytes[length..],
                Cow::Owned(bytes) => drop(bytes.drain(..length)),
            }
        }
        Some(Charset::Other(encoding, mark)) => {
            if mark > 0 {
                decoded.steps.push(Step::ByteOrderMark);
            }
            decoded.steps.push(Step::Charset(encoding.name()));
            let (text, replaced, all) = transcode(encoding, &decoded.bytes[mark..], limits.output);
            // The end of a stream that was cut is no fault of its charset.
            if replaced && decoded.cut.is_none() {
                decoded.steps.push(Step::Replaced);
            }
            if !all {
                decoded.cut = decoded.cut.or(Some(Cut::TooLong));
            }
            decoded.bytes = Cow::Owned(text.into_bytes());
        }
    }
}

/// The text, whether something was replaced in it, and whether it is all of it.
fn transcode(encoding: &'static Encoding, bytes: &[u8], room: usize) -> (String, bool, bool) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    // One character, replaced or not, needs less.
    const LEAST: usize = 16;
    let mut text = String::with_capacity((bytes.len() + LEAST).min(room));
    let (mut rest, mut replaced) = (bytes, false);
    loop {
        let (result, read, bad) = decoder.decode_to_string(rest, &mut text, true);
        rest = rest.get(read..).unwrap_or_default();
        replaced |= bad;
        match result {
            CoderResult::InputEmpty => return (text, replaced, true),
            CoderResult::OutputFull if text.len() + LEAST > room => return (text, replaced, false),
            CoderResult::OutputFull => {
                let more = (text.capacity() / 2).clamp(LEAST, (room - text.len()).max(LEAST));
                text.reserve_exact(more.max(LEAST));
            }
        }
    }
}

/// JSON is in UTF-8 (RFC 8259, section 8.1), and servers put their own charset beside it. In another
/// one it is hardly ever UTF-8 by chance.
fn is_utf_8_json(declared: &Declared<'_>, body: &[u8]) -> bool {
    declared.is_json() && std::str::from_utf8(body).is_ok()
}

/// Bytes whose beginning may look like a byte order mark, or that have parts of their own.
fn is_no_text(media_type: &str) -> bool {
    let (kind, subtype) = media_type.split_once('/').unwrap_or((media_type, ""));
    match kind {
        "image" => !subtype.ends_with("xml"),
        "audio" | "video" | "font" | "multipart" => true,
        _ => false,
    }
}

/// What a text that declares no charset says itself, or shows.
fn undeclared(media_type: &str, body: &[u8]) -> Option<&'static Encoding> {
    let is_text = media_type.starts_with("text/") || media_type.ends_with("json") || media_type.ends_with("xml");
    if is_text && let Some(utf_16) = utf_16_without_mark(body) {
        return Some(utf_16);
    }
    if body.starts_with(b"<?xml") { xml_encoding(body) } else { None }
}

/// UTF-16 whose first two characters are ASCII, as those of JSON and XML are.
fn utf_16_without_mark(body: &[u8]) -> Option<&'static Encoding> {
    match body {
        [a @ 1..=0x7f, 0, b @ 1..=0x7f, 0, ..] if is_written(*a, *b) => Some(UTF_16LE),
        [0, a @ 1..=0x7f, 0, b @ 1..=0x7f, ..] if is_written(*a, *b) => Some(UTF_16BE),
        _ => None,
    }
}

fn is_written(a: u8, b: u8) -> bool {
    [a, b].iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace())
}

/// The charset that an XML declaration names. One that is not ASCII's cannot be: the name was read.
fn xml_encoding(body: &[u8]) -> Option<&'static Encoding> {
    let declaration = &body[..memmem::find(&body[..body.len().min(256)], b"?>")?];
    let at = memmem::find(declaration, b"encoding")? + b"encoding".len();
    let rest = declaration[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, rest) = rest.split_first()?;
    let label = &rest[..memchr::memchr(*quote, rest)?];
    Encoding::for_label_no_replacement(label).filter(|encoding| encoding.is_ascii_compatible())
}
