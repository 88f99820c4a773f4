//! The two tools that turn Rust into a page: Trunk, which bundles it, and wasm-bindgen's command, which Trunk runs.
//!
//! Taken from PATH when the versions there are the pinned ones, else from a cache folder, else built into it. They run
//! for less than a second a build, so they are compiled for a short compile time, not for speed: 3½ minutes on two
//! cores instead of more than 10.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    cache::Cache,
    pins,
    shell::{ask, on_path, path_with, run, say, step},
    toolchain,
    workspace::Workspace,
};

/// The tools, found or installed.
pub(crate) struct Tools {
    trunk: PathBuf,
    wasm_bindgen: PathBuf,
}

/// One tool, as its package and its binary are called.
struct Tool {
    package: &'static str,
    binary: &'static str,
    version: String,
    /// Whether the package builds with the dependency versions it was published with.
    locked: bool,
    why: &'static str,
    time: &'static str,
}

impl Tools {
    /// Finds the tools, and what Rust itself needs to compile for the browser, and installs what is missing.
    pub(crate) fn ready(ws: &Workspace) -> Result<Self> {
        toolchain::wasm_target(ws)?;
        let trunk = Tool {
            package: "trunk",
            binary: "trunk",
            version: pins::trunk(ws)?,
            locked: true,
            why: "bundles the page",
            time: "2 to 3 minutes",
        };
        let wasm_bindgen = Tool {
            package: "wasm-bindgen-cli",
            binary: "wasm-bindgen",
            version: pins::wasm_bindgen(ws)?,
            locked: false, // its published lock file does not build
            why: "ties the compiled page to the browser's functions; of the very version that Cargo.toml pins",
            time: "about a minute",
        };
        let cache = Cache::find()?;
        if let (Some(trunk), Some(wasm_bindgen)) = (trunk.find(&cache), wasm_bindgen.find(&cache)) {
            return Ok(Self { trunk, wasm_bindgen });
        }
        let _lock = cache.lock()?;
        // Looked for again under the lock: who held it before us may have installed them.
        let get = |tool: &Tool| tool.find(&cache).map_or_else(|| tool.install(ws, &cache), Ok);
        let tools = Self { trunk: get(&trunk)?, wasm_bindgen: get(&wasm_bindgen)? };
        cache.remove_build()?;
        Ok(tools)
    }

    /// Trunk, with the matching wasm-bindgen where it looks for it: then it downloads nothing.
    pub(crate) fn trunk(&self, ws: &Workspace) -> Result<Command> {
        let mut trunk = Command::new(&self.trunk);
        trunk.current_dir(ws.root()).env("PATH", self.path()?);
        // RUST_LOG is meant for the relay. And Trunk stops at NO_COLOR=1, the usual form of that variable.
        trunk.env_remove("RUST_LOG").env_remove("NO_COLOR");
        trunk.env("TRUNK_SKIP_VERSION_CHECK", "true");
        if env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
            trunk.env("TRUNK_COLOR", "never");
        }
        Ok(trunk)
    }

    /// Where Trunk is, for tests that run it themselves.
    pub(crate) fn trunk_path(&self) -> &Path {
        &self.trunk
    }

    /// Runs tests that were compiled for the browser. It comes with wasm-bindgen's command and must be of its version;
    /// None: somebody installed that without it.
    pub(crate) fn wasm_test_runner(&self) -> Option<PathBuf> {
        let runner = format!("wasm-bindgen-test-runner{}", env::consts::EXE_SUFFIX);
        Some(self.wasm_bindgen.with_file_name(runner)).filter(|file| file.is_file())
    }

    /// PATH with the tools in front; wasm-bindgen first, since Trunk is called by its full path.
    pub(crate) fn path(&self) -> Result<impl AsRef<OsStr>> {
        path_with([&self.wasm_bindgen, &self.trunk].into_iter().filter_map(|tool| tool.parent()))
    }
}

impl Tool {
    fn find(&self, cache: &Cache) -> Option<PathBuf> {
        let cached = cache.bin().join(format!("{}{}", self.binary, env::consts::EXE_SUFFIX));
        on_path(self.binary).chain([cached]).find(|file| self.is_right(file))
    }

    fn is_right(&self, file: &Path) -> bool {
        ask(Command::new(file).arg("--version")).as_deref().and_then(version) == Some(&*self.version)
    }

    fn install(&self, ws: &Workspace, cache: &Cache) -> Result<PathBuf> {
        let Self { package, version, why, time, .. } = self;
        say(&format!("{package} {version} is not installed. It {why}."));
        say(&format!("It is built into {}, once: {time} on two cores.", cache.folder().display()));
        step(&format!("Installing {package} {version}"), || {
            if self.binstall(cache) {
                return Ok(());
            }
            run(&mut self.cargo_install(ws, cache)?)
        })?;
        self.find(cache).with_context(|| {
            format!("{package} {version} was installed into {}, but does not run there", cache.folder().display())
        })
    }

    /// Fetches a ready-made binary where the user has cargo-binstall; whether it came is judged by the binary alone.
    fn binstall(&self, cache: &Cache) -> bool {
        if on_path("cargo-binstall").next().is_none() {
            return false;
        }
        let fetched = run(Command::new("cargo-binstall")
            .args(["--no-confirm", "--force", "--disable-strategies", "compile", "--root"])
            .arg(cache.folder())
            .arg(format!("{}@{}", self.package, self.version))
            .current_dir(cache.folder()));
        if fetched.is_err() {
            say("cargo-binstall has no binary for this machine: building it instead");
        }
        fetched.is_ok() && self.find(cache).is_some()
    }

    fn cargo_install(&self, ws: &Workspace, cache: &Cache) -> Result<Command> {
        // The workspace's compiler by its own path, from a folder outside the workspace: neither rust-toolchain.toml nor
        // .cargo/config.toml, here or where the cache lies, has a say in how the tools are built.
        let bin = toolchain::sysroot(ws)?.join("bin");
        let cargo = bin.join(format!("cargo{}", env::consts::EXE_SUFFIX));
        let mut install = Command::new(if cargo.is_file() { cargo.as_os_str() } else { OsStr::new("cargo") });
        install
            .current_dir(cache.folder())
            .env("PATH", path_with([&*bin])?)
            .env("CARGO_TARGET_DIR", cache.build())
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
            .env("CARGO_PROFILE_RELEASE_PANIC", "abort")
            .env_remove("CARGO_BUILD_TARGET")
            // `--force`: Cargo's own list may name a binary that is gone or of another toolchain.
            .args(["install", "--force", "--no-default-features", "--root"])
            .arg(cache.folder())
            .arg(format!("{}@{}", self.package, self.version));
        if self.locked {
            install.arg("--locked");
        }
        Ok(install)
    }
}

/// The version in what a tool answers to `--version`: `trunk 0.21.14`, `wasm-bindgen 0.2.129 (27c7a4d06)`.
fn version(answer: &str) -> Option<&str> {
    answer.lines().next()?.split_whitespace().nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_second_word() {
        assert_eq!(version("trunk 0.21.14"), Some("0.21.14"));
        assert_eq!(version("wasm-bindgen 0.2.129 (27c7a4d06)"), Some("0.2.129"));
        assert_eq!(version(""), None);
    }
}
