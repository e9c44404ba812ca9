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
        None => {
            // What came last says why; all that was asked and came is in the JSON.
            let why = found.came.rsplit("; ").next().unwrap_or_default();
            let mend = "nothing was written; `tolem doctor --probe --json` has all that was asked and came";
            return Check::warn("probe", format!("wire.{}: {why}", found.setting), mend);
        }
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

#[cfg(test)]
mod tests {
    use super::super::Health;
    use super::*;

    #[test]
    fn what_settled_nothing_is_a_short_warning_and_what_settled_something_says_all() {
        let found = Finding {
            setting: "card_auth",
            asked: "a read of nothing".to_owned(),
            came: "jws: no believable answer (HTTP 302); sign: the same; nothing follows from that".to_owned(),
            settled: None,
        };
        let warning = check(&found);
        assert_eq!(
            (warning.health, warning.text.as_str()),
            (Health::Warn, "wire.card_auth: nothing follows from that")
        );
        let settled = check(&Finding { settled: Some(Value::Word("sign")), came: "sign: taken".to_owned(), ..found });
        let text = "asked: a read of nothing; came: sign: taken; written: wire.card_auth = \"sign\"";
        assert_eq!(settled, Check::ok("probe", text));
    }
}
