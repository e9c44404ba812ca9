//! Something serious went wrong: it stays on screen until somebody has read it.

use crate::worker::DeskError;

/// What is said, above everything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What happened, what was not done and what to do next.
    pub text: String,
}

/// Whether an error is more than a toast: the desk itself does not work, and the next try fails as well.
pub const fn is_serious(error: &DeskError) -> bool {
    match error {
        DeskError::Ledger(_) | DeskError::Setup(_) | DeskError::Gone | DeskError::Unanswered => true,
        DeskError::Refused(_)
        | DeskError::NotFound(_)
        | DeskError::Unread(_)
        | DeskError::Resting(_)
        | DeskError::Gateway(_) => false,
    }
}
