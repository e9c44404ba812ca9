//! The dashboard in a real pseudo-terminal: canaries are pasted into every field of every dialog.

use crate::pty::Terminal;
use crate::search::{Canary, assert_folder_silent, assert_silent};

const PAN: &str = "4405645000006150";
const TOKEN: &str = "canary-token-ef741cfc-Zt9";

/// Where a dialog is opened: the screen's key, the dialog's key, and what the selected row must say.
const DIALOGS: [(&str, &str, &str, &str); 8] = [
    ("1", "n", "New invoice", ""),
    ("3", "n", "New payout page", ""),
    ("4", "n", "Charge a saved card", ""),
    ("4", "N", "New payment page", ""),
    ("1", "p", "Pay an invoice", "new"),
    ("4", "r", "Refund", "cleared"),
    ("4", "c", "Clear a hold", "held"),
    ("4", "x", "Cancel a hold", "held"),
];

/// Selects the first row that stands in this stage.
fn select(terminal: &mut Terminal, stage: &str) {
    for row in 1..200 {
        let screen = terminal.wait("the row", |text| text.contains(&format!("  {row} of ")));
        let selected = screen.lines().find(|line| line.contains('›')).unwrap().split('│').next().unwrap();
        if stage.is_empty() || selected.contains(&format!(" {stage} ")) {
            return;
        }
        terminal.keys("j");
    }
    panic!("no row is {stage}");
}

/// The fields of the dialog in front, by their labels.
fn fields(screen: &str) -> usize {
    let labels = ["How much", "Amount ", "Order id", "Description", "User id", "Card token", "Type the"];
    screen.lines().filter(|line| labels.iter().any(|label| line.contains(label)) && line.contains(['[', '('])).count()
}

#[test]
fn a_card_number_or_a_token_in_a_dialog_is_never_written_to_the_terminal() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(home.path(), 40, 120, &["demo", "--seed", "3"]);
    terminal.wait_for("A-1");
    let mut pasted = 0;
    for (screen, key, title, stage) in DIALOGS {
        terminal.keys(screen);
        terminal.wait("the list", |text| text.contains(" of ") && text.lines().any(|line| line.contains('›')));
        terminal.keys("gg");
        select(&mut terminal, stage);
        terminal.keys(key);
        let shown = terminal.wait(title, |text| {
            text.contains(title)
                && (text.contains("( Send") || text.contains("[ Send"))
                && !text.contains("reading at the gateway")
        });
        for field in 0..fields(&shown) {
            // A dialog about something new begins in its first field.
            if field > 0 || !stage.is_empty() {
                terminal.keys("\t");
            }
            for number in [PAN, "4405 6450 0000 6150", "4405-6450-0000-6150"] {
                terminal.paste(number);
                terminal.keys("\x15");
            }
            terminal.paste(PAN);
            if shown.contains("Card token") && field + 1 == fields(&shown) {
                terminal.wait("the refusal", |text| text.contains("card number"));
                terminal.paste(TOKEN);
                terminal.wait("the masked token", |text| text.contains(&"•".repeat(TOKEN.len())));
            }
            pasted += 1;
        }
        terminal.keys("\x1b");
        terminal.wait("the dialog closed", |text| !text.contains(title));
    }
    assert!(pasted >= 14, "only {pasted} fields were tried");
    terminal.keys("7/");
    terminal.wait_for("Enter found");
    terminal.paste(PAN);
    terminal.wait("the refusal", |text| text.contains("card number"));
    terminal.keys("\x1b\x1b");
    terminal.keys("\x03");
    assert_eq!(terminal.end(), 0);
    let canaries = [Canary::new("card number", PAN), Canary::new("card token", TOKEN)];
    assert_silent("the terminal", &terminal.written(), &canaries);
    assert_folder_silent("the home", home.path(), &canaries);
}

#[test]
fn a_card_number_that_is_typed_or_pasted_without_brackets_is_masked() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(home.path(), 40, 120, &["demo", "--seed", "3"]);
    terminal.wait_for("A-1");
    terminal.keys("1n");
    terminal.wait_for("New invoice");
    terminal.wait("the first field", |text| text.contains("Order id"));
    terminal.keys(PAN);
    terminal.wait("the masked number", |text| text.contains("440564XXXXXX6150"));
    terminal.wait("the refusal", |text| !text.contains(PAN));
    terminal.keys("\x03");
    terminal.end();
    assert_silent("the terminal", &terminal.written(), &[Canary::new("card number", PAN)]);
}
