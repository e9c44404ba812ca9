//! Did it go through? One operation: where it stands in words, then and now side by side, what was sent, the reads
//! that this rests on, and every step of the journal.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::actions::{Action, Context};
use super::super::hits::Target;
use super::super::model::{InquiryView, Model};
use super::super::text::{fit, local_exact, local_time, width, wrap};
use super::super::theme::{Theme, stage_symbol, state_symbol};
use super::super::words;
use super::super::{possible, privacy};
use super::exchanges;
use super::facts::{self, Sheet};
use super::painter::{Line, Painter, line};
use super::standing;
use crate::domain::reading::Baseline;
use crate::domain::{OperationId, Record, State};
use crate::ledger::{Exchange, Inquiry, JournalLine, Operation};
use crate::locale::Language;
use crate::say;
use crate::worker::About;

/// Most reads that are listed one by one.
const READS: usize = 40;

/// From this width on, then and now stand side by side.
const SIDE_BY_SIDE: usize = 56;

/// Columns of the labels of the comparison.
const LABEL: usize = 10;

/// Widest column of the comparison.
const WIDEST: usize = 34;

/// Draws the inquiry in place of the list.
pub fn draw(model: &Model, about: &About, view: InquiryView, area: Rect, painter: &mut Painter) {
    let language = model.language;
    painter.hit(area, Target::Cover);
    let first = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: 1, ..area };
    let second = Rect { y: area.y + 1, ..first };
    match model.operation() {
        Some(operation) => {
            painter.text(first, &words::asked(language, operation), Theme::strong());
            let state = format!("{} {}", state_symbol(operation.state), words::state(language, operation.state));
            let id = say!(language, "inquiry-operation", id = operation.id.short());
            let id = (format!("  {id}"), Theme::dim());
            painter.line(second, &[(state, painter.theme.state(operation.state)), id]);
        }
        None => {
            painter.text(first, &say!(language, "inquiry-operation", id = view.operation.short()), Theme::strong());
        }
    }
    let inner = super::detail::inner(area);
    let lines = lines(model, about, view.operation, usize::from(inner.width));
    // There may be less to show than when it was scrolled, or more room.
    let scroll = view.scroll.min(lines.len().saturating_sub(usize::from(inner.height)));
    painter.lines(inner, lines.iter().skip(scroll));
    let below = lines.len().saturating_sub(scroll + usize::from(inner.height));
    if below > 0 {
        let more = format!(" ↓ {}", say!(language, "inquiry-more", count = below));
        painter.right(second, &more, Theme::dim());
    }
}

/// All lines of an inquiry.
pub fn lines(model: &Model, about: &About, id: OperationId, wide: usize) -> Vec<Line> {
    match model.inquiries.get(id) {
        Some(Ok(inquiry)) => all(model, about, inquiry, wide),
        Some(Err(reason)) => {
            vec![
                line(format!("✗ {reason}"), model.theme.bad()),
                line(say!(model.language, "inquiry-try-again"), Theme::dim()),
            ]
        }
        None => {
            let known = model.operation().filter(|operation| operation.id == id);
            let mut lines = known.map(|known| facts::operation(model, about, known, wide)).unwrap_or_default();
            lines.push(line(say!(model.language, "inquiry-reading"), Theme::dim()));
            lines
        }
    }
}

fn all(model: &Model, about: &About, inquiry: &Inquiry, wide: usize) -> Vec<Line> {
    let language = model.language;
    let mut sheet = Sheet::new(model, wide);
    let operation = &inquiry.operation;
    sheet.text(&standing::sentence(language, inquiry, model.now, about.zone), model.theme.state(operation.state));
    sheet.lines.extend(way_out(model, wide));
    sheet.gap();
    sheet.lines.extend(then_and_now(model, about, &operation.baseline, &inquiry.record, wide));
    sheet.gap();
    let write = written(inquiry);
    sent(&mut sheet, model, about, operation, write);
    sheet.gap();
    reads(&mut sheet, language, about, inquiry);
    sheet.gap();
    sheet.text(&say!(language, "inquiry-steps"), Theme::strong());
    for step in &inquiry.journal {
        journal(&mut sheet, language, about, step);
    }
    if let Some(write) = write {
        sheet.gap();
        sheet.text(&say!(language, "inquiry-exchange"), Theme::strong());
        sheet.lines.extend(exchanges::text(model, about, write, wide));
    }
    sheet.lines
}

