//! What reads prove about an operation whose outcome is unknown. Source: `safety.md` 4.

use std::time::Duration;

use super::intent::IntentKind;
use super::reading::Baseline;
use super::{Money, Stage, Steady, Timestamp};

/// What one read says about one operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// The effect is there.
    Effect,
    /// The record stands as before.
    Unchanged,
    /// The provider is still working on it.
    Pending,
    /// The provider's final word excludes an effect (the payment failed or expired).
    Excluded,
    /// Something else changed; in words.
    Foreign(String),
    /// Not a read: the reply itself said yes, without a signature.
    Claimed,
}

impl Evidence {
    /// The word in the journal.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Effect => "effect",
            Self::Unchanged => "unchanged",
            Self::Pending => "pending",
            Self::Excluded => "excluded",
            Self::Foreign(_) => "foreign",
            Self::Claimed => "claimed",
        }
    }
}

/// Compares a read with the baseline that was taken before sending. `amount` is the intent's own amount; `now` is
/// `None`-like [`Baseline::Absent`] when the gateway does not know the order.
#[must_use]
pub fn compare(intent: IntentKind, amount: Option<Money>, before: &Baseline, now: &Baseline) -> Evidence {
    let difference =
        || Evidence::Foreign(before.difference(now).unwrap_or_else(|| "it stands unlike any outcome".to_owned()));
    match (before, now) {
        (Baseline::Absent, Baseline::Absent) => Evidence::Unchanged,
        // What stood cannot be gone: the gateway does not see it for a while.
        (Baseline::Stood { .. }, Baseline::Absent) => Evidence::Pending,
        (Baseline::Absent, Baseline::Stood { amount: found, .. }) => {
            if intent.creates().is_some() && Some(*found) == amount { Evidence::Effect } else { difference() }
        }
        (
            Baseline::Stood { cleared, refunded, refund_count, .. },
            Baseline::Stood {
                stage: stage_now,
                cleared: cleared_now,
                refunded: refunded_now,
                refund_count: count_now,
                ..
            },
        ) => match intent {
            IntentKind::Refund => {
                let moved = refunded_now.minus(*refunded);
                if before.difference(now).is_none() {
                    Evidence::Unchanged
                } else if moved == amount && *count_now == refund_count.saturating_add(1) && cleared_now == cleared {
                    Evidence::Effect
                } else if *stage_now == Stage::Processing {
                    Evidence::Pending
                } else {
                    difference()
                }
            }
            IntentKind::Clear => match stage_now {
                Stage::Held => Evidence::Unchanged,
                Stage::Processing => Evidence::Pending,
                Stage::Cleared | Stage::PartlyRefunded | Stage::Refunded if Some(*cleared_now) == amount => {
                    Evidence::Effect
                }
                _ => difference(),
            },
            IntentKind::Cancel => match stage_now {
                Stage::Reversed => Evidence::Effect,
                Stage::Held => Evidence::Unchanged,
                Stage::Processing => Evidence::Pending,
                _ => difference(),
            },
            IntentKind::Confirm | IntentKind::PayInvoice => match stage_now {
                Stage::Held | Stage::Cleared | Stage::PartlyRefunded | Stage::Refunded => Evidence::Effect,
                // A payer may have the page of a confirmation open for as long as the payment lives.
                Stage::New if intent == IntentKind::Confirm => Evidence::Pending,
                Stage::New => Evidence::Unchanged,
                // Under way, perhaps by this very request: only its end is proof.
                Stage::Processing => Evidence::Pending,
                Stage::Failed | Stage::Expired | Stage::Reversed => Evidence::Excluded,
            },
            IntentKind::CreatePayment
            | IntentKind::ChargeCard
            | IntentKind::CreateInvoice
            | IntentKind::CreatePayout => difference(),
        },
    }
}

/// How long the provider may take to show an effect, and how reads are spaced in that time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settling {
    /// No earlier than this long after the outcome was lost may an absent effect be believed. Longer than the transport's total
    /// deadline, so that a request that is still on its way cannot be overlooked.
    pub window: Duration,
    /// The unchanged reads that conclude must lie at least this far apart.
    pub spacing: Duration,
}

