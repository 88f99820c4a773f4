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

/// The path of an event without what all of its channel share, at most its first characters: a row
/// of the list shows no more. Empty at the endpoint itself.
#[must_use]
pub fn short_path(event: &Event) -> &str {
    const MOST: usize = 200;
    let own = own_path(&event.path, event.channel.as_str());
    let end = own.char_indices().nth(MOST).map_or(own.len(), |(at, _)| at);
    &own[..end]
}

/// A path without `/webhook/<channel>`, from its `/` on. All of it, when it begins otherwise (of an
/// event that was imported, say), and when only a `/` would be left, which reads as another path.
fn own_path<'p>(path: &'p str, channel: &str) -> &'p str {
    let Some(after) = path.strip_prefix("/webhook") else { return path };
    let own = after.strip_prefix('/').and_then(|rest| rest.strip_prefix(channel)).unwrap_or(after);
    match own {
        "" => "",
        own if own.starts_with('/') && own.len() > 1 => own,
        _ => path,
    }
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
    fn a_path_is_shown_without_what_all_share() {
        for (path, own) in [
            ("/webhook", ""),
            ("/webhook/", "/webhook/"),
            ("/webhook/loja", ""),
            ("/webhook/loja/", "/webhook/loja/"),
            ("/webhook/loja/a/b", "/a/b"),
            ("/webhook/loja//", "//"),
            ("/webhook/lojas", "/webhook/lojas"),
            ("/webhooks/loja", "/webhooks/loja"),
            ("/a", "/a"),
        ] {
            assert_eq!(own_path(path, "loja"), own, "{path}");
        }
    }

    #[test]
    fn a_title_is_one_short_line() {
        assert_eq!(one_line("  {\n \"a\": 1\n}\n", 120), "{ \"a\": 1 }");
        assert_eq!(one_line(&"x".repeat(1_000_000), 10).len(), 10);
        assert_eq!(one_line("\u{202e}abc\0", 9), "\u{202e}abc");
    }
}
