//! The dialog: what it is about, its fields, the exact request, what is in the way, and the buttons.

use ratatui::layout::Rect;

use super::super::dialog::field::{Field, Name};
use super::super::dialog::{Dialog, Focus, Preview, Purpose, Stage};
use super::super::hits::Target;
use super::super::layout::is_compact;
use super::super::model::Model;
use super::super::text::{cells, fit, tail, width, wrap, wrap_at_most};
use super::super::theme::{Theme, stage_symbol, state_symbol};
use super::super::update::{dialogs, walk};
use super::super::words;
use super::activity;
use super::header::environment;
use super::overlay::centred;
use super::painter::{Line, Painter, line};
use super::ruling;
use crate::domain::{IntentKind, Record, State};
use crate::locale::{Language, speak};
use crate::say;
use crate::worker::{About, Planned};

/// A line of the dialog's body.
pub struct Part {
    /// The line.
    pub line: Line,
    /// The field that it shows.
    pub field: Option<usize>,
    /// Where the text cursor stands in it.
    pub cursor: Option<u16>,
}

impl Part {
    /// A line that shows no field.
    pub const fn of(line: Line) -> Self {
        Self { line, field: None, cursor: None }
    }
}

/// Columns of the labels.
pub const LABELS: usize = 19;

/// The box, and how many lines of the body it shows.
fn place(dialog: &Dialog, model: &Model, screen: Rect) -> (Rect, Vec<Part>) {
    let wide = if is_compact(screen.as_size()) && screen.width < 60 { screen.width } else { 78.min(screen.width - 2) };
    let body = body(dialog, model, usize::from(wide - 4));
    (centred(screen, wide, cells(body.len()) + 5), body)
}

/// Lines of the body that do not fit.
pub fn overflow(dialog: &Dialog, model: &Model) -> usize {
    let screen = Rect::new(0, 0, model.size.width, model.size.height);
    if screen.width < 40 || screen.height < 10 {
        return 0;
    }
    let (area, body) = place(dialog, model, screen);
    body.len().saturating_sub(usize::from(area.height.saturating_sub(5)))
}

/// Draws the dialog over everything.
pub fn draw(model: &Model, dialog: &Dialog, painter: &mut Painter) {
    let screen = painter.area();
    painter.hit(screen, Target::Cover);
    painter.shows_dialog(dialog.serial);
    let (area, body) = place(dialog, model, screen);
    let style = if dialog.is_live() { painter.theme.bad() } else { painter.theme.info() };
    // One of several: each is confirmed by itself.
    let place = walk::place(model, dialog.serial);
    let place = place.map(|(at, total)| format!("{} ", say!(dialog.language, "walk-place", at = at, total = total)));
    let title = [
        (format!(" {} ", dialog.purpose.title(dialog.language)), Theme::strong()),
        (place.unwrap_or_default(), painter.theme.warn()),
        environment(&dialog.about, dialog.language, painter.theme),
        (" ".to_owned(), Theme::plain()),
    ];
    let inner = painter.boxed(area, &title, style);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let high = inner.height.saturating_sub(3);
    let shown = usize::from(high);
    let most = body.len().saturating_sub(shown);
    // The focused field is always in sight.
    let focused = body.iter().rposition(|part| Some(dialog.focus) == part.field.map(Focus::Field));
    let wanted = focused.map_or(0, |at| (at + 2).saturating_sub(shown));
    let scroll = (wanted + dialog.scroll).min(most);
    for (row, part) in (Rect { height: high, ..inner }).rows().zip(body.iter().skip(scroll)) {
        painter.line(row, &part.line);
        if let Some(at) = part.field {
            painter.hit(row, Target::Dialog(Focus::Field(at)));
        }
        if let Some(x) = part.cursor {
            painter.cursor(row.x + x, row.y);
        }
    }
    let rest = Rect { y: inner.y + high, height: inner.height - high, ..inner };
    let below = most - scroll;
    if below > 0 {
        let more = say!(dialog.language, "dialog-more-lines", count = below);
        painter.text(Rect { height: 1, ..rest }, &more, Theme::dim());
    }
    status(model, dialog, Rect { height: 2.min(rest.height), ..rest }, painter);
    buttons(model, dialog, Rect { y: rest.y + 2, height: 1, ..rest }, painter);
}

