//! A window on a list that may be endless: what is loaded around the eye, what is selected, and what to load next.
//!
//! Every question has a number, and only the answer to the last one counts. Selection is by id. While the eye is on the
//! newest row, new rows come in above it; otherwise no row moves on screen, and what is new is counted. A frozen list is
//! not loaded anew at all. When the selected row leaves the list, nothing is selected until the operator moves.

use std::collections::BTreeSet;
use std::time::Duration;

use uuid::Uuid;

use crate::domain::query::Sort;
use crate::domain::{Record, Timestamp};
use crate::ledger::{Cursor, From, Operation, Page};

/// What a list is made of.
pub trait Row: PartialEq {
    /// What the selection holds on to.
    fn uuid(&self) -> Uuid;
    /// What a person calls it.
    fn name(&self) -> String;
    /// Its place in a list of this order.
    fn place(&self, sort: Sort) -> Cursor;
}

impl Row for Record {
    fn uuid(&self) -> Uuid {
        self.id.uuid()
    }

    fn name(&self) -> String {
        Self::name(self)
    }

    fn place(&self, sort: Sort) -> Cursor {
        self.cursor(sort)
    }
}

impl Row for Operation {
    fn uuid(&self) -> Uuid {
        self.id.uuid()
    }

    fn name(&self) -> String {
        self.record_name.clone()
    }

    fn place(&self, _: Sort) -> Cursor {
        self.cursor()
    }
}

/// How far loading came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Load {
    /// Nothing was asked for.
    Unasked,
    /// The first answer is awaited.
    Loading,
    /// Rows are here, or there are none.
    Ready,
    /// The last question failed.
    Failed(String),
}

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
enum Want {
    Newest,
    Oldest,
    Reload,
    After,
    Before,
}

/// Which ends of the list the window reaches.
#[derive(Debug, Clone, Copy)]
struct Ends {
    newest: bool,
    oldest: bool,
}

/// The selected row left the list, and nothing is selected in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// What a person calls it.
    pub name: String,
    /// Where in the window it was: the eye stays there.
    at: usize,
}

/// A window of a list.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the window")]
pub struct Pane<R> {
    /// The loaded rows, in the order of the list: newest first, unless it is sorted in another way.
    pub rows: Vec<R>,
    /// The order of the list.
    pub sort: Sort,
    /// Rows in the whole list, where that is known.
    pub total: Option<u64>,
    /// Rows above the window, when known.
    pub above: Option<u64>,
    /// The selected row.
    pub selected: Option<Uuid>,
    /// The row that was selected until it left the list.
    pub left: Option<Left>,
    /// Whether the rows are those of the filter or the order before: the ledger has not answered to the new one.
    pub outdated: bool,
    /// The loaded row that is drawn first.
    pub top: usize,
    /// How far loading came.
    pub load: Load,
    /// Whether the ledger has changed since the window was asked for.
    pub stale: bool,
    /// Whether something is done with the rows on screen, so that none may move.
    pub held: bool,
    /// Rows that came in above what is on screen since the eye left the newest one.
    pub fresh: u64,
    /// What has changed since the list was frozen, when it is.
    pub frozen: Option<BTreeSet<Uuid>>,
    /// Whether the operator stays with the newest row.
    following: bool,
    seq: u64,
    waiting: Option<Want>,
    limit: usize,
    ends: Ends,
    /// When the window was loaded anew because the ledger had changed: the last time but one, and the last time.
    renewed: [Option<Timestamp>; 2],
    /// The rows of a list that is one window and never more.
    only: Option<usize>,
}

/// The time in which a window that changes all the time is loaded anew twice at most: faster than anybody reads.
const RENEWAL: Duration = Duration::from_millis(100);

/// Rows of a list that is one window.
const WHOLE: usize = 200;

impl<R> Default for Pane<R> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            sort: Sort::default(),
            total: None,
            above: None,
            selected: None,
            left: None,
            outdated: false,
            top: 0,
            load: Load::Unasked,
            stale: true,
            held: false,
            fresh: 0,
            frozen: None,
            following: true,
            seq: 0,
            waiting: None,
            limit: 0,
            ends: Ends { newest: true, oldest: false },
            renewed: [None; 2],
            only: None,
        }
    }
}

