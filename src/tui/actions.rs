//! The one table of actions. Keys, footer and help all come from here; [`super::possible`] says which are possible now.

use crokey::KeyCombination;
use crossterm::event::{KeyCode, KeyModifiers};

use super::model::Screen;
use crate::domain::IntentKind;
use crate::ledger::Span;

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
    /// Call off the reads and the long work that are under way.
    CallOff,
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
}

impl Context {
    /// The heading in the help.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Invoices => "Invoices",
            Self::Cards => "Card transactions",
            Self::Payouts => "Payouts",
            Self::Payments => "Payments",
            Self::Operations => "Operations",
            Self::Inquiry => "Did it go through?",
            Self::Codes => "Codes",
            Self::Search => "Search",
            Self::Explanation => "Explanation",
            Self::Detail => "Detail",
            Self::Exchange => "Exchange",
            Self::Copying => "Copy",
            Self::Qr => "QR code",
            Self::Dialog => "Dialog",
            Self::Help => "Help",
            Self::Notice => "Notice",
        }
    }
}

/// One row of the table.
#[derive(Debug)]
pub struct Entry {
    /// What it does.
    pub action: Action,
    /// Its keys, the one to show first.
    pub keys: &'static [KeyCombination],
    /// The word in the footer.
    pub label: &'static str,
    /// The line in the help.
    pub help: &'static str,
    /// Where it is meant.
    pub contexts: &'static [Context],
    /// Whether it can lead to money being moved.
    pub dangerous: bool,
}

const fn char(c: char) -> KeyCombination {
    KeyCombination::one_key(KeyCode::Char(c), KeyModifiers::NONE)
}

const fn upper(c: char) -> KeyCombination {
    KeyCombination::one_key(KeyCode::Char(c), KeyModifiers::SHIFT)
}

const fn ctrl(c: char) -> KeyCombination {
    KeyCombination::one_key(KeyCode::Char(c), KeyModifiers::CONTROL)
}

const fn code(code: KeyCode) -> KeyCombination {
    KeyCombination::one_key(code, KeyModifiers::NONE)
}

const BACK_TAB: KeyCombination = KeyCombination::one_key(KeyCode::BackTab, KeyModifiers::SHIFT);

use Context as C;

