//! XML and JSON taken apart leniently, for the eye only: what is wrong with them is shown and not corrected.

use super::exchange::Document;

/// Takes XML apart: a row a tag, and one row for a member with its value.
pub fn xml(text: &str, into: &mut Document) {
    let floor = into.level();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (piece, after) = split_tag(rest);
        if piece.starts_with("</") {
            if into.level() > floor {
                into.end(Some(piece.trim()));
            } else {
                into.leaf(piece.trim());
            }
            rest = after.trim_start();
        } else if is_opening(piece) {
            // A member and its value stand on one line.
            let (value, behind) = after.split_at(after.find('<').unwrap_or(after.len()));
            let (closing, beyond) = split_tag(behind);
            if closing.strip_prefix("</").and_then(|end| end.strip_suffix('>')).map(str::trim_end) == Some(name(piece))
            {
                into.leaf(&format!("{piece}{}{closing}", value.trim()));
                rest = beyond.trim_start();
            } else if !value.trim().is_empty() {
                into.leaf(&format!("{piece}{}", value.trim()));
                rest = behind;
            } else {
                into.begin(piece);
                rest = after.trim_start();
            }
        } else {
            into.leaf(piece.trim());
            rest = after.trim_start();
        }
    }
}

/// The tag or text at the start, and what follows.
fn split_tag(text: &str) -> (&str, &str) {
    for (opening, closing) in [("<![CDATA[", "]]>"), ("<!--", "-->")] {
        if text.starts_with(opening) {
            let end = text.find(closing).map_or(text.len(), |at| at + closing.len());
            return text.split_at(end);
        }
    }
    if !text.starts_with('<') {
        return text.split_at(text.find('<').unwrap_or(text.len()));
    }
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return text.split_at(at + 1),
            (Some(open), byte) if open == byte => quote = None,
            (_, _) => {}
        }
    }
    // A quote that is never closed hides no tag behind it.
    text.split_at(text.find('>').map_or(text.len(), |at| at + 1))
}

/// Whether a tag holds what follows it.
fn is_opening(piece: &str) -> bool {
    piece.starts_with('<')
        && piece.ends_with('>')
        && !piece.ends_with("/>")
        && piece.chars().nth(1).is_some_and(|c| c.is_alphabetic() || c == '_')
}

fn name(piece: &str) -> &str {
    let inner = piece.trim_start_matches('<').trim_end_matches('>');
    inner.split(char::is_whitespace).next().unwrap_or_default()
}

/// Takes JSON apart: a row a member, and one for each bracket that opens or closes something.
pub fn json(text: &str, into: &mut Document) {
    let floor = into.level();
    let mut row = String::new();
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                row.push(c);
                let mut escaped = false;
                for c in chars.by_ref() {
                    row.push(c);
                    match c {
                        '"' if !escaped => break,
                        '\\' => escaped = !escaped,
                        _ => escaped = false,
                    }
                }
            }
            '{' | '[' => {
                row.push(c);
                let closing = if c == '{' { '}' } else { ']' };
                while chars.next_if(|c| c.is_whitespace()).is_some() {}
                if chars.next_if_eq(&closing).is_some() {
                    row.push(closing);
                } else {
                    into.begin(&row);
                    row.clear();
                }
            }
            '}' | ']' => {
                flush(&mut row, into);
                row.push(c);
                while chars.next_if(|c| c.is_whitespace()).is_some() {}
                if chars.next_if_eq(&',').is_some() {
                    row.push(',');
                }
                if into.level() > floor {
                    into.end(Some(&row));
                    row.clear();
                }
            }
            ',' => {
                row.push(c);
                flush(&mut row, into);
            }
            ':' => row.push_str(": "),
            c if c.is_whitespace() => {}
            c => row.push(c),
        }
    }
    flush(&mut row, into);
}

fn flush(row: &mut String, into: &mut Document) {
    if !row.is_empty() {
        into.leaf(row.trim_end());
        row.clear();
    }
}
