//! Bodies that are many records: JSON texts a line each, and streams of server-sent events.

use super::Place;
use crate::model::json;

/// The lines of JSON texts, each laid out, and how many texts there are. `None`: some line is
/// something else, or there is none.
pub(super) fn ndjson(text: &str) -> Option<(Vec<Place>, usize)> {
    let (mut lines, mut count, mut start) = (Vec::new(), 0, 0);
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        if !line.trim().is_empty() {
            json::check(line.trim_matches('\u{feff}')).ok()?;
            json::layout(text, start..end, 0, &mut lines);
            count += 1;
        }
        start = end;
    }
    (count > 0).then_some((lines, count))
}

/// The lines of a stream of server-sent events, data that is JSON laid out below its field, and how
/// many events there are.
pub(super) fn sse(text: &str) -> (Vec<Place>, usize) {
    let (mut lines, mut count, mut start, mut inside) = (Vec::new(), 0, 0, false);
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        count += usize::from(!inside && !content.is_empty() && !content.starts_with(':'));
        inside = !content.is_empty() && (inside || !content.starts_with(':'));
        let data = content.strip_prefix("data:").map(str::trim_start);
        let nested = data.filter(|data| data.starts_with(['{', '[']) && json::check(data).is_ok());
        match nested {
            Some(data) => {
                let at = start + content.len() - data.len();
                let first = lines.len();
                lines.push(Place::new(start..start + "data:".len(), 0));
                json::layout(text, at..at + data.len(), 1, &mut lines);
                lines[first].close = lines.len() as u32 - 1;
            }
            None => lines.push(Place::new(start..start + content.len(), 0)),
        }
        start += line.len();
    }
    (lines, count)
}

#[cfg(test)]
mod tests {
    use crate::model::document::Document;

    fn shown(document: &Document) -> Vec<String> {
        let line = |at| {
            let place = document.place(at).unwrap();
            format!("{}{} {}", "  ".repeat(place.depth as usize), document.line(at), place.close)
        };
        (0..document.len()).map(line).collect()
    }

    #[test]
    fn a_json_text_a_line_is_as_many_records() {
        let document = Document::ndjson("{\"a\":1}\n\n[]\r\n{\"b\":2}".into()).unwrap();
        assert_eq!(document.records(), Some(3));
        assert_eq!(
            shown(&document),
            ["{ 2", "  \"a\": 1 0", "} 0", "[] 0", "{ 6", "  \"b\": 2 0", "} 0"]
        );
        assert!(Document::ndjson("{}\nno".into()).is_none());
        assert!(Document::ndjson("\n".into()).is_none());
    }

    #[test]
    fn an_event_stream_is_its_events_and_their_data_a_tree() {
        let stream = ": hi\n\nevent: paid\ndata: {\"n\":1}\nid: 7\n\ndata:plain\n\n";
        let document = Document::sse(stream.into());
        assert_eq!(document.records(), Some(2));
        assert_eq!(
            shown(&document),
            [
                ": hi 0",
                " 0",
                "event: paid 0",
                "data: 6",
                "  { 6",
                "    \"n\": 1 0",
                "  } 0",
                "id: 7 0",
                " 0",
                "data:plain 0",
                " 0",
            ]
        );
    }
}
