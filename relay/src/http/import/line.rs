//! A line of an import: an event as an export has it, or what the line is instead, in words.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use wire::ImportedEvent;

/// Fields of an event in an export. Those that [`ImportedEvent`] lacks are given anew.
const FIELDS: [&str; 20] = [
    "seq",
    "id",
    "received_at",
    "channel",
    "method",
    "path",
    "query",
    "headers",
    "body",
    "size",
    "sha256",
    "remote",
    "pinned",
    "note",
    "provider",
    "event",
    "summary",
    "signature",
    "answer",
    "delivery",
];

/// Attempts at the event, which an export has when it is asked for them. They are of its consumers there.
const ATTEMPTS: &str = "attempts";

/// UTF-8's byte order mark. Windows writes it at the start of a file, and joined files have several.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// The event in a line, which ends in LF, CRLF or nothing. `None` when there is nothing in it.
///
/// # Errors
/// What the line is instead, in words that go on after "line 3 is not an event: ".
pub(super) fn parse(line: &[u8]) -> Result<Option<ImportedEvent>, String> {
    // Before spaces are taken away: in UTF-16 half of one is left over.
    let text = text(line.strip_prefix(BOM).unwrap_or(line))?.trim_ascii();
    if text.is_empty() {
        return Ok(None);
    }
    object(text)?;
    names(text)?;
    let event: ImportedEvent = serde_json::from_str(text).map_err(|e| words(&e))?;
    // Anything else that is left out has a value which a webhook may well have had.
    if event.method.is_none() && event.body.is_none() {
        return Err("it has neither a 'method' nor a 'body'".into());
    }
    Ok(Some(event))
}

/// The line as text, or the encoding or format that it seems to be in.
fn text(line: &[u8]) -> Result<&str, String> {
    let utf_16 = line.starts_with(b"\xff\xfe") || line.starts_with(b"\xfe\xff");
    let format = match line {
        [0x1f, 0x8b, ..] => Some("gzip"),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some("Zstandard"),
        [b'P', b'K', 3, 4, ..] => Some("ZIP"),
        _ => None,
    };
    if let Some(format) = format {
        return Err(format!("the file is compressed ({format}): unpack it first"));
    }
    // JSON has no zero bytes: a control character is escaped in it.
    if utf_16 || line.contains(&0) {
        return Err("the file seems to be in UTF-16, and an import is in UTF-8: convert it, as \
                    with iconv -f UTF-16 -t UTF-8"
            .into());
    }
    std::str::from_utf8(line).map_err(|e| {
        let at = e.valid_up_to();
        match e.error_len() {
            // Where a file was cut off, the last character may be too.
            None => "it breaks off in the middle of a character".into(),
            Some(_) => format!(
                "its byte {} is not UTF-8: the file may be in Latin-1 or Windows-1252. Convert \
                 it, as with iconv -f WINDOWS-1252 -t UTF-8",
                at + 1
            ),
        }
    })
}

/// Refuses what is no JSON object, and files of other formats that begin as one.
fn object(text: &str) -> Result<(), String> {
    let start: String = text.chars().filter(|c| !c.is_ascii_whitespace()).take(7).collect();
    if start == "{\"log\":" {
        return Err("this is an HTTP Archive (HAR), which is for reading: an import takes what an \
                    export of the format ndjson gives"
            .into());
    }
    match start.chars().next() {
        Some('{') => Ok(()),
        Some('[') => Err("it is a JSON array: an import takes one object a line, without brackets and \
                 commas around them"
            .into()),
        _ => Err("it is no JSON object, as in {\"method\":\"POST\",\"body\":{\"text\":\"…\"}}".into()),
    }
}

/// Refuses a name that no event has, and one that is there twice: of which it would be unclear
/// which one counts.
fn names(text: &str) -> Result<(), String> {
    struct Names;
    impl<'de> Visitor<'de> for Names {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            let mut seen = BTreeSet::new();
            while let Some((name, IgnoredAny)) = map.next_entry::<String, IgnoredAny>()? {
                if !FIELDS.contains(&name.as_str()) && name != ATTEMPTS {
                    let shown: String = name.chars().take(64).collect();
                    return Err(A::Error::custom(format!("no event has a field '{shown}'")));
                }
                if seen.contains(&name) {
                    return Err(A::Error::custom(format!("'{name}' is there twice")));
                }
                seen.insert(name);
            }
            Ok(())
        }
    }
    let mut json = serde_json::Deserializer::from_str(text);
    json.deserialize_map(Names).and_then(|()| json.end()).map_err(|e| words(&e))
}