/// What is in the way of sending, or that nothing is.
fn status(model: &Model, dialog: &Dialog, area: Rect, painter: &mut Painter) {
    let language = dialog.language;
    let is_intent = dialog.purpose.kind().is_some();
    let nothing = || if is_intent { say!(language, "status-not-sent") } else { say!(language, "status-not-decided") };
    let (text, style) = match &dialog.stage {
        Stage::Deciding => match dialog.blocked(model.now) {
            Some(reason) => (reason, Theme::dim()),
            None if dialog.repeats().is_some() => (ready(dialog), painter.theme.warn()),
            None => (ready(dialog), painter.theme.good()),
        },
        Stage::Reading => (say!(language, "dialog-reading"), painter.theme.info()),
        Stage::Changed(_) => (say!(language, "status-look-again", nothing = nothing()), painter.theme.warn()),
        Stage::Refused(_) => (nothing(), painter.theme.warn()),
        Stage::Sending if dialog.ruling().is_some() => (say!(language, "status-taking-down"), painter.theme.info()),
        Stage::Sending => {
            (activity::timed(model, dialog.serial, say!(language, "status-sending")), painter.theme.info())
        }
        Stage::Done(ending) if ending.state.is_none() => (nothing(), painter.theme.warn()),
        Stage::Done(_) => (String::new(), Theme::plain()),
    };
    // It stands in the second line; a long one takes the first as well.
    let parts = wrap_at_most(&text, usize::from(area.width), 2);
    let above = usize::from(parts.len() <= 1);
    if above == 0 {
        painter.clear(area);
    }
    for (row, part) in area.rows().skip(above).zip(&parts) {
        painter.text(row, part, style);
    }
}

/// On a small screen the fields may be scrolled away: what will be moved is always in sight.
fn ready(dialog: &Dialog) -> String {
    if let Some(Ok(ruling)) = dialog.ruling() {
        let what = ruling::way(dialog.language, ruling.decision.applied);
        return say!(dialog.language, "ready-decision", what = what);
    }
    let amount = dialog.intent().and_then(Result::ok).and_then(|intent| intent.amount());
    let amount = amount.map_or_else(String::new, |amount| format!(" {amount}"));
    let what = dialog.purpose.verb(dialog.language);
    match dialog.repeats() {
        Some(before) => {
            say!(dialog.language, "ready-again", what = what, amount = amount, operation = before.short())
        }
        None => say!(dialog.language, "ready-send", what = what, amount = amount),
    }
}

fn buttons(model: &Model, dialog: &Dialog, area: Rect, painter: &mut Painter) {
    let language = dialog.language;
    let has_next = walk::has_next(model, dialog);
    let (cancel, send) = match dialog.stage {
        Stage::Reading | Stage::Deciding => (dialog.purpose.leave(language), Some(dialog.purpose.verb(language))),
        Stage::Changed(_) | Stage::Refused(_) => {
            let close = if has_next { say!(language, "button-next") } else { say!(language, "button-cancel") };
            (close, dialog.subject().map(|_| say!(language, "button-look-again")))
        }
        Stage::Sending => (say!(language, "button-close-view"), None),
        Stage::Done(_) if has_next => (say!(language, "button-next"), None),
        Stage::Done(_) => (say!(language, "button-close"), None),
    };
    let mut x = area.x;
    for (label, focus) in [(Some(cancel), Focus::Cancel), (send, Focus::Send)] {
        let Some(label) = label else { continue };
        // A button that would do nothing yet looks so without colour as well.
        let hears = dialogs::hears(model, dialog, focus);
        let text = if hears { format!("[ {label} ]") } else { format!("( {label} )") };
        let mut style = if hears { Theme::strong() } else { Theme::dim() };
        if dialog.focus == focus {
            style = style.patch(Theme::selected());
        }
        let spot = Rect { x, width: cells(width(&text)).min(area.right().saturating_sub(x)), ..area };
        painter.text(spot, &text, style);
        painter.hit(spot, Target::Dialog(focus));
        x += spot.width + 2;
    }
}

