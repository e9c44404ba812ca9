//! Why the worker could not do what was asked.

use super::{kept, refusal};
use crate::locale::Language;
use crate::say;
use crate::worker::DeskError;
use crate::worker::export::ExportError;

/// An error in one line: what happened, what was not done, and what to do. What systems say is quoted as they say it.
pub fn desk(language: Language, error: &DeskError) -> String {
    match error {
        DeskError::Refused(why) => refusal(language, why),
        DeskError::NotFound(what) => say!(language, "error-not-found", what = kept(language, what)),
        DeskError::Unread(why) => say!(language, "error-unread", why = kept(language, why)),
        DeskError::Resting(why) => say!(language, "error-resting", why = kept(language, why)),
        DeskError::Gateway(failure) => say!(language, "error-gateway", failure = failure.to_string()),
        DeskError::Ledger(why) => say!(language, "error-ledger", why = why.as_str()),
        // What is missing to build a request is told by the room that knows the wire, with what to do about it.
        DeskError::Setup(why) => why.clone(),
        DeskError::Gone => say!(language, "error-gone"),
        DeskError::Unanswered => say!(language, "error-unanswered"),
    }
}

/// Why no file was written, in one line.
pub fn export(language: Language, error: &ExportError) -> String {
    match error {
        ExportError::Exists(path) => say!(language, "export-exists", path = path.display().to_string()),
        ExportError::Unwritable { path, reason } => {
            say!(language, "export-unwritable", path = path.display().to_string(), reason = reason.as_str())
        }
        ExportError::Unread(why) => say!(language, "export-unread", why = why.as_str()),
        ExportError::Gone => say!(language, "export-gone"),
        ExportError::Cancelled => say!(language, "export-cancelled"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::Failure;
    use crate::domain::guard::Refusal;

    #[test]
    fn english_says_what_scripts_are_told_and_the_gateway_is_quoted() {
        let failure = Failure { code: 10_009, text: "Insufficient funds".to_owned() };
        for error in [
            DeskError::Refused(Refusal::ReadOnly),
            DeskError::NotFound("operation 1a2b3c4d".to_owned()),
            DeskError::Unread("no answer within 30s".to_owned()),
            DeskError::Resting("host has not answered since 10:00:00 and is tried again in 5 s".to_owned()),
            DeskError::Gateway(failure.clone()),
            DeskError::Ledger("disk full".to_owned()),
            DeskError::Setup("the profile has no merchant secret: nothing was sent; run `tolem login`".to_owned()),
            DeskError::Gone,
            DeskError::Unanswered,
        ] {
            assert_eq!(desk(Language::En, &error), error.to_string());
        }
        let path = std::path::PathBuf::from("/tmp/all.csv");
        for error in [
            ExportError::Exists(path.clone()),
            ExportError::Unwritable { path, reason: "No space left on device (os error 28)".to_owned() },
            ExportError::Unread("disk I/O error".to_owned()),
            ExportError::Gone,
            ExportError::Cancelled,
        ] {
            assert_eq!(export(Language::En, &error), error.to_string());
        }
        assert_eq!(
            desk(Language::Ru, &DeskError::Gateway(failure)),
            "шлюз отвечает: 10009 Insufficient funds. Ничего не изменено"
        );
        assert_eq!(
            desk(Language::Ru, &DeskError::NotFound("operation 1a2b3c4d".to_owned())),
            "операция 1a2b3c4d: нет в журнале, ничего не отправлено; сначала возьмите её на учёт (`tolem track`)"
        );
    }
}
