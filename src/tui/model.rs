//! Everything that the dashboard knows. `update` changes it, `view` draws it, nothing else touches it.

use crokey::KeyCombination;
use ratatui::layout::Size;

use super::actions::{Context, Keymap};
use super::activity::{Activity, Job, Sending};
use super::arming::Arming;
use super::codes::{Codes, Explanation};
use super::copy::Menu;
use super::dialog::Dialog;
use super::history::History;
use super::hits::Hits;
use super::lists::Lists;
use super::loaded::Loaded;
use super::notice::Notice;
use super::overview;
use super::palette::{Command, Palette};
use super::pane::Pane;
use super::qr::Qr;
use super::reader::Reader;
use super::theme::Theme;
use super::theme::roles::Roles;
use crate::config::Interface;
use crate::domain::{OperationId, Record, RecordId, RecordKind, Timestamp};
use crate::ledger::{Detail, EventKind, Inquiry, Operation};
use crate::locale::Language;
use crate::worker::{About, Health};

pub use super::screen::{List, Screen, Section};
pub use super::toasts::{Toast, Tone, Topic};

/// The detail view that covers the list.
#[derive(Debug, Clone, Copy)]
pub struct DetailView {
    /// Of which record.
    pub record: RecordId,
    /// Which section.
    pub section: Section,
    /// Lines scrolled away.
    pub scroll: usize,
}

/// The inquiry into an operation that covers the list: did it go through?
#[derive(Debug, Clone, Copy)]
pub struct InquiryView {
    /// Which operation.
    pub operation: OperationId,
    /// Lines scrolled away.
    pub scroll: usize,
}

/// How far opening the desk came.
#[derive(Debug)]
pub enum Phase {
    /// It is being opened.
    Opening,
    /// It could not be.
    Broken(String),
    /// It is open.
    Open(Box<About>),
}

/// The dashboard.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own that a person sets")]
pub struct Model {
    /// The time of the last message.
    pub now: Timestamp,
    /// The terminal's size.
    pub size: Size,
    /// The styles.
    pub theme: Theme,
    /// The language of every word on screen.
    pub language: Language,
    /// The name of the theme.
    pub theme_name: String,
    /// The operator's own themes.
    pub themes: Vec<(String, Roles)>,
    /// The settings as they were read last.
    pub interface: Interface,
    /// Whether the command line named the language, which settings then do not change.
    pub language_is_chosen: bool,
    /// The keys.
    pub keymap: Keymap,
    /// The first of two keys, and where it was pressed.
    pub pending: Option<(Context, KeyCombination)>,
    /// How far opening came.
    pub phase: Phase,
    /// What the command line calls the desk before it is open.
    pub title: String,
    /// Whether the command line said read-only.
    pub read_only: bool,
    /// Who sits at the desk: decisions are kept under this name.
    pub operator: String,
    /// The gateway.
    pub health: Health,
    /// Operations without a known outcome.
    pub unresolved: u64,
    /// The screen in front.
    pub screen: Screen,
    /// `1`
    pub invoices: Pane<Record>,
    /// `2`
    pub cards: Pane<Record>,
    /// `3`
    pub payouts: Pane<Record>,
    /// `4`
    pub payments: Pane<Record>,
    /// What the operator made of those four: filters, orders, columns, marks, views.
    pub lists: Lists,
    /// `5`: all of them, newest first.
    pub operations: Pane<Operation>,
    /// `5`: those that are unresolved, oldest first.
    pub unresolved_operations: Pane<Operation>,
    /// Whether `5` lists only those that are unresolved.
    pub only_unresolved: bool,
    /// `0`
    pub overview: overview::Pane,
    /// `7`
    pub codes: Codes,
    /// The last detail.
    pub loaded: Loaded<RecordId, Detail>,
    /// The last inquiry.
    pub inquiries: Loaded<OperationId, Inquiry>,
    /// The inquiry, when it is in front.
    pub inquiry: Option<InquiryView>,
    /// The detail view, when it is in front.
    pub detail: Option<DetailView>,
    /// The exchanges of the detail view.
    pub reader: Reader,
    /// The kind of event that the timeline is narrowed to.
    pub timeline: Option<EventKind>,
    /// The menu of what can be copied, when it is open.
    pub copying: Option<Menu>,
    /// The QR code of a page, when it is open.
    pub qr: Option<Qr>,
    /// Lines scrolled away in the help, when it is open.
    pub help: Option<usize>,
    /// The palette of commands, when it is open.
    pub palette: Option<Palette>,
    /// Commands that were run from the palette, the last one first.
    pub recent: Vec<Command>,
    /// The places before and after this one.
    pub history: History,
    /// Whether the mouse is heard; else it is the terminal's.
    pub mouse: bool,
    /// Whether amounts and names are hidden from other eyes.
    pub privacy: bool,
    /// The explanation of a code, when it is open.
    pub explanation: Option<Explanation>,
    /// The dialog, when one is open.
    pub dialog: Option<Dialog>,
    /// Whether the question is open if to quit in spite of a send under way; true when its "quit" is focused.
    pub quit: Option<bool>,
    /// What was handed to the worker and is not answered yet.
    pub sending: Vec<Sending>,
    /// Notes, oldest first.
    pub toasts: Vec<Toast>,
    /// Reads that a person asked for, and long work.
    pub activity: Activity,
    /// How far filling the ledger came while the desk is being opened.
    pub filled: Option<Job>,
    /// Something serious that went wrong, until it was read.
    pub notice: Option<Notice>,
    /// When a press on what is in front counts.
    pub arming: Arming,
    /// Where the log is, as it is shown.
    pub log: Option<String>,
    /// Where things were drawn last.
    pub hits: Hits,
    /// What the worker was last told to be on screen.
    pub on_screen: Vec<RecordId>,
    /// Whether something changed that can be seen.
    pub dirty: bool,
    serial: u64,
}

