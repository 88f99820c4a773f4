//! Tests with the languages themselves: the programs that are written run, and do what they say. What they need is installed
//! once, into a folder of the user's cache ([`testkit::foreign`]).

mod compiled;
mod exchange;
mod process;
mod receivers;
mod snippets;
