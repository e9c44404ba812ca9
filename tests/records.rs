//! `tolem list`, `tolem export` and the arguments of `status` and of creations: the real program on a ledger that is there,
//! without a keyring and without a network.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

#[path = "common/program.rs"]
mod program;
#[path = "common/pty.rs"]
mod pty;

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::Command;

use program::{command, tolem};
use pty::Terminal;
use serde_json::{Value, json};
use tolem::config::Config;
use tolem::domain::{Currency, GatewayId, Money, OrderId, Record, RecordId, RecordKind, Stage, Timestamp};
use tolem::ledger::Ledger;
use tolem::ledger::home::Move;
use tolem::worker::desk;

/// A home with a profile and a ledger of so many payments; every third is held, the others are new.
fn home(count: u32) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let add =
        ["profile", "add", "shop", "--environment", "sandbox", "--host", "http://127.0.0.1:9", "--merchant", "51"];
    assert_eq!(tolem(home.path(), &add, "").0, 0);
    if count > 0 {
        let path = home.path().join("data/tolem/shop.db");
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            let ledger = Ledger::open(&path).await.unwrap();
            ledger.import((0..count).map(|number| (payment(number), None)), |_, _| {}).await.unwrap();
            ledger.close().await;
        });
    }
    home
}

fn payment(number: u32) -> Record {
    let id = RecordId::from_uuid(uuid::Uuid::from_u128(u128::from(number) + 1));
    let amount = Money::from_minor(i64::from(number) + 100, Currency::Kzt);
    let at = Timestamp::from_millis(1_769_832_000_000 + i64::from(number) * 1_000);
    let mut payment = Record::new(id, RecordKind::Payment, amount, at);
    payment.gateway_id = GatewayId::new(format!("70{number:04}")).ok();
    payment.order_id = OrderId::new(format!("A-{number:04}")).ok();
    payment.stage = if number.is_multiple_of(3) { Stage::Held } else { Stage::New };
    "=Чай\u{1b}[31m".clone_into(&mut payment.description);
    payment
}

fn last_line(text: &str) -> &str {
    text.trim_end().lines().last().unwrap_or_default()
}

#[test]
fn a_list_is_filtered_sorted_and_added_up() {
    let home = home(7);
    let (code, out, err) =
        tolem(home.path(), &["list", "payment", "--filter", "stage:held", "--sort", "amount:asc"], "");
    assert_eq!(code, 0, "{err}");
    assert_eq!(
        out.lines().collect::<Vec<_>>(),
        [
            "STAGE  ORDER   ID        AMOUNT  CLEARED  REFUNDED  CODE  CREATED              FOR",
            "held   A-0000  700000  1.00 KZT                           2026-01-31 09:00:00  =Чай·[31m",
            "held   A-0003  700003  1.03 KZT                           2026-01-31 09:00:03  =Чай·[31m",
            "held   A-0006  700006  1.06 KZT                           2026-01-31 09:00:06  =Чай·[31m",
        ]
    );
    assert_eq!(err, "3 records: 3.09 KZT · cleared 0.00 KZT · refunded 0.00 KZT\n");

    let (code, out, err) = tolem(home.path(), &["list", "payment", "--limit", "2", "--json"], "");
    assert_eq!((code, err.as_str()), (0, ""));
    let value: Value = serde_json::from_str(&out).unwrap();
    let orders: Vec<_> = value["records"].as_array().unwrap().iter().map(|record| &record["order_id"]).collect();
    assert_eq!(orders, ["A-0006", "A-0005"], "the newest first");
    assert_eq!(
        (&value["schema"], &value["more"], &value["count"]),
        (&json!("tolem.records/1"), &json!(true), &json!(7))
    );
    let (_, _, err) = tolem(home.path(), &["list", "payment", "--limit", "2"], "");
    assert_eq!(last_line(&err), "these are 2 of 7: --limit N shows more");
}

