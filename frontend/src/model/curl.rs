//! A request as a curl command: what is copied everywhere. The other tongues are the worker's
//! (`tools`).

use std::fmt::Write as _;

use crate::model::outgoing_request::OutgoingRequest;

/// Scheme and host of a relay, of its URL for webhooks.
#[must_use]
pub fn base(webhook_url: &str) -> &str {
    webhook_url.find("/webhook").map_or(webhook_url, |at| &webhook_url[..at])
}

/// The request as a command of a POSIX shell, sent to a relay at `base` (scheme and host).
#[must_use]
pub fn curl(request: &OutgoingRequest, base: &str) -> String {
    let url = &format!("{base}{}", request.path);
    let mut text = format!("curl -X {} {}", shell(&request.method), shell(url));
    if request.method == "HEAD" {
        // -X HEAD would wait for a body that never comes.
        text = format!("curl --head {}", shell(url));
    }
    for (name, value) in &request.headers {
        // curl drops a header whose value is empty, unless it is written so.
        let line = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
        let _ = write!(text, " \\\n  -H {}", shell(&line));
    }
    match request.body.as_deref() {
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
        text.into()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// Text that can stand in a command.
fn plain(body: &[u8]) -> Option<&str> {
    std::str::from_utf8(body).ok().filter(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> OutgoingRequest {
        let headers = headers.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect();
        OutgoingRequest {
            method: method.into(),
            path: "/webhook?a=1&b".into(),
            headers,
            body: body.map(<[u8]>::to_vec),
        }
    }

    const BASE: &str = "http://localhost:7878";

    #[test]
    fn curl_quotes_for_the_shell() {
        let text = curl(
            &request("POST", &[("x-a", "it's"), ("x-empty", "")], Some(b"@{\"a\":\"'\"}")),
            BASE,
        );
        assert_eq!(
            text,
            "curl -X POST 'http://localhost:7878/webhook?a=1&b' \\\n  -H 'x-a: it'\\''s' \\\n  -H 'x-empty;' \\\n  \
             --data-raw '@{\"a\":\"'\\''\"}'"
        );
    }

    #[test]
    fn curl_pipes_bytes_that_are_no_text() {
        let text = curl(&request("PUT", &[], Some(&[0, 255])), BASE);
        assert!(
            text.starts_with("printf '\\000\\377' |\ncurl -X PUT ")
                && text.ends_with("--data-binary @-"),
            "{text}"
        );
        assert!(curl(&request("HEAD", &[], None), BASE).starts_with("curl --head "));
    }
}
