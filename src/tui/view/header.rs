//! The header: who, where, how the gateway is, and the tabs.

use ratatui::layout::Rect;

use super::super::hits::Target;
use super::super::layout::is_compact;
use super::super::model::{Model, Screen};
use super::super::text::{age, ago, cells, fit, width};
use super::super::theme::Theme;
use super::painter::{Painter, Span};
use crate::domain::Record;
use crate::locale::Language;
use crate::say;
use crate::worker::{About, Environment, Health};

/// Draws one line, or identity and tabs.
pub fn draw(model: &Model, about: &About, area: Rect, painter: &mut Painter) {
    let first = Rect { height: 1, ..area };
    if is_compact(painter.area().as_size()) {
        compact(model, about, first, painter);
        return;
    }
    let status = status(model, painter.theme);
    let taken: usize = status.iter().map(|(text, _)| width(text)).sum();
    let taken = cells(taken).min(area.width);
    painter.line(Rect { x: area.right() - taken, width: taken, ..first }, &status);
    let mut identity = vec![
        (" tolem ".to_owned(), Theme::strong()),
        (format!(" {} ", about.profile), painter.theme.accent()),
        environment(about, model.language, painter.theme),
    ];
    if model.is_read_only() {
        identity.push((format!(" {}", say!(model.language, "header-read-only")), painter.theme.warn()));
    }
    if model.privacy {
        identity.push((format!(" {}", say!(model.language, "header-private")), painter.theme.info()));
    }
    // Where there is little room the number stands for itself.
    let room = area.width.saturating_sub(taken + 1);
    let used: usize = identity.iter().map(|(text, _)| width(text)).sum();
    let merchant = format!(" {}", say!(model.language, "header-merchant", merchant = about.merchant.as_str()));
    let fits = used + width(&merchant) <= usize::from(room);
    identity.push((if fits { merchant } else { format!(" {}", about.merchant) }, Theme::dim()));
    painter.line(Rect { width: room, ..first }, &identity);
    tabs(model, Rect { y: area.y + 1, height: 1, ..area }, painter);
    // On live the rule is heavy and has the colour of its word, so that the eye meets it wherever it is.
    let (sign, style) = match about.environment {
        Environment::Sandbox | Environment::Test => ("─", painter.theme.border()),
        Environment::Live => ("━", painter.theme.live_rule()),
    };
    let last = Rect { y: area.y + 2, height: 1, ..area };
    painter.text(last, &sign.repeat(usize::from(area.width)), style);
    // At the end of the rule there is room for it on every screen.
    let mut room = Rect { x: last.x + 1, width: last.width.saturating_sub(2), ..last };
    if let Some(age) = age_of_data(model) {
        let used = painter.right(room, &format!(" {age} "), Theme::dim());
        room.width = room.width.saturating_sub(used + 1);
    }
    if let Some(crumbs) = crumbs(model) {
        painter.text(room, &format!(" {crumbs} "), Theme::strong());
    }
}

/// How old what is shown is.
pub fn age_of_data(model: &Model) -> Option<String> {
    let ago = ago(model.language, model.now, model.data_at()?);
    let covered = model.detail.is_some() || model.inquiry.is_some();
    Some(match model.screen {
        Screen::Operations if !covered => say!(model.language, "list-changed-at", ago = ago),
        Screen::Overview | Screen::Codes if !covered => say!(model.language, "header-heard", ago = ago),
        Screen::Overview
        | Screen::Invoices
        | Screen::Cards
        | Screen::Payouts
        | Screen::Payments
        | Screen::Operations
        | Screen::Codes => say!(model.language, "list-read-at", ago = ago),
    })
}

/// Where one is, below a list: screen, record or operation, section.
fn crumbs(model: &Model) -> Option<String> {
    let mut crumbs = vec![model.screen.name(model.language)];
    if let Some(view) = model.inquiry {
        crumbs.push(view.operation.short());
    }
    if let Some(view) = model.detail {
        crumbs.push(model.known(view.record).map_or_else(|| view.record.to_string(), Record::name));
        crumbs.push(view.section.title(model.language));
    }
    if model.explanation.is_some() {
        crumbs.push(say!(model.language, "context-explanation"));
    }
    (crumbs.len() > 1).then(|| crumbs.join(" › "))
}

/// The environment, unmistakably.
pub fn environment(about: &About, language: Language, theme: Theme) -> Span {
    let word = match about.environment {
        Environment::Sandbox => say!(language, "environment-sandbox"),
        Environment::Test => say!(language, "environment-test"),
        Environment::Live => say!(language, "environment-live"),
    };
    (format!(" {word} "), theme.environment(about.environment))
}

fn status(model: &Model, theme: Theme) -> Vec<Span> {
    let health = match &model.health {
        Health::Unasked => format!("· {}", say!(model.language, "header-unasked")),
        Health::Up { latency, .. } => {
            // A latency that is longer than this is no answer any more.
            let ms = u32::try_from(latency.as_millis()).unwrap_or(u32::MAX);
            format!("● {}", say!(model.language, "header-up", ms = ms))
        }
        Health::Down { since, .. } => {
            format!("✗ {}", say!(model.language, "header-down", age = age(model.language, model.now, *since)))
        }
    };
    let mut spans = vec![(health, theme.health(&model.health))];
    if model.unresolved > 0 {
        spans.push((
            format!("  ! {}", say!(model.language, "header-unresolved", count = model.unresolved)),
            theme.bad(),
        ));
    }
    spans.push((" ".to_owned(), Theme::plain()));
    spans
}

