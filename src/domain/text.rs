//! Text from outside: made harmless for a terminal and a ledger before anything else sees it.

use std::borrow::Cow;

/// The longest value that is kept of one field of a reply, in characters.
pub const MAX_VALUE: usize = 1_000;

/// Whether a character could disturb a terminal or a reader: controls (C0, C1, DEL), bidirectional overrides and
/// isolates, characters that cannot be seen, and those that choose how the one before them looks.
#[must_use]
pub fn is_hostile(c: char) -> bool {
    // Most letters that there are.
    if matches!(c, ' '..='~' | 'Ѐ'..='ӿ') {
        return false;
    }
    c.is_control()
        || matches!(c,
            '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{061c}' | '\u{00ad}' | '\u{034f}' | '\u{180b}'..='\u{180f}'
            | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{fff0}'..='\u{ffff}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a text holds a hostile character.
#[must_use]
pub fn has_hostile(text: &str) -> bool {
    text.chars().any(is_hostile)
}

/// Makes a value harmless: hostile characters become `·`, over-long values are cut with `…`, and digits that look
/// like a card number are masked.
#[must_use]
pub fn clean(text: &str) -> String {
    let safe: String = text.chars().take(MAX_VALUE).map(|c| if is_hostile(c) { '·' } else { c }).collect();
    let mut masked = mask_pans(&safe).into_owned();
    if text.chars().nth(MAX_VALUE).is_some() {
        masked.push('…');
    }
    masked
}

/// Whether [`clean`] leaves a text as it is, as it does with most. Some texts that it would leave are not called clean.
#[must_use]
pub fn is_clean(text: &str) -> bool {
    text.len() <= MAX_VALUE && !has_digits_enough(text) && !has_hostile(text)
}

/// Like [`clean`], but keeps line feeds and takes a whole document of at most `max` characters.
#[must_use]
pub fn clean_document(text: &str, max: usize) -> String {
    let mut safe: String = text
        .chars()
        .take(max)
        .filter(|c| *c != '\r')
        .map(|c| match c {
            '\n' => '\n',
            '\t' => ' ',
            c if is_hostile(c) => '·',
            c => c,
        })
        .collect();
    if text.chars().nth(max).is_some() {
        safe.push('…');
    }
    mask_pans(&safe).into_owned()
}

/// Makes the words of a message harmless for a terminal and changes nothing else: it keeps its length, its lines, and the
/// ids in it, which somebody may copy.
#[must_use]
pub fn without_hostile(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| c != '\n' && is_hostile(c)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if c != '\n' && is_hostile(c) { '·' } else { c }).collect())
}

/// Masks every run of 13 to 19 digits that passes the Luhn check: the first six and last four digits stay, as the card
/// schemes allow at most. Single spaces, hyphens and the like may stand between groups of its digits, and other groups
/// of digits before and after it.
#[must_use]
pub fn mask_pans(text: &str) -> Cow<'_, str> {
    if !has_digits_enough(text) {
        return Cow::Borrowed(text);
    }
    let chars: Vec<char> = text.chars().collect();
    let mut masked: Option<Vec<char>> = None;
    for pan in pans(&chars) {
        let masked = masked.get_or_insert_with(|| chars.clone());
        for at in pan.iter().skip(6).take(pan.len() - 10) {
            if let Some(c) = masked.get_mut(*at) {
                *c = 'X';
            }
        }
    }
    masked.map_or(Cow::Borrowed(text), |masked| Cow::Owned(masked.into_iter().collect()))
}

/// Whether a text holds what a card scheme would issue, as a word of its own. For what cannot be masked, because it is
/// used: ids and links. Times in milliseconds and most order numbers have the length of a card number, and one in ten
/// passes the Luhn check, so that a known beginning is asked for too.
#[must_use]
pub fn holds_card_number(text: &str) -> bool {
    if !has_digits_enough(text) {
        return false;
    }
    let chars: Vec<char> = text.chars().collect();
    let joins = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric());
    pans(&chars).iter().any(|pan| {
        let digits: Vec<u32> = pan.iter().filter_map(|at| chars.get(*at)?.to_digit(10)).collect();
        let is_word = !joins(pan.first().and_then(|at| at.checked_sub(1))) && !joins(pan.last().map(|at| at + 1));
        is_word && is_issued(&digits)
    })
}

/// Whether a scheme issues numbers with this beginning and length: Visa, Mastercard, Mir, Amex, Diners, JCB, Discover,
/// Maestro, `UnionPay`, Uzcard, Humo.
fn is_issued(digits: &[u32]) -> bool {
    let first = digits.iter().take(4).fold(0, |number, digit| number * 10 + digit);
    match (first, digits.len()) {
        (4_000..=4_999, 13 | 16 | 19)
        | (2_200..=2_204 | 2_221..=2_720 | 5_100..=5_599 | 8_600 | 9_860, 16)
        | (3_400..=3_499 | 3_700..=3_799, 15)
        | (3_000..=3_059 | 3_600..=3_699 | 3_800..=3_999, 14 | 16)
        | (3_528..=3_589, 16..=19) => true,
        (5_000..=5_099 | 5_600..=6_999, length) => length >= 16,
        _ => false,
    }
}

