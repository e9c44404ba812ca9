//! The program's answers to wrong input: one line, what was not done, what to do, and the exit code.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

#[path = "common/pty.rs"]
mod pty;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use pty::Terminal;

fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tolem"));
    command
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_STATE_HOME", home.join("state"))
        // No keyring answers here.
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
        .env_remove("TOLEM_PROFILE");
    command
}

/// Runs it to its end: exit code, standard output, standard error.
fn tolem(home: &Path, arguments: &[&str]) -> (i32, String, String) {
    tolem_with(home, arguments, "")
}

fn tolem_with(home: &Path, arguments: &[&str], stdin: &str) -> (i32, String, String) {
    let mut child = command(home)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses early does not read; that is not this test's concern.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The one line on standard error, and the exit code.
fn refused(home: &Path, arguments: &[&str]) -> (i32, String) {
    let (code, out, err) = tolem(home, arguments);
    assert_eq!(out, "");
    assert_eq!(err.trim_end().lines().count(), 1, "{err}");
    (code, err.trim_end().to_owned())
}

fn add_profile(home: &Path) {
    let (code, _, err) = tolem(
        home,
        &["profile", "add", "shop", "--environment", "sandbox", "--host", "http://127.0.0.1:9", "--merchant", "510001"],
    );
    assert_eq!(code, 0, "{err}");
}

#[test]
fn the_sandbox_tells_where_it_is_and_ends_on_sigterm() {
    let home = tempfile::tempdir().unwrap();
    let mut child = command(home.path()).args(["sandbox", "--seed", "5"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
    for key in
        ["url", "merchant_id", "secret_key", "payout_secret_key", "card_api_auth_id", "card_api_secret", "control_url"]
    {
        assert!(ready[key].as_str().is_some_and(|value| !value.is_empty()), "{key} in {line}");
    }
    let port = ready["url"].as_str().unwrap().trim_end_matches('/').rsplit(':').next().unwrap().to_owned();
    let (code, said) = refused(home.path(), &["sandbox", "--listen", &format!("127.0.0.1:{port}")]);
    assert_eq!(code, 1);
    assert!(said.contains("in use") && said.contains("--listen"), "{said}");
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_sandbox_is_never_given_a_real_host() {
    let home = tempfile::tempdir().unwrap();
    for host in ["api.freedompay.kz:443", "0.0.0.0:8080", "192.168.1.5:80", "nonsense"] {
        let (code, said) = refused(home.path(), &["sandbox", "--listen", host]);
        assert_eq!(code, 2, "{said}");
    }
}

#[test]
fn a_mistake_in_a_scenario_is_told_with_file_and_line_and_nothing_is_served() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("day.toml");
    std::fs::write(&path, "[[fault]]\ncall = \"revoke.php\"\nfault = \"apply_then_drop_replay\"\n").unwrap();
    for command in ["sandbox", "demo"] {
        let (code, said) = refused(home.path(), &[command, "--faults", &path.display().to_string()]);
        let expected = format!("tolem: {}:3: unknown fault `apply_then_drop_replay`: did you mean `", path.display());
        assert!(code == 2 && said.starts_with(&expected) && said.contains("apply_then_drop_reply`?"), "{said}");
        let (code, said) = refused(home.path(), &[command, "--faults", "/nonexistent/day.toml"]);
        assert!(code == 2 && said.contains("/nonexistent/day.toml"), "{said}");
    }
}

#[test]
fn a_mistake_in_the_settings_is_told_with_file_line_and_the_nearest_key() {
    let home = tempfile::tempdir().unwrap();
    add_profile(home.path());
    let path = home.path().join("config/tolem/config.toml");
    let text = std::fs::read_to_string(&path).unwrap().replace("merchant_id", "merchantid");
    std::fs::write(&path, &text).unwrap();
    let (code, said) = refused(home.path(), &["profile", "list"]);
    assert_eq!(code, 1);
    let line = text.lines().position(|line| line.starts_with("merchantid")).unwrap() + 1;
    let expected = format!("tolem: {}:{line}: unknown key `merchantid`: did you mean `merchant_id`?", path.display());
    assert_eq!(said, expected);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn profiles_are_added_listed_shown_chosen_and_removed() {
    let home = tempfile::tempdir().unwrap();
    add_profile(home.path());
    assert!(tolem(home.path(), &["profile", "list"]).1.starts_with("* shop  sandbox  merchant 510001"));
    assert!(tolem(home.path(), &["profile", "show", "shop"]).1.contains("merchant_id = \"510001\""));
    assert_eq!(refused(home.path(), &["profile", "show", "shoop"]).0, 6);
    assert_eq!(refused(home.path(), &["profile", "use", "shoop"]).0, 6);
    let again = ["profile", "add", "shop", "--environment", "live", "--host", "https://x.kz", "--merchant", "1"];
    assert!(refused(home.path(), &again).1.contains("exists already"));
    let mixed = ["profile", "add", "b", "--environment", "live", "--host", "http://127.0.0.1:1", "--merchant", "1"];
    let (code, said) = refused(home.path(), &mixed);
    assert_eq!(code, 2);
    assert!(said.contains("only environment sandbox"), "{said}");
    assert_eq!(refused(home.path(), &["profile", "remove", "shoop"]).0, 6);
    assert_eq!(refused(home.path(), &["--config", "/nonexistent/c.toml", "profile", "list"]).0, 1);
    assert_eq!(tolem(home.path(), &["profile", "remove", "shop"]).0, 0);
    assert_eq!(refused(home.path(), &["login", "--stdin"]).0, 6);
}

#[test]
fn without_a_keyring_login_says_what_to_install_and_repeats_no_secret() {
    let home = tempfile::tempdir().unwrap();
    add_profile(home.path());
    let (code, out, err) = tolem_with(home.path(), &["login", "--stdin"], "canary-secret\n");
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("no secret store is running") && err.contains("apt install gnome-keyring"), "{err}");
    assert!(!err.contains("canary"));
}

#[test]
fn what_cannot_be_an_id_is_refused_before_anything_is_opened() {
    let home = tempfile::tempdir().unwrap();
    add_profile(home.path());
    let (code, said) = refused(home.path(), &["track", "payment", "--order", &"x".repeat(51)]);
    assert_eq!((code, said.as_str()), (2, "tolem: order id has 51 characters, at most 50 are allowed: shorten it"));
    assert_eq!(refused(home.path(), &["track", "payment"]).0, 2);
    assert_eq!(refused(home.path(), &["track", "card", "T1", "--amount", "1,5"]).0, 2);
    assert!(!home.path().join("data").exists(), "no ledger was made");
}

#[test]
fn a_ledger_that_is_not_ours_is_left_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    add_profile(home.path());
    let ledger = home.path().join("data/tolem/shop.db");
    std::fs::create_dir_all(ledger.parent().unwrap()).unwrap();
    std::fs::write(&ledger, "minutes of the last meeting").unwrap();
    let (code, said) = refused(home.path(), &["track", "payment", "1"]);
    assert_eq!(code, 1);
    assert!(said.contains("is not a ledger of tolem; it was left as it is"), "{said}");
    // The dashboard says the same on its screen, and with its exit code.
    let mut terminal = Terminal::start(home.path(), 24, 80, &[]);
    terminal.wait_for("is not a ledger of tolem");
    terminal.keys("q");
    assert_eq!(terminal.end(), 1);
    assert!(terminal.modes_are_restored());
    assert_eq!(std::fs::read_to_string(&ledger).unwrap(), "minutes of the last meeting");
}
