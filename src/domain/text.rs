//! Text from outside: made harmless for a terminal and a ledger before anything else sees it.

use std::borrow::Cow;

/// The longest value that is kept of one field of a reply, in characters.
pub const MAX_VALUE: usize = 1_000;

/// Whether a character could disturb a terminal or a reader: controls (C0, C1, DEL), bidirectional overrides and
/// isolates, and characters without width.
#[must_use]
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{061c}' | '\u{00ad}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
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

/// Masks every run of 13 to 19 digits (single spaces or hyphens between them allowed) that passes the Luhn check:
/// the first six and last four digits stay, as the card schemes allow at most.
#[must_use]
pub fn mask_pans(text: &str) -> Cow<'_, str> {
    if text.bytes().filter(u8::is_ascii_digit).count() < 13 {
        return Cow::Borrowed(text);
    }
    let chars: Vec<char> = text.chars().collect();
    let mut out: Option<Vec<char>> = None;
    let mut start = 0;
    while start < chars.len() {
        let run = digit_run(&chars, start);
        if run.is_empty() {
            start += 1;
            continue;
        }
        if let Some(pan) = pan_within(&chars, &run) {
            let masked = out.get_or_insert_with(|| chars.clone());
            for at in pan.iter().skip(6).take(pan.len() - 10) {
                if let Some(c) = masked.get_mut(*at) {
                    *c = 'X';
                }
            }
        }
        start = run.last().map_or(start, |last| *last) + 1;
    }
    out.map_or(Cow::Borrowed(text), |masked| Cow::Owned(masked.into_iter().collect()))
}

/// Positions of the digits of a run that starts at `start`, crossing single separators.
fn digit_run(chars: &[char], start: usize) -> Vec<usize> {
    let mut run = Vec::new();
    let mut at = start;
    while let Some(c) = chars.get(at) {
        let separates =
            matches!(c, ' ' | '-') && !run.is_empty() && chars.get(at + 1).is_some_and(char::is_ascii_digit);
        if c.is_ascii_digit() {
            run.push(at);
        } else if !separates {
            break;
        }
        at += 1;
    }
    run
}

/// The run itself when it is a card number: 13 to 19 digits that pass the Luhn check.
fn pan_within<'a>(chars: &[char], run: &'a [usize]) -> Option<&'a [usize]> {
    if !(13..=19).contains(&run.len()) {
        return None;
    }
    let sum: u32 = run
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
    sum.is_multiple_of(10).then_some(run)
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
    }

    #[test]
    fn numbers_that_are_no_card_numbers_stay() {
        for text in ["7999007876", "77017777777", "4405645000006151", "2026-11-21 10:00:00"] {
            assert_eq!(mask_pans(text), text);
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
    }
}
