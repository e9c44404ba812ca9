//! From a fresh machine without a keyring to a merchant's own account: profiles, secrets in a file or a variable, proofs,
//! and the doctor, through the real program.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

#[path = "common/program.rs"]
mod program;
#[path = "common/pty.rs"]
mod pty;

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use program::Served;

/// The program without a keyring.
fn command(home: &Path) -> Command {
    let mut command = program::command(home);
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus").env_remove("TOLEM_PASSPHRASE_FILE");
    command
}

fn add(home: &Path, host: &str, merchant: &str, more: &[&str]) {
    let fixed = [
        "profile",
        "add",
        "shop",
        "--environment",
        "sandbox",
        "--host",
        host,
        "--merchant",
        merchant,
        "--card-auth-id",
    ];
    let (code, _, err) = program::run(command(home).args(fixed).args(more), "");
    assert_eq!(code, 0, "{err}");
}

/// A profile for a sandbox, with its secrets in a file.
fn with_file(served: &Served, home: &Path) -> PathBuf {
    add(home, served.get("url"), served.get("merchant_id"), &[served.get("card_api_auth_id"), "--secrets", "file"]);
    let passphrase = home.join("passphrase");
    std::fs::write(&passphrase, "correct horse\n").unwrap();
    passphrase
}

fn unlocked(home: &Path, passphrase: &Path, arguments: &[&str], stdin: &str) -> (i32, String, String) {
    program::run(command(home).env("TOLEM_PASSPHRASE_FILE", passphrase).args(arguments), stdin)
}

fn three(served: &Served) -> String {
    format!("{}\n{}\n{}\n", served.get("secret_key"), served.get("payout_secret_key"), served.get("card_api_secret"))
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

/// The health of a check of `tolem doctor --json`.
fn health<'a>(report: &'a serde_json::Value, check: &str) -> Vec<&'a str> {
    let checks = report["checks"].as_array().unwrap().iter();
    checks.filter(|found| found["check"] == check).map(|found| found["health"].as_str().unwrap()).collect()
}

#[test]
fn secrets_in_a_file_are_saved_proven_used_rotated_and_forgotten() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let served = Served::start(11, 12);
    let passphrase = with_file(&served, home);

    let (code, out, err) = unlocked(home, &passphrase, &["login", "--stdin"], &three(&served));
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.starts_with("saved in the encrypted file for profile shop at "), "{out}");
    for proven in ["merchant secret is right", "payout secret is right", "card api secret is right"] {
        assert!(out.contains(proven), "{out}");
    }
    let file = home.join("data/tolem/secrets.age");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

    let payment = served.payments().0.remove(0).0;
    let (code, out, err) = unlocked(home, &passphrase, &["track", "payment", &payment], "");
    assert_eq!(code, 0, "{out}{err}");

    let (code, out, _) = unlocked(home, &passphrase, &["whoami", "--json"], "");
    let who = json(&out);
    assert_eq!((code, who["schema"].as_str(), who["store"].as_str()), (0, Some("tolem.whoami/1"), Some("file")));
    assert_eq!((who["chosen_by"].as_str(), who["edition"].as_str()), (Some("default"), None));
    assert!(who["secrets"].as_array().unwrap().iter().all(|secret| secret["state"] == "present"), "{who}");

    // A wrong new secret changes nothing.
    let before = std::fs::read(&file).unwrap();
    for login in [&["login", "--stdin"][..], &["login", "--rotate", "--stdin"]] {
        let (code, out, err) = unlocked(home, &passphrase, login, "canary-new\n");
        assert_eq!((code, out.as_str()), (4, ""), "{err}");
        assert!(err.contains("is wrong") && err.contains("the old secrets stay") && !err.contains("canary"), "{err}");
        assert_eq!(std::fs::read(&file).unwrap(), before);
    }
    // The same secrets are proven and not written again.
    let (code, out, err) = unlocked(home, &passphrase, &["login", "--stdin"], &three(&served));
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("saved in the encrypted file for profile shop at "), "{out}");
    assert_eq!(std::fs::read(&file).unwrap(), before);
    let (code, out, err) = unlocked(home, &passphrase, &["login", "--rotate", "--stdin"], &three(&served));
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("replaced in the encrypted file for profile shop"), "{out}");

    let (code, _, err) = unlocked(home, &passphrase, &["logout"], "");
    assert_eq!(code, 0, "{err}");
    let (code, _, err) = unlocked(home, &passphrase, &["track", "payment", &payment], "");
    assert_eq!(code, 1);
    assert!(err.contains("no secret is saved for profile shop"), "{err}");
}

