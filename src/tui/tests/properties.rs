//! Keys at random.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use proptest::prelude::*;
use ratatui::layout::Size;

use super::super::dialog::field::Name;
use super::super::dialog::{Dialog, Focus, Purpose, Stage};
use super::super::gate::{self, Deed};
use super::super::model::Model;
use super::super::msg::{Effect, Msg};
use super::super::update::{dialogs, update};
use super::support::{
    about, answer_dialog, answer_preview, awkward, desk, detail, frame, glance, inquiry, many, operations, page,
    refund, show,
};
use crate::domain::{RecordKind, State};
use crate::ledger::{Inquiry, Operation};
use crate::worker::{About, Environment};

#[derive(Debug, Clone)]
enum Move {
    Key(KeyCode, KeyModifiers),
    Click(u16, u16),
    Size(u16, u16),
    Paste(String),
    /// What a dialog asked for comes.
    Read,
    /// Everything that a dialog needs is filled in, and its last button has the keyboard.
    Fill,
    /// Frames are drawn until every button hears.
    Draw,
    /// One frame is drawn, in no time.
    Glance,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let keys = prop::sample::select(
        "rcxpvnNuwodtyYQfh+0123457jkgG?q 159.A-e/lmPL:[]gio".chars().map(KeyCode::Char).collect::<Vec<_>>(),
    );
    let codes = prop::sample::select(vec![
        KeyCode::Enter,
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Esc,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::PageDown,
        KeyCode::End,
        KeyCode::Backspace,
    ]);
    let one = prop_oneof![
        8 => keys.prop_map(|code| Move::Key(code, KeyModifiers::NONE)),
        8 => codes.prop_map(|code| Move::Key(code, KeyModifiers::NONE)),
        1 => Just(Move::Key(KeyCode::Char('c'), KeyModifiers::CONTROL)),
        3 => (0_u16..130, 0_u16..45).prop_map(|(x, y)| Move::Click(x, y)),
        1 => (1_u16..150, 1_u16..50).prop_map(|(w, h)| Move::Size(w, h)),
        1 => any::<String>().prop_map(Move::Paste),
        3 => Just(Move::Read),
        3 => Just(Move::Fill),
        4 => Just(Move::Draw),
        2 => Just(Move::Glance),
    ];
    prop::collection::vec(one, 1..120)
}

/// Makes a move; questions to the ledger are answered at once.
fn make(model: &mut Model, step: Move) -> Vec<Effect> {
    let mut effects = match step {
        Move::Key(code, modifiers) => update(model, Msg::Key(KeyEvent::new(code, modifiers))),
        Move::Click(column, row) => {
            let kind = MouseEventKind::Down(MouseButton::Left);
            update(model, Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }))
        }
        Move::Size(width, height) => update(model, Msg::Resize(Size { width, height })),
        Move::Paste(text) => update(model, Msg::Paste(text)),
        Move::Read => {
            let mut effects = answer_dialog(model);
            effects.extend(answer_preview(model));
            effects
        }
        Move::Fill => fill(model),
        Move::Draw => {
            frame(model);
            Vec::new()
        }
        Move::Glance => {
            glance(model);
            Vec::new()
        }
    };
    let mut more = Vec::new();
    for effect in &effects {
        match effect {
            Effect::LoadPage(kind, _, ask) => {
                let rows = if ask.seq % 2 == 0 { awkward(*kind) } else { many(*kind, 40) };
                more.extend(update(model, Msg::Page(*kind, ask.seq, Ok(page(rows, 40)))));
            }
            Effect::LoadOperations(ask) => {
                more.extend(update(model, Msg::Operations(ask.seq, Ok(page(operations(), 9)))));
            }
            Effect::LoadUnresolved(ask) => {
                more.extend(update(model, Msg::UnresolvedOperations(ask.seq, Ok(open_operations()))));
            }
            Effect::LoadInquiry(id) => {
                let found = operations().into_iter().chain([refund(State::Escalated)]).find(|found| found.id == *id);
                if let Some(operation) = found {
                    let answer = Box::new(Inquiry { operation, ..inquiry(State::Escalated) });
                    more.extend(update(model, Msg::Inquiry(*id, Ok(answer))));
                }
            }
            Effect::Recheck { dialog, number, record } => {
                if let Some(record) = model.known(*record).cloned() {
                    more.extend(update(model, Msg::Rechecked(*dialog, *number, Ok(Box::new(detail(&record))))));
                }
            }
            Effect::LoadDetail(id) => {
                if let Some(record) = model.known(*id).cloned() {
                    more.extend(update(model, Msg::Detail(*id, Ok(Box::new(detail(&record))))));
                }
            }
            _ => {}
        }
    }
    effects.extend(more);
    effects
}

