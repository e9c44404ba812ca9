//! Secrets in one file under a passphrase, for machines without a keyring.
//!
//! The file is an `age` file with a scrypt recipient. `age` was chosen over `db-keystore`: its format is published and
//! reviewed, any `age` program opens the file when this one is gone, and a handful of secrets needs no database engine,
//! which `db-keystore` brings along. Of `age` nothing is switched on but what it cannot do without. It is version 0.11,
//! because 0.12 adds twenty crates of post-quantum keys, one of them a pre-release, that a passphrase does not use.
//!
//! The file is opened once, which takes a moment by design; after that secrets are read from memory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use age::scrypt::{Identity, Recipient};
use age::{DecryptError, secrecy::zeroize::Zeroizing};
use secrecy::{ExposeSecret as _, SecretString};

use super::{Entry, Vault, VaultError};
use crate::private::{self, PATIENCE};

/// scrypt's N is two to this: 128 MiB and less than half a second for each guess, as OWASP recommends at least. It is
/// fixed, because what `age` measures on a busy machine may be too little, or more than the three seconds of a call.
const WORK: u8 = 17;

/// The most that a file may ask for: four times the memory. A larger figure was put there by somebody else.
const MOST_WORK: u8 = 19;

/// The longest file that is read.
const MOST_BYTES: u64 = 1 << 20;

/// An opened file.
pub struct FileVault {
    path: PathBuf,
    passphrase: SecretString,
    work: u8,
    patience: Duration,
    open: Mutex<Open>,
}

/// What stands in the file, and its bytes as they were when it was read.
struct Open {
    sealed: Option<Vec<u8>>,
    secrets: BTreeMap<String, SecretString>,
}

impl FileVault {
    /// Opens the file; one that is not there yet is empty, and made when the first secret is saved.
    pub fn open(path: &Path, passphrase: SecretString) -> Result<Self, VaultError> {
        Self::open_with(path, passphrase, WORK, PATIENCE)
    }

    fn open_with(path: &Path, passphrase: SecretString, work: u8, patience: Duration) -> Result<Self, VaultError> {
        let sealed = read(path)?;
        let secrets = match &sealed {
            Some(sealed) => unseal(path, sealed, &passphrase)?,
            None => BTreeMap::new(),
        };
        Ok(Self { path: path.to_owned(), passphrase, work, patience, open: Mutex::new(Open { sealed, secrets }) })
    }

    /// Changes what is kept: written beside and renamed, so that a crash leaves the old file or the new one.
    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, SecretString>)) -> Result<(), VaultError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let unusable = |error: &std::io::Error| unusable(&self.path, error);
        let path = real(&self.path)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        private::folder(folder).map_err(|error| unusable(&error))?;
        // The lock goes with the file, however this ends.
        let _lock = alone(&path, self.patience)?;
        if read(&path)? != open.sealed {
            return Err(VaultError::Changed(self.path.clone()));
        }
        let mut secrets = open.secrets.clone();
        change(&mut secrets);
        let sealed = self.seal(&secrets)?;
        // A temporary file is for its owner's eyes from the start.
        let mut fresh = tempfile::NamedTempFile::new_in(folder).map_err(|error| unusable(&error))?;
        fresh.write_all(&sealed).map_err(|error| unusable(&error))?;
        fresh.as_file().sync_all().map_err(|error| unusable(&error))?;
        fresh.persist(&path).map_err(|error| unusable(&error.error))?;
        *open = Open { sealed: Some(sealed), secrets };
        Ok(())
    }

    fn seal(&self, secrets: &BTreeMap<String, SecretString>) -> Result<Vec<u8>, VaultError> {
        let exposed: BTreeMap<&str, &str> =
            secrets.iter().map(|(name, secret)| (name.as_str(), secret.expose_secret())).collect();
        let failed = |_| VaultError::Failed("the secrets cannot be written as text; nothing was saved".to_owned());
        let plain = Zeroizing::new(serde_json::to_vec(&exposed).map_err(failed)?);
        let mut recipient = Recipient::new(self.passphrase.clone());
        recipient.set_work_factor(self.work);
        age::encrypt(&recipient, &plain)
            .map_err(|_| VaultError::Failed("the secrets cannot be encrypted; nothing was saved".to_owned()))
    }
}

impl Vault for FileVault {
    fn get(&self, entry: &Entry) -> Result<Option<SecretString>, VaultError> {
        Ok(self.open.lock().unwrap_or_else(PoisonError::into_inner).secrets.get(&entry.user()).cloned())
    }

    fn set(&self, entry: &Entry, secret: &SecretString) -> Result<(), VaultError> {
        self.change(|secrets| drop(secrets.insert(entry.user(), secret.clone())))
    }

