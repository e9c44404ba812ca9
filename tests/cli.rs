//! The program's answers to wrong input: one line, what was not done, what to do, and the exit code.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

#[path = "common/program.rs"]
mod program;
#[path = "common/pty.rs"]
mod pty;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use pty::Terminal;

fn command(home: &Path) -> Command {
    let mut command = program::command(home);
    // No keyring answers here.
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    command
}

/// Runs it to its end: exit code, standard output, standard error.
fn tolem(home: &Path, arguments: &[&str]) -> (i32, String, String) {
    tolem_with(home, arguments, "")
}

fn tolem_with(home: &Path, arguments: &[&str], stdin: &str) -> (i32, String, String) {
    program::run(command(home).args(arguments), stdin)
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
    let twin =
        ["profile", "add", "b", "--environment", "sandbox", "--host", "http://127.0.0.1:9", "--merchant", "510001"];
    let said = "tolem: profile shop is merchant 510001 at http://127.0.0.1:9 already: nothing was changed; two ledgers of one merchant could refund twice, use that profile";
    assert_eq!(refused(home.path(), &twin), (2, said.to_owned()));
    let spoken = ["profile", "add", "b", "--environment", "live", "--host", "https://:canary@x.kz", "--merchant", "1"];
    let (code, said) = refused(home.path(), &spoken);
    assert!(code == 2 && said.contains("name and port only, such as https://api.freedompay.kz; nothing"), "{said}");
    assert!(!said.contains("canary"), "{said}");
    assert_eq!(tolem(home.path(), &["profile", "list"]).1.lines().count(), 1);
    assert_eq!(refused(home.path(), &["profile", "remove", "shoop"]).0, 6);
    assert_eq!(refused(home.path(), &["--config", "/nonexistent/c.toml", "profile", "list"]).0, 1);
    assert_eq!(tolem(home.path(), &["profile", "remove", "shop"]).0, 0);
    assert_eq!(refused(home.path(), &["login", "--stdin"]).0, 6);
}

