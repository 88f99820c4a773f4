//! curl commands, and words of a POSIX shell.

use std::fmt::Write as _;

use crate::Request;

/// One word of a POSIX shell, whatever its bytes. Letters, digits and the signs of an address stay
/// as they are; in single quotes the shell reads every byte but a quote as it is.
#[must_use]
pub fn quoted(word: &[u8]) -> Vec<u8> {
    // zsh looks for a program behind a `=` at the beginning.
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_./:,=@%+".contains(byte);
    if !word.is_empty() && word[0] != b'=' && word.iter().all(plain) {
        return word.to_owned();
    }
    let mut text = vec![b'\''];
    for byte in word {
        match byte {
            b'\'' => text.extend_from_slice(br"'\''"),
            byte => text.push(*byte),
        }
    }
    text.push(b'\'');
    text
}

/// What curl's `--header` takes for a header. One whose value is empty ends in a semicolon: `name:`
/// means not to send it.
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
        "HEAD" => format!("curl --head {url}"),
        method => format!("curl -X {} {url}", shell(method)),
    };
    for (name, value) in &request.headers {
        let header = quoted(&header(name, value.as_bytes()));
        let _ = write!(text, " \\\n  -H {}", String::from_utf8_lossy(&header));
    }
    let body = request.body.0.as_slice();
    if request.method == "HEAD" {
        return text;
    }
    match std::str::from_utf8(body).ok().filter(|text| !text.contains('\0')) {
        // With data, and be it none, curl says that it is a form.
        Some("") if request.method == "GET" || !request.has_type() => {}
        Some("") => text.push_str(" \\\n  -d ''"),
        // A leading @ would name a file; --data-raw takes it as it is.
        Some(body) => {
            let _ = write!(text, " \\\n  --data-raw {}", shell(body));
        }
        None => {
            let octal: String = body.iter().map(|byte| format!("\\{byte:03o}")).collect();
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
        assert_eq!(quoted(b"\xff'"), b"'\xff'\\'''");
    }

    #[test]
    fn a_command_is_written_to_be_read() {
        let text = curl(&request("POST", &[("x-a", "it's"), ("x-empty", "")], b"@{\"a\":\"'\"}"), BASE);
        assert_eq!(
            text,
            "curl -X POST 'http://localhost:7878/webhook?a=1&b' \\\n  -H 'x-a: it'\\''s' \\\n  -H 'x-empty;' \\\n  \
             --data-raw '@{\"a\":\"'\\''\"}'"
        );
        let typed = request("POST", &[("Content-Type", "text/plain")], b"");
        assert!(curl(&typed, BASE).ends_with(" \\\n  -d ''"));
        assert!(curl(&request("POST", &[], b""), BASE).ends_with("a=1&b'"));
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
