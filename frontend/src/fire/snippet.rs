//! A request as a curl command: what is copied everywhere. The other tongues are the worker's (`tools`).

use std::fmt::Write as _;

use wire::is_display_control;

use crate::api::Shot;

/// Scheme and host of a relay, of its URL for webhooks.
#[must_use]
pub fn base(webhook_url: &str) -> &str {
    webhook_url.find("/webhook").map_or(webhook_url, |at| &webhook_url[..at])
}

/// The request as a command of a POSIX shell, sent to a relay at `base` (scheme and host).
#[must_use]
pub fn curl(shot: &Shot, base: &str) -> String {
    let url = &format!("{base}{}", shot.path);
    let mut text = format!("curl -X {} {}", shell(&shot.method), shell(url));
    if shot.method == "HEAD" {
        // -X HEAD would wait for a body that never comes.
        text = format!("curl --head {}", shell(url));
    }
    for (name, value) in &shot.headers {
        // curl drops a header whose value is empty, unless it is written so.
        let line = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
        let _ = write!(text, " \\\n  -H {}", shell(&line));
    }
    match shot.body.as_deref() {
        None => {}
        Some([]) => text.push_str(" \\\n  -d ''"),
        Some(body) => match plain(body) {
            // A leading @ would name a file; --data-raw takes it as it is.
            Some(body) => {
                let _ = write!(text, " \\\n  --data-raw {}", shell(body));
            }
            None => {
                let octal: String = body.iter().map(|byte| format!("\\{byte:03o}")).collect();
                text = format!("printf '{octal}' |\n{text} \\\n  --data-binary @-");
            }
        },
    }
    text
}

/// One word of a POSIX shell.
fn shell(text: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "-_./:,=@%+".contains(c);
    if !text.is_empty() && text.chars().all(safe) {
        return text.into();
    }
    let mut word = String::from("'");
    for c in text.chars() {
        match c {
            '\'' => word.push_str(r"'\''"),
            // What a screen would obey instead of showing it is left to printf.
            c if is_display_control(c) => {
                let octal: String = c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("\\{byte:03o}")).collect();
                let _ = write!(word, "'\"$(printf '{octal}')\"'");
            }
            c => word.push(c),
        }
    }
    word + "'"
}

/// Text that can stand in a command.
fn plain(body: &[u8]) -> Option<&str> {
    std::str::from_utf8(body).ok().filter(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shot(method: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Shot {
        let headers = headers.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect();
        Shot { method: method.into(), path: "/webhook?a=1&b".into(), headers, body: body.map(<[u8]>::to_vec) }
    }

    const BASE: &str = "http://localhost:7878";

    #[test]
    fn curl_quotes_for_the_shell() {
        let text = curl(&shot("POST", &[("x-a", "it's"), ("x-empty", "")], Some(b"@{\"a\":\"'\"}")), BASE);
        assert_eq!(
            text,
            "curl -X POST 'http://localhost:7878/webhook?a=1&b' \\\n  -H 'x-a: it'\\''s' \\\n  -H 'x-empty;' \\\n  \
             --data-raw '@{\"a\":\"'\\''\"}'"
        );
    }

    #[test]
    fn curl_has_nothing_that_a_screen_obeys() {
        let text = curl(&shot("POST", &[("x-a", "a\u{202e}b")], Some("c\u{2066}\u{9b}\r\n".as_bytes())), BASE);
        assert!(!text.chars().any(is_display_control), "{text:?}");
        assert!(text.contains(r#"-H 'x-a: a'"$(printf '\342\200\256')"'b'"#), "{text}");
        let body = "'c'\"$(printf '\\342\\201\\246')\"''\"$(printf '\\302\\233')\"''\"$(printf '\\015')\"'\n'";
        assert!(text.ends_with(body), "{text}");
    }

    #[test]
    fn curl_pipes_bytes_that_are_no_text() {
        let text = curl(&shot("PUT", &[], Some(&[0, 255])), BASE);
        assert!(
            text.starts_with("printf '\\000\\377' |\ncurl -X PUT ") && text.ends_with("--data-binary @-"),
            "{text}"
        );
        assert!(curl(&shot("HEAD", &[], None), BASE).starts_with("curl --head "));
    }
}
