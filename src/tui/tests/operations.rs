//! Pane 5: did it go through? The inquiry, and what a person decides.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::actions::Context;
use super::super::dialog::{Focus, Ruling, Stage as Step, Undone};
use super::super::gate::{self, Deed};
use super::super::model::{Model, Screen, Tone};
use super::super::msg::{Effect, Msg};
use super::super::theme::Theme;
use super::super::update::update;
use super::super::{text, view};
use super::looks::all;
use super::support::{
    NOW, about, answer_recheck, char, desk, detail, frame, inquired, inquiry, lines, listed, many, numbered, operation,
    page, press, refund, show, write,
};
use crate::domain::{OperationId, RecordKind, State, Timestamp};
use crate::worker::{About, Decision, DeskError, Environment, Health, Update};

const STATES: [State; 4] = [State::Unknown, State::Escalated, State::Confirmed, State::NotApplied];

/// The decision dialog over the escalated [`refund`], read and seen.
pub fn deciding(width: u16, height: u16, environment: Environment) -> Model {
    let mut model = opened(width, height, environment);
    answer(&mut model);
    model
}

pub fn opened(width: u16, height: u16, environment: Environment) -> Model {
    let mut model = inquired(width, height, about(environment), State::Escalated);
    char(&mut model, 'd');
    frame(&mut model);
    model
}

fn answer(model: &mut Model) {
    let serial = model.dialog.as_ref().unwrap().serial;
    let record = inquiry(State::Escalated).record;
    update(model, Msg::Refreshed(Some(serial), record.id, Ok(Box::new(record))));
}

/// Chooses, gives a reason, and puts the focus on the last button.
pub fn choose(model: &mut Model, side: KeyCode, reason: &str) {
    model.dialog.as_mut().unwrap().set_focus(Focus::Field(0));
    press(model, side);
    press(model, KeyCode::Tab);
    write(model, reason);
    model.dialog.as_mut().unwrap().set_focus(Focus::Send);
    frame(model);
}

fn decisions(effects: Vec<Effect>, model: &Model) -> Vec<Ruling> {
    let passed = effects.into_iter().filter_map(|effect| gate::pass(model, effect).ok());
    let deeds = passed.map(gate::Passed::into_deed);
    deeds.filter_map(|deed| if let Deed::Decide(_, ruling) = deed { Some(ruling) } else { None }).collect()
}

fn step(model: &Model) -> &Step {
    &model.dialog.as_ref().unwrap().stage
}

pub fn unresolved(model: &mut Model, rows: Vec<crate::ledger::Operation>) -> Vec<Effect> {
    let seq = model.unresolved_operations.last_asked();
    update(model, Msg::UnresolvedOperations(seq, Ok(rows)))
}

#[test]
fn the_inquiry_of_every_state_that_matters() {
    for state in STATES {
        let name = format!("inquiry_{}", state.word().replace(' ', "_"));
        let mut look = all(|w, h| inquired(w, h, about(Environment::Sandbox), state));
        let mut wide = inquired(200, 50, about(Environment::Sandbox), state);
        look.push_str(&["200×50", frame(&mut wide).as_str(), ""].join("\n"));
        insta::assert_snapshot!(name, look);
    }
}

#[test]
fn the_rest_of_an_inquiry_is_below() {
    let look = all(|w, h| {
        let mut model = inquired(w, h, about(Environment::Sandbox), State::Escalated);
        press(&mut model, KeyCode::End);
        model
    });
    insta::assert_snapshot!("inquiry_scrolled", look);
}

