//! Bytes as a line: offset, sixteen in hexadecimal, and as ASCII.

use std::fmt::Write as _;
use std::ops::Range;

use yew::prelude::*;

use crate::features::inspector::marked::Marks;

/// Bytes on a line.
pub const WIDTH: usize = 16;

/// A line, with what was searched for marked in it, both in hexadecimal and as ASCII.
pub fn draw(bytes: &[u8], at: usize, marks: &Marks) -> Html {
    let start = (at * WIDTH).min(bytes.len());
    let end = bytes.len().min(start + WIDTH);
    let parts = marks.parts(start..end);
    let column = |text: fn(&[u8], Range<usize>) -> String| {
        parts.iter().map(move |(place, mark)| {
            let text = text(bytes, place.clone());
            match mark {
                None => html! { { text } },
                Some(true) => html! { <mark class="now">{ text }</mark> },
                Some(false) => html! { <mark>{ text }</mark> },
            }
        })
    };
    html! {
        <div class="codeline" data-testid="code-line" key={at} dir="ltr">
            <span class="p">{ format!("{start:08x} ") }</span>
            <bdi>{ for column(hex) }{ padding(end - start) }</bdi>
            <bdi class="k">{ for column(ascii) }</bdi>
        </div>
    }
}

/// Bytes of a line in hexadecimal, each after a space, and two spaces in the middle of the line.
fn hex(bytes: &[u8], place: Range<usize>) -> String {
    let mut text = String::with_capacity(place.len() * 3 + 1);
    for at in place {
        text.push_str(if at % WIDTH == WIDTH / 2 { "  " } else { " " });
        // Writing to a string does not fail.
        let _ = write!(text, "{:02x}", bytes[at]);
    }
    text
}

fn ascii(bytes: &[u8], place: Range<usize>) -> String {
    let shown = |byte: &u8| if (0x20..0x7f).contains(byte) { char::from(*byte) } else { '·' };
    bytes[place].iter().map(shown).collect()
}

/// The room of the bytes that a short line has not, and that between the columns.
fn padding(length: usize) -> String {
    let middle = usize::from(length <= WIDTH / 2);
    " ".repeat((WIDTH - length) * 3 + middle + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_row_keeps_its_columns() {
        let bytes: Vec<u8> = (0..16).chain(*b"A\x00\xff").collect();
        assert_eq!(
            (hex(&bytes, 16..19), ascii(&bytes, 16..19)),
            (" 41 00 ff".into(), "A··".into())
        );
        let length = |place: Range<usize>| {
            let count = place.len();
            hex(&bytes, place).len() + padding(count).len()
        };
        assert_eq!(length(0..16), length(16..19));
        assert_eq!(length(0..16), length(0..8));
        assert_eq!(length(0..16), length(0..9));
        // Cut where a mark begins, it is the same line.
        assert_eq!(hex(&bytes, 0..5) + &hex(&bytes, 5..16), hex(&bytes, 0..16));
    }
}
