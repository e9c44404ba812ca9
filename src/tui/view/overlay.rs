//! What lies above everything else, or stands in its place: notes, the question whether to quit, the first and the last
//! screen.

use ratatui::layout::Rect;

use super::super::hits::Target;
use super::super::layout::{SMALLEST, is_compact};
use super::super::model::{Model, Tone};
use super::super::text::{cells, width, wrap, wrap_at_most};
use super::super::theme::Theme;
use super::activity;
use super::painter::{Painter, line};
use crate::locale::Language;
use crate::say;

/// A box of this size in the middle of the screen.
pub fn centred(screen: Rect, wide: u16, high: u16) -> Rect {
    let (wide, high) = (wide.min(screen.width), high.min(screen.height));
    Rect::new(screen.x + (screen.width - wide) / 2, screen.y + (screen.height - high) / 2, wide, high)
}

/// One clear line.
pub fn too_small(language: Language, painter: &mut Painter) {
    let area = painter.area();
    let text = say!(
        language,
        "overlay-too-small",
        least = format!("{}×{}", SMALLEST.width, SMALLEST.height),
        now = format!("{}×{}", area.width, area.height)
    );
    for (row, part) in area.rows().zip(wrap(&text, usize::from(area.width))) {
        painter.text(row, &part, Theme::strong());
    }
}

/// Before the desk is open.
pub fn opening(model: &Model, painter: &mut Painter) {
    let (area, language) = (painter.area(), model.language);
    let spans = [(" tolem ".to_owned(), Theme::strong()), (format!(" {}", model.title), Theme::dim())];
    painter.line(Rect { height: 1, ..area }, &spans);
    let row = Rect { x: 2, y: 2, width: area.width - 2, height: 1 };
    painter.text(row, &say!(model.language, "activity-opening"), Theme::plain());
    if let Some(job) = &model.filled {
        let text = say!(language, "activity-importing", done = job.done, total = job.total.unwrap_or(job.done));
        painter.text(Rect { y: 3, ..row }, &text, Theme::dim());
        painter.line(Rect { y: 4, ..row }, &activity::measure(model, job, painter));
    }
    let last = Rect { x: 1, y: area.bottom() - 1, width: area.width - 1, height: 1 };
    painter.line(
        last,
        &[("q".to_owned(), painter.theme.key()), (format!(" {}", say!(language, "overlay-quit")), Theme::plain())],
    );
}

/// When the desk could not be opened.
pub fn broken(language: Language, reason: &str, painter: &mut Painter) {
    let area = painter.area();
    painter.text(Rect { height: 1, ..area }, &format!(" {}", say!(language, "overlay-broken")), painter.theme.bad());
    let inner = Rect { x: 2, y: 2, width: area.width - 4, height: area.height - 4 };
    let text = format!("{reason}\n\n{}", say!(language, "overlay-nothing-sent"));
    for (row, part) in inner.rows().zip(wrap(&text, usize::from(inner.width))) {
        painter.text(row, &part, Theme::plain());
    }
    let last = Rect { x: 1, y: area.bottom() - 1, width: area.width - 1, height: 1 };
    painter.line(
        last,
        &[("q".to_owned(), painter.theme.key()), (format!(" {}", say!(language, "overlay-quit")), Theme::plain())],
    );
}

/// Notes at the bottom right, the newest lowest.
pub fn toasts(model: &Model, area: Rect, painter: &mut Painter) {
    let compact = is_compact(painter.area().as_size());
    let (most, room) = if compact { (2, area.width - 2) } else { (4, area.width.saturating_sub(4).min(64)) };
    let mut bottom = area.bottom();
    let floor = area.y + area.height / 2;
    for toast in model.toasts.iter().rev() {
        let (sign, style) = match toast.tone {
            Tone::Good => ("✓", painter.theme.good()),
            Tone::Info => ("·", painter.theme.info()),
            Tone::Warn => ("!", painter.theme.warn()),
            Tone::Bad => ("✗", painter.theme.bad()),
        };
        let text = match &toast.discreet {
            Some(discreet) if model.privacy => discreet,
            Some(_) | None => &toast.text,
        };
        // Before it is broken into lines: a half of an amount is none any more.
        let text = painter.seen(text);
        let parts = wrap_at_most(&text, usize::from(room.saturating_sub(5)), most);
        let wide = cells(parts.iter().map(|part| width(part)).max().unwrap_or(0)).min(room.saturating_sub(5)) + 5;
        let high = cells(parts.len());
        if bottom < floor + high {
            break;
        }
        bottom -= high;
        let spot = Rect::new(area.right() - wide - 1, bottom, wide, high);
        painter.clear(spot);
        for (at, (row, part)) in spot.rows().zip(&parts).enumerate() {
            let sign = if at == 0 { sign } else { " " };
            painter.line(row, &[(format!("▌{sign} "), style), (part.clone(), Theme::strong())]);
        }
        if compact {
            break;
        }
    }
}

/// Something is being sent: quit all the same?
pub fn quit_question(language: Language, leaving: bool, painter: &mut Painter) {
    let screen = painter.area();
    painter.hit(screen, Target::Cover);
    let wide = 60.min(screen.width - 2);
    let parts = wrap(&say!(language, "quit-text"), usize::from(wide - 4));
    let area = centred(screen, wide, cells(parts.len()) + 4);
    let inner =
        painter.boxed(area, &[(format!(" {} ", say!(language, "quit-title")), Theme::strong())], painter.theme.warn());
    let inner = Rect { x: inner.x + 1, width: inner.width - 2, ..inner };
    let lines: Vec<_> = parts.into_iter().map(|part| line(part, Theme::plain())).collect();
    painter.lines(inner, &lines);
    let mut x = inner.x;
    for (label, leave) in [(say!(language, "quit-stay"), false), (say!(language, "quit-leave"), true)] {
        let label = format!("[ {label} ]");
        let style = if leave == leaving { Theme::selected() } else { Theme::plain() };
        let spot = Rect { x, y: inner.bottom() - 1, width: cells(width(&label)), height: 1 };
        painter.text(spot, &label, style);
        painter.hit(spot, Target::Quit(leave));
        x += spot.width + 2;
    }
}
