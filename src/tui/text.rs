//! Text for a grid of cells: measured, cut and wrapped by display width, and times in a few letters.
//!
//! Widths are those of single characters, as terminals count them: an emoji of several characters is one picture in some
//! terminals and several in others, and where the two count differently every column behind it would shift.

use chrono::{DateTime, Datelike as _, Utc};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::domain::Timestamp;
use crate::locale::Language;
use crate::say;

const MINUTE: i64 = 60_000;

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// Columns of one character: one, two for a wide one, none for a mark upon the one before.
fn columns(c: char) -> usize {
    match c.width() {
        // Some terminals put these upon the letter before, others beside it (see `pieces`).
        _ if matches!(c, VOICED | HALF_VOICED) => 1,
        Some(columns @ 0..=2) => columns,
        Some(_) | None => 1,
    }
}

/// The voicing marks of narrow katakana.
const VOICED: char = '\u{ff9e}';
const HALF_VOICED: char = '\u{ff9f}';

/// Most marks that one character keeps; a tower of them would cover the rows around it.
const MARKS: usize = 3;

/// The text cell by cell: a character with its marks, and how many columns it takes. Marks that stand upon nothing, or
/// that would make it wider, are left out.
pub fn pieces(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (at, base) = chars.by_ref().find(|(_, c)| columns(*c) > 0)?;
        let bare = at + base.len_utf8();
        let mut end = bare;
        let mut marks = 0;
        while let Some((at, mark)) = chars.next_if(|(_, c)| columns(*c) == 0) {
            marks += 1;
            end = if marks <= MARKS { at + mark.len_utf8() } else { end };
        }
        let columns = columns(base);
        match base {
            VOICED => return Some(("\"", columns)),
            HALF_VOICED => return Some(("°", columns)),
            _ => {}
        }
        let (whole, bare) = (text.get(at..end)?, text.get(at..bare)?);
        let piece = [whole, bare].into_iter().find(|piece| piece.width() == columns);
        Some((piece.unwrap_or("·"), columns))
    })
}