fn body(dialog: &Dialog, model: &Model, wide: usize) -> Vec<Part> {
    let language = dialog.language;
    let mut parts: Vec<Part> = about(dialog, model, wide).into_iter().map(Part::of).collect();
    parts.push(Part::of(Line::new()));
    let said = |text: &str, style| -> Vec<Part> {
        wrap(text, wide).into_iter().map(|row| Part::of(line(row, style))).collect()
    };
    match &dialog.stage {
        Stage::Changed(what) => {
            parts.extend(said(&say!(language, "dialog-changed", what = what.as_str()), model.theme.warn()));
        }
        Stage::Refused(why) => parts.extend(said(why, model.theme.bad())),
        Stage::Done(ending) => {
            let style = match ending.state {
                Some(State::Confirmed) => model.theme.good(),
                Some(State::Rejected | State::Escalated) | None => model.theme.bad(),
                Some(
                    State::Unknown
                    | State::Sent
                    | State::Prepared
                    | State::NotApplied
                    | State::Drafted
                    | State::AwaitingApproval,
                ) => model.theme.warn(),
            };
            let symbol = ending.state.map_or("✗", state_symbol);
            parts.extend(said(&format!("{symbol} {}", ending.text), style));
            if let Some(page) = &ending.page {
                parts.push(Part::of(Line::new()));
                parts.extend(said(&say!(language, "dialog-page"), Theme::dim()));
                parts.extend(said(page, Theme::plain()));
            }
        }
        Stage::Reading | Stage::Deciding | Stage::Sending => {
            let problems = dialog.problems();
            for (at, field) in dialog.fields.iter().enumerate() {
                match field.name {
                    Name::Effect => parts.extend(ruling::effect(dialog, at, field, wide, model.theme)),
                    _ => parts.push(field_part(dialog, at, field, wide, model.theme)),
                }
                let problem = problems.iter().find(|problem| problem.name == field.name && field.left);
                let refused = field.refused.map(|why| why.said(language));
                let said = refused.as_deref().or(problem.map(|problem| problem.text.as_str()));
                for row in said.map(|text| wrap(text, wide.saturating_sub(2))).unwrap_or_default() {
                    let line = line(format!("  {row}"), model.theme.bad());
                    parts.push(Part { line, field: Some(at), cursor: None });
                }
            }
            if let Purpose::Decide { who, .. } = &dialog.purpose {
                let text = say!(language, "dialog-decided-by", who = who.as_str());
                parts.extend(said(&text, Theme::dim()));
            } else if problems.is_empty() {
                parts.extend(request(dialog, wide).into_iter().map(Part::of));
            }
        }
    }
    parts
}

/// What the dialog is about. Where live money is at stake, the account first, until it is over.
fn about(dialog: &Dialog, model: &Model, wide: usize) -> Vec<Line> {
    let language = dialog.language;
    let mut lines: Vec<Line> = Vec::new();
    if let Some((at, total)) = walk::elsewhere(model, dialog) {
        let text = say!(language, "walk-elsewhere", at = at, total = total);
        lines.extend(wrap(&text, wide).into_iter().map(|row| line(row, model.theme.warn())));
    }
    if dialog.is_live() && !matches!(dialog.stage, Stage::Done(_)) {
        let About { profile, merchant, host, .. } = &dialog.about;
        let account = say!(
            language,
            "dialog-live-account",
            profile = profile.as_str(),
            merchant = merchant.as_str(),
            host = host.as_str()
        );
        lines.extend(wrap(&account, wide).into_iter().map(|row| line(row, model.theme.bad())));
    }
    if let Purpose::Decide { operation, .. } = &dialog.purpose {
        lines.extend(ruling::about(dialog, operation, model, wide));
        return lines;
    }
    let Some(record) = &dialog.record else {
        let what = dialog.purpose.kind().and_then(IntentKind::creates);
        let what = what.map(|kind| words::kind(language, kind)).unwrap_or_default();
        let text = say!(language, "dialog-new", what = what, merchant = dialog.about.merchant.as_str());
        lines.push(line(text, Theme::strong()));
        return lines;
    };
    lines.push(line(fit(&name(language, record), wide), Theme::strong()));
    if matches!(dialog.stage, Stage::Done(_)) {
        // What was shown is what was decided on; it is not so any more.
        return lines;
    }
    lines.push(vec![
        (
            format!("{} {}", stage_symbol(record.stage), words::stage(language, record.stage)),
            model.theme.stage(record.stage),
        ),
        (format!(" {}", say!(language, "dialog-amount", amount = record.amount.to_string())), Theme::plain()),
    ]);
    // Before anything was debited there is nothing to be told of it.
    if record.cleared.is_positive() || record.refunded.is_positive() {
        let sums = say!(
            language,
            "dialog-sums",
            cleared = record.cleared.grouped(),
            refunded = record.refunded.grouped(),
            refundable = record.refundable().to_string()
        );
        lines.extend(wrap(&sums, wide).into_iter().map(|row| line(row, Theme::plain())));
    }
    lines
}

