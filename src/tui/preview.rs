//! Frames without a terminal: for benchmarks and for pictures in the documentation.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use super::model::{Model, Phase, Screen, Tone};
use super::msg::Msg;
use super::pane::{Load, Pane, Row};
use super::theme::Theme;
use super::update::update;
use super::view;
use crate::domain::{Record, RecordKind, Timestamp};
use crate::ledger::{Detail, Operation, Page};
use crate::worker::{About, Health};

/// A dashboard that stands still.
#[derive(Debug)]
pub struct Sample(Model);

/// A dashboard on a screen of 120×40 that lists these rows, of `total` in the ledger, newest first.
pub fn bench_model(about: About, now: Timestamp, kind: RecordKind, rows: Vec<Record>, total: u64) -> Sample {
    let screen = Screen::ALL.into_iter().find(|screen| screen.kind() == Some(kind)).unwrap_or(Screen::Payments);
    let mut model = open_desk(about, now, screen);
    let height = super::layout::list_height(&model);
    fill(model.pane_mut(kind), Page { rows, total: Some(total), above: Some(0) }, height);
    Sample(model)
}

/// The same with operations.
pub fn bench_operations(about: About, now: Timestamp, rows: Vec<Operation>, total: u64) -> Sample {
    let mut model = open_desk(about, now, Screen::Operations);
    let height = super::layout::list_height(&model);
    fill(&mut model.operations, Page { rows, total: Some(total), above: Some(0) }, height);
    Sample(model)
}

fn open_desk(about: About, now: Timestamp, screen: Screen) -> Model {
    let size = Size { width: 120, height: 40 };
    let mut model = Model::new(size, Theme::new(false), about.profile.clone(), false);
    model.screen = screen;
    model.health = Health::Up { at: now, latency: Duration::from_millis(42) };
    model.phase = Phase::Open(Box::new(about));
    update(&mut model, Msg::Tick(now));
    model
}

fn fill<T: Row>(pane: &mut Pane<T>, page: Page<T>, height: usize) {
    pane.load = Load::Loading;
    if let Some(ask) = pane.go_newest(height) {
        pane.answer(ask.seq, Ok(page), height);
    }
}

impl Sample {
    /// With the detail of a record, as it is shown beside the list when that record is selected.
    #[must_use]
    pub fn with_detail(mut self, detail: Detail) -> Self {
        let height = super::layout::list_height(&self.0);
        let (id, kind) = (detail.record.id, detail.record.kind);
        self.0.pane_mut(kind).select(id.uuid(), height);
        self.0.loaded.of = Some(id);
        self.0.loaded.answer = Some(Ok(Box::new(detail)));
        self
    }

    /// With this many operations whose outcome is unknown.
    #[must_use]
    pub const fn with_unresolved(mut self, count: u64) -> Self {
        self.0.unresolved = count;
        self
    }

    /// With a note over the list.
    #[must_use]
    pub fn with_note(mut self, text: &str) -> Self {
        self.0.toast(Tone::Info, text);
        self
    }

    /// While others look.
    #[must_use]
    pub const fn in_private(mut self) -> Self {
        self.0.privacy = true;
        self
    }

    /// Draws a frame into a buffer of any size.
    pub fn draw(&self, buffer: &mut Buffer) {
        view::draw(&self.0, buffer);
    }

    /// A frame of this size.
    pub fn frame(&mut self, width: u16, height: u16) -> Buffer {
        update(&mut self.0, Msg::Resize(Size { width, height }));
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        self.draw(&mut buffer);
        buffer
    }
}
