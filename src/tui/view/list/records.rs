//! The columns of the lists of records, and what stands in them.

use super::super::super::columns::Placed;
use super::super::super::layout;
use super::super::super::model::Model;
use super::super::super::privacy;
use super::super::super::text::{age, local, width};
use super::super::super::theme::{Theme, stage_symbol};
use super::super::super::words;
use super::{Cell, Column};
use crate::domain::query::Column as Shown;
use crate::domain::{Record, RecordKind, Stage, Timestamp};
use crate::key;
use crate::locale::{Language, speak};
use crate::worker::About;

/// The columns that find room, and how wide they are.
pub fn placed(model: &Model, about: &About, kind: RecordKind, room: usize) -> Vec<Placed> {
    let visible = model.pane(kind).visible(layout::list_height(model));
    let sheet = model.lists.sheet(kind);
    let content = |column| match column {
        // As wide as the longest word, whichever rows are on screen.
        Shown::Stage => Stage::ALL.map(|stage| width(&words::stage(model.language, stage)) + 2).into_iter().max(),
        Shown::Created | Shown::Changed | Shown::Read => Some(if model.lists.absolute { 12 } else { 6 }),
        Shown::Order
        | Shown::Gateway
        | Shown::Description
        | Shown::Customer
        | Shown::Currency
        | Shown::Amount
        | Shown::Cleared
        | Shown::Refunded
        | Shown::Code => visible.iter().map(|record| width(&text(model, about, record, column)).min(24)).max(),
    };
    sheet.shape.columns.place(room, |column| content(column).unwrap_or(0), |column| width(&head(model, kind, column)))
}

/// The placed columns with their heads.
pub fn columns(model: &Model, kind: RecordKind, placed: &[Placed]) -> Vec<Column> {
    let column = |placed: &Placed| Column {
        head: head(model, kind, placed.column),
        sorts: Some(placed.column),
        width: placed.width,
        right: placed.right,
    };
    placed.iter().map(column).collect()
}

/// The head of a column; the one that the list is sorted by says so.
fn head(model: &Model, kind: RecordKind, column: Shown) -> String {
    let sort = model.lists.sheet(kind).shape.query.sort;
    let name = match column {
        Shown::Created if !model.lists.absolute => speak(model.language, key!("column-age"), &[]),
        _ => name(model.language, column),
    };
    if sort.column == column { format!("{name}{}", arrow(column, sort.descending, model.lists.absolute)) } else { name }
}

/// Which way a column is sorted. The largest time is the smallest age.
fn arrow(column: Shown, descending: bool, absolute: bool) -> &'static str {
    let is_time = matches!(column, Shown::Created | Shown::Changed | Shown::Read);
    let down = if is_time && !absolute { !descending } else { descending };
    if down { "▼" } else { "▲" }
}

/// The name of a column.
pub fn name(language: Language, column: Shown) -> String {
    let key = match column {
        Shown::Stage => key!("column-stage"),
        Shown::Order => key!("column-order"),
        Shown::Gateway => key!("column-gateway"),
        Shown::Description => key!("column-description"),
        Shown::Customer => key!("column-customer"),
        Shown::Currency => key!("column-currency"),
        Shown::Amount => key!("column-amount"),
        Shown::Cleared => key!("column-cleared"),
        Shown::Refunded => key!("column-refunded"),
        Shown::Code => key!("column-code"),
        Shown::Created => key!("column-created"),
        Shown::Changed => key!("column-changed"),
        Shown::Read => key!("column-read"),
    };
    speak(language, key, &[])
}

/// The cells of a row.
pub fn cells(model: &Model, about: &About, record: &Record, placed: &[Placed]) -> Vec<Cell> {
    let cell = |placed: &Placed| match placed.column {
        Shown::Stage => (stage(model, record, placed.width), model.theme.stage(record.stage)),
        Shown::Code => (text(model, about, record, Shown::Code), model.theme.bad()),
        column @ (Shown::Order | Shown::Amount | Shown::Cleared | Shown::Refunded) => {
            (text(model, about, record, column), Theme::plain())
        }
        column @ (Shown::Gateway
        | Shown::Description
        | Shown::Customer
        | Shown::Currency
        | Shown::Created
        | Shown::Changed
        | Shown::Read) => (text(model, about, record, column), Theme::dim()),
    };
    placed.iter().map(cell).collect()
}

fn stage(model: &Model, record: &Record, wide: usize) -> String {
    let whole = words::stage(model.language, record.stage);
    let word = if width(&whole) + 2 > wide { words::stage_short(model.language, record.stage) } else { whole };
    format!("{} {word}", stage_symbol(record.stage))
}

/// The text of a record in a column; empty where it has nothing to say.
fn text(model: &Model, about: &About, record: &Record, column: Shown) -> String {
    match column {
        Shown::Stage => words::stage(model.language, record.stage),
        Shown::Order if record.watched => format!("{} ◉", record.name()),
        Shown::Order => record.name(),
        Shown::Gateway => record.gateway_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        Shown::Description => record.description.clone(),
        Shown::Customer => record.customer.clone().unwrap_or_default(),
        Shown::Currency => record.amount.currency().code().to_owned(),
        Shown::Amount => privacy::money(model, record.amount),
        Shown::Cleared if record.cleared == record.amount || record.cleared.is_zero() => String::new(),
        Shown::Cleared => privacy::grouped(model, record.cleared),
        Shown::Refunded if record.refunded.is_zero() => String::new(),
        Shown::Refunded => privacy::grouped(model, record.refunded),
        Shown::Code => record.failure.as_ref().map(|failure| failure.code.to_string()).unwrap_or_default(),
        Shown::Created => time(model, about, record.created_at),
        Shown::Changed => time(model, about, record.changed_at),
        Shown::Read => record.read_at.map(|at| time(model, about, at)).unwrap_or_default(),
    }
}

/// A moment as the operator wants to see it: how long ago, or when.
pub fn time(model: &Model, about: &About, at: Timestamp) -> String {
    if model.lists.absolute { local(model.language, at, about.zone) } else { age(model.language, model.now, at) }
}
