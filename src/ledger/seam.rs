//! Where a simulation takes hold of a ledger: its writes can fail, and the program can die before or after each.

use std::fmt;

use async_trait::async_trait;

use super::{Kept, LedgerError};

/// Stands around everything that a ledger does. A ledger without one (every ledger outside of a simulation) works as
/// it is; one with it works in lockstep: nothing else happens while the database does, so that a run can be replayed.
#[async_trait]
pub trait Seam: fmt::Debug + Send + Sync + 'static {
    /// Returns while the program lives; never, once it is dead.
    async fn alive(&self);

    /// A transaction is about to be committed. An error takes it back.
    fn before(&self, write: &'static str) -> Result<(), LedgerError>;

    /// A transaction was committed. An error is what the caller hears; what was committed stays, as safe as `kept` says.
    fn after(&self, write: &'static str, kept: Kept) -> Result<(), LedgerError>;
}
