//! The control calls below `/control/`: they stand outside the gateway and let a test see the true ledger, move time,
//! pay, start anew, come back to an earlier state and plan faults. Pure as well: the shell lends them its clock.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::callback::{Callback, CallbackAnswer};
use super::clock::{Clock, ClockMode};
use super::config::Config;
use super::effect::Effect;
use super::faults::{self, Fault, Faults, Given};
use super::gateway::Gateway;
use super::http::{Request, Response};
use super::outbox::Letter;
use super::time_text;
use crate::domain::Timestamp;

/// The furthest that time can be moved in one step: a year.
const MAX_ADVANCE: u64 = 366 * 86_400;

/// Everything behind the shell's lock.
pub(super) struct House {
    pub(super) gateway: Gateway,
    pub(super) faults: Faults,
    config: Config,
    public_url: String,
    clock: Clock,
    snapshots: BTreeMap<String, Snapshot>,
    /// Callbacks that a fault keeps back.
    held: Vec<Callback>,
    /// Counts the states that were put in place of another, so that nobody answers a callback of an earlier one.
    era: u64,
}

/// How many states can be kept under names.
const MAX_SNAPSHOTS: usize = 16;

/// A state that can be come back to: the books with their time, and what was planned.
struct Snapshot {
    gateway: Gateway,
    faults: Faults,
}

impl House {
    pub(super) fn new(config: Config, public_url: &str, now: Timestamp) -> Self {
        let mut gateway = Gateway::new(&config, now);
        gateway.set_public_url(public_url);
        let mut house = Self {
            gateway,
            faults: Faults::default(),
            clock: Clock::showing(now, config.clock, now),
            public_url: public_url.to_owned(),
            snapshots: BTreeMap::new(),
            held: Vec::new(),
            era: 0,
            config,
        };
        for fault in house.config.faults.clone() {
            house.plan(fault);
        }
        house
    }

    /// Brings the gateway to the time that its clock shows.
    pub(super) fn wind(&mut self, wall: Timestamp) {
        self.gateway.advance_to(self.clock.now(wall));
    }

    /// How long until something happens by itself; `None` when nothing will, or when time stands still.
    pub(super) fn idle(&self, wall: Timestamp) -> Option<Duration> {
        match self.clock.mode() {
            ClockMode::Wall => self.gateway.next_at().map(|at| at.since(self.clock.now(wall))),
            ClockMode::Virtual => None,
        }
    }

    /// The callbacks that are to be delivered now, as faults leave them, and the era that they belong to.
    pub(super) fn take_callbacks(&mut self, wall: Timestamp) -> (u64, Vec<Callback>) {
        self.wind(wall);
        loop {
            let taken = self.gateway.take_callbacks(self.gateway.now());
            let ids: Vec<u64> = taken.iter().map(|callback| callback.id).collect();
            let delivered = self.faults.spoil_callbacks(self.config.seed, taken, &mut self.held);
            for id in &ids {
                if !delivered.iter().chain(&self.held).any(|callback| callback.id == *id) {
                    let lost = CallbackAnswer::NoAnswer("lost on the way, as planned".to_owned());
                    self.callback_answered(self.era, *id, &lost, wall);
                }
            }
            // One that is lost may bring another.
            if ids.is_empty() || !delivered.is_empty() {
                return (self.era, delivered);
            }
        }
    }

    /// What came of a delivery.
    pub(super) fn callback_answered(&mut self, era: u64, id: u64, answer: &CallbackAnswer, wall: Timestamp) {
        if era == self.era {
            self.wind(wall);
            self.gateway.callback_answered(id, answer, self.gateway.now());
            self.faults.note(&self.gateway);
        }
    }

    /// How much longer connections are refused.
    pub(super) fn refusing(&mut self) -> Option<Duration> {
        self.faults.refusing(self.gateway.now())
    }

    fn plan(&mut self, fault: Fault) {
        self.faults.plan(fault);
        self.faults.note(&self.gateway);
    }

