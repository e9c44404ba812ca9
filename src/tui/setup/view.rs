//! Draws the first start.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::super::layout::SMALLEST;
use super::super::text::{cells, tail, width, wrap};
use super::super::theme::Theme;
use super::super::view::overlay;
use super::super::view::painter::Painter;
use super::super::words::kept;
use super::form::{Form, Name};
use super::{Setup, Stage};
use crate::config::Store;
use crate::config::edition::{EDITIONS, test_hosts};
use crate::config::profile::EnvironmentName;
use crate::locale::{Language, speak};
use crate::say;
use crate::vault::SecretName;
use crate::worker::proof::Proof;

/// Widest label.
const LABEL: u16 = 26;

/// What a click reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    /// A choice of the first screen, a field, or the button behind the fields.
    Row(usize),
    /// What a key does, named in the hints below.
    Key(KeyEvent),
}

/// What drawing a frame left behind.
pub(super) struct Drawn {
    /// Where the text cursor belongs.
    pub(super) cursor: Option<Position>,
    /// What the mouse reaches, and where.
    pub(super) spots: Vec<(Rect, Spot)>,
}

/// Draws the whole screen.
pub(super) fn draw(setup: &Setup, buffer: &mut Buffer) -> Drawn {
    let mut painter = Painter::new(buffer, setup.theme);
    let area = painter.area();
    if area.width < SMALLEST.width || area.height < SMALLEST.height {
        overlay::too_small(setup.language, &mut painter);
        return Drawn { cursor: painter.finish().cursor, spots: Vec::new() };
    }
    let language = setup.language;
    let head = [(" tolem ".to_owned(), Theme::strong()), (format!(" {}", say!(language, "setup-title")), Theme::dim())];
    painter.line(Rect { height: 1, ..area }, &head);
    let mut spots = Vec::new();
    let body = Rect { x: 2, y: 2, width: area.width - 4, height: area.height - 4 };
    let (hint, hidden) = match &setup.stage {
        Stage::Start(at) => (start(language, *at, body, &mut painter, &mut spots), Hidden::default()),
        Stage::Form => form(language, &setup.form, body, &mut painter, &mut spots),
        Stage::Busy => {
            painter.text(body, &say!(language, "setup-busy"), Theme::plain());
            (say!(language, "setup-hint-busy"), Hidden::default())
        }
        Stage::Told(_, proofs) => (told(language, proofs, body, &mut painter), Hidden::default()),
    };
    let beside = |y| Rect { y, height: 1, ..body };
    for (sign, count, y) in [("↑", hidden.above, body.y - 1), ("↓", hidden.below, body.bottom())] {
        if count > 0 {
            let more = format!("{sign} {}", say!(language, "setup-more", count = count));
            painter.right(beside(y), &more, Theme::dim());
        }
    }
    let last = Rect { x: 1, y: area.bottom() - 1, width: area.width - 1, height: 1 };
    let hint = fitting(hint, usize::from(last.width));
    painter.text(last, &hint, Theme::dim());
    hints(&hint, last, &mut spots);
    Drawn { cursor: painter.finish().cursor, spots }
}

/// The key that a hint begins with: keys have the same name in every language.
fn named(hint: &str) -> Option<KeyEvent> {
    let (code, modifiers) = match hint.split(' ').next()? {
        "↑↓" => (KeyCode::Down, KeyModifiers::NONE),
        "←→" => (KeyCode::Right, KeyModifiers::NONE),
        "Tab" => (KeyCode::Tab, KeyModifiers::NONE),
        "Enter" => (KeyCode::Enter, KeyModifiers::NONE),
        "Esc" => (KeyCode::Esc, KeyModifiers::NONE),
        "q" => (KeyCode::Char('q'), KeyModifiers::NONE),
        "s" => (KeyCode::Char('s'), KeyModifiers::NONE),
        "Ctrl-U" => (KeyCode::Char('u'), KeyModifiers::CONTROL),
        "Ctrl-C" => (KeyCode::Char('c'), KeyModifiers::CONTROL),
        _ => return None,
    };
    Some(KeyEvent::new(code, modifiers))
}

/// Where not every hint finds room, the way back does, and the key that is least needed stays unnamed.
fn fitting(hint: String, room: usize) -> String {
    if width(&hint) <= room {
        return hint;
    }
    hint.split(BETWEEN).filter(|part| !part.starts_with("Ctrl-U ")).collect::<Vec<_>>().join(BETWEEN)
}

