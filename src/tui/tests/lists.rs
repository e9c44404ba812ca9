//! Filters, orders, columns, marks, views and frozen lists: what keys and clicks do, and how it looks.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use proptest::prelude::*;

use super::super::hits::Target;
use super::super::lists::Popup;
use super::super::model::{Model, Screen};
use super::super::msg::{Effect, Msg};
use super::super::text;
use super::super::update::update;
use super::support::{NOW, about, answer_dialog, char, desk, frame, listed, many, numbered, page, press, show, write};
use crate::domain::query::{Column, Filter, Query, Sort};
use crate::domain::{Currency, IntentKind, Money, Record, RecordKind, Stage, Timestamp};
use crate::ledger::{From, Page, Sum, Totals};
use crate::locale::Language;
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
    let heads = super::super::layout::parts(model.size).heads;
    frame(model).lines().nth(usize::from(heads.y)).unwrap().trim().to_owned()
}

#[test]
fn the_list_follows_a_filter_while_it_is_typed_and_keeps_the_last_good_one() {
    let mut model = payments(80, 24);
    char(&mut model, '/');
    assert_eq!(asked(&write(&mut model, "stage:held")), [("stage:held".to_owned(), From::First)]);
    assert!(asked(&write(&mut model, " amount>x")).is_empty(), "what is wrong asks for nothing");
    assert_eq!(query(&model).filter, filter_of("stage:held"));
    assert_eq!(model.pane(KIND).rows.len(), 54, "the rows stay until the answer comes");
    press(&mut model, KeyCode::Enter);
    assert!(model.lists.bar.is_some(), "what is wrong cannot be applied");
    for _ in 0.." amount>x".len() {
        press(&mut model, KeyCode::Backspace);
    }
    press(&mut model, KeyCode::Enter);
    assert!(model.lists.bar.is_none());
    assert_eq!(query(&model).filter, filter_of("stage:held"));
}

#[test]
fn escape_leaves_the_list_as_it_was() {
    let mut model = payments(80, 24);
    for _ in 0..7 {
        press(&mut model, KeyCode::Down);
    }
    let selected = model.pane(KIND).selected;
    char(&mut model, '/');
    let effects = write(&mut model, "stage:failed");
    answer(&mut model, &effects, &many(KIND, 54));
    assert_eq!(model.pane(KIND).rows.len(), 6);
    let effects = press(&mut model, KeyCode::Esc);
    assert_eq!((query(&model), model.pane(KIND).selected), (Query::default(), selected));
    assert_eq!((model.pane(KIND).rows.len(), asked(&effects).len()), (54, 1), "and it is brought up to date");
}

#[test]
fn a_late_answer_to_an_earlier_filter_changes_nothing() {
    let mut model = payments(80, 24);
    char(&mut model, '/');
    write(&mut model, "tea");
    let old = model.pane(KIND).last_asked();
    write(&mut model, "s");
    update(&mut model, Msg::Page(KIND, old, Ok(page(Vec::new(), 0))));
    assert_eq!(model.pane(KIND).rows.len(), 54);
}

#[test]
fn terms_are_taken_away_by_key_and_by_mouse() {
    let mut model = payments(120, 40);
    filtered(&mut model, "stage:held amount>1000 tea");
    frame(&mut model);
    click(&mut model, Target::Chip(1));
    assert_eq!(query(&model).filter.to_string(), "stage:held tea");
    press(&mut model, KeyCode::Backspace);
    assert_eq!(query(&model).filter.to_string(), "stage:held");
    char(&mut model, 'F');
    assert_eq!(query(&model).filter, Filter::default());
    let effects = char(&mut model, 'F');
    assert!(asked(&effects).is_empty() && model.toasts.iter().any(|toast| toast.text.contains("no filter")));
}

#[test]
fn a_filter_takes_three_hundred_characters_and_a_paste_as_a_whole_or_not_at_all() {
    let mut model = payments(80, 24);
    char(&mut model, '/');
    let text = format!("\"{}\"", "x".repeat(298));
    update(&mut model, Msg::Paste(text.clone()));
    assert_eq!(query(&model).filter.to_string(), "x".repeat(298));
    update(&mut model, Msg::Paste("y".to_owned()));
    update(&mut model, Msg::Paste("\u{1b}[31m".to_owned()));
    char(&mut model, 'y');
    let (bar, _) = model.lists.bar.as_ref().unwrap();
    assert_eq!(bar.field.value(), text);
    for (width, height) in [(40, 10), (1, 1), (200, 50), (80, 24)] {
        update(&mut model, Msg::Resize(ratatui::layout::Size { width, height }));
        frame(&mut model);
    }
}

