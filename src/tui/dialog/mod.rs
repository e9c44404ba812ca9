//! The dialogs that lead to money, and to a person's decision about money: one type for all. Source: safety 4 and 6.
//!
//! A dialog opens on Cancel, or on its first field when it is for something new, and is deaf until it was seen
//! ([`Dialog::see`]); its buttons hear a little later ([`super::arming`]). It shows the record as a fresh read told it, and
//! the exact request. What it shows is the baseline; when that changes, it says so and can only look again. It sends once.
//! Start with [`Stage`], then [`send`], the only maker of a [`Confirmed`].

mod ending;
pub mod field;
mod focus;
mod recheck;
pub mod ruling;
pub mod send;
pub mod spec;

use super::words;
pub use ending::{Ending, Undone};
use field::{Field, Name};
use recheck::Recheck;
pub use ruling::Ruling;
pub use send::Confirmed;
pub use spec::Purpose;

use crate::domain::reading::Baseline;
use crate::domain::{OperationId, Record, RecordId, State, Timestamp, guard};
use crate::ledger::{Detail, Inquiry};
use crate::locale::Language;
use crate::say;
use crate::worker::{About, DeskError, Environment, Planned};

/// What has the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// A field.
    Field(usize),
    /// The button that closes.
    Cancel,
    /// The button that sends, or looks again.
    Send,
}

/// How far the dialog came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// A fresh read is under way.
    Reading,
    /// The operator decides.
    Deciding,
    /// The record is not what was shown; what changed, in words.
    Changed(String),
    /// It cannot be done; why.
    Refused(String),
    /// It was handed to the worker. This happens once.
    Sending,
    /// The worker answered.
    Done(Ending),
}

/// The request as it would be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preview {
    /// The fields do not make an intent yet.
    None,
    /// It is being made.
    Asked,
    /// It is here.
    Ready(Planned),
    /// It cannot be made; why.
    Failed(String),
}

/// An open dialog.
#[derive(Debug)]
pub struct Dialog {
    /// Its number.
    pub serial: u64,
    /// What it is for.
    pub purpose: Purpose,
    /// The record as it is shown; `None` for a creation.
    pub record: Option<Box<Record>>,
    /// Why there is no fresh read to decide on. Only a decision does without: what no read tells is asked elsewhere.
    pub unread: Option<String>,
    /// Where the desk is.
    pub about: About,
    /// The language that it was opened in, and keeps.
    pub language: Language,
    /// What is typed.
    pub fields: Vec<Field>,
    /// What has the keyboard.
    pub focus: Focus,
    /// How far it came.
    pub stage: Stage,
    /// The request.
    pub preview: Preview,
    /// Lines scrolled away by hand.
    pub scroll: usize,
    /// Counts changes of the fields, so that a preview can be told from an old one.
    pub edit: u64,
    /// Whether a question for the preview is under way.
    pub previewing: bool,
    seen: bool,
    recheck: Recheck,
    read_at: Option<Timestamp>,
}

impl Dialog {
    /// Opens a dialog: for a record that exists a fresh read has to follow.
    pub fn open(
        serial: u64,
        purpose: Purpose,
        record: Option<Record>,
        desk: (&About, Language),
        now: Timestamp,
    ) -> Self {
        let (about, language) = desk;
        let fields = spec::fields(&purpose, record.as_ref(), about);
        // What is typed at once about something new is its order id, and not lost on a button. Enter in a field only goes on.
        let begins = purpose.kind().is_some_and(|kind| kind.creates().is_some()) && !fields.is_empty();
        let focus = if begins { Focus::Field(0) } else { Focus::Cancel };
        let (stage, read_at) = match (&purpose, &record) {
            (Purpose::Intend(_), None) => (Stage::Deciding, Some(now)),
            (Purpose::Intend(_) | Purpose::Decide { .. }, _) => (Stage::Reading, None),
        };
        Self {
            serial,
            purpose,
            unread: None,
            record: record.map(Box::new),
            about: about.clone(),
            language,
            fields,
            focus,
            stage,
            preview: Preview::None,
            scroll: 0,
            edit: 0,
            previewing: false,
            seen: false,
            recheck: Recheck::default(),
            read_at,
        }
    }

    /// The frame with this dialog was drawn: from now on it hears keys.
    pub const fn see(&mut self) {
        self.seen = true;
    }

    /// Whether it was seen.
    pub const fn is_seen(&self) -> bool {
        self.seen
    }

    /// The record it acts on.
    pub fn subject(&self) -> Option<RecordId> {
        match &self.purpose {
            Purpose::Decide { operation, .. } => Some(operation.record),
            Purpose::Intend(_) => self.record.as_ref().map(|record| record.id),
        }
    }

    /// What it shows of the record.
    pub fn baseline(&self) -> Baseline {
        self.record.as_ref().map_or(Baseline::Absent, |record| Baseline::of(record))
    }

    /// Whether live money is at stake.
    pub fn is_live(&self) -> bool {
        self.about.environment == Environment::Live
    }

