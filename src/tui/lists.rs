//! What the operator made of the lists of records: filters, orders, columns, marks, saved views, and the boxes in which
//! all that is chosen. The rows themselves are in the [`super::pane`]s.

use std::collections::VecDeque;

use super::dialog::field::{Field, Name};
use super::exporting::Exporting;
use super::filter::{Bar, Past};
use super::finder::Finder;
use super::pane::Pane;
use super::selection::Marks;
use super::tally::Tally;
use super::views::{self, Keeping, Kept, Shape, View};
use crate::domain::query::Column;
use crate::domain::{IntentKind, Record, RecordKind};

/// What was made of one list.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Filter, order and columns.
    pub shape: Shape,
    /// The view that was applied last.
    pub view: Option<String>,
    /// The saved views.
    pub views: Vec<View>,
    /// The marked rows.
    pub marks: Marks,
    /// How many the filter lets through, and what they amount to.
    pub tally: Tally,
}

impl Sheet {
    /// The name of the view that the list shows, and whether it was changed since.
    pub fn viewed(&self) -> Option<(&str, bool)> {
        let view = self.views.iter().find(|view| Some(&view.name) == self.view.as_ref())?;
        Some((&view.name, view.shape != self.shape))
    }

    /// Saves the list's shape under a name; a view of that name is replaced. Answers whether there was room.
    pub fn save(&mut self, name: &str) -> bool {
        let shape = self.shape.clone();
        let full = self.views.len() >= views::MOST;
        match self.views.iter_mut().find(|view| view.name == name) {
            Some(view) => view.shape = shape,
            None if full => return false,
            None => self.views.push(View { name: name.to_owned(), shape }),
        }
        self.view = Some(name.to_owned());
        true
    }
}

/// A name that is being typed.
#[derive(Debug)]
pub struct Naming {
    /// The name.
    pub field: Field,
    /// The view that gets another name; `None` for one that is saved.
    pub of: Option<String>,
}

impl Naming {
    /// Begins with a name.
    pub fn new(of: Option<String>, name: &str) -> Self {
        let mut field = Field::new(Name::Search, "name").at_most(views::LONGEST);
        field.set(name);
        Self { field, of }
    }
}

/// A box over a list.
#[derive(Debug)]
pub enum Popup {
    /// The columns to sort by; which one is chosen.
    Sort(usize),
    /// The columns to show; which one is chosen.
    Columns(usize),
    /// The saved views; which one is chosen, and whether it is asked to be deleted.
    Views {
        /// The chosen one.
        at: usize,
        /// Whether the next press deletes it.
        deleting: bool,
    },
    /// A name is typed.
    Naming(Naming),
    /// Fuzzy find.
    Find(Finder),
    /// The list is written to a file.
    Export(Exporting),
}

/// Money moved for several records: one dialog after another, each with its own read and its own confirmation.
#[derive(Debug)]
pub struct Walk {
    /// What is asked of each.
    pub intent: IntentKind,
    /// Of how many.
    pub total: usize,
    /// The number of the one whose dialog is open, from 1.
    pub at: usize,
    /// How many were sent.
    pub sent: usize,
    /// Those whose dialog was not opened yet.
    pub left: VecDeque<Record>,
    /// The open dialog, by its number.
    pub dialog: u64,
}

/// Everything around the lists of records.
#[derive(Debug, Default)]
pub struct Lists {
    invoices: Sheet,
    cards: Sheet,
    payouts: Sheet,
    payments: Sheet,
    /// The bar in which a filter is typed, with the list as it was before.
    pub bar: Option<(Bar, Box<Pane<Record>>)>,
    /// The box over the list.
    pub popup: Option<Popup>,
    /// Dialogs that follow one another.
    pub walk: Option<Walk>,
    /// Filters that were applied.
    pub past: Past,
    /// Whether times are shown as moments instead of ages.
    pub absolute: bool,
    /// Whether something that is kept may have changed.
    pub touched: bool,
    /// Whether what was kept could not be read: it is put aside before anything is kept in its place.
    pub broken: bool,
    kept: String,
    serial: u64,
}

impl Lists {
    /// What was made of the list of a kind.
    pub const fn sheet(&self, kind: RecordKind) -> &Sheet {
        match kind {
            RecordKind::Invoice => &self.invoices,
            RecordKind::Card => &self.cards,
            RecordKind::Payout => &self.payouts,
            RecordKind::Payment => &self.payments,
        }
    }

    /// The same, to be changed.
    pub const fn sheet_mut(&mut self, kind: RecordKind) -> &mut Sheet {
        match kind {
            RecordKind::Invoice => &mut self.invoices,
            RecordKind::Card => &mut self.cards,
            RecordKind::Payout => &mut self.payouts,
            RecordKind::Payment => &mut self.payments,
        }
    }

    /// A number for a question that was not used before.
    pub const fn next_serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// Whether letters are typed over the list.
    pub const fn is_typing(&self) -> bool {
        self.bar.is_some() || matches!(self.popup, Some(Popup::Find(_) | Popup::Naming(_) | Popup::Export(_)))
    }

    /// Takes over what was kept since the last start.
    pub fn restore(&mut self, keeping: Keeping) {
        self.kept = keeping.text();
        self.absolute = keeping.absolute;
        for (kind, Kept { last, view, views }) in keeping.lists {
            let sheet = self.sheet_mut(kind);
            (sheet.shape, sheet.view, sheet.views) = (last, view, views);
        }
    }

    /// The text to keep, if it is another than the one that was kept last.
    pub fn news_to_keep(&mut self) -> Option<String> {
        // What is still being typed is not how a list was left.
        if !std::mem::take(&mut self.touched) || self.bar.is_some() {
            return None;
        }
        let kept = |kind| {
            let sheet = self.sheet(kind);
            Kept { last: sheet.shape.clone(), view: sheet.view.clone(), views: sheet.views.clone() }
        };
        let lists = RecordKind::ALL.into_iter().map(|kind| (kind, kept(kind))).collect();
        let text = Keeping { lists, absolute: self.absolute }.text();
        (text != self.kept).then(|| {
            self.kept.clone_from(&text);
            text
        })
    }
}

/// The columns that a list can be sorted by, in the order of its own columns.
pub fn sortable(sheet: &Sheet) -> Vec<Column> {
    sheet.shape.columns.choices().iter().map(|choice| choice.column).collect()
}
