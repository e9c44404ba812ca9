//! After the first of two keys: which second keys there are.

use ratatui::layout::Rect;

use super::super::actions::keys;
use super::super::hits::Target;
use super::super::model::Model;
use super::super::possible;
use super::super::text::{cells, width};
use super::super::theme::Theme;
use super::painter::Painter;

/// Draws what may follow the pending key, above the footer.
pub fn draw(model: &Model, area: Rect, painter: &mut Painter) {
    let Some((context, first)) = model.pending.filter(|(context, _)| *context == model.context()) else { return };
    let rows: Vec<_> = model
        .keymap
        .after(context, first)
        .into_iter()
        .map(|(key, entry)| (keys::label(key), entry.help(model.language), entry.action))
        .collect();
    let key_width = rows.iter().map(|(key, ..)| width(key)).max().unwrap_or(0);
    let wide = rows.iter().map(|(_, help, _)| key_width + width(help) + 6).max().unwrap_or(0);
    let wide = cells(wide).min(area.width);
    let high = cells(rows.len() + 2).min(area.height);
    let spot = Rect::new(area.right() - wide, area.bottom() - high, wide, high);
    let title = [(format!(" {} … ", keys::label(first)), painter.theme.key())];
    let inner = painter.boxed(spot, &title, Theme::dim());
    painter.hit(spot, Target::Cover);
    for (line, (key, help, action)) in inner.rows().zip(rows) {
        let pad = " ".repeat(key_width.saturating_sub(width(&key)));
        let style = if possible::enabled(model, action).is_ok() { Theme::plain() } else { Theme::dim() };
        painter.line(line, &[(format!(" {key}{pad}  "), painter.theme.key()), (help, style)]);
        painter.hit(line, Target::Hint(action));
    }
}
