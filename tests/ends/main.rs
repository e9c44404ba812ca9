//! How every command ends when something is wrong: its line, its exit code, and nothing sent. One table of commands
//! ([`commands`]), one test for each thing that can be wrong; a new command is missed until it stands in the table.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

mod arguments;
mod commands;
mod files;
mod outputs;
#[path = "../common/program.rs"]
mod program;
mod secrets;
