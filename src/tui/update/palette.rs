//! The palette: typing into it, choosing from it, and running what was chosen.

use crossterm::event::KeyEvent;

use super::super::actions::{Action, Context};
use super::super::model::{Model, Tone};
use super::super::msg::Effect;
use super::super::palette::{self, Command, Item};
use super::super::settings;
use super::{act, boxes};

/// A key that is part of the query.
pub fn key(model: &mut Model, key: KeyEvent) {
    if let Some(palette) = model.palette.as_mut()
        && palette.query.key(key)
    {
        palette.search(&model.recent);
    }
}

/// A paste is part of the query.
pub fn paste(model: &mut Model, text: &str) {
    let Some(palette) = model.palette.as_mut() else { return };
    if palette.query.paste(text) {
        palette.search(&model.recent);
    }
    if let Some(reason) = palette.query.refused {
        model.toast(Tone::Warn, reason.said(model.language));
    }
}

/// Runs the chosen command. The palette closes first, so that the command is done in the place that it lay above.
pub fn run(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(Item { command, .. }) = model.palette.as_ref().and_then(|palette| palette.current()).cloned() else {
        return;
    };
    model.palette = None;
    palette::remember(&mut model.recent, &command);
    match command {
        Command::Act(action) => act::act(model, action, out),
        Command::Theme(name) => settings::wear(model, name),
        Command::Language(language) => model.language = language,
        Command::View(name) => boxes::show_view(model, &name, out),
    }
}

/// A click chooses and runs.
pub fn click(model: &mut Model, at: usize, out: &mut Vec<Effect>) {
    if model.context() != Context::Palette {
        return;
    }
    if let Some(palette) = model.palette.as_mut().filter(|palette| at < palette.found.len()) {
        palette.selected = at;
        act::act(model, Action::Press, out);
    }
}
