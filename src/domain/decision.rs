//! Why a person decided what reads could not settle. It is kept in the journal, so it has to say something.

use std::fmt;

use super::text::clean;

/// A reason in one line: what was seen, or who was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

/// Why a text is no reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReasonError {
    /// It says nothing.
    #[error("the reason is too short: write what was seen or who was asked, in at least {} characters", Reason::MIN)]
    Short,
    /// It does not fit into a line of the journal.
    #[error("the reason has {0} characters, at most {max} are kept: shorten it", max = Reason::MAX)]
    Long(usize),
}

impl Reason {
    /// Fewest characters.
    pub const MIN: usize = 5;
    /// Most characters.
    pub const MAX: usize = 200;

    /// Takes a text over, made harmless; card numbers in it are masked.
    pub fn new(text: &str) -> Result<Self, ReasonError> {
        let text = clean(text.trim());
        match text.chars().count() {
            0..Self::MIN => Err(ReasonError::Short),
            length if length > Self::MAX => Err(ReasonError::Long(length)),
            _ => Ok(Self(text)),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_something_in_one_harmless_line() {
        assert_eq!(Reason::new("  ok "), Err(ReasonError::Short));
        assert_eq!(Reason::new(&"x".repeat(201)), Err(ReasonError::Long(201)));
        let reason = Reason::new("bank says\u{1b}[2J paid by 4405645000006150").unwrap().to_string();
        assert!(!reason.contains('\u{1b}') && !reason.contains("4405645000006150"), "{reason}");
    }
}
