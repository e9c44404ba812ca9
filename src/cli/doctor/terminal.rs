//! What the terminal can do, as far as it says so.

use std::io::IsTerminal as _;
use std::time::Duration;

use super::Check;

/// How long a terminal, or tmux, may take to answer.
const PATIENCE: Duration = Duration::from_millis(500);

/// What the environment says, apart from the environment itself, so that tests can say it.
struct Said {
    term: String,
    colorterm: String,
    no_color: bool,
    locale: String,
    screen: bool,
}

impl Said {
    fn here() -> Self {
        let text = |name: &str| std::env::var(name).unwrap_or_default();
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().map(text).find(|value| !value.is_empty());
        Self {
            term: text("TERM"),
            colorterm: text("COLORTERM"),
            no_color: !text("NO_COLOR").is_empty(),
            locale: locale.unwrap_or_default(),
            screen: !text("STY").is_empty(),
        }
    }
}

pub(super) async fn check() -> Vec<Check> {
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        return vec![Check::ok("terminal", "none here, so the dashboard's abilities were not looked at")];
    }
    let said = Said::here();
    let mut checks = vec![colours(&said), letters(&said)];
    checks.extend(crossterm::terminal::size().ok().map(|(columns, rows)| size(columns, rows)));
    checks.push(clipboard(&said, tmux().await.as_deref()));
    let asked = tokio::time::timeout(PATIENCE * 2, tokio::task::spawn_blocking(synchronised)).await;
    checks.push(steady(asked.ok().and_then(Result::ok).flatten()));
    checks
}

fn colours(said: &Said) -> Check {
    let name = "colours";
    match said.term.as_str() {
        "" | "dumb" => Check::bad(name, "TERM names no terminal that can be drawn on", "export TERM=xterm-256color"),
        _ if said.no_color => Check::ok(name, "switched off by NO_COLOR; symbols and words carry the meaning"),
        _ if matches!(said.colorterm.as_str(), "truecolor" | "24bit") => Check::ok(name, "16 million"),
        term if term.contains("256") => Check::ok(name, format!("256 ({term})")),
        term => Check::ok(name, format!("16 ({term}), which is all that the dashboard needs")),
    }
}

fn letters(said: &Said) -> Check {
    let locale = said.locale.to_ascii_lowercase();
    if locale.contains("utf-8") || locale.contains("utf8") {
        return Check::ok("letters", format!("UTF-8 ({})", said.locale));
    }
    let shown = if said.locale.is_empty() { "no locale is set" } else { &said.locale };
    Check::warn(
        "letters",
        format!("not UTF-8 ({shown}): lines and Cyrillic letters may be garbled"),
        "export LC_ALL=C.UTF-8",
    )
}

fn size(columns: u16, rows: u16) -> Check {
    let text = format!("{columns} columns, {rows} rows");
    match (columns, rows) {
        (80.., 24..) => Check::ok("size", text),
        (40.., 10..) => Check::warn("size", text, "at least 80 by 24 shows all"),
        _ => Check::bad("size", text, "at least 40 by 10 is needed, 80 by 24 shows all"),
    }
}

/// Whether a text that is copied arrives. `tmux` is what its `set-clipboard` says, when it runs.
fn clipboard(said: &Said, tmux: Option<&str>) -> Check {
    let name = "clipboard";
    match tmux {
        Some("on") => Check::ok(name, "tmux takes what is copied (OSC 52)"),
        Some(word) => Check::warn(
            name,
            format!("tmux has set-clipboard {word}: what is copied may not arrive"),
            "tmux set -g set-clipboard on",
        ),
        None if said.screen => {
            Check::warn(name, "screen does not pass on what is copied (OSC 52)", "use tmux, or none")
        }
        None => Check::ok(name, "OSC 52; whether the terminal takes it, it does not say"),
    }
}

/// What tmux says of its clipboard, when this is inside one.
async fn tmux() -> Option<String> {
    std::env::var_os("TMUX").filter(|value| !value.is_empty())?;
    let ask = || std::process::Command::new("tmux").args(["show-options", "-gsv", "set-clipboard"]).output();
    let asked = tokio::time::timeout(PATIENCE, tokio::task::spawn_blocking(ask)).await;
    let output = asked.ok()?.ok()?.ok()?;
    let word = String::from_utf8(output.stdout).ok()?;
    Some(word.trim().to_owned()).filter(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase()))
}

fn steady(takes: Option<bool>) -> Check {
    let name = "whole frames";
    let text = match takes {
        Some(true) => return Check::ok(name, "the terminal shows frames whole (synchronised updates)"),
        Some(false) => "the terminal knows no synchronised updates: quick changes may flicker",
        None => "the terminal did not say whether it knows synchronised updates",
    };
    Check::warn(name, text, "nothing is wrong; another terminal may draw more calmly")
}

