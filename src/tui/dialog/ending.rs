//! How a dialog ends.

use super::super::words;
use crate::domain::{OperationId, State};
use crate::locale::Language;
use crate::say;
use crate::worker::{DeskError, Outcome};

/// Why the worker has no outcome to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    /// The worker could not do it, or the gate did not ask it.
    Error(DeskError),
    /// It was decided on an old read.
    Stale,
}

impl Undone {
    /// Whether it may have been sent all the same, so that nobody may call it a failure.
    pub const fn is_perhaps_sent(&self) -> bool {
        match self {
            Self::Error(DeskError::Unanswered) => true,
            Self::Error(
                DeskError::Refused(_)
                | DeskError::NotFound(_)
                | DeskError::Unread(_)
                | DeskError::Resting(_)
                | DeskError::Gateway(_)
                | DeskError::Ledger(_)
                | DeskError::Setup(_)
                | DeskError::Gone,
            )
            | Self::Stale => false,
        }
    }

    /// What was not done and what to do, in one line.
    pub fn said(&self, language: Language) -> String {
        match self {
            Self::Error(error) => words::error(language, error),
            Self::Stale => say!(language, "undone-stale"),
        }
    }
}

/// What became of it, in words for the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// The state it ended in; `None` when nothing was sent.
    pub state: Option<State>,
    /// What happened and what to do.
    pub text: String,
    /// A page to open.
    pub page: Option<String>,
    /// The operation, when one was journalled.
    pub operation: Option<OperationId>,
}

impl Ending {
    /// From the worker's answer.
    pub fn of(language: Language, result: Result<Outcome, Undone>) -> Self {
        match result {
            Ok(Outcome { operation, state, message, page, .. }) => {
                let text = in_words(language, state, words::told(language, state, &message));
                Self { state: Some(state), text, page, operation: Some(operation) }
            }
            Err(undone) => Self::undone(language, &undone),
        }
    }

    /// Without an outcome: refused, or nobody knows.
    pub fn undone(language: Language, undone: &Undone) -> Self {
        let state = undone.is_perhaps_sent().then_some(State::Unknown);
        let text = undone.said(language);
        let text = state.map_or_else(|| text.clone(), |state| in_words(language, state, text.clone()));
        Self { state, text, page: None, operation: None }
    }

    /// The operation took another step after the worker had answered.
    pub fn go_on(&mut self, language: Language, state: State, message: &str) {
        self.state = Some(state);
        self.text = in_words(language, state, words::told(language, state, message));
    }
}

/// The worker's sentence, and where to look when it is not the last word.
fn in_words(language: Language, state: State, message: String) -> String {
    match state {
        State::Unknown | State::Sent | State::Prepared => say!(language, "ending-see-operations", message = message),
        State::Escalated => say!(language, "ending-must-decide", message = message),
        State::Rejected | State::Confirmed | State::NotApplied | State::Drafted | State::AwaitingApproval => message,
    }
}
