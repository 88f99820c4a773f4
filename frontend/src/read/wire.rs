//! What the relay answers and streams.

use std::collections::BTreeMap;

use wire::{
    Answer, Body, Channel, ChannelInfo, ChannelSettings, Channels, CustomScheme, Digest, Event, EventsPage, Fail,
    HeaderValue, Headers, Hello, MeterReading, Problem, Retention, ServerMsg, Signature, Stored, Timestamp, Took,
};

use super::{Json, Read, get, read_struct};

read_struct! {
    Event { seq, id, received_at, channel, method, path, query, headers, body, size, sha256, remote, pinned, note, provider,
        event, summary, signature }
    Signature { scheme, valid, cause, other }
    EventsPage { events, head, oldest, epoch, next }
    Hello { channel, head, oldest, after, epoch, now, webhook_url, max_body, version }
    Channels { channels }
    ChannelInfo { channel, head, oldest, count, bytes, epoch, retention }
    Retention { max_events, max_bytes }
    ChannelSettings { provider, secret_set, custom, handshakes, answer }
    Answer { status, headers, body, delay_ms, fail, time_out }
    Fail { next, left, percent, status }
    MeterReading { requests, bytes_up, bytes_down, open, now }
    Stored { id, seq, channel }
    Took { stored_us, sent_us }
}

impl Read for ServerMsg {
    fn read(json: &impl Json) -> Option<Self> {
        Some(match get::<String>(json, "type")?.as_str() {
            "hello" => Self::Hello(Hello::read(json)?),
            "event" => Self::Event { event: get(json, "event")?, took: get(json, "took")? },
            "gap" => Self::Gap { from: get(json, "from")?, to: get(json, "to")? },
            "lagged" => Self::Lagged { after: get(json, "after")?, oldest: get(json, "oldest")? },
            "deleted" => Self::Deleted { seq: get(json, "seq")? },
            "marked" => Self::Marked { seq: get(json, "seq")?, pinned: get(json, "pinned")?, note: get(json, "note")? },
            "cleared" => Self::Cleared { upto: get(json, "upto")? },
            "pong" => Self::Pong { t: get(json, "t")?, now: get(json, "now")? },
            _ => return None,
        })
    }
}

impl Read for Headers {
    fn read(json: &impl Json) -> Option<Self> {
        Read::read(json).map(Self)
    }
}

impl Read for HeaderValue {
    fn read(json: &impl Json) -> Option<Self> {
        match json.text() {
            Some(text) => Some(Self::Text(text)),
            None => Some(Self::Bytes { base64: json.field("base64").bytes()? }),
        }
    }
}

impl Read for Body {
    fn read(json: &impl Json) -> Option<Self> {
        match get(json, "text")? {
            Some(text) => Some(Self::Text(text)),
            None => Some(Self::Bytes(json.field("base64").bytes()?)),
        }
    }
}

impl Read for Timestamp {
    fn read(json: &impl Json) -> Option<Self> {
        json.text()?.parse().ok()
    }
}

impl Read for Digest {
    fn read(json: &impl Json) -> Option<Self> {
        json.text()?.parse().ok()
    }
}

impl Read for Channel {
    fn read(json: &impl Json) -> Option<Self> {
        Self::new(&json.text()?).ok()
    }
}

impl Read for CustomScheme {
    fn read(json: &impl Json) -> Option<Self> {
        Some(Self {
            header: get(json, "header")?,
            // Left out when it is empty.
            prefix: get::<Option<String>>(json, "prefix")?.unwrap_or_default(),
            hash: get(json, "hash")?,
            encoding: get(json, "encoding")?,
            template: get(json, "template")?,
            timestamp_header: get(json, "timestamp_header")?,
            id_header: get(json, "id_header")?,
        })
    }
}

impl Read for Problem {
    fn read(json: &impl Json) -> Option<Self> {
        Some(Self {
            kind: get(json, "type")?,
            title: get(json, "title")?,
            status: get(json, "status")?,
            detail: get(json, "detail")?,
            // The page shows `detail` as it is and needs none of them yet.
            values: BTreeMap::new(),
        })
    }
}