    /// Answers a control call.
    pub(super) fn control(&mut self, request: &Request, wall: Timestamp) -> Response {
        let call = request.path.strip_prefix("/control/").unwrap_or_default();
        let result = match (request.method.as_str(), call) {
            ("GET", "ledger") => Ok(Value::Array(self.gateway.effects().iter().map(effect).collect())),
            ("GET", "faults") => Ok(Value::Array(self.faults.planned().iter().map(fault).collect())),
            ("GET", "callbacks") => Ok(self.gateway.outbox.all().iter().map(callback).collect()),
            ("GET", "magic") => Ok(faults::magic_table()),
            ("DELETE", "faults") => {
                self.faults.clear();
                Ok(json!({ "status": "ok" }))
            }
            ("POST", "advance") => self.advance(request, wall),
            ("POST", "reset") => {
                let snapshots = std::mem::take(&mut self.snapshots);
                let era = self.era + 1;
                *self = Self { snapshots, era, ..Self::new(self.config.clone(), &self.public_url, wall) };
                Ok(json!({ "status": "ok", "effects": self.gateway.effects().len() }))
            }
            ("POST", "clock") => self.set_clock(request, wall),
            ("POST", "snapshot") => self.snapshot(request),
            ("POST", "restore") => self.restore(request, wall),
            ("POST", "faults") => self.plan_asked(request),
            ("POST", call) => match call.strip_prefix("payments/").and_then(|rest| rest.strip_suffix("/pay")) {
                Some(id) => self.pay(id, request),
                None => return unknown(),
            },
            _ => return unknown(),
        };
        match result {
            Ok(value) => Response::json(200, &value),
            Err(why) => Response::error(400, &why),
        }
    }

    fn advance(&mut self, request: &Request, wall: Timestamp) -> Result<Value, String> {
        let expected = || format!("expected {{\"seconds\": 1 to {MAX_ADVANCE}}}");
        let body = object(request, &["seconds"]).map_err(|why| format!("{why}; {}", expected()))?;
        let seconds = number(&body, "seconds").filter(|seconds| (1..=MAX_ADVANCE).contains(seconds));
        let seconds = seconds.ok_or_else(expected)?;
        self.clock.advance(Duration::from_secs(seconds), wall);
        self.wind(wall);
        Ok(self.time())
    }

    fn set_clock(&mut self, request: &Request, wall: Timestamp) -> Result<Value, String> {
        const EXPECTED: &str = "expected {\"mode\": \"virtual\" or \"wall\"}";
        let body = object(request, &["mode"]).map_err(|why| format!("{why}; {EXPECTED}"))?;
        let mode = body.get("mode").and_then(Value::as_str).and_then(ClockMode::parse).ok_or(EXPECTED)?;
        self.clock = Clock::showing(self.gateway.now(), mode, wall);
        Ok(self.time())
    }

    fn time(&self) -> Value {
        json!({ "status": "ok", "clock": self.clock.mode().word(), "now": time_text::utc(self.gateway.now()) })
    }

    fn snapshot(&mut self, request: &Request) -> Result<Value, String> {
        let name = name(request)?;
        if self.snapshots.len() >= MAX_SNAPSHOTS && !self.snapshots.contains_key(&name) {
            return Err(format!("there are {MAX_SNAPSHOTS} snapshots already: use one of their names again"));
        }
        self.snapshots.insert(name, Snapshot { gateway: self.gateway.clone(), faults: self.faults.clone() });
        Ok(json!({ "status": "ok", "snapshots": self.snapshots.keys().collect::<Vec<_>>() }))
    }

    /// Comes back to a snapshot and its time; the clock goes on from there in its present mode.
    fn restore(&mut self, request: &Request, wall: Timestamp) -> Result<Value, String> {
        let name = name(request)?;
        let Some(Snapshot { gateway, faults }) = self.snapshots.get(&name) else {
            let names = self.snapshots.keys().cloned().collect::<Vec<_>>().join(", ");
            return Err(format!("there is no snapshot {name:?}; there are: {names}"));
        };
        self.gateway = gateway.clone();
        self.faults = faults.clone();
        self.clock = Clock::showing(self.gateway.now(), self.clock.mode(), wall);
        self.era += 1;
        self.held.clear();
        self.gateway.outbox.recall(self.gateway.now());
        Ok(self.time())
    }