#[test]
fn an_export_is_exact_and_a_file_is_whole_or_not_there() {
    let home = home(4);
    let csv = ["export", "payment", "--format", "csv", "--columns", "order,amount,description", "--sort", "order"];
    let expected = "order_id,currency,amount,description\n\
                    A-0000,KZT,1.00,'=Чай·[31m\nA-0001,KZT,1.01,'=Чай·[31m\n\
                    A-0002,KZT,1.02,'=Чай·[31m\nA-0003,KZT,1.03,'=Чай·[31m\n";
    assert_eq!(tolem(home.path(), &csv, ""), (0, expected.to_owned(), String::new()));

    let file = home.path().join("payments.csv");
    let path = file.display().to_string();
    let to_file = [&csv[..], &["--output", &path]].concat();
    let (code, out, err) = tolem(home.path(), &to_file, "");
    assert_eq!((code, out.as_str(), err.as_str()), (0, "", format!("4 rows in {path}\n").as_str()));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), expected);
    std::fs::write(&file, "mine").unwrap();
    let (code, _, err) = tolem(home.path(), &to_file, "");
    assert_eq!(
        (code, last_line(&err)),
        (1, format!("tolem: {path} exists already: nothing was written, choose another name").as_str())
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    let (code, _, err) = tolem(home.path(), &[&csv[..], &["--output", "/nonexistent/a.csv"]].concat(), "");
    assert!(
        code == 1
            && err.contains("/nonexistent/a.csv cannot be written: ")
            && err.ends_with("no file is left behind\n"),
        "{err}"
    );

    let (code, out, _) = tolem(home.path(), &["export", "payment", "--format", "jsonl", "--filter", "stage:held"], "");
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((code, lines.len()), (0, 2));
    assert_eq!((&lines[0]["schema"], &lines[0]["amount"]), (&json!("tolem.record/1"), &json!("1.03")));
    let (_, out, _) = tolem(home.path(), &["export", "payment", "--format", "json"], "");
    assert_eq!(serde_json::from_str::<Vec<Value>>(&out).unwrap().len(), 4);
}

#[test]
fn without_a_ledger_lists_are_empty_and_none_is_made() {
    let home = home(0);
    let run = |arguments: &[&str]| tolem(home.path(), arguments, "");
    assert_eq!(run(&["list", "payout"]), (0, "no payout is followed yet\n".to_owned(), String::new()));
    assert_eq!(run(&["list", "card", "--filter", "stage:held"]).1, "no card transaction passes the filter\n");
    let (code, out, _) = run(&["list", "payment", "--json"]);
    let empty = json!({ "schema": "tolem.records/1", "kind": "payment", "records": [], "more": false, "count": 0, "totals": [] });
    assert_eq!((code, serde_json::from_str::<Value>(&out).unwrap()), (0, empty));
    assert_eq!(run(&["export", "payment", "--format", "json"]), (0, "[\n]\n".to_owned(), String::new()));
    let head = ["export", "payment", "--format", "csv", "--columns", "order"];
    assert_eq!(run(&head).1, "order_id\n");
    assert!(!home.path().join("data").exists(), "no ledger was made");
}

#[test]
fn another_merchants_ledger_is_shown_under_no_profile() {
    let home = home(2);
    let run = |arguments: &[&str]| tolem(home.path(), arguments, "");
    let of_sandbox = desk::home(&Config::load(&home.path().join("config/tolem/config.toml")).unwrap().profiles["shop"]);
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let ledger = Ledger::open(&home.path().join("data/tolem/shop.db")).await.unwrap();
        ledger.belong(&of_sandbox, Move::Refuse).await.unwrap();
        ledger.close().await;
    });
    assert_eq!(run(&["list", "payment"]).0, 0);
    assert_eq!(run(&["profile", "remove", "shop"]).0, 0);
    let live = ["--environment", "live", "--host", "https://api.freedompay.kz", "--merchant", "999"];
    assert_eq!(run(&[&["profile", "add", "shop"], &live[..]].concat()).0, 0);
    let told = "tolem: the ledger holds merchant 51 at 127.0.0.1 (sandbox): nothing was sent; use the profile that it belongs to, or choose another name for this one\n";
    let file = home.path().join("payments.csv");
    let to_file = ["export", "payment", "--format", "csv", "-o", file.to_str().unwrap()];
    for command in
        [&["list", "payment"][..], &["list", "payment", "--json"], &["operations"], &["operations", "--json"], &to_file]
    {
        assert_eq!(run(command), (1, String::new(), told.to_owned()), "{command:?}");
    }
    assert!(!file.exists());
}

#[test]
fn a_fault_in_a_filter_is_shown_at_its_place() {
    let home = home(1);
    let (code, out, err) = tolem(home.path(), &["list", "payment", "--filter", "stage:hled amount>5"], "");
    assert_eq!((code, out.as_str()), (2, ""));
    let lines: Vec<_> = err.lines().collect();
    assert_eq!(lines[..2], ["  stage:hled amount>5", "        ^^^^"]);
    assert!(
        lines[2].starts_with("tolem: --filter: ")
            && lines[2].contains("held")
            && lines[2].ends_with("; nothing was read"),
        "{err}"
    );
    let (code, _, err) =
        tolem(home.path(), &["export", "payment", "--format", "csv", "--filter", "4405645000006150"], "");
    assert!(code == 2 && !err.contains("4405645000006150"), "{err}");
}

