//! Places that were looked at, so that one can go back to them and forward again.

use super::model::{DetailView, InquiryView, Model, Screen};
use super::reader::Reader;

/// Most places that are remembered.
const MOST: usize = 64;

/// What was in front.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    screen: Screen,
    detail: Option<DetailView>,
    inquiry: Option<InquiryView>,
}

impl Place {
    /// Where the operator is now.
    pub const fn of(model: &Model) -> Self {
        Self { screen: model.screen, detail: model.detail, inquiry: model.inquiry }
    }

    /// Whether it is the same place, whatever part of it is on screen.
    fn is(&self, other: &Self) -> bool {
        self.screen == other.screen
            && self.detail.map(|view| view.record) == other.detail.map(|view| view.record)
            && self.inquiry.map(|view| view.operation) == other.inquiry.map(|view| view.operation)
    }
}

/// The places before and after this one.
#[derive(Debug, Clone, Default)]
pub struct History {
    before: Vec<Place>,
    after: Vec<Place>,
    /// Whether the place in front was come to by going back or forward, which leaves no trace of its own.
    travelled: bool,
}

impl History {
    /// Whether there is a place to go to: back, or forward.
    pub const fn leads(&self, back: bool) -> bool {
        let places = if back { &self.before } else { &self.after };
        !places.is_empty()
    }
}

/// Remembers the place that was left, if another one is in front now.
pub fn note(model: &mut Model, left: Place) {
    if std::mem::take(&mut model.history.travelled) || left.is(&Place::of(model)) {
        return;
    }
    let before = &mut model.history.before;
    before.push(left);
    let excess = before.len().saturating_sub(MOST);
    before.drain(..excess);
    model.history.after.clear();
}

/// Goes to the place before, or to the one after.
pub fn travel(model: &mut Model, back: bool) {
    let here = Place::of(model);
    let history = &mut model.history;
    let (from, to) =
        if back { (&mut history.before, &mut history.after) } else { (&mut history.after, &mut history.before) };
    let Some(there) = from.pop() else { return };
    to.push(here);
    history.travelled = true;
    model.screen = there.screen;
    model.detail = there.detail;
    model.inquiry = there.inquiry;
    model.reader = Reader::default();
    model.explanation = None;
}
