//! Secrets that cannot be had: no keyring, one that never answers, variables that are not set, a file that does not open.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixListener;
use std::path::Path;

use crate::commands::{Desk, Home, Secrets, looked_at, one_line, that_open, that_open_exactly};
use crate::files::{instead, unreadable};
use crate::program;

#[test]
fn without_a_keyring_every_command_that_needs_a_secret_says_how_to_get_one() {
    let home = Home::with(&[]);
    for line in that_open(Secrets) {
        let (code, said) = home.refused(line);
        assert!(
            code == 1
                && said
                    .starts_with("no secret store is running, so no secret was read or saved: install and start one"),
            "`{line}`: {code} {said}"
        );
    }
    let (code, out, err) = home.run("whoami");
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("merchant secret  ? not known: no secret store is running"), "{out}");
    assert!(!home.data("shop.db").exists() || home.run("operations").1 == "no operation yet\n");
    assert!(!home.path("page.html").exists(), "no page is left behind");
}

#[test]
fn a_keyring_that_never_answers_is_given_up_by_every_command() {
    let home = Home::with(&[]);
    // A session bus that takes every call and answers none.
    let socket = home.path("bus");
    let bus = UnixListener::bind(&socket).unwrap();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        while let Ok((stream, _)) = bus.accept() {
            kept.push(stream);
        }
    });
    let address = format!("unix:path={}", socket.display());
    let begun: Vec<_> = that_open(Secrets)
        .map(|line| (line, home.command(line).env("DBUS_SESSION_BUS_ADDRESS", &address).spawn().unwrap()))
        .collect();
    for (line, mut child) in begun {
        drop(child.stdin.take());
        let ended = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let ended = (ended.status.code().unwrap(), text(ended.stdout), text(ended.stderr));
        let (code, said) = one_line(line, looked_at(line, ended));
        let (late, next) = match line {
            "logout" => {
                ("it is not known whether a secret was saved or forgotten", "look with `tolem doctor` what is there")
            }
            _ => ("no secret was read", "try again"),
        };
        let expected = format!(
            "the secret store did not answer within 3 seconds and was not waited for, so {late}: answer its prompt, which may be on another screen, or start it anew, and {next}"
        );
        assert_eq!((code, said), (1, expected), "`{line}`");
    }
}

#[test]
fn secrets_from_variables_that_are_not_set_are_named_by_every_command() {
    let home = Home::with(&["--secrets", "environment", "--secrets-env", "NOT_SET_ANYWHERE"]);
    let announced = "tolem: the secrets of profile shop come from the environment variable NOT_SET_ANYWHERE\n";
    for line in that_open_exactly(&[Desk]) {
        let (code, out, err) = home.run(line);
        let expected = "tolem: profile shop takes its secrets from the environment variable NOT_SET_ANYWHERE, which is not set: nothing was sent, set it\n";
        assert_eq!((code, out.as_str(), err.as_str()), (1, "", format!("{announced}{expected}").as_str()), "`{line}`");
    }
    for line in ["sign --script x a=1", "verify --script x a=1"] {
        let (code, out, err) = home.run(line);
        let expected = "tolem: profile shop has no merchant secret saved, so nothing was signed or checked: run `tolem login`, or use --secret prompt or env:NAME\n";
        assert_eq!((code, out.as_str(), err.as_str()), (1, "", format!("{announced}{expected}").as_str()), "`{line}`");
    }
    let refused = "the profile takes this secret from the environment variable NOT_SET_ANYWHERE: nothing was changed, set it there, or let the profile say secrets = \"keyring\"";
    let (code, said) = home.refused("login --from-env CANARY");
    assert_eq!((code, said.as_str()), (2, refused));
    let (code, said) = home.refused("logout");
    assert_eq!((code, said.as_str()), (2, refused));
}

#[test]
fn an_encrypted_file_that_does_not_open_stops_every_command_that_needs_a_secret() {
    let home = Home::with(&["--secrets", "file"]);
    let path = home.data("secrets.age");
    let shown = path.display().to_string();
    let passphrase = home.path("passphrase");
    fs::write(&passphrase, "correct horse\n").unwrap();
    let with = |file: &Path, line: &str| {
        let mut command = home.command(line);
        looked_at(line, program::run(command.env("TOLEM_PASSPHRASE_FILE", file), ""))
    };
    let (code, _, err) = with(&passphrase, "login --from-env CANARY --no-proof");
    assert_eq!((code, err.as_str()), (0, ""));
    let good = fs::read(&path).unwrap();
    let all = |file: &Path, lines: &mut dyn Iterator<Item = &'static str>, expected: &str| {
        for line in lines {
            assert_eq!(one_line(line, with(file, line)), (1, expected.to_owned()), "`{line}`");
        }
    };
    let locked = format!(
        "{shown} is locked and there is no terminal to ask for its passphrase: nothing was done, name a file that holds it in TOLEM_PASSPHRASE_FILE"
    );
    for line in that_open(Secrets) {
        assert_eq!(home.refused(line), (1, locked.clone()), "`{line}`");
    }
    let none = home.path("none");
    all(
        &none,
        &mut that_open(Secrets),
        &format!(
            "TOLEM_PASSPHRASE_FILE names {}, which cannot be read (No such file or directory (os error 2)): no secret was read or saved",
            none.display()
        ),
    );
    let damaged = format!(
        "{shown} is damaged, or no encrypted store of tolem: it was left as it is, bring back a copy, or move it away and log in again"
    );
    for bad in [&b""[..], b"not age at all", &good[..good.len() / 4]] {
        fs::write(&path, bad).unwrap();
        all(&passphrase, &mut that_open(Secrets), &damaged);
        assert_eq!(fs::read(&path).unwrap(), bad);
    }
    instead(&path, unreadable);
    all(
        &passphrase,
        &mut that_open(Secrets),
        &format!(
            "{shown} cannot be used: Too many levels of symbolic links (os error 40); nothing was saved, mend its permissions or free space"
        ),
    );
    instead(&path, |path| fs::write(path, &good).unwrap());
    // Each try costs what it costs a thief, so that two commands stand for all.
    let wrong = home.path("wrong");
    fs::write(&wrong, "canary horse\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let (_, out, _) = with(&passphrase, "doctor");
    let expected = format!("! warn secret store     {shown} is open to others of this machine (mode 644)\n");
    assert!(out.contains(&expected) && out.contains(&format!("→ chmod 600 {shown}\n")), "{out}");
    let two = ["login --from-env CANARY --no-proof", "refund payment 700001 --full --yes"];
    let expected = format!("the passphrase does not open {shown}: nothing was read or saved, try again");
    all(&wrong, &mut two.into_iter(), &expected);
    assert_eq!(fs::read(&path).unwrap(), good);
}
