//! Keys in the bar of a filter and in the boxes over a list.

use crossterm::event::KeyEvent;

use super::super::actions::{Action, Context};
use super::super::activity::{self, Work};
use super::super::arming::Front;
use super::super::exporting::{self, Exporting};
use super::super::layout;
use super::super::lists::{Naming, Popup, sortable};
use super::super::model::{Model, Tone};
use super::super::msg::Effect;
use super::super::view::extent;
use super::lists;
use crate::domain::RecordKind;
use crate::domain::query::{Filter, Term, Test};
use crate::domain::text::holds_card_number;
use crate::say;
use crate::worker::export::Format;

/// Lines of a page in a box.
const PAGE: isize = 8;

/// Does an action where a bar or a box has the keyboard. Answers whether it was meant for it.
pub fn act(model: &mut Model, context: Context, action: Action, out: &mut Vec<Effect>) -> bool {
    let by = match action {
        Action::Up => -1,
        Action::Down => 1,
        Action::PageUp => -PAGE,
        Action::PageDown => PAGE,
        _ => 0,
    };
    match (context, action) {
        (Context::Filter, Action::Press) => apply(model, out),
        (Context::Filter, Action::Back) => cancel(model),
        (Context::Filter, Action::FocusNext) => complete(model, out),
        (Context::Filter, Action::Up | Action::Down) => recall(model, by < 0, out),
        (Context::Naming, Action::Press) => named(model),
        (Context::Find, Action::Press) => found(model, out),
        (Context::Sort, Action::Press | Action::Sort) => sorted(model, out),
        (Context::Columns, Action::Press | Action::Mark) => columns(model, &Deed::Toggle),
        (Context::Columns, Action::MoveLeft) => columns(model, &Deed::Shift(false)),
        (Context::Columns, Action::MoveRight) => columns(model, &Deed::Shift(true)),
        (Context::Columns, Action::Wider) => columns(model, &Deed::Widen(1)),
        (Context::Columns, Action::Narrower) => columns(model, &Deed::Widen(-1)),
        (Context::Columns, Action::Reset) => columns(model, &Deed::Reset),
        (Context::Views, Action::Press) => viewed(model, out),
        (Context::Views, Action::Rename) => rename(model),
        (Context::Views, Action::Delete) => delete(model),
        (Context::Views, Action::SaveView) => lists::open_naming(model),
        (Context::Naming, Action::Back) => lists::open_views(model),
        (Context::Export, Action::Press) => write(model, out),
        (Context::Export, Action::FocusNext) => exporting(model, |open| open.turn(true)),
        (Context::Export, Action::FocusPrevious) => exporting(model, |open| open.turn(false)),
        (Context::Find | Context::Sort | Context::Columns | Context::Views | Context::Export, Action::Back) => {
            model.lists.popup = None;
        }
        (Context::Find | Context::Sort | Context::Columns | Context::Views, _) if by != 0 => step(model, by),
        (Context::Filter | Context::Naming | Context::Export, _) if by != 0 => {}
        (_, _) => return false,
    }
    true
}

/// A key that is part of what is typed.
pub fn typed(model: &mut Model, key: KeyEvent, out: &mut Vec<Effect>) {
    if let Some((bar, _)) = model.lists.bar.as_mut() {
        if bar.field.key(key) {
            read(model, out);
        }
        return;
    }
    match model.lists.popup.as_mut() {
        Some(Popup::Find(finder)) => {
            if finder.field.key(key) {
                look(model);
            }
        }
        Some(Popup::Naming(naming)) => {
            naming.field.key(key);
        }
        Some(Popup::Export(open)) => {
            open.field.key(key);
        }
        Some(Popup::Sort(_) | Popup::Columns(_) | Popup::Views { .. }) | None => {}
    }
}

