//! Records as the text of a file. Amounts are exact texts with a dot, times are RFC 3339 in UTC, and nothing that came from
//! outside is run by a program that opens the file.

use std::borrow::Cow;

use super::Format;
use crate::domain::query::Column;
use crate::domain::text::{clean, is_clean};
use crate::domain::{Money, Record, Timestamp};
use crate::ledger::json;

/// Text that grows by records.
pub(super) struct Text {
    format: Format,
    columns: Vec<Column>,
    is_empty: bool,
}

impl Text {
    pub(super) fn new(format: Format, shown: &[Column]) -> Self {
        Self { format, columns: columns(shown), is_empty: true }
    }

    /// What stands before the first record.
    pub(super) fn begin(&self) -> Result<Vec<u8>, String> {
        match self.format {
            Format::Csv => table(|writer| writer.write_record(self.columns.iter().map(|column| head(*column)))),
            Format::Lines => Ok(Vec::new()),
            Format::Json => Ok(b"[".to_vec()),
        }
    }

    /// Some records more.
    pub(super) fn rows(&mut self, records: Vec<Record>) -> Result<Vec<u8>, String> {
        let records = records.into_iter().map(harmless);
        match self.format {
            Format::Csv => table(|writer| {
                for record in records {
                    for column in &self.columns {
                        writer.write_field(cell(&record, *column).as_ref())?;
                    }
                    writer.write_record(None::<&[u8]>)?;
                }
                Ok(())
            }),
            Format::Lines => {
                let mut text = Vec::new();
                for record in records {
                    json::write_record(&record, &mut text)?;
                    text.push(b'\n');
                }
                Ok(text)
            }
            Format::Json => {
                let mut text = Vec::new();
                for record in records {
                    text.extend_from_slice(if std::mem::take(&mut self.is_empty) { b"\n" } else { b",\n" });
                    json::write_record(&record, &mut text)?;
                }
                Ok(text)
            }
        }
    }

    /// What stands behind the last record.
    pub(super) fn end(&self) -> Vec<u8> {
        match self.format {
            Format::Csv | Format::Lines => Vec::new(),
            Format::Json => b"\n]\n".to_vec(),
        }
    }
}

/// The columns of a table that shows these: an amount never stands without its currency.
pub fn columns(shown: &[Column]) -> Vec<Column> {
    let is_sum = |column: &Column| matches!(column, Column::Amount | Column::Cleared | Column::Refunded);
    let mut columns = shown.to_vec();
    if let Some(at) = columns.iter().position(is_sum)
        && !columns.contains(&Column::Currency)
    {
        columns.insert(at, Column::Currency);
    }
    columns
}

/// The head of a column: the name of the same member in JSON. It stays as it is from version to version.
pub const fn head(column: Column) -> &'static str {
    match column {
        Column::Stage => "stage",
        Column::Order => "order_id",
        Column::Gateway => "gateway_id",
        Column::Description => "description",
        Column::Customer => "customer",
        Column::Currency => "currency",
        Column::Amount => "amount",
        Column::Cleared => "cleared",
        Column::Refunded => "refunded",
        Column::Code => "failure_code",
        Column::Created => "created_at",
        Column::Changed => "changed_at",
        Column::Read => "read_at",
    }
}

/// A record as it may leave the desk: free texts as harmless as on screen, card numbers in them masked.
pub fn harmless(mut record: Record) -> Record {
    let make = |text: &mut String| {
        if !is_clean(text) {
            *text = clean(text);
        }
    };
    make(&mut record.word);
    make(&mut record.description);
    if let Some(customer) = &mut record.customer {
        make(customer);
    }
    if let Some(failure) = &mut record.failure {
        make(&mut failure.text);
    }
    for (label, value) in &mut record.facts {
        make(label);
        make(value);
    }
    record
}

fn cell(record: &Record, column: Column) -> Cow<'_, str> {
    let moment = |at: Option<Timestamp>| Cow::from(at.map(json::time).unwrap_or_default());
    match column {
        Column::Stage => record.stage.word().into(),
        Column::Order => defused(record.order_id.as_ref().map_or("", |id| id.as_str())),
        Column::Gateway => defused(record.gateway_id.as_ref().map_or("", |id| id.as_str())),
        Column::Description => defused(&record.description),
        Column::Customer => defused(record.customer.as_deref().unwrap_or_default()),
        Column::Currency => record.amount.currency().code().into(),
        Column::Amount => Money::plain(record.amount).into(),
        Column::Cleared => Money::plain(record.cleared).into(),
        Column::Refunded => Money::plain(record.refunded).into(),
        Column::Code => record.failure.as_ref().map(|failure| failure.code.to_string()).unwrap_or_default().into(),
        Column::Created => moment(Some(record.created_at)),
        Column::Changed => moment(Some(record.changed_at)),
        Column::Read => moment(record.read_at),
    }
}

