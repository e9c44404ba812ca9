//! Explanations as plain text and as JSON.

use serde_json::{Value, json};

use super::entry::Entry;
use super::labels::Label;
use super::shelf::Catalog;
use crate::locale::Language;

/// One labelled line of an explanation. A heading has no label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What the text is; `None` for a heading.
    pub label: Option<&'static str>,
    /// The text.
    pub text: String,
}

/// The title of an entry: its key, what it is about, and where it belongs.
#[must_use]
pub fn title(catalog: &Catalog, entry: &Entry, language: Language) -> String {
    format!("{} · {} · {}", entry.key, catalog.group_name(entry, language), entry.family)
}

/// An entry, row by row, below its [`title`].
#[must_use]
pub fn rows(entry: &Entry, language: Language) -> Vec<Row> {
    let mut rows = Vec::new();
    let several = entry.readings.len() > 1;
    for (at, reading) in entry.readings.iter().enumerate() {
        let text = reading.text(language);
        if several {
            let source = reading.says.as_deref().map(|says| format!(" ({says})")).unwrap_or_default();
            let heading = format!("{} {}{source}", Label::Reading.text(language), at + 1);
            rows.push(Row { label: None, text: heading });
        }
        rows.push(Row { label: None, text: text.meaning.clone() });
        let mut add = |label: Label, text: String| rows.push(Row { label: Some(label.text(language)), text });
        add(Label::Cause, text.cause.clone());
        add(Label::Who, reading.who.iter().map(|actor| actor.text(language)).collect::<Vec<_>>().join(", "));
        add(Label::Next, text.next.clone());
        add(Label::Retry, reading.retry.text(language).to_owned());
    }
    rows.push(Row { label: Some(Label::Field.text(language)), text: entry.field.clone() });
    rows.push(Row { label: Some(Label::Source.text(language)), text: entry.evidence.clone() });
    rows
}

/// An entry as text: the title, then a line for each row.
#[must_use]
pub fn text(catalog: &Catalog, entry: &Entry, language: Language) -> String {
    let rows = rows(entry, language);
    let labels = rows.iter().filter_map(|row| row.label).map(|label| label.chars().count()).max().unwrap_or(0);
    let mut out = title(catalog, entry, language);
    for Row { label, text } in rows {
        out.push_str("\n  ");
        if let Some(label) = label {
            out.push_str(label);
            out.push_str(&" ".repeat(labels - label.chars().count() + 2));
        }
        out.push_str(&text);
    }
    out
}

/// An entry as JSON.
#[must_use]
pub fn json(catalog: &Catalog, entry: &Entry, language: Language) -> Value {
    let readings: Vec<Value> = entry
        .readings
        .iter()
        .map(|reading| {
            let text = reading.text(language);
            json!({
                "says": reading.says,
                "meaning": text.meaning,
                "cause": text.cause,
                "who": reading.who.iter().map(|actor| actor.word()).collect::<Vec<_>>(),
                "next": text.next,
                "retry": reading.retry.word(),
            })
        })
        .collect();
    json!({
        "key": entry.key,
        "field": entry.field,
        "family": entry.family,
        "group": entry.group,
        "group_name": catalog.group_name(entry, language),
        "evidence": entry.evidence,
        "language": language.code(),
        "readings": readings,
    })
}
