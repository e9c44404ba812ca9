//! The way from a decision to a [`Confirmed`] intent. There is no other.

use std::time::Duration;

use super::super::arming::Armed;
use super::{Dialog, Focus, Preview, Ruling, Stage};
use crate::domain::reading::Baseline;
use crate::domain::{Intent, OperationId, RecordId, Timestamp};
use crate::say;

/// How old the read may be that a decision rests on.
pub const FRESH: Duration = Duration::from_secs(300);

/// Something that an operator confirmed in a dialog. Not clonable: it can be handed on once.
#[derive(Debug)]
pub struct Confirmed<T> {
    what: T,
    dialog: u64,
    record: Option<RecordId>,
    decided_on: Baseline,
    again: Option<OperationId>,
    read_at: Timestamp,
}

impl<T> Confirmed<T> {
    /// The dialog that it came from.
    pub const fn dialog(&self) -> u64 {
        self.dialog
    }

    /// Whether what it was decided on is recent.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        now.since(self.read_at) <= FRESH
    }

    /// The operation that did the same without an answer, as the operator was shown.
    pub const fn again(&self) -> Option<OperationId> {
        self.again
    }

    /// What was confirmed, on which record, and what that was.
    pub fn into_parts(self) -> (T, Option<RecordId>, Baseline) {
        (self.what, self.record, self.decided_on)
    }
}

impl Dialog {
    /// Why Send does nothing now; `None` when it would send.
    pub fn blocked(&self, now: Timestamp) -> Option<String> {
        match &self.stage {
            Stage::Reading => return Some(say!(self.language, "blocked-reading")),
            Stage::Changed(what) => return Some(say!(self.language, "blocked-changed", what = what.as_str())),
            Stage::Refused(why) => return Some(why.clone()),
            Stage::Sending => return Some(say!(self.language, "blocked-sending")),
            Stage::Done(ending) => return Some(ending.text.clone()),
            Stage::Deciding => {}
        }
        if self.is_rechecking() {
            return Some(say!(self.language, "blocked-looking"));
        }
        if self.subject().is_some() && self.is_old(now) {
            return Some(say!(self.language, "blocked-old"));
        }
        if let Some(problem) = self.problems().into_iter().next() {
            return Some(problem.text);
        }
        if self.ruling().is_some() {
            // Nothing is sent to the gateway, so there is no request to be shown.
            return None;
        }
        match &self.preview {
            Preview::None | Preview::Asked => Some(say!(self.language, "blocked-making")),
            Preview::Ready(_) => None,
            Preview::Failed(why) => Some(why.clone()),
        }
    }

    /// The operation that did the same without an answer.
    pub fn repeats(&self) -> Option<OperationId> {
        match &self.preview {
            Preview::Ready(planned) => planned.repeats,
            Preview::None | Preview::Asked | Preview::Failed(_) => None,
        }
    }

    fn is_old(&self, now: Timestamp) -> bool {
        self.read_at.is_none_or(|at| now.since(at) > FRESH)
    }

    /// Presses Send of an intent.
    pub fn confirm(&mut self, armed: &Armed, now: Timestamp) -> Option<Confirmed<Intent>> {
        let what = self.intent()?.ok()?;
        self.send(what, armed, now)
    }

    /// Presses Send of a decision.
    pub fn decide(&mut self, armed: &Armed, now: Timestamp) -> Option<Confirmed<Ruling>> {
        let what = self.ruling()?.ok()?;
        self.send(what, armed, now)
    }

    /// Only when Send is focused, seen, and nothing is in the way; and only once.
    fn send<T>(&mut self, what: T, _: &Armed, now: Timestamp) -> Option<Confirmed<T>> {
        if !self.is_seen() || self.focus != Focus::Send || self.blocked(now).is_some() {
            return None;
        }
        let read_at = if self.subject().is_some() { self.read_at? } else { now };
        let again = self.repeats();
        self.stage = Stage::Sending;
        self.focus = Focus::Cancel;
        let (record, decided_on) = (self.subject(), self.baseline());
        Some(Confirmed { what, dialog: self.serial, record, decided_on, again, read_at })
    }
}
