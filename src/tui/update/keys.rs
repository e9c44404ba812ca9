//! From a key to what it means here.

use crokey::KeyCombination;
use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::super::actions::{Action, Context, Found, keys};
use super::super::dialog::Focus;
use super::super::layout;
use super::super::model::{Model, Phase, Tone};
use super::super::msg::Effect;
use super::super::possible;
use super::super::view::extent;
use super::{act, boxes, dialogs, palette, reading};
use crate::say;

/// Whether a key changes nothing at all, not even what is on screen: the focused field is full, and says so.
pub fn is_lost_on(model: &Model, key: KeyEvent) -> bool {
    let hears = model.quit.is_none() && model.notice.is_none() && !layout::is_too_small(model.size);
    let field =
        model.dialog.as_ref().filter(|dialog| hears && dialog.is_seen()).and_then(|dialog| match dialog.focus {
            Focus::Field(at) => dialog.fields.get(at),
            Focus::Cancel | Focus::Send => None,
        });
    field.is_some_and(|field| field.drops(key))
}

/// Takes a key.
pub fn key(model: &mut Model, key: KeyEvent, out: &mut Vec<Effect>) {
    let combination = KeyCombination::from(key);
    let context = model.context();
    // The way out has keys of its own wherever one is.
    let way_out = match model.keymap.find(Context::Invoices, None, combination) {
        Found::Action(action) => Some(action),
        Found::Prefix | Found::Nothing => None,
    };
    if layout::is_too_small(model.size) {
        // Nothing can be seen, so nothing but a way out is heard.
        match way_out {
            Some(Action::Quit) if model.sending.is_empty() && model.dialog.is_none() => out.push(Effect::Quit),
            Some(Action::Interrupt) => out.push(Effect::Quit),
            Some(action @ (Action::Redraw | Action::Suspend)) => act::act(model, action, out),
            Some(_) | None => {}
        }
        return;
    }
    if model.quit.is_some() {
        return quit_question(model, key, way_out, out);
    }
    if !matches!(model.phase, Phase::Open(_)) {
        // Before the desk is open there is nothing but a way out.
        match way_out {
            Some(Action::Quit | Action::Interrupt) => out.push(Effect::Quit),
            Some(action @ (Action::Redraw | Action::Suspend)) => act::act(model, action, out),
            Some(_) | None => {}
        }
        return;
    }
    let action = match meant(model, context, combination, key.kind) {
        Meant::Action(action) => Some(action),
        Meant::Nothing => None,
        Meant::Waits => return,
    };
    if context == Context::Dialog {
        return in_dialog(model, key, action, out);
    }
    if context == Context::Search && action.is_none() {
        return typed(model, key);
    }
    if let (Context::Copying, KeyCode::Char(digit @ '1'..='9')) = (context, key.code) {
        let at = digit.to_digit(10).and_then(|number| usize::try_from(number).ok()).unwrap_or(1);
        return act::copied(model, Some(at - 1), out);
    }
    if context == Context::Palette && action.is_none() {
        return palette::key(model, key);
    }
    if context.types() && action.is_none() {
        return boxes::typed(model, key, out);
    }
    // A key that is held down scrolls, and does nothing else again.
    let held = key.kind == KeyEventKind::Repeat;
    match action {
        Some(action @ (Action::Up | Action::Down | Action::PageUp | Action::PageDown)) => act::act(model, action, out),
        // Esc where there is nothing to leave and nothing to take off: that is no mistake, so nothing is said.
        Some(Action::Unmark) if possible::enabled(model, Action::Unmark).is_err() => {}
        Some(action) if !held => act::act(model, action, out),
        Some(_) | None => {}
    }
}

/// What a key is meant to do.
enum Meant {
    /// This.
    Action(Action),
    /// Nothing that the table knows.
    Nothing,
    /// Something together with the next key, or nothing after the one before.
    Waits,
}

