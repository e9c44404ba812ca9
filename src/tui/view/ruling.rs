//! The parts of the dialog that takes a person's decision: what it is about, and the two ways to decide.

use super::super::dialog::field::Field;
use super::super::dialog::{Dialog, Focus, Stage};
use super::super::model::Model;
use super::super::text::{fit, width, wrap};
use super::super::theme::{Theme, state_symbol};
use super::super::words;
use super::dialog::{LABELS, Part};
use super::inquiry;
use super::painter::{Line, line};
use crate::ledger::Operation;
use crate::locale::{Language, speak};
use crate::say;

/// What is to be decided about: the operation, why it is escalated, then and now.
pub fn about(dialog: &Dialog, operation: &Operation, model: &Model, wide: usize) -> Vec<Line> {
    let language = dialog.language;
    let title = say!(language, "ruling-title", what = words::asked(language, operation), id = operation.id.short());
    let mut lines: Vec<Line> = wrap(&title, wide).into_iter().map(|row| line(row, Theme::strong())).collect();
    if matches!(dialog.stage, Stage::Done(_)) {
        return lines;
    }
    let why = format!("{} {}", state_symbol(operation.state), words::kept(language, &operation.note));
    lines.extend(wrap(&why, wide).into_iter().map(|row| line(row, model.theme.state(operation.state))));
    if let Some(record) = &dialog.record {
        lines.extend(inquiry::then_and_now(model, &dialog.about, &operation.baseline, record, wide));
    }
    if let Some(reason) = &dialog.unread {
        let text = format!("! {}", say!(language, "ruling-unread", reason = reason.as_str()));
        lines.extend(wrap(&text, wide).into_iter().map(|row| line(row, model.theme.warn())));
    }
    lines
}

/// The two ways to decide, each with what it leads to. Neither is chosen at first.
pub fn effect(dialog: &Dialog, at: usize, field: &Field, wide: usize, theme: Theme) -> Vec<Part> {
    let focused = dialog.focus == Focus::Field(at);
    let labels = LABELS.min(wide / 2);
    let language = dialog.language;
    let hint = if focused { format!("← → {}", say!(language, "choice-chooses")) } else { String::new() };
    let label = fit(&speak(language, field.label, &[]), labels - 1);
    let label = format!("{label}{}", " ".repeat(labels - width(&label)));
    let style = if focused { theme.key() } else { Theme::dim() };
    let of_field = |line| Part { line, field: Some(at), cursor: None };
    let mut parts = vec![of_field(vec![(label, style), (hint, style)])];
    for (applied, then) in
        [(true, say!(language, "ruling-then-applied")), (false, say!(language, "ruling-then-not-applied"))]
    {
        let what = way(language, applied);
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

/// One of the two ways to decide, in words.
pub fn way(language: Language, applied: bool) -> String {
    if applied { say!(language, "ruling-applied") } else { say!(language, "ruling-not-applied") }
}