    fn remove(&self, entry: &Entry) -> Result<(), VaultError> {
        if self.get(entry)?.is_none() {
            return Ok(());
        }
        self.change(|secrets| drop(secrets.remove(&entry.user())))
    }
}

/// The bytes of the file; none when there is no file.
fn read(path: &Path) -> Result<Option<Vec<u8>>, VaultError> {
    let long = || VaultError::Damaged(path.to_owned());
    match std::fs::metadata(path) {
        Ok(found) if !found.is_file() => return Err(unusable(path, &std::io::Error::other("it is no regular file"))),
        Ok(found) if found.len() > MOST_BYTES => return Err(long()),
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unusable(path, &error)),
    }
    std::fs::read(path).map(Some).map_err(|error| unusable(path, &error))
}

fn unseal(path: &Path, sealed: &[u8], passphrase: &SecretString) -> Result<BTreeMap<String, SecretString>, VaultError> {
    let mut identity = Identity::new(passphrase.clone());
    identity.set_max_work_factor(MOST_WORK);
    let plain = Zeroizing::new(age::decrypt(&identity, sealed).map_err(|error| match error {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
            VaultError::WrongPassphrase(path.to_owned())
        }
        DecryptError::NoMatchingKeys
        | DecryptError::ExcessiveWork { .. }
        | DecryptError::InvalidHeader
        | DecryptError::InvalidMac
        | DecryptError::Io(_)
        | DecryptError::UnknownFormat => VaultError::Damaged(path.to_owned()),
    })?);
    // The texts become secrets while they are read; of the JSON itself no copy is left behind.
    serde_json::from_slice::<BTreeMap<String, Box<str>>>(&plain)
        .map(|found| found.into_iter().map(|(name, secret)| (name, SecretString::from(secret))).collect())
        .map_err(|_| VaultError::Damaged(path.to_owned()))
}

fn unusable(path: &Path, error: &std::io::Error) -> VaultError {
    VaultError::Unusable { path: path.to_owned(), reason: error.to_string() }
}

/// The file itself, wherever links to it lead: a link that is replaced would leave all secrets where it led. The file need
/// not be there yet.
fn real(path: &Path) -> Result<PathBuf, VaultError> {
    match std::fs::canonicalize(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !path.is_symlink() => Ok(path.to_owned()),
        Err(error) => Err(unusable(path, &error)),
        Ok(real) => Ok(real),
    }
}