fn has_digits_enough(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= 13
}

/// Positions of the digits of everything that looks like a card number.
fn pans(chars: &[char]) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < chars.len() {
        let run = digit_run(chars, start);
        let Some(last) = run.last() else {
            start += 1;
            continue;
        };
        start = *last + 1;
        let begins = |at: usize| at == 0 || run.get(at - 1).map(|before| before + 1) != run.get(at).copied();
        let mut at = 0;
        while at < run.len() {
            // The longest that begins here, from group to group: an expiry date or a CVC may stand behind it.
            let longest = (13..=19)
                .rev()
                .filter(|length| {
                    begins(at) && (at + length == run.len() || (at + length < run.len() && begins(at + length)))
                })
                .find_map(|length| run.get(at..at + length).filter(|pan| passes_luhn(chars, pan)));
            at += longest.map_or(1, <[usize]>::len);
            found.extend(longest.map(<[usize]>::to_vec));
        }
    }
    found
}

/// Positions of the digits of a run that starts at `start`, crossing single separators. What was hostile between two
/// digits is a `·` by now.
fn digit_run(chars: &[char], start: usize) -> Vec<usize> {
    let mut run = Vec::new();
    let mut at = start;
    while let Some(c) = chars.get(at) {
        let separates = matches!(c, ' ' | '-' | '·' | '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{2010}'..='\u{2015}' | '\u{202f}')
            && !run.is_empty()
            && chars.get(at + 1).is_some_and(char::is_ascii_digit);
        if c.is_ascii_digit() {
            run.push(at);
        } else if !separates {
            break;
        }
        at += 1;
    }
    run
}

fn passes_luhn(chars: &[char], digits: &[usize]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .filter_map(|(index, at)| {
            let digit = chars.get(*at)?.to_digit(10)?;
            Some(match (index % 2, digit * 2) {
                (0, _) => digit,
                (_, doubled) if doubled > 9 => doubled - 9,
                (_, doubled) => doubled,
            })
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn card_numbers_keep_six_and_four_digits() {
        assert_eq!(mask_pans("pan=4405645000006150;"), "pan=440564XXXXXX6150;");
        assert_eq!(mask_pans("4405 6450 0000 6150"), "4405 64XX XXXX 6150");
        assert_eq!(mask_pans("5483-18XX-XXXX-0293"), "5483-18XX-XXXX-0293");
        assert_eq!(mask_pans("4405645000006150 12 28 077"), "440564XXXXXX6150 12 28 077");
        assert_eq!(mask_pans("2026-11-21 4405645000006150"), "2026-11-21 440564XXXXXX6150");
        assert_eq!(clean("4405\u{200b}6450\u{200b}0000\u{200b}6150"), "4405·64XX·XXXX·6150");
        assert_eq!(mask_pans("4405\u{a0}6450\u{2013}0000\u{202f}6150"), "4405\u{a0}64XX\u{2013}XXXX\u{202f}6150");
    }

    #[test]
    fn numbers_that_are_no_card_numbers_stay() {
        for text in ["7999007876", "77017777777", "4405645000006151", "2026-11-21 10:00:00"] {
            assert_eq!(mask_pans(text), text);
        }
    }

    #[test]
    fn what_a_scheme_would_issue_is_told_from_what_is_only_as_long() {
        for text in
            ["4405645000006150", "https://x/?pan=4405645000006150&a=1", "371449635398431", "8600 0000 0000 0007"]
        {
            assert!(holds_card_number(text), "{text}");
        }
        // Times in milliseconds, and a customer of an invoice: digits of a longer word.
        for text in ["1732184400127", "1795237200003", "kzobd2v4405645000006150", "9781234567897", "A-1001"] {
            assert!(!holds_card_number(text), "{text}");
        }
    }

    #[test]
    fn hostile_characters_become_visible_dots() {
        assert_eq!(clean("a\u{1b}[31mb\u{202e}c\u{9b}d\u{200b}"), "a·[31mb·c·d·");
        assert_eq!(clean(&"x".repeat(2_000)).chars().count(), MAX_VALUE + 1);
        assert_eq!(clean_document("a\r\n\tb\u{7}", 100), "a\n b·");
    }

    proptest! {
        #[test]
        fn nothing_hostile_passes(text in any::<String>()) {
            prop_assert!(!has_hostile(&clean(&text)));
        }

        #[test]
        fn what_is_called_clean_is_left_as_it_is(text in "[\\PC0-9\u{202e}\n]{0,40}") {
            prop_assert!(!is_clean(&text) || clean(&text) == text);
        }
    }
}