#[test]
fn what_is_wrong_is_said_in_every_language_with_a_caret_at_its_place() {
    for (text, at) in
        [("colour:red", 0), ("stage:hold", 6), ("amount>lots", 7), ("age<", 0), ("created:2026-13-40", 8), ("\"tea", 0)]
    {
        let mut said = Vec::new();
        for language in Language::ALL {
            let mut model = payments(120, 24);
            model.language = language;
            char(&mut model, '/');
            write(&mut model, text);
            press(&mut model, KeyCode::Enter);
            let drawn = frame(&mut model);
            let lines: Vec<&str> = drawn.lines().collect();
            let start = text::width(lines[3].split(text).next().unwrap());
            let caret = text::width(lines[4].split('^').next().unwrap());
            assert_eq!(caret, start + at, "{text}: {drawn}");
            said.push(lines[4].trim().to_owned());
        }
        said.dedup();
        assert_eq!(said.len(), 3, "{said:?}");
    }
}

#[test]
fn the_order_is_turned_round_by_pressing_twice_and_by_clicking_twice() {
    let mut model = payments(120, 40);
    char(&mut model, 's');
    char(&mut model, 's');
    assert_eq!(query(&model).sort, Sort { column: Column::Created, descending: false });
    char(&mut model, 's');
    for _ in 0..4 {
        press(&mut model, KeyCode::Up);
    }
    let effects = press(&mut model, KeyCode::Enter);
    assert_eq!(query(&model).sort, Sort { column: Column::Amount, descending: true });
    assert_eq!(asked(&effects), [(String::new(), From::First)]);
    show(&mut model, KIND, many(KIND, 54), 54);
    assert!(frame(&mut model).contains("amount▼"));
    click(&mut model, Target::Head(Column::Amount));
    assert_eq!(query(&model).sort, Sort { column: Column::Amount, descending: false });
    click(&mut model, Target::Head(Column::Stage));
    assert_eq!(query(&model).sort, Sort { column: Column::Stage, descending: false });
}

#[test]
fn a_window_of_another_order_goes_on_by_the_keys_of_that_order() {
    let mut model = payments(80, 24);
    char(&mut model, 's');
    for _ in 0..4 {
        press(&mut model, KeyCode::Up);
    }
    press(&mut model, KeyCode::Enter);
    let rows = many(KIND, 66);
    let last = rows.last().unwrap().cursor(query(&model).sort);
    let mut effects = show(&mut model, KIND, rows, 5_000);
    for _ in 0..3 {
        effects.extend(press(&mut model, KeyCode::PageDown));
    }
    assert_eq!(asked(&effects), [(String::new(), From::After(last))]);
}

#[test]
fn marks_survive_reloads_and_orders_and_say_their_exact_sum_and_another_filter_takes_them_off() {
    let mut model = payments(80, 24);
    char(&mut model, ' ');
    char(&mut model, ' ');
    shifted(&mut model, KeyCode::Down);
    shifted(&mut model, KeyCode::Down);
    shifted(&mut model, KeyCode::Up);
    assert_eq!(names(&model), ["A-1000", "A-1001", "A-1002", "A-1003"]);
    assert!(title(&mut model).contains("✓ 4 selected · 6 740.70 KZT"), "{}", title(&mut model));
    let drawn = frame(&mut model);
    assert!(drawn.contains("\n✓○ new") && drawn.contains("\n»● cleared"), "{drawn}");
    char(&mut model, 's');
    press(&mut model, KeyCode::Down);
    press(&mut model, KeyCode::Enter);
    let mut rows = many(KIND, 54);
    rows[1].amount = Money::from_minor(1, Currency::Kzt);
    show(&mut model, KIND, rows, 54);
    assert!(title(&mut model).contains("✓ 4 selected · 5 117.26 KZT"), "{}", title(&mut model));
    press(&mut model, KeyCode::Esc);
    assert!(names(&model).is_empty());
    char(&mut model, 'A');
    assert_eq!(names(&model).len(), 54);
    filtered(&mut model, "stage:failed");
    assert!(names(&model).is_empty());
    assert!(model.toasts.iter().any(|toast| toast.text.starts_with("54 rows are selected no longer")));
}