/// Waits until no other tolem saves to the file; others wait until the answer is dropped.
fn alone(path: &Path, patience: Duration) -> Result<File, VaultError> {
    let lock = private::lock(&path.with_extension("age.lock"), patience).map_err(|error| unusable(path, &error))?;
    lock.ok_or_else(|| VaultError::InUse(path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::SecretName;

    /// Little work, so that tests are quick.
    const LIGHT: u8 = 4;

    fn entry(host: &str, name: SecretName) -> Entry {
        Entry { environment: "live", host: host.to_owned(), merchant: "510001".to_owned(), name }
    }

    fn open(path: &Path, passphrase: &str) -> Result<FileVault, VaultError> {
        FileVault::open_with(path, passphrase.into(), LIGHT, Duration::ZERO)
    }

    fn found(vault: &FileVault, entry: &Entry) -> Option<String> {
        vault.get(entry).unwrap().map(|secret| secret.expose_secret().to_owned())
    }

    #[test]
    fn secrets_come_back_with_the_passphrase_and_stand_nowhere_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tolem/secrets.age");
        let (here, there) = (entry("https://a/", SecretName::Merchant), entry("https://b/", SecretName::Merchant));
        let vault = open(&path, "correct horse").unwrap();
        assert_eq!(found(&vault, &here), None);
        assert!(!path.exists(), "looking makes no file");
        vault.set(&here, &"first".into()).unwrap();
        vault.set(&here, &"canary-\"quoted\"-ключ".into()).unwrap();
        let again = open(&path, "correct horse").unwrap();
        assert_eq!(found(&again, &here).as_deref(), Some("canary-\"quoted\"-ключ"));
        assert_eq!(found(&again, &there), None, "a secret belongs to its host");
        let bytes = std::fs::read(&path).unwrap();
        assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
        assert!(!String::from_utf8_lossy(&bytes).contains("canary"));
        again.remove(&there).unwrap();
        again.remove(&here).unwrap();
        assert_eq!(found(&open(&path, "correct horse").unwrap(), &here), None);
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_for_its_owners_eyes_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tolem/secrets.age");
        open(&path, "x").unwrap().set(&entry("https://a/", SecretName::Payout), &"s".into()).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let lock = path.with_extension("age.lock");
        assert_eq!([mode(&path), mode(&lock), mode(path.parent().unwrap())], [0o600, 0o600, 0o700]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_what_is_forgotten_is_gone_where_it_leads() {
        let folder = tempfile::tempdir().unwrap();
        let (link, path) = (folder.path().join("secrets.age"), folder.path().join("elsewhere/all.age"));
        let merchant = entry("https://a/", SecretName::Merchant);
        open(&path, "x").unwrap().set(&merchant, &"canary".into()).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let vault = open(&link, "x").unwrap();
        assert_eq!(found(&vault, &merchant).as_deref(), Some("canary"));
        vault.remove(&merchant).unwrap();
        assert_eq!(found(&open(&path, "x").unwrap(), &merchant), None, "it is gone from the file itself");
        assert_eq!(std::fs::read_link(&link).unwrap(), path);
        std::fs::remove_file(&path).unwrap();
        let nowhere = open(&link, "x").unwrap().set(&merchant, &"canary".into());
        assert!(matches!(nowhere, Err(VaultError::Unusable { .. })), "{nowhere:?}");
        assert!(link.is_symlink(), "a link that leads nowhere is left as it is");
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_that_is_a_link_leaves_what_it_leads_to_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let (path, notes) = (folder.path().join("secrets.age"), folder.path().join("notes.txt"));
        std::fs::write(&notes, "dear diary").unwrap();
        std::os::unix::fs::symlink(&notes, path.with_extension("age.lock")).unwrap();
        open(&path, "x").unwrap().set(&entry("https://a/", SecretName::Merchant), &"s".into()).unwrap();
        assert_eq!(std::fs::read_to_string(&notes).unwrap(), "dear diary");
    }

    #[test]
    fn a_file_that_another_program_holds_is_given_up_and_nothing_is_saved() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.age");
        let vault = open(&path, "x").unwrap();
        let held = private::file(&path.with_extension("age.lock")).unwrap();
        held.lock().unwrap();
        let merchant = entry("https://a/", SecretName::Merchant);
        assert_eq!(vault.set(&merchant, &"s".into()), Err(VaultError::InUse(path.clone())));
        assert!(!path.exists());
        drop(held);
        vault.set(&merchant, &"s".into()).unwrap();
    }

    #[test]
    fn a_wrong_passphrase_a_damaged_file_and_an_unreadable_one_are_told_apart_and_left_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.age");
        open(&path, "right").unwrap().set(&entry("https://a/", SecretName::Merchant), &"canary".into()).unwrap();
        let good = std::fs::read(&path).unwrap();
        let error = |path: &Path| open(path, "right").err().unwrap();
        assert_eq!(open(&path, "wrong").err(), Some(VaultError::WrongPassphrase(path.clone())));
        for (at, what) in [(good.len() - 1, "payload"), (good.len() / 2, "middle"), (3, "head")] {
            let mut bad = good.clone();
            bad[at] ^= 1;
            std::fs::write(&path, &bad).unwrap();
            assert!(
                matches!(error(&path), VaultError::Damaged(_) | VaultError::WrongPassphrase(_)),
                "{what}: {}",
                error(&path)
            );
            assert_eq!(std::fs::read(&path).unwrap(), bad);
        }
        for bad in [&good[..good.len() - 1], b"", b"not age at all"] {
            std::fs::write(&path, bad).unwrap();
            assert_eq!(error(&path), VaultError::Damaged(path.clone()));
        }
        std::fs::write(&path, vec![0; 1 + usize::try_from(MOST_BYTES).unwrap()]).unwrap();
        assert_eq!(error(&path), VaultError::Damaged(path.clone()));
        assert!(matches!(error(folder.path()), VaultError::Unusable { .. }), "a folder is no file");
    }

    #[test]
    fn a_file_that_asks_for_more_memory_than_we_do_is_not_tried() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.age");
        open(&path, "right").unwrap().set(&entry("https://a/", SecretName::Merchant), &"s".into()).unwrap();
        let text = std::fs::read(&path).unwrap();
        let line = text.split(|byte| *byte == b'\n').nth(1).unwrap();
        let at = "age-encryption.org/v1\n".len() + line.len() - 1;
        assert_eq!(text[at], b'4');
        let asks = [&text[..at], b"30", &text[at + 1..]].concat();
        std::fs::write(&path, asks).unwrap();
        assert_eq!(open(&path, "right").err(), Some(VaultError::Damaged(path)));
    }

    #[test]
    fn what_another_tolem_saved_meanwhile_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.age");
        let (one, two) = (open(&path, "p").unwrap(), open(&path, "p").unwrap());
        one.set(&entry("https://a/", SecretName::Merchant), &"first".into()).unwrap();
        let late = two.set(&entry("https://a/", SecretName::Payout), &"second".into());
        assert_eq!(late, Err(VaultError::Changed(path.clone())));
        let now = open(&path, "p").unwrap();
        assert_eq!(found(&now, &entry("https://a/", SecretName::Merchant)).as_deref(), Some("first"));
        assert_eq!(found(&now, &entry("https://a/", SecretName::Payout)), None);
    }
}
