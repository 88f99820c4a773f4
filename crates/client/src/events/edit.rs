//! An event in a person's editor, before it is sent again.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use uuid::Uuid;
use wire::{Body, Event, HeaderValue, Headers};

use crate::file::create_private;

/// What a person made of an event.
#[derive(Debug, PartialEq)]
pub(super) enum Edited {
    /// Nothing is to be sent.
    Cancelled,
    /// This is in place of its own; `None` where it was left as it is.
    Changed { headers: Option<Headers>, body: Option<Body> },
}

/// Opens an event in the editor, and reads what was saved.
pub(super) fn edit(event: &Event) -> Result<Edited> {
    let file = Temporary(std::env::temp_dir().join(format!("gancho-{}.txt", Uuid::new_v4().simple())));
    let cannot = || format!("cannot write {}", file.0.display());
    create_private(&file.0).and_then(|mut out| out.write_all(text(event).as_bytes())).with_context(cannot)?;
    open(&file.0)?;
    let saved = std::fs::read_to_string(&file.0).context("cannot read what was saved")?;
    read(event, &saved)
}

/// Removed when dropped.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // The editor may have removed it.
        let _ = std::fs::remove_file(&self.0);
    }
}

fn open(file: &Path) -> Result<()> {
    let set = |name| std::env::var(name).ok().filter(|editor| !editor.trim().is_empty());
    let editor = set("VISUAL").or_else(|| set("EDITOR")).unwrap_or_else(|| "vi".into());
    // By a shell: an editor may have arguments.
    let mut command = if cfg!(windows) {
        let mut command = Command::new(&editor);
        command.arg(file);
        command
    } else {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{editor} \"$1\"")).arg("sh").arg(file);
        command
    };
    let status = command.status().with_context(|| format!("cannot start the editor '{editor}'"))?;
    ensure!(status.success(), "the editor '{editor}' ended with an error, so nothing is sent: set $EDITOR to another");
    Ok(())
}

/// The event as a person edits it.
fn text(event: &Event) -> String {
    let mut text = format!(
        "# Event {} of channel {}. Change what you like, save, and it is sent again.\n\
         # These lines are left out. An empty file sends nothing.\n",
        event.seq, event.channel
    );
    if event.body.as_text().is_none() {
        text += "# The body is no text: it is sent as it was, unless you write another below the empty line.\n";
    }
    for (name, value) in &event.headers.0 {
        let _ = match value {
            HeaderValue::Text(value) => writeln!(text, "{name}: {value}"),
            HeaderValue::Bytes { .. } => writeln!(text, "# {name} is no text: it is sent as it was."),
        };
    }
    text.push('\n');
    text += event.body.as_text().unwrap_or_default();
    text
}

/// Reads it back.
fn read(event: &Event, saved: &str) -> Result<Edited> {
    if saved.trim().is_empty() {
        return Ok(Edited::Cancelled);
    }
    let (mut headers, mut rest) = (Vec::new(), saved);
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = after;
        let line = line.trim_end_matches('\r');
        if line.is_empty() {
            break;
        }
        if line.starts_with('#') {
            continue;
        }
        let Some((name, value)) = line.split_once(':') else {
            bail!("'{line}' is no header, so nothing is sent: write NAME: VALUE, and an empty line before the body");
        };
        headers.push((name.trim().to_ascii_lowercase(), HeaderValue::Text(value.trim().to_owned())));
    }
    let own = &event.headers.0;
    let (texts, others): (Vec<_>, Vec<_>) =
        own.iter().cloned().partition(|(_, value)| matches!(value, HeaderValue::Text(_)));
    // Compared as they are read back: without the space around them.
    let trimmed = |(name, value): &(String, HeaderValue)| (name.clone(), value.to_string().trim().to_owned());
    let same = headers.iter().map(trimmed).eq(texts.iter().map(trimmed));
    let headers = (!same).then(|| Headers(headers.into_iter().chain(others).collect()));
    let before = event.body.as_text().unwrap_or_default();
    // Editors end the last line.
    let body = match rest.strip_suffix('\n') {
        Some(body) if !before.ends_with('\n') => body,
        _ => rest,
    };
    let body = (body != before).then(|| Body::Text(body.to_owned()));
    Ok(Edited::Changed { headers, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(body: &[u8]) -> Event {
        let value = HeaderValue::from_bytes;
        Event {
            headers: Headers(vec![
                ("x-a".into(), value(b"1: 2")),
                ("x-b".into(), value(b"\xff")),
                ("x-a".into(), value(b"")),
            ]),
            body: Body::whole(body),
            size: body.len() as u64,
            ..testkit::event(7)
        }
    }

    const SAME: Edited = Edited::Changed { headers: None, body: None };

    #[test]
    fn what_is_not_changed_is_sent_as_it_is() {
        for body in [&b"{\"a\":1}"[..], b"", b"line\n", b"\n\nx\r\n", b"# a\n\n# b", b"\xff\x00"] {
            let event = event(body);
            let shown = text(&event);
            assert_eq!(read(&event, &shown).unwrap(), SAME, "{shown}");
            // As vi saves it.
            let ended = if shown.ends_with('\n') { shown } else { shown + "\n" };
            assert_eq!(read(&event, &ended).unwrap(), SAME, "{ended}");
        }
    }

    #[test]
    fn changes_are_read_back_and_an_empty_file_cancels() {
        let event = event(b"old");
        let Edited::Changed { headers, body } = read(&event, "# x\nX-New:  1 \nx-a: 2\n\nnew\n").unwrap() else {
            panic!("it is not cancelled");
        };
        let value = HeaderValue::from_bytes;
        let expected = [("x-new", value(b"1")), ("x-a", value(b"2")), ("x-b", value(b"\xff"))];
        let expected = expected.map(|(name, value)| (name.to_owned(), value)).to_vec();
        assert_eq!((headers, body), (Some(Headers(expected)), Some(Body::Text("new".into()))));
        for empty in ["", "\n", " \n\n"] {
            assert_eq!(read(&event, empty).unwrap(), Edited::Cancelled);
        }
        assert!(read(&event, "no header\n\nbody").unwrap_err().to_string().contains("NAME: VALUE"));
    }
}
