//! The operating system's keyring: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.

use std::sync::mpsc::{RecvTimeoutError, sync_channel};

use keyring::{Entry as Slot, Error};
use secrecy::{ExposeSecret as _, SecretString};

use super::{Entry, PATIENCE, Vault, VaultError};

/// The service under which every entry is saved.
const SERVICE: &str = "tolem";

/// The keyring of the user who is logged in.
#[derive(Default)]
pub struct KeyringVault;

impl KeyringVault {
    fn slot(entry: &Entry) -> Result<Slot, VaultError> {
        Slot::new(SERVICE, &entry.user()).map_err(|error| explain(&error))
    }
}

fn explain(error: &Error) -> VaultError {
    match error {
        Error::NoDefaultStore => VaultError::NoStore,
        Error::NoStorageAccess(reason) => VaultError::Locked(first_line(&reason.to_string())),
        // Other errors may carry data of the entry; only their kind is told.
        Error::PlatformFailure(reason) => VaultError::Failed(first_line(&reason.to_string())),
        Error::BadEncoding(_) => {
            VaultError::Failed("the saved secret is not text; save it again (tolem login)".to_owned())
        }
        Error::TooLong(name, limit) => {
            VaultError::Failed(format!("{name} is longer than the store's {limit} characters"))
        }
        _ => VaultError::Failed("it refused the entry; look at it with the system's own keyring program".to_owned()),
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// A call to the store. One that does not come back is left behind on its thread: a store may wait for a person whom
/// nobody told, or be stopped itself. `late` says what is not known then.
fn patiently<T: Send + 'static>(
    late: fn(u64) -> VaultError,
    call: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
) -> Result<T, VaultError> {
    let (tell, told) = sync_channel(1);
    let calling = std::thread::Builder::new().name("keyring".to_owned());
    calling
        // Nobody listens any more when it comes too late.
        .spawn(move || drop(tell.send(call())))
        .map_err(|error| VaultError::Failed(format!("no thread could be started: {error}")))?;
    told.recv_timeout(PATIENCE).unwrap_or_else(|why| match why {
        RecvTimeoutError::Timeout => Err(late(PATIENCE.as_secs())),
        RecvTimeoutError::Disconnected => Err(VaultError::Failed("the call to it broke off".to_owned())),
    })
}

impl Vault for KeyringVault {
    fn get(&self, entry: &Entry) -> Result<Option<SecretString>, VaultError> {
        let entry = entry.clone();
        patiently(VaultError::Slow, move || match Self::slot(&entry)?.get_password() {
            Ok(secret) => Ok(Some(SecretString::from(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(explain(&error)),
        })
    }

    fn set(&self, entry: &Entry, secret: &SecretString) -> Result<(), VaultError> {
        let (entry, secret) = (entry.clone(), secret.clone());
        patiently(VaultError::SlowToSave, move || {
            Self::slot(&entry)?.set_password(secret.expose_secret()).map_err(|error| explain(&error))
        })
    }

    fn remove(&self, entry: &Entry) -> Result<(), VaultError> {
        let entry = entry.clone();
        patiently(VaultError::SlowToSave, move || match Self::slot(&entry)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(explain(&error)),
        })
    }
}
