//! The async worker: runs operations, watches records, resolves unknown outcomes.
//!
//! An actor owns the gateway client, the ledger and the limits; front ends hold a cheap clonable [`Handle`] and speak
//! to it in domain words. Start with [`handle`].
#![deny(clippy::float_arithmetic)]

pub mod handle;

pub use crate::domain::Environment;
pub use handle::{About, DeskError, Handle, Health, Outcome, Request, Submission, Update};
