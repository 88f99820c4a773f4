//! A shell script of curl commands that sends events again, byte for byte.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use codegen::curl::{header, quoted};
use wire::{Channel, Timestamp, is_display_control};

use gancho_store::Record;

/// Longest body given as an argument, in bytes: Linux refuses arguments above 128 KiB.
const MAX_ARGUMENT: usize = 64 * 1024;
/// Headers of one connection (RFC 9110, section 7.6.1), and those that curl works out again.
const OF_THE_CONNECTION: &[&str] = &[
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];
/// Headers that curl adds by itself, unless it is told not to.
const OF_CURL: &[&str] = &["accept", "content-type", "user-agent"];

/// What comes before the commands.
pub(super) fn head(base: &str, channel: &Channel, now: Timestamp) -> Vec<u8> {
    let url = quoted(format!("{base}/webhook/{channel}").as_bytes());
    let mut text = format!(
        "#!/bin/sh\n\
         # Sends events of the channel {channel} again, as Gancho received them. Written at {now}.\n\
         # To another receiver: URL=http://localhost:3000/hook sh this-file\n\
         if [ -z \"$URL\" ]; then URL="
    )
    .into_bytes();
    text.extend_from_slice(&url);
    text.extend_from_slice(b"; fi\n");
    text
}

/// The command that sends an event.
pub(super) fn command(text: &mut Vec<u8>, record: &Record) {
    let event = &record.event;
    text.extend_from_slice(format!("\n# {}, received at {}\n", record.seq, event.received_at).as_bytes());
    let piped = !is_argument(&event.body);
    if piped {
        text.extend_from_slice(b"base64 -d <<'END' | ");
    }
    // What the URL holds is sent as it is: no ranges, and dots stay.
    text.extend_from_slice(b"curl --silent --show-error --globoff --path-as-is");
    if event.method == "HEAD" && event.body.is_empty() {
        text.extend_from_slice(b" --head");
    } else {
        option(text, "request", event.method.as_bytes());
    }
    for name in OF_CURL.iter().filter(|name| event.headers.0.iter().all(|(given, _)| given != *name)) {
        option(text, "header", format!("{name}:").as_bytes());
    }
    for (name, value) in event.headers.0.iter().filter(|(name, _)| !OF_THE_CONNECTION.contains(&name.as_str())) {
        option(text, "header", &header(name, value.as_bytes()));
    }
    // Of a long body, curl would ask first whether it may send it.
    option(text, "header", b"expect:");
    match (piped, event.body.is_empty()) {
        (true, _) => text.extend_from_slice(b" --data-binary @-"),
        (false, true) => {}
        (false, false) => option(text, "data-raw", &event.body),
    }
    text.extend_from_slice(b" --url \"$URL\"");
    text.extend_from_slice(&quoted(below(&event.path, &event.channel).as_bytes()));
    if let Some(query) = &event.query {
        text.extend_from_slice(&quoted(format!("?{query}").as_bytes()));
    }
    // The answer and what comes next are on lines of their own.
    text.extend_from_slice(b" && echo\n");
    if piped {
        for line in BASE64.encode(&event.body).as_bytes().chunks(76) {
            text.extend_from_slice(line);
            text.push(b'\n');
        }
        text.extend_from_slice(b"END\n");
    }
}

fn option(text: &mut Vec<u8>, name: &str, value: &[u8]) {
    text.extend_from_slice(format!(" --{name} ").as_bytes());
    text.extend_from_slice(&quoted(value));
}

/// True for a body that can be an argument and can be read by the person who opens the script: short text.
fn is_argument(body: &[u8]) -> bool {
    let plain = |text: &str| !text.chars().any(is_display_control);
    body.len() <= MAX_ARGUMENT && std::str::from_utf8(body).is_ok_and(plain)
}

/// What a path has below its channel's.
fn below<'a>(path: &'a str, channel: &Channel) -> &'a str {
    // A base URL that ends in a slash makes it `//webhook`.
    let webhook = path.trim_start_matches('/').strip_prefix("webhook");
    let rest = webhook.filter(|_| path.starts_with('/')).unwrap_or(path);
    let of_channel = rest.strip_prefix('/').and_then(|rest| rest.strip_prefix(channel.as_str()));
    match of_channel {
        Some(below) if below.is_empty() || below.starts_with('/') => below,
        _ if rest.is_empty() || rest == "/" => "",
        _ => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_below_the_channel_goes_below_the_url() {
        let loja = Channel::new("loja").unwrap_or_default();
        for (path, rest) in [
            ("/webhook/loja", ""),
            ("/webhook/loja/a/b%2F", "/a/b%2F"),
            ("/webhook", ""),
            ("/webhook/", ""),
            ("/webhook/lojas/a", "/lojas/a"),
            ("/other", "/other"),
        ] {
            assert_eq!(below(path, &loja), rest, "{path}");
        }
    }

    #[test]
    fn a_word_of_the_shell_is_its_bytes_again_and_has_nothing_that_a_screen_obeys() {
        let all: Vec<u8> = (1..=255).collect();
        for bytes in [
            &b""[..],
            b"it's \"$HOME\" `id` \\ %s\n",
            "a\u{202e}b\u{2066}\u{200f}'\u{9b}ção 🥖\u{feff}\x1b[2J\r\n".as_bytes(),
            b"\xff\xfe\n",
            &all,
        ] {
            let word = String::from_utf8(quoted(bytes)).expect("a script is text");
            assert!(!word.chars().any(is_display_control), "{word:?}");
            let script = format!("printf %s {word}");
            let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
            assert_eq!(output.stdout, bytes, "{script:?}");
        }
    }

    #[test]
    fn only_short_text_is_an_argument() {
        assert!(is_argument(b"") && is_argument("{\n\t\"a\": 'ção'}".as_bytes()));
        for bytes in [&b"\0"[..], b"\xff", b"a\rb", b"\x1b[2J", "a\u{202e}b".as_bytes(), &[b'x'; MAX_ARGUMENT + 1]] {
            assert!(!is_argument(bytes));
        }
    }
}
