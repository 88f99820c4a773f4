/// When the next short poll is due: at a fixed rate from the previous start, skipping while one is
/// in flight, from a phase that the caller draws at random.
///
/// All times are ms on one clock of the caller's. The caller asks [`next_due`](Self::next_due),
/// waits, and reports [`started`](Self::started) and [`finished`](Self::finished):
///
/// ```
/// # use measure::Schedule;
/// let mut schedule = Schedule::new(2_000.0, 700.0, 0.0);
/// assert_eq!(schedule.next_due(0.0), 700.0);
/// schedule.started(700.0);
/// schedule.finished(730.0);
/// assert_eq!(schedule.next_due(730.0), 2_700.0);
/// ```
///
/// However late the caller comes, there is one poll for all that was missed, and the next a whole
/// interval after it: a tab that slept an hour does not burst.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    interval_ms: f64,
    /// The slot before `due_ms`; they are never more than an interval apart.
    previous_ms: f64,
    due_ms: f64,
    in_flight: bool,
}

impl Schedule {
    /// Polls every `interval_ms`, the first one `phase_ms` after `now_ms`. Draw the phase evenly
    /// from 0 to the interval: a fixed one could flatter a lane. It is cut to that range.
    ///
    /// An interval below 1 ms counts as 1 ms; one that is no finite number as a minute, for a
    /// mistake should poll rarely rather than without pause.
    pub fn new(interval_ms: f64, phase_ms: f64, now_ms: f64) -> Self {
        let interval_ms = sane(interval_ms);
        // max and min drop a NaN, clamp would keep it.
        let due_ms = now_ms + phase_ms.max(0.0).min(interval_ms);
        Schedule { interval_ms, previous_ms: now_ms, due_ms, in_flight: false }
    }

    /// When to start the next poll; not after `now_ms` means at once. While one is in flight always
    /// after `now_ms`: the first slot that would be left if it ended now.
    ///
    /// When the clock was set back, the slot that is now too far away comes within an interval.
    pub fn next_due(&mut self, now_ms: f64) -> f64 {
        if self.in_flight && self.due_ms <= now_ms {
            let missed = ((now_ms - self.due_ms) / self.interval_ms).floor();
            self.due_ms += (missed + 1.0) * self.interval_ms;
            self.previous_ms = self.due_ms - self.interval_ms;
        }
        if self.due_ms - now_ms > self.interval_ms {
            self.count_from(now_ms);
        }
        self.due_ms
    }

    /// A poll has started: the next is due an interval from now.
    pub fn started(&mut self, now_ms: f64) {
        self.in_flight = true;
        self.count_from(now_ms);
    }

    /// The poll in flight has ended, in whatever way. The slots that passed meanwhile are skipped.
    pub fn finished(&mut self, now_ms: f64) {
        self.next_due(now_ms);
        self.in_flight = false;
    }

    /// Whether a poll has started and not finished.
    pub fn in_flight(&self) -> bool {
        self.in_flight
    }

    /// The interval in use, ms.
    pub fn interval_ms(&self) -> f64 {
        self.interval_ms
    }

    /// Polls every `interval_ms` from now on, with the rules of [`new`](Self::new). The wait under
    /// way is stretched or shortened in proportion, which keeps a phase random that was random.
    pub fn set_interval(&mut self, interval_ms: f64) {
        let interval_ms = sane(interval_ms);
        let wait_ms = self.due_ms - self.previous_ms;
        self.due_ms = self.previous_ms + wait_ms * (interval_ms / self.interval_ms);
        self.interval_ms = interval_ms;
    }

    fn count_from(&mut self, now_ms: f64) {
        self.previous_ms = now_ms;
        self.due_ms = now_ms + self.interval_ms;
    }
}

fn sane(interval_ms: f64) -> f64 {
    if interval_ms.is_finite() { interval_ms.max(1.0) } else { 60_000.0 }
}
