//! The palette: every command of this place by a few letters of its name. What is impossible now is listed too, with the
//! reason, and dangerous commands still open their dialogs.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::actions::Action;
use super::dialog::field::{Field, Name};
use super::model::Model;
use super::possible;
use super::privacy;
use super::theme::file::BUILT_IN;
use crate::locale::Language;
use crate::{key, say};

/// Commands that are offered first, because they were run last.
const RECENT: usize = 8;

/// Something that the palette can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// An action of the table.
    Act(Action),
    /// Put a theme on.
    Theme(String),
    /// Speak a language.
    Language(Language),
    /// Show the list in front as it was saved under a name.
    View(String),
}

/// A command as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it does.
    pub command: Command,
    /// Its short name.
    pub title: String,
    /// What it does, in words.
    pub help: String,
    /// Its key, if it has one.
    pub key: String,
    /// Why it is impossible now.
    pub reason: Option<String>,
    /// Whether it can lead to money being moved.
    pub dangerous: bool,
    /// A name that is the same in every language.
    name: String,
}

/// The palette, while it is open.
#[derive(Debug)]
pub struct Palette {
    /// What was typed.
    pub query: Field,
    /// What fits, the best first.
    pub found: Vec<Item>,
    /// The chosen one.
    pub selected: usize,
    items: Vec<Item>,
}

impl Palette {
    /// All commands of the place in front.
    pub fn open(model: &Model) -> Self {
        let items = items(model);
        let mut palette =
            Self { query: Field::new(Name::Search, key!("field-search")), found: Vec::new(), selected: 0, items };
        palette.search(&model.recent);
        palette
    }

    /// Finds anew, after the query changed.
    pub fn search(&mut self, recent: &[Command]) {
        self.selected = 0;
        // Later ones were run earlier; those that never were come last.
        let rank = |item: &Item| recent.iter().position(|command| *command == item.command).unwrap_or(RECENT);
        let pattern = Pattern::parse(self.query.value(), CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut scored: Vec<(u32, &Item)> =
            self.items.iter().filter_map(|item| Some((score(&pattern, &mut matcher, item)?, item))).collect();
        scored.sort_by_key(|(score, item)| (std::cmp::Reverse(*score), rank(item), item.reason.is_some()));
        self.found = scored.into_iter().map(|(_, item)| item.clone()).collect();
    }

    /// Moves the choice.
    pub fn step(&mut self, by: isize) {
        self.selected = self.selected.saturating_add_signed(by).min(self.found.len().saturating_sub(1));
    }

    /// The chosen command.
    pub fn current(&self) -> Option<&Item> {
        self.found.get(self.selected)
    }
}

/// How well an item fits: its name in this language counts, its help, and the name that is the same in all of them.
fn score(pattern: &Pattern, matcher: &mut Matcher, item: &Item) -> Option<u32> {
    let mut letters = Vec::new();
    let mut of = |text: &str| pattern.score(Utf32Str::new(text, &mut letters), matcher);
    // Letters of the short name are what is meant most often.
    let title = of(&item.title).map(|score| score.saturating_add(20));
    [title, of(&item.name), of(&format!("{} {}", item.title, item.help))].into_iter().flatten().max()
}

/// Remembers that a command was run.
pub fn remember(recent: &mut Vec<Command>, command: &Command) {
    recent.retain(|known| known != command);
    recent.insert(0, command.clone());
    recent.truncate(RECENT);
}

/// Whether an action makes no sense as a command: it moves inside what is in front, or it is how one comes here.
const fn is_motion(action: Action) -> bool {
    matches!(
        action,
        Action::Up
            | Action::Down
            | Action::PageUp
            | Action::PageDown
            | Action::FocusNext
            | Action::FocusPrevious
            | Action::Press
            | Action::Palette
            | Action::Interrupt
    )
}

fn items(model: &Model) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for (binding, entry) in model.keymap.here(model.ground()).filter(|(_, entry)| !is_motion(entry.action)) {
        items.push(Item {
            command: Command::Act(entry.action),
            title: entry.label(model.language),
            help: entry.help(model.language),
            key: binding.label(),
            reason: possible::enabled(model, entry.action).err(),
            dangerous: entry.dangerous,
            name: entry.action.name().replace('-', " "),
        });
    }
    let views = model.listed().map(|kind| model.lists.sheet(kind).views.as_slice()).unwrap_or_default();
    for view in views {
        items.push(Item {
            command: Command::View(view.name.clone()),
            title: say!(model.language, "palette-view", name = privacy::named(model, &view.name)),
            help: privacy::veiled(model, &view.shape.query.filter.to_string()),
            key: String::new(),
            reason: None,
            dangerous: false,
            name: format!("view {}", view.name),
        });
    }
    let own = model.themes.iter().map(|(name, _)| name.as_str());
    let mut themes: Vec<&str> = BUILT_IN.into_iter().chain(own).collect();
    themes.dedup();
    for name in themes {
        items.push(Item {
            command: Command::Theme(name.to_owned()),
            title: say!(model.language, "palette-theme", name = name),
            help: String::new(),
            key: String::new(),
            reason: None,
            dangerous: false,
            name: format!("theme {name}"),
        });
    }
    for language in Language::ALL {
        items.push(Item {
            command: Command::Language(language),
            title: say!(model.language, "palette-language", name = own_name(language)),
            help: String::new(),
            key: String::new(),
            reason: None,
            dangerous: false,
            name: format!("language {}", language.code()),
        });
    }
    items
}

/// What those who speak a language call it.
pub fn own_name(language: Language) -> &'static str {
    match language {
        Language::En => "English",
        Language::Ru => "Русский",
        Language::Kk => "Қазақша",
    }
}
