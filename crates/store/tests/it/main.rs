//! The store's promises: the contract that every engine keeps, and what the embedded one promises besides.

// A test that cannot go on should stop, and say where.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod consumer_files;
mod consumers;
mod contract;
mod damage;
mod disk_full;
mod file_gone;
mod foreign;
mod owner;
mod space;
mod sqlite;