/// A length as cells of the grid.
pub fn cells(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// Cuts a text to `max` columns; what was cut off is marked with `…`. A wide character is never halved.
pub fn fit(text: &str, max: usize) -> String {
    if width(text) <= max {
        return text.to_owned();
    }
    #[cfg(test)]
    super::tests::cuts::note(text, max.saturating_sub(1));
    if max == 0 {
        return String::new();
    }
    let mut cut = head(text, max - 1).to_owned();
    cut.push('…');
    cut
}

/// The longest start of a text that takes at most `max` columns.
fn head(text: &str, max: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += columns(c);
        if used > max {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// The end of a text that takes at most `max` columns: what a text field shows around its cursor.
pub fn tail(text: &str, max: usize) -> String {
    let mut used = 0;
    let start = text.char_indices().rev().take_while(|(_, c)| {
        used += columns(*c);
        used <= max
    });
    start.last().and_then(|(at, _)| text.get(at..)).unwrap_or_default().to_owned()
}

/// Breaks a text into lines of at most `max` columns, at spaces where there are any.
pub fn wrap(text: &str, max: usize) -> Vec<String> {
    let max = max.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in units(paragraph, max) {
            if width(&line) + width(word.trim_end()) > max && !line.is_empty() {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
            }
            let mut rest = word;
            while width(rest.trim_end()) > max {
                let start = head(rest, max);
                // A single character that is wider than the line is drawn nowhere.
                let at = if start.is_empty() { rest.chars().next().map_or(1, char::len_utf8) } else { start.len() };
                lines.push(start.to_owned());
                rest = rest.get(at..).unwrap_or_default();
            }
            line.push_str(rest);
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The words of a text, each with the space behind it; what makes up one amount is one word, as long as a line holds it.
fn units(text: &str, max: usize) -> Vec<&str> {
    let mut units: Vec<&str> = Vec::new();
    let (mut start, mut end, mut before) = (0, 0, "");
    for word in text.split_inclusive(' ') {
        let longer = text.get(start..end + word.len()).unwrap_or_default();
        if !(goes_on(before, word) && width(longer.trim_end()) <= max) {
            units.extend(text.get(start..end).filter(|unit| !unit.is_empty()));
            start = end;
        }
        end += word.len();
        before = word;
    }
    units.extend(text.get(start..end).filter(|unit| !unit.is_empty()));
    units
}

/// Whether an amount goes on with the next word: with three more of its digits, or with its currency.
fn goes_on(word: &str, next: &str) -> bool {
    let Some(number) = word.strip_suffix(' ') else { return false };
    let number = number.trim_start_matches(['(', '-', '−', '«', '"', '+']);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(whole, rest)| (whole, Some(rest)));
    if !digits(whole) || fraction.is_some_and(|fraction| !digits(fraction)) {
        return false;
    }
    let begins = |of: fn(&u8) -> bool, ends: fn(&u8) -> bool| {
        let mut bytes = next.bytes();
        bytes.by_ref().take(3).filter(of).count() == 3 && bytes.next().is_none_or(|byte| ends(&byte))
    };
    let group = whole.len() <= 3 && fraction.is_none() && begins(u8::is_ascii_digit, |byte| !byte.is_ascii_digit());
    group || begins(u8::is_ascii_uppercase, |byte| !byte.is_ascii_alphanumeric())
}

/// [`wrap`], in at most so many lines; that there would be more is marked with `…`.
pub fn wrap_at_most(text: &str, max: usize, lines: usize) -> Vec<String> {
    let mut parts = wrap(text, max);
    if parts.len() > lines {
        parts.truncate(lines);
        #[cfg(test)]
        super::tests::cuts::note(text, parts.iter().map(|part| width(part) + 1).sum::<usize>().saturating_sub(1));
        if let Some(last) = parts.last_mut() {
            last.push('…');
        }
    }
    parts
}

/// Ages are looked at this often, all of them in the same instant: rows of forty different seconds must not wake an idle
/// screen forty times a minute. An age is that much late at most, and never early.
const LOOK: i64 = 10_000;

/// How many whole minutes have passed, as of the last look.
fn minutes(now: Timestamp, at: Timestamp) -> i64 {
    let looked = now.millis().div_euclid(LOOK).saturating_mul(LOOK);
    looked.saturating_sub(at.millis()).div_euclid(MINUTE).max(0)
}

/// Columns that an age takes at most.
pub const AGE: usize = 6;

/// How long ago, in a column of a list: `now`, `5 min`, `3 h`, `12 d`.
pub fn age(language: Language, now: Timestamp, at: Timestamp) -> String {
    match minutes(now, at) {
        0 => say!(language, "age-now"),
        m @ 1..60 => say!(language, "age-minutes", count = m),
        m @ 60..2_880 => say!(language, "age-hours", count = m / 60),
        m => {
            let days = say!(language, "age-days", count = m / 1_440);
            if width(&days) <= AGE { days } else { say!(language, "age-days-short", count = m / 1_440) }
        }
    }
}

/// How long ago, in a sentence: `just now`, `5 min ago`.
pub fn ago(language: Language, now: Timestamp, at: Timestamp) -> String {
    match minutes(now, at) {
        0 => say!(language, "age-just-now"),
        _ => say!(language, "age-ago", age = age(language, now, at)),
    }
}

/// When [`age()`] will say something else.
pub fn age_changes(now: Timestamp, at: Timestamp) -> Timestamp {
    let m = minutes(now, at);
    let next = match m {
        0..60 => m + 1,
        60..2_880 => (m / 60 + 1) * 60,
        _ => (m / 1_440 + 1) * 1_440,
    };
    let passed = at.millis().saturating_add(next.saturating_mul(MINUTE));
    let look = |millis: i64| millis.saturating_add(LOOK - 1).div_euclid(LOOK).saturating_mul(LOOK);
    // A time that no clock shows must not keep the screen awake.
    Timestamp::from_millis(look(passed).max(look(now.millis().saturating_add(1))))
}

/// A moment in the merchant's time zone: `21 Nov 14:03`.
pub fn local(language: Language, at: Timestamp, zone: chrono_tz::Tz) -> String {
    format!("{} {}", day(language, at, zone), format_in(at, zone, "%H:%M"))
}

/// A moment in the merchant's time zone, to the second: `2026-11-21 14:03:09`.
pub fn local_exact(at: Timestamp, zone: chrono_tz::Tz) -> String {
    format_in(at, zone, "%Y-%m-%d %H:%M:%S")
}

/// The time of day in the merchant's time zone, with the day where that is not today: `14:03:09`.
pub fn local_time(language: Language, at: Timestamp, now: Timestamp, zone: chrono_tz::Tz) -> String {
    let time = format_in(at, zone, "%H:%M:%S");
    let today = format_in(at, zone, "%F") == format_in(now, zone, "%F");
    if today { time } else { format!("{} {time}", day(language, at, zone)) }
}

/// The day of a moment, without the year: `21 Nov`.
fn day(language: Language, at: Timestamp, zone: chrono_tz::Tz) -> String {
    in_zone(at, zone).map_or_else(
        || "?".to_owned(),
        |local| format!("{} {}", local.day(), say!(language, "date-month", month = local.month())),
    )
}

fn in_zone(at: Timestamp, zone: chrono_tz::Tz) -> Option<DateTime<chrono_tz::Tz>> {
    DateTime::<Utc>::from_timestamp_millis(at.millis()).map(|utc| utc.with_timezone(&zone))
}

/// The hour or day of a moment in the merchant's time zone.
pub fn local_hour(at: Timestamp, zone: chrono_tz::Tz, format: &str) -> String {
    format_in(at, zone, format)
}

fn format_in(at: Timestamp, zone: chrono_tz::Tz, format: &str) -> String {
    in_zone(at, zone).map_or_else(|| "?".to_owned(), |local| local.format(format).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cut_text_ends_in_an_ellipsis_and_never_halves_a_wide_character() {
        assert_eq!(fit("Чай и хлеб", 10), "Чай и хлеб");
        assert_eq!(fit("Чай и хлеб", 6), "Чай и…");
        assert_eq!(fit("日本語", 5), "日本…");
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("abc", 0), "");
    }

    #[test]
    fn a_text_is_taken_apart_into_what_single_cells_hold() {
        fn cells(text: &str) -> Vec<(&str, usize)> {
            pieces(text).collect()
        }
        assert_eq!(cells("e\u{301}日"), [("e\u{301}", 1), ("日", 2)]);
        assert_eq!(cells("\u{301}a"), [("a", 1)], "a mark upon nothing");
        assert_eq!(cells(&format!("a{}b", "\u{301}".repeat(50))), [("a\u{301}\u{301}\u{301}", 1), ("b", 1)]);
        assert_eq!(cells("👍\u{1f3fd}"), [("👍", 2), ("\u{1f3fd}", 2)]);
        assert_eq!(cells("\u{17d8}"), [("·", 1)], "three columns are taken by no cell");
        assert_eq!(cells("ｶﾞﾟ"), [("ｶ", 1), ("\"", 1), ("°", 1)]);
        assert_eq!(width("e\u{301}日👍\u{1f3fd}"), 7);
    }

    #[test]
    fn lines_break_at_spaces_and_long_words_where_they_must() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("a\n\nb", 9), ["a", "", "b"]);
    }

    #[test]
    fn an_amount_is_not_parted_from_its_digits_or_its_currency() {
        assert_eq!(wrap("refund 314 936.00 KZT now", 14), ["refund", "314 936.00 KZT", "now"]);
        assert_eq!(wrap("of 1 000 000.00 KZT.", 17), ["of", "1 000 000.00 KZT."]);
        assert_eq!(wrap("of 1 000 000.00 KZT.", 12), ["of", "1 000 000.00", "KZT."], "no line holds all of it");
        assert_eq!(wrap("(−12 500 JPY) was", 14), ["(−12 500 JPY)", "was"]);
        assert_eq!(wrap("code 10009 404 KZTX 7", 10), ["code 10009", "404 KZTX 7"]);
        assert_eq!(wrap("A-1 250.00 KZT", 11), ["A-1", "250.00 KZT"]);
    }

    #[test]
    fn an_age_is_what_has_passed_whatever_the_minute_of_the_clock() {
        let at = Timestamp::from_millis(57_000);
        let said = |millis| Language::ALL.map(|language| age(language, Timestamp::from_millis(millis), at));
        assert_eq!(said(60_000), ["now", "сейчас", "қазір"], "three seconds later, in the next minute of the clock");
        assert_eq!(said(119_999), ["now", "сейчас", "қазір"]);
        assert_eq!(said(120_000), ["1 min", "1 мин", "1 мин"]);
        assert_eq!(said(179_999), ["1 min", "1 мин", "1 мин"]);
        assert_eq!(said(3 * 3_600_000 + 60_000), ["3 h", "3 ч", "3 сағ"]);
        assert_eq!(said(12 * 86_400_000 + 60_000), ["12 d", "12 дн", "12 күн"]);
        assert_eq!(ago(Language::En, Timestamp::from_millis(60_000), at), "just now");
    }

    #[test]
    fn ages_of_different_seconds_change_in_the_same_few_instants() {
        let now = Timestamp::from_millis(600_000);
        let changes = |at: i64| age_changes(now, Timestamp::from_millis(at)).millis();
        let mut all: Vec<i64> = (0..60_000).step_by(777).map(changes).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all, [610_000, 620_000, 630_000, 640_000, 650_000, 660_000]);
        assert_eq!([i64::MIN, i64::MAX].map(|at| changes(at) > 600_000), [true, true], "no time is too far away");
    }

    #[test]
    fn a_day_is_named_in_the_language_and_takes_the_same_room_in_every_month() {
        let zone = chrono_tz::Asia::Almaty;
        let at = Timestamp::from_millis(1_795_237_200_000);
        let said = Language::ALL.map(|language| local(language, at, zone));
        assert_eq!(said, ["21 Nov 10:00", "21 ноя 10:00", "21 қар 10:00"]);
        for language in Language::ALL {
            for month in 1..=12 {
                assert_eq!(width(&say!(language, "date-month", month = month)), 3);
            }
            let tomorrow = at.plus(std::time::Duration::from_secs(86_400));
            assert_eq!(local_time(language, at, at, zone), "10:00:00");
            assert_eq!(local_time(language, at, tomorrow, zone), format!("{}:00", local(language, at, zone)));
        }
    }

    proptest! {
        #[test]
        fn an_age_fits_its_column_in_every_language(past in 0_i64..400_000_000_000) {
            let (at, now) = (Timestamp::from_millis(0), Timestamp::from_millis(past));
            for language in Language::ALL {
                prop_assert!(width(&age(language, now, at)) <= AGE);
            }
        }

        #[test]
        fn nothing_is_wider_than_it_may_be(text in any::<String>(), max in 0_usize..40) {
            prop_assert!(width(&fit(&text, max)) <= max);
            prop_assert!(width(&tail(&text, max)) <= max);
            for line in wrap(&text, max) { prop_assert!(width(&line) <= max.max(1)); }
        }

        #[test]
        fn an_age_stays_until_the_moment_it_was_said_to_change(at in 0_i64..10_000_000_000, past in 0_i64..400_000_000) {
            let (at, now) = (Timestamp::from_millis(at), Timestamp::from_millis(at + past));
            let change = age_changes(now, at);
            prop_assert!(change > now);
            prop_assert_eq!(age(Language::Kk, Timestamp::from_millis(change.millis() - 1), at), age(Language::Kk, now, at));
            prop_assert_ne!(age(Language::Kk, change, at), age(Language::Kk, now, at));
        }
    }
}
