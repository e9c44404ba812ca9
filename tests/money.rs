//! The money commands against a sandbox, with secrets in a real keyring. Run with
//! `.ci/with-keyring cargo test --test money -- --ignored`.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

#[path = "common/program.rs"]
mod program;
#[path = "common/pty.rs"]
mod pty;

use std::process::Command;

use program::{Served, operations, tolem};
use pty::Terminal;
use serde_json::Value;

/// A sandbox, a home with its profile, and a tracked payment that is debited: its gateway id and its order id.
struct Shop {
    served: Served,
    home: tempfile::TempDir,
    id: String,
    order: String,
}

impl Shop {
    fn open() -> Self {
        let served = Served::start(7, 60);
        let home = tempfile::tempdir().unwrap();
        served.log_in(home.path());
        Served::settle_quickly(home.path());
        let (id, order) = served.payments().0.swap_remove(0);
        assert_eq!(tolem(home.path(), &["track", "payment", &id], "").0, 0);
        Self { served, home, id, order }
    }

    /// Runs the program: exit code, standard output as JSON where there is any, standard error.
    fn tolem(&self, arguments: &[&str]) -> (i32, Value, String) {
        let (code, out, err) = tolem(self.home.path(), arguments, "");
        let value = if out.is_empty() { Value::Null } else { serde_json::from_str(&out).unwrap() };
        (code, value, err)
    }

    fn refund(&self, amount: &str) -> (i32, Value, String) {
        self.tolem(&["refund", "payment", &self.id, "--amount", amount, "--yes", "--json"])
    }
}

fn last_line(text: &str) -> &str {
    text.trim_end().lines().last().unwrap_or_default()
}

