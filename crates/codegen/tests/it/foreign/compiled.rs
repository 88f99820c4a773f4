//! Everything here that is written in Rust, compiled into one program: it runs the one whose name it is given. One, because
//! most of the time goes into what they depend on.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use testkit::foreign::{folder, lock, run, write};

use super::{receivers, snippets};

/// The program. Its parts are those of [`receivers`] and [`snippets`].
pub(super) fn compiled() -> &'static Path {
    static COMPILED: OnceLock<PathBuf> = OnceLock::new();
    COMPILED.get_or_init(|| compile(&[receivers::in_rust(), snippets::in_rust()].concat()))
}

/// Each program says in comments at its head what it depends on; a warning is an error.
fn compile(programs: &[(String, String)]) -> PathBuf {
    let folder = folder("rust");
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
        "[package]\nname = \"rust\"\nedition = \"2024\"\n\n[dependencies]\n{}\n\n[profile.dev]\ndebug = false\n\n[workspace]\n",
        dependencies.join("\n")
    );
    let manifest = write(folder.join("Cargo.toml"), &manifest);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = folder.join("target");
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--manifest-path"]).arg(manifest).arg("--target-dir").arg(&target);
    run(build.env_remove("CARGO_BUILD_TARGET")).unwrap_or_else(|why| panic!("{why}"));
    target.join("debug").join(format!("rust{}", std::env::consts::EXE_SUFFIX))
}
