//! Output that nobody reads, or that finds no room.

use std::fs::File;
use std::process::{Command, Stdio};

use crate::commands::{Home, Ledger, Nothing, Profile, Secrets, Settings, looked_at, that_open_exactly};
use crate::program;

/// Standard output or error whose reader is gone.
fn nobody() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

fn full() -> Stdio {
    File::options().write(true).open("/dev/full").unwrap().into()
}

/// Commands that end well offline, with secrets from a variable.
fn that_end_well() -> impl Iterator<Item = &'static str> {
    let online = |line: &&str| !line.starts_with("log") && !line.starts_with("verify");
    let help = ["--help", "--version", "refund --help", "help", "doctor --help", "explain insufficient funds"];
    that_open_exactly(&[Nothing, Settings, Profile, Ledger, Secrets]).filter(online).chain(help)
}

#[test]
fn nobody_reading_is_no_reason_to_end_in_another_way() {
    for line in that_end_well() {
        let home = Home::with(&["--secrets", "environment", "--secrets-env", "CANARY"]);
        let whole = home.run(line);
        for (out, err) in [(true, false), (false, true), (true, true)] {
            let home = Home::with(&["--secrets", "environment", "--secrets-env", "CANARY"]);
            let mut command = home.command(line);
            if out {
                command.stdout(nobody());
            }
            if err {
                command.stderr(nobody());
            }
            let ended = looked_at(line, program::run(&mut command, ""));
            assert_eq!(ended.0, whole.0, "`{line}` {out} {err}: {}", ended.2);
            if !err {
                // A home of its own has a name of its own.
                assert_eq!(ended.2.lines().count(), whole.2.lines().count(), "`{line}`: {}", ended.2);
            }
        }
        // Closed altogether, as `>&-` and `2>&-` do.
        for closed in ["exec \"$@\" >&-", "exec \"$@\" 2>&-", "exec \"$@\" <&- >&- 2>&-"] {
            let home = Home::with(&["--secrets", "environment", "--secrets-env", "CANARY"]);
            let inner = home.command(line);
            let mut command = Command::new("sh");
            command.args(["-c", closed, "sh"]).arg(inner.get_program()).args(inner.get_args());
            command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
            let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
            assert_eq!(status.code(), Some(whole.0), "`{line}` {closed}");
        }
    }
}

#[test]
fn a_full_disk_behind_standard_output_is_told() {
    // What the parser prints it does not follow up, and a profile whose ledger is not there is not adopted.
    let prints = |line: &&str| !["help", "version", "adopt"].iter().any(|word| line.contains(word));
    for line in that_end_well().filter(prints) {
        let home = Home::with(&["--secrets", "environment", "--secrets-env", "CANARY"]);
        let (code, _, err) = looked_at(line, program::run(home.command(line).stdout(full()), ""));
        assert!(
            code == 1 && err.contains("standard output") && err.contains("No space left on device"),
            "`{line}`: {code} {err}"
        );
    }
}
