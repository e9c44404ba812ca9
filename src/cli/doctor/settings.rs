//! The settings: the files, the profile, the time zone.

use chrono::{Local, Offset as _, Utc};

use super::Check;
use crate::cli::{Exit, Global};
use crate::config::{Config, Paths, Profile};
use crate::domain::Environment;
use crate::tui::settings::Files;

/// The files: whether they are read without a mistake, and who may change them.
pub(super) fn check(paths: &Paths) -> Vec<Check> {
    let path = &paths.config;
    let shown = path.display();
    let faults = Files::new(path.clone()).read().faults;
    let mut checks: Vec<Check> = faults
        .into_iter()
        .map(|fault| Check::bad("settings", fault, "correct the line; `tolem config check` reads every file"))
        .collect();
    if checks.is_empty() {
        let mut twins = Vec::new();
        checks.push(match Config::load(path) {
            Ok(_) if !path.exists() => Check::ok("settings", format!("{shown} is not there, so the defaults hold")),
            Ok(config) => {
                let count = config.profiles.len();
                let word = if count == 1 { "profile" } else { "profiles" };
                twins = of_twins(&config);
                Check::ok("settings", format!("{shown}: {count} {word}, no mistakes"))
            }
            Err(error) => Check::bad("settings", error.to_string(), "correct the line"),
        });
        checks.extend(twins);
    }
    checks.extend(permissions(paths));
    checks
}

/// Profiles of one merchant, a line for each that has one before it. `tolem profile add` makes none, but a person may have
/// written them: each has a ledger of its own, and neither knows what the other one sends.
fn of_twins(config: &Config) -> Vec<Check> {
    let sending: Vec<_> = config.profiles.iter().filter(|(_, profile)| !profile.read_only).collect();
    let later = sending.iter().enumerate().filter_map(|(at, (name, profile))| {
        let (first, _) = sending.iter().take(at).find(|(_, earlier)| earlier.is_merchant_of(profile))?;
        let merchant = &profile.merchant_id;
        let text = format!("{first} and {name} are both merchant {merchant}, so two ledgers of it could refund twice");
        Some(Check::warn(
            "profiles",
            text,
            format!("remove one (tolem profile remove {name}), or set read_only = true in it"),
        ))
    });
    later.collect()
}

/// Whoever can change the settings can change the host that signed requests go to.
#[cfg(unix)]
fn permissions(paths: &Paths) -> Option<Check> {
    use std::os::unix::fs::PermissionsExt as _;
    let path = &paths.config;
    let mode = std::fs::metadata(path).ok()?.permissions().mode();
    (mode & 0o022 != 0).then(|| {
        let shown = path.display();
        let text = format!("others may change {shown} (mode {:o}), and with it where money goes", mode & 0o777);
        Check::bad("permissions", text, format!("chmod go-w {shown}"))
    })
}

#[cfg(not(unix))]
const fn permissions(_: &Paths) -> Option<Check> {
    None
}

/// The profile to work with.
pub(super) fn profile(global: &Global, paths: &Paths) -> (Option<(String, Profile)>, Vec<Check>) {
    let (name, profile) = match global.chosen(paths) {
        Ok(chosen) => chosen,
        // A first start is no illness.
        Err(stop) if stop.exit == Exit::NotFound && global.profile.is_none() => {
            let mend = "tolem profile add NAME --environment live --host URL --merchant ID, or `tolem demo`";
            return (None, vec![Check::warn("profile", "there is none yet", mend)]);
        }
        Err(stop) if stop.exit == Exit::NotFound => {
            return (None, vec![Check::bad("profile", stop.line, "tolem profile list")]);
        }
        // The mistake in the file has been told.
        Err(_) => return (None, Vec::new()),
    };
    let environment: Environment = profile.environment.into();
    let text = format!("{name}: merchant {}, {}, {}", profile.merchant_id, environment.word(), profile.host);
    let mut checks = vec![Check::ok("profile", text)];
    let limited = profile.limits.per_operation.is_some() && profile.limits.per_day.is_some();
    if environment == Environment::Live && !limited && !profile.read_only {
        checks.push(Check::warn(
            "limits",
            "both are not set, so this live profile moves no money",
            format!("[profiles.{name}.limits] per_operation = \"…\" and per_day = \"…\" in {}", paths.config.display()),
        ));
    }
    (Some((name, profile)), checks)
}

/// The merchant's time zone against this machine's.
pub(super) fn zone(profile: &Profile) -> Check {
    let now = Utc::now();
    let there = now.with_timezone(&profile.zone()).offset().fix();
    let here = now.with_timezone(&Local).offset().fix();
    let zone = &profile.zone;
    Check::ok(
        "time zone",
        if there == here {
            format!("{zone} ({there}), as on this machine")
        } else {
            format!("{zone} ({there}); this machine has {here}: times are shown as they are at the merchant's")
        },
    )
}

#[cfg(test)]
mod tests {
    use super::super::Health;
    use super::*;

    fn paths(folder: &std::path::Path) -> Paths {
        Paths { config: folder.join("config.toml"), data: folder.join("data"), state: folder.join("state") }
    }

    #[test]
    fn no_file_is_no_mistake_and_a_mistake_is_told_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let paths = paths(folder.path());
        assert_eq!(check(&paths).first().map(|check| check.health), Some(Health::Ok));
        std::fs::write(&paths.config, "defualt = \"x\"\n").unwrap();
        let checks = check(&paths);
        assert_eq!(checks[0].health, Health::Bad);
        assert!(
            checks[0].text.ends_with("config.toml:1: unknown key `defualt`: did you mean `default`?"),
            "{checks:?}"
        );
    }

    #[test]
    fn two_profiles_that_may_send_for_one_merchant_are_warned_about() {
        let profile = |name: &str, environment: &str, host: &str, more: &str| {
            format!(
                "[profiles.{name}]\nenvironment = \"{environment}\"\nhost = \"{host}\"\nmerchant_id = \"51\"\n{more}\n"
            )
        };
        let of = |second: &str| {
            let text = format!("{}{second}", profile("shop", "live", "https://api.freedompay.kz", ""));
            of_twins(&Config::parse(&text, std::path::Path::new("config.toml")).unwrap())
        };
        assert_eq!(
            of(&profile("till", "live", "https://API.freedompay.kz:443/", "")),
            [Check::warn(
                "profiles",
                "shop and till are both merchant 51, so two ledgers of it could refund twice",
                "remove one (tolem profile remove till), or set read_only = true in it",
            )]
        );
        assert_eq!(of(&profile("till", "live", "https://api.freedompay.kz", "read_only = true")), []);
        assert_eq!(of(&profile("till", "live", "https://api.freedompay.uz", "")), []);
        let play = |port| profile("play", "sandbox", &format!("http://127.0.0.1:{port}"), "");
        assert_eq!(of(&format!("{}{}", play(1), play(2).replace("play", "again"))), []);
    }

    #[cfg(unix)]
    #[test]
    fn settings_that_others_may_change_are_bad() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let paths = paths(folder.path());
        std::fs::write(&paths.config, "").unwrap();
        for (mode, bad) in [(0o600, false), (0o644, false), (0o664, true), (0o602, true)] {
            std::fs::set_permissions(&paths.config, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(permissions(&paths).map(|check| check.health), bad.then_some(Health::Bad), "{mode:o}");
        }
    }
}
