//! Doing what an action says, or saying why it cannot be done.

use super::super::actions::{Action, Context};
use super::super::activity::{self, Work};
use super::super::arming::Front;
use super::super::codes::Explanation;
use super::super::copy::{self, Menu};
use super::super::model::{DetailView, InquiryView, List, Model, Screen, Section, Tone, Topic};
use super::super::msg::Effect;
use super::super::palette::Palette;
use super::super::qr::Qr;
use super::super::reader::Reader;
use super::super::view::{extent, timeline};
use super::super::{history, layout};
use super::super::{possible, privacy};
use super::{boxes, dialogs, lists, palette, reading, walk};
use crate::domain::{Record, State};
use crate::locale::speak;
use crate::say;

/// Does an action.
#[expect(clippy::too_many_lines, reason = "one arm for each action")]
pub fn act(model: &mut Model, action: Action, out: &mut Vec<Effect>) {
    if let Err(reason) = possible::enabled(model, action) {
        model.toast(Tone::Warn, reason);
        return;
    }
    let context = model.context();
    if boxes::act(model, context, action, out) {
        return;
    }
    match action {
        Action::Intend(intent) => walk::open(model, intent, out),
        Action::Go(screen) => go(model, screen),
        Action::NextScreen => go(model, neighbour(model.screen, 1)),
        Action::PreviousScreen => go(model, neighbour(model.screen, Screen::ALL.len() - 1)),
        Action::Up => step(model, -1),
        Action::Down => step(model, 1),
        Action::PageUp => page(model, -1),
        Action::PageDown => page(model, 1),
        Action::First => end(model, true, out),
        Action::Last => end(model, false, out),
        Action::Detail => {
            model.detail = model.subject_id().map(|record| DetailView { record, section: Section::Facts, scroll: 0 });
            model.reader = Reader::default();
            model.timeline = None;
        }
        Action::Back => back(model),
        Action::Explain => explain(model),
        Action::Search if model.context() == Context::Exchange => model.reader.typing = true,
        Action::Search if model.screen == Screen::Codes => model.codes.typing = true,
        Action::Search
        | Action::DropTerm
        | Action::ClearFilter
        | Action::Find
        | Action::Export
        | Action::Sort
        | Action::Columns
        | Action::Views
        | Action::SaveView
        | Action::Mark
        | Action::MarkDown
        | Action::MarkUp
        | Action::MarkAll
        | Action::Unmark
        | Action::Freeze
        | Action::Times => lists::act(model, action, out),
        Action::Language | Action::NextLanguage => model.language = model.language.next(),
        Action::NextSection => turn(model, 1),
        Action::PreviousSection => turn(model, Section::ALL.len() - 1),
        Action::Refresh => refresh(model, out),
        Action::RefreshAll => activity::begin(model, Work::Refresh(possible::in_sight(model)), out),
        Action::Watch => lists::watch(model, out),
        Action::OpenPage => {
            if let Some(page) = possible::page(model) {
                let told = |page: &str| say!(model.language, "page-opening", page = page);
                let (text, discreet) = (told(&page), told(&privacy::dots(&page)));
                model.toast_discreetly(None, Tone::Info, &text, discreet);
                out.push(Effect::Open(page));
            }
        }
        Action::Inquire => {
            model.inquiry = model.operation().map(|operation| InquiryView { operation: operation.id, scroll: 0 });
        }
        Action::Resolve => resolve(model, out),
        Action::Decide => dialogs::decide(model, out),
        Action::Unresolved => model.only_unresolved = !model.only_unresolved,
        Action::Span(span) => model.overview.span = span,
        Action::Currency => model.overview.next_currency(),
        Action::Copy => model.copying = Menu::of(model),
        Action::CopyId => {
            if let Some(text) = copy::id(model) {
                let told = |text: &str| say!(model.language, "copy-copied-text", text = text);
                let (note, discreet) = (told(&text), told(&privacy::ends(&text)));
                model.toast_discreetly(None, Tone::Info, &note, discreet);
                out.push(Effect::Copy(text));
            }
        }
        Action::Qr => model.qr = possible::page(model).and_then(|page| Qr::of(&page)),
        Action::Narrow => {
            let at = timeline::KINDS.iter().position(|kind| *kind == model.timeline).unwrap_or(0) + 1;
            model.timeline = timeline::KINDS.get(at).copied().flatten();
            scroll_to(model, 0);
        }
        Action::Read
        | Action::Toggle
        | Action::Fold
        | Action::Unfold
        | Action::FoldAll
        | Action::UnfoldAll
        | Action::FindNext
        | Action::FindPrevious => reading::act(model, action),
        Action::Help => model.help = Some(0),
        Action::Palette => model.palette = Some(Palette::open(model)),
        Action::PlaceBefore => history::travel(model, true),
        Action::PlaceAfter => history::travel(model, false),
        Action::Mouse => {
            model.mouse = !model.mouse;
            out.push(Effect::Mouse(model.mouse));
        }
        Action::Privacy => privacy::set(model, !model.privacy),
        Action::CallOff => activity::call_off(model, out),
        Action::Redraw => out.push(Effect::Redraw),
        Action::Suspend => out.push(Effect::Suspend),
        Action::Quit | Action::Interrupt => {
            if model.sending.is_empty() {
                out.push(Effect::Quit);
            } else {
                model.quit = Some(false);
            }
        }
        Action::Press if model.context() == Context::Search => {
            model.codes.typing = false;
            model.reader.typing = false;
        }
        Action::Press if model.context() == Context::Copying => copied(model, None, out),
        Action::Press if model.context() == Context::Palette => palette::run(model, out),
        // These are done in the boxes that they are meant for.
        Action::MoveLeft
        | Action::MoveRight
        | Action::Wider
        | Action::Narrower
        | Action::Reset
        | Action::Rename
        | Action::Delete
        | Action::FocusNext
        | Action::FocusPrevious
        | Action::Press => {}
    }
}