/// Text that was pasted into what is typed: as a whole or not at all.
pub fn paste(model: &mut Model, text: &str, out: &mut Vec<Effect>) {
    let field = match (model.lists.bar.as_mut(), model.lists.popup.as_mut()) {
        (Some((bar, _)), _) => &mut bar.field,
        (None, Some(Popup::Find(finder))) => &mut finder.field,
        (None, Some(Popup::Naming(naming))) => &mut naming.field,
        (None, Some(Popup::Export(open))) => &mut open.field,
        (None, Some(Popup::Sort(_) | Popup::Columns(_) | Popup::Views { .. }) | None) => return,
    };
    let changed = field.paste(text);
    if let Some(refused) = field.refused {
        let text = refused.said(model.language);
        model.toast(Tone::Warn, text);
    }
    if !changed {
        return;
    }
    if model.lists.bar.is_some() {
        read(model, out);
    } else if matches!(model.lists.popup, Some(Popup::Find(_))) {
        look(model);
    }
}

/// Closes whatever is typed or chosen over a list, because the operator goes elsewhere. A filter stays as the list shows it.
pub fn leave(model: &mut Model) {
    model.lists.popup = None;
    if let Some((bar, _)) = model.lists.bar.take() {
        lists::filtered_anew(model, bar.kind, &bar.before.filter);
        model.lists.touched = true;
    }
}

/// The list follows what is typed, as long as that is a filter, and not the beginning of a field's name.
fn read(model: &mut Model, out: &mut Vec<Effect>) {
    if model.lists.bar.as_ref().is_some_and(|(bar, _)| bar.begins_field()) {
        if let Some((bar, _)) = model.lists.bar.as_mut() {
            bar.fault = None;
        }
        return;
    }
    follow(model, out);
}

/// The list shows what is typed, if that is a filter.
fn follow(model: &mut Model, out: &mut Vec<Effect>) {
    let Some((bar, _)) = model.lists.bar.as_mut() else { return };
    let kind = bar.kind;
    if let Some(filter) = bar.read() {
        lists::filter(model, kind, filter, out);
    }
}

fn complete(model: &mut Model, out: &mut Vec<Effect>) {
    if model.lists.bar.as_mut().is_some_and(|(bar, _)| bar.complete()) {
        read(model, out);
    }
}

fn recall(model: &mut Model, earlier: bool, out: &mut Vec<Effect>) {
    let past = &model.lists.past;
    if model.lists.bar.as_mut().is_some_and(|(bar, _)| bar.recall(past, earlier)) {
        read(model, out);
    }
}

/// Keeps the filter and closes the bar, unless something is wrong with what is typed.
fn apply(model: &mut Model, out: &mut Vec<Effect>) {
    follow(model, out);
    if let Some((bar, _)) = model.lists.bar.as_mut() {
        bar.insisted = bar.fault.is_some();
    }
    let Some((bar, before)) = model.lists.bar.take_if(|(bar, _)| bar.fault.is_none()) else { return };
    drop(before);
    lists::filtered_anew(model, bar.kind, &bar.before.filter);
    let filter = model.lists.sheet(bar.kind).shape.query.filter.clone();
    model.lists.past.keep(&filter);
    model.lists.touched = true;
}

/// Closes the bar and leaves the list as it was before.
fn cancel(model: &mut Model) {
    let Some((bar, before)) = model.lists.bar.take() else { return };
    let query = &mut model.lists.sheet_mut(bar.kind).shape.query;
    if *query != bar.before {
        *query = bar.before;
        model.pane_mut(bar.kind).restore(*before);
    }
}

fn look(model: &mut Model) {
    let Some(kind) = model.listed() else { return };
    let rows = std::mem::take(&mut model.pane_mut(kind).rows);
    if let Some(Popup::Find(finder)) = model.lists.popup.as_mut() {
        finder.typed(&rows);
    }
    model.pane_mut(kind).rows = rows;
}