#[test]
fn profiles_as_json_say_how_they_stand_and_words_go_to_standard_error() {
    let home = tempfile::tempdir().unwrap();
    let profiles = |arguments: &[&str]| {
        let (code, out, err) = tolem(home.path(), arguments);
        assert_eq!(code, 0, "{err}");
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(value["schema"], "tolem.profiles/1");
        (value["profiles"].as_array().unwrap().clone(), err)
    };
    assert_eq!(profiles(&["profile", "list", "--json"]), (vec![], String::new()));
    add_profile(home.path());
    let more = ["profile", "add", "two", "--environment", "sandbox", "--host", "http://127.0.0.1:1", "--merchant", "7"];
    let (added, words) = profiles(&[&more[..], &["--json"]].concat());
    assert_eq!(
        added,
        [serde_json::json!({
            "name": "two",
            "default": false,
            "environment": "sandbox",
            "host": "http://127.0.0.1:1/",
            "merchant_id": "7",
            "card_auth_id": null,
            "currency": "KZT",
            "zone": "Asia/Almaty",
            "read_only": false,
            "store": "keyring",
            "limits": { "per_operation": null, "per_day": null },
        })]
    );
    assert!(words.starts_with("profile two is in "), "{words}");
    assert_eq!(profiles(&["profile", "show", "two", "--json"]).0, added);
    assert_eq!(profiles(&["profile", "use", "two", "--json"]).0[0]["default"], true);
    assert_eq!(profiles(&["profile", "list", "--json"]).0.len(), 2);
    let (left, words) = profiles(&["profile", "remove", "two", "--json"]);
    assert!(left.len() == 1 && left[0]["name"] == "shop", "{left:?}");
    assert!(words.contains("its ledger stays"), "{words}");
    let none = "; no profile is the default now, `tolem profile use NAME` chooses one";
    assert!(words.trim_end().ends_with(none), "{words}");
    let said = "tolem: no profile is the default: name one with --profile NAME, or choose the default with `tolem profile use NAME`";
    assert_eq!(refused(home.path(), &["status", "payment", "1"]), (6, said.to_owned()));
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
    assert_eq!(
        (code, said.as_str()),
        (2, "tolem: order id has 51 characters, at most 50 are allowed: shorten it; nothing was sent")
    );
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

const REFUND: [&str; 6] = ["refund", "payment", "700001", "--amount", "1.50", "--yes"];

#[test]
fn money_is_refused_for_wrong_arguments_before_anything_is_opened() {
    let home = tempfile::tempdir().unwrap();
    add_profile(home.path());
    let cases: &[(&[&str], &str)] = &[
        (&["refund", "payment", "--full"], "name one record"),
        (&["refund", "payment", "1", "--order", "A", "--full"], "name one record"),
        (&["refund", "payment", "1 2", "--full", "--yes"], "gateway id"),
        (&["refund", "payment", "1", "--yes"], "a missing amount never means all"),
        (&["refund", "payment", "1", "--amount", "", "--yes"], "no amount"),
        (&["refund", "payment", "1", "--amount", "1,5", "--yes"], "use a dot"),
        (&["refund", "payment", "1", "--amount", "-5", "--yes"], "no sign"),
        (&["clear", "card", "T1", "--amount", "0", "--yes"], "the amount is zero"),
        (&["clear", "card", "T1", "--amount", "1", "--full"], "exclude each other"),
        (&["cancel", "card", "T1", "--yes"], "only the hold of a payment"),
        (&["refund", "payment", "1", "--full"], "there is no terminal to ask on"),
        (&["cancel", "payment", "1"], "there is no terminal to ask on"),
    ];
    for (arguments, expected) in cases {
        let (code, said) = refused(home.path(), arguments);
        assert!(
            code == 2 && said.contains(expected) && said.contains("nothing was sent"),
            "{arguments:?}: {code} {said}"
        );
    }
    for unknown in [&["refund", "payout", "1", "--full"][..], &["refund", "payment", "1", "--ful"], &["cancel"]] {
        let (code, out, err) = tolem(home.path(), unknown);
        assert!(code == 2 && out.is_empty() && err.contains("--help"), "{err}");
    }
    assert!(!home.path().join("data").exists(), "no ledger was made");
}

#[test]
fn read_only_refuses_money_before_anything_is_opened() {
    let home = tempfile::tempdir().unwrap();
    add_profile(home.path());
    let mut refund = REFUND.to_vec();
    refund.push("--read-only");
    let decide = ["resolve", "2233aabb", "--applied", "--reason", "seen at the bank", "--yes", "--read-only"];
    for arguments in [&refund[..], &["cancel", "payment", "1", "--yes", "--read-only"], &decide] {
        let (code, said) = refused(home.path(), arguments);
        assert!(code == 3 && said.contains("read-only: nothing was sent"), "{code} {said}");
    }
    assert!(!home.path().join("data").exists(), "no ledger was made");
}

#[test]
fn yes_is_no_consent_for_live_money_without_the_order_that_it_expects() {
    let home = tempfile::tempdir().unwrap();
    let host = "https://api.freedompay.kz";
    let add = ["profile", "add", "shop", "--environment", "live", "--host", host, "--merchant", "510001"];
    assert_eq!(tolem(home.path(), &add).0, 0);
    let (code, said) = refused(home.path(), &REFUND);
    assert!(code == 3 && said.contains("nothing was sent") && said.contains("--expect-order"), "{code} {said}");
    assert!(!home.path().join("data").exists(), "no ledger was made");
    let mut expecting = REFUND.to_vec();
    expecting.extend(["--expect-order", "A-1001"]);
    // A decision lets new money be moved.
    let decide = ["resolve", "2233aabb", "--not-applied", "--reason", "seen at the bank", "--yes"];
    let (code, said) = refused(home.path(), &decide);
    assert!(code == 3 && said.contains("nothing was decided") && said.contains("--expect-order"), "{code} {said}");
    assert!(!home.path().join("data").exists(), "no ledger was made");
    let mut deciding = decide.to_vec();
    deciding.extend(["--expect-order", "A-1001"]);
    // They go on as far as the keyring, which is not there.
    for arguments in [&expecting[..], &deciding] {
        let (code, said) = refused(home.path(), arguments);
        assert!(code == 1 && said.contains("no secret store is running"), "{code} {said}");
    }
}

#[test]
fn decisions_and_reads_are_asked_for_in_one_way_only() {
    let home = tempfile::tempdir().unwrap();
    add_profile(home.path());
    let cases: &[(&[&str], &str)] = &[
        (&["resolve"], "name an operation, or give --all"),
        (&["resolve", "2233aabb", "--all"], "exclude each other"),
        (&["resolve", "the-last-one"], "eight digits"),
        (&["resolve", "2233aabb", "--applied"], "needs --reason"),
        (&["resolve", "2233aabb", "--applied", "--reason", "ok", "--yes"], "too short"),
        (&["resolve", "2233aabb", "--applied", "--reason", "seen at the bank"], "there is no terminal to ask on"),
    ];
    for (arguments, expected) in cases {
        let (code, said) = refused(home.path(), arguments);
        assert!(code == 2 && said.contains(expected), "{arguments:?}: {code} {said}");
    }
    assert_eq!(tolem(home.path(), &["operations", "--limit", "0"]).0, 2);
}

#[test]
fn a_list_of_operations_needs_no_keyring_and_makes_no_ledger() {
    let home = tempfile::tempdir().unwrap();
    add_profile(home.path());
    assert_eq!(tolem(home.path(), &["operations"]), (0, "no operation yet\n".to_owned(), String::new()));
    let (code, out, err) = tolem(home.path(), &["operations", "--unresolved", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&out).unwrap();
    let expected = serde_json::json!({ "schema": "tolem.operations/1", "operations": [], "more": false });
    assert_eq!((code, value, err.as_str()), (0, expected, ""));
    assert!(!home.path().join("data").exists(), "no ledger was made");
}

#[test]
fn a_command_without_a_json_form_refuses_json() {
    let home = tempfile::tempdir().unwrap();
    add_profile(home.path());
    for arguments in [
        &["--json"][..],
        &["demo", "--json"],
        &["--json", "config", "check"],
        &["man", "--json"],
        &["completions", "zsh", "--json"],
    ] {
        let (code, said) = refused(home.path(), arguments);
        assert!(code == 2 && said.contains("no JSON form"), "{arguments:?}: {code} {said}");
    }
}

#[test]
fn the_help_of_money_has_examples_and_exit_codes() {
    let home = tempfile::tempdir().unwrap();
    for (command, example) in [
        ("refund", "tolem refund payment 7999007876 --amount 1500.50"),
        ("clear", "tolem clear card T1001"),
        ("cancel", "tolem cancel payment"),
        ("operations", "tolem operations --unresolved"),
        ("resolve", "tolem resolve --all --wait"),
        ("status", "tolem status invoice --order A-1001 --watch"),
        ("list", "tolem list payment --filter"),
        ("export", "tolem export payment --format csv --output payments.csv"),
    ] {
        let (code, out, _) = tolem(home.path(), &[command, "--help"]);
        assert!(code == 0 && out.contains(example), "{out}");
    }
}

#[test]
fn no_control_and_no_override_of_a_name_reaches_the_terminal() {
    let home = tempfile::tempdir().unwrap();
    add_profile(home.path());
    let raw = |text: &str| text.contains(['\u{1b}', '\u{202e}']);
    let mut named = command(home.path());
    let (code, out, err) = program::run(named.env("TOLEM_PROFILE", "x\u{1b}[31m\u{202e}").arg("whoami"), "");
    assert_eq!((code, out.as_str()), (6, ""));
    assert!(err.starts_with("tolem: profile x·[31m· does not exist") && !raw(&err), "{err:?}");
    let (code, said) = refused(home.path(), &["--config", "/tmp/\u{1b}[31mX", "whoami"]);
    assert_eq!((code, said.as_str()), (1, "tolem: /tmp/·[31mX: there is no such file; nothing was read"));
    let file = home.path().join("\u{1b}[31mx.csv");
    let export = ["export", "payment", "--format", "csv", "-o", file.to_str().unwrap()];
    let (code, _, err) = tolem(home.path(), &export);
    assert_eq!(code, 0);
    assert!(err.contains("/·[31mx.csv") && !raw(&err), "{err:?}");
}

#[test]
fn variables_that_are_set_but_empty_choose_no_merchant_and_no_language() {
    let home = tempfile::tempdir().unwrap();
    add_profile(home.path());
    let with = |name: &str, arguments: &[&str]| program::run(command(home.path()).env(name, "").args(arguments), "");
    let (code, out, err) = with("TOLEM_LANG", &["explain", "10009"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("10009"), "{out}");
    let (code, out, err) = with("TOLEM_PROFILE", &["whoami"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.starts_with("tolem: the profile's name is empty (--profile, or TOLEM_PROFILE, which is set)"), "{err}");
}

#[test]
fn settings_that_never_end_are_not_read() {
    let home = tempfile::tempdir().unwrap();
    let (code, said) = refused(home.path(), &["--config", "/dev/zero", "whoami"]);
    assert_eq!(code, 1);
    assert!(said.starts_with("tolem: /dev/zero cannot be used: it is no regular file"), "{said}");
}

#[test]
fn a_profile_is_called_by_no_flag() {
    let home = tempfile::tempdir().unwrap();
    let fixed = ["--environment", "sandbox", "--host", "http://127.0.0.1:9", "--merchant", "510001"];
    let (code, said) = refused(home.path(), &[&["profile", "add"][..], &fixed, &["--", "--json"]].concat());
    assert_eq!(code, 2);
    assert!(said.contains("the first a letter or a digit") && said.contains("nothing was changed"), "{said}");
}

#[test]
fn what_profile_add_cannot_use_stands_on_no_line_of_a_file() {
    let home = tempfile::tempdir().unwrap();
    let add = |more: &[&str]| refused(home.path(), &[&["profile", "add", "p5", "--environment"][..], more].concat());
    let scheme = "tolem: --host: write it with its scheme, such as http://127.0.0.1:8099; nothing was saved";
    for host in ["127.0.0.1:8099", "localhost:8099"] {
        assert_eq!(add(&["sandbox", "--host", host, "--merchant", "1"]), (2, scheme.to_owned()));
    }
    let live = ["live", "--host", "https://api.freedompay.kz", "--merchant"];
    for (more, says) in [
        (&["x"][..], "profile p5: merchant_id: "),
        (&["1", "--currency", "XXX"], "profile p5: currency XXX is not known"),
        (&["1", "--zone", "Mars"], "profile p5: zone Mars is not known"),
        (&["1", "--limit-day", "x"], "profile p5: limits.per_day: "),
        (
            &["1", "--limit-operation", "10", "--limit-day", "5"],
            "profile p5: limits.per_operation (10.00) is more than",
        ),
    ] {
        let (code, said) = add(&[&live[..], more].concat());
        assert!(said.starts_with(&format!("tolem: {says}")) && said.ends_with("; nothing was saved"), "{said}");
        assert!(code == 2 && !said.contains("config.toml"), "{said}");
    }
    assert!(!home.path().join("config/tolem/config.toml").exists());
}

#[test]
fn a_search_with_many_hits_names_the_best_one() {
    let home = tempfile::tempdir().unwrap();
    let (code, out, err) = tolem(home.path(), &["explain", "insufficient", "funds"]);
    let best = out.split_whitespace().next().unwrap();
    assert_eq!(code, 0);
    assert!(err.contains(&format!("such as {best}, tells")), "{err}");
}
