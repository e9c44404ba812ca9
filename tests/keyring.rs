//! What needs a real Secret Service. Run with `.ci/with-keyring cargo test --test keyring -- --ignored`.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

#[path = "common/program.rs"]
mod program;
#[path = "common/pty.rs"]
mod pty;

use program::{Served, tolem};
use pty::Terminal;
use secrecy::{ExposeSecret as _, SecretString};
use tolem::vault::{Entry, KeyringVault, SecretName, Vault as _};

#[test]
#[ignore = "needs a Secret Service: .ci/with-keyring starts one"]
fn a_secret_goes_into_the_keyring_and_comes_out_again() {
    let entry = Entry {
        environment: "sandbox",
        host: "http://127.0.0.1:1/".to_owned(),
        merchant: "510001".to_owned(),
        name: SecretName::Payout,
    };
    let vault = KeyringVault;
    assert!(vault.get(&entry).unwrap().is_none());
    vault.set(&entry, &SecretString::from("first")).unwrap();
    vault.set(&entry, &SecretString::from("second")).unwrap();
    assert_eq!(vault.get(&entry).unwrap().unwrap().expose_secret(), "second");
    let other = Entry { host: "http://127.0.0.1:2/".to_owned(), ..entry.clone() };
    assert!(vault.get(&other).unwrap().is_none(), "a secret belongs to its host");
    vault.remove(&entry).unwrap();
    vault.remove(&entry).unwrap();
    assert!(vault.get(&entry).unwrap().is_none());
}

#[test]
#[ignore = "needs a Secret Service: .ci/with-keyring starts one"]
fn a_dashboard_killed_between_sent_and_the_reply_shows_and_resolves_the_operation_at_its_next_start() {
    let home = tempfile::tempdir().unwrap();
    let served = Served::start(7, 60);
    served.log_in(home.path());

    // A payment that was paid and cleared, from the sandbox's own ledger of effects.
    let cleared = served.effects().into_iter().find(|effect| {
        effect["subject"] == "payment"
            && matches!(effect["kind"].as_str(), Some("pay" | "clear"))
            && !served
                .effects()
                .iter()
                .any(|other| other["gateway_id"] == effect["gateway_id"] && other["kind"] == "refund")
    });
    let cleared = cleared.expect("the sandbox has a cleared payment");
    let id = cleared["gateway_id"].as_str().unwrap().to_owned();
    let (code, out, err) = tolem(home.path(), &["track", "payment", &id], "");
    assert_eq!(code, 0, "{out}{err}");
    let before = served.effects().len();
    served.fault(r#"{"call":"revoke.php","fault":"delay_reply","seconds":60,"times":1}"#);

    let mut first = Terminal::start(home.path(), 40, 120, &[]);
    first.wait_for("merchant");
    first.keys("4");
    first.wait("the payment", |text| text.contains("Payments  1 of 1") && text.contains("● cleared"));
    refund(&mut first, "1.50");
    // The effect is at the gateway, the reply is not here: the moment to be killed.
    while served.effects().len() == before {
        std::thread::yield_now();
    }
    first.child.kill().unwrap();
    first.end();

    let mut second = Terminal::start(home.path(), 40, 120, &[]);
    second.wait_for("merchant");
    second.keys("5");
    second.wait("the operation, confirmed", |screen| screen.contains("refund") && screen.contains("confirmed"));
    second.keys("q");
    assert_eq!(second.end(), 0);
    assert!(second.modes_are_restored());
    let effects = served.effects();
    assert_eq!(effects.len(), before + 1, "exactly one effect: {effects:?}");
    assert_eq!(effects.last().unwrap()["gateway_id"].as_str().unwrap(), id);
}

/// Opens the refund dialog on the selected record, types an amount and sends it.
fn refund(terminal: &mut Terminal, amount: &str) {
    terminal.keys("r");
    terminal.wait_for("no amount: type a number");
    terminal.keys(&format!("\t\t{amount}"));
    terminal.wait("the request", |text| text.contains("ready") && text.contains("[ Send refund ]"));
    terminal.keys("\t\r");
}
