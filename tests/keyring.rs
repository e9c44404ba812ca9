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

#[test]
#[ignore = "needs a Secret Service: .ci/with-keyring starts one"]
fn a_secret_in_the_keyring_is_replaced_by_one_that_has_signed_a_read_and_by_no_other() {
    let home = tempfile::tempdir().unwrap();
    let served = Served::start(8, 1);
    served.log_in(home.path());
    let entry = |name, merchant: &str| Entry {
        environment: "sandbox",
        host: served.get("url").to_owned(),
        merchant: merchant.to_owned(),
        name,
    };
    let merchant = entry(SecretName::Merchant, served.get("merchant_id"));
    let saved = || KeyringVault.get(&merchant).unwrap().map(|secret| secret.expose_secret().to_owned());
    let right = served.get("secret_key");
    assert_eq!(saved().as_deref(), Some(right));

    let (code, out, err) = tolem(home.path(), &["login", "--rotate", "--stdin"], "canary-new\n");
    assert_eq!((code, out.as_str()), (4, ""), "{err}");
    assert!(err.contains("the merchant secret is wrong") && err.contains("the old secrets stay"), "{err}");
    assert!(!err.contains("canary"), "{err}");
    assert_eq!(saved().as_deref(), Some(right));

    // An old secret, as it is after the merchant's cabinet has made a new one.
    KeyringVault.set(&merchant, &SecretString::from("old")).unwrap();
    let (code, out, _) = tolem(home.path(), &["doctor", "--json"], "");
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("refused its signature"), "{out}");
    served.fault(r#"{"call":"get_status3.php","fault":"drop_request","times":1}"#);
    let (code, _, err) = tolem(home.path(), &["login", "--rotate", "--stdin"], &format!("{right}\n"));
    assert_eq!(code, 7, "{err}");
    assert!(err.contains("is not proven") && err.contains("the old secrets stay"), "{err}");
    assert_eq!(saved().as_deref(), Some("old"));
    let (code, out, err) = tolem(home.path(), &["login", "--rotate", "--stdin"], &format!("{right}\n"));
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("replaced in the keyring for profile shop") && !out.contains(right), "{out}");
    assert_eq!(saved().as_deref(), Some(right));
    assert_eq!(tolem(home.path(), &["doctor"], "").0, 0);

    assert_eq!(tolem(home.path(), &["logout"], "").0, 0);
    let (code, out, _) = tolem(home.path(), &["whoami"], "");
    assert_eq!(code, 0);
    assert!(out.contains("merchant secret  ✗ missing (the keyring)"), "{out}");
}

/// A session of its own, whose keyring is filled and then locked; nobody is there to unlock it.
const LOCKED: &str = r#"
set -e
printf throwaway | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null
until dbus-send --session --dest=org.freedesktop.DBus --print-reply / \
    org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q "boolean true"; do sleep 0.05; done
"$TOLEM" login --from-env CANARY --no-proof >/dev/null
dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \
    org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login >/dev/null
"$TOLEM" "$@" && echo 0 || echo $?
"#;

#[test]
#[ignore = "needs a Secret Service: .ci/with-keyring starts one"]
fn a_locked_keyring_is_told_with_how_to_unlock_it_and_nothing_is_sent() {
    let home = tempfile::tempdir().unwrap();
    let add =
        ["profile", "add", "shop", "--environment", "sandbox", "--host", "http://127.0.0.1:9", "--merchant", "51"];
    assert_eq!(tolem(home.path(), &add, "").0, 0);
    let run = home.path().join("run");
    std::fs::create_dir(&run).unwrap();
    std::fs::set_permissions(&run, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    for line in [
        "track payment 1",
        "refund payment 1 --full --yes",
        "login --from-env CANARY --no-proof",
        "logout",
        "sign --script x a=1",
    ] {
        let mut command = program::at_home(std::process::Command::new("dbus-run-session"), home.path());
        command.args(["--", "sh", "-c", LOCKED, "sh"]).args(line.split_whitespace());
        command.env("TOLEM", env!("CARGO_BIN_EXE_tolem")).env("CANARY", "canary").env("XDG_RUNTIME_DIR", &run);
        // Without a screen there is nobody to ask, whom it would wait for.
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        let (_, out, err) = program::run(&mut command, "");
        let said: Vec<_> = err.lines().filter(|line| line.starts_with("tolem: ")).collect();
        assert_eq!((out.as_str(), said.len()), ("1\n", 1), "`{line}`: {err}");
        let expected = "tolem: the secret store is locked or refused access, so no secret was read or saved: unlock it and try again, or on a server let the profile say secrets = \"file\" (";
        assert!(said[0].starts_with(expected) && !err.contains("canary"), "`{line}`: {err}");
    }
}

/// Opens the refund dialog on the selected record, types an amount and sends it.
fn refund(terminal: &mut Terminal, amount: &str) {
    terminal.keys("r");
    terminal.wait_for("no amount: type a number");
    terminal.keys(&format!("\t\t{amount}"));
    terminal.wait("the request", |text| text.contains("ready") && text.contains("[ Send refund ]"));
    terminal.keys("\t\r");
}
