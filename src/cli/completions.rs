//! `tolem completions`: scripts that have a shell ask the program itself what Tab offers, so that commands, kinds and profiles
//! are those of this version and of this user. No answer touches the network, the keyring or a ledger.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::CommandFactory as _;
use clap_complete::CompletionCandidate;
use clap_complete::engine::ArgValueCompleter;
use clap_complete::env::{Bash, CompleteEnv, EnvCompleter, Fish, Powershell, Zsh};

use super::{Cli, Stop};
use crate::config::{Config, Paths};
use crate::domain::Environment;
use crate::domain::query::{Column, completions};
use crate::locale::Language;

/// The variable by which a script asks. Its value names the shell.
const ASKED: &str = "TOLEM_COMPLETE";

/// bash cuts words at `:` and `=`, which stand within words of tolem: `--sort=amount:desc`. What stands without a space
/// between it is put together before the program is asked, and of the answers bash gets the part behind the last cut,
/// which is all that it replaces.
const WHOLE_WORDS: &str = r#"_tolem_whole_words() {
    local rest=$COMP_LINE begun=$2 before="" index=$COMP_CWORD count=0 at word gap
    local -a whole=()
    for at in "${!COMP_WORDS[@]}"; do
        word=${COMP_WORDS[at]}
        gap=${rest%%[![:space:]]*}
        rest=${rest#"$gap"}
        if [[ $at -gt 0 && -z $gap && -n $COMP_LINE && $rest == "$word"* ]]; then
            if [[ $at -eq $COMP_CWORD ]]; then
                before=${whole[count - 1]}
                [[ -n $begun ]] || before+=$word
            fi
            whole[count - 1]+=$word
        else
            whole[count]=$word
            count=$((count + 1))
        fi
        [[ $at -ne $COMP_CWORD ]] || index=$((count - 1))
        rest=${rest#"$word"}
    done
    local -a COMP_WORDS=("${whole[@]}")
    local COMP_CWORD=$index
    _clap_complete_tolem "$1" "$before$begun" "$3"
    if [[ -n $before && ${#COMPREPLY[@]} -gt 0 ]]; then
        COMPREPLY=("${COMPREPLY[@]#"$before"}")
    fi
}
"#;

#[derive(Debug, clap::Args)]
#[command(after_help = "  tolem completions bash > ~/.local/share/bash-completion/completions/tolem
  tolem completions zsh > ~/.zfunc/_tolem
  tolem completions fish > ~/.config/fish/completions/tolem.fish
  tolem completions powershell >> $PROFILE

zsh reads ~/.zfunc when fpath+=~/.zfunc stands before compinit in ~/.zshrc. The Debian package brings the first three.")]
pub(super) struct Args {
    /// The shell that is to complete
    shell: Shell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Shell {
    /// Bash, from 4.4
    Bash,
    /// Zsh
    Zsh,
    /// Fish
    Fish,
    /// `PowerShell`
    #[value(name = "powershell", alias = "pwsh")]
    Power,
}

impl Shell {
    const fn engine(self) -> &'static dyn EnvCompleter {
        match self {
            Self::Bash => &Bash,
            Self::Zsh => &Zsh,
            Self::Fish => &Fish,
            Self::Power => &Powershell,
        }
    }

    /// The script, with what the shell needs beside what the engine writes.
    fn finished(self, script: &str) -> String {
        let script = script.trim_end();
        match self {
            // zsh loads the script at the first Tab, by calling it for an answer.
            Self::Zsh => format!("{script}\n[[ $funcstack[1] != _tolem ]] || _clap_dynamic_completer_tolem"),
            Self::Bash => {
                let script = script.replace("-F _clap_complete_tolem tolem", "-F _tolem_whole_words tolem");
                format!("{script}\n{}", WHOLE_WORDS.trim_end())
            }
            Self::Fish | Self::Power => script.to_owned(),
        }
    }
}

pub(super) fn run(args: &Args) -> Result<(), Stop> {
    let mut script = Vec::new();
    let written = args.shell.engine().write_registration(ASKED, "tolem", "tolem", "tolem", &mut script);
    written.map_err(|error| Stop::failure(format!("the script could not be made: {error}")))?;
    let script = String::from_utf8_lossy(&script);
    super::print(&args.shell.finished(&script))
}

/// Whether it was a shell that asked what Tab offers, which is then answered. Nothing else is begun.
pub(super) fn answered() -> Result<bool, Stop> {
    let asked = CompleteEnv::with_factory(offering).var(ASKED).bin("tolem").completer("tolem");
    let here = std::env::current_dir().ok();
    let answered = asked.try_complete(std::env::args_os(), here.as_deref());
    answered.map_err(|error| Stop::usage(format!("{ASKED} asks for what cannot be completed: {error}")))
}

/// The command line, with words for those arguments whose values are known only at run time.
fn offering() -> clap::Command {
    offer(Cli::command())
}

/// By name, so that every command offers the same for the same thing.
fn offer(command: clap::Command) -> clap::Command {
    let profiles_are_meant = command.get_name() != "add";
    command
        .mut_args(|argument| match argument.get_id().as_str() {
            "profile" => argument.add(ArgValueCompleter::new(profiles)),
            "name" if profiles_are_meant => argument.add(ArgValueCompleter::new(profiles)),
            "lang" => argument.add(ArgValueCompleter::new(languages)),
            "zone" => argument.add(ArgValueCompleter::new(zones)),
            "filter" => argument.add(ArgValueCompleter::new(filters)),
            "sort" => argument.add(ArgValueCompleter::new(orders)),
            "columns" => argument.add(ArgValueCompleter::new(columns)),
            _ => argument,
        })
        .mut_subcommands(offer)
}

/// The profiles of the settings that the typed command would use. Of a file that cannot be read nothing is offered:
/// the command itself will say what is wrong.
fn profiles(begun: &OsStr) -> Vec<CompletionCandidate> {
    let config = Paths::find(named_config(std::env::args_os())).ok().and_then(|paths| Config::load(&paths.config).ok());
    let profiles = config.map(|config| config.profiles).unwrap_or_default();
    beginning(
        begun,
        profiles.into_iter().map(|(name, profile)| (name, Some(Environment::from(profile.environment).word()))),
    )
}

/// What stands behind `--config` in the words to complete.
fn named_config(words: impl Iterator<Item = OsString>) -> Option<PathBuf> {
    let mut words = words.skip_while(|word| word != "--").skip(1);
    while let Some(word) = words.next() {
        if word == "--config" {
            return words.next().map(PathBuf::from);
        }
        if let Some(file) = word.to_str().and_then(|word| word.strip_prefix("--config=")) {
            return Some(PathBuf::from(file));
        }
    }
    None
}

fn languages(begun: &OsStr) -> Vec<CompletionCandidate> {
    beginning(begun, Language::ALL.into_iter().map(|language| (language.code().to_owned(), None)))
}

fn zones(begun: &OsStr) -> Vec<CompletionCandidate> {
    beginning(begun, chrono_tz::TZ_VARIANTS.into_iter().map(|zone| (zone.name().to_owned(), None)))
}

/// The dashboard's own completions, after what is there already.
fn filters(begun: &OsStr) -> Vec<CompletionCandidate> {
    let Some(begun) = begun.to_str() else { return Vec::new() };
    let found = completions(begun);
    let before = begun.get(..found.at.start).unwrap_or_default();
    found.words.into_iter().map(|word| CompletionCandidate::new(format!("{before}{word}"))).collect()
}

fn orders(begun: &OsStr) -> Vec<CompletionCandidate> {
    let both = |column: Column| ["", ":asc", ":desc"].map(|way| (format!("{}{way}", column.word()), None));
    let is_whole = |word: &str| Column::ALL.iter().any(|column| word.starts_with(column.word()));
    let directions = begun.to_str().is_some_and(is_whole);
    let orders = Column::ALL.into_iter().flat_map(both).filter(|(word, _)| directions || !word.contains(':'));
    beginning(begun, orders)
}

/// One more column behind the last comma.
fn columns(begun: &OsStr) -> Vec<CompletionCandidate> {
    let Some(begun) = begun.to_str() else { return Vec::new() };
    let before = begun.rfind(',').map_or("", |at| begun.get(..=at).unwrap_or_default());
    let listed: Vec<&str> = before.split(',').collect();
    let left = Column::ALL.into_iter().map(Column::word).filter(|word| !listed.contains(word));
    beginning(OsStr::new(begun), left.map(|word| (format!("{before}{word}"), None)))
}

/// Those that begin like what is typed, with a word of help each.
fn beginning(begun: &OsStr, words: impl Iterator<Item = (String, Option<&'static str>)>) -> Vec<CompletionCandidate> {
    let Some(begun) = begun.to_str() else { return Vec::new() };
    let candidate =
        |(word, help): (String, Option<&'static str>)| CompletionCandidate::new(word).help(help.map(Into::into));
    words.filter(|(word, _)| word.starts_with(begun)).map(candidate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(found: &[CompletionCandidate]) -> Vec<String> {
        found.iter().map(|candidate| candidate.get_value().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_filter_goes_on_after_what_is_typed() {
        assert_eq!(words(&filters(OsStr::new("amount>10 stage:he"))), ["amount>10 stage:held"]);
        assert_eq!(words(&filters(OsStr::new("-curr"))), ["-currency:"]);
        assert_eq!(words(&filters(OsStr::new("\"quoted st"))), Vec::<String>::new());
    }

    #[test]
    fn directions_are_offered_once_the_column_stands() {
        assert_eq!(words(&orders(OsStr::new("cre"))), ["created"]);
        assert_eq!(words(&orders(OsStr::new("created"))), ["created", "created:asc", "created:desc"]);
    }

    #[test]
    fn a_column_is_offered_once() {
        assert_eq!(words(&columns(OsStr::new("order,am"))), ["order,amount"]);
        assert_eq!(words(&columns(OsStr::new("order,or"))), Vec::<String>::new());
    }

    #[test]
    fn the_settings_are_those_that_the_typed_words_name() {
        let named = |words: &[&str]| named_config(words.iter().map(OsString::from));
        assert_eq!(named(&["tolem", "--", "tolem", "--config", "a.toml", "--profile", ""]), Some("a.toml".into()));
        assert_eq!(named(&["tolem", "--", "tolem", "--config=b.toml", "profile"]), Some("b.toml".into()));
        assert_eq!(named(&["tolem", "--config", "c.toml", "--", "tolem"]), None);
    }

    #[test]
    fn what_the_engine_refuses_breaks_no_command_line() {
        offering().debug_assert();
    }
}
