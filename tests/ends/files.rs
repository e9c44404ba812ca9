//! Settings and ledgers that cannot be used.

use std::fs;
use std::path::Path;

use sqlx::Connection as _;

use crate::commands::{COMMANDS, Desk, Home, Ledger, Nothing, Settings, that_open, that_open_exactly};

/// Puts something else in the place of a file.
pub(crate) fn instead(path: &Path, what: impl FnOnce(&Path)) {
    let _ = fs::remove_file(path);
    what(path);
}

/// A file that cannot be opened by anybody, root included.
pub(crate) fn unreadable(path: &Path) {
    std::os::unix::fs::symlink(path, path).unwrap();
}

#[test]
fn settings_that_cannot_be_read_stop_every_command_that_needs_them_and_stay_as_they_are() {
    let home = Home::with(&[]);
    let path = home.settings();
    let good = fs::read_to_string(&path).unwrap();
    let shown = path.display();
    let line = 1 + good.lines().position(|line| line.starts_with("merchant_id")).unwrap();
    let unusable = |why: &str| {
        format!("{shown} cannot be used: {why}; it was left as it is, mend its permissions or move it away")
    };
    let texts: [(Vec<u8>, String); 5] = [
        (b"[[[\n".to_vec(), format!("{shown}:1: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`")),
        (b"\xff\xfe".to_vec(), unusable("stream did not contain valid UTF-8")),
        (
            good.replace("merchant_id", "merchantid").into_bytes(),
            format!("{shown}:{line}: unknown key `merchantid`: did you mean `merchant_id`?"),
        ),
        (
            good.replace("\"sandbox\"", "\"live\"").into_bytes(),
            format!("{shown}: profile shop: http://127.0.0.1:9/ is this machine: only environment sandbox may use it"),
        ),
        (
            good.replace("\"510001\"", "510001").into_bytes(),
            format!("{shown}:{line}: invalid type: integer `510001`, expected a string"),
        ),
    ];
    for (text, expected) in texts {
        fs::write(&path, &text).unwrap();
        for line in that_open(Settings) {
            let (code, said) = home.refused(line);
            assert!(code == 1 && said.starts_with(&expected), "`{line}`: {code} {said}, not {expected}");
        }
        assert_eq!(fs::read(&path).unwrap(), text);
    }
    instead(&path, |path| fs::create_dir(path).unwrap());
    for line in that_open(Settings) {
        assert_eq!(home.refused(line), (1, unusable("Is a directory (os error 21)")), "`{line}`");
    }
    fs::remove_dir(&path).unwrap();
    instead(&path, unreadable);
    for line in that_open(Settings) {
        let expected = unusable("Too many levels of symbolic links (os error 40)");
        assert_eq!(home.refused(line), (1, expected), "`{line}`");
    }
    for line in that_open_exactly(&[Nothing]) {
        let code = i32::from(line.starts_with("verify"));
        assert_eq!(home.run(line).0, code, "`{line}` needs no settings");
    }
    assert!(!home.path("data").exists());
}

#[test]
fn a_settings_file_that_was_named_and_is_not_there_is_no_empty_one() {
    let home = Home::with(&[]);
    for line in COMMANDS.iter().map(|(_, line)| *line).filter(|line| !line.starts_with("profile add")) {
        let (code, said) = home.refused(&format!("{line} --config /nonexistent/c.toml"));
        let expected = "/nonexistent/c.toml: there is no such file; nothing was read";
        assert_eq!((code, said.as_str()), (1, expected), "`{line}`");
    }
}

/// Makes a ledger of a version that nobody knows yet. Answers with the version that is known.
fn newer_ledger(path: &Path) -> i64 {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        tolem::ledger::Ledger::open(path).await.unwrap().close().await;
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
        let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        let known = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations");
        let known = known.fetch_one(&mut connection).await.unwrap();
        let step = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                    VALUES (9999, 'later', 1, x'00', 0)";
        sqlx::query(step).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        known
    })
}

#[test]
fn a_ledger_that_cannot_be_used_stops_every_command_that_needs_it_and_stays_as_it_is() {
    let home = Home::with(&["--secrets", "environment", "--secrets-env", "CANARY"]);
    let path = home.data("shop.db");
    let shown = path.display().to_string();
    let announced = "tolem: the secrets of profile shop come from the environment variable CANARY\n";
    let all = |expected: &str| {
        for line in that_open_exactly(&[Ledger, Desk]).chain(["profile adopt shop", "profile remove shop"]) {
            let (code, out, err) = home.run(line);
            let said = err.strip_prefix(announced).unwrap_or(&err);
            assert_eq!((code, out.as_str(), said), (1, "", format!("tolem: {expected}\n").as_str()), "`{line}`");
        }
        let (code, out, _) = home.run("doctor");
        assert!(code == 1 && out.contains(&format!("✗ bad  ledger           {expected}\n")), "{out}");
    };
    let not_ours =
        format!("{shown} is not a ledger of tolem; it was left as it is, choose another file or move it away");
    fs::create_dir(&path).unwrap();
    all(&not_ours);
    fs::remove_dir(&path).unwrap();
    for text in [&b"minutes of the last meeting"[..], b"SQLite format 3\0 and no more"] {
        fs::write(&path, text).unwrap();
        all(&not_ours);
        assert_eq!(fs::read(&path).unwrap(), text);
    }
    instead(&path, unreadable);
    all(&format!(
        "the ledger {shown} cannot be opened: Too many levels of symbolic links (os error 40); nothing was sent, mend the folder's permissions or free space"
    ));
    fs::remove_file(&path).unwrap();
    let known = newer_ledger(&path);
    all(&format!(
        "{shown} was written by a newer tolem (ledger version 9999, this one knows {known}); it was left as it is, update tolem"
    ));
}