#[test]
fn a_locked_file_a_wrong_passphrase_and_a_damaged_file_are_each_told_in_one_line() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let served = Served::start(12, 1);
    let passphrase = with_file(&served, home);
    let line = |(code, out, err): (i32, String, String)| {
        assert_eq!((code, out.as_str(), err.trim_end().lines().count()), (1, "", 1), "{err}");
        err.trim_end().to_owned()
    };
    let locked = program::run(command(home).args(["login", "--stdin"]), &three(&served));
    assert!(line(locked).contains("there is no terminal to ask for its passphrase"));
    std::fs::write(home.join("empty"), "\n").unwrap();
    let empty = line(unlocked(home, &home.join("empty"), &["login", "--stdin"], &three(&served)));
    assert!(empty.contains("whose first line is empty"), "{empty}");
    let (code, out, err) = unlocked(home, &passphrase, &["login", "--stdin", "--no-proof"], &three(&served));
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("not proven, as --no-proof asks"), "{out}");

    std::fs::write(home.join("wrong"), "canary-wrong\n").unwrap();
    let wrong = line(unlocked(home, &home.join("wrong"), &["track", "payment", "1"], ""));
    assert!(wrong.contains("the passphrase does not open") && !wrong.contains("canary"), "{wrong}");
    let file = home.join("data/tolem/secrets.age");
    std::fs::write(&file, "not an age file").unwrap();
    let damaged = line(unlocked(home, &passphrase, &["track", "payment", "1"], ""));
    assert!(damaged.contains("is damaged, or no encrypted store of tolem"), "{damaged}");
    let (code, out, _) = unlocked(home, &passphrase, &["whoami"], "");
    assert_eq!(code, 0);
    assert!(out.contains("merchant secret  ? not known: ") && out.contains("secrets.age is damaged"), "{out}");
}

#[test]
fn a_variable_is_used_when_the_profile_names_it_announced_each_time_and_never_otherwise() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let served = Served::start(13, 12);
    let named = [served.get("card_api_auth_id"), "--secrets", "environment", "--secrets-env", "SHOP_SECRET"];
    add(home, served.get("url"), served.get("merchant_id"), &named);
    let payment = served.payments().0.remove(0).0;
    let with =
        |arguments: &[&str], secret: &str| program::run(command(home).env("SHOP_SECRET", secret).args(arguments), "");
    let announced = "tolem: the secrets of profile shop come from the environment variable SHOP_SECRET\n";
    let (code, out, err) = with(&["track", "payment", &payment], served.get("secret_key"));
    assert_eq!((code, err.as_str()), (0, announced), "{out}");
    let (code, out, err) = with(&["whoami"], served.get("secret_key"));
    assert_eq!((code, err.as_str()), (0, announced));
    assert!(out.contains("merchant secret  ✓ present (the environment variable SHOP_SECRET)"), "{out}");
    assert!(out.contains("payout secret    ✗ missing (the environment variable SHOP_SECRET_PAYOUT)"), "{out}");
    assert!(!out.contains(served.get("secret_key")));
    let (code, _, err) = with(&["track", "payment", &payment], "");
    assert_eq!(code, 1);
    assert!(
        err.ends_with("from the environment variable SHOP_SECRET, which is not set: nothing was sent, set it\n"),
        "{err}"
    );
    let (code, out, err) = with(&["login", "--stdin"], "");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("takes this secret from the environment variable SHOP_SECRET"), "{err}");

    // The same variable is nothing to a profile that does not name it.
    let config = home.join("config/tolem/config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("secrets")).collect();
    std::fs::write(&config, kept.join("\n")).unwrap();
    let (code, _, err) = with(&["track", "payment", &payment], served.get("secret_key"));
    assert_eq!(code, 1);
    assert!(err.contains("no secret store is running"), "{err}");
}

#[test]
fn whoami_says_what_chose_the_profile() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let named = ["1", "--secrets", "environment", "--secrets-env", "NOT_SET_ANYWHERE"];
    add(home, "http://127.0.0.1:9", "510001", &named);
    let chosen = |command: &mut Command| {
        let (code, out, err) = program::run(command.args(["whoami", "--json"]), "");
        assert_eq!(code, 0, "{err}");
        json(&out)["chosen_by"].as_str().unwrap().to_owned()
    };
    assert_eq!(chosen(&mut command(home)), "default");
    assert_eq!(chosen(command(home).env("TOLEM_PROFILE", "shop")), "TOLEM_PROFILE");
    assert_eq!(chosen(command(home).env("TOLEM_PROFILE", "other").args(["--profile", "shop"])), "--profile");
    let (code, out, err) = program::run(command(home).env("TOLEM_PROFILE", "other").arg("whoami"), "");
    assert_eq!((code, out.as_str()), (6, ""));
    assert!(err.contains("profile other does not exist"), "{err}");
}

