//! The menu of what can be copied.

use ratatui::layout::Rect;

use super::super::copy::Menu;
use super::super::hits::Target;
use super::super::model::Model;
use super::super::privacy;
use super::super::reader::size;
use super::super::text::{cells, width};
use super::super::theme::Theme;
use super::overlay::centred;
use super::painter::Painter;
use crate::locale::speak;
use crate::say;

/// Widest box.
const WIDEST: u16 = 72;

/// Draws the menu.
pub fn draw(model: &Model, menu: &Menu, painter: &mut Painter) {
    let screen = painter.area();
    painter.hit(screen, Target::Cover);
    let wide = screen.width.saturating_sub(2).min(WIDEST);
    let area = centred(screen, wide, cells(menu.items.len()) + 2);
    let title = format!(" {} ", say!(model.language, "copy-title"));
    let inner = painter.boxed(area, &[(title, Theme::strong())], Theme::dim());
    let names: Vec<String> = menu.items.iter().map(|item| speak(model.language, item.name, &[])).collect();
    let column = names.iter().map(|name| width(name)).max().unwrap_or(0);
    let first = (menu.chosen + 1).saturating_sub(usize::from(inner.height));
    let lines = menu.items.iter().zip(&names).enumerate().skip(first);
    for (row, (at, (item, name))) in inner.rows().zip(lines) {
        let pad = " ".repeat(column.saturating_sub(width(name)) + 2);
        // A document is told by its size.
        let text = match &item.text {
            Ok(text) if text.contains('\n') => size(text.len()),
            Ok(text) => privacy::veiled(model, &text.replace('\t', " ")),
            Err(reason) => speak(model.language, reason, &[]),
        };
        let number = format!(" {} ", at + 1);
        let spans = [(number, model.theme.key()), (format!("{name}{pad}"), Theme::plain()), (text, Theme::dim())];
        painter.line(Rect { width: row.width.saturating_sub(1), ..row }, &spans);
        if at == menu.chosen {
            painter.style(row, Theme::selected());
        }
        painter.hit(row, Target::Copied(at));
    }
}
