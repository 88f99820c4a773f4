//! Forms as browsers send them, `application/x-www-form-urlencoded`, in any charset.
//!
//! A form's own bytes are ASCII, and its charset is that of what its escapes stand for. [`decode`]
//! gives a form in another charset back with escapes of UTF-8, so that whoever reads fields needs no
//! charset.
//!
//! [`decode`]: crate::decode

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};
use memchr::memmem;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, utf8_percent_encode};

use crate::Declared;

/// Names and values of a form, in order. Bytes that are no UTF-8 are U+FFFD.
pub fn fields(form: &[u8]) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    form_urlencoded::parse(form)
}

/// The charset of a form, where it is not UTF-8: as the headers say; else as the field `_charset_`
/// says, which browsers fill in, or `charset`, by which PayPal says it.
///
/// `None` also when nothing in the form is beyond ASCII.
pub(crate) fn charset(declared: &Declared<'_>, form: &[u8]) -> Option<&'static Encoding> {
    if form.is_ascii() && memchr::memchr(b'%', form).is_none() {
        return None;
    }
    let known = |label: &str| Encoding::for_label_no_replacement(label.trim().as_bytes());
    let encoding = match declared.charset().and_then(|label| known(&label)) {
        Some(encoding) => encoding,
        None => {
            memmem::find(form, b"charset")?;
            let mut fields = fields(form);
            let (_, label) = fields.find(|(name, _)| name == "_charset_" || name == "charset")?;
            known(&label).filter(|_| !is_utf_8(form))?
        }
    };
    // A form is never in UTF-16: its escapes are of bytes (WHATWG Encoding, section 4.3).
    let encoding = encoding.output_encoding();
    let concerned = || tokens(form).any(|(token, _)| !is_plain(encoding, &unescaped(token)));
    (encoding != UTF_8 && concerned()).then_some(encoding)
}

/// A form with its escapes in UTF-8, at most so many bytes of it, and whether that is all.
pub(crate) fn to_utf8(encoding: &'static Encoding, form: &[u8], room: usize) -> (Vec<u8>, bool) {
    /// The characters that need no escape in a form (WHATWG URL, section 5.2).
    const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_');
    let mut written = Vec::with_capacity(form.len().min(room));
    for (token, after) in tokens(form) {
        let bytes = unescaped(token);
        let left = room - written.len();
        let mut taken = 0;
        if is_plain(encoding, &bytes) {
            // As it came, its own escapes and all.
            taken = token.len();
            written.extend_from_slice(&token[..taken.min(left)]);
        } else {
            // A byte becomes a byte at least.
            let text = encoding.decode_without_bom_handling(&bytes[..bytes.len().min(left)]).0;
            for piece in utf8_percent_encode(&text, ESCAPED) {
                taken += piece.len();
                if taken > left {
                    break;
                }
                written.extend_from_slice(piece.as_bytes());
            }
        }
        if taken + after.map_or(0, |_| 1) > left {
            return (written, false);
        }
        written.extend(after);
    }
    (written, true)
}

/// Whether bytes are the same in ASCII. ISO-2022-JP writes all that it has in bytes of ASCII, behind
/// an escape.
fn is_plain(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    bytes.is_ascii() && (encoding.is_ascii_compatible() || !bytes.contains(&0x1b))
}

fn is_utf_8(form: &[u8]) -> bool {
    tokens(form).all(|(token, _)| std::str::from_utf8(&unescaped(token)).is_ok())
}

/// Names and values as they are escaped, each with the mark that follows it.
fn tokens(form: &[u8]) -> impl Iterator<Item = (&[u8], Option<u8>)> {
    form.split_inclusive(|byte| matches!(byte, b'&' | b'=')).map(|token| match token.split_last() {
        Some((mark @ (b'&' | b'='), token)) => (token, Some(*mark)),
        _ => (token, None),
    })
}

fn unescaped(escaped: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'+', escaped).is_none() {
        return percent_decode(escaped).into();
    }
    let spaced: Vec<u8> = escaped.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    Cow::Owned(percent_decode(&spaced).collect())
}
