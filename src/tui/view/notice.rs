//! The box of something serious: what was not done, and where the log is.

use ratatui::layout::Rect;

use super::super::arming::Front;
use super::super::hits::Target;
use super::super::model::Model;
use super::super::notice::Notice;
use super::super::text::{cells, wrap};
use super::super::theme::Theme;
use super::overlay::centred;
use super::painter::{Painter, line};
use crate::say;

/// Draws the box.
pub fn draw(model: &Model, notice: &Notice, painter: &mut Painter) {
    let screen = painter.area();
    painter.hit(screen, Target::Cover);
    let wide = 72.min(screen.width.saturating_sub(2));
    let room = usize::from(wide.saturating_sub(4));
    let mut lines: Vec<_> = wrap(&notice.text, room).into_iter().map(|part| line(part, Theme::plain())).collect();
    if let Some(log) = &model.log {
        lines.push(Vec::new());
        let text = say!(model.language, "notice-log", path = log.as_str());
        lines.extend(wrap(&text, room).into_iter().map(|part| line(part, Theme::dim())));
    }
    let area = centred(screen, wide, cells(lines.len()) + 3);
    let title = format!(" ✗ {} ", say!(model.language, "notice-title"));
    let inner = painter.boxed(area, &[(title, painter.theme.bad())], painter.theme.bad());
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    painter.lines(Rect { height: inner.height.saturating_sub(1), ..inner }, &lines);
    let last = Rect { y: inner.bottom().saturating_sub(1), height: 1.min(inner.height), ..inner };
    let text = say!(model.language, "notice-close");
    let hears = model.arming.is_ready(&Front::Notice(notice.text.clone()), model.now);
    let (text, style) =
        if hears { (format!("[ {text} ]"), Theme::strong()) } else { (format!("( {text} )"), Theme::dim()) };
    painter.text(last, &text, style);
}
