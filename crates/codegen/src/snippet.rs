//! The same request in other tongues, to paste and run. curl is not here: the page writes that itself.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use wire::is_display_control;

use crate::Request;

/// What a request is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SnippetLanguage {
    /// Python with requests.
    Python,
    /// JavaScript with fetch, in Node or a browser.
    JavaScript,
    /// Go with its standard library.
    Go,
    /// Rust with reqwest.
    Rust,
    /// PHP with its curl extension.
    Php,
}

/// The request, sent to a relay at `base` (scheme and host).
#[must_use]
pub fn snippet(language: SnippetLanguage, request: &Request, base: &str) -> String {
    let url = format!("{base}{}", request.path);
    match language {
        SnippetLanguage::Python => python(request, &url),
        SnippetLanguage::JavaScript => javascript(request, &url),
        SnippetLanguage::Go => go(request, &url),
        SnippetLanguage::Rust => rust(request, &url),
        SnippetLanguage::Php => php(request, &url),
    }
}

/// GET and HEAD go without one.
fn has_body(request: &Request) -> bool {
    !matches!(request.method.as_str(), "GET" | "HEAD")
}

fn python(request: &Request, url: &str) -> String {
    let mut text = "import requests\n\n".to_owned();
    let _ = writeln!(
        text,
        "requests.request(\n    {}, {},\n    headers={{",
        python_string(&request.method),
        python_string(url)
    );
    for (name, value) in joined(&request.headers) {
        // What it does not know as ASCII it would send as Latin-1.
        let bytes = if value.is_ascii() { "" } else { ".encode()" };
        let _ = writeln!(text, "        {}: {}{bytes},", python_string(&name), python_string(&value));
    }
    text.push_str("    },\n");
    if has_body(request) {
        let _ = match plain(&request.body.0) {
            Some(body) => writeln!(text, "    data={}.encode(),", python_string(body)),
            None => writeln!(text, "    data=bytes.fromhex({}),", python_string(&hex(&request.body.0))),
        };
    }
    text.push_str(").raise_for_status()");
    text
}

fn javascript(request: &Request, url: &str) -> String {
    let mut text = format!("await fetch({}, {{\n  method: {},\n  headers: {{\n", json(url), json(&request.method));
    for (name, value) in joined(&request.headers) {
        // A character is a byte to it, and what is none of them stops it.
        let bytes: String = value.bytes().map(char::from).collect();
        let _ = writeln!(text, "    {}: {},", json(&name), json(&bytes));
    }
    text.push_str("  },\n");
    if has_body(request) {
        let _ = match plain(&request.body.0) {
            // Of text it would say that it is plain text.
            Some(body) if !request.has_type() => writeln!(text, "  body: new TextEncoder().encode({}),", json(body)),
            Some(body) => writeln!(text, "  body: {},", json(body)),
            None => writeln!(
                text,
                "  body: Uint8Array.from({}.match(/../g), (x) => parseInt(x, 16)),",
                json(&hex(&request.body.0))
            ),
        };
    }
    text.push_str("});");
    text
}

fn go(request: &Request, url: &str) -> String {
    let body = match has_body(request) {
        true => format!("strings.NewReader({})", go_string(&request.body.0)),
        false => "nil".into(),
    };
    let strings = if has_body(request) { "\t\"strings\"\n" } else { "" };
    let mut text = format!(
        "package main\n\nimport (\n\t\"fmt\"\n\t\"net/http\"\n{strings})\n\nfunc main() {{\n\treq, err := http.NewRequest({}, {}, {body})\n\tif err != nil {{\n\t\tpanic(err)\n\t}}\n",
        go_string(request.method.as_bytes()),
        go_string(url.as_bytes()),
    );
    for (name, value) in &request.headers {
        let _ = writeln!(text, "\treq.Header.Add({}, {})", go_string(name.as_bytes()), go_string(value.as_bytes()));
    }
    text.push_str(
        "\tres, err := http.DefaultClient.Do(req)\n\tif err != nil {\n\t\tpanic(err)\n\t}\n\tdefer res.Body.Close()\n\tfmt.Println(res.Status)\n}",
    );
    text
}

