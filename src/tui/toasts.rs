//! Notes that go away by themselves.

use std::time::Duration;

use super::model::Model;
use crate::domain::{OperationId, Timestamp};

/// The most notes at a time.
const TOASTS: usize = 4;

/// What a note is about: a newer one about the same takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// An operation.
    Operation(OperationId),
    /// That the gateway is left alone for a while.
    Rest,
}

/// How urgent a toast is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Good news.
    Good,
    /// News.
    Info,
    /// Look at it.
    Warn,
    /// It went wrong.
    Bad,
}

/// A note that goes away by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// How urgent.
    pub tone: Tone,
    /// The note.
    pub text: String,
    /// The note while others look, where it tells of an order or of what somebody typed.
    pub discreet: Option<String>,
    /// When it goes.
    pub until: Timestamp,
    /// What it is about: a newer note about it takes its place.
    pub about: Option<Topic>,
}

impl Model {
    /// Shows a note for a while; only the newest few are kept.
    pub fn toast(&mut self, tone: Tone, text: impl AsRef<str>) {
        self.toast_about(None, tone, text);
    }

    /// A note that takes the place of an older one about the same.
    pub fn toast_about(&mut self, about: Option<Topic>, tone: Tone, text: impl AsRef<str>) {
        self.note(about, tone, text.as_ref(), None);
    }

    /// A note that is another one while others look.
    pub fn toast_discreetly(&mut self, about: Option<Topic>, tone: Tone, text: &str, discreet: String) {
        self.note(about, tone, text, Some(discreet));
    }

    fn note(&mut self, about: Option<Topic>, tone: Tone, text: &str, discreet: Option<String>) {
        let seconds = match tone {
            Tone::Good | Tone::Info => 5,
            Tone::Warn | Tone::Bad => 10,
        };
        let text = crate::domain::text::clean(text);
        self.toasts.retain(|toast| toast.text != text && (about.is_none() || toast.about != about));
        let until = self.now.plus(Duration::from_secs(seconds));
        self.toasts.push(Toast { tone, text, discreet, until, about });
        let excess = self.toasts.len().saturating_sub(TOASTS);
        self.toasts.drain(..excess);
    }
}