impl Model {
    /// A dashboard that is being opened.
    pub fn new(size: Size, theme: Theme, title: String, read_only: bool) -> Self {
        Self {
            now: Timestamp::default(),
            size,
            theme,
            language: Language::default(),
            theme_name: "ansi".to_owned(),
            themes: Vec::new(),
            interface: Interface::default(),
            language_is_chosen: false,
            keymap: Keymap::default(),
            pending: None,
            phase: Phase::Opening,
            title,
            read_only,
            operator: String::new(),
            health: Health::Unasked,
            unresolved: 0,
            screen: Screen::Invoices,
            invoices: Pane::default(),
            cards: Pane::default(),
            payouts: Pane::default(),
            payments: Pane::default(),
            lists: Lists::default(),
            operations: Pane::default(),
            unresolved_operations: Pane::whole(),
            only_unresolved: false,
            overview: overview::Pane::default(),
            codes: Codes::default(),
            loaded: Loaded::default(),
            inquiries: Loaded::default(),
            inquiry: None,
            detail: None,
            reader: Reader::default(),
            timeline: None,
            copying: None,
            qr: None,
            help: None,
            palette: None,
            recent: Vec::new(),
            history: History::default(),
            mouse: true,
            privacy: false,
            explanation: None,
            dialog: None,
            quit: None,
            sending: Vec::new(),
            toasts: Vec::new(),
            activity: Activity::default(),
            filled: None,
            notice: None,
            arming: Arming::default(),
            log: None,
            hits: Hits::default(),
            on_screen: Vec::new(),
            dirty: true,
            serial: 0,
        }
    }

    /// A number that was not used before.
    pub const fn next_serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// What never changes, once the desk is open.
    pub fn about(&self) -> Option<&About> {
        match &self.phase {
            Phase::Open(about) => Some(about),
            Phase::Opening | Phase::Broken(_) => None,
        }
    }

    /// Whether nothing may be sent that moves money.
    pub fn is_read_only(&self) -> bool {
        self.read_only || self.about().is_some_and(|about| about.read_only)
    }

    /// The list of a kind.
    pub const fn pane(&self, kind: RecordKind) -> &Pane<Record> {
        match kind {
            RecordKind::Invoice => &self.invoices,
            RecordKind::Card => &self.cards,
            RecordKind::Payout => &self.payouts,
            RecordKind::Payment => &self.payments,
        }
    }

    /// The list of a kind, to be changed.
    pub const fn pane_mut(&mut self, kind: RecordKind) -> &mut Pane<Record> {
        match kind {
            RecordKind::Invoice => &mut self.invoices,
            RecordKind::Card => &mut self.cards,
            RecordKind::Payout => &mut self.payouts,
            RecordKind::Payment => &mut self.payments,
        }
    }

    /// The list of operations in front: all of them, or those that are unresolved.
    pub const fn operations_in_front(&self) -> &Pane<Operation> {
        if self.only_unresolved { &self.unresolved_operations } else { &self.operations }
    }

    /// The list of operations in front, to be changed.
    pub const fn operations_in_front_mut(&mut self) -> &mut Pane<Operation> {
        if self.only_unresolved { &mut self.unresolved_operations } else { &mut self.operations }
    }

    /// Operations changed: both lists of them may be old.
    pub const fn touch_operations(&mut self) {
        self.operations.stale = true;
        self.unresolved_operations.stale = true;
    }
}
