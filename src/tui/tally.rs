//! How many rows a filter lets through, and what they amount to. The ledger counts beside the list, so the answer may come
//! later than the rows; a newer question takes the place of an older one.

use std::time::Duration;

use crate::domain::Timestamp;
use crate::domain::query::Filter;
use crate::ledger::Totals;

/// A count is not asked for again sooner than this, however often the ledger changes.
const PAUSE: Duration = Duration::from_secs(2);

/// A count that is known, or awaited.
#[derive(Debug, Default)]
pub struct Tally {
    known: Option<(Filter, Result<Totals, String>)>,
    waiting: Option<(u64, Filter)>,
    /// Whether the ledger has changed since it was asked for.
    pub stale: bool,
    answered_at: Timestamp,
}

impl Tally {
    /// What a filter comes to, if that is known; an old count of the same filter is better than none.
    pub fn of(&self, filter: &Filter) -> Option<Result<&Totals, &str>> {
        let (_, answer) = self.known.as_ref().filter(|(of, _)| of == filter)?;
        Some(answer.as_ref().map_err(String::as_str))
    }

    /// Whether a filter is to be counted now; then by this number.
    pub fn ask(&mut self, filter: &Filter, now: Timestamp, number: u64) -> bool {
        if filter.is_empty() || self.waiting.as_ref().is_some_and(|(_, of)| of == filter) {
            return false;
        }
        let known = self.known.as_ref().is_some_and(|(of, _)| of == filter);
        if known && (!self.stale || now < self.answered_at.plus(PAUSE)) {
            return false;
        }
        self.stale = false;
        self.waiting = Some((number, filter.clone()));
        true
    }

    /// Takes an answer. Answers whether anything changed.
    pub fn take(&mut self, number: u64, answer: Result<Totals, String>, now: Timestamp) -> bool {
        let Some((_, filter)) = self.waiting.take_if(|(waiting, _)| *waiting == number) else { return false };
        self.answered_at = now;
        let answer = Some((filter, answer));
        let changed = self.known != answer;
        self.known = answer;
        changed
    }

    /// The question by this number was not answered.
    pub fn lose(&mut self, number: u64) {
        self.waiting.take_if(|(waiting, _)| *waiting == number);
    }

    /// When a filter may be counted again, if there is a reason to.
    pub fn due(&self, filter: &Filter) -> Option<Timestamp> {
        let waits = self.stale && self.waiting.is_none() && self.of(filter).is_some();
        waits.then(|| self.answered_at.plus(PAUSE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    #[test]
    fn a_newer_filter_takes_the_place_of_an_older_one() {
        let [held, failed] = ["stage:held", "stage:failed"].map(|text| Filter::parse(text).unwrap());
        let mut tally = Tally::default();
        assert!(!tally.ask(&Filter::default(), at(0), 1), "everything is counted elsewhere");
        assert!(tally.ask(&held, at(0), 2) && !tally.ask(&held, at(0), 3));
        assert!(tally.ask(&failed, at(0), 4));
        let totals = Totals { count: 7, sums: Vec::new() };
        assert!(!tally.take(2, Ok(Totals::default()), at(1)), "nobody waits for it");
        assert!(tally.take(4, Ok(totals.clone()), at(1)));
        assert_eq!((tally.of(&failed), tally.of(&held)), (Some(Ok(&totals)), None));
        assert!(tally.ask(&held, at(2), 5) && !tally.ask(&held, at(2), 6));
        tally.lose(2);
        assert!(!tally.ask(&held, at(2), 7), "an old question was lost");
        tally.lose(5);
        assert!(tally.ask(&held, at(2), 8), "an older question overtook it");
    }

    #[test]
    fn a_count_rests_between_changes() {
        let filter = Filter::parse("stage:held").unwrap();
        let mut tally = Tally::default();
        assert!(tally.ask(&filter, at(0), 1) && tally.take(1, Ok(Totals::default()), at(1)));
        tally.stale = true;
        assert_eq!((tally.ask(&filter, at(2), 2), tally.due(&filter)), (false, Some(at(3))));
        assert!(tally.ask(&filter, at(3), 3) && tally.due(&filter).is_none());
        assert!(tally.of(&filter).is_some(), "the old one is shown meanwhile");
    }
}
