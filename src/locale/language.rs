//! The languages that the program speaks.

use std::str::FromStr;

use serde::Deserialize;

/// A language of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Russian.
    Ru,
    /// Kazakh.
    Kk,
}

impl Language {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::En, Self::Ru, Self::Kk];

    /// ISO 639-1.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
            Self::Kk => "kk",
        }
    }

    /// The language that a locale such as `kk_KZ.UTF-8` asks for; English when it is none of ours.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        let word = locale.split(['_', '.', '-', '@']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(word)).unwrap_or_default()
    }

    /// The next one, going round.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::En => Self::Ru,
            Self::Ru => Self::Kk,
            Self::Kk => Self::En,
        }
    }
}

impl FromStr for Language {
    type Err = &'static str;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|language| language.code() == code).ok_or("expected en, ru or kk")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_its_language() {
        for (locale, language) in [
            ("kk_KZ.UTF-8", Language::Kk),
            ("ru", Language::Ru),
            ("RU-ru", Language::Ru),
            ("en_US", Language::En),
            ("C", Language::En),
            ("", Language::En),
            ("kkx", Language::En),
        ] {
            assert_eq!(Language::of_locale(locale), language, "{locale}");
        }
    }
}
