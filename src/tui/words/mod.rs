//! The domain's words in the operator's language: stages, states, refusals, errors, and the sentences that the ledger
//! keeps. The domain itself speaks English, to the ledger, the log and scripts; here the same is said on screen.
//!
//! One file a family. What the gateway says in its own words is never translated: it is what one would quote to the
//! provider.

mod errors;
mod filters;
mod kept;
mod operations;
mod refusals;
mod stages;
mod typed;

pub use errors::{desk as error, export};
pub use filters::filter_fault;
pub use kept::{event, kept};
use operations::evidence_word;
pub use operations::{asked, evidence, fact, in_short, intent, stands, state, told};
pub use refusals::{changes, refusal};
pub use stages::{kind, stage, stage_short};
pub use typed::{amount, id, reason, token};
