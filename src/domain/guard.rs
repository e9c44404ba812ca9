//! What may be sent at all. Each refusal says what was not done and what to do instead.

use super::intent::{Intent, IntentKind};
use super::reading::Baseline;
use super::{Currency, Money, Record, RecordKind, Stage, State};

/// Why an intent is not sent. Nothing was sent whenever one of these is returned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The profile or the command line is read-only.
    #[error("read-only: nothing was sent; start without --read-only to move money")]
    ReadOnly,
    /// The kind of record has no such call.
    #[error("a {} cannot take {}: nothing was sent", .kind.noun(), .intent.word())]
    NotForKind {
        /// The record's kind.
        kind: RecordKind,
        /// What was asked.
        intent: IntentKind,
    },
    /// The record's stage does not allow it.
    #[error("it is {}: nothing was sent; {advice}", .stage.word())]
    WrongStage {
        /// The stage it is in.
        stage: Stage,
        /// What is possible instead.
        advice: &'static str,
    },
    /// More than can be moved.
    #[error("{asked} is more than the {most} that can be moved: nothing was sent; type at most {}", .most.plain())]
    TooMuch {
        /// What was asked.
        asked: Money,
        /// The most that is possible.
        most: Money,
    },
    /// Amounts of two currencies.
    #[error("the record is in {}, the amount in {}: nothing was sent", .record.currency(), .asked.currency())]
    OtherCurrency {
        /// What was asked.
        asked: Money,
        /// The record's amount.
        record: Money,
    },
    /// The record is not what the operator decided on.
    #[error("it changed since you decided ({0}): nothing was sent; look again and decide anew")]
    Changed(String),
    /// What is to be created is there already.
    #[error("{0}: nothing was sent; choose another number")]
    Exists(String),
    /// An earlier operation on the record has no known outcome yet.
    #[error("operation {0} on it is not settled: nothing was sent; see Operations first")]
    Unsettled(String),
    /// A live profile says how much may be moved.
    #[error(
        "a live profile moves no money until config.toml says how much: nothing was sent; set limits.per_operation and limits.per_day in it"
    )]
    NoLimits,
    /// More than the profile lets one operation move.
    #[error(
        "{asked} is more than the {limit} that the profile lets one operation move: nothing was sent; ask who keeps config.toml (limits.per_operation)"
    )]
    OverOperationLimit {
        /// What was asked.
        asked: Money,
        /// The limit.
        limit: Money,
    },
    /// More than is left of what the profile lets a day's operations move.
    #[error(
        "{asked} is more than the {left} that is left of today's {limit}: nothing was sent; wait for tomorrow, or ask who keeps config.toml (limits.per_day)"
    )]
    OverDayLimit {
        /// What was asked.
        asked: Money,
        /// The limit.
        limit: Money,
        /// What is left of it.
        left: Money,
    },
    /// The profile's limits are in another currency.
    #[error("the profile limits what may be moved, but not in {0}: nothing was sent; use a profile of that currency")]
    Unlimited(Currency),
    /// The gateway has not answered for a while.
    #[error("{0}: nothing was sent; wait until it answers again")]
    Resting(String),
    /// Only an escalated operation waits for a person's decision.
    #[error("it is {}, and only an escalated operation takes a decision: nothing was changed; read for it (u) instead", .0.word())]
    NotEscalated(State),
    /// An operation is known to have taken effect, and the status that was just read is older than that.
    #[error("the gateway's status does not show {0} yet: nothing was sent; look again in a moment")]
    Lagging(String),
    /// An operation that did the same went through without an answer: whoever asks for it once more may not know.
    #[error(
        "{} {operation} did the same, though its answer was lost: nothing was sent; to do it once more, decide anew in the dashboard or add --again {operation}",
        .intent.word()
    )]
    Repeats {
        /// What it did.
        intent: IntentKind,
        /// The last digits of its id.
        operation: String,
    },
    /// Facts that the call needs are missing.
    #[error("{0}: nothing was sent")]
    Missing(&'static str),
}

