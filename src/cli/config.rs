//! `tolem config`: the settings' defaults, their schemas, and what is wrong with the files.

use clap::{Subcommand, ValueEnum};

use super::{Global, Stop, print, say};
use crate::config::Config;
use crate::config::interface;
use crate::tui::settings::Files;
use crate::tui::{default_keymap, keymap_schema};

#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum Command {
    /// Print the defaults of both files as comments, or of one of them
    #[command(after_help = "  tolem config default config > config.toml")]
    Default {
        /// Which file
        file: Option<File>,
    },
    /// Print the JSON schemas of both files, or of one of them
    #[command(after_help = "  tolem config schema keymap > keymap.schema.json")]
    Schema {
        /// Which file
        file: Option<File>,
    },
    /// Read every file and tell its mistakes with their lines, of config.toml only the first
    #[command(after_help = "  tolem config check")]
    Check,
    /// Print where the files are
    #[command(after_help = "  tolem config path")]
    Path,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum File {
    /// config.toml
    Config,
    /// keymap.toml
    Keymap,
}

pub(super) fn run(global: &Global, command: Command) -> Result<(), Stop> {
    let files = Files::new(global.paths()?.config);
    match command {
        Command::Default { file: Some(File::Config) } => print(interface::default_text().trim_end()),
        Command::Default { file: Some(File::Keymap) } => print(default_keymap().trim_end()),
        Command::Default { file: None } => {
            print(&format!("# {}\n{}", files.config().display(), interface::default_text()))?;
            print(&format!("# {}\n{}", files.keymap().display(), default_keymap().trim_end()))
        }
        Command::Schema { file } => {
            let config = schemars::schema_for!(Config).to_value();
            let text = match file {
                Some(File::Config) => format!("{config:#}"),
                Some(File::Keymap) => format!("{:#}", keymap_schema()),
                None => {
                    format!("{:#}", serde_json::json!({ "config.toml": config, "keymap.toml": keymap_schema() }))
                }
            };
            print(&text)
        }
        Command::Check => check(&files),
        Command::Path => {
            print(&files.config().display().to_string())?;
            print(&files.keymap().display().to_string())?;
            print(&files.themes().display().to_string())
        }
    }
}

fn check(files: &Files) -> Result<(), Stop> {
    let faults = files.read().faults;
    let Some((last, others)) = faults.split_last() else {
        return print("the settings, the keys and the themes have no mistakes");
    };
    for fault in others {
        say(fault);
    }
    Err(Stop::failure(last.clone()))
}
