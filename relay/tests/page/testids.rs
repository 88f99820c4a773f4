//! The test ids that these tests look for are those of the markup: a mistyped one would find nothing, and where nothing is
//! expected the test would be content.

use std::collections::BTreeSet;
use std::path::Path;

/// Text of every Rust file below a folder.
fn sources(folder: &Path) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all += &sources(&path);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            all += &std::fs::read_to_string(&path).unwrap();
        }
    }
    all
}

/// The ids in a text that stand between `before` and `after`.
fn ids<'a>(text: &'a str, before: &str, after: char) -> BTreeSet<&'a str> {
    let ids = text.split(before).skip(1).filter_map(|rest| rest.split(after).next());
    ids.filter(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')).collect()
}

#[test]
fn every_test_id_that_is_looked_for_is_in_the_markup() {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tests = sources(&crate_folder.join("tests/page"));
    let markup = sources(&crate_folder.join("../frontend/src"));
    let mut looked_for = ids(&tests, "testid!(\"", '"');
    looked_for.extend(ids(&tests, "[data-testid=", ']'));
    assert!(looked_for.len() > 40, "{looked_for:?}");
    // Most stand there as an attribute, some as a property that becomes one.
    let missing: Vec<_> = looked_for.iter().filter(|id| !markup.contains(&format!("\"{id}\""))).collect();
    assert!(missing.is_empty(), "not in frontend/src: {missing:?}");
}
