//! An event whole, as lines to scroll through: the request, then each attempt and its answer.

use std::fmt::Write as _;

use wire::{AttemptResult, Body, ConsumerAttempt, Event, Headers};

use super::json::indented;
use super::text::{Words, words};
use super::wrap::wrap;
use crate::lang::Lang;
use crate::terminal::{visible, visible_lines};

/// Most bytes of what is no text that are shown.
const MAX_HEX: usize = 64 * 1024;

/// Text in parts, and how it falls into lines of a width.
pub(super) struct Document {
    parts: Vec<Part>,
    /// Width that `lines` are for.
    width: usize,
    /// Part, start and end of each line.
    lines: Vec<(usize, usize, usize)>,
}

struct Part {
    style: Style,
    text: String,
}

/// How a part is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Heading,
    /// What the relay, or the forwarder, knows of it.
    Fact,
    Good,
    Bad,
    /// Headers and body.
    Plain,
}

impl Document {
    pub(super) fn of(lang: Lang, event: &Event, attempts: &[ConsumerAttempt]) -> Self {
        let words = words(lang);
        let mut parts = vec![request_line(&words, event), facts(&words, event), headers(&event.headers)];
        parts.push(body(&words, &event.body, event.size));
        if attempts.is_empty() {
            parts.push(part(Style::Heading, words.answer));
            parts.push(part(Style::Fact, words.no_attempt));
        }
        for made in attempts.iter().rev() {
            answer(lang, &words, made, &mut parts);
        }
        Self { parts, width: 0, lines: Vec::new() }
    }

    /// Falls into lines of this width; false when it had this width already.
    pub(super) fn lay_out(&mut self, width: usize) -> bool {
        if self.width == width {
            return false;
        }
        self.width = width;
        self.lines.clear();
        for (at, part) in self.parts.iter().enumerate() {
            self.lines.extend(wrap(&part.text, width).map(|(start, end)| (at, start, end)));
        }
        true
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Lines from one on, with their style.
    pub(super) fn lines(&self, from: usize) -> impl Iterator<Item = (Style, &str)> {
        self.lines.iter().skip(from).map(|&(at, start, end)| {
            let part = &self.parts[at];
            (part.style, &part.text[start..end])
        })
    }

    /// The line of the next heading after one; the first after the last.
    pub(super) fn next_heading(&self, line: usize) -> usize {
        let is_heading = |at: &usize| self.parts[self.lines[*at].0].style == Style::Heading;
        (line + 1..self.lines.len()).find(is_heading).unwrap_or(0)
    }
}

fn part(style: Style, text: &str) -> Part {
    Part { style, text: text.to_owned() }
}

fn request_line(words: &Words, event: &Event) -> Part {
    let request = format!("{} {}", event.method, event.path_and_query());
    part(Style::Heading, &format!("{} {}  {}", words.request, event.seq, visible(&request)))
}

fn facts(words: &Words, event: &Event) -> Part {
    let mut text = String::new();
    let mut fact = |name: &str, value: &str| {
        let _ = writeln!(text, "{name}: {}", visible(value));
    };
    fact(words.received, &event.received_at.to_string());
    fact(words.from, &event.remote);
    fact(words.size, &format!("{} bytes, SHA-256 {}", event.size, event.sha256));
    let known = [event.provider.as_deref(), event.event.as_deref(), event.summary.as_deref()];
    let known: Vec<_> = known.into_iter().flatten().collect();
    if !known.is_empty() {
        fact("Webhook", &known.join("  "));
    }
    if let Some(signature) = &event.signature {
        let cause = signature.cause.as_deref().unwrap_or(words.valid);
        fact(words.signature, &format!("{cause} ({})", signature.scheme));
    }
    if let Some(note) = &event.note {
        fact(words.note, note);
    }
    Part { style: Style::Fact, text }
}

fn headers(headers: &Headers) -> Part {
    let mut text = String::new();
    for (name, value) in &headers.0 {
        let _ = writeln!(text, "{}: {}", visible(name), visible(&value.to_string()));
    }
    Part { style: Style::Plain, text }
}

/// A body: JSON indented, other text as it is, bytes in hexadecimal.
fn body(words: &Words, body: &Body, size: u64) -> Part {
    let mut text = match body {
        Body::Text(text) if text.is_empty() => words.empty.to_owned(),
        Body::Text(text) => {
            let text = indented(text).unwrap_or_else(|| text.clone());
            visible_lines(&text).replace('\t', "    ")
        }
        Body::Bytes(bytes) => hex(&bytes[..bytes.len().min(MAX_HEX)]),
    };
    let shown = if let Body::Bytes(bytes) = body { bytes.len().min(MAX_HEX) } else { body.len() };
    let left = size.saturating_sub(shown as u64);
    if left > 0 {
        let _ = write!(text, "\n({left} {})", words.cut);
    }
    text.push('\n');
    Part { style: Style::Plain, text }
}

fn answer(lang: Lang, words: &Words, made: &ConsumerAttempt, parts: &mut Vec<Part>) {
    let attempt = &made.attempt;
    let status = attempt.status.map_or_else(|| words.no_answer.to_owned(), |status| status.to_string());
    let mut title = format!("{} {status}  {} {}", words.answer, words.attempt, attempt.number);
    if attempt.tries > 1 {
        let _ = write!(title, ", {} {}", attempt.tries, words.tries);
    }
    if attempt.replay {
        let _ = write!(title, ", {}", words.replay);
    }
    let _ = write!(title, "  {} ms  {}", lang.decimal(attempt.ms, 1), visible(&attempt.target));
    parts.push(part(Style::Heading, &title));
    if let Some(why) = &attempt.error {
        parts.push(part(Style::Bad, &visible(why)));
    }
    if attempt.result == AttemptResult::Dead {
        parts.push(part(Style::Bad, words.given_up));
    }
    let style = if attempt.result == AttemptResult::Ok { Style::Good } else { Style::Fact };
    parts.push(part(style, &format!("{} ({})", attempt.started_at, made.consumer)));
    if attempt.status.is_some() {
        parts.push(headers(&attempt.headers));
    }
    if let Some(found) = &attempt.body {
        parts.push(body(words, found, found.len() as u64));
    }
}

/// Bytes as `xxd` shows them.
fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 5);
    for (line, chunk) in bytes.chunks(16).enumerate() {
        let _ = write!(text, "{:08x} ", line * 16);
        for at in 0..16 {
            let _ = match chunk.get(at) {
                Some(byte) => write!(text, " {byte:02x}"),
                None => write!(text, "   "),
            };
        }
        text += "  ";
        text.extend(chunk.iter().map(|&b| if (0x20..0x7f).contains(&b) { b as char } else { '.' }));
        text.push('\n');
    }
    text.pop();
    text
}
