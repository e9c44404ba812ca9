//! What is wrong with a filter.

use super::super::text::fit;
use crate::domain::query::FaultKind;
use crate::locale::Language;
use crate::say;

/// What is wrong with a filter, in words: all of them, and then only what may have been meant.
pub fn filter_fault(language: Language, what: &FaultKind) -> Vec<String> {
    let whole = fault(language, what);
    match what {
        FaultKind::UnknownField { nearest: Some(nearest), .. }
        | FaultKind::UnknownValue { nearest: Some(nearest), .. } => {
            let meant = say!(language, "filter-did-you-mean", nearest = *nearest);
            vec![format!("{whole}: {meant}"), meant, format!("{nearest}?")]
        }
        FaultKind::UnknownField { .. }
        | FaultKind::UnknownValue { .. }
        | FaultKind::MissingValue { .. }
        | FaultKind::WrongSign { .. }
        | FaultKind::NotANumber
        | FaultKind::OneComma
        | FaultKind::TooPrecise
        | FaultKind::TooLarge
        | FaultKind::NotASpan
        | FaultKind::NotADay
        | FaultKind::Backwards
        | FaultKind::Unclosed
        | FaultKind::NoWord
        | FaultKind::CardNumber
        | FaultKind::TooMany { .. } => vec![whole],
    }
}

fn fault(language: Language, what: &FaultKind) -> String {
    match what {
        FaultKind::UnknownField { found, .. } => say!(language, "filter-unknown-field", found = fit(found, 20)),
        FaultKind::UnknownValue { field, found, .. } => {
            say!(language, "filter-unknown-value", field = field.word(), found = fit(found, 20))
        }
        FaultKind::MissingValue { field } => say!(language, "filter-missing-value", field = field.word()),
        FaultKind::WrongSign { field, example } => {
            say!(language, "filter-wrong-sign", field = field.word(), example = *example)
        }
        FaultKind::NotANumber => say!(language, "filter-not-a-number"),
        FaultKind::OneComma => say!(language, "filter-one-comma"),
        FaultKind::TooPrecise => say!(language, "filter-too-precise"),
        FaultKind::TooLarge => say!(language, "filter-too-large"),
        FaultKind::NotASpan => say!(language, "filter-not-a-span"),
        FaultKind::NotADay => say!(language, "filter-not-a-day"),
        FaultKind::Backwards => say!(language, "filter-backwards"),
        FaultKind::Unclosed => say!(language, "filter-unclosed"),
        FaultKind::NoWord => say!(language, "filter-no-word"),
        FaultKind::CardNumber => say!(language, "filter-card-number"),
        FaultKind::TooMany { most } => say!(language, "filter-too-many", most = *most),
    }
}
