//! `tolem login` and `tolem logout`: secrets into the profile's vault and out of it, never through argv.

use std::io::{BufRead as _, IsTerminal as _};
use std::sync::Arc;

use secrecy::SecretString;
use serde_json::{Value, json};

use super::given::{Given, is_same, put, unsaved, where_it_is};
use super::rotate::rotate;
use super::secrets::{self, Purpose, blocking};
use super::{Exit, Global, Stop, print, prompt, still};
use crate::config::{Profile, Store};
use crate::vault::environment::{given, variable_of};
use crate::vault::{SecretName, Vault, VaultError, fetch};
use crate::worker::desk;
use crate::worker::proof::{Proof, prove};

#[derive(Debug, clap::Args)]
#[command(after_help = "  tolem login --profile shop
  tolem login --stdin < secrets.txt
  tolem login --from-env SHOP_SECRET

A secret that is saved already is replaced by another one only once every secret that is given has signed a read.")]
pub(super) struct Args {
    /// Read the secrets from standard input, one a line: merchant, payout, Card API; an empty line leaves one out
    #[arg(long, conflicts_with = "from_env")]
    stdin: bool,
    /// Read the merchant secret from this environment variable, and the others from `NAME_PAYOUT` and `NAME_CARD_API`
    #[arg(long, value_name = "NAME")]
    from_env: Option<String>,
    /// Replace secrets: nothing is saved until every one has signed a read, not even what is not there yet
    #[arg(long, conflicts_with = "no_proof")]
    rotate: bool,
    /// Save without the read that proves the secrets, such as without a network; writes over what is saved at once
    #[arg(long)]
    no_proof: bool,
}

pub(super) async fn login(global: &Global, args: Args) -> Result<(), Stop> {
    let paths = global.paths()?;
    let (name, profile) = global.chosen(&paths)?;
    is_ours(&profile)?;
    // The store is asked first, so that nobody types a secret in vain.
    let vault = secrets::vault(&paths, &name, &profile, Purpose::Save).await?;
    let asked = Arc::clone(&vault);
    blocking(move || asked.get(&probe())).await?.map_err(Stop::failure)?;
    let wanted = read(&args, profile.card_auth_id.is_some())?;
    let secrets: Vec<_> = wanted.into_iter().filter_map(|(which, secret)| Some((which, secret?))).collect();
    if secrets.is_empty() {
        return Err(Stop::usage("no secret was given, so nothing was saved: give at least one"));
    }
    let done = if args.no_proof {
        save(&vault, &profile, &secrets).await?;
        Done { proofs: Vec::new(), replaced: false }
    } else {
        logged_in(&vault, &profile, &secrets, args.rotate).await?
    };
    let saved = secrets.iter().map(|(which, _)| which.word()).collect::<Vec<_>>();
    still(if global.json {
        print(&format!("{:#}", as_json(&name, &profile, &saved, &done)))
    } else {
        tell(&name, &profile, &saved.join(", "), &done)
    });
    done.verdict(&profile)
}

/// Variables are set and unset by whoever starts the program.
fn is_ours(profile: &Profile) -> Result<(), Stop> {
    match profile.secrets {
        Store::Environment => {
            Err(Stop::usage(VaultError::FromOutside(profile.secrets_env.clone().unwrap_or_default())))
        }
        Store::Keyring | Store::File => Ok(()),
    }
}

/// What became of the secrets that were given.
struct Done {
    /// Those that were tried by a read.
    proofs: Vec<(SecretName, Proof)>,
    /// Whether they took the place of older ones, once each was proven.
    replaced: bool,
}

impl Done {
    /// A wrong secret stays saved, and the exit code says so.
    fn verdict(&self, profile: &Profile) -> Result<(), Stop> {
        let wrong = self.proofs.iter().filter(|(_, proof)| proof.is_wrong());
        let wrong: Vec<String> = wrong.map(|(which, proof)| proof.words(*which, profile)).collect();
        if wrong.is_empty() {
            return Ok(());
        }
        let wrong = wrong.join("; ");
        Err(Stop::new(Exit::Rejected, format!("{wrong}; saved all the same, log in again with the right one")))
    }
}

