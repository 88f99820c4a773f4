//! The repository's tasks, as `cargo xtask <task>`: one file a task.
//!
//! Cargo runs this from any folder of the workspace. What a task needs and the machine lacks is installed once, into a
//! cache outside the repository ([`tools`]); what it built and nothing has changed since is not built again ([`page`]).

mod bench;
mod browser;
mod cache;
mod checks;
mod demo;
mod dev;
mod layers;
mod page;
mod pins;
mod shell;
mod size;
mod stamp;
mod test;
mod toolchain;
mod tools;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};
use workspace::Workspace;

const HELP: &str = "\
cargo xtask <task>

  demo     build everything, start the relay, open its page   [--no-open] [gancho serve's own options]
  dev      the page with reload on change (trunk serve); run the relay beside it: cargo run
  page     build the page into dist/, which the relay's release build embeds
  test     every test: native, then the real page in Chromium [--native | --page] [-- names to run]
  check    format, layers, lints (native and wasm32) and documentation, warnings refused
  size     what a visitor downloads, against its limits
  ci       check, test, size
  bench    every benchmark of relay and page, and a table     [--quick] [--bench ingest | template | search | page]

GANCHO_TOOLS   the folder of the tools that xtask installs    (default: gancho/tools in your cache folder; what tests
               install is in its `tests`, by default gancho/tests)
CHROMIUM       the browser of the page's tests                (default: found on PATH)
";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let task = args.next();
    match dispatch(task.as_deref(), args.collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(task: Option<&str>, args: Vec<String>) -> Result<()> {
    let Some(task) = task else {
        eprint!("{HELP}");
        return Ok(());
    };
    if matches!(task, "help" | "-h" | "--help") || args.first().is_some_and(|arg| arg == "--help" || arg == "-h") {
        eprint!("{HELP}");
        return Ok(());
    }
    let ws = Workspace::find()?;
    match task {
        "demo" => demo::run(&ws, &args),
        "dev" => dev::run(&ws, &args),
        "test" => test::run(&ws, &args),
        "bench" => bench::run(&ws, &args),
        // Run by `demo`, not by people.
        demo::ANNOUNCE => demo::announce(&args),
        "page" | "check" | "size" | "ci" if !args.is_empty() => {
            bail!("`{task}` takes no arguments, but was given: {}", args.join(" "))
        }
        "page" => page::build(&ws),
        "check" => checks::run(&ws),
        "size" => size::run(&ws),
        "ci" => {
            checks::run(&ws)?;
            test::run(&ws, &[])?;
            size::run(&ws)
        }
        unknown => bail!("there is no task `{unknown}`. The tasks are: demo, dev, page, test, check, size, ci, bench"),
    }
}
