//! Embeds the page: every file of `dist`, when there is one, becomes part of the binary.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    // Asked for when it runs: what it was compiled in may have been another clone, whose page is another.
    let here = env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| io::Error::other("cargo sets CARGO_MANIFEST_DIR"))?;
    let root = Path::new(&here).join("..").join("dist");
    // Made when missing: cargo would build the relay anew each time for a path that is not there.
    fs::create_dir_all(&root)?;
    println!("cargo:rerun-if-changed={}", root.display());
    println!("cargo:rerun-if-changed=build.rs");
    let mut files = String::from("static FILES: &[(&str, &[u8])] = &[\n");
    if root.join("index.html").is_file() {
        for entry in fs::read_dir(&root)? {
            let path = entry?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            // Hidden files are the build's own marks.
            if path.is_file() && !name.starts_with('.') {
                println!("cargo:rerun-if-changed={}", path.display());
                writeln!(files, "    ({name:?}, include_bytes!({:?})),", path.display().to_string())
                    .map_err(io::Error::other)?;
            }
        }
    }
    files.push_str("];\n");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("page.rs"), files)
}