#[test]
fn a_refresh_and_a_watch_are_of_all_that_is_marked() {
    let mut model = payments(80, 24);
    for _ in 0..3 {
        char(&mut model, ' ');
    }
    let ids: Vec<_> = model.marked().into_iter().map(|record| record.id).collect();
    let work = char(&mut model, 'u').into_iter().find_map(|effect| match effect {
        Effect::Work(_, work) => Some(work),
        _ => None,
    });
    assert_eq!(work, Some(super::super::activity::Work::Refresh(ids.clone())));
    let watched: Vec<_> = char(&mut model, 'w')
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Watch(id, on) => Some((id, on)),
            _ => None,
        })
        .collect();
    assert_eq!(watched, ids.into_iter().map(|id| (id, true)).collect::<Vec<_>>());
}

/// Three cleared payments are marked, and `r` is pressed.
fn refunding() -> (Model, Vec<Effect>) {
    let mut model = payments(80, 24);
    let at: Vec<usize> = (0..54)
        .filter(|n| numbered(KIND, *n).stage == Stage::Cleared)
        .take(3)
        .map(|n| usize::try_from(n).unwrap())
        .collect();
    for place in at {
        let id = model.pane(KIND).rows[place].id.uuid();
        model.pane_mut(KIND).select(id, 18);
        char(&mut model, ' ');
    }
    let effects = char(&mut model, 'r');
    (model, effects)
}

fn reads(effects: &[Effect]) -> Vec<(Option<u64>, crate::domain::RecordId)> {
    let of = |effect: &Effect| match effect {
        Effect::Refresh(dialog, record) => Some((*dialog, *record)),
        _ => None,
    };
    effects.iter().filter_map(of).collect()
}

#[test]
fn money_for_several_is_asked_for_one_after_another_each_with_its_own_read_and_confirmation() {
    let (mut model, mut effects) = refunding();
    let marked: Vec<_> = model.marked().into_iter().map(|record| record.id).collect();
    let mut submitted = Vec::new();
    for (at, id) in (1..).zip(&marked) {
        let serial = model.dialog.as_ref().unwrap().serial;
        assert_eq!(reads(&effects), [(Some(serial), *id)], "a fresh read of its own");
        assert!(frame(&mut model).contains(&format!("{at} of 3")));
        answer_dialog(&mut model);
        let dialog = model.dialog.as_mut().unwrap();
        assert!(
            dialog.fields.iter().all(|field| field.is_choice() || field.value().is_empty()),
            "nothing is filled in"
        );
        dialog.set_focus(super::super::dialog::Focus::Field(1));
        write(&mut model, "10");
        super::support::answer_preview(&mut model);
        model.dialog.as_mut().unwrap().set_focus(super::super::dialog::Focus::Send);
        frame(&mut model);
        let sent = press(&mut model, KeyCode::Enter);
        submitted.push(sent.iter().filter(|effect| matches!(effect, Effect::Submit(_))).count());
        let outcome = Outcome {
            operation: crate::domain::OperationId::from_uuid(uuid::Uuid::from_u128(at)),
            record: *id,
            state: crate::domain::State::Confirmed,
            message: "returned".to_owned(),
            page: None,
        };
        update(&mut model, Msg::Submitted(serial, Ok(outcome)));
        frame(&mut model);
        effects = press(&mut model, KeyCode::Enter);
    }
    assert_eq!(submitted, [1, 1, 1]);
    assert!(model.dialog.is_none() && model.lists.walk.is_none());
    assert!(names(&model).is_empty(), "what was done is marked no longer");
}

#[test]
fn leaving_one_dialog_leaves_the_rest_and_says_how_many() {
    let (mut model, _) = refunding();
    frame(&mut model);
    answer_dialog(&mut model);
    let effects = press(&mut model, KeyCode::Esc);
    assert!(model.dialog.is_none() && model.lists.walk.is_none() && reads(&effects).is_empty());
    assert_eq!(
        model.toasts.last().map(|toast| toast.text.as_str()),
        Some("sent: 0 of 3; not done and still selected: 3")
    );
    assert_eq!(names(&model).len(), 3);
}

