//! The parts of the dialog that takes a person's decision: what it is about, and the two ways to decide.

use super::super::dialog::field::Field;
use super::super::dialog::{Dialog, Focus, Stage};
use super::super::model::Model;
use super::super::text::{fit, wrap};
use super::super::theme::{Theme, state_symbol};
use super::dialog::{LABELS, Part};
use super::inquiry;
use super::painter::{Line, line};
use crate::ledger::Operation;

/// What is to be decided about: the operation, why it is escalated, then and now.
pub fn about(dialog: &Dialog, operation: &Operation, model: &Model, wide: usize) -> Vec<Line> {
    let title = format!("{} · operation {}", inquiry::title(operation), operation.id.short());
    let mut lines: Vec<Line> = wrap(&title, wide).into_iter().map(|row| line(row, Theme::strong())).collect();
    if matches!(dialog.stage, Stage::Done(_)) {
        return lines;
    }
    let why = format!("{} {}", state_symbol(operation.state), operation.note);
    lines.extend(wrap(&why, wide).into_iter().map(|row| line(row, model.theme.state(operation.state))));
    if let Some(record) = &dialog.record {
        lines.extend(inquiry::then_and_now(model, &dialog.about, &operation.baseline, record, wide));
    }
    if let Some(reason) = &dialog.unread {
        let text = format!("! not read now: {reason}");
        lines.extend(wrap(&text, wide).into_iter().map(|row| line(row, model.theme.warn())));
    }
    lines
}

/// The two ways to decide, each with what it leads to. Neither is chosen at first.
pub fn effect(dialog: &Dialog, at: usize, field: &Field, wide: usize, theme: Theme) -> Vec<Part> {
    let focused = dialog.focus == Focus::Field(at);
    let labels = LABELS.min(wide / 2);
    let hint = if focused { "← → chooses" } else { "" };
    let label = format!("{:<labels$}", fit(field.label, labels - 1));
    let style = if focused { theme.key() } else { Theme::dim() };
    let of_field = |line| Part { line, field: Some(at), cursor: None };
    let mut parts = vec![of_field(vec![(label, style), (hint.to_owned(), style)])];
    for (applied, what, then) in [
        (true, "it took effect", "confirmed: it counts as done, and nothing more is sent"),
        (false, "it had no effect", "not applied: a new one may be drafted; be sure at the gateway first"),
    ] {
        let chosen = field.effect() == Some(applied);
        let sign = if chosen { "(•)" } else { "( )" };
        let style = match (chosen, focused) {
            (true, true) => Theme::selected(),
            (true, false) => Theme::strong(),
            (false, _) => Theme::plain(),
        };
        parts.push(of_field(vec![("  ".to_owned(), Theme::plain()), (format!("{sign} {what}"), style)]));
        for row in wrap(&format!("→ {then}"), wide.saturating_sub(4)) {
            parts.push(Part::of(line(format!("    {row}"), Theme::dim())));
        }
    }
    parts
}
