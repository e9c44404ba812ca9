//! The one table of actions. Keys, footer, help and palette all come from here, by way of the [`Keymap`] that the operator
//! may have changed; [`super::possible`] says which are possible now.

pub mod custom;
pub mod keymap;
pub mod keys;

use crossterm::event::KeyCode;

pub use keymap::{Found, Keymap};
pub use keys::Keys;

use super::model::Screen;
use crate::domain::IntentKind;
use crate::key;
use crate::ledger::Span;
use crate::locale::{self, Language};
use keys::{alt, char, code, ctrl, shift, then, upper};

/// What a key can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Open the dialog of an intent.
    Intend(IntentKind),
    /// Go to a screen.
    Go(Screen),
    /// The next screen.
    NextScreen,
    /// The screen before.
    PreviousScreen,
    /// Up a row or line.
    Up,
    /// Down a row or line.
    Down,
    /// Up a page.
    PageUp,
    /// Down a page.
    PageDown,
    /// To the newest row or first line.
    First,
    /// To the oldest row or last line.
    Last,
    /// Show everything about the record.
    Detail,
    /// Leave what is in front.
    Back,
    /// The next section of the detail.
    NextSection,
    /// The section before.
    PreviousSection,
    /// Read at the gateway now.
    Refresh,
    /// Read every record in sight at the gateway.
    RefreshAll,
    /// Call off the reads and the long work that are under way.
    CallOff,
    /// Watch closely, or no longer.
    Watch,
    /// Open the hosted page.
    OpenPage,
    /// Did it go through? Show everything about the operation.
    Inquire,
    /// Read for an operation now.
    Resolve,
    /// Decide about an escalated operation.
    Decide,
    /// List the unresolved operations, or all.
    Unresolved,
    /// Look back so far.
    Span(Span),
    /// The next currency.
    Currency,
    /// Open the menu of what can be copied.
    Copy,
    /// Copy the id at once.
    CopyId,
    /// Show the page as a QR code.
    Qr,
    /// Narrow the timeline to a kind of event.
    Narrow,
    /// Open the chosen exchange.
    Read,
    /// Fold what the cursor is on, or unfold it.
    Toggle,
    /// Fold what the cursor is on, or go to what holds it.
    Fold,
    /// Unfold what the cursor is on.
    Unfold,
    /// Fold everything.
    FoldAll,
    /// Unfold everything.
    UnfoldAll,
    /// The next place of what is searched for.
    FindNext,
    /// The place before.
    FindPrevious,
    /// Explain the code or word in front.
    Explain,
    /// Type what is searched for.
    Search,
    /// Take the last term of the filter away.
    DropTerm,
    /// Take the whole filter away.
    ClearFilter,
    /// Jump to a row that is loaded.
    Find,
    /// Choose the order.
    Sort,
    /// Choose the columns.
    Columns,
    /// Mark the row, or no longer; show the column, or no longer.
    Mark,
    /// Mark the rows from here to the one below.
    MarkDown,
    /// Mark the rows from here to the one above.
    MarkUp,
    /// Mark every loaded row.
    MarkAll,
    /// Forget the marks.
    Unmark,
    /// List the saved views.
    Views,
    /// Save what the list shows as a view.
    SaveView,
    /// Give a view another name.
    Rename,
    /// Delete a view.
    Delete,
    /// Hold the list as it is, or let it move on.
    Freeze,
    /// Show times as ages, or as moments.
    Times,
    /// Move the column to the left.
    MoveLeft,
    /// Move the column to the right.
    MoveRight,
    /// Make the column wider.
    Wider,
    /// Make the column narrower.
    Narrower,
    /// As it was at first.
    Reset,
    /// The next language of the explanations.
    Language,
    /// The next language of everything.
    NextLanguage,
    /// The next part of the dialog.
    FocusNext,
    /// The part of the dialog before.
    FocusPrevious,
    /// Press what is focused.
    Press,
    /// Help.
    Help,
    /// Find a command by its name.
    Palette,
    /// To the place that was left last.
    PlaceBefore,
    /// To the place that was gone back from.
    PlaceAfter,
    /// Hear the mouse, or leave it to the terminal.
    Mouse,
    /// Hide amounts and names from other eyes, or show them.
    Privacy,
    /// Draw everything anew.
    Redraw,
    /// Back to the shell for a while.
    Suspend,
    /// End.
    Quit,
    /// End, from anywhere.
    Interrupt,
}

