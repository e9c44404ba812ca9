//! The secret store: whether it answers, and which secrets are in it.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use secrecy::SecretString;

use super::Check;
use crate::cli::secrets::{self, Purpose};
use crate::cli::whoami::wher;
use crate::config::{Paths, Profile, Store};
use crate::vault::{SecretName, fetch};
use crate::worker::desk;

/// Answers with the secrets that there are.
pub(super) async fn check(
    paths: &Paths,
    name: &str,
    profile: &Profile,
) -> (Vec<(SecretName, SecretString)>, Vec<Check>) {
    let vault = match secrets::vault(paths, name, profile, Purpose::Read).await {
        Ok(vault) => vault,
        Err(stop) => return (Vec::new(), vec![Check::bad("secret store", stop.line, mend(profile.secrets))]),
    };
    let started = Instant::now();
    let entries = SecretName::ALL.map(|which| desk::entry(profile, which)).to_vec();
    let found = match fetch(Arc::clone(&vault), entries).await {
        Ok(found) => found,
        Err(error) => {
            return (Vec::new(), vec![Check::bad("secret store", error.to_string(), mend(profile.secrets))]);
        }
    };
    let text = format!("{} answers after {} ms", profile.secrets.word(), started.elapsed().as_millis());
    let mut checks = vec![Check::ok("secret store", text)];
    if profile.secrets == Store::File {
        checks.extend(open_to_others(&paths.secrets()));
    }
    let mut there = Vec::new();
    for (which, secret) in SecretName::ALL.into_iter().zip(found) {
        checks.push(of_secret(paths, name, profile, which, secret.is_some()));
        there.extend(secret.map(|secret| (which, secret)));
    }
    (there, checks)
}

/// A file that others can read is one that others can try passphrases on.
#[cfg(unix)]
fn open_to_others(path: &Path) -> Option<Check> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    let shown = path.display();
    (mode & 0o077 != 0).then(|| {
        let text = format!("{shown} is open to others of this machine (mode {mode:03o})");
        Check::warn("secret store", text, format!("chmod 600 {shown}"))
    })
}

/// A file that others can read is one that others can try passphrases on. Elsewhere the folder decides.
#[cfg(not(unix))]
fn open_to_others(_: &Path) -> Option<Check> {
    None
}

fn of_secret(paths: &Paths, name: &str, profile: &Profile, which: SecretName, there: bool) -> Check {
    let place = wher(paths, profile, which);
    if there {
        return Check::ok(which.word(), format!("is in {place}"));
    }
    let text = format!("is not in {place}");
    let mend = match profile.secrets {
        Store::Keyring | Store::File => format!("tolem login --profile {name}"),
        Store::Environment => "set the variable".to_owned(),
    };
    match which {
        SecretName::Merchant => Check::bad(which.word(), text, mend),
        SecretName::CardApi if profile.card_auth_id.is_some() => {
            Check::warn(which.word(), format!("{text}, so card transactions are not read"), mend)
        }
        // A product that may not be enabled at all.
        SecretName::Payout => Check::ok(which.word(), format!("{text}: payouts are not read")),
        SecretName::CardApi => Check::ok(which.word(), format!("{text}, and no auth id is set: not in use")),
    }
}

const fn mend(store: Store) -> &'static str {
    match store {
        Store::Keyring => {
            "unlock or start the keyring; on a server without one, let the profile say secrets = \"file\" and log in again"
        }
        Store::File => "give the passphrase on a terminal, or name a file that holds it in TOLEM_PASSPHRASE_FILE",
        Store::Environment => "set the variable that the profile names",
    }
}
