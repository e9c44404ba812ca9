//! How far things can be scrolled. `update` stops there.

use super::super::layout;
use super::super::model::Model;
use super::{detail, dialog, help};

/// Lines of the help that are beyond the screen.
pub fn help(model: &Model) -> usize {
    let area = layout::parts(model.size).body;
    help::lines(model).len().saturating_sub(usize::from(area.height.saturating_sub(2)))
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

/// Lines of the dialog that are beyond its box.
pub fn dialog(model: &Model) -> usize {
    model.dialog.as_ref().map_or(0, |open| dialog::overflow(open, model))
}
