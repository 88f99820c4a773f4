//! The state of the running page: its hooks, and the effects that are more than a change of state.

pub mod demo;
pub mod effects;
pub mod preferences;
pub mod race;
pub mod startup;
