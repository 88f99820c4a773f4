//! Browsers: the Chromium that the page's tests drive, and the one a person uses.

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::shell::{ask, on_path, run, say};

const NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// Where macOS and Windows keep browsers, which they do not put on PATH.
const PLACES: [&str; 4] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
];

/// Finds Chromium for the tests; on Debian, installs it where that needs no password.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM").filter(|value| !value.is_empty()) {
        let file = PathBuf::from(&named);
        return match on_path(&named.to_string_lossy()).next() {
            _ if file.is_file() => Ok(file),
            Some(found) => Ok(found),
            None => bail!("CHROMIUM names no program: {}", file.display()),
        };
    }
    if let Some(found) = find() {
        return Ok(found);
    }
    if let Some(apt) = apt() {
        say("No Chromium on this machine. The page's tests run in one: installing Debian's (once)");
        run(Command::new(apt[0]).args(&apt[1..]).arg("update"))?;
        run(Command::new(apt[0])
            .args(&apt[1..])
            .args(["install", "--yes", "--no-install-recommends", "chromium"])
            .env("DEBIAN_FRONTEND", "noninteractive"))?;
    }
    find().context(
        "the page's tests need Chromium or Google Chrome, and none was found. Install one (Debian: apt-get install \
         chromium), or name its program in the variable CHROMIUM. `cargo xtask test --native` runs without",
    )
}

fn find() -> Option<PathBuf> {
    NAMES.into_iter().flat_map(on_path).chain(PLACES.map(PathBuf::from)).find(|file| file.is_file())
}

/// apt-get, where the system is Debian and we may use it without being asked. (Ubuntu's `chromium` is only a pointer to
/// a snap, which tests cannot drive everywhere.)
fn apt() -> Option<Vec<&'static str>> {
    let system = fs::read_to_string("/etc/os-release").ok()?;
    if !system.lines().any(|line| line == "ID=debian") {
        return None;
    }
    if ask(Command::new("id").arg("-u")).as_deref() == Some("0") {
        return Some(vec!["apt-get"]);
    }
    ask(Command::new("sudo").args(["-n", "true"])).map(|_| vec!["sudo", "-n", "apt-get"])
}

/// Shows a page to the person at this machine. Says whether there was a way to.
pub(crate) fn open(url: &str) -> bool {
    let mut opener = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut start = Command::new("cmd");
        start.args(["/C", "start", ""]);
        start
    } else if ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
    {
        Command::new("xdg-open")
    } else {
        return false;
    };
    // Not waited for: some openers stay as long as the browser does.
    opener.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().is_ok()
}