#[test]
fn wrong_arguments_are_refused_in_one_line_before_anything_is_opened() {
    let home = home(0);
    let cases: &[(&[&str], &str)] = &[
        (&["list", "payment", "--sort", "amuont"], "--sort: unknown column `amuont`: did you mean `amount`?"),
        (&["list", "payment", "--sort", "amount:up"], "--sort: `up` is no order"),
        (&["export", "payment", "--format", "csv", "--columns", "order,colour"], "--columns: unknown column `colour`"),
        (&["export", "payment", "--format", "json", "--columns", "order"], "--columns is for csv"),
        (&["export", "payment", "--format", "json", "--json"], "no JSON form"),
        (&["status", "payment"], "name one record"),
        (&["status", "payout", "1", "--order", "P-1"], "name one record"),
        (&["status", "payment", "1 2"], "gateway id"),
        (&["invoice", "show"], "name one record"),
        (&["payment", "create", "--order", "", "--amount", "5", "--yes"], "--order: order id is empty"),
        (&["payment", "create", "--order", "A", "--amount", "1,5", "--yes"], "--amount: use a dot"),
        (&["payment", "create", "--order", "A", "--amount", "-5", "--yes"], "--amount: no sign"),
        (
            &["payment", "create", "--order", "A", "--amount", "5", "--description", " ", "--yes"],
            "--description is empty",
        ),
        (&["invoice", "create", "--order", "A", "--amount", "0", "--yes"], "--amount: the amount is zero"),
        (&["payout", "create", "--order", "A", "--amount", "5.005", "--yes"], "--amount: KZT has 2 digits"),
        (&["payment", "create", "--order", "A", "--amount", "5"], "there is no terminal to ask on"),
        (
            &[
                "payment",
                "charge",
                "--order",
                "A",
                "--amount",
                "5",
                "--user",
                "7",
                "--token",
                "4405645000006150",
                "--yes",
            ],
            "a token comes from",
        ),
        (
            &["payment", "charge", "--order", "A", "--amount", "5", "--user", "7", "--yes"],
            "there is no terminal to ask on",
        ),
        (&["payment", "charge", "--order", "A", "--amount", "5", "--user", "a b", "--yes"], "--user: user id"),
        (&["invoice", "pay", "--order", "A", "--user", "7", "--token", "stdin", "--yes"], "the card token is empty"),
        (&["payment", "confirm", "--page", "cvc.html", "--yes"], "name one record"),
    ];
    for (arguments, says) in cases {
        let (code, out, err) = tolem(home.path(), arguments, "");
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(
            err.lines().count() == 1 && err.contains(says) && !err.contains("4405645000006150"),
            "{arguments:?}: {err}"
        );
    }
    for unknown in [
        &["list", "refund"][..],
        &["list", "payment", "--limit", "0"],
        &["export", "payment"],
        &["export", "payment", "--format", "xlsx"],
        &["payment", "create", "--order", "A"],
        &["payout", "pay"],
    ] {
        let (code, out, err) = tolem(home.path(), unknown, "");
        assert!(code == 2 && out.is_empty() && err.contains("--help"), "{unknown:?}: {err}");
    }
    assert!(!home.path().join("data").exists(), "no ledger was made");
}

#[test]
fn guards_come_before_anything_is_opened() {
    let home = home(0);
    let page = home.path().join("cvc.html");
    let page = page.display().to_string();
    let create = ["payment", "create", "--order", "A", "--amount", "5", "--yes", "--read-only"];
    let confirm = ["payment", "confirm", "7", "--page", &page, "--yes", "--read-only"];
    for arguments in [&create[..], &confirm] {
        let (code, _, err) = tolem(home.path(), arguments, "");
        assert!(code == 3 && err.contains("read-only: nothing was sent"), "{arguments:?}: {code} {err}");
    }
    assert!(!Path::new(&page).exists());
    std::fs::write(&page, "mine").unwrap();
    let (code, _, err) = tolem(home.path(), &["payment", "confirm", "7", "--page", &page, "--yes"], "");
    assert!(code == 1 && err.ends_with("exists already: nothing was sent, choose another name\n"), "{err}");
    let live =
        ["profile", "add", "real", "--environment", "live", "--host", "https://api.freedompay.kz", "--merchant", "5"];
    assert_eq!(tolem(home.path(), &live, "").0, 0);
    let (code, _, err) =
        tolem(home.path(), &["payout", "create", "--order", "A", "--amount", "5", "--yes", "--profile", "real"], "");
    assert!(code == 3 && err.contains("--expect-order") && err.contains("nothing was sent"), "{code} {err}");
    assert!(!home.path().join("data").exists(), "no ledger was made");
}