#[test]
fn what_cannot_take_it_is_left_out_and_said() {
    let mut model = payments(80, 24);
    for _ in 0..4 {
        char(&mut model, ' ');
    }
    char(&mut model, 'r');
    assert_eq!(
        model.dialog.as_ref().and_then(|dialog| dialog.record.as_ref()).map(|record| record.name()),
        Some("A-1003".to_owned())
    );
    assert!(model.toasts.iter().any(|toast| toast.text.starts_with("3 of 4 cannot take this")), "{:?}", model.toasts);
    frame(&mut model);
    press(&mut model, KeyCode::Esc);
    assert!(model.dialog.is_none());
    assert!(
        super::super::possible::enabled(&model, super::super::actions::Action::Intend(IntentKind::Confirm)).is_err()
    );
}

/// The same rows with newer ones before them.
fn with_newer(count: u64, rows: Vec<Record>) -> Vec<Record> {
    let newer = (0..count).map(|n| {
        let mut row = numbered(KIND, n);
        row.id = crate::domain::RecordId::from_uuid(uuid::Uuid::from_u128(2_000_000 + u128::from(count - n)));
        row
    });
    newer.chain(rows).collect()
}

pub fn changed(model: &mut Model, n: u128) -> Vec<Effect> {
    let id = crate::domain::RecordId::from_uuid(uuid::Uuid::from_u128(n));
    update(model, Msg::Update(Update::Record { id, kind: KIND }))
}

#[test]
fn new_rows_are_counted_instead_of_moving_what_is_looked_at() {
    let mut model = payments(80, 24);
    press(&mut model, KeyCode::Down);
    let before: Vec<String> = frame(&mut model).lines().skip(5).map(str::to_owned).collect();
    changed(&mut model, 1);
    show(&mut model, KIND, with_newer(3, many(KIND, 54)), 5_003);
    let after: Vec<String> = frame(&mut model).lines().skip(5).map(str::to_owned).collect();
    assert_eq!(before, after, "no row moved");
    assert!(title(&mut model).contains("↑ 3 new"), "{}", title(&mut model));
    press(&mut model, KeyCode::Home);
    assert_eq!((model.pane(KIND).fresh, model.pane(KIND).index(), model.pane(KIND).top), (0, Some(0), 0));
}

#[test]
fn on_the_newest_row_new_ones_come_in_above_and_the_choice_stays_with_its_record() {
    let mut model = payments(80, 24);
    let chosen = model.pane(KIND).selected;
    changed(&mut model, 1);
    show(&mut model, KIND, with_newer(3, many(KIND, 54)), 5_003);
    let pane = model.pane(KIND);
    assert_eq!((pane.top, pane.index(), pane.selected, pane.fresh), (0, Some(3), chosen, 0));
    char(&mut model, ' ');
    changed(&mut model, 1);
    show(&mut model, KIND, with_newer(5, many(KIND, 54)), 5_005);
    assert_eq!(model.pane(KIND).fresh, 2, "something is marked, so nothing moves");
}

#[test]
fn a_frozen_list_counts_what_changes_and_asks_for_nothing_until_it_thaws() {
    let mut model = payments(80, 24);
    char(&mut model, 'z');
    let effects: Vec<Effect> = [7, 8, 7].into_iter().flat_map(|n| changed(&mut model, n)).collect();
    assert!(asked(&effects).is_empty());
    assert!(title(&mut model).contains("FROZEN, 2 changes wait"), "{}", title(&mut model));
    let dialog = char(&mut model, 'n');
    assert!(asked(&dialog).is_empty() && model.dialog.is_some());
    frame(&mut model);
    press(&mut model, KeyCode::Esc);
    assert_eq!(asked(&char(&mut model, 'z')).len(), 1);
    assert!(!title(&mut model).contains("FROZEN"));
}

