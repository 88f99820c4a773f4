//! Header fields of an answer as they are typed: one a line, `name: value`.

use wire::ReservedHeader;

/// A line that cannot be a field of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Its number, counted from 1.
    pub line: usize,
    /// It is a field, and the relay or the browser has a use of its own for it.
    pub reserved: bool,
}

/// The fields of a text, without empty lines.
///
/// # Errors
/// The first line that cannot be one.
pub fn header_lines(text: &str) -> Result<Vec<(String, String)>, BadLine> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let field = |(at, line): (usize, &str)| {
        let bad = |reserved| BadLine { line: at + 1, reserved };
        let (name, value) = line.split_once(':').ok_or(bad(false))?;
        let (name, value) = (name.trim(), value.trim());
        match (is_token(name), ReservedHeader::of(name)) {
            (true, None) => Ok((name.to_owned(), value.to_owned())),
            (is_token, _) => Err(bad(is_token)),
        }
    };
    lines.map(field).collect()
}

/// True for a header's name (RFC 9110, section 5.6.2).
fn is_token(name: &str) -> bool {
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    !name.is_empty() && name.chars().all(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_field_or_is_told_by_its_number() {
        let read = header_lines("x-a: b: c\n\n X-B :\n").unwrap();
        assert_eq!(read, [("x-a".into(), "b: c".into()), ("X-B".into(), String::new())]);
        for (text, line, reserved) in [
            ("x", 1, false),
            ("x-a: 1\n\nno colon", 3, false),
            ("a name: 1", 1, false),
            (": 1", 1, false),
            ("x: 1\nSet-Cookie: a", 2, true),
            ("content-length: 1", 1, true),
        ] {
            assert_eq!(header_lines(text), Err(BadLine { line, reserved }), "{text}");
        }
    }
}