/// What all reads together prove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Not enough is known; read again.
    Open,
    /// It took effect.
    Confirmed,
    /// It did not.
    NotApplied,
    /// Something else changed the record; in words.
    Escalated(String),
}

/// One read that was made for an operation, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// When it was asked for, by the clock on the wall; for people.
    pub at: Timestamp,
    /// When it was asked for, by a clock that nobody can set; conclusions rest on this one.
    pub steady: Steady,
    /// What it said.
    pub evidence: Evidence,
}

/// Concludes from the reads made since the outcome was lost, in the order in which they were made. Only time that
/// surely passed counts: a clock that was set, or a machine that was started anew, makes it wait longer, never shorter.
#[must_use]
pub fn conclude(lost: Steady, reads: &[Sighting], settling: Settling) -> Verdict {
    let Some(last) = reads.last() else { return Verdict::Open };
    match &last.evidence {
        Evidence::Effect => Verdict::Confirmed,
        // One odd read is no reason to call a person.
        Evidence::Foreign(what) if agreed_for(reads) >= settling.spacing => Verdict::Escalated(what.clone()),
        Evidence::Foreign(_) | Evidence::Pending | Evidence::Claimed => Verdict::Open,
        Evidence::Unchanged if agreed_for(reads) < settling.spacing || reads_waited(lost, reads) < settling.window => {
            Verdict::Open
        }
        Evidence::Unchanged if reads.iter().any(|read| read.evidence == Evidence::Claimed) => {
            Verdict::Escalated("the gateway said yes, but no read shows it".to_owned())
        }
        Evidence::Unchanged | Evidence::Excluded => Verdict::NotApplied,
    }
}

/// Whether a read shows at least what an operation on an existing record is known to have done. What came on top of it
/// does not matter.
#[must_use]
pub fn shows(intent: IntentKind, amount: Option<Money>, before: &Baseline, now: &Baseline) -> bool {
    let Baseline::Stood { stage, refunded, .. } = now else { return false };
    match (intent, before) {
        (IntentKind::Refund, Baseline::Stood { refunded: before, .. }) => {
            let least = amount.and_then(|amount| before.plus(amount));
            least.is_some_and(|least| refunded.currency() == least.currency() && refunded.minor() >= least.minor())
        }
        (IntentKind::Clear | IntentKind::Cancel, _) => !matches!(stage, Stage::New | Stage::Processing | Stage::Held),
        (IntentKind::Confirm | IntentKind::PayInvoice, _) => !matches!(stage, Stage::New | Stage::Processing),
        // It exists.
        (
            IntentKind::Refund
            | IntentKind::CreatePayment
            | IntentKind::ChargeCard
            | IntentKind::CreateInvoice
            | IntentKind::CreatePayout,
            _,
        ) => true,
    }
}

/// Whether a status that does not show an operation's effect may still be older than that: until the settling window
/// since it became known is over. `ended` and `now` are moments of both clocks; the wall's is asked only where the steady
/// one knows nothing, because nothing would ever lift the bar otherwise.
#[must_use]
pub fn may_lag(ended: (Steady, Timestamp), now: (Steady, Timestamp), settling: Settling) -> bool {
    let sure = waited(ended.0, now.0);
    let is_known = now.0.era() == ended.0.era() || !now.0.since_other_eras().is_zero();
    let passed = if is_known { sure } else { now.1.since(ended.1) };
    passed < settling.window
}

/// How long reads may go on without a conclusion, before a person is called. While none of them is answered it is
/// longer: an outage ends.
#[must_use]
pub fn is_for_a_person(waited: Duration, is_answered: bool, settling: Settling) -> bool {
    let patience = if is_answered { settling.window.saturating_mul(10) } else { settling.window.saturating_mul(720) };
    waited >= patience
}

