//! curl commands, and words of a POSIX shell.

use std::fmt::Write as _;

use wire::is_display_control;

use crate::Request;

/// One word of a POSIX shell, whatever its bytes. Letters, digits and the signs of an address stay as
/// they are; in single quotes the shell reads every byte but a quote as it is. What is no text, or what
/// a screen would obey instead of showing it, is left to `printf`.
#[must_use]
pub fn quoted(word: &[u8]) -> Vec<u8> {
    // zsh looks for a program behind a `=` at the beginning.
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_./:,=@%+".contains(byte);
    if !word.is_empty() && word[0] != b'=' && word.iter().all(plain) {
        return word.to_owned();
    }
    let mut text = vec![b'\''];
    let mut hidden = String::new();
    for chunk in word.utf8_chunks() {
        for c in chunk.valid().chars() {
            if is_display_control(c) {
                hidden.extend(c.encode_utf8(&mut [0; 4]).bytes().map(octal));
                continue;
            }
            printed(&mut text, &mut hidden);
            match c {
                '\'' => text.extend_from_slice(br"'\''"),
                c => text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        hidden.extend(chunk.invalid().iter().copied().map(octal));
    }
    printed(&mut text, &mut hidden);
    text.push(b'\'');
    text
}

/// Leaves the quotes for bytes that `printf` writes. There is no line feed at their end, which the
/// shell would take away.
fn printed(text: &mut Vec<u8>, hidden: &mut String) {
    if !hidden.is_empty() {
        text.extend_from_slice(format!("'\"$(printf '{hidden}')\"'").as_bytes());
        hidden.clear();
    }
}

fn octal(byte: u8) -> String {
    format!("\\{byte:03o}")
}

/// What curl's `--header` takes for a header. One whose value is empty ends in a semicolon: `name:` means not to send it.
#[must_use]
pub fn header(name: &str, value: &[u8]) -> Vec<u8> {
    match value {
        b"" => format!("{name};").into_bytes(),
        value => [name.as_bytes(), b": ", value].concat(),
    }
}

/// A request as a command, sent to a relay at `base` (scheme and host). `HEAD` goes without its
/// body.
#[must_use]
pub fn curl(request: &Request, base: &str) -> String {
    let url = shell(&format!("{base}{}", request.path));
    let mut text = match request.method.as_str() {
        // -X HEAD would wait for a body that never comes.
        "HEAD" => "curl --head".to_owned(),
        method => format!("curl -X {}", shell(method)),
    };
    // Brackets and braces are ranges to curl, which makes several requests of them or none.
    if request.path.contains(['[', ']', '{', '}']) {
        text.push_str(" --globoff");
    }
    if request.has_dots() {
        text.push_str(" --path-as-is");
    }
    let _ = write!(text, " {url}");
    for (name, value) in &request.headers {
        let header = quoted(&header(name, value.as_bytes()));
        let _ = write!(text, " \\\n  -H {}", String::from_utf8_lossy(&header));
    }
    let body = request.body.0.as_slice();
    if request.method == "HEAD" {
        return text;
    }
    if !body.is_empty() && !request.has_type() {
        // Of a body, curl would say that it is a form.
        text.push_str(" \\\n  -H 'content-type:'");
    }
    match std::str::from_utf8(body).ok().filter(|text| !text.contains('\0')) {
        // With data, and be it none, it would say so too.
        Some("") if request.method == "GET" || !request.has_type() => {}
        Some("") => text.push_str(" \\\n  -d ''"),
        // A leading @ would name a file; --data-raw takes it as it is.
        Some(body) => {
            let _ = write!(text, " \\\n  --data-raw {}", shell(body));
        }
        None => {
            let octal: String = body.iter().copied().map(octal).collect();
            text = format!("printf '{octal}' |\n{text} \\\n  --data-binary @-");
        }
    }
    text
}

fn shell(word: &str) -> String {
    // Text stays text: what is added is ASCII.
    String::from_utf8_lossy(&quoted(word.as_bytes())).into_owned()
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
    fn words_are_quoted_where_a_shell_would_read_them() {
        for (word, text) in [
            ("", "''"),
            ("http://localhost:7878/a%20b", "http://localhost:7878/a%20b"),
            ("=ls", "'=ls'"),
            ("a=1&b", "'a=1&b'"),
            ("it's", r"'it'\''s'"),
            ("$HOME `id`\n", "'$HOME `id`\n'"),
            ("ç", "'ç'"),
        ] {
            assert_eq!(shell(word), text);
        }
        assert_eq!(quoted(b"\xff'"), br#"''"$(printf '\377')"''\'''"#);
        let word = shell("a\u{202e}b\r\n");
        assert!(!word.chars().any(is_display_control), "{word:?}");
        assert_eq!(word, "'a'\"$(printf '\\342\\200\\256')\"'b'\"$(printf '\\015')\"'\n'");
    }

    #[test]
    fn a_command_is_written_to_be_read() {
        let text = curl(&request("POST", &[("x-a", "it's"), ("x-empty", "")], b"@{\"a\":\"'\"}"), BASE);
        assert_eq!(
            text,
            "curl -X POST 'http://localhost:7878/webhook?a=1&b' \\\n  -H 'x-a: it'\\''s' \\\n  -H 'x-empty;' \\\n  \
             -H 'content-type:' \\\n  --data-raw '@{\"a\":\"'\\''\"}'"
        );
        let typed = request("POST", &[("Content-Type", "text/plain")], b"");
        assert!(curl(&typed, BASE).ends_with(" \\\n  -d ''"));
        assert!(curl(&request("POST", &[], b""), BASE).ends_with("a=1&b'"));
    }

    #[test]
    fn an_address_is_asked_for_as_it_is() {
        for (path, options) in [
            ("/webhook?a[]=1", "--globoff "),
            ("/webhook/{b}", "--globoff "),
            ("/webhook/../b", "--path-as-is "),
            ("/webhook/%2E./b?c", "--path-as-is "),
            ("/webhook/.?{b}", "--globoff --path-as-is "),
            ("/webhook/a.b/...?c=/../", ""),
        ] {
            let text = curl(&Request { path: path.into(), ..request("GET", &[], b"") }, "http://[::1]:7878");
            assert_eq!(text, format!("curl -X GET {options}'http://[::1]:7878{path}'"));
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_piped_and_what_has_no_body_goes_without() {
        let text = curl(&request("PUT", &[], &[0, 255]), BASE);
        assert!(
            text.starts_with("printf '\\000\\377' |\ncurl -X PUT ") && text.ends_with("--data-binary @-"),
            "{text}"
        );
        assert_eq!(curl(&request("HEAD", &[], b"x"), BASE), format!("curl --head '{BASE}/webhook?a=1&b'"));
        assert_eq!(curl(&request("GET", &[], b""), BASE), format!("curl -X GET '{BASE}/webhook?a=1&b'"));
    }
}