/// Leaves what is in front.
fn back(model: &mut Model) {
    if let Some(front @ Front::Notice(_)) = Front::of(model) {
        let now = model.now;
        if model.arming.press(&front, now).is_some() {
            model.notice = None;
        }
        return;
    }
    if model.palette.take().is_some()
        || model.help.take().is_some()
        || model.copying.take().is_some()
        || model.qr.take().is_some()
        || model.explanation.take().is_some()
        || reading::back(model)
        || model.detail.take().is_some()
        || model.inquiry.take().is_some()
    {
        return;
    }
    if model.screen == Screen::Codes {
        model.codes.clear();
    }
}

/// Opens the explanation of what is in front.
fn explain(model: &mut Model) {
    if model.context() == Context::Codes {
        model.explanation = model.codes.current().map(Explanation::of);
        return;
    }
    match Explanation::answer(possible::questions(model)) {
        Ok(explanation) => model.explanation = Some(explanation),
        Err(reason) => model.toast(Tone::Bad, reason),
    }
}

/// Brings a screen to the front.
pub fn go(model: &mut Model, screen: Screen) {
    if screen == Screen::Operations && model.screen != screen {
        // What waits for somebody comes first; the list does not change under the hands later.
        model.only_unresolved = model.unresolved > 0;
    }
    boxes::leave(model);
    model.screen = screen;
    model.detail = None;
    model.inquiry = None;
    model.explanation = None;
    model.copying = None;
    model.qr = None;
    if screen == Screen::Codes {
        model.codes.open();
    }
}

fn neighbour(screen: Screen, by: usize) -> Screen {
    let at = Screen::ALL.iter().position(|known| *known == screen).unwrap_or(0) + by;
    Screen::ALL.get(at % Screen::ALL.len()).copied().unwrap_or(screen)
}

fn turn(model: &mut Model, by: usize) {
    if let Some(view) = model.detail.as_mut() {
        let at = Section::ALL.iter().position(|section| *section == view.section).unwrap_or(0) + by;
        view.section = Section::ALL.get(at % Section::ALL.len()).copied().unwrap_or(view.section);
        view.scroll = 0;
        model.reader.close();
    }
}

fn scroll_to(model: &mut Model, scroll: usize) {
    model.detail = model.detail.map(|view| DetailView { scroll, ..view });
}

/// Copies a line of the menu, or the chosen one, and closes it.
pub fn copied(model: &mut Model, at: Option<usize>, out: &mut Vec<Effect>) {
    let Some(menu) = model.copying.take() else { return };
    if let Some(item) = menu.items.into_iter().nth(at.unwrap_or(menu.chosen)) {
        match item.text {
            Ok(text) => {
                let name = speak(model.language, item.name, &[]);
                model.toast(Tone::Info, say!(model.language, "copy-copied", name = name));
                out.push(Effect::Copy(text));
            }
            Err(reason) => model.toast(Tone::Warn, speak(model.language, reason, &[])),
        }
    }
}