#[test]
fn a_view_is_saved_applied_renamed_and_deleted_and_kept() {
    let mut model = payments(80, 24);
    filtered(&mut model, "stage:held");
    char(&mut model, 'S');
    write(&mut model, "Holds");
    let effects = press(&mut model, KeyCode::Enter);
    let kept = effects.iter().find_map(|effect| match effect {
        Effect::Keep { text, aside } => Some((text.clone(), *aside)),
        _ => None,
    });
    let expected = "[lists.payment]\nview = \"Holds\"\nfilter = \"stage:held\"\n\n[[lists.payment.views]]\nname = \"Holds\"\nfilter = \"stage:held\"\n";
    assert_eq!(kept, Some((expected.to_owned(), false)));
    char(&mut model, 'F');
    show(&mut model, KIND, many(KIND, 54), 54);
    assert!(title(&mut model).contains("‹Holds*›"), "{}", title(&mut model));
    char(&mut model, '\'');
    assert_eq!(asked(&press(&mut model, KeyCode::Enter)), [("stage:held".to_owned(), From::First)]);
    char(&mut model, '\'');
    char(&mut model, 'r');
    write(&mut model, "!");
    press(&mut model, KeyCode::Enter);
    assert_eq!(model.lists.sheet(KIND).viewed(), Some(("Holds!", false)));
    char(&mut model, 'd');
    frame(&mut model);
    assert_eq!(model.lists.sheet(KIND).views.len(), 1, "it is asked once more");
    char(&mut model, 'd');
    assert!(model.lists.sheet(KIND).views.is_empty());
}

#[test]
fn a_card_number_is_not_looked_for_and_no_view_is_called_so() {
    let mut model = payments(80, 24);
    char(&mut model, 'S');
    write(&mut model, "4405645000006150");
    let effects = press(&mut model, KeyCode::Enter);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Keep { .. })), "{effects:?}");
    assert!(model.lists.sheet(KIND).views.is_empty());
    assert!(frame(&mut model).contains("this name holds a card number"), "{}", frame(&mut model));
    press(&mut model, KeyCode::Esc);
    press(&mut model, KeyCode::Esc);
    char(&mut model, '/');
    write(&mut model, "4405645000006150");
    press(&mut model, KeyCode::Enter);
    assert!(frame(&mut model).contains("this is a card number"), "{}", frame(&mut model));
    assert!(model.lists.sheet(KIND).shape.query.filter.is_empty());
}

#[test]
fn the_lists_open_as_they_were_left_and_a_broken_file_is_told_and_put_aside() {
    let mut model = desk_before_opening();
    let text = "absolute_time = true\n[lists.payment]\nfilter = \"stage:held\"\nsort = \"-amount\"\n";
    update(&mut model, Msg::Kept(Ok(text.to_owned())));
    let effects = update(&mut model, Msg::Opened(Box::new(about(Environment::Sandbox))));
    assert_eq!(asked(&effects), [("stage:held".to_owned(), From::First)]);
    assert_eq!(query(&model).sort, Sort { column: Column::Amount, descending: true });
    assert!(model.lists.absolute);

    let mut model = desk_before_opening();
    update(&mut model, Msg::Kept(Ok("[lists.payment]\ncolumns = [\"amuont\"]\n".to_owned())));
    let effects = update(&mut model, Msg::Opened(Box::new(about(Environment::Sandbox))));
    assert_eq!(asked(&effects), [(String::new(), From::First)]);
    let said = model.toasts.iter().map(|toast| toast.text.as_str()).collect::<String>();
    assert!(said.starts_with("views.toml, line 2: unknown column `amuont`: did you mean `amount`?"), "{said}");
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Keep { .. })), "it is not overwritten");
    let effects = char(&mut model, 'T');
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Keep { aside: true, .. })), "{effects:?}");
}

fn desk_before_opening() -> Model {
    let mut model = desk(80, 24, about(Environment::Sandbox));
    model.phase = super::super::model::Phase::Opening;
    model.payments = super::super::pane::Pane::default();
    model
}

#[test]
fn find_jumps_among_the_loaded_rows_and_hands_over_to_the_filter() {
    let mut model = payments(80, 24);
    char(&mut model, 'f');
    write(&mut model, "1017");
    press(&mut model, KeyCode::Enter);
    assert_eq!(model.subject().map(Record::name), Some("A-1017".to_owned()));
    char(&mut model, 'f');
    write(&mut model, "zebra");
    let effects = press(&mut model, KeyCode::Enter);
    assert_eq!(asked(&effects), [("zebra".to_owned(), From::First)]);
    assert!(model.lists.bar.is_some());
}

