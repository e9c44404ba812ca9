//! After every message: ask for what the screen lacks now. One question of a sort at a time, so that a burst of changes
//! costs one load and not a thousand.

use super::super::dialog::{Preview, Stage};
use super::super::layout;
use super::super::model::{List, Model, Screen};
use super::super::msg::Effect;
use super::lists;
use crate::domain::RecordId;

/// Asks for what is missing.
pub fn settle(model: &mut Model, out: &mut Vec<Effect>) {
    if model.about().is_none() {
        return;
    }
    let height = layout::list_height(model);
    match model.screen.list() {
        List::Records(kind) => lists::settle(model, kind, height, out),
        List::Operations => {
            let load = if model.only_unresolved { Effect::LoadUnresolved } else { Effect::LoadOperations };
            let now = model.now;
            out.extend(model.operations_in_front_mut().settle(height, now).map(load));
        }
        List::Overview => {
            let now = model.now;
            out.extend(model.overview.ask(now).map(Effect::LoadOverview));
            if model.overview.ask_balance(now) {
                out.push(Effect::LoadBalance);
            }
        }
        List::Codes => model.codes.reveal(height),
    }
    detail(model, out);
    inquiry(model, out);
    preview(model, out);
    on_screen(model, height, out);
    lists::keep(model, out);
}

/// The detail in front, or beside the list.
fn detail(model: &mut Model, out: &mut Vec<Effect>) {
    let beside = layout::parts(model.size).side.is_some() && model.screen != Screen::Operations;
    let wanted = match model.detail {
        Some(view) => Some(view.record),
        None if beside => model.subject_id(),
        None => None,
    };
    out.extend(wanted.and_then(|wanted| model.loaded.ask(wanted)).map(Effect::LoadDetail));
}

/// The inquiry in front, or beside the list.
fn inquiry(model: &mut Model, out: &mut Vec<Effect>) {
    let beside = layout::parts(model.size).side.is_some() && model.detail.is_none();
    let wanted = match model.inquiry {
        Some(view) => Some(view.operation),
        None if beside => model.operation().map(|operation| operation.id),
        None => None,
    };
    out.extend(wanted.and_then(|wanted| model.inquiries.ask(wanted)).map(Effect::LoadInquiry));
}

/// The request of the dialog, as soon as its fields make one.
fn preview(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(dialog) = model.dialog.as_mut() else { return };
    if dialog.stage != Stage::Deciding || dialog.previewing || dialog.preview != Preview::None {
        return;
    }
    let Some(Ok(intent)) = dialog.intent() else { return };
    dialog.preview = Preview::Asked;
    dialog.previewing = true;
    out.push(Effect::Preview {
        dialog: dialog.serial,
        edit: dialog.edit,
        record: dialog.subject(),
        intent,
        decided_on: dialog.baseline(),
    });
}

/// The records that can be seen are read more often.
fn on_screen(model: &mut Model, height: usize, out: &mut Vec<Effect>) {
    let ids: Vec<RecordId> = match (model.detail, model.screen.list()) {
        (Some(view), _) => vec![view.record],
        (None, List::Records(kind)) => model.pane(kind).visible(height).iter().map(|record| record.id).collect(),
        (None, List::Operations) => match model.inquiry {
            Some(_) => model.operation().map(|operation| operation.record).into_iter().collect(),
            None => model.operations_in_front().visible(height).iter().map(|operation| operation.record).collect(),
        },
        (None, List::Overview | List::Codes) => Vec::new(),
    };
    if ids != model.on_screen {
        model.on_screen.clone_from(&ids);
        out.push(Effect::OnScreen(ids));
    }
}
