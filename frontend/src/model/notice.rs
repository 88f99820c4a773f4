//! A notice: something that the page says once.

use wire::Seq;

use crate::i18n::Msg;

/// Something to tell once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The connection came back and brought events that had been missed.
    Recovered(u64),
    /// These positions are no longer kept by the relay.
    Gap(Seq, Seq),
    /// The channel was deleted and created again: the events shown before belong to the old one.
    Reset,
    /// Something was done.
    Info(Msg),
    /// Something that was asked of the relay failed.
    Failed(String),
}
