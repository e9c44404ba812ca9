//! A filter cut into its terms, each with its place in the text.

use std::ops::Range;

use super::fault::{Fault, FaultKind};

/// What parts a field from its value.
pub(super) const SIGNS: [char; 4] = [':', '<', '>', '='];

/// A stretch of the text. What was quoted is without its marks; `at` is with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) at: Range<usize>,
    pub(super) text: String,
    /// Where `text` stands, letter for letter; `None` where a doubled mark was made one, so that it stands nowhere.
    inside: Option<usize>,
}

impl Piece {
    /// A part of it, with its own place as far as it has one.
    pub(super) fn part(&self, range: Range<usize>) -> Self {
        let inside = self.inside.map(|start| start + range.start);
        let text = self.text.get(range).unwrap_or_default().to_owned();
        // An empty part has no bytes to point at, so the whole is pointed at.
        let at = inside.filter(|_| !text.is_empty()).map_or_else(|| self.at.clone(), |at| at..at + text.len());
        Self { at, text, inside }
    }

    /// Whether it stands in quotation marks.
    pub(super) fn is_quoted(&self) -> bool {
        self.inside != Some(self.at.start)
    }
}

/// One term as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lexeme {
    Text { negated: bool, value: Piece },
    Field { negated: bool, field: Piece, sign: Piece, value: Piece },
}

/// Cuts a text into terms.
pub(super) fn lexemes(text: &str) -> Result<Vec<Lexeme>, Fault> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = from(text, at).find(|c: char| !c.is_whitespace()).map(|skip| at + skip) {
        let (lexeme, end) = lexeme(text, start)?;
        found.push(lexeme);
        at = end;
    }
    Ok(found)
}

fn from(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}

fn piece(text: &str, at: Range<usize>) -> Piece {
    Piece { text: text.get(at.clone()).unwrap_or_default().to_owned(), inside: Some(at.start), at }
}

fn lexeme(text: &str, start: usize) -> Result<(Lexeme, usize), Fault> {
    let negated = from(text, start).starts_with('-');
    let start = start + usize::from(negated);
    let chunk = piece(text, start..word_end(text, start));
    let sign = chunk.text.find(SIGNS).filter(|at| *at > 0 && !chunk.text.starts_with('"'));
    let Some(sign) = sign.map(|at| start + at) else {
        let value = value(text, start)?;
        let end = value.at.end;
        return Ok((Lexeme::Text { negated, value }, end));
    };
    let length = from(text, sign).chars().take(2).take_while(|c| SIGNS.contains(c)).count();
    let value = value(text, sign + length)?;
    let end = value.at.end;
    Ok((Lexeme::Field { negated, field: piece(text, start..sign), sign: piece(text, sign..sign + length), value }, end))
}

fn word_end(text: &str, at: usize) -> usize {
    from(text, at).find(char::is_whitespace).map_or(text.len(), |end| at + end)
}

/// What stands here up to a blank, or up to the closing quotation mark. A doubled mark within stands for itself.
fn value(text: &str, at: usize) -> Result<Piece, Fault> {
    let Some(inside) = from(text, at).strip_prefix('"') else {
        return Ok(piece(text, at..word_end(text, at)));
    };
    let mut said = String::new();
    let mut chars = inside.char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        if c != '"' {
            said.push(c);
        } else if chars.next_if(|(_, next)| *next == '"').is_some() {
            said.push('"');
        } else {
            let inside = (said.len() == offset).then_some(at + 1);
            return Ok(Piece { at: at..at + 1 + offset + 1, text: said, inside });
        }
    }
    Err(Fault { at: at..text.len(), what: FaultKind::Unclosed })
}
