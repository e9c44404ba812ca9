//! How the lists look.

use super::*;

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
