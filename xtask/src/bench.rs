//! `bench`: the benchmarks of the relay and of its page, one after the other whatever one says, then
//! one table of all: name, median, aim, limit, verdict. It fails at the end when a limit is not kept.

use std::{
    io::{self, BufRead, BufReader, Write},
    process::Stdio,
};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    browser, page,
    shell::{line, say},
    tools::Tools,
    workspace::Workspace,
};

const ALL: [&str; 7] = ["ingest", "forward", "answer", "wait", "template", "search", "page"];

pub(crate) fn run(ws: &Workspace, args: &[String]) -> Result<()> {
    let Options { quick, chosen } = Options::of(args)?;
    let chromium = if chosen.contains(&"page") {
        let chromium = browser::chromium()?;
        page::build_with(ws, &Tools::ready(ws)?)?;
        Some(chromium)
    } else {
        None
    };
    let mut rows = Vec::new();
    for name in chosen {
        let mut cargo = ws.cargo();
        // With the same features for all, nothing is compiled twice.
        cargo.args(["bench", "--package", "gancho", "--features", "page-tests", "--bench", name]);
        if quick {
            cargo.env("GANCHO_BENCH_QUICK", "1");
        }
        if let Some(chromium) = &chromium {
            cargo.env("GANCHO_CHROMIUM", chromium);
        }
        say(&format!("Benchmark {name}…"));
        let before = rows.len();
        cargo.stdout(Stdio::piped());
        let mut child = cargo.spawn().with_context(|| format!("cannot start `{}`", line(&cargo)))?;
        let output = child.stdout.take().context("its output is ours to read")?;
        for said in BufReader::new(output).lines() {
            let said = said.with_context(|| format!("cannot read what {name} prints"))?;
            match Row::of(&said) {
                Some(row) => rows.push(row),
                None => writeln!(io::stdout(), "{said}")?,
            }
        }
        // It fails where a limit is not kept, which the table says; anything else is another row.
        let well = child.wait()?.success();
        if !well && rows[before..].iter().all(|row| row.verdict() != Verdict::OverTheLimit) {
            rows.push(Row::broken(name));
        }
    }
    writeln!(io::stdout(), "\n{}\n", table(&rows))?;
    let failed = rows.iter().filter(|row| row.verdict().is_failure()).count();
    ensure!(failed == 0, "{failed} of {} figures did not keep their limits", rows.len());
    Ok(())
}

/// What was asked for on the command line.
#[derive(Debug)]
struct Options {
    quick: bool,
    chosen: Vec<&'static str>,
}

impl Options {
    fn of(args: &[String]) -> Result<Self> {
        let (mut quick, mut chosen) = (false, Vec::new());
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--quick" => quick = true,
                "--bench" => {
                    let name = args.next().map_or("", String::as_str);
                    let known = ALL.iter().find(|known| **known == name);
                    chosen.push(*known.with_context(|| format!("--bench takes one of {}", ALL.join(", ")))?);
                }
                other => bail!("`bench` takes --quick and --bench NAME, but was given: {other}"),
            }
        }
        if chosen.is_empty() {
            chosen = ALL.into();
        }
        Ok(Self { quick, chosen })
    }
}

/// A line of the table.
#[derive(Debug, PartialEq)]
struct Row {
    name: String,
    /// `None` when it came to no figure.
    median: Option<f64>,
    unit: String,
    /// True when more is better; the aim; the limit.
    goal: Option<(bool, f64, f64)>,
}

/// How a figure stands to its goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// It has no goal.
    Shown,
    Good,
    /// The limit is kept, the aim is not.
    WithinTheLimit,
    OverTheLimit,
    /// The benchmark ended with an error.
    Broken,
}

impl Verdict {
    fn is_failure(self) -> bool {
        matches!(self, Self::OverTheLimit | Self::Broken)
    }

    fn text(self) -> &'static str {
        match self {
            Self::Shown => "",
            Self::Good => "good",
            Self::WithinTheLimit => "within the limit",
            Self::OverTheLimit => "FAILED",
            Self::Broken => "ENDED WITH AN ERROR",
        }
    }
}

