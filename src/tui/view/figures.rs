//! What the blocks of the overview say: charts, sums, the gateway, codes. Numbers stand beside every bar, so that nothing
//! rests on colour or on the length of a bar alone.

use super::super::charts::{bar, brief, columns, percent, permille};
use super::super::model::Model;
use super::super::text::{age, ago, fit, local_hour, width, wrap};
use super::super::theme::Theme;
use super::painter::{Line, Span as Piece, line};
use crate::catalog::catalog;
use crate::domain::{Currency, Money};
use crate::ledger::overview::Totals;
use crate::ledger::{Overview, Span};
use crate::say;
use crate::worker::{About, Health};

/// Columns of the labels, in every language.
const LABELS: usize = 12;

/// Most lines that a reason is given.
const REASON: usize = 3;

/// From this width on, a share has a bar.
const ROOMY: usize = 56;

/// Widest bar of a share or a code.
const BAR: usize = 12;

/// What a chart shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// How many records were made.
    Records,
    /// How much was debited.
    Cleared,
}

/// A chart under its head, which tells the sum and the largest column.
pub fn chart(model: &Model, about: &About, overview: &Overview, of: Of, wide: usize, high: usize) -> Vec<Line> {
    let language = model.language;
    let volumes = model.overview.volumes();
    let currency = volumes.map_or(about.currency, |volumes| volumes.currency);
    let steps = volumes.map(|volumes| volumes.slots.as_slice()).unwrap_or_default();
    let (mut values, style): (Vec<u64>, _) = match of {
        Of::Records => (steps.iter().map(|step| step.records).collect(), model.theme.info()),
        Of::Cleared => {
            (steps.iter().map(|step| u64::try_from(step.cleared).unwrap_or(0)).collect(), model.theme.good())
        }
    };
    values.resize(overview.slots.len(), 0);
    let largest = values.iter().copied().max().unwrap_or(0);
    let sum = values.iter().fold(0_u64, |sum, value| sum.saturating_add(*value));
    let (sum, largest, label) = match of {
        Of::Records => (grouped(sum), grouped(largest), say!(language, "overview-records")),
        Of::Cleared => (money(sum, currency), money(largest, currency), say!(language, "overview-cleared")),
    };
    let largest = match model.overview.span {
        Span::Hours => say!(language, "overview-largest-hour", value = largest),
        Span::Days => say!(language, "overview-largest-day", value = largest),
    };
    let head =
        vec![(format!("{label} "), Theme::plain()), (sum, Theme::strong()), (format!("  {largest}"), Theme::dim())];
    let step = step(values.len(), wide);
    let shown = columns(&values, high).into_iter().map(|row| {
        let row = if step > 1 { spread(&row, step) } else { row };
        line(row, style)
    });
    std::iter::once(head).chain(shown).collect()
}

/// Cells of one column with the gap behind it.
fn step(columns: usize, wide: usize) -> usize {
    (wide / columns.max(1)).clamp(1, 6)
}

/// Columns with a gap of one cell between them.
fn spread(row: &str, step: usize) -> String {
    row.chars().flat_map(|glyph| std::iter::repeat_n(glyph, step - 1).chain([' '])).collect()
}

/// The hours or days under the columns, as many as have room.
pub fn axis(model: &Model, about: &About, overview: &Overview, wide: usize) -> Vec<Line> {
    let step = step(overview.slots.len(), wide);
    let every = match model.overview.span {
        Span::Hours => 6,
        Span::Days => 7,
    };
    let mut text = String::new();
    // Counted from the newest, so that the last column has its label.
    let labelled =
        overview.slots.iter().enumerate().filter(|(at, _)| (overview.slots.len() - 1 - at).is_multiple_of(every));
    for (at, slot) in labelled {
        let label = match model.overview.span {
            Span::Hours => local_hour(*slot, about.zone, "%H:%M"),
            Span::Days => local_hour(*slot, about.zone, "%d.%m"),
        };
        // The last label ends with its column, where it would else be cut off.
        let place = (at * step).min(wide.saturating_sub(width(&label)));
        if place >= width(&text) + usize::from(!text.is_empty()) {
            text.push_str(&" ".repeat(place - width(&text)));
            text.push_str(&label);
        }
    }
    vec![line(text, Theme::dim())]
}