#[test]
fn every_stage_of_the_decision() {
    insta::assert_snapshot!("decision_opened", all(|w, h| opened(w, h, Environment::Sandbox)));
    let choosing = all(|w, h| {
        let mut model = deciding(w, h, Environment::Sandbox);
        model.dialog.as_mut().unwrap().set_focus(Focus::Field(0));
        model
    });
    insta::assert_snapshot!("decision_choosing", choosing);
    let problems = all(|w, h| {
        let mut model = deciding(w, h, Environment::Live);
        choose(&mut model, KeyCode::Tab, "ok");
        press(&mut model, KeyCode::Enter);
        model
    });
    insta::assert_snapshot!("decision_live_with_problems", problems);
    let ready = all(|w, h| {
        let mut model = deciding(w, h, Environment::Sandbox);
        choose(&mut model, KeyCode::Right, "the bank says it never left, asked Dina");
        model
    });
    insta::assert_snapshot!("decision_ready", ready);
    let unread = all(|w, h| {
        let mut model = opened(w, h, Environment::Sandbox);
        let serial = model.dialog.as_ref().unwrap().serial;
        let error = DeskError::Resting("api.freedompay.kz has not answered since 09:58:00".to_owned());
        update(&mut model, Msg::Refreshed(Some(serial), refund(State::Escalated).record, Err(error)));
        model
    });
    insta::assert_snapshot!("decision_unread", unread);
    let faster = all(|w, h| {
        let mut model = deciding(w, h, Environment::Sandbox);
        let (id, record) = (refund(State::Escalated).id, refund(State::Escalated).record);
        let message = "confirmed".to_owned();
        update(&mut model, Msg::Update(Update::Operation { id, record, state: State::Confirmed, message }));
        model
    });
    insta::assert_snapshot!("decision_somebody_was_faster", faster);
}

#[test]
fn the_unresolved_come_first_and_say_how_many_there_are() {
    let look = all(|w, h| {
        let mut model = desk(w, h, about(Environment::Sandbox));
        update(&mut model, Msg::Unresolved(10_000));
        char(&mut model, '5');
        let rows = (0..200).map(|n| operation(n, if n % 5 == 0 { State::Escalated } else { State::Unknown }));
        unresolved(&mut model, rows.collect());
        model
    });
    insta::assert_snapshot!("operations_unresolved", look);
    let none = all(|w, h| {
        let mut model = desk(w, h, about(Environment::Sandbox));
        char(&mut model, '5');
        char(&mut model, 't');
        unresolved(&mut model, Vec::new());
        model
    });
    insta::assert_snapshot!("operations_none_unresolved", none);
}

#[test]
fn ten_thousand_unresolved_operations_are_one_window_that_never_grows() {
    let mut model = desk(80, 24, about(Environment::Sandbox));
    update(&mut model, Msg::Unresolved(10_000));
    let effects = char(&mut model, '5');
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::LoadUnresolved(ask) => Some(ask.limit),
        _ => None,
    });
    assert_eq!(asked, Some(200));
    let rows: Vec<_> = (0..200).map(|n| operation(n, State::Unknown)).collect();
    unresolved(&mut model, rows.clone());
    for _ in 0..60 {
        let effects = press(&mut model, KeyCode::PageDown);
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::LoadUnresolved(_))), "{effects:?}");
    }
    assert_eq!(model.operation().map(|operation| operation.id), rows.last().map(|operation| operation.id));
    // The oldest ones were settled: what is left moves up, and the selected one stays selected.
    let effects = update(&mut model, Msg::Unresolved(9_990));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::LoadUnresolved(_))));
    let later = rows.iter().skip(10).cloned().chain((200..210).map(|n| operation(n, State::Unknown)));
    unresolved(&mut model, later.collect());
    assert_eq!(model.operation().map(|operation| operation.id), rows.last().map(|operation| operation.id));
    assert_eq!((model.unresolved_operations.rows.len(), model.unresolved_operations.total), (200, Some(9_990)));
}

#[test]
fn the_list_is_chosen_when_the_screen_is_entered_and_stays_until_it_is_asked_to_change() {
    let mut model = desk(80, 24, about(Environment::Sandbox));
    char(&mut model, '5');
    assert!(!model.only_unresolved);
    update(&mut model, Msg::Unresolved(3));
    char(&mut model, '5');
    assert!(!model.only_unresolved, "it does not change under the hands");
    char(&mut model, 't');
    assert!(model.only_unresolved);
    char(&mut model, '1');
    char(&mut model, 't');
    char(&mut model, '5');
    assert!(model.only_unresolved);
    update(&mut model, Msg::Unresolved(0));
    assert!(model.only_unresolved);
}

