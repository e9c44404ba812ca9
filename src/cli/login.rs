//! `tolem login` and `tolem logout`: secrets into the profile's vault and out of it, never through argv.

use std::io::{BufRead as _, IsTerminal as _};
use std::sync::Arc;

use secrecy::SecretString;

use super::secrets::{self, Purpose, blocking};
use super::{Exit, Global, Stop, print, prompt};
use crate::config::{Profile, Store};
use crate::vault::environment::{given, variable_of};
use crate::vault::{SecretName, Vault, VaultError, fetch};
use crate::worker::desk;
use crate::worker::proof::{Proof, prove};

#[derive(Debug, clap::Args)]
#[command(after_help = "  tolem login --profile shop
  tolem login --stdin < secrets.txt
  tolem login --from-env SHOP_SECRET")]
pub(super) struct Args {
    /// Read the secrets from standard input, one a line: merchant, payout, Card API; an empty line leaves one out
    #[arg(long, conflicts_with = "from_env")]
    stdin: bool,
    /// Read the merchant secret from this environment variable, and the others from `NAME_PAYOUT` and `NAME_CARD_API`
    #[arg(long, value_name = "NAME")]
    from_env: Option<String>,
    /// Replace secrets that are saved: the old ones stay until the new ones have signed a read
    #[arg(long, conflicts_with = "no_proof")]
    rotate: bool,
    /// Save without the read that proves the secrets, such as without a network
    #[arg(long)]
    no_proof: bool,
}

pub(super) async fn login(global: &Global, args: Args) -> Result<(), Stop> {
    let paths = global.paths()?;
    let (name, profile) = global.chosen(&paths)?;
    if profile.secrets == Store::Environment {
        let variable = profile.secrets_env.clone().unwrap_or_default();
        return Err(Stop::usage(VaultError::FromOutside(variable)));
    }
    // The store is asked first, so that nobody types a secret in vain.
    let vault = secrets::vault(&paths, &name, &profile, Purpose::Save).await?;
    let asked = Arc::clone(&vault);
    blocking(move || asked.get(&probe())).await?.map_err(Stop::failure)?;
    let wanted = read(&args, profile.card_auth_id.is_some())?;
    let secrets: Vec<_> = wanted.into_iter().filter_map(|(which, secret)| Some((which, secret?))).collect();
    if secrets.is_empty() {
        return Err(Stop::usage("no secret was given, so nothing was saved: give at least one"));
    }
    let saved = words(&secrets);
    let store = where_it_is(profile.secrets);
    if args.rotate {
        for line in rotate(&vault, &profile, &secrets).await? {
            print(&line)?;
        }
        return print(&format!(
            "replaced in {store} for profile {name} at {}: {saved}; what is open uses the old ones until it is opened again",
            profile.host
        ));
    }
    for (at, (which, secret)) in secrets.iter().enumerate() {
        save(&vault, &profile, *which, secret.clone()).await.map_err(|stop| unsaved(&stop, &secrets, at))?;
    }
    print(&format!("saved in {store} for profile {name} at {}: {saved}", profile.host))?;
    if args.no_proof {
        return print("not proven, as --no-proof asks: `tolem doctor` proves them later");
    }
    prove_saved(&profile, &secrets).await
}

pub(super) async fn logout(global: &Global) -> Result<(), Stop> {
    let paths = global.paths()?;
    let (name, profile) = global.chosen(&paths)?;
    let vault = secrets::vault(&paths, &name, &profile, Purpose::Read).await?;
    for which in SecretName::ALL {
        let (vault, entry) = (Arc::clone(&vault), desk::entry(&profile, which));
        blocking(move || vault.remove(&entry)).await?.map_err(Stop::failure)?;
    }
    print(&format!("the secrets of profile {name} at {} are forgotten", profile.host))
}

/// The store in a sentence.
const fn where_it_is(store: Store) -> &'static str {
    match store {
        Store::Keyring => "the keyring",
        Store::File => "the encrypted file",
        Store::Environment => "the environment",
    }
}

async fn save(vault: &Arc<dyn Vault>, profile: &Profile, which: SecretName, secret: SecretString) -> Result<(), Stop> {
    let (vault, entry) = (Arc::clone(vault), desk::entry(profile, which));
    blocking(move || vault.set(&entry, &secret)).await?.map_err(Stop::failure)
}

fn words(secrets: &[(SecretName, SecretString)]) -> String {
    secrets.iter().map(|(which, _)| which.word()).collect::<Vec<_>>().join(", ")
}

