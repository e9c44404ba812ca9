//! `tolem whoami`: which merchant in which environment, under which limits, and where each secret comes from. Never a
//! secret's value; nothing is asked of the gateway.

use std::sync::Arc;

use serde_json::{Value, json};

use super::secrets::{self, Purpose};
use super::{Global, Stop, print};
use crate::config::{Paths, Profile, Store};
use crate::domain::Environment;
use crate::vault::environment::variable_of;
use crate::vault::{SecretName, fetch};
use crate::worker::desk;

/// The version of the JSON; see `docs/json.md`.
const SCHEMA: &str = "tolem.whoami/1";

/// One secret: where it is looked for, and whether it is there.
struct Place {
    name: SecretName,
    wher: String,
    /// `Err` says why nobody knows.
    there: Result<bool, String>,
}

pub(super) async fn run(global: &Global) -> Result<(), Stop> {
    let paths = global.paths()?;
    let (name, profile) = global.chosen(&paths)?;
    let places = places(&paths, &name, &profile).await;
    let chosen_by = chosen_by(global);
    if global.json {
        return print(&format!("{:#}", as_json(global, &paths, &name, &profile, chosen_by, &places)));
    }
    for (label, value) in lines(global, &paths, &name, &profile, chosen_by) {
        print(&format!("{label:<12} {value}"))?;
    }
    for place in &places {
        let there = match &place.there {
            Ok(true) => "✓ present".to_owned(),
            Ok(false) if place.name == SecretName::CardApi && profile.card_auth_id.is_none() => {
                "– missing; no Card API auth id is set either".to_owned()
            }
            Ok(false) => "✗ missing".to_owned(),
            Err(why) => format!("? not known: {why}"),
        };
        print(&format!("{:<16} {there} ({})", place.name.word(), place.wher))?;
    }
    Ok(())
}

/// Where each secret of a profile is, and whether it is there.
async fn places(paths: &Paths, name: &str, profile: &Profile) -> Vec<Place> {
    let entries = SecretName::ALL.map(|which| desk::entry(profile, which)).to_vec();
    let found = match secrets::vault(paths, name, profile, Purpose::Read).await {
        Ok(vault) => fetch(Arc::clone(&vault), entries).await.map_err(|error| error.to_string()),
        Err(stop) => Err(stop.line),
    };
    let there = |at: usize| found.as_ref().map(|found| matches!(found.get(at), Some(Some(_)))).map_err(Clone::clone);
    let place = |(at, which)| Place { name: which, wher: wher(paths, profile, which), there: there(at) };
    SecretName::ALL.into_iter().enumerate().map(place).collect()
}

pub(super) fn wher(paths: &Paths, profile: &Profile, which: SecretName) -> String {
    match profile.secrets {
        Store::Keyring => "the keyring".to_owned(),
        Store::File => format!("the encrypted file {}", paths.secrets().display()),
        Store::Environment => {
            let variable = variable_of(profile.secrets_env.as_deref().unwrap_or_default(), which);
            format!("the environment variable {variable}")
        }
    }
}

/// What named the profile. This command takes no words of its own that could be mistaken for the flag.
fn chosen_by(global: &Global) -> &'static str {
    let flag = |argument: std::ffi::OsString| {
        argument.to_str().is_some_and(|text| text == "--profile" || text.starts_with("--profile="))
    };
    match &global.profile {
        None => "default",
        Some(_) if std::env::args_os().any(flag) => "--profile",
        Some(_) => "TOLEM_PROFILE",
    }
}

fn lines(
    global: &Global,
    paths: &Paths,
    name: &str,
    profile: &Profile,
    chosen_by: &str,
) -> Vec<(&'static str, String)> {
    let environment: Environment = profile.environment.into();
    let chosen = match chosen_by {
        "default" => "the default".to_owned(),
        by => format!("chosen by {by}"),
    };
    let limit = |limit: &Option<String>| match limit {
        Some(amount) => format!("{amount} {}", profile.currency),
        None if environment == Environment::Live => "none set, so no money is moved".to_owned(),
        None => "none".to_owned(),
    };
    let read_only = match (profile.read_only, global.read_only) {
        (true, _) => "yes, by the profile",
        (false, true) => "yes, by --read-only",
        (false, false) => "no",
    };
    vec![
        ("profile", format!("{name} ({chosen})")),
        ("merchant", profile.merchant_id.clone()),
        ("card api", profile.card_auth_id.clone().unwrap_or_else(|| "no auth id".to_owned())),
        ("environment", environment.word().to_owned()),
        ("host", profile.host.to_string()),
        ("edition", profile.edition().map_or("no documented host", |edition| edition.country).to_owned()),
        ("currency", profile.currency.clone()),
        ("time zone", profile.zone.clone()),
        ("read-only", read_only.to_owned()),
        (
            "limits",
            format!("at once: {}; a day: {}", limit(&profile.limits.per_operation), limit(&profile.limits.per_day)),
        ),
        ("settings", paths.config.display().to_string()),
        ("ledger", paths.ledger(name).display().to_string()),
    ]
}

fn as_json(global: &Global, paths: &Paths, name: &str, profile: &Profile, chosen_by: &str, places: &[Place]) -> Value {
    let environment: Environment = profile.environment.into();
    let secrets: Vec<Value> = places
        .iter()
        .map(|place| {
            let (state, reason) = match &place.there {
                Ok(true) => ("present", None),
                Ok(false) => ("missing", None),
                Err(why) => ("unknown", Some(why)),
            };
            json!({ "name": place.name.word(), "from": place.wher, "state": state, "reason": reason })
        })
        .collect();
    json!({
        "schema": SCHEMA,
        "profile": name,
        "chosen_by": chosen_by,
        "merchant_id": profile.merchant_id,
        "card_auth_id": profile.card_auth_id,
        "environment": environment.word(),
        "host": profile.host.as_str(),
        "edition": profile.edition().map(|edition| edition.country),
        "currency": profile.currency,
        "zone": profile.zone,
        "read_only": profile.read_only || global.read_only,
        "limits": { "per_operation": profile.limits.per_operation, "per_day": profile.limits.per_day },
        "settings": paths.config.display().to_string(),
        "ledger": paths.ledger(name).display().to_string(),
        "store": profile.secrets.word(),
        "secrets": secrets,
    })
}
