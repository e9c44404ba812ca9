//! The async worker: runs operations, watches records, resolves unknown outcomes.
//!
//! An actor owns the gateway client, the ledger and the limits; front ends hold a cheap clonable [`Handle`] and speak
//! to it in domain words. Start with [`handle`].
#![deny(clippy::float_arithmetic)]

mod actor;
mod breaker;
mod clock;
pub mod contradictions;
mod core;
pub mod desk;
mod error;
pub mod export;
pub mod greeting;
pub mod handle;
mod limits;
mod machine;
mod news;
mod outcome;
mod plan;
pub mod proof;
mod read;
mod repetition;
mod request;
mod resolve;
mod rhythm;
pub mod signing;
mod submit;

pub use actor::{Parts, start};
pub use clock::{Clock, SystemClock};
pub use core::Settings;
#[cfg(test)]
pub(crate) use core::sentence;

pub use crate::domain::Environment;
pub use error::DeskError;
pub use handle::Handle;
pub use news::{About, Health, Update};
pub use request::{Decision, Outcome, Planned, Request, Rows, Sought, Submission};