/// Asks the terminal for mode 2026 (DECRQM), and then for what every terminal answers, so that silence has an end.
#[cfg(unix)]
fn synchronised() -> Option<bool> {
    use std::io::{Read as _, Write as _};
    let mut terminal = std::fs::File::options().read(true).write(true).open("/dev/tty").ok()?;
    let mut listening = terminal.try_clone().ok()?;
    crossterm::terminal::enable_raw_mode().ok()?;
    let (told, heard) = std::sync::mpsc::channel();
    // It reads a byte at a time and stops at the second answer; without one it ends with the program.
    std::thread::spawn(move || {
        let mut byte = [0_u8; 1];
        while matches!(listening.read(&mut byte), Ok(1)) {
            if told.send(byte).is_err() || byte == *b"c" {
                return;
            }
        }
    });
    let asked = terminal.write_all(b"\x1b[?2026$p\x1b[c").and_then(|()| terminal.flush());
    let mut answer = Vec::new();
    while asked.is_ok()
        && let Ok([byte]) = heard.recv_timeout(PATIENCE)
    {
        answer.push(byte);
        if byte == b'c' {
            break;
        }
    }
    // Whatever it said, the terminal is given back as it was.
    let _ = crossterm::terminal::disable_raw_mode();
    takes(&answer)
}

#[cfg(not(unix))]
const fn synchronised() -> Option<bool> {
    None
}

/// What the answers say of mode 2026; nothing when the terminal did not answer at all. Source: DEC, DECRPM: 0 means that
/// the mode is not known, 4 that it is off for good.
fn takes(answer: &[u8]) -> Option<bool> {
    let text = String::from_utf8_lossy(answer);
    if let Some((_, rest)) = text.split_once("\x1b[?2026;") {
        return Some(rest.starts_with(['1', '2', '3']));
    }
    text.ends_with('c').then_some(false)
}

#[cfg(test)]
mod tests {
    use super::super::Health;
    use super::*;

    fn said() -> Said {
        Said {
            term: "xterm-256color".to_owned(),
            colorterm: String::new(),
            no_color: false,
            locale: "kk_KZ.UTF-8".to_owned(),
            screen: false,
        }
    }

    #[test]
    fn colours_and_letters_follow_from_the_environment() {
        assert_eq!(colours(&said()).text, "256 (xterm-256color)");
        assert_eq!(colours(&Said { colorterm: "truecolor".to_owned(), ..said() }).text, "16 million");
        assert!(colours(&Said { no_color: true, ..said() }).text.contains("NO_COLOR"));
        assert_eq!(colours(&Said { term: "dumb".to_owned(), ..said() }).health, Health::Bad);
        assert_eq!(letters(&said()).health, Health::Ok);
        for locale in ["", "C", "ru_RU.KOI8-R"] {
            assert_eq!(letters(&Said { locale: locale.to_owned(), ..said() }).health, Health::Warn, "{locale}");
        }
    }

    #[test]
    fn a_terminal_is_large_enough_small_or_too_small() {
        let health = |columns, rows| size(columns, rows).health;
        assert_eq!([health(80, 24), health(79, 24), health(40, 10)], [Health::Ok, Health::Warn, Health::Warn]);
        assert_eq!([health(39, 24), health(80, 9)], [Health::Bad, Health::Bad]);
    }

    #[test]
    fn tmux_and_screen_may_keep_what_is_copied() {
        let health = |tmux: Option<&str>| clipboard(&said(), tmux).health;
        assert_eq!([health(None), health(Some("on"))], [Health::Ok, Health::Ok]);
        assert_eq!([health(Some("external")), health(Some("off"))], [Health::Warn, Health::Warn]);
        assert_eq!(clipboard(&Said { screen: true, ..said() }, None).health, Health::Warn);
    }

    #[test]
    fn a_terminal_tells_whether_it_knows_synchronised_updates() {
        assert_eq!(takes(b"\x1b[?2026;2$y\x1b[?62;c"), Some(true));
        assert_eq!(takes(b"\x1b[?2026;0$y\x1b[?62;c"), Some(false));
        assert_eq!(takes(b"\x1b[?2026;4$y"), Some(false));
        assert_eq!(takes(b"\x1b[?1;2c"), Some(false));
        assert_eq!(takes(b""), None);
        let health = |takes| steady(takes).health;
        assert_eq!([health(Some(true)), health(Some(false)), health(None)], [Health::Ok, Health::Warn, Health::Warn]);
    }
}
