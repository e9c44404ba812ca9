//! Changing `config.toml`: comments and order stay, and no two changes meet.

use std::path::Path;
use std::time::Duration;

use toml_edit::{DocumentMut, Item, Table, TableLike, value};

use super::file::check_name;
use super::lock::{self, alone, folder_of};
use super::{Config, ConfigError, Profile};
use crate::private::PATIENCE;

/// Edits the file. The new text has to read back before it replaces the old. `change` says in one line why it cannot be
/// made, that nothing was changed, and what to do next. Waits for another tolem that edits it, and so may block.
pub fn edit(path: &Path, change: impl FnOnce(&mut DocumentMut) -> Result<(), String>) -> Result<Config, ConfigError> {
    edit_within(PATIENCE, path, change)
}

fn edit_within(
    patience: Duration,
    path: &Path,
    change: impl FnOnce(&mut DocumentMut) -> Result<(), String>,
) -> Result<Config, ConfigError> {
    let unusable = |reason: String| ConfigError::Unusable { path: path.to_owned(), reason };
    // A file that cannot be used is told of before anything lies beside it.
    Config::load(path)?;
    // A link stays one: what it means is changed.
    let target = lock::resolve(path).map_err(|error| unusable(error.to_string()))?;
    let folder = folder_of(&target);
    std::fs::create_dir_all(folder).map_err(|error| unusable(error.to_string()))?;
    let _changing = alone(&target, patience)?;
    // Another may have changed it while this one waited.
    let text = match std::fs::read_to_string(&target) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(unusable(error.to_string())),
    };
    Config::parse(&text, path)?;
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| unusable(error.to_string()))?;
    change(&mut document).map_err(ConfigError::Refused)?;
    let text = with_line_ends_of(&text, document.to_string());
    let config = Config::parse(&text, path)?;
    // Written beside and renamed, so that a crash leaves the old file or the new one.
    let mut fresh = tempfile::NamedTempFile::new_in(folder).map_err(|error| unusable(error.to_string()))?;
    std::io::Write::write_all(&mut fresh, text.as_bytes()).map_err(|error| unusable(error.to_string()))?;
    fresh.as_file().sync_all().map_err(|error| unusable(error.to_string()))?;
    fresh.persist(&target).map_err(|error| unusable(error.error.to_string()))?;
    Ok(config)
}

/// A file of Windows keeps its line ends, of which the editing forgets some.
fn with_line_ends_of(old: &str, new: String) -> String {
    if old.contains("\r\n") { new.replace("\r\n", "\n").replace('\n', "\r\n") } else { new }
}

/// Adds a profile; the first one becomes the default. A merchant has one profile, because it has one ledger.
pub fn add_profile(
    document: &mut DocumentMut,
    name: &str,
    members: Vec<(&str, toml_edit::Value)>,
) -> Result<(), String> {
    check_name(name).map_err(|reason| format!("{reason}, not {name:?}: nothing was changed, choose another name"))?;
    // Only the first one: after the default was removed, which one takes its place is for a person to say.
    let is_first = document.get("profiles").and_then(Item::as_table_like).is_none_or(TableLike::is_empty);
    if is_first && document.get("default").is_none() {
        document.insert("default", value(name));
    }
    let profiles = document.entry("profiles").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let profiles = profiles.as_table_like_mut().ok_or("`profiles` is not a table: nothing was changed, correct it")?;
    if profiles.contains_key(name) {
        return Err(format!(
            "profile {name} exists already: nothing was changed, choose another name or remove it first (tolem profile remove {name})"
        ));
    }
    let mut table = Table::new();
    for (key, member) in members {
        table.insert(key, Item::Value(member));
    }
    profiles.insert(name, Item::Table(table));
    // One that cannot be read has no twin; what is wrong with it is told when the new text is read back.
    let Ok(config) = toml_edit::de::from_document::<Config>(document.clone()) else { return Ok(()) };
    config.profiles.get(name).and_then(|profile| twin(&config, name, profile)).map_or(Ok(()), Err)
}

/// What forbids to add a profile beside another of the same merchant: each would have a ledger of its own, and neither
/// would know what the other one sends.
pub fn twin(config: &Config, name: &str, profile: &Profile) -> Option<String> {
    let (other, _) = config.profiles.iter().find(|(other, known)| *other != name && known.is_merchant_of(profile))?;
    let host = profile.host.as_str().trim_end_matches('/');
    Some(format!(
        "profile {other} is merchant {} at {host} already: nothing was changed; two ledgers of one merchant could refund twice, use that profile",
        profile.merchant_id
    ))
}

/// Makes a profile the default; the comments about the older one stay.
pub fn set_default(document: &mut DocumentMut, name: &str) {
    set(document.as_table_mut(), "default", name.into());
}

/// Sets a member of a profile's `wire`; a comment beside an older value stays.
pub fn set_wire(document: &mut DocumentMut, profile: &str, key: &str, member: toml_edit::Value) -> Result<(), String> {
    let profiles = document.get_mut("profiles").and_then(Item::as_table_like_mut);
    let found = profiles.and_then(|profiles| profiles.get_mut(profile)).and_then(Item::as_table_like_mut);
    let table = found.ok_or_else(|| gone(profile))?;
    if !table.contains_key("wire") {
        table.insert("wire", Item::Table(Table::new()));
    }
    let wire = table.get_mut("wire").and_then(Item::as_table_like_mut);
    set(wire.ok_or("`wire` is not a table: nothing was changed, correct it")?, key, member);
    Ok(())
}

/// Sets a member; the comments above and beside an older value stay.
fn set(table: &mut dyn TableLike, key: &str, member: toml_edit::Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            let beside = old.decor().clone();
            *old = member;
            *old.decor_mut() = beside;
        }
        None => {
            table.insert(key, Item::Value(member));
        }
    }
}

/// Removes a profile; when it was the default, the first that is left becomes it.
pub fn remove_profile(document: &mut DocumentMut, name: &str) -> Result<(), String> {
    let profiles = document.get_mut("profiles").and_then(Item::as_table_like_mut);
    let profiles = profiles.filter(|profiles| profiles.contains_key(name)).ok_or_else(|| gone(name))?;
    profiles.remove(name);
    // Another one in its place would be another merchant, perhaps a live one, for every command without --profile.
    if document.get("default").and_then(Item::as_str) == Some(name) {
        leave_no_default(document)?;
    }
    Ok(())
}

/// Takes the default away. The comments above it may be about the file, and stay.
fn leave_no_default(document: &mut DocumentMut) -> Result<(), String> {
    let comments = document.key("default").and_then(|key| key.leaf_decor().prefix()?.as_str()).unwrap_or_default();
    let comments = comments.to_owned();
    document.remove("default");
    *document = format!("{comments}{document}").parse().map_err(|error: toml_edit::TomlError| {
        format!("the default cannot be taken away ({}): nothing was changed, correct it", error.message())
    })?;
    Ok(())
}

fn gone(name: &str) -> String {
    format!("profile {name} does not exist: nothing was changed, `tolem profile list` shows those that do")
}

#[cfg(test)]
#[path = "edit_tests.rs"]
mod tests;
