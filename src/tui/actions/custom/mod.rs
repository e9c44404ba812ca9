//! `keymap.toml`: the operator's keys in the place of the table's. Every mistake is told with its line, all at once: names
//! that nobody knows, keys that mean two things in one place, and keys that would be dangerous.

mod print;

use std::ops::Range;
use std::path::Path;

use crossterm::event::KeyCode;
use toml_edit::{Document, Item, Table};

use super::keymap::Keymap;
use super::keys::Keys;
use super::{Action, Context, TABLE};
use crate::config::{ConfigError, line_of, nearest};

pub use print::{default_text, schema};

/// A part of the file: where its keys are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    /// Everywhere.
    Global,
    /// In every list.
    Lists,
    /// In one place.
    Of(Context),
}

const LISTS: [Context; 6] =
    [Context::Invoices, Context::Cards, Context::Payouts, Context::Payments, Context::Operations, Context::Codes];

impl Section {
    /// All, what is general before what is special: the later ones win.
    fn all() -> Vec<Self> {
        let mut all = vec![Self::Global, Self::Lists];
        all.extend(Context::ALL.map(Self::Of));
        all
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Lists => "lists",
            Self::Of(context) => context.name(),
        }
    }

    fn covers(self, context: Context) -> bool {
        match self {
            Self::Global => true,
            Self::Lists => LISTS.contains(&context),
            Self::Of(one) => one == context,
        }
    }
}

/// What the file says of one action in one section.
struct Wish {
    section: Section,
    action: Action,
    keys: Vec<Keys>,
    line: usize,
}

/// Reads a text as if it stood in `path`. `Err` has every mistake.
pub fn parse(text: &str, path: &Path) -> Result<Keymap, Vec<ConfigError>> {
    let mut faults = Vec::new();
    let wishes = wishes(text, &mut faults);
    let mut keymap = Keymap::default();
    let lines = apply(&mut keymap, &wishes, &mut faults);
    conflicts(&keymap, &lines, &mut faults);
    if faults.is_empty() {
        return Ok(keymap);
    }
    faults.sort_by_key(|(line, _)| *line);
    faults.dedup();
    let wrong = |(line, reason)| ConfigError::Wrong { path: path.to_owned(), line, reason };
    Err(faults.into_iter().map(wrong).collect())
}

type Faults = Vec<(usize, String)>;

/// What the file says, the general before the special.
fn wishes(text: &str, faults: &mut Faults) -> Vec<Wish> {
    let line = |span: Option<Range<usize>>| line_of(text, span.map_or(0, |span| span.start));
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            faults.push((line(error.span()), error.message().lines().map(str::trim).collect::<Vec<_>>().join(" ")));
            return Vec::new();
        }
    };
    let root = document.as_table();
    let sections = Section::all();
    let names: Vec<&str> = sections.iter().map(|section| section.name()).collect();
    for (name, _) in root.iter().filter(|(name, _)| !names.contains(name)) {
        faults.push((line(key_span(root, name)), unknown("section", name, &names)));
    }
    let mut wishes = Vec::new();
    for section in sections {
        let Some(item) = root.get(section.name()) else { continue };
        let Some(table) = item.as_table() else {
            faults.push((line(key_span(root, section.name())), format!("write a table: [{}]", section.name())));
            continue;
        };
        for (name, item) in table {
            let at = line(key_span(table, name));
            match wish(section, name, item) {
                Ok((action, keys)) => wishes.push(Wish { section, action, keys, line: at }),
                Err(reason) => faults.push((at, reason)),
            }
        }
    }
    wishes
}