#[test]
fn one_key_settles_it_and_the_others_say_why_not() {
    for (state, u, d) in [
        (State::Unknown, None, Some("reads may still tell (u)")),
        (State::Sent, Some("its answer is awaited"), Some("there is nothing to decide")),
        (State::Escalated, Some("a person decides (d)"), None),
        (State::Confirmed, Some("nothing to resolve"), Some("there is nothing to decide")),
        (State::NotApplied, Some("nothing to resolve"), Some("there is nothing to decide")),
    ] {
        for (key, refused) in [('u', u), ('d', d)] {
            let mut model = inquired(80, 24, about(Environment::Sandbox), state);
            let effects = char(&mut model, key);
            let acted = effects.iter().any(|effect| matches!(effect, Effect::Resolve(_) | Effect::Refresh(Some(_), _)));
            assert_eq!(acted, refused.is_none(), "{state:?} {key}: {effects:?}");
            if let Some(words) = refused {
                assert!(model.toasts[0].text.contains(words), "{state:?} {key}: {:?}", model.toasts);
            }
        }
    }
}

#[test]
fn enter_opens_the_inquiry_then_the_record_and_escape_leads_back() {
    let mut model = inquired(80, 24, about(Environment::Sandbox), State::Unknown);
    assert_eq!(model.context(), Context::Inquiry);
    let effects = press(&mut model, KeyCode::Enter);
    let record = refund(State::Unknown).record;
    assert!(effects.iter().any(|effect| matches!(effect, Effect::LoadDetail(id) if *id == record)), "{effects:?}");
    assert_eq!(model.context(), Context::Detail);
    press(&mut model, KeyCode::Esc);
    assert_eq!(model.context(), Context::Inquiry);
    press(&mut model, KeyCode::Esc);
    assert_eq!(model.context(), Context::Operations);
}

#[test]
fn an_inquiry_is_loaded_anew_when_its_operation_its_record_or_the_gateway_moved() {
    let (id, record) = (refund(State::Unknown).id, refund(State::Unknown).record);
    let message = String::new();
    for told in [
        Msg::Update(Update::Operation { id, record, state: State::Confirmed, message }),
        Msg::Update(Update::Record { id: record, kind: RecordKind::Payment }),
        Msg::Update(Update::Elsewhere),
        Msg::Health(Health::Up { at: NOW, latency: std::time::Duration::from_millis(9) }),
    ] {
        let mut model = inquired(80, 24, about(Environment::Sandbox), State::Unknown);
        let effects = update(&mut model, told);
        assert!(effects.iter().any(|effect| matches!(effect, Effect::LoadInquiry(of) if *of == id)), "{effects:?}");
    }
    let mut settled = inquired(80, 24, about(Environment::Sandbox), State::Confirmed);
    let effects = update(&mut settled, Msg::Health(Health::Unasked));
    assert!(effects.is_empty(), "what is final is not asked for again: {effects:?}");
}

#[test]
fn an_inquiry_that_failed_says_so_and_the_same_key_tries_again() {
    let mut model = inquired(80, 24, about(Environment::Sandbox), State::Confirmed);
    let id = refund(State::Confirmed).id;
    update(&mut model, Msg::Update(Update::Elsewhere));
    update(&mut model, Msg::Inquiry(id, Err(DeskError::Unread("the disk is full".to_owned()))));
    assert!(frame(&mut model).contains("✗ could not read: the disk is full"));
    let effects = char(&mut model, 'u');
    assert!(effects.iter().any(|effect| matches!(effect, Effect::LoadInquiry(of) if *of == id)), "{effects:?}");
}

#[test]
fn a_decision_goes_from_key_to_exactly_one_ruling_with_who_and_why() {
    for (side, applied) in [(KeyCode::Left, true), (KeyCode::Right, false)] {
        let mut model = deciding(80, 24, Environment::Sandbox);
        assert_eq!(model.dialog.as_ref().unwrap().focus, Focus::Cancel);
        choose(&mut model, side, "asked the bank");
        let effects: Vec<Effect> = (0..3).flat_map(|_| press(&mut model, KeyCode::Enter)).collect();
        let made = decisions(effects, &model);
        let [Ruling { operation, decision: Decision { applied: said, reason, who } }] = made.as_slice() else {
            panic!("{made:?}")
        };
        assert_eq!((*operation, *said, who.as_str()), (refund(State::Escalated).id, applied, "ann"));
        assert_eq!(reason.to_string(), "asked the bank");
    }
}

