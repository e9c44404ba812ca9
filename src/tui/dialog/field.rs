//! One field of a dialog: bounded, and masked when it holds a secret.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::{Input, InputRequest};

use crate::domain::decision::Reason;
use crate::domain::intent::CardToken;
use crate::domain::text::{is_hostile, mask_pans};
use crate::locale::Language;
use crate::say;

/// What a field is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// In part or in full.
    Choice,
    /// Whether it took effect.
    Effect,
    /// Why it was decided so.
    Reason,
    /// How much.
    Amount,
    /// The merchant's number of a new order.
    Order,
    /// What it is for.
    Description,
    /// Whose card.
    User,
    /// Which card.
    Token,
    /// On live: the order id once more.
    Repeat,
    /// What is searched for in the catalogue.
    Search,
}

/// Why a key or a paste was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaken {
    /// The field takes no more.
    Full,
    /// The paste is longer than what fits.
    TooLong,
    /// The paste could disturb a terminal.
    Hostile,
    /// It would be a card number.
    CardNumber,
}

impl NotTaken {
    /// The same, in words.
    pub fn said(self, language: Language) -> String {
        match self {
            Self::Full => say!(language, "paste-full"),
            Self::TooLong => say!(language, "paste-too-long"),
            Self::Hostile => say!(language, "paste-hostile"),
            Self::CardNumber => say!(language, "paste-card-number"),
        }
    }
}

/// A field.
pub struct Field {
    /// What it is for.
    pub name: Name,
    /// The key of the words before it.
    pub label: &'static str,
    /// Whether it was left once, so that what is wrong with it may be said.
    pub left: bool,
    /// Why the last key or paste was not taken.
    pub refused: Option<NotTaken>,
    input: Input,
    max: usize,
}

/// The value of a choice that is set to full.
const FULL: &str = "full";

/// The values of a choice whether it took effect. It begins with neither.
const APPLIED: &str = "yes";
const NOT_APPLIED: &str = "no";

impl Field {
    /// An empty field.
    pub fn new(name: Name, label: &'static str) -> Self {
        let max = match name {
            Name::Choice => 4,
            Name::Effect => 3,
            // More than is allowed, so that what is too long is seen and named instead of being cut to something else.
            Name::Amount => 40,
            Name::Order | Name::User | Name::Repeat => 80,
            Name::Search => 60,
            Name::Description => 255,
            Name::Reason => 2 * Reason::MAX,
            Name::Token => CardToken::MAX,
        };
        Self { name, label, left: false, refused: None, input: Input::default(), max }
    }

    /// A field that takes more, or less.
    pub fn at_most(mut self, max: usize) -> Self {
        self.max = max;
        self
    }

    /// What was typed. Only the maker of the intent may ask this of a token.
    pub fn value(&self) -> &str {
        self.input.value()
    }

    /// What may be seen: of a token only its length, and of a card number its first six and last four digits.
    pub fn shown(&self) -> String {
        match self.name {
            Name::Token => "•".repeat(self.value().chars().count()),
            Name::Choice
            | Name::Effect
            | Name::Reason
            | Name::Amount
            | Name::Order
            | Name::Description
            | Name::User
            | Name::Repeat
            | Name::Search => mask_pans(self.value()).into_owned(),
        }
    }

    /// The shown text before the cursor.
    pub fn before_cursor(&self) -> String {
        self.shown().chars().take(self.input.cursor()).collect()
    }

    /// Whether it is a choice that is set to full.
    pub fn is_full(&self) -> bool {
        self.name == Name::Choice && self.value() == FULL
    }

    /// Whether it took effect, once that is chosen.
    pub fn effect(&self) -> Option<bool> {
        match (self.name, self.value()) {
            (Name::Effect, APPLIED) => Some(true),
            (Name::Effect, NOT_APPLIED) => Some(false),
            (_, _) => None,
        }
    }

    /// Whether it is chosen from and not typed.
    pub fn is_choice(&self) -> bool {
        matches!(self.name, Name::Choice | Name::Effect)
    }

    /// Puts a value in.
    pub fn set(&mut self, value: &str) {
        self.input = Input::new(value.chars().take(self.max).collect());
    }

    /// Whether a key would do nothing, and that was said already: a paste without brackets comes key by key, and what
    /// is beyond the field's end must cost nothing.
    pub fn drops(&self, key: KeyEvent) -> bool {
        let types = matches!(key.code, KeyCode::Char(_))
            && !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        types && self.refused == Some(NotTaken::Full) && self.is_at_its_end()
    }

