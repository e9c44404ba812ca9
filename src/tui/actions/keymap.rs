//! Which keys the actions have, context by context: those of the table, or what the operator has put in their place.

use crokey::KeyCombination;

use super::keys::{self, Keys};
use super::{Action, Context, Entry, TABLE};

/// The keys of one row of the table in one context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The row, by its place in the table.
    pub row: usize,
    /// Where.
    pub context: Context,
    /// The keys, the one to show first. None when they were taken away.
    pub keys: Vec<Keys>,
}

impl Binding {
    /// The row.
    pub fn entry(&self) -> Option<&'static Entry> {
        TABLE.get(self.row)
    }

    /// The key that is shown; empty when there is none.
    pub fn label(&self) -> String {
        self.keys.first().map(|keys| keys.label()).unwrap_or_default()
    }
}

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// An action.
    Action(Action),
    /// The first of two keys.
    Prefix,
    /// Nothing.
    Nothing,
}

/// All keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

impl Default for Keymap {
    fn default() -> Self {
        let rows = TABLE.iter().enumerate();
        let bindings = rows.flat_map(|(row, entry)| {
            entry.contexts.iter().map(move |context| Binding { row, context: *context, keys: entry.keys.to_vec() })
        });
        Self { bindings: bindings.collect() }
    }
}

impl Keymap {
    /// All bindings, in the order of the table.
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// All bindings, to be changed.
    pub(super) fn bindings_mut(&mut self) -> &mut [Binding] {
        &mut self.bindings
    }

    /// The bindings of a context, in the order of the table.
    pub fn here(&self, context: Context) -> impl Iterator<Item = (&Binding, &'static Entry)> {
        let here = self.bindings.iter().filter(move |binding| binding.context == context);
        here.filter_map(|binding| Some((binding, binding.entry()?)))
    }

    /// What a key means in a context, after `pending` if that was pressed before it.
    pub fn find(&self, context: Context, pending: Option<KeyCombination>, key: KeyCombination) -> Found {
        let key = keys::canonical(key);
        let mut found = Found::Nothing;
        for (binding, entry) in self.here(context) {
            for keys in &binding.keys {
                match (pending, keys.second) {
                    (None, None) if keys.first == key => return Found::Action(entry.action),
                    (None, Some(_)) if keys.first == key => found = Found::Prefix,
                    (Some(first), Some(second)) if keys.first == first && second == key => {
                        return Found::Action(entry.action);
                    }
                    (None | Some(_), None | Some(_)) => {}
                }
            }
        }
        found
    }

    /// What may follow a first key: the second key, and the row.
    pub fn after(&self, context: Context, first: KeyCombination) -> Vec<(KeyCombination, &'static Entry)> {
        let rows = self.here(context).flat_map(|(binding, entry)| binding.keys.iter().map(move |keys| (keys, entry)));
        rows.filter(|(keys, _)| keys.first == first).filter_map(|(keys, entry)| Some((keys.second?, entry))).collect()
    }

    /// The key of an action as a text names it: its first one in this context, else anywhere, else its name.
    pub fn label(&self, action: Action, context: Context) -> String {
        let of_action = || self.bindings.iter().filter(|binding| binding.entry().is_some_and(|e| e.action == action));
        let here = of_action().find(|binding| binding.context == context && !binding.keys.is_empty());
        let label = here.or_else(|| of_action().find(|binding| !binding.keys.is_empty())).map(Binding::label);
        label.unwrap_or_else(|| action.name().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::model::Screen;
    use super::super::keys::{char, ctrl, upper};
    use super::*;
    use crate::domain::IntentKind;

    fn find(keys: Keys, context: Context) -> Found {
        Keymap::default().find(context, None, keys.first)
    }

    #[test]
    fn no_key_means_two_things_in_one_context() {
        let keymap = Keymap::default();
        for context in Context::ALL {
            let all: Vec<(Keys, Action)> = keymap
                .here(context)
                .flat_map(|(binding, entry)| binding.keys.iter().map(move |keys| (*keys, entry.action)))
                .collect();
            for (at, (one, action)) in all.iter().enumerate() {
                for (other, same) in &all[at + 1..] {
                    assert!(!one.collides(*other), "{context:?}: {one} is {action:?} and {other} is {same:?}");
                }
            }
        }
    }

    #[test]
    fn keys_are_found_on_a_cyrillic_layout_too() {
        assert_eq!(find(char('к'), Context::Payments), Found::Action(Action::Intend(IntentKind::Refund)));
        assert_eq!(find(upper('П'), Context::Payments), Found::Action(Action::Last));
        assert_eq!(find(ctrl('с'), Context::Dialog), Found::Action(Action::Interrupt));
        assert_eq!(find(char('ж'), Context::Payments), Found::Nothing);
    }

    #[test]
    fn two_keys_are_found_one_after_the_other() {
        let keymap = Keymap::default();
        let (g, i) = (char('п').first, char('ш').first);
        assert_eq!(keymap.find(Context::Payments, None, g), Found::Prefix);
        assert_eq!(
            keymap.find(Context::Payments, Some(char('g').first), i),
            Found::Action(Action::Go(Screen::Invoices))
        );
        assert_eq!(keymap.find(Context::Payments, Some(char('g').first), char('r').first), Found::Nothing);
        assert_eq!(keymap.find(Context::Dialog, None, char('g').first), Found::Nothing);
        let names: Vec<String> = keymap
            .after(Context::Payments, char('g').first)
            .into_iter()
            .map(|(key, entry)| format!("{} {}", keys::label(key), entry.action.name()))
            .collect();
        assert!(names.contains(&"g first".to_owned()) && names.contains(&"i go-invoices".to_owned()), "{names:?}");
    }

    /// Nothing is reached by the mouse alone, and nothing by a key that another one takes away.
    #[test]
    fn every_action_is_reached_in_each_of_its_contexts() {
        let keymap = Keymap::default();
        for (binding, entry) in Context::ALL.into_iter().flat_map(|context| keymap.here(context)) {
            for keys in &binding.keys {
                let found = match keys.second {
                    None => keymap.find(binding.context, None, keys.first),
                    Some(second) => keymap.find(binding.context, Some(keys.first), second),
                };
                assert_eq!(found, Found::Action(entry.action), "{keys} in {:?}", binding.context);
            }
            assert!(!binding.keys.is_empty(), "{:?}", entry.action);
        }
    }
}
