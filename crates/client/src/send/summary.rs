//! Figures of what was sent, while it is sent and at the end.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::time::Duration;

use measure::Quantiles;

/// Whether it is shown how far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// In a line that is redrawn: on a terminal where nothing else is printed.
    Redrawn,
    /// Not at all.
    Silent,
}

impl Progress {
    pub(super) fn draw(self, summary: &Summary, times: u32, to: &mut (dyn Write + Send)) {
        if self == Self::Redrawn {
            let (sent, failed) = (summary.sent(), summary.failed());
            // Nobody looks, when it is closed.
            let _ = write!(to, "\r{sent}/{times} sent, {failed} failed\x1b[K").and_then(|()| to.flush());
        }
    }

    pub(super) fn clear(self, to: &mut (dyn Write + Send)) {
        if self == Self::Redrawn {
            let _ = write!(to, "\r\x1b[K");
        }
    }
}

/// What became of all of them.
#[derive(Debug, Default)]
pub(super) struct Summary {
    /// Times of the answers, in ms.
    ms: Vec<f64>,
    /// How often each status, or reason, stands for a failure.
    failures: BTreeMap<String, usize>,
    well: usize,
}

impl Summary {
    /// Adds a status, or why there was none.
    pub(super) fn add(&mut self, answer: Result<u16, String>, took: Duration) {
        if answer.is_ok() {
            self.ms.push(took.as_secs_f64() * 1000.0);
        }
        match answer {
            Ok(200..=299) => self.well += 1,
            Ok(status) => *self.failures.entry(status.to_string()).or_default() += 1,
            Err(why) => *self.failures.entry(why).or_default() += 1,
        }
    }

    pub(super) fn sent(&self) -> usize {
        self.well + self.failed()
    }

    pub(super) fn failed(&self) -> usize {
        self.failures.values().sum()
    }

    pub(super) fn is_well(&self) -> bool {
        self.failures.is_empty()
    }

    /// The figures in a few lines.
    pub(super) fn text(&self, took: Duration) -> String {
        let (sent, failed, seconds) = (self.sent(), self.failed(), took.as_secs_f64());
        let rate = sent as f64 / seconds.max(0.001);
        let mut text = format!("{sent} sent in {seconds:.1} s ({rate:.1}/s), {failed} failed");
        if let Some(least) = self.ms.iter().copied().min_by(f64::total_cmp) {
            let _ = write!(text, "\nAnswered after: min {least:.1} ms");
            let Quantiles { p50, p95, max, .. } = Quantiles::of(self.ms.iter().copied());
            for (name, ms) in [("p50", p50), ("p95", p95), ("max", max)] {
                // Few say nothing.
                let _ = match ms {
                    Some(ms) => write!(text, ", {name} {ms:.1} ms"),
                    None => write!(text, ", {name} \u{2014}"),
                };
            }
        }
        for (why, times) in &self.failures {
            let _ = write!(text, "\n{times} \u{d7} {why}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures() {
        let mut summary = Summary::default();
        for ms in 1..=20 {
            summary.add(Ok(if ms == 20 { 503 } else { 200 }), Duration::from_millis(ms));
        }
        summary.add(Err("no answer in time".into()), Duration::from_secs(60));
        assert_eq!(
            summary.text(Duration::from_secs(2)),
            "21 sent in 2.0 s (10.5/s), 2 failed\nAnswered after: min 1.0 ms, p50 10.5 ms, p95 19.0 ms, max 20.0 ms\n\
             1 \u{d7} 503\n1 \u{d7} no answer in time"
        );
        let mut few = Summary::default();
        few.add(Ok(204), Duration::from_millis(3));
        assert!(few.is_well() && few.text(Duration::from_secs(1)).contains("min 3.0 ms, p50 \u{2014}"));
    }
}
