//! What is kept of the lists between starts: views that were saved under a name, and how each list was left. A small
//! file that people may read and edit; a mistake in it is told with its line, and the file is left alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::columns::Columns;
use crate::domain::RecordKind;
use crate::domain::query::{Column, FaultKind, Filter, Query, Sort};

/// Views of one list at most.
pub const MOST: usize = 50;

/// Longest name of a view.
pub const LONGEST: usize = 40;

/// Largest file that is read.
pub const LARGEST: usize = 1 << 20;

/// What a list shows, in which order and columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shape {
    /// Filter and order.
    pub query: Query,
    /// Columns.
    pub columns: Columns,
}

/// A shape with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Its name.
    pub name: String,
    /// What it shows.
    pub shape: Shape,
}

/// What is kept of one list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kept {
    /// How it was left.
    pub last: Shape,
    /// The view that it was left in.
    pub view: Option<String>,
    /// Its saved views.
    pub views: Vec<View>,
}

/// What is kept of all lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keeping {
    /// By kind of record.
    pub lists: Vec<(RecordKind, Kept)>,
    /// Whether times are shown as moments instead of ages.
    pub absolute: bool,
}

/// The file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    absolute_time: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    lists: BTreeMap<String, FileList>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FileList {
    #[serde(skip_serializing_if = "Option::is_none")]
    view: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    filter: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    sort: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    columns: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    views: Vec<FileView>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FileView {
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    filter: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    sort: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    columns: Vec<String>,
}

/// What is wrong with a file of views.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Wrong {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub reason: String,
}

fn sort_word(sort: Sort) -> String {
    format!("{}{}", if sort.descending { "-" } else { "" }, sort.column.word())
}

fn shape_words(shape: &Shape) -> (String, String, Vec<String>) {
    let sort = if shape.query.sort == Sort::default() { String::new() } else { sort_word(shape.query.sort) };
    let columns = if shape.columns == Columns::default() { Vec::new() } else { shape.columns.words() };
    (shape.query.filter.to_string(), sort, columns)
}

/// Reads a shape; the error names the text that is wrong, by which its line is found.
fn shape(filter: &str, sort: &str, columns: &[String]) -> Result<Shape, (String, String)> {
    let filter_read = Filter::parse(filter).map_err(|fault| {
        let wrong = filter.get(fault.at).unwrap_or_default();
        let reason = if fault.what == FaultKind::CardNumber {
            "the filter holds a card number, which is not shown or used: take it out of the file".to_owned()
        } else {
            format!("the filter cannot be read at `{wrong}`")
        };
        (filter.to_owned(), reason)
    })?;
    let (word, descending) = sort.strip_prefix('-').map_or((sort, false), |word| (word, true));
    let sort_read = match Column::from_word(word) {
        Some(column) => Sort { column, descending },
        None if sort.is_empty() => Sort::default(),
        None => return Err((sort.to_owned(), format!("unknown column `{word}` to sort by"))),
    };
    let columns_read = Columns::from_words(columns).map_err(|error| {
        let wrong = columns.iter().find(|word| Columns::from_words(std::slice::from_ref(word)).is_err());
        (wrong.cloned().unwrap_or_default(), error.to_string())
    })?;
    Ok(Shape { query: Query { filter: filter_read, sort: sort_read }, columns: columns_read })
}