#[test]
#[ignore = "needs a Secret Service: .ci/with-keyring starts one"]
fn every_outcome_has_its_exit_code_and_its_json() {
    let shop = Shop::open();
    let before = shop.served.effects().len();

    let (code, value, err) = shop.refund("1.50");
    assert_eq!(code, 0, "{err}");
    assert_eq!((&value["schema"], &value["state"]), (&Value::from("tolem.operation/1"), &Value::from("confirmed")));
    assert_eq!((&value["amount"], &value["currency"]), (&Value::from("1.50"), &Value::from("KZT")));
    assert_eq!(value["record"]["name"].as_str(), Some(shop.order.as_str()));
    assert!(
        err.contains("refund of 1.50 KZT") && err.contains("sandbox") && err.contains("pg_refund_amount = 1.50"),
        "{err}"
    );

    shop.served.fault(r#"{"call":"revoke.php","fault":"error_code","code":10009}"#);
    let (code, value, err) = shop.refund("1.50");
    assert_eq!((code, &value["state"]), (4, &Value::from("rejected")), "{err}");

    shop.served.fault(r#"{"call":"revoke.php","fault":"apply_then_drop_reply"}"#);
    let (code, value, err) = shop.refund("1.50");
    assert_eq!((code, &value["state"]), (5, &Value::from("unknown")), "{err}");
    assert!(last_line(&err).contains("do not repeat it") && last_line(&err).contains("tolem resolve "), "{err}");
    let unknown = value["id"].as_str().unwrap().to_owned();
    let short = &unknown[unknown.len() - 8..];
    let (code, value, err) = shop.tolem(&["resolve", short, "--wait", "--json"]);
    assert_eq!((code, &value["state"]), (0, &Value::from("confirmed")), "{err}");
    assert_eq!(value["id"].as_str(), Some(unknown.as_str()));
    let exchanges = value["rests_on"]["exchanges"].as_array().unwrap();
    assert!(exchanges.iter().any(|made| made["call"] == "get_status3.php"), "{value}");
    assert_eq!(shop.tolem(&["resolve", &unknown, "--json"]).0, 0);

    // A script that repeats what ended as unknown is told that it went through.
    let (code, value, err) = shop.refund("1.50");
    assert_eq!((code, value), (3, Value::Null), "{err}");
    let told = format!("refund {short} did the same, though its answer was lost: nothing was sent");
    assert!(last_line(&err).contains(&told) && last_line(&err).ends_with(&format!("--again {short}")), "{err}");
    shop.served.fault(r#"{"call":"revoke.php","fault":"drop_request"}"#);
    let once_more = ["refund", "payment", &shop.id, "--amount", "1.50", "--again", short, "--yes", "--json"];
    let (code, value, err) = shop.tolem(&once_more);
    assert_eq!((code, &value["state"]), (5, &Value::from("unknown")), "{err}");
    let (code, _, err) = shop.refund("1.50");
    assert!(code == 3 && last_line(&err).contains("is not settled: nothing was sent"), "{code} {err}");
    let (code, value, err) = shop.tolem(&["resolve", value["id"].as_str().unwrap(), "--wait", "--json"]);
    assert_eq!((code, &value["state"]), (7, &Value::from("not applied")), "{err}");
    assert_eq!(shop.served.effects().len(), before + 2, "two refunds took effect");

    // What is refused by a guard, or not found, has no operation and no JSON.
    let refused: &[(&[&str], i32, &str)] = &[
        (&["refund", "payment", &shop.id, "--amount", "99999999", "--yes", "--json"], 3, "nothing was sent"),
        (&["clear", "payment", &shop.id, "--full", "--yes", "--json"], 3, "only a hold can be cleared"),
        (&["clear", "invoice", &shop.id, "--full", "--yes", "--json"], 6, "tolem track invoice"),
        (
            &["refund", "payment", "999", "--full", "--yes", "--json"],
            6,
            "payment 999 is not in the ledger: nothing was sent",
        ),
        (&["refund", "payment", "--order", "Z-1", "--full", "--yes", "--json"], 6, "tolem track payment --order Z-1"),
        (&["refund", "payment", &shop.id, "--full", "--yes", "--expect-order", "Z-1", "--json"], 3, "not the one of"),
        (&["resolve", "00000000", "--json"], 6, "no such operation"),
        (&["resolve", short, "--applied", "--reason", "seen at the bank", "--yes", "--json"], 3, "only an escalated"),
    ];
    let journalled = operations(shop.home.path()).len();
    for (arguments, expected, said) in refused {
        let (code, value, err) = shop.tolem(arguments);
        assert_eq!((code, &value), (*expected, &Value::Null), "{arguments:?}: {err}");
        assert!(err.contains("nothing was") && last_line(&err).contains(said), "{arguments:?}: {err}");
    }
    assert_eq!(operations(shop.home.path()).len(), journalled);

    let all = ["refund", "payment", "--order", &shop.order, "--full", "--yes", "--expect-order", &shop.order, "--json"];
    let (code, _, err) = shop.tolem(&all);
    assert!(code == 0 && err.contains("all that can be moved"), "{code} {err}");
    assert_eq!(shop.served.effects().len(), before + 3);

    let Shop { served, home, id, .. } = shop;
    drop(served);
    let (code, out, err) = tolem(home.path(), &["refund", "payment", &id, "--amount", "1", "--yes", "--json"], "");
    assert_eq!((code, out.as_str()), (7, ""), "{err}");
}

#[test]
#[ignore = "needs a Secret Service: .ci/with-keyring starts one"]
fn a_decision_is_taken_down_for_the_order_that_it_expects_and_for_no_other() {
    let shop = Shop::open();
    shop.served.fault(r#"{"call":"revoke.php","fault":"drop_request"}"#);
    let (code, value, err) = shop.refund("5");
    assert_eq!((code, &value["state"]), (5, &Value::from("unknown")), "{err}");
    // Somebody else, with a ledger of their own, refunds another amount: no read can tell what became of the first.
    let elsewhere = tempfile::tempdir().unwrap();
    shop.served.log_in(elsewhere.path());
    let refund = ["refund", "payment", &shop.id, "--amount", "7", "--yes"];
    for line in [&["track", "payment", &shop.id][..], &refund] {
        let (code, _, err) = tolem(elsewhere.path(), line, "");
        assert_eq!(code, 0, "{err}");
    }
    let id = value["id"].as_str().unwrap().to_owned();
    let (code, value, err) = shop.tolem(&["resolve", &id, "--wait", "--json"]);
    assert_eq!((code, &value["state"]), (5, &Value::from("escalated")), "{err}");

    let decide = |order: &str| {
        let words = ["--not-applied", "--reason", "the bank knows of none", "--yes", "--expect-order", order, "--json"];
        shop.tolem(&[&["resolve", &id][..], &words].concat())
    };
    let (code, value, err) = decide("Z-1");
    assert_eq!((code, &value), (3, &Value::Null), "{err}");
    assert!(last_line(&err).ends_with("not the one of --expect-order: nothing was decided; check the id"), "{err}");
    let (code, value, err) = decide(&shop.order);
    assert_eq!((code, &value["state"]), (0, &Value::from("not applied")), "{err}");
}

#[test]
#[ignore = "needs a Secret Service: .ci/with-keyring starts one"]
fn at_a_terminal_nothing_is_sent_until_it_is_confirmed() {
    let shop = Shop::open();
    let before = shop.served.effects().len();
    let refund = ["refund", "payment", &shop.id, "--amount", "1.50"];
    for (answer, code, effects) in [("\r", 3, 0), ("no\r", 3, 0), ("YES\r", 3, 0), ("yes\r", 0, 1)] {
        let mut terminal = Terminal::start(shop.home.path(), 40, 120, &refund);
        terminal.wait_for("Type yes to go on");
        assert_eq!(shop.served.effects().len(), before, "nothing is sent while it asks");
        terminal.keys(answer);
        assert_eq!(terminal.end(), code, "{answer:?}");
        assert_eq!(shop.served.effects().len(), before + effects, "{answer:?}");
    }
}

#[test]
#[ignore = "needs a Secret Service: .ci/with-keyring starts one"]
fn ctrl_c_while_it_is_sent_ends_at_once_with_the_operation_to_read_for() {
    let shop = Shop::open();
    let before = shop.served.effects().len();
    shop.served.fault(r#"{"call":"revoke.php","fault":"delay_reply","seconds":60}"#);
    let child = program::command(shop.home.path())
        .args(["refund", "payment", &shop.id, "--amount", "1.50", "--yes"])
        .spawn()
        .unwrap();
    // The effect is at the gateway, the reply is not here.
    while shop.served.effects().len() == before {
        std::thread::yield_now();
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(5), "{err}");
    let rows = operations(shop.home.path());
    let id = rows[0]["id"].as_str().unwrap();
    let short = &id[id.len() - 8..];
    assert_eq!(
        last_line(&err),
        format!("tolem: outcome unknown: it may have been sent, do not repeat it; `tolem resolve {short}` reads")
    );
    assert_eq!(rows[0]["state"], "sent");
    let (code, out, err) = tolem(shop.home.path(), &["resolve", short], "");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("confirmed") && out.contains("get_status3.php: ok"), "{out}");
    assert_eq!(shop.served.effects().len(), before + 1);
}
