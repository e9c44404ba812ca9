//! The dashboard as a whole: tables for `update`, keys at random, pictures of every screen, and the real loop.

mod arming;
mod codes;
pub mod cuts;
mod details;
mod exports;
mod feedback;
mod harness;
mod heads;
mod hostile;
mod input;
mod languages;
mod lists;
mod looks;
mod loops;
mod matrix;
mod operations;
mod overview;
mod panes;
mod picked;
mod pictures;
mod private;
mod properties;
mod scenes;
pub mod support;
mod updates;
mod vt;
mod ways;
