//! Why the worker could not do what was asked.

use super::{kept, refusal};
use crate::locale::Language;
use crate::say;
use crate::worker::DeskError;

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
