//! The relay's promises, each in a file of its own. `ARCHITECTURE.md` maps the invariants to them.

// A test that cannot go on should stop, and say where.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod access;
mod answers;
mod answers_kept;
mod bodies;
mod cli_events;
mod cli_terminal;
mod clock;
mod connections;
mod consumers;
mod crash;
mod drain;
mod exact;
mod export;
mod field;
mod filter;
mod forget;
mod forward;
mod guard;
mod handshakes;
mod har;
mod hold;
mod ingest;
mod keep;
mod lag;
mod meter;
mod openapi;
mod race;
mod read;
mod search;
mod signatures;
mod socket;
mod sse;
mod startup;
mod storage;
mod support;
mod targets;
mod tls;
