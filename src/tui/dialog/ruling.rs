//! What a person decides about an escalated operation, from the fields of the dialog. Source: safety 4.

use super::super::words;
use super::Dialog;
use super::field::Name;
use super::spec::{Problem, Purpose};
use crate::domain::OperationId;
use crate::domain::decision::Reason;
use crate::say;
use crate::worker::Decision;

/// A decision and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// The escalated operation.
    pub operation: OperationId,
    /// What was decided, why and by whom.
    pub decision: Decision,
}

impl Dialog {
    /// The decision that the fields make, or everything that is wrong with them; `None` when it asks for none.
    pub fn ruling(&self) -> Option<Result<Ruling, Vec<Problem>>> {
        let Purpose::Decide { operation, who } = &self.purpose else { return None };
        let mut problems = Vec::new();
        let applied = self.field(Name::Effect).and_then(super::field::Field::effect);
        if applied.is_none() {
            let text = say!(self.language, "wrong-nothing-chosen");
            problems.push(Problem { name: Name::Effect, text });
        }
        let reason = self.take(Name::Reason, Reason::new(self.text(Name::Reason)), words::reason, &mut problems);
        let repeat = self.field(Name::Repeat);
        if repeat.is_some_and(|field| field.value().trim() != operation.record_name) {
            let text = if self.record.as_ref().is_some_and(|record| record.order_id.is_some()) {
                say!(self.language, "wrong-repeat-order")
            } else {
                say!(self.language, "wrong-repeat-name")
            };
            problems.push(Problem { name: Name::Repeat, text });
        }
        Some(match (applied, reason) {
            (Some(applied), Some(reason)) if problems.is_empty() => {
                Ok(Ruling { operation: operation.id, decision: Decision { applied, reason, who: who.clone() } })
            }
            (_, _) => Err(problems),
        })
    }
}
