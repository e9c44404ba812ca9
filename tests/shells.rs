//! What shells and the manual reader get: completion scripts that parse, and answers to Tab as the scripts ask for them.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

#[path = "common/program.rs"]
mod program;

use std::path::Path;
use std::process::Command;

fn command(home: &Path) -> Command {
    let mut command = program::command(home);
    // No keyring answers here.
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    command
}

fn tolem(home: &Path, arguments: &[&str]) -> (i32, String, String) {
    program::run(command(home).args(arguments), "")
}

/// What Tab offers behind `words`, the last of which is begun.
fn offered(home: &Path, words: &[&str]) -> Vec<String> {
    let mut asked = command(home);
    asked.env("TOLEM_COMPLETE", "bash").env("_CLAP_IFS", "\n").env("_CLAP_COMPLETE_INDEX", words.len().to_string());
    asked.args(["--", "tolem"]).args(words);
    let (code, out, err) = program::run(&mut asked, "");
    assert_eq!((code, err.as_str()), (0, ""), "{words:?}");
    out.lines().map(str::to_owned).collect()
}

fn add_profile(home: &Path, name: &str) {
    // A merchant has one profile.
    let merchant = if name == "shed" { "510002" } else { "510001" };
    let add = ["--environment", "sandbox", "--host", "http://127.0.0.1:9", "--merchant", merchant];
    let (code, _, err) = tolem(home, &[&["profile", "add", name], add.as_slice()].concat());
    assert_eq!(code, 0, "{err}");
}

