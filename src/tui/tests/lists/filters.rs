//! The filter bar: what is typed, what stands as chips, what is wrong.

use super::*;

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
