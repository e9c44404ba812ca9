//! What must never happen, held against what really happened. The gateway's own ledger is the truth.

use std::collections::BTreeMap;

use tolem::domain::operation::{Fact, step};
use tolem::domain::{IntentKind, RecordKind, State};
use tolem::sandbox::{Effect, EffectKind};

use crate::plan::Plan;
use crate::world::World;

/// An operation as the ledger has it.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: String,
    pub intent: IntentKind,
    pub state: State,
    pub payload: String,
    pub gateway_id: Option<String>,
    pub kind: RecordKind,
    pub creates: Option<String>,
    pub amount: Option<i64>,
    pub facts: Vec<String>,
}

type Columns = (String, String, String, String, Option<String>, String, Option<String>, Option<i64>);

/// Reads the ledger from outside.
pub fn rows(world: &World) -> Vec<Row> {
    world.disk.look(async |reader| {
        let found: Vec<Columns> = sqlx::query_as(
            "SELECT o.id, o.intent, o.state, o.payload_hash, r.gateway_id, r.kind, o.creates, o.amount
             FROM operations o JOIN records r ON r.id = o.record ORDER BY o.id",
        )
        .fetch_all(&mut *reader)
        .await
        .unwrap();
        let mut rows = Vec::new();
        for (id, intent, state, payload, gateway_id, kind, creates, amount) in found {
            let facts: Vec<(String,)> = sqlx::query_as("SELECT fact FROM journal WHERE operation = $1 ORDER BY step")
                .bind(&id)
                .fetch_all(&mut *reader)
                .await
                .unwrap();
            rows.push(Row {
                id,
                intent: IntentKind::from_word(&intent).unwrap(),
                state: State::from_word(&state).unwrap(),
                payload,
                gateway_id,
                kind: RecordKind::from_word(&kind).unwrap(),
                creates,
                amount,
                facts: facts.into_iter().map(|(fact,)| fact).collect(),
            });
        }
        rows
    })
}

/// Whether an operation is neither final nor waits for a person.
pub fn is_open(world: &World) -> bool {
    let (open,): (i64,) = world.disk.look(async |reader| {
        sqlx::query_as(
            "SELECT COUNT(*) FROM operations WHERE state IN ('awaiting approval', 'prepared', 'sent', 'unknown')",
        )
        .fetch_one(reader)
        .await
        .unwrap()
    });
    open > 0
}

impl Row {
    /// Whether it reached the gateway.
    pub fn arrived(&self, world: &World) -> bool {
        world.state().arrived.iter().any(|arrived| arrived.payload == self.payload)
    }

    /// What it did at the gateway.
    pub fn effects(&self, world: &World) -> Vec<Effect> {
        let state = world.state();
        state
            .arrived
            .iter()
            .filter(|arrived| arrived.payload == self.payload)
            .flat_map(|arrived| arrived.effects.clone())
            .collect()
    }
}

/// Whether a kind of intent moves money at once, so that its effect is counted in the moment it arrives.
const fn is_immediate(intent: IntentKind) -> bool {
    matches!(intent, IntentKind::Refund | IntentKind::Clear | IntentKind::Cancel)
}

