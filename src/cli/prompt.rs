//! Questions whose answers are not seen: passphrases, secrets, tokens.
//!
//! Keys are read one by one while the terminal shows none. Ctrl-C is a key like the others then, so that the terminal is
//! given back before the program ends: a signal would end it with a terminal that stays silent.

use std::io;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, read};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use secrecy::zeroize::Zeroizing;

use super::{Exit, Stop, say};

/// The longest answer in bytes, for which there is room from the start: no copy is left behind where it grew out of.
const LONGEST: usize = 4_096;

/// How an answer ends.
#[derive(Debug, PartialEq, Eq)]
enum End {
    Given,
    Interrupted,
    /// The end of input before anything was typed.
    Closed,
}

/// Asks on the terminal. `undone` is what was not done when nobody answers.
pub(super) fn hidden(question: &str, undone: &str) -> Result<Zeroizing<String>, Stop> {
    let failed = |error: io::Error| Stop::failure(format!("the prompt failed: {error}; {undone}"));
    let mut answer = Zeroizing::new(String::with_capacity(LONGEST));
    let end = {
        let _silent = Silent::begin(question).map_err(failed)?;
        loop {
            if let Event::Key(key) = read().map_err(failed)?
                && let Some(end) = take(&mut answer, key)
            {
                break end;
            }
        }
    };
    match end {
        End::Given => Ok(answer),
        End::Interrupted => Err(Stop::new(Exit::Interrupted, format!("interrupted: {undone}"))),
        End::Closed => Err(Stop::usage(format!("nothing was typed: {undone}"))),
    }
}

/// Gives the terminal back, should a question be open while the program ends.
pub(super) fn give_back() {
    // Without an open question this does nothing.
    let _ = disable_raw_mode();
}

/// A terminal that shows nothing of what is typed.
struct Silent;

impl Silent {
    fn begin(question: &str) -> io::Result<Self> {
        use std::io::Write as _;
        // First of all, so that whoever answers at once is not seen either.
        enable_raw_mode()?;
        let silent = Self;
        let mut err = io::stderr();
        write!(err, "{question}")?;
        err.flush()?;
        Ok(silent)
    }
}

impl Drop for Silent {
    fn drop(&mut self) {
        give_back();
        say("");
    }
}

/// Takes a key into the answer, or ends it.
fn take(answer: &mut String, key: KeyEvent) -> Option<End> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Enter => return Some(End::Given),
        // What a terminal sends for a line break that was pasted.
        KeyCode::Char('j' | 'm') if control => return Some(End::Given),
        KeyCode::Char('c') if control => return Some(End::Interrupted),
        KeyCode::Char('d') if control && answer.is_empty() => return Some(End::Closed),
        KeyCode::Char('u') if control => answer.clear(),
        KeyCode::Backspace => drop(answer.pop()),
        KeyCode::Char(typed) if !control && answer.len() + typed.len_utf8() <= LONGEST => answer.push(typed),
        _ => {}
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &[(KeyCode, KeyModifiers)]) -> (String, Option<End>) {
        let mut answer = String::new();
        let end = keys.iter().find_map(|(code, modifiers)| take(&mut answer, KeyEvent::new(*code, *modifiers)));
        (answer, end)
    }

    const NONE: KeyModifiers = KeyModifiers::NONE;
    const CONTROL: KeyModifiers = KeyModifiers::CONTROL;

    fn letters(text: &str) -> Vec<(KeyCode, KeyModifiers)> {
        text.chars().map(|letter| (KeyCode::Char(letter), NONE)).collect()
    }

    #[test]
    fn an_answer_is_what_was_typed_and_mended_until_enter() {
        let keys = [
            letters("wrong"),
            vec![(KeyCode::Char('u'), CONTROL)],
            letters("ключ é!"),
            vec![
                (KeyCode::Backspace, NONE),
                (KeyCode::Left, NONE),
                (KeyCode::Char('x'), CONTROL),
                (KeyCode::Enter, NONE),
            ],
            letters("more"),
        ];
        assert_eq!(typed(&keys.concat()), ("ключ é".to_owned(), Some(End::Given)));
        assert_eq!(typed(&[(KeyCode::Char('j'), CONTROL)]), (String::new(), Some(End::Given)));
        let long = letters(&"x".repeat(LONGEST + 1));
        assert_eq!(typed(&long).0.len(), LONGEST);
    }

    #[test]
    fn ctrl_c_interrupts_and_ctrl_d_ends_only_what_is_empty() {
        assert_eq!(typed(&[(KeyCode::Char('c'), CONTROL)]).1, Some(End::Interrupted));
        assert_eq!(typed(&[letters("a"), vec![(KeyCode::Char('c'), CONTROL)]].concat()).1, Some(End::Interrupted));
        assert_eq!(typed(&[(KeyCode::Char('d'), CONTROL)]).1, Some(End::Closed));
        assert_eq!(typed(&[letters("a"), vec![(KeyCode::Char('d'), CONTROL)]].concat()), ("a".to_owned(), None));
    }
}