/// The tabs: with their full titles, with short ones, or all but the chosen one by number, whatever has room.
fn tabs(model: &Model, area: Rect, painter: &mut Painter) {
    let titles = |title: fn(Screen, Language) -> String| -> Vec<(Screen, String)> {
        let label = |screen: Screen| format!(" {} {} ", screen.number(), title(screen, model.language));
        Screen::ALL.into_iter().map(|screen| (screen, label(screen))).collect()
    };
    let wide = |tabs: &[(Screen, String)]| tabs.iter().map(|(_, label)| width(label) + 1).sum::<usize>();
    let mut labels = titles(Screen::name);
    if wide(&labels) > usize::from(area.width) {
        labels = titles(Screen::short_name);
    }
    if wide(&labels) > usize::from(area.width) {
        for (screen, label) in labels.iter_mut().filter(|(screen, _)| *screen != model.screen) {
            *label = format!(" {} ", screen.number());
        }
    }
    let mut x = area.x + 1;
    for (screen, label) in labels {
        let style = if screen == model.screen { Theme::selected() } else { Theme::plain() };
        let rest = Rect { x, width: area.right().saturating_sub(x), ..area };
        let used = painter.text(rest, &label, style);
        painter.hit(Rect { width: used, ..rest }, Target::Tab(screen));
        x += used + 1;
    }
}

/// One line: the environment, where it is dangerous to forget it, and the tabs by number.
fn compact(model: &Model, about: &About, area: Rect, painter: &mut Painter) {
    let mut right = vec![(
        match &model.health {
            Health::Unasked => "·".to_owned(),
            Health::Up { .. } => "●".to_owned(),
            Health::Down { .. } => format!("✗ {}", say!(model.language, "header-down-short")),
        },
        painter.theme.health(&model.health),
    )];
    if model.unresolved > 0 {
        right.insert(0, (format!("!{} ", model.unresolved), painter.theme.bad()));
    }
    let taken: usize = right.iter().map(|(text, _)| width(text)).sum();
    let taken = cells(taken).min(area.width);
    painter.line(Rect { x: area.right() - taken, width: taken, ..area }, &right);
    let mut left = vec![environment(about, model.language, painter.theme)];
    if model.is_read_only() {
        left.push((format!(" {}", say!(model.language, "header-read-only-short")), painter.theme.warn()));
    }
    if model.privacy {
        left.push((" ◌".to_owned(), painter.theme.info()));
    }
    let is_live = about.environment == Environment::Live;
    if is_live {
        // Whose money it is matters more than the title of a tab.
        left.push((format!(" {}", fit(&about.profile, NAME)), painter.theme.accent()));
    }
    left.push((" ".to_owned(), Theme::plain()));
    let room = area.width.saturating_sub(taken + 1);
    let mut x = area.x + painter.line(Rect { width: room, ..area }, &left);
    let end = area.x + room;
    // Numbers stand closer together before one of them is lost.
    let labels = [" ", ""].map(|before| numbers(model, before));
    let wide = |labels: &[(Screen, String)]| labels.iter().map(|(_, label)| width(label)).sum::<usize>();
    let [loose, close] = labels;
    let fits = |labels: &[(Screen, String)]| wide(labels) <= usize::from(end.saturating_sub(x));
    let labels = if fits(&loose) {
        loose
    } else if fits(&close) || !is_live {
        close
    } else {
        Screen::ALL.into_iter().map(|screen| (screen, format!("{} ", screen.number()))).collect()
    };
    for (screen, label) in labels {
        let style = if screen == model.screen { Theme::selected() } else { Theme::plain() };
        let rest = Rect { x, width: end.saturating_sub(x), ..area };
        let used = painter.text(rest, &label, style);
        painter.hit(Rect { width: used, ..rest }, Target::Tab(screen));
        x += used;
    }
    let rest = Rect { x: x + 1, width: end.saturating_sub(x + 1), ..area };
    if rest.width >= LEGIBLE {
        let named = if is_live { String::new() } else { about.profile.clone() };
        painter.text(rest, &crumbs(model).unwrap_or(named), Theme::dim());
    }
}

/// Columns of a profile's name where there is little room.
const NAME: usize = 12;

/// Columns below which the beginning of a name tells nothing.
const LEGIBLE: u16 = 4;

/// The tabs by number, the chosen one with its short title.
fn numbers(model: &Model, before: &str) -> Vec<(Screen, String)> {
    let label = |screen: Screen| {
        if screen == model.screen {
            format!(" {} {} ", screen.number(), screen.short_name(model.language))
        } else {
            format!("{before}{} ", screen.number())
        }
    };
    Screen::ALL.into_iter().map(|screen| (screen, label(screen))).collect()
}