const LEDGER: &[Context] = &[C::Invoices, C::Cards, C::Payouts, C::Payments];
const OPERATIONS: &[Context] = &[C::Operations, C::Inquiry];
const LISTS: &[Context] = &[C::Overview, C::Invoices, C::Cards, C::Payouts, C::Payments, C::Operations, C::Codes];
const SCROLLS: &[Context] = &[
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
    C::Copying,
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
const ALL: &[Context] = &[
    C::Overview,
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
    C::Exchange,
    C::Copying,
    C::Qr,
    C::Dialog,
    C::Help,
    C::Notice,
];
/// Where the arrows move in a list or a text, typed or not.
const MOVES: &[Context] = &[
    C::Overview,
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
    C::Exchange,
    C::Copying,
    C::Help,
];

const fn entry(
    action: Action,
    keys: &'static [KeyCombination],
    label: &'static str,
    help: &'static str,
    contexts: &'static [Context],
) -> Entry {
    Entry { action, keys, label, help, contexts, dangerous: false }
}

const fn intend(
    intent: IntentKind,
    keys: &'static [KeyCombination],
    label: &'static str,
    help: &'static str,
    contexts: &'static [Context],
) -> Entry {
    Entry { action: Action::Intend(intent), keys, label, help, contexts, dangerous: true }
}

/// All actions, in the order of footer and help.
pub static TABLE: &[Entry] = &[
    entry(Action::Back, &[code(KeyCode::Esc)], "back", "leave what is in front; nothing is sent", COVERS),
    entry(Action::Back, &[code(KeyCode::Esc), char('q'), char('?')], "close", "close the help", &[C::Help]),
    entry(
        Action::Back,
        &[code(KeyCode::Esc), char('q'), char('e'), code(KeyCode::Enter)],
        "close",
        "close the explanation",
        &[C::Explanation],
    ),
    entry(Action::Back, &[code(KeyCode::Esc)], "all", "forget the search: show every code", &[C::Codes, C::Search]),
    entry(Action::Press, &[code(KeyCode::Enter)], "found", "end typing and go to what was found", &[C::Search]),
    entry(
        Action::Back,
        &[code(KeyCode::Esc), code(KeyCode::Enter), char('q')],
        "close",
        "close the box: nothing is sent",
        &[C::Notice],
    ),
    entry(
        Action::Back,
        &[code(KeyCode::Esc), char('q'), char('y')],
        "close",
        "close the menu: nothing is copied",
        &[C::Copying],
    ),
    entry(
        Action::Back,
        &[code(KeyCode::Esc), code(KeyCode::Enter), char('q'), upper('Q')],
        "close",
        "close the code",
        &[C::Qr],
    ),
    entry(Action::Press, &[code(KeyCode::Enter)], "copy", "copy the chosen line; so does its number", &[C::Copying]),
    entry(
        Action::Toggle,
        &[code(KeyCode::Enter), char(' ')],
        "fold",
        "fold what the cursor is on, or unfold it",
        &[C::Exchange],
    ),
    entry(Action::Search, &[char('/')], "search", "search the exchange, also in what is folded", &[C::Exchange]),
    entry(Action::FindNext, &[char('n')], "next found", "the next place of what was searched for", &[C::Exchange]),
    entry(Action::FindPrevious, &[upper('N')], "found before", "the place before", &[C::Exchange]),
    entry(
        Action::Fold,
        &[code(KeyCode::Left), char('h')],
        "fold",
        "fold what the cursor is on, or go to what holds it",
        &[C::Exchange],
    ),
    entry(Action::Unfold, &[code(KeyCode::Right), char('l')], "unfold", "unfold what the cursor is on", &[C::Exchange]),
    entry(Action::FoldAll, &[char('-')], "fold all", "fold everything", &[C::Exchange]),
    entry(Action::UnfoldAll, &[char('+'), char('=')], "unfold all", "unfold everything", &[C::Exchange]),
    entry(
        Action::Read,
        &[code(KeyCode::Enter)],
        "open",
        "open the chosen exchange: request and reply as trees that fold",
        &[C::Detail],
    ),
    entry(
        Action::Narrow,
        &[char('f')],
        "only",
        "narrow the timeline to operations, callbacks, reads, or nothing",
        &[C::Detail],
    ),
    entry(Action::Detail, &[code(KeyCode::Enter)], "detail", "show everything about the record", LEDGER),
    entry(
        Action::Inquire,
        &[code(KeyCode::Enter)],
        "inquiry",
        "did it go through? what was sent, then and now, every read and step",
        &[C::Operations],
    ),
    entry(Action::Search, &[char('/')], "search", "search the codes: numbers or words, in any language", &[C::Codes]),
    entry(
        Action::Explain,
        &[code(KeyCode::Enter), char('e')],
        "explain",
        "what it means, who must act, what to do next",
        &[C::Codes, C::Overview],
    ),
    entry(
        Action::Language,
        &[char('l')],
        "language",
        "the explanations in English, Russian or Kazakh",
        &[C::Codes, C::Explanation],
    ),
    intend(
        IntentKind::Refund,
        &[char('r')],
        "refund",
        "return money, in part or in full",
        &[C::Invoices, C::Cards, C::Payments, C::Detail],
    ),
    intend(IntentKind::Clear, &[char('c')], "clear", "debit a hold", &[C::Cards, C::Payments, C::Detail]),
    intend(IntentKind::Cancel, &[char('x')], "cancel hold", "let a hold go", &[C::Payments, C::Detail]),
    intend(IntentKind::PayInvoice, &[char('p')], "pay", "pay the invoice with a saved card", &[C::Invoices, C::Detail]),
    intend(
        IntentKind::Confirm,
        &[char('v')],
        "confirm",
        "get the payer's CVC page of a charged saved card",
        &[C::Payments, C::Detail],
    ),
    intend(IntentKind::CreateInvoice, &[char('n')], "new invoice", "create an invoice", &[C::Invoices]),
    intend(IntentKind::CreatePayout, &[char('n')], "new payout", "create a payout page", &[C::Payouts]),
    intend(IntentKind::ChargeCard, &[char('n')], "charge card", "create a payment from a saved card", &[C::Payments]),
    intend(IntentKind::CreatePayment, &[upper('N')], "new page", "create a payment with a hosted page", &[C::Payments]),
    entry(Action::Resolve, &[char('u')], "read now", "read now whether it went through", OPERATIONS),
    Entry {
        action: Action::Decide,
        keys: &[char('d')],
        label: "decide",
        help: "decide what no read can tell, with a reason that is kept",
        contexts: OPERATIONS,
        dangerous: true,
    },
    entry(
        Action::Unresolved,
        &[char('t')],
        "open/all",
        "list the unresolved operations, or all of them",
        &[C::Operations],
    ),
    entry(
        Action::Detail,
        &[code(KeyCode::Enter)],
        "its record",
        "show everything about the operation's record",
        &[C::Inquiry],
    ),
    entry(Action::Refresh, &[char('u')], "refresh", "read the status at the gateway now", RECORDS),
    entry(Action::Span(Span::Hours), &[char('h')], "24 hours", "the last 24 hours, hour by hour", &[C::Overview]),
    entry(Action::Span(Span::Days), &[char('d')], "30 days", "the last 30 days, day by day", &[C::Overview]),
    entry(Action::Currency, &[char('v')], "currency", "the next currency", &[C::Overview]),
    entry(
        Action::Refresh,
        &[char('u')],
        "refresh",
        "count anew, and read at the gateway what is left to pay out",
        &[C::Overview],
    ),
    entry(
        Action::RefreshAll,
        &[upper('U')],
        "refresh all",
        "read every record in sight at the gateway, one after another",
        LEDGER,
    ),
    entry(Action::Watch, &[char('w')], "watch", "watch closely, or no longer", RECORDS),
    entry(
        Action::OpenPage,
        &[char('o')],
        "open page",
        "open the payer's page outside of the terminal",
        &[C::Invoices, C::Payouts, C::Payments, C::Operations, C::Inquiry, C::Detail, C::Dialog],
    ),
    entry(Action::Explain, &[char('e')], "explain", "explain the code or status word", SUBJECTS),
    entry(
        Action::Copy,
        &[char('y')],
        "copy",
        "copy an id, the amount, the row, JSON, or a curl line without secrets",
        SUBJECTS,
    ),
    entry(Action::CopyId, &[upper('Y')], "copy id", "copy the id at once", SUBJECTS),
    entry(Action::Qr, &[upper('Q')], "QR code", "show the payer's page as a QR code", PAGES),
    entry(
        Action::FocusNext,
        &[code(KeyCode::Tab), code(KeyCode::Down)],
        "next",
        "to the next field or button",
        &[C::Dialog],
    ),
    entry(
        Action::FocusPrevious,
        &[BACK_TAB, code(KeyCode::Up)],
        "previous",
        "to the field or button before",
        &[C::Dialog],
    ),
    entry(Action::Press, &[code(KeyCode::Enter)], "press", "press the button; in a field: go on", &[C::Dialog]),
    entry(
        Action::NextSection,
        &[code(KeyCode::Tab), code(KeyCode::Right)],
        "section",
        "the next section: facts, timeline, exchanges",
        &[C::Detail],
    ),
    entry(
        Action::PreviousSection,
        &[BACK_TAB, code(KeyCode::Left)],
        "section before",
        "the section before",
        &[C::Detail],
    ),
    entry(Action::Help, &[char('?')], "help", "all keys", SCREENS),
    entry(Action::Quit, &[char('q')], "quit", "end; what is under way is resolved at the next start", SCREENS),
    entry(Action::Up, &[code(KeyCode::Up)], "up", "up a line", MOVES),
    entry(Action::Up, &[char('k')], "up", "up a line, as in vi", SCROLLS),
    entry(Action::Down, &[code(KeyCode::Down)], "down", "down a line", MOVES),
    entry(Action::Down, &[char('j')], "down", "down a line, as in vi", SCROLLS),
    entry(Action::PageUp, &[code(KeyCode::PageUp), ctrl('b')], "page up", "up a page", ALL),
    entry(Action::PageDown, &[code(KeyCode::PageDown), ctrl('f')], "page down", "down a page", ALL),
    entry(Action::First, &[char('g'), code(KeyCode::Home)], "first", "to the newest row, the first line", SCROLLS),
    entry(Action::Last, &[upper('G'), code(KeyCode::End)], "last", "to the oldest row, the last line", SCROLLS),
    entry(Action::NextScreen, &[code(KeyCode::Tab)], "next screen", "to the next screen", LISTS),
    entry(Action::PreviousScreen, &[BACK_TAB], "screen before", "to the screen before", LISTS),
    entry(Action::Go(Screen::Overview), &[char('0')], "overview", "volumes, success, codes, the gateway", SCREENS),
    entry(Action::Go(Screen::Invoices), &[char('1')], "invoices", "the invoices", SCREENS),
    entry(Action::Go(Screen::Cards), &[char('2')], "cards", "the card transactions", SCREENS),
    entry(Action::Go(Screen::Payouts), &[char('3')], "payouts", "the payouts", SCREENS),
    entry(Action::Go(Screen::Payments), &[char('4')], "payments", "the payments", SCREENS),
    entry(Action::Go(Screen::Operations), &[char('5')], "operations", "the operations: did it go through?", SCREENS),
    entry(Action::Go(Screen::Codes), &[char('7')], "codes", "the codes, explained", SCREENS),
    entry(
        Action::CallOff,
        &[upper('X')],
        "cancel reads",
        "call off the reads and the long work that are under way; what moves money goes on",
        SCREENS,
    ),
    entry(Action::Redraw, &[ctrl('l')], "redraw", "draw everything anew", ALL),
    entry(Action::Suspend, &[ctrl('z')], "suspend", "back to the shell; `fg` returns", ALL),
    entry(Action::Interrupt, &[ctrl('c')], "quit", "end, from anywhere", ALL),
];

/// The key of an action, as it is shown.
pub fn shown_key(action: Action) -> String {
    let keys = TABLE.iter().find(|entry| entry.action == action).map(|entry| entry.keys);
    keys.and_then(<[KeyCombination]>::first).map(|key| key_label(*key)).unwrap_or_default()
}

/// The row of an action.
#[cfg(test)]
pub fn find(action: Action) -> Option<&'static Entry> {
    TABLE.iter().find(|entry| entry.action == action)
}

