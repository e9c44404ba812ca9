//! How the gateway stood, for status reads that tell it late. Source: `spec/merchant.md` 2.7: a status may lag.

use std::collections::VecDeque;
use std::time::Duration;

use crate::domain::Timestamp;
use crate::sandbox::gateway::Gateway;
use crate::sandbox::http::{Request, Response};

/// How many states are kept; a lag that reaches further back tells the oldest of them.
const KEPT: usize = 64;

/// The gateway as it stood after each of its last changes, oldest first. What happens by itself in between follows
/// from each of them.
#[derive(Clone, Default)]
pub(super) struct Lag(VecDeque<Gateway>);

impl Lag {
    pub(super) fn note(&mut self, gateway: &Gateway) {
        if self.0.len() >= KEPT {
            self.0.pop_front();
        }
        self.0.push_back(gateway.clone());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    /// Answers a status read with the state of `lag` ago.
    pub(super) fn answer(&self, gateway: &mut Gateway, request: &Request, lag: Duration) -> Response {
        let lag = i64::try_from(lag.as_millis()).unwrap_or(i64::MAX);
        let then = Timestamp::from_millis(gateway.now().millis().saturating_sub(lag));
        let past = self.0.iter().rev().find(|past| past.now() <= then).or(self.0.front());
        match past {
            Some(past) => gateway.answer_from(past.clone(), then, request),
            None => gateway.handle(request),
        }
    }
}
