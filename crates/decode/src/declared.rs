//! What the headers of a request say about its body.

use std::borrow::Cow;

/// `Content-Type` and `Content-Encoding` of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declared<'h> {
    content_type: Cow<'h, str>,
    content_encoding: Cow<'h, str>,
}

impl<'h> Declared<'h> {
    /// Takes the values of the two headers; empty when there is none.
    #[must_use]
    pub fn new(content_type: &'h str, content_encoding: &'h str) -> Self {
        Self { content_type: content_type.into(), content_encoding: content_encoding.into() }
    }

    /// Looks for the two among the headers of a request. Of `Content-Type` the first counts; the
    /// fields of `Content-Encoding` are one list.
    #[must_use]
    pub fn of(headers: impl IntoIterator<Item = (&'h str, &'h [u8])>) -> Self {
        let mut declared = Self::default();
        for (name, value) in headers {
            if declared.content_type.is_empty() && name.eq_ignore_ascii_case("content-type") {
                declared.content_type = String::from_utf8_lossy(value);
            } else if name.eq_ignore_ascii_case("content-encoding") {
                let value = String::from_utf8_lossy(value);
                declared.content_encoding = match &*declared.content_encoding {
                    "" => value,
                    before => format!("{before},{value}").into(),
                };
            }
        }
        declared
    }

    /// The values of `Content-Type` and `Content-Encoding`; empty when there is none.
    #[must_use]
    pub fn values(&self) -> (&str, &str) {
        (&self.content_type, &self.content_encoding)
    }

    /// The media type without its parameters, in lower case; empty when there is none.
    #[must_use]
    pub fn media_type(&self) -> Cow<'_, str> {
        let essence = self.content_type.split(';').next().unwrap_or_default().trim();
        if essence.bytes().any(|byte| byte.is_ascii_uppercase()) {
            essence.to_ascii_lowercase().into()
        } else {
            essence.into()
        }
    }

    /// Whether it is a form as browsers send it, `application/x-www-form-urlencoded`.
    #[must_use]
    pub fn is_form(&self) -> bool {
        self.media_type() == "application/x-www-form-urlencoded"
    }

    /// Whether it is a form in parts, `multipart/form-data`.
    #[must_use]
    pub fn is_multipart(&self) -> bool {
        self.media_type() == "multipart/form-data"
    }

    /// Whether it is JSON, under any of its media types.
    pub(crate) fn is_json(&self) -> bool {
        self.media_type().ends_with("json")
    }

    /// The first parameter of the media type with this name, without its quotes.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut rest = &self.content_type[self.content_type.find(';')?..];
        while let Some(parameter) = rest.strip_prefix(';') {
            let end = end_of_parameter(parameter);
            let (given, value) = parameter[..end].split_once('=').unwrap_or((&parameter[..end], ""));
            if given.trim().eq_ignore_ascii_case(name) {
                return Some(unquoted(value.trim()));
            }
            rest = &parameter[end..];
        }
        None
    }

    /// The label of the charset, when one is declared.
    #[must_use]
    pub fn charset(&self) -> Option<Cow<'_, str>> {
        self.parameter("charset").filter(|label| !label.trim().is_empty())
    }

    /// Whether a content coding is declared that changes the body.
    #[must_use]
    pub fn is_encoded(&self) -> bool {
        !self.content_encoding.is_empty() && self.codings().next().is_some()
    }

    /// The content codings, in the order in which they were applied.
    pub(crate) fn codings(&self) -> impl DoubleEndedIterator<Item = &str> {
        let names = self.content_encoding.split(',').map(bare_coding);
        names.filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("identity"))
    }
}

/// The name of a coding. Some quote it, and some copy the weight of an `Accept-Encoding`.
fn bare_coding(name: &str) -> &str {
    name.split(';').next().unwrap_or_default().trim().trim_matches('"')
}

/// Where a parameter ends: at a semicolon outside of quotes.
fn end_of_parameter(text: &str) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b';' if !quoted => return at,
            _ => {}
        }
    }
    text.len()
}

/// A value without its quotes. Single ones, which some put, are no quotes by any RFC.
pub(crate) fn unquoted(value: &str) -> Cow<'_, str> {
    if let Some(inner) = value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return inner.into();
    }
    let Some(inner) = value.strip_prefix('"') else { return value.into() };
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    if !inner.contains('\\') {
        return inner.into();
    }
    let mut plain = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        plain.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
    }
    plain.into()
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn parameters_are_read_as_people_write_them() {
        for (header, charset) in [
            ("application/json; charset=utf-8", Some("utf-8")),
            ("application/json;charset=\"UTF-16\"", Some("UTF-16")),
            ("text/plain; format=flowed; Charset = 'latin1' ", Some("latin1")),
            ("text/plain; a=\"x;charset=no\\\"\"; charset=yes", Some("yes")),
            ("text/plain; charset=", None),
            ("text/plain; charset", None),
            ("text/plain;;; charset=a;charset=b", Some("a")),
            ("text/plain; charset=\"unclosed", Some("unclosed")),
            ("charset=utf-8", None),
            ("", None),
        ] {
            assert_eq!(Declared::new(header, "").charset().as_deref(), charset, "{header}");
        }
        assert_eq!(Declared::new(" Text/HTML ;x", "").media_type(), "text/html");
    }

    #[test]
    fn content_encodings_are_one_list() {
        let headers = [
            ("Content-Encoding", &b"identity, gzip"[..]),
            ("content-type", b"a/b"),
            ("Content-Type", b"c/d"),
            ("content-encoding", b" br ,"),
        ];
        let declared = Declared::of(headers);
        assert_eq!(declared.codings().collect::<Vec<_>>(), ["gzip", "br"]);
        assert_eq!(declared.media_type(), "a/b");
        assert!(!Declared::new("", "identity, ,").is_encoded());
        let odd = Declared::new("", "\"gzip\", br;q=1.0");
        assert_eq!(odd.codings().collect::<Vec<_>>(), ["gzip", "br"]);
    }
}