#[test]
fn operations_say_why_they_have_no_filter() {
    let mut model = payments(80, 24);
    char(&mut model, '5');
    char(&mut model, '/');
    assert!(model.lists.bar.is_none());
    assert!(model.toasts.iter().any(|toast| toast.text.starts_with("operations cannot be filtered")));
}

#[test]
fn going_elsewhere_closes_what_is_open_over_a_list() {
    let mut model = payments(80, 24);
    char(&mut model, '/');
    write(&mut model, "stage:held");
    frame(&mut model);
    click(&mut model, Target::Tab(Screen::Cards));
    assert!(model.lists.bar.is_none() && model.screen == Screen::Cards);
    assert_eq!(query(&model).filter, filter_of("stage:held"));
    char(&mut model, 'C');
    assert!(matches!(model.lists.popup, Some(Popup::Columns(0))));
    char(&mut model, '4');
    assert_eq!(model.screen, Screen::Cards, "a box has the keyboard");
    press(&mut model, KeyCode::Esc);
    char(&mut model, '4');
    assert_eq!(model.screen, Screen::Payments);
}

#[test]
fn a_count_that_waits_for_its_time_wakes_the_loop_once() {
    let mut model = payments(80, 24);
    filtered(&mut model, "stage:held");
    changed(&mut model, 1);
    answer(&mut model, &[], &many(KIND, 54));
    let at = model.next_change().unwrap();
    assert_eq!(at, Timestamp::from_millis(NOW.millis() + 2_000));
    let effects = update(&mut model, Msg::Tick(at));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::LoadTotals(..))));
    assert!(model.next_change().is_some_and(|next| next > at), "it is awaited, not asked for again and again");
    char(&mut model, 'F');
    changed(&mut model, 1);
    assert!(model.next_change().is_some_and(|next| next > at));
}

