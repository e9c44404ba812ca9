//! The real program in a real pseudo-terminal: the demo, from the first row to restored terminal modes.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

#[path = "common/pty.rs"]
mod pty;

use std::process::{Command, Stdio};

use pty::Terminal;

/// The demo logs where its sandbox is controlled, so that what it did can be held against the gateway's own ledger.
fn effects(home: &std::path::Path) -> Vec<serde_json::Value> {
    let folder = home.join("state/tolem");
    let file = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let log = std::fs::read_to_string(file).unwrap();
    let url = log.split("control=").nth(1).expect("the log names the control interface");
    let url = url.split_whitespace().next().unwrap();
    let text = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        client.get(format!("{url}ledger")).send().await.unwrap().text().await.unwrap()
    });
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_demo_refunds_part_of_a_payment_on_screen_and_in_the_sandbox_and_leaves_the_terminal_as_it_was() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(home.path(), 24, 80, &["demo", "--seed", "3"]);
    terminal.wait_for("A-1");
    terminal.keys("4");
    let list = terminal
        .wait("payments, one of them cleared", |text| text.contains("Payments  1 of") && text.contains("● cleared"));
    let rows: Vec<&str> = list.lines().filter(|line| line.contains("A-1")).collect();
    let selected = rows.iter().position(|row| row.contains('›')).unwrap();
    let cleared = rows.iter().position(|row| row.contains("● cleared")).unwrap();
    let order = rows[cleared].split_whitespace().find(|word| word.starts_with("A-")).unwrap().to_owned();
    terminal.keys(&"j".repeat(cleared.checked_sub(selected).unwrap()));
    terminal.wait("the row selected", |text| text.lines().any(|line| line.contains('›') && line.contains(&order)));
    let before = effects(home.path()).len();

    terminal.keys("r");
    terminal.wait_for("( Send refund )");
    terminal.wait_for("no amount: type a number");
    terminal.keys("\t\t10.50");
    terminal.wait("the request, and the button that hears", |text| {
        text.contains("pg_refund_amount 10.50") && text.contains("ready") && text.contains("[ Send refund ]")
    });
    terminal.keys("\t\r");
    terminal.wait_for("[ Close ]");
    terminal.keys("\r");
    terminal.wait("the row, refunded in part", |text| {
        text.lines().any(|line| line.contains(&order) && line.contains("partly refunded") && line.contains("10.50"))
    });
    let effects = effects(home.path());
    assert_eq!(effects.len(), before + 1, "exactly one effect");
    let refund = effects.last().unwrap();
    assert_eq!((refund["kind"].as_str(), refund["order_id"].as_str()), (Some("refund"), Some(order.as_str())));
    assert!(refund.to_string().contains("1050"), "{refund}");

    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
    assert!(terminal.modes_are_restored());
    assert!(terminal.line_discipline_is_restored());
}

#[test]
fn the_demo_survives_a_small_screen_wrong_keys_and_a_suspension_and_ends_on_sigterm() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(home.path(), 10, 40, &["demo", "--no-color"]);
    terminal.wait_for("A-1");
    terminal.keys("\x1b[200~pasted nonsense\x1b[201~zZ%&/()=\x1b[15~");
    // On a screen that is too small they would not be heard.
    terminal.wait_for("filter: ()=");
    terminal.resize(5, 20);
    terminal.wait_for("40×10");
    terminal.resize(24, 80);
    terminal.wait_for("Cards");
    // One of the wrong keys began a filter, and the others went into it.
    terminal.wait_for("filter: ()=");
    terminal.keys("\x1b");
    terminal.wait("the filter closed", |text| !text.contains("filter: ()="));
    terminal.keys("?");
    terminal.wait_for("Help —");
    terminal.keys("q");
    terminal.wait("the help closed", |text| !text.contains("Help —"));
    let pid = terminal.child.process_id().unwrap().to_string();
    terminal.keys("\x1a");
    let patience = std::time::Instant::now() + pty::PATIENCE;
    while !is_stopped(&pid) {
        assert!(std::time::Instant::now() < patience, "Ctrl-Z did not stop it");
    }
    terminal.wait_for_restored_modes();
    assert!(Command::new("kill").args(["-CONT", &pid]).status().unwrap().success());
    terminal.wait_for("Cards");
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    terminal.end();
    assert!(terminal.modes_are_restored());
    assert!(terminal.line_discipline_is_restored());
}