impl Row {
    /// A line as `testkit::Figure` prints it.
    fn of(said: &str) -> Option<Self> {
        let mut fields = said.strip_prefix("figure\t")?.split('\t');
        let name = fields.next()?.to_owned();
        let median = Some(fields.next()?.parse().ok()?);
        let unit = fields.next()?.to_owned();
        let goal = match fields.next() {
            None => None,
            Some(kind) => Some((kind == "at-least", fields.next()?.parse().ok()?, fields.next()?.parse().ok()?)),
        };
        Some(Self { name, median, unit, goal })
    }

    fn broken(name: &str) -> Self {
        Self { name: name.to_owned(), median: None, unit: String::new(), goal: None }
    }

    fn verdict(&self) -> Verdict {
        match (self.median, self.goal) {
            (None, _) => Verdict::Broken,
            (Some(_), None) => Verdict::Shown,
            (Some(median), Some((more, aim, limit))) => {
                let keeps = |bound: f64| if more { median >= bound } else { median <= bound };
                match (keeps(aim), keeps(limit)) {
                    (true, _) => Verdict::Good,
                    (false, true) => Verdict::WithinTheLimit,
                    (false, false) => Verdict::OverTheLimit,
                }
            }
        }
    }
}

fn table(rows: &[Row]) -> String {
    let number = |n: f64| match n.abs() {
        1000.0.. => format!("{n:.0}"),
        10.0.. => format!("{n:.1}"),
        _ => format!("{n:.2}"),
    };
    let sign = |more: bool| if more { "≥" } else { "≤" };
    let mut lines = vec![["name", "median", "aim", "limit", "verdict"].map(str::to_owned)];
    for row in rows {
        let median = row.median.map_or("—".into(), |median| format!("{} {}", number(median), row.unit));
        let bound = |n: f64, more: bool| format!("{} {}", sign(more), number(n));
        let (aim, limit) =
            row.goal.map_or_else(Default::default, |(more, aim, limit)| (bound(aim, more), bound(limit, more)));
        lines.push([row.name.clone(), median.trim_end().into(), aim, limit, row.verdict().text().into()]);
    }
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<_> = (0..5).map(width).collect();
    let text = lines.iter().map(|[name, median, aim, limit, verdict]| {
        format!(
            "{name:<0$}  {median:>1$}  {aim:>2$}  {limit:>3$}  {verdict}",
            widths[0], widths[1], widths[2], widths[3]
        )
    });
    text.map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_figures_are_in_one_table_with_their_verdicts() {
        let said = [
            "figure\tingest, bare handler\t150000.4\t/s",
            "figure\tratio\t0.85\t\tat-least\t0.8\t0.5",
            "figure\tratio, worse\t0.6\t\tat-least\t0.8\t0.5",
            "figure\tsearch\t120.04\tms\tat-most\t100\t100",
        ];
        let mut rows: Vec<_> = said.iter().filter_map(|said| Row::of(said)).collect();
        assert_eq!(Row::of("round 1: 7 ms"), None);
        assert_eq!(Row::of("figure\tx"), None);
        rows.push(Row::broken("page"));
        let expected = [
            "name                     median     aim    limit  verdict",
            "ingest, bare handler  150000 /s",
            "ratio                      0.85  ≥ 0.80   ≥ 0.50  good",
            "ratio, worse               0.60  ≥ 0.80   ≥ 0.50  within the limit",
            "search                 120.0 ms  ≤ 100.0  ≤ 100.0  FAILED",
            "page                          —                   ENDED WITH AN ERROR",
        ];
        let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let table = table(&rows);
        assert_eq!(table.lines().map(squeezed).collect::<Vec<_>>(), expected.map(squeezed));
        assert_eq!(rows.iter().filter(|row| row.verdict().is_failure()).count(), 2);
    }

    #[test]
    fn options_are_understood_or_refused() {
        let of = |args: &[&str]| Options::of(&args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&[]).unwrap().chosen, ALL);
        let quick = of(&["--bench", "search", "--quick"]).unwrap();
        assert!(quick.quick && quick.chosen == ["search"]);
        assert!(of(&["--bench"]).is_err() && of(&["--bench", "x"]).is_err() && of(&["search"]).is_err());
    }
}
