//! One line that tells an event from its neighbours.

use wire::Event;

/// One line that tells an event from its neighbours: what it is, and a little more.
#[must_use]
pub fn title(event: &Event) -> (String, String) {
    if let Some(summary) = &event.summary {
        let name = [event.provider.as_deref(), event.event.as_deref()].into_iter().flatten();
        return (summary.clone(), name.collect::<Vec<_>>().join(" · "));
    }
    let kind = event
        .header("content-type")
        .map(|kind| kind.split(';').next().unwrap_or_default().trim().to_owned());
    let kind = kind.filter(|kind| !kind.is_empty());
    let start =
        event.body.as_text().map(|text| one_line(text, 120)).filter(|text| !text.is_empty());
    match (start, kind) {
        (Some(start), kind) => (start, kind.unwrap_or_default()),
        (None, Some(kind)) => (kind, String::new()),
        (None, None) => {
            let query = event.query.as_deref().unwrap_or_default();
            (event.method.clone(), one_line(query, 120))
        }
    }
}

/// The path of an event, at most its first characters: a row of the list shows no more.
#[must_use]
pub fn short_path(event: &Event) -> &str {
    const MOST: usize = 200;
    let end = event.path.char_indices().nth(MOST).map_or(event.path.len(), |(at, _)| at);
    &event.path[..end]
}

/// The start of a text on one line, runs of white space as one space.
fn one_line(text: &str, most: usize) -> String {
    let mut line = String::new();
    // A text of megabytes is not walked for the sake of its first words.
    for c in text.chars().take(4 * most) {
        let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
        if !(c == ' ' && (line.is_empty() || line.ends_with(' '))) {
            line.push(c);
        }
        if line.chars().count() >= most {
            break;
        }
    }
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_short_line() {
        assert_eq!(one_line("  {\n \"a\": 1\n}\n", 120), "{ \"a\": 1 }");
        assert_eq!(one_line(&"x".repeat(1_000_000), 10).len(), 10);
        assert_eq!(one_line("\u{202e}abc\0", 9), "\u{202e}abc");
    }
}
