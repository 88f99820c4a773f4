//! Output of a forwarder: a line for each attempt, as text or as JSON.

use std::fmt::Write as _;
use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use wire::{Attempt, AttemptResult, Channel, ConsumerInfo, ConsumerName, Event, Gap, Seq};

use super::observer::{Carried, Observer};
use super::request::target;
use super::target::Target;
use crate::terminal::{visible, visible_json};

/// How it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A line an event, for people.
    Plain,
    /// The same, in colours.
    Coloured,
    /// A JSON object a line.
    Json,
}

/// Where it is written. Closed, it is written no more, and events are forwarded as before.
pub struct Output {
    format: Format,
    /// Lines of several channels say which one.
    names_channels: bool,
    out: Mutex<Box<dyn Write + Send>>,
    notices: Mutex<Box<dyn Write + Send>>,
}

/// A line of JSON.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Message<'a> {
    Ready {
        relay: &'a str,
        channel: &'a Channel,
        consumer: &'a ConsumerName,
        target: String,
        cursor: Seq,
        waiting: u64,
    },
    Attempt {
        channel: &'a Channel,
        consumer: &'a ConsumerName,
        seq: Seq,
        id: &'a str,
        method: &'a str,
        path: &'a str,
        #[serde(flatten)]
        attempt: &'a Attempt,
        #[serde(skip_serializing_if = "Option::is_none")]
        again_in_ms: Option<u64>,
    },
    Gap {
        channel: &'a Channel,
        consumer: &'a ConsumerName,
        from: Seq,
        to: Seq,
    },
    Notice {
        channel: &'a Channel,
        consumer: &'a ConsumerName,
        text: &'a str,
    },
}

impl Output {
    /// Writes lines to `out`; what is no event goes to `notices`, but as JSON.
    #[must_use]
    pub fn new(format: Format, out: Box<dyn Write + Send>, notices: Box<dyn Write + Send>) -> Self {
        Self { format, names_channels: false, out: Mutex::new(out), notices: Mutex::new(notices) }
    }

    /// Makes lines say which channel they are of.
    pub(super) fn name_channels(&mut self) {
        self.names_channels = true;
    }

    fn json(&self, message: &Message<'_>) {
        // It always serialises: its maps have string keys and its numbers are finite.
        let json = serde_json::to_string(message).unwrap_or_default();
        write(&self.out, &visible_json(&json));
    }

    fn coloured(&self, attempt: &Attempt, text: &str) -> String {
        if self.format != Format::Coloured {
            return text.to_owned();
        }
        let colour = match (attempt.result, attempt.status) {
            (AttemptResult::Dead, _) => 31,
            (AttemptResult::Ok, Some(200..=399)) => 32,
            _ => 33,
        };
        format!("\x1b[{colour}m{text}\x1b[0m")
    }
}

impl Observer for Output {
    fn ready(&self, of: &Carried, consumer: &ConsumerInfo) {
        let Carried { relay, channel, consumer: name, target } = of;
        if self.format == Format::Json {
            let (cursor, waiting) = (consumer.cursor, consumer.waiting);
            let target = target.to_string();
            return self.json(&Message::Ready { relay, channel, consumer: name, target, cursor, waiting });
        }
        let waiting = match consumer.waiting {
            0 => "nothing waits".to_owned(),
            1 => "1 event waits".to_owned(),
            n => format!("{n} events wait"),
        };
        let text = format!("Forwarding {channel} of {relay} to {target} as {name}: {waiting}");
        write(&self.out, &visible(&text));
    }

    fn attempt(&self, of: &Carried, event: &Event, attempt: &Attempt, again_in: Option<Duration>, _refused: bool) {
        let Carried { channel, consumer, .. } = of;
        if self.format == Format::Json {
            // The answer is kept by the relay.
            let attempt = &Attempt { headers: wire::Headers::default(), body: None, ..attempt.clone() };
            let again_in_ms = again_in.map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
            let (seq, id, method, path) = (event.seq, &*event.id, &*event.method, &*event.path);
            return self.json(&Message::Attempt { channel, consumer, seq, id, method, path, attempt, again_in_ms });
        }
        let mut text = if self.names_channels { format!("{channel}  ") } else { String::new() };
        let path = match &of.target {
            Target::Url(url) => target(event, url),
            Target::Command(_) => event.path.clone(),
        };
        let _ = write!(text, "{:>6}  {:<6} {path}  ", event.seq, event.method);
        let result = match (attempt.status, &attempt.error) {
            (Some(status), None) => status.to_string(),
            (Some(status), Some(why)) => format!("{status} ({why})"),
            (None, why) => why.clone().unwrap_or_default(),
        };
        let _ = write!(text, "{result}  {:.1} ms", attempt.ms);
        if attempt.replay {
            text += "  replay";
        }
        if attempt.number > 1 || attempt.result != AttemptResult::Ok {
            let _ = write!(text, "  attempt {}", attempt.number);
        }
        if attempt.tries > 1 {
            let _ = write!(text, ", {} tries", attempt.tries);
        }
        match (attempt.result, again_in) {
            (AttemptResult::Dead, _) => text += "  given up: a dead letter",
            (_, Some(wait)) => {
                let _ = write!(text, "  again in {:.1} s", wait.as_secs_f64());
            }
            _ => {}
        }
        write(&self.out, &self.coloured(attempt, &visible(&text)));
    }

    fn gap(&self, of: &Carried, gap: Gap) {
        let Gap { from, to } = gap;
        if self.format == Format::Json {
            let Carried { channel, consumer, .. } = of;
            return self.json(&Message::Gap { channel, consumer, from, to });
        }
        let count = to.saturating_sub(from) + 1;
        let text = format!(
            "{}: {count} events ({from} to {to}) were dropped by the channel's retention before they were delivered: a \
             dead letter",
            of.channel
        );
        write(&self.notices, &text);
    }

    fn notice(&self, of: &Carried, text: &str) {
        let Carried { channel, consumer, .. } = of;
        if self.format == Format::Json {
            return self.json(&Message::Notice { channel, consumer, text });
        }
        write(&self.notices, &visible(&format!("{channel}: {text}")));
    }
}

/// Whoever closed it does not want to read more.
fn write(to: &Mutex<Box<dyn Write + Send>>, line: &str) {
    let mut out = to.lock().unwrap_or_else(PoisonError::into_inner);
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
