//! Rows that are marked.

use super::*;

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
    assert_eq!(work, Some(crate::tui::activity::Work::Refresh(ids.clone())));
    let watched: Vec<_> = char(&mut model, 'w')
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Watch(id, on) => Some((id, on)),
            _ => None,
        })
        .collect();
    assert_eq!(watched, ids.into_iter().map(|id| (id, true)).collect::<Vec<_>>());
}