    /// Takes the fresh read that it asked for.
    pub fn read(&mut self, result: Result<Box<Record>, DeskError>, now: Timestamp) {
        if self.stage != Stage::Reading {
            return;
        }
        match (result, &self.purpose) {
            (Err(error), Purpose::Intend(_)) => self.stage = Stage::Refused(words::error(self.language, &error)),
            (Err(error), Purpose::Decide { .. }) => {
                self.recheck.forget();
                self.read_at = Some(now);
                self.unread = Some(words::error(self.language, &error));
                self.stage = Stage::Deciding;
            }
            (Ok(fresh), purpose) => {
                let known = self.record.as_ref().map(|record| Baseline::of(record));
                let difference = known.and_then(|known| words::changes(self.language, &known, &Baseline::of(&fresh)));
                let permitted = match purpose {
                    Purpose::Intend(kind) => guard::permitted(*kind, &fresh),
                    Purpose::Decide { .. } => Ok(()),
                };
                self.recheck.forget();
                self.unread = None;
                self.read_at = Some(now);
                self.stage = match (difference, permitted) {
                    (Some(change), _) => Stage::Changed(change),
                    (None, Err(refusal)) => Stage::Refused(words::refusal(self.language, &refusal)),
                    (None, Ok(())) => Stage::Deciding,
                };
                self.record = Some(fresh);
                self.touch();
            }
        }
    }

    /// What the ledger knows of the operation that is decided about, until a fresh read comes.
    pub fn learn(&mut self, inquiry: &Inquiry) {
        let about_it =
            matches!(&self.purpose, Purpose::Decide { operation, .. } if operation.id == inquiry.operation.id);
        if about_it && self.record.is_none() {
            self.record = Some(Box::new(inquiry.record.clone()));
        }
    }

    /// Compares what it shows with what the ledger holds now.
    pub fn compare(&mut self, detail: &Detail) {
        let known = &detail.record;
        if self.subject() != Some(known.id) || self.stage != Stage::Deciding {
            return;
        }
        if detail.operations.iter().any(|operation| self.moved_on(operation.id, operation.state)) {
            return;
        }
        let shown = self.record.as_ref().map(|record| Baseline::of(record));
        if let Some(change) = shown.and_then(|shown| words::changes(self.language, &shown, &Baseline::of(known))) {
            self.stage = Stage::Changed(change);
            self.focus = Focus::Cancel;
            self.record = Some(Box::new(known.clone()));
            self.preview = Preview::None;
        }
    }

    /// An operation took a step. The one that is decided about may need no decision any more; answers whether that is so.
    pub fn moved_on(&mut self, id: OperationId, state: State) -> bool {
        let Purpose::Decide { operation, .. } = &self.purpose else { return false };
        let open = match self.stage {
            Stage::Reading | Stage::Deciding | Stage::Changed(_) | Stage::Refused(_) => true,
            Stage::Sending | Stage::Done(_) => false,
        };
        let settled = open && operation.id == id && state != State::Escalated;
        if settled {
            let text = say!(self.language, "ending-faster", state = words::state(self.language, state));
            self.end(Ending { state: Some(state), text, page: None, operation: Some(id) });
        }
        settled
    }

    /// Starts over with a fresh read. Answers whether it was possible.
    pub fn look_again(&mut self) -> bool {
        let possible = match self.stage {
            Stage::Changed(_) | Stage::Refused(_) => self.subject().is_some(),
            Stage::Reading | Stage::Deciding | Stage::Sending | Stage::Done(_) => false,
        };
        if possible {
            self.stage = Stage::Reading;
            self.focus = Focus::Cancel;
            self.read_at = None;
            self.recheck.forget();
            self.forget_choices();
        }
        possible
    }

    /// What was chosen and typed about what is no longer so has to be chosen and typed anew.
    fn forget_choices(&mut self) {
        let full = self.field(Name::Choice).is_some_and(Field::is_full);
        for field in &mut self.fields {
            match field.name {
                Name::Choice => field.set("part"),
                Name::Amount if full => field.set(""),
                Name::Effect | Name::Repeat => field.set(""),
                Name::Amount
                | Name::Reason
                | Name::Order
                | Name::Description
                | Name::User
                | Name::Token
                | Name::Search => {}
            }
        }
        self.touch();
    }

    /// The worker's answer.
    pub fn end(&mut self, ending: Ending) {
        self.stage = Stage::Done(ending);
        self.focus = Focus::Cancel;
        self.scroll = 0;
    }

    /// The page that can be opened.
    pub fn page(&self) -> Option<&str> {
        match &self.stage {
            Stage::Done(ending) => ending.page.as_deref(),
            Stage::Reading | Stage::Deciding | Stage::Changed(_) | Stage::Refused(_) | Stage::Sending => None,
        }
    }

    /// Whether something was typed.
    pub fn is_filled(&self) -> bool {
        self.fields.iter().any(|field| field.name != Name::Choice && !field.value().is_empty())
    }

    /// Whether there is a second button: Send, or Look again.
    pub fn has_send(&self) -> bool {
        match self.stage {
            Stage::Reading | Stage::Deciding | Stage::Sending => true,
            Stage::Changed(_) | Stage::Refused(_) => self.subject().is_some(),
            Stage::Done(_) => false,
        }
    }

    /// The fields or the record changed: what follows from them is made anew.
    fn touch(&mut self) {
        self.edit += 1;
        self.preview = Preview::None;
        let full = self.field(Name::Choice).is_some_and(Field::is_full);
        let most = self.most();
        let all = most.map(crate::domain::Money::plain);
        if let (true, Some(all), Some(amount)) = (full, all, self.fields.iter_mut().find(|f| f.name == Name::Amount)) {
            amount.set(&all);
        }
    }

    /// A field by its name.
    pub fn field(&self, name: Name) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Takes a preview, unless the fields have changed since it was asked for.
    pub fn previewed(&mut self, edit: u64, result: Result<Planned, String>) {
        self.previewing = false;
        if edit == self.edit && self.stage == Stage::Deciding {
            self.preview = match result {
                Ok(planned) => Preview::Ready(planned),
                Err(reason) => Preview::Failed(reason),
            };
        }
    }
}