/// Success, returns, payouts.
pub fn volumes(model: &Model, wide: usize) -> Vec<Line> {
    let language = model.language;
    let Some(volumes) = model.overview.volumes() else {
        return vec![line(fit(&say!(language, "overview-nothing"), wide), Theme::dim())];
    };
    let Totals { amount, refunded, refunds, moving, .. } = volumes.incoming;
    let money = |minor| Money::from_minor(minor, volumes.currency).to_string();
    let mut lines = vec![
        pair(&say!(language, "overview-success"), share(model, volumes.incoming, wide)),
        pair(
            &say!(language, "overview-asked"),
            vec![
                (money(amount), Theme::plain()),
                (format!("  {}", say!(language, "overview-moving", count = moving)), Theme::dim()),
            ],
        ),
        pair(
            &say!(language, "overview-refunds"),
            vec![(format!("{refunds}  "), Theme::strong()), (money(refunded), Theme::plain())],
        ),
    ];
    if volumes.payouts.records > 0 {
        let mut spans = vec![(money(volumes.payouts.cleared), Theme::plain()), ("  ".to_owned(), Theme::plain())];
        spans.extend(share(model, volumes.payouts, wide));
        lines.push(pair(&say!(language, "overview-payouts"), spans));
    }
    lines
}

/// The share that ended well: as a number, as a bar, and of how many.
fn share(model: &Model, totals: Totals, wide: usize) -> Vec<Piece> {
    let ended = totals.well + totals.badly;
    let Some(share) = permille(totals.well, ended) else {
        return vec![(say!(model.language, "overview-none-ended"), Theme::dim())];
    };
    let (sign, style) = match share {
        900.. => ("●", model.theme.good()),
        700..900 => ("◐", model.theme.warn()),
        _ => ("✗", model.theme.bad()),
    };
    let of = say!(model.language, "overview-of-ended", well = grouped(totals.well), ended = grouped(ended));
    let drawn = if wide < ROOMY { String::new() } else { format!("{:BAR$} ", bar(share, 1_000, BAR)) };
    vec![(format!("{sign} {} ", percent(share)), style), (drawn, style), (of, Theme::dim())]
}

/// How the gateway is, how fast, what is unresolved, what is left to pay out.
pub fn gateway(model: &Model, wide: usize) -> Vec<Line> {
    let language = model.language;
    let health = match &model.health {
        Health::Unasked => say!(language, "overview-unasked"),
        Health::Up { latency, .. } => say!(language, "overview-up", millis = latency.as_millis().to_string()),
        Health::Down { since, reason } => {
            say!(language, "overview-down", age = age(language, model.now, *since), reason = reason.clone())
        }
    };
    let sign = match &model.health {
        Health::Unasked => "·",
        Health::Up { .. } => "●",
        Health::Down { .. } => "✗",
    };
    let mut lines = vec![pair(
        &say!(language, "overview-gateway"),
        vec![(format!("{sign} {health}"), model.theme.health(&model.health))],
    )];
    if let Some(latency) = model.overview.overview().map(|overview| overview.latency) {
        let figures = format!("p50 {} p90 {} p99 {}", latency.p50, latency.p90, latency.p99);
        lines.push(pair(&say!(language, "overview-latency"), vec![(figures, Theme::plain())]));
        let unanswered = say!(language, "overview-unanswered", count = latency.unanswered, of = latency.exchanges);
        let style = if latency.unanswered > 0 { model.theme.warn() } else { Theme::dim() };
        lines.push(pair("", vec![(unanswered, style)]));
    }
    let (unresolved, style) = match model.unresolved {
        0 => (format!("● {}", say!(language, "overview-all-resolved")), model.theme.good()),
        count => (format!("! {}", say!(language, "overview-unresolved", count = count)), model.theme.bad()),
    };
    lines.push(pair(&say!(language, "overview-operations"), vec![(unresolved, style)]));
    lines.extend(balance(model, wide));
    for line in &mut lines {
        cut(line, wide);
    }
    lines
}

