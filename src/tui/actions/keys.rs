//! Keys as values: how they are written in a file, how they are shown, and which key of another layout is the same one.

use std::fmt;

use crokey::{KeyCombination, OneToThree};
use crossterm::event::{KeyCode, KeyModifiers};

/// A key, or two of them one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Keys {
    /// The key, or the first of the two.
    pub first: KeyCombination,
    /// The second.
    pub second: Option<KeyCombination>,
}

const fn one(code: KeyCode, modifiers: KeyModifiers) -> Keys {
    Keys { first: KeyCombination::one_key(code, modifiers), second: None }
}

/// A letter or sign as it is.
pub const fn char(c: char) -> Keys {
    one(KeyCode::Char(c), KeyModifiers::NONE)
}

/// A capital letter.
pub const fn upper(c: char) -> Keys {
    one(KeyCode::Char(c), KeyModifiers::SHIFT)
}

/// A letter with Ctrl.
pub const fn ctrl(c: char) -> Keys {
    one(KeyCode::Char(c), KeyModifiers::CONTROL)
}

/// A key with Alt.
pub const fn alt(code: KeyCode) -> Keys {
    one(code, KeyModifiers::ALT)
}

/// A key that is no letter, with Shift.
pub const fn shift(code: KeyCode) -> Keys {
    one(code, KeyModifiers::SHIFT)
}

/// A key that is no letter. Shift-Tab is `BackTab` and comes with Shift.
pub const fn code(code: KeyCode) -> Keys {
    one(code, if matches!(code, KeyCode::BackTab) { KeyModifiers::SHIFT } else { KeyModifiers::NONE })
}

/// Two letters one after the other.
pub const fn then(first: char, second: char) -> Keys {
    let second = KeyCombination::one_key(KeyCode::Char(second), KeyModifiers::NONE);
    Keys { first: KeyCombination::one_key(KeyCode::Char(first), KeyModifiers::NONE), second: Some(second) }
}

/// Keys that have a name, as it stands in a file and as it is shown.
const NAMED: [(&str, KeyCode, &str); 17] = [
    ("enter", KeyCode::Enter, "Enter"),
    ("esc", KeyCode::Esc, "Esc"),
    ("tab", KeyCode::Tab, "Tab"),
    ("backtab", KeyCode::BackTab, "Shift-Tab"),
    ("space", KeyCode::Char(' '), "Space"),
    ("minus", KeyCode::Char('-'), "-"),
    ("backspace", KeyCode::Backspace, "Backspace"),
    ("delete", KeyCode::Delete, "Del"),
    ("insert", KeyCode::Insert, "Ins"),
    ("up", KeyCode::Up, "↑"),
    ("down", KeyCode::Down, "↓"),
    ("left", KeyCode::Left, "←"),
    ("right", KeyCode::Right, "→"),
    ("home", KeyCode::Home, "Home"),
    ("end", KeyCode::End, "End"),
    ("pageup", KeyCode::PageUp, "PgUp"),
    ("pagedown", KeyCode::PageDown, "PgDn"),
];

const MODIFIERS: [(&str, KeyModifiers, &str); 3] = [
    ("ctrl", KeyModifiers::CONTROL, "Ctrl-"),
    ("alt", KeyModifiers::ALT, "Alt-"),
    ("shift", KeyModifiers::SHIFT, "Shift-"),
];

/// A key as the table means it, whatever the terminal and the layout make of it: with a Russian or Kazakh layout on, `к` is
/// where `r` is; some terminals say Shift with signs that need it, and others do not.
pub fn canonical(key: KeyCombination) -> KeyCombination {
    let OneToThree::One(code) = key.codes else { return key };
    match code {
        KeyCode::BackTab => KeyCombination::one_key(code, KeyModifiers::SHIFT),
        KeyCode::Tab if key.modifiers == KeyModifiers::SHIFT => {
            KeyCombination::one_key(KeyCode::BackTab, KeyModifiers::SHIFT)
        }
        KeyCode::Char(c) => {
            let c = latin(c);
            let bare = key.modifiers.difference(KeyModifiers::SHIFT);
            let is_letter = c.is_alphabetic();
            let upper = is_letter && (c.is_uppercase() || key.modifiers.contains(KeyModifiers::SHIFT));
            // With Ctrl the case of a letter is the terminal's own matter.
            if bare.contains(KeyModifiers::CONTROL) {
                return KeyCombination::one_key(KeyCode::Char(c.to_ascii_lowercase()), bare);
            }
            let c = if upper { c.to_ascii_uppercase() } else { c };
            KeyCombination::one_key(KeyCode::Char(c), if upper { bare | KeyModifiers::SHIFT } else { bare })
        }
        _ => key,
    }
}

