use std::time::Duration;

use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn later() -> Instant {
    Instant::now() + Duration::from_secs(600)
}

fn at(json: &str, path: &[&str], raw: bool) -> Option<String> {
    let value: &RawValue = serde_json::from_str(json).unwrap();
    find(value, &[path], later()).unwrap()[0].map(|value| text(value, raw).into_owned())
}

#[test]
fn names_and_indices() {
    let json = r#" {"a":{"b":[10,{"c":"\"oi\"\n"}],"b\u0031":null},"n":12345678901234567890.10,"a":1} "#;
    assert_eq!(at(json, &["n"], false).unwrap(), "12345678901234567890.10", "as it was written");
    assert_eq!(at(json, &["a"], false).unwrap(), "1", "the last of two");
    assert_eq!(at(json, &["a", "b"], false), None, "what only the first of two has");
    let json = "{ \"a\" : {\n\t\"b\" : [ 10 , {\"c\":\"\\\"oi\\\"\\n\"} ] , \"b\\u0031\":null } }";
    assert_eq!(at(json, &["a", "b", "0"], false).unwrap(), "10");
    assert_eq!(at(json, &["a", "b", "1", "c"], false).unwrap(), r#"\"oi\"\n"#);
    assert_eq!(at(json, &["a", "b", "1", "c"], true).unwrap(), "\"oi\"\n");
    assert_eq!(at(json, &["a", "b1"], false).unwrap(), "null");
    assert_eq!(at(json, &["a", "b"], false).unwrap(), r#"[ 10 , {"c":"\"oi\"\n"} ]"#);
    for missing in [
        &["x"][..],
        &["a", "x"],
        &["a", "b", "2"],
        &["a", "b", "-1"],
        &["a", "b", "x"],
        &["a", "b", "00"],
        &["a", "b1", "x"],
    ] {
        assert_eq!(at(json, missing, false), None, "{missing:?}");
    }
}

#[test]
fn many_paths_are_found_at_once_and_in_their_order() {
    let json: &RawValue = serde_json::from_str(r#"{"a":{"b":[1,[2,3]],"0":"x"},"c":4.50}"#).unwrap();
    let paths: [&[&str]; 8] =
        [&["c"], &["a", "b", "1", "1"], &["a"], &["a", "b", "1"], &["x", "y"], &["a", "0"], &[], &["a", "b", "1", "1"]];
    let found = find(json, &paths, later()).unwrap();
    let a = r#"{"b":[1,[2,3]],"0":"x"}"#;
    assert_eq!(
        found,
        [Some("4.50"), Some("3"), Some(a), Some("[2,3]"), None, Some("\"x\""), Some(json.get()), Some("3")]
    );
}

#[test]
fn a_hundred_paths_are_one_pass() {
    let passed = |paths: &[&[&str]]| {
        let json = r#"{"a":{"b":{"c":[1,2,{"d":"x"}],"e":[[],{}]}},"f":"g"}"#;
        let mut walk = Walk { json, at: 0, deadline: later(), steps: 0 };
        walk.value(&mut Tree::of(paths), ROOT).unwrap();
        assert_eq!(walk.at, json.len());
        // Names and strings are counted alike on every way; brackets only where nothing is looked for in them.
        walk.steps
    };
    let deep: &[&str] = &["a", "b", "c", "2", "d"];
    let all: Vec<&[&str]> = (0..100).map(|n| &deep[..n % 6]).collect();
    assert!(passed(&all) <= passed(&[]), "{} {}", passed(&all), passed(&[]));
}

#[test]
fn depth_is_no_danger() {
    let deep = format!("{{\"a\":{}1{},\"b\":\"x\"}}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(at(&deep, &["b"], false).unwrap(), "x");
    assert_eq!(at(r#"{"a":"\ud800","\ud800":1}"#, &["a"], false).unwrap(), "", "half a character is none");
}

#[test]
fn time_has_an_end() {
    let long = format!("[{}0]", "[],".repeat(10 * STEPS as usize));
    let json: &RawValue = serde_json::from_str(&long).unwrap();
    assert_eq!(find(json, &[&["5"]], Instant::now()), Err(OutOfTime));
    assert_eq!(find(json, &[&["5"]], later()), Ok(vec![Some("[]")]));
}

/// Any JSON, with names that meet and indices as names.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        "[\\PC\"\\\\{}\\[\\],: ]{0,6}".prop_map(Value::from)
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::btree_map("[ab0-2\"é\n]{1,2}", inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Every path there is in a value.
fn paths(value: &Value, here: &[String], all: &mut Vec<Vec<String>>) {
    all.push(here.to_vec());
    let mut below = |name: String, value: &Value| {
        let mut here = here.to_vec();
        here.push(name);
        paths(value, &here, all);
    };
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(n, item)| below(n.to_string(), item)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| below(name.clone(), value)),
        _ => {}
    }
}

proptest! {
    /// Against a library that reads the whole into memory.
    #[test]
    fn every_value_is_found_at_its_path(value in json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.unwrap();
        let json: &RawValue = serde_json::from_str(&text).unwrap();
        let mut all = Vec::new();
        paths(&value, &[], &mut all);
        let names: Vec<Vec<&str>> = all.iter().map(|path| path.iter().map(String::as_str).collect()).collect();
        let asked: Vec<&[&str]> = names.iter().map(Vec::as_slice).collect();
        for (path, found) in asked.iter().zip(find(json, &asked, later()).unwrap()) {
            let expected = path.iter().fold(&value, |value, name| match value {
                Value::Array(items) => &items[name.parse::<usize>().unwrap()],
                other => &other[*name],
            });
            prop_assert_eq!(&serde_json::from_str::<Value>(found.unwrap()).unwrap(), expected, "{:?}", path);
        }
    }
}