fn rust(request: &Request, url: &str) -> String {
    // Encryption is most of what it compiles.
    let encrypted = if url.starts_with("https:") { "" } else { "default-features = false, " };
    let mut text = format!(
        "// reqwest = {{ version = \"0.13\", {encrypted}features = [\"blocking\"] }}\nfn main() -> Result<(), Box<dyn std::error::Error>> {{\n    let response = reqwest::blocking::Client::new()\n"
    );
    let _ = writeln!(text, "        .request({}.parse()?, {})", rust_string(&request.method), rust_string(url));
    for (name, value) in &request.headers {
        let bytes = if value.is_ascii() { "" } else { ".as_bytes()" };
        let _ = writeln!(text, "        .header({}, {}{bytes})", rust_string(name), rust_string(value));
    }
    if has_body(request) {
        let _ = match plain(&request.body.0) {
            Some(body) => writeln!(text, "        .body({})", rust_string(body)),
            None => writeln!(text, "        .body(&{:?}[..])", request.body.0),
        };
    }
    text.push_str("        .send()?;\n    println!(\"{}\", response.status());\n    Ok(())\n}");
    text
}

fn php(request: &Request, url: &str) -> String {
    let method = match request.method.as_str() {
        // As a method like others it would wait for a body that never comes.
        "HEAD" => "CURLOPT_NOBODY => true".to_owned(),
        method => format!("CURLOPT_CUSTOMREQUEST => {}", php_string(method)),
    };
    let as_is = if request.has_dots() { "    CURLOPT_PATH_AS_IS => true,\n" } else { "" };
    let mut text = format!(
        "<?php\n$ch = curl_init({});\ncurl_setopt_array($ch, [\n    {method},\n{as_is}    CURLOPT_RETURNTRANSFER => true,\n    CURLOPT_HTTPHEADER => [\n",
        php_string(url)
    );
    for (name, value) in &request.headers {
        // curl drops a header whose value is empty, unless it is written so.
        let line = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
        let _ = writeln!(text, "        {},", php_string(&line));
    }
    if has_body(request) && !request.has_type() {
        // Of a body it would say that it is a form.
        text.push_str("        'Content-Type:',\n");
    }
    text.push_str("    ],\n");
    if has_body(request) {
        let _ = match plain(&request.body.0) {
            Some(body) => writeln!(text, "    CURLOPT_POSTFIELDS => {},", php_string(body)),
            None => writeln!(text, "    CURLOPT_POSTFIELDS => hex2bin({}),", php_string(&hex(&request.body.0))),
        };
    }
    text.push_str("]);\ncurl_exec($ch);\necho curl_getinfo($ch, CURLINFO_HTTP_CODE), PHP_EOL;");
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

/// A string in double quotes, as JSON, which JavaScript reads.
fn json(text: &str) -> String {
    escaped(text, |c, shown| {
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(shown, "\\u{unit:04x}");
        }
    })
}

/// The same for Python, to which the two halves of a character beyond U+FFFF are two characters.
fn python_string(text: &str) -> String {
    escaped(text, |c, shown| shown.push_str(&unicode(c)))
}

/// JSON, with an escape for what is not to be seen.
fn escaped(text: &str, escape: impl Fn(char, &mut String)) -> String {
    let quoted = serde_json::to_string(text).unwrap_or_default();
    let mut shown = String::with_capacity(quoted.len());
    for c in quoted.chars() {
        if is_display_control(c) {
            escape(c, &mut shown);
        } else {
            shown.push(c);
        }
    }
    shown
}

/// A character as Python and Go write it by its number.
fn unicode(c: char) -> String {
    match u32::from(c) {
        code @ ..=0xffff => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    }
}

/// A Go string of any bytes.
fn go_string(bytes: &[u8]) -> String {
    let mut text = String::from("\"");
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            let _ = match c {
                '"' | '\\' => write!(text, "\\{c}"),
                '\n' => write!(text, "\\n"),
                c if c == '\t' || is_display_control(c) => write!(text, "{}", unicode(c)),
                c => write!(text, "{c}"),
            };
        }
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text + "\""
}

/// What Rust writes for a string has escapes for all that is not to be seen.
fn rust_string(text: &str) -> String {
    format!("{text:?}")
}

