//! What has to be loaded, and when: one question at a time.

use std::time::Duration;

use super::{Load, Pane, Row};
use crate::domain::Timestamp;
use crate::ledger::From;

/// A question for the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Where the page begins.
    pub from: From,
    /// How many rows at most.
    pub limit: u32,
    /// The question's number.
    pub seq: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    Newest,
    Oldest,
    Reload,
    After,
    Before,
}

/// The time in which a window that changes all the time is loaded anew twice at most: faster than anybody reads.
const RENEWAL: Duration = Duration::from_millis(100);

/// Rows of a full window: three screens, within reason.
pub(super) fn window(height: usize) -> usize {
    (height * 3).clamp(30, 300)
}

impl<R: Row> Pane<R> {
    /// Begins anew at the first row: the filter or the order has changed. What is loaded stays until the answer comes.
    pub fn restart(&mut self, height: usize) -> Ask {
        (self.total, self.above, self.fresh) = (None, None, 0);
        self.outdated = !self.rows.is_empty();
        if let Some(changed) = self.frozen.as_mut() {
            changed.clear();
        }
        self.ask(Want::Newest, height)
    }

    /// Goes to the newest row, which may have to be loaded.
    pub fn go_newest(&mut self, height: usize) -> Option<Ask> {
        if self.ends.newest && self.load == Load::Ready && !self.outdated {
            self.move_to(0, height);
            return None;
        }
        Some(self.ask(Want::Newest, height))
    }

    /// Goes to the oldest row, which may have to be loaded.
    pub fn go_oldest(&mut self, height: usize) -> Option<Ask> {
        if self.ends.oldest && self.load == Load::Ready && !self.outdated {
            self.move_to(self.rows.len().saturating_sub(1), height);
            return None;
        }
        Some(self.ask(Want::Oldest, height))
    }

    /// When a window that has changed is to be loaded anew; `None` when it has not, or is being loaded.
    pub fn renewal(&self) -> Option<Timestamp> {
        let wanted = self.stale && self.frozen.is_none() && self.waiting.is_none();
        wanted.then(|| self.renewed[0].map_or(Timestamp::default(), |before| before.plus(RENEWAL)))
    }

    /// What has to be loaded now, if anything: one question at a time.
    pub fn settle(&mut self, height: usize, now: Timestamp) -> Option<Ask> {
        self.reveal(height);
        if self.waiting.is_some() {
            return None;
        }
        // A clock that was set back must not put it off.
        if self.renewal().is_some_and(|due| due <= now || now.plus(RENEWAL) < due) {
            if self.load == Load::Ready {
                self.renewed = [self.renewed[1], Some(now)];
            }
            return Some(self.ask(Want::Reload, height));
        }
        if self.load != Load::Ready {
            return None;
        }
        if !self.ends.oldest && self.top + 2 * height > self.rows.len() {
            return Some(self.ask(Want::After, height));
        }
        (!self.ends.newest && self.top < height).then(|| self.ask(Want::Before, height))
    }

    fn ask(&mut self, want: Want, height: usize) -> Ask {
        // Places in the rows of another filter or order say nothing about this one.
        let want = match want {
            Want::Reload if self.outdated => {
                self.stale = false;
                Want::Newest
            }
            Want::Newest | Want::Oldest | Want::Reload | Want::After | Want::Before => want,
        };
        let first = self.rows.first().map(|row| row.place(self.sort));
        let last = self.rows.last().map(|row| row.place(self.sort));
        let full = window(height);
        let (from, limit) = match (want, first, last) {
            (Want::Oldest, _, _) => (From::Last, full),
            (Want::Reload, Some(first), _) if !self.ends.newest => (From::At(first), full.max(self.rows.len())),
            // Some room for rows that are new, so that the selected one is found again.
            (Want::Reload, Some(_), _) => (From::First, (self.rows.len() + full).min(3 * full)),
            (Want::After, _, Some(last)) => (From::After(last), full),
            (Want::Before, Some(first), _) => (From::Before(first), full),
            (Want::Newest | Want::Reload | Want::After | Want::Before, _, _) => (From::First, full),
        };
        let (from, limit) = self.only.map_or((from, limit), |only| (From::First, only));
        if want == Want::Reload {
            self.stale = false;
        }
        if self.rows.is_empty() {
            self.load = Load::Loading;
        }
        self.seq += 1;
        self.waiting = Some(want);
        self.limit = limit;
        Ask { from, limit: u32::try_from(limit).unwrap_or(u32::MAX), seq: self.seq }
    }
}
