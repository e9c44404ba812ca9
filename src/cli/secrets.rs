//! Which vault a profile's secrets are in. Every command and the dashboard ask here, so that none looks elsewhere.

use std::io::IsTerminal as _;
use std::path::Path;
use std::sync::Arc;

use secrecy::{SecretString, zeroize::Zeroizing};

use super::{Stop, is_there, prompt, say};
use crate::config::{Paths, Profile, Store};
use crate::domain::Environment;
use crate::vault::{EnvironmentVault, FileVault, KeyringVault, MemoryVault, Vault, VaultError};

/// Names a file whose first line is the passphrase, such as a credential that systemd hands to a service.
const PASSPHRASE_FILE: &str = "TOLEM_PASSPHRASE_FILE";

/// What a vault is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A file that is not there yet is no reason to ask for its passphrase.
    Read,
    /// A file that is not there yet is made, with a passphrase that is asked for twice.
    Save,
}

/// The vault of a profile. A file is opened here, once, which may ask for its passphrase; environment variables are
/// announced, so that nobody wonders where a secret came from.
pub(super) async fn vault(
    paths: &Paths,
    name: &str,
    profile: &Profile,
    purpose: Purpose,
) -> Result<Arc<dyn Vault>, Stop> {
    match profile.secrets {
        Store::Keyring => Ok(Arc::new(KeyringVault)),
        Store::Environment => {
            let variable = profile.secrets_env.as_deref().unwrap_or_default();
            say(&format!("tolem: the secrets of profile {name} come from the environment variable {variable}"));
            let environment: Environment = profile.environment.into();
            Ok(Arc::new(EnvironmentVault::new(variable, environment.word(), profile.host.as_str())))
        }
        Store::File => {
            let path = paths.secrets();
            if purpose == Purpose::Read && !is_there(&path) {
                return Ok(Arc::new(MemoryVault::default()));
            }
            let opening = move || FileVault::open(&path, passphrase(&path)?).map_err(Stop::failure);
            Ok(Arc::new(blocking(opening).await??))
        }
    }
}

/// Calls to a store block, and may wait for a person.
pub(super) async fn blocking<T: Send + 'static>(call: impl FnOnce() -> T + Send + 'static) -> Result<T, Stop> {
    tokio::task::spawn_blocking(call).await.map_err(|_| Stop::failure("the call to the secret store broke off"))
}

fn passphrase(path: &Path) -> Result<SecretString, Stop> {
    if let Some(named) = std::env::var_os(PASSPHRASE_FILE).filter(|named| !named.is_empty()) {
        return first_line(Path::new(&named));
    }
    if !std::io::stderr().is_terminal() {
        return Err(Stop::failure(VaultError::NoPassphrase(path.to_owned())));
    }
    let ask = |question: String| prompt::hidden(&question, "nothing was read, saved or sent");
    if is_there(path) {
        return Ok(SecretString::from(ask(format!("passphrase of {}: ", path.display()))?.as_str()));
    }
    let first = ask(format!("new passphrase for {}: ", path.display()))?;
    if first.is_empty() {
        return Err(Stop::usage("the passphrase is empty, so nothing was saved: give one"));
    }
    if *ask("the same again: ".to_owned())? != *first {
        return Err(Stop::usage("the two are not the same, so nothing was saved: try again"));
    }
    Ok(SecretString::from(first.as_str()))
}

/// The longest file whose first line is taken for a passphrase.
const LONGEST: u64 = 64 * 1024;

/// The first line of a file, without its line break. Nothing else is opened: a pipe or a device may never come to an end.
fn first_line(path: &Path) -> Result<SecretString, Stop> {
    let fail = |why: &str| {
        Stop::failure(format!("{PASSPHRASE_FILE} names {}, {why}: no secret was read or saved", path.display()))
    };
    let unreadable = |error: std::io::Error| fail(&format!("which cannot be read ({error})"));
    let found = std::fs::metadata(path).map_err(unreadable)?;
    if !found.is_file() {
        return Err(fail("which is no regular file"));
    }
    if found.len() > LONGEST {
        return Err(fail("which is longer than 64 KiB"));
    }
    let text = std::fs::read_to_string(path).map(Zeroizing::new).map_err(unreadable)?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(SecretString::from(line)),
        Some(_) | None => Err(fail("whose first line is empty")),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn the_passphrase_is_the_first_line_of_its_file_as_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("passphrase");
        for (text, line) in [("correct horse \r\nmore", "correct horse "), ("x", "x")] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(first_line(&path).unwrap().expose_secret(), line);
        }
        for empty in ["", "\ncanary"] {
            std::fs::write(&path, empty).unwrap();
            let line = first_line(&path).unwrap_err().line;
            assert!(line.contains("first line is empty") && !line.contains("canary"), "{line}");
        }
        assert!(first_line(&folder.path().join("none")).unwrap_err().line.contains("cannot be read"));
    }

    #[test]
    fn what_may_never_come_to_an_end_is_not_opened_for_a_passphrase() {
        let folder = tempfile::tempdir().unwrap();
        let long = folder.path().join("long");
        std::fs::write(&long, vec![b'x'; 64 * 1024 + 1]).unwrap();
        for (path, why) in [(folder.path(), "which is no regular file"), (&long, "which is longer than 64 KiB")] {
            let line = format!("TOLEM_PASSPHRASE_FILE names {}, {why}: no secret was read or saved", path.display());
            assert_eq!(first_line(path).unwrap_err().line, line);
        }
        #[cfg(unix)]
        {
            let line = first_line(Path::new("/dev/null")).unwrap_err().line;
            assert!(line.contains("which is no regular file"), "{line}");
        }
    }
}
