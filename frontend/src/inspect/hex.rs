//! Bytes: offset, sixteen in hexadecimal, and as ASCII.

use std::fmt::Write as _;
use std::rc::Rc;

use wire::Body;
use yew::prelude::*;

use crate::components::Window;

/// Height of a row in px, as `page.css` has it.
const ROW: u32 = 20;
const WIDTH: usize = 16;

/// What is shown.
#[derive(Debug, PartialEq, Properties)]
pub struct Props {
    /// The bytes.
    pub body: Rc<Body>,
}

/// The rows in view.
#[component]
pub fn HexView(props: &Props) -> Html {
    let count = props.body.len().div_ceil(WIDTH);
    let keys: Rc<[u64]> = (*use_memo(count, |count| (0..*count as u64).collect::<Rc<[u64]>>())).clone();
    let row = {
        let body = props.body.clone();
        Callback::from(move |at: usize| {
            let bytes = body.as_bytes();
            let start = (at * WIDTH).min(bytes.len());
            let (offset, hex, ascii) = line(start, &bytes[start..bytes.len().min(start + WIDTH)]);
            html! {
                <div class="codeline" key={at}><span class="p">{ offset }</span>{ "  " }{ hex }{ "  " }<span class="k">{ ascii }</span></div>
            }
        })
    };
    html! { <Window class="code" {keys} row_height={ROW} {row} /> }
}

fn line(offset: usize, bytes: &[u8]) -> (String, String, String) {
    let mut hex = String::with_capacity(WIDTH * 3 + 1);
    for at in 0..WIDTH {
        if at == WIDTH / 2 {
            hex.push(' ');
        }
        let _ = match bytes.get(at) {
            Some(byte) => write!(hex, "{byte:02x} "),
            None => write!(hex, "   "),
        };
    }
    let ascii = bytes.iter().map(|byte| if (0x20..0x7f).contains(byte) { char::from(*byte) } else { '·' }).collect();
    (format!("{offset:08x}"), hex.trim_end_matches('\n').to_owned(), ascii)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_row_keeps_its_columns() {
        let (offset, hex, ascii) = line(16, b"A\x00\xff");
        assert_eq!((offset.as_str(), ascii.as_str()), ("00000010", "A··"));
        assert!(hex.starts_with("41 00 ff "));
        assert_eq!(hex.len(), line(0, &[0; 16]).1.len());
    }
}