#[test]
fn nothing_is_decided_without_a_choice_a_reason_and_on_live_the_order_id() {
    let mut model = deciding(80, 24, Environment::Live);
    let blocked = |model: &Model| model.dialog.as_ref().unwrap().blocked(model.now);
    model.dialog.as_mut().unwrap().set_focus(Focus::Send);
    assert!(press(&mut model, KeyCode::Enter).is_empty());
    assert!(blocked(&model).unwrap().starts_with("nothing is chosen"));
    choose(&mut model, KeyCode::Left, "ok");
    assert!(blocked(&model).unwrap().starts_with("the reason is too short"));
    model.dialog.as_mut().unwrap().set_focus(Focus::Field(1));
    write(&mut model, " says the bank");
    assert_eq!(blocked(&model).as_deref(), Some("live money: type the order id exactly as it is shown"));
    model.dialog.as_mut().unwrap().set_focus(Focus::Field(2));
    write(&mut model, "A-1003");
    assert_eq!(blocked(&model), None);
    assert!(press(&mut model, KeyCode::Enter).is_empty(), "Enter in a field never decides");
    model.dialog.as_mut().unwrap().set_focus(Focus::Send);
    frame(&mut model);
    let held = KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, KeyEventKind::Repeat);
    assert!(update(&mut model, Msg::Key(held)).is_empty());
    let effects = press(&mut model, KeyCode::Enter);
    assert_eq!(decisions(effects, &model).len(), 1);
}

#[test]
fn a_decision_dialog_is_deaf_until_it_was_seen() {
    let mut model = inquired(80, 24, about(Environment::Sandbox), State::Escalated);
    char(&mut model, 'd');
    answer(&mut model);
    for code in [KeyCode::Enter, KeyCode::Esc, KeyCode::Tab] {
        press(&mut model, code);
    }
    let dialog = model.dialog.as_ref().unwrap();
    assert_eq!((dialog.focus, &dialog.stage), (Focus::Cancel, &Step::Deciding));
}

#[test]
fn a_read_only_desk_and_an_old_read_decide_nothing() {
    let mut model = inquired(80, 24, About { read_only: true, ..about(Environment::Test) }, State::Escalated);
    assert!(char(&mut model, 'd').is_empty() && model.dialog.is_none());
    assert!(model.toasts[0].text.starts_with("read-only: nothing was sent"));
    let mut model = deciding(80, 24, Environment::Sandbox);
    choose(&mut model, KeyCode::Left, "asked the bank");
    let effects = press(&mut model, KeyCode::Enter);
    model.now = Timestamp::from_millis(NOW.millis() + 301_000);
    assert_eq!(decisions(effects, &model), [], "an old read");
    let mut model = deciding(80, 24, Environment::Sandbox);
    choose(&mut model, KeyCode::Left, "asked the bank");
    let effects = press(&mut model, KeyCode::Enter);
    model.read_only = true;
    assert_eq!(decisions(effects, &model), [], "the gate holds alone");
}

#[test]
fn a_decision_that_was_taken_down_closes_the_dialog_and_is_told() {
    let mut model = deciding(80, 24, Environment::Sandbox);
    choose(&mut model, KeyCode::Left, "asked the bank");
    press(&mut model, KeyCode::Enter);
    assert_eq!(*step(&model), Step::Sending);
    let serial = model.dialog.as_ref().unwrap().serial;
    let mut settled = refund(State::Confirmed);
    settled.note = "ann decided that it took effect: asked the bank".to_owned();
    let effects = update(&mut model, Msg::Decided(serial, Ok(Box::new(settled.clone()))));
    assert!(model.dialog.is_none() && model.sending.is_empty());
    assert!(effects.iter().any(|effect| matches!(effect, Effect::LoadOperations(_))), "{effects:?}");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::LoadInquiry(_))), "{effects:?}");
    // The ledger's own word about it takes the place of the first note.
    let message = "refund of 15.50 KZT · A-1003: confirmed".to_owned();
    let told = Update::Operation { id: settled.id, record: settled.record, state: State::Confirmed, message };
    update(&mut model, Msg::Update(told));
    assert_eq!(model.toasts.len(), 1, "{:?}", model.toasts);
    let mut found = inquiry(State::Confirmed);
    found.journal.last_mut().unwrap().note = settled.note;
    update(&mut model, Msg::Inquiry(settled.id, Ok(Box::new(found))));
    press(&mut model, KeyCode::End);
    assert!(frame(&mut model).contains("ann decided that it took effect: asked the bank"));
}

