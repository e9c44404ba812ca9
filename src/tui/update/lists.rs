//! What is done with the lists of records: their order and filter, marks, freezing, and what they come to.

use super::super::actions::Action;
use super::super::exporting::Exporting;
use super::super::filter::Bar;
use super::super::finder::Finder;
use super::super::layout;
use super::super::lists::{Naming, Popup, sortable};
use super::super::model::{Model, Tone};
use super::super::msg::Effect;
use super::super::pane::Ask;
use super::super::selection::MOST;
use super::super::settings;
use super::super::views::Keeping;
use super::super::words;
use crate::domain::query::{Column, Filter, Sort};
use crate::domain::{Record, RecordKind};
use crate::ledger::{Page, Totals};
use crate::say;
use crate::worker::DeskError;

/// Does an action that is about the list in front.
pub fn act(model: &mut Model, action: Action, out: &mut Vec<Effect>) {
    match action {
        Action::Search => open_bar(model),
        Action::DropTerm => drop_last(model, out),
        Action::ClearFilter => clear_filter(model, out),
        Action::Find => open_finder(model),
        Action::Sort => open_sort(model),
        Action::Columns => model.lists.popup = Some(Popup::Columns(0)),
        Action::Views => open_views(model),
        Action::SaveView => open_naming(model),
        Action::Export => open_export(model),
        Action::Mark => mark(model),
        Action::MarkDown => extend(model, 1),
        Action::MarkUp => extend(model, -1),
        Action::MarkAll => mark_all(model),
        Action::Unmark => unmark(model),
        Action::Freeze => freeze(model),
        Action::Times => times(model),
        // All others are done elsewhere.
        _ => {}
    }
}

/// The question for a window of a list as it is filtered and sorted now.
pub fn load(model: &Model, kind: RecordKind, ask: Ask) -> Effect {
    Effect::LoadPage(kind, model.lists.sheet(kind).shape.query.clone(), ask)
}

/// Begins the list anew, after its filter or order has changed.
pub fn requery(model: &mut Model, kind: RecordKind, out: &mut Vec<Effect>) {
    let height = layout::list_height(model);
    let sort = model.lists.sheet(kind).shape.query.sort;
    let pane = model.pane_mut(kind);
    pane.sort = sort;
    let ask = pane.restart(height);
    out.push(load(model, kind, ask));
    model.lists.touched = true;
}

/// Puts another filter on the list for good: what was marked under the one before is marked no longer.
fn put_filter(model: &mut Model, kind: RecordKind, wanted: Filter, out: &mut Vec<Effect>) {
    let before = model.lists.sheet(kind).shape.query.filter.clone();
    filter(model, kind, wanted, out);
    filtered_anew(model, kind, &before);
}

/// Takes the marks off that were made under another filter, and says how many.
pub fn filtered_anew(model: &mut Model, kind: RecordKind, before: &Filter) {
    if model.lists.sheet(kind).shape.query.filter != *before {
        take_marks_off(model, kind);
    }
}

/// Takes the marks off because the operator looks at something else, and says how many.
pub fn take_marks_off(model: &mut Model, kind: RecordKind) {
    let marks = &mut model.lists.sheet_mut(kind).marks;
    let count = marks.len();
    marks.clear();
    if count > 0 {
        let text = say!(model.language, "list-marks-off", count = count);
        model.toast(Tone::Info, text);
    }
}

/// Shows another filter, while it is typed as well.
pub fn filter(model: &mut Model, kind: RecordKind, filter: Filter, out: &mut Vec<Effect>) {
    let query = &mut model.lists.sheet_mut(kind).shape.query;
    if query.filter != filter {
        query.filter = filter;
        requery(model, kind, out);
    }
}

/// Takes a term of the filter away.
pub fn drop_term(model: &mut Model, at: usize, out: &mut Vec<Effect>) {
    if let Some(kind) = model.listed() {
        let without = model.lists.sheet(kind).shape.query.filter.without(at);
        put_filter(model, kind, without, out);
    }
}

/// Takes the last term of the filter away.
fn drop_last(model: &mut Model, out: &mut Vec<Effect>) {
    let terms = model.listed().map_or(0, |kind| model.lists.sheet(kind).shape.query.filter.terms().len());
    if let Some(last) = terms.checked_sub(1) {
        drop_term(model, last, out);
    }
}

/// Takes the whole filter away.
fn clear_filter(model: &mut Model, out: &mut Vec<Effect>) {
    if let Some(kind) = model.listed() {
        put_filter(model, kind, Filter::default(), out);
    }
}

