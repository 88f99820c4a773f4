//! `check`: what a reviewer should not have to say. Every warning is an error here.

use std::fs;

use anyhow::{Context, Result};

use crate::{
    layers,
    shell::{self, on_path, say, step},
    toolchain,
    workspace::Workspace,
};

pub(crate) fn run(ws: &Workspace) -> Result<()> {
    toolchain::component(ws, "rustfmt", "fmt")?;
    toolchain::component(ws, "clippy", "clippy")?;
    toolchain::wasm_target(ws)?;
    step("Format", || {
        // rustfmt does not follow modules that a macro declares, as those of the providers are: it gets their files.
        let folder = ws.path("crates/providers/src");
        let entries = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
        shell::run(ws.cargo().args(["fmt", "--all", "--check", "--"]).args(files))
    })?;
    step("Layers", || layers::check(ws))?;
    let strict = ["--", "--deny", "warnings"];
    step("Lints", || {
        shell::run(ws.cargo().args(["clippy", "--workspace", "--all-targets", "--all-features"]).args(strict))
    })?;
    // What only exists in the browser is behind `cfg(target_arch = "wasm32")` and unseen by the run above.
    step("Lints of the page", || {
        let packages =
            ["--package", "frontend", "--package", "codegen", "--package", "page-worker", "--target", toolchain::WASM];
        shell::run(ws.cargo().arg("clippy").args(packages).args(strict))
    })?;
    step("Documentation", || {
        shell::run(ws.cargo().args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "--deny warnings"))
    })?;
    dependencies(ws)
}

/// Licenses and origins of what is built in (deny.toml). Advisories are fetched, which is the GitHub workflow's.
fn dependencies(ws: &Workspace) -> Result<()> {
    if on_path("cargo-deny").next().is_none() {
        say(
            "NOT CHECKED: licenses and origins of the dependencies: there is no cargo-deny (cargo install --locked cargo-deny)",
        );
        return Ok(());
    }
    step("Dependencies", || shell::run(ws.cargo().args(["deny", "check", "bans", "licenses", "sources"])))
}
