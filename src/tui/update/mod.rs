//! `update`: one message in, a changed model and wishes out. Pure: no clock, no I/O.
//!
//! [`update`] sorts the messages; [`keys`] and [`mouse`] find the action that is meant, [`act`] does it, [`dialogs`] is
//! the part around money, [`answers`] takes what the worker told, and [`settle`] asks for what the screen now lacks.

mod act;
mod answers;
mod boxes;
pub mod dialogs;
mod keys;
mod lists;
mod mouse;
mod palette;
mod reading;
mod settle;
pub mod walk;

use crossterm::event::{KeyEventKind, MouseEventKind};

use super::activity;
use super::history::{self, Place};
use super::hits::Hits;
use super::model::{Model, Phase};
use super::msg::{Effect, Msg};
use super::settings;
use super::words;
use crate::locale::Language;
use crate::worker::{DeskError, Health};

/// Takes one message.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    if matches!(&msg, Msg::Key(key) if keys::is_lost_on(model, *key)) {
        return Vec::new();
    }
    let mut out = Vec::new();
    let (was_dirty, language) = (model.dirty, model.language);
    let place = Place::of(model);
    model.dirty = true;
    match msg {
        Msg::Tick(now) => {
            model.dirty = was_dirty || model.next_change().is_some_and(|at| at <= now);
            model.now = now;
            model.arming.tick(now);
            model.toasts.retain(|toast| toast.until > now);
        }
        Msg::Opened(about) => model.phase = Phase::Open(about),
        Msg::Filled(done, total) => activity::filled(model, done, total),
        Msg::OpeningFailed(reason) => model.phase = Phase::Broken(reason),
        Msg::Settings(reading) => settings::apply(model, *reading, &mut out),
        Msg::Key(key) => match key.kind {
            KeyEventKind::Press | KeyEventKind::Repeat => keys::key(model, key, &mut out),
            KeyEventKind::Release => model.dirty = was_dirty,
        },
        Msg::Paste(text) => keys::paste(model, &text, &mut out),
        Msg::Mouse(mouse) => match mouse.kind {
            MouseEventKind::Down(_) | MouseEventKind::ScrollDown | MouseEventKind::ScrollUp => {
                mouse::mouse(model, mouse, &mut out);
            }
            MouseEventKind::Up(_)
            | MouseEventKind::Drag(_)
            | MouseEventKind::Moved
            | MouseEventKind::ScrollLeft
            | MouseEventKind::ScrollRight => model.dirty = was_dirty,
        },
        Msg::Resize(size) => {
            model.size = size;
            // Where things were is not where they are; the mouse waits for the next frame.
            model.hits = Hits::default();
        }
        Msg::Drawn(hits) => {
            model.dirty = was_dirty;
            dialogs::drawn(model, hits);
        }
        Msg::Terminate => out.push(Effect::Quit),
        Msg::Resumed => out.push(Effect::Redraw),
        Msg::Update(told) => answers::update(model, told, was_dirty, &mut out),
        Msg::Lagged => answers::lagged(model, &mut out),
        Msg::Health(health) => {
            model.dirty = was_dirty || !reads_alike(&model.health, &health);
            model.health = health;
            answers::asked(model);
        }
        Msg::Unresolved(count) => {
            model.dirty = was_dirty || model.unresolved != count;
            if model.unresolved != count {
                model.unresolved_operations.stale = true;
            }
            model.unresolved = count;
        }
        Msg::Page(kind, seq, result) => {
            model.dirty = lists::paged(model, kind, seq, in_words(language, result)) || was_dirty;
        }
        Msg::Totals(kind, number, result) => model.dirty = lists::counted(model, kind, number, result) || was_dirty,
        Msg::Kept(found) => lists::kept(model, found),
        Msg::NotKept(reason) => lists::not_kept(model, &reason),
        Msg::Operations(seq, result) => {
            model.dirty = answers::operations(model, seq, in_words(language, result)) || was_dirty;
        }
        Msg::UnresolvedOperations(seq, result) => {
            model.dirty = answers::unresolved(model, seq, in_words(language, result)) || was_dirty;
        }
        Msg::Inquiry(operation, result) => {
            let changed = answers::inquiry(model, operation, in_words(language, result));
            model.dirty = was_dirty || changed;
        }
        Msg::Detail(record, result) => answers::detail(model, record, in_words(language, result)),
        Msg::Rechecked(dialog, number, result) => {
            dialogs::rechecked(model, (dialog, number), in_words(language, result), &mut out);
        }
        Msg::Overview(span, result) => answers::sums(model, was_dirty, span, in_words(language, result)),
        Msg::Balance(result) => answers::balance(model, was_dirty, in_words(language, result)),
        Msg::Refreshed(dialog, record, result) => answers::refreshed(model, dialog, record, result),
        Msg::Previewed(dialog, edit, result) => {
            if let Some(open) = model.dialog.as_mut().filter(|open| open.serial == dialog) {
                open.previewed(edit, in_words(language, result));
            }
        }
        Msg::Submitted(dialog, result) => dialogs::submitted(model, dialog, result),
        Msg::Decided(dialog, result) => dialogs::decided(model, dialog, result),
        Msg::Resolved(operation, result) => answers::resolved(model, operation, result),
        Msg::Watched(on, result) => answers::watched(model, on, in_words(language, result)),
        Msg::Progress(id, done) => activity::progress(model, id, done),
        Msg::Finished(id, finished) => activity::finished(model, id, finished),
        Msg::Exported(id, result) => activity::exported(model, id, result),
        Msg::NotOpened(page, why) => answers::not_opened(model, &page, why),
    }
    history::note(model, place);
    settle::settle(model, &mut out);
    out
}

fn in_words<T>(language: Language, result: Result<T, DeskError>) -> Result<T, String> {
    result.map_err(|error| words::error(language, &error))
}

/// Whether two healths look the same on screen: watching reads every few seconds, and most answers change nothing.
fn reads_alike(one: &Health, other: &Health) -> bool {
    match (one, other) {
        (Health::Unasked, Health::Unasked) => true,
        (Health::Up { latency: one, .. }, Health::Up { latency: other, .. }) => one.as_millis() == other.as_millis(),
        (Health::Down { since: one, .. }, Health::Down { since: other, .. }) => one == other,
        (Health::Unasked | Health::Up { .. } | Health::Down { .. }, _) => false,
    }
}
