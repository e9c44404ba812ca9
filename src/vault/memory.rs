//! A vault that forgets with the process: for the demo and for tests.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use secrecy::SecretString;

use super::{Entry, Vault, VaultError};

/// Secrets in memory.
#[derive(Default)]
pub struct MemoryVault(Mutex<HashMap<Entry, SecretString>>);

impl Vault for MemoryVault {
    fn get(&self, entry: &Entry) -> Result<Option<SecretString>, VaultError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(entry).cloned())
    }

    fn set(&self, entry: &Entry, secret: &SecretString) -> Result<(), VaultError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(entry.clone(), secret.clone());
        Ok(())
    }

    fn remove(&self, entry: &Entry) -> Result<(), VaultError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(entry);
        Ok(())
    }
}
