//! Everything that the dashboard knows. `update` changes it, `view` draws it, nothing else touches it.

use std::time::Duration;

use crokey::KeyCombination;
use ratatui::layout::Size;
use uuid::Uuid;

use super::actions::{Context, Keymap};
use super::activity::{self, Activity, Job, Sending};
use super::arming::Arming;
use super::codes::{Codes, Explanation};
use super::copy::Menu;
use super::dialog::Dialog;
use super::history::History;
use super::hits::Hits;
use super::lists::{Lists, Popup};
use super::loaded::Loaded;
use super::notice::Notice;
use super::palette::{Command, Palette};
use super::pane::Pane;
use super::qr::Qr;
use super::reader::Reader;
use super::theme::Theme;
use super::theme::roles::Roles;
use super::{countdown, layout, overview, text};
use crate::config::Interface;
use crate::domain::{OperationId, Record, RecordId, RecordKind, Timestamp};
use crate::ledger::{Detail, EventKind, Inquiry, Operation};
use crate::locale::{self, Language};
use crate::worker::{About, Health};
use crate::{key, say};

/// The screens, by their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// `0`
    Overview,
    /// `1`
    Invoices,
    /// `2`
    Cards,
    /// `3`
    Payouts,
    /// `4`
    Payments,
    /// `5`
    Operations,
    /// `7`
    Codes,
}

/// What a screen lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Sums, from the ledger.
    Overview,
    /// Records of a kind, from the ledger.
    Records(RecordKind),
    /// Operations, from the ledger.
    Operations,
    /// The catalogue.
    Codes,
}

impl Screen {
    /// In the order of their keys.
    pub const ALL: [Self; 7] =
        [Self::Overview, Self::Invoices, Self::Cards, Self::Payouts, Self::Payments, Self::Operations, Self::Codes];

    /// The title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Invoices => "Invoices",
            Self::Cards => "Card transactions",
            Self::Payouts => "Payouts",
            Self::Payments => "Payments",
            Self::Operations => "Operations",
            Self::Codes => "Codes",
        }
    }

    /// The title in a language.
    pub fn name(self, language: Language) -> String {
        let key = match self {
            Self::Overview => key!("screen-overview"),
            Self::Invoices => key!("screen-invoices"),
            Self::Cards => key!("screen-cards"),
            Self::Payouts => key!("screen-payouts"),
            Self::Payments => key!("screen-payments"),
            Self::Operations => key!("screen-operations"),
            Self::Codes => key!("screen-codes"),
        };
        locale::speak(language, key, &[])
    }

    /// The title where there is little room, in a language.
    pub fn short_name(self, language: Language) -> String {
        match self {
            Self::Cards => say!(language, "screen-cards-short"),
            Self::Operations => say!(language, "screen-operations-short"),
            Self::Overview | Self::Invoices | Self::Payouts | Self::Payments | Self::Codes => self.name(language),
        }
    }

    /// What it lists.
    pub const fn list(self) -> List {
        match self {
            Self::Overview => List::Overview,
            Self::Invoices => List::Records(RecordKind::Invoice),
            Self::Cards => List::Records(RecordKind::Card),
            Self::Payouts => List::Records(RecordKind::Payout),
            Self::Payments => List::Records(RecordKind::Payment),
            Self::Operations => List::Operations,
            Self::Codes => List::Codes,
        }
    }

    /// The kind of record it lists, if it lists records.
    pub const fn kind(self) -> Option<RecordKind> {
        match self.list() {
            List::Records(kind) => Some(kind),
            List::Overview | List::Operations | List::Codes => None,
        }
    }

    /// The key's digit.
    pub const fn number(self) -> usize {
        match self {
            Self::Overview => 0,
            Self::Invoices => 1,
            Self::Cards => 2,
            Self::Payouts => 3,
            Self::Payments => 4,
            Self::Operations => 5,
            Self::Codes => 7,
        }
    }
}

/// The sections of the detail view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// What is known.
    Facts,
    /// What happened.
    Timeline,
    /// What was said to the provider and back.
    Exchanges,
}

impl Section {
    /// In order.
    pub const ALL: [Self; 3] = [Self::Facts, Self::Timeline, Self::Exchanges];

