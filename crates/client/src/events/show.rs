//! Events as a person reads them in a terminal.

use std::fmt::Write as _;

use wire::Event;

use crate::terminal::{visible, visible_lines};

/// An event in a line of the list.
pub(crate) fn line(event: &Event) -> String {
    let time = event.received_at.to_string();
    let time = time.get(..19).unwrap_or(&time).replace('T', " ");
    let mark = if event.pinned { '*' } else { ' ' };
    let mut text = format!("{mark}{:>6}  {time}  {:<6} {}  {} B", event.seq, event.method, target(event), event.size);
    let known = [event.provider.as_deref(), event.event.as_deref(), event.summary.as_deref()];
    for known in known.into_iter().flatten() {
        let _ = write!(text, "  {known}");
    }
    if let Some(signature) = &event.signature {
        text += if signature.valid { "  signature valid" } else { "  signature INVALID" };
    }
    if let Some(note) = &event.note {
        let _ = write!(text, "  // {note}");
    }
    visible(&text).into_owned()
}

/// One event, whole.
pub(super) fn show(event: &Event) -> String {
    let mut text = format!("{} {}\n\n", visible(&event.method), visible(&target(event)));
    let mut field = |name: &str, value: &str| text += &format!("{name:<10} {}\n", visible(value));
    field("Position", &format!("{} of channel {}", event.seq, event.channel));
    field("Received", &event.received_at.to_string());
    field("From", &event.remote);
    field("Size", &format!("{} bytes", event.size));
    field("SHA-256", &event.sha256.to_string());
    if let Some(provider) = &event.provider {
        let known = [Some(provider), event.event.as_ref(), event.summary.as_ref()];
        field("Provider", &known.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("  "));
    }
    if let Some(signature) = &event.signature {
        let cause = signature.cause.as_deref().unwrap_or("valid");
        field("Signature", &format!("{cause} ({})", signature.scheme));
    }
    if event.pinned {
        field("Pinned", "yes");
    }
    if let Some(note) = &event.note {
        field("Note", note);
    }
    text += "\n";
    for (name, value) in &event.headers.0 {
        let _ = writeln!(text, "{}: {}", visible(name), visible(&value.to_string()));
    }
    text += "\n";
    match event.body.as_text() {
        Some(body) => text += &visible_lines(body),
        None => text += &format!("({} bytes that are no text: --body writes them as they are)", event.size),
    }
    if !text.ends_with('\n') {
        text += "\n";
    }
    text
}

fn target(event: &Event) -> String {
    match &event.query {
        Some(query) => format!("{}?{query}", event.path),
        None => event.path.clone(),
    }
}
