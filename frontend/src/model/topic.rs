//! The numbers and the choices that a dialog explains.

/// A number, or a choice, that a dialog explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// The delay, and the advantage.
    Delay,
    /// Requests.
    Requests,
    /// Empty answers.
    Empty,
    /// Bytes.
    Bytes,
    /// Many clients.
    Multiply,
    /// Things to try.
    Tasks,
    /// The ways to push.
    PushWays,
    /// The ways to pull.
    PullWays,
    /// Both sides.
    BothSides,
}
