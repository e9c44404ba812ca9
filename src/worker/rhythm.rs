//! How often a record is read: fast when young or looked at, slow when old, never when it no longer moves.

use std::time::Duration;

use crate::domain::{Record, Stage, Timestamp};

/// The shortest interval between two reads of one record that nobody asked for.
const SHORTEST: Duration = Duration::from_secs(2);

/// How long to wait between two reads of this record; `None` when it no longer moves.
pub(super) fn interval(record: &Record, now: Timestamp, looked_at: bool) -> Option<Duration> {
    if !record.stage.is_moving() {
        return None;
    }
    let age = now.since(record.created_at).as_secs();
    let seconds = match age {
        0..120 => 3,
        120..3_600 => 15,
        3_600..86_400 => 120,
        _ => 900,
    };
    // A hold moves on by itself only after five days (spec/merchant.md 2.5), or by somebody else's hand.
    let seconds = if record.stage == Stage::Held { seconds.max(60) } else { seconds };
    let calm = Duration::from_secs(seconds);
    Some(if looked_at || record.watched { (calm / 5).max(SHORTEST) } else { calm })
}

/// How long to wait before the next read for an unknown operation, `since` its outcome was lost.
pub(super) fn until_next_proof(since: Duration, spacing: Duration) -> Duration {
    // Quick at first, because most lost replies have taken effect; then as far apart as a conclusion needs.
    (since / 2).clamp(Duration::from_millis(500).min(spacing), spacing)
}

/// [`until_next_proof`] while the provider is still at work on it, or a payer takes their time: nothing can be concluded
/// before that ends, so it is asked for less and less often.
pub(super) fn until_next_look(since: Duration, spacing: Duration) -> Duration {
    until_next_proof(since, spacing).max((since / 10).min(LONGEST_LOOK))
}

/// The longest interval between two reads for an operation that somebody is at work on.
const LONGEST_LOOK: Duration = Duration::from_secs(300);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::RecordKind;
    use crate::domain::record::tests_support::record;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(1_000 + seconds * 1_000)
    }

    #[test]
    fn young_and_looked_at_records_are_read_often_and_final_ones_never() {
        let new = record(RecordKind::Payment, Stage::New, 100);
        assert_eq!(interval(&new, at(10), false), Some(Duration::from_secs(3)));
        assert_eq!(interval(&new, at(10), true), Some(Duration::from_secs(2)));
        assert_eq!(interval(&new, at(7_200), false), Some(Duration::from_secs(120)));
        assert_eq!(interval(&new, at(7_200), true), Some(Duration::from_secs(24)));
        let held = record(RecordKind::Payment, Stage::Held, 100);
        assert_eq!(interval(&held, at(10), false), Some(Duration::from_secs(60)));
        for stage in Stage::ALL.into_iter().filter(|stage| !stage.is_moving()) {
            assert_eq!(interval(&record(RecordKind::Payment, stage, 100), at(1), true), None);
        }
    }

    #[test]
    fn waits_grow_and_end_at_a_bound() {
        let spacing = Duration::from_secs(30);
        assert_eq!(until_next_proof(Duration::ZERO, spacing), Duration::from_millis(500));
        assert_eq!(until_next_proof(Duration::from_secs(500), spacing), spacing);
        assert_eq!(until_next_look(Duration::from_secs(100), spacing), spacing);
        assert_eq!(until_next_look(Duration::from_secs(1_000), spacing), Duration::from_secs(100));
        assert_eq!(until_next_look(Duration::from_secs(1_000_000), spacing), LONGEST_LOOK);
    }
}