/// Whether an intent of this kind is possible on this record at all; amounts are not looked at.
pub fn permitted(intent: IntentKind, record: &Record) -> Result<(), Refusal> {
    let wrong = |advice| Err(Refusal::WrongStage { stage: record.stage, advice });
    let not_for_kind = Err(Refusal::NotForKind { kind: record.kind, intent });
    match (intent, record.kind) {
        (IntentKind::Refund, RecordKind::Payment | RecordKind::Invoice | RecordKind::Card) => match record.stage {
            Stage::Cleared | Stage::PartlyRefunded if record.refundable().is_positive() => Ok(()),
            Stage::Held if record.kind == RecordKind::Card => wrong("clear it (c) first, or let the hold end"),
            Stage::Held => wrong("cancel the hold (x) or clear it (c) first"),
            Stage::New | Stage::Processing => wrong("wait until it is cleared"),
            Stage::Cleared
            | Stage::PartlyRefunded
            | Stage::Refunded
            | Stage::Reversed
            | Stage::Failed
            | Stage::Expired => wrong("nothing is left to refund"),
        },
        (IntentKind::Clear, RecordKind::Payment | RecordKind::Card) => match record.stage {
            Stage::Held if record.cleared.is_zero() => Ok(()),
            Stage::Held => wrong("it was cleared before"),
            Stage::New | Stage::Processing => wrong("wait until it is held"),
            Stage::Cleared
            | Stage::PartlyRefunded
            | Stage::Refunded
            | Stage::Reversed
            | Stage::Failed
            | Stage::Expired => wrong("only a hold can be cleared"),
        },
        (IntentKind::Cancel, RecordKind::Payment) => match record.stage {
            Stage::Held => Ok(()),
            Stage::Cleared | Stage::PartlyRefunded => wrong("it is debited: refund it (r) instead"),
            Stage::New | Stage::Processing | Stage::Refunded | Stage::Reversed | Stage::Failed | Stage::Expired => {
                wrong("only a hold can be cancelled")
            }
        },
        (IntentKind::Confirm, RecordKind::Payment) => match record.stage {
            Stage::New | Stage::Processing if record.confirmable => Ok(()),
            Stage::New | Stage::Processing => {
                Err(Refusal::Missing("only a payment that was charged to a saved card is confirmed with its CVC"))
            }
            Stage::Held
            | Stage::Cleared
            | Stage::PartlyRefunded
            | Stage::Refunded
            | Stage::Reversed
            | Stage::Failed
            | Stage::Expired => wrong("it no longer waits for the payer"),
        },
        (IntentKind::PayInvoice, RecordKind::Invoice) => match record.stage {
            Stage::New | Stage::Processing if record.customer.is_some() => Ok(()),
            Stage::New | Stage::Processing => Err(Refusal::Missing(
                "the invoice's customer is not known; only invoices created here can be paid here",
            )),
            Stage::Held
            | Stage::Cleared
            | Stage::PartlyRefunded
            | Stage::Refunded
            | Stage::Reversed
            | Stage::Failed
            | Stage::Expired => wrong("only an open invoice can be paid"),
        },
        (
            IntentKind::Refund | IntentKind::Clear | IntentKind::Cancel | IntentKind::Confirm | IntentKind::PayInvoice,
            RecordKind::Payment | RecordKind::Invoice | RecordKind::Card | RecordKind::Payout,
        )
        | (
            IntentKind::CreatePayment | IntentKind::ChargeCard | IntentKind::CreateInvoice | IntentKind::CreatePayout,
            _,
        ) => not_for_kind,
    }
}

/// The most that an intent of this kind can move on this record; `None` where the amount is not the operator's choice.
#[must_use]
pub fn most(intent: IntentKind, record: &Record) -> Option<Money> {
    match intent {
        IntentKind::Refund => Some(record.refundable()),
        IntentKind::Clear => Some(record.amount),
        IntentKind::Cancel
        | IntentKind::Confirm
        | IntentKind::PayInvoice
        | IntentKind::CreatePayment
        | IntentKind::ChargeCard
        | IntentKind::CreateInvoice
        | IntentKind::CreatePayout => None,
    }
}

/// The full check of an intent on an existing record: stage, amount, and that the record stands as it did when the
/// operator decided. `record` has to come from a fresh read.
pub fn check(intent: &Intent, record: &Record, decided_on: &Baseline) -> Result<(), Refusal> {
    if let Some(change) = decided_on.difference(&Baseline::of(record)) {
        return Err(Refusal::Changed(change));
    }
    permitted(intent.kind(), record)?;
    if let (Some(asked), Some(most)) = (intent.amount(), most(intent.kind(), record)) {
        if asked.currency() != most.currency() {
            return Err(Refusal::OtherCurrency { asked, record: record.amount });
        }
        if !asked.is_positive() || asked.minor() > most.minor() {
            return Err(Refusal::TooMuch { asked, most });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::record::tests_support::record;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_refund_needs_a_debit_and_at_most_what_is_left() {
        let mut paid = record(RecordKind::Payment, Stage::Cleared, 10_000);
        paid.refunded = Money::from_minor(4_000, paid.amount.currency());
        paid.refund_count = 1;
        let base = Baseline::of(&paid);
        let refund = |minor| Intent::Refund { amount: Money::from_minor(minor, paid.amount.currency()) };
        assert_eq!(check(&refund(6_000), &paid, &base), Ok(()));
        assert!(matches!(check(&refund(6_001), &paid, &base), Err(Refusal::TooMuch { .. })));
        assert!(matches!(check(&refund(0), &paid, &base), Err(Refusal::TooMuch { .. })));
        let held = record(RecordKind::Payment, Stage::Held, 10_000);
        assert!(matches!(check(&refund(1), &held, &Baseline::of(&held)), Err(Refusal::WrongStage { .. })));
    }

    #[test]
    fn a_record_that_moved_since_the_decision_refuses_everything() {
        let seen = record(RecordKind::Card, Stage::Held, 10_000);
        let now = record(RecordKind::Card, Stage::Cleared, 10_000);
        let clear = Intent::Clear { amount: seen.amount };
        let refusal = check(&clear, &now, &Baseline::of(&seen)).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "it changed since you decided (was held, is cleared; cleared was 0.00 KZT, is 100.00 KZT): nothing was sent; look again and decide anew"
        );
    }

    #[test]
    fn every_refusal_says_that_nothing_was_sent() {
        for kind in RecordKind::ALL {
            for stage in Stage::ALL {
                for intent in IntentKind::ALL {
                    if let Err(refusal) = permitted(intent, &record(kind, stage, 500)) {
                        assert!(refusal.to_string().contains("nothing was sent"), "{refusal}");
                        assert!(!refusal.to_string().contains('\n'));
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn what_passes_never_exceeds_what_is_left(
            cleared in 0_i64..1_000_000, refunded in 0_i64..1_000_000, asked in -10_i64..1_000_000
        ) {
            let mut paid = record(RecordKind::Payment, Stage::Cleared, cleared);
            paid.refunded = Money::from_minor(refunded, paid.amount.currency());
            let intent = Intent::Refund { amount: Money::from_minor(asked, paid.amount.currency()) };
            if check(&intent, &paid, &Baseline::of(&paid)).is_ok() {
                prop_assert!(asked > 0 && refunded + asked <= cleared);
            }
        }
    }
}
