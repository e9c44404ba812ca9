//! Arguments that are wrong: flags, amounts, ids, kinds, profiles, questions without anybody to answer.

use std::collections::BTreeSet;
use std::fs;

use clap::CommandFactory as _;

use crate::commands::{COMMANDS, Desk, ELSEWHERE, Home, Profile, looked_at, one_line, that_open};
use crate::program;

/// Every command that does something, by its words.
fn leaves(command: &clap::Command, path: &str, found: &mut BTreeSet<String>) {
    let inner: Vec<_> = command.get_subcommands().filter(|inner| inner.get_name() != "help").collect();
    if inner.is_empty() {
        found.insert(path.to_owned());
    }
    for command in inner {
        leaves(command, format!("{path} {}", command.get_name()).trim(), found);
    }
}

fn all_leaves() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    leaves(&tolem::cli::Cli::command(), "", &mut found);
    found
}

#[test]
fn every_command_stands_in_the_table() {
    let is_in = |leaf: &String| COMMANDS.iter().any(|(_, line)| format!("{line} ").starts_with(&format!("{leaf} ")));
    let missing: Vec<_> =
        all_leaves().into_iter().filter(|leaf| !is_in(leaf) && !ELSEWHERE.contains(&leaf.as_str())).collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn an_unknown_flag_is_named_with_where_help_is() {
    let home = Home::empty();
    let others = ELSEWHERE.iter().copied().chain([""]);
    for line in COMMANDS.iter().map(|(_, line)| *line).chain(others) {
        let (code, out, err) = home.run(&format!("{line} --no-such-flag"));
        assert_eq!((code, out.as_str()), (2, ""), "`{line}`");
        assert!(err.starts_with("error: unexpected argument '--no-such-flag' found\n"), "`{line}`: {err}");
        assert!(err.ends_with("\nFor more information, try '--help'.\n"), "`{line}`: {err}");
    }
    assert!(!home.path("config").exists() && !home.path("data").exists());
}

#[test]
fn an_argument_that_is_missing_is_asked_for_and_nothing_is_opened() {
    let home = Home::with(&[]);
    // What is said when a command is given no argument at all; commands that need none are left out.
    let cases = [
        ("explain", "<CODE>"),
        ("sign", "--url <URL>"),
        ("verify", "--url <URL>"),
        ("completions", "<SHELL>"),
        ("profile", "Usage: tolem profile [OPTIONS] <COMMAND>"),
        ("profile add", "<NAME>"),
        ("profile show", "<NAME>"),
        ("profile use", "<NAME>"),
        ("profile remove", "<NAME>"),
        ("profile adopt", "<NAME>"),
        ("config", "Usage: tolem config [OPTIONS] <COMMAND>"),
        ("list", "<KIND>"),
        ("export", "<KIND>"),
        ("track", "<KIND>"),
        ("status", "<KIND>"),
        ("payment", "Usage: tolem payment [OPTIONS] <COMMAND>"),
        ("payment create", "--order <ORDER>"),
        ("payment charge", "--user <USER>"),
        ("payment confirm", "--page <FILE>"),
        ("invoice", "Usage: tolem invoice [OPTIONS] <COMMAND>"),
        ("invoice create", "--amount <X>"),
        ("invoice pay", "--user <USER>"),
        ("payout", "Usage: tolem payout [OPTIONS] <COMMAND>"),
        ("payout create", "--amount <X>"),
        ("refund", "<KIND>"),
        ("clear", "<KIND>"),
        ("cancel", "<KIND>"),
    ];
    for (line, wanted) in cases {
        let (code, out, err) = home.run(line);
        assert!(code == 2 && out.is_empty() && err.contains(wanted), "`{line}`: {code} {out}{err}");
    }
    for (line, said) in [
        ("track payment", "name the record: give its gateway id, or --order ORDER; nothing was sent"),
        ("status payment", "name one record, by its gateway id or by --order ORDER: nothing was sent"),
        ("invoice show", "name one record, by its gateway id or by --order ORDER: nothing was sent"),
        ("refund payment", "name one record, by its gateway id or by --order ORDER: nothing was sent"),
        (
            "clear payment 1",
            "no amount: nothing was sent; give --amount X, or --full for all (a missing amount never means all)",
        ),
        ("cancel payment", "name one record, by its gateway id or by --order ORDER: nothing was sent"),
        ("resolve", "name an operation, or give --all"),
    ] {
        let (code, found) = home.refused(line);
        assert!(code == 2 && found.starts_with(said), "`{line}`: {code} {found}");
    }
    assert!(!home.path("data").exists());
}

#[test]
fn what_is_no_amount_is_refused_wherever_one_is_taken() {
    let home = Home::with(&[]);
    let takes = [
        "refund payment 700001 --yes --amount",
        "clear card T1 --yes --amount",
        "payment create --order A --yes --amount",
        "payment charge --order A --user 7 --token env:CANARY --yes --amount",
        "invoice create --order A --yes --amount",
        "payout create --order A --yes --amount",
        "track card T1 --amount",
    ];
    let amounts = [
        ("", "no amount: type a number such as 1500.50"),
        ("12.345", "KZT has 2 digits after the dot, not 3"),
        ("-1", "no sign: type the amount as a positive number"),
        ("+1", "no sign: type the amount as a positive number"),
        ("1e3", "digits and one dot only, such as 1500.50"),
        ("1 000", "digits and one dot only, such as 1500.50"),
        ("1.", "digits and one dot only, such as 1500.50"),
        ("0x10", "digits and one dot only, such as 1500.50"),
        ("NaN", "digits and one dot only, such as 1500.50"),
        ("٥", "digits and one dot only, such as 1500.50"),
        ("5,0", "use a dot, not a comma: 1500.50"),
        ("0", "the amount is zero: type what is to be moved"),
        ("0.00", "the amount is zero: type what is to be moved"),
        ("100000000", "too large: the provider takes at most 99999999"),
        ("99999999999999999999999999", "too large: the provider takes at most 99999999"),
    ];
    for line in takes {
        for (amount, why) in amounts {
            let ended = program::run(home.command(line).arg(amount), "");
            let (code, said) = one_line(line, looked_at(line, ended));
            // How many digits are right is for the record to say, whose currency may be another: that is asked later.
            if why.starts_with("KZT") && (line.starts_with("refund") || line.starts_with("clear")) {
                assert!(
                    code == 1 && said.starts_with("no secret store is running"),
                    "`{line} {amount}`: {code} {said}"
                );
                continue;
            }
            assert_eq!((code, said), (2, format!("--amount: {why}; nothing was sent")), "`{line} {amount}`");
        }
    }
}

#[test]
fn what_is_no_id_no_order_and_no_kind_is_refused_wherever_one_is_taken() {
    let home = Home::with(&[]);
    let long = "x".repeat(51);
    let ids =
        ["track payment", "status payment", "invoice show", "refund payment --full --yes", "cancel payment --yes"];
    for line in ids {
        for (id, why) in [
            ("", "gateway id is empty: type it"),
            ("1 2", "gateway id holds a character that is not allowed: "),
            ("1\u{202e}2", "gateway id holds a character that is not allowed: "),
            ("4405645000006150", "gateway id looks like a card number: use another"),
        ] {
            let ended = program::run(home.command(line).arg(id), "");
            let (code, said) = one_line(line, looked_at(line, ended));
            assert!(
                code == 2 && said.starts_with(why) && said.ends_with("nothing was sent"),
                "`{line} {id}`: {code} {said}"
            );
            assert!(!said.contains("4405645000006150"), "{said}");
        }
    }
    let orders = [
        "track payment --order",
        "status payout --order",
        "invoice show --order",
        "clear payment --full --yes --order",
        "payment create --amount 5 --yes --order",
        "payment confirm --page PAGE --yes --order",
        "invoice pay --user 7 --token env:CANARY --yes --order",
        "payout create --amount 5 --yes --order",
    ];
    for line in orders {
        for (order, why) in [
            ("", "order id is empty: type it"),
            (long.as_str(), "order id has 51 characters, at most 50 are allowed: shorten it"),
            ("4405645000006150", "order id looks like a card number: use another"),
        ] {
            let ended = program::run(home.command(line).arg(order), "");
            let (code, said) = one_line(line, looked_at(line, ended));
            assert!(
                code == 2 && said.contains(why) && said.ends_with("nothing was sent"),
                "`{line} {order}`: {code} {said}"
            );
            assert!(!said.contains("4405645000006150"), "{said}");
        }
    }
    for line in [
        "list refund",
        "export refund --format csv",
        "track refund 1",
        "status refund 1",
        "refund payout 1 --full",
        "clear payout 1 --full",
        "cancel payout 1",
        "completions tcsh",
        "profile add b --environment lives --host http://127.0.0.1:9 --merchant 1",
        "export payment --format xlsx",
        "config default themes",
        "explain 1 --lang de",
    ] {
        let (code, out, err) = home.run(line);
        assert!(code == 2 && out.is_empty() && err.starts_with("error: invalid value '"), "`{line}`: {code} {err}");
    }
    for line in ["list payment", "operations"] {
        for limit in ["0", "-1", "1.5", "x", "99999999999999999999"] {
            let (code, out, err) = home.run(&format!("{line} --limit={limit}"));
            let expected = format!("error: invalid value '{limit}' for '--limit <N>'");
            assert!(code == 2 && out.is_empty() && err.starts_with(&expected), "`{line}`: {err}");
        }
    }
    assert!(!home.path("data").exists());
}

#[test]
fn a_profile_that_does_not_exist_is_named_with_the_one_that_may_be_meant() {
    let home = Home::with(&[]);
    let before = fs::read_to_string(home.settings()).unwrap();
    let reads = that_open(Profile);
    for line in reads {
        let (code, said) = home.refused(&format!("{line} --profile shoop"));
        let expected = "profile shoop does not exist (did you mean shop?): `tolem profile list` shows those that do";
        assert_eq!((code, said.as_str()), (6, expected), "`{line}`");
        let (code, said) = home.refused(&format!("{line} --profile somewhere-else"));
        let expected = "profile somewhere-else does not exist: `tolem profile list` shows those that do";
        assert_eq!((code, said.as_str()), (6, expected), "`{line}`");
    }
    for command in ["show", "use", "remove", "adopt"] {
        let (code, said) = home.refused(&format!("profile {command} shoop"));
        assert!(code == 6 && said.starts_with("profile shoop does not exist (did you mean shop?)"), "{code} {said}");
    }
    assert_eq!(fs::read_to_string(home.settings()).unwrap(), before);
    assert!(!home.path("data").exists());
    let fresh = Home::empty();
    for line in that_open(Profile) {
        let (code, said) = fresh.refused(line);
        assert!(code == 6 && said.starts_with("there is no profile yet: try `tolem demo`"), "`{line}`: {code} {said}");
    }
    // Without a profile and without a terminal there is no set-up screen either.
    let expected = "the dashboard needs a terminal: run it without pipes; nothing was opened or sent";
    for (home, line) in [(&fresh, ""), (&home, ""), (&home, "demo")] {
        assert_eq!(home.refused(line), (1, expected.to_owned()));
    }
}

#[test]
fn a_question_without_anybody_to_answer_is_no_consent() {
    let home = Home::with(&[]);
    for line in that_open(Desk).filter(|line| line.contains("--yes") && !line.starts_with("resolve")) {
        let (code, said) = home.refused(line.trim_end_matches(" --yes"));
        let expected = "nothing was sent; there is no terminal to ask on: use a terminal, or --yes";
        assert_eq!((code, said.as_str()), (2, expected), "`{line}`");
    }
    for (line, expected) in [
        (
            "sign --script x --secret prompt a=1",
            "there is no terminal to ask on: use --secret env:NAME or --secret stdin",
        ),
        (
            "invoice pay --order A --user 7 --yes",
            "--token: there is no terminal to ask on; use --token stdin or env:NAME; nothing was sent",
        ),
        (
            "invoice pay --order A --user 7 --token stdin --yes",
            "--token: the card token is empty: paste the token of a saved card; nothing was sent",
        ),
    ] {
        let (code, said) = home.refused(line);
        assert_eq!((code, said.as_str()), (2, expected), "`{line}`");
    }
    // A keyring would be asked first; with secrets in a file nothing is in the way.
    let home = Home::with(&["--secrets", "file"]);
    let passphrase = home.path("passphrase");
    fs::write(&passphrase, "correct horse\n").unwrap();
    for (line, expected) in [
        ("login", "there is no terminal to ask on, so nothing was saved: use --stdin or --from-env NAME"),
        ("login --stdin", "no secret was given, so nothing was saved: give at least one"),
        ("login --from-env NOT_SET_ANYWHERE", "no secret was given, so nothing was saved: give at least one"),
    ] {
        let mut login = home.command(line);
        let (code, said) = one_line(line, program::run(login.env("TOLEM_PASSPHRASE_FILE", &passphrase), ""));
        assert_eq!((code, said.as_str()), (2, expected), "`{line}`");
    }
    assert!(!home.path("data/tolem/secrets.age").exists());
}