/// Tells what is in the store now. What is wrong is left to the last line.
fn tell(name: &str, profile: &Profile, saved: &str, done: &Done) -> Result<(), Stop> {
    let (store, host) = (where_it_is(profile.secrets), &profile.host);
    let proofs = || done.proofs.iter().filter(|(_, proof)| !proof.is_wrong());
    let mut lines: Vec<String> = proofs().map(|(which, proof)| proof.words(*which, profile)).collect();
    if done.replaced {
        lines.push(format!(
            "replaced in {store} for profile {name} at {host}, once proven: {saved}; what is open uses the old ones until it is opened again"
        ));
    } else {
        lines.insert(0, format!("saved in {store} for profile {name} at {host}: {saved}"));
        if done.proofs.is_empty() {
            lines.push("not proven, as --no-proof asks: `tolem doctor` proves them later".to_owned());
        }
    }
    lines.iter().try_for_each(|line| print(line))
}

/// `tolem.login/1`; see `docs/json.md`.
fn as_json(name: &str, profile: &Profile, saved: &[&str], done: &Done) -> Value {
    let proofs: Vec<Value> = done
        .proofs
        .iter()
        .map(|(which, proof)| {
            let state = match proof {
                Proof::Right => "right",
                Proof::WrongSecret(_) => "wrong secret",
                Proof::WrongMerchant(_) => "wrong merchant",
                Proof::NotProven(_) => "not proven",
            };
            json!({ "secret": which.word(), "state": state, "text": proof.words(*which, profile) })
        })
        .collect();
    json!({
        "schema": "tolem.login/1",
        "profile": name,
        "host": profile.host.as_str(),
        "store": profile.secrets.word(),
        "saved": saved,
        "replaced": done.replaced,
        "proofs": proofs,
    })
}

pub(super) async fn logout(global: &Global) -> Result<(), Stop> {
    let paths = global.paths()?;
    let (name, profile) = global.chosen(&paths)?;
    is_ours(&profile)?;
    let vault = secrets::vault(&paths, &name, &profile, Purpose::Read).await?;
    for which in SecretName::ALL {
        let (vault, entry) = (Arc::clone(&vault), desk::entry(&profile, which));
        blocking(move || vault.remove(&entry)).await?.map_err(Stop::failure)?;
    }
    if global.json {
        let store = profile.secrets.word();
        let forgotten =
            json!({ "schema": "tolem.logout/1", "profile": name, "host": profile.host.as_str(), "store": store });
        return print(&format!("{forgotten:#}"));
    }
    print(&format!("the secrets of profile {name} at {} are forgotten", profile.host))
}

/// Saves and proves secrets. One that is to take the place of another is proven first: nobody loses a secret that is
/// right to one that is mistyped.
async fn logged_in(vault: &Arc<dyn Vault>, profile: &Profile, secrets: &[Given], replace: bool) -> Result<Done, Stop> {
    let entries = secrets.iter().map(|(which, _)| desk::entry(profile, *which)).collect();
    let old = fetch(Arc::clone(vault), entries).await.map_err(Stop::failure)?;
    let is_saved = |new: &SecretString, old: &Option<SecretString>| is_same(Some(new), old.as_ref());
    if replace || secrets.iter().zip(&old).any(|((_, new), old)| old.is_some() && !is_saved(new, old)) {
        return Ok(Done { proofs: rotate(vault, profile, secrets).await?, replaced: true });
    }
    let fresh = secrets.iter().zip(&old).filter(|((_, new), old)| !is_saved(new, old));
    save(vault, profile, &fresh.map(|(given, _)| given.clone()).collect::<Vec<_>>()).await?;
    Ok(Done { proofs: prove_all(profile, secrets).await, replaced: false })
}

async fn save(vault: &Arc<dyn Vault>, profile: &Profile, secrets: &[Given]) -> Result<(), Stop> {
    for (at, (which, secret)) in secrets.iter().enumerate() {
        let saved = put(vault, desk::entry(profile, *which), secret.clone()).await;
        saved.map_err(|error| unsaved(&error, secrets, at))?;
    }
    Ok(())
}

/// Tries each secret by a read.
async fn prove_all(profile: &Profile, secrets: &[Given]) -> Vec<(SecretName, Proof)> {
    let mut proofs = Vec::new();
    for (which, secret) in secrets {
        proofs.push((*which, prove(profile, *which, secret).await));
    }
    proofs
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
