//! A window on a list that may be endless: what is loaded around the eye, what is selected, and what to load next.
//!
//! Every question has a number, and only the answer to the last one counts. Selection is by id. While the eye is on the
//! newest row, new rows come in above it; otherwise no row moves on screen, and what is new is counted. A frozen list is
//! not loaded anew at all. When the selected row leaves the list, nothing is selected until the operator moves.

mod answer;
mod ask;
mod row;

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::domain::Timestamp;
use crate::domain::query::Sort;
use ask::Want;

pub use ask::Ask;
pub use row::Row;

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

    /// Returns to how the list was; answers that are under way count no more.
    pub fn restore(&mut self, before: Self) {
        let seq = self.seq + 1;
        *self = Self { seq, waiting: None, stale: true, ..before };
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
}

#[cfg(test)]
impl<R> Pane<R> {
    /// The number of the last question.
    pub fn last_asked(&self) -> u64 {
        self.seq
    }
}
