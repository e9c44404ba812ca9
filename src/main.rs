//! The `tolem` program: parses the arguments and picks one command.

use std::process::ExitCode;

fn main() -> ExitCode {
    tolem::cli::run()
}
