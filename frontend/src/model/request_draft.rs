//! A request as it is being written: text that may not make sense yet.

use page_worker::Request;
use wire::{Channel, Event};

use crate::i18n::{Lang, Msg};
use crate::model::curl::{base, curl};
use crate::model::outgoing_request::OutgoingRequest;
use crate::model::samples::Sample;

/// The content of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Headers, one a line.
    pub headers: String,
    /// The body: text, or bytes in hexadecimal.
    pub body: String,
    /// The body is hexadecimal.
    pub hex: bool,
}

/// The reason why a draft is not a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftError {
    /// The path is not one that receives.
    Path,
    /// This line of the headers, counted from 1, has no name or no colon.
    Headers(usize),
    /// Not hexadecimal at this character.
    Hex(usize),
}

impl DraftError {
    /// The error in words.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        match self {
            Self::Path => lang.bad_path().into(),
            Self::Headers(line) => lang.bad_header_line(line, false),
            Self::Hex(at) => lang.bad_hex(at + 1),
        }
    }

    /// The reason why there is no code of the request yet: the field to mend, and how.
    #[must_use]
    pub fn code_waits(self, lang: Lang) -> String {
        let field = match self {
            Self::Path => Msg::Path,
            Self::Headers(_) => Msg::Headers,
            Self::Hex(_) => Msg::Body,
        };
        format!("{} {}", lang.code_waits(lang.t(field)), self.text(lang))
    }
}

impl Draft {
    /// A sample, fired at a channel.
    #[must_use]
    pub fn sample(sample: Sample, channel: &Channel) -> Self {
        let (headers, body, hex) = sample.request();
        let path = crate::model::route::webhook_path(channel);
        Self { method: "POST".into(), path, headers: headers.into(), body: body.into(), hex }
    }

    /// A provider's request, fired at a channel.
    #[must_use]
    pub fn of_provider(request: &Request, channel: &Channel) -> Self {
        let lines = request.headers.iter().filter(|(name, _)| !is_the_browsers(name));
        let lines: Vec<String> = lines.map(|(name, value)| format!("{name}: {value}")).collect();
        Self {
            method: request.method.clone(),
            path: format!("{}{}", crate::model::route::webhook_path(channel), request.path),
            headers: lines.join("\n"),
            body: String::from_utf8_lossy(&request.body.0).into_owned(),
            hex: false,
        }
    }

    /// A request like one that was received. `body` is the whole of it.
    #[must_use]
    pub fn like(event: &Event, body: &[u8]) -> Self {
        let headers = event.headers.0.iter().filter(|(name, _)| !is_the_browsers(name));
        let headers: Vec<String> = headers.map(|(n, v)| format!("{n}: {v}")).collect();
        // A field for text drops the one and makes another line end of the other.
        let text = std::str::from_utf8(body).ok().filter(|text| !text.contains(['\0', '\r']));
        Self {
            method: event.method.clone(),
            path: event.path_and_query(),
            headers: headers.join("\n"),
            body: text.map_or_else(|| to_hex(body), str::to_owned),
            hex: text.is_none(),
        }
    }

    /// The same request at another channel: the path's own part stays.
    #[must_use]
    pub fn at_channel(&self, channel: &Channel) -> Self {
        let is_below = |rest: &&str| rest.is_empty() || rest.starts_with(['/', '?']);
        let rest = self.path.strip_prefix("/webhook").filter(is_below).unwrap_or_default();
        let tail = match rest.strip_prefix('/') {
            Some(named) => named.find(['/', '?']).map_or("", |at| &named[at..]),
            None => rest,
        };
        // The default channel is named too where something follows: that would be read as a name.
        let base = match tail.starts_with('/') {
            true => format!("/webhook/{channel}"),
            false => crate::model::route::webhook_path(channel),
        };
        Self { path: base + tail, ..self.clone() }
    }

    /// A browser sends these without a body.
    #[must_use]
    pub fn has_body(&self) -> bool {
        !matches!(self.method.as_str(), "GET" | "HEAD")
    }

