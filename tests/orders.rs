//! Orders that are created and followed from the command line, against a sandbox and with secrets in a real keyring. Run with
//! `.ci/with-keyring cargo test --test orders -- --ignored`.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

#[path = "common/program.rs"]
mod program;

use std::io::{BufRead as _, BufReader};
use std::process::Command;

use program::{Served, operations, tolem};
use serde_json::{Value, json};

/// A sandbox and a home with its profile.
struct Shop {
    served: Served,
    home: tempfile::TempDir,
}

impl Shop {
    fn open() -> Self {
        let served = Served::start(7, 0);
        let home = tempfile::tempdir().unwrap();
        served.log_in(home.path());
        // A payout's page needs somewhere to send the recipient to.
        let path = home.path().join("config/tolem/config.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        let links = "back_link = \"http://127.0.0.1:9/back\"\npost_link = \"http://127.0.0.1:9/post\"\nmerchant_id";
        std::fs::write(&path, text.replacen("merchant_id", links, 1)).unwrap();
        Served::settle_quickly(home.path());
        Self { served, home }
    }

    /// Runs the program: exit code, standard output, standard error.
    fn tolem(&self, arguments: &[&str]) -> (i32, String, String) {
        tolem(self.home.path(), arguments, "")
    }

    /// Runs it with `--json`: exit code, standard output as JSON where there is any, standard error.
    fn json(&self, arguments: &[&str]) -> (i32, Value, String) {
        let (code, out, err) = self.tolem(&[arguments, &["--json"]].concat());
        let value = if out.is_empty() { Value::Null } else { serde_json::from_str(&out).unwrap() };
        (code, value, err)
    }

    fn create(&self, order: &str) -> Value {
        let (code, value, err) = self.json(&["payment", "create", "--order", order, "--amount", "1500.50", "--yes"]);
        assert_eq!(code, 0, "{err}");
        value
    }
}

fn last_line(text: &str) -> &str {
    text.trim_end().lines().last().unwrap_or_default()
}

fn interrupt(child: &std::process::Child) {
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
}

#[test]
#[ignore = "needs a Secret Service: .ci/with-keyring starts one"]
fn an_order_is_created_once_and_its_page_is_printed() {
    let shop = Shop::open();
    let create = ["payment", "create", "--order", "A-1", "--amount", "1500.50", "--description", "Tea", "--yes"];
    let (code, value, err) = shop.json(&create);
    assert_eq!(code, 0, "{err}");
    assert_eq!(
        (&value["intent"], &value["state"], &value["amount"]),
        (&json!("create payment"), &json!("confirmed"), &json!("1500.50"))
    );
    assert!(value["page"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{value}");
    assert!(
        err.contains("create payment of 1 500.50 KZT")
            && err.contains("order   A-1 · Tea")
            && err.contains("pg_order_id = A-1"),
        "{err}"
    );

    let (code, out, err) = shop.tolem(&create);
    assert_eq!((code, out.as_str()), (3, ""), "{err}");
    assert!(
        last_line(&err).contains("order A-1 exists already") && last_line(&err).contains("nothing was sent"),
        "{err}"
    );
    let expected = [&create[..], &["--expect-order", "A-2"]].concat();
    let (code, _, err) = shop.tolem(&expected);
    assert!(code == 3 && last_line(&err).contains("not the one of --expect-order"), "{err}");
    assert_eq!(operations(shop.home.path()).len(), 1);

    shop.served.fault(r#"{"call":"init_payment.php","fault":"error_code","code":9998}"#);
    let (code, value, err) = shop.json(&["payment", "create", "--order", "A-3", "--amount", "5", "--yes"]);
    assert_eq!((code, &value["state"], &value["page"]), (4, &json!("rejected"), &Value::Null), "{err}");

    shop.served.fault(r#"{"call":"init_payment.php","fault":"apply_then_drop_reply"}"#);
    let (code, value, err) = shop.json(&["payment", "create", "--order", "A-4", "--amount", "5", "--yes"]);
    assert_eq!((code, &value["state"]), (5, &json!("unknown")), "{err}");
    assert!(last_line(&err).contains("do not repeat it"), "{err}");
    let short = value["id"].as_str().unwrap();
    assert_eq!(shop.tolem(&["resolve", &short[short.len() - 8..], "--wait"]).0, 0);

    let (code, out, err) = shop.tolem(&["invoice", "create", "--order", "I-1", "--amount", "900", "--yes"]);
    assert!(code == 0 || code == 5, "{err}");
    assert!(out.contains("http://127.0.0.1:"), "{out} {err}");
    let (code, out, err) = shop.tolem(&["invoice", "show", "--order", "I-1"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.starts_with("invoice I-1: new · 900.00 KZT\n") && out.contains("  page        http"), "{out}");
    let (code, out, err) = shop.tolem(&["payout", "create", "--order", "P-1", "--amount", "700", "--yes"]);
    assert!(code == 0 && out.contains("http://127.0.0.1:"), "{out} {err}");
    let (code, value, err) = shop.json(&["payout", "balance"]);
    assert_eq!((code, &value["schema"], &value["currency"]), (0, &json!("tolem.balance/1"), &json!("KZT")), "{err}");
    assert!(shop.tolem(&["payout", "balance"]).1.ends_with(" KZT\n"));
}

#[test]
#[ignore = "needs a Secret Service: .ci/with-keyring starts one"]
fn a_status_is_read_now_and_every_answer_has_its_exit_code() {
    let shop = Shop::open();
    shop.create("A-1");
    let (code, out, err) = shop.tolem(&["status", "payment", "--order", "A-1"]);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "payment A-1: new · 1 500.50 KZT\n", ""));
    let (code, value, _) = shop.json(&["status", "payment", "--order", "A-1"]);
    assert_eq!((code, &value["schema"], &value["stage"]), (0, &json!("tolem.record/1"), &json!("new")));
    let gateway_id = value["gateway_id"].as_str().unwrap().to_owned();
    shop.served.pay(&gateway_id);
    let (_, out, _) = shop.tolem(&["status", "payment", &gateway_id, "--watch"]);
    assert_eq!(out, "payment A-1: cleared · 1 500.50 KZT · cleared 1 500.50 KZT\n", "what is final is not waited for");

    let (code, out, err) = shop.tolem(&["status", "payment", "999"]);
    assert_eq!((code, out.as_str()), (6, ""));
    assert!(
        last_line(&err).contains("is not in the ledger") && last_line(&err).contains("tolem track payment 999"),
        "{err}"
    );
    assert_eq!(shop.tolem(&["track", "payment", "--order", "Z-1"]).0, 6);
    let (code, _, err) = shop.tolem(&["status", "payment", "--order", "Z-1"]);
    assert!(code == 6 && last_line(&err).contains("nothing was changed"), "{err}");
    shop.served.fault(r#"{"call":"get_status3.php","fault":"error_code","code":9998}"#);
    let (code, _, err) = shop.tolem(&["status", "payment", "--order", "A-1"]);
    assert_eq!(code, 4, "{err}");
    let (code, _, err) = shop.tolem(&["status", "payment", "--order", "A-1", "-vv"]);
    assert!(code == 0 && err.contains("get_status3.php") && !err.contains(shop.served.get("secret_key")), "{err}");

    let Shop { served, home } = shop;
    drop(served);
    let (code, out, err) = tolem(home.path(), &["status", "payment", "--order", "A-1"], "");
    assert_eq!((code, out.as_str()), (7, ""), "{err}");
    assert!(last_line(&err).starts_with("tolem: could not read: "), "{err}");
}

#[test]
#[ignore = "needs a Secret Service: .ci/with-keyring starts one"]
fn a_watch_tells_each_change_and_ends_when_the_stage_is_final() {
    let shop = Shop::open();
    shop.create("A-1");
    let watch = ["status", "payment", "--order", "A-1", "--watch", "--json"];
    let mut child = program::command(shop.home.path()).args(watch).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || serde_json::from_str::<Value>(&lines.next().unwrap().unwrap()).unwrap();
    let first = next();
    assert_eq!((&first["schema"], &first["stage"]), (&json!("tolem.record/1"), &json!("new")));
    shop.served.pay(first["gateway_id"].as_str().unwrap());
    let last = std::iter::from_fn(|| lines.next()).last().unwrap().unwrap();
    assert_eq!(serde_json::from_str::<Value>(&last).unwrap()["stage"], "cleared");
    assert_eq!(child.wait().unwrap().code(), Some(0));

    shop.create("A-2");
    let mut child =
        program::command(shop.home.path()).args(["status", "payment", "--order", "A-2", "--watch"]).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut String::new()).unwrap();
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{err}");
    assert!(last_line(&err).starts_with("tolem: interrupted: it is not final yet; nothing was changed"), "{err}");
    assert_eq!(shop.json(&["list", "payment", "--filter", "watched:yes"]).1["count"], 0, "no desk watches it for that");
}

#[test]
#[ignore = "needs a Secret Service: .ci/with-keyring starts one"]
fn ctrl_c_while_an_order_is_created_ends_as_unknown_with_the_operation_to_read_for() {
    let shop = Shop::open();
    shop.served.fault(r#"{"call":"init_payment.php","fault":"delay_reply","seconds":60}"#);
    let create = ["payment", "create", "--order", "A-1", "--amount", "5", "--yes"];
    let child = program::command(shop.home.path()).args(create).spawn().unwrap();
    let sent = || operations(shop.home.path()).first().is_some_and(|operation| operation["state"] == "sent");
    while !sent() {
        std::thread::yield_now();
    }
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(5), "{err}");
    let id = operations(shop.home.path())[0]["id"].as_str().unwrap().to_owned();
    let short = &id[id.len() - 8..];
    let said =
        format!("tolem: outcome unknown: it may have been sent, do not repeat it; `tolem resolve {short}` reads");
    assert_eq!(last_line(&err), said);
    let (code, _, err) = shop.tolem(&["resolve", short, "--wait"]);
    assert_eq!(code, 0, "{err}");
}

#[test]
#[ignore = "needs a Secret Service: .ci/with-keyring starts one"]
fn a_saved_card_is_charged_without_its_token_on_the_command_line_and_its_page_is_kept() {
    let shop = Shop::open();
    let (user, token) = program::saved_card(7, 0);
    let run = |arguments: &[&str], input: &str| {
        let mut command = program::command(shop.home.path());
        let (code, out, err) = program::run(command.args(arguments).env("CARD", &token), input);
        assert!(!out.contains(&token) && !err.contains(&token), "{out} {err}");
        (code, out, err)
    };
    let charge =
        ["payment", "charge", "--order", "CH-1", "--amount", "4200", "--user", &user, "--token", "env:CARD", "--yes"];
    let (code, out, err) = run(&charge, "");
    assert_eq!(code, 0, "{err}");
    assert!(out.starts_with("charge card of 4 200.00 KZT · CH-1: confirmed"), "{out}");
    assert_eq!(last_line(&err), "next: tolem payment confirm --order CH-1 --page FILE");

    let page = shop.home.path().join("cvc.html");
    let file = page.display().to_string();
    let (code, out, err) = run(&["payment", "confirm", "--order", "CH-1", "--page", &file, "--yes"], "");
    assert_eq!((code, out.trim_end()), (5, file.as_str()), "{err}");
    assert!(last_line(&err).contains("--wait` reads for it"), "{err}");
    assert!(std::fs::read_to_string(&page).unwrap().to_lowercase().contains("<form"));
    let (_, value, _) = shop.json(&["status", "payment", "--order", "CH-1"]);
    shop.served.pay(value["gateway_id"].as_str().unwrap());
    let (code, _, err) = shop.tolem(&["resolve", "--all", "--wait"]);
    assert_eq!(code, 0, "{err}");

    assert!([0, 5].contains(&shop.tolem(&["invoice", "create", "--order", "I-1", "--amount", "900", "--yes"]).0));
    assert_eq!(shop.tolem(&["resolve", "--all", "--wait"]).0, 0);
    let pay = ["invoice", "pay", "--order", "I-1", "--user", &user, "--token", "stdin", "--yes"];
    let (code, _, err) = run(&pay, &format!("{token}\n"));
    assert!([0, 5].contains(&code), "{code} {err}");
    assert_eq!(shop.tolem(&["resolve", "--all", "--wait"]).0, 0);
    assert_eq!(shop.json(&["status", "invoice", "--order", "I-1"]).1["stage"], "cleared");
}
