//! Five things to try, which tick themselves.

use measure::Transport;

use crate::i18n::Msg;
use crate::model::race::settings::RaceSettings;

/// Something to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TutorialTask {
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

impl TutorialTask {
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
pub struct TasksDone(u8);

impl TasksDone {
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
    pub fn with(self, task: TutorialTask) -> Self {
        Self(self.0 | 1 << task as u8)
    }

    /// With what choosing these settings does.
    #[must_use]
    pub fn with_settings(self, settings: RaceSettings) -> Self {
        let slow = settings.pull == Transport::ShortPoll
            && (9_500.0..=10_500.0).contains(&settings.interval_ms);
        let done = if slow { self.with(TutorialTask::Interval) } else { self };
        if settings.pull == Transport::LongPoll { done.with(TutorialTask::LongPoll) } else { done }
    }

    /// Whether a task is done.
    #[must_use]
    pub fn has(self, task: TutorialTask) -> bool {
        self.0 & 1 << task as u8 != 0
    }

    /// Number of tasks that are done.
    #[must_use]
    pub fn count(self) -> usize {
        TutorialTask::ALL.into_iter().filter(|task| self.has(*task)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_tick_once_each() {
        let done = TasksDone::default()
            .with(TutorialTask::Fire)
            .with(TutorialTask::Fire)
            .with(TutorialTask::Break);
        assert_eq!(
            (done.count(), done.has(TutorialTask::Fire), done.has(TutorialTask::Hex)),
            (2, true, false)
        );
    }

    #[test]
    fn settings_tick_what_they_are() {
        let usual = RaceSettings::default();
        assert_eq!(TasksDone::default().with_settings(usual).count(), 0);
        assert!(
            TasksDone::default()
                .with_settings(RaceSettings { interval_ms: 10_000.0, ..usual })
                .has(TutorialTask::Interval)
        );
        let long = RaceSettings { pull: Transport::LongPoll, interval_ms: 10_000.0, ..usual };
        let done = TasksDone::default().with_settings(long);
        assert!(done.has(TutorialTask::LongPoll) && !done.has(TutorialTask::Interval));
    }
}
