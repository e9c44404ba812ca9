//! The callbacks of a gateway: planned, under way, done. Source: `spec/merchant.md` 4.

use std::collections::BTreeSet;
use std::time::Duration;

use url::Url;

use super::callback::{CallbackKind, CallbackMethod};
use super::field::Field;
use crate::domain::Timestamp;

/// Until a result is delivered again. Source: `spec/merchant.md` 4.3.
const RETRY: Duration = Duration::from_mins(30);

/// How often a result is delivered at most: at once, and every half an hour for two hours. How often the others are is
/// not documented, so once.
const fn deliveries(kind: CallbackKind) -> u32 {
    match kind {
        CallbackKind::Result => 5,
        CallbackKind::Check | CallbackKind::Payout | CallbackKind::Card => 1,
    }
}

/// Where a callback stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Waiting,
    UnderWay,
    Done,
}

impl Standing {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::UnderWay => "under_way",
            Self::Done => "done",
        }
    }
}

/// One delivery, and in words what came of it.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    pub(super) at: Timestamp,
    pub(super) outcome: Option<String>,
}

/// One callback with all its deliveries.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    pub(super) id: u64,
    pub(super) kind: CallbackKind,
    /// The payment, payout or saving of a card that it is about.
    pub(super) subject: u64,
    pub(super) url: Url,
    pub(super) method: CallbackMethod,
    /// What is told, without salt and signature.
    pub(super) fields: Vec<Field>,
    pub(super) standing: Standing,
    pub(super) attempts: Vec<Attempt>,
}

impl Letter {
    /// The number of the delivery that is under way or was the last one.
    pub(super) fn attempt(&self) -> u32 {
        u32::try_from(self.attempts.len()).unwrap_or(u32::MAX)
    }

    /// The script name of its signatures: the last segment of the merchant's own address.
    /// Source: `spec/merchant.md` 1.6.
    pub(super) fn script(&self) -> &str {
        self.url.path().rsplit('/').next().unwrap_or_default()
    }

    fn note(&mut self, outcome: String) {
        if let Some(last) = self.attempts.last_mut() {
            last.outcome = Some(outcome);
        }
    }
}

/// All callbacks, oldest first.
#[derive(Clone, Default)]
pub(super) struct Outbox {
    all: Vec<Letter>,
    due: BTreeSet<(Timestamp, u64)>,
}

impl Outbox {
    /// Plans a callback for this time.
    pub(super) fn plan(
        &mut self,
        at: Timestamp,
        (kind, subject): (CallbackKind, u64),
        (url, method): (Url, CallbackMethod),
        fields: Vec<Field>,
    ) {
        let id = self.all.last().map_or(1, |last| last.id + 1);
        let standing = Standing::Waiting;
        self.all.push(Letter { id, kind, subject, url, method, fields, standing, attempts: Vec::new() });
        self.due.insert((at, id));
    }

    pub(super) fn all(&self) -> &[Letter] {
        &self.all
    }

    pub(super) fn get(&self, id: u64) -> Option<&Letter> {
        let at = self.all.binary_search_by_key(&id, |letter| letter.id).ok()?;
        self.all.get(at)
    }

    fn get_mut(&mut self, id: u64) -> Option<&mut Letter> {
        let at = self.all.binary_search_by_key(&id, |letter| letter.id).ok()?;
        self.all.get_mut(at)
    }

    /// When the next delivery is due.
    pub(super) fn next_at(&self) -> Option<Timestamp> {
        self.due.first().map(|(at, _)| *at)
    }

    /// Starts the next delivery that is due.
    pub(super) fn start(&mut self, now: Timestamp) -> Option<u64> {
        let (at, id) = *self.due.first()?;
        if at > now {
            return None;
        }
        self.due.remove(&(at, id));
        let letter = self.get_mut(id)?;
        letter.standing = Standing::UnderWay;
        letter.attempts.push(Attempt { at: now, outcome: None });
        Some(id)
    }

    /// Ends a callback with this outcome. Answers whether it was under way.
    pub(super) fn end(&mut self, id: u64, outcome: String) -> bool {
        let Some(letter) = self.get_mut(id).filter(|letter| letter.standing == Standing::UnderWay) else {
            return false;
        };
        letter.note(outcome);
        letter.standing = Standing::Done;
        true
    }

    /// A delivery failed: plans the next one half an hour after it began, if there is to be one.
    pub(super) fn fail(&mut self, id: u64, outcome: String) -> bool {
        let Some(letter) = self.get_mut(id).filter(|letter| letter.standing == Standing::UnderWay) else {
            return false;
        };
        letter.note(outcome);
        letter.standing = Standing::Done;
        if letter.attempt() < deliveries(letter.kind)
            && let Some(first) = letter.attempts.first()
        {
            let at = first.at.plus(RETRY.saturating_mul(letter.attempt()));
            letter.standing = Standing::Waiting;
            self.due.insert((at, id));
        }
        true
    }

    /// What was under way goes out again: nobody will hear of those deliveries any more.
    pub(super) fn recall(&mut self, now: Timestamp) {
        for letter in self.all.iter_mut().filter(|letter| letter.standing == Standing::UnderWay) {
            letter.attempts.pop();
            letter.standing = Standing::Waiting;
            self.due.insert((now, letter.id));
        }
    }
}
