//! The same JSON as other programs print it. Only what stands between and how strings escape changes: the order of keys,
//! and numbers to their last digit, stay as they are, which parsing would not keep.

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
    let differ = !text.is_ascii() || text.contains(['/', '\\']);
    let letters = [Letters::Kept, Letters::Ascii, Letters::Slashes, Letters::Plain];
    for letters in &letters[..if differ { 4 } else { 1 }] {
        for layout in [Layout::Compact, Layout::Spaced, Layout::Lines("  "), Layout::Lines("    "), Layout::Lines("\t")]
        {
            let Some(mut printed) = print(text, layout, *letters) else { continue };
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

fn print(text: &str, layout: Layout, letters: Letters) -> Option<String> {
    let mut printed = String::with_capacity(text.len() * 2);
    let mut depth = 0_usize;
    let mut rest = text.trim_start();
    while let Some(c) = rest.chars().next() {
        let mut after = &rest[c.len_utf8()..];
        match c {
            '"' => {
                let end = end_of_string(after)?;
                string(&mut printed, &after[..end], letters)?;
                after = &after[end + 1..];
            }
            '{' | '[' => {
                printed.push(c);
                depth += 1;
                let next = after.trim_start();
                if let Some(closed) = next.strip_prefix(['}', ']']) {
                    printed.push(if next.starts_with('}') { '}' } else { ']' });
                    depth -= 1;
                    after = closed;
                } else {
                    new_line(&mut printed, layout, depth)?;
                }
            }
            '}' | ']' => {
                depth = depth.checked_sub(1)?;
                new_line(&mut printed, layout, depth)?;
                printed.push(c);
            }
            ',' => {
                printed.push(c);
                if layout == Layout::Spaced {
                    printed.push(' ');
                }
                new_line(&mut printed, layout, depth)?;
            }
            ':' => printed.push_str(if layout == Layout::Compact { ":" } else { ": " }),
            '0'..='9' | 'a'..='z' | 'E' | '+' | '-' | '.' => printed.push(c),
            _ => return None,
        }
        rest = after.trim_start_matches([' ', '\n', '\r', '\t']);
    }
    if depth == 0 { Some(printed) } else { None }
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
