//! `bench`: the benchmarks of the relay and of its page. Each prints medians, and fails below its own limit.

use anyhow::Result;

use crate::{browser, page, shell, tools::Tools, workspace::Workspace};

pub(crate) fn run(ws: &Workspace, args: &[String]) -> Result<()> {
    let (chromium, tools) = (browser::chromium()?, Tools::ready(ws)?);
    page::build_with(ws, &tools)?;
    let all = ["--bench", "ingest", "--bench", "search", "--bench", "page"].map(str::to_owned);
    let chosen = if args.is_empty() { &all[..] } else { args };
    let mut cargo = ws.cargo();
    cargo.args(["bench", "--package", "gancho", "--features", "page-tests"]).args(chosen);
    shell::run(cargo.env("GANCHO_CHROMIUM", &chromium))
}
