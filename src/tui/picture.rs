//! A frame as an SVG picture: a grid of monospaced cells on a dark ground, for the documentation.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use super::text::width;

/// Pixels of one cell.
const CELL: (u32, u32) = (9, 20);
/// Pixels around the grid.
const MARGIN: u32 = 12;
const GROUND: &str = "#14171c";
const TEXT: &str = "#d5d9e0";

/// The picture of a frame.
pub fn svg(buffer: &Buffer) -> String {
    let area = buffer.area();
    let (wide, high) = (u32::from(area.width) * CELL.0 + 2 * MARGIN, u32::from(area.height) * CELL.1 + 2 * MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" height=\"{high}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"15\">\n\
         <rect width=\"{wide}\" height=\"{high}\" rx=\"8\" fill=\"{GROUND}\"/>\n"
    );
    for y in area.top()..area.bottom() {
        let mut x = area.left();
        while x < area.right() {
            x = run(buffer, x, y, &mut out);
        }
    }
    out.push_str("</svg>\n");
    out
}

/// Writes the cells from here on that look alike. Answers where the next run begins.
fn run(buffer: &Buffer, start: u16, y: u16, out: &mut String) -> u16 {
    let Some(first) = buffer.cell((start, y)) else { return start.saturating_add(1) };
    let look = Look::of(first);
    let mut text = String::new();
    let mut x = start;
    while let Some(cell) = buffer.cell((x, y)).filter(|cell| Look::of(cell) == look) {
        let symbol = cell.symbol();
        let columns = width(symbol).max(1);
        // Boxes and wide characters are placed one by one: fonts disagree about their width.
        if !text.is_empty() && !symbol.is_ascii() {
            break;
        }
        text.push_str(symbol);
        x = x.saturating_add(super::text::cells(columns));
        if !symbol.is_ascii() {
            break;
        }
    }
    let x = x.max(start.saturating_add(1));
    look.write(&text, (start, x), y, out);
    x
}

/// How a cell looks.
#[derive(PartialEq, Eq)]
struct Look {
    fore: &'static str,
    back: Option<&'static str>,
    bold: bool,
    dim: bool,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        let (fore, back) = (colour(cell.fg), colour(cell.bg));
        let (fore, back) = if cell.modifier.contains(Modifier::REVERSED) {
            (back.unwrap_or(GROUND), Some(fore.unwrap_or(TEXT)))
        } else {
            (fore.unwrap_or(TEXT), back)
        };
        let (bold, dim) = (cell.modifier.contains(Modifier::BOLD), cell.modifier.contains(Modifier::DIM));
        Self { fore, back, bold, dim }
    }

    fn write(&self, text: &str, (start, end): (u16, u16), y: u16, out: &mut String) {
        let (left, top) = (u32::from(start) * CELL.0 + MARGIN, u32::from(y) * CELL.1 + MARGIN);
        let wide = u32::from(end - start) * CELL.0;
        // Writing to a `String` cannot fail.
        if let Some(back) = self.back {
            let _ = writeln!(
                out,
                "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{}\" fill=\"{back}\"/>",
                CELL.1
            );
        }
        let weight = if self.bold { " font-weight=\"bold\"" } else { "" };
        let faint = if self.dim { " opacity=\"0.6\"" } else { "" };
        // Word by word, so that columns stand where they belong whatever font the reader has.
        let mut at = left;
        for word in text.split(' ') {
            let wide = u32::try_from(width(word)).unwrap_or(0) * CELL.0;
            if !word.is_empty() {
                let escaped = word.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                let _ = writeln!(
                    out,
                    "<text x=\"{at}\" y=\"{}\" textLength=\"{wide}\" fill=\"{}\"{weight}{faint}>{escaped}</text>",
                    top + 15,
                    self.fore
                );
            }
            at += wide + CELL.0;
        }
    }
}

/// The sixteen colours of the terminal, as they look on the dark ground; `None` for the default.
fn colour(colour: Color) -> Option<&'static str> {
    match colour {
        Color::Black => Some("#2b303b"),
        Color::Red | Color::LightRed => Some("#ef6b73"),
        Color::Green | Color::LightGreen => Some("#8fc97a"),
        Color::Yellow | Color::LightYellow => Some("#e5c07b"),
        Color::Blue | Color::LightBlue => Some("#6cb0f2"),
        Color::Magenta | Color::LightMagenta => Some("#c98be0"),
        Color::Cyan | Color::LightCyan => Some("#5bc0cc"),
        Color::Gray => Some("#aab1bd"),
        Color::DarkGray => Some("#6b7280"),
        Color::White => Some("#ffffff"),
        Color::Reset | Color::Rgb(..) | Color::Indexed(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    #[test]
    fn a_picture_holds_the_text_and_its_colours_and_escapes_markup() {
        let mut buffer = Buffer::with_lines(["a<b  ● 日"]);
        buffer.set_style(*buffer.area(), Style::new().fg(Color::Green));
        let picture = svg(&buffer);
        assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"));
        assert!(picture.contains(">a&lt;b</text>"), "{picture}");
        assert!(picture.contains("#8fc97a") && picture.contains(">●<") && picture.contains(">日<"));
    }
}
