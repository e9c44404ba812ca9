//! `tolem login` and `tolem logout`: secrets into the keyring and out of it, never through argv.

use std::io::{BufRead as _, IsTerminal as _};

use secrecy::SecretString;

use super::{Global, Stop, print};
use crate::vault::{KeyringVault, SecretName, Vault as _};
use crate::worker::desk;

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
}

pub(super) async fn login(global: &Global, args: Args) -> Result<(), Stop> {
    let (name, profile) = global.chosen(&global.paths()?)?;
    // The keyring is asked first, so that nobody types a secret in vain.
    blocking(|| KeyringVault.get(&probe())).await?.map_err(Stop::failure)?;
    let secrets = read(&args, profile.card_auth_id.is_some())?;
    if secrets.iter().all(|(_, secret)| secret.is_none()) {
        return Err(Stop::usage("no secret was given, so nothing was saved: give at least one"));
    }
    let mut saved = Vec::new();
    for (which, secret) in secrets {
        let Some(secret) = secret else { continue };
        let entry = desk::entry(&profile, which);
        blocking(move || KeyringVault.set(&entry, &secret)).await?.map_err(Stop::failure)?;
        saved.push(which.word());
    }
    print(&format!("saved in the keyring for profile {name} at {}: {}", profile.host, saved.join(", ")))
}

pub(super) async fn logout(global: &Global) -> Result<(), Stop> {
    let (name, profile) = global.chosen(&global.paths()?)?;
    for which in SecretName::ALL {
        let entry = desk::entry(&profile, which);
        blocking(move || KeyringVault.remove(&entry)).await?.map_err(Stop::failure)?;
    }
    print(&format!("the secrets of profile {name} at {} are forgotten", profile.host))
}

/// An entry that does not exist: asking for it shows whether the keyring answers.
fn probe() -> crate::vault::Entry {
    crate::vault::Entry {
        environment: "sandbox",
        host: "probe".to_owned(),
        merchant: "0".to_owned(),
        name: SecretName::Merchant,
    }
}

/// Keyring calls block, and may wait for a person to unlock it.
async fn blocking<T: Send + 'static>(call: impl FnOnce() -> T + Send + 'static) -> Result<T, Stop> {
    tokio::task::spawn_blocking(call).await.map_err(|_| Stop::failure("the call to the keyring broke off"))
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
            let answer = rpassword::prompt_password(format!("{} (empty: leave out): ", name.word()))
                .map_err(|error| Stop::failure(format!("the prompt failed, nothing was saved: {error}")))?;
            Ok((name, given(&answer)))
        })
        .collect()
}

fn from_env(variable: &str, name: SecretName) -> Option<SecretString> {
    let variable = match name {
        SecretName::Merchant => variable.to_owned(),
        SecretName::Payout => format!("{variable}_PAYOUT"),
        SecretName::CardApi => format!("{variable}_CARD_API"),
    };
    std::env::var(variable).ok().as_deref().and_then(given)
}

/// Secrets travel in copies with stray white space; the provider's have none.
fn given(text: &str) -> Option<SecretString> {
    let trimmed = text.trim();
    (!trimmed.is_empty()).then(|| SecretString::from(trimmed))
}