#[test]
fn the_doctor_finds_what_is_wrong_and_says_how_to_mend_it() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let (code, out, _) = program::run(command(home).arg("doctor"), "");
    assert_eq!(code, 0, "nothing is bad on a fresh machine: {out}");
    assert!(out.contains("! warn profile          there is none yet\n"), "{out}");

    let served = Served::start(14, 12);
    let passphrase = with_file(&served, home);
    let (code, out, err) = unlocked(home, &passphrase, &["doctor"], "");
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("✗ bad  merchant secret  is not in the encrypted file"), "{out}");
    assert!(out.contains("→ tolem login --profile shop\n"), "{out}");
    assert_eq!(err, "tolem: one check is bad; its line says how to mend it\n");

    unlocked(home, &passphrase, &["login", "--stdin", "--no-proof"], &three(&served));
    let (code, out, err) = unlocked(home, &passphrase, &["doctor", "--json"], "");
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let report = json(&out);
    assert_eq!((report["schema"].as_str(), report["healthy"].as_bool()), (Some("tolem.doctor/1"), Some(true)));
    assert_eq!(health(&report, "proof"), ["ok", "ok", "ok"], "{report}");
    for check in ["settings", "profile", "time zone", "ledger", "disk", "secret store", "name", "connection", "tls"] {
        assert_eq!(health(&report, check), ["ok"], "{check}: {report}");
    }
    assert!(!home.join("data/tolem/shop.db").exists(), "a look makes no ledger");

    unlocked(home, &passphrase, &["login", "--stdin", "--no-proof"], "canary-wrong\n");
    let (code, out, _) = unlocked(home, &passphrase, &["doctor", "--json"], "");
    assert_eq!(code, 1);
    assert_eq!(health(&json(&out), "proof"), ["bad", "ok", "ok"], "{out}");
    assert!(!out.contains("canary"));
    drop(served);
    let (code, out, _) = unlocked(home, &passphrase, &["doctor", "--json"], "");
    assert_eq!((code, health(&json(&out), "connection")), (1, vec!["bad"]), "{out}");
}

#[test]
fn a_host_that_sends_everybody_elsewhere_is_no_healthy_gateway() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut asked = [0_u8; 4096];
            let _ = std::io::Read::read(&mut stream, &mut asked);
            let reply = b"HTTP/1.1 302 Found\r\nlocation: /login\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            let _ = std::io::Write::write_all(&mut stream, reply);
        }
    });
    add(home, &host, "51", &["7", "--secrets", "environment", "--secrets-env", "SHOP"]);
    let doctor = |arguments: &[&str]| program::run(command(home).env("SHOP", "canary-secret").args(arguments), "");
    let (code, out, _) = doctor(&["doctor", "--probe", "--json"]);
    let report = json(&out);
    assert_eq!((code, &report["healthy"]), (1, &serde_json::json!(false)), "{out}");
    assert_eq!(health(&report, "proof"), ["bad"], "{out}");
    let probes = health(&report, "probe");
    assert!(!probes.is_empty() && probes.iter().all(|health| *health == "warn"), "{out}");
}

#[test]
fn neither_login_nor_logout_changes_a_variable_and_both_say_so_alike() {
    let home = tempfile::tempdir().unwrap();
    add(home.path(), "http://127.0.0.1:9", "51", &["7", "--secrets", "environment", "--secrets-env", "SHOP"]);
    let run = |word: &str| program::run(command(home.path()).env("SHOP", "canary").arg(word), "");
    let (login, logout) = (run("login"), run("logout"));
    assert_eq!((login.0, login.1.as_str()), (2, ""), "{}", login.2);
    assert_eq!(login, logout);
    assert!(login.2.contains("SHOP") && login.2.lines().count() == 1, "{}", login.2);
}

#[test]
fn a_probe_writes_what_reads_settle_and_keeps_the_comments() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let served = Served::start(15, 1);
    let passphrase = with_file(&served, home);
    unlocked(home, &passphrase, &["login", "--stdin", "--no-proof"], &three(&served));
    let config = home.join("config/tolem/config.toml");
    let mut text = std::fs::read_to_string(&config).unwrap();
    text.push_str("\n# by the pages\n[profiles.shop.wire]\ncard_info = false # off until asked\n");
    std::fs::write(&config, &text).unwrap();
    let effects = served.effects().len();
    let (code, out, err) = unlocked(home, &passphrase, &["doctor", "--probe"], "");
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("written: wire.card_info = true\n"), "{out}");
    assert!(out.contains("! warn probe            wire.card_auth: both are taken, so it stays as it is\n"), "{out}");
    assert!(out.contains("only invoice/pay, which takes money, itself would tell"), "{out}");
    let expected = text.replace("card_info = false", "card_info = true") + "invoice_reads = true\n";
    assert_eq!(std::fs::read_to_string(&config).unwrap(), expected);
    assert_eq!(served.effects().len(), effects);
}