impl<R> Pane<R> {
    /// A list that is one window: its first rows, and never more.
    pub fn whole() -> Self {
        Self { only: Some(WHOLE), ..Self::default() }
    }
}

/// Rows of a full window: three screens, within reason.
fn window(height: usize) -> usize {
    (height * 3).clamp(30, 300)
}

impl<R: Row> Pane<R> {
    /// Where the selected row is in the window.
    pub fn index(&self) -> Option<usize> {
        self.rows.iter().position(|row| Some(row.uuid()) == self.selected)
    }

    /// The selected row.
    pub fn current(&self) -> Option<&R> {
        self.index().and_then(|at| self.rows.get(at))
    }

    /// The rows that a list of this height shows.
    pub fn visible(&self, height: usize) -> &[R] {
        let end = self.rows.len().min(self.top.saturating_add(height));
        self.rows.get(self.top..end).unwrap_or_default()
    }

    /// Moves the selection by rows; it stops at the ends of what is loaded.
    pub fn step(&mut self, by: isize, height: usize) {
        if let Some(last) = self.rows.len().checked_sub(1) {
            // The first step after the selected row has left selects what is in its place.
            let at = match &self.left {
                Some(left) => left.at,
                None => self.index().unwrap_or(0).saturating_add_signed(by),
            };
            self.move_to(at.min(last), height);
        }
    }

    /// Selects a row by its id, if it is loaded.
    pub fn select(&mut self, id: Uuid, height: usize) {
        if let Some(at) = self.rows.iter().position(|row| row.uuid() == id) {
            self.move_to(at, height);
        }
    }

    /// Something in the ledger has changed: a row, or nobody knows which.
    pub fn touch(&mut self, id: Option<Uuid>) {
        self.stale = true;
        if let Some(changed) = self.frozen.as_mut() {
            changed.extend(id);
        }
    }

    /// Freezes the list, or lets it move on.
    pub fn freeze(&mut self) {
        self.frozen = if self.frozen.is_some() { None } else { Some(BTreeSet::new()) };
    }

    /// Begins anew at the first row: the filter or the order has changed. What is loaded stays until the answer comes.
    pub fn restart(&mut self, height: usize) -> Ask {
        (self.total, self.above, self.fresh) = (None, None, 0);
        self.outdated = !self.rows.is_empty();
        if let Some(changed) = self.frozen.as_mut() {
            changed.clear();
        }
        self.ask(Want::Newest, height)
    }

    /// Returns to how the list was; answers that are under way count no more.
    pub fn restore(&mut self, before: Self) {
        let seq = self.seq + 1;
        *self = Self { seq, waiting: None, stale: true, ..before };
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

    /// The operator goes to a row: at the first one the list follows what comes in.
    fn move_to(&mut self, at: usize, height: usize) {
        self.choose(at, height);
        self.following = at == 0 && self.ends.newest;
    }

    fn choose(&mut self, at: usize, height: usize) {
        self.selected = self.rows.get(at).map(Row::uuid);
        self.left = None;
        self.reveal(height);
    }

    /// Where the eye is: on the selected row, or where that was.
    fn eye(&self) -> usize {
        let left = self.left.as_ref().map(|left| left.at.min(self.rows.len().saturating_sub(1)));
        self.index().or(left).unwrap_or(0)
    }

    /// Keeps the selected row on screen and the screen filled.
    pub fn reveal(&mut self, height: usize) {
        let at = self.eye();
        let first = (at + 1).saturating_sub(height);
        self.top = self.top.clamp(first, at.max(first)).min(self.rows.len().saturating_sub(height));
        if self.ends.newest && self.top == 0 {
            self.fresh = 0;
        }
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

#[cfg(test)]
impl<R> Pane<R> {
    /// The number of the last question.
    pub fn last_asked(&self) -> u64 {
        self.seq
    }
}
