//! Did it go through? One operation: where it stands in words, then and now side by side, what was sent, the reads
//! that this rests on, and every step of the journal.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::actions::{Action, TABLE, key_label};
use super::super::hits::Target;
use super::super::model::{InquiryView, Model};
use super::super::possible;
use super::super::text::{fit, local_exact, local_time, width, wrap};
use super::super::theme::{Theme, stage_symbol, state_symbol};
use super::exchanges;
use super::facts::{self, Sheet};
use super::painter::{Line, Painter, line};
use super::standing;
use crate::domain::reading::Baseline;
use crate::domain::{OperationId, Record, State};
use crate::ledger::{Exchange, Inquiry, JournalLine, Operation};
use crate::worker::About;

/// Most reads that are listed one by one.
const READS: usize = 40;

/// From this width on, then and now stand side by side.
const SIDE_BY_SIDE: usize = 56;

/// Widest column of the comparison.
const WIDEST: usize = 34;

/// What the operation is called: what was asked, how much, of what.
pub fn title(operation: &Operation) -> String {
    let amount = operation.amount.map_or_else(String::new, |amount| format!(" {amount}"));
    format!("{}{amount} · {} {}", operation.intent.word(), operation.record_kind.noun(), operation.record_name)
}

/// Draws the inquiry in place of the list.
pub fn draw(model: &Model, about: &About, view: InquiryView, area: Rect, painter: &mut Painter) {
    painter.hit(area, Target::Cover);
    let first = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: 1, ..area };
    let second = Rect { y: area.y + 1, ..first };
    match model.operation() {
        Some(operation) => {
            painter.text(first, &title(operation), Theme::strong());
            let state = format!("{} {}", state_symbol(operation.state), operation.state.word());
            let id = (format!("  operation {}", operation.id.short()), Theme::dim());
            painter.line(second, &[(state, painter.theme.state(operation.state)), id]);
        }
        None => {
            painter.text(first, &format!("operation {}", view.operation.short()), Theme::strong());
        }
    }
    let inner = super::detail::inner(area);
    let lines = lines(model, about, view.operation, usize::from(inner.width));
    painter.lines(inner, lines.iter().skip(view.scroll));
    let below = lines.len().saturating_sub(view.scroll + usize::from(inner.height));
    if below > 0 {
        let more = format!(" ↓ {below} more");
        painter.right(second, &more, Theme::dim());
    }
}

/// All lines of an inquiry.
pub fn lines(model: &Model, about: &About, id: OperationId, wide: usize) -> Vec<Line> {
    match model.inquiries.get(id) {
        Some(Ok(inquiry)) => all(model, about, inquiry, wide),
        Some(Err(reason)) => {
            vec![line(format!("✗ {reason}"), model.theme.bad()), line("u tries again", Theme::dim())]
        }
        None => {
            let known = model.operation().filter(|operation| operation.id == id);
            let mut lines = known.map(|known| facts::operation(model, about, known, wide)).unwrap_or_default();
            lines.push(line("reading the ledger…", Theme::dim()));
            lines
        }
    }
}

fn all(model: &Model, about: &About, inquiry: &Inquiry, wide: usize) -> Vec<Line> {
    let mut sheet = Sheet::new(wide);
    let operation = &inquiry.operation;
    sheet.text(&standing::sentence(inquiry, model.now, about.zone), model.theme.state(operation.state));
    sheet.lines.extend(way_out(model, wide));
    sheet.gap();
    sheet.lines.extend(then_and_now(model, about, &operation.baseline, &inquiry.record, wide));
    sheet.gap();
    let write = written(inquiry);
    sent(&mut sheet, model, about, operation, write);
    sheet.gap();
    reads(&mut sheet, about, inquiry);
    sheet.gap();
    sheet.text("Every step", Theme::strong());
    for step in &inquiry.journal {
        journal(&mut sheet, about, step);
    }
    if let Some(write) = write {
        sheet.gap();
        sheet.text("The request and its reply, masked", Theme::strong());
        sheet.lines.extend(exchanges::text(model, about, write, wide));
    }
    sheet.lines
}

/// The one key that settles it, or why there is none.
fn way_out(model: &Model, wide: usize) -> Vec<Line> {
    for action in [Action::Resolve, Action::Decide] {
        if possible::enabled(model, action).is_ok()
            && let Some(entry) = TABLE.iter().find(|entry| entry.action == action)
        {
            let key = entry.keys.first().map(|key| key_label(*key)).unwrap_or_default();
            let text = wrap(entry.help, wide.saturating_sub(width(&key) + 2).max(8));
            return text
                .into_iter()
                .enumerate()
                .map(|(at, part)| {
                    let key = if at == 0 { format!("{key}  ") } else { " ".repeat(width(&key) + 2) };
                    vec![(key, model.theme.key()), (part, Theme::strong())]
                })
                .collect();
        }
    }
    let Some(state) = model.operation().map(|operation| operation.state) else { return Vec::new() };
    let why = match state {
        state if state.is_final() => "nothing is open any more".to_owned(),
        State::Escalated => possible::enabled(model, Action::Decide).err().unwrap_or_default(),
        _ => possible::enabled(model, Action::Resolve).err().unwrap_or_default(),
    };
    wrap(&format!("no key: {why}"), wide).into_iter().map(|part| line(part, Theme::dim())).collect()
}

