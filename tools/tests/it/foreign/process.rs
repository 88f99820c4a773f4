//! Programs of other languages: run to their end, or for as long as a test needs them.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::exchange::PATIENCE;
use super::installed::{folder, lock, run};

/// How often a condition is looked at again.
const AGAIN: Duration = Duration::from_millis(20);

/// A server, until it is dropped.
pub(super) struct Served {
    pub at: SocketAddr,
    child: Child,
}

impl Served {
    /// Starts a program that listens on the port it finds in `PORT`. It listens when [`ready`](Self::ready) returns.
    pub(super) fn start(mut command: Command) -> Self {
        // Nobody else here asks the system for a port and gives it away again.
        let at = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        command.env("PORT", at.port().to_string()).stdin(Stdio::null()).stdout(Stdio::null());
        let child = command.stderr(Stdio::piped()).spawn().unwrap();
        Self { at, child }
    }

    pub(super) fn ready(&mut self) {
        let until = Instant::now() + PATIENCE;
        while TcpStream::connect(self.at).is_err() {
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("it ended instead of listening ({status}): {}", self.said());
            }
            assert!(Instant::now() < until, "it does not listen");
            thread::sleep(AGAIN);
        }
    }

    fn said(&mut self) -> String {
        let mut said = String::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            let _ = std::io::Read::read_to_string(&mut stderr, &mut said);
        }
        said
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Writes a file unless it says so already: what was compiled of it need not be compiled again.
pub(super) fn write(path: PathBuf, text: &str) -> PathBuf {
    if fs::read_to_string(&path).is_ok_and(|then| then == text) {
        return path;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    path
}

/// Compiles Rust programs into one, which runs the one whose name it is given first. Each program says in comments at its
/// head what it depends on; a warning is an error.
pub(super) fn compile(package: &str, programs: &[(String, String)]) -> PathBuf {
    let folder = folder(package);
    let _lock = lock(&folder);
    let mut dependencies: Vec<&str> = Vec::new();
    let mut main = String::from("#![deny(warnings)]\n");
    let mut arms = String::new();
    for (name, program) in programs {
        let comments = program.lines().filter_map(|line| line.strip_prefix("// "));
        dependencies.extend(comments.filter(|line| line.contains(" = \"") || line.contains(" = { ")));
        let public = program.replacen("fn main()", "pub fn main()", 1).replacen("async pub fn", "pub async fn", 1);
        write(folder.join("src").join(format!("{name}.rs")), &public);
        main += &format!("mod {name};\n");
        arms += &format!("        Some(\"{name}\") => drop({name}::main()),\n");
    }
    main += &format!(
        "fn main() {{\n    match std::env::args().nth(1).as_deref() {{\n{arms}        _ => panic!(\"which?\"),\n    }}\n}}\n"
    );
    write(folder.join("src/main.rs"), &main);
    dependencies.sort_unstable();
    dependencies.dedup();
    let manifest = format!(
        "[package]\nname = \"{package}\"\nedition = \"2024\"\n\n[dependencies]\n{}\n\n[profile.dev]\ndebug = false\n\n[workspace]\n",
        dependencies.join("\n")
    );
    let manifest = write(folder.join("Cargo.toml"), &manifest);
    // The compiled parts that two packages share are compiled once.
    let target = folder.parent().unwrap().join("target");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = run(Command::new(cargo)
        .args(["build", "--quiet", "--manifest-path"])
        .arg(manifest)
        .arg("--target-dir")
        .arg(&target));
    built.unwrap_or_else(|why| panic!("{why}"));
    target.join("debug").join(Path::new(package).with_extension(std::env::consts::EXE_EXTENSION))
}
