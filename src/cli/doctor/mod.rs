//! `tolem doctor`: what is set up, what is missing, and how to mend it. One line a check; nothing is changed, unless
//! `--probe` asks for it.

mod books;
mod gateway;
mod probe;
mod settings;
mod stores;
mod terminal;

use serde_json::{Value, json};

use super::{Global, Stop, print};
use crate::config::{Paths, Profile};

/// The version of the JSON; see `docs/json.md`.
const SCHEMA: &str = "tolem.doctor/1";

#[derive(Debug, clap::Args)]
#[command(after_help = "  tolem doctor
  tolem doctor --probe            # asks the gateway which reading of its documents holds
  tolem doctor --json | jq '.checks[] | select(.health == \"bad\")'

Exit code 0 when nothing is bad. Schema of --json: docs/json.md.")]
pub(super) struct Args {
    /// Settle contradictions of the provider's documents by reads of what does not exist, and write the answers into the
    /// profile
    #[arg(long)]
    probe: bool,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Health {
    /// As it should be.
    Ok,
    /// It works, but not all of it, or not for long.
    Warn,
    /// It does not work.
    Bad,
}

impl Health {
    const fn symbol(self) -> char {
        match self {
            Self::Ok => '✓',
            Self::Warn => '!',
            Self::Bad => '✗',
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Check {
    name: &'static str,
    health: Health,
    text: String,
    /// How to mend it; nothing when it is as it should be.
    mend: Option<String>,
}

impl Check {
    fn ok(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, health: Health::Ok, text: text.into(), mend: None }
    }

    fn warn(name: &'static str, text: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { name, health: Health::Warn, text: text.into(), mend: Some(mend.into()) }
    }

    fn bad(name: &'static str, text: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { name, health: Health::Bad, text: text.into(), mend: Some(mend.into()) }
    }

    fn line(&self) -> String {
        let mend = self.mend.as_ref().map_or_else(String::new, |mend| format!("\n{:24}→ {mend}", ""));
        let text = self.text.replace('\n', " ");
        format!("{} {:<5}{:<16} {text}{mend}", self.health.symbol(), self.health.word(), self.name)
    }

    fn json(&self) -> Value {
        json!({ "check": self.name, "health": self.health.word(), "text": self.text, "mend": self.mend })
    }
}

pub(super) async fn run(global: &Global, args: Args) -> Result<(), Stop> {
    let paths = global.paths()?;
    let mut report = Report { json: global.json, checks: Vec::new() };
    report.all(settings::check(&paths))?;
    let (profile, check) = settings::profile(global, &paths);
    report.all(check)?;
    let mut probed = Vec::new();
    let name = profile.as_ref().map(|(name, _)| name.clone());
    if let Some((name, profile)) = profile {
        probed = with_profile(&paths, &name, &profile, args.probe, &mut report).await?;
    } else if args.probe {
        report.all([Check::bad("probe", "there is no profile to ask for", "tolem profile add NAME …")])?;
    }
    report.all(terminal::check().await)?;
    let bad = report.checks.iter().filter(|check| check.health == Health::Bad).count();
    if global.json {
        print(&format!(
            "{:#}",
            json!({
                "schema": SCHEMA,
                "profile": name,
                "healthy": bad == 0,
                "checks": report.checks.iter().map(Check::json).collect::<Vec<_>>(),
                "probes": probed,
            })
        ))?;
    }
    match bad {
        0 => Ok(()),
        1 => Err(Stop::failure("one check is bad; its line says how to mend it")),
        bad => Err(Stop::failure(format!("{bad} checks are bad; each line says how to mend it"))),
    }
}

/// What can only be looked at for a profile. Answers with what `--probe` found.
async fn with_profile(
    paths: &Paths,
    name: &str,
    profile: &Profile,
    probing: bool,
    report: &mut Report,
) -> Result<Vec<Value>, Stop> {
    report.all([settings::zone(profile)])?;
    report.all(books::check(paths, name, profile).await)?;
    let (found, checks) = stores::check(paths, name, profile).await;
    report.all(checks)?;
    let (reached, checks) = gateway::check(profile).await;
    report.all(checks)?;
    if reached {
        report.all(gateway::proofs(name, profile, &found).await)?;
    }
    if !probing {
        return Ok(Vec::new());
    }
    if !reached {
        report.all([Check::bad("probe", "nothing was asked or written: the gateway is not reached", "see above")])?;
        return Ok(Vec::new());
    }
    probe::run(paths, name, profile, &found, report).await
}

/// The checks so far; each is printed as soon as it is made, because some wait for a network.
pub(super) struct Report {
    json: bool,
    checks: Vec<Check>,
}

impl Report {
    fn all(&mut self, checks: impl IntoIterator<Item = Check>) -> Result<(), Stop> {
        for check in checks {
            if !self.json {
                print(&check.line())?;
            }
            self.checks.push(check);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_is_a_symbol_a_word_and_how_to_mend_it() {
        assert_eq!(Check::ok("zone", "as it should be").line(), "✓ ok   zone             as it should be");
        assert_eq!(
            Check::bad("clock", "6 minutes late", "set it").line(),
            "✗ bad  clock            6 minutes late\n                        → set it"
        );
        assert_eq!(
            Check::warn("disk", "nearly full", "free some").json(),
            json!({ "check": "disk", "health": "warn", "text": "nearly full", "mend": "free some" })
        );
    }
}
