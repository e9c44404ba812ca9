//! The words around the explanations, in every language.

use super::entry::{Actor, Retry};
use crate::locale::Language;

/// A heading of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// Why it usually comes.
    Cause,
    /// Who must act.
    Who,
    /// What to do.
    Next,
    /// Whether a repetition helps.
    Retry,
    /// Where it stands on the wire.
    Field,
    /// How sure it is.
    Source,
    /// One of several readings.
    Reading,
}

impl Label {
    /// The heading.
    #[must_use]
    pub const fn text(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Cause, Language::En) => "cause",
            (Self::Cause, Language::Ru) => "причина",
            (Self::Cause, Language::Kk) => "себебі",
            (Self::Who, Language::En) => "who acts",
            (Self::Who, Language::Ru) => "кто действует",
            (Self::Who, Language::Kk) => "кім әрекет етеді",
            (Self::Next, Language::En) => "next",
            (Self::Next, Language::Ru) => "что делать",
            (Self::Next, Language::Kk) => "не істеу керек",
            (Self::Retry, Language::En) => "retry",
            (Self::Retry, Language::Ru) => "повтор",
            (Self::Retry, Language::Kk) => "қайталау",
            (Self::Field, Language::En) => "stands in",
            (Self::Field, Language::Ru) => "в поле",
            (Self::Field, Language::Kk) => "өрісте",
            (Self::Source, Language::En) => "source",
            (Self::Source, Language::Ru) => "источник",
            (Self::Source, Language::Kk) => "дереккөз",
            (Self::Reading, Language::En) => "reading",
            (Self::Reading, Language::Ru) => "трактовка",
            (Self::Reading, Language::Kk) => "түсіндірме",
        }
    }
}

impl Actor {
    /// The actor in a language.
    #[must_use]
    pub const fn text(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Payer, Language::En) => "payer",
            (Self::Payer, Language::Ru) => "плательщик",
            (Self::Payer, Language::Kk) => "төлеуші",
            (Self::Merchant, Language::En) => "merchant",
            (Self::Merchant, Language::Ru) => "магазин",
            (Self::Merchant, Language::Kk) => "дүкен",
            (Self::Bank, Language::En) => "bank",
            (Self::Bank, Language::Ru | Language::Kk) => "банк",
            (Self::Provider, _) => "Freedom Pay",
            (Self::Nobody, Language::En) => "nobody has to",
            (Self::Nobody, Language::Ru) => "никто не должен",
            (Self::Nobody, Language::Kk) => "ешкім міндетті емес",
        }
    }
}

impl Retry {
    /// The advice in a language.
    #[must_use]
    pub const fn text(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Never, Language::En) => "cannot help",
            (Self::Never, Language::Ru) => "не поможет",
            (Self::Never, Language::Kk) => "көмектеспейді",
            (Self::AfterChange, Language::En) => "can help after something is changed",
            (Self::AfterChange, Language::Ru) => "может помочь, если что-то изменить",
            (Self::AfterChange, Language::Kk) => "бір нәрсені өзгерткеннен кейін көмектесуі мүмкін",
            (Self::Later, Language::En) => "can help later",
            (Self::Later, Language::Ru) => "может помочь позже",
            (Self::Later, Language::Kk) => "кейінірек көмектесуі мүмкін",
            (Self::ReadFirst, Language::En) => "read the status first: money may have moved",
            (Self::ReadFirst, Language::Ru) => "сначала запросите статус: деньги могли быть списаны или возвращены",
            (Self::ReadFirst, Language::Kk) => "алдымен күйін сұратыңыз: ақша қозғалған болуы мүмкін",
        }
    }
}

/// What is said of a code or word that nobody explains: in one line, what it is, and what to do.
#[must_use]
pub fn unknown(key: &str, language: Language) -> String {
    match language {
        Language::En => format!(
            "{key} is not in the catalogue: the provider has not published it, and nothing is guessed. \
             Read the status, and ask Freedom Pay with the payment id and the time."
        ),
        Language::Ru => format!(
            "{key} нет в каталоге: Freedom Pay его не публиковал, а гадать нельзя. \
             Запросите статус и обратитесь во Freedom Pay, назвав номер платежа и время."
        ),
        Language::Kk => format!(
            "{key} каталогта жоқ: Freedom Pay оны жарияламаған, ал болжауға болмайды. \
             Күйін сұратыңыз және төлем нөмірі мен уақытын айтып, Freedom Pay-ге жүгініңіз."
        ),
    }
}