/// A PHP string: in single quotes, in which only two characters are special, or where it needs
/// escapes in double quotes, in which a dollar sign begins a variable.
fn php_string(text: &str) -> String {
    if !text.chars().any(is_display_control) {
        return format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        let _ = match c {
            '"' | '\\' | '$' => write!(quoted, "\\{c}"),
            '\r' => write!(quoted, "\\r"),
            c if is_display_control(c) => write!(quoted, "\\u{{{:x}}}", u32::from(c)),
            c => write!(quoted, "{c}"),
        };
    }
    quoted + "\""
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Text that can stand in a program.
fn plain(body: &[u8]) -> Option<&str> {
    std::str::from_utf8(body).ok().filter(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;
    use crate::Bytes;

    fn request(method: &str, headers: &[(&str, &str)], body: &[u8]) -> Request {
        let headers = headers.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect();
        Request { method: method.into(), path: "/webhook?a=1&b".into(), headers, body: Bytes(body.into()) }
    }

    const BASE: &str = "http://localhost:7878";

    #[test]
    fn requests_without_a_body() {
        for (language, word) in [
            (SnippetLanguage::Python, "data="),
            (SnippetLanguage::JavaScript, "body:"),
            (SnippetLanguage::Rust, ".body("),
        ] {
            assert!(!snippet(language, &request("GET", &[], b"x"), BASE).contains(word));
        }
        assert!(snippet(SnippetLanguage::Go, &request("HEAD", &[], b"x"), BASE).contains(", nil)"));
    }

    #[test]
    fn a_repeated_header_is_joined_where_it_can_stand_once() {
        let text = snippet(SnippetLanguage::JavaScript, &request("POST", &[("x-a", "1"), ("X-A", "2")], b"\"\n"), BASE);
        assert!(text.contains("\"x-a\": \"1, 2\"") && text.contains(r#"encode("\"\n"),"#), "{text}");
        let text = snippet(SnippetLanguage::Go, &request("POST", &[("x-a", "1"), ("X-A", "2")], b"\xff\"\n"), BASE);
        assert!(text.contains("Add(\"X-A\", \"2\")") && text.contains(r#"NewReader("\xff\"\n")"#), "{text}");
    }

    #[test]
    fn what_a_screen_would_obey_is_escaped_in_every_tongue() {
        let obeyed = "a\u{202e}b\u{2066}c\u{200f}d\u{9b}e\u{7f}f\u{feff}g\u{61c}h\u{2028}i\r\x1bj\u{e0041}k";
        for body in [obeyed.as_bytes(), "\0\u{202e}".as_bytes()] {
            let mut request = request("POST\u{202e}", &[("x-a", obeyed), ("x-\u{202d}", "1")], body);
            request.path = format!("/webhook?{obeyed}");
            for language in [
                SnippetLanguage::Python,
                SnippetLanguage::JavaScript,
                SnippetLanguage::Go,
                SnippetLanguage::Rust,
                SnippetLanguage::Php,
            ] {
                let text = snippet(language, &request, BASE);
                let found = text.chars().find(|c| is_display_control(*c));
                assert_eq!(found, None, "{language:?}: {text:?}");
            }
        }
        assert_eq!(json("\u{202e}\"\u{e0041}"), r#""\u202e\"\udb40\udc41""#);
        assert_eq!(python_string("\u{202e}\"\u{e0041}"), r#""\u202e\"\U000e0041""#);
        assert_eq!(go_string("\u{202e}\u{85}\u{e0041}".as_bytes()), r#""\u202e\u0085\U000e0041""#);
        assert_eq!(rust_string("\u{202e}"), r#""\u{202e}""#);
        assert_eq!(php_string("it's {$x} \"\\\u{202e}\r\n"), "\"it's {\\$x} \\\"\\\\\\u{202e}\\r\n\"");
    }

    #[test]
    fn head_in_php_waits_for_no_body() {
        let text = snippet(SnippetLanguage::Php, &request("HEAD", &[], b"x"), BASE);
        assert!(text.contains("CURLOPT_NOBODY => true") && !text.contains("CUSTOMREQUEST"), "{text}");
    }

    #[test]
    fn quotes_of_php() {
        let text = snippet(SnippetLanguage::Php, &request("POST", &[], br"it's \ $x"), BASE);
        assert!(text.contains(r"CURLOPT_POSTFIELDS => 'it\'s \\ $x'"), "{text}");
    }
}
