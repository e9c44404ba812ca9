//! Error codes of the provider, as far as rules depend on them. Source: `spec/error_codes.csv`.

/// A code with the text that came with it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Failure {
    /// The number, such as 10009.
    pub code: u32,
    /// The provider's own words, made harmless. May be empty.
    pub text: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.text.is_empty() { write!(f, "{}", self.code) } else { write!(f, "{} {}", self.code, self.text) }
    }
}

impl Failure {
    /// The failure that an operation's note tells of: it begins with the code, or says what the gateway answers.
    #[must_use]
    pub fn named_in(note: &str) -> Option<Self> {
        let told = note.strip_prefix(Self::ANSWERED).unwrap_or(note);
        let (code, text) = told.split_once(' ').unwrap_or((told, ""));
        let digits = (1..=6).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit());
        let text = text.strip_suffix(Self::OPEN).unwrap_or(text);
        code.parse().ok().filter(|_| digits).map(|code| Self { code, text: text.to_owned() })
    }

    /// How a note begins that tells of an ambiguous answer.
    pub const ANSWERED: &'static str = "the gateway answers ";
    /// How such a note ends.
    pub const OPEN: &'static str = ", which leaves open whether money moved";

    /// Whether the code says that the order or payment does not exist (11068, and 340 of the old table).
    #[must_use]
    pub const fn is_not_found(&self) -> bool {
        matches!(self.code, 11_068 | 340)
    }

    /// Whether the code blames the request's signature or the merchant's identity.
    #[must_use]
    pub const fn is_signature(&self) -> bool {
        matches!(self.code, 1_100 | 9_998 | 9_997 | 100 | 101)
    }

    /// Whether the code leaves open if money moved: system errors and time-outs of the provider or of a bank behind
    /// it. The provider's own SDK says of 9999 to query the status rather than to send again.
    #[must_use]
    pub const fn is_ambiguous(&self) -> bool {
        matches!(
            self.code,
            0 | 465
                | 470
                | 475
                | 600
                | 1_000
                | 9_999
                | 10_000
                | 10_014
                | 10_016
                | 10_021
                | 10_025
                | 10_026
                | 11_000
                | 11_013
                | 11_014
                | 11_052
                | 10_015
                | 12_000
                | 99_999
                // "Already done" may speak of our own request, delivered twice on its way: reads decide.
                | 9_991
                | 10_011
                | 10_033
                | 10_036
                | 11_017
                | 11_018
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_found_in_the_note_that_tells_of_it_and_nowhere_else() {
        let failure = Failure { code: 9_999, text: "System error".to_owned() };
        assert_eq!(Failure::named_in(&failure.to_string()), Some(failure.clone()));
        let open = format!("{}{failure}{}", Failure::ANSWERED, Failure::OPEN);
        assert_eq!(Failure::named_in(&open), Some(failure));
        assert_eq!(Failure::named_in("120"), Some(Failure { code: 120, text: String::new() }));
        for note in ["", "no answer within 30 s", "1000.00 KZT were returned", "1234567 x", "-5 x"] {
            assert_eq!(Failure::named_in(note), None, "{note}");
        }
    }
}