#[test]
fn a_profile_that_is_not_there_is_not_found() {
    let empty = tempfile::tempdir().unwrap();
    for arguments in [
        &["list", "payment"][..],
        &["export", "payment", "--format", "csv"],
        &["status", "payment", "1"],
        &["payout", "balance"],
    ] {
        let (code, out, err) = tolem(empty.path(), arguments, "");
        assert_eq!((code, out.as_str()), (6, ""), "{arguments:?}");
        assert!(err.starts_with("tolem: there is no profile yet"), "{err}");
        let home = home(0);
        let (code, _, err) = tolem(home.path(), &[arguments, &["--profile", "shoop"]].concat(), "");
        assert!(code == 6 && err.contains("profile shoop does not exist"), "{err}");
    }
}

/// Runs it with a reader that takes one line and goes away.
fn one_line(home: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut child = command(home).args(arguments).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(!line.is_empty());
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_reader_that_goes_away_ends_the_output_quietly() {
    let home = home(5_000);
    for format in ["csv", "json", "jsonl"] {
        assert_eq!(one_line(home.path(), &["export", "payment", "--format", format]), (Some(0), String::new()));
    }
    let (code, err) = one_line(home.path(), &["list", "payment", "--limit", "5000"]);
    assert!(code == Some(0) && !err.contains("tolem:"), "{code:?} {err}");
}

#[test]
fn ctrl_c_ends_an_export_that_nobody_reads_and_says_that_it_is_not_whole() {
    let home = home(5_000);
    let mut child = command(home.path()).args(["export", "payment", "--format", "jsonl"]).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut String::new()).unwrap();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let status = child.wait().unwrap();
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(
        (status.code(), err.as_str()),
        (Some(130), "tolem: the export was cancelled: what was printed is not whole\n")
    );
    drop(out);
}

#[test]
fn a_terminal_gets_a_pager_only_for_what_does_not_fit_on_it() {
    let home = home(60);
    let pager = home.path().join("pager");
    std::fs::write(&pager, "#!/bin/sh\nsed 's/^/paged /' | head -n 3\n").unwrap();
    std::fs::set_permissions(&pager, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let pager = pager.display().to_string();
    let list = |limit| {
        let mut terminal =
            Terminal::start_with(home.path(), 30, 120, &["list", "payment", "--limit", limit], &[("PAGER", &pager)]);
        let paged = terminal.wait_for("60 records:").contains("paged STAGE");
        assert_eq!(terminal.end(), 0);
        paged
    };
    assert!(list("50"));
    assert!(!list("5"));
}

#[test]
fn a_progress_bar_is_for_terminals() {
    let home = home(3_000);
    let file = home.path().join("a.csv").display().to_string();
    let export = ["export", "payment", "--format", "csv", "--output", &file];
    let mut terminal = Terminal::start(home.path(), 24, 80, &export);
    terminal.wait_for("3000 rows in ");
    assert_eq!(terminal.end(), 0);
}

/// With a secret that is good enough for what never reaches the gateway.
fn with_secret(home: &Path, arguments: &[&str]) -> (i32, String, String) {
    let config = home.join("config/tolem/config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    if !text.contains("secrets_env") {
        std::fs::write(&config, text + "secrets = \"environment\"\nsecrets_env = \"SHOP\"\n").unwrap();
    }
    program::run(command(home).env("SHOP", "canary-secret").args(arguments), "")
}

#[test]
fn an_order_that_is_in_the_ledger_is_refused_before_anybody_is_asked() {
    let home = home(1);
    let create = ["payment", "create", "--order", "A-0000", "--amount", "5"];
    for more in [&["--yes"][..], &["--yes", "--expect-order", "A-0000"]] {
        let (code, out, err) = with_secret(home.path(), &[&create[..], more].concat());
        let told = "tolem: the secrets of profile shop come from the environment variable SHOP\n\
                    tolem: order A-0000 exists already for 1.00 KZT and is held: nothing was sent; choose another number\n";
        assert_eq!((code, out.as_str(), err.as_str()), (3, "", told));
    }
    let (code, _, err) = with_secret(home.path(), &[&create[..], &["--yes", "--expect-order", "A-1"]].concat());
    assert!(code == 3 && err.contains("not the one of --expect-order"), "{err}");
}

#[test]
fn who_forgets_the_flag_of_an_order_is_told_of_it() {
    let home = home(1);
    for (id, next) in [
        ("A-0000", "did you mean --order A-0000?"),
        ("A-7", "did you mean --order A-7?"),
        ("7", "track it first (tolem track payment 7)"),
    ] {
        let (code, out, err) = with_secret(home.path(), &["status", "payment", id]);
        let told = format!("tolem: payment {id} is not in the ledger: nothing was sent; {next}");
        assert_eq!((code, out.as_str(), last_line(&err)), (6, "", told.as_str()));
    }
    let told = "tolem: the gateway's id of a payment is a whole number, A-1 is none: nothing was sent; did you mean --order A-1?";
    let (code, _, err) = with_secret(home.path(), &["track", "payment", "A-1"]);
    assert_eq!((code, err.trim_end()), (2, told), "before anything is opened");
}