    /// The same body, written the other way; as it is when that cannot be.
    #[must_use]
    pub fn as_hex(&self, hex: bool) -> Self {
        let body = match (self.hex, hex) {
            (false, true) => Some(to_hex(self.body.as_bytes())),
            (true, false) => {
                from_hex(&self.body).ok().and_then(|bytes| String::from_utf8(bytes).ok())
            }
            _ => None,
        };
        match body {
            Some(body) => Self { body, hex, ..self.clone() },
            None => self.clone(),
        }
    }

    /// The request.
    ///
    /// # Errors
    /// The first fault of the draft.
    pub fn request(&self) -> Result<OutgoingRequest, DraftError> {
        let path = self.path.trim();
        let after = path.strip_prefix("/webhook").ok_or(DraftError::Path)?;
        if !(after.is_empty() || after.starts_with(['/', '?'])) || path.contains([' ', '#']) {
            return Err(DraftError::Path);
        }
        let lines = self.headers.lines().map(str::trim).enumerate();
        let headers = lines.filter(|(_, line)| !line.is_empty()).map(|(at, line)| {
            let wrong = DraftError::Headers(at + 1);
            let (name, value) = line.split_once(':').ok_or(wrong)?;
            let name = name.trim_end();
            let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
            if name.is_empty() || !name.chars().all(token) {
                Err(wrong)
            } else {
                Ok((name.into(), value.trim().into()))
            }
        });
        let headers = headers.collect::<Result<_, _>>()?;
        let body = match (self.has_body(), self.hex) {
            (false, _) => None,
            (true, false) => Some(self.body.clone().into_bytes()),
            (true, true) => Some(from_hex(&self.body).map_err(DraftError::Hex)?),
        };
        Ok(OutgoingRequest { method: self.method.clone(), path: path.into(), headers, body })
    }
}

/// True for a header that a page may not send, or that belongs to the connection (Fetch, "forbidden
/// request-header"): the browser writes its own. `user-agent` is one in practice: Chromium accepts
/// it and sends another.
fn is_the_browsers(name: &str) -> bool {
    const OWN: [&str; 24] = [
        "accept-charset",
        "accept-encoding",
        "access-control-request-headers",
        "access-control-request-method",
        "connection",
        "content-length",
        "cookie",
        "cookie2",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "origin",
        "referer",
        "set-cookie",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "via",
        "x-http-method-override",
        "x-method-override",
    ];
    let name = name.to_ascii_lowercase();
    OWN.contains(&name.as_str()) || name.starts_with("sec-") || name.starts_with("proxy-")
}

/// Pairs of digits, sixteen a line.
fn to_hex(bytes: &[u8]) -> String {
    let line =
        |line: &[u8]| line.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
    bytes.chunks(16).map(line).collect::<Vec<_>>().join("\n")
}

/// Bytes of pairs of digits, white space anywhere; or the index of the first character that is
/// wrong.
fn from_hex(text: &str) -> Result<Vec<u8>, usize> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut half = None;
    for (at, c) in text.chars().enumerate().filter(|(_, c)| !c.is_whitespace()) {
        let digit = c.to_digit(16).ok_or(at)? as u8;
        match half.take() {
            None => half = Some(digit),
            Some(high) => bytes.push(high << 4 | digit),
        }
    }
    if half.is_some() { Err(text.chars().count()) } else { Ok(bytes) }
}

