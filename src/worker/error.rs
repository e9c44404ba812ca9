//! Why the worker could not do what was asked.

use crate::domain::code::Failure;
use crate::domain::guard::Refusal;

/// Why the worker could not do what was asked. Each is one line that says what was not done and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeskError {
    /// A guard refused; nothing was sent.
    #[error("{0}")]
    Refused(Refusal),
    /// There is no such record or operation.
    #[error("{0} is not in the ledger: nothing was sent; track it first")]
    NotFound(String),
    /// A read failed, so what is shown is old. Nothing was changed.
    #[error("could not read: {0}; nothing was changed, try again (u)")]
    Unread(String),
    /// The gateway has not answered for a while and is left alone. Nothing was asked.
    #[error("{0}; nothing was changed")]
    Resting(String),
    /// The gateway does not know the record.
    #[error("the gateway answers {0}: nothing was changed")]
    Gateway(Failure),
    /// The ledger cannot be used, so money is refused.
    #[error("the ledger cannot be written: {0}; nothing was sent")]
    Ledger(String),
    /// A secret or setting is missing.
    #[error("{0}")]
    Setup(String),
    /// The worker ended before it was asked.
    #[error("the worker has ended: nothing was sent; start tolem again")]
    Gone,
    /// The worker ended before it answered.
    #[error(
        "the worker ended before it answered: it may have been sent, do not repeat it; start tolem again, which reads"
    )]
    Unanswered,
}
