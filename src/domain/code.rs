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
