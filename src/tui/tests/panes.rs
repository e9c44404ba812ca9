//! Windows on long lists.

use uuid::Uuid;

use super::super::pane::{Load, Pane, Row};
use super::support::{NOW, many, page};
use crate::domain::Record;
use crate::domain::{RecordKind, Timestamp};
use crate::ledger::{From, Page};

const HIGH: usize = 10;

fn pane(rows: u64, total: u64) -> Pane<Record> {
    let mut pane = Pane::default();
    let ask = pane.settle(HIGH, NOW).unwrap();
    assert_eq!((ask.from, ask.limit), (From::First, 30));
    assert!(pane.answer(ask.seq, Ok(page(many(RecordKind::Payment, rows), total)), HIGH));
    pane
}

#[test]
fn only_the_answer_to_the_last_question_counts() {
    let mut pane = pane(30, 5_000);
    pane.load = Load::Ready;
    pane.stale = true;
    let old = pane.settle(HIGH, NOW).unwrap();
    let new = pane.go_oldest(HIGH).unwrap();
    assert!(!pane.answer(old.seq, Ok(page(Vec::new(), 0)), HIGH));
    assert_eq!(pane.rows.len(), 30);
    assert!(pane.answer(new.seq, Ok(page(many(RecordKind::Payment, 3), 5_000)), HIGH));
    assert_eq!(pane.index(), Some(2));
}

#[test]
fn a_selected_row_keeps_its_place_on_screen_when_newer_rows_come() {
    let mut pane = pane(30, 30);
    pane.step(4, HIGH);
    let (id, offset) = (pane.selected, pane.index().unwrap() - pane.top);
    pane.stale = true;
    let ask = pane.settle(HIGH, NOW).unwrap();
    let mut rows = many(RecordKind::Payment, 30);
    let mut newer = many(RecordKind::Payment, 3);
    for (row, n) in newer.iter_mut().zip(0_u128..) {
        row.id = crate::domain::RecordId::from_uuid(Uuid::from_u128(2_000_000 - n));
    }
    rows.splice(0..0, newer);
    assert!(pane.answer(ask.seq, Ok(page(rows, 33)), HIGH));
    assert_eq!(pane.selected, id);
    assert_eq!((pane.index(), pane.top), (Some(7), 7 - offset));
}

#[test]
fn a_reload_that_shows_the_same_is_not_a_change() {
    let mut pane = pane(20, 20);
    pane.stale = true;
    let ask = pane.settle(HIGH, NOW).unwrap();
    assert!(!pane.answer(ask.seq, Ok(page(many(RecordKind::Payment, 20), 20)), HIGH));
}

#[test]
fn scrolling_down_a_long_list_keeps_a_small_window_and_knows_the_place() {
    let all = many(RecordKind::Payment, 600);
    let mut pane = pane(30, 600);
    for _ in 0..300 {
        pane.step(7, HIGH);
        if let Some(ask) = pane.settle(HIGH, NOW) {
            let From::After(last) = ask.from else { panic!("{:?}", ask.from) };
            let at = all.iter().position(|row| row.place(pane.sort) == last).unwrap() + 1;
            let rows = all.iter().skip(at).take(ask.limit as usize).cloned().collect();
            pane.answer(ask.seq, Ok(Page { rows, total: Some(600), above: None }), HIGH);
        }
        assert!(pane.rows.len() <= 100, "{}", pane.rows.len());
    }
    assert_eq!(pane.selected, all.last().map(Row::uuid));
    assert_eq!(pane.above.map(|above| above + pane.index().unwrap() as u64), Some(599));
}

#[test]
fn a_failed_load_keeps_the_rows_and_is_not_repeated_by_itself() {
    let mut pane = pane(30, 60);
    pane.stale = true;
    let ask = pane.settle(HIGH, NOW).unwrap();
    assert!(pane.answer(ask.seq, Err("disk".to_owned()), HIGH));
    assert_eq!((pane.rows.len(), pane.settle(HIGH, NOW)), (30, None));
    pane.stale = true;
    assert!(pane.settle(HIGH, NOW).is_some());
}

#[test]
fn a_window_that_changes_all_the_time_is_loaded_anew_twenty_times_a_second_at_most() {
    let mut pane = pane(20, 20);
    let ms = |count| NOW.plus(std::time::Duration::from_millis(count));
    let again = |pane: &mut Pane<Record>, at| {
        pane.stale = true;
        let ask = pane.settle(HIGH, at)?;
        Some(pane.answer(ask.seq, Ok(page(many(RecordKind::Payment, 20), 20)), HIGH))
    };
    assert!(again(&mut pane, ms(500)).is_some());
    assert!(again(&mut pane, ms(501)).is_some());
    assert_eq!((again(&mut pane, ms(502)), pane.renewal()), (None, Some(ms(600))));
    assert_eq!(again(&mut pane, ms(599)), None);
    assert!(again(&mut pane, ms(600)).is_some());
    let set_back = Timestamp::from_millis(NOW.millis() - 86_400_000);
    assert!(again(&mut pane, set_back).is_some(), "a clock that was set back puts nothing off");
}
