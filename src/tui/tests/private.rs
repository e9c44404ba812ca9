//! Privacy: what others may not read is nowhere in a drawn frame.

use crossterm::event::KeyCode;

use super::super::activity::Reading;
use super::super::dialog::Focus;
use super::super::model::{Model, Screen, Tone};
use super::super::msg::{Effect, Msg};
use super::super::privacy;
use super::super::update::update;
use super::lists::filtered;
use super::looks::{SIZES, all, dialog, filled, fitting, on};
use super::overview::busy;
use super::scenes;
use super::support::{
    about, awkward, char, detail, frame, inquired, inquiry, listed, many, numbered, operation, operations, press,
    sending, speaking, write,
};
use crate::domain::{Currency, IntentKind, Money, Record, RecordKind, Stage, State};
use crate::locale::Language;
use crate::worker::{Environment, Update};

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

/// Payments in yen: amounts without decimals, and below a thousand without groups.
fn yen() -> Vec<Record> {
    let mut rows = many(RecordKind::Payment, 12);
    for (row, n) in rows.iter_mut().zip(0..) {
        row.amount = Money::from_minor(731 + n, Currency::Jpy);
        row.cleared = Money::from_minor(613 + n, Currency::Jpy);
        row.refunded = Money::from_minor(257 + n, Currency::Jpy);
        row.refund_count = 1;
        row.stage = Stage::PartlyRefunded;
        // Nothing else of the row has these digits.
        row.gateway_id = None;
    }
    rows
}

#[test]
fn an_amount_of_a_currency_without_decimals_is_hidden_in_every_column_and_on_every_line() {
    let rows = yen();
    let all: Vec<String> = rows
        .iter()
        .flat_map(|row| [row.amount, row.cleared, row.refunded, row.refundable()])
        .map(Money::grouped)
        .collect();
    for (width, height) in [(80, 24), (120, 40), (200, 50), (40, 10), (41, 12), (44, 14), (50, 18)] {
        for language in Language::ALL {
            let mut model = speaking(language, || listed(width, height, rows.clone()));
            char(&mut model, 'P');
            assert_hidden(&mut model, &all);
            write(&mut model, "  ");
            assert_hidden(&mut model, &all);
            char(&mut model, 'f');
            assert_hidden(&mut model, &all);
            press(&mut model, KeyCode::Esc);
            press(&mut model, KeyCode::Enter);
            assert_hidden(&mut model, &all);
        }
    }
    // A note breaks its lines where it has to.
    for width in 40..70 {
        let mut model = listed(width, 16, rows.clone());
        char(&mut model, 'P');
        model.toast(Tone::Warn, "refunded was 1 234 567 JPY, is 1 400 967 JPY; a person must decide what follows");
        assert_hidden(&mut model, &["1 234", "234 567", "567 JPY", "400 967", "967 JPY"].map(str::to_owned));
    }
}

#[test]
fn names_are_hidden_wherever_they_come_from() {
    let stranger = numbered(RecordKind::Payout, 777);
    let names = [stranger.name(), "A-1003".to_owned(), "Aigerim".to_owned()];
    for screen in Screen::ALL {
        for (width, height) in [(80, 24), (120, 40), (40, 10)] {
            let mut model = on(screen, width, height, about(Environment::Sandbox));
            model.privacy = true;
            model.activity.readings.push(Reading { record: stranger.id, name: stranger.name(), since: model.now });
            model.sending.push(sending(7));
            assert_hidden(&mut model, &names);
            let told = Update::Operation {
                id: operation(1, State::Unknown).id,
                record: stranger.id,
                state: State::Unknown,
                message: format!("refund of 15.50 KZT on payout {} is unknown: Aigerim", stranger.name()),
            };
            for told in [told, ended(&stranger)] {
                update(&mut model, Msg::Update(told));
                assert!(model.toasts.last().is_some_and(|toast| toast.discreet.is_some()), "{screen:?}");
                assert_hidden(&mut model, &names);
            }
            update(&mut model, Msg::Refreshed(None, stranger.id, Ok(Box::new(stranger.clone()))));
            assert_hidden(&mut model, &names);
        }
    }
}

fn ended(record: &Record) -> Update {
    Update::Ended { id: record.id, kind: record.kind, name: record.name(), stage: Stage::Cleared }
}

#[test]
fn the_desktop_is_told_no_name_while_others_look() {
    let record = numbered(RecordKind::Payout, 777);
    let rung = |privacy| {
        let mut model = listed(80, 24, many(RecordKind::Payment, 3));
        model.privacy = privacy;
        let effects = update(&mut model, Msg::Update(ended(&record)));
        effects.into_iter().find_map(|effect| if let Effect::Ring(text) = effect { Some(text) } else { None }).unwrap()
    };
    assert_eq!(rung(false), format!("{} is cleared: it moves no more", record.name()));
    assert_eq!(rung(true), "a payment moves no more");
}

#[test]
fn a_page_is_no_code_for_cameras_while_others_look() {
    let mut model = listed(120, 40, vec![super::details::payment(Stage::New)]);
    char(&mut model, 'Q');
    assert!(model.qr.is_some());
    privacy::set(&mut model, true);
    assert!(model.qr.is_none(), "it was open");
    char(&mut model, 'Q');
    assert!(model.qr.is_none());
    assert_eq!(model.toasts.last().unwrap().text, "others could scan the page: P ends privacy, then show it");
}

#[test]
fn chips_views_and_boxes_tell_no_value_of_a_filter() {
    for term in ["amount<15731", "amount<=15731", "cleared>15731", "refunded:15731..15731", "15731", "id:15731*"] {
        let mut model = listed(120, 40, many(RecordKind::Payment, 3));
        filtered(&mut model, term);
        char(&mut model, 'P');
        let value = ["15731".to_owned()];
        assert_hidden(&mut model, &value);
        write(&mut model, "SHolds");
        press(&mut model, KeyCode::Enter);
        write(&mut model, "'");
        assert_hidden(&mut model, &value);
        press(&mut model, KeyCode::Esc);
        char(&mut model, '/');
        assert_hidden(&mut model, &value);
        for _ in 0..20 {
            press(&mut model, KeyCode::Backspace);
        }
        write(&mut model, "stage:15731");
        assert_hidden(&mut model, &value);
    }
}

#[test]
fn no_scene_of_the_desk_shows_what_others_may_not_read() {
    let all: Vec<String> = many(RecordKind::Payment, 54).iter().flat_map(secrets).collect();
    for scene in scenes::all() {
        for size in [(80, 24), (120, 40)] {
            let mut model = scene.at(Language::En, size);
            // What is confirmed has to be seen.
            if model.dialog.is_some() || model.notice.is_some() {
                continue;
            }
            privacy::set(&mut model, true);
            assert_hidden(&mut model, &all);
        }
    }
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
