//! The mouse: what lies under it was written down when it was drawn.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use super::super::actions::Action;
use super::super::dialog::Focus;
use super::super::hits::Target;
use super::super::layout;
use super::super::model::{DetailView, List, Model, Screen};
use super::super::msg::Effect;
use super::super::possible;
use super::super::view::extent;
use super::{act, boxes, dialogs, lists, palette};

/// Lines of one notch of the wheel.
const NOTCH: isize = 3;

/// Takes a click or a turn of the wheel.
pub fn mouse(model: &mut Model, mouse: MouseEvent, out: &mut Vec<Effect>) {
    // What cannot be seen is not meant.
    if model.about().is_none() || layout::is_too_small(model.size) {
        return;
    }
    model.pending = None;
    match mouse.kind {
        MouseEventKind::ScrollUp | MouseEventKind::ScrollDown if model.quit.is_some() => {}
        MouseEventKind::ScrollUp => act::step(model, -NOTCH),
        MouseEventKind::ScrollDown => act::step(model, NOTCH),
        MouseEventKind::Down(MouseButton::Left) => {
            if let Some(target) = model.hits.at(mouse.column, mouse.row) {
                click(model, target, out);
            }
        }
        MouseEventKind::Down(MouseButton::Right | MouseButton::Middle)
        | MouseEventKind::Up(_)
        | MouseEventKind::Drag(_)
        | MouseEventKind::Moved
        | MouseEventKind::ScrollLeft
        | MouseEventKind::ScrollRight => {}
    }
}

fn click(model: &mut Model, target: Target, out: &mut Vec<Effect>) {
    match target {
        Target::Quit(leave) if model.quit.is_some() => {
            model.quit = None;
            if leave {
                out.push(Effect::Quit);
            }
        }
        // A frame may be older than the model: nothing below an open dialog, box or question is reached.
        _ if model.notice.is_some() || model.quit.is_some() => {}
        Target::Dialog(focus) => {
            if let Some(dialog) = model.dialog.as_mut().filter(|dialog| dialog.is_seen()) {
                dialog.set_focus(focus);
                if dialog.focus == focus && !matches!(focus, Focus::Field(_)) {
                    dialogs::press(model, out);
                }
            }
        }
        _ if model.dialog.is_some() => {}
        Target::Command(at) => palette::click(model, at, out),
        // The palette lies above everything else that a frame may have shown.
        Target::Hint(action @ (Action::Back | Action::Press)) if model.palette.is_some() => {
            act::act(model, action, out);
        }
        _ if model.palette.is_some() => {}
        Target::Tab(screen) => {
            model.help = None;
            model.codes.typing = false;
            act::go(model, screen);
        }
        Target::Row(id) => row(model, id, out),
        Target::Code(at) if model.codes.selected == at => act::act(model, Action::Explain, out),
        Target::Code(at) => model.codes.choose(at, layout::list_height(model)),
        Target::Choice(row) => boxes::click(model, row, out),
        Target::Chip(at) => lists::drop_term(model, at, out),
        Target::Head(column) => lists::sort_by(model, column, out),
        Target::Hint(action) => act::act(model, action, out),
        Target::Section(section) => {
            model.detail = model.detail.map(|view| DetailView { section, scroll: 0, ..view });
            model.reader.close();
        }
        Target::Exchange(id) if possible::exchange(model).is_some_and(|chosen| chosen.id == id) => {
            act::act(model, Action::Read, out);
        }
        Target::Exchange(id) => model.reader.chosen = Some(id),
        Target::Line(at) => line(model, at),
        Target::TopCode(at) if model.overview.chosen == at => act::act(model, Action::Explain, out),
        Target::TopCode(at) => model.overview.chosen = at,
        Target::Copied(at) => act::copied(model, Some(at), out),
        Target::Quit(_) | Target::Cover => {}
    }
}

/// Goes to a row of the open exchange; the one that the cursor is on folds.
fn line(model: &mut Model, at: usize) {
    let height = extent::reading(model);
    let Some(open) = model.reader.open.as_mut() else { return };
    if open.at == at {
        open.toggle(height);
    } else {
        open.go(at.min(open.document.rows.len().saturating_sub(1)), height);
    }
}

/// Selects a row; the selected one opens.
fn row(model: &mut Model, id: uuid::Uuid, out: &mut Vec<Effect>) {
    let height = layout::list_height(model);
    if model.selected() == Some(id) {
        let open = if model.screen == Screen::Operations { Action::Inquire } else { Action::Detail };
        return act::act(model, open, out);
    }
    match model.screen.list() {
        List::Records(kind) => model.pane_mut(kind).select(id, height),
        List::Operations => model.operations_in_front_mut().select(id, height),
        // Codes are reached by their place.
        List::Overview | List::Codes => {}
    }
}
