//! Frames as a terminal shows them: drawn as bytes, understood by a vt100 terminal, written down with their colours and
//! attributes.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::io;
use std::rc::Rc;

use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

use super::super::model::Model;
use super::super::view;

#[derive(Clone, Default)]
struct Bytes(Rc<RefCell<Vec<u8>>>);

impl io::Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The screen of a terminal that was sent this frame.
pub fn screen(model: &Model) -> vt100::Parser {
    let size = model.size;
    let bytes = Bytes::default();
    let options = TerminalOptions { viewport: Viewport::Fixed(Rect::new(0, 0, size.width.max(1), size.height.max(1))) };
    let mut terminal = Terminal::with_options(CrosstermBackend::new(bytes.clone()), options).unwrap();
    terminal
        .draw(|frame| {
            view::draw(model, frame.buffer_mut());
        })
        .unwrap();
    let cells = |count: u16| std::num::NonZero::new(count.max(1)).unwrap();
    let mut parser = vt100::Parser::new(cells(size.height), cells(size.width), 0);
    parser.process(&bytes.0.borrow());
    parser
}

/// The characters on screen, row by row.
pub fn text(parser: &vt100::Parser) -> String {
    let (_, columns) = parser.screen().size();
    parser.screen().rows(0, columns.get()).map(|row| row.trim_end().to_owned() + "\n").collect()
}

/// The looks on screen: a letter a cell, and what the letters mean.
pub fn looks(parser: &vt100::Parser) -> String {
    let screen = parser.screen();
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    let mut legend: Vec<String> = Vec::new();
    let mut out = String::new();
    for row in 0..rows {
        let line: String = (0..columns)
            .map(|column| {
                let Some(look) = screen.cell(row, column).map(look).filter(|look| !look.is_empty()) else {
                    return '·';
                };
                let at = legend.iter().position(|known| *known == look).unwrap_or_else(|| {
                    legend.push(look);
                    legend.len() - 1
                });
                letter(at)
            })
            .collect();
        let line = line.trim_end_matches('·');
        if !line.is_empty() {
            writeln!(out, "{row:>3} {line}").unwrap();
        }
    }
    for (at, look) in legend.iter().enumerate() {
        writeln!(out, "  {} {look}", letter(at)).unwrap();
    }
    out
}

fn letter(at: usize) -> char {
    ('a'..='z').chain('A'..='Z').chain('0'..='9').nth(at).unwrap_or('#')
}

fn look(cell: &vt100::Cell) -> String {
    let mut parts = Vec::new();
    for (place, colour) in [("fg", cell.fgcolor()), ("bg", cell.bgcolor())] {
        match colour {
            vt100::Color::Default => {}
            vt100::Color::Idx(index) => parts.push(format!("{place} {index}")),
            vt100::Color::Rgb(red, green, blue) => parts.push(format!("{place} #{red:02x}{green:02x}{blue:02x}")),
        }
    }
    let attributes = [
        ("bold", cell.bold()),
        ("dim", cell.dim()),
        ("italic", cell.italic()),
        ("underline", cell.underline()),
        ("reverse", cell.inverse()),
    ];
    parts.extend(attributes.into_iter().filter(|(_, on)| *on).map(|(name, _)| name.to_owned()));
    parts.join(" ")
}
