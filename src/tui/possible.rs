//! Which actions are possible now; for the others, why not and what to do instead.

use super::actions::Action;
use super::model::Model;
use crate::domain::guard::{self, Refusal};
use crate::domain::{RecordId, State};

/// Whether an action is possible now; if not, why not and what to do instead.
pub fn enabled(model: &Model, action: Action) -> Result<(), String> {
    match action {
        Action::Intend(intent) => {
            if model.is_read_only() {
                return Err(Refusal::ReadOnly.to_string());
            }
            if intent.creates().is_some() {
                return if model.about().is_some() { Ok(()) } else { Err("the desk is still opening".to_owned()) };
            }
            let record = model.subject().ok_or("no record is selected")?;
            if let Some(open) = unsettled(model, record.id) {
                return Err(Refusal::Unsettled(open).to_string());
            }
            guard::permitted(intent, record).map_err(|refusal| refusal.to_string())
        }
        Action::Refresh => {
            if model.about().is_some() {
                Ok(())
            } else {
                Err("the desk is still opening".to_owned())
            }
        }
        Action::Detail => model.subject_id().map(|_| ()).ok_or_else(|| "no record is selected".to_owned()),
        Action::Watch => model.subject().map(|_| ()).ok_or_else(|| "no record is selected".to_owned()),
        Action::OpenPage => page(model).map(|_| ()).ok_or_else(|| "there is no page to open".to_owned()),
        Action::Resolve => {
            let operation = model.operation().ok_or("no operation is selected")?;
            match operation.state {
                State::Unknown | State::Sent | State::Prepared => Ok(()),
                State::Escalated => Err("it is escalated: a person must decide, reads cannot".to_owned()),
                State::Drafted | State::AwaitingApproval | State::Confirmed | State::Rejected | State::NotApplied => {
                    Err(format!("it is {}: nothing to resolve", operation.state.word()))
                }
            }
        }
        Action::Copy => copied(model).map(|_| ()).ok_or_else(|| "there is no order id to copy".to_owned()),
        Action::Go(_)
        | Action::NextScreen
        | Action::PreviousScreen
        | Action::Up
        | Action::Down
        | Action::PageUp
        | Action::PageDown
        | Action::First
        | Action::Last
        | Action::Back
        | Action::NextSection
        | Action::PreviousSection
        | Action::FocusNext
        | Action::FocusPrevious
        | Action::Press
        | Action::Help
        | Action::Redraw
        | Action::Suspend
        | Action::Quit
        | Action::Interrupt => Ok(()),
    }
}

/// The operation on a record that has no outcome yet, as far as its detail is loaded.
fn unsettled(model: &Model, record: RecordId) -> Option<String> {
    let detail = model.loaded.detail.as_ref()?.as_ref().ok()?;
    let open = detail.operations.iter().find(|operation| operation.state.is_unresolved());
    open.filter(|_| detail.record.id == record).map(|operation| operation.id.short())
}

/// The page that `o` opens.
pub fn page(model: &Model) -> Option<String> {
    if let Some(dialog) = &model.dialog {
        return dialog.page().map(str::to_owned);
    }
    match (model.detail, model.operation()) {
        (None, Some(operation)) => operation.page.clone(),
        (Some(_) | None, Some(_) | None) => model.subject().and_then(|record| record.page.clone()),
    }
}

/// The text that `y` copies.
pub fn copied(model: &Model) -> Option<String> {
    match (model.detail, model.operation()) {
        (None, Some(operation)) => Some(operation.record_name.clone()),
        (Some(_) | None, Some(_) | None) => {
            model.subject().and_then(|record| record.order_id.as_ref()).map(ToString::to_string)
        }
    }
}