/// Sorts by a column; the one that the list is sorted by already is turned round.
pub fn sort_by(model: &mut Model, column: Column, out: &mut Vec<Effect>) {
    let Some(kind) = model.listed() else { return };
    let sort = &mut model.lists.sheet_mut(kind).shape.query.sort;
    *sort = if sort.column == column {
        Sort { descending: !sort.descending, ..*sort }
    } else {
        super::super::columns::first_order(column)
    };
    requery(model, kind, out);
}

/// Opens the bar in which a filter is typed.
pub fn open_bar(model: &mut Model) {
    if let Some(kind) = model.listed() {
        let query = model.lists.sheet(kind).shape.query.clone();
        model.lists.popup = None;
        model.lists.bar = Some((Bar::open(kind, query), Box::new(model.pane(kind).clone())));
    }
}

/// Opens the box of orders, on the one that is on.
fn open_sort(model: &mut Model) {
    let Some(kind) = model.listed() else { return };
    let sheet = model.lists.sheet(kind);
    let at = sortable(sheet).iter().position(|column| *column == sheet.shape.query.sort.column);
    model.lists.popup = Some(Popup::Sort(at.unwrap_or(0)));
}

/// Opens the list of views, on the one that is on.
pub fn open_views(model: &mut Model) {
    let Some(kind) = model.listed() else { return };
    let sheet = model.lists.sheet(kind);
    let at = sheet.views.iter().position(|view| Some(&view.name) == sheet.view.as_ref()).unwrap_or(0);
    model.lists.popup = Some(Popup::Views { at, deleting: false });
}

/// Asks for the name under which the list is saved.
pub fn open_naming(model: &mut Model) {
    if let Some(kind) = model.listed() {
        let name = model.lists.sheet(kind).view.clone().unwrap_or_default();
        model.lists.popup = Some(Popup::Naming(Naming::new(None, &name)));
    }
}

/// Asks for the file to which the list is written.
fn open_export(model: &mut Model) {
    if let (Some(kind), Some(about)) = (model.listed(), model.about()) {
        model.lists.popup = Some(Popup::Export(Exporting::open(kind, about.zone, model.now)));
    }
}

/// Opens fuzzy find over the loaded rows.
fn open_finder(model: &mut Model) {
    if let Some(kind) = model.listed() {
        model.lists.popup = Some(Popup::Find(Finder::open(&model.pane(kind).rows)));
    }
}

/// Marks the row, or no longer, and goes on to the next.
fn mark(model: &mut Model) {
    let (Some(kind), height) = (model.listed(), layout::list_height(model)) else { return };
    let Some(record) = model.pane(kind).current().cloned() else { return };
    let room = model.lists.sheet_mut(kind).marks.toggle(&record);
    model.pane_mut(kind).step(1, height);
    said_full(model, room);
}

/// Marks the rows between where the eye is and where it goes.
fn extend(model: &mut Model, by: isize) {
    let (Some(kind), height) = (model.listed(), layout::list_height(model)) else { return };
    let Some(from) = model.pane(kind).index() else { return };
    model.pane_mut(kind).step(by, height);
    let to = model.pane(kind).index().unwrap_or(from);
    let rows = std::mem::take(&mut model.pane_mut(kind).rows);
    let room = model.lists.sheet_mut(kind).marks.extend(&rows, from, to);
    model.pane_mut(kind).rows = rows;
    said_full(model, room);
}

/// Marks every loaded row.
fn mark_all(model: &mut Model) {
    let Some(kind) = model.listed() else { return };
    let rows = std::mem::take(&mut model.pane_mut(kind).rows);
    let marks = &mut model.lists.sheet_mut(kind).marks;
    let room = rows.iter().all(|row| marks.add(row));
    model.pane_mut(kind).rows = rows;
    said_full(model, room);
    let pane = model.pane(kind);
    let partly = pane.total.is_none_or(|total| total > pane.rows.len() as u64);
    if room && partly {
        let count = pane.rows.len();
        let text = say!(model.language, "list-marked-loaded", count = count);
        model.toast(Tone::Info, text);
    }
}

fn said_full(model: &mut Model, room: bool) {
    if !room {
        model.toast(Tone::Warn, say!(model.language, "list-marks-full", most = MOST));
    }
}

/// Forgets the marks.
fn unmark(model: &mut Model) {
    if let Some(kind) = model.listed() {
        model.lists.sheet_mut(kind).marks.clear();
    }
}

/// Holds the list as it is, or lets it move on.
fn freeze(model: &mut Model) {
    if let Some(kind) = model.listed() {
        model.pane_mut(kind).freeze();
    }
}

/// Shows times as ages, or as moments.
fn times(model: &mut Model) {
    model.lists.absolute = !model.lists.absolute;
    model.lists.touched = true;
}