    fn pay(&mut self, id: &str, request: &Request) -> Result<Value, String> {
        const EXPECTED: &str = "expected {\"card\": \"4716047261941981\"}";
        let body = object(request, &["card"]).map_err(|why| format!("{why}; {EXPECTED}"))?;
        let card = body.get("card").and_then(Value::as_str).ok_or(EXPECTED)?;
        self.gateway.pay(id, card)?;
        self.faults.note(&self.gateway);
        Ok(json!({ "status": "ok" }))
    }

    fn plan_asked(&mut self, request: &Request) -> Result<Value, String> {
        const EXPECTED: &str = "expected {\"call\": \"revoke.php\", \"fault\": \"apply_then_drop_reply\", …}";
        let body: Map<String, Value> = parse(request).map_err(|why| format!("{why}; {EXPECTED}"))?;
        let members: Vec<_> = body.into_iter().map(|(name, value)| (name, given(&value))).collect();
        let fault = faults::read(&members).map_err(|wrong| wrong.reason)?;
        self.plan(fault);
        Ok(json!({ "status": "ok" }))
    }
}

fn unknown() -> Response {
    let what = "control calls: GET ledger, GET callbacks, GET faults, GET magic, POST advance, POST clock, POST payments/{id}/pay, \
                POST faults, DELETE faults, POST snapshot, POST restore, POST reset";
    Response::error(404, what)
}

fn parse(request: &Request) -> Result<Map<String, Value>, String> {
    serde_json::from_slice(&request.body).map_err(|_| "the body is not a JSON object".to_owned())
}

/// The members of a JSON object, none but the known ones.
fn object(request: &Request, known: &[&str]) -> Result<Map<String, Value>, String> {
    let body = parse(request)?;
    match body.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("{key:?} is unknown")),
        None => Ok(body),
    }
}

fn number(body: &Map<String, Value>, name: &str) -> Option<u64> {
    body.get(name).and_then(Value::as_u64)
}

/// An effect as JSON; the amount is a text, so that no reader makes a float of it.
fn effect(effect: &Effect) -> Value {
    json!({
        "seq": effect.seq,
        "at": time_text::utc(effect.at),
        "kind": effect.kind.word(),
        "subject": effect.subject.word(),
        "gateway_id": effect.gateway_id,
        "order_id": effect.order_id,
        "amount": effect.amount.plain(),
        "currency": effect.amount.currency().code(),
        "minor": effect.amount.minor(),
        "request": effect.request,
    })
}

/// A callback with its deliveries, without what was told: tokens are nobody's business here.
fn callback(letter: &Letter) -> Value {
    let attempts: Vec<_> = letter
        .attempts
        .iter()
        .map(|attempt| json!({ "at": time_text::utc(attempt.at), "outcome": attempt.outcome }))
        .collect();
    json!({
        "id": letter.id,
        "callback": letter.kind.word(),
        "gateway_id": letter.subject.to_string(),
        "method": letter.method.http(),
        "url": letter.url.as_str(),
        "state": letter.standing.word(),
        "attempts": attempts,
    })
}

/// The name of a snapshot.
fn name(request: &Request) -> Result<String, String> {
    const EXPECTED: &str = "expected {\"name\": 1 to 64 characters}";
    let body = object(request, &["name"]).map_err(|why| format!("{why}; {EXPECTED}"))?;
    let name = body.get("name").and_then(Value::as_str).filter(|name| (1..=64).contains(&name.chars().count()));
    Ok(name.ok_or(EXPECTED)?.to_owned())
}

fn given(value: &Value) -> Given {
    match value {
        Value::String(text) => Given::Text(text.clone()),
        value => value.as_u64().map_or(Given::Other, Given::Number),
    }
}

/// A fault as it is planned.
fn fault(fault: &Fault) -> Value {
    let mut members = faults::words_of(fault.kind);
    members.insert("call".to_owned(), json!(fault.call));
    members.insert("times".to_owned(), json!(fault.left));
    if fault.after > 0 {
        members.insert("after".to_owned(), json!(fault.after));
    }
    members.extend(fault.chance.map(|odds| ("chance".to_owned(), json!(odds.to_string()))));
    Value::Object(members)
}