#[test]
fn a_decision_that_was_refused_or_not_answered_says_so() {
    for (error, state, says) in [
        (DeskError::Ledger("disk full".to_owned()), None, "nothing was sent"),
        (DeskError::Unanswered, Some(State::Unknown), "it may have been sent"),
    ] {
        let mut model = deciding(80, 24, Environment::Sandbox);
        choose(&mut model, KeyCode::Left, "asked the bank");
        press(&mut model, KeyCode::Enter);
        let serial = model.dialog.as_ref().unwrap().serial;
        update(&mut model, Msg::Decided(serial, Err(Undone::Error(error))));
        let Step::Done(ending) = step(&model) else { panic!() };
        assert_eq!(ending.state, state);
        assert!(ending.text.contains(says), "{}", ending.text);
    }
}

#[test]
fn another_desk_that_was_faster_ends_the_dialog() {
    let mut model = deciding(80, 24, Environment::Sandbox);
    choose(&mut model, KeyCode::Left, "asked the bank");
    let effects = update(&mut model, Msg::Update(Update::Elsewhere));
    let record = inquiry(State::Escalated).record;
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::Recheck { record: id, .. } if *id == record.id)),
        "{effects:?}"
    );
    assert!(press(&mut model, KeyCode::Enter).is_empty(), "nobody knows yet what changed");
    let mut found = detail(&record);
    found.operations = vec![refund(State::NotApplied)];
    answer_recheck(&mut model, &effects, &found);
    frame(&mut model);
    let Step::Done(ending) = step(&model) else { panic!("{:?}", step(&model)) };
    assert!(ending.text.starts_with("somebody was faster: it is not applied now"), "{}", ending.text);
    assert!(press(&mut model, KeyCode::Enter).is_empty() && model.dialog.is_none());
}

#[test]
fn a_change_elsewhere_loads_the_list_anew_and_makes_a_dialog_look() {
    let mut row = numbered(RecordKind::Payment, 3);
    row.cleared = row.amount;
    let mut model = listed(80, 24, vec![row.clone()]);
    let effects = update(&mut model, Msg::Update(Update::Elsewhere));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::LoadPage(RecordKind::Payment, _, _))), "{effects:?}");
    show(&mut model, RecordKind::Payment, vec![row.clone()], 1);
    char(&mut model, 'r');
    frame(&mut model);
    super::support::answer_dialog(&mut model);
    let effects = update(&mut model, Msg::Update(Update::Elsewhere));
    assert!(model.dialog.as_ref().unwrap().is_rechecking());
    answer_recheck(&mut model, &effects, &detail(&row));
    assert!(!model.dialog.as_ref().unwrap().is_rechecking());
}

#[test]
fn a_gateway_that_rests_is_told_once_and_the_list_stays() {
    let mut model = listed(80, 24, many(RecordKind::Payment, 9));
    let rest = |left| DeskError::Resting(format!("api has not answered since 09:58:00 and is tried again in {left} s"));
    for left in [5, 4, 3] {
        char(&mut model, 'u');
        let id = model.subject_id().unwrap();
        update(&mut model, Msg::Refreshed(None, id, Err(rest(left))));
    }
    assert_eq!(model.toasts.len(), 1, "{:?}", model.toasts);
    assert_eq!(model.toasts[0].tone, Tone::Warn);
    assert!(model.toasts[0].text.contains("tried again in 3 s; nothing was changed"));
    assert_eq!(model.payments.rows.len(), 9);
    let mut row = numbered(RecordKind::Payment, 3);
    row.cleared = row.amount;
    let mut model = listed(80, 24, vec![row.clone()]);
    char(&mut model, 'r');
    frame(&mut model);
    let serial = model.dialog.as_ref().unwrap().serial;
    update(&mut model, Msg::Refreshed(Some(serial), row.id, Err(rest(5))));
    assert!(matches!(step(&model), Step::Refused(why) if why.contains("tried again in 5 s")), "{:?}", step(&model));
}

