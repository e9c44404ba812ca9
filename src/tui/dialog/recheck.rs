//! Whether the ledger still holds what a dialog shows. Every question has a number: what was asked before the last change
//! was told proves nothing, and what was loaded for another part of the screen may be older than that.

use super::{Dialog, Stage};
use crate::ledger::Detail;

/// The questions of a dialog, by their numbers.
#[derive(Debug, Default)]
pub struct Recheck {
    /// The last change that was told.
    told: u64,
    /// The question under way: up to which change it looks.
    asked: Option<u64>,
}

impl Recheck {
    /// A read that is newer than all of them came, or will come.
    pub const fn forget(&mut self) {
        self.asked = None;
    }

    const fn ask(&mut self) -> Option<u64> {
        self.asked = Some(self.told);
        self.asked
    }
}

impl Dialog {
    /// Whether the ledger told a change that has not been looked at yet.
    pub const fn is_rechecking(&self) -> bool {
        self.recheck.asked.is_some()
    }

    /// The ledger told a change of the record. Answers the number of the question to ask; one is under way at a time.
    pub fn told(&mut self) -> Option<u64> {
        if self.stage != Stage::Deciding {
            return None;
        }
        self.recheck.told += 1;
        if self.is_rechecking() { None } else { self.recheck.ask() }
    }

    /// Takes an answer. Answers the number of the next question, when more was told since.
    pub fn rechecked(&mut self, number: u64, answer: Result<Box<Detail>, String>) -> Option<u64> {
        if self.recheck.asked != Some(number) || self.stage != Stage::Deciding {
            return None;
        }
        self.recheck.forget();
        if number < self.recheck.told {
            return self.recheck.ask();
        }
        match answer {
            Ok(detail) => self.compare(&detail),
            Err(reason) => self.stage = Stage::Refused(reason),
        }
        None
    }
}