/// The one key that settles it, or why there is none.
fn way_out(model: &Model, wide: usize) -> Vec<Line> {
    for action in [Action::Resolve, Action::Decide] {
        if possible::enabled(model, action).is_ok()
            && let Some((binding, entry)) =
                model.keymap.here(Context::Inquiry).find(|(_, entry)| entry.action == action)
        {
            let key = binding.label();
            let text = wrap(&entry.help(model.language), wide.saturating_sub(width(&key) + 2).max(8));
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
        state if state.is_final() => say!(model.language, "inquiry-nothing-open"),
        State::Escalated => possible::enabled(model, Action::Decide).err().unwrap_or_default(),
        _ => possible::enabled(model, Action::Resolve).err().unwrap_or_default(),
    };
    wrap(&say!(model.language, "inquiry-no-key", why = why), wide)
        .into_iter()
        .map(|part| line(part, Theme::dim()))
        .collect()
}

/// What it was decided on beside what the gateway said last. What differs is marked.
pub fn then_and_now(model: &Model, about: &About, before: &Baseline, now: &Record, wide: usize) -> Vec<Line> {
    let language = model.language;
    let read = now.read_at.map(|at| local_time(language, at, model.now, about.zone));
    let after = if now.read_at.is_some() { Baseline::of(now) } else { Baseline::Absent };
    let (before, after) = (
        column(language, before, &say!(language, "inquiry-no-order")),
        column(language, &after, &say!(language, "inquiry-not-read")),
    );
    let head = read
        .map_or_else(|| say!(language, "inquiry-gateway-now"), |at| say!(language, "inquiry-gateway-read", at = at));
    // Whether they differ is told of what they are, not of how they look to others.
    let told = |text: &str| if model.privacy { privacy::without_amounts(text).into_owned() } else { text.to_owned() };
    let mut lines = Vec::new();
    if wide >= SIDE_BY_SIDE {
        let half = ((wide - LABEL - 4) / 2).min(WIDEST);
        let pad = |text: &str| {
            let text = fit(text, half);
            let gap = " ".repeat(half - width(&text));
            format!("{text}{gap}")
        };
        let decided = say!(language, "inquiry-when-decided");
        lines.push(line(format!("{:LABEL$}  {}  {}", "", pad(&decided), pad(&head)), Theme::dim()));
        for ((label, was), (_, is)) in before.iter().zip(&after) {
            let (mark, style) = mark(model, was, is);
            lines.push(vec![
                (format!("{}  ", padded(label, LABEL)), Theme::dim()),
                (pad(&told(was)), Theme::plain()),
                (format!("{mark} "), style),
                (fit(&told(is), half), style),
            ]);
        }
        return lines;
    }
    lines.extend(
        wrap(&format!("{} → {head}", say!(language, "inquiry-when-decided")), wide)
            .into_iter()
            .map(|part| line(part, Theme::dim())),
    );
    for ((label, was), (_, is)) in before.iter().zip(&after) {
        let (mark, style) = mark(model, was, is);
        let room = wide.saturating_sub(12);
        let value = if was == is { told(was) } else { format!("{} →", told(was)) };
        lines.push(vec![(format!("{} ", padded(label, LABEL - 1)), Theme::dim()), (fit(&value, room), Theme::plain())]);
        if was != is {
            lines.push(vec![(format!("{:<8}{mark} ", ""), style), (fit(&told(is), room), style)]);
        }
    }
    lines
}

fn mark(model: &Model, was: &str, is: &str) -> (&'static str, Style) {
    if was == is { (" ", Theme::plain()) } else { ("≠", model.theme.warn()) }
}

/// One column of the comparison.
fn column(language: Language, side: &Baseline, absent: &str) -> [(String, String); 5] {
    let values = match side {
        Baseline::Absent => [absent, "–", "–", "–", "–"].map(str::to_owned),
        Baseline::Stood { stage, amount, cleared, refunded, refund_count } => [
            format!("{} {}", stage_symbol(*stage), words::stage(language, *stage)),
            amount.to_string(),
            cleared.to_string(),
            refunded.to_string(),
            refund_count.to_string(),
        ],
    };
    let [stage, amount, cleared, refunded, refunds] = values;
    [
        (say!(language, "compared-stage"), stage),
        (say!(language, "compared-amount"), amount),
        (say!(language, "compared-cleared"), cleared),
        (say!(language, "compared-refunded"), refunded),
        (say!(language, "compared-refunds"), refunds),
    ]
}

fn padded(label: &str, columns: usize) -> String {
    format!("{label}{}", " ".repeat(columns.saturating_sub(width(label))))
}

/// The reads that the state rests on.
fn reads(sheet: &mut Sheet, language: Language, about: &About, inquiry: &Inquiry) {
    sheet.text(&say!(language, "inquiry-reads", count = inquiry.reads.len()), Theme::strong());
    let earlier = inquiry.reads.len().saturating_sub(READS);
    if earlier > 0 {
        sheet.text(&say!(language, "inquiry-earlier", count = earlier), Theme::dim());
    }
    for read in inquiry.reads.iter().skip(earlier) {
        let text = format!("{}  {}", local_exact(read.at, about.zone), words::evidence(language, &read.evidence));
        sheet.hanging(&text, 2, Theme::plain());
    }
    if inquiry.reads.is_empty() {
        sheet.text(&say!(language, "inquiry-none"), Theme::dim());
    }
}

/// What was sent, when, and what became of it.
fn sent(sheet: &mut Sheet, model: &Model, about: &About, operation: &Operation, write: Option<&Exchange>) {
    let language = model.language;
    sheet.text(&say!(language, "inquiry-what-was-sent"), Theme::strong());
    let pair = |sheet: &mut Sheet, label: String, value: &str| sheet.pair(&label, value, Theme::plain());
    pair(sheet, say!(language, "sent-asked"), &words::asked(language, operation));
    match (write, operation.sent_at) {
        (Some(write), _) => {
            let status = write.status.map_or_else(|| say!(language, "sent-no-reply"), |status| status.to_string());
            let outcome = words::kept(language, &write.outcome);
            let answer = say!(language, "sent-answered", status = status, took = write.took_ms, outcome = outcome);
            pair(sheet, say!(language, "sent-call"), &write.call);
            pair(sheet, say!(language, "sent-sent"), &facts::moment(model, about, write.at));
            pair(sheet, say!(language, "sent-answer"), &answer);
        }
        (None, Some(at)) => {
            pair(sheet, say!(language, "sent-sent"), &facts::moment(model, about, at));
            pair(sheet, say!(language, "sent-answer"), &say!(language, "sent-not-kept"));
        }
        (None, None) => pair(sheet, say!(language, "sent-sent"), &say!(language, "sent-no")),
    }
    sheet.maybe(&say!(language, "sent-note"), Some(&words::kept(language, &operation.note)));
    sheet.maybe(
        &say!(language, "sent-page"),
        operation.page.as_ref().map(|page| privacy::veiled(model, page)).as_deref(),
    );
    sheet.maybe(&say!(language, "sent-request-id"), Some(&operation.request_id.to_string()));
    sheet.maybe(&say!(language, "sent-id"), Some(&operation.id.to_string()));
}

/// The exchange that carried the operation itself: sent after its mark was made, and before anything was read for it.
pub fn written(inquiry: &Inquiry) -> Option<&Exchange> {
    let marked = inquiry.operation.sent_at?;
    let first = inquiry.reads.first().map(|read| read.at);
    let exchange = inquiry.exchanges.first()?;
    (exchange.at >= marked && first.is_none_or(|first| exchange.at < first)).then_some(exchange)
}

fn journal(sheet: &mut Sheet, language: Language, about: &About, step: &JournalLine) {
    let text = format!(
        "{}  {} → {} {}",
        local_exact(step.at, about.zone),
        words::fact(language, &step.fact),
        state_symbol(step.state),
        words::state(language, step.state)
    );
    sheet.hanging(&text, 2, Theme::plain());
    if !step.note.is_empty() {
        sheet.indented(&words::kept(language, &step.note), 2, Theme::dim());
    }
}