/// Where a key is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// The overview.
    Overview,
    /// The list of invoices.
    Invoices,
    /// The list of card transactions.
    Cards,
    /// The list of payouts.
    Payouts,
    /// The list of payments.
    Payments,
    /// The list of operations.
    Operations,
    /// Did it go through? One operation.
    Inquiry,
    /// The catalogue.
    Codes,
    /// The search of the catalogue, while it is typed.
    Search,
    /// An explanation.
    Explanation,
    /// The detail view.
    Detail,
    /// An exchange that is open.
    Exchange,
    /// The menu of what can be copied.
    Copying,
    /// A QR code.
    Qr,
    /// A dialog.
    Dialog,
    /// The help.
    Help,
    /// A box that something serious stands in.
    Notice,
    /// The palette of commands.
    Palette,
    /// The filter of a list, while it is typed.
    Filter,
    /// Fuzzy find, while it is typed.
    Find,
    /// The columns to sort by.
    Sort,
    /// The columns to show.
    Columns,
    /// The saved views.
    Views,
    /// The name of a view, while it is typed.
    Naming,
}

impl Context {
    /// All of them.
    pub const ALL: [Self; 24] = [
        Self::Overview,
        Self::Invoices,
        Self::Cards,
        Self::Payouts,
        Self::Payments,
        Self::Operations,
        Self::Inquiry,
        Self::Codes,
        Self::Search,
        Self::Explanation,
        Self::Detail,
        Self::Exchange,
        Self::Copying,
        Self::Qr,
        Self::Dialog,
        Self::Help,
        Self::Notice,
        Self::Palette,
        Self::Filter,
        Self::Find,
        Self::Sort,
        Self::Columns,
        Self::Views,
        Self::Naming,
    ];

    /// Its name in `keymap.toml`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Invoices => "invoices",
            Self::Cards => "cards",
            Self::Payouts => "payouts",
            Self::Payments => "payments",
            Self::Operations => "operations",
            Self::Inquiry => "inquiry",
            Self::Codes => "codes",
            Self::Search => "search",
            Self::Explanation => "explanation",
            Self::Detail => "detail",
            Self::Exchange => "exchange",
            Self::Copying => "copy-menu",
            Self::Qr => "qr-code",
            Self::Dialog => "dialog",
            Self::Help => "help",
            Self::Notice => "notice",
            Self::Palette => "palette",
            Self::Filter => "filter",
            Self::Find => "find",
            Self::Sort => "sort",
            Self::Columns => "columns",
            Self::Views => "views",
            Self::Naming => "naming",
        }
    }

    /// The heading in the help.
    pub fn title(self, language: Language) -> String {
        let key = match self {
            Self::Overview => key!("screen-overview"),
            Self::Invoices => key!("screen-invoices"),
            Self::Cards => key!("screen-cards"),
            Self::Payouts => key!("screen-payouts"),
            Self::Payments => key!("screen-payments"),
            Self::Operations => key!("screen-operations"),
            Self::Inquiry => key!("context-inquiry"),
            Self::Codes => key!("screen-codes"),
            Self::Search => key!("context-search"),
            Self::Explanation => key!("context-explanation"),
            Self::Detail => key!("context-detail"),
            Self::Exchange => key!("context-exchange"),
            Self::Copying => key!("context-copying"),
            Self::Qr => key!("context-qr"),
            Self::Dialog => key!("context-dialog"),
            Self::Help => key!("context-help"),
            Self::Notice => key!("context-notice"),
            Self::Palette => key!("context-palette"),
            Self::Filter => key!("context-filter"),
            Self::Find => key!("context-find"),
            Self::Sort => key!("context-sort"),
            Self::Columns => key!("context-columns"),
            Self::Views => key!("context-views"),
            Self::Naming => key!("context-naming"),
        };
        locale::speak(language, key, &[])
    }

    /// Whether letters are typed here, so that no action may take them away.
    pub const fn types(self) -> bool {
        match self {
            Self::Search | Self::Dialog | Self::Palette | Self::Filter | Self::Find | Self::Naming => true,
            Self::Overview
            | Self::Exchange
            | Self::Copying
            | Self::Qr
            | Self::Invoices
            | Self::Cards
            | Self::Payouts
            | Self::Payments
            | Self::Operations
            | Self::Inquiry
            | Self::Codes
            | Self::Explanation
            | Self::Detail
            | Self::Help
            | Self::Notice
            | Self::Sort
            | Self::Columns
            | Self::Views => false,
        }
    }
}

