//! The same request in other tongues, to paste and run.

use std::fmt::Write as _;

use crate::api::Shot;

/// What a request is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// A POSIX shell with curl.
    Curl,
    /// Python with requests.
    Python,
    /// JavaScript with fetch, in Node or a browser.
    JavaScript,
}

impl Tongue {
    /// In the order shown.
    pub const ALL: [Self; 3] = [Self::Curl, Self::Python, Self::JavaScript];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Curl => "curl",
            Self::Python => "Python",
            Self::JavaScript => "JavaScript",
        }
    }

    /// The request, sent to the relay that `webhook_url` is of.
    #[must_use]
    pub fn write(self, shot: &Shot, webhook_url: &str) -> String {
        let base = webhook_url.find("/webhook").map_or(webhook_url, |at| &webhook_url[..at]);
        let url = format!("{base}{}", shot.path);
        match self {
            Self::Curl => curl(shot, &url),
            Self::Python => python(shot, &url),
            Self::JavaScript => javascript(shot, &url),
        }
    }
}

fn curl(shot: &Shot, url: &str) -> String {
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
    if !text.is_empty() && text.chars().all(safe) { text.into() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

fn python(shot: &Shot, url: &str) -> String {
    let mut text = format!(
        "import requests\n\nrequests.request(\n    {}, {},\n    headers={{\n",
        quoted(&shot.method),
        quoted(url)
    );
    for (name, value) in joined(&shot.headers) {
        let _ = writeln!(text, "        {}: {},", quoted(&name), quoted(&value));
    }
    text.push_str("    },\n");
    match shot.body.as_deref() {
        None => {}
        Some(body) => match plain(body) {
            Some(body) => {
                let _ = writeln!(text, "    data={}.encode(),", quoted(body));
            }
            None => {
                let _ = writeln!(text, "    data=bytes.fromhex({}),", quoted(&hex(body)));
            }
        },
    }
    text.push_str(").raise_for_status()");
    text
}

fn javascript(shot: &Shot, url: &str) -> String {
    let mut text = format!("await fetch({}, {{\n  method: {},\n  headers: {{\n", quoted(url), quoted(&shot.method));
    for (name, value) in joined(&shot.headers) {
        let _ = writeln!(text, "    {}: {},", quoted(&name), quoted(&value));
    }
    text.push_str("  },\n");
    match shot.body.as_deref() {
        None => {}
        Some(body) => match plain(body) {
            Some(body) => {
                let _ = writeln!(text, "  body: {},", quoted(body));
            }
            None => {
                let _ = writeln!(
                    text,
                    "  body: Uint8Array.from({}.match(/../g), (x) => parseInt(x, 16)),",
                    quoted(&hex(body))
                );
            }
        },
    }
    text.push_str("});");
    text
}

/// These libraries take a header once: values of one name are joined by a comma (RFC 9110, section 5.3).
fn joined(headers: &[(String, String)]) -> Vec<(String, String)> {
    let mut joined: Vec<(String, String)> = Vec::new();
    for (name, value) in headers {
        match joined.iter_mut().find(|(n, _)| n.eq_ignore_ascii_case(name)) {
            Some((_, values)) => {
                let _ = write!(values, ", {value}");
            }
            None => joined.push((name.clone(), value.clone())),
        }
    }
    joined
}

/// A string in double quotes, as JSON, which Python and JavaScript read alike.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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

    const URL: &str = "http://localhost:7878/webhook/loja";

    #[test]
    fn curl_quotes_for_the_shell() {
        let text = Tongue::Curl.write(&shot("POST", &[("x-a", "it's"), ("x-empty", "")], Some(b"@{\"a\":\"'\"}")), URL);
        assert_eq!(
            text,
            "curl -X POST 'http://localhost:7878/webhook?a=1&b' \\\n  -H 'x-a: it'\\''s' \\\n  -H 'x-empty;' \\\n  \
             --data-raw '@{\"a\":\"'\\''\"}'"
        );
    }

    #[test]
    fn curl_pipes_bytes_that_are_no_text() {
        let text = Tongue::Curl.write(&shot("PUT", &[], Some(&[0, 255])), URL);
        assert!(
            text.starts_with("printf '\\000\\377' |\ncurl -X PUT ") && text.ends_with("--data-binary @-"),
            "{text}"
        );
    }

    #[test]
    fn requests_without_a_body() {
        assert!(Tongue::Curl.write(&shot("HEAD", &[], None), URL).starts_with("curl --head "));
        assert!(!Tongue::Python.write(&shot("GET", &[], None), URL).contains("data="));
    }

    #[test]
    fn a_repeated_header_is_joined_where_it_can_stand_once() {
        let text = Tongue::JavaScript.write(&shot("POST", &[("x-a", "1"), ("X-A", "2")], Some(b"\"\n")), URL);
        assert!(text.contains("\"x-a\": \"1, 2\""), "{text}");
        assert!(text.contains(r#"body: "\"\n","#), "{text}");
    }
}
