//! Privacy: what others may not read is nowhere in a drawn frame.

use crossterm::event::KeyCode;

use super::super::dialog::Focus;
use super::super::model::{Model, Screen};
use super::super::msg::Msg;
use super::super::update::update;
use super::lists::filtered;
use super::looks::{SIZES, all, dialog, filled, fitting};
use super::overview::busy;
use super::support::{about, awkward, char, detail, frame, inquired, inquiry, listed, many, operations, press};
use crate::domain::{IntentKind, Money, Record, RecordKind, State};
use crate::worker::Environment;

/// What must not be read of a record.
fn secrets(record: &Record) -> Vec<String> {
    let amounts = [record.amount, record.cleared, record.refunded, record.refundable()];
    let mut secrets: Vec<String> = amounts.into_iter().filter(|amount| !amount.is_zero()).map(Money::grouped).collect();
    secrets.extend([record.description.clone(), record.name()]);
    secrets.extend(record.customer.clone());
    secrets.retain(|text| !text.is_empty());
    secrets
}

fn assert_hidden(model: &mut Model, secrets: &[String]) {
    assert!(model.privacy);
    let text = frame(model);
    for secret in secrets {
        assert!(!text.contains(secret), "{secret:?} can be read:\n{text}");
    }
}

#[test]
fn no_amount_order_customer_or_description_is_in_any_frame() {
    for rows in [many, (|kind, _| awkward(kind)) as fn(RecordKind, u64) -> Vec<Record>] {
        let mut rows = rows(RecordKind::Payment, 30);
        rows[0].customer = Some("77001234567".to_owned());
        let all: Vec<String> = rows.iter().flat_map(secrets).collect();
        for (width, height) in [(80, 24), (120, 40), (200, 50), (40, 10)] {
            let mut model = listed(width, height, rows.clone());
            char(&mut model, 'P');
            assert_hidden(&mut model, &all);
            update(&mut model, Msg::Detail(rows[0].id, Ok(Box::new(detail(&rows[0])))));
            press(&mut model, KeyCode::Enter);
            for _ in 0..3 {
                assert_hidden(&mut model, &all);
                press(&mut model, KeyCode::Tab);
            }
            update(&mut model, Msg::Refreshed(None, rows[0].id, Ok(Box::new(rows[0].clone()))));
            assert!(!model.toasts.is_empty());
            assert_hidden(&mut model, &all);
        }
    }
    let all: Vec<String> = operations()
        .iter()
        .flat_map(|one| one.amount.map(Money::grouped).into_iter().chain([one.record_name.clone()]))
        .collect();
    let mut model = filled(Screen::Operations, 120, 40, Some(|kind| many(kind, 1)));
    char(&mut model, 'P');
    assert_hidden(&mut model, &all);
    let mut model = inquired(120, 40, about(Environment::Test), State::Escalated);
    char(&mut model, 'P');
    let mut all = secrets(&inquiry(State::Escalated).record);
    all.extend(["15.50".to_owned(), "40.00".to_owned()]);
    assert_hidden(&mut model, &all);
}

#[test]
fn no_sum_is_on_the_overview() {
    let sums =
        ["150 000.50", "23 456 789.00", "14 222 211.84", "123 456.00", "99 000.00", "88 000.00"].map(str::to_owned);
    let mut seen = 0;
    for (width, height) in SIZES {
        let mut model = busy(width, height);
        let text = frame(&mut model);
        seen += sums.iter().filter(|sum| text.contains(*sum)).count();
        char(&mut model, 'P');
        assert_hidden(&mut model, &sums);
        // Whatever it shows: nothing on it looks like an amount.
        let text = frame(&mut model);
        let decimals = |at: usize| text.as_bytes()[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let amount = text
            .match_indices('.')
            .find(|(at, _)| *at > 0 && text.as_bytes()[at - 1].is_ascii_digit() && decimals(*at) == 2);
        assert_eq!(amount, None, "{text}");
    }
    assert!(seen > 0, "there are sums to hide");
}

#[test]
fn looks_of_a_private_desk() {
    insta::assert_snapshot!(
        "private",
        all(|w, h| {
            let mut model = filled(Screen::Payments, w, h, Some(|kind| many(kind, 30)));
            char(&mut model, 'P');
            model
        })
    );
}

#[test]
fn nothing_that_moves_money_is_opened_while_amounts_are_hidden() {
    let mut model = listed(80, 24, vec![fitting(IntentKind::Cancel)]);
    char(&mut model, 'P');
    for key in ['x', 'c', 'n', 'N'] {
        char(&mut model, key);
        assert!(model.dialog.is_none(), "{key}");
        assert_eq!(model.toasts.last().unwrap().text, "amounts are hidden: P shows them, then decide");
    }
    char(&mut model, 'P');
    char(&mut model, 'x');
    assert!(model.dialog.is_some());
}

#[test]
fn a_dialog_that_is_open_shows_what_it_would_send() {
    let mut model = dialog(IntentKind::Refund, 120, 40, Environment::Sandbox);
    model.privacy = true;
    model.dialog.as_mut().unwrap().set_focus(Focus::Cancel);
    assert!(frame(&mut model).contains(&fitting(IntentKind::Refund).amount.grouped()));
}

#[test]
fn what_is_copied_is_what_it_is() {
    let mut model = listed(80, 24, many(RecordKind::Payment, 3));
    char(&mut model, 'P');
    let effects = char(&mut model, 'Y');
    assert!(format!("{effects:?}").contains("Copy(\"A-1000\")"), "{effects:?}");
}

#[test]
fn what_is_looked_for_is_hidden_as_well() {
    let mut model = listed(120, 40, many(RecordKind::Payment, 3));
    filtered(&mut model, "stage:held Aigerim id:7788* customer:77001234567 amount>15000");
    char(&mut model, 'P');
    let words = ["Aigerim", "7788", "77001234567", "15000"].map(str::to_owned);
    assert_hidden(&mut model, &words);
    char(&mut model, '/');
    assert_hidden(&mut model, &words);
}
