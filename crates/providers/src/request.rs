use serde_json::Value;

/// Bodies above this are neither parsed nor printed again: what is learned of them is not worth the time.
pub(crate) const LEGIBLE: usize = 1024 * 1024;

/// UTF-8's byte order mark, which Windows and SharePoint put before JSON.
pub(crate) const BOM: &[u8] = b"\xef\xbb\xbf";

const FORM: &str = "application/x-www-form-urlencoded";

/// A request as it arrived, or as it is about to be sent: all that a scheme or a description looks at.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// `POST`, in capitals.
    pub method: &'a str,
    /// Scheme, host, path and query, as the provider was told it: Twilio signs it.
    pub url: &'a str,
    /// The query, raw, without its `?`.
    pub query: Option<&'a str>,
    /// Names in any case, and values; what is repeated stands repeatedly.
    pub headers: &'a [(&'a str, &'a [u8])],
    /// The raw bytes.
    pub body: &'a [u8],
}

impl<'a> Request<'a> {
    /// The first header of this name.
    pub(crate) fn header(&self, name: &str) -> Option<&'a [u8]> {
        self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// The same as text, without the space around it. None also when it is not UTF-8.
    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        str::from_utf8(self.header(name)?).ok().map(str::trim)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.header(name).is_some()
    }

    /// Whether the sender calls itself something that begins so.
    pub(crate) fn agent(&self, prefix: &str) -> bool {
        self.header("user-agent").is_some_and(|agent| agent.starts_with(prefix.as_bytes()))
    }

    /// Whether the body says to be a form, whatever its charset.
    pub(crate) fn is_form(&self) -> bool {
        let stated = self.text("content-type").and_then(|stated| stated.split(';').next());
        stated.is_some_and(|stated| stated.trim().eq_ignore_ascii_case(FORM))
    }

    /// The JSON that the body is, or that its form carries in the field `payload`, as GitHub and Slack send it.
    ///
    /// None: there is none, it is nested more than 128 deep, or it is larger than is worth it.
    pub(crate) fn json(&self) -> Option<Value> {
        if self.body.len() > LEGIBLE {
            return None;
        }
        json(self.body).or_else(|| {
            let may_be = self.is_form() || self.body.starts_with(b"payload=");
            json(self.field("payload").filter(|_| may_be)?.as_bytes())
        })
    }

    /// The first field of this name in a body that is a form.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        let form = if self.body.len() <= LEGIBLE { self.body } else { &[] };
        first(form, name)
    }

    /// The first parameter of this name in the query, decoded.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        first(self.query?.as_bytes(), name)
    }
}

/// A JSON object or array, with or without a byte order mark before it.
pub(crate) fn json(text: &[u8]) -> Option<Value> {
    let text = text.strip_prefix(BOM).unwrap_or(text);
    let is_one = matches!(text.trim_ascii_start().first(), Some(b'{' | b'['));
    if is_one { serde_json::from_slice(text).ok() } else { None }
}

fn first(encoded: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(encoded).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