#[test]
fn the_doctor_looks_at_a_terminal_that_answers_nothing_and_leaves_it_as_it_was() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = pty::Terminal::start(home.path(), 24, 100, &["doctor"]);
    let screen = terminal.wait_for("whole frames");
    assert!(screen.contains("✓ ok   size             100 columns, 24 rows"), "{screen}");
    assert_eq!(terminal.end(), 0);
    assert!(terminal.modes_are_restored());
}

#[test]
fn the_first_start_sets_up_a_merchant_on_screen_and_opens_its_dashboard() {
    let home = tempfile::tempdir().unwrap();
    let served = Served::start(16, 8);
    let mut terminal = pty::Terminal::start(home.path(), 30, 100, &[]);
    terminal.wait_for("› Try the sandbox");
    terminal.keys("\t\r");
    terminal.wait_for("Kazakhstan");
    // Another host, the sandbox on this machine, and a file, for here is no keyring.
    terminal.keys("\x1b[D\t");
    terminal.paste(served.get("url").trim_end_matches('/'));
    terminal.keys("\t\x1b[D\t\t");
    terminal.paste(served.get("merchant_id"));
    terminal.keys("\t\t\t\x1b[C\t");
    terminal.paste("canary-wrong\n");
    terminal.keys("\t");
    terminal.paste("correct horse");
    terminal.keys("\t");
    // Twice, for the file is new.
    terminal.paste("correct horse");
    terminal.keys("\t\r");
    let refused = terminal.wait_for("the gateway refuses its signature; nothing is saved");
    assert!(!refused.contains("canary") && refused.contains("••••"), "{refused}");
    assert!(!home.path().join("config/tolem/config.toml").exists());
    assert!(!home.path().join("data/tolem/secrets.age").exists());
    terminal.keys("\x15");
    terminal.paste(served.get("secret_key"));
    terminal.keys("\t\t\t\r");
    terminal.wait("the dashboard", |text| text.contains("shop") && text.contains("merchant 510001"));
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
    assert!(terminal.modes_are_restored());
    let written = String::from_utf8_lossy(&terminal.written()).into_owned();
    assert!(!written.contains("canary") && !written.contains(served.get("secret_key")));
    let passphrase = home.path().join("passphrase");
    std::fs::write(&passphrase, "correct horse\n").unwrap();
    let (code, out, _) = unlocked(home.path(), &passphrase, &["doctor", "--json"], "");
    assert_eq!((code, health(&json(&out), "proof")), (0, vec!["ok"]), "{out}");
}

#[test]
fn the_first_start_takes_secrets_from_a_variable_that_it_names_and_saves_none() {
    let home = tempfile::tempdir().unwrap();
    let served = Served::start(17, 8);
    let environment = [("SHOP_SECRET", served.get("secret_key"))];
    let mut terminal = pty::Terminal::start_with(home.path(), 30, 100, &[], &environment);
    terminal.wait_for("› Try the sandbox");
    terminal.keys("\t\r");
    terminal.wait_for("Kazakhstan");
    terminal.keys("\x1b[D\t");
    terminal.paste(served.get("url").trim_end_matches('/'));
    terminal.keys("\t\x1b[D\t\t");
    terminal.paste(served.get("merchant_id"));
    terminal.keys("\t\t\t\x1b[D");
    terminal.wait_for("environment variables");
    terminal.keys("\t");
    // One that is not set proves nothing, which is told before anything is saved.
    terminal.paste("SHOP_SECRAT");
    terminal.keys("\t\r");
    terminal.wait_for("the environment variable SHOP_SECRAT is not set");
    assert!(!home.path().join("config/tolem/config.toml").exists());
    terminal.keys("\x1b");
    terminal.wait_for("Prove and save");
    // Back from the button to the variable.
    terminal.keys("\x1b[Z\x15");
    terminal.paste("SHOP_SECRET");
    terminal.keys("\t\r");
    terminal.wait("the dashboard", |text| text.contains("shop") && text.contains("merchant 510001"));
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
    let settings = std::fs::read_to_string(home.path().join("config/tolem/config.toml")).unwrap();
    assert!(settings.contains("secrets_env = \"SHOP_SECRET\""), "{settings}");
    let written = String::from_utf8_lossy(&terminal.written()).into_owned();
    assert!(!written.contains(served.get("secret_key")) && !settings.contains(served.get("secret_key")));
    assert!(!home.path().join("data/tolem/secrets.age").exists());
}