impl Keeping {
    /// Reads the file's text.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        if text.len() > LARGEST {
            return Err(Wrong { line: 1, reason: "the file is far too large".to_owned() });
        }
        let file: File = toml_edit::de::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let reason = error.message().lines().map(str::trim).collect::<Vec<_>>().join(" ");
            Wrong { line: text.get(..at).unwrap_or_default().matches('\n').count() + 1, reason }
        })?;
        let located = |(wrong, reason): (String, String)| {
            let at = text.lines().position(|line| !wrong.is_empty() && line.contains(&wrong));
            Wrong { line: at.unwrap_or(0) + 1, reason }
        };
        let mut lists = Vec::new();
        for (word, list) in file.lists {
            let kind = RecordKind::from_word(&word)
                .ok_or_else(|| located((format!("lists.{word}"), format!("unknown list `{word}`"))))?;
            let last = shape(&list.filter, &list.sort, &list.columns).map_err(located)?;
            let mut views: Vec<View> = Vec::new();
            for view in list.views.into_iter().take(MOST) {
                let shape = shape(&view.filter, &view.sort, &view.columns).map_err(located)?;
                let name: String = crate::domain::text::clean(&view.name).chars().take(LONGEST).collect();
                if !name.trim().is_empty() && views.iter().all(|known| known.name != name) {
                    views.push(View { name, shape });
                }
            }
            let view = list.view.filter(|name| views.iter().any(|view| view.name == *name));
            lists.push((kind, Kept { last, view, views }));
        }
        Ok(Self { lists, absolute: file.absolute_time })
    }

    /// The file's text. Empty when there is nothing to keep.
    pub fn text(&self) -> String {
        let list = |kept: &Kept| {
            let (filter, sort, columns) = shape_words(&kept.last);
            let views = kept.views.iter().map(|view| {
                let (filter, sort, columns) = shape_words(&view.shape);
                FileView { name: view.name.clone(), filter, sort, columns }
            });
            FileList { view: kept.view.clone(), filter, sort, columns, views: views.collect() }
        };
        let lists = self.lists.iter().filter(|(_, kept)| *kept != Kept::default());
        let lists = lists.map(|(kind, kept)| (kind.word().to_owned(), list(kept))).collect();
        let file = File { absolute_time: self.absolute, lists };
        // Strings, lists and tables always make a text.
        toml_edit::ser::to_string_pretty(&file).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Keeping {
        let mut columns = Columns::default();
        columns.toggle(2);
        columns.widen(1, 4, 16);
        let filter = Filter::parse("stage:held amount>10000 \"tea and \"\"bread\"\"\"").unwrap();
        let sort = Sort { column: Column::Amount, descending: true };
        let shape = Shape { query: Query { filter, sort }, columns };
        let view = View { name: "Крупные холды".to_owned(), shape: shape.clone() };
        let list = Kept { last: shape, view: Some(view.name.clone()), views: vec![view] };
        Keeping { lists: vec![(RecordKind::Payment, list)], absolute: true }
    }

    #[test]
    fn what_is_kept_reads_back() {
        let keeping = kept();
        assert_eq!(Keeping::parse(&keeping.text()), Ok(keeping));
        assert_eq!(Keeping::parse(""), Ok(Keeping::default()));
        assert_eq!(Keeping::default().text(), "");
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        let told = |text: &str| Keeping::parse(text).map_err(|wrong| wrong.to_string()).unwrap_err();
        assert_eq!(
            told("[lists.payment]\nfilter = \"\"\ncolumns = [\"order\", \"amuont\"]\n"),
            "line 3: unknown column `amuont`: did you mean `amount`?"
        );
        assert_eq!(told("[lists.payment]\nsort = \"-colour\"\n"), "line 2: unknown column `colour` to sort by");
        assert_eq!(
            told("[[lists.card.views]]\nname = \"a\"\nfilter = \"amount>lots\"\n"),
            "line 3: the filter cannot be read at `lots`"
        );
        assert_eq!(
            told("[lists.card]\nfilter = \"order:4405645000006150\"\n"),
            "line 2: the filter holds a card number, which is not shown or used: take it out of the file"
        );
        assert_eq!(told("[lists.paymnet]\n"), "line 1: unknown list `paymnet`");
        assert!(told("\n[lists.payment]\nfliter = 1\n").starts_with("line 3: unknown field `fliter`"));
        assert!(told("\0").starts_with("line 1: "));
    }
}