/// A JSON error with its column only: to its reader, "line 1" is another one.
fn words(e: &serde_json::Error) -> String {
    let (whole, place) = (e.to_string(), format!(" at line {} column {}", e.line(), e.column()));
    let what = whole.strip_suffix(&place).unwrap_or(&whole);
    if e.is_eof() {
        return format!("{what}: it breaks off at column {}, and one event is one line", e.column());
    }
    format!("{what}, at column {}", e.column())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use wire::{
        AnswerSummary, AttemptResult, Body, Channel, ConsumerName, DeliverySummary, Digest, Event, HeaderValue,
        Headers, Signature, Timestamp,
    };

    use super::*;

    #[test]
    fn every_field_of_an_exported_event_is_known() {
        let text = || Some("x".to_owned());
        let event = Event {
            seq: 1,
            id: "x".into(),
            received_at: Timestamp(0),
            channel: Channel::default(),
            method: "PUT".into(),
            path: "/webhook".into(),
            query: text(),
            headers: Headers(vec![("a".into(), HeaderValue::from_bytes(b"\xff"))]),
            body: Body::whole(b"\xff"),
            size: 1,
            sha256: Digest([0; 32]),
            remote: "x".into(),
            pinned: true,
            note: text(),
            provider: text(),
            event: text(),
            summary: text(),
            signature: Some(Signature { scheme: "x".into(), valid: true, cause: text(), other: text() }),
            answer: Some(AnswerSummary::RECEIPT),
            delivery: Some(DeliverySummary {
                consumer: ConsumerName::new("app").unwrap(),
                result: AttemptResult::Ok,
                status: Some(200),
            }),
        };
        let json = serde_json::to_value(&event).unwrap();
        let names: BTreeSet<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, FIELDS.into());
        let read = parse(json.to_string().as_bytes()).unwrap().unwrap();
        assert_eq!((read.method, read.headers), (Some(event.method), event.headers));
        assert_eq!((read.body, read.pinned, read.note), (Some(event.body), true, event.note));
        assert_eq!(read.answer, event.answer);
    }

    #[test]
    fn marks_and_line_ends_of_other_systems_are_taken() {
        let line = r#"{"method":"POST","body":{"text":"ção\u0000"}}"#;
        let plain = parse(line.as_bytes()).unwrap();
        assert!(plain.is_some());
        for other in [format!("\u{feff}{line}"), format!("{line}\r"), format!("\u{feff} {line} \r")] {
            assert_eq!(parse(other.as_bytes()), Ok(plain.clone()), "{other:?}");
        }
        for empty in [&b""[..], b"\r", b" \t\r", BOM, b"\xef\xbb\xbf\r"] {
            assert_eq!(parse(empty), Ok(None));
        }
    }

    #[test]
    fn what_is_no_event_is_said_in_words() {
        let utf_16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        let good = r#"{"method":"POST"}"#;
        for (line, why) in [
            (&b"[]"[..], "array"),
            (br#"["POST"]"#, "array"),
            (br#"{"bad":1}"#, "no event has a field 'bad'"),
            (br#"{"log":{}}"#, "HAR"),
            (br#"{ "log" : {"version":"1.2""#, "HAR"),
            (b"{", "one event is one line"),
            (b"{}", "neither"),
            (br#"{"path":"/webhook","headers":[]}"#, "neither"),
            (br#"{"method":null}"#, "neither"),
            (b"7", "no JSON object"),
            (b"null", "no JSON object"),
            (b"\"POST\"", "no JSON object"),
            (b"#!/bin/sh", "no JSON object"),
            (br#"{"method":7}"#, "invalid type: integer `7`, expected a string, at column 11"),
            (br#"{"method":["POST"]}"#, "expected a string"),
            (br#"{"method":"POST","method":"PUT"}"#, "'method' is there twice"),
            (br#"{"method":"POST","seq":1,"seq":2}"#, "'seq' is there twice"),
            (br#"{"method":"POST","\u006dethod":"PUT"}"#, "'method' is there twice"),
            (br#"{"method":"POST"} x"#, "trailing characters"),
            (br#"{"method":"POST"}{"method":"POST"}"#, "trailing characters"),
            (br#"{"method":"POST"},"#, "trailing characters"),
            (br#"{"method":"POST",}"#, "trailing comma"),
            (br#"{"method":"POST","body":{"text":"hal"#, "breaks off at column"),
            ("{\"method\":\"POST\",\"note\":\"ã".as_bytes().split_last().unwrap().1, "middle"),
            (br#"{"body":"text"}"#, "text"),
            (br#"{"body":{}}"#, "text"),
            (br#"{"body":{"txet":"x"}}"#, "text"),
            (br#"{"body":{"text":"x","text":"y"}}"#, "at column"),
            (br#"{"body":{"text":"x","base64":"eA=="}}"#, "at column"),
            (br#"{"body":{"text":"x"},"size":-1}"#, "-1"),
            (br#"{"method":"POST","headers":{"a":"b"}}"#, "sequence"),
            (br#"{"method":"POST","headers":[["a"]]}"#, "at column"),
            (br#"{"method":"POST","headers":[["a","b","c"]]}"#, "at column"),
            (br#"{"method":"POST","pinned":"yes"}"#, "boolean"),
            (&utf_16(good), "UTF-16"),
            (&utf_16(&format!("\u{feff}{good}")), "UTF-16"),
            (b"\xfe\xff\0{", "UTF-16"),
            (b"{\"note\":\"a\xe7\xe3o\"}", "byte 11 is not UTF-8: the file may be in Latin-1"),
            (b"\x1f\x8b\x08\0", "gzip"),
        ] {
            let told = parse(line).unwrap_err();
            assert!(told.contains(why), "{}: {told}", String::from_utf8_lossy(line));
        }
    }
}
