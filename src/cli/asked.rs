//! Which records a command is about, and in which order: the dashboard's filter language on the command line. It is read
//! before anything is opened; what is wrong is shown at its place.

use unicode_width::UnicodeWidthStr as _;

use super::{Stop, say};
use crate::domain::RecordKind;
use crate::domain::query::{Column, Fault, Filter, Moment, Query, Sort};
use crate::domain::text::clean;
use crate::locale::Language;
use crate::tui::filter_fault;
use crate::worker::{Clock as _, SystemClock, export};

/// The arguments of `list` and `export`.
#[derive(Debug, clap::Args)]
pub(super) struct Asked {
    /// payment, invoice, card or payout
    #[arg(value_name = "KIND", value_parser = ["payment", "invoice", "card", "payout"])]
    kind: String,
    /// Only those that pass, in the dashboard's language: "stage:held amount>10000 age<2d"
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true)]
    filter: Option<String>,
    /// In the order of a column: stage, order, id, description, customer, currency, amount, cleared, refunded, code,
    /// created, changed or read; sums and times begin with the largest unless :asc is said
    #[arg(long, value_name = "COLUMN[:asc|desc]")]
    sort: Option<String>,
}

impl Asked {
    /// Reads the arguments.
    pub(super) fn read(&self) -> Result<(RecordKind, Query), Stop> {
        let kind = RecordKind::from_word(&self.kind).ok_or_else(|| Stop::usage("the kind is not known"))?;
        let text = self.filter.as_deref().unwrap_or_default();
        let filter = Filter::parse(text).map_err(|fault| misunderstood(text, &fault))?;
        let sort = self.sort.as_deref().map_or(Ok(Sort::default()), sort)?;
        Ok((kind, Query { filter, sort }))
    }
}

/// Ages are counted from now, and days are the merchant's.
pub(super) fn moment(zone: chrono_tz::Tz) -> Moment {
    Moment { now: SystemClock::default().now(), zone }
}

/// Shows the place on standard error. What was typed may be anything, so it is made harmless.
fn misunderstood(text: &str, fault: &Fault) -> Stop {
    let [above, below] = marked(text, fault);
    say(&above);
    say(&below);
    let words = filter_fault(Language::En, &fault.what);
    let words = words.first().map_or("", String::as_str);
    Stop::usage(format!("--filter: {}; nothing was read", clean(words)))
}

/// The text, and carets below what is wrong.
fn marked(text: &str, fault: &Fault) -> [String; 2] {
    // Letter for letter: masking and harmless signs keep the number of letters, not of bytes.
    let letters = |to: usize| text.get(..to).map_or(0, |part| part.chars().count());
    let shown: String = clean(text);
    let (from, to) = (letters(fault.at.start), letters(fault.at.end));
    let before: String = shown.chars().take(from).collect();
    let wrong: String = shown.chars().skip(from).take(to.saturating_sub(from)).collect();
    let carets = "^".repeat(wrong.width().max(1));
    [format!("  {shown}"), format!("  {}{carets}", " ".repeat(before.width()))]
}

fn sort(text: &str) -> Result<Sort, Stop> {
    let (word, order) = text.split_once(':').map_or((text, None), |(word, order)| (word, Some(order)));
    let column = column("--sort", word)?;
    let descending = match order {
        None => is_largest_first(column),
        Some("asc") => false,
        Some("desc") => true,
        Some(other) => {
            let other = clean(other);
            return Err(Stop::usage(format!("--sort: `{other}` is no order: use asc or desc; nothing was read")));
        }
    };
    Ok(Sort { column, descending })
}

/// A column by its word, or by its head in a file.
pub(super) fn column(flag: &str, text: &str) -> Result<Column, Stop> {
    let text = text.trim();
    let by_head = || Column::ALL.into_iter().find(|column| export::head(*column) == text);
    Column::from_word(text).or_else(by_head).ok_or_else(|| {
        let words = Column::ALL.map(Column::word);
        let near = words.into_iter().map(|word| (strsim::damerau_levenshtein(word, text), word)).min();
        let meant = match near {
            Some((far, word)) if far <= 2 => format!("did you mean `{word}`?"),
            _ => format!("there are {}", words.join(", ")),
        };
        Stop::usage(format!("{flag}: unknown column `{}`: {meant}; nothing was read", clean(text)))
    })
}

/// Whether the dashboard begins with the largest.
const fn is_largest_first(column: Column) -> bool {
    match column {
        Column::Amount
        | Column::Cleared
        | Column::Refunded
        | Column::Code
        | Column::Created
        | Column::Changed
        | Column::Read => true,
        Column::Stage | Column::Order | Column::Gateway | Column::Description | Column::Customer | Column::Currency => {
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Exit;

    fn asked(filter: Option<&str>, sort: Option<&str>) -> Asked {
        let own = |text: Option<&str>| text.map(ToOwned::to_owned);
        Asked { kind: "payment".to_owned(), filter: own(filter), sort: own(sort) }
    }

    #[test]
    fn a_sort_is_a_column_and_an_order() {
        let sort = |text| asked(None, Some(text)).read().map(|(_, query)| query.sort);
        assert_eq!(sort("amount").unwrap(), Sort { column: Column::Amount, descending: true });
        assert_eq!(sort("order").unwrap(), Sort { column: Column::Order, descending: false });
        assert_eq!(sort("amount:asc").unwrap(), Sort { column: Column::Amount, descending: false });
        assert_eq!(sort("order_id:desc").unwrap(), Sort { column: Column::Order, descending: true });
        for (wrong, says) in [
            ("amuont", "--sort: unknown column `amuont`: did you mean `amount`?; nothing was read"),
            ("colour", "--sort: unknown column `colour`: there are stage, order, id,"),
            ("", "--sort: unknown column ``: "),
            ("amount:up", "--sort: `up` is no order: use asc or desc; nothing was read"),
        ] {
            let stop = sort(wrong).unwrap_err();
            assert_eq!(stop.exit, Exit::Usage);
            assert!(stop.line.starts_with(says), "{}", stop.line);
        }
    }

    #[test]
    fn a_fault_in_a_filter_is_named_and_marked_at_its_place() {
        let stop = asked(Some("чай stge:held"), None).read().unwrap_err();
        assert_eq!(stop.exit, Exit::Usage);
        assert!(stop.line.starts_with("--filter: ") && stop.line.ends_with("; nothing was read"), "{}", stop.line);
        let mark = |text: &str| marked(text, &Filter::parse(text).unwrap_err());
        assert_eq!(mark("чай stge:held"), ["  чай stge:held", "      ^^^^"]);
        assert_eq!(mark("日本 amount>x\u{1b}"), ["  日本 amount>x·", "              ^^"]);
        let [shown, _] = mark("4405645000006150");
        assert_eq!(shown, "  440564XXXXXX6150", "a card number is not repeated");
    }
}