    /// A key. Answers whether the value changed.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        self.refused = None;
        if self.is_choice() {
            return self.choose(key.code);
        }
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let request = match key.code {
            KeyCode::Char('u') if ctrl => InputRequest::DeleteLine,
            KeyCode::Char('w') if ctrl => InputRequest::DeletePrevWord,
            KeyCode::Char('a') if ctrl => InputRequest::GoToStart,
            KeyCode::Char('e') if ctrl => InputRequest::GoToEnd,
            KeyCode::Char(_) if ctrl || key.modifiers.contains(KeyModifiers::ALT) => return false,
            KeyCode::Char(c) if is_hostile(c) => return false,
            KeyCode::Char(_) if self.is_at_its_end() => {
                self.refused = Some(NotTaken::Full);
                return false;
            }
            KeyCode::Char(c) => InputRequest::InsertChar(c),
            KeyCode::Backspace => InputRequest::DeletePrevChar,
            KeyCode::Delete => InputRequest::DeleteNextChar,
            KeyCode::Left => InputRequest::GoToPrevChar,
            KeyCode::Right => InputRequest::GoToNextChar,
            KeyCode::Home => InputRequest::GoToStart,
            KeyCode::End => InputRequest::GoToEnd,
            _ => return false,
        };
        self.input.handle(request).is_some_and(|change| change.value)
    }

    fn is_at_its_end(&self) -> bool {
        self.value().chars().count() >= self.max
    }

    fn choose(&mut self, key: KeyCode) -> bool {
        let next = match (self.name, key) {
            (Name::Effect, KeyCode::Right) => NOT_APPLIED,
            (Name::Effect, KeyCode::Char(' ')) if self.effect() == Some(true) => NOT_APPLIED,
            (Name::Effect, KeyCode::Left | KeyCode::Char(' ')) => APPLIED,
            (_, KeyCode::Left | KeyCode::Right | KeyCode::Char(' ')) if self.is_full() => "part",
            (_, KeyCode::Left | KeyCode::Right | KeyCode::Char(' ')) => FULL,
            (_, _) => return false,
        };
        let changed = self.value() != next;
        self.set(next);
        changed
    }

    /// Pasted text, as a whole or not at all: a part of it could be another amount or another order. Never looks at more
    /// than what fits.
    pub fn paste(&mut self, text: &str) -> bool {
        if self.is_choice() {
            return false;
        }
        let text = text.trim_matches(['\r', '\n', ' ', '\t']);
        let room = self.max.saturating_sub(self.value().chars().count());
        let at = self.input.cursor();
        self.refused = None;
        let pasted = if text.chars().nth(room).is_some() {
            Err(NotTaken::TooLong)
        } else if text.chars().any(is_hostile) {
            Err(NotTaken::Hostile)
        } else {
            let value = self.value().chars();
            let pasted: String = value.clone().take(at).chain(text.chars()).chain(value.skip(at)).collect();
            if mask_pans(&pasted) == pasted { Ok(pasted) } else { Err(NotTaken::CardNumber) }
        };
        let value = match pasted {
            Ok(_) if text.is_empty() => return false,
            Ok(value) => value,
            Err(reason) => {
                self.refused = Some(reason);
                return false;
            }
        };
        self.input = Input::new(value).with_cursor(at + text.chars().count());
        true
    }
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Field").field("name", &self.name).field("value", &self.shown()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_masked_on_screen_and_in_debug() {
        let mut field = Field::new(Name::Token, "Card token");
        assert!(field.paste("ef741cfc-secret"));
        assert_eq!(field.shown(), "•".repeat(15));
        assert!(!format!("{field:?}").contains("secret"));
        assert_eq!(field.value(), "ef741cfc-secret");
    }

    #[test]
    fn a_paste_is_taken_as_a_whole_or_not_at_all() {
        let mut field = Field::new(Name::Amount, "Amount");
        for paste in [
            "0".repeat(1_000_000),
            "1\n2".to_owned(),
            "1\u{202e}5".to_owned(),
            "00000000000000000010.50".repeat(2),
            "4405 6450 0000 6150".to_owned(),
        ] {
            assert!(!field.paste(&paste));
            assert!(field.refused.is_some() && field.value().is_empty());
        }
        assert!(field.paste(" 10.50\r\n"));
        assert_eq!((field.value(), field.refused), ("10.50", None));
        let mut order = Field::new(Name::Order, "Order");
        assert!(order.paste(&"x".repeat(51)), "it is shown, and refused by what an order id is");
    }

    #[test]
    fn a_card_number_that_is_typed_is_masked_and_one_that_is_completed_by_a_paste_is_refused() {
        let mut field = Field::new(Name::Order, "Order");
        assert!(field.paste("44056450000061"));
        assert!(!field.paste("50") && field.refused.is_some());
        for key in "50".chars() {
            field.key(KeyEvent::from(KeyCode::Char(key)));
        }
        assert_eq!(field.shown(), "440564XXXXXX6150");
        assert!(!format!("{field:?}").contains("4405645"));
    }

    #[test]
    fn pasting_puts_the_text_where_the_cursor_is() {
        let mut field = Field::new(Name::Order, "Order");
        field.paste("A-7");
        field.key(KeyEvent::from(KeyCode::Left));
        field.paste("10");
        assert_eq!(field.value(), "A-107");
    }
}