fn wish(section: Section, name: &str, item: &Item) -> Result<(Action, Vec<Keys>), String> {
    let Some(action) = TABLE.iter().map(|entry| entry.action).find(|action| action.name() == name) else {
        let known: Vec<&str> = TABLE.iter().map(|entry| entry.action.name()).collect();
        return Err(unknown("action", name, &known));
    };
    if !TABLE.iter().any(|entry| entry.action == action && entry.contexts.iter().any(|one| section.covers(*one))) {
        return Err(format!("`{name}` is nothing that can be done in [{}]", section.name()));
    }
    let texts: Option<Vec<&str>> = match (item.as_str(), item.as_array()) {
        (Some(text), _) => Some(vec![text]),
        (None, Some(array)) => array.iter().map(toml_edit::Value::as_str).collect(),
        (None, None) => None,
    };
    let texts = texts.ok_or_else(|| format!("write keys as texts: {name} = [\"k\", \"ctrl-x\"], or [] for none"))?;
    let keys = texts.into_iter().map(Keys::parse).collect::<Result<Vec<Keys>, String>>()?;
    check(section, action, &keys)?;
    Ok((action, keys))
}

/// Keys that an action must not have, or not lack.
fn check(section: Section, action: Action, keys: &[Keys]) -> Result<(), String> {
    let name = action.name();
    let is_way_out = matches!(action, Action::Back | Action::Press | Action::Interrupt);
    if keys.is_empty() && is_way_out {
        return Err(format!("`{name}` has to keep a key: there would be no way out"));
    }
    let is_dangerous = TABLE.iter().any(|entry| entry.action == action && entry.dangerous);
    let is_careless = |keys: &Keys| {
        let careless = [super::keys::code(KeyCode::Enter).first, super::keys::char(' ').first];
        careless.contains(&keys.first) || keys.second.is_some_and(|second| careless.contains(&second))
    };
    if let Some(keys) = keys.iter().find(|keys| is_dangerous && is_careless(keys)) {
        return Err(format!("`{keys}` is pressed without looking: `{name}` can move money and needs another key"));
    }
    let moves = |keys: &Keys| {
        keys.edits() || [KeyCode::Up, KeyCode::Down].map(super::keys::code).iter().any(|one| one.first == keys.first)
    };
    if let Some(keys) = keys.iter().find(|keys| action == Action::Press && moves(keys)) {
        return Err(format!("`{keys}` goes to and fro: `{name}` needs another key"));
    }
    match section {
        Section::Of(context) if context.types() => {
            if let Some(keys) = keys.iter().find(|keys| keys.edits()) {
                return Err(format!("`{keys}` edits what is typed in [{}]: use another key", context.name()));
            }
            // A letter in a dialog is heard where nothing is typed.
            match keys.iter().find(|keys| keys.types() && action != Action::OpenPage) {
                Some(keys) => Err(format!("`{keys}` is typed in [{}]: use a key with ctrl or alt", context.name())),
                None => Ok(()),
            }
        }
        Section::Global | Section::Lists | Section::Of(_) => Ok(()),
    }
}

/// Puts the wishes in the place of the table's keys. Answers the line that each binding has its keys from.
fn apply(keymap: &mut Keymap, wishes: &[Wish], faults: &mut Faults) -> Vec<Option<usize>> {
    let mut lines = Vec::new();
    let mut given: Vec<(Context, Action)> = Vec::new();
    for binding in keymap.bindings_mut() {
        let Some(entry) = binding.entry() else { continue };
        let (context, action) = (binding.context, entry.action);
        // Wishes come the general first, so that the last one is the most special.
        let wish = wishes.iter().rev().find(|wish| wish.action == action && wish.section.covers(context));
        let special = wish.is_some_and(|wish| wish.section == Section::Of(context));
        let keys = wish.map(|wish| {
            // A letter that is meant everywhere is still typed where letters are typed.
            let fits = |keys: &&Keys| special || !context.types() || !(keys.types() || keys.edits());
            wish.keys.iter().filter(fits).copied().collect::<Vec<_>>()
        });
        lines.push(None);
        let (Some(wish), Some(keys)) = (wish, keys) else { continue };
        if keys.is_empty() && !wish.keys.is_empty() {
            continue;
        }
        if let (Some(last), false) = (lines.last_mut(), keys.is_empty()) {
            *last = Some(wish.line);
        }
        // Several rows of one action are one wish: the first row takes it.
        let first = !given.contains(&(context, action));
        given.push((context, action));
        binding.keys = if first { keys } else { Vec::new() };
    }
    if lines.len() != keymap.bindings().len() {
        faults.push((1, "the table of actions is broken".to_owned()));
    }
    lines
}

