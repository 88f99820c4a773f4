//! The layers: which part may import which. Read from the sources, so that an arrow which goes up fails `check`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};

use crate::workspace::Workspace;

/// The modules at the top of a crate, by level: imports go down, and never sideways.
struct Crate {
    /// Its folder of sources.
    source: &'static str,
    /// The lowest level first.
    levels: &'static [&'static [&'static str]],
    /// A module of which no child may import another.
    apart: Option<&'static str>,
    /// Arrows that go up and are to be turned: from, to.
    tolerated: &'static [(&'static str, &'static str)],
}

const PAGE: Crate = Crate {
    source: "frontend/src",
    levels: &[
        &["platform", "i18n"],
        &["model"],
        &["services"],
        &["state"],
        &["components"],
        &["features"],
        &["app"],
        &["main"],
    ],
    apart: Some("features"),
    tolerated: &[],
};

const RELAY: Crate = Crate {
    source: "relay/src",
    levels: &[
        &[
            "hub",
            "holders",
            "held",
            "answerers",
            "meter",
            "linger",
            "clock",
            "socket",
            "origin",
            "readable",
            "test_event",
        ],
        &["public_url", "trusted_proxy", "telegram"],
        &["public_address"],
        &["tunnel", "reach"],
        &["config"],
        &["annotate", "forwarding"],
        &["news"],
        &["respond"],
        &["http"],
        &["hyper_errors"],
        &["connection"],
        &["server"],
        &["cli"],
        &["lib", "main"],
    ],
    apart: None,
    tolerated: &[],
};

/// What a package of the workspace may depend on, beside what comes from elsewhere.
pub(crate) const PACKAGES: [(&str, &[&str]); 13] = [
    ("wire", &[]),
    ("decode", &[]),
    ("measure", &[]),
    ("providers", &[]),
    ("race", &["wire", "measure"]),
    ("gancho-store", &["wire"]),
    ("gancho-client", &["wire", "race", "measure", "providers"]),
    ("codegen", &["wire", "providers"]),
    ("page-worker", &["codegen", "wire", "providers", "decode"]),
    ("testkit", &["wire"]),
    ("gancho", &["wire", "measure", "providers", "race", "gancho-store", "gancho-client", "codegen", "decode"]),
    ("frontend", &["wire", "measure", "providers", "race", "codegen", "page-worker"]),
    ("xtask", &[]),
];

/// Fails on the first arrow that no layer allows.
pub(crate) fn check(ws: &Workspace) -> Result<()> {
    let mut wrong = Vec::new();
    for layers in [&PAGE, &RELAY] {
        for file in sources(&ws.path(layers.source))? {
            let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            let module = module(file.strip_prefix(ws.path(layers.source)).unwrap_or(&file));
            wrong.extend(layers.wrong(&module, &text).into_iter().map(|arrow| format!("{}: {arrow}", layers.source)));
        }
    }
    for manifest in manifests(ws)? {
        let text = fs::read_to_string(&manifest).with_context(|| format!("cannot read {}", manifest.display()))?;
        wrong.extend(wrong_dependencies(&text));
    }
    ensure!(
        wrong.is_empty(),
        "imports go down the layers and never sideways (xtask/src/layers.rs has them):\n  {}",
        wrong.join("\n  ")
    );
    Ok(())
}

impl Crate {
    fn level(&self, module: &str) -> Option<usize> {
        self.levels.iter().position(|level| level.contains(&module))
    }

    /// The arrows of a module's text that are not allowed, as a person reads them.
    fn wrong(&self, module: &[String], text: &str) -> Vec<String> {
        let from = module.first().map_or("main", String::as_str);
        let mut wrong = Vec::new();
        let Some(level) = self.level(from) else {
            return vec![format!("`{from}` has no level")];
        };
        for path in imports(module, text) {
            let Some(to) = path.first() else { continue };
            // A macro, or a name of the crate's root.
            let Some(below) = self.level(to) else { continue };
            let same = from == to;
            let sideways = same
                && self.apart == Some(from)
                && matches!((module.get(1), path.get(1)), (Some(one), Some(other)) if one != other);
            let up = !same && below >= level && !self.tolerated.contains(&(from, to.as_str()));
            if up || sideways {
                wrong.push(format!("{} imports {}", module.join("::"), path.join("::")));
            }
        }
        wrong
    }
}

/// The module that a file is, by its path below the folder of sources: `features/header.rs` is `[features, header]`.
fn module(file: &Path) -> Vec<String> {
    let parts = file.with_extension("");
    let parts = parts.iter().map(|part| part.to_string_lossy().into_owned());
    parts.filter(|part| part != "mod").collect()
}

/// Every path into the crate itself that a text names, from the crate's root: those of `use`, its groups taken apart, and those in
/// the code. Comments and strings are left out.
fn imports(module: &[String], text: &str) -> Vec<Vec<String>> {
    let text: String =
        text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for (root, up) in [("crate::", None), ("super::", Some(1)), ("self::", Some(0))] {
        for (at, _) in text.match_indices(root) {
            let before = text[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '$') {
                continue;
            }
            let base = match up {
                None => Vec::new(),
                Some(up) => module[..module.len().saturating_sub(up)].to_vec(),
            };
            paths(&text[at + root.len()..], &base, &mut found);
        }
    }
    found
}

/// Adds the paths that a text begins with; returns what follows them.
fn paths<'a>(text: &'a str, base: &[String], found: &mut Vec<Vec<String>>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix('}') {
                return after;
            }
            let before = rest.len();
            rest = paths(rest, base, found).trim_start();
            rest = rest.strip_prefix(',').unwrap_or(rest);
            if rest.len() == before {
                // Not a group of imports.
                return rest;
            }
        }
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let mut path = base.to_vec();
    match name {
        "super" => drop(path.pop()),
        "self" | "" => {}
        _ => path.push(name.to_owned()),
    }
    if let Some(rest) = rest.strip_prefix("::") {
        return paths(rest, &path, found);
    }
    let rest = rest.trim_start();
    let rest = rest.strip_prefix('*').unwrap_or(rest);
    found.push(path);
    match rest.strip_prefix("as ") {
        Some(alias) => alias.trim_start().trim_start_matches(|c: char| c.is_alphanumeric() || c == '_'),
        None => rest,
    }
}

fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(sources(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The manifests of the workspace's packages.
fn manifests(ws: &Workspace) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for folder in [ws.root().to_owned(), ws.path("crates")] {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let manifest = entry?.path().join("Cargo.toml");
            if manifest.is_file() {
                found.push(manifest);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The dependencies of a manifest that its package may not have. Those of its tests are its own affair.
fn wrong_dependencies(manifest: &str) -> Vec<String> {
    let (mut section, mut package, mut wrong) = ("", "", Vec::new());
    for line in manifest.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name;
        }
        let Some((key, value)) = line.split_once('=') else { continue };
        let key = key.trim().split('.').next().unwrap_or_default();
        if section == "package" && key == "name" {
            package = value.trim().trim_matches('"');
        }
        if section.ends_with("dependencies") && !section.ends_with("dev-dependencies") {
            let ours = PACKAGES.iter().any(|(name, _)| *name == key);
            let allowed = PACKAGES.iter().find(|(name, _)| *name == package).map_or(&[][..], |(_, allowed)| allowed);
            if ours && !allowed.contains(&key) {
                wrong.push(format!("{package} depends on {key}"));
            }
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(module: &str, text: &str) -> Vec<String> {
        let module: Vec<_> = module.split("::").map(str::to_owned).collect();
        PAGE.wrong(&module, text)
    }

    #[test]
    fn the_repository_keeps_its_layers() {
        check(&Workspace::find().unwrap()).unwrap();
    }

    #[test]
    fn an_import_that_goes_up_is_found_however_it_is_written() {
        for text in [
            "use crate::features::header::Header;",
            "use crate::{i18n::Lang, features::{header::{self, Header}}};",
            "use crate::i18n::{Lang,\n    T};\nfn f() { crate::features::header::g() }",
            "use super::super::features::header::Header;",
            "use crate::app::*;",
        ] {
            assert!(!wrong("model::filter", text).is_empty(), "{text}");
        }
        assert_eq!(
            wrong("model::filter", "use crate::state::race::use_race;"),
            ["model::filter imports state::race::use_race"]
        );
        assert_eq!(wrong("nowhere", ""), ["`nowhere` has no level"]);
    }

    #[test]
    fn features_do_not_know_each_other_and_neither_do_neighbours() {
        assert!(!wrong("features::help", "use crate::features::header::Header;").is_empty());
        assert!(!wrong("features::inspector::body", "use super::super::header::Header;").is_empty());
        assert!(!wrong("platform::clock", "use crate::i18n::Lang;").is_empty());
        for text in [
            "use super::tree::Tree;\nuse crate::features::inspector::lines::Lines;",
            "use crate::model::{json::{self, Kind as K}, tab::Tab};\nuse crate::i18n::Lang;",
            "// use crate::app::App;",
            "use super::*;",
        ] {
            assert_eq!(wrong("features::inspector::body", text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_package_depends_on_what_it_may() {
        let manifest = |name: &str, dependency: &str| {
            format!("[package]\nname = \"{name}\"\n\n[dependencies]\nserde.workspace = true\n{dependency}\n")
        };
        assert_eq!(wrong_dependencies(&manifest("wire", "measure.workspace = true")), ["wire depends on measure"]);
        assert_eq!(
            wrong_dependencies(&manifest("frontend", "gancho-store = { workspace = true }")),
            ["frontend depends on gancho-store"]
        );
        assert_eq!(wrong_dependencies(&manifest("gancho-store", "wire.workspace = true")), [""; 0]);
        let for_tests = "[package]\nname = \"wire\"\n[dev-dependencies]\ntestkit.workspace = true\n";
        assert_eq!(wrong_dependencies(for_tests), [""; 0]);
    }
}
