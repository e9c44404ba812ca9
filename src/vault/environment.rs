//! Secrets from environment variables that the profile names. They are given from outside, so nothing is saved here.

use secrecy::SecretString;

use super::{Entry, SecretName, Vault, VaultError};

/// The variable of a secret: the named one for the merchant's, with an ending for the two others.
pub fn variable_of(variable: &str, name: SecretName) -> String {
    match name {
        SecretName::Merchant => variable.to_owned(),
        SecretName::Payout => format!("{variable}_PAYOUT"),
        SecretName::CardApi => format!("{variable}_CARD_API"),
    }
}

/// Secrets travel in copies with stray white space; the provider's have none.
pub fn given(text: &str) -> Option<SecretString> {
    let trimmed = text.trim();
    (!trimmed.is_empty()).then(|| SecretString::from(trimmed))
}

/// The environment of this process, for one profile's host.
pub struct EnvironmentVault {
    variable: String,
    /// Environment and host of the profile that names the variable: for no other is it looked up.
    of: (&'static str, String),
    look: fn(&str) -> Option<String>,
}

impl EnvironmentVault {
    /// The variables that begin with `variable`, for entries at `host` of `environment` only.
    pub fn new(variable: &str, environment: &'static str, host: &str) -> Self {
        Self {
            variable: variable.to_owned(),
            of: (environment, host.to_owned()),
            look: |name| std::env::var(name).ok(),
        }
    }
}

impl Vault for EnvironmentVault {
    fn get(&self, entry: &Entry) -> Result<Option<SecretString>, VaultError> {
        if (entry.environment, &entry.host) != (self.of.0, &self.of.1) {
            return Ok(None);
        }
        Ok((self.look)(&variable_of(&self.variable, entry.name)).as_deref().and_then(given))
    }

    fn set(&self, entry: &Entry, _: &SecretString) -> Result<(), VaultError> {
        Err(VaultError::FromOutside(variable_of(&self.variable, entry.name)))
    }

    fn remove(&self, entry: &Entry) -> Result<(), VaultError> {
        Err(VaultError::FromOutside(variable_of(&self.variable, entry.name)))
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn a_variable_is_read_for_its_host_alone_and_never_written() {
        let vault = EnvironmentVault {
            look: |name| match name {
                "SHOP" => Some(" merchant\n".to_owned()),
                "SHOP_PAYOUT" => Some("payout".to_owned()),
                "SHOP_CARD_API" => Some("  ".to_owned()),
                _ => None,
            },
            ..EnvironmentVault::new("SHOP", "live", "https://a/")
        };
        let entry = |host: &str, name| Entry {
            environment: "live",
            host: host.to_owned(),
            merchant: "510001".to_owned(),
            name,
        };
        let get = |host, name| vault.get(&entry(host, name)).unwrap().map(|found| found.expose_secret().to_owned());
        assert_eq!(
            SecretName::ALL.map(|name| get("https://a/", name)),
            [Some("merchant".to_owned()), Some("payout".to_owned()), None]
        );
        assert_eq!(get("https://b/", SecretName::Merchant), None);
        let refused = Err(VaultError::FromOutside("SHOP_PAYOUT".to_owned()));
        assert_eq!(vault.set(&entry("https://a/", SecretName::Payout), &"x".into()), refused);
        assert_eq!(vault.remove(&entry("https://a/", SecretName::Payout)), refused);
    }
}