/// How long it is surely since a moment: across eras, as long as the later one is sure to have lasted.
#[must_use]
pub fn waited(since: Steady, now: Steady) -> Duration {
    now.since(since).unwrap_or_else(|| now.since_other_eras())
}

/// How long the reads have surely waited for an effect: since it was lost, or since the first read of the last one's
/// own era.
#[must_use]
pub fn reads_waited(lost: Steady, reads: &[Sighting]) -> Duration {
    let Some(last) = reads.last() else { return Duration::ZERO };
    let own = reads.iter().find_map(|read| last.steady.since(read.steady)).unwrap_or_default();
    waited(lost, last.steady).max(if last.steady.era() == lost.era() { Duration::ZERO } else { own })
}

/// Over how long the last reads agree in kind.
fn agreed_for(reads: &[Sighting]) -> Duration {
    let Some(last) = reads.last() else { return Duration::ZERO };
    let kind = std::mem::discriminant(&last.evidence);
    let agreeing = reads.iter().rev().take_while(|read| std::mem::discriminant(&read.evidence) == kind);
    agreeing.filter_map(|read| last.steady.since(read.steady)).max().unwrap_or(Duration::ZERO)
}

#[cfg(test)]
mod tests {
    use super::super::{Currency, Era};
    use super::*;
    use proptest::prelude::*;

    fn kzt(minor: i64) -> Money {
        Money::from_minor(minor, Currency::Kzt)
    }

    fn stood(stage: Stage, cleared: i64, refunded: i64, refund_count: u32) -> Baseline {
        Baseline::Stood { stage, amount: kzt(10_000), cleared: kzt(cleared), refunded: kzt(refunded), refund_count }
    }

    const SETTLING: Settling = Settling { window: Duration::from_secs(60), spacing: Duration::from_secs(20) };

    const BOOT: Era = Era::Machine(uuid::Uuid::from_u128(1));

    fn at(seconds: u64) -> Steady {
        Steady::new(BOOT, Duration::from_secs(seconds))
    }

    /// A read at a moment; the clock on the wall says something else, and does not matter.
    fn read(steady: Steady, evidence: Evidence) -> Sighting {
        Sighting { at: Timestamp::from_millis(-5), steady, evidence }
    }

    fn reads(all: &[(u64, Evidence)]) -> Vec<Sighting> {
        all.iter().map(|(seconds, evidence)| read(at(*seconds), evidence.clone())).collect()
    }

    #[test]
    fn a_refund_is_seen_only_as_exactly_one_new_refund_of_its_amount() {
        let before = stood(Stage::Cleared, 10_000, 0, 0);
        let read = |now: &Baseline| compare(IntentKind::Refund, Some(kzt(2_500)), &before, now);
        assert_eq!(read(&before), Evidence::Unchanged);
        assert_eq!(read(&stood(Stage::PartlyRefunded, 10_000, 2_500, 1)), Evidence::Effect);
        assert!(matches!(read(&stood(Stage::PartlyRefunded, 10_000, 5_000, 2)), Evidence::Foreign(_)));
        assert!(matches!(read(&stood(Stage::PartlyRefunded, 10_000, 1_000, 1)), Evidence::Foreign(_)));
        assert!(matches!(read(&stood(Stage::PartlyRefunded, 10_000, 2_500, 2)), Evidence::Foreign(_)));
        assert_eq!(read(&Baseline::Absent), Evidence::Pending, "what stood cannot be gone");
        assert_eq!(read(&stood(Stage::Processing, 10_000, 0, 0)), Evidence::Pending);
    }