/// The action of a key in a context.
pub fn action_of(key: KeyCombination, context: Context) -> Option<Action> {
    let key = if key.codes == crokey::OneToThree::One(KeyCode::BackTab) { BACK_TAB } else { latin(key) };
    TABLE.iter().find(|entry| entry.contexts.contains(&context) && entry.keys.contains(&key)).map(|entry| entry.action)
}

/// The key on the same place of a Latin keyboard: with a Russian or Kazakh layout on, `к` is where `r` is.
fn latin(key: KeyCombination) -> KeyCombination {
    const CYRILLIC: &str = "йцукенгшщзхъфывапролджэячсмитьбю";
    const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";
    let KeyCombination { codes: crokey::OneToThree::One(KeyCode::Char(c)), modifiers } = key else { return key };
    let small = c.to_lowercase().next().unwrap_or(c);
    let Some((_, there)) = CYRILLIC.chars().zip(LATIN.chars()).find(|(from, _)| *from == small) else { return key };
    let there = if c == small { there } else { there.to_ascii_uppercase() };
    KeyCombination::one_key(KeyCode::Char(there), modifiers).normalized()
}

/// A key as it is shown.
pub fn key_label(key: KeyCombination) -> String {
    let KeyCombination { codes: crokey::OneToThree::One(code), modifiers } = key else { return key.to_string() };
    match code {
        KeyCode::Up => "↑".to_owned(),
        KeyCode::Down => "↓".to_owned(),
        KeyCode::Left => "←".to_owned(),
        KeyCode::Right => "→".to_owned(),
        KeyCode::PageUp => "PgUp".to_owned(),
        KeyCode::PageDown => "PgDn".to_owned(),
        KeyCode::BackTab => "Shift-Tab".to_owned(),
        KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => format!("Ctrl-{c}"),
        KeyCode::Char(c) => c.to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things_in_one_context() {
        for context in ALL {
            let mut keys: Vec<_> =
                TABLE.iter().filter(|entry| entry.contexts.contains(context)).flat_map(|entry| entry.keys).collect();
            let count = keys.len();
            keys.sort();
            keys.dedup();
            assert_eq!(keys.len(), count, "{context:?}");
        }
    }

    #[test]
    fn every_intent_has_a_key_and_is_marked_as_dangerous() {
        for intent in IntentKind::ALL {
            assert!(find(Action::Intend(intent)).is_some_and(|entry| entry.dangerous), "{intent:?}");
        }
    }

    #[test]
    fn keys_are_found_on_a_cyrillic_layout_too() {
        assert_eq!(action_of(char('к'), C::Payments), Some(Action::Intend(IntentKind::Refund)));
        assert_eq!(action_of(upper('П'), C::Payments), Some(Action::Last));
        assert_eq!(action_of(ctrl('с'), C::Dialog), Some(Action::Interrupt));
        assert_eq!(action_of(char('ж'), C::Payments), None);
    }
}
