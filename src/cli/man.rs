//! `tolem man`: a manual page for every command, from the definitions that parse the command line.

use std::path::{Path, PathBuf};

use clap::CommandFactory as _;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::{Cli, Exit, Stop, print, say};

/// What the program reads and keeps.
const FILES: [(&str, &str); 6] = [
    (
        "~/.config/tolem/config.toml",
        "The settings and the profiles, never a secret. `tolem config default` prints every default.",
    ),
    ("~/.config/tolem/keymap.toml", "Keys of the dashboard."),
    (
        "~/.local/share/tolem/PROFILE.db",
        "The ledger of a profile: its records, its operations and what was sent for them.",
    ),
    (
        "~/.local/share/tolem/secrets.age",
        "The secrets of profiles that say secrets = \"file\", encrypted by age under a passphrase, for machines without a keyring.",
    ),
    ("~/.local/state/tolem", "The log, saved views and how the lists were left."),
    ("the keyring", "The secrets: the Secret Service, Keychain or Credential Manager. `tolem login` saves them."),
];

/// What it takes from the environment.
const ENVIRONMENT: [(&str, &str); 6] = [
    ("TOLEM_PROFILE", "The profile to work with; --profile comes first."),
    (
        "TOLEM_PASSPHRASE_FILE",
        "A file whose first line is the passphrase of secrets.age, where nobody can be asked for it.",
    ),
    ("TOLEM_LANG", "The language: en, ru or kk; --lang comes first."),
    ("LC_ALL, LC_MESSAGES, LANG", "The language, when nothing else names one."),
    ("NO_COLOR", "Set and not empty: no colours."),
    ("XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME", "Where the folders above are, when not there."),
];

#[derive(Debug, clap::Args)]
#[command(after_help = "  tolem man | man -l -
  tolem man --out ~/.local/share/man/man1")]
pub(super) struct Args {
    /// Write a page for every command into this folder (default: the page of tolem itself to standard output)
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<(), Stop> {
    let pages = pages();
    let Some(folder) = &args.out else {
        return pages.first().map_or(Ok(()), |page| print(page.text.trim_end()));
    };
    let written = std::fs::create_dir_all(folder).and_then(|()| save(&pages, folder));
    written.map_err(|error| Stop::failure(format!("{}: the pages were not written: {error}", folder.display())))?;
    say(&format!("{} pages were written to {}", pages.len(), folder.display()));
    Ok(())
}

fn save(pages: &[Page], folder: &Path) -> std::io::Result<()> {
    pages.iter().try_for_each(|page| std::fs::write(folder.join(&page.file), &page.text))
}

/// A manual page in roff.
struct Page {
    file: String,
    text: String,
}

/// The page of the program, then those of its commands.
fn pages() -> Vec<Page> {
    // What is said of `help` is in `--help`.
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let mut found = Vec::new();
    walk(&command, None, &mut found);
    found
}

fn walk(command: &clap::Command, parent: Option<&str>, found: &mut Vec<Page>) {
    found.push(page(command, parent));
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
        walk(inner, Some(title(command)), found);
    }
}

/// `tolem-profile-add`.
fn title(command: &clap::Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}

fn page(command: &clap::Command, parent: Option<&str>) -> Page {
    let man = Man::new(command.clone())
        .title(title(command).to_uppercase())
        .source(concat!("tolem ", env!("CARGO_PKG_VERSION")));
    let mut text = Vec::new();
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let (notes, examples) = notes_and_examples(&help);
    let mut rest = Roff::default();
    if !notes.is_empty() {
        rest.control("SH", ["NOTES"]);
        for line in notes {
            if line.is_empty() {
                rest.control("PP", [])
            } else {
                rest.text([roman(line)])
            };
        }
    }
    exit_status(&mut rest);
    if parent.is_none() {
        table(&mut rest, "FILES", &FILES);
        table(&mut rest, "ENVIRONMENT", &ENVIRONMENT);
    }
    if !examples.is_empty() {
        rest.control("SH", ["EXAMPLES"]).control("nf", []);
        for line in examples {
            rest.text([roman(line)]);
        }
        rest.control("fi", []);
    }
    if let Some(parent) = parent {
        rest.control("SH", ["SEE ALSO"]).text([bold(parent), roman("(1)")]);
    }
    // Writing into memory cannot fail.
    let _ = man
        .render_title(&mut text)
        .and_then(|()| man.render_name_section(&mut text))
        .and_then(|()| man.render_synopsis_section(&mut text))
        .and_then(|()| man.render_description_section(&mut text))
        .and_then(|()| man.render_options_section(&mut text))
        .and_then(|()| if command.has_subcommands() { man.render_subcommands_section(&mut text) } else { Ok(()) })
        .and_then(|()| rest.to_writer(&mut text));
    Page { file: man.get_filename(), text: String::from_utf8_lossy(&text).into_owned() }
}

/// What stands below a command's help: sentences, and lines to type, which are set in.
fn notes_and_examples(help: &str) -> (Vec<&str>, Vec<&str>) {
    let (examples, notes): (Vec<&str>, Vec<&str>) = help.lines().partition(|line| line.starts_with("  "));
    let mut notes: Vec<&str> = notes.into_iter().skip_while(|line| line.is_empty()).collect();
    notes.dedup_by(|line, before| line.is_empty() && before.is_empty());
    while notes.last().is_some_and(|line| line.is_empty()) {
        notes.pop();
    }
    (notes, examples.into_iter().map(str::trim_start).collect())
}

fn exit_status(roff: &mut Roff) {
    let codes = Exit::ALL.map(|exit| (exit.code().to_string(), exit.meaning()));
    let rows: Vec<(&str, &str)> = codes.iter().map(|(code, meaning)| (code.as_str(), *meaning)).collect();
    table(roff, "EXIT STATUS", &rows);
}

fn table(roff: &mut Roff, heading: &str, rows: &[(&str, &str)]) {
    roff.control("SH", [heading]);
    for (name, meaning) in rows {
        roff.control("TP", []).text([bold(*name)]).text([roman(*meaning)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_and_every_page_is_whole() {
        fn count(command: &clap::Command) -> usize {
            1 + command.get_subcommands().filter(|inner| inner.get_name() != "help").map(count).sum::<usize>()
        }
        let pages = pages();
        assert_eq!(pages.len(), count(&Cli::command()));
        let names: Vec<&str> = pages.iter().map(|page| page.file.as_str()).collect();
        for name in ["tolem.1", "tolem-refund.1", "tolem-profile-add.1", "tolem-man.1"] {
            assert!(names.contains(&name), "{names:?}");
        }
        for page in &pages {
            for heading in [".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH OPTIONS", ".SH \"EXIT STATUS\""] {
                assert!(page.text.contains(heading), "{} lacks {heading}: {}", page.file, page.text);
            }
        }
    }

    #[test]
    fn sentences_and_lines_to_type_are_told_apart() {
        let help = "It asks.\n\n  tolem a\n  tolem b\n\nExit codes: 0.\nMore.";
        let (notes, examples) = notes_and_examples(help);
        assert_eq!(notes, ["It asks.", "", "Exit codes: 0.", "More."]);
        assert_eq!(examples, ["tolem a", "tolem b"]);
        assert_eq!(notes_and_examples("  tolem a\n\nSee there."), (vec!["See there."], vec!["tolem a"]));
    }
}
