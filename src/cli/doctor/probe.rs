//! `--probe`: which reading of the provider's documents holds, written into the profile.

use secrecy::SecretString;
use serde_json::{Value as Json, json};

use super::{Check, Report};
use crate::cli::Stop;
use crate::config::edit::{edit, set_wire};
use crate::config::{Paths, Profile};
use crate::vault::SecretName;
use crate::worker::contradictions::{Finding, Value, settle};

/// Asks, tells what came back, and writes what is settled. The file's comments stay.
pub(super) async fn run(
    paths: &Paths,
    name: &str,
    profile: &Profile,
    secrets: &[(SecretName, SecretString)],
    report: &mut Report,
) -> Result<Vec<Json>, Stop> {
    let findings = settle(profile, secrets).await.map_err(Stop::failure)?;
    let settled: Vec<_> = findings.iter().filter_map(|found| Some((found.setting, found.settled?))).collect();
    if !settled.is_empty() {
        edit(&paths.config, |document| {
            settled.iter().try_for_each(|(setting, value)| set_wire(document, name, setting, written(*value)))
        })?;
    }
    report.all(findings.iter().map(check))?;
    Ok(findings.iter().map(as_json).collect())
}

fn check(found: &Finding) -> Check {
    let end = match found.settled {
        Some(Value::Word(word)) => format!("written: wire.{} = \"{word}\"", found.setting),
        Some(Value::Flag(flag)) => format!("written: wire.{} = {flag}", found.setting),
        None => format!("wire.{} is left as it is", found.setting),
    };
    Check::ok("probe", format!("asked: {}; came: {}; {end}", found.asked, found.came))
}

fn written(value: Value) -> toml_edit::Value {
    match value {
        Value::Word(word) => word.into(),
        Value::Flag(flag) => flag.into(),
    }
}

fn as_json(found: &Finding) -> Json {
    let written = match found.settled {
        Some(Value::Word(word)) => json!(word),
        Some(Value::Flag(flag)) => json!(flag),
        None => Json::Null,
    };
    json!({ "setting": found.setting, "asked": found.asked, "came": found.came, "written": written })
}
