//! Plans in a file: `[[fault]]` tables with the members of the control call, in the order in which they are tried.
//! A mistake is told with file, line and the nearest known word.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml_edit::{Document, Item, Table, Value};

use super::fault::Fault;
use super::read::{Given, nearest, read};

/// Why a scenario is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioError {
    /// The file cannot be read.
    #[error("{}: {reason}; no scenario was planned", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why, in one line.
        reason: String,
    },
    /// A line of it is wrong.
    #[error("{}:{line}: {reason}", .path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong and what is expected, in one line.
        reason: String,
    },
}

/// Reads a scenario file.
pub fn load(path: &Path) -> Result<Vec<Fault>, ScenarioError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| ScenarioError::Unreadable { path: path.to_owned(), reason: error.to_string() })?;
    parse(&text, path)
}

/// Reads a text as if it stood in `path`.
pub(super) fn parse(text: &str, path: &Path) -> Result<Vec<Fault>, ScenarioError> {
    let wrong = |span: Option<Range<usize>>, reason: String| {
        let before = text.get(..span.map_or(0, |span| span.start)).unwrap_or_default();
        ScenarioError::Wrong { path: path.to_owned(), line: before.matches('\n').count() + 1, reason }
    };
    let document = Document::parse(text)
        .map_err(|error| wrong(error.span(), error.message().lines().map(str::trim).collect::<Vec<_>>().join(" ")))?;
    let root = document.as_table();
    for (name, item) in root {
        if name != "fault" {
            let meant = nearest(name, &["fault"]).unwrap_or_default();
            return Err(wrong(key_span(root, name), format!("unknown key `{name}`: did you mean `[[{meant}]]`?")));
        }
        if !item.is_array_of_tables() {
            return Err(wrong(key_span(root, name), "write every fault as a table of its own: [[fault]]".to_owned()));
        }
    }
    let tables = root.get("fault").and_then(Item::as_array_of_tables);
    tables
        .into_iter()
        .flatten()
        .map(|table| {
            let members: Vec<_> = table.iter().map(|(name, item)| (name.to_owned(), given(item))).collect();
            read(&members).map_err(|why| {
                let member = why.member.and_then(|member| key_span(table, &member));
                wrong(member.or_else(|| table.span()), why.reason)
            })
        })
        .collect()
}

fn key_span(table: &Table, name: &str) -> Option<Range<usize>> {
    let (key, item) = table.get_key_value(name)?;
    key.span().or_else(|| item.span())
}

fn given(item: &Item) -> Given {
    match item.as_value() {
        Some(Value::String(text)) => Given::Text(text.value().clone()),
        Some(Value::Integer(number)) => u64::try_from(*number.value()).map_or(Given::Other, Given::Number),
        _ => Given::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::FaultKind;
    use super::*;

    fn error(text: &str) -> String {
        parse(text, Path::new("s.toml")).unwrap_err().to_string()
    }

    #[test]
    fn faults_are_read_in_their_order() {
        let text = "# a day\n[[fault]]\ncall = \"revoke.php\"\nfault = \"apply_then_drop_reply\"\ntimes = 2\n\n\
                    [[fault]]\ncall = \"*\"\nfault = \"drop_request\"\nchance = \"1/5\"\n";
        let faults = parse(text, Path::new("s.toml")).unwrap();
        assert_eq!(faults.len(), 2);
        assert_eq!(faults[0], Fault { left: 2, ..Fault::once("revoke.php", FaultKind::ApplyThenDropReply) });
        assert_eq!(parse("", Path::new("s.toml")), Ok(Vec::new()));
    }

    #[test]
    fn a_mistake_is_told_with_file_line_and_the_nearest_word() {
        let plan = "[[fault]]\ncall = \"revoke.php\"\nfault = \"apply_then_drop_reply\"\n";
        assert!(
            error(&format!("{plan}tims = 2\n")).starts_with("s.toml:4: unknown member `tims`: did you mean `times`?")
        );
        let misspelt = plan.replace("then_drop", "than_drop");
        assert!(
            error(&misspelt).starts_with("s.toml:3: unknown fault `apply_than_drop_reply`: did you mean `apply_then_")
        );
        assert!(
            error(&plan.replace("revoke", "revoque")).starts_with("s.toml:2: no call ends in `revoque.php`: did you")
        );
        assert!(error(&format!("{plan}\n[[fault]]\ncall = \"*\"\n")).starts_with("s.toml:5: `fault` is missing"));
        assert!(error(&format!("{plan}times = -1\n")).starts_with("s.toml:4: `times` has to be"));
        assert!(
            error(&format!("{plan}\n[[fualt]]\n"))
                .starts_with("s.toml:5: unknown key `fualt`: did you mean `[[fault]]`?")
        );
        assert!(error("\nfault = 1\n").starts_with("s.toml:2: write every fault as a table"));
        let broken = error("[[fault]\n");
        assert!(broken.starts_with("s.toml:1: ") && !broken.contains('\n'), "{broken}");
    }

    #[test]
    fn the_scenarios_of_the_repository_are_right() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/scenarios");
        let mut names = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let faults = load(&path).unwrap_or_else(|error| panic!("{error}"));
            assert!(!faults.is_empty(), "{}", path.display());
            names.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
        names.sort();
        assert_eq!(names, ["bad-day.toml", "forged-callbacks.toml", "lost-replies.toml", "slow-status.toml"]);
    }
}