/// What it was decided on beside what the gateway said last. What differs is marked.
pub fn then_and_now(model: &Model, about: &About, before: &Baseline, now: &Record, wide: usize) -> Vec<Line> {
    let read = now.read_at.map(|at| local_time(at, model.now, about.zone));
    let after = if now.read_at.is_some() { Baseline::of(now) } else { Baseline::Absent };
    let (before, after) = (column(before, "no such order"), column(&after, "not read yet"));
    let head = read.map_or_else(|| "the gateway now".to_owned(), |at| format!("the gateway, read {at}"));
    let mut lines = Vec::new();
    if wide >= SIDE_BY_SIDE {
        let half = ((wide - 14) / 2).min(WIDEST);
        let pad = |text: &str| {
            let text = fit(text, half);
            let gap = " ".repeat(half - width(&text));
            format!("{text}{gap}")
        };
        lines.push(line(format!("{:<10}  {}  {}", "", pad("when decided"), pad(&head)), Theme::dim()));
        for ((label, was), (_, is)) in before.iter().zip(&after) {
            let (mark, style) = mark(model, was, is);
            lines.push(vec![
                (format!("{label:<10}  "), Theme::dim()),
                (pad(was), Theme::plain()),
                (format!("{mark} "), style),
                (fit(is, half), style),
            ]);
        }
        return lines;
    }
    lines.extend(wrap(&format!("When decided → {head}"), wide).into_iter().map(|part| line(part, Theme::dim())));
    for ((label, was), (_, is)) in before.iter().zip(&after) {
        let (mark, style) = mark(model, was, is);
        let room = wide.saturating_sub(12);
        let value = if was == is { was.clone() } else { format!("{was} →") };
        lines.push(vec![(format!("{label:<9} "), Theme::dim()), (fit(&value, room), Theme::plain())]);
        if was != is {
            lines.push(vec![(format!("{:<8}{mark} ", ""), style), (fit(is, room), style)]);
        }
    }
    lines
}

fn mark(model: &Model, was: &str, is: &str) -> (&'static str, Style) {
    if was == is { (" ", Theme::plain()) } else { ("≠", model.theme.warn()) }
}

/// One column of the comparison.
fn column(side: &Baseline, absent: &str) -> [(&'static str, String); 5] {
    match side {
        Baseline::Absent => [
            ("stage", absent.to_owned()),
            ("amount", "–".to_owned()),
            ("cleared", "–".to_owned()),
            ("refunded", "–".to_owned()),
            ("refunds", "–".to_owned()),
        ],
        Baseline::Stood { stage, amount, cleared, refunded, refund_count } => [
            ("stage", format!("{} {}", stage_symbol(*stage), stage.word())),
            ("amount", amount.to_string()),
            ("cleared", cleared.to_string()),
            ("refunded", refunded.to_string()),
            ("refunds", refund_count.to_string()),
        ],
    }
}

/// The reads that the state rests on.
fn reads(sheet: &mut Sheet, about: &About, inquiry: &Inquiry) {
    sheet.text(&format!("Reads made for it: {}", inquiry.reads.len()), Theme::strong());
    let earlier = inquiry.reads.len().saturating_sub(READS);
    if earlier > 0 {
        sheet.text(&format!("{earlier} earlier ones are not shown"), Theme::dim());
    }
    for read in inquiry.reads.iter().skip(earlier) {
        let text = format!("{}  {}", local_exact(read.at, about.zone), standing::said(&read.evidence));
        sheet.hanging(&text, 2, Theme::plain());
    }
    if inquiry.reads.is_empty() {
        sheet.text("none", Theme::dim());
    }
}

/// What was sent, when, and what became of it.
fn sent(sheet: &mut Sheet, model: &Model, about: &About, operation: &Operation, write: Option<&Exchange>) {
    sheet.text("What was sent", Theme::strong());
    sheet.pair("asked", &title(operation), Theme::plain());
    match (write, operation.sent_at) {
        (Some(write), _) => {
            let status = write.status.map_or_else(|| "no reply".to_owned(), |status| status.to_string());
            sheet.pair("call", &write.call, Theme::plain());
            sheet.pair("sent", &facts::moment(model, about, write.at), Theme::plain());
            sheet.pair("answer", &format!("{status} after {} ms: {}", write.took_ms, write.outcome), Theme::plain());
        }
        (None, Some(at)) => {
            sheet.pair("sent", &facts::moment(model, about, at), Theme::plain());
            sheet.pair("answer", "not kept: the program ended before", Theme::plain());
        }
        (None, None) => sheet.pair("sent", "no: no byte of it left", Theme::plain()),
    }
    sheet.maybe("note", Some(&operation.note));
    sheet.maybe("page", operation.page.as_deref());
    sheet.maybe("request id", Some(&operation.request_id.to_string()));
    sheet.maybe("id", Some(&operation.id.to_string()));
}

/// The exchange that carried the operation itself: sent after its mark was made, and before anything was read for it.
pub fn written(inquiry: &Inquiry) -> Option<&Exchange> {
    let marked = inquiry.operation.sent_at?;
    let first = inquiry.reads.first().map(|read| read.at);
    let exchange = inquiry.exchanges.first()?;
    (exchange.at >= marked && first.is_none_or(|first| exchange.at < first)).then_some(exchange)
}

fn journal(sheet: &mut Sheet, about: &About, step: &JournalLine) {
    let text = format!(
        "{}  {} → {} {}",
        local_exact(step.at, about.zone),
        step.fact,
        state_symbol(step.state),
        step.state.word()
    );
    sheet.hanging(&text, 2, Theme::plain());
    if !step.note.is_empty() {
        sheet.indented(&step.note, 2, Theme::dim());
    }
}
