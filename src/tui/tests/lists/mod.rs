//! Filters, orders, columns, marks, views and frozen lists: what keys and clicks do, and how it looks.

mod filters;
mod look;
mod marks;
mod random;
mod views;
mod walks;
mod windows;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use crate::domain::query::{Column, Filter, Query, Sort};
use crate::domain::{Currency, IntentKind, Money, Record, RecordKind, Stage, Timestamp};
use crate::ledger::{From, Page, Sum, Totals};
use crate::locale::Language;
use crate::tui::hits::Target;
use crate::tui::lists::Popup;
use crate::tui::model::{Model, Screen};
use crate::tui::msg::{Effect, Msg};
use crate::tui::tests::support::{
    NOW, about, answer_dialog, char, desk, frame, listed, many, numbered, page, press, seen, show, write,
};
use crate::tui::text;
use crate::tui::update::update;
use crate::worker::{Environment, Outcome, Update};

const KIND: RecordKind = RecordKind::Payment;
const SIZES: [(u16, u16); 3] = [(80, 24), (40, 10), (200, 50)];

pub fn payments(width: u16, height: u16) -> Model {
    listed(width, height, many(KIND, 54))
}

fn filter_of(text: &str) -> Filter {
    Filter::parse(text).unwrap()
}

fn query(model: &Model) -> Query {
    model.lists.sheet(KIND).shape.query.clone()
}

/// The windows that were asked for, each with its question.
fn asked(effects: &[Effect]) -> Vec<(String, From)> {
    let of = |effect: &Effect| match effect {
        Effect::LoadPage(KIND, query, ask) => Some((query.filter.to_string(), ask.from.clone())),
        _ => None,
    };
    effects.iter().filter_map(of).collect()
}

/// Answers the newest question of the list with the rows that pass its filter, and what they come to.
fn answer(model: &mut Model, effects: &[Effect], all: &[Record]) {
    let filter = query(model).filter;
    let moment = crate::domain::query::Moment { now: NOW, zone: chrono_tz::Asia::Almaty };
    let rows: Vec<Record> = all.iter().filter(|row| filter.matches(row, &moment)).cloned().collect();
    let seq = model.pane(KIND).last_asked();
    let total = filter.is_empty().then_some(rows.len() as u64);
    update(model, Msg::Page(KIND, seq, Ok(Page { rows: rows.clone(), total, above: Some(0) })));
    for effect in effects {
        if let Effect::LoadTotals(kind, number, _) = effect {
            update(model, Msg::Totals(*kind, *number, Ok(Some(totals(&rows)))));
        }
    }
}

fn totals(rows: &[Record]) -> Totals {
    let sum =
        |of: fn(&Record) -> Money| rows.iter().fold(Money::zero(Currency::Kzt), |sum, row| sum.plus(of(row)).unwrap());
    let sums = Sum {
        currency: Currency::Kzt,
        count: rows.len() as u64,
        amount: sum(|row| row.amount),
        cleared: sum(|row| row.cleared),
        refunded: sum(|row| row.refunded),
    };
    Totals { count: rows.len() as u64, sums: if rows.is_empty() { Vec::new() } else { vec![sums] } }
}

/// Types a filter and applies it; the ledger answers.
pub fn filtered(model: &mut Model, text: &str) {
    let all = many(KIND, 54);
    char(model, '/');
    let effects = write(model, text);
    press(model, KeyCode::Enter);
    answer(model, &effects, &all);
}

fn names(model: &Model) -> Vec<String> {
    model.marked().into_iter().map(Record::name).collect()
}

fn shifted(model: &mut Model, code: KeyCode) -> Vec<Effect> {
    update(model, Msg::Key(KeyEvent::new(code, KeyModifiers::SHIFT)))
}

pub fn click(model: &mut Model, target: Target) -> Vec<Effect> {
    let area = model.hits.find(target).unwrap();
    let kind = MouseEventKind::Down(MouseButton::Left);
    update(model, Msg::Mouse(MouseEvent { kind, column: area.x, row: area.y, modifiers: KeyModifiers::NONE }))
}

fn title(model: &mut Model) -> String {
    let heads = crate::tui::layout::parts(model.size).heads;
    frame(model).lines().nth(usize::from(heads.y)).unwrap().trim().to_owned()
}

pub fn changed(model: &mut Model, n: u128) -> Vec<Effect> {
    let id = crate::domain::RecordId::from_uuid(uuid::Uuid::from_u128(n));
    update(model, Msg::Update(Update::Record { id, kind: KIND }))
}