/// A spreadsheet runs what begins like a formula, also in the wide letters of East Asia; behind an apostrophe it is text.
/// Where commas are decimal, it takes a semicolon for the end of a cell, whatever quotes say: what follows one begins anew.
fn defused(text: &str) -> Cow<'_, str> {
    const BEGINNINGS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if !text.starts_with(BEGINNINGS) && !text.contains([';', '|']) {
        return text.into();
    }
    let mut safe = String::with_capacity(text.len());
    for (place, cell) in text.split_inclusive([';', '|']).enumerate() {
        // Blanks before a later cell's text are left out by some.
        let begins = if place == 0 { cell } else { cell.trim_start_matches(' ') };
        if begins.starts_with(BEGINNINGS) {
            safe.push('\'');
        }
        safe.push_str(cell);
    }
    safe.into()
}

fn table(write: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> Result<(), csv::Error>) -> Result<Vec<u8>, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    write(&mut writer).map_err(|error| error.to_string())?;
    writer.into_inner().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::Failure;
    use crate::domain::record::tests_support::record;
    use crate::domain::{Currency, RecordKind, Stage};

    fn text(format: Format, columns: &[Column], records: &[Record]) -> String {
        let mut text = Text::new(format, columns);
        let mut all = text.begin().unwrap();
        for one in records {
            all.extend(text.rows(vec![one.clone()]).unwrap());
        }
        all.extend(text.end());
        String::from_utf8(all).unwrap()
    }

    fn hostile() -> Record {
        let mut one = record(RecordKind::Payment, Stage::Failed, -150_050);
        one.description = "=HYPERLINK(\"http://x\"), 4405 6450 0000 6150\r\n\u{1b}[31m".to_owned();
        one.customer = Some("+77001234567".to_owned());
        one.word = "4405645000006150".to_owned();
        one.failure = Some(Failure { code: 10_009, text: "card 4405645000006150".to_owned() });
        one.facts = vec![("card".to_owned(), "4405645000006150".to_owned())];
        one
    }

    #[test]
    fn a_table_is_exact_quoted_and_runs_nothing() {
        let shown =
            [Column::Order, Column::Description, Column::Customer, Column::Amount, Column::Code, Column::Created];
        assert_eq!(
            text(Format::Csv, &shown, &[record(RecordKind::Payment, Stage::Held, 5), hostile()]),
            "order_id,description,customer,currency,amount,failure_code,created_at\n\
             A-1001,Tea and bread,,KZT,0.05,,1970-01-01T00:00:01.000Z\n\
             A-1001,\"'=HYPERLINK(\"\"http://x\"\"), 4405 64XX XXXX 6150···[31m\",'+77001234567,KZT,-1500.50,10009,\
             1970-01-01T00:00:01.000Z\n"
        );
    }

    #[test]
    fn no_format_tells_a_card_number() {
        for format in Format::ALL {
            let all = text(format, &Column::ALL, &[hostile()]);
            let digits: String = all.chars().filter(char::is_ascii_digit).collect();
            assert!(!digits.contains("4405645000006150") && !all.contains('\u{1b}'), "{all}");
        }
    }

    #[test]
    fn every_beginning_of_a_formula_is_defused_and_nothing_else() {
        for text in ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a"] {
            assert_eq!(defused(text), format!("'{text}"));
        }
        for (text, safe) in [("Чай;=1+1", "Чай;'=1+1"), ("Чай;  @a|-1", "Чай;'  @a|'-1"), ("=a;b;=c", "'=a;b;'=c")]
        {
            assert_eq!(defused(text), safe, "where commas are decimal, a semicolon ends a cell");
        }
        for text in ["", "1=1", "A-7", " =1", "'=1", "a;b|c", "a; 1=1", ";"] {
            assert_eq!(defused(text), text);
        }
    }

    #[test]
    fn json_has_every_member_and_each_format_is_whole_without_records() {
        let one = record(RecordKind::Payment, Stage::Cleared, 150_050);
        let shape = json::record(&one);
        let lines = text(Format::Lines, &[Column::Order], &[one.clone(), one.clone()]);
        assert_eq!(lines, format!("{shape}\n{shape}\n"));
        let array: serde_json::Value =
            serde_json::from_str(&text(Format::Json, &[], &[one.clone(), one.clone(), one])).unwrap();
        assert_eq!(array, serde_json::json!([shape, shape, shape]));
        assert_eq!(text(Format::Csv, &[Column::Stage], &[]), "stage\n");
        assert_eq!(text(Format::Lines, &[], &[]), "");
        assert_eq!(text(Format::Json, &[], &[]), "[\n]\n");
    }

    #[test]
    fn an_amount_never_stands_without_its_currency_and_has_the_decimals_of_it() {
        assert_eq!(columns(&[Column::Stage, Column::Refunded]), [Column::Stage, Column::Currency, Column::Refunded]);
        assert_eq!(columns(&[Column::Amount, Column::Currency]), [Column::Amount, Column::Currency]);
        assert_eq!(columns(&[Column::Order]), [Column::Order]);
        let mut one = record(RecordKind::Payment, Stage::New, 1);
        one.amount = Money::from_minor(i64::MAX, Currency::Kwd);
        one.created_at = Timestamp::from_millis(1_769_832_000_123);
        assert_eq!(
            text(Format::Csv, &[Column::Amount, Column::Created, Column::Read], &[one]),
            "currency,amount,created_at,read_at\nKWD,9223372036854775.807,2026-01-31T04:00:00.123Z,\n"
        );
    }
}
