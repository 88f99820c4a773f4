//! A request in another language sends what the request says, byte for byte.

use std::process::Command;

use codegen::{Bytes, Request, SnippetLanguage, snippet};
use testkit::foreign::{folder, go, node, php, python, run, write};

use super::compiled::compiled;
use super::exchange::Listener;

/// Everything that a language could take for something else.
fn requests() -> Vec<Request> {
    let text = "{\"a\":\"it's \\\"quoted\\\" \\\\ $HOME ${x} `y` #{z} %s {0}\",\n\t\"b\":\"pão 🥖 \u{2028}\u{feff}\u{7f}\u{85}\u{202e}\u{2066}\u{200f}\u{61c}\u{e0041}\x1b[2J\"}\r\n";
    let binary: Vec<u8> = (0..=255).collect();
    let plain = [("Content-Type", "application/json"), ("X-Um", "1"), ("X-Dois", "a"), ("x-um", "2"), ("X-UM", "3, 4")];
    let odd = [
        ("X-Aspas", "\"a\" 'b' \\ $c `d` %s"),
        ("X-Vazio", ""),
        ("X-Pao", "pão 🥖"),
        ("X-Virado", "a\u{202e}b\u{2069}\u{9b}\u{e0041}c"),
    ];
    let of = |method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]| Request {
        method: method.into(),
        path: path.into(),
        headers: headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        body: Bytes(body.into()),
    };
    vec![
        of("POST", "/webhook", &plain, text.as_bytes()),
        of("PUT", "/webhook/a%20b?x=$1&y=%22&y", &odd, &binary),
        of("PATCH", "/webhook", &[], b"\0"),
        of("DELETE", "/webhook?a", &odd, "sem tipo: ç".as_bytes()),
        of("POST", "/webhook", &[], b""),
        of("GET", "/webhook?hub.challenge=1", &plain, b""),
    ]
}

/// Values of one name may come together, between commas, or one by one: they mean the same.
fn values(request: &Request, name: &str) -> Option<String> {
    let same = request.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
    let values: Vec<&str> = same.map(|(_, value)| value.as_str()).collect();
    (!values.is_empty()).then(|| values.join(", "))
}

fn assert_sent(language: SnippetLanguage, asked: &Request, heard: &Request) {
    let about = format!("{language:?}: {asked:?}\nheard: {heard:?}");
    assert_eq!(heard.method, asked.method, "{about}");
    let path = heard.path.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
    assert_eq!(path.unwrap_or(&heard.path), asked.path, "{about}");
    assert_eq!(heard.body, asked.body, "{about}");
    for (name, _) in &asked.headers {
        assert_eq!(values(heard, name), values(asked, name), "{name} {about}");
    }
    assert_eq!(values(heard, "content-type"), values(asked, "content-type"), "a type of its own: {about}");
}

/// Runs each request's snippet, which a command is made for, and looks at what arrives.
fn all_are_sent(language: SnippetLanguage, command: impl Fn(usize, &str) -> Command) {
    let listener = Listener::new();
    for (number, request) in requests().iter().enumerate() {
        let text = snippet(language, request, &format!("http://{}", listener.at));
        let ran = run(&mut command(number, &text));
        ran.unwrap_or_else(|why| panic!("{why}\n{text}"));
        assert_sent(language, request, &listener.next());
    }
}

#[test]
fn python_sends_what_the_request_says() {
    let Some(python) = python() else { return };
    let folder = folder("snippets");
    all_are_sent(SnippetLanguage::Python, |number, text| {
        let mut command = Command::new(python);
        command.arg(write(folder.join(format!("{number}.py")), text));
        command
    });
}

#[test]
fn javascript_sends_what_the_request_says() {
    if node().is_none() {
        return;
    }
    let folder = folder("snippets");
    all_are_sent(SnippetLanguage::JavaScript, |number, text| {
        let mut command = Command::new("node");
        command.arg(write(folder.join(format!("{number}.mjs")), text));
        command
    });
}

#[test]
fn go_sends_what_the_request_says() {
    let Some(cache) = go() else { return };
    let folder = folder("snippets");
    all_are_sent(SnippetLanguage::Go, |number, text| {
        let mut command = Command::new("go");
        // Only its standard library, and nothing fetched: neither modules nor another Go.
        command.env("GOCACHE", cache).env("GOPROXY", "off").env("GOTOOLCHAIN", "local");
        command.env("GO111MODULE", "off").arg("run").arg(write(folder.join(format!("{number}.go")), text));
        command
    });
}

#[test]
fn php_sends_what_the_request_says() {
    if !php() {
        return;
    }
    let folder = folder("snippets");
    all_are_sent(SnippetLanguage::Php, |number, text| {
        let mut command = Command::new("php");
        command.arg(write(folder.join(format!("{number}.php")), text));
        command
    });
}

/// The programs are compiled for an address that stays the same, so that they are compiled once; what they send goes
/// through the listener as their proxy.
#[test]
fn rust_sends_what_the_request_says() {
    let listener = Listener::new();
    for (number, request) in requests().iter().enumerate() {
        let mut command = Command::new(compiled());
        command.arg(format!("send_{number}")).env("http_proxy", format!("http://{}", listener.at));
        run(command.env_remove("no_proxy").env_remove("NO_PROXY")).unwrap_or_else(|why| panic!("{why}"));
        assert_sent(SnippetLanguage::Rust, request, &listener.next());
    }
}

/// The programs in Rust, by name.
pub(super) fn in_rust() -> Vec<(String, String)> {
    let text = |request| snippet(SnippetLanguage::Rust, request, "http://padaria.example");
    requests().iter().enumerate().map(|(number, request)| (format!("send_{number}"), text(request))).collect()
}