impl Action {
    /// Its name in `keymap.toml`, in the palette and in the documentation. It stays as it is from version to version.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Intend(intent) => match intent {
                IntentKind::Refund => "refund",
                IntentKind::Clear => "clear",
                IntentKind::Cancel => "cancel-hold",
                IntentKind::PayInvoice => "pay-invoice",
                IntentKind::Confirm => "confirm",
                IntentKind::CreateInvoice => "create-invoice",
                IntentKind::CreatePayout => "create-payout",
                IntentKind::ChargeCard => "charge-card",
                IntentKind::CreatePayment => "create-payment",
            },
            Self::Go(screen) => match screen {
                Screen::Overview => "go-overview",
                Screen::Invoices => "go-invoices",
                Screen::Cards => "go-cards",
                Screen::Payouts => "go-payouts",
                Screen::Payments => "go-payments",
                Screen::Operations => "go-operations",
                Screen::Codes => "go-codes",
            },
            Self::NextScreen => "next-screen",
            Self::PreviousScreen => "previous-screen",
            Self::Up => "up",
            Self::Down => "down",
            Self::PageUp => "page-up",
            Self::PageDown => "page-down",
            Self::First => "first",
            Self::Last => "last",
            Self::Detail => "detail",
            Self::Back => "back",
            Self::NextSection => "next-section",
            Self::PreviousSection => "previous-section",
            Self::Refresh => "refresh",
            Self::RefreshAll => "refresh-all",
            Self::CallOff => "call-off",
            Self::Watch => "watch",
            Self::OpenPage => "open-page",
            Self::Inquire => "inquire",
            Self::Resolve => "resolve",
            Self::Decide => "decide",
            Self::Unresolved => "unresolved",
            Self::Span(Span::Hours) => "span-hours",
            Self::Span(Span::Days) => "span-days",
            Self::Currency => "currency",
            Self::Copy => "copy",
            Self::CopyId => "copy-id",
            Self::Qr => "qr-code",
            Self::Narrow => "narrow-timeline",
            Self::Read => "open-exchange",
            Self::Toggle => "toggle-fold",
            Self::Fold => "fold",
            Self::Unfold => "unfold",
            Self::FoldAll => "fold-all",
            Self::UnfoldAll => "unfold-all",
            Self::FindNext => "find-next",
            Self::FindPrevious => "find-previous",
            Self::Explain => "explain",
            Self::Search => "search",
            Self::DropTerm => "drop-term",
            Self::ClearFilter => "clear-filter",
            Self::Find => "find",
            Self::Sort => "sort",
            Self::Columns => "columns",
            Self::Mark => "mark",
            Self::MarkDown => "mark-down",
            Self::MarkUp => "mark-up",
            Self::MarkAll => "mark-all",
            Self::Unmark => "unmark",
            Self::Views => "views",
            Self::SaveView => "save-view",
            Self::Rename => "rename-view",
            Self::Delete => "delete-view",
            Self::Freeze => "freeze",
            Self::Times => "times",
            Self::MoveLeft => "move-column-left",
            Self::MoveRight => "move-column-right",
            Self::Wider => "wider",
            Self::Narrower => "narrower",
            Self::Reset => "reset-columns",
            Self::Language => "catalogue-language",
            Self::NextLanguage => "language",
            Self::FocusNext => "focus-next",
            Self::FocusPrevious => "focus-previous",
            Self::Press => "press",
            Self::Help => "help",
            Self::Palette => "palette",
            Self::PlaceBefore => "place-before",
            Self::PlaceAfter => "place-after",
            Self::Mouse => "mouse",
            Self::Privacy => "privacy",
            Self::Redraw => "redraw",
            Self::Suspend => "suspend",
            Self::Quit => "quit",
            Self::Interrupt => "interrupt",
        }
    }
}

/// One row of the table.
#[derive(Debug)]
pub struct Entry {
    /// What it does.
    pub action: Action,
    /// Its keys, the one to show first.
    pub keys: &'static [Keys],
    /// The word in the footer, as a key of the texts.
    pub label: &'static str,
    /// The line in the help, as a key of the texts.
    pub help: &'static str,
    /// Where it is meant.
    pub contexts: &'static [Context],
    /// Whether it can lead to money being moved.
    pub dangerous: bool,
}