    #[test]
    fn a_hold_that_ended_otherwise_is_foreign() {
        let before = stood(Stage::Held, 0, 0, 0);
        let clear = |now: &Baseline| compare(IntentKind::Clear, Some(kzt(7_000)), &before, now);
        assert_eq!(clear(&before), Evidence::Unchanged);
        assert_eq!(clear(&stood(Stage::Cleared, 7_000, 0, 0)), Evidence::Effect);
        assert!(matches!(clear(&stood(Stage::Cleared, 10_000, 0, 0)), Evidence::Foreign(_)));
        assert!(matches!(clear(&stood(Stage::Reversed, 0, 0, 0)), Evidence::Foreign(_)));
        let cancel = |now: &Baseline| compare(IntentKind::Cancel, None, &before, now);
        assert_eq!(cancel(&stood(Stage::Reversed, 0, 0, 0)), Evidence::Effect);
        assert!(matches!(cancel(&stood(Stage::Cleared, 10_000, 0, 0)), Evidence::Foreign(_)));
    }

    #[test]
    fn an_order_that_exists_with_another_amount_is_not_ours() {
        let found = stood(Stage::New, 0, 0, 0);
        let created = |amount| compare(IntentKind::CreateInvoice, Some(kzt(amount)), &Baseline::Absent, &found);
        assert_eq!(created(10_000), Evidence::Effect);
        assert!(matches!(created(9_999), Evidence::Foreign(_)));
    }

    #[test]
    fn a_payment_that_is_under_way_is_never_called_unchanged() {
        let before = stood(Stage::Processing, 0, 0, 0);
        for kind in [IntentKind::Confirm, IntentKind::PayInvoice] {
            let read = |now: &Baseline| compare(kind, None, &before, now);
            assert_eq!(read(&before), Evidence::Pending);
            let new = if kind == IntentKind::Confirm { Evidence::Pending } else { Evidence::Unchanged };
            assert_eq!(read(&stood(Stage::New, 0, 0, 0)), new, "a payer may still have the page open");
            assert_eq!(read(&stood(Stage::Cleared, 10_000, 0, 0)), Evidence::Effect);
            assert_eq!(read(&stood(Stage::Failed, 0, 0, 0)), Evidence::Excluded);
        }
    }

    #[test]
    fn not_applied_needs_two_spaced_reads_past_the_window() {
        let unchanged = |seconds: &[u64]| {
            let all: Vec<_> = seconds.iter().map(|s| (*s, Evidence::Unchanged)).collect();
            conclude(at(0), &reads(&all), SETTLING)
        };
        assert_eq!(unchanged(&[]), Verdict::Open);
        assert_eq!(unchanged(&[61]), Verdict::Open, "one read is no proof");
        assert_eq!(unchanged(&[1, 30, 59]), Verdict::Open, "the window is still open");
        assert_eq!(unchanged(&[50, 65]), Verdict::Open, "too close together");
        assert_eq!(unchanged(&[40, 61]), Verdict::NotApplied);
        let broken = reads(&[(1, Evidence::Unchanged), (55, Evidence::Pending), (62, Evidence::Unchanged)]);
        assert_eq!(conclude(at(0), &broken, SETTLING), Verdict::Open, "a pending read starts the count anew");
    }

    #[test]
    fn a_claimed_success_that_no_read_shows_is_for_a_person() {
        let unseen = reads(&[(0, Evidence::Claimed), (30, Evidence::Unchanged), (70, Evidence::Unchanged)]);
        assert!(matches!(conclude(at(0), &unseen, SETTLING), Verdict::Escalated(_)));
        let seen = reads(&[(0, Evidence::Claimed), (30, Evidence::Effect)]);
        assert_eq!(conclude(at(0), &seen, SETTLING), Verdict::Confirmed);
    }

    #[test]
    fn one_odd_read_calls_no_person() {
        let odd = |text: &str| Evidence::Foreign(text.to_owned());
        assert_eq!(conclude(at(0), &reads(&[(1, odd("a"))]), SETTLING), Verdict::Open);
        let twice = reads(&[(1, odd("a")), (22, odd("b"))]);
        assert_eq!(conclude(at(0), &twice, SETTLING), Verdict::Escalated("b".to_owned()));
        let mended = reads(&[(1, odd("a")), (22, Evidence::Effect)]);
        assert_eq!(conclude(at(0), &mended, SETTLING), Verdict::Confirmed);
    }

