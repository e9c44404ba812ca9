//! The vault: where secrets live. The operating system's keyring, or what a profile chooses instead: a file under a
//! passphrase, or named environment variables. Memory in the demo and in tests.
//!
//! A secret belongs to environment, host and merchant together: the entry's name holds all three, so a secret that was
//! saved for one host cannot be found for another.

pub mod environment;
mod file;
mod keyring;
mod memory;

use std::path::PathBuf;
use std::sync::Arc;

use secrecy::SecretString;

pub use environment::EnvironmentVault;
pub use file::FileVault;
pub use keyring::KeyringVault;
pub use memory::MemoryVault;

/// The three secrets of a merchant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SecretName {
    /// Signs purchases, saved cards and invoices.
    Merchant,
    /// Signs payouts.
    Payout,
    /// Signs Card API requests.
    CardApi,
}

impl SecretName {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Merchant, Self::Payout, Self::CardApi];

    /// The word in entry names and prompts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Merchant => "merchant secret",
            Self::Payout => "payout secret",
            Self::CardApi => "card api secret",
        }
    }
}

/// Which secret of which merchant at which host.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry {
    /// `sandbox`, `test` or `live`.
    pub environment: &'static str,
    /// Scheme, host and port of the gateway.
    pub host: String,
    /// The merchant's number, or the Card API's auth id.
    pub merchant: String,
    /// Which of the three.
    pub name: SecretName,
}

impl Entry {
    /// The entry's name in the keyring.
    pub fn user(&self) -> String {
        format!("{} {} {} {}", self.environment, self.host, self.merchant, self.name.word())
    }
}

/// Why the vault did not answer. No message holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// There is no store to talk to.
    #[error(
        "no secret store is running, so no secret was read or saved: install and start one (Debian: apt install gnome-keyring dbus; then log in to a desktop session, or run tolem under dbus-run-session with gnome-keyring-daemon --unlock)"
    )]
    NoStore,
    /// The store is locked or refused.
    #[error(
        "the secret store is locked or refused access, so no secret was read or saved: unlock it and try again, or on a server let the profile say secrets = \"file\" ({0})"
    )]
    Locked(String),
    /// The store did not answer in time what it was asked.
    #[error(
        "the secret store did not answer within {0} seconds and was not waited for, so no secret was read: answer its prompt, which may be on another screen, or start it anew, and try again"
    )]
    Slow(u64),
    /// The store did not say in time that it saved or forgot; it may do so later.
    #[error(
        "the secret store did not answer within {0} seconds and was not waited for, so it is not known whether a secret was saved or forgotten: answer its prompt, which may be on another screen, or start it anew, and look with `tolem doctor` what is there"
    )]
    SlowToSave(u64),
    /// The passphrase of a file is needed, and there is nobody to ask.
    #[error(
        "{} is locked and there is no terminal to ask for its passphrase: nothing was done, name a file that holds it in TOLEM_PASSPHRASE_FILE",
        .0.display()
    )]
    NoPassphrase(PathBuf),
    /// The passphrase does not open the file.
    #[error("the passphrase does not open {}: nothing was read or saved, try again", .0.display())]
    WrongPassphrase(PathBuf),
    /// The file is no encrypted store, or was changed by somebody without the passphrase.
    #[error(
        "{} is damaged, or no encrypted store of tolem: it was left as it is, bring back a copy, or move it away and log in again",
        .0.display()
    )]
    Damaged(PathBuf),
    /// Another tolem saved to the file.
    #[error("{} was changed by another tolem meanwhile: nothing was saved, try again", .0.display())]
    Changed(PathBuf),
    /// Another tolem has been saving to the file for too long.
    #[error(
        "{} is being written by another tolem that does not come to an end: nothing was saved, end that one first",
        .0.display()
    )]
    InUse(PathBuf),
    /// A file cannot be read or written.
    #[error("{} cannot be used: {reason}; nothing was saved, mend its permissions or free space", .path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// Why, in one line.
        reason: String,
    },
    /// The profile's secrets are given from outside.
    #[error(
        "the profile takes this secret from the environment variable {0}: nothing was changed, set it there, or let the profile say secrets = \"keyring\""
    )]
    FromOutside(String),
    /// Anything else.
    #[error("the secret store failed: {0}")]
    Failed(String),
}

/// Where secrets live. Calls may block; callers run them off the async threads (see [`fetch`]).
pub trait Vault: Send + Sync + 'static {
    /// The secret, if there is one.
    fn get(&self, entry: &Entry) -> Result<Option<SecretString>, VaultError>;
    /// Saves a secret over an older one.
    fn set(&self, entry: &Entry, secret: &SecretString) -> Result<(), VaultError>;
    /// Forgets a secret; one that is not there is no error.
    fn remove(&self, entry: &Entry) -> Result<(), VaultError>;
}

/// The longest that one call to the store may take. The keyring is left alone then, whoever called it.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(3);

/// Reads secrets without holding up the async threads, at most three seconds.
pub async fn fetch(vault: Arc<dyn Vault>, entries: Vec<Entry>) -> Result<Vec<Option<SecretString>>, VaultError> {
    // One after another: a store answers in turn anyway, and one that is locked asks once.
    let reading = tokio::task::spawn_blocking(move || entries.iter().map(|entry| vault.get(entry)).collect());
    match tokio::time::timeout(PATIENCE, reading).await {
        Ok(Ok(found)) => found,
        Ok(Err(_)) => Err(VaultError::Failed("the call to it broke off".to_owned())),
        Err(_) => Err(VaultError::Slow(PATIENCE.as_secs())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    fn entry(host: &str) -> Entry {
        Entry {
            environment: "sandbox",
            host: host.to_owned(),
            merchant: "510001".to_owned(),
            name: SecretName::Merchant,
        }
    }

    #[tokio::test]
    async fn a_secret_of_one_host_is_not_found_for_another() {
        let vault = MemoryVault::default();
        vault.set(&entry("http://127.0.0.1:1"), &SecretString::from("canary")).unwrap();
        let found =
            fetch(Arc::new(vault), vec![entry("http://127.0.0.1:1"), entry("http://127.0.0.1:2")]).await.unwrap();
        let found: Vec<_> = found.iter().map(|secret| secret.as_ref().map(|s| s.expose_secret().to_owned())).collect();
        assert_eq!(found, [Some("canary".to_owned()), None]);
    }

    #[test]
    fn the_message_without_a_store_says_what_to_install_and_start() {
        let text = VaultError::NoStore.to_string();
        assert!(text.contains("install") && text.contains("gnome-keyring") && text.contains("start"));
    }
}