/// Goes to the row that was found; what was not found among the loaded rows is looked for everywhere.
fn found(model: &mut Model, out: &mut Vec<Effect>) {
    let (Some(kind), height) = (model.listed(), layout::list_height(model)) else { return };
    let Some(Popup::Find(finder)) = model.lists.popup.take() else { return };
    let text = finder.field.value().trim();
    match finder.chosen() {
        Some(id) => model.pane_mut(kind).select(id, height),
        None if text.is_empty() => {}
        None if holds_card_number(text) => model.toast(Tone::Warn, say!(model.language, "filter-card-number")),
        None => {
            let filter = Filter::default().with(Term::from(Test::Text(text.to_owned())));
            lists::open_bar(model);
            if let Some((bar, _)) = model.lists.bar.as_mut() {
                bar.field.set(&filter.to_string());
            }
            read(model, out);
        }
    }
}

/// Which one is chosen in the box.
fn at(model: &mut Model) -> Option<&mut usize> {
    match model.lists.popup.as_mut()? {
        Popup::Sort(at) | Popup::Columns(at) | Popup::Views { at, .. } => Some(at),
        Popup::Find(finder) => Some(&mut finder.at),
        Popup::Naming(_) | Popup::Export(_) => None,
    }
}

/// How many there are to choose from.
fn choices(model: &Model) -> usize {
    let sheet = model.listed().map(|kind| model.lists.sheet(kind));
    match (&model.lists.popup, sheet) {
        (Some(Popup::Sort(_) | Popup::Columns(_)), Some(sheet)) => sheet.shape.columns.choices().len(),
        (Some(Popup::Views { .. }), Some(sheet)) => sheet.views.len(),
        (Some(Popup::Find(finder)), Some(_)) => finder.found.len(),
        (Some(Popup::Naming(_) | Popup::Export(_)) | None, _) | (Some(_), None) => 0,
    }
}

/// Moves among what there is to choose from.
pub fn step(model: &mut Model, by: isize) {
    let last = choices(model).saturating_sub(1);
    match model.lists.popup.as_mut() {
        Some(Popup::Sort(at) | Popup::Columns(at)) => *at = at.saturating_add_signed(by).min(last),
        Some(Popup::Views { at, deleting }) => {
            *at = at.saturating_add_signed(by).min(last);
            *deleting = false;
        }
        Some(Popup::Find(finder)) => finder.step(by),
        Some(Popup::Naming(_) | Popup::Export(_)) | None => {}
    }
}

/// A click on a row of the box: it is chosen, and when it was chosen already, taken.
pub fn click(model: &mut Model, row: usize, out: &mut Vec<Effect>) {
    if let Some(format) = Format::ALL.get(row) {
        exporting(model, |open| open.choose(*format));
    }
    let (context, there) = (model.context(), row < choices(model));
    let Some(chosen) = at(model).filter(|_| there) else { return };
    if std::mem::replace(chosen, row) == row {
        act(model, context, Action::Press, out);
    }
}

/// Does something in the box in which a file is chosen, if that is open.
fn exporting(model: &mut Model, deed: impl FnOnce(&mut Exporting)) {
    if let Some(Popup::Export(open)) = model.lists.popup.as_mut() {
        deed(open);
    }
}

/// Begins to write the list to the file.
fn write(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(kind) = model.listed() else { return };
    let Some(Popup::Export(open)) = model.lists.popup.as_ref() else { return };
    let name = open.field.value().trim();
    if name.is_empty() {
        model.toast(Tone::Warn, say!(model.language, "export-no-name"));
        return;
    }
    let export = exporting::export(model, kind, open.format, name);
    let count = exporting::count(model, kind);
    model.lists.popup = None;
    activity::begin(model, Work::Export(Box::new(export), count), out);
}

fn sorted(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(Popup::Sort(at)) = model.lists.popup.take() else { return };
    let column = model.listed().and_then(|kind| sortable(model.lists.sheet(kind)).get(at).copied());
    if let Some(column) = column {
        lists::sort_by(model, column, out);
    }
}

/// What is done with a column.
enum Deed {
    Toggle,
    Shift(bool),
    Widen(i16),
    Reset,
}

