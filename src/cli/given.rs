//! Secrets that a person or a script gave, on their way into a vault.

use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};

use super::Stop;
use super::secrets::blocking;
use crate::config::Store;
use crate::vault::{Entry, SecretName, Vault, VaultError};

/// A secret that was given, and which it is.
pub(super) type Given = (SecretName, SecretString);

/// Saves one secret.
pub(super) async fn put(vault: &Arc<dyn Vault>, entry: Entry, secret: SecretString) -> Result<(), VaultError> {
    let vault = Arc::clone(vault);
    let saving = blocking(move || vault.set(&entry, &secret)).await;
    saving.unwrap_or_else(|stop| Err(VaultError::Failed(stop.line)))
}

/// Whether two secrets are one.
pub(super) fn is_same(one: Option<&SecretString>, other: Option<&SecretString>) -> bool {
    one.map(SecretString::expose_secret) == other.map(SecretString::expose_secret)
}

/// What could not be saved, and what was before it: a store may break off between two secrets.
pub(super) fn unsaved(error: &VaultError, secrets: &[Given], at: usize) -> Stop {
    let (saved, left) = secrets.split_at(at.min(secrets.len()));
    let before = if saved.is_empty() { String::new() } else { format!(", saved before it: {}", words(saved)) };
    Stop::failure(format!("{error}; not saved for certain: {}{before}", words(left)))
}

fn words(secrets: &[Given]) -> String {
    secrets.iter().map(|(which, _)| which.word()).collect::<Vec<_>>().join(", ")
}

/// The store in a sentence.
pub(super) const fn where_it_is(store: Store) -> &'static str {
    match store {
        Store::Keyring => "the keyring",
        Store::File => "the encrypted file",
        Store::Environment => "the environment",
    }
}