/// Watches the record closely, or no longer; of marked ones every one, or none any longer when all are watched.
pub fn watch(model: &mut Model, out: &mut Vec<Effect>) {
    let marked = model.marked();
    if marked.is_empty() {
        return out.extend(model.subject().map(|record| Effect::Watch(record.id, !record.watched)));
    }
    let on = marked.iter().any(|record| !record.watched);
    let ids: Vec<_> = marked.into_iter().filter(|record| record.watched != on).map(|record| record.id).collect();
    out.extend(ids.into_iter().map(|id| Effect::Watch(id, on)));
}

/// A window came. Answers whether anything that is seen changed.
pub fn paged(model: &mut Model, kind: RecordKind, seq: u64, answer: Result<Page<Record>, String>) -> bool {
    let height = layout::list_height(model);
    let changed = model.pane_mut(kind).answer(seq, answer, height);
    loaded(model, kind);
    changed && model.screen.kind() == Some(kind)
}

/// Rows came: what is known of them elsewhere is brought up to date.
fn loaded(model: &mut Model, kind: RecordKind) {
    let rows: Vec<Record> = std::mem::take(&mut model.pane_mut(kind).rows);
    model.lists.sheet_mut(kind).marks.learn(&rows);
    if let Some(Popup::Find(finder)) = model.lists.popup.as_mut()
        && model.screen.kind() == Some(kind)
    {
        finder.search(&rows);
    }
    model.pane_mut(kind).rows = rows;
}

/// A record was read: what is known of it as a marked one is brought up to date.
pub fn learn(model: &mut Model, record: &Record) {
    model.lists.sheet_mut(record.kind).marks.learn(std::slice::from_ref(record));
}

/// A record changed, or nobody knows which.
pub fn touch(model: &mut Model, kind: RecordKind, id: Option<uuid::Uuid>) {
    model.pane_mut(kind).touch(id);
    model.lists.sheet_mut(kind).tally.stale = true;
}

/// What a filter comes to. Answers whether anything that is seen changed.
pub fn counted(model: &mut Model, kind: RecordKind, number: u64, answer: Result<Option<Totals>, DeskError>) -> bool {
    let (now, language) = (model.now, model.language);
    let answer = match answer {
        Ok(Some(totals)) => Ok(totals),
        // Another question took its place. Questions may overtake each other on their way, so it is asked again if it is
        // the one that is waited for.
        Ok(None) => {
            model.lists.sheet_mut(kind).tally.lose(number);
            return false;
        }
        Err(error) => Err(words::error(language, &error)),
    };
    model.lists.sheet_mut(kind).tally.take(number, answer, now) && model.screen.kind() == Some(kind)
}

/// What is kept could not be written.
pub fn not_kept(model: &mut Model, reason: &str) {
    let text = say!(model.language, "views-not-kept", reason = reason);
    model.toast(Tone::Warn, text);
}

/// After every message: what the list in front lacks, and what has to be kept.
pub fn settle(model: &mut Model, kind: RecordKind, height: usize, out: &mut Vec<Effect>) {
    let held = model.dialog.is_some()
        || model.lists.is_typing()
        || model.lists.popup.is_some()
        || !model.lists.sheet(kind).marks.is_empty();
    let now = model.now;
    let pane = model.pane_mut(kind);
    pane.held = held;
    let ask = pane.settle(height, now);
    out.extend(ask.map(|ask| load(model, kind, ask)));
    let (number, frozen) = (model.lists.next_serial(), model.pane(kind).frozen.is_some());
    let sheet = model.lists.sheet_mut(kind);
    let filter = sheet.shape.query.filter.clone();
    let known = sheet.tally.of(&filter).is_some();
    if !(frozen && known) && sheet.tally.ask(&filter, now, number) {
        out.push(Effect::LoadTotals(kind, number, filter));
    }
}

/// What changed about the lists is kept until the next start.
pub fn keep(model: &mut Model, out: &mut Vec<Effect>) {
    if let Some(text) = model.lists.news_to_keep() {
        out.push(Effect::Keep { text, aside: std::mem::take(&mut model.lists.broken) });
    }
}

/// Takes over what was kept since the last start.
pub fn kept(model: &mut Model, found: Result<String, String>) {
    let read = found.and_then(|text| Keeping::parse(&text).map_err(|wrong| wrong.to_string()));
    match read {
        Ok(keeping) => {
            model.lists.restore(keeping);
            settings::show_times(model);
        }
        Err(reason) => {
            model.lists.broken = true;
            let text = say!(model.language, "views-broken", reason = reason);
            model.toast(Tone::Bad, text);
        }
    }
    for kind in RecordKind::ALL {
        let sort = model.lists.sheet(kind).shape.query.sort;
        model.pane_mut(kind).sort = sort;
    }
}
