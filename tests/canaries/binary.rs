//! The program itself: what it prints, what it leaves behind, and what may be found of it in memory dumps.

use std::io::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::search::{Canary, assert_folder_silent, assert_silent};

fn canaries() -> [Canary; 3] {
    [
        Canary::new("merchant secret", "canary-merchant<&\"7Lw9Zt"),
        Canary::new("payout secret", "canary-payout-Qx4nB2vR"),
        Canary::new("Card API secret", "canary-card-Hs8kD1mW"),
    ]
}

/// A home with a profile, and no keyring that answers.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let add = "profile add shop --environment sandbox --host http://127.0.0.1:9 --merchant 510001 --card-auth-id 77";
    let added = run(home.path(), &add.split(' ').collect::<Vec<_>>(), "");
    assert_eq!(added.0, 0, "{}", added.1);
    home
}

/// Runs the program to its end, with all logs on, and searches what it printed and left; answers exit code and text.
fn run(home: &Path, arguments: &[&str], stdin: &str) -> (i32, String) {
    let [merchant, payout, card] = canaries();
    let mut child = Command::new(env!("CARGO_BIN_EXE_tolem"))
        .args(arguments)
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_STATE_HOME", home.join("state"))
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
        .env("RUST_LOG", "trace")
        .env("TOLEM_LOG", "trace")
        .env("RUST_BACKTRACE", "full")
        .env("SHOP", merchant.value())
        .env("SHOP_PAYOUT", payout.value())
        .env("SHOP_CARD_API", card.value())
        .env_remove("TOLEM_PROFILE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses early does not read; that is not this test's concern.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    for written in [&output.stdout, &output.stderr] {
        assert_silent(&format!("what {arguments:?} printed"), written, &canaries());
    }
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code().unwrap(), text)
}

#[test]
fn secrets_that_cannot_be_saved_are_repeated_nowhere() {
    let home = home();
    let [merchant, payout, card] = canaries();
    let lines = format!("{}\n{}\n{}\n", merchant.value(), payout.value(), card.value());
    for arguments in [&["login", "--stdin"][..], &["login", "--from-env", "SHOP"], &["logout"], &[]] {
        let (code, said) = run(home.path(), arguments, &lines);
        assert_eq!(code, 1, "{said}");
    }
    assert!(assert_folder_silent("the home", home.path(), &canaries()) >= 1);
}

#[test]
fn signing_and_verifying_repeat_no_secret_wherever_it_comes_from() {
    let home = home();
    let secret = canaries()[0].value().to_owned();
    let stdin = format!("{secret}\npg_salt=abc&pg_amount=20.00&pg_order_id=A-1&pg_sig=00");
    let mut ran = Vec::new();
    for command in ["sign", "verify"] {
        let call = ["--script", "init_payment.php"];
        for source in
            [&["--secret", "env:SHOP"][..], &["--secret", "stdin", "--stdin"], &["--secret", "stdin", "--json"]]
        {
            let fields: &[&str] = if source.contains(&"--stdin") { &[] } else { &["pg_salt=abc", "pg_sig=0123"] };
            let (code, said) = run(home.path(), &[&[command], &call[..], source, fields].concat(), &stdin);
            assert!(code == 0 || command == "verify" && code == 1, "{code} {said}");
            ran.push(said);
        }
        // A secret in the wrong place: it is refused, and not repeated.
        let wrong = [
            vec![command, "--script", "x.php", "--secret", &secret, "a=b"],
            vec![command, "--script", "x.php", "--secret", "env:SHOP", &secret],
            vec![command, "--script", "x.php", "--secret", "env:SHOP", "--which", "payout"],
        ];
        for arguments in wrong {
            assert_eq!(run(home.path(), &arguments, "").0, 2);
        }
        let field = format!("secret_key={secret}");
        let (code, said) = run(home.path(), &[command, "--script", "x.php", "--secret", "env:SHOP", &field], "");
        assert!(code == 2 && said.contains("secret_key looks like a secret"), "{said}");
    }
    assert!(ran.iter().any(|said| said.contains("init_payment.php;abc;••••")), "{ran:?}");
    let token =
        ["sign", "--jws", "--id", "77", "--url", "https://x.kz/v5/merchant/invoice/pay", "--secret", "env:SHOP"];
    assert_eq!(run(home.path(), &token, "").0, 0);
    assert_folder_silent("the home", home.path(), &canaries());
}

#[test]
fn a_secret_in_the_settings_is_named_by_its_key_and_line_and_not_repeated() {
    let home = home();
    let path = home.path().join("config/tolem/config.toml");
    let good = std::fs::read_to_string(&path).unwrap();
    let secret = canaries()[1].value().to_owned();
    for line in [
        format!("secret_key = \"{secret}\""),
        format!("secret_key = [\"{secret}\"]"),
        format!("secret_key = {{ value = \"{secret}\" }}"),
        format!("secret_key = \"{secret}"),
        format!("secret_key = {secret}"),
        format!("read_only = \"{secret}\""),
    ] {
        std::fs::write(&path, format!("{}\n{line}\n", good.trim_end())).unwrap();
        let (code, said) = run(home.path(), &["profile", "list"], "");
        let at = good.trim_end().lines().count() + 1;
        assert!(code == 1 && said.contains(&format!("config.toml:{at}: ")), "{said}");
        assert!(said.contains("secret_key") || !line.ends_with('}') && !line.ends_with(']'), "{said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_program_leaves_no_core_dump() {
    use std::io::{BufRead as _, BufReader};

    let mut child = Command::new(env!("CARGO_BIN_EXE_tolem")).arg("sandbox").stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    let may_dump = Command::new("sh").args(["-c", &format!("kill -ABRT {}", child.id())]).status();
    let status = child.wait().unwrap();
    assert!(may_dump.unwrap().success());
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
    assert!(status.signal().is_some() && !status.core_dumped(), "{status:?}");
}
