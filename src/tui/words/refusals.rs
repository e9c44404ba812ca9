//! Why a guard let nothing through.

use super::kept::kept;
use super::{intent, kind, stage, state};
use crate::domain::guard::Refusal;
use crate::domain::reading::Baseline;
use crate::locale::Language;
use crate::say;

/// A refusal in one line: what is wrong, that nothing was sent, and what to do.
pub fn refusal(language: Language, refusal: &Refusal) -> String {
    match refusal {
        Refusal::ReadOnly => say!(language, "refused-read-only"),
        Refusal::NotForKind { kind: of, intent: asked } => {
            say!(language, "refused-not-for-kind", kind = kind(language, *of), intent = intent(language, *asked))
        }
        Refusal::WrongStage { stage: found, advice } => {
            say!(language, "refused-wrong-stage", stage = stage(language, *found), advice = kept(language, advice))
        }
        Refusal::TooMuch { asked, most } => {
            say!(language, "refused-too-much", asked = asked.to_string(), most = most.to_string(), plain = most.plain())
        }
        Refusal::OtherCurrency { asked, record } => {
            say!(language, "refused-other-currency", record = record.currency().code(), asked = asked.currency().code())
        }
        Refusal::Changed(what) => say!(language, "refused-changed", what = kept(language, what)),
        Refusal::Exists(what) => say!(language, "refused-exists", what = kept(language, what)),
        Refusal::Unsettled(operation) => say!(language, "refused-unsettled", operation = kept(language, operation)),
        Refusal::NoLimits => say!(language, "refused-no-limits"),
        Refusal::OverOperationLimit { asked, limit } => {
            say!(language, "refused-over-operation-limit", asked = asked.to_string(), limit = limit.to_string())
        }
        Refusal::OverDayLimit { asked, limit, left } => say!(
            language,
            "refused-over-day-limit",
            asked = asked.to_string(),
            limit = limit.to_string(),
            left = left.to_string()
        ),
        Refusal::Unlimited(currency) => say!(language, "refused-unlimited", currency = currency.code()),
        Refusal::Resting(why) => say!(language, "refused-resting", why = kept(language, why)),
        Refusal::NotEscalated(found) => say!(language, "refused-not-escalated", state = state(language, *found)),
        Refusal::Lagging(what) => say!(language, "refused-lagging", what = kept(language, what)),
        Refusal::Repeats { intent: asked, operation } => {
            say!(language, "refused-repeats", intent = intent(language, *asked), operation = operation.as_str())
        }
        Refusal::Missing(what) => say!(language, "refused-missing", what = kept(language, what)),
    }
}

/// What differs between two looks at a record; `None` when nothing does.
pub fn changes(language: Language, before: &Baseline, now: &Baseline) -> Option<String> {
    before.difference(now).map(|what| kept(language, &what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::guard::permitted;
    use crate::domain::record::tests_support::record;
    use crate::domain::{Currency, IntentKind, Money, RecordKind, Stage, State};

    fn kzt(minor: i64) -> Money {
        Money::from_minor(minor, Currency::Kzt)
    }

    /// Every refusal that guards can make, and one of each other sort.
    fn all() -> Vec<Refusal> {
        let mut all = vec![
            Refusal::ReadOnly,
            Refusal::TooMuch { asked: kzt(2), most: kzt(1) },
            Refusal::OtherCurrency { asked: Money::from_minor(1, Currency::Usd), record: kzt(1) },
            Refusal::Changed("was held, is cleared; cleared was 0.00 KZT, is 1.00 KZT".to_owned()),
            Refusal::Exists("order 5 exists already in this ledger".to_owned()),
            Refusal::Unsettled("1a2b3c4d".to_owned()),
            Refusal::Unsettled("of another desk".to_owned()),
            Refusal::NoLimits,
            Refusal::OverOperationLimit { asked: kzt(2), limit: kzt(1) },
            Refusal::OverDayLimit { asked: kzt(2), limit: kzt(2), left: kzt(1) },
            Refusal::Unlimited(Currency::Usd),
            Refusal::Resting("host has not answered since 10:00:00 and is tried again in 5 s".to_owned()),
            Refusal::NotEscalated(State::Sent),
            Refusal::Lagging("refund 1a2b3c4d, done at 10:00:00".to_owned()),
            Refusal::Repeats { intent: IntentKind::Refund, operation: "1a2b3c4d".to_owned() },
        ];
        for kind in RecordKind::ALL {
            for stage in Stage::ALL {
                for intent in IntentKind::ALL {
                    all.extend(permitted(intent, &record(kind, stage, 500)).err());
                }
            }
        }
        all
    }

    #[test]
    fn english_says_what_scripts_are_told() {
        for found in all() {
            assert_eq!(refusal(Language::En, &found), found.to_string());
        }
    }

    #[test]
    fn no_english_is_left_in_another_language() {
        const NAMES: [&str; 15] = [
            "KZT",
            "USD",
            "config.toml",
            "limits.per_operation",
            "limits.per_day",
            "--read-only",
            "Operations",
            "CVC",
            "u",
            "c",
            "x",
            "r",
            "1a2b3c4d",
            "host",
            "5",
        ];
        for language in [Language::Ru, Language::Kk] {
            for found in all() {
                let text = refusal(language, &found);
                let left: Vec<&str> = text
                    .split([' ', '(', ')', ';', ':', ','])
                    .filter(|word| word.chars().any(|c| c.is_ascii_alphabetic()) && !NAMES.contains(word))
                    .collect();
                assert!(left.is_empty(), "{left:?} in {text}");
            }
        }
    }
}
