//! Ctrl-C, SIGTERM and a lost terminal in the middle of what moves money: before it is sent nothing was, afterwards the
//! outcome is unknown. The program against a sandbox, with its secrets in a variable.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

#[path = "common/program.rs"]
mod program;
#[path = "common/pty.rs"]
mod pty;

use std::collections::BTreeSet;
use std::io::Read as _;
use std::net::TcpListener;
use std::process::{Child, Command};

use program::Served;
use pty::Terminal;
use serde_json::Value;

/// The signal of a terminal that is gone, where it is known whether it is heard.
const LOST: &str = if cfg!(target_os = "linux") { "-HUP" } else { "-TERM" };

/// A sandbox, and a home with its profile.
struct Shop {
    served: Served,
    home: tempfile::TempDir,
    /// A saved card: whose it is, and its token.
    card: (String, String),
}

impl Shop {
    fn open() -> Self {
        let served = Served::start(7, 60);
        let home = tempfile::tempdir().unwrap();
        let shop = Self { served, home, card: program::saved_card(7, 60) };
        let (url, merchant) = (shop.served.get("url"), shop.served.get("merchant_id"));
        let line = format!(
            "profile add shop --environment sandbox --host {url} --merchant {merchant} --secrets environment --secrets-env SHOP \
             --back-link http://127.0.0.1:9/back --post-link http://127.0.0.1:9/post"
        );
        let (code, _, err) = shop.run(&line);
        assert_eq!((code, err.as_str()), (0, ""));
        Served::settle_quickly(shop.home.path());
        shop
    }

    /// A shop that follows a payment: its id, and how often money has moved so far.
    fn following() -> (Self, String, usize) {
        let shop = Self::open();
        let (id, _) = shop.served.payments().0.swap_remove(0);
        assert_eq!(shop.run(&format!("track payment {id}")).0, 0);
        let before = shop.served.effects().len();
        (shop, id, before)
    }

    fn command(&self, line: &str) -> Command {
        let mut command = if cfg!(target_os = "linux") {
            // A hangup is ignored by what is started from a shell that ignores it, as by `nohup`.
            let mut reset = Command::new("/usr/bin/env");
            reset.args(["--default-signal=HUP", env!("CARGO_BIN_EXE_tolem")]);
            program::at_home(reset, self.home.path())
        } else {
            program::command(self.home.path())
        };
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        command.args(line.split_whitespace());
        command
    }

    fn environment(&self) -> [(&str, &str); 3] {
        let (merchant, payout) = (self.served.get("secret_key"), self.served.get("payout_secret_key"));
        [("SHOP", merchant), ("SHOP_PAYOUT", payout), ("CARD", &self.card.1)]
    }

    fn run(&self, line: &str) -> (i32, String, String) {
        program::run(&mut self.command(line), "")
    }

    fn terminal(&self, line: &str) -> Terminal {
        let words: Vec<&str> = line.split_whitespace().collect();
        Terminal::start_with(self.home.path(), 40, 160, &words, &self.environment())
    }

    /// The operations that are not resolved, newest first.
    fn unresolved(&self) -> Vec<Value> {
        let (code, out, err) = self.run("operations --unresolved --json");
        assert_eq!(code, 0, "{err}");
        let mut value: Value = serde_json::from_str(&out).unwrap();
        serde_json::from_value(value["operations"].take()).unwrap()
    }
}

fn signal(name: &str, id: u32) {
    assert!(Command::new("kill").args([name, &id.to_string()]).status().unwrap().success());
}

/// The exit code and the last line on standard error.
fn ended(child: Child) -> (Option<i32>, String, String) {
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let err = text(output.stderr);
    (output.status.code(), text(output.stdout), err.trim_end().lines().last().unwrap_or_default().to_owned())
}