/// What could not be saved, and what was before it: a store may break off between two secrets.
fn unsaved(stop: &Stop, secrets: &[(SecretName, SecretString)], at: usize) -> Stop {
    let (saved, left) = secrets.split_at(at.min(secrets.len()));
    let before = if saved.is_empty() { String::new() } else { format!(", saved before it: {}", words(saved)) };
    Stop::failure(format!("{}; not saved for certain: {}{before}", stop.line, words(left)))
}

/// Tells of each secret whether it is right. A wrong one stays saved, and the exit code says so.
async fn prove_saved(profile: &Profile, secrets: &[(SecretName, SecretString)]) -> Result<(), Stop> {
    let mut wrong = Vec::new();
    for (which, secret) in secrets {
        let proof = prove(profile, *which, secret).await;
        let words = proof.words(*which, profile);
        if proof.is_wrong() {
            wrong.push(words);
        } else {
            print(&words)?;
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Stop::new(Exit::Rejected, format!("{}; saved all the same, log in again with the right one", wrong.join("; "))))
}

/// Replaces secrets once every new one has signed a read. Otherwise nothing changes, and the old ones stay.
async fn rotate(
    vault: &Arc<dyn Vault>,
    profile: &Profile,
    secrets: &[(SecretName, SecretString)],
) -> Result<Vec<String>, Stop> {
    let mut lines = Vec::new();
    for (which, secret) in secrets {
        let proof = prove(profile, *which, secret).await;
        let words = proof.words(*which, profile);
        match proof {
            Proof::Right => lines.push(words),
            Proof::WrongSecret(_) | Proof::WrongMerchant(_) => {
                return Err(Stop::new(Exit::Rejected, format!("{words}; nothing was replaced, the old secrets stay")));
            }
            Proof::NotProven(_) => {
                let next = "nothing was replaced, the old secrets stay; try again when the gateway answers";
                return Err(Stop::new(Exit::NotSent, format!("{words}; {next}")));
            }
        }
    }
    let entries = secrets.iter().map(|(which, _)| desk::entry(profile, *which)).collect();
    let old = fetch(Arc::clone(vault), entries).await.map_err(Stop::failure)?;
    for (at, (which, secret)) in secrets.iter().enumerate() {
        let Err(stop) = save(vault, profile, *which, secret.clone()).await else { continue };
        // All or none: those that were replaced already go back.
        let mut stuck = Vec::new();
        for ((which, _), old) in secrets.iter().zip(&old).take(at) {
            let (vault, entry, old) = (Arc::clone(vault), desk::entry(profile, *which), old.clone());
            let back = move || match old {
                Some(old) => vault.set(&entry, &old),
                None => vault.remove(&entry),
            };
            if !matches!(blocking(back).await, Ok(Ok(()))) {
                stuck.push(which.word());
            }
        }
        let end = match stuck.as_slice() {
            [] => "nothing was replaced, the old secrets stay".to_owned(),
            stuck => format!("replaced, and not put back: {}", stuck.join(", ")),
        };
        return Err(Stop::failure(format!("{}; {end}", stop.line)));
    }
    Ok(lines)
}

/// An entry that does not exist: asking for it shows whether the store answers.
fn probe() -> crate::vault::Entry {
    crate::vault::Entry {
        environment: "sandbox",
        host: "probe".to_owned(),
        merchant: "0".to_owned(),
        name: SecretName::Merchant,
    }
}

fn read(args: &Args, has_card_api: bool) -> Result<Vec<(SecretName, Option<SecretString>)>, Stop> {
    let wanted = SecretName::ALL.into_iter().filter(|name| *name != SecretName::CardApi || has_card_api);
    if let Some(variable) = &args.from_env {
        return Ok(wanted.map(|name| (name, from_env(variable, name))).collect());
    }
    if args.stdin {
        let mut lines = std::io::stdin().lock().lines();
        return wanted
            .map(|name| {
                let line = lines.next().transpose();
                let line = line.map_err(|error| Stop::failure(format!("standard input cannot be read: {error}")))?;
                Ok((name, line.as_deref().and_then(given)))
            })
            .collect();
    }
    if !std::io::stdin().is_terminal() {
        return Err(Stop::usage(
            "there is no terminal to ask on, so nothing was saved: use --stdin or --from-env NAME",
        ));
    }
    wanted
        .map(|name| {
            let answer = prompt::hidden(&format!("{} (empty: leave out): ", name.word()), "nothing was saved")?;
            Ok((name, given(&answer)))
        })
        .collect()
}

fn from_env(variable: &str, name: SecretName) -> Option<SecretString> {
    std::env::var(variable_of(variable, name)).ok().as_deref().and_then(given)
}

#[cfg(test)]
#[path = "login_tests.rs"]
mod tests;
