//! One confirmation after another for what is marked.

use super::*;

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
        dialog.set_focus(crate::tui::dialog::Focus::Field(1));
        write(&mut model, "10");
        crate::tui::tests::support::answer_preview(&mut model);
        model.dialog.as_mut().unwrap().set_focus(crate::tui::dialog::Focus::Send);
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
    assert!(crate::tui::possible::enabled(&model, crate::tui::actions::Action::Intend(IntentKind::Confirm)).is_err());
}
