//! Bodies of the common types, read for the eye: forms, multipart, XML. Nothing here decides what is stored or sent.

mod multipart;
mod xml;

use serde::{Deserialize, Serialize};

use crate::Bytes;

/// A part of a body: a field, a file, or a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The field's name; of XML, how deep the line is.
    pub name: String,
    /// Its value, when that is text.
    pub value: String,
    /// The file's name.
    pub file: Option<String>,
    /// Its type.
    pub kind: Option<String>,
    /// The bytes, where `value` is not all there is: of a file.
    pub bytes: Option<Bytes>,
}

/// The parts of a body of this type (the header's value).
///
/// # Errors
/// Why it cannot be read so: `boundary`, `unfinished`, or what is wrong with the XML, and where.
pub fn parts(kind: &str, body: &[u8]) -> Result<Vec<Part>, String> {
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence == "application/x-www-form-urlencoded" {
        return Ok(form(body));
    }
    if essence.starts_with("multipart/") {
        return multipart::parts(kind, body);
    }
    xml::lines(&String::from_utf8_lossy(body))
}

fn form(body: &[u8]) -> Vec<Part> {
    let pairs = form_urlencoded::parse(body);
    pairs.map(|(name, value)| Part { name: name.into(), value: value.into(), ..Part::default() }).collect()
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn a_form_is_its_fields_in_order() {
        let parts = parts("application/x-www-form-urlencoded; charset=utf-8", b"a=1&a=2&b=%C3%A1+b&c").unwrap();
        let pairs: Vec<_> = parts.iter().map(|part| (part.name.as_str(), part.value.as_str())).collect();
        assert_eq!(pairs, [("a", "1"), ("a", "2"), ("b", "á b"), ("c", "")]);
    }
}