impl Entry {
    /// The word in the footer.
    pub fn label(&self, language: Language) -> String {
        locale::speak(language, self.label, &[])
    }

    /// The line in the help.
    pub fn help(&self, language: Language) -> String {
        locale::speak(language, self.help, &[])
    }
}

use Context as C;

const LEDGER: &[Context] = &[C::Invoices, C::Cards, C::Payouts, C::Payments];
const OPERATIONS: &[Context] = &[C::Operations, C::Inquiry];
const LISTS: &[Context] = &[C::Overview, C::Invoices, C::Cards, C::Payouts, C::Payments, C::Operations, C::Codes];
const SCROLLS: &[Context] = &[
    C::Overview,
    C::Exchange,
    C::Copying,
    C::Invoices,
    C::Cards,
    C::Payouts,
    C::Payments,
    C::Operations,
    C::Inquiry,
    C::Codes,
    C::Detail,
    C::Explanation,
    C::Help,
];
const RECORDS: &[Context] = &[C::Invoices, C::Cards, C::Payouts, C::Payments, C::Detail];
const SUBJECTS: &[Context] =
    &[C::Invoices, C::Cards, C::Payouts, C::Payments, C::Operations, C::Inquiry, C::Detail, C::Exchange];
/// Where something can have a page.
const PAGES: &[Context] = &[C::Invoices, C::Payouts, C::Payments, C::Operations, C::Inquiry, C::Detail];
const SCREENS: &[Context] = &[
    C::Overview,
    C::Invoices,
    C::Cards,
    C::Payouts,
    C::Payments,
    C::Operations,
    C::Inquiry,
    C::Codes,
    C::Detail,
    C::Exchange,
];
const COVERS: &[Context] = &[C::Inquiry, C::Detail, C::Exchange, C::Dialog];
const ALL: &[Context] = &Context::ALL;
/// Where the arrows move in a list or a text, typed or not.
const MOVES: &[Context] = &[
    C::Overview,
    C::Exchange,
    C::Copying,
    C::Invoices,
    C::Cards,
    C::Payouts,
    C::Payments,
    C::Operations,
    C::Inquiry,
    C::Codes,
    C::Search,
    C::Explanation,
    C::Detail,
    C::Help,
    C::Palette,
    C::Filter,
    C::Find,
    C::Sort,
    C::Columns,
    C::Views,
];
/// Boxes over a list, and the bar of its filter.
const BOXES: &[Context] = &[C::Filter, C::Find, C::Sort, C::Columns, C::Views, C::Naming];
/// Lists whose times are shown.
const TIMED: &[Context] = &[C::Invoices, C::Cards, C::Payouts, C::Payments, C::Operations];

const fn entry(
    action: Action,
    keys: &'static [Keys],
    label: &'static str,
    help: &'static str,
    contexts: &'static [Context],
) -> Entry {
    Entry { action, keys, label, help, contexts, dangerous: false }
}

const fn intend(
    intent: IntentKind,
    keys: &'static [Keys],
    label: &'static str,
    help: &'static str,
    contexts: &'static [Context],
) -> Entry {
    Entry { action: Action::Intend(intent), keys, label, help, contexts, dangerous: true }
}

