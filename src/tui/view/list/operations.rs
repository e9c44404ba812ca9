//! The columns of the list of operations, and what stands in them.

use super::super::super::model::Model;
use super::super::super::privacy;
use super::super::super::text::width;
use super::super::super::theme::{Theme, state_symbol};
use super::super::super::words;
use super::{Cell, Column, records};
use crate::key;
use crate::ledger::Operation;
use crate::locale::speak;
use crate::worker::About;

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    State,
    Asked,
    Record,
    Note,
    Amount,
    Id,
    Age,
}

/// The columns that find room.
pub struct Columns {
    /// What they show.
    pub shown: Vec<Shown>,
    /// Heads and widths.
    pub heads: Vec<Column>,
}

fn amount(model: &Model, operation: &Operation) -> String {
    operation.amount.map(|amount| privacy::money(model, amount)).unwrap_or_default()
}

/// Columns in the order of the screen; they leave by priority when it gets narrow.
pub fn columns(model: &Model, visible: &[Operation], room: usize) -> Columns {
    let head = |key| speak(model.language, key, &[]);
    let state = if room < 58 { 12 } else { 19 };
    let asked = if room < 58 { 8 } else { 14 };
    let mut left = room.saturating_sub(state + 1 + asked + 1 + 8);
    let mut take = |wanted: usize, at_least: usize| {
        let width = if wanted > 0 && room >= at_least && left > wanted { wanted } else { 0 };
        left -= if width > 0 { width + 1 } else { 0 };
        width
    };
    let widest = visible.iter().map(|operation| width(&amount(model, operation)).min(24)).max().unwrap_or(0);
    let widest = if widest == 0 { 0 } else { widest.max(width(&head(key!("column-amount")))) };
    let sum = take(widest, 46);
    let age = take(if model.lists.absolute { 12 } else { 6 }, 50);
    let id = take(8, 72);
    let (name, note) = if left >= 30 { (8 + left / 3, left - left / 3 - 1) } else { (8 + left, 0) };
    let when = if model.lists.absolute { key!("column-created") } else { key!("column-age") };
    let all = [
        (Shown::State, key!("column-state"), state, false),
        (Shown::Asked, key!("column-asked"), asked, false),
        (Shown::Record, key!("column-record"), name, false),
        (Shown::Note, key!("column-note"), note, false),
        (Shown::Amount, key!("column-amount"), sum, true),
        (Shown::Id, key!("column-operation"), id, false),
        (Shown::Age, when, age, true),
    ];
    let placed = all.into_iter().filter(|(_, _, width, _)| *width > 0);
    let (shown, heads) =
        placed.map(|(shown, key, width, right)| (shown, Column { head: head(key), sorts: None, width, right })).unzip();
    Columns { shown, heads }
}

/// The cells of a row.
pub fn cells(model: &Model, about: &About, operation: &Operation, shown: &[Shown]) -> Vec<Cell> {
    let cell = |shown: &Shown| match shown {
        Shown::State => (
            format!("{} {}", state_symbol(operation.state), words::state(model.language, operation.state)),
            model.theme.state(operation.state),
        ),
        Shown::Asked => (words::intent(model.language, operation.intent), Theme::plain()),
        Shown::Record => (operation.record_name.clone(), Theme::plain()),
        Shown::Note => (words::kept(model.language, &operation.note), Theme::dim()),
        Shown::Amount => (amount(model, operation), Theme::plain()),
        Shown::Id => (operation.id.short(), Theme::dim()),
        Shown::Age => (records::time(model, about, operation.created_at), Theme::dim()),
    };
    shown.iter().map(cell).collect()
}