/// The escalated ones among the operations, as the ledger would list them.
fn open_operations() -> Vec<Operation> {
    operations().into_iter().rev().filter(|operation| operation.state.is_unresolved()).collect()
}

fn fill(model: &mut Model) -> Vec<Effect> {
    let Some(dialog) = model.dialog.as_mut() else { return Vec::new() };
    for at in 0..dialog.fields.len() {
        dialog.set_focus(Focus::Field(at));
        if dialog.focus != Focus::Field(at) {
            return Vec::new();
        }
        let text = match dialog.fields[at].name {
            Name::Choice | Name::Search => continue,
            Name::Effect => {
                dialog.type_key(KeyCode::Right.into());
                continue;
            }
            Name::Amount => "5".to_owned(),
            Name::Order => "A-2001".to_owned(),
            Name::Description => "Tea and bread".to_owned(),
            Name::Reason => "asked the bank".to_owned(),
            Name::User => "ann".to_owned(),
            Name::Token => "ef741cfc-f85e-41a0-84e6-2ba964912182".to_owned(),
            Name::Repeat => repeated(dialog),
        };
        dialog.type_key(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL));
        dialog.paste(&text);
    }
    dialog.set_focus(Focus::Send);
    update(model, Msg::Tick(model.now))
}

/// What has to be typed once more on live.
fn repeated(dialog: &Dialog) -> String {
    match (&dialog.purpose, &dialog.record) {
        (Purpose::Decide { operation, .. }, _) => operation.record_name.clone(),
        (Purpose::Intend(_), Some(record)) => record.name(),
        (Purpose::Intend(_), None) => "A-2001".to_owned(),
    }
}

/// Deeds that change something and would be carried out.
fn writes(model: &Model, effects: Vec<Effect>) -> usize {
    let passed = effects.into_iter().filter_map(|effect| gate::pass(model, effect).ok());
    passed.filter(|passed| matches!(passed.peek(), Deed::Submit(..) | Deed::Decide(..))).count()
}

/// A desk that lists what is unresolved, the decision dialog of an escalated operation open and seen.
fn deciding(environment: Environment) -> Model {
    let mut model = start(environment, false);
    model.unresolved = 5;
    make(&mut model, Move::Key(KeyCode::Char('5'), KeyModifiers::NONE));
    make(&mut model, Move::Key(KeyCode::Char('d'), KeyModifiers::NONE));
    make(&mut model, Move::Draw);
    make(&mut model, Move::Read);
    model
}

fn start(environment: Environment, read_only: bool) -> Model {
    let mut model = desk(100, 30, About { read_only, ..about(environment) });
    show(&mut model, RecordKind::Payment, many(RecordKind::Payment, 40), 40);
    model
}

