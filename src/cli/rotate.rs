//! Secrets that take the place of older ones: all or none, and only once every new one has signed a read.

use std::sync::Arc;

use secrecy::SecretString;

use super::given::{Given, is_same, put};
use super::secrets::blocking;
use super::{Exit, Stop};
use crate::config::Profile;
use crate::vault::{Entry, SecretName, Vault, VaultError, fetch};
use crate::worker::desk;
use crate::worker::proof::{Proof, prove};

/// Replaces secrets once every new one has signed a read. Otherwise nothing changes, and the old ones stay.
pub(super) async fn rotate(
    vault: &Arc<dyn Vault>,
    profile: &Profile,
    secrets: &[Given],
) -> Result<Vec<(SecretName, Proof)>, Stop> {
    let mut proofs = Vec::new();
    for (which, secret) in secrets {
        let proof = prove(profile, *which, secret).await;
        let words = proof.words(*which, profile);
        match proof {
            Proof::Right => proofs.push((*which, proof)),
            Proof::WrongSecret(_) | Proof::WrongMerchant(_) => {
                return Err(Stop::new(Exit::Rejected, format!("{words}; {STAYS}")));
            }
            Proof::NotProven(_) => {
                let next = "try again when the gateway answers, or save it unproven with --no-proof";
                return Err(Stop::new(Exit::NotSent, format!("{words}; {STAYS}; {next}")));
            }
        }
    }
    let entries: Vec<Entry> = secrets.iter().map(|(which, _)| desk::entry(profile, *which)).collect();
    let old = fetch(Arc::clone(vault), entries.clone()).await.map_err(Stop::failure)?;
    for (at, ((_, secret), entry)) in secrets.iter().zip(&entries).enumerate() {
        if let Err(error) = put(vault, entry.clone(), secret.clone()).await {
            return Err(put_back(vault, entries.into_iter().zip(old).take(at + 1).collect(), &error).await);
        }
    }
    Ok(proofs)
}

/// What is said when the old secrets are where they were.
const STAYS: &str = "nothing was replaced, the old secrets stay";

/// Puts back what was there before, also in place of the last, whose saving failed: a store may have carried it out all the
/// same. What is read back then is all that is promised.
async fn put_back(vault: &Arc<dyn Vault>, tried: Vec<(Entry, Option<SecretString>)>, error: &VaultError) -> Stop {
    let last = tried.len().saturating_sub(1);
    // What was not waited for may yet come, after the old one was put back and read.
    let may_come = matches!(error, VaultError::SlowToSave(_));
    let mut unknown = Vec::new();
    for (at, (entry, old)) in tried.into_iter().enumerate() {
        let word = entry.name.word();
        let is_back = is_put_back(Arc::clone(vault), entry, old).await;
        if !is_back || (at == last && may_come) {
            unknown.push(word);
        }
    }
    if unknown.is_empty() {
        return Stop::failure(format!("{error}; {STAYS}"));
    }
    let unknown = unknown.join(" and the ");
    Stop::failure(format!(
        "{error}; it is not known whether the {unknown} was replaced: run `tolem doctor`, which proves what is there"
    ))
}

async fn is_put_back(vault: Arc<dyn Vault>, entry: Entry, old: Option<SecretString>) -> bool {
    let putting = move || {
        let put = match &old {
            Some(old) => vault.set(&entry, old),
            None => vault.remove(&entry),
        };
        // A store that cannot write may still have what was there.
        drop(put);
        vault.get(&entry).is_ok_and(|found| is_same(found.as_ref(), old.as_ref()))
    };
    blocking(putting).await.unwrap_or(false)
}
