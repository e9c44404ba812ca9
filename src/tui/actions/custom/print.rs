//! `keymap.toml` as it is shown: its defaults, as comments, and its JSON schema.

use std::fmt::Write as _;

use super::super::keymap::Keymap;
use super::super::keys::Keys;
use super::super::{Action, Context, TABLE};
use super::Section;

/// The keys of an action in a context, whatever rows they come from.
fn keys_of(keymap: &Keymap, context: Context, action: Action) -> Vec<Keys> {
    keymap
        .here(context)
        .filter(|(_, entry)| entry.action == action)
        .flat_map(|(binding, _)| binding.keys.clone())
        .collect()
}

/// Every action once, in the order of the table, with the places where it can be done.
fn actions() -> Vec<(Action, Vec<Context>)> {
    let mut all: Vec<(Action, Vec<Context>)> = Vec::new();
    for entry in TABLE {
        match all.iter_mut().find(|(action, _)| *action == entry.action) {
            Some((_, contexts)) => contexts.extend(entry.contexts),
            None => all.push((entry.action, entry.contexts.to_vec())),
        }
    }
    for (_, contexts) in &mut all {
        let mut seen = Vec::new();
        contexts.retain(|context| {
            !seen.contains(context) && {
                seen.push(*context);
                true
            }
        });
    }
    all
}

/// The defaults of the file, as comments: what holds everywhere first, then what differs in one place.
pub fn default_text() -> String {
    let keymap = Keymap::default();
    let line = |action: Action, keys: &[Keys]| {
        let keys: Vec<String> = keys.iter().map(|keys| format!("\"{}\"", escaped(&keys.to_string()))).collect();
        let help =
            TABLE.iter().find(|entry| entry.action == action).map(|entry| entry.help(crate::locale::Language::En));
        format!("# {} = [{}]  # {}\n", action.name(), keys.join(", "), help.unwrap_or_default())
    };
    let mut text = String::from(
        "# Keys of tolem. What is commented out is the default. A list has as many keys as you like, [] takes them away:\n\
         # \"k\", \"G\", \"ctrl-x\", \"alt-left\", \"f5\", \"enter\", \"space\", or two keys one after the other: \"g i\".\n\
         # [global] holds everywhere, [lists] in every list, and the other sections in one place each; the special wins.\n\n[global]\n",
    );
    let all = actions();
    let general = |action: Action, contexts: &[Context]| {
        contexts.first().map(|first| keys_of(&keymap, *first, action)).unwrap_or_default()
    };
    for (action, contexts) in &all {
        text.push_str(&line(*action, &general(*action, contexts)));
    }
    for context in Context::ALL {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "\n[{}]", context.name());
        for (action, contexts) in all.iter().filter(|(_, contexts)| contexts.contains(&context)) {
            let here = keys_of(&keymap, context, *action);
            let everywhere = general(*action, contexts);
            let fits = |keys: &&Keys| !context.types() || !(keys.types() || keys.edits());
            let kept: Vec<_> = everywhere.iter().filter(fits).copied().collect();
            if here != kept {
                text.push_str(&line(*action, &here));
            }
        }
    }
    text
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// The JSON schema of the file.
pub fn schema() -> serde_json::Value {
    use serde_json::json;
    let keys = json!({ "oneOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] });
    let mut sections = serde_json::Map::new();
    for section in Section::all() {
        let here = actions().into_iter().filter(|(_, contexts)| contexts.iter().any(|one| section.covers(*one)));
        let names: serde_json::Map<_, _> = here.map(|(action, _)| (action.name().to_owned(), keys.clone())).collect();
        let table = json!({ "type": "object", "properties": names, "additionalProperties": false });
        sections.insert(section.name().to_owned(), table);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "keymap.toml of tolem",
        "type": "object",
        "properties": sections,
        "additionalProperties": false
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::parse;
    use super::*;

    #[test]
    fn the_printed_defaults_read_back_as_the_defaults() {
        let printed = default_text();
        assert_eq!(parse(&printed, Path::new("keymap.toml")), Ok(Keymap::default()));
        let all: Vec<&str> =
            printed.lines().map(|line| if line.contains(" = [") { &line[2..] } else { line }).collect();
        let read = parse(&all.join("\n"), Path::new("keymap.toml")).unwrap();
        for (action, contexts) in actions() {
            for context in contexts {
                let (default, read) = (keys_of(&Keymap::default(), context, action), keys_of(&read, context, action));
                assert_eq!(read, default, "{action:?} in {context:?}");
            }
        }
    }

    #[test]
    fn the_schema_knows_every_section_and_action_and_nothing_else() {
        let schema = schema();
        assert_eq!(schema["properties"]["payments"]["properties"]["refund"]["oneOf"][0]["type"], "string");
        assert_eq!(schema["properties"]["help"]["properties"].get("refund"), None);
        assert_eq!(
            (&schema["additionalProperties"], &schema["properties"]["lists"]["additionalProperties"]),
            (&false.into(), &false.into())
        );
        assert_eq!(schema["properties"]["global"]["properties"].as_object().unwrap().len(), actions().len());
    }
}
