//! When a hold is debited by itself. Only what is documented is told: a payment that is held and neither cleared nor
//! cancelled for five days is cleared (`spec/merchant.md` 2.5, 2.8); of card transactions nothing is documented.

use std::time::Duration;

use crate::domain::{Record, RecordKind, Stage, Timestamp};

/// How long a hold stands.
const HOLD: Duration = Duration::from_hours(5 * 24);

/// The moment of the automatic clearing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// When.
    pub at: Timestamp,
    /// Whether it is counted from the moment that the gateway names as that of the payment; else from when the record
    /// was made, which can only be earlier.
    pub is_exact: bool,
}

/// When a hold is cleared by itself; `None` where that is not known, or nothing is held.
pub fn deadline(record: &Record) -> Option<Deadline> {
    let counts = match record.kind {
        RecordKind::Payment | RecordKind::Invoice => record.stage == Stage::Held,
        RecordKind::Card | RecordKind::Payout => false,
    };
    if !counts {
        return None;
    }
    let paid = record.facts.iter().find(|(label, _)| label == "paid").and_then(|(_, text)| moment(text));
    Some(Deadline { at: paid.unwrap_or(record.created_at).plus(HOLD), is_exact: paid.is_some() })
}

fn moment(text: &str) -> Option<Timestamp> {
    let time = chrono::DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S %:z").ok()?;
    Some(Timestamp::from_millis(time.timestamp_millis()))
}

/// What is left, in days, hours and minutes; minutes are those of the clock, so that all change in the same instant.
pub fn left(now: Timestamp, until: Timestamp) -> Option<(i64, i64, i64)> {
    let minute = |at: Timestamp| at.millis().div_euclid(60_000);
    let minutes = minute(until).saturating_sub(minute(now));
    (minutes > 0).then_some((minutes / 1_440, minutes / 60 % 24, minutes % 60))
}

/// When [`left`] says something else.
pub const fn changes(now: Timestamp) -> Timestamp {
    Timestamp::from_millis((now.millis().div_euclid(60_000) + 1) * 60_000)
}

#[cfg(test)]
mod tests {
    use super::super::tests::support::{NOW, ago, numbered};
    use super::*;

    fn held(kind: RecordKind) -> Record {
        let mut record = numbered(kind, 2);
        record.stage = Stage::Held;
        record.created_at = ago(60);
        record
    }

    #[test]
    fn a_held_payment_is_cleared_five_days_after_it_was_paid_or_else_made() {
        let mut record = held(RecordKind::Payment);
        let about = Deadline { at: ago(60).plus(HOLD), is_exact: false };
        assert_eq!(deadline(&record), Some(about));
        record.facts = vec![("paid".to_owned(), "2026-11-21 09:30:00 +05:00".to_owned())];
        let paid = Timestamp::from_millis(NOW.millis() - 30 * 60_000);
        assert_eq!(deadline(&record), Some(Deadline { at: paid.plus(HOLD), is_exact: true }));
        record.facts = vec![("paid".to_owned(), "soon".to_owned())];
        assert_eq!(deadline(&record), Some(about));
    }

    #[test]
    fn nothing_is_said_of_what_is_not_held_or_not_documented() {
        let mut record = held(RecordKind::Payment);
        record.stage = Stage::Cleared;
        assert_eq!(deadline(&record), None);
        assert_eq!(deadline(&held(RecordKind::Card)), None);
        assert_eq!(deadline(&held(RecordKind::Payout)), None);
    }

    #[test]
    fn what_is_left_goes_by_the_minutes_of_the_clock() {
        let in_millis = |millis| left(NOW, Timestamp::from_millis(NOW.millis() + millis));
        assert_eq!(in_millis(59_999), None);
        assert_eq!(in_millis(60_000), Some((0, 0, 1)));
        assert_eq!(in_millis(((26 * 60) + 5) * 60_000), Some((1, 2, 5)));
        assert_eq!(in_millis(-60_000), None);
        assert!(left(Timestamp::from_millis(i64::MIN), Timestamp::from_millis(i64::MAX)).is_some());
        assert_eq!(changes(Timestamp::from_millis(61_000)), Timestamp::from_millis(120_000));
    }
}
