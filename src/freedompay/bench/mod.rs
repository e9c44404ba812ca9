//! The signature bench: shows what is signed, and finds out why a signature does not match.
//!
//! [`message`] reads what was sent, [`recipe`] is a way to sign it, right or wrong, [`mistakes`] lists the known wrong
//! ways, and [`diagnosis`] tries them. [`token`] is the twin for detached JWS. Nothing here sends, and no result holds a
//! secret. Sources: `spec/merchant.md` 1, `spec/card-partner.md` 1.2, `spec/payout-invoice-gateway.md` 2.1 and 6.

pub mod diagnosis;
mod encoding;
pub mod message;
mod mistakes;
pub mod recipe;
pub mod token;
mod token_mistakes;

use super::secret::Secret;
use crate::domain::text::clean_document;

/// A secret by the name under which a person knows it.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Such as `merchant`.
    pub name: String,
    /// The secret.
    pub secret: Secret,
}

/// What a check comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The signature is right.
    Valid {
        /// What was signed, the secret masked.
        signed: String,
        /// What is worth knowing all the same.
        notes: Vec<String>,
    },
    /// There is no signature.
    Unsigned {
        /// What had to be signed, the secret masked.
        signed: String,
    },
    /// It was signed in a wrong way that is known.
    Mistaken {
        /// Each mistake, in a sentence.
        mistakes: Vec<String>,
        /// What was signed, the secret masked.
        signed: String,
        /// What has to be signed, the secret masked.
        expected: String,
    },
    /// No known mistake explains it.
    Unexplained {
        /// What has to be signed, the secret masked.
        expected: String,
        /// How many ways were tried.
        tried: usize,
    },
}

/// What was signed as a person may see it: whole, in one line, harmless, card numbers masked.
fn harmless(text: &str) -> String {
    clean_document(text, super::xml::MAX_BYTES * 2).replace('\n', "·")
}

/// So many ways are tried at most.
const MOST: usize = 50_000;

/// How many ways of signing so many bytes are tried: fewer for a long message, so that nobody waits for longer than a
/// second or two.
fn tries(bytes: usize) -> usize {
    MOST.min(50_000_000 / bytes.max(1)).max(100)
}

/// Stands where a secret is.
pub const MASK: &str = "••••";
