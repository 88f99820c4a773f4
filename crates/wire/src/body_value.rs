//! Whether a body has a value at a place, for page and relay alike.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// True when a body, as text, has this value at the place of these names.
///
/// Of JSON, a string is compared by what it stands for, and all else as it is written: `42` is not
/// `42.0`. A name of a list is the number of an item, from 0. Of a name that an object has twice the
/// last counts. Of what is no JSON, the fields of a form are looked at: one of all the names with
/// dots between them, or JSON in the field of the first name.
#[must_use]
pub fn body_value_is(body: &str, names: &[String], value: &str) -> bool {
    let body = body.trim_start_matches('\u{feff}');
    if let Ok(json) = serde_json::from_str::<&RawValue>(body) {
        return json_is(json, names, value);
    }
    let Some((first, rest)) = names.split_first() else { return false };
    let all = names.join(".");
    form_urlencoded::parse(body.as_bytes()).any(|(name, field)| {
        if name == all {
            return field == value;
        }
        let json = || serde_json::from_str::<&RawValue>(&field).ok();
        !rest.is_empty() && name == *first && json().is_some_and(|json| json_is(json, rest, value))
    })
}

fn json_is(json: &RawValue, names: &[String], value: &str) -> bool {
    let Some(found) = names.iter().try_fold(json, |json, name| member(json, name)) else { return false };
    let text = found.get();
    match text.starts_with('"') {
        true => serde_json::from_str::<Cow<'_, str>>(text).is_ok_and(|text| text == value),
        false => text == value,
    }
}

/// A member of an object, or an item of a list.
fn member<'j>(json: &'j RawValue, name: &str) -> Option<&'j RawValue> {
    let mut deserializer = serde_json::Deserializer::from_str(json.get());
    Member(name).deserialize(&mut deserializer).ok().flatten()
}

struct Member<'n>(&'n str);

impl<'j> DeserializeSeed<'j> for Member<'_> {
    type Value = Option<&'j RawValue>;

    fn deserialize<D: Deserializer<'j>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'j> Visitor<'j> for Member<'_> {
    type Value = Option<&'j RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_map<A: MapAccess<'j>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(Key(name)) = map.next_key()? {
            match name == self.0 {
                true => found = Some(map.next_value()?),
                false => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'j>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let wanted = self.0.parse::<usize>().ok().filter(|at| at.to_string() == self.0);
        let (mut found, mut at) = (None, 0);
        loop {
            let more = match Some(at) == wanted {
                true => {
                    found = seq.next_element()?;
                    found.is_some()
                }
                false => seq.next_element::<IgnoredAny>()?.is_some(),
            };
            if !more {
                return Ok(found);
            }
            at += 1;
        }
    }
}

/// A name, borrowed where it has no escapes: `Cow` alone is always copied.
struct Key<'j>(Cow<'j, str>);

impl<'de> de::Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(body: &str, place: &str, value: &str) -> bool {
        let names: Vec<_> = place.split('.').map(str::to_owned).collect();
        body_value_is(body, &names, value)
    }

    #[test]
    fn a_value_is_found_at_its_place_and_nowhere_else() {
        let body = r#"{"data":{"id":42,"name":"Jo\u00e3o","list":[{"a":1},{"a":"b c"}],"x":null,"f":1.50},
                       "id":"42","twice":1,"twice":2,"n\u00e3o":true}"#;
        for (place, value) in [
            ("data.id", "42"),
            ("id", "42"),
            ("data.name", "João"),
            ("data.list.0.a", "1"),
            ("data.list.1.a", "b c"),
            ("data.x", "null"),
            ("data.f", "1.50"),
            ("twice", "2"),
            ("não", "true"),
        ] {
            assert!(is(body, place, value), "{place}={value}");
        }
        for (place, value) in [
            ("data.id", "4"),
            ("data.id", "42.0"),
            ("data.name", "joão"),
            ("data.list.2.a", "1"),
            ("data.list.00.a", "1"),
            ("data.list.a", "1"),
            ("twice", "1"),
            ("data.id.x", "42"),
            ("name", "João"),
        ] {
            assert!(!is(body, place, value), "{place}={value}");
        }
    }

    #[test]
    fn a_form_has_values_too_and_anything_else_has_none() {
        let form = "valor=49%2C90&a.b=1&payload=%7B%22ref%22%3A%22main%22%7D&cliente=Bia+Souza";
        for (place, value) in [("valor", "49,90"), ("a.b", "1"), ("payload.ref", "main"), ("cliente", "Bia Souza")] {
            assert!(is(form, place, value), "{place}={value}");
        }
        assert!(!is(form, "payload.ref", "dev") && !is(form, "ref", "main"));
        for odd in ["", "42", "\"42\"", "[1", "{\"id\":42", "<id>42</id>"] {
            assert!(!is(odd, "id", "42"), "{odd}");
        }
        assert!(is("\u{feff}{\"id\":42}", "id", "42"), "a byte order mark is passed over");
    }

    #[test]
    fn a_deep_body_is_no_danger() {
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(!is(&deep, "0.0.0", "1"));
        assert!(is(&format!("{{\"a\":{deep},\"b\":2}}"), "b", "2"));
    }

    proptest::proptest! {
        #[test]
        fn any_body_is_read_or_not(body in ".{0,80}", value in ".{0,4}") {
            let _ = is(&body, "a.0", &value);
        }
    }
}