#[derive(Debug, Clone)]
enum Move {
    Key(KeyCode, KeyModifiers),
    Type(&'static str),
    Click(u16, u16),
    Size(u16, u16),
    Change(u128),
    /// The rows that there are from now on.
    Rows(u64),
    /// The questions that were asked are answered, the oldest first or the newest.
    Answer(bool),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let letters = prop::sample::select("sCfSzTAF'/ dr+-<>0jkGu".chars().collect::<Vec<_>>());
    let letters = letters.prop_map(|c| {
        let modifiers = if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
        Move::Key(KeyCode::Char(c), modifiers)
    });
    let plain = prop::sample::select(vec![
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::PageDown,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::Backspace,
        KeyCode::Tab,
    ]);
    let typed =
        prop::sample::select(vec!["/stage:held", "/amount>2000 ", "tea", "fA-10", "/-stage:failed code:", "SMine"]);
    let one = prop_oneof![
        8 => letters,
        8 => plain.prop_map(|code| Move::Key(code, KeyModifiers::NONE)),
        2 => prop::sample::select(vec![KeyCode::Up, KeyCode::Down]).prop_map(|code| Move::Key(code, KeyModifiers::SHIFT)),
        3 => typed.prop_map(Move::Type),
        4 => (0_u16..130, 0_u16..45).prop_map(|(x, y)| Move::Click(x, y)),
        1 => (1_u16..150, 1_u16..50).prop_map(|(w, h)| Move::Size(w, h)),
        2 => (900_000_u128..1_000_100).prop_map(Move::Change),
        1 => (0_u64..60).prop_map(Move::Rows),
        6 => any::<bool>().prop_map(Move::Answer),
    ];
    prop::collection::vec(one, 1..100)
}

/// What the ledger would answer to a question.
fn ledger(all: &[Record], query: &Query, ask: &super::super::pane::Ask) -> Page<Record> {
    let moment = crate::domain::query::Moment { now: NOW, zone: chrono_tz::Asia::Almaty };
    let mut rows: Vec<Record> = all.iter().filter(|row| query.filter.matches(row, &moment)).cloned().collect();
    let key = |row: &Record| (crate::domain::query::Key::of(row, query.sort.column), row.created_at, row.id.uuid());
    rows.sort_by_key(key);
    if query.sort.descending {
        rows.reverse();
    }
    let total = query.filter.is_empty().then_some(rows.len() as u64);
    let place = |id: uuid::Uuid| rows.iter().position(|row| row.id.uuid() == id);
    let limit = ask.limit as usize;
    let (start, end) = match &ask.from {
        From::First => (0, limit),
        From::Last => (rows.len().saturating_sub(limit), rows.len()),
        From::At(cursor) => place(cursor.id).map_or((0, limit), |at| (at, at + limit)),
        From::After(cursor) => place(cursor.id).map_or((0, 0), |at| (at + 1, at + 1 + limit)),
        From::Before(cursor) => place(cursor.id).map_or((0, 0), |at| (at.saturating_sub(limit), at)),
    };
    let above = (ask.from == From::First).then_some(0);
    let rows = rows.get(start.min(rows.len())..end.min(rows.len())).unwrap_or_default().to_vec();
    Page { rows, total, above }
}

/// Answers a question as the ledger would.
fn told(model: &mut Model, question: Effect, all: &[Record]) -> Vec<Effect> {
    match question {
        Effect::LoadPage(KIND, query, ask) => {
            let page = ledger(all, &query, &ask);
            update(model, Msg::Page(KIND, ask.seq, Ok(page)))
        }
        Effect::LoadTotals(KIND, number, filter) => {
            let query = Query { filter, ..Query::default() };
            let ask = super::super::pane::Ask { from: From::First, limit: 1_000, seq: 0 };
            let rows = ledger(all, &query, &ask).rows;
            update(model, Msg::Totals(KIND, number, Ok(Some(totals(&rows)))))
        }
        _ => Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is pressed and however late the answers come: the chosen row is one of the rows, sums are those of the
    /// rows, and nothing is sent.
    #[test]
    fn any_keys_and_clicks_leave_a_list_that_holds_together(moves in moves()) {
        let mut model = desk(100, 30, about(Environment::Sandbox));
        let mut all = many(KIND, 54);
        let mut waiting: Vec<Effect> = show(&mut model, KIND, all.clone(), 54);
        for step in moves {
            let effects = match step {
                Move::Key(code, modifiers) => update(&mut model, Msg::Key(KeyEvent::new(code, modifiers))),
                Move::Type(text) => write(&mut model, text),
                Move::Click(column, row) => {
                    let kind = MouseEventKind::Down(MouseButton::Left);
                    update(&mut model, Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }))
                }
                Move::Size(width, height) => update(&mut model, Msg::Resize(ratatui::layout::Size { width, height })),
                Move::Change(n) => changed(&mut model, n),
                Move::Rows(count) => {
                    all = many(KIND, count);
                    changed(&mut model, 1_000_000)
                }
                Move::Answer(newest) => {
                    let next = if newest { waiting.pop() } else { (!waiting.is_empty()).then(|| waiting.remove(0)) };
                    next.map_or_else(Vec::new, |question| told(&mut model, question, &all))
                }
            };
            for effect in effects {
                prop_assert!(!matches!(effect, Effect::Submit(_) | Effect::Decide(_)));
                waiting.push(effect);
            }
            frame(&mut model);
            let pane = model.pane(KIND);
            prop_assert!(pane.index().is_some() || pane.left.is_some() || pane.rows.is_empty(), "{:?}", pane.selected);
            prop_assert!(pane.selected.is_none() || pane.left.is_none(), "{:?}", pane.left);
            prop_assert!(pane.top <= pane.rows.len());
            prop_assert_eq!(pane.sort, query(&model).sort);
            let sheet = model.lists.sheet(KIND);
            let marked = sheet.marks.records();
            let sum = marked.iter().try_fold(Money::zero(Currency::Kzt), |sum, row| sum.plus(row.amount));
            prop_assert_eq!(sheet.marks.sums(), if marked.is_empty() { Vec::new() } else { vec![(Currency::Kzt, sum)] });
            if let Some(Ok(known)) = sheet.tally.of(&sheet.shape.query.filter) {
                let counted: u64 = known.sums.iter().map(|sum| sum.count).sum();
                prop_assert_eq!(counted, known.count);
            }
        }
        // Once everything is answered, the rows are a window of what the ledger would list.
        model.pane_mut(KIND).frozen = None;
        waiting.extend(update(&mut model, Msg::Resumed));
        for seconds in 1..3 {
            while let Some(question) = waiting.pop() {
                let more = told(&mut model, question, &all);
                waiting.extend(more);
            }
            // What changes all the time is loaded anew a little later.
            waiting.extend(update(&mut model, Msg::Tick(NOW.plus(std::time::Duration::from_secs(seconds)))));
        }
        while let Some(question) = waiting.pop() {
            let more = told(&mut model, question, &all);
            waiting.extend(more);
        }
        let whole = super::super::pane::Ask { from: From::First, limit: 1_000, seq: 0 };
        let listed = ledger(&all, &query(&model), &whole).rows;
        let rows = &model.pane(KIND).rows;
        if model.screen == Screen::Payments {
            let at = rows.first().and_then(|first| listed.iter().position(|row| row.id == first.id)).unwrap_or(0);
            prop_assert_eq!(rows.as_slice(), &listed[at..(at + rows.len()).min(listed.len())]);
            prop_assert_eq!(rows.is_empty(), listed.is_empty());
        }
    }
}

