//! What is printed when the program fails by its own fault: one masked line instead of whatever a panic says, because
//! its message may repeat what was being read.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::PanicHookInfo;

use crate::domain::text::clean;

/// Prints panics masked from now on.
pub fn install() {
    std::panic::set_hook(Box::new(print));
}

/// Prints a panic masked to standard error. `RUST_BACKTRACE` adds where it happened: names of functions, no values.
pub fn print(info: &PanicHookInfo<'_>) {
    use std::io::Write as _;
    let backtrace = Backtrace::capture();
    let mut text = report(info);
    if backtrace.status() == BacktraceStatus::Captured {
        text.push('\n');
        text.push_str(&backtrace.to_string());
    }
    // With nobody to tell there is nothing left to do; a second panic would end the program without its clean-up.
    let _ = writeln!(std::io::stderr(), "{text}");
}

fn report(info: &PanicHookInfo<'_>) -> String {
    let at = info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
    let said = info.payload_as_str().unwrap_or("it does not say why");
    format!("tolem: it failed by its own fault{at}: {}; please report this", clean(said))
}
