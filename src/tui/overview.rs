//! What the overview knows: the sums of a span, what is left to pay out, and what is looked at.

use std::time::Duration;

use super::loaded::Loaded;
use crate::domain::{Money, Timestamp};
use crate::ledger::overview::Volumes;
use crate::ledger::{Overview, Span};

/// How soon the sums are asked for again when something changed.
const SOON: Duration = Duration::from_secs(5);

/// How soon they are asked for when nothing did: hours and days go on.
const LATER: Duration = Duration::from_secs(60);

/// How soon the balance is read again while it is looked at; every read is a call to the gateway.
const BALANCE: Duration = Duration::from_secs(300);

/// The screen.
#[derive(Debug, Default)]
pub struct Pane {
    /// How far back.
    pub span: Span,
    /// Which of the currencies, by its place.
    pub currency: usize,
    /// The chosen code, by its place.
    pub chosen: usize,
    /// The sums.
    pub sums: Loaded<Span, Overview>,
    /// When they were last asked for.
    asked_at: Option<Timestamp>,
    /// What is left to pay out, or why that is not known.
    pub balance: Option<Result<Money, String>>,
    /// When that was told.
    pub balance_at: Option<Timestamp>,
    balance_asked: Option<Timestamp>,
    /// Whether the balance is being read.
    pub is_reading: bool,
}

impl Pane {
    /// The sums of the span in front.
    pub fn overview(&self) -> Option<&Overview> {
        self.sums.get(self.span).and_then(Result::ok)
    }

    /// The volumes of the currency in front.
    pub fn volumes(&self) -> Option<&Volumes> {
        let currencies = &self.overview()?.currencies;
        currencies.get(self.currency).or_else(|| currencies.first())
    }

    /// The chosen code.
    pub fn code(&self) -> Option<u32> {
        let codes = &self.overview()?.codes;
        codes.get(self.chosen).or_else(|| codes.last()).map(|(code, _)| *code)
    }

    /// Goes on to the next currency.
    pub fn next_currency(&mut self) {
        let count = self.overview().map_or(0, |overview| overview.currencies.len());
        self.currency = (self.currency + 1).checked_rem(count).unwrap_or(0);
    }

    /// Chooses another code.
    pub fn step(&mut self, by: isize) {
        let last = self.overview().map_or(0, |overview| overview.codes.len()).saturating_sub(1);
        self.chosen = self.chosen.min(last).saturating_add_signed(by).min(last);
    }

    /// Everything is to be asked for anew.
    pub const fn refresh(&mut self) {
        self.asked_at = None;
        self.balance_asked = None;
    }

    /// When the sums are to be asked for; `None` when that is now.
    fn due(&self) -> Option<Timestamp> {
        let pause = if self.sums.stale { SOON } else { LATER };
        self.asked_at
            .filter(|_| self.sums.of == Some(self.span) || self.sums.waiting.is_some())
            .map(|at| at.plus(pause))
    }

    /// The span whose sums are to be asked for now.
    pub fn ask(&mut self, now: Timestamp) -> Option<Span> {
        if self.due().is_some_and(|due| due > now) {
            return None;
        }
        self.sums.stale = true;
        let span = self.sums.ask(self.span)?;
        self.asked_at = Some(now);
        Some(span)
    }

    /// Whether the balance is to be read now.
    pub fn ask_balance(&mut self, now: Timestamp) -> bool {
        let due = self.balance_asked.map(|at| at.plus(BALANCE));
        if self.is_reading || due.is_some_and(|due| due > now) {
            return false;
        }
        self.balance_asked = Some(now);
        self.is_reading = true;
        true
    }

    /// The balance was read, or could not be.
    pub fn take_balance(&mut self, now: Timestamp, result: Result<Money, String>) {
        self.is_reading = false;
        self.balance_at = Some(now);
        self.balance = Some(result);
    }

    /// When something is to be asked for next, while it is on screen.
    pub fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        let sums = if self.sums.waiting.is_some() { None } else { self.due().or(Some(now)) };
        let balance = self.balance_asked.filter(|_| !self.is_reading).map(|at| at.plus(BALANCE));
        let age = self.balance_at.map(|at| super::text::age_changes(now, at));
        sums.into_iter().chain(balance).chain(age).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(1_000_000 + seconds * 1_000)
    }

    fn answer(pane: &mut Pane, span: Span) {
        pane.sums.take(span, Ok(Box::default()));
    }

    #[test]
    fn sums_are_asked_for_once_then_after_changes_and_every_minute() {
        let mut pane = Pane::default();
        assert_eq!((pane.ask(at(0)), pane.ask(at(0))), (Some(Span::Hours), None));
        answer(&mut pane, Span::Hours);
        assert_eq!((pane.ask(at(59)), pane.next_change(at(1))), (None, Some(at(60))));
        pane.sums.stale = true;
        assert_eq!((pane.ask(at(4)), pane.next_change(at(4)), pane.ask(at(5))), (None, Some(at(5)), Some(Span::Hours)));
        answer(&mut pane, Span::Hours);
        assert_eq!((pane.ask(at(64)), pane.ask(at(65))), (None, Some(Span::Hours)));
        pane.span = Span::Days;
        assert_eq!(pane.ask(at(66)), None, "one question at a time");
        answer(&mut pane, Span::Hours);
        assert_eq!(pane.overview(), None);
        assert_eq!(pane.ask(at(66)), Some(Span::Days));
        answer(&mut pane, Span::Days);
        pane.refresh();
        assert_eq!(pane.ask(at(66)), Some(Span::Days));
    }

    #[test]
    fn the_balance_is_read_every_few_minutes_at_most_or_when_it_is_asked_for() {
        let mut pane = Pane::default();
        assert!(pane.ask_balance(at(0)) && !pane.ask_balance(at(400)), "one read at a time");
        pane.take_balance(at(1), Err("no secret".to_owned()));
        assert!(!pane.ask_balance(at(299)));
        assert!(pane.ask_balance(at(300)));
        pane.take_balance(at(301), Err("no secret".to_owned()));
        pane.refresh();
        assert!(pane.ask_balance(at(302)));
    }
}
