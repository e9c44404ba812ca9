//! Taking what the ledger answers, so that no row moves under the eye.

use super::ask::{Want, window};
use super::{Left, Load, Pane, Row};
use crate::ledger::Page;

impl<R: Row> Pane<R> {
    /// Takes an answer. Answers whether anything on screen may have changed; a late answer changes nothing.
    pub fn answer(&mut self, seq: u64, result: Result<Page<R>, String>, height: usize) -> bool {
        if seq != self.seq {
            return false;
        }
        let Some(want) = self.waiting.take() else { return false };
        let page = match result {
            Ok(page) => page,
            Err(reason) => {
                self.load = Load::Failed(reason);
                return true;
            }
        };
        let full = page.rows.len() >= self.limit && self.only.is_none();
        let same = self.load == Load::Ready && self.total == page.total;
        self.load = Load::Ready;
        self.outdated = false;
        let grown = self.total.zip(page.total).map_or(0, |(before, now)| now.saturating_sub(before));
        self.total = page.total;
        match want {
            Want::Newest | Want::Oldest => {
                self.above = page.above;
                self.rows = page.rows;
                self.ends.newest = want == Want::Newest || !full;
                self.ends.oldest = want == Want::Oldest || !full;
                let last = self.rows.len().saturating_sub(1);
                self.move_to(if want == Want::Newest { 0 } else { last }, height);
                true
            }
            Want::Reload => !(self.reload(page, full, grown, height) && same),
            Want::After => self.append(page.rows, full, height),
            Want::Before => self.prepend(page.rows, full, height),
        }
    }

    /// Puts a window in the place of the old one. Answers whether it shows the same rows.
    fn reload(&mut self, page: Page<R>, full: bool, grown: u64, height: usize) -> bool {
        let old = self.eye();
        let offset = old.saturating_sub(self.top);
        let found = page.rows.iter().position(|row| Some(row.uuid()) == self.selected);
        if found.is_none() && self.ends.newest && full && self.index().is_some() {
            // So much is new that the selected row fell out: stay where the eye is and load from there.
            self.ends.newest = false;
            self.above = Some(grown);
            self.stale = true;
            return false;
        }
        if self.ends.newest {
            self.above = Some(0);
        } else {
            self.above = self.above.map(|above| above + grown);
        }
        let same = self.rows == page.rows;
        let first = self.rows.first().map(Row::uuid);
        let came = page.rows.iter().position(|row| Some(row.uuid()) == first);
        self.fresh += if self.ends.newest { came.map_or(grown, |came| came as u64) } else { grown };
        let gone = self.current().map(Row::name).filter(|_| found.is_none());
        self.rows = page.rows;
        self.ends.oldest = !full;
        let at = found.unwrap_or(old).min(self.rows.len().saturating_sub(1));
        let follows = self.following && !self.held && self.ends.newest && at < height;
        self.top = if follows { 0 } else { at.saturating_sub(offset) };
        if let Some(name) = gone {
            self.left = Some(Left { name, at: old });
            self.selected = None;
        }
        match &self.left {
            Some(_) => self.reveal(height),
            None => self.choose(at, height),
        }
        self.trim_end(height);
        same
    }

    /// Forgets rows far below the eye, so that a window never grows with the list.
    fn trim_end(&mut self, height: usize) {
        let keep = (2 * window(height)).max(self.top + 2 * height);
        if self.rows.len() > keep && self.only.is_none() {
            self.rows.truncate(keep);
            self.ends.oldest = false;
        }
    }

    fn append(&mut self, rows: Vec<R>, full: bool, height: usize) -> bool {
        self.ends.oldest = !full;
        self.rows.extend(rows);
        let excess = self.rows.len().saturating_sub(2 * window(height)).min(self.top.saturating_sub(height));
        if excess > 0 {
            self.rows.drain(..excess);
            self.top -= excess;
            self.move_left(|at| at.saturating_sub(excess));
            self.ends.newest = false;
            self.above = self.above.map(|above| above + excess as u64);
        }
        true
    }

    fn prepend(&mut self, rows: Vec<R>, full: bool, height: usize) -> bool {
        self.ends.newest = !full;
        let added = rows.len();
        self.above = if full { self.above.map(|above| above.saturating_sub(added as u64)) } else { Some(0) };
        self.rows.splice(0..0, rows);
        self.top += added;
        self.move_left(|at| at + added);
        self.trim_end(height);
        true
    }

    /// The rows moved, and the place of the one that left with them.
    fn move_left(&mut self, to: impl Fn(usize) -> usize) {
        if let Some(left) = self.left.as_mut() {
            left.at = to(left.at);
        }
    }
}
