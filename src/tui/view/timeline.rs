//! What happened to a record: what, by whom, when.

use super::super::model::Model;
use super::super::text::wrap;
use super::super::theme::Theme;
use super::super::words;
use super::facts::{Sheet, moment};
use super::painter::{Line, line};
use crate::ledger::{Event, EventKind};
use crate::locale::{Language, speak};
use crate::worker::About;
use crate::{key, say};

/// The kinds that the timeline can be narrowed to, in turn; `None` is all of them.
pub const KINDS: [Option<EventKind>; 4] =
    [None, Some(EventKind::Operation), Some(EventKind::Callback), Some(EventKind::Read)];

/// What happened, newest first. With a heading when it is narrowed to a kind.
pub fn lines(model: &Model, about: &About, events: &[Event], wide: usize) -> Vec<Line> {
    let language = model.language;
    let mut sheet = Sheet::new(model, wide);
    if let Some(kind) = model.timeline {
        sheet.text(&say!(language, "timeline-only", kind = called(language, kind)), model.theme.info());
    }
    let shown = events.iter().filter(|event| model.timeline.is_none_or(|kind| kind == event.kind));
    let before = sheet.lines.len();
    for event in shown {
        let sign = match event.kind {
            EventKind::Read => "·",
            EventKind::Callback => "«",
            EventKind::Operation => "»",
            EventKind::Tracked => "+",
        };
        let operation = event.operation.map(|id| format!(" {}", id.short())).unwrap_or_default();
        let what = format!("{}{operation} · {}", called(language, event.kind), who(language, event.kind));
        sheet.text(&format!("{sign} {} {what}", moment(model, about, event.at)), Theme::dim());
        for part in wrap(&words::event(language, event), wide.saturating_sub(2)) {
            sheet.lines.push(line(format!("  {part}"), Theme::plain()));
        }
    }
    if sheet.lines.len() == before {
        sheet.text(&say!(language, "timeline-nothing"), Theme::dim());
    }
    sheet.lines
}

fn called(language: Language, kind: EventKind) -> String {
    let key = match kind {
        EventKind::Read => key!("timeline-read"),
        EventKind::Callback => key!("timeline-callback"),
        EventKind::Operation => key!("timeline-operation"),
        EventKind::Tracked => key!("timeline-tracked"),
    };
    speak(language, key, &[])
}

/// On whose account it happened.
fn who(language: Language, kind: EventKind) -> String {
    let key = match kind {
        EventKind::Read | EventKind::Tracked => key!("timeline-by-desk"),
        EventKind::Callback => key!("timeline-by-provider"),
        EventKind::Operation => key!("timeline-by-operator"),
    };
    speak(language, key, &[])
}
