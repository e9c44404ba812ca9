//! In place of rows: what is going on, and what to do.

use ratatui::layout::Rect;

use super::super::super::model::{Model, Screen};
use super::super::super::pane::{Load, Pane, Row};
use super::super::super::text::wrap;
use super::super::super::theme::Theme;
use super::super::painter::Painter;
use crate::say;

/// Says it, where there are no rows.
pub fn draw<R: Row>(pane: &Pane<R>, model: &Model, area: Rect, painter: &mut Painter) {
    if !pane.rows.is_empty() {
        return;
    }
    let (text, style) = match &pane.load {
        Load::Unasked | Load::Loading => (say!(model.language, "list-loading"), Theme::dim()),
        Load::Failed(reason) => {
            let again = say!(model.language, "list-try-again");
            (format!("✗ {reason}\n\n{again}"), painter.theme.bad())
        }
        Load::Ready => (nothing(model), Theme::plain()),
    };
    let inner = Rect { x: area.x + 2, width: area.width.saturating_sub(4), ..area };
    for (row, line) in inner.rows().zip(wrap(&text, usize::from(inner.width))) {
        painter.text(row, &line, style);
    }
}

fn nothing(model: &Model) -> String {
    let language = model.language;
    let filtered = model.screen.kind().is_some_and(|kind| !model.lists.sheet(kind).shape.query.filter.is_empty());
    if filtered {
        return join(&say!(language, "list-no-match"), &say!(language, "list-no-match-next"));
    }
    let next = |create: String| if model.is_read_only() { say!(language, "list-next-read-only") } else { create };
    match model.screen {
        Screen::Invoices => join(&say!(language, "list-no-invoices"), &next(say!(language, "list-next-invoice"))),
        Screen::Cards => join(&say!(language, "list-no-cards"), &say!(language, "list-next-card")),
        Screen::Payouts => join(&say!(language, "list-no-payouts"), &next(say!(language, "list-next-payout"))),
        Screen::Payments => join(&say!(language, "list-no-payments"), &next(say!(language, "list-next-payment"))),
        // The catalogue is drawn by `codes`, and is never empty for want of records.
        Screen::Overview | Screen::Codes => String::new(),
        Screen::Operations if model.only_unresolved => {
            join(&say!(language, "list-none-unresolved"), &say!(language, "list-none-unresolved-next"))
        }
        Screen::Operations => join(&say!(language, "list-no-operations"), &say!(language, "list-no-operations-next")),
    }
}

fn join(what: &str, next: &str) -> String {
    format!("{what}\n\n{next}")
}
