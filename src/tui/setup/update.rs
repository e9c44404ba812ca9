//! What a key, a paste or an answer changes. Pure.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::form::Name;
use super::view::Spot;
use super::{Choice, Effect, Msg, Setup, Stage, draft};
use crate::vault::SecretName;
use crate::worker::proof::Proof;

/// Takes a message.
pub(super) fn update(setup: &mut Setup, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(key) => return self::key(setup, key),
        Msg::Mouse(mouse) => return self::mouse(setup, mouse),
        Msg::Paste(text) => {
            if matches!(setup.stage, Stage::Form) {
                setup.form.type_in(&text);
            }
        }
        Msg::Proved(draft, proofs) => {
            let right = proofs.iter().all(|(_, proof)| *proof == Proof::Right);
            if let Some((which, proof)) = proofs.iter().find(|(_, proof)| proof.is_wrong()) {
                blame(setup, *which, proof);
            } else if right {
                return vec![Effect::Save(draft)];
            } else {
                setup.stage = Stage::Told(draft, proofs);
            }
        }
        Msg::Saved(name, Ok(())) => return vec![Effect::End(Choice::Desk(name))],
        Msg::Saved(_, Err(why)) => {
            setup.stage = Stage::Form;
            setup.form.failed = Some(why);
        }
    }
    Vec::new()
}

/// Nothing was saved: back to the field that is wrong.
fn blame(setup: &mut Setup, which: SecretName, proof: &Proof) {
    let secret = match which {
        SecretName::Merchant => Name::MerchantSecret,
        SecretName::Payout => Name::PayoutSecret,
        SecretName::CardApi => Name::CardSecret,
    };
    let (name, fault) = match proof {
        Proof::WrongMerchant(_) => (Name::Merchant, crate::key!("setup-fault-unknown-merchant")),
        Proof::WrongSecret(_) | Proof::NotProven(_) | Proof::Right => (secret, crate::key!("setup-fault-wrong-secret")),
    };
    setup.stage = Stage::Form;
    setup.form.faults.insert(name, fault);
    setup.form.go(name);
}

fn key(setup: &mut Setup, key: KeyEvent) -> Vec<Effect> {
    if key.modifiers.contains(KeyModifiers::CONTROL) && key.code == KeyCode::Char('c') {
        return vec![Effect::End(Choice::Leave)];
    }
    match &setup.stage {
        Stage::Start(at) => {
            let at = *at;
            match key.code {
                KeyCode::Esc | KeyCode::Char('q') => return vec![Effect::End(Choice::Leave)],
                KeyCode::Up | KeyCode::Down | KeyCode::Tab | KeyCode::BackTab | KeyCode::Char('j' | 'k') => {
                    setup.stage = Stage::Start(1 - at.min(1));
                }
                KeyCode::Enter if at == 0 => return vec![Effect::End(Choice::Demo)],
                KeyCode::Enter => setup.stage = Stage::Form,
                _ => {}
            }
        }
        Stage::Form => return in_form(setup, key),
        // What is under way ends by itself, or with Ctrl-C.
        Stage::Busy => {}
        Stage::Told(draft, _) => match key.code {
            // Not Enter: who holds it down on the button saves nothing that is not proven.
            KeyCode::Char('s') => {
                let draft = Arc::clone(draft);
                setup.stage = Stage::Busy;
                return vec![Effect::Save(draft)];
            }
            KeyCode::Esc => setup.stage = Stage::Form,
            _ => {}
        },
    }
    Vec::new()
}

/// A click does what the key does that stands under it; the wheel goes from one to the next.
fn mouse(setup: &mut Setup, mouse: MouseEvent) -> Vec<Effect> {
    let press = |code| KeyEvent::new(code, KeyModifiers::NONE);
    match mouse.kind {
        MouseEventKind::ScrollDown => key(setup, press(KeyCode::Down)),
        MouseEventKind::ScrollUp => key(setup, press(KeyCode::Up)),
        MouseEventKind::Down(MouseButton::Left) => {
            let at = Position::new(mouse.column, mouse.row);
            let found = setup.spots.iter().find(|(area, _)| area.contains(at)).map(|(_, spot)| *spot);
            match found {
                Some(Spot::Key(pressed)) => key(setup, pressed),
                Some(Spot::Row(row)) => click(setup, row),
                None => Vec::new(),
            }
        }
        MouseEventKind::Down(MouseButton::Right | MouseButton::Middle)
        | MouseEventKind::Up(_)
        | MouseEventKind::Drag(_)
        | MouseEventKind::Moved
        | MouseEventKind::ScrollLeft
        | MouseEventKind::ScrollRight => Vec::new(),
    }
}

fn click(setup: &mut Setup, row: usize) -> Vec<Effect> {
    let enter = KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE);
    match &setup.stage {
        Stage::Start(_) => {
            setup.stage = Stage::Start(row);
            key(setup, enter)
        }
        Stage::Form => {
            let again = setup.form.focus == row;
            setup.form.go_to(row);
            if setup.form.focused().is_none() {
                return key(setup, enter);
            }
            // What is chosen from is turned by a click on what is chosen.
            if again {
                setup.form.turn(true);
            }
            Vec::new()
        }
        Stage::Busy | Stage::Told(..) => Vec::new(),
    }
}

fn in_form(setup: &mut Setup, key: KeyEvent) -> Vec<Effect> {
    let form = &mut setup.form;
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Esc => setup.stage = Stage::Start(1),
        KeyCode::Tab | KeyCode::Down => form.walk(true),
        KeyCode::BackTab | KeyCode::Up => form.walk(false),
        KeyCode::Left => form.turn(false),
        KeyCode::Right => form.turn(true),
        KeyCode::Enter if form.focused().is_some() => form.walk(true),
        KeyCode::Enter => return finish(setup),
        KeyCode::Backspace => form.erase(false),
        KeyCode::Char('u') if control => form.erase(true),
        KeyCode::Char(' ') if form.focused().is_some_and(|name| name.choices().is_some()) => form.turn(true),
        KeyCode::Char(typed) if !control => form.type_in(typed.encode_utf8(&mut [0; 4])),
        _ => {}
    }
    Vec::new()
}

/// The button: the fields are read, and the gateway is asked when they are right.
fn finish(setup: &mut Setup) -> Vec<Effect> {
    match draft::read(&setup.form) {
        Ok(draft) => {
            setup.stage = Stage::Busy;
            vec![Effect::Prove(Arc::new(draft))]
        }
        Err((faults, failed)) => {
            if let Some(first) = faults.keys().next() {
                setup.form.go(*first);
            }
            setup.form.faults = faults;
            setup.form.failed = failed;
            Vec::new()
        }
    }
}
