//! Finds the smallest set of known mistakes that explains a `pg_sig`.

use super::super::signature::{Fields, SIGNATURE, Value, script_name};
use super::mistakes::{Mistake, groups};
use super::recipe::Recipe;
use super::{Candidate, Finding, tries};

/// Checks the signature of a message. `target` is the script name or the URL that was called; the first secret is the
/// one that this call is signed with, the others are those that it may be mistaken for.
#[must_use]
pub fn diagnose(target: &str, fields: &Fields, secrets: &[Candidate]) -> Finding {
    let Some(first) = secrets.first() else {
        return Finding::Unexplained { expected: String::new(), tried: 0 };
    };
    let right = Recipe::right(script_name(target), fields, &first.secret);
    let expected = right.shown();
    let given = match fields.iter().find(|(name, _)| name == SIGNATURE) {
        Some((_, Value::Text(text))) if !text.trim().is_empty() => text.trim(),
        Some(_) | None => return Finding::Unsigned { signed: expected },
    };
    if right.signature() == given {
        return Finding::Valid { signed: expected, notes: Vec::new() };
    }
    let groups = groups(target, fields, secrets);
    let mut tried = 1;
    let mut fits = |mistakes: &[&Mistake]| {
        let mut recipe = right.clone();
        for mistake in mistakes {
            (mistake.make)(&mut recipe);
        }
        tried += 1;
        (recipe.signature() == given).then(|| Finding::Mistaken {
            mistakes: mistakes.iter().map(|mistake| mistake.says.clone()).collect(),
            signed: recipe.shown(),
            expected: expected.clone(),
        })
    };
    let mut left = tries(right.size());
    for mistake in groups.iter().flatten() {
        left = left.saturating_sub(1);
        if left == 0 {
            return Finding::Unexplained { expected, tried };
        }
        if let Some(found) = fits(&[mistake]) {
            return found;
        }
    }
    for (at, group) in groups.iter().enumerate() {
        for other in groups.iter().skip(at + 1) {
            for one in group {
                for two in other {
                    left = left.saturating_sub(1);
                    if left == 0 {
                        return Finding::Unexplained { expected, tried };
                    }
                    if let Some(found) = fits(&[one, two]) {
                        return found;
                    }
                }
            }
        }
    }
    Finding::Unexplained { expected, tried }
}

#[cfg(test)]
#[path = "diagnosis_tests.rs"]
mod tests;
