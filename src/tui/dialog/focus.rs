//! What has the keyboard in a dialog, and where a key goes.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::field::{Field, Name};
use super::{Dialog, Focus, Stage};

impl Dialog {
    /// Enter in a field goes on to the next one. From the last it goes nowhere: Send is reached with Tab, so that no
    /// hasty Enter presses it.
    pub fn go_on(&mut self, at: usize) {
        self.leave(at);
        if at + 1 < self.fields.len() {
            self.focus = Focus::Field(at + 1);
            self.scroll = 0;
        }
    }

    /// Moves the focus around the dialog: Cancel, the fields, Send, and so on.
    pub fn move_focus(&mut self, forward: bool) {
        let fields = if self.stage == Stage::Deciding { self.fields.len() } else { 0 };
        let at = match self.focus {
            Focus::Cancel => 0,
            Focus::Field(at) => {
                self.leave(at);
                at + 1
            }
            Focus::Send => fields + 1,
        };
        let count = fields + if self.has_send() { 2 } else { 1 };
        let next = if forward { (at + 1) % count } else { (at + count - 1) % count };
        self.focus = match next.checked_sub(1) {
            None => Focus::Cancel,
            Some(at) if at < fields => Focus::Field(at),
            Some(_) => Focus::Send,
        };
        self.scroll = 0;
    }

    /// Puts the focus on a part that exists.
    pub fn set_focus(&mut self, focus: Focus) {
        if let Focus::Field(at) = self.focus {
            self.leave(at);
        }
        let there = match focus {
            Focus::Field(at) => at < self.fields.len() && self.stage == Stage::Deciding,
            Focus::Send => self.has_send(),
            Focus::Cancel => true,
        };
        if there {
            self.focus = focus;
        }
    }

    fn leave(&mut self, at: usize) {
        if let Some(field) = self.fields.get_mut(at) {
            field.left = true;
        }
    }

    /// A key for the focused field. Answers whether the field changed.
    pub fn type_key(&mut self, key: KeyEvent) -> bool {
        self.begin_amount(key);
        let Some(field) = self.focused() else { return false };
        let changed = field.key(key);
        self.after(changed)
    }

    /// A digit for "how much" is the first of an amount: the focus goes there, and what was filled in makes room.
    fn begin_amount(&mut self, key: KeyEvent) {
        let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        let digit = matches!(key.code, KeyCode::Char('0'..='9')) && plain;
        if !digit || self.focused().is_none_or(|field| field.name != Name::Choice) {
            return;
        }
        let Some(amount) = self.fields.iter().position(|field| field.name == Name::Amount) else { return };
        for field in &mut self.fields {
            if field.name == Name::Choice {
                field.set("part");
            } else if field.name == Name::Amount {
                field.set("");
            }
        }
        self.set_focus(Focus::Field(amount));
    }

    /// Text for the focused field.
    pub fn paste(&mut self, text: &str) -> bool {
        let Some(field) = self.focused() else { return false };
        let changed = field.paste(text);
        self.after(changed)
    }

    fn focused(&mut self) -> Option<&mut Field> {
        match (self.focus, &self.stage) {
            (Focus::Field(at), Stage::Deciding) => self.fields.get_mut(at),
            (Focus::Field(_) | Focus::Cancel | Focus::Send, _) => None,
        }
    }

    fn after(&mut self, changed: bool) -> bool {
        if changed {
            self.touch();
        }
        changed
    }
}
