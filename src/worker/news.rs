//! What the worker tells on its own: what it is, how the gateway answers, what changed.

use std::time::Duration;

use crate::domain::{Currency, Environment, OperationId, RecordId, RecordKind, Stage, State, Timestamp};

/// What never changes while a desk is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The profile's name.
    pub profile: String,
    /// Its environment.
    pub environment: Environment,
    /// The merchant's number.
    pub merchant: String,
    /// Host and port of the gateway.
    pub host: String,
    /// The currency of new orders.
    pub currency: Currency,
    /// The merchant's time zone.
    pub zone: chrono_tz::Tz,
    /// Whether nothing may be sent that moves money.
    pub read_only: bool,
}

/// How the gateway answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Health {
    /// Nothing was asked yet.
    #[default]
    Unasked,
    /// The last call was answered.
    Up {
        /// When.
        at: Timestamp,
        /// How long the answer took.
        latency: Duration,
    },
    /// The last call was not answered.
    Down {
        /// Since when no call was answered.
        since: Timestamp,
        /// Why, in one line.
        reason: String,
    },
}

/// Something changed in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Update {
    /// A record was added or changed.
    Record {
        /// Which.
        id: RecordId,
        /// Its kind.
        kind: RecordKind,
    },
    /// An operation was added or took a step.
    Operation {
        /// Which.
        id: OperationId,
        /// The record it acts on.
        record: RecordId,
        /// Where it stands now.
        state: State,
        /// What happened, in one line for a toast.
        message: String,
    },
    /// A record that is watched closely moves no more.
    Ended {
        /// Which.
        id: RecordId,
        /// Its kind.
        kind: RecordKind,
        /// What a person calls it.
        name: String,
        /// Where it ended.
        stage: Stage,
    },
    /// Another desk changed the ledger: what is shown may be old.
    Elsewhere,
}
