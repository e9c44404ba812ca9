//! Sentences that the ledger keeps, and that the domain makes, in English: known again by their English text, and said in
//! another language. The English text in `operations.ftl` is the pattern; a sentence that fits none stays as it is.

use std::sync::OnceLock;

use super::{evidence_word, intent, stage, state};
use crate::domain::{IntentKind, Stage, State};
use crate::key;
use crate::ledger::{Event, EventKind};
use crate::locale::{Language, Value, speak};
use crate::say;

/// What stands in a hole of a pattern.
#[derive(Debug, Clone, Copy)]
enum Hole {
    /// A name, an amount, a time: the same in every language.
    As,
    /// A number, which plurals go by.
    Count,
    /// A length of time, in seconds where it is a round one.
    Time,
    /// A stage.
    Stage,
    /// A state.
    State,
    /// An intent.
    Intent,
    /// What a read said.
    Evidence,
    /// A sentence of its own.
    Sentence,
}

/// A pattern: its key, and its holes in the order of the English text.
type Pattern = (&'static str, &'static [(&'static str, Hole)]);

use Hole::{As, Count, Evidence, Intent, Sentence};

/// What stands around other sentences comes first. Those that begin with a name come last: they fit more than the others.
const PATTERNS: &[Pattern] = &[
    (key!("kept-person"), &[("why", Sentence)]),
    (key!("kept-stage"), &[("was", Hole::Stage), ("is", Hole::Stage)]),
    (key!("kept-amount"), &[("was", As), ("is", As)]),
    (key!("kept-cleared"), &[("was", As), ("is", As)]),
    (key!("kept-refunded"), &[("was", As), ("is", As)]),
    (key!("kept-refunds"), &[("was", As), ("is", As)]),
    (key!("kept-order-exists"), &[("amount", As), ("stage", Hole::Stage)]),
    (key!("kept-order-exists-for"), &[("order", As), ("amount", As), ("stage", Hole::Stage)]),
    (key!("kept-order-in-ledger"), &[("order", As)]),
    (key!("kept-order-exists-and"), &[("order", As), ("stage", Hole::Stage)]),
    (key!("kept-gone"), &[]),
    (key!("kept-changed-elsewhere"), &[]),
    (key!("kept-changed-meanwhile"), &[]),
    (key!("kept-another-desk"), &[]),
    (key!("kept-clear-first-card"), &[]),
    (key!("kept-cancel-or-clear-first"), &[]),
    (key!("kept-wait-cleared"), &[]),
    (key!("kept-nothing-to-refund"), &[]),
    (key!("kept-cleared-before"), &[]),
    (key!("kept-wait-held"), &[]),
    (key!("kept-only-hold-cleared"), &[]),
    (key!("kept-refund-instead"), &[]),
    (key!("kept-only-hold-cancelled"), &[]),
    (key!("kept-not-waiting"), &[]),
    (key!("kept-only-open-invoice"), &[]),
    (key!("kept-only-charged"), &[]),
    (key!("kept-customer-created-here"), &[]),
    (key!("kept-customer-unknown"), &[]),
    (key!("kept-no-gateway-id"), &[]),
    (key!("kept-no-links"), &[]),
    (key!("kept-does-not-fit"), &[]),
    (key!("kept-creates-nothing"), &[]),
    (key!("kept-ledger-not-written"), &[]),
    (key!("kept-answer-not-kept"), &[("reason", As)]),
    (key!("kept-unsigned-yes"), &[]),
    (key!("kept-payer-enters-cvc"), &[]),
    (key!("kept-page-not-saved"), &[("reason", As)]),
    (key!("kept-not-sent"), &[("reason", Sentence)]),
    (key!("kept-ambiguous"), &[("failure", As)]),
    (key!("kept-program-ended"), &[]),
    (key!("kept-outcome-not-kept"), &[]),
    (key!("kept-nothing-happened"), &[("seen", Sentence)]),
    (key!("kept-something-else"), &[("what", Sentence)]),
    (key!("kept-no-read-settles"), &[("seen", Sentence)]),
    (key!("kept-no-read-answered"), &[("error", Sentence)]),
    (key!("kept-yes-but-unseen"), &[]),
    (key!("kept-unlike-any"), &[]),
    (key!("kept-page-lost"), &[]),
    (key!("kept-followed"), &[("stage", Hole::Stage)]),
    (key!("kept-unread-record"), &[]),
    (key!("kept-being-created"), &[]),
    (key!("kept-not-created"), &[]),
    (key!("kept-never-read"), &[]),
    (key!("kept-shown-seconds"), &[("count", Count)]),
    (key!("kept-shown-minutes"), &[("count", Count)]),
    (key!("kept-shown-hours"), &[("count", Count)]),
    (key!("kept-shown-days"), &[("count", Count)]),
    (key!("kept-busy"), &[]),
    (key!("kept-no-ids"), &[]),
    (key!("kept-payout-order-needed"), &[]),
    (key!("kept-card-undocumented"), &[]),
    (key!("kept-no-answer"), &[("time", Hole::Time)]),
    (key!("kept-no-complete-answer"), &[("time", Hole::Time)]),
    (key!("kept-cannot-connect"), &[]),
    (key!("kept-cannot-connect-because"), &[("error", As)]),
    (key!("kept-broke"), &[]),
    (key!("kept-broke-because"), &[("error", As)]),
    (key!("kept-refused-by"), &[("host", As)]),
    (key!("kept-no-way"), &[("host", As)]),
    (key!("kept-not-in-time"), &[("host", As)]),
    (key!("kept-no-name"), &[("host", As)]),
    (key!("kept-nothing-sent"), &[("reason", Sentence)]),
    (key!("kept-not-believed"), &[("reason", Sentence)]),
    (key!("kept-proves-nothing"), &[("failure", As)]),
    (key!("kept-operation"), &[("id", As)]),
    (key!("kept-record"), &[("id", As)]),
    (key!("kept-reads"), &[("count", Count), ("at", As), ("evidence", Evidence)]),
    (
        key!("kept-operation-event-because"),
        &[("intent", Intent), ("id", As), ("state", Hole::State), ("note", Sentence)],
    ),
    (key!("kept-operation-event"), &[("intent", Intent), ("id", As), ("state", Hole::State)]),
    (key!("kept-resting"), &[("host", As), ("since", As), ("count", Count)]),
    (key!("kept-lagging"), &[("intent", Intent), ("id", As), ("at", As)]),
    (key!("kept-decided-applied"), &[("who", As), ("reason", As)]),
    (key!("kept-decided-not-applied"), &[("who", As), ("reason", As)]),
];

/// A sentence of the ledger or of the domain, in a language. One that is not known stays as it is.
pub fn kept(language: Language, english: &str) -> String {
    match language {
        Language::En => english.to_owned(),
        Language::Ru | Language::Kk => said(language, english).unwrap_or_else(|| english.to_owned()),
    }
}

fn said(language: Language, english: &str) -> Option<String> {
    if let Some(all) = english.contains("; ").then(|| every_part(language, english)).flatten() {
        return Some(all);
    }
    let templates = templates();
    templates.iter().find_map(|template| {
        let found = template.found_in(english)?;
        let (key, holes) = template.pattern;
        let values: Option<Vec<_>> =
            holes.iter().zip(found).map(|((name, hole), text)| Some((*name, hole.value(language, text)?))).collect();
        Some(speak(language, key, &values?))
    })
}

/// Several sentences in one line, when all of them are known.
fn every_part(language: Language, english: &str) -> Option<String> {
    let parts: Option<Vec<String>> = english.split("; ").map(|part| said(language, part)).collect();
    parts.map(|parts| parts.join("; "))
}

impl Hole {
    /// What is said in its place; `None` when this cannot stand there.
    fn value(self, language: Language, text: &str) -> Option<Value<'static>> {
        let said = match self {
            Self::As => text.to_owned(),
            Self::Count => return text.parse::<i64>().ok().map(Value::from),
            Self::Time => match text.strip_suffix('s').and_then(|count| count.trim_end().parse::<i64>().ok()) {
                Some(count) => say!(language, "kept-seconds", count = count),
                None => text.to_owned(),
            },
            Self::Stage => stage(language, Stage::from_word(text)?),
            Self::State => state(language, State::from_word(text)?),
            Self::Intent => intent(language, IntentKind::from_word(text)?),
            Self::Evidence => evidence_word(language, text)?,
            Self::Sentence => kept(language, text),
        };
        Some(Value::from(said))
    }
}

/// What an event of a timeline tells, in a language. What a read told stands beside the gateway's own word, which stays.
pub fn event(language: Language, event: &Event) -> String {
    let text = event.text.as_str();
    match event.kind {
        EventKind::Read => {
            let parts = text.split_once(" (").map(|(what, rest)| (said(language, what), rest));
            match parts {
                Some((Some(what), rest)) if language != Language::En => format!("{what} ({rest}"),
                Some(_) | None => text.to_owned(),
            }
        }
        EventKind::Operation | EventKind::Tracked => kept(language, text),
        EventKind::Callback => text.to_owned(),
    }
}

/// A pattern with the pieces of English between its holes.
struct Template {
    pattern: &'static Pattern,
    pieces: Vec<String>,
}

/// What no text holds.
const MARK: &str = "\u{1}";

fn templates() -> &'static [Template] {
    static TEMPLATES: OnceLock<Vec<Template>> = OnceLock::new();
    TEMPLATES.get_or_init(|| {
        let made = PATTERNS.iter().map(|pattern| {
            let marks: Vec<_> = pattern.1.iter().map(|(name, _)| (*name, Value::from(MARK))).collect();
            let pieces = speak(Language::En, pattern.0, &marks).split(MARK).map(str::to_owned).collect();
            Template { pattern, pieces }
        });
        made.collect()
    })
}

impl Template {
    /// What stands in the holes, when a text is made after this pattern.
    fn found_in<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let (first, rest) = self.pieces.split_first()?;
        let mut left = text.strip_prefix(first.as_str())?;
        let mut found = Vec::with_capacity(rest.len());
        for (at, piece) in rest.iter().enumerate() {
            let is_last = at + 1 == rest.len();
            let (hole, after) = match (is_last, piece.as_str()) {
                (true, piece) => (left.strip_suffix(piece)?, ""),
                (false, piece) => left.split_once(piece)?,
            };
            if hole.is_empty() {
                return None;
            }
            found.push(hole);
            left = after;
        }
        left.is_empty().then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_pattern_is_known_again_by_its_english_text() {
        for (key, holes) in PATTERNS {
            let filled = |at: usize, hole: Hole| match hole {
                Hole::As | Hole::Sentence => format!("x{at}"),
                Hole::Count => "5".to_owned(),
                Hole::Time => "30s".to_owned(),
                Hole::Stage => "held".to_owned(),
                Hole::State => "sent".to_owned(),
                Hole::Intent => "refund".to_owned(),
                Hole::Evidence => "pending".to_owned(),
            };
            let values: Vec<_> =
                holes.iter().enumerate().map(|(at, (name, hole))| (*name, Value::from(filled(at, *hole)))).collect();
            let english = speak(Language::En, key, &values);
            for language in [Language::Ru, Language::Kk] {
                let values: Vec<_> = holes
                    .iter()
                    .enumerate()
                    .map(|(at, (name, hole))| (*name, hole.value(language, &filled(at, *hole)).unwrap()))
                    .collect();
                assert_eq!(kept(language, &english), speak(language, key, &values), "{english}");
            }
        }
    }

    /// The text of all files under a folder, without line breaks within strings.
    fn sources(folder: &Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, into);
            } else {
                into.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn the_patterns_are_what_the_lower_rooms_write() {
        let mut text = String::new();
        for room in ["domain", "freedompay", "ledger", "worker"] {
            sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room), &mut text);
        }
        for template in templates() {
            for piece in template.pieces.iter().flat_map(|piece| piece.split("; ")) {
                let piece = piece.trim_matches([' ', ':', ';', '(', ')', ',']);
                // A sentence may be put together from parts: most of its words stand beside each other somewhere.
                let words: Vec<&str> = piece.split_whitespace().collect();
                let runs: Vec<bool> = words.windows(3).map(|run| text.contains(&run.join(" "))).collect();
                let written = runs.iter().filter(|is_there| **is_there).count();
                assert!(
                    words.len() < 5 || 2 * written >= runs.len(),
                    "nobody writes {piece:?} ({})",
                    template.pattern.0
                );
            }
        }
    }

    #[test]
    fn a_sentence_within_a_sentence_is_said_too() {
        let note =
            "something else changed it: was held, is partly refunded; refunds were 0, are 1; a person must decide";
        assert_eq!(
            kept(Language::Ru, note),
            "это изменило что-то другое: было: холд, стало: частич. возврат; возвратов было 0, стало 1; решение за человеком"
        );
        let note =
            "nothing happened at the gateway (3 reads, the last at 09:51:40 says unchanged); a new one may be drafted";
        assert_eq!(
            kept(Language::Ru, note),
            "на шлюзе ничего не произошло (3 проверки, последняя в 09:51:40 — без изменений); можно оформить новую"
        );
    }

    #[test]
    fn events_are_said_and_the_word_of_the_gateway_stays() {
        let told = |kind, text: &str| {
            let event = Event { at: crate::domain::Timestamp::default(), kind, operation: None, text: text.to_owned() };
            super::event(Language::Ru, &event)
        };
        for (kind, english, russian) in [
            (
                EventKind::Read,
                "was held, is cleared; cleared was 0.00 KZT, is 1.00 KZT (success, captured 1) · code 10009",
                "было: холд, стало: списано; списано было 0.00 KZT, стало 1.00 KZT (success, captured 1) · code 10009",
            ),
            (EventKind::Read, "success, captured 1", "success, captured 1"),
            (EventKind::Callback, "refunds were 0, are 1", "refunds were 0, are 1"),
            (EventKind::Operation, "refund 1a2b3c4d: prepared", "возврат 1a2b3c4d: подготовлено"),
            (
                EventKind::Operation,
                "cancel 1a2b3c4d: unknown · no answer within 30s",
                "отмена холда 1a2b3c4d: исход неизвестен · нет ответа за 30 с",
            ),
            (EventKind::Tracked, "followed from now on; it is new", "отслеживается с этого момента: создано"),
        ] {
            assert_eq!(told(kind, english), russian);
        }
    }

    #[test]
    fn what_the_gateway_says_and_what_is_not_known_stays_as_it_is() {
        for text in ["10009 Insufficient funds", "", "held", "of a later version; with two parts"] {
            assert_eq!(kept(Language::Kk, text), text);
        }
        assert_eq!(kept(Language::Ru, "could not be sent: no route to host"), "не удалось отправить: no route to host");
    }
}