/// The frames of one state at the sizes of lists.
fn all(make: impl Fn(u16, u16) -> Model) -> String {
    let mut out = String::new();
    for (width, height) in SIZES {
        let mut model = make(width, height);
        let text = frame(&mut model);
        assert!(text.lines().all(|line| text::width(line) <= usize::from(width)), "{text}");
        out.push_str(&[&format!("{width}×{height}"), text.as_str(), ""].join("\n"));
    }
    out
}

fn after(width: u16, height: u16, keys: impl Fn(&mut Model)) -> Model {
    let mut model = payments(width, height);
    keys(&mut model);
    model
}

#[test]
fn how_the_lists_look() {
    let chips = |model: &mut Model| filtered(model, "stage:cleared,partly-refunded amount>1000 -watched:yes");
    insta::assert_snapshot!("list_chips", all(|w, h| after(w, h, chips)));
    let typed = |model: &mut Model| {
        char(model, '/');
        write(model, "stage:held amuont>1000");
    };
    insta::assert_snapshot!("list_filter_fault", all(|w, h| after(w, h, typed)));
    let offered = |model: &mut Model| {
        char(model, '/');
        write(model, "stage:re");
    };
    insta::assert_snapshot!("list_filter_offers", all(|w, h| after(w, h, offered)));
    let sorting = |model: &mut Model| {
        char(model, 's');
    };
    insta::assert_snapshot!("list_sort", all(|w, h| after(w, h, sorting)));
    let choosing = |model: &mut Model| {
        char(model, 'C');
        press(model, KeyCode::Down);
        char(model, '+');
        press(model, KeyCode::Down);
        char(model, ' ');
    };
    insta::assert_snapshot!("list_columns", all(|w, h| after(w, h, choosing)));
    let marking = |model: &mut Model| {
        for _ in 0..3 {
            char(model, ' ');
        }
    };
    insta::assert_snapshot!("list_marked", all(|w, h| after(w, h, marking)));
    let frozen = |model: &mut Model| {
        filtered(model, "tea");
        char(model, 'z');
        changed(model, 7);
    };
    insta::assert_snapshot!("list_frozen", all(|w, h| after(w, h, frozen)));
    let finding = |model: &mut Model| {
        char(model, 'f');
        write(model, "a102");
    };
    insta::assert_snapshot!("list_find", all(|w, h| after(w, h, finding)));
    let views = |model: &mut Model| {
        filtered(model, "stage:held");
        char(model, 'S');
        write(model, "Holds");
        press(model, KeyCode::Enter);
        model.toasts.clear();
        char(model, '\'');
        char(model, 'd');
    };
    insta::assert_snapshot!("list_views", all(|w, h| after(w, h, views)));
    let nothing = |model: &mut Model| {
        filtered(model, "zebra");
        char(model, 'T');
    };
    insta::assert_snapshot!("list_no_match", all(|w, h| after(w, h, nothing)));
}

#[test]
fn in_private_fuzzy_find_shows_no_order_and_no_amount_of_any_loaded_row() {
    let mut model = payments(80, 24);
    char(&mut model, 'P');
    char(&mut model, 'f');
    write(&mut model, "a1053");
    let drawn = frame(&mut model);
    assert!(!drawn.contains("A-1053") && !drawn.contains("Tea and bread") && !drawn.contains("8 042.85"), "{drawn}");
}