fn columns(model: &mut Model, deed: &Deed) {
    let Some(kind) = model.listed() else { return };
    let Some(Popup::Columns(at)) = model.lists.popup else { return };
    let now = wide(model, kind, at);
    let columns = &mut model.lists.sheet_mut(kind).shape.columns;
    let mut to = at;
    match deed {
        Deed::Toggle => columns.toggle(at),
        Deed::Shift(right) => to = columns.shift(at, *right),
        Deed::Widen(by) => columns.widen(at, *by, now),
        Deed::Reset => {
            *columns = super::super::columns::Columns::default();
            to = 0;
        }
    }
    model.lists.popup = Some(Popup::Columns(to));
    model.lists.touched = true;
}

/// How wide a column is on screen now.
fn wide(model: &Model, kind: RecordKind, at: usize) -> usize {
    let column = model.lists.sheet(kind).shape.columns.choices().get(at).map(|choice| choice.column);
    let placed = extent::columns(model, kind);
    placed.iter().find(|placed| Some(placed.column) == column).map_or(10, |placed| placed.width)
}

/// Shows a saved view.
fn viewed(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(kind) = model.listed() else { return };
    let Some(Popup::Views { at, .. }) = model.lists.popup.take() else { return };
    let sheet = model.lists.sheet_mut(kind);
    let Some(view) = sheet.views.get(at).cloned() else { return };
    sheet.shape = view.shape;
    sheet.view = Some(view.name);
    lists::take_marks_off(model, kind);
    lists::requery(model, kind, out);
}

fn rename(model: &mut Model) {
    let Some(kind) = model.listed() else { return };
    let Some(Popup::Views { at, .. }) = model.lists.popup else { return };
    if let Some(view) = model.lists.sheet(kind).views.get(at) {
        let name = view.name.clone();
        model.lists.popup = Some(Popup::Naming(Naming::new(Some(name.clone()), &name)));
    }
}

/// Deletes a view; it is asked for twice, and a key that is held down is one press.
fn delete(model: &mut Model) {
    let Some(kind) = model.listed() else { return };
    let Some(Popup::Views { at, deleting }) = model.lists.popup else { return };
    if at >= model.lists.sheet(kind).views.len() {
        return;
    }
    let (front, now) = (Front::of(model), model.now);
    let heard = match &front {
        Some(question) => model.arming.press(question, now).is_some(),
        None => model.arming.press_lightly(now),
    };
    if !heard {
        return;
    }
    let sheet = model.lists.sheet_mut(kind);
    if deleting {
        let gone = sheet.views.remove(at);
        sheet.view.take_if(|name| *name == gone.name);
        model.lists.touched = true;
        model.lists.popup = Some(Popup::Views { at: at.saturating_sub(1), deleting: false });
    } else {
        model.lists.popup = Some(Popup::Views { at, deleting: true });
    }
}

/// A name was typed: the list is saved under it, or the view is called so from now on.
fn named(model: &mut Model) {
    let Some(kind) = model.listed() else { return };
    let Some(Popup::Naming(naming)) = model.lists.popup.as_ref() else { return };
    let (name, of) = (naming.field.value().trim().to_owned(), naming.of.clone());
    if name.is_empty() {
        return;
    }
    if holds_card_number(&name) {
        model.toast(Tone::Warn, say!(model.language, "views-card-number"));
        return;
    }
    let sheet = model.lists.sheet_mut(kind);
    match of {
        None => {
            if !sheet.save(&name) {
                let most = super::super::views::MOST;
                model.toast(Tone::Warn, say!(model.language, "views-full", most = most));
                return;
            }
            let text = say!(model.language, "views-saved", name = name.as_str());
            model.toast(Tone::Good, text);
            model.lists.popup = None;
        }
        Some(old) => {
            if old != name && sheet.views.iter().any(|view| view.name == name) {
                model.toast(Tone::Warn, say!(model.language, "views-taken", name = name.as_str()));
                return;
            }
            for view in sheet.views.iter_mut().filter(|view| view.name == old) {
                view.name.clone_from(&name);
            }
            if sheet.view.as_ref() == Some(&old) {
                sheet.view = Some(name);
            }
            lists::open_views(model);
        }
    }
    model.lists.touched = true;
}
