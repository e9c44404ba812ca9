//! Canaries: secrets, tokens and card numbers go in everywhere, and everything that was written is searched for them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

#[cfg(unix)]
mod binary;
#[path = "../common/mod.rs"]
mod common;
mod core;
mod echo;
#[cfg(unix)]
#[path = "../common/pty.rs"]
mod pty;
#[cfg(unix)]
mod screen;
mod search;
