//! `size`: what a visitor of the page downloads, and whether that is still within the limits.

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{page, shell::say, workspace::Workspace};

/// What a kind of file may weigh in all, packed with brotli, in bytes.
struct Limit {
    /// How its name begins, and ends.
    beginning: &'static str,
    ending: &'static str,
    what: &'static str,
    aim: u64,
    most: u64,
}

/// The page, and its worker, which is fetched with the first question to it. The page's limit was 350 KB until it showed
/// deliveries, searched in bodies and had the filter's chips, and 480 until senders were answered by hand in it, and it
/// followed forwarding, tunnels and Telegram: each component of Yew's is some 2 KB, and there are eighty. The worker reads bodies as the relay does: the charsets' tables, brotli's dictionary and zstd are 212 KB of what
/// it weighs.
const LIMITS: [Limit; 3] = [
    Limit { beginning: "frontend", ending: "_bg.wasm", what: "wasm", aim: 300_000, most: 520_000 },
    Limit { beginning: "frontend", ending: ".js", what: "glue JS", aim: 10_000, most: 15_000 },
    Limit { beginning: "page-worker", ending: ".wasm", what: "wasm of the worker", aim: 350_000, most: 380_000 },
];

/// One file of the page: as it is, and packed.
struct Weight {
    file: PathBuf,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

pub(crate) fn run(ws: &Workspace) -> Result<()> {
    page::build(ws)?;
    let weights = page::packable(&ws.dist())?.into_iter().map(weigh).collect::<Result<Vec<_>>>()?;
    std::io::stdout().write_all(table(&ws.dist(), &weights).as_bytes()).context("cannot print the table")?;
    judge(&weights)
}

fn weigh(file: PathBuf) -> Result<Weight> {
    let bytes = |path: &Path| {
        fs::metadata(path).map(|meta| meta.len()).with_context(|| format!("cannot measure {}", path.display()))
    };
    let packed = |ending| bytes(&file.with_added_extension(ending));
    Ok(Weight { raw: bytes(&file)?, gzip: packed("gz")?, brotli: packed("br")?, file })
}

fn table(dist: &Path, weights: &[Weight]) -> String {
    let mut table = format!("{:<44} {:>9} {:>9} {:>9}\n", "KB = 1000 bytes", "raw", "gzip", "brotli");
    let mut row = |name: &str, raw, gzip, brotli| {
        let _ = writeln!(table, "{name:<44} {:>9} {:>9} {:>9}", kb(raw), kb(gzip), kb(brotli));
    };
    for weight in weights {
        let name = weight.file.strip_prefix(dist).unwrap_or(&weight.file).to_string_lossy();
        row(&name, weight.raw, weight.gzip, weight.brotli);
    }
    let sum = |of: fn(&Weight) -> u64| weights.iter().map(of).sum::<u64>();
    row("in all", sum(|w| w.raw), sum(|w| w.gzip), sum(|w| w.brotli));
    for limit in &LIMITS {
        let _ = writeln!(
            table,
            "{}: {} KB of brotli; aim {} KB, limit {} KB",
            limit.what,
            kb(limit.weight(weights)),
            limit.aim / 1000,
            limit.most / 1000
        );
    }
    table
}

fn judge(weights: &[Weight]) -> Result<()> {
    for limit in &LIMITS {
        let weight = limit.weight(weights);
        if weight > limit.most {
            bail!(
                "the page's {} weighs {} KB packed, and the limit is {} KB. What grew it? docs/page.md, \"Size\", says how to look",
                limit.what,
                kb(weight),
                limit.most / 1000
            );
        }
        if weight > limit.aim {
            say(&format!("{} is above its aim: {} KB, not {} KB", limit.what, kb(weight), limit.aim / 1000));
        }
    }
    Ok(())
}

impl Limit {
    fn weight(&self, weights: &[Weight]) -> u64 {
        let is_ours = |file: &Path| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(self.beginning) && name.ends_with(self.ending)
        };
        let ours = weights.iter().filter(|weight| is_ours(&weight.file));
        ours.map(|weight| weight.brotli).sum()
    }
}

fn kb(bytes: u64) -> String {
    format!("{}.{}", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(wasm: u64, js: u64) -> Vec<Weight> {
        let weight = |file: &str, brotli| Weight { file: file.into(), raw: 4 * brotli, gzip: 2 * brotli, brotli };
        vec![weight("frontend-1_bg.wasm", wasm), weight("frontend-1.js", js), weight("index.html", 900_000)]
    }

    #[test]
    fn above_the_limit_it_fails_and_says_which() {
        let most = LIMITS[0].most;
        assert!(judge(&page(most, 15_000)).is_ok());
        assert!(judge(&page(most + 1, 0)).unwrap_err().to_string().contains("wasm"));
        assert!(judge(&page(0, 15_001)).unwrap_err().to_string().contains("glue JS"));
    }

    #[test]
    fn the_table_names_every_file_and_the_limits() {
        let table = table(Path::new("dist"), &page(66_000, 5_400));
        for text in ["frontend-1_bg.wasm", "264.0", "66.0", "limit 520 KB", "in all"] {
            assert!(table.contains(text), "{text} in\n{table}");
        }
    }
}
