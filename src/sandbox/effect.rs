//! The true ledger: every movement of money, in the order in which it happened.

use crate::domain::{Money, RecordKind, Timestamp};

/// What happened to the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EffectKind {
    /// Authorised and debited in one step.
    Pay,
    /// Authorised; the money is held.
    Hold,
    /// A hold was debited by the merchant, in full or in part; a rest is released.
    Clear,
    /// A hold was debited because its five days were over. Source: `spec/merchant.md` 2.5.
    AutoClear,
    /// Debited money went back.
    Refund,
    /// A hold was let go.
    Reverse,
    /// Money went to a recipient.
    Payout,
}

impl EffectKind {
    /// The word in the control call `ledger`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pay => "pay",
            Self::Hold => "hold",
            Self::Clear => "clear",
            Self::AutoClear => "auto_clear",
            Self::Refund => "refund",
            Self::Reverse => "reverse",
            Self::Payout => "payout",
        }
    }
}

/// One movement of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Its place in the ledger, from 1.
    pub seq: u64,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub kind: EffectKind,
    /// What it happened to.
    pub subject: RecordKind,
    /// The subject's id at the gateway.
    pub gateway_id: String,
    /// The merchant's order number, where there is one.
    pub order_id: Option<String>,
    /// How much moved.
    pub amount: Money,
    /// The idempotency key or request id of the call that caused it, else the call's name; `None` when a payer, a
    /// recipient or the passing of time caused it.
    pub request: Option<String>,
}

/// An effect without its place and time.
pub(super) struct Moved {
    pub(super) kind: EffectKind,
    pub(super) subject: RecordKind,
    pub(super) gateway_id: String,
    pub(super) order_id: Option<String>,
    pub(super) amount: Money,
    pub(super) request: Option<String>,
}

/// All effects.
#[derive(Clone, Default)]
pub(super) struct Effects(Vec<Effect>);

impl Effects {
    pub(super) fn record(&mut self, at: Timestamp, moved: Moved) {
        let Moved { kind, subject, gateway_id, order_id, amount, request } = moved;
        let seq = self.0.last().map_or(1, |last| last.seq + 1);
        self.0.push(Effect { seq, at, kind, subject, gateway_id, order_id, amount, request });
    }

    pub(super) fn all(&self) -> &[Effect] {
        &self.0
    }

    /// Puts what the seed made into the order of time.
    pub(super) fn sort(&mut self) {
        self.0.sort_by_key(|effect| (effect.at, effect.seq));
        for (effect, seq) in self.0.iter_mut().zip(1_u64..) {
            effect.seq = seq;
        }
    }
}
