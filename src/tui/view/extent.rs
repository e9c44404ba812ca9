//! How far things can be scrolled. `update` stops there.

use super::super::columns::Placed;
use super::super::layout;
use super::super::model::Model;
use super::{detail, dialog, exchanges, explanation, help, inquiry, list};
use crate::domain::RecordKind;

/// Lines of the help that are beyond the screen.
pub fn help(model: &Model) -> usize {
    let area = layout::parts(model.size).body;
    help::lines(model, model.size.width).len().saturating_sub(usize::from(area.height.saturating_sub(2)))
}

/// Lines of the detail view that are beyond the screen.
pub fn detail(model: &Model) -> usize {
    let inner = detail::inner(layout::parts(model.size).body);
    match (model.about(), model.detail) {
        (Some(about), Some(view)) => {
            let lines = detail::lines(model, about, view, usize::from(inner.width)).len();
            lines.saturating_sub(usize::from(inner.height))
        }
        (Some(_) | None, _) => 0,
    }
}

/// Lines of the inquiry that are beyond the screen.
pub fn inquiry(model: &Model) -> usize {
    let inner = detail::inner(layout::parts(model.size).body);
    match (model.about(), model.inquiry) {
        (Some(about), Some(view)) => {
            let lines = inquiry::lines(model, about, view.operation, usize::from(inner.width)).len();
            lines.saturating_sub(usize::from(inner.height))
        }
        (Some(_) | None, _) => 0,
    }
}

/// Lines of the explanation that are beyond its box.
pub fn explanation(model: &Model) -> usize {
    let inner = explanation::inner(layout::parts(model.size).body);
    model.explanation.as_ref().map_or(0, |open| {
        explanation::lines(model, open, usize::from(inner.width)).len().saturating_sub(usize::from(inner.height))
    })
}

/// Rows of an open exchange that are shown at once.
pub fn reading(model: &Model) -> usize {
    exchanges::height(detail::inner(layout::parts(model.size).body))
}

/// The columns of the list of a kind that find room.
pub fn columns(model: &Model, kind: RecordKind) -> Vec<Placed> {
    let room = usize::from(layout::parts(model.size).list.width).saturating_sub(2);
    model.about().map(|about| list::records::placed(model, about, kind, room)).unwrap_or_default()
}

/// Lines of the dialog that are beyond its box.
pub fn dialog(model: &Model) -> usize {
    model.dialog.as_ref().map_or(0, |open| dialog::overflow(open, model))
}