/// Runs a tool of the machine over `text` in a file. A machine without it shows nothing.
fn tool(name: &str, arguments: &[&str], text: &str) -> Option<(bool, String)> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("text");
    std::fs::write(&file, text).unwrap();
    match Command::new(name).args(arguments).arg(&file).output() {
        Ok(output) => {
            let said = [output.stdout, output.stderr].concat();
            Some((output.status.success(), String::from_utf8_lossy(&said).into_owned()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            println!("{name} is not installed: not tried");
            None
        }
        Err(error) => panic!("{name}: {error}"),
    }
}

#[test]
fn the_script_of_every_shell_is_one_that_it_reads() {
    let home = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let (code, script, err) = tolem(home.path(), &["completions", shell]);
        assert_eq!((code, err.as_str()), (0, ""));
        assert!(script.contains("TOLEM_COMPLETE"), "{shell}: {script}");
        let read = match shell {
            "powershell" => None,
            shell => tool(shell, &["-n"], &script),
        };
        assert_eq!(read.unwrap_or_else(|| (true, String::new())), (true, String::new()), "{shell}");
    }
    let (code, out, err) = tolem(home.path(), &["completions", "ksh"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("'ksh'") && err.contains("bash, zsh, fish, powershell"), "{err}");
}

#[test]
fn tab_offers_the_profiles_of_the_settings_that_are_meant() {
    let home = tempfile::tempdir().unwrap();
    assert_eq!(offered(home.path(), &["--profile", ""]), Vec::<String>::new());
    add_profile(home.path(), "shop");
    add_profile(home.path(), "shed");
    assert_eq!(offered(home.path(), &["--profile", ""]), ["shed", "shop"]);
    assert_eq!(offered(home.path(), &["refund", "--profile", "sho"]), ["shop"]);
    assert_eq!(offered(home.path(), &["profile", "use", "she"]), ["shed"]);
    // A new name is one that is not there yet.
    assert_eq!(offered(home.path(), &["profile", "add", "she"]), Vec::<String>::new());
    let other = home.path().join("other.toml");
    std::fs::write(
        &other,
        "[profiles.harbour]\nenvironment = \"test\"\nhost = \"https://test-api.freedompay.kz\"\nmerchant_id = \"510001\"\n",
    )
    .unwrap();
    let (code, _, err) = tolem(home.path(), &["--config", other.to_str().unwrap(), "profile", "list"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(offered(home.path(), &["--config", other.to_str().unwrap(), "--profile", ""]), ["harbour"]);
    std::fs::write(&other, "[profiles\n").unwrap();
    assert_eq!(offered(home.path(), &["--config", other.to_str().unwrap(), "--profile", ""]), Vec::<String>::new());
}

#[test]
fn tab_offers_commands_kinds_and_words() {
    let home = tempfile::tempdir().unwrap();
    assert_eq!(offered(home.path(), &["refu"]), ["refund"]);
    assert_eq!(offered(home.path(), &["refund", ""])[..3], ["payment", "invoice", "card"]);
    assert_eq!(offered(home.path(), &["profile", "add", "x", "--zone", "Asia/Alm"]), ["Asia/Almaty"]);
    assert_eq!(offered(home.path(), &["verify", "--which", "p"]), ["payout"]);
}

#[test]
fn a_shell_that_is_not_known_is_told_so_and_no_command_is_run() {
    let home = tempfile::tempdir().unwrap();
    let (code, out, err) =
        program::run(command(home.path()).env("TOLEM_COMPLETE", "ksh").args(["--", "tolem", "explain", "1"]), "");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.starts_with("tolem: TOLEM_COMPLETE") && err.contains("`ksh`"), "{err}");
    assert_eq!(err.trim_end().lines().count(), 1, "{err}");
}

/// What bash offers at the end of a line, as it calls the function that the script registers: `words` are the line as bash
/// cuts it, and `begun` is what it would replace.
fn offered_in_bash(home: &Path, line: &str, words: &[&str], begun: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_BIN_EXE_tolem")).parent().unwrap();
    let ask = r#"PATH="$1:$PATH"; source <(tolem completions bash); COMP_LINE=$2; COMP_POINT=${#2}; begun=$3; shift 3
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); registered=$(complete -p tolem); registered=${registered##*-F }
        "${registered%% *}" tolem "$begun" "${COMP_WORDS[COMP_CWORD - 1]}"; printf '%s\n' "${COMPREPLY[@]}""#;
    let mut bash = program::at_home(Command::new("bash"), home);
    bash.args(["-c", ask, "bash"]).arg(folder).args([line, begun]).args(words);
    let (code, out, err) = program::run(&mut bash, "");
    assert_eq!((code, err.as_str()), (0, ""), "{line}");
    out.lines().filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[test]
fn bash_completes_words_that_it_cuts_at_a_colon_or_an_equals_sign() {
    let home = tempfile::tempdir().unwrap();
    add_profile(home.path(), "shop");
    let table: [(&[&str], &str, &[&str]); 9] = [
        (&["tolem", " --profile", "=", "sh"], "sh", &["shop"]),
        (&["tolem", " --profile", "="], "", &["shop"]),
        (&["tolem", " --profile", " sh"], "sh", &["shop"]),
        (&["tolem", " list", " payment", " --filter", " stage", ":", "h"], "h", &["held"]),
        (&["tolem", " list", " payment", " --sort", " amount", ":", "d"], "d", &["desc"]),
        (&["tolem", " list", " payment", " --sort", " created", ":"], "", &["asc", "desc"]),
        (&["tolem", " list", " payment", " --sort", "=", "am"], "am", &["amount"]),
        (&["tolem", " list", " payment", " --sort", "=", "amount", ":", "a"], "a", &["asc"]),
        (&["tolem", " --lang", " "], "", &["en", "ru", "kk"]),
    ];
    for (pieces, begun, expected) in table {
        let words: Vec<&str> = pieces.iter().map(|piece| piece.trim_start()).collect();
        assert_eq!(offered_in_bash(home.path(), &pieces.concat(), &words, begun), expected, "{pieces:?}");
    }
}

#[test]
fn every_command_has_a_page_that_the_manual_reader_takes_without_a_warning() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("share/man/man1");
    let (code, out, err) = tolem(home.path(), &["man", "--out", folder.to_str().unwrap()]);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert_eq!(err, format!("{} pages were written to {}\n", files.len(), folder.display()));
    for file in &files {
        let page = std::fs::read_to_string(file).unwrap();
        for line in page.lines().filter(|line| line.starts_with(['.', '\''])) {
            let known = ["TH", "SH", "TP", "PP", "IP", "RS", "RE", "nf", "fi", "br", "ie", "el"];
            assert!(known.iter().any(|name| line[1..].starts_with(name)), "{}: {line}", file.display());
        }
        let read = tool("groff", &["-man", "-Tutf8", "-ww", "-z"], &page);
        assert_eq!(read.unwrap_or_else(|| (true, String::new())), (true, String::new()), "{}", file.display());
    }
    let (code, out, err) = tolem(home.path(), &["man"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(out, std::fs::read_to_string(folder.join("tolem.1")).unwrap());
    for heading in ["FILES", "ENVIRONMENT", "\"EXIT STATUS\"", "EXAMPLES"] {
        assert!(out.contains(&format!(".SH {heading}\n")), "{heading}: {out}");
    }
}

#[test]
fn pages_that_cannot_be_written_are_told_of_in_one_line() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("file");
    std::fs::write(&file, "").unwrap();
    let (code, out, err) = tolem(home.path(), &["man", "--out", file.to_str().unwrap()]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.starts_with(&format!("tolem: {}: the pages were not written: ", file.display())), "{err}");
    assert_eq!(err.trim_end().lines().count(), 1, "{err}");
}

#[test]
fn a_mistyped_profile_is_answered_with_the_one_that_was_meant_and_no_other() {
    let home = tempfile::tempdir().unwrap();
    add_profile(home.path(), "shop");
    let table: [(&[&str], &str); 4] = [
        (
            &["--profile", "shpo", "operations"],
            "tolem: profile shpo does not exist (did you mean shop?): `tolem profile list` shows those that do\n",
        ),
        (&["profile", "show", "shopp"], "tolem: profile shopp does not exist (did you mean shop?)\n"),
        (
            &["profile", "remove", "sho"],
            "tolem: profile sho does not exist (did you mean shop?); nothing was changed\n",
        ),
        (&["profile", "use", "harbour"], "tolem: profile harbour does not exist; nothing was changed\n"),
    ];
    for (arguments, said) in table {
        assert_eq!(tolem(home.path(), arguments), (6, String::new(), said.to_owned()), "{arguments:?}");
    }
}
