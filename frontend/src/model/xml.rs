//! A line of XML in pieces, so that each can stand isolated: a text from right to left turns only
//! itself around. Nothing is checked here: the worker laid the document out.

use crate::model::json::Kind;

/// The pieces of a line: names as keys, texts and values of attributes as values, brackets as marks.
#[must_use]
pub fn pieces(line: &str) -> Vec<(Kind, String)> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let (piece, length) = if rest.starts_with("<!") || rest.starts_with("<?") {
            // A comment, a declaration, CDATA: whatever stands in it.
            (Kind::Value, rest.len())
        } else if rest.starts_with('<') {
            rest = tag(&mut pieces, rest);
            continue;
        } else {
            (Kind::Value, rest.find('<').unwrap_or(rest.len()))
        };
        pieces.push((piece, rest[..length].to_owned()));
        rest = &rest[length..];
    }
    pieces
}

/// Takes a tag apart; what follows it.
fn tag<'t>(pieces: &mut Vec<(Kind, String)>, text: &'t str) -> &'t str {
    let open = if text.starts_with("</") { 2 } else { 1 };
    pieces.push((Kind::Mark, text[..open].to_owned()));
    let mut rest = &text[open..];
    while let Some(first) = rest.chars().next() {
        let (kind, length) = match first {
            '>' => {
                pieces.push((Kind::Mark, ">".to_owned()));
                return &rest[1..];
            }
            '"' | '\'' => (Kind::Value, rest[1..].find(first).map_or(rest.len(), |end| end + 2)),
            '=' | '/' | ' ' | '\t' | '\n' | '\r' => (Kind::Mark, 1),
            _ => {
                let ends = |c: char| "=/>\"' \t\n\r".contains(c);
                (Kind::Key, rest.find(ends).unwrap_or(rest.len()))
            }
        };
        pieces.push((kind, rest[..length].to_owned()));
        rest = &rest[length..];
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_values_and_texts_stand_alone() {
        let shown = |line: &str| -> Vec<(Kind, String)> { pieces(line) };
        let of = |kind: Kind, text: &str| (kind, text.to_owned());
        assert_eq!(
            shown("<b c='\u{202e}>' d=\"1\">שלום</b>"),
            [
                of(Kind::Mark, "<"),
                of(Kind::Key, "b"),
                of(Kind::Mark, " "),
                of(Kind::Key, "c"),
                of(Kind::Mark, "="),
                of(Kind::Value, "'\u{202e}>'"),
                of(Kind::Mark, " "),
                of(Kind::Key, "d"),
                of(Kind::Mark, "="),
                of(Kind::Value, "\"1\""),
                of(Kind::Mark, ">"),
                of(Kind::Value, "שלום"),
                of(Kind::Mark, "</"),
                of(Kind::Key, "b"),
                of(Kind::Mark, ">"),
            ]
        );
        assert_eq!(shown("<!-- <b> -->"), [of(Kind::Value, "<!-- <b> -->")]);
    }

    #[test]
    fn nothing_is_lost_whatever_it_is() {
        for line in ["", "a", "<", "</", "<a", "<a b", "<a b='", "<a/>", "a<b>c", "&amp;é<é é=é>"]
        {
            let text: String = pieces(line).into_iter().map(|(_, text)| text).collect();
            assert_eq!(text, line);
        }
    }
}
