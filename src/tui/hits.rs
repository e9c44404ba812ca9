//! Where things are on screen. The view writes it down while drawing; the mouse is answered from it.

use ratatui::layout::{Position, Rect};
use uuid::Uuid;

use super::actions::Action;
use super::dialog::Focus;
use super::model::{Screen, Section};
use crate::domain::ExchangeId;
use crate::domain::query::Column;

/// Something that the mouse can reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A tab.
    Tab(Screen),
    /// A row of the list.
    Row(Uuid),
    /// The cross of a chip: a term of the filter, by its place.
    Chip(usize),
    /// The head of a column.
    Head(Column),
    /// A row of the box over the list, by its place.
    Choice(usize),
    /// A row of the catalogue, by its place among what was found.
    Code(usize),
    /// A hint in the footer.
    Hint(Action),
    /// A command of the palette, by its place among what was found.
    Command(usize),
    /// A section of the detail view.
    Section(Section),
    /// An exchange of the record in front.
    Exchange(ExchangeId),
    /// A row of the open exchange.
    Line(usize),
    /// One of the most frequent codes, by its place.
    TopCode(usize),
    /// A line of the menu of what can be copied.
    Copied(usize),
    /// A part of the dialog.
    Dialog(Focus),
    /// A button of the question whether to quit.
    Quit(bool),
    /// Nothing, and what lies below it cannot be reached either.
    Cover,
}

/// All of them, and what the frame showed.
#[derive(Debug, Clone, Default)]
pub struct Hits {
    areas: Vec<(Rect, Target)>,
    /// The dialog that was drawn, by its number.
    pub dialog: Option<u64>,
    /// Whether it showed the desk, and not a word about why it cannot.
    pub is_whole: bool,
}

impl Hits {
    /// Writes a thing down; later ones lie above earlier ones.
    pub fn add(&mut self, area: Rect, target: Target) {
        self.areas.push((area, target));
    }

    /// What lies topmost at a place.
    pub fn at(&self, column: u16, row: u16) -> Option<Target> {
        let place = Position::new(column, row);
        self.areas.iter().rev().find(|(area, _)| area.contains(place)).map(|(_, target)| *target)
    }

    /// Where a thing was drawn.
    #[cfg(test)]
    pub fn find(&self, wanted: Target) -> Option<Rect> {
        self.areas.iter().rev().find(|(_, target)| *target == wanted).map(|(area, _)| *area)
    }
}
