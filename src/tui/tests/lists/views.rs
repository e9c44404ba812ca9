//! Saved views, what is kept, and what else lies over a list.

use super::*;

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
    model.phase = crate::tui::model::Phase::Opening;
    model.payments = crate::tui::pane::Pane::default();
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
