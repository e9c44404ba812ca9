//! What one status read told, in the desk's words, and the baseline that operations are decided on.

use super::code::Failure;
use super::{GatewayId, Money, OrderId, Record, Stage, Timestamp};

/// One status read. The members that a call does not tell are `None`, and the record keeps what it had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// When the reply was complete.
    pub at: Timestamp,
    /// The provider's id.
    pub gateway_id: Option<GatewayId>,
    /// The merchant's order number.
    pub order_id: Option<OrderId>,
    /// Normalised state.
    pub stage: Stage,
    /// The provider's own word.
    pub word: String,
    /// The amount asked for.
    pub amount: Option<Money>,
    /// Debited so far.
    pub cleared: Option<Money>,
    /// Returned so far: done and pending, never failed ones.
    pub refunded: Option<Money>,
    /// How many returns are counted in [`Reading::refunded`].
    pub refund_count: u32,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// Further facts worth showing.
    pub facts: Vec<(String, String)>,
}

/// The state of a record that an intent was decided on, or the certainty that there was none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Baseline {
    /// The order did not exist at the provider before it was created.
    Absent,
    /// The record stood like this.
    Stood {
        /// Normalised state.
        stage: Stage,
        /// Amount asked for.
        amount: Money,
        /// Debited.
        cleared: Money,
        /// Returned, pending included.
        refunded: Money,
        /// How many returns were listed.
        refund_count: u32,
    },
}

impl Baseline {
    /// The baseline that a record gives right now.
    #[must_use]
    pub const fn of(record: &Record) -> Self {
        Self::Stood {
            stage: record.stage,
            amount: record.amount,
            cleared: record.cleared,
            refunded: record.refunded,
            refund_count: record.refund_count,
        }
    }

    /// What differs between two baselines, in words; `None` when nothing does.
    #[must_use]
    pub fn difference(&self, now: &Self) -> Option<String> {
        match (self, now) {
            (Self::Absent, Self::Absent) => None,
            (Self::Absent, Self::Stood { stage, amount, .. }) => {
                Some(format!("the order exists already: {amount}, {}", stage.word()))
            }
            (Self::Stood { .. }, Self::Absent) => Some("the gateway no longer knows it".to_owned()),
            (
                Self::Stood { stage, amount, cleared, refunded, refund_count },
                Self::Stood {
                    stage: stage_now,
                    amount: amount_now,
                    cleared: cleared_now,
                    refunded: refunded_now,
                    refund_count: count_now,
                },
            ) => {
                let mut changes = Vec::new();
                if stage != stage_now {
                    changes.push(format!("was {}, is {}", stage.word(), stage_now.word()));
                }
                for (what, was, is) in [
                    ("amount", amount, amount_now),
                    ("cleared", cleared, cleared_now),
                    ("refunded", refunded, refunded_now),
                ] {
                    if was != is {
                        changes.push(format!("{what} was {was}, is {is}"));
                    }
                }
                if refund_count != count_now {
                    changes.push(format!("refunds were {refund_count}, are {count_now}"));
                }
                (!changes.is_empty()).then(|| changes.join("; "))
            }
        }
    }
}