/// Everything that must hold after a run.
pub fn check(world: &World, plan: &Plan) -> Vec<Row> {
    let rows = rows(world);
    let mut wrong = Vec::new();
    let subjects = world.gateway(tolem::sandbox::Gateway::subjects);
    let effects: Vec<Effect> = world.gateway(|gateway| gateway.effects().to_vec());
    {
        let state = world.state();
        // Nothing leaves without an intent, and nothing leaves twice.
        // Under sabotage it is the money that has to give it away, not the count of what was sent.
        let handed = state.handed.iter().filter(|_| plan.sabotage.is_none());
        for (payload, times) in handed {
            let intents = rows.iter().filter(|row| row.payload == *payload).count();
            if usize::try_from(*times).unwrap() > intents {
                wrong.push(format!("the request {payload:.8} was sent {times} times"));
            }
        }
        for arrived in state.arrived.iter().filter(|arrived| !arrived.foreign) {
            let known = rows.iter().any(|row| row.payload == arrived.payload);
            if !known && !arrived.effects.is_empty() {
                wrong.push(format!("{:?} happened without a journal row", arrived.effects[0].kind));
            }
        }
    }
    for row in &rows {
        let did = row.effects(world);
        let name = format!("{} {}", row.intent.word(), &row.id[28..]);
        if did.len() > 1 {
            wrong.push(format!("{name} took effect {} times", did.len()));
        }
        if !row.state.is_final() && row.state != State::Escalated {
            wrong.push(format!("{name} never ended: it is {}", row.state.word()));
        }
        let failed = matches!(row.state, State::Rejected | State::NotApplied);
        // Nobody ever paid by a page that was called off, unless by another page of the same payment.
        let pages =
            rows.iter().filter(|other| other.intent == IntentKind::Confirm && other.gateway_id == row.gateway_id);
        let called_off = row.intent == IntentKind::Confirm
            && row.state == State::NotApplied
            && row.arrived(world)
            && paid(row, &effects)
            && pages.count() == 1;
        if called_off || (failed && !did.is_empty()) {
            wrong.push(format!("{name} is shown as {} and took effect", row.state.word()));
        }
        let created: Vec<_> = match &row.creates {
            None => Vec::new(),
            Some(creates) => subjects
                .iter()
                .filter(|subject| {
                    subject.reading.order_id.as_ref().map(|order| format!("{} {order}", subject.kind.word()))
                        == Some(creates.clone())
                })
                .collect(),
        };
        if created.len() > 1 {
            wrong.push(format!("{name} created {} orders", created.len()));
        }
        // Another try may have created it after this one was proven to have done nothing.
        let others =
            rows.iter().filter(|other| other.creates == row.creates && other.state == State::Confirmed).count();
        if failed && !created.is_empty() && others == 0 {
            wrong.push(format!("{name} is shown as {} and created its order", row.state.word()));
        }
        if row.state == State::Confirmed {
            let seen = if is_immediate(row.intent) {
                !did.is_empty() || happened_otherwise(row, &effects)
            } else if row.creates.is_some() {
                !created.is_empty()
            } else {
                paid(row, &effects)
            };
            if !seen {
                wrong.push(format!("{name} is shown as confirmed and never took effect"));
            }
        }
        // The journal tells how it came there, along the machine's edges.
        let mut state = State::Drafted;
        for word in &row.facts {
            match Fact::ALL.into_iter().find(|fact| fact.word() == word).map(|fact| step(state, fact)) {
                Some(Ok(next)) => state = next,
                other => wrong.push(format!("the journal of {name} takes {word} from {}: {other:?}", state.word())),
            }
        }
        if state != row.state {
            wrong.push(format!("the journal of {name} ends in {}, not {}", state.word(), row.state.word()));
        }
    }
    for goal in &plan.goals {
        let times = effects.iter().filter(|effect| effect.amount == goal.part()).count();
        if times > 1 {
            wrong.push(format!("one refund that an operator wanted once happened {times} times"));
        }
    }
    wrong.extend(overdrawn(&effects));
    for what in wrong {
        world.violate(what);
    }
    rows
}

/// Somebody else did the very same: no read can tell the two apart, and the money is where it was asked to be.
fn happened_otherwise(row: &Row, effects: &[Effect]) -> bool {
    effects.iter().any(|effect| {
        Some(&effect.gateway_id) == row.gateway_id.as_ref()
            && effect.subject_is(row.kind)
            && match row.intent {
                IntentKind::Refund => effect.kind == EffectKind::Refund && Some(effect.amount.minor()) == row.amount,
                IntentKind::Clear => matches!(effect.kind, EffectKind::Clear | EffectKind::AutoClear),
                IntentKind::Cancel => effect.kind == EffectKind::Reverse,
                _ => false,
            }
    })
}

/// Whether a payer's money came.
fn paid(row: &Row, effects: &[Effect]) -> bool {
    effects.iter().any(|effect| {
        Some(&effect.gateway_id) == row.gateway_id.as_ref()
            && matches!(effect.kind, EffectKind::Pay | EffectKind::Hold | EffectKind::Clear)
    })
}

/// No subject gave back more than was taken.
fn overdrawn(effects: &[Effect]) -> Vec<String> {
    let mut balance: BTreeMap<(RecordKind, String), i64> = BTreeMap::new();
    for effect in effects {
        let entry = balance.entry((effect.subject, effect.gateway_id.clone())).or_default();
        match effect.kind {
            EffectKind::Pay | EffectKind::Clear | EffectKind::AutoClear => *entry += effect.amount.minor(),
            EffectKind::Refund => *entry -= effect.amount.minor(),
            EffectKind::Hold | EffectKind::Reverse | EffectKind::Payout => {}
        }
    }
    balance
        .into_iter()
        .filter(|(_, left)| *left < 0)
        .map(|((kind, id), left)| format!("{} {id} gave back {} more than was taken", kind.noun(), -left))
        .collect()
}

trait Subject {
    fn subject_is(&self, kind: RecordKind) -> bool;
}

impl Subject for Effect {
    /// A paid invoice is a payment as well (spec/README.md, decision 6).
    fn subject_is(&self, kind: RecordKind) -> bool {
        let plain = |kind| if kind == RecordKind::Invoice { RecordKind::Payment } else { kind };
        plain(self.subject) == plain(kind)
    }
}
