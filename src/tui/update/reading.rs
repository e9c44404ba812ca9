//! The exchanges of a record: choosing one, opening it, folding and searching it.

use super::super::actions::Action;
use super::super::model::{Model, Section, Tone};
use super::super::possible;
use super::super::privacy;
use super::super::view::extent;
use crate::say;

/// Does what the action says with the exchange in front.
pub fn act(model: &mut Model, action: Action) {
    let height = extent::reading(model);
    if action == Action::Read {
        if let Some(exchange) = possible::exchange(model).cloned() {
            model.reader.read(&exchange);
        }
        return;
    }
    if matches!(action, Action::FindNext | Action::FindPrevious) {
        return find(model, action == Action::FindNext);
    }
    let Some(open) = model.reader.open.as_mut() else { return };
    match action {
        Action::Toggle => open.toggle(height),
        Action::Fold => open.fold(height),
        Action::Unfold => open.unfold(),
        Action::FoldAll => open.fold_all(true, height),
        Action::UnfoldAll => open.fold_all(false, height),
        _ => {}
    }
}

/// Goes to the next place of what is searched for, or says that there is none.
pub fn find(model: &mut Model, onwards: bool) {
    let height = extent::reading(model);
    if !model.reader.find(onwards, height) && !model.reader.typing {
        let query = model.reader.query.shown();
        let told = |text: &str| say!(model.language, "exchanges-not-found", text = text);
        let (text, discreet) = (told(&query), told(&privacy::dots(&query)));
        model.toast_discreetly(None, Tone::Info, &text, discreet);
    }
}

/// Ends the search, then closes the exchange. Answers whether there was something to leave.
pub fn back(model: &mut Model) -> bool {
    if model.detail.is_none_or(|view| view.section != Section::Exchanges) {
        return false;
    }
    if model.reader.typing || !model.reader.query.value().is_empty() {
        model.reader.forget();
        return true;
    }
    model.reader.close()
}

/// Moves in the open exchange, or among the exchanges.
pub fn step(model: &mut Model, by: isize) {
    let height = extent::reading(model);
    if let Some(open) = model.reader.open.as_mut() {
        return open.step(by, height);
    }
    let Some(record) = model.detail.map(|view| view.record) else { return };
    if let Some(Ok(detail)) = model.loaded.get(record) {
        model.reader.step(&detail.exchanges, by);
    }
}
