//! Finds one value in a JSON text without reading the rest into memory, and leaves it as it was written: numbers of any
//! length and escapes come out as they came in.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// The value at a path of names and indices; none when there is no such value.
pub(super) fn pick<'d>(mut value: &'d RawValue, path: &[&str]) -> Option<&'d RawValue> {
    for step in path {
        let mut within = serde_json::Deserializer::from_str(value.get());
        value = Step(step).deserialize(&mut within).ok()??;
    }
    Some(value)
}

/// What a value puts into a template: a string without its quotes, anything else as it is.
pub(super) fn text(value: &RawValue, raw: bool) -> Cow<'_, str> {
    let json = value.get();
    if !json.starts_with('"') {
        return json.into();
    }
    match serde_json::from_str::<Cow<'_, str>>(json) {
        Ok(text) if raw => text,
        // It is JSON already, with the escapes that its sender chose.
        Ok(_) => json[1..json.len() - 1].into(),
        // Half of a surrogate pair is no text.
        Err(_) => "".into(),
    }
}

/// One step down: into an object by name, into an array by index.
struct Step<'s>(&'s str);

impl<'de> DeserializeSeed<'de> for Step<'_> {
    type Value = Option<&'de RawValue>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Step<'_> {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        // Of a name that is there twice the last counts, as in JavaScript.
        while let Some(name) = map.next_key::<Name<'de>>()? {
            if name.0 == self.0 {
                found = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let index: usize = self.0.parse().map_err(A::Error::custom)?;
        for _ in 0..index {
            if seq.next_element::<IgnoredAny>()?.is_none() {
                return Ok(None);
            }
        }
        let found = seq.next_element()?;
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(found)
    }
}

/// An object's name, borrowed where it has no escapes.
#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Name<'n>(#[serde(borrow)] Cow<'n, str>);

#[cfg(test)]
mod tests {
    use super::*;

    fn at(json: &str, path: &[&str], raw: bool) -> Option<String> {
        let value: &RawValue = serde_json::from_str(json).unwrap();
        pick(value, path).map(|value| text(value, raw).into_owned())
    }

    #[test]
    fn names_and_indices() {
        let json = r#" {"a":{"b":[10,{"c":"\"oi\"\n"}],"b\u0031":null},"n":12345678901234567890.10,"a":1} "#;
        assert_eq!(at(json, &["n"], false).unwrap(), "12345678901234567890.10", "as it was written");
        assert_eq!(at(json, &["a"], false).unwrap(), "1", "the last of two");
        let json = r#"{"a":{"b":[10,{"c":"\"oi\"\n"}],"b\u0031":null}}"#;
        assert_eq!(at(json, &["a", "b", "0"], false).unwrap(), "10");
        assert_eq!(at(json, &["a", "b", "1", "c"], false).unwrap(), r#"\"oi\"\n"#);
        assert_eq!(at(json, &["a", "b", "1", "c"], true).unwrap(), "\"oi\"\n");
        assert_eq!(at(json, &["a", "b1"], false).unwrap(), "null");
        assert_eq!(at(json, &["a", "b"], false).unwrap(), r#"[10,{"c":"\"oi\"\n"}]"#);
        for missing in
            [&["x"][..], &["a", "x"], &["a", "b", "2"], &["a", "b", "-1"], &["a", "b", "x"], &["a", "b1", "x"]]
        {
            assert_eq!(at(json, missing, false), None, "{missing:?}");
        }
    }

    #[test]
    fn depth_is_no_danger() {
        let deep = format!("{{\"a\":{}1{},\"b\":\"x\"}}", "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(at(&deep, &["b"], false).unwrap(), "x");
        assert_eq!(at(r#"{"a":"\ud800"}"#, &["a"], false).unwrap(), "", "half a character is none");
    }
}