/// Keys that would mean two things in one place.
fn conflicts(keymap: &Keymap, lines: &[Option<usize>], faults: &mut Faults) {
    let all: Vec<_> = keymap.bindings().iter().zip(lines).collect();
    let mut told: Vec<(Keys, &str, &str)> = Vec::new();
    for (at, (one, own)) in all.iter().enumerate() {
        for (other, others) in all.iter().skip(at).filter(|(other, _)| other.context == one.context) {
            let (Some(line), Some(first), Some(second)) = (own.or(**others), one.entry(), other.entry()) else {
                continue;
            };
            let is_same_row = one.row == other.row;
            for (place, keys) in one.keys.iter().enumerate() {
                let skip = if is_same_row { place + 1 } else { 0 };
                let Some(clash) = other.keys.iter().skip(skip).find(|clash| keys.collides(**clash)) else { continue };
                let pair = (*keys, first.action.name(), second.action.name());
                if told.contains(&pair) {
                    continue;
                }
                told.push(pair);
                let place = one.context.name();
                let (mine, theirs) = (first.action.name(), second.action.name());
                faults.push((
                    line,
                    if keys == clash {
                        format!("`{keys}` would be both `{mine}` and `{theirs}` in [{place}]: give one of them another key, or []")
                    } else {
                        format!("`{keys}` ({mine}) and `{clash}` ({theirs}) begin alike in [{place}]: give one of them another key, or []")
                    },
                ));
            }
        }
    }
}

fn key_span(table: &Table, name: &str) -> Option<Range<usize>> {
    let (key, item) = table.get_key_value(name)?;
    key.span().or_else(|| item.span())
}

