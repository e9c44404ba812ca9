//! How the screen is divided. `update` needs the height of the list as much as `view` does, so it is decided here.

use ratatui::layout::{Rect, Size};

use super::model::Model;

/// Smallest screen that is drawn.
pub const SMALLEST: Size = Size { width: 40, height: 10 };

/// From this width on, the selected record is shown beside the list.
pub const WIDE: u16 = 110;

/// The parts of the screen, from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// Who and where: one line, or two with the tabs.
    pub header: Rect,
    /// Title of the list and its column heads: two lines.
    pub heads: Rect,
    /// Rows of the list.
    pub list: Rect,
    /// The selected record, where there is room.
    pub side: Option<Rect>,
    /// Everything between header and footer.
    pub body: Rect,
    /// Hints.
    pub footer: Rect,
}

/// Whether the screen is too small to show anything but a word about it. What cannot be seen hears no keys.
pub const fn is_too_small(size: Size) -> bool {
    size.width < 40 || size.height < 10
}

/// Whether header and tabs share one line.
pub const fn is_compact(size: Size) -> bool {
    size.width < 80 || size.height < 24
}

/// Divides a screen.
pub fn parts(size: Size) -> Parts {
    let head = if is_compact(size) { 1 } else { 3 }.min(size.height);
    let foot = 1.min(size.height - head);
    let body = Rect::new(0, head, size.width, size.height - head - foot);
    let side_width = if size.width >= WIDE && !is_compact(size) { size.width * 2 / 5 } else { 0 };
    let list_width = size.width - side_width;
    let heads = 2.min(body.height);
    Parts {
        header: Rect::new(0, 0, size.width, head),
        heads: Rect::new(0, body.y, list_width, heads),
        list: Rect::new(0, body.y + heads, list_width, body.height - heads),
        side: (side_width > 0).then(|| Rect::new(list_width, body.y, side_width, body.height)),
        body,
        footer: Rect::new(0, head + body.height, size.width, foot),
    }
}

/// Rows that the list shows at once.
pub fn list_height(model: &Model) -> usize {
    usize::from(parts(model.size).list.height).max(1)
}
