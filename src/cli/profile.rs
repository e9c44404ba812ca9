//! `tolem profile`: add, list, show, use, remove.

use std::path::Path;

use serde_json::{Value, json};
use url::Url;

use super::{Global, Stop, is_there, no_profile, print, say};
use crate::config::edit::{add_profile, edit, remove_profile, set_default};
use crate::config::file::profile_text;
use crate::config::{Config, ConfigError, Profile, Store};
use crate::domain::Environment;
use crate::ledger::Ledger;
use crate::worker::desk;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Add a merchant; its secrets are saved by `tolem login`
    #[command(
        after_help = "  tolem profile add shop --environment live --host https://api.freedompay.kz --merchant 123456 --limit-operation 100000 --limit-day 1000000
  tolem profile add play --environment sandbox --host http://127.0.0.1:8099 --merchant 510001"
    )]
    Add(Box<Add>),
    /// List the profiles; the default one is marked
    #[command(after_help = "  tolem profile list")]
    List,
    /// Show one profile's settings
    #[command(after_help = "  tolem profile show shop")]
    Show {
        /// The profile
        name: String,
    },
    /// Make a profile the default
    #[command(after_help = "  tolem profile use shop")]
    Use {
        /// The profile
        name: String,
    },
    /// Use a ledger here that was used on another machine; the other copy must not be used any more
    #[command(after_help = "  tolem profile adopt shop")]
    Adopt {
        /// The profile
        name: String,
    },
    /// Remove a profile; its ledger and its secrets stay
    #[command(after_help = "  tolem profile remove shop")]
    Remove {
        /// The profile
        name: String,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct Add {
    /// A name of your own: Latin letters, digits, - and _
    name: String,
    /// The gateway, such as `https://api.freedompay.kz`, or the "url" that `tolem sandbox` prints
    #[arg(long, value_name = "URL")]
    host: String,
    /// The merchant's number
    #[arg(long, value_name = "ID")]
    merchant: String,
    /// sandbox, test or live
    #[arg(long, value_name = "NAME", value_parser = ["sandbox", "test", "live"])]
    environment: String,
    /// The Card API's auth id, when that product is enabled
    #[arg(long, value_name = "ID")]
    card_auth_id: Option<String>,
    /// The currency of new orders
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
    /// The merchant's time zone
    #[arg(long, value_name = "NAME")]
    zone: Option<String>,
    /// Where its secrets live (default: keyring)
    #[arg(long, value_name = "STORE", value_parser = Store::WORDS)]
    secrets: Option<String>,
    /// With `--secrets environment`: the variable's name, never the secret itself
    #[arg(long, value_name = "NAME")]
    secrets_env: Option<String>,
    /// The most that one operation may move; a live profile moves no money without it
    #[arg(long, value_name = "X")]
    limit_operation: Option<String>,
    /// The most that may be moved in a day; a live profile moves no money without it
    #[arg(long, value_name = "X")]
    limit_day: Option<String>,
    /// Where a payout's recipient returns to
    #[arg(long, value_name = "URL")]
    back_link: Option<String>,
    /// Where the provider tells of a payout
    #[arg(long, value_name = "URL")]
    post_link: Option<String>,
}

fn unchanged(config: &Config, name: &str) -> Stop {
    Stop::not_found(format!("{}; nothing was changed", no_profile(&config.profiles, name)))
}

pub(super) async fn run(global: &Global, command: Command) -> Result<(), Stop> {
    let paths = global.paths()?;
    let path = paths.config.clone();
    match command {
        Command::Adopt { name } => {
            let config = Config::load(&path)?;
            let profile = config.profiles.get(&name).ok_or_else(|| unchanged(&config, &name))?;
            let ledger = paths.ledger(&name);
            if !is_there(&ledger) {
                return Err(Stop::not_found(format!("{} does not exist; nothing was changed", ledger.display())));
            }
            desk::adopt(profile, &ledger).await.map_err(Stop::failure)?;
            let words = format!("the ledger of {name} is used on this machine from now on; do not use its other copy");
            tell(global, &path, &words, |of| of == name)
        }
        Command::Add(add) => {
            let name = add.name.clone();
            // A mistake that stands in the file is a failure; one in the arguments is the caller's.
            Config::load(&path)?;
            check_host(&add)?;
            edit(&path, |document| add_profile(document, &add.name, members(&add))).map_err(of_adding)?;
            let next = match add.secrets_env {
                Some(variable) => format!("set {variable}, then: tolem doctor --profile {name}"),
                None => format!("tolem login --profile {name}"),
            };
            let words = format!("profile {name} is in {}; next: {next}", path.display());
            tell(global, &path, &words, |of| of == name)
        }
        Command::List => {
            if global.json {
                return print_json(&path, |_| true);
            }
            let config = Config::load(&path)?;
            if config.profiles.is_empty() {
                return print("no profile yet: add one with `tolem profile add`, or try `tolem demo`");
            }
            for (name, profile) in &config.profiles {
                let mark = if config.default.as_deref() == Some(name) { '*' } else { ' ' };
                let environment = Environment::from(profile.environment).word();
                print(&format!("{mark} {name}  {environment}  merchant {}  {}", profile.merchant_id, profile.host))?;
            }
            Ok(())
        }
        Command::Show { name } => {
            let shown = profile_text(&path, &name)?;
            let Some(text) = shown else {
                return Err(Stop::not_found(no_profile(&Config::load(&path)?.profiles, &name)));
            };
            if global.json { print_json(&path, |of| of == name) } else { print(&text) }
        }
        Command::Use { name } => {
            let config = Config::load(&path)?;
            if !config.profiles.contains_key(&name) {
                return Err(unchanged(&config, &name));
            }
            edit(&path, |document| {
                set_default(document, &name);
                Ok(())
            })?;
            tell(global, &path, &format!("{name} is the default now"), |of| of == name)
        }
        Command::Remove { name } => {
            let config = Config::load(&path)?;
            if !config.profiles.contains_key(&name) {
                return Err(unchanged(&config, &name));
            }
            let ledger = open_ledger(&paths.ledger(&name)).await?;
            if let Some(ledger) = &ledger {
                refuse_unresolved(ledger, &name).await?;
            }
            let removing = edit(&path, |document| {
                // A desk that was opened meanwhile may send something; nobody would look for it any more.
                match ledger.as_ref().map_or(0, Ledger::other_desks) {
                    0 => remove_profile(document, &name),
                    _ => Err(in_use(&name)),
                }
            });
            if let Some(ledger) = ledger {
                ledger.close().await;
            }
            let left = removing.map_err(Stop::from)?;
            let was_default = config.default.as_ref() == Some(&name) && !left.profiles.is_empty();
            let now =
                if was_default { "; no profile is the default now, `tolem profile use NAME` chooses one" } else { "" };
            let words = format!(
                "profile {name} is removed; its ledger stays, and so do its secrets unless `tolem logout` came first{now}"
            );
            tell(global, &path, &words, |_| true)
        }
    }
}

/// A host that no URL can be made of is told by its flag. It is not repeated: a password may stand in it.
fn check_host(add: &Add) -> Result<(), Stop> {
    let example = if add.environment == "sandbox" { "http://127.0.0.1:8099" } else { "https://api.freedompay.kz" };
    match Url::parse(&add.host) {
        // `localhost:8099` reads as something of the scheme `localhost`.
        Ok(host) if host.cannot_be_a_base() => {}
        Ok(_) => return Ok(()),
        Err(url::ParseError::RelativeUrlWithoutBase) => {}
        Err(error) => {
            return Err(Stop::usage(format!("--host: {error}; write it as {example}; nothing was saved")));
        }
    }
    Err(Stop::usage(format!("--host: write it with its scheme, such as {example}; nothing was saved")))
}

/// A file that cannot be used is a failure; a profile that cannot be added is the caller's mistake, and stands on no line
/// of the file, which was read without a mistake before.
fn of_adding(error: ConfigError) -> Stop {
    match error {
        ConfigError::Unusable { .. } | ConfigError::InUse(_) => Stop::failure(error),
        ConfigError::Refused(_) => Stop::usage(error),
        ConfigError::Wrong { reason, .. } => Stop::usage(format!("{reason}; nothing was saved")),
        ConfigError::Profile { profile, reason, .. } => {
            Stop::usage(format!("profile {profile}: {reason}; nothing was saved"))
        }
    }
}

/// The ledger of a profile, if it has one. A removal makes none.
async fn open_ledger(path: &Path) -> Result<Option<Ledger>, Stop> {
    if is_there(path) { Ledger::open(path).await.map(Some).map_err(Stop::failure) } else { Ok(None) }
}

/// Without its profile nobody would look any more whether an operation went through.
async fn refuse_unresolved(ledger: &Ledger, name: &str) -> Result<(), Stop> {
    let count = ledger.unresolved().await.map_err(Stop::failure)?;
    if count > 0 {
        let word = if count == 1 { "operation" } else { "operations" };
        return Err(Stop::refused(format!(
            "profile {name} has {count} unresolved {word}: nothing was removed; look with `tolem operations --unresolved --profile {name}`, settle with `tolem resolve --all --profile {name}`"
        )));
    }
    if ledger.other_desks() > 0 {
        return Err(Stop::refused(in_use(name)));
    }
    Ok(())
}

fn in_use(name: &str) -> String {
    format!("profile {name} is in use by another tolem: nothing was removed; end that one first")
}

/// Tells what was changed; as JSON, how the profiles stand that it concerns.
fn tell(global: &Global, path: &Path, words: &str, concerns: impl Fn(&str) -> bool) -> Result<(), Stop> {
    if !global.json {
        return print(words);
    }
    say(words);
    print_json(path, concerns)
}

/// `tolem.profiles/1`; see `docs/json.md`.
fn print_json(path: &Path, concerns: impl Fn(&str) -> bool) -> Result<(), Stop> {
    let config = Config::load(path)?;
    let is_default = |name: &str| config.default.as_deref() == Some(name);
    let profiles = config.profiles.iter().filter(|(name, _)| concerns(name));
    let profiles: Vec<Value> = profiles.map(|(name, profile)| as_json(name, profile, is_default(name))).collect();
    print(&format!("{:#}", json!({ "schema": "tolem.profiles/1", "profiles": profiles })))
}

fn as_json(name: &str, profile: &Profile, is_default: bool) -> Value {
    json!({
        "name": name,
        "default": is_default,
        "environment": Environment::from(profile.environment).word(),
        "host": profile.host.as_str(),
        "merchant_id": profile.merchant_id,
        "card_auth_id": profile.card_auth_id,
        "currency": profile.currency,
        "zone": profile.zone,
        "read_only": profile.read_only,
        "store": profile.secrets.word(),
        "limits": { "per_operation": profile.limits.per_operation, "per_day": profile.limits.per_day },
    })
}

fn members(add: &Add) -> Vec<(&'static str, toml_edit::Value)> {
    let mut members: Vec<(&'static str, toml_edit::Value)> = vec![
        ("environment", add.environment.as_str().into()),
        ("host", add.host.as_str().into()),
        ("merchant_id", add.merchant.as_str().into()),
    ];
    let optional = [
        ("card_auth_id", &add.card_auth_id),
        ("secrets", &add.secrets),
        ("secrets_env", &add.secrets_env),
        ("currency", &add.currency),
        ("zone", &add.zone),
        ("back_link", &add.back_link),
        ("post_link", &add.post_link),
    ];
    for (key, value) in optional {
        if let Some(value) = value {
            members.push((key, value.as_str().into()));
        }
    }
    let mut limits = toml_edit::InlineTable::new();
    for (key, value) in [("per_operation", &add.limit_operation), ("per_day", &add.limit_day)] {
        if let Some(value) = value {
            limits.insert(key, value.as_str().into());
        }
    }
    if !limits.is_empty() {
        members.push(("limits", limits.into()));
    }
    members
}
