//! XML laid out, a line an element. Entities stay as they are written: none is expanded, defined or fetched.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::{Part, Parts};

/// Most lines that are shown, and the deepest indentation.
const MOST: usize = 100_000;

/// The lines: `name` is the depth, `value` the text.
pub(super) fn lines(text: &str) -> Result<Parts, String> {
    let mut reader = Reader::from_str(text);
    let mut layout = Layout { lines: Vec::new(), depth: 0, open: false };
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or_default();
        let event = reader.read_event().map_err(|error| format!("{}: {error}", place(text, at)))?;
        let end = usize::try_from(reader.buffer_position()).unwrap_or_default();
        // What is shown is what came, letter for letter.
        let raw = text.get(at..end).unwrap_or_default();
        match event {
            Event::Eof if layout.depth > 0 => return Err(format!("{}: unfinished", place(text, at))),
            Event::Eof => break,
            Event::Start(_) => {
                layout.line(raw);
                layout.open = true;
                layout.depth += 1;
            }
            Event::End(_) => {
                layout.depth = layout.depth.saturating_sub(1);
                match layout.opened() {
                    // Nothing but a text since it was opened: it ends on its line.
                    Some(line) => line.value.push_str(raw),
                    None => layout.line(raw),
                }
                layout.open = false;
            }
            Event::Text(_) | Event::GeneralRef(_) if raw.trim().is_empty() => {}
            Event::Text(_) | Event::GeneralRef(_) => match layout.opened() {
                Some(line) => line.value.push_str(raw),
                None => layout.line(raw.trim()),
            },
            _ => layout.line(raw),
        }
        if layout.lines.len() > MOST {
            layout.lines.truncate(MOST);
            return Ok(Parts { parts: layout.lines, more: true });
        }
    }
    Ok(Parts { parts: layout.lines, more: false })
}

struct Layout {
    lines: Vec<Part>,
    depth: usize,
    /// The last line opens an element, and nothing but text came since.
    open: bool,
}

impl Layout {
    fn opened(&mut self) -> Option<&mut Part> {
        if self.open { self.lines.last_mut() } else { None }
    }

    fn line(&mut self, text: &str) {
        self.open = false;
        self.lines.push(Part { name: self.depth.to_string(), value: text.trim().to_owned(), ..Part::default() });
    }
}

/// Line and column of a byte, from 1.
fn place(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("{line}:{column}")
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn shown(text: &str) -> Vec<String> {
        lines(text).unwrap().parts.into_iter().map(|part| format!("{}{}", part.name, part.value)).collect()
    }

    #[test]
    fn an_element_a_line() {
        assert_eq!(
            shown(
                "<?xml version=\"1.0\"?><nota n='1'><cliente>Bia &amp; Cia</cliente><vazia/><itens>\n<item>1</item></itens></nota>"
            ),
            [
                "0<?xml version=\"1.0\"?>",
                "0<nota n='1'>",
                "1<cliente>Bia &amp; Cia</cliente>",
                "1<vazia/>",
                "1<itens>",
                "2<item>1</item>",
                "1</itens>",
                "0</nota>"
            ]
        );
    }

    #[test]
    fn entities_are_shown_and_never_expanded() {
        let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><x>&b;</x>";
        assert_eq!(shown(bomb).last().unwrap(), "0<x>&b;</x>");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        assert!(lines("<a>\n <b></a>").unwrap_err().starts_with("2:5"), "{:?}", lines("<a>\n <b></a>"));
        assert!(lines("<a>").unwrap_err().contains("unfinished"));
        // As deep as it likes: nothing here calls itself.
        assert!(lines(&"<a>".repeat(10_000)).is_err());
        assert_eq!(lines(&format!("{}{}", "<a>".repeat(10_000), "</a>".repeat(10_000))).unwrap().parts.len(), 19_999);
        let many = lines(&format!("<a>{}</a>", "<b/>".repeat(MOST + 1))).unwrap();
        assert_eq!((many.parts.len(), many.more), (MOST, true));
    }
}
