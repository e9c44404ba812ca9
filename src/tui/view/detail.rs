//! Everything about one record: in full in place of the list, or in short beside it.

use ratatui::layout::Rect;

use super::super::hits::Target;
use super::super::model::{DetailView, Model, Section};
use super::super::theme::Theme;
use super::super::words;
use super::painter::{Line, Painter, line};
use super::{exchanges, facts, inquiry, timeline};
use crate::ledger::Detail;
use crate::say;
use crate::worker::About;

/// Draws the detail view.
pub fn draw(model: &Model, about: &About, view: DetailView, area: Rect, painter: &mut Painter) {
    painter.hit(area, Target::Cover);
    let known = model.known(view.record);
    let name = known.map_or_else(
        || view.record.to_string(),
        |record| format!("{} {}", words::kind(model.language, record.kind), record.name()),
    );
    let title = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: 1, ..area };
    painter.text(title, &name, Theme::strong());
    let mut x = area.x + 1;
    for section in Section::ALL {
        let style = if section == view.section { Theme::selected() } else { Theme::plain() };
        let rest = Rect { x, y: area.y + 1, width: area.right().saturating_sub(x), height: 1 };
        let used = painter.text(rest, &format!(" {} ", section.title(model.language)), style);
        painter.hit(Rect { width: used, ..rest }, Target::Section(section));
        x += used + 1;
    }
    let inner = inner(area);
    if let (Section::Exchanges, Some(Ok(detail))) = (view.section, model.loaded.get(view.record)) {
        return exchanges::draw(model, about, &detail.exchanges, inner, painter);
    }
    let lines = lines(model, about, view, usize::from(inner.width));
    // There may be less to show than when it was scrolled, or more room.
    let scroll = view.scroll.min(lines.len().saturating_sub(usize::from(inner.height)));
    painter.lines(inner, lines.iter().skip(scroll));
    let below = lines.len().saturating_sub(scroll + usize::from(inner.height));
    if below > 0 {
        let tabs = Rect { y: area.y + 1, height: 1, x, width: area.right().saturating_sub(x + 1) };
        painter.right(tabs, &format!("↓ {}", say!(model.language, "detail-more", count = below)), Theme::dim());
    }
}

/// Where the lines go.
pub fn inner(body: Rect) -> Rect {
    Rect {
        x: body.x + 1,
        y: body.y + 2.min(body.height),
        width: body.width.saturating_sub(2),
        height: body.height.saturating_sub(2),
    }
}

/// The lines of the section in front.
pub fn lines(model: &Model, about: &About, view: DetailView, wide: usize) -> Vec<Line> {
    match model.loaded.get(view.record) {
        Some(Ok(detail)) => section(model, about, detail, view.section, wide),
        Some(Err(reason)) => {
            vec![
                line(format!("✗ {reason}"), model.theme.bad()),
                line(say!(model.language, "detail-try-again"), Theme::dim()),
            ]
        }
        None => match (model.known(view.record), view.section) {
            (Some(record), Section::Facts) => facts::record(model, about, record, wide),
            (Some(_) | None, _) => vec![line(say!(model.language, "detail-reading"), Theme::dim())],
        },
    }
}

/// One section as lines; exchanges are drawn by themselves.
fn section(model: &Model, about: &About, detail: &Detail, section: Section, wide: usize) -> Vec<Line> {
    match section {
        Section::Facts => facts::section(model, about, detail, wide),
        Section::Timeline => timeline::lines(model, about, &detail.events, wide),
        Section::Exchanges => Vec::new(),
    }
}

/// Draws the selected record or operation beside the list.
pub fn side(model: &Model, about: &About, area: Rect, painter: &mut Painter) {
    for row in area.rows() {
        painter.text(Rect { width: 1, ..row }, "│", Theme::dim());
    }
    let inner = Rect { x: area.x + 2, width: area.width.saturating_sub(3), ..area };
    let wide = usize::from(inner.width);
    let mut lines: Vec<Line> = Vec::new();
    if let Some(operation) = model.operation() {
        lines.push(line(words::asked(model.language, operation), Theme::strong()));
        lines.extend(inquiry::lines(model, about, operation.id, wide));
    } else if let Some(record) = model.subject() {
        lines.push(line(format!("{} {}", words::kind(model.language, record.kind), record.name()), Theme::strong()));
        lines.extend(facts::record(model, about, record, wide));
        if let Some(detail) = model.detail_of(record.id) {
            lines.push(Line::new());
            lines.push(line(Section::Timeline.title(model.language), Theme::strong()));
            lines.extend(timeline::lines(model, about, &detail.events, wide));
        }
    }
    painter.lines(inner, &lines);
}