#[test]
fn a_terminal_that_hangs_up_ends_the_demo_and_is_left_as_it_was() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(home.path(), 24, 80, &["demo"]);
    terminal.wait_for("A-1");
    let pid = terminal.child.process_id().unwrap().to_string();
    assert!(Command::new("kill").args(["-HUP", &pid]).status().unwrap().success());
    terminal.end();
    assert!(terminal.modes_are_restored());
}

#[test]
fn a_megabyte_that_is_pasted_without_brackets_is_cut_at_once_and_the_next_key_is_heard() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(home.path(), 24, 80, &["demo"]);
    terminal.wait_for("A-1");
    terminal.keys("1n");
    terminal.wait_for("New invoice");
    terminal.keys(&"x".repeat(1 << 20));
    terminal.keys("\x1b");
    terminal.wait("the dialog closed", |text| !text.contains("New invoice"));
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
    assert!(terminal.modes_are_restored());
}

/// Whether the kernel says that the process is stopped.
fn is_stopped(pid: &str) -> bool {
    let said = Command::new("ps").args(["-o", "stat=", "-p", pid]).output().unwrap();
    String::from_utf8(said.stdout).unwrap().trim_start().starts_with('T')
}

#[test]
fn without_a_terminal_the_dashboard_says_so_and_touches_nothing() {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_tolem"))
        .arg("demo")
        .env("XDG_STATE_HOME", home.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with("tolem: the dashboard needs a terminal") && said.trim_end().lines().count() == 1,
        "{said}"
    );
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}

/// What a new operator would try first, as one recorded walk: keys in, screens out.
#[test]
fn old_holds_are_found_kept_as_a_view_and_cleared_one_by_one_and_a_payout_is_explained_in_kazakh() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(home.path(), 30, 100, &["demo", "--records", "4000", "--seed", "3"]);
    terminal.wait_for("A-1");
    terminal.keys("2/stage:held amount>100000 age>3d\r");
    let list = terminal.wait("old holds", |text| {
        text.contains("[stage:held ×] [amount>100000 ×] [age>3d ×]") && text.contains("Σ") && text.contains("◐ held")
    });
    let rows = list.lines().filter(|line| line.contains("◐ held"));
    assert!(rows.clone().count() >= 3 && rows.clone().all(|row| !row.contains(" h ")), "{list}");

    terminal.keys("S");
    terminal.wait_for("Save the view as");
    terminal.keys("old holds\r");
    terminal.wait("the view in the title", |text| text.contains("old holds") && text.contains("1 of "));

    let before = effects(home.path()).len();
    terminal.keys("   ");
    terminal.wait_for("✓ 3 selected");
    terminal.keys("c");
    for number in 1..=3 {
        terminal.wait("a dialog of its own, read afresh", |text| {
            text.contains(&format!("{number} of 3")) && text.contains("no amount: type a number")
        });
        terminal.keys("\t\x1b[C");
        terminal.wait("the request, and the button that hears", |text| {
            text.contains("(•) in full") && text.contains("ready: Send clearing") && text.contains("[ Send clearing ]")
        });
        terminal.keys("\t\t\r");
        let button = if number < 3 { "[ Next ]" } else { "[ Close ]" };
        terminal.wait("what became of it", |text| text.contains(": confirmed") && text.contains(button));
        terminal.keys("\r");
    }
    terminal.wait("nothing selected any more", |text| !text.contains("selected") && !text.contains("[ Close ]"));
    let effects = effects(home.path());
    assert_eq!(effects.len(), before + 3, "exactly three effects");
    assert!(effects[before..].iter().all(|effect| effect["kind"] == "clear"), "{:?}", &effects[before..]);

    terminal.keys("3/stage:failed\r");
    terminal.wait("failed payouts", |text| text.contains("[stage:failed ×]") && text.contains("✗ failed"));
    terminal.keys("LL\r");
    terminal.wait("why, in Kazakh", |text| text.contains("мағынасы") && text.contains("не істеу"));
    terminal.keys("Y");
    terminal.wait("what was copied", |text| text.contains("көшірілді"));
    let written = String::from_utf8_lossy(&terminal.written()).into_owned();
    assert!(written.contains("\x1b]52;c;"), "the clipboard was not told");
    assert!(written.matches("\x1b[2J").count() <= 2, "no frame clears the whole screen");

    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
    assert!(terminal.modes_are_restored() && terminal.line_discipline_is_restored());
}