/// The letter on the same place of a Latin keyboard.
fn latin(c: char) -> char {
    const CYRILLIC: &str = "йцукенгшщзхъфывапролджэячсмитьбю";
    const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";
    let small = c.to_lowercase().next().unwrap_or(c);
    let Some((_, there)) = CYRILLIC.chars().zip(LATIN.chars()).find(|(from, _)| *from == small) else { return c };
    if c == small {
        return there;
    }
    match there {
        '[' => '{',
        ']' => '}',
        ';' => ':',
        '\'' => '"',
        ',' => '<',
        '.' => '>',
        letter => letter.to_ascii_uppercase(),
    }
}

/// The letter or sign that a key types, if it types one.
pub fn typed(key: KeyCombination) -> Option<char> {
    match key.codes {
        OneToThree::One(KeyCode::Char(c)) if key.modifiers.difference(KeyModifiers::SHIFT).is_empty() => Some(c),
        OneToThree::One(_) | OneToThree::Two(..) | OneToThree::Three(..) => None,
    }
}

/// A key as it is shown.
pub fn label(key: KeyCombination) -> String {
    let OneToThree::One(code) = key.codes else { return key.to_string() };
    let shift_is_said = code == KeyCode::BackTab || typed(key).is_some();
    let mut text = String::new();
    for (_, modifier, word) in MODIFIERS {
        if key.modifiers.contains(modifier) && !(modifier == KeyModifiers::SHIFT && shift_is_said) {
            text.push_str(word);
        }
    }
    match (NAMED.iter().find(|(_, known, _)| *known == code), code) {
        (Some((_, _, shown)), _) => text.push_str(shown),
        (None, KeyCode::Char(c)) => text.push(c),
        (None, KeyCode::F(number)) => text.extend(["F".to_owned(), number.to_string()]),
        (None, other) => text.push_str(&other.to_string()),
    }
    text
}

/// A key as it is written in a file.
fn written(key: KeyCombination) -> String {
    let OneToThree::One(code) = key.codes else { return key.to_string() };
    let mut text = String::new();
    let shift_is_said = code == KeyCode::BackTab || typed(key).is_some();
    for (name, modifier, _) in MODIFIERS {
        if key.modifiers.contains(modifier) && !(modifier == KeyModifiers::SHIFT && shift_is_said) {
            text.push_str(name);
            text.push('-');
        }
    }
    match (NAMED.iter().find(|(_, known, _)| *known == code), code) {
        (Some((name, _, _)), _) => text.push_str(name),
        (None, KeyCode::Char(c)) => text.push(c),
        (None, KeyCode::F(number)) => text.extend(["f".to_owned(), number.to_string()]),
        (None, other) => text.push_str(&other.to_string().to_lowercase()),
    }
    text
}

/// Reads one key, such as `k`, `G`, `ctrl-x`, `shift-tab`, `f5`. `Err` says what is wrong and what is near.
fn parse_one(text: &str) -> Result<KeyCombination, String> {
    let mut modifiers = KeyModifiers::NONE;
    let mut rest = text;
    while let Some((word, after)) = rest.split_once('-').filter(|(word, after)| !word.is_empty() && !after.is_empty()) {
        let small = word.to_lowercase();
        let Some((_, modifier, _)) = MODIFIERS.iter().find(|(name, _, _)| *name == small) else {
            let known: Vec<&str> = MODIFIERS.iter().map(|(name, _, _)| *name).collect();
            return Err(unknown(text, word, &known));
        };
        modifiers |= *modifier;
        rest = after;
    }
    let mut letters = rest.chars();
    let code = match (letters.next(), letters.next()) {
        (Some(c), None) => KeyCode::Char(c),
        _ => named(text, rest)?,
    };
    Ok(canonical(KeyCombination::one_key(code, modifiers)))
}

fn named(text: &str, word: &str) -> Result<KeyCode, String> {
    let small = word.to_lowercase();
    if let Some((_, code, _)) = NAMED.iter().find(|(name, _, _)| *name == small) {
        return Ok(*code);
    }
    let number = small.strip_prefix('f').and_then(|number| number.parse::<u8>().ok());
    if let Some(number @ 1..=12) = number {
        return Ok(KeyCode::F(number));
    }
    let known: Vec<&str> = NAMED.iter().map(|(name, _, _)| *name).collect();
    Err(unknown(text, word, &known))
}