/// The event as a command. `body` is the whole of its body.
#[must_use]
pub fn as_curl(event: &Event, body: &[u8], webhook_url: &str) -> String {
    let draft = Draft::like(event, body);
    let headers = draft.headers.lines().filter_map(|line| line.split_once(": "));
    let request = OutgoingRequest {
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        body: (!body.is_empty()).then(|| body.to_vec()),
        method: draft.method,
        path: draft.path,
    };
    curl(&request, base(webhook_url))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft::sample(Sample::Json, &Channel::default())
    }

    #[test]
    fn every_sample_is_a_request() {
        for sample in Sample::ALL {
            let request = Draft::sample(sample, &Channel::default()).request().unwrap();
            assert_eq!(request.path, "/webhook");
            assert!(request.body.is_some_and(|body| !body.is_empty()));
            assert!(request.headers.iter().any(|(name, _)| name == "content-type"));
        }
    }

    #[test]
    fn headers_are_lines() {
        let with = |headers: &str| {
            Draft { headers: headers.into(), ..draft() }.request().map(|request| request.headers)
        };
        let pair = |n: &str, v: &str| (n.to_owned(), v.to_owned());
        assert_eq!(
            with("\nx-a: 1\nx-a:2\n\nx-b: a: b"),
            Ok(vec![pair("x-a", "1"), pair("x-a", "2"), pair("x-b", "a: b")])
        );
        for bad in ["no colon", ": no name", "a name: 1"] {
            assert_eq!(with(bad), Err(DraftError::Headers(1)), "{bad}");
        }
    }

    #[test]
    fn the_path_must_receive() {
        for (path, good) in [
            ("/webhook", true),
            ("/webhook/a?b=%20", true),
            ("/webhook?a", true),
            ("/webhooks", false),
            ("/api", false),
            ("", false),
            ("/webhook/a b", false),
        ] {
            let request = Draft { path: path.into(), ..draft() }.request();
            assert_eq!(request.is_ok(), good, "{path}");
        }
    }

    #[test]
    fn another_channel_keeps_the_rest_of_the_path() {
        let loja = Channel::new("loja").unwrap();
        for (path, moved) in [
            ("/webhook", "/webhook/loja"),
            ("/webhook?a=1", "/webhook/loja?a=1"),
            ("/webhook/x/y?z", "/webhook/loja/y?z"),
            ("nonsense", "/webhook/loja"),
            ("/webhooks/x", "/webhook/loja"),
        ] {
            assert_eq!(Draft { path: path.into(), ..draft() }.at_channel(&loja).path, moved);
        }
        // What follows would be read as a channel's name.
        for (path, moved) in [
            ("/webhook/loja/pedidos", "/webhook/default/pedidos"),
            ("/webhook/default/pix?a", "/webhook/default/pix?a"),
            ("/webhook/loja?a=1", "/webhook?a=1"),
        ] {
            let at_default = Draft { path: path.into(), ..draft() }.at_channel(&Channel::default());
            assert_eq!(at_default.path, moved);
        }
    }

    #[test]
    fn what_a_field_for_text_would_change_is_written_in_hexadecimal() {
        let like = |body: &str| Draft::like(&testkit::event(1), body.as_bytes());
        assert_eq!((like("a\nb").hex, &like("a\nb").body[..]), (false, "a\nb"));
        assert!(like("a\r\nb").hex && like("a\0").hex);
    }

    #[test]
    fn without_a_request_the_code_says_which_field_it_waits_for() {
        for (fault, lang, said) in [
            (
                DraftError::Path,
                Lang::Pt,
                "O código aparece quando o campo Caminho estiver certo. \
                 O caminho começa com /webhook.",
            ),
            (
                DraftError::Headers(2),
                Lang::En,
                "The code comes once the field Headers is right. \
                 Line 2 is not a header: write name: value.",
            ),
            (
                DraftError::Hex(3),
                Lang::Es,
                "El código aparece cuando el campo Cuerpo esté bien. \
                 Hex son pares de 0–9 y a–f: mira la posición 4.",
            ),
        ] {
            assert_eq!(fault.code_waits(lang), said);
        }
    }

    #[test]
    fn hexadecimal_both_ways() {
        assert_eq!(from_hex("00 fF\n1 0"), Ok(vec![0, 255, 16]));
        assert_eq!((from_hex("0g"), from_hex("0"), from_hex("")), (Err(1), Err(1), Ok(vec![])));
        let text = Draft { body: "olá".into(), hex: false, ..draft() };
        assert_eq!(text.as_hex(true).body, "6f 6c c3 a1");
        assert_eq!(text.as_hex(true).as_hex(false), text);
        let binary = Draft { body: "ff".into(), hex: true, ..draft() };
        assert_eq!(binary.as_hex(false), binary, "what is not text stays hexadecimal");
    }

    #[test]
    fn get_goes_without_a_body() {
        let request = Draft { method: "GET".into(), ..draft() }.request().unwrap();
        assert_eq!(request.body, None);
    }
}
