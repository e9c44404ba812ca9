//! The lists of records and of operations: title, column heads, rows. [`records`] and [`operations`] know their columns,
//! [`title`] says what is listed, and [`empty`] what to do where nothing is.

mod empty;
mod operations;
pub mod records;
mod title;

use ratatui::layout::Rect;
use ratatui::style::Style;
use uuid::Uuid;

use super::super::hits::Target;
use super::super::layout::Parts;
use super::super::model::{List, Model};
use super::super::pane::{Pane, Row};
use super::super::text::cells;
use super::super::theme::Theme;
use super::filter;
use super::painter::Painter;
use crate::domain::query::Column as Sorted;
use crate::worker::About;

/// One column: its head, its width, and where its text stands.
pub struct Column {
    /// The head.
    pub head: String,
    /// The column that a click on the head sorts by.
    pub sorts: Option<Sorted>,
    /// Its width.
    pub width: usize,
    /// Whether its text stands at the right.
    pub right: bool,
}

/// One cell of a row.
pub type Cell = (String, Style);

/// Draws the list in front.
pub fn draw(model: &Model, about: &About, parts: Parts, painter: &mut Painter) {
    let room = usize::from(parts.list.width).saturating_sub(2);
    if let List::Records(kind) = model.screen.list() {
        let pane = model.pane(kind);
        let marks = &model.lists.sheet(kind).marks;
        let placed = records::placed(model, about, kind, room);
        let columns = records::columns(model, kind, &placed);
        if let Some((bar, _)) = model.lists.bar.as_ref().filter(|(bar, _)| bar.kind == kind) {
            filter::draw(model, bar, parts.heads, painter);
        } else {
            title::records(model, kind, &placed, parts.heads, painter);
            heads(pane, &columns, parts, painter);
        }
        let cells_of = |record: &crate::domain::Record| records::cells(model, about, record, &placed);
        rows(pane, &columns, cells_of, |id| marks.has(id), parts, painter);
        empty::draw(pane, model, parts.list, painter);
    } else {
        let pane = model.operations_in_front();
        title::operations(model, pane, parts.heads, painter);
        let visible = pane.visible(usize::from(parts.list.height));
        let columns = operations::columns(model, visible, room);
        heads(pane, &columns.heads, parts, painter);
        let cells_of =
            |operation: &crate::ledger::Operation| operations::cells(model, about, operation, &columns.shown);
        rows(pane, &columns.heads, cells_of, |_| false, parts, painter);
        empty::draw(pane, model, parts.list, painter);
    }
}

/// The heads of the columns. A click on one sorts by it.
fn heads<R: Row>(pane: &Pane<R>, columns: &[Column], parts: Parts, painter: &mut Painter) {
    let area = Rect { y: parts.heads.y + 1, height: 1, ..parts.heads };
    if parts.heads.height < 2 || pane.rows.is_empty() {
        return;
    }
    let titles: Vec<Cell> = columns.iter().map(|column| (column.head.clone(), Theme::dim())).collect();
    row(area, columns, &titles, painter);
    let mut x = area.x + 1;
    for column in columns {
        let width = cells(column.width).min(area.right().saturating_sub(x));
        if let Some(by) = column.sorts {
            painter.hit(Rect { x, width, ..area }, Target::Head(by));
        }
        x = x.saturating_add(cells(column.width) + 1);
    }
}

fn rows<R: Row>(
    pane: &Pane<R>,
    columns: &[Column],
    cells_of: impl Fn(&R) -> Vec<Cell>,
    marked: impl Fn(Uuid) -> bool,
    parts: Parts,
    painter: &mut Painter,
) {
    for (area, item) in parts.list.rows().zip(pane.visible(usize::from(parts.list.height))) {
        let chosen = pane.selected == Some(item.uuid());
        row(area, columns, &cells_of(item), painter);
        let sign = match (chosen, marked(item.uuid())) {
            (true, true) => "»",
            (true, false) => "›",
            (false, true) => "✓",
            (false, false) => "",
        };
        painter.text(area, sign, Theme::strong());
        if chosen {
            painter.style(area, Theme::selected());
        }
        painter.hit(area, Target::Row(item.uuid()));
    }
}

fn row(area: Rect, columns: &[Column], cells_: &[Cell], painter: &mut Painter) {
    let mut x = area.x + 1;
    for (column, (text, style)) in columns.iter().zip(cells_) {
        let cell = Rect { x, width: cells(column.width).min(area.right().saturating_sub(x)), ..area };
        if column.right {
            painter.right(cell, text, *style);
        } else {
            painter.text(cell, text, *style);
        }
        x = x.saturating_add(cells(column.width) + 1);
    }
}
