//! The Rust toolchain the workspace is built with, and the parts of it that may be missing.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};

use crate::{
    shell::{ask, on_path, run, say},
    workspace::Workspace,
};

/// What Rust calls the browser.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The toolchain's own folder, whoever chose it: rust-toolchain.toml, `cargo +name`, or a distribution.
pub(crate) fn sysroot(ws: &Workspace) -> Result<PathBuf> {
    ask(Command::new("rustc").args(["--print", "sysroot"]).current_dir(ws.root())).map(PathBuf::from).context(
        "`rustc --print sysroot` failed. If rustup says that the toolchain is missing, run: rustup toolchain install",
    )
}

/// Makes sure that Rust can compile for the browser.
pub(crate) fn wasm_target(ws: &Workspace) -> Result<()> {
    let library = sysroot(ws)?.join("lib/rustlib").join(WASM).join("lib");
    if library.is_dir() {
        return Ok(());
    }
    if on_path("rustup").next().is_none() {
        bail!(
            "this Rust cannot compile for the browser: {} is missing, and there is no rustup to add it. \
             Install Rust with rustup, or your distribution's package of the {WASM} standard library \
             (Debian: libstd-rust-dev-wasm32)",
            library.display()
        );
    }
    say("Adding Rust's standard library for the browser (about 20 MB, once)");
    run(Command::new("rustup").args(["target", "add", WASM]).current_dir(ws.root()))
}

/// Makes sure that a part of the toolchain which minimal installs leave out (`clippy`, `rustfmt`) is there.
pub(crate) fn component(ws: &Workspace, name: &str, subcommand: &str) -> Result<()> {
    if ask(ws.cargo().args([subcommand, "--version"])).is_some() {
        return Ok(());
    }
    if on_path("rustup").next().is_none() {
        bail!("`cargo {subcommand}` is missing: install your distribution's package of {name}, or Rust with rustup");
    }
    say(&format!("Adding {name} to the Rust toolchain (once)"));
    run(Command::new("rustup").args(["component", "add", name]).current_dir(ws.root()))
}
