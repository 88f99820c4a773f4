//! `test`: every test of the repository, in two parts.
//!
//! **Native**: the relay, the shared crates, xtask, and the page's state, which is plain Rust; of `codegen` and
//! `page-worker` also the tests with other languages and the providers' own libraries, behind the feature `foreign-tests`
//! because they install what they need.
//! **Page**: the crates that run in the page's worker, compiled for it, in Node; then the real page, built as for release, against the real relay in Chromium: the relay's test target `page`,
//! behind the feature `page-tests` because it needs what only xtask provides: Chromium in `GANCHO_CHROMIUM`, Trunk in
//! `GANCHO_TRUNK` with its wasm-bindgen on PATH, and the page in dist/.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    browser, page,
    shell::{line, on_path, say, step, took},
    toolchain,
    tools::Tools,
    workspace::Workspace,
};

pub(crate) fn run(ws: &Workspace, args: &[String]) -> Result<()> {
    let (options, names) = match args.iter().position(|arg| arg == "--") {
        Some(at) => (&args[..at], &args[at + 1..]),
        None => (args, &args[args.len()..]),
    };
    let (native, page) = match options {
        [] => (true, true),
        [one] if one == "--native" => (true, false),
        [one] if one == "--page" => (false, true),
        _ => bail!(
            "`test` takes --native or --page, then `--` and what to pass to the tests, but was given: {}",
            options.join(" ")
        ),
    };

    let start = Instant::now();
    // What cannot be installed is said before anything is compiled.
    let browser = if page { Some((browser::chromium()?, Tools::ready(ws)?)) } else { None };
    let mut tally = Tally::default();
    if native {
        step("Native tests", || {
            let mut cargo = ws.cargo();
            cargo.args([
                "test",
                "--workspace",
                "--no-fail-fast",
                "--features",
                "codegen/foreign-tests,page-worker/foreign-tests",
            ]);
            test(&mut cargo, names, &mut tally)
        })?;
    }
    if let Some((chromium, tools)) = browser {
        wasm(ws, &tools, names, &mut tally)?;
        page::build_with(ws, &tools)?;
        step("Tests of the page in Chromium", || {
            // `--workspace`, though the target is one package's: with the same features everywhere, what the native
            // tests compiled is used again.
            let target = ["--features", "gancho/page-tests", "--test", "page"];
            let mut cargo = ws.cargo();
            cargo.args(["test", "--workspace"]).args(target);
            // They wait for pages and pauses more than they compute: on two cores, four at a time
            // take half as long.
            if env::var_os("RUST_TEST_THREADS").is_none() {
                cargo.env("RUST_TEST_THREADS", "4");
            }
            cargo.env("GANCHO_CHROMIUM", &chromium).env("GANCHO_TRUNK", tools.trunk_path()).env("PATH", tools.path()?);
            test(&mut cargo, names, &mut tally)
        })?;
    }
    ensure!(tally.suites > 0, "no test suite ran");
    say(&format!("All tests passed: {tally} in {}", took(start.elapsed())));
    Ok(())
}

/// The tests of what runs in the page's worker, compiled as it is there.
fn wasm(ws: &Workspace, tools: &Tools, names: &[String], tally: &mut Tally) -> Result<()> {
    let runner = match (tools.wasm_test_runner(), on_path("node").next()) {
        (Some(runner), Some(_)) => runner,
        (runner, _) => {
            let missing = if runner.is_some() { "node" } else { "wasm-bindgen-test-runner" };
            ensure!(env::var_os("CI").is_none(), "the tests in wasm need {missing}, which is not on PATH");
            say(&format!("NOT TESTED: decode, providers, codegen and page-worker in wasm: there is no {missing}"));
            return Ok(());
        }
    };
    step("Tests in wasm", || {
        let packages = ["decode", "providers", "codegen", "page-worker"];
        let packages = packages.iter().flat_map(|package| ["--package", package]);
        let mut cargo = ws.cargo();
        cargo.args(["test", "--target", toolchain::WASM]).args(packages).args(["--lib", "--test", "it"]);
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner);
        test(&mut cargo, names, tally)
    })
}

/// Runs `cargo test`, shows what it prints as it comes, and counts what its suites report.
fn test(cargo: &mut Command, names: &[String], tally: &mut Tally) -> Result<()> {
    if !names.is_empty() {
        cargo.arg("--").args(names);
    }
    let mut child = cargo.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start `{}`", line(cargo)))?;
    let mut output = BufReader::new(child.stdout.take().context("cargo's output is not there")?);
    let mut shown = std::io::stdout().lock();
    let mut text = Vec::new();
    while output.read_until(b'\n', &mut text).context("cannot read cargo's output")? > 0 {
        shown.write_all(&text).and_then(|()| shown.flush()).context("cannot show cargo's output")?;
        tally.read(&String::from_utf8_lossy(&text));
        text.clear();
    }
    let status = child.wait().context("cannot wait for cargo")?;
    ensure!(status.success(), "`{}` failed ({status}): {tally}", line(cargo));
    Ok(())
}

/// The closing lines of all suites, added up.
#[derive(Default)]
struct Tally {
    suites: u32,
    passed: u32,
    failed: u32,
    ignored: u32,
}

impl Tally {
    /// Reads one line: `test result: ok. 5 passed; 0 failed; 1 ignored; …`.
    fn read(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else {
            return;
        };
        let counts = result.split_once(". ").map_or("", |(_verdict, counts)| counts);
        self.suites += 1;
        for count in counts.split(';') {
            let Some((number, what)) = count.trim().split_once(' ') else {
                continue;
            };
            let number = number.parse().unwrap_or(0);
            match what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { suites, passed, failed, ignored } = self;
        write!(f, "{passed} passed, {failed} failed, {ignored} ignored in {suites} suites")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suites_are_added_up() {
        let mut tally = Tally::default();
        for line in [
            "running 6 tests\n",
            "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.00s\n",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.50s\n",
        ] {
            tally.read(line);
        }
        assert_eq!(tally.to_string(), "6 passed, 2 failed, 1 ignored in 2 suites");
    }
}
