//! The versions and lists that the repository's TOML files already state, read from there so that they stand once.
//!
//! Three plain lines of our own files do not need a TOML parser, whose compile time every newcomer would pay; the tests
//! below hold the files to the form that is read here.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// The version that Cargo.toml pins `wasm-bindgen` to. Its command line tool must be of exactly this one.
pub(crate) fn wasm_bindgen(ws: &Workspace) -> Result<String> {
    pinned(&read(ws, "Cargo.toml")?, "wasm-bindgen").context("Cargo.toml must pin it as: wasm-bindgen = \"=X.Y.Z\"")
}

/// The version of Trunk that Trunk.toml asks for.
pub(crate) fn trunk(ws: &Workspace) -> Result<String> {
    pinned(&read(ws, "Trunk.toml")?, "trunk-version").context("Trunk.toml must pin it as: trunk-version = \"=X.Y.Z\"")
}

/// What the page is made of: the files and folders that Trunk.toml watches.
pub(crate) fn page_sources(ws: &Workspace) -> Result<Vec<String>> {
    list(&read(ws, "Trunk.toml")?, "watch").context("Trunk.toml must say: watch = [\"…\", \"…\"]")
}

fn read(ws: &Workspace, file: &str) -> Result<String> {
    fs::read_to_string(ws.path(file)).with_context(|| format!("cannot read {file} in {}", ws.root().display()))
}

/// The exact version in `key = "=1.2.3"` or `key = { version = "=1.2.3", … }`.
fn pinned(toml: &str, key: &str) -> Result<String> {
    let value = value(toml, key)?;
    match strings(value).next().and_then(|version| version.strip_prefix('=')) {
        Some(version) => Ok(version.trim().to_owned()),
        None => bail!("`{key}` is not pinned to one version, but is {}", value.trim()),
    }
}

/// The strings in `key = ["a", "b"]`, which may go over several lines.
fn list(toml: &str, key: &str) -> Result<Vec<String>> {
    let value = value(toml, key)?;
    match value.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((items, _)) => Ok(strings(items).map(str::to_owned).collect()),
        None => bail!("`{key}` is not a list"),
    }
}

/// What follows `key =`, to the end of the file.
fn value<'a>(toml: &'a str, key: &str) -> Result<&'a str> {
    let mut rest = toml;
    while !rest.is_empty() {
        let line = rest.trim_start();
        if let Some(value) = line.strip_prefix(key).and_then(|after| after.trim_start().strip_prefix('=')) {
            return Ok(value.trim_start());
        }
        rest = rest.split_once('\n').map_or("", |(_, next)| next);
    }
    bail!("no line begins with `{key} =`")
}

/// The quoted strings of a text; comments within a list are not expected.
fn strings(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::PACKAGES;

    #[test]
    fn a_pin_is_read_in_both_forms() {
        let toml = "wasm-bindgen-futures = \"=0.4.79\"\nwasm-bindgen = \"=0.2.129\"\n";
        assert_eq!(pinned(toml, "wasm-bindgen").unwrap(), "0.2.129");
        let toml = "wasm-bindgen = { version = \"= 0.2.129\", features = [\"x\"] }";
        assert_eq!(pinned(toml, "wasm-bindgen").unwrap(), "0.2.129");
    }

    #[test]
    fn a_range_is_not_a_pin() {
        let error = pinned("wasm-bindgen = \"0.2\"\nother = \"=1\"", "wasm-bindgen").unwrap_err();
        assert!(error.to_string().contains("not pinned"), "{error}");
        assert!(pinned("[dependencies]", "wasm-bindgen").is_err());
    }

    #[test]
    fn a_list_is_read_over_several_lines() {
        let toml = "[watch]\n# watch = [\"no\"]\nwatch = [\n  \"index.html\",\n  \"frontend\",\n]\nignore = [\"x\"]\n";
        assert_eq!(list(toml, "watch").unwrap(), ["index.html", "frontend"]);
    }

    #[test]
    fn the_repository_states_what_is_read() {
        let ws = Workspace::find().unwrap();
        for version in [trunk(&ws).unwrap(), wasm_bindgen(&ws).unwrap()] {
            assert_eq!(version.split('.').count(), 3, "{version}");
        }
        for source in page_sources(&ws).unwrap() {
            assert!(ws.path(&source).exists(), "Trunk.toml watches {source}, which does not exist");
        }
    }

    #[test]
    fn the_page_is_rebuilt_when_any_crate_that_it_is_made_of_changes() {
        let watched = page_sources(&Workspace::find().unwrap()).unwrap();
        for package in ["frontend", "page-worker"] {
            let (_, parts) = PACKAGES.iter().find(|(name, _)| *name == package).unwrap();
            for part in *parts {
                let folder = format!("crates/{part}");
                assert!(watched.contains(&folder), "{package} is made of {folder}: name it in Trunk.toml's `watch`");
            }
        }
    }
}
