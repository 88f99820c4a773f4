//! `gancho forward`: what it brings to a program, in which order, how often, and what it says.

mod answering;
mod app;
mod chaos;
mod edge;
mod exact;
mod exec;
mod forwarder;
mod life;
mod odd;
mod order;
mod resend;
mod retry;
mod signed;
mod within;

pub(crate) use app::{App, Reply};
pub(crate) use forwarder::{Forwarder, attempts, consumer};