fn name(language: Language, record: &Record) -> String {
    let id = record.gateway_id.as_ref().map_or_else(|| say!(language, "dialog-no-id"), ToString::to_string);
    let kind = words::kind(language, record.kind);
    match &record.order_id {
        Some(order) => format!("{kind} {order} · id {id}"),
        None => format!("{kind} {id}"),
    }
}

fn field_part(dialog: &Dialog, at: usize, field: &Field, wide: usize, theme: Theme) -> Part {
    let focused = dialog.focus == Focus::Field(at);
    let labels = LABELS.min(wide / 2);
    let label = fit(&speak(dialog.language, field.label, &[]), labels - 1);
    let pad = " ".repeat(labels - width(&label));
    let mut spans = vec![(format!("{label}{pad}"), if focused { theme.key() } else { Theme::dim() })];
    if field.name == Name::Choice {
        let sign = |on| if on { "(•)" } else { "( )" };
        let style = if focused { Theme::selected() } else { Theme::plain() };
        let full = field.is_full();
        let (part, whole) = (say!(dialog.language, "choice-part"), say!(dialog.language, "choice-full"));
        let choice = format!("{} {part}  {} {whole}", sign(!full), sign(full));
        let hint = format!("  ← → {}", say!(dialog.language, "choice-chooses"));
        let has_room = labels + width(&choice) + width(&hint) <= wide;
        spans.push((choice, style));
        if focused && has_room {
            spans.push((hint, Theme::dim()));
        }
        return Part { line: spans, field: Some(at), cursor: None };
    }
    let unit = if field.name == Name::Amount {
        let currency = dialog.record.as_ref().map_or(dialog.about.currency, |record| record.amount.currency());
        format!(" {currency}")
    } else {
        String::new()
    };
    let room = wide.saturating_sub(labels + 2 + width(&unit)).min(52);
    let shown = field.shown();
    let before = field.before_cursor();
    // The end before the cursor stays in sight, with one cell for the cursor itself.
    let visible =
        if width(&shown) < room || !focused { fit(&shown, room) } else { tail(&before, room.saturating_sub(1)) };
    let gap = " ".repeat(room.saturating_sub(width(&visible)));
    let cursor = if width(&shown) < room { width(&before) } else { width(&visible) };
    let frame = if focused { theme.key() } else { Theme::dim() };
    spans.push(("[".to_owned(), frame));
    spans.push((format!("{visible}{gap}"), Theme::plain()));
    spans.push(("]".to_owned(), frame));
    spans.push((unit, Theme::dim()));
    Part { line: spans, field: Some(at), cursor: focused.then(|| cells(labels + 1 + cursor)) }
}

/// What would be sent.
fn request(dialog: &Dialog, wide: usize) -> Vec<Line> {
    let mut lines = vec![Line::new()];
    match &dialog.preview {
        Preview::None | Preview::Failed(_) => {}
        Preview::Asked => lines.push(line(say!(dialog.language, "blocked-making"), Theme::dim())),
        Preview::Ready(Planned { fields, .. }) => {
            lines.push(line(say!(dialog.language, "dialog-what-is-sent"), Theme::dim()));
            let labels = fields.iter().map(|(label, _)| width(label)).max().unwrap_or(0).min(wide / 2);
            for (label, value) in fields {
                let label = fit(label, labels);
                let pad = " ".repeat(labels - width(&label));
                for (at, row) in wrap(value, wide.saturating_sub(labels + 3).max(8)).into_iter().enumerate() {
                    let head = if at == 0 { format!("  {label}{pad} ") } else { " ".repeat(labels + 3) };
                    lines.push(vec![(head, Theme::dim()), (row, Theme::plain())]);
                }
            }
        }
    }
    lines
}
