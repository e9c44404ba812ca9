//! What is followed, and where it stands.

use crate::domain::{RecordKind, Stage};
use crate::key;
use crate::locale::{Language, speak};

/// The word for a stage: at most 15 columns.
pub fn stage(language: Language, stage: Stage) -> String {
    speak(language, key_of(stage), &[])
}

/// The word for a stage where there is little room: at most 11 columns.
pub fn stage_short(language: Language, stage: Stage) -> String {
    let key = match stage {
        Stage::Cleared => key!("stage-cleared-short"),
        Stage::PartlyRefunded => key!("stage-partly-refunded-short"),
        Stage::Reversed => key!("stage-reversed-short"),
        Stage::Expired => key!("stage-expired-short"),
        Stage::New | Stage::Processing | Stage::Held | Stage::Refunded | Stage::Failed => key_of(stage),
    };
    speak(language, key, &[])
}

const fn key_of(stage: Stage) -> &'static str {
    match stage {
        Stage::New => key!("stage-new"),
        Stage::Processing => key!("stage-processing"),
        Stage::Held => key!("stage-held"),
        Stage::Cleared => key!("stage-cleared"),
        Stage::PartlyRefunded => key!("stage-partly-refunded"),
        Stage::Refunded => key!("stage-refunded"),
        Stage::Reversed => key!("stage-reversed"),
        Stage::Failed => key!("stage-failed"),
        Stage::Expired => key!("stage-expired"),
    }
}

/// The name of a kind in a sentence.
pub fn kind(language: Language, kind: RecordKind) -> String {
    let key = match kind {
        RecordKind::Payment => key!("kind-payment"),
        RecordKind::Invoice => key!("kind-invoice"),
        RecordKind::Card => key!("kind-card"),
        RecordKind::Payout => key!("kind-payout"),
    };
    speak(language, key, &[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::text::width;

    #[test]
    fn english_says_what_the_ledger_says() {
        assert_eq!(Stage::ALL.map(|found| stage(Language::En, found)), Stage::ALL.map(|found| found.word().to_owned()));
        for found in RecordKind::ALL {
            assert_eq!(kind(Language::En, found), found.noun());
        }
    }

    #[test]
    fn stages_fit_their_column_in_every_language() {
        for language in Language::ALL {
            for found in Stage::ALL {
                let (long, short) = (stage(language, found), stage_short(language, found));
                assert!(width(&long) <= 15 && width(&short) <= 11, "{}: {long}, {short}", language.code());
            }
        }
    }
}