    /// The title.
    pub fn title(self, language: Language) -> String {
        let key = match self {
            Self::Facts => key!("detail-facts"),
            Self::Timeline => key!("detail-timeline"),
            Self::Exchanges => key!("detail-exchanges"),
        };
        locale::speak(language, key, &[])
    }
}

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

/// Toasts that are kept.
const TOASTS: usize = 4;

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

    /// The place where keys are meant.
    pub fn context(&self) -> Context {
        if self.notice.is_some() {
            return Context::Notice;
        }
        if self.dialog.is_some() {
            return Context::Dialog;
        }
        if self.palette.is_some() {
            return Context::Palette;
        }
        if self.help.is_some() { Context::Help } else { self.ground() }
    }

    /// The place that help and palette lie above: what they speak of.
    pub fn ground(&self) -> Context {
        if self.copying.is_some() {
            return Context::Copying;
        }
        if self.qr.is_some() {
            return Context::Qr;
        }
        if self.explanation.is_some() {
            return Context::Explanation;
        }
        if self.detail.is_some() {
            return match (self.reader.typing, &self.reader.open) {
                (true, Some(_)) => Context::Search,
                (false, Some(_)) => Context::Exchange,
                (_, None) => Context::Detail,
            };
        }
        if self.inquiry.is_some() {
            return Context::Inquiry;
        }
        if self.screen == Screen::Codes && self.codes.typing {
            return Context::Search;
        }
        match (&self.lists.bar, &self.lists.popup) {
            (Some(_), _) => Context::Filter,
            (None, Some(Popup::Find(_))) => Context::Find,
            (None, Some(Popup::Sort(_))) => Context::Sort,
            (None, Some(Popup::Columns(_))) => Context::Columns,
            (None, Some(Popup::Views { .. })) => Context::Views,
            (None, Some(Popup::Naming(_))) => Context::Naming,
            (None, Some(Popup::Export(_))) => Context::Export,
            (None, None) => self.base_context(),
        }
    }

    /// The context of the list, whatever lies above it.
    pub const fn base_context(&self) -> Context {
        match self.screen {
            Screen::Overview => Context::Overview,
            Screen::Invoices => Context::Invoices,
            Screen::Cards => Context::Cards,
            Screen::Payouts => Context::Payouts,
            Screen::Payments => Context::Payments,
            Screen::Operations => Context::Operations,
            Screen::Codes => Context::Codes,
        }
    }

    /// The name of the row that was selected until it left the list in front.
    pub fn left(&self) -> Option<&str> {
        let left = match self.screen.list() {
            List::Records(kind) if self.detail.is_none() => self.pane(kind).left.as_ref(),
            List::Operations if self.detail.is_none() && self.inquiry.is_none() => {
                self.operations_in_front().left.as_ref()
            }
            List::Records(_) | List::Operations | List::Overview | List::Codes => None,
        };
        left.map(|left| left.name.as_str())
    }

    /// The record that actions act on.
    pub fn subject(&self) -> Option<&Record> {
        if let Some(view) = self.detail {
            return self.known(view.record);
        }
        self.screen.kind().and_then(|kind| self.pane(kind).current())
    }

    /// The id of the record in front, be it selected or an operation's.
    pub fn subject_id(&self) -> Option<RecordId> {
        match (self.detail, self.screen.list()) {
            (Some(view), _) => Some(view.record),
            (None, List::Records(kind)) => self.pane(kind).current().map(|record| record.id),
            (None, List::Operations) => self.operation().map(|operation| operation.record),
            (None, List::Overview | List::Codes) => None,
        }
    }

    /// A record that happens to be loaded.
    pub fn known(&self, id: RecordId) -> Option<&Record> {
        let listed = RecordKind::ALL.into_iter().flat_map(|kind| &self.pane(kind).rows).find(|record| record.id == id);
        self.detail_of(id).map(|detail| &detail.record).or(listed)
    }

    /// The loaded detail of a record.
    pub fn detail_of(&self, id: RecordId) -> Option<&Detail> {
        self.loaded.get(id).and_then(Result::ok)
    }

    /// The loaded inquiry into an operation.
    pub fn inquiry_of(&self, id: OperationId) -> Option<&Inquiry> {
        self.inquiries.get(id).and_then(Result::ok)
    }

    /// The operation in front: the one that is inquired into, else the selected one. As new as it is known.
    pub fn operation(&self) -> Option<&Operation> {
        let listed = &self.operations_in_front().rows;
        match self.inquiry {
            Some(view) => match self.inquiry_of(view.operation) {
                Some(inquiry) => Some(&inquiry.operation),
                None => listed.iter().find(|operation| operation.id == view.operation),
            },
            None if self.screen == Screen::Operations => self.operations_in_front().current(),
            None => None,
        }
    }

    /// The kind of record that the list in front shows, when nothing covers it.
    pub fn listed(&self) -> Option<RecordKind> {
        self.screen.kind().filter(|_| self.detail.is_none())
    }

    /// The marked records, when the list is in front and some are: what is done next is done with each of them.
    pub fn marked(&self) -> Vec<&Record> {
        self.listed().map(|kind| self.lists.sheet(kind).marks.records()).unwrap_or_default()
    }

    /// The selected row's id; codes have none.
    pub fn selected(&self) -> Option<Uuid> {
        match self.screen.list() {
            List::Records(kind) => self.pane(kind).selected,
            List::Operations => self.operations_in_front().selected,
            List::Overview | List::Codes => None,
        }
    }

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

    /// How old what is in front is: when it was read, or when the gateway was heard last where nothing of it is listed.
    pub fn data_at(&self) -> Option<Timestamp> {
        if let Some(view) = self.detail {
            return self.known(view.record).and_then(|record| record.read_at);
        }
        if let Some(view) = self.inquiry {
            return self.inquiry_of(view.operation).and_then(|inquiry| inquiry.record.read_at);
        }
        match self.screen.list() {
            List::Records(kind) => self.pane(kind).rows.iter().filter_map(|record| record.read_at).max(),
            List::Operations => self.operations_in_front().rows.iter().map(|operation| operation.changed_at).max(),
            List::Overview | List::Codes => match self.health {
                Health::Up { at, .. } => Some(at),
                Health::Unasked | Health::Down { .. } => None,
            },
        }
    }

    /// When the window in front is to be loaded anew.
    pub fn next_renewal(&self) -> Option<Timestamp> {
        // Before the desk is open nobody can be asked.
        self.about()?;
        match self.screen.list() {
            List::Records(kind) => self.pane(kind).renewal(),
            List::Operations => self.operations_in_front().renewal(),
            List::Overview | List::Codes => None,
        }
    }

    /// When something on screen changes without a message: an age, or the end of a toast.
    pub fn next_change(&self) -> Option<Timestamp> {
        let height = layout::list_height(self);
        let rows: Vec<Timestamp> = match self.screen.list() {
            List::Records(kind) => self.pane(kind).visible(height).iter().map(|record| record.created_at).collect(),
            List::Operations => {
                self.operations_in_front().visible(height).iter().map(|operation| operation.created_at).collect()
            }
            List::Overview | List::Codes => Vec::new(),
        };
        let overview = (self.screen == Screen::Overview).then(|| self.overview.next_change(self.now)).flatten();
        let down = match &self.health {
            Health::Down { since, .. } => Some(*since),
            Health::Unasked | Health::Up { .. } => None,
        };
        let ages = rows.into_iter().chain(self.data_at()).chain(down).map(|at| text::age_changes(self.now, at));
        let hold = self.subject().and_then(countdown::deadline).map(|_| countdown::changes(self.now));
        let notes = self.toasts.iter().map(|toast| toast.until);
        let sending = self.sending.iter().map(|sent| activity::next_second(sent.since, self.now));
        // A list that is frozen is not counted anew.
        let moving = self.screen.kind().filter(|kind| self.pane(*kind).frozen.is_none());
        let counts = moving.map(|kind| self.lists.sheet(kind));
        let counts = counts.and_then(|sheet| sheet.tally.due(&sheet.shape.query.filter));
        let work = self.activity.next_change(self.now).into_iter().chain(self.arming.next_change(self.now));
        ages.chain(notes).chain(sending).chain(counts).chain(hold).chain(overview).chain(work).min()
    }
}