/// What a key means here, after the key that was pressed before it.
fn meant(model: &mut Model, context: Context, key: KeyCombination, kind: KeyEventKind) -> Meant {
    let pending = model.pending.take().filter(|(there, _)| *there == context).map(|(_, first)| first);
    match (model.keymap.find(context, pending, key), pending) {
        (Found::Action(action), _) => Meant::Action(action),
        (Found::Prefix, _) if kind == KeyEventKind::Repeat => Meant::Waits,
        (Found::Prefix, _) => {
            model.pending = Some((context, keys::canonical(key)));
            Meant::Waits
        }
        (Found::Nothing, None) => Meant::Nothing,
        (Found::Nothing, Some(first)) => {
            if key != keys::code(KeyCode::Esc).first {
                let pressed = format!("{} {}", keys::label(first), keys::label(key));
                model.toast(Tone::Info, say!(model.language, "keys-mean-nothing", keys = pressed));
            }
            Meant::Waits
        }
    }
}

/// A key that is part of the search.
fn typed(model: &mut Model, key: KeyEvent) {
    if model.detail.is_some() {
        if model.reader.query.key(key) {
            reading::find(model, true);
        }
        return;
    }
    if model.codes.query.key(key) {
        model.codes.search();
    }
}

/// A paste goes where keys go: into the search, or to the dialog.
pub fn paste(model: &mut Model, text: &str, out: &mut Vec<Effect>) {
    match model.context() {
        Context::Search => {}
        Context::Notice => return,
        Context::Palette => return palette::paste(model, text),
        Context::Filter | Context::Find | Context::Naming | Context::Export if !layout::is_too_small(model.size) => {
            return boxes::paste(model, text, out);
        }
        _ => return dialogs::paste(model, text),
    }
    let in_exchange = model.detail.is_some();
    let query = if in_exchange { &mut model.reader.query } else { &mut model.codes.query };
    let pasted = query.paste(text);
    let refused = query.refused;
    match (pasted, in_exchange) {
        (true, true) => reading::find(model, true),
        (true, false) => model.codes.search(),
        (false, _) => {}
    }
    if let Some(reason) = refused {
        model.toast(Tone::Warn, reason.said(model.language));
    }
}

fn in_dialog(model: &mut Model, key: KeyEvent, action: Option<Action>, out: &mut Vec<Effect>) {
    if let Some(action @ (Action::Interrupt | Action::Redraw | Action::Suspend)) = action {
        return act::act(model, action, out);
    }
    let beyond = (action == Some(Action::PageDown)).then(|| extent::dialog(model));
    let Some(dialog) = model.dialog.as_mut() else { return };
    let on_field = matches!(dialog.focus, Focus::Field(_));
    // What was typed before the dialog could be seen was not meant for it; a key that is still held down only types.
    if !dialog.is_seen() || (key.kind == KeyEventKind::Repeat && !(on_field && action.is_none())) {
        return;
    }
    match action {
        Some(Action::FocusNext) => dialog.move_focus(true),
        Some(Action::FocusPrevious) => dialog.move_focus(false),
        Some(Action::Press) => dialogs::press(model, out),
        Some(Action::Back) => dialogs::leave(model, false, out),
        Some(Action::PageUp) => dialog.scroll = dialog.scroll.saturating_sub(5),
        Some(Action::PageDown) => dialog.scroll = dialog.scroll.saturating_add(5).min(beyond.unwrap_or_default()),
        Some(Action::OpenPage) if !on_field => act::act(model, Action::OpenPage, out),
        Some(_) | None if on_field => {
            dialog.type_key(key);
        }
        Some(_) | None => {
            if matches!(key.code, KeyCode::Left | KeyCode::Right) && key.modifiers == KeyModifiers::NONE {
                let other = if dialog.focus == Focus::Cancel { Focus::Send } else { Focus::Cancel };
                dialog.set_focus(other);
            }
        }
    }
}

/// "Something is being sent. Quit?" opens on staying.
fn quit_question(model: &mut Model, key: KeyEvent, action: Option<Action>, out: &mut Vec<Effect>) {
    if key.kind == KeyEventKind::Repeat {
        return;
    }
    let leaving = model.quit == Some(true);
    match (key.code, action) {
        (_, Some(Action::Interrupt)) => out.push(Effect::Quit),
        (KeyCode::Enter, _) if leaving => out.push(Effect::Quit),
        (KeyCode::Enter | KeyCode::Esc, _) => model.quit = None,
        (KeyCode::Left | KeyCode::Right | KeyCode::Tab | KeyCode::BackTab, _) => model.quit = Some(!leaving),
        (_, _) => {}
    }
}