fn unknown(text: &str, word: &str, known: &[&str]) -> String {
    match crate::config::nearest(word, known) {
        Some(nearest) => format!("unknown key `{text}`: did you mean `{nearest}`?"),
        None => format!("unknown key `{text}`"),
    }
}

impl Keys {
    /// Reads `k`, `ctrl-x` or `g g`. `Err` says what is wrong and what is near.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        match (words.next(), words.next(), words.next()) {
            (Some(first), second, None) => {
                Ok(Self { first: parse_one(first)?, second: second.map(parse_one).transpose()? })
            }
            (None, ..) => Err("an empty key: write `k`, `ctrl-x` or `g g`, or leave the list empty".to_owned()),
            (Some(_), _, Some(_)) => Err(format!("`{text}` has more than two keys")),
        }
    }

    /// How it is shown: `Ctrl-p`, `g g`.
    pub fn label(self) -> String {
        match self.second {
            Some(second) => format!("{} {}", label(self.first), label(second)),
            None => label(self.first),
        }
    }

    /// Whether it is one key that types a letter or sign.
    pub fn types(self) -> bool {
        typed(self.first).is_some()
    }

    /// Whether it is a key that edits what is typed, or goes to and fro in it.
    pub fn edits(self) -> bool {
        let plain = self.first.modifiers.difference(KeyModifiers::SHIFT).is_empty();
        let OneToThree::One(code) = self.first.codes else { return false };
        plain && matches!(code, KeyCode::Left | KeyCode::Right | KeyCode::Backspace | KeyCode::Delete)
    }

    /// Whether both could be meant by the same first key: they are the same, or one begins the other.
    pub fn collides(self, other: Self) -> bool {
        self.first == other.first && (self.second == other.second || self.second.is_none() || other.second.is_none())
    }
}

/// As it is written in a file.
impl fmt::Display for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&written(self.first))?;
        self.second.map_or(Ok(()), |second| write!(f, " {}", written(second)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back_as_they_are_written() {
        for (text, keys, shown) in [
            ("k", char('k'), "k"),
            ("G", upper('G'), "G"),
            ("g g", then('g', 'g'), "g g"),
            ("ctrl-x", ctrl('x'), "Ctrl-x"),
            ("alt-left", alt(KeyCode::Left), "Alt-←"),
            ("backtab", code(KeyCode::BackTab), "Shift-Tab"),
            ("space", char(' '), "Space"),
            ("minus", char('-'), "-"),
            ("f5", code(KeyCode::F(5)), "F5"),
            ("pagedown", code(KeyCode::PageDown), "PgDn"),
            ("?", char('?'), "?"),
        ] {
            assert_eq!(Keys::parse(text), Ok(keys), "{text}");
            assert_eq!((keys.to_string().as_str(), keys.label().as_str()), (text, shown));
        }
    }

    #[test]
    fn other_ways_to_write_a_key_mean_the_same() {
        for (text, same) in [
            ("shift-tab", "backtab"),
            ("Shift-g", "G"),
            ("Ctrl-X", "ctrl-x"),
            ("-", "minus"),
            ("ESC", "esc"),
            ("к", "r"),
            ("Ж", ":"),
            ("ctrl--", "ctrl-minus"),
        ] {
            assert_eq!(Keys::parse(text), Keys::parse(same), "{text}");
        }
    }

    #[test]
    fn what_is_no_key_is_answered_with_the_nearest_name() {
        for (text, reason) in [
            ("entr", "unknown key `entr`: did you mean `enter`?"),
            ("contrl-x", "unknown key `contrl-x`: did you mean `ctrl`?"),
            ("", "an empty key: write `k`, `ctrl-x` or `g g`, or leave the list empty"),
            ("g g g", "`g g g` has more than two keys"),
        ] {
            assert_eq!(Keys::parse(text), Err(reason.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_sequence_collides_with_its_first_key_and_with_itself_only() {
        assert!(then('g', 'g').collides(char('g')) && char('g').collides(then('g', 'i')));
        assert!(then('g', 'g').collides(then('g', 'g')) && !then('g', 'g').collides(then('g', 'i')));
        assert!(!char('g').collides(upper('G')));
    }
}
