//! The numbers that a dialog explains.

/// A number that a dialog explains.
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
    /// Both sides.
    BothSides,
}
