//! The one table of actions. Keys, footer, help and palette all come from here, by way of the [`Keymap`] that the operator
//! may have changed; [`super::possible`] says which are possible now.

mod contexts;
pub mod custom;
pub mod keymap;
pub mod keys;
mod names;
mod table;

pub use contexts::Context;
pub use keymap::{Found, Keymap};
pub use keys::Keys;
pub use table::TABLE;

use super::model::Screen;
use crate::domain::IntentKind;
use crate::ledger::Span;
use crate::locale::{self, Language};

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
    /// Write the list to a file.
    Export,
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
