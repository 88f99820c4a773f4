//! What the reader is told once.

use wire::Seq;

use crate::i18n::Msg;

/// Something to tell once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The connection came back and brought events that had been missed.
    Recovered(u64),
    /// These positions are no longer kept by the relay.
    Gap(Seq, Seq),
    /// The channel was made anew: what was shown belongs to another.
    Reset,
    /// Something was done.
    Said(Msg),
    /// Something that was asked of the relay failed.
    Failed(String),
}