    #[test]
    fn after_a_start_of_the_machine_only_the_time_since_then_counts() {
        let other = |seconds| Steady::new(Era::Machine(uuid::Uuid::from_u128(2)), Duration::from_secs(seconds));
        let mut all = reads(&[(50, Evidence::Unchanged), (59, Evidence::Unchanged)]);
        all.push(read(other(30), Evidence::Unchanged));
        assert_eq!(conclude(at(0), &all, SETTLING), Verdict::Open, "nobody knows how long it was off");
        all.push(read(other(59), Evidence::Unchanged));
        assert_eq!(conclude(at(0), &all, SETTLING), Verdict::Open);
        all.push(read(other(60), Evidence::Unchanged));
        assert_eq!(conclude(at(0), &all, SETTLING), Verdict::NotApplied);
        let program = |seconds| Steady::new(Era::Program(uuid::Uuid::from_u128(2)), Duration::from_secs(seconds));
        let beside = |seconds: &[u64]| {
            let all: Vec<_> = seconds.iter().map(|s| read(program(*s), Evidence::Unchanged)).collect();
            conclude(at(0), &all, SETTLING)
        };
        assert_eq!(beside(&[9_000, 9_059]), Verdict::Open, "a program that runs for long proves nothing by that");
        assert_eq!(beside(&[9_000, 9_060]), Verdict::NotApplied);
        let late = [read(at(59), Evidence::Unchanged), read(other(9_000), Evidence::Unchanged)];
        assert_eq!(conclude(at(0), &late, SETTLING), Verdict::Open, "one read of this era");
    }

    #[test]
    fn a_read_shows_a_refund_when_it_shows_it_or_more() {
        let before = stood(Stage::PartlyRefunded, 10_000, 1_000, 1);
        let refund = |now: &Baseline| shows(IntentKind::Refund, Some(kzt(500)), &before, now);
        assert!(!refund(&before));
        assert!(!refund(&stood(Stage::Cleared, 10_000, 0, 0)), "older still");
        assert!(refund(&stood(Stage::PartlyRefunded, 10_000, 1_500, 2)));
        assert!(refund(&stood(Stage::Refunded, 10_000, 10_000, 3)));
        assert!(!shows(IntentKind::Clear, Some(kzt(1)), &before, &stood(Stage::Held, 0, 0, 0)));
        assert!(shows(IntentKind::Clear, Some(kzt(1)), &before, &stood(Stage::Refunded, 1, 1, 1)));
        assert!(!shows(IntentKind::PayInvoice, None, &before, &stood(Stage::Processing, 0, 0, 0)));
        assert!(!shows(IntentKind::Cancel, None, &before, &Baseline::Absent));
    }

    #[test]
    fn a_status_may_lag_for_the_length_of_the_window() {
        let later = |seconds| Steady::new(Era::Machine(uuid::Uuid::from_u128(2)), Duration::from_secs(seconds));
        let wall = |seconds: i64| Timestamp::from_millis(seconds * 1_000);
        let lags = |now: Steady, at_wall: i64| may_lag((at(100), wall(0)), (now, wall(at_wall)), SETTLING);
        assert!(lags(at(159), 9_000), "the clock on the wall is not asked");
        assert!(!lags(at(160), 0), "a return may fail later on");
        assert!(lags(later(59), 9_000));
        assert!(!lags(later(60), 0), "the machine runs for so long");
        let program = Steady::new(Era::Program(uuid::Uuid::from_u128(2)), Duration::from_secs(9_000));
        assert!(lags(program, 59) && !lags(program, 60), "nothing else is known");
    }

    proptest! {
        #[test]
        fn an_effect_is_never_called_not_applied(seconds in prop::collection::vec(0_u64..500, 1..8)) {
            let mut all: Vec<_> = seconds.iter().map(|s| (*s, Evidence::Unchanged)).collect();
            all.push((500, Evidence::Effect));
            prop_assert_eq!(conclude(at(0), &reads(&all), SETTLING), Verdict::Confirmed);
        }
    }
}