fn unknown(what: &str, name: &str, known: &[&str]) -> String {
    match nearest(name, known) {
        Some(nearest) => format!("unknown {what} `{name}`: did you mean `{nearest}`?"),
        None => format!("unknown {what} `{name}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::keymap::Found;
    use super::super::keys::{char, ctrl, then};
    use super::*;
    use crate::domain::IntentKind;

    fn faults(text: &str) -> Vec<String> {
        let faults = parse(text, Path::new("keymap.toml")).err().unwrap_or_default();
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn keys_are_bound_anew_and_taken_away_and_the_special_wins() {
        let text = "[global]\nhelp = [\"f1\"]\nrefund = [\"ctrl-r\"]\nmouse = []\n[payments]\nrefund = \"g r\"\n[dialog]\nfocus-next = [\"ctrl-n\"]\n";
        let keymap = parse(text, Path::new("keymap.toml")).unwrap();
        let refund = Found::Action(Action::Intend(IntentKind::Refund));
        let find = |keys: Keys, context| keymap.find(context, None, keys.first);
        assert_eq!(find(ctrl('r'), Context::Cards), refund);
        assert_eq!(find(char('r'), Context::Cards), Found::Nothing);
        assert_eq!(find(ctrl('r'), Context::Payments), Found::Nothing);
        assert_eq!(keymap.find(Context::Payments, Some(char('g').first), char('r').first), refund);
        assert_eq!(find(char('m'), Context::Payments), Found::Nothing);
        assert_eq!(find(char('?'), Context::Payments), Found::Nothing);
        assert_eq!(find(ctrl('n'), Context::Dialog), Found::Action(Action::FocusNext));
        assert_eq!(find(super::super::keys::code(KeyCode::Tab), Context::Dialog), Found::Nothing);
        assert_eq!(keymap.label(Action::Help, Context::Payments), "F1");
        assert_eq!(then('g', 'r').to_string(), "g r");
    }

    #[test]
    fn a_letter_that_is_meant_everywhere_is_still_typed_where_letters_are_typed() {
        let keymap = parse("[global]\nup = [\"i\", \"ctrl-u\"]\n", Path::new("keymap.toml")).unwrap();
        assert_eq!(keymap.find(Context::Search, None, char('i').first), Found::Nothing);
        assert_eq!(keymap.find(Context::Search, None, ctrl('u').first), Found::Action(Action::Up));
        assert_eq!(keymap.find(Context::Payments, None, char('i').first), Found::Action(Action::Up));
        let delete = super::super::keys::code(KeyCode::Delete);
        let keymap = parse("[global]\nup = [\"delete\", \"ctrl-u\"]\n", Path::new("keymap.toml")).unwrap();
        assert_eq!(keymap.find(Context::Find, None, delete.first), Found::Nothing);
        assert_eq!(keymap.find(Context::Payments, None, delete.first), Found::Action(Action::Up));
    }

    #[test]
    fn every_mistake_is_told_with_its_line_and_all_at_once() {
        for (text, told) in [
            ("[global]\nrefnd = [\"k\"]\n", vec!["keymap.toml:2: unknown action `refnd`: did you mean `refund`?"]),
            ("[lsts]\n", vec!["keymap.toml:1: unknown section `lsts`: did you mean `lists`?"]),
            ("[global]\n\nrefund = [\"entr\"]\n", vec!["keymap.toml:3: unknown key `entr`: did you mean `enter`?"]),
            (
                "[payments]\nrefund = [\"x\"]\n",
                vec![
                    "keymap.toml:2: `x` would be both `refund` and `cancel-hold` in [payments]: give one of them another key, or []",
                ],
            ),
            (
                "[payments]\nrefund = [\"g\"]\n",
                vec![
                    "keymap.toml:2: `g` (refund) and `g g` (first) begin alike in [payments]: give one of them another key, or []",
                ],
            ),
            (
                "[cards]\nclear = [\"enter\"]\nrefund = [\"space\"]\n",
                vec![
                    "keymap.toml:2: `enter` is pressed without looking: `clear` can move money and needs another key",
                    "keymap.toml:3: `space` is pressed without looking: `refund` can move money and needs another key",
                ],
            ),
            ("[dialog]\npress = []\n", vec!["keymap.toml:2: `press` has to keep a key: there would be no way out"]),
            ("[dialog]\nback = [\"b\"]\n", vec!["keymap.toml:2: `b` is typed in [dialog]: use a key with ctrl or alt"]),
            (
                "[dialog]\npress = [\"left\"]\n",
                vec!["keymap.toml:2: `left` goes to and fro: `press` needs another key"],
            ),
            (
                "[global]\npress = [\"down\"]\n",
                vec!["keymap.toml:2: `down` goes to and fro: `press` needs another key"],
            ),
            (
                "[dialog]\npress = [\"x\"]\n",
                vec!["keymap.toml:2: `x` is typed in [dialog]: use a key with ctrl or alt"],
            ),
            (
                "[dialog]\n\nfocus-next = [\"tab\", \"delete\"]\nopen-page = [\"backspace\"]\n",
                vec![
                    "keymap.toml:3: `delete` edits what is typed in [dialog]: use another key",
                    "keymap.toml:4: `backspace` edits what is typed in [dialog]: use another key",
                ],
            ),
            ("[help]\nrefund = [\"k\"]\n", vec!["keymap.toml:2: `refund` is nothing that can be done in [help]"]),
            (
                "[global]\nrefund = 5\n",
                vec!["keymap.toml:2: write keys as texts: refund = [\"k\", \"ctrl-x\"], or [] for none"],
            ),
        ] {
            let found = faults(text);
            assert_eq!(found.iter().take(told.len()).map(String::as_str).collect::<Vec<_>>(), told, "{text}");
        }
        assert!(faults("[global\n")[0].starts_with("keymap.toml:1: "));
        assert_eq!(faults(""), Vec::<String>::new());
    }
}