/// All actions, in the order of footer and help.
pub static TABLE: &[Entry] = &[
    entry(Action::Back, &[code(KeyCode::Esc)], key!("action-back"), key!("action-back-help"), COVERS),
    entry(
        Action::Back,
        &[code(KeyCode::Esc), char('q'), char('?')],
        key!("action-close"),
        key!("action-close-the-help-help"),
        &[C::Help],
    ),
    entry(
        Action::Back,
        &[code(KeyCode::Esc), char('q'), char('e'), code(KeyCode::Enter)],
        key!("action-close"),
        key!("action-close-the-explanation-help"),
        &[C::Explanation],
    ),
    entry(
        Action::Back,
        &[code(KeyCode::Esc)],
        key!("action-all-codes"),
        key!("action-all-codes-help"),
        &[C::Codes, C::Search],
    ),
    entry(
        Action::Back,
        &[code(KeyCode::Esc)],
        key!("action-close"),
        key!("action-close-the-palette-help"),
        &[C::Palette],
    ),
    entry(Action::Press, &[code(KeyCode::Enter)], key!("action-run"), key!("action-run-help"), &[C::Palette]),
    entry(
        Action::Back,
        &[code(KeyCode::Esc), code(KeyCode::Enter), char('q')],
        key!("action-close"),
        key!("action-close-the-notice-help"),
        &[C::Notice],
    ),
    entry(
        Action::Back,
        &[code(KeyCode::Esc), char('q'), char('y')],
        key!("action-close"),
        key!("action-close-the-menu-help"),
        &[C::Copying],
    ),
    entry(
        Action::Back,
        &[code(KeyCode::Esc), code(KeyCode::Enter), char('q'), upper('Q')],
        key!("action-close"),
        key!("action-close-the-code-help"),
        &[C::Qr],
    ),
    entry(
        Action::Press,
        &[code(KeyCode::Enter)],
        key!("action-copy-chosen"),
        key!("action-copy-chosen-help"),
        &[C::Copying],
    ),
    entry(
        Action::Toggle,
        &[code(KeyCode::Enter), char(' ')],
        key!("action-toggle-fold"),
        key!("action-toggle-fold-help"),
        &[C::Exchange],
    ),
    entry(Action::Search, &[char('/')], key!("action-search"), key!("action-search-exchange-help"), &[C::Exchange]),
    entry(Action::FindNext, &[char('n')], key!("action-find-next"), key!("action-find-next-help"), &[C::Exchange]),
    entry(
        Action::FindPrevious,
        &[upper('N')],
        key!("action-find-previous"),
        key!("action-find-previous-help"),
        &[C::Exchange],
    ),
    entry(
        Action::Fold,
        &[code(KeyCode::Left), char('h')],
        key!("action-fold"),
        key!("action-fold-help"),
        &[C::Exchange],
    ),
    entry(
        Action::Unfold,
        &[code(KeyCode::Right), char('l')],
        key!("action-unfold"),
        key!("action-unfold-help"),
        &[C::Exchange],
    ),
    entry(Action::FoldAll, &[char('-')], key!("action-fold-all"), key!("action-fold-all-help"), &[C::Exchange]),
    entry(
        Action::UnfoldAll,
        &[char('+'), char('=')],
        key!("action-unfold-all"),
        key!("action-unfold-all-help"),
        &[C::Exchange],
    ),
    entry(
        Action::Read,
        &[code(KeyCode::Enter)],
        key!("action-open-exchange"),
        key!("action-open-exchange-help"),
        &[C::Detail],
    ),
    entry(Action::Narrow, &[char('f')], key!("action-narrow"), key!("action-narrow-help"), &[C::Detail]),
    entry(Action::Press, &[code(KeyCode::Enter)], key!("action-found"), key!("action-found-help"), &[C::Search]),
    entry(Action::Detail, &[code(KeyCode::Enter)], key!("action-detail"), key!("action-detail-help"), LEDGER),
    entry(
        Action::Search,
        &[char('/')],
        key!("action-filter"),
        key!("action-filter-help"),
        &[C::Invoices, C::Cards, C::Payouts, C::Payments, C::Operations],
    ),
    entry(
        Action::Inquire,
        &[code(KeyCode::Enter)],
        key!("action-inquire"),
        key!("action-inquire-help"),
        &[C::Operations],
    ),
    entry(Action::Search, &[char('/')], key!("action-search"), key!("action-search-help"), &[C::Codes]),
    entry(Action::Press, &[code(KeyCode::Enter)], key!("action-apply"), key!("action-apply-help"), BOXES),
    entry(Action::Back, &[code(KeyCode::Esc)], key!("action-close"), key!("action-close-box-help"), BOXES),
    entry(
        Action::FocusNext,
        &[code(KeyCode::Tab)],
        key!("action-complete"),
        key!("action-complete-help"),
        &[C::Filter],
    ),
    entry(Action::Sort, &[char('s')], key!("action-sort-now"), key!("action-sort-now-help"), &[C::Sort]),
    entry(Action::Mark, &[char(' ')], key!("action-show-column"), key!("action-show-column-help"), &[C::Columns]),
    entry(
        Action::MoveLeft,
        &[char('<'), shift(KeyCode::Up)],
        key!("action-move-left"),
        key!("action-move-left-help"),
        &[C::Columns],
    ),
    entry(
        Action::MoveRight,
        &[char('>'), shift(KeyCode::Down)],
        key!("action-move-right"),
        key!("action-move-right-help"),
        &[C::Columns],
    ),
    entry(Action::Wider, &[char('+'), char('=')], key!("action-wider"), key!("action-wider-help"), &[C::Columns]),
    entry(Action::Narrower, &[char('-')], key!("action-narrower"), key!("action-narrower-help"), &[C::Columns]),
    entry(Action::Reset, &[char('0'), char('r')], key!("action-reset"), key!("action-reset-help"), &[C::Columns]),
    entry(Action::Rename, &[char('r')], key!("action-rename"), key!("action-rename-help"), &[C::Views]),
    entry(Action::Delete, &[char('d')], key!("action-delete"), key!("action-delete-help"), &[C::Views]),
    entry(
        Action::Explain,
        &[code(KeyCode::Enter), char('e')],
        key!("action-explain"),
        key!("action-explain-code-help"),
        &[C::Codes, C::Overview],
    ),
    entry(
        Action::Language,
        &[char('l')],
        key!("action-catalogue-language"),
        key!("action-catalogue-language-help"),
        &[C::Codes, C::Explanation],
    ),
    intend(
        IntentKind::Refund,
        &[char('r')],
        key!("action-refund"),
        key!("action-refund-help"),
        &[C::Invoices, C::Cards, C::Payments, C::Detail],
    ),
    intend(
        IntentKind::Clear,
        &[char('c')],
        key!("action-clear"),
        key!("action-clear-help"),
        &[C::Cards, C::Payments, C::Detail],
    ),
    intend(
        IntentKind::Cancel,
        &[char('x')],
        key!("action-cancel-hold"),
        key!("action-cancel-hold-help"),
        &[C::Payments, C::Detail],
    ),
    intend(
        IntentKind::PayInvoice,
        &[char('p')],
        key!("action-pay-invoice"),
        key!("action-pay-invoice-help"),
        &[C::Invoices, C::Detail],
    ),
    intend(
        IntentKind::Confirm,
        &[char('v')],
        key!("action-confirm"),
        key!("action-confirm-help"),
        &[C::Payments, C::Detail],
    ),
    intend(
        IntentKind::CreateInvoice,
        &[char('n')],
        key!("action-create-invoice"),
        key!("action-create-invoice-help"),
        &[C::Invoices],
    ),
    intend(
        IntentKind::CreatePayout,
        &[char('n')],
        key!("action-create-payout"),
        key!("action-create-payout-help"),
        &[C::Payouts],
    ),
    intend(
        IntentKind::ChargeCard,
        &[char('n')],
        key!("action-charge-card"),
        key!("action-charge-card-help"),
        &[C::Payments],
    ),
    intend(
        IntentKind::CreatePayment,
        &[upper('N')],
        key!("action-create-payment"),
        key!("action-create-payment-help"),
        &[C::Payments],
    ),
    entry(Action::Resolve, &[char('u')], key!("action-resolve"), key!("action-resolve-help"), OPERATIONS),
    Entry {
        action: Action::Decide,
        keys: &[char('d')],
        label: key!("action-decide"),
        help: key!("action-decide-help"),
        contexts: OPERATIONS,
        dangerous: true,
    },
    entry(
        Action::Unresolved,
        &[char('t')],
        key!("action-unresolved"),
        key!("action-unresolved-help"),
        &[C::Operations],
    ),
    entry(
        Action::Detail,
        &[code(KeyCode::Enter)],
        key!("action-its-record"),
        key!("action-its-record-help"),
        &[C::Inquiry],
    ),
    entry(Action::Refresh, &[char('u')], key!("action-refresh"), key!("action-refresh-help"), RECORDS),
    entry(
        Action::Span(Span::Hours),
        &[char('h')],
        key!("action-span-hours"),
        key!("action-span-hours-help"),
        &[C::Overview],
    ),
    entry(
        Action::Span(Span::Days),
        &[char('d')],
        key!("action-span-days"),
        key!("action-span-days-help"),
        &[C::Overview],
    ),
    entry(Action::Currency, &[char('v')], key!("action-currency"), key!("action-currency-help"), &[C::Overview]),
    entry(Action::Refresh, &[char('u')], key!("action-refresh"), key!("action-refresh-overview-help"), &[C::Overview]),
    entry(Action::RefreshAll, &[upper('U')], key!("action-refresh-all"), key!("action-refresh-all-help"), LEDGER),
    entry(Action::Watch, &[char('w')], key!("action-watch"), key!("action-watch-help"), RECORDS),
    entry(Action::Sort, &[char('s')], key!("action-sort"), key!("action-sort-help"), LEDGER),
    entry(Action::Mark, &[char(' ')], key!("action-mark"), key!("action-mark-help"), LEDGER),
    entry(Action::Find, &[char('f')], key!("action-find"), key!("action-find-help"), LEDGER),
    entry(Action::Views, &[char('\'')], key!("action-views"), key!("action-views-help"), LEDGER),
    entry(
        Action::SaveView,
        &[upper('S')],
        key!("action-save-view"),
        key!("action-save-view-help"),
        &[C::Invoices, C::Cards, C::Payouts, C::Payments, C::Views],
    ),
    entry(Action::Columns, &[upper('C')], key!("action-columns"), key!("action-columns-help"), LEDGER),
    entry(Action::Freeze, &[char('z')], key!("action-freeze"), key!("action-freeze-help"), LEDGER),
    entry(Action::Times, &[upper('T')], key!("action-times"), key!("action-times-help"), TIMED),
    entry(
        Action::DropTerm,
        &[code(KeyCode::Backspace)],
        key!("action-drop-term"),
        key!("action-drop-term-help"),
        LEDGER,
    ),
    entry(Action::ClearFilter, &[upper('F')], key!("action-clear-filter"), key!("action-clear-filter-help"), LEDGER),
    entry(Action::MarkAll, &[upper('A')], key!("action-mark-all"), key!("action-mark-all-help"), LEDGER),
    entry(Action::Unmark, &[code(KeyCode::Esc)], key!("action-unmark"), key!("action-unmark-help"), LEDGER),
    entry(Action::MarkDown, &[shift(KeyCode::Down)], key!("action-mark-down"), key!("action-mark-down-help"), LEDGER),
    entry(Action::MarkUp, &[shift(KeyCode::Up)], key!("action-mark-up"), key!("action-mark-up-help"), LEDGER),
    entry(
        Action::OpenPage,
        &[char('o')],
        key!("action-open-page"),
        key!("action-open-page-help"),
        &[C::Invoices, C::Payouts, C::Payments, C::Operations, C::Inquiry, C::Detail, C::Dialog],
    ),
    entry(Action::Explain, &[char('e')], key!("action-explain"), key!("action-explain-help"), SUBJECTS),
    entry(Action::Copy, &[char('y')], key!("action-copy"), key!("action-copy-help"), SUBJECTS),
    entry(Action::CopyId, &[upper('Y')], key!("action-copy-id"), key!("action-copy-id-help"), SUBJECTS),
    entry(Action::Qr, &[upper('Q')], key!("action-qr-code"), key!("action-qr-code-help"), PAGES),
    entry(
        Action::FocusNext,
        &[code(KeyCode::Tab), code(KeyCode::Down)],
        key!("action-focus-next"),
        key!("action-focus-next-help"),
        &[C::Dialog],
    ),
    entry(
        Action::FocusPrevious,
        &[code(KeyCode::BackTab), code(KeyCode::Up)],
        key!("action-focus-previous"),
        key!("action-focus-previous-help"),
        &[C::Dialog],
    ),
    entry(Action::Press, &[code(KeyCode::Enter)], key!("action-press"), key!("action-press-help"), &[C::Dialog]),
    entry(
        Action::NextSection,
        &[code(KeyCode::Tab), code(KeyCode::Right)],
        key!("action-next-section"),
        key!("action-next-section-help"),
        &[C::Detail],
    ),
    entry(
        Action::PreviousSection,
        &[code(KeyCode::BackTab), code(KeyCode::Left)],
        key!("action-previous-section"),
        key!("action-previous-section-help"),
        &[C::Detail],
    ),
    entry(Action::Palette, &[char(':'), ctrl('p')], key!("action-palette"), key!("action-palette-help"), SCREENS),
    entry(Action::Help, &[char('?')], key!("action-help"), key!("action-help-help"), SCREENS),
    entry(Action::Quit, &[char('q')], key!("action-quit"), key!("action-quit-help"), SCREENS),
    entry(Action::Up, &[code(KeyCode::Up)], key!("action-up"), key!("action-up-help"), MOVES),
    entry(Action::Up, &[char('k')], key!("action-up"), key!("action-up-help"), SCROLLS),
    entry(Action::Down, &[code(KeyCode::Down)], key!("action-down"), key!("action-down-help"), MOVES),
    entry(Action::Down, &[char('j')], key!("action-down"), key!("action-down-help"), SCROLLS),
    entry(
        Action::PageUp,
        &[code(KeyCode::PageUp), ctrl('b')],
        key!("action-page-up"),
        key!("action-page-up-help"),
        ALL,
    ),
    entry(
        Action::PageDown,
        &[code(KeyCode::PageDown), ctrl('f')],
        key!("action-page-down"),
        key!("action-page-down-help"),
        ALL,
    ),
    entry(
        Action::First,
        &[then('g', 'g'), code(KeyCode::Home)],
        key!("action-first"),
        key!("action-first-help"),
        SCROLLS,
    ),
    entry(Action::Last, &[upper('G'), code(KeyCode::End)], key!("action-last"), key!("action-last-help"), SCROLLS),
    entry(
        Action::NextScreen,
        &[code(KeyCode::Tab)],
        key!("action-next-screen"),
        key!("action-next-screen-help"),
        LISTS,
    ),
    entry(
        Action::PreviousScreen,
        &[code(KeyCode::BackTab)],
        key!("action-previous-screen"),
        key!("action-previous-screen-help"),
        LISTS,
    ),
    entry(
        Action::Go(Screen::Overview),
        &[char('0'), then('g', 'v')],
        key!("action-go-overview"),
        key!("action-go-overview-help"),
        SCREENS,
    ),
    entry(
        Action::Go(Screen::Invoices),
        &[char('1'), then('g', 'i')],
        key!("action-go-invoices"),
        key!("action-go-invoices-help"),
        SCREENS,
    ),
    entry(
        Action::Go(Screen::Cards),
        &[char('2'), then('g', 'c')],
        key!("action-go-cards"),
        key!("action-go-cards-help"),
        SCREENS,
    ),
    entry(
        Action::Go(Screen::Payouts),
        &[char('3'), then('g', 't')],
        key!("action-go-payouts"),
        key!("action-go-payouts-help"),
        SCREENS,
    ),
    entry(
        Action::Go(Screen::Payments),
        &[char('4'), then('g', 'p')],
        key!("action-go-payments"),
        key!("action-go-payments-help"),
        SCREENS,
    ),
    entry(
        Action::Go(Screen::Operations),
        &[char('5'), then('g', 'o')],
        key!("action-go-operations"),
        key!("action-go-operations-help"),
        SCREENS,
    ),
    entry(
        Action::Go(Screen::Codes),
        &[char('7'), then('g', 'e')],
        key!("action-go-codes"),
        key!("action-go-codes-help"),
        SCREENS,
    ),
    entry(
        Action::PlaceBefore,
        &[alt(KeyCode::Left), char('[')],
        key!("action-place-before"),
        key!("action-place-before-help"),
        SCREENS,
    ),
    entry(
        Action::PlaceAfter,
        &[alt(KeyCode::Right), char(']')],
        key!("action-place-after"),
        key!("action-place-after-help"),
        SCREENS,
    ),
    entry(Action::Mouse, &[char('m')], key!("action-mouse"), key!("action-mouse-help"), SCREENS),
    entry(Action::Privacy, &[upper('P')], key!("action-privacy"), key!("action-privacy-help"), SCREENS),
    entry(Action::CallOff, &[upper('X')], key!("action-call-off"), key!("action-call-off-help"), SCREENS),
    entry(Action::NextLanguage, &[upper('L')], key!("action-language"), key!("action-language-help"), SCROLLS),
    entry(Action::Redraw, &[ctrl('l')], key!("action-redraw"), key!("action-redraw-help"), ALL),
    entry(Action::Suspend, &[ctrl('z')], key!("action-suspend"), key!("action-suspend-help"), ALL),
    entry(Action::Interrupt, &[ctrl('c')], key!("action-interrupt"), key!("action-interrupt-help"), ALL),
];

/// The row of an action.
#[cfg(test)]
pub fn find(action: Action) -> Option<&'static Entry> {
    TABLE.iter().find(|entry| entry.action == action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_intent_has_a_key_and_is_marked_as_dangerous() {
        for intent in IntentKind::ALL {
            assert!(find(Action::Intend(intent)).is_some_and(|entry| entry.dangerous), "{intent:?}");
        }
    }

    #[test]
    fn a_name_belongs_to_one_action() {
        let mut names: Vec<(&str, Action)> = Vec::new();
        for entry in TABLE {
            let name = entry.action.name();
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name}");
            match names.iter().find(|(known, _)| *known == name) {
                Some((_, action)) => assert_eq!(*action, entry.action, "{name}"),
                None => names.push((name, entry.action)),
            }
        }
    }
}
