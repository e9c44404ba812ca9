//! The ledger, and the disk that it is on.

use std::path::Path;

use super::Check;
use crate::config::{Paths, Profile};
use crate::ledger::checkup::{Checkup, checkup};
use crate::ledger::{Home, HomeError};
use crate::worker::desk;

/// Less free space than this is a warning: a day's ledger and its copies fit.
const LITTLE: u64 = 200 << 20;

/// With less than this, the next operation may find no place for its journal, and is refused.
const TOO_LITTLE: u64 = 10 << 20;

pub(super) async fn check(paths: &Paths, name: &str, profile: &Profile) -> Vec<Check> {
    let path = paths.ledger(name);
    let shown = path.display();
    let ledger = match checkup(&path).await {
        Ok(None) => Check::ok("ledger", format!("{shown} is made at the first start")),
        Ok(Some(found)) => of_ledger(&shown.to_string(), &found, &desk::home(profile)),
        Err(error) => {
            Check::bad("ledger", error.to_string(), "bring back a copy of the file, or mend what the line says")
        }
    };
    let mut checks = vec![ledger];
    checks.extend(free(&paths.data).map(of_disk));
    checks
}

fn of_ledger(shown: &str, found: &Checkup, here: &Home) -> Check {
    if let Some(first) = found.faults.first() {
        let mend = "end every tolem, keep this file, and bring back a copy; no money should be moved with it";
        return Check::bad("ledger", format!("{shown} is damaged: {first}"), mend);
    }
    let version = if found.version == found.known {
        format!("version {}", found.version)
    } else {
        format!("version {}, brought to {} when it is opened", found.version, found.known)
    };
    let open = match found.desks {
        0 => String::new(),
        1 => ", one tolem has it open".to_owned(),
        desks => format!(", {desks} tolem have it open"),
    };
    let sound = format!("{shown} is sound, {version}{open}");
    match found.home.as_ref().map_or(Ok(()), |home| home.fits(here)) {
        Ok(()) => Check::ok("ledger", sound),
        Err(HomeError::Foreign(home)) => {
            let (merchant, host, environment) = (home.merchant, home.host, home.environment);
            let text = format!("{shown} holds merchant {merchant} at {host} ({environment}), not the profile's");
            Check::bad("ledger", text, "use the profile that it belongs to, or choose another name for this one")
        }
        Err(HomeError::Moved) => {
            let mend = "end the other copy, then: tolem profile adopt NAME";
            Check::warn("ledger", format!("{sound}; it was last used on another machine"), mend)
        }
        Err(error @ HomeError::Ledger(_)) => Check::bad("ledger", error.to_string(), "bring back a copy of the file"),
    }
}

fn of_disk(free: u64) -> Check {
    let text = format!("{} MiB are free for the ledger", free >> 20);
    let mend = "free space on the disk of the ledger; without it no money is moved";
    match free {
        0..TOO_LITTLE => Check::bad("disk", text, mend),
        TOO_LITTLE..LITTLE => Check::warn("disk", text, mend),
        _ => Check::ok("disk", text),
    }
}

/// Free bytes where a folder is, or will be.
#[cfg(unix)]
fn free(folder: &Path) -> Option<u64> {
    let there = folder.ancestors().find(|folder| folder.exists())?;
    let found = rustix::fs::statvfs(there).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

#[cfg(not(unix))]
const fn free(_: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::super::Health;
    use super::*;

    #[test]
    fn a_ledger_is_sound_old_in_use_or_damaged() {
        let here = home("51", "a");
        let of_ledger = |shown: &str, found: &Checkup| of_ledger(shown, found, &here);
        let sound = Checkup { version: 9, known: 9, faults: Vec::new(), home: Some(here.clone()), desks: 0 };
        assert_eq!(of_ledger("shop.db", &sound), Check::ok("ledger", "shop.db is sound, version 9"));
        let old = Checkup { version: 8, desks: 2, ..sound.clone() };
        let text = "shop.db is sound, version 8, brought to 9 when it is opened, 2 tolem have it open";
        assert_eq!(of_ledger("shop.db", &old), Check::ok("ledger", text));
        let damaged = of_ledger("shop.db", &Checkup { faults: vec!["page 3".to_owned()], ..sound });
        assert_eq!((damaged.health, damaged.text.as_str()), (Health::Bad, "shop.db is damaged: page 3"));
    }

    #[test]
    fn a_ledger_of_another_merchant_is_bad_and_one_of_another_machine_a_warning() {
        let of = |home: Option<Home>| {
            let found = Checkup { version: 9, known: 9, faults: Vec::new(), home, desks: 0 };
            of_ledger("shop.db", &found, &home_here())
        };
        assert_eq!([of(None).health, of(Some(home_here())).health], [Health::Ok, Health::Ok]);
        let foreign = of(Some(home("52", "a")));
        assert_eq!(foreign.health, Health::Bad);
        assert_eq!(foreign.text, "shop.db holds merchant 52 at api.freedompay.kz (live), not the profile's");
        assert_eq!(of(Some(home("51", "b"))).health, Health::Warn);
    }

    fn home_here() -> Home {
        home("51", "a")
    }

    fn home(merchant: &str, machine: &str) -> Home {
        let own = ToOwned::to_owned;
        Home {
            environment: own("live"),
            host: own("api.freedompay.kz"),
            merchant: own(merchant),
            machine: own(machine),
        }
    }

    #[test]
    fn a_full_disk_is_bad_before_it_is_full() {
        let health = |free| of_disk(free).health;
        assert_eq!((health(0), health(50 << 20), health(1 << 30)), (Health::Bad, Health::Warn, Health::Ok));
    }

    #[cfg(unix)]
    #[test]
    fn free_space_is_known_before_the_folder_is_made() {
        let folder = tempfile::tempdir().unwrap();
        assert!(free(&folder.path().join("not/there/yet")).is_some());
    }
}