/// How many rows of the form found no room.
#[derive(Debug, Default)]
struct Hidden {
    above: usize,
    below: usize,
}

/// Writes down where the hints are.
fn hints(hint: &str, area: Rect, spots: &mut Vec<(Rect, Spot)>) {
    let mut x = area.x;
    for part in hint.split(BETWEEN) {
        let here = Rect { x, width: cells(width(part)), ..area }.intersection(area);
        spots.extend(named(part).map(|key| (here, Spot::Key(key))));
        x += cells(width(part) + width(BETWEEN));
    }
}

/// What stands between two hints.
const BETWEEN: &str = " · ";

/// Writes lines that are broken where they have to be; answers how many rows they took.
fn paragraph(text: &str, area: Rect, style: Style, painter: &mut Painter) -> u16 {
    let lines = wrap(text, usize::from(area.width));
    for (row, line) in area.rows().zip(&lines) {
        painter.text(row, line, style);
    }
    cells(lines.len())
}

fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

fn start(language: Language, at: usize, area: Rect, painter: &mut Painter, spots: &mut Vec<(Rect, Spot)>) -> String {
    let mut rest = below(area, paragraph(&say!(language, "setup-welcome"), area, Theme::plain(), painter) + 1);
    let choices = [say!(language, "setup-choice-demo"), say!(language, "setup-choice-merchant")];
    for (index, choice) in choices.into_iter().enumerate() {
        let (mark, style) = if index == at { ("›", Theme::selected()) } else { (" ", Theme::plain()) };
        let rows = paragraph(&format!("{mark} {choice}"), rest, style, painter);
        spots.push((Rect { height: rows.min(rest.height), ..rest }, Spot::Row(index)));
        rest = below(rest, rows);
    }
    say!(language, "setup-hint-start")
}

fn label(language: Language, name: Name) -> String {
    match name {
        Name::Country => say!(language, "setup-country"),
        Name::Host => say!(language, "setup-host"),
        Name::Environment => say!(language, "setup-environment"),
        Name::Profile => say!(language, "setup-profile"),
        Name::Merchant => say!(language, "setup-merchant"),
        Name::CardId => say!(language, "setup-card-id"),
        Name::Payouts => say!(language, "setup-payouts"),
        Name::AtOnce => say!(language, "setup-at-once"),
        Name::ADay => say!(language, "setup-a-day"),
        Name::Store => say!(language, "setup-store"),
        Name::MerchantSecret => say!(language, "setup-merchant-secret"),
        Name::PayoutSecret => say!(language, "setup-payout-secret"),
        Name::CardSecret => say!(language, "setup-card-secret"),
        Name::Variable => say!(language, "setup-variable"),
        Name::Passphrase => say!(language, "setup-passphrase"),
        Name::Again => say!(language, "setup-again"),
    }
}

fn chosen(language: Language, form: &Form, name: Name) -> String {
    let at = form.choice(name);
    match name {
        Name::Country => match EDITIONS.get(at).map(|edition| edition.country) {
            Some("Kazakhstan") => say!(language, "setup-kazakhstan"),
            Some("Kyrgyzstan") => say!(language, "setup-kyrgyzstan"),
            Some("Uzbekistan") => say!(language, "setup-uzbekistan"),
            Some(other) => other.to_owned(),
            None => say!(language, "setup-other-host"),
        },
        Name::Environment => match form.environment() {
            EnvironmentName::Live => say!(language, "setup-live"),
            EnvironmentName::Test => say!(language, "setup-test"),
            EnvironmentName::Sandbox => say!(language, "setup-sandbox"),
        },
        Name::Payouts if at == 1 => say!(language, "setup-yes"),
        Name::Payouts => say!(language, "setup-no"),
        Name::Store => match form.store() {
            Store::Keyring => say!(language, "setup-store-keyring"),
            Store::File => say!(language, "setup-store-file"),
            Store::Environment => say!(language, "setup-store-environment"),
        },
        Name::Host
        | Name::Profile
        | Name::Merchant
        | Name::CardId
        | Name::AtOnce
        | Name::ADay
        | Name::MerchantSecret
        | Name::PayoutSecret
        | Name::CardSecret
        | Name::Variable
        | Name::Passphrase
        | Name::Again => String::new(),
    }
}

/// One row of the form.
enum Row {
    Field(usize, Name),
    Fault(String),
    Failed(String),
    Button(usize),
}

