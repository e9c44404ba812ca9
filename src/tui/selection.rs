//! Rows that are marked for what is done next: by id, so that they survive a reload and another order. Another filter takes
//! them off: what is done next is done with rows that were seen together.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::domain::{Currency, Money, Record};

/// Most rows that can be marked at once.
pub const MOST: usize = 1_000;

/// Marked records, each as it was last seen.
#[derive(Debug, Default)]
pub struct Marks {
    marked: BTreeMap<Uuid, (u64, Record)>,
    serial: u64,
    /// Where the range began, and where the eye was when it was last extended.
    range: Option<(Uuid, Uuid)>,
}

impl Marks {
    /// How many.
    pub fn len(&self) -> usize {
        self.marked.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.marked.is_empty()
    }

    /// Whether this one is.
    pub fn has(&self, id: Uuid) -> bool {
        self.marked.contains_key(&id)
    }

    /// Marks a record. Answers whether there was room for it.
    pub fn add(&mut self, record: &Record) -> bool {
        if self.has(record.id.uuid()) {
            return true;
        }
        if self.marked.len() >= MOST {
            return false;
        }
        self.serial += 1;
        self.marked.insert(record.id.uuid(), (self.serial, record.clone()));
        true
    }

    /// Marks a record, or no longer. Answers whether there was room for it.
    pub fn toggle(&mut self, record: &Record) -> bool {
        self.marked.remove(&record.id.uuid()).is_some() || self.add(record)
    }

    /// Marks a record no longer.
    pub fn remove(&mut self, id: Uuid) {
        self.marked.remove(&id);
    }

    /// Marks the range to where the eye goes next. `rows` are the loaded ones, `from` and `to` places in them.
    pub fn extend(&mut self, rows: &[Record], from: usize, to: usize) -> bool {
        let (Some(old), Some(new)) = (rows.get(from), rows.get(to)) else { return true };
        let begun = self.range.filter(|(_, eye)| *eye == old.id.uuid()).map_or(old.id.uuid(), |(begun, _)| begun);
        let anchor = rows.iter().position(|row| row.id.uuid() == begun).unwrap_or(from);
        self.range = Some((begun, new.id.uuid()));
        if to.abs_diff(anchor) < from.abs_diff(anchor) {
            self.marked.remove(&old.id.uuid());
            return true;
        }
        self.add(old) && self.add(new)
    }

    /// Forgets all marks.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The marked records, in the order in which they were marked.
    pub fn records(&self) -> Vec<&Record> {
        let mut marked: Vec<&(u64, Record)> = self.marked.values().collect();
        marked.sort_by_key(|(serial, _)| *serial);
        marked.into_iter().map(|(_, record)| record).collect()
    }

    /// Takes over what newly loaded rows tell about marked ones.
    pub fn learn(&mut self, rows: &[Record]) {
        if self.marked.is_empty() {
            return;
        }
        for row in rows {
            if let Some((_, record)) = self.marked.get_mut(&row.id.uuid()) {
                record.clone_from(row);
            }
        }
    }

    /// What they amount to, for each currency; `None` where that is more than an amount can be.
    pub fn sums(&self) -> Vec<(Currency, Option<Money>)> {
        sums(self.marked.values().map(|(_, record)| record.amount))
    }
}

/// Exact sums, one for each currency, in the order of their codes.
pub fn sums(amounts: impl Iterator<Item = Money>) -> Vec<(Currency, Option<Money>)> {
    let mut sums: Vec<(Currency, Option<Money>)> = Vec::new();
    for amount in amounts {
        let currency = amount.currency();
        match sums.iter_mut().find(|(known, _)| *known == currency) {
            Some((_, sum)) => *sum = sum.and_then(|sum| sum.plus(amount)),
            None => sums.push((currency, Some(amount))),
        }
    }
    sums.sort_by_key(|(currency, _)| currency.code());
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::RecordKind;
    use crate::tui::tests::support::many;

    fn names(marks: &Marks) -> Vec<String> {
        marks.records().into_iter().map(Record::name).collect()
    }

    #[test]
    fn a_range_grows_and_shrinks_with_the_eye() {
        let rows = many(RecordKind::Payment, 6);
        let mut marks = Marks::default();
        assert!(marks.extend(&rows, 1, 2) && marks.extend(&rows, 2, 3));
        assert_eq!(names(&marks), ["A-1001", "A-1002", "A-1003"]);
        assert!(marks.extend(&rows, 3, 2));
        assert_eq!(names(&marks), ["A-1001", "A-1002"]);
        assert!(marks.extend(&rows, 2, 1) && marks.extend(&rows, 1, 0));
        assert_eq!(names(&marks), ["A-1001", "A-1000"]);
    }

    #[test]
    fn no_more_are_marked_than_can_be_acted_on() {
        let rows = many(RecordKind::Payment, MOST as u64 + 1);
        let mut marks = Marks::default();
        let taken = rows.iter().filter(|row| marks.add(row)).count();
        assert_eq!((taken, marks.len()), (MOST, MOST));
        assert!(marks.toggle(&rows[0]) && marks.add(&rows[MOST]));
    }

    #[test]
    fn sums_are_exact_and_apart_for_each_currency() {
        let amounts = [
            (1_050, Currency::Kzt),
            (7, Currency::Jpy),
            (2_000, Currency::Kzt),
            (i64::MAX, Currency::Usd),
            (1, Currency::Usd),
        ];
        let sums = sums(amounts.into_iter().map(|(minor, currency)| Money::from_minor(minor, currency)));
        let expected = [
            (Currency::Jpy, Some(Money::from_minor(7, Currency::Jpy))),
            (Currency::Kzt, Some(Money::from_minor(3_050, Currency::Kzt))),
            (Currency::Usd, None),
        ];
        assert_eq!(sums, expected);
    }
}