/// The properties below would hold of a desk that never sends anything: this one does.
#[test]
fn the_right_moves_send_and_decide_and_the_gate_takes_it() {
    let key = |code| Move::Key(code, KeyModifiers::NONE);
    let confirm = || [Move::Read, Move::Fill, Move::Read, Move::Draw, key(KeyCode::Enter)];
    for environment in [Environment::Sandbox, Environment::Test, Environment::Live] {
        let mut decided = deciding(environment);
        let mut sent = start(environment, false);
        let open = [KeyCode::Down, KeyCode::Down, KeyCode::Down, KeyCode::Char('r')].map(key);
        for step in open.into_iter().chain([Move::Draw]) {
            make(&mut sent, step);
        }
        let mut created = start(environment, false);
        for step in [key(KeyCode::Char('n')), Move::Draw] {
            make(&mut created, step);
        }
        for (model, what) in [(&mut sent, "a refund"), (&mut created, "a payment"), (&mut decided, "a decision")] {
            let mut passed = 0;
            for step in confirm() {
                let effects = make(model, step);
                passed += writes(model, effects);
            }
            assert_eq!(passed, 1, "{what} on {environment:?}: {:?}", model.dialog);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_sequence_of_moves_panics_at_any_size(moves in moves()) {
        let mut model = start(Environment::Live, false);
        for step in moves {
            make(&mut model, step);
            let text = frame(&mut model);
            prop_assert!(!crate::domain::text::has_hostile(&text.replace('\n', "")));
        }
    }

    #[test]
    fn a_read_only_desk_lets_no_write_through(moves in moves()) {
        let mut model = start(Environment::Test, true);
        for step in moves {
            let effects = make(&mut model, step);
            prop_assert_eq!(writes(&model, effects), 0);
        }
    }

    /// Even if a dialog were open by mistake, the gate holds.
    #[test]
    fn the_gate_holds_when_everything_before_it_fails(moves in moves()) {
        let mut model = start(Environment::Test, false);
        for step in moves {
            model.read_only = false;
            let effects = make(&mut model, step);
            model.read_only = true;
            prop_assert_eq!(writes(&model, effects), 0);
        }
    }

    #[test]
    fn the_gate_holds_back_decisions_when_everything_before_it_fails(moves in moves()) {
        let mut model = deciding(Environment::Live);
        prop_assert!(model.dialog.is_some());
        for step in moves {
            model.read_only = false;
            let effects = make(&mut model, step);
            model.read_only = true;
            prop_assert_eq!(writes(&model, effects), 0);
        }
    }

    /// A decision is made by pressing the button of a dialog that was seen and filled in, once for each dialog.
    #[test]
    fn nothing_is_decided_without_the_confirmation_of_a_dialog(moves in moves()) {
        let mut model = deciding(Environment::Live);
        let mut decided = Vec::new();
        for step in moves {
            let dialog = model.dialog.as_ref();
            let ready = dialog.is_some_and(|dialog| {
                dialog.is_seen() && dialog.stage == Stage::Deciding && matches!(dialog.ruling(), Some(Ok(_)))
            });
            let pressed = match step {
                Move::Key(code, _) => code == KeyCode::Enter && dialog.is_some_and(|open| open.focus == Focus::Send),
                Move::Click(..) => true,
                _ => false,
            };
            for effect in make(&mut model, step) {
                if let Effect::Decide(confirmed) = effect {
                    prop_assert!(ready && pressed);
                    prop_assert!(!decided.contains(&confirmed.dialog()));
                    decided.push(confirmed.dialog());
                }
            }
        }
    }

    /// Money is asked for by pressing a button that was seen for long enough in the very state in which it is pressed.
    #[test]
    fn nothing_is_sent_without_a_button_that_hears(moves in moves()) {
        let mut model = start(Environment::Live, false);
        for step in moves {
            let dialog = model.dialog.as_ref();
            let ready = dialog.is_some_and(|dialog| dialogs::hears(&model, dialog, Focus::Send));
            let pressed = match step {
                Move::Key(code, _) => code == KeyCode::Enter && dialog.is_some_and(|open| open.focus == Focus::Send),
                Move::Click(..) => true,
                _ => false,
            };
            let effects = make(&mut model, step);
            prop_assert!((ready && pressed) || !effects.iter().any(|effect| matches!(effect, Effect::Submit(_))));
        }
    }

    #[test]
    fn a_dialog_submits_at_most_once(moves in moves()) {
        let mut model = start(Environment::Sandbox, false);
        let mut sent = Vec::new();
        for step in moves {
            for effect in make(&mut model, step) {
                if let Effect::Submit(confirmed) = effect {
                    prop_assert!(!sent.contains(&confirmed.dialog()));
                    sent.push(confirmed.dialog());
                }
            }
        }
    }
}
