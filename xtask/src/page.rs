//! The page: built by Trunk into `dist/`, and packed there once for all visitors.
//!
//! The relay's release build embeds `dist/` as it lies, the packed copies included, so that serving a file costs no
//! compression.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};

use crate::{
    pins,
    shell::{run, say, step},
    stamp,
    tools::Tools,
    workspace::Workspace,
};

/// Builds the page, installing what that needs.
pub(crate) fn build(ws: &Workspace) -> Result<()> {
    build_with(ws, &Tools::ready(ws)?)
}

/// Builds the page unless it is there and nothing it is made of has changed.
pub(crate) fn build_with(ws: &Workspace, tools: &Tools) -> Result<()> {
    let dist = ws.dist();
    // In dist/, because Trunk empties that folder first: after a broken build, or after `trunk serve` has put its
    // debug page there, there is no stamp and the page is built anew.
    let mark = dist.join(".stamp");
    let now = sources(ws)?;
    if fs::read_to_string(&mark).is_ok_and(|then| then == now) && dist.join("index.html").is_file() {
        say("The page is up to date");
        return pack(&dist).map(drop);
    }
    step("Building the page", || {
        run(tools.trunk(ws)?.args(["build", "--release"]))?;
        let packed = pack(&dist)?;
        write_whole(&mark, now.as_bytes())?;
        say(&format!("{packed} files of the page packed"));
        Ok(())
    })
}

fn sources(ws: &Workspace) -> Result<String> {
    let sources = pins::page_sources(ws)?;
    let shared = ["Trunk.toml", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml"];
    stamp::of(ws.root(), sources.iter().map(String::as_str).chain(shared))
}

/// Writes `.br` and `.gz` beside each file that packs well, where they are not there yet; returns how many it wrote for.
fn pack(dist: &Path) -> Result<usize> {
    let mut written = 0;
    for file in packable(dist)? {
        let beside = |ending: &str| PathBuf::from(format!("{}.{ending}", file.display()));
        let (br, gz) = (beside("br"), beside("gz"));
        if is_newer(&br, &file) && is_newer(&gz, &file) {
            continue;
        }
        let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        write_whole(&br, &brotli(&content)?)?;
        write_whole(&gz, &gzip(&content)?)?;
        written += 1;
    }
    Ok(written)
}

/// The text and code files of the page, in its subfolders too.
pub(crate) fn packable(dist: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dist).with_context(|| format!("cannot list {}", dist.display()))? {
        let path = entry?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if path.is_dir() {
            found.extend(packable(&path)?);
        } else if matches!(ending, Some("html" | "js" | "css" | "wasm" | "svg")) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    const BUFFER: usize = 64 * 1024;
    const QUALITY: u32 = 11;
    const WINDOW: u32 = 24;
    let mut packer = brotli::CompressorWriter::new(Vec::new(), BUFFER, QUALITY, WINDOW);
    packer.write_all(content).and_then(|()| packer.flush()).context("brotli failed")?;
    Ok(packer.into_inner())
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(content).context("gzip failed")?;
    packer.finish().context("gzip failed")
}

fn is_newer(made: &Path, source: &Path) -> bool {
    let time = |path| fs::metadata(path).and_then(|meta| meta.modified());
    matches!((time(made), time(source)), (Ok(made), Ok(source)) if made >= source)
}

/// Writes a file wholly or not at all: whoever reads it, or is interrupted here, never leaves or finds half of it.
fn write_whole(path: &Path, content: &[u8]) -> Result<()> {
    let part = path.with_added_extension("part");
    fs::write(&part, content)
        .and_then(|()| fs::rename(&part, path))
        .with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_packed_unpacks_to_the_same_bytes() {
        let content = b"<p>the page</p>\n".repeat(1000);
        let mut back = Vec::new();
        brotli::Decompressor::new(&*brotli(&content).unwrap(), 4096).read_to_end(&mut back).unwrap();
        assert_eq!(back, content);

        back.clear();
        flate2::read::GzDecoder::new(&*gzip(&content).unwrap()).read_to_end(&mut back).unwrap();
        assert_eq!(back, content);
    }
}
