//! The same JSON as other programs print it. Only what stands between and how strings escape changes: the order of keys,
//! and numbers to their last digit, stay as they are, which parsing would not keep.

use std::borrow::Cow;

/// What stands between the tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Nothing, as `JSON.stringify` prints.
    Compact,
    /// A space after each comma and colon, as Python's `json.dumps` prints.
    Spaced,
    /// Each value on its own line, indented by this.
    Lines(&'static str),
}

/// How strings are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Letters {
    Kept,
    /// Everything beyond ASCII escaped, as Python does.
    Ascii,
    /// That, and `/` as `\/`, as PHP does.
    Slashes,
    /// Nothing escaped that need not be.
    Plain,
}

/// Deeper than this is not printed in lines: the indentation would grow with the square of the depth.
const DEEPEST: usize = 128;

/// Whether any way to print this JSON is the one. Of what is no JSON object or array there is none.
pub(crate) fn any(body: &[u8], is_it: &dyn Fn(&str) -> bool) -> bool {
    let legible = matches!(body.trim_ascii_start().first(), Some(b'{' | b'['));
    let Some(text) = str::from_utf8(body).ok().filter(|_| legible) else { return false };
    let Some(tokens) = tokens(text) else { return false };
    let differ = !text.is_ascii() || text.contains(['/', '\\']);
    let letters = [Letters::Kept, Letters::Ascii, Letters::Slashes, Letters::Plain];
    for letters in &letters[..if differ { 4 } else { 1 }] {
        // Taken apart once and escaped once for all layouts: a list has a hundred wrong signatures to explain.
        let Some(written) = tokens.iter().map(|token| token.written(*letters)).collect::<Option<Vec<_>>>() else {
            continue;
        };
        for layout in [Layout::Compact, Layout::Spaced, Layout::Lines("  "), Layout::Lines("    "), Layout::Lines("\t")]
        {
            let Some(mut printed) = print(&tokens, &written, layout, text.len()) else { continue };
            if is_it(&printed) {
                return true;
            }
            // `print` and editors end it with a newline.
            printed.push('\n');
            if layout != Layout::Compact && is_it(&printed) {
                return true;
            }
        }
    }
    false
}

/// A piece of JSON, white space left out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    Open(&'t str),
    Close(&'t str),
    /// `{}` or `[]`, however they were spaced.
    Empty(&'static str),
    Comma,
    Colon,
    /// A number or a word.
    Scalar(&'t str),
    /// What stands between the quotes of a string.
    Text(&'t str),
}

impl<'t> Token<'t> {
    fn written(self, letters: Letters) -> Option<Cow<'t, str>> {
        Some(match self {
            Self::Open(text) | Self::Close(text) | Self::Empty(text) | Self::Scalar(text) => text.into(),
            Self::Comma => ",".into(),
            Self::Colon => ":".into(),
            Self::Text(inside) => {
                let mut text = String::with_capacity(inside.len() + 2);
                string(&mut text, inside, letters)?;
                text.into()
            }
        })
    }
}

fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    const SPACE: [char; 4] = [' ', '\n', '\r', '\t'];
    let is_scalar = |c: char| matches!(c, '0'..='9' | 'a'..='z' | 'E' | '+' | '-' | '.');
    let mut tokens = Vec::with_capacity(text.len() / 8);
    let mut depth = 0_usize;
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '"' => {
                let end = end_of_string(&rest[1..])?;
                (Token::Text(&rest[1..=end]), end + 2)
            }
            '{' | '[' => {
                let inside = rest[1..].trim_start_matches(SPACE);
                match inside.strip_prefix(['}', ']']) {
                    Some(after) => {
                        let pair = if inside.starts_with('}') { "{}" } else { "[]" };
                        (Token::Empty(pair), rest.len() - after.len())
                    }
                    None => {
                        depth += 1;
                        (Token::Open(&rest[..1]), 1)
                    }
                }
            }
            '}' | ']' => {
                depth = depth.checked_sub(1)?;
                (Token::Close(&rest[..1]), 1)
            }
            ',' => (Token::Comma, 1),
            ':' => (Token::Colon, 1),
            _ => {
                let length = rest.find(|c| !is_scalar(c)).unwrap_or(rest.len());
                (Token::Scalar(rest.get(..length).filter(|text| !text.is_empty())?), length)
            }
        };
        tokens.push(token);
        rest = rest[length..].trim_start_matches(SPACE);
    }
    if depth == 0 { Some(tokens) } else { None }
}

/// The tokens as they are written, in a layout. `length` is how long it is about.
fn print(tokens: &[Token<'_>], written: &[Cow<'_, str>], layout: Layout, length: usize) -> Option<String> {
    let mut printed = String::with_capacity(length * 2);
    let mut depth = 0_usize;
    for (token, written) in tokens.iter().zip(written) {
        match token {
            Token::Open(_) => {
                printed.push_str(written);
                depth += 1;
                new_line(&mut printed, layout, depth)?;
            }
            Token::Close(_) => {
                depth = depth.checked_sub(1)?;
                new_line(&mut printed, layout, depth)?;
                printed.push_str(written);
            }
            Token::Comma => {
                printed.push(',');
                if layout == Layout::Spaced {
                    printed.push(' ');
                }
                new_line(&mut printed, layout, depth)?;
            }
            Token::Colon => printed.push_str(if layout == Layout::Compact { ":" } else { ": " }),
            Token::Empty(_) | Token::Scalar(_) | Token::Text(_) => printed.push_str(written),
        }
    }
    Some(printed)
}

fn new_line(printed: &mut String, layout: Layout, depth: usize) -> Option<()> {
    if let Layout::Lines(indent) = layout {
        if depth > DEEPEST {
            return None;
        }
        printed.push('\n');
        (0..depth).for_each(|_| printed.push_str(indent));
    }
    Some(())
}

/// Where the closing quote stands.
fn end_of_string(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    })
}

/// Writes a string, given as it stands between its quotes.
fn string(printed: &mut String, inside: &str, letters: Letters) -> Option<()> {
    let differs = !inside.is_ascii() || inside.contains(['/', '\\']);
    if letters == Letters::Kept || !differs {
        printed.push('"');
        printed.push_str(inside);
        printed.push('"');
        return Some(());
    }
    let value: String = serde_json::from_str(&format!("\"{inside}\"")).ok()?;
    let plain = serde_json::to_string(&value).ok()?;
    for c in plain.chars() {
        match c {
            '/' if letters == Letters::Slashes => printed.push_str("\\/"),
            c if !c.is_ascii() && letters != Letters::Plain => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    printed.push_str(&format!("\\u{unit:04x}"));
                }
            }
            c => printed.push(c),
        }
    }
    Some(())
}
