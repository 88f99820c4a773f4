//! JSON with line breaks, its numbers, strings and order as they came.

use serde::de::IgnoredAny;

/// Longest JSON that is indented, in bytes; what is longer is shown as it came.
const LONGEST: usize = 512 * 1024;
/// Longest that it may become: indenting multiplies what is nested deeply.
const LONGEST_INDENTED: usize = 4 * 1024 * 1024;

/// JSON with a value a line; none where the text is none, or too long.
pub(super) fn indented(text: &str) -> Option<String> {
    let is_nested = text.trim_start().starts_with(['{', '[']);
    if text.len() > LONGEST || !is_nested || serde_json::from_str::<IgnoredAny>(text).is_err() {
        return None;
    }
    let mut out = String::with_capacity(text.len() * 2);
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if in_string {
            out.push(c);
            (in_string, is_escaped) = (is_escaped || c != '"', !is_escaped && c == '\\');
            continue;
        }
        match c {
            '"' => {
                in_string = true;
                out.push(c);
            }
            '{' | '[' => {
                out.push(c);
                while chars.next_if(|c| c.is_ascii_whitespace()).is_some() {}
                match chars.next_if(|c| matches!(c, '}' | ']')) {
                    Some(end) => out.push(end),
                    None => {
                        depth += 1;
                        line(&mut out, depth);
                    }
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out += ": ",
            c if c.is_ascii_whitespace() => {}
            c => out.push(c),
        }
        if out.len() > LONGEST_INDENTED {
            return None;
        }
    }
    Some(out)
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_as_they_came() {
        let text = r#" {"b":1.0e2,"a": [ ] ,"c":{},"d":[1, "x\",{}: \\",null], "b":12345678901234567890123} "#;
        let shown = indented(text).unwrap();
        assert_eq!(
            shown,
            "{\n  \"b\": 1.0e2,\n  \"a\": [],\n  \"c\": {},\n  \"d\": [\n    1,\n    \"x\\\",{}: \\\\\",\n    null\n  ],\n  \
             \"b\": 12345678901234567890123\n}"
        );
        for other in ["", "1", "\"a\"", "{", "{}x", "text"] {
            assert_eq!(indented(other), None, "{other}");
        }
        // Too long, or so when it is indented.
        let deep = |times: usize| format!("{}{}", "[".repeat(times), "]".repeat(times));
        assert!(indented(&deep(500)).is_some());
        assert!(indented(&deep(100_000)).is_none());
        assert!(indented(&format!("[\"{}\"]", "a".repeat(LONGEST))).is_none());
    }
}