/// Moves up or down by lines, in what has the keyboard. Nothing moves below a box.
pub fn step(model: &mut Model, by: isize) {
    match model.context() {
        Context::Dialog => {
            let beyond = extent::dialog(model);
            if let Some(dialog) = model.dialog.as_mut() {
                dialog.scroll = moved(dialog.scroll, by, beyond);
            }
        }
        Context::Palette => {
            if let Some(palette) = model.palette.as_mut() {
                palette.step(by);
            }
        }
        Context::Help => {
            let beyond = extent::help(model);
            model.help = model.help.map(|scroll| moved(scroll, by, beyond));
        }
        Context::Copying => {
            if let Some(menu) = model.copying.as_mut() {
                menu.step(by);
            }
        }
        Context::Explanation => {
            let beyond = extent::explanation(model);
            if let Some(open) = model.explanation.as_mut() {
                open.scroll = moved(open.scroll, by, beyond);
            }
        }
        Context::Detail | Context::Exchange | Context::Search if model.detail.is_some() => in_detail(model, by),
        Context::Inquiry => {
            let beyond = extent::inquiry(model);
            model.inquiry = model.inquiry.map(|view| InquiryView { scroll: moved(view.scroll, by, beyond), ..view });
        }
        Context::Find | Context::Sort | Context::Columns | Context::Views => boxes::step(model, by),
        Context::Notice | Context::Qr | Context::Naming | Context::Export => {}
        Context::Detail
        | Context::Exchange
        | Context::Search
        | Context::Filter
        | Context::Overview
        | Context::Invoices
        | Context::Cards
        | Context::Payouts
        | Context::Payments
        | Context::Operations
        | Context::Codes => in_list(model, by),
    }
}

/// So many lines scrolled away, after a move; what had less to show since then is counted from its end.
fn moved(scroll: usize, by: isize, beyond: usize) -> usize {
    scroll.min(beyond).saturating_add_signed(by).min(beyond)
}

fn in_detail(model: &mut Model, by: isize) {
    if model.detail.is_some_and(|view| view.section == Section::Exchanges) {
        return reading::step(model, by);
    }
    let beyond = extent::detail(model);
    model.detail = model.detail.map(|view| DetailView { scroll: moved(view.scroll, by, beyond), ..view });
}

fn in_list(model: &mut Model, by: isize) {
    let height = layout::list_height(model);
    match model.screen.list() {
        List::Records(kind) => model.pane_mut(kind).step(by, height),
        List::Operations => model.operations_in_front_mut().step(by, height),
        List::Overview => model.overview.step(by),
        List::Codes => model.codes.step(by, height),
    }
}

fn page(model: &mut Model, direction: isize) {
    let height = layout::list_height(model).saturating_sub(1).max(1);
    step(model, isize::try_from(height).unwrap_or(1) * direction);
}

fn end(model: &mut Model, first: bool, out: &mut Vec<Effect>) {
    let covered = model.context() != model.base_context();
    if covered || matches!(model.screen, Screen::Codes | Screen::Overview) {
        return step(model, if first { isize::MIN } else { isize::MAX });
    }
    let height = layout::list_height(model);
    if let Some(kind) = model.screen.kind() {
        let pane = model.pane_mut(kind);
        let ask = if first { pane.go_newest(height) } else { pane.go_oldest(height) };
        out.extend(ask.map(|ask| lists::load(model, kind, ask)));
    } else {
        let load = if model.only_unresolved { Effect::LoadUnresolved } else { Effect::LoadOperations };
        let pane = model.operations_in_front_mut();
        let ask = if first { pane.go_newest(height) } else { pane.go_oldest(height) };
        out.extend(ask.map(load));
    }
}

/// Reads for the operation in front at the gateway, and its window in the ledger.
fn resolve(model: &mut Model, out: &mut Vec<Effect>) {
    model.touch_operations();
    model.inquiries.stale = true;
    if let Some(id) = model.operation().filter(|found| found.state == State::Unknown).map(|found| found.id) {
        model.toast_about(Some(Topic::Operation(id)), Tone::Info, say!(model.language, "dialog-reading"));
        out.push(Effect::Resolve(id));
    }
}

/// Reads the record in front at the gateway, and its window in the ledger.
fn refresh(model: &mut Model, out: &mut Vec<Effect>) {
    let marked: Vec<_> = model.marked().into_iter().map(|record| record.id).collect();
    if !marked.is_empty() {
        return activity::begin(model, Work::Refresh(marked), out);
    }
    match model.screen.list() {
        List::Records(kind) => model.pane_mut(kind).stale = true,
        List::Operations => model.touch_operations(),
        List::Overview => model.overview.refresh(),
        List::Codes => {}
    }
    model.loaded.stale = true;
    if let Some(id) = model.subject_id() {
        let name = model.subject().map_or_else(|| id.to_string(), Record::name);
        activity::read(model, id, name, out);
    }
}
