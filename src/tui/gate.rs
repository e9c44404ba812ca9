//! The one gate between wishes and deeds. Whatever the views do wrong, no write passes here on a read-only desk, without
//! confirmation or on an old read. Source: safety 6 and 7.

use super::dialog::{Confirmed, Ruling, Undone};
use super::model::Model;
use super::msg::Effect;
use crate::domain::guard::Refusal;
use crate::worker::{DeskError, Submission};

/// An effect that may be carried out. Only [`pass`] makes one.
#[derive(Debug)]
pub struct Passed(Deed);

impl Passed {
    /// What to carry out.
    pub fn into_deed(self) -> Deed {
        self.0
    }
}

#[cfg(test)]
impl Passed {
    /// What would be carried out.
    pub const fn peek(&self) -> &Deed {
        &self.0
    }
}

/// What the runner carries out.
#[derive(Debug)]
pub enum Deed {
    /// Nothing that can move money.
    Harmless(Effect),
    /// Make the request of a submission to be shown: the dialog, its edit, the submission.
    Preview(u64, u64, Submission),
    /// Send: the dialog and what was confirmed in it.
    Submit(u64, Submission),
    /// Take down: the dialog and what was decided in it.
    Decide(u64, Ruling),
}

/// A write that was not let through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denied {
    /// The dialog it came from.
    pub dialog: u64,
    /// Why, and that nothing was sent.
    pub reason: Undone,
}

/// Whether what was confirmed may be done; answers with the dialog that it came from.
fn check<T>(model: &Model, confirmed: &Confirmed<T>) -> Result<u64, Denied> {
    let dialog = confirmed.dialog();
    if model.is_read_only() {
        return Err(Denied { dialog, reason: Undone::Error(DeskError::Refused(Refusal::ReadOnly)) });
    }
    if !confirmed.is_fresh(model.now) {
        return Err(Denied { dialog, reason: Undone::Stale });
    }
    Ok(dialog)
}

/// Lets an effect through, or not.
pub fn pass(model: &Model, effect: Effect) -> Result<Passed, Denied> {
    match effect {
        Effect::Submit(confirmed) => {
            let dialog = check(model, &confirmed)?;
            let again = confirmed.again();
            let (intent, record, decided_on) = confirmed.into_parts();
            Ok(Passed(Deed::Submit(dialog, Submission { record, intent, decided_on, again })))
        }
        Effect::Decide(confirmed) => {
            let dialog = check(model, &confirmed)?;
            let (ruling, ..) = confirmed.into_parts();
            Ok(Passed(Deed::Decide(dialog, ruling)))
        }
        Effect::Preview { dialog, edit, record, intent, decided_on } => {
            Ok(Passed(Deed::Preview(dialog, edit, Submission { record, intent, decided_on, again: None })))
        }
        effect @ (Effect::LoadPage(..)
        | Effect::LoadTotals(..)
        | Effect::Keep { .. }
        | Effect::LoadOperations(_)
        | Effect::LoadUnresolved(_)
        | Effect::LoadInquiry(_)
        | Effect::LoadDetail(_)
        | Effect::Recheck { .. }
        | Effect::LoadOverview(_)
        | Effect::LoadBalance
        | Effect::Refresh(..)
        | Effect::Watch(..)
        | Effect::Resolve(_)
        | Effect::CallOff(_)
        | Effect::Work(..)
        | Effect::CallOffWork(_)
        | Effect::Ring(_)
        | Effect::OnScreen(_)
        | Effect::Open(_)
        | Effect::Copy(_)
        | Effect::Mouse(_)
        | Effect::Bell(_)
        | Effect::Redraw
        | Effect::Suspend
        | Effect::Quit) => Ok(Passed(Deed::Harmless(effect))),
    }
}
