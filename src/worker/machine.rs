//! What tells this machine from others, so that a copied ledger is noticed.

use sha2::{Digest as _, Sha256};

/// A digest of the machine's own id, else of its name; empty when it has neither. The id itself is not kept anywhere:
/// it is meant to stay on the machine (`machine-id(5)`).
pub(super) fn machine() -> String {
    let told = ["/etc/machine-id", "/var/lib/dbus/machine-id"]
        .iter()
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .map(|id| id.trim().to_owned())
        .find(|id| !id.is_empty());
    told.or_else(name).map_or_else(String::new, |id| {
        let digest = Sha256::new().chain_update("tolem ledger ").chain_update(id).finalize();
        hex::encode(digest).chars().take(16).collect()
    })
}

#[cfg(unix)]
fn name() -> Option<String> {
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    Some(name).filter(|name| !name.is_empty())
}

#[cfg(not(unix))]
fn name() -> Option<String> {
    std::env::var("COMPUTERNAME").ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_machine_says_the_same_each_time_and_not_its_id() {
        let said = super::machine();
        assert_eq!(said, super::machine());
        assert!(said.is_empty() || said.len() == 16);
    }
}
