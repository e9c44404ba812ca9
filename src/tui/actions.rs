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
use crate::locale::{self, Language};
use keys::{alt, char, code, ctrl, then, upper};

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
    /// Copy the order id.
    Copy,
    /// Explain the code or word in front.
    Explain,
    /// Type what is searched for.
    Search,
    /// The next language of the explanations.
    Language,
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
    /// A dialog.
    Dialog,
    /// The help.
    Help,
    /// A box that something serious stands in.
    Notice,
    /// The palette of commands.
    Palette,
}

impl Context {
    /// All of them.
    pub const ALL: [Self; 14] = [
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
        Self::Dialog,
        Self::Help,
        Self::Notice,
        Self::Palette,
    ];

    /// Its name in `keymap.toml`.
    pub const fn name(self) -> &'static str {
        match self {
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
            Self::Dialog => "dialog",
            Self::Help => "help",
            Self::Notice => "notice",
            Self::Palette => "palette",
        }
    }

    /// The heading in the help.
    pub fn title(self, language: Language) -> String {
        let key = match self {
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
            Self::Dialog => key!("context-dialog"),
            Self::Help => key!("context-help"),
            Self::Notice => key!("context-notice"),
            Self::Palette => key!("context-palette"),
        };
        locale::speak(language, key, &[])
    }

    /// Whether letters are typed here, so that no action may take them away.
    pub const fn types(self) -> bool {
        match self {
            Self::Search | Self::Dialog | Self::Palette => true,
            Self::Invoices
            | Self::Cards
            | Self::Payouts
            | Self::Payments
            | Self::Operations
            | Self::Inquiry
            | Self::Codes
            | Self::Explanation
            | Self::Detail
            | Self::Help
            | Self::Notice => false,
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
            Self::Copy => "copy",
            Self::Explain => "explain",
            Self::Search => "search",
            Self::Language => "catalogue-language",
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
const LISTS: &[Context] = &[C::Invoices, C::Cards, C::Payouts, C::Payments, C::Operations, C::Codes];
const SCROLLS: &[Context] = &[
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
const SUBJECTS: &[Context] = &[C::Invoices, C::Cards, C::Payouts, C::Payments, C::Operations, C::Inquiry, C::Detail];
const SCREENS: &[Context] =
    &[C::Invoices, C::Cards, C::Payouts, C::Payments, C::Operations, C::Inquiry, C::Codes, C::Detail];
const COVERS: &[Context] = &[C::Inquiry, C::Detail, C::Dialog];
const ALL: &[Context] = &Context::ALL;
/// Where the arrows move in a list or a text, typed or not.
const MOVES: &[Context] = &[
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
];

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
    entry(Action::Press, &[code(KeyCode::Enter)], key!("action-found"), key!("action-found-help"), &[C::Search]),
    entry(Action::Detail, &[code(KeyCode::Enter)], key!("action-detail"), key!("action-detail-help"), LEDGER),
    entry(
        Action::Inquire,
        &[code(KeyCode::Enter)],
        key!("action-inquire"),
        key!("action-inquire-help"),
        &[C::Operations],
    ),
    entry(Action::Search, &[char('/')], key!("action-search"), key!("action-search-help"), &[C::Codes]),
    entry(
        Action::Explain,
        &[code(KeyCode::Enter), char('e')],
        key!("action-explain"),
        key!("action-explain-code-help"),
        &[C::Codes],
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
    entry(Action::RefreshAll, &[upper('U')], key!("action-refresh-all"), key!("action-refresh-all-help"), LEDGER),
    entry(Action::Watch, &[char('w')], key!("action-watch"), key!("action-watch-help"), RECORDS),
    entry(
        Action::OpenPage,
        &[char('o')],
        key!("action-open-page"),
        key!("action-open-page-help"),
        &[C::Invoices, C::Payouts, C::Payments, C::Operations, C::Inquiry, C::Detail, C::Dialog],
    ),
    entry(Action::Explain, &[char('e')], key!("action-explain"), key!("action-explain-help"), SUBJECTS),
    entry(Action::Copy, &[char('y')], key!("action-copy"), key!("action-copy-help"), SUBJECTS),
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
