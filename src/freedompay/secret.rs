//! Secrets of a profile, as types that cannot be printed.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

/// One secret key. Nothing is trimmed: it signs exactly as it was given.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes a secret over.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The secret itself, for the places that sign or search with it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The secrets of one profile. Source: `spec/README.md`, decision 9.
#[derive(Clone, Default)]
pub struct Secrets {
    /// Signs purchases, saved cards and invoices.
    pub merchant: Option<Secret>,
    /// Signs payouts.
    pub payout: Option<Secret>,
    /// Signs the Card API.
    pub card_api: Option<Secret>,
}

impl Secrets {
    /// Those that there are.
    pub fn iter(&self) -> impl Iterator<Item = &Secret> {
        [&self.merchant, &self.payout, &self.card_api].into_iter().flatten()
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_kept_exactly_and_never_printed() {
        let secret = Secret::new(" canary ");
        assert_eq!(secret.expose(), " canary ");
        let secrets = Secrets { merchant: Some(secret.clone()), payout: None, card_api: Some(secret.clone()) };
        assert_eq!(format!("{secret:?} {secrets:?}"), "Secret(…) Secrets(…)");
    }
}
