//! What is under way, at the bottom right: reads with the time they take, long work with its bar.

use ratatui::layout::Rect;

use super::super::actions::Action;
use super::super::activity::Job;
use super::super::hits::Target;
use super::super::model::Model;
use super::super::privacy;
use super::super::text::{cells, width};
use super::super::theme::Theme;
use super::painter::{Painter, Span};
use crate::locale::speak;
use crate::say;

/// Cells of a bar.
const BAR: u64 = 20;

/// Draws what is under way. Answers with what is left of the area above it.
pub fn draw(model: &Model, area: Rect, painter: &mut Painter) -> Rect {
    if (model.activity.is_idle() && model.sending.is_empty()) || area.height < 2 {
        return area;
    }
    let mut lines: Vec<Vec<Span>> = Vec::new();
    let in_front = model.dialog.as_ref().map(|dialog| dialog.serial);
    let sending = model.sending.iter().filter(|sent| Some(sent.dialog) != in_front);
    lines.extend(sending.map(|sent| {
        let name = match &sent.record {
            Some((_, name)) => sent.name.replace(name.as_str(), &privacy::named(model, name)),
            None => sent.name.clone(),
        };
        let text = say!(model.language, "activity-sending", name = name);
        vec![("▌".to_owned(), painter.theme.warn()), (timed(model, sent.dialog, text), Theme::strong())]
    }));
    lines.extend(reads(model, painter));
    lines.extend(model.activity.jobs.iter().map(|job| bar(model, job, painter)));
    let mut left = area;
    for line in lines.iter().rev() {
        if left.height <= area.height / 2 {
            break;
        }
        left.height -= 1;
        let wide = cells(line.iter().map(|(text, _)| width(text)).sum()).min(area.width.saturating_sub(1));
        let spot = Rect { x: area.right() - wide - 1, y: left.bottom(), width: wide, height: 1 };
        painter.clear(spot);
        painter.line(spot, line);
        painter.hit(spot, Target::Hint(Action::CallOff));
    }
    left
}

/// A text about something that was sent, with the seconds that it has taken.
pub fn timed(model: &Model, dialog: u64, text: String) -> String {
    let since = model.sending.iter().find(|sent| sent.dialog == dialog).map(|sent| sent.since);
    match since.map_or(0, |since| model.now.since(since).as_secs()) {
        0 => text,
        seconds => format!("{text} · {}", say!(model.language, "activity-elapsed", seconds = seconds)),
    }
}

fn key(model: &Model) -> String {
    say!(model.language, "activity-call-off", key = model.keymap.label(Action::CallOff, model.context()))
}

/// The reads in one line: the oldest by its name, several by their number.
fn reads(model: &Model, painter: &Painter) -> Option<Vec<Span>> {
    let oldest = model.activity.readings.first()?;
    let count = model.activity.readings.len();
    let what = if count == 1 {
        say!(model.language, "activity-reading", name = privacy::named(model, &oldest.name))
    } else {
        say!(model.language, "activity-reading-many", count = count)
    };
    let seconds = model.now.since(oldest.since).as_secs();
    let elapsed = if seconds == 0 {
        String::new()
    } else {
        format!(" · {}", say!(model.language, "activity-elapsed", seconds = seconds))
    };
    Some(vec![
        ("▌".to_owned(), painter.theme.info()),
        (format!("{what}{elapsed} "), Theme::strong()),
        (key(model), Theme::dim()),
    ])
}

fn bar(model: &Model, job: &Job, painter: &Painter) -> Vec<Span> {
    let title = (format!("{} ", speak(model.language, job.title, &[])), Theme::strong());
    let mut line = vec![("▌".to_owned(), painter.theme.info()), title];
    line.extend(measure(model, job, painter));
    line.extend([(" ".to_owned(), Theme::plain()), (key(model), Theme::dim())]);
    line
}

/// How far work came: the bar, how fast it goes, and how long it still takes. Of how much, where that is not known, only
/// what is done.
pub fn measure(model: &Model, job: &Job, painter: &Painter) -> Vec<Span> {
    let mut told = Vec::new();
    if let Some(pace) = job.pace(model.now) {
        told.push(say!(model.language, "activity-rate", rate = pace.rate));
        told.extend(pace.left.map(|left| {
            if left < 120 {
                say!(model.language, "activity-left-seconds", count = left)
            } else {
                say!(model.language, "activity-left-minutes", count = left.div_ceil(60))
            }
        }));
    }
    let pace = if told.is_empty() { String::new() } else { format!(" {}", told.join(" · ")) };
    let Some(total) = job.total.map(|total| total.max(1)) else {
        return vec![(format!("{}{pace}", job.done), Theme::plain())];
    };
    let full = usize::try_from(job.done.min(total).saturating_mul(BAR) / total).unwrap_or(0);
    let empty = usize::try_from(BAR).unwrap_or(0).saturating_sub(full);
    let percent = job.done.min(total).saturating_mul(100) / total;
    vec![
        ("█".repeat(full), painter.theme.info()),
        ("░".repeat(empty), Theme::dim()),
        (format!(" {percent} %{pace}"), Theme::plain()),
    ]
}