#[test]
fn what_was_sent_when_it_is_interrupted_is_unknown_and_stands_among_the_unresolved() {
    let shop = Shop::open();
    let (paid, held) = shop.served.payments();
    for (id, _) in [&paid[0], &held[0], &held[1]] {
        assert_eq!(shop.run(&format!("track payment {id}")).0, 0);
    }
    let user = &shop.card.0;
    let (code, _, err) =
        shop.run(&format!("payment charge --order CH-1 --amount 5 --user {user} --token env:CARD --yes"));
    assert_eq!(code, 0, "{err}");
    assert!([0, 5].contains(&shop.run("invoice create --order I-1 --amount 9 --yes").0));
    assert_eq!(shop.run("resolve --all --wait").0, 0);
    let page = shop.home.path().join("page.html");
    let cases = [
        ("revoke.php", "-INT", format!("refund payment {} --amount 1.50", paid[0].0)),
        ("do_capture.php", "-TERM", format!("clear payment {} --full", held[0].0)),
        ("cancel.php", "-INT", format!("cancel payment {}", held[1].0)),
        ("init_payment.php", "-TERM", "payment create --order C-1 --amount 5 --lifetime 30m".to_owned()),
        ("card/init", "-INT", format!("payment charge --order C-2 --amount 5 --user {user} --token env:CARD")),
        ("card/pay", "-TERM", format!("payment confirm --order CH-1 --page {}", page.display())),
        ("invoice/pay", "-INT", format!("invoice pay --order I-1 --user {user} --token env:CARD")),
        ("invoice/init", "-TERM", "invoice create --order C-3 --amount 5".to_owned()),
        ("reg2nonreg", LOST, "payout create --order C-4 --amount 5".to_owned()),
    ];
    let mut known = BTreeSet::new();
    for (call, name, line) in cases {
        shop.served.fault(&format!(r#"{{"call":"{call}","fault":"delay_reply","seconds":60}}"#));
        let mut child = shop.command(&format!("{line} --yes")).spawn().unwrap();
        let id = loop {
            let of = |operation: &Value| operation["id"].as_str().unwrap().to_owned();
            let new = shop.unresolved().iter().find(|row| row["state"] == "sent" && !known.contains(&of(row))).map(of);
            if let Some(id) = new {
                break id;
            }
            assert!(child.try_wait().unwrap().is_none(), "`{line}` ended by itself");
            std::thread::yield_now();
        };
        signal(name, child.id());
        let short = &id[id.len() - 8..];
        let said =
            format!("tolem: outcome unknown: it may have been sent, do not repeat it; `tolem resolve {short}` reads");
        assert_eq!(ended(child), (Some(5), String::new(), said), "`{line}`");
        let unresolved = shop.unresolved();
        let found = unresolved.iter().find(|row| row["id"] == id.as_str());
        assert!(
            found.is_some_and(|row| row["state"] == "sent" || row["state"] == "unknown"),
            "`{line}`: {unresolved:?}"
        );
        known.insert(id);
    }
    assert!(!page.exists(), "no empty page is left behind");
    // Without its profile nobody would look for them any more.
    let count = shop.unresolved().len();
    let word = if count == 1 { "operation" } else { "operations" };
    let refusal = format!(
        "tolem: profile shop has {count} unresolved {word}: nothing was removed; look with `tolem operations --unresolved --profile shop`, settle with `tolem resolve --all --profile shop`\n"
    );
    assert_eq!(shop.run("profile remove shop"), (3, String::new(), refusal));
    assert_eq!(shop.unresolved().len(), count);
}

#[test]
fn what_was_typed_before_the_question_is_no_answer_to_it() {
    let (shop, id, before) = Shop::following();
    let mut terminal = shop.terminal(&format!("refund payment {id} --amount 1.50"));
    terminal.keys("yes\r");
    terminal.wait_for("Type yes to go on");
    terminal.keys("no\r");
    terminal.wait_for("it was not confirmed: nothing was sent");
    assert_eq!((terminal.end(), shop.served.effects().len()), (3, before));
}

#[test]
fn a_command_that_is_repeated_after_an_unknown_outcome_moves_nothing_more() {
    let (shop, id, before) = Shop::following();
    shop.served.fault(r#"{"call":"revoke.php","fault":"apply_then_drop_reply","times":1}"#);
    let refund = format!("refund payment {id} --amount 1.50 --yes");
    assert_eq!(shop.run(&refund).0, 5);
    assert_eq!(shop.run(&refund).0, 3, "it is not settled");
    assert_eq!(shop.run("resolve --all --wait").0, 0);
    let (code, _, err) = shop.run(&refund);
    assert!(code == 3 && err.contains("did the same, though its answer was lost"), "{code} {err}");
    assert_eq!(shop.served.effects().len(), before + 1);
}

#[test]
fn of_several_equal_commands_at_once_one_moves_money() {
    let (shop, id, before) = Shop::following();
    let refund = format!("refund payment {id} --amount 1.50 --yes");
    let piped = std::process::Stdio::piped;
    let start = |_| shop.command(&refund).stdin(piped()).stdout(piped()).stderr(piped()).spawn().unwrap();
    let commands: Vec<Child> = (0..5).map(start).collect();
    let mut codes = Vec::new();
    for command in commands {
        let ended = command.wait_with_output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        let is_refused = said.lines().last().unwrap_or_default().starts_with("tolem: ");
        codes.push(ended.status.code().unwrap());
        // 7: it changed so often that no read of it held.
        assert!(matches!((codes.last(), is_refused), (Some(0), false) | (Some(3 | 7), true)), "{codes:?}: {said}");
    }
    assert_eq!(codes.iter().filter(|code| **code == 0).count(), 1, "{codes:?}");
    assert_eq!(shop.served.effects().len(), before + 1);
}

#[test]
fn what_is_interrupted_before_it_was_sent_was_not_sent() {
    let (shop, id, before) = Shop::following();
    let nothing = (Some(130), String::new(), "tolem: interrupted: nothing was sent".to_owned());
    let refund = format!("refund payment {id} --amount 1.50");

    // While the record is read afresh, at a gateway that takes the request and does not answer.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let settings = shop.home.path().join("config/tolem/config.toml");
    let good = std::fs::read_to_string(&settings).unwrap();
    let here = format!("http://{}/", silent.local_addr().unwrap());
    std::fs::write(&settings, good.replace(shop.served.get("url"), &here)).unwrap();
    for name in ["-INT", "-TERM", LOST] {
        let child = shop.command(&format!("{refund} --yes")).spawn().unwrap();
        let (mut request, _) = silent.accept().unwrap();
        assert_eq!(request.read(&mut [0]).unwrap(), 1);
        let refused = "tolem: profile shop is in use by another tolem: nothing was removed; end that one first\n";
        assert_eq!(shop.run("profile remove shop"), (3, String::new(), refused.to_owned()));
        signal(name, child.id());
        assert_eq!(ended(child), nothing);
    }
    std::fs::write(&settings, good).unwrap();

    // At the question: by the key, by a signal, and by the end of input.
    for (key, name, code, said) in [
        ("\x03", None, 130, "tolem: interrupted: nothing was sent"),
        ("", Some("-TERM"), 130, "tolem: interrupted: nothing was sent"),
        ("\x04", None, 3, "tolem: it was not confirmed: nothing was sent"),
    ] {
        let mut terminal = shop.terminal(&refund);
        terminal.wait_for("Type yes to go on");
        terminal.keys(key);
        if let Some(name) = name {
            signal(name, terminal.child.process_id().unwrap());
        }
        terminal.wait_for(said);
        assert_eq!(terminal.end(), code, "{key:?} {name:?}");
        assert!(terminal.line_discipline_is_restored());
    }

    // At the question for what must not be seen, before anything is opened.
    let mut terminal = shop.terminal("payment charge --order C-1 --amount 5 --user 77 --token prompt");
    terminal.wait_for("token of the saved card:");
    terminal.keys("\x03");
    terminal.wait_for("tolem: interrupted: nothing was sent");
    assert_eq!(terminal.end(), 130);
    assert!(terminal.line_discipline_is_restored(), "what is typed next is seen");

    assert_eq!(shop.served.effects().len(), before);
    assert_eq!(shop.unresolved(), Vec::<Value>::new());
    assert_eq!(shop.run("profile remove shop").0, 0, "a ledger without any does not keep its profile");
}

#[test]
fn a_money_command_whose_output_nobody_reads_ends_as_its_outcome_says() {
    let shop = Shop::open();
    let full = || std::fs::File::options().write(true).open("/dev/full").unwrap();
    let nobody = || std::io::pipe().unwrap().1;
    let before = shop.served.effects().len();
    for (line, code) in [
        ("payment create --order C-1 --amount 5 --yes", 0),
        ("payment create --order C-2 --amount 5 --yes --json", 0),
        ("payment create --order C-1 --amount 5 --yes", 3),
        ("status payment --order C-1", 0),
        ("resolve --all", 0),
        ("payout balance", 0),
    ] {
        for closed in ["out", "err", "both"] {
            let line = line.replace("C-", &format!("{closed}-"));
            let mut command = shop.command(&line);
            if closed != "err" {
                command.stdout(nobody());
            }
            if closed != "out" {
                command.stderr(nobody());
            }
            assert_eq!(program::run(&mut command, "").0, code, "`{line}` without {closed}");
        }
    }
    // An order that was made is made, whether its page could be printed or not.
    let (code, _, err) = program::run(shop.command("payment create --order F-1 --amount 5 --yes").stdout(full()), "");
    assert!(code == 0 && err.contains("standard output cannot be written: No space left on device"), "{code} {err}");
    let (code, _, err) = program::run(shop.command("status payment --order F-1").stdout(full()), "");
    assert!(code == 1 && err.contains("standard output cannot be written"), "{code} {err}");
    let (code, _, err) = program::run(shop.command("resolve --all").stdout(full()), "");
    assert!(code == 0 && err.contains("standard output cannot be written"), "{code} {err}");
    assert_eq!(shop.served.effects().len(), before, "nobody has paid");
}

/// Questions and what is typed at each.
type Typed = [(&'static str, &'static str)];

#[test]
fn questions_for_what_must_not_be_seen_show_nothing_and_give_the_terminal_back() {
    let home = tempfile::tempdir().unwrap();
    let add = "profile add shop --environment sandbox --host http://127.0.0.1:9 --merchant 51 --secrets file";
    assert_eq!(program::run(program::command(home.path()).args(add.split_whitespace()), "").0, 0);
    let new = "new passphrase for ";
    // What is waited for and typed in turn, the last line, and the exit code.
    let cases: [(&str, &Typed, &str, u32); 7] = [
        ("login", &[(new, "canary\x03")], "tolem: interrupted: nothing was read, saved or sent", 130),
        ("login", &[(new, "\x04")], "tolem: nothing was typed: nothing was read, saved or sent", 2),
        ("login", &[(new, "\r")], "tolem: the passphrase is empty, so nothing was saved: give one", 2),
        (
            "login",
            &[(new, "canary-1\r"), ("the same again:", "canary-2\r")],
            "tolem: the two are not the same, so nothing was saved: try again",
            2,
        ),
        (
            "login",
            &[(new, "canary-1\r"), ("the same again:", "canary-1\r"), ("merchant secret (", "canary\x03")],
            "tolem: interrupted: nothing was saved",
            130,
        ),
        (
            "login",
            &[
                (new, "canary-1\r"),
                ("the same again:", "canary-1\r"),
                ("merchant secret (", "\r"),
                ("payout secret (", "\r"),
            ],
            "tolem: no secret was given, so nothing was saved: give at least one",
            2,
        ),
        (
            "sign --script x --secret prompt a=1",
            &[("merchant secret:", "canary\x03")],
            "tolem: interrupted: nothing was signed or checked",
            130,
        ),
    ];
    for (line, answers, said, code) in cases {
        let words: Vec<&str> = line.split_whitespace().collect();
        let nowhere = [("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")];
        let mut terminal = Terminal::start_with(home.path(), 24, 160, &words, &nowhere);
        for (question, answer) in answers {
            terminal.wait_for(question);
            terminal.keys(answer);
        }
        terminal.wait_for(said);
        assert_eq!(terminal.end(), code, "`{line}` {said}");
        assert!(terminal.line_discipline_is_restored(), "`{line}` {said}");
        assert!(!String::from_utf8_lossy(&terminal.written()).contains("canary"), "`{line}` {said}");
        assert!(!home.path().join("data/tolem/secrets.age").exists());
    }
}
