//! Five things to try, which tick themselves.

use measure::Transport;

use crate::i18n::Msg;
use crate::model::race::settings::RaceSettings;

/// Something to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Fire a webhook from the form.
    Fire,
    /// Have pull ask every ten seconds.
    Interval,
    /// Look at a body's bytes.
    Hex,
    /// Break a signature, and see it noticed.
    Break,
    /// Have pull ask and wait.
    LongPoll,
}

impl Task {
    /// In the order shown.
    pub const ALL: [Self; 5] = [Self::Fire, Self::Interval, Self::Hex, Self::Break, Self::LongPoll];

    /// The task in words.
    #[must_use]
    pub fn text(self) -> Msg {
        match self {
            Self::Fire => Msg::TaskFire,
            Self::Interval => Msg::TaskInterval,
            Self::Hex => Msg::TaskHex,
            Self::Break => Msg::TaskBreak,
            Self::LongPoll => Msg::TaskLongPoll,
        }
    }
}

/// Which are done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done(u8);

impl Done {
    /// The tasks that a text names; none for a text that is not one of [`to_text`](Self::to_text).
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self(text.parse().unwrap_or_default())
    }

    /// The tasks as a text, to be remembered.
    #[must_use]
    pub fn to_text(self) -> String {
        self.0.to_string()
    }

    /// With one more done.
    #[must_use]
    pub fn with(self, task: Task) -> Self {
        Self(self.0 | 1 << task as u8)
    }

    /// With what choosing these settings does.
    #[must_use]
    pub fn with_settings(self, settings: RaceSettings) -> Self {
        let slow = settings.pull == Transport::ShortPoll
            && (9_500.0..=10_500.0).contains(&settings.interval_ms);
        let done = if slow { self.with(Task::Interval) } else { self };
        if settings.pull == Transport::LongPoll { done.with(Task::LongPoll) } else { done }
    }

    /// Whether a task is done.
    #[must_use]
    pub fn has(self, task: Task) -> bool {
        self.0 & 1 << task as u8 != 0
    }

    /// Number of tasks that are done.
    #[must_use]
    pub fn count(self) -> usize {
        Task::ALL.into_iter().filter(|task| self.has(*task)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_tick_once_each() {
        let done = Done::default().with(Task::Fire).with(Task::Fire).with(Task::Break);
        assert_eq!((done.count(), done.has(Task::Fire), done.has(Task::Hex)), (2, true, false));
    }

    #[test]
    fn settings_tick_what_they_are() {
        let usual = RaceSettings::default();
        assert_eq!(Done::default().with_settings(usual).count(), 0);
        assert!(
            Done::default()
                .with_settings(RaceSettings { interval_ms: 10_000.0, ..usual })
                .has(Task::Interval)
        );
        let long = RaceSettings { pull: Transport::LongPoll, interval_ms: 10_000.0, ..usual };
        let done = Done::default().with_settings(long);
        assert!(done.has(Task::LongPoll) && !done.has(Task::Interval));
    }
}