/// The lines that matter most, where there is room for five.
pub fn essence(model: &Model, wide: usize) -> Vec<Line> {
    let success = volumes(model, wide).into_iter().enumerate().filter(|(at, _)| [0, 2].contains(at));
    let gateway = gateway(model, wide).into_iter().enumerate().filter(|(at, _)| [0, 3, 4].contains(at));
    success.chain(gateway).map(|(_, line)| line).collect()
}

/// What is left to pay out, with its age; or why it is not known.
fn balance(model: &Model, wide: usize) -> Vec<Line> {
    let language = model.language;
    let pane = &model.overview;
    let label = say!(language, "overview-balance");
    if let Some(Err(reason)) = &pane.balance {
        let parts = wrap(&format!("✗ {reason}"), wide.saturating_sub(LABELS + 1).max(8)).into_iter().take(REASON);
        let lines = parts
            .enumerate()
            .map(|(at, part)| pair(if at == 0 { &label } else { "" }, vec![(part, model.theme.bad())]));
        return lines.collect();
    }
    let told = match &pane.balance {
        Some(Ok(money)) => {
            let room = wide.saturating_sub(LABELS + 1 + width(&money.to_string()));
            // Half of an age is none: where the sentence has no room, the column's short form may have.
            let ages = pane.balance_at.map(|at| [ago(language, model.now, at), age(language, model.now, at)]);
            let ages = ages.into_iter().flatten().map(|age| format!("  {age}"));
            let old = { ages }.find(|age| width(age) <= room).unwrap_or_default();
            vec![(money.to_string(), Theme::strong()), (old, Theme::dim())]
        }
        Some(Err(_)) | None if pane.is_reading => vec![(say!(language, "overview-reading"), Theme::dim())],
        Some(Err(_)) | None => vec![(say!(language, "overview-not-read"), Theme::dim())],
    };
    vec![pair(&label, told)]
}

/// A code, what it means, a bar, and how many records have it.
pub fn code(model: &Model, code: u32, records: u64, largest: u64, wide: usize) -> Line {
    let key = code.to_string();
    let found = catalog().ok().map(|catalog| catalog.explain_in("pg_failure_code", &key, None)).unwrap_or_default();
    let meaning = found.first().map_or_else(
        || say!(model.language, "overview-unknown-code"),
        |entry| entry.meaning(model.language).to_owned(),
    );
    let count = brief(records);
    let bars = BAR.min(wide / 5);
    let room = wide.saturating_sub(width(&key) + bars + 5 + 3);
    let meaning = fit(&meaning, room);
    let pad = " ".repeat(room.saturating_sub(width(&meaning)));
    vec![
        (format!("{key} "), Theme::strong()),
        (format!("{meaning}{pad} "), Theme::plain()),
        (format!("{:bars$}", bar(records, largest, bars)), model.theme.bad()),
        (format!(" {count:>5}"), Theme::strong()),
    ]
}

fn pair(label: &str, mut spans: Vec<Piece>) -> Line {
    let pad = LABELS.saturating_sub(width(label)) + 1;
    spans.insert(0, (format!("{label}{}", " ".repeat(pad)), Theme::dim()));
    spans
}

/// Cuts a line, so that what is cut off is marked.
fn cut(line: &mut Line, wide: usize) {
    let mut left = wide;
    for (text, _) in line.iter_mut() {
        *text = fit(text, left);
        left -= width(text);
    }
}

fn money(minor: u64, currency: Currency) -> String {
    Money::from_minor(i64::try_from(minor).unwrap_or(i64::MAX), currency).to_string()
}

/// A number with a space between its thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands_and_columns_spread() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1 000", "1 234 567"]);
        assert_eq!((spread("▁█", 3), step(24, 78), step(30, 78), step(24, 38)), ("▁▁ ██ ".to_owned(), 3, 2, 1));
    }
}