/// What is wrong with a field, in as many lines as it takes.
fn faults(language: Language, fault: &'static str, room: usize) -> impl Iterator<Item = Row> {
    let hosts = test_hosts().collect::<Vec<_>>().join(", ");
    let said = speak(language, fault, &[("hosts", hosts.into())]);
    wrap(&format!("✗ {said}"), room).into_iter().map(Row::Fault)
}

fn form(
    language: Language,
    form: &Form,
    area: Rect,
    painter: &mut Painter,
    spots: &mut Vec<(Rect, Spot)>,
) -> (String, Hidden) {
    let mut rows = Vec::new();
    let mut focused = 0;
    let fields = form.fields();
    let button = fields.len();
    for (at, name) in fields.into_iter().enumerate() {
        rows.push(Row::Field(at, name));
        let fault = form.faults.get(&name);
        rows.extend(fault.into_iter().flat_map(|fault| faults(language, fault, usize::from(area.width) - 2)));
        if form.focused() == Some(name) {
            focused = rows.len() - 1;
        }
    }
    if let Some(failed) = &form.failed {
        rows.extend(wrap(failed, usize::from(area.width)).into_iter().map(Row::Failed));
    }
    if form.focused().is_none() {
        focused = rows.len();
    }
    rows.push(Row::Button(button));
    // What is typed into stays in sight.
    let first = (focused + 1).saturating_sub(usize::from(area.height));
    let hidden = Hidden { above: first, below: rows.len().saturating_sub(first + usize::from(area.height)) };
    for (place, row) in area.rows().zip(rows.into_iter().skip(first)) {
        match row {
            Row::Field(at, name) => {
                field(language, form, name, place, painter);
                spots.push((place, Spot::Row(at)));
            }
            Row::Fault(fault) => {
                let style = painter.theme.bad();
                painter.text(indented(place, 2), &fault, style);
            }
            Row::Failed(line) => {
                let style = painter.theme.bad();
                painter.text(place, &line, style);
            }
            Row::Button(at) => {
                let style = if form.focused().is_none() { Theme::selected() } else { Theme::plain() };
                let used = painter.text(place, &format!("[ {} ]", say!(language, "setup-button")), style);
                spots.push((Rect { width: used, ..place }, Spot::Row(at)));
            }
        }
    }
    (say!(language, "setup-hint-form"), hidden)
}

fn indented(area: Rect, by: u16) -> Rect {
    let by = by.min(area.width);
    Rect { x: area.x + by, width: area.width - by, ..area }
}

fn field(language: Language, form: &Form, name: Name, area: Rect, painter: &mut Painter) {
    let on = form.focused() == Some(name);
    let label_width = LABEL.min(area.width / 2);
    let style = if on { Theme::strong() } else { painter.theme.key() };
    painter.text(Rect { width: label_width, ..area }, &label(language, name), style);
    let place = indented(area, label_width + 1);
    let room = usize::from(place.width.saturating_sub(1));
    if name.choices().is_some() {
        let text = chosen(language, form, name);
        let style = if on { Theme::selected() } else { Theme::plain() };
        painter.text(place, &if on { format!("‹ {text} ›") } else { text }, style);
        return;
    }
    let text = form.text(name);
    let shown = if name.is_secret() { "•".repeat(text.chars().count().min(room)) } else { tail(text, room) };
    painter.text(place, &shown, Theme::plain());
    if on {
        painter.cursor(place.x + cells(width(&shown)), place.y);
    }
}

fn told(language: Language, proofs: &[(SecretName, Proof)], area: Rect, painter: &mut Painter) -> String {
    let mut rest = area;
    for (which, proof) in proofs {
        let secret = match which {
            SecretName::Merchant => say!(language, "setup-merchant-secret"),
            SecretName::Payout => say!(language, "setup-payout-secret"),
            SecretName::CardApi => say!(language, "setup-card-secret"),
        };
        let why = |why: &str| kept(language, why);
        let (text, style) = match proof {
            Proof::Right => (say!(language, "setup-proof-right", secret = secret), painter.theme.good()),
            Proof::NotProven(said) => {
                (say!(language, "setup-proof-open", secret = secret, why = why(said)), painter.theme.warn())
            }
            Proof::WrongSecret(said) | Proof::WrongMerchant(said) => {
                (say!(language, "setup-proof-wrong", secret = secret, why = why(said)), painter.theme.bad())
            }
        };
        rest = below(rest, paragraph(&text, rest, style, painter));
    }
    paragraph(&say!(language, "setup-unproven"), below(rest, 1), Theme::plain(), painter);
    say!(language, "setup-hint-told")
}
