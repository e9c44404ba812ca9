//! Filters as they are typed: terms between blanks, all of which must hold.

use std::ops::Range;

use chrono::NaiveDate;

use super::fault::{Fault, FaultKind, nearest};
use super::filter::{Field, Filter, Sum, Term, Test};
use super::lexer::{Lexeme, Piece, lexemes};
use super::print::stage_word;
use super::values::{Clock, Comparison, Decimal, Operator, Span, Than, Unit};
use super::words::words;
use crate::domain::text::holds_card_number;
use crate::domain::{Currency, Stage};

/// Terms that one filter has at most.
pub const MOST_TERMS: usize = 20;

/// Values that one term has at most.
const MOST_VALUES: usize = 50;

impl Filter {
    /// Reads a filter. The empty text is the filter that holds of everything.
    ///
    /// ```
    /// use tolem::domain::query::{Fault, FaultKind, Filter};
    ///
    /// let filter = Filter::parse("stage:held amount>10_000.50 -watched:yes").unwrap();
    /// assert_eq!(filter.to_string(), "stage:held amount>10000.50 -watched:yes");
    /// let wrong = Fault { at: 7..11, what: FaultKind::NotANumber };
    /// assert_eq!(Filter::parse("amount>lots"), Err(wrong));
    /// ```
    pub fn parse(text: &str) -> Result<Self, Fault> {
        // Before anything else, because other faults repeat what was typed.
        if holds_card_number(text) {
            return fault(&card_place(text), FaultKind::CardNumber);
        }
        let mut terms = Vec::new();
        for lexeme in lexemes(text)? {
            let (term, at) = term(lexeme)?;
            if terms.len() == MOST_TERMS {
                return Err(Fault { at, what: FaultKind::TooMany { most: MOST_TERMS } });
            }
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        let filter = Self { terms };
        // Quotation marks may have parted its digits.
        if filter.holds_card_number() { fault(&(0..text.len()), FaultKind::CardNumber) } else { Ok(filter) }
    }
}

/// The bytes of the word that is a card number; of the whole text, when its digits stand in several words.
fn card_place(text: &str) -> Range<usize> {
    let mut at = 0;
    for word in text.split(char::is_whitespace) {
        if holds_card_number(word) {
            return at..at + word.len();
        }
        at += word.len() + text.get(at + word.len()..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    0..text.len()
}

fn fault<T>(at: &Range<usize>, what: FaultKind) -> Result<T, Fault> {
    Err(Fault { at: at.clone(), what })
}

fn term(lexeme: Lexeme) -> Result<(Term, Range<usize>), Fault> {
    match lexeme {
        Lexeme::Text { negated, value } => {
            if words(&value.text).is_empty() {
                let start = value.at.start - usize::from(negated);
                return fault(&(start..value.at.end), FaultKind::NoWord);
            }
            Ok((Term { negated, test: Test::Text(value.text) }, value.at))
        }
        Lexeme::Field { negated, field, sign, value } => {
            let at = field.at.start..value.at.end;
            let Some(named) = Field::from_word(&field.text) else {
                let nearest = nearest(&field.text, Field::ALL.into_iter().map(Field::word));
                return fault(&field.at, FaultKind::UnknownField { found: field.text, nearest });
            };
            let test = test(named, &sign, &value, &at)?;
            Ok((Term { negated, test }, at))
        }
    }
}

fn test(field: Field, sign: &Piece, value: &Piece, at: &Range<usize>) -> Result<Test, Fault> {
    if value.text.is_empty() {
        return fault(at, FaultKind::MissingValue { field });
    }
    let example = example(field);
    let wrong = FaultKind::WrongSign { field, example };
    match field {
        Field::Amount => return sum(Sum::Amount, sign, value, wrong),
        Field::Cleared => return sum(Sum::Cleared, sign, value, wrong),
        Field::Refunded => return sum(Sum::Refunded, sign, value, wrong),
        Field::Age => return since(Clock::Age, sign, value, wrong),
        Field::Changed => return since(Clock::Changed, sign, value, wrong),
        Field::Read => return since(Clock::Read, sign, value, wrong),
        Field::Stage
        | Field::Currency
        | Field::Order
        | Field::Id
        | Field::Customer
        | Field::Code
        | Field::Created
        | Field::Watched => {}
    }
    if !matches!(sign.text.as_str(), ":" | "=") {
        return fault(&sign.at, wrong);
    }
    Ok(match field {
        Field::Stage => Test::Stage(listed(value, |piece| {
            let said = piece.text.replace(['_', ' '], "-").to_lowercase();
            let known = || Stage::ALL.into_iter().map(stage_word);
            let found = Stage::ALL.into_iter().find(|stage| stage_word(*stage) == said);
            found.ok_or_else(|| unknown(field, piece, known()))
        })?),
        Field::Currency => Test::Currency(listed(value, |piece| {
            let found = Currency::from_code(&piece.text);
            found.ok_or_else(|| unknown(field, piece, Currency::ALL.into_iter().map(Currency::code)))
        })?),
        Field::Order => Test::Order(value.text.clone()),
        Field::Id => Test::Id(value.text.clone()),
        Field::Customer => Test::Customer(value.text.clone()),
        Field::Code if value.text == "*" && !value.is_quoted() => Test::AnyCode,
        Field::Code => Test::Code(listed(value, whole)?),
        Field::Created => {
            let (from, to) = if let Some((from, to)) = ends(value) {
                (day(&from)?, day(&to)?)
            } else {
                let one = day(value)?;
                (one, one)
            };
            if from > to {
                return fault(&value.at, FaultKind::Backwards);
            }
            Test::Created(from, to)
        }
        Field::Watched => match value.text.to_lowercase().as_str() {
            "yes" => Test::Watched(true),
            "no" => Test::Watched(false),
            _ => return Err(unknown(field, value, WATCHED.into_iter())),
        },
        Field::Amount | Field::Cleared | Field::Refunded | Field::Age | Field::Changed | Field::Read => {
            return fault(&sign.at, wrong);
        }
    })
}

/// The values of `watched`.
pub(super) const WATCHED: [&str; 2] = ["yes", "no"];

/// How a field is used.
#[must_use]
pub const fn example(field: Field) -> &'static str {
    match field {
        Field::Stage => "stage:held,cleared",
        Field::Amount => "amount>10000",
        Field::Cleared => "cleared>=10000",
        Field::Refunded => "refunded:1000..5000",
        Field::Currency => "currency:KZT",
        Field::Order => "order:A-10*",
        Field::Id => "id:7001*",
        Field::Customer => "customer:anna*",
        Field::Code => "code:10009",
        Field::Age => "age<2d",
        Field::Changed => "changed<1h",
        Field::Read => "read>1d",
        Field::Created => "created:2026-11-01..2026-11-20",
        Field::Watched => "watched:yes",
    }
}

fn unknown(field: Field, piece: &Piece, known: impl Iterator<Item = &'static str>) -> Fault {
    let nearest = nearest(&piece.text, known);
    Fault { at: piece.at.clone(), what: FaultKind::UnknownValue { field, found: piece.text.clone(), nearest } }
}

/// The values between commas, each with its place. The same value twice is one.
fn listed<T: PartialEq>(value: &Piece, one: impl Fn(&Piece) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
    let mut found = Vec::new();
    let mut start = 0;
    for text in value.text.split(',') {
        let piece = value.part(start..start + text.len());
        start += text.len() + 1;
        let read = one(&piece)?;
        if found.len() == MOST_VALUES {
            return fault(&piece.at, FaultKind::TooMany { most: MOST_VALUES });
        }
        if !found.contains(&read) {
            found.push(read);
        }
    }
    Ok(found)
}

fn whole(piece: &Piece) -> Result<u32, Fault> {
    if piece.text.is_empty() || !piece.text.bytes().all(|byte| byte.is_ascii_digit()) {
        return fault(&piece.at, FaultKind::NotANumber);
    }
    piece.text.parse().or_else(|_| fault(&piece.at, FaultKind::TooLarge))
}

fn sum(sum: Sum, sign: &Piece, value: &Piece, wrong: FaultKind) -> Result<Test, Fault> {
    let range = ends(value).filter(|_| sign.text == ":" || sign.text == "=");
    if let Some((from, to)) = range {
        let (from, to) = (decimal(&from)?, decimal(&to)?);
        if from > to {
            return fault(&value.at, FaultKind::Backwards);
        }
        return Ok(Test::Sum(sum, Comparison::Within(from, to)));
    }
    let operator = Operator::ALL.into_iter().find(|operator| operator.sign() == sign.text);
    let Some(operator) = operator.or((sign.text == ":").then_some(Operator::Equal)) else {
        return fault(&sign.at, wrong);
    };
    Ok(Test::Sum(sum, Comparison::With(operator, decimal(value)?)))
}

/// The two ends of a range.
fn ends(value: &Piece) -> Option<(Piece, Piece)> {
    let middle = value.text.find("..")?;
    Some((value.part(0..middle), value.part(middle + 2..value.text.len())))
}

/// A number of major units: digits, which `_` or `,` may group, and at most three more after a dot. One comma alone is
/// refused: `1,500` is a thousand and a half for some and one and a half for others.
fn decimal(number: &Piece) -> Result<Decimal, Fault> {
    let Piece { at, text, .. } = number;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let plain = |c: char| c.is_ascii_digit() || matches!(c, ',' | '_');
    if text.chars().all(plain) && text.matches(',').count() == 1 {
        return fault(at, FaultKind::OneComma);
    }
    let groups: Vec<&str> = whole.split(['_', ',']).collect();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let grouped = groups.len() == 1 || groups.iter().skip(1).all(|group| group.len() == 3);
    if !grouped || !groups.iter().all(|group| digits(group)) || !digits(fraction) {
        return fault(at, FaultKind::NotANumber);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > 3 {
        return fault(at, FaultKind::TooPrecise);
    }
    let thousandths: Option<i64> = format!("{}{fraction:0<3}", groups.concat()).parse().ok();
    match thousandths.filter(|number| *number <= Decimal::MAX.thousandths()) {
        Some(number) => Ok(Decimal::from_thousandths(number)),
        None => fault(at, FaultKind::TooLarge),
    }
}

fn since(clock: Clock, sign: &Piece, value: &Piece, wrong: FaultKind) -> Result<Test, Fault> {
    let than = match sign.text.as_str() {
        "<" | "<=" => Than::Less,
        ">" | ">=" => Than::More,
        _ => return fault(&sign.at, wrong),
    };
    let unit = Unit::ALL.into_iter().find(|unit| value.text.ends_with(unit.letter()));
    let count = unit.and_then(|_| value.text.get(..value.text.len() - 1));
    let digits = count.filter(|count| !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit()));
    let Some((unit, digits)) = unit.zip(digits) else { return fault(&value.at, FaultKind::NotASpan) };
    match digits.parse() {
        Ok(count) => Ok(Test::Since(clock, than, Span { count, unit })),
        Err(_) => fault(&value.at, FaultKind::TooLarge),
    }
}

fn day(value: &Piece) -> Result<NaiveDate, Fault> {
    let text = value.text.as_str();
    // Four digits of the year, so that a day is written in one way only.
    let plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(day) if plain => Ok(day),
        Ok(_) | Err(_) => fault(&value.at, FaultKind::NotADay),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::query::tests_support::any_filter;
    use proptest::prelude::*;

    fn read(text: &str) -> String {
        Filter::parse(text).map_or_else(|fault| format!("{fault:?}"), |filter| filter.to_string())
    }

    #[test]
    fn filters_are_read_and_printed_in_one_way() {
        let cases = [
            ("", ""),
            ("  stage:held  ", "stage:held"),
            ("Stage:HELD,partly_refunded,held", "stage:held,partly-refunded"),
            ("-stage:failed", "-stage:failed"),
            ("amount>10000", "amount>10000"),
            ("amount>=10_000.5", "amount>=10000.50"),
            ("amount:1,000,000", "amount=1000000"),
            ("amount:1000..5000.125", "amount:1000..5000.125"),
            ("cleared=0 refunded<=0.010", "cleared=0 refunded<=0.01"),
            ("currency:kzt,usd", "currency:KZT,USD"),
            ("order:A-10* id:7001*", "order:A-10* id:7001*"),
            ("order:\"A 10\" customer:\"the \"\"one\"\"\"", "order:\"A 10\" customer:\"the \"\"one\"\"\""),
            ("code:10009,10010 code:*", "code:10009,10010 code:*"),
            ("age<2d age>3w changed<1h read>5m", "age<2d age>3w changed<1h read>5m"),
            ("created:2026-11-20 created:2026-11-01..2026-11-20", "created:2026-11-20 created:2026-11-01..2026-11-20"),
            (
                "created:\"2026-11-20\" created:\"2026-11-01..2026-11-02\"",
                "created:2026-11-20 created:2026-11-01..2026-11-02",
            ),
            ("amount>\"1_500\" amount:\"5..1,000,000.5\"", "amount>1500 amount:5..1000000.50"),
            ("stage:\"held,partly refunded\"", "stage:held,partly-refunded"),
            ("watched:yes -watched:NO", "watched:yes -watched:no"),
            ("чай \"и хлеб\" -кофе \"a:b\" \"-x\"", "чай \"и хлеб\" -кофе \"a:b\" \"-x\""),
            ("tea tea", "tea"),
        ];
        for (typed, printed) in cases {
            assert_eq!(read(typed), printed, "{typed}");
        }
    }

    #[test]
    fn faults_point_at_the_bytes_that_are_wrong() {
        let cases: [(&str, Range<usize>, FaultKind); 38] = [
            ("tea stgae:held", 4..9, FaultKind::UnknownField { found: "stgae".to_owned(), nearest: Some("stage") }),
            ("qqqq:1", 0..4, FaultKind::UnknownField { found: "qqqq".to_owned(), nearest: None }),
            (
                "stage:held,clered",
                11..17,
                FaultKind::UnknownValue { field: Field::Stage, found: "clered".to_owned(), nearest: Some("cleared") },
            ),
            (
                "currency:kz",
                9..11,
                FaultKind::UnknownValue { field: Field::Currency, found: "kz".to_owned(), nearest: Some("KZT") },
            ),
            (
                "watched:ye",
                8..10,
                FaultKind::UnknownValue { field: Field::Watched, found: "ye".to_owned(), nearest: Some("yes") },
            ),
            ("stage:", 0..6, FaultKind::MissingValue { field: Field::Stage }),
            ("-amount>", 1..8, FaultKind::MissingValue { field: Field::Amount }),
            ("order:\"\"", 0..8, FaultKind::MissingValue { field: Field::Order }),
            ("stage>held", 5..6, FaultKind::WrongSign { field: Field::Stage, example: "stage:held,cleared" }),
            ("age:2d", 3..4, FaultKind::WrongSign { field: Field::Age, example: "age<2d" }),
            ("amount=>1", 6..8, FaultKind::WrongSign { field: Field::Amount, example: "amount>10000" }),
            ("amount>lots", 7..11, FaultKind::NotANumber),
            ("amount>1,00", 7..11, FaultKind::OneComma),
            ("amount>1,500", 7..12, FaultKind::OneComma),
            ("amount:1..1_000,5", 10..17, FaultKind::OneComma),
            ("amount>1,000,00", 7..15, FaultKind::NotANumber),
            ("amount:1..x", 10..11, FaultKind::NotANumber),
            ("amount:\"1..x\"", 11..12, FaultKind::NotANumber),
            ("amount:1..", 7..10, FaultKind::NotANumber),
            (
                "stage:\"held,é\"",
                12..14,
                FaultKind::UnknownValue { field: Field::Stage, found: "é".to_owned(), nearest: None },
            ),
            (
                "stage:\"held,\"\"\"",
                6..15,
                FaultKind::UnknownValue { field: Field::Stage, found: "\"".to_owned(), nearest: None },
            ),
            ("amount>-5", 7..9, FaultKind::NotANumber),
            ("amount>0.0001", 7..13, FaultKind::TooPrecise),
            ("amount>99999999999999999999", 7..27, FaultKind::TooLarge),
            ("amount:5..1", 7..11, FaultKind::Backwards),
            ("code:10009,x", 11..12, FaultKind::NotANumber),
            ("age<2y", 4..6, FaultKind::NotASpan),
            ("age>3M", 4..6, FaultKind::NotASpan),
            ("created:\"2026-11-20..2026-11-32\"", 21..31, FaultKind::NotADay),
            ("tea 4405645000006150", 4..20, FaultKind::CardNumber),
            ("4405645000006150:x", 0..18, FaultKind::CardNumber),
            ("order:4405-6450-0000-6150*", 0..26, FaultKind::CardNumber),
            ("4405 6450 0000 6150", 0..19, FaultKind::CardNumber),
            ("\"4405\" 6450 0000 6150", 0..21, FaultKind::CardNumber),
            ("created:2026-13-01", 8..18, FaultKind::NotADay),
            ("created:2026-11-20..2026-11-01", 8..30, FaultKind::Backwards),
            ("чай \"хлеб", 7..16, FaultKind::Unclosed),
            ("чай -", 7..8, FaultKind::NoWord),
        ];
        for (typed, at, what) in cases {
            assert_eq!(Filter::parse(typed), Err(Fault { at, what }), "{typed}");
        }
        let many: Vec<_> = (0..=MOST_TERMS).map(|n| format!("w{n}")).collect();
        let many = many.join(" ");
        assert!(matches!(Filter::parse(&many), Err(Fault { what: FaultKind::TooMany { most: MOST_TERMS }, .. })));
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(filter in any_filter()) {
            prop_assert_eq!(Filter::parse(&filter.to_string()), Ok(filter));
        }

        #[test]
        fn no_text_panics_and_faults_point_into_it(
            text in "[a-z:<>=*.,\"\u{2014}я0-9 -]{0,40}|\\PC{0,30}|(stage|code|created|amount|currency|watched):\"[я1,.\"-]{0,6}\"",
        ) {
            match Filter::parse(&text) {
                Ok(filter) => prop_assert_eq!(Filter::parse(&filter.to_string()), Ok(filter)),
                // `get` answers for boundaries of characters only.
                Err(fault) => prop_assert!(text.get(fault.at.clone()).is_some_and(|wrong| !wrong.is_empty()) || text.is_empty(), "{:?}", fault),
            }
        }
    }
}
