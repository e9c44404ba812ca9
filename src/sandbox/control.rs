//! The control calls below `/control/`: they stand outside the gateway and let a test see the true ledger, move time,
//! pay, start anew and plan faults. Pure as well: the shell lends them its clock.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::calls::PATHS;
use super::config::Config;
use super::effect::Effect;
use super::faults::{Fault, FaultKind, Faults};
use super::gateway::Gateway;
use super::http::{Request, Response};
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
    /// How far the gateway's clock is ahead of the wall's.
    ahead: Duration,
}

impl House {
    pub(super) fn new(config: Config, public_url: &str, now: Timestamp) -> Self {
        let mut gateway = Gateway::new(&config, now);
        gateway.set_public_url(public_url);
        Self { gateway, faults: Faults::default(), config, public_url: public_url.to_owned(), ahead: Duration::ZERO }
    }

    /// Brings the gateway to the time that the wall's clock shows, plus what was skipped.
    pub(super) fn wind(&mut self, wall: Timestamp) {
        self.gateway.advance_to(wall.plus(self.ahead));
    }

    /// Answers a control call.
    pub(super) fn control(&mut self, request: &Request, wall: Timestamp) -> Response {
        let call = request.path.strip_prefix("/control/").unwrap_or_default();
        let result = match (request.method.as_str(), call) {
            ("GET", "ledger") => Ok(Value::Array(self.gateway.effects().iter().map(effect).collect())),
            ("GET", "faults") => Ok(Value::Array(self.faults.planned().iter().map(fault).collect())),
            ("POST", "advance") => self.advance(request, wall),
            ("POST", "reset") => {
                *self = Self::new(self.config.clone(), &self.public_url, wall);
                Ok(json!({ "status": "ok", "effects": self.gateway.effects().len() }))
            }
            ("POST", "faults") => self.plan(request),
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
        self.ahead = self.ahead.saturating_add(Duration::from_secs(seconds));
        self.wind(wall);
        Ok(json!({ "status": "ok", "now": time_text::utc(self.gateway.now()) }))
    }

    fn pay(&mut self, id: &str, request: &Request) -> Result<Value, String> {
        const EXPECTED: &str = "expected {\"card\": \"4716047261941981\"}";
        let body = object(request, &["card"]).map_err(|why| format!("{why}; {EXPECTED}"))?;
        let card = body.get("card").and_then(Value::as_str).ok_or(EXPECTED)?;
        self.gateway.pay(id, card)?;
        Ok(json!({ "status": "ok" }))
    }

    fn plan(&mut self, request: &Request) -> Result<Value, String> {
        const EXPECTED: &str = "expected {\"call\": \"revoke.php\", \"fault\": \"delay_reply\" or \
                                \"apply_then_drop_reply\", \"seconds\": for delay_reply, \"times\": 1 to 1000}";
        let body =
            object(request, &["call", "fault", "seconds", "times"]).map_err(|why| format!("{why}; {EXPECTED}"))?;
        let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let call = text("call").ok_or(EXPECTED)?;
        let seconds = match body.get("seconds") {
            Some(_) => Some(number(&body, "seconds").ok_or(EXPECTED)?),
            None => None,
        };
        let kind = FaultKind::parse(text("fault").unwrap_or_default(), seconds)?;
        let left = match body.get("times") {
            Some(_) => number(&body, "times").filter(|times| (1..=1_000).contains(times)).ok_or(EXPECTED)?,
            None => 1,
        };
        let ends = format!("/{}", call.trim_start_matches('/'));
        let real = |path: &str| path.replace("{id}", &self.config.merchant_id).ends_with(&ends);
        if !PATHS.iter().any(|path| real(path)) {
            return Err(format!("no call ends in {call:?}; there are {}", PATHS.join(", ")));
        }
        let fault = Fault { call: call.to_owned(), kind, left: u32::try_from(left).unwrap_or(1) };
        self.faults.plan(fault);
        Ok(json!({ "status": "ok" }))
    }
}

fn unknown() -> Response {
    let what = "control calls: GET ledger, GET faults, POST advance, POST payments/{id}/pay, POST reset, POST faults";
    Response::error(404, what)
}

/// The members of a JSON object, none but the known ones.
fn object(request: &Request, known: &[&str]) -> Result<Map<String, Value>, String> {
    let body: Map<String, Value> =
        serde_json::from_slice(&request.body).map_err(|_| "the body is not a JSON object".to_owned())?;
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

fn fault(fault: &Fault) -> Value {
    let mut value = json!({ "call": fault.call, "fault": fault.kind.word(), "times": fault.left });
    if let (FaultKind::DelayReply(after), Some(members)) = (fault.kind, value.as_object_mut()) {
        members.insert("seconds".to_owned(), json!(after.as_secs()));
    }
    value
}
