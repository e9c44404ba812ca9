//! Orders, new rows, frozen lists, and counts.

use super::*;

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

/// The same rows with newer ones before them.
fn with_newer(count: u64, rows: Vec<Record>) -> Vec<Record> {
    let newer = (0..count).map(|n| {
        let mut row = numbered(KIND, n);
        row.id = crate::domain::RecordId::from_uuid(uuid::Uuid::from_u128(2_000_000 + u128::from(count - n)));
        row
    });
    newer.chain(rows).collect()
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