#[test]
fn the_states_are_told_apart_without_colours() {
    let mut model = desk(80, 24, about(Environment::Sandbox));
    char(&mut model, '5');
    let seq = model.operations.last_asked();
    let rows: Vec<_> = STATES.into_iter().zip(0_u64..).map(|(state, n)| operation(n, state)).collect();
    update(&mut model, Msg::Operations(seq, Ok(page(rows, 4))));
    let text = frame(&mut model);
    for shown in ["? unknown", "! escalated", "● confirmed", "⊘ not applied"] {
        assert!(text.contains(shown), "{text}");
    }
    let colours = |model: &Model| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
        view::draw(model, &mut buffer);
        assert!(lines(&buffer).lines().all(|line| text::width(line) <= 80));
        buffer.content().iter().filter(|cell| cell.fg != ratatui::style::Color::Reset).count()
    };
    for mut model in
        [inquired(80, 24, about(Environment::Sandbox), State::Escalated), deciding(80, 24, Environment::Live)]
    {
        assert_eq!(colours(&model), 0);
        model.theme = Theme::new(false);
        assert!(colours(&model) > 20);
    }
}

#[test]
fn only_the_exchange_that_carried_it_is_called_what_was_sent() {
    let mut model = inquired(120, 40, about(Environment::Sandbox), State::Unknown);
    assert!(frame(&mut model).contains("g2g/refund"));
    // The program was killed before the exchange was kept: a read must not be taken for it.
    let mut found = inquiry(State::Unknown);
    found.exchanges.remove(0);
    update(&mut model, Msg::Update(Update::Elsewhere));
    update(&mut model, Msg::Inquiry(found.operation.id, Ok(Box::new(found))));
    let text = frame(&mut model);
    assert!(text.contains("not kept: the program ended before") && !text.contains("get_status3.php"), "{text}");
}

#[test]
fn an_operation_of_another_screen_is_not_in_front() {
    let mut model = inquired(80, 24, about(Environment::Sandbox), State::Escalated);
    char(&mut model, '4');
    assert_eq!((model.screen, model.operation().map(|found| found.id)), (Screen::Payments, None::<OperationId>));
    assert!(char(&mut model, 'd').is_empty() && model.dialog.is_none());
}

#[test]
fn a_decision_from_the_list_shows_then_and_now_as_soon_as_they_are_known() {
    let mut model = desk(80, 24, about(Environment::Sandbox));
    update(&mut model, Msg::Unresolved(1));
    char(&mut model, '5');
    unresolved(&mut model, vec![refund(State::Escalated)]);
    let effects = char(&mut model, 'd');
    let id = refund(State::Escalated).id;
    assert!(effects.iter().any(|effect| matches!(effect, Effect::LoadInquiry(of) if *of == id)), "{effects:?}");
    assert!(!frame(&mut model).contains("when decided"));
    update(&mut model, Msg::Inquiry(id, Ok(Box::new(inquiry(State::Escalated)))));
    assert!(frame(&mut model).contains("≠ 40.00 KZT"));
    let serial = model.dialog.as_ref().unwrap().serial;
    let error = DeskError::Gateway(crate::domain::code::Failure { code: 340, text: "not found".to_owned() });
    update(&mut model, Msg::Refreshed(Some(serial), refund(State::Escalated).record, Err(error)));
    assert_eq!(*step(&model), Step::Deciding, "what no read tells can still be decided");
    assert!(frame(&mut model).contains("! not read now: the gateway answers"));
}

#[test]
fn a_change_elsewhere_loads_both_lists_of_operations_anew() {
    let mut model = inquired(80, 24, about(Environment::Sandbox), State::Unknown);
    press(&mut model, KeyCode::Esc);
    let effects = update(&mut model, Msg::Update(Update::Elsewhere));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::LoadOperations(_))), "{effects:?}");
    char(&mut model, 't');
    unresolved(&mut model, vec![refund(State::Unknown)]);
    let effects = update(&mut model, Msg::Update(Update::Elsewhere));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::LoadUnresolved(_))), "{effects:?}");
}

#[test]
fn on_a_wide_screen_the_inquiry_stands_beside_the_list() {
    let mut look = String::new();
    for (width, height) in [(120, 40), (200, 50)] {
        let mut model = inquired(width, height, about(Environment::Sandbox), State::Escalated);
        press(&mut model, KeyCode::Esc);
        look.push_str(&frame(&mut model));
    }
    insta::assert_snapshot!("inquiry_beside_the_list", look);
}
