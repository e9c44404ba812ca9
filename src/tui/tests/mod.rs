//! The dashboard as a whole: tables for `update`, keys at random, pictures of every screen, and the real loop.

mod codes;
mod feedback;
mod harness;
mod hostile;
mod input;
mod looks;
mod loops;
mod operations;
mod panes;
mod private;
mod properties;
pub mod support;
mod updates;
mod vt;
mod ways;
