//! `tolem explain`: what a code or status word means, who must act and what to do next. Offline.

use serde_json::{Value, json};

use super::{Global, Stop, print, say};
use crate::catalog::{Catalog, Entry, catalog, labels, print as explained};

/// So many explanations are printed in full for a search; of more there is a list.
const IN_FULL: usize = 3;

#[derive(Debug, clap::Args)]
#[command(after_help = "  tolem explain 10009 --lang kk
  tolem explain pending
  tolem explain insufficient funds --json

Exit code 6 for a code that nobody knows. Schema of --json: docs/json.md.")]
pub(super) struct Args {
    /// Codes (`10009 9998`) and status words (`pending`), or words to search for (`insufficient funds`): with one that is
    /// neither, all are searched for together
    #[arg(required = true, allow_negative_numbers = true, value_name = "CODE")]
    keys: Vec<String>,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<(), Stop> {
    let catalog = catalog().map_err(Stop::failure)?;
    let language = global.language();
    let Found { entries, missing, searched } = find(catalog, &args.keys);
    if global.json {
        let all: Vec<Value> = entries.iter().map(|entry| explained::json(catalog, entry, language)).collect();
        print(&format!("{:#}", json!({ "schema": "tolem.explanations/1", "explanations": all })))?;
    } else if searched && entries.len() > IN_FULL {
        for entry in &entries {
            print(&format!("{:<8} {} ({})", entry.key, entry.meaning(language), entry.family))?;
        }
        let first = entries.first().map_or("", |entry| entry.key.as_str());
        say(&format!("{} entries fit; `tolem explain CODE`, such as {first}, tells all about one", entries.len()));
    } else {
        for (at, entry) in entries.iter().enumerate() {
            let gap = if at == 0 { "" } else { "\n" };
            print(&format!("{gap}{}", explained::text(catalog, entry, language)))?;
        }
    }
    match missing.as_slice() {
        [] => Ok(()),
        missing => {
            Err(Stop::not_found(missing.iter().map(|key| labels::unknown(key, language)).collect::<Vec<_>>().join(" ")))
        }
    }
}

/// What was asked for: explanations, what nobody explains, and whether it was a search.
struct Found {
    entries: Vec<&'static Entry>,
    missing: Vec<String>,
    searched: bool,
}

/// All words together may be one status word (`need data`); numbers and known words are explained one by one; anything
/// else is searched for.
fn find(catalog: &'static Catalog, keys: &[String]) -> Found {
    let whole = keys.join(" ");
    let entries = catalog.explain(&whole);
    if !entries.is_empty() {
        return Found { entries, missing: Vec::new(), searched: false };
    }
    let is_key = |key: &String| key.parse::<i64>().is_ok() || !catalog.explain(key).is_empty();
    if keys.iter().all(is_key) {
        let missing = keys.iter().filter(|key| catalog.explain(key).is_empty()).cloned().collect();
        let entries = keys.iter().flat_map(|key| catalog.explain(key)).collect();
        return Found { entries, missing, searched: false };
    }
    let entries = if whole.trim().is_empty() { Vec::new() } else { catalog.search(&whole) };
    let missing =
        if entries.is_empty() { vec![format!("\"{}\"", crate::domain::text::clean(&whole))] } else { Vec::new() };
    Found { entries, missing, searched: true }
}
