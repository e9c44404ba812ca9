//! What can go wrong between a gateway that did its work and a client that wants to know: planned per call, taken one
//! by one. It needs no server, so a simulation plans and meets the same faults as the shell.

use std::time::Duration;

use super::gateway::Gateway;
use super::http::{Request, Response};

/// The kinds of fault. A further kind is a further variant here, a further [`Delivery`] if no present one fits, and
/// its words in [`FaultKind::parse`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The call is applied, its reply waits this long.
    DelayReply(Duration),
    /// The call is applied, its reply never comes: the connection is closed before its first byte.
    ApplyThenDropReply,
}

impl FaultKind {
    /// The word in the control call `faults`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::DelayReply(_) => "delay_reply",
            Self::ApplyThenDropReply => "apply_then_drop_reply",
        }
    }

    /// Reads [`FaultKind::word`] back; `seconds` is needed by `delay_reply` only. `Err` says what is expected.
    pub fn parse(word: &str, seconds: Option<u64>) -> Result<Self, &'static str> {
        match (word, seconds) {
            ("delay_reply", Some(seconds)) if (1..=3_600).contains(&seconds) => {
                Ok(Self::DelayReply(Duration::from_secs(seconds)))
            }
            ("delay_reply", _) => Err("delay_reply needs \"seconds\" within 1 and 3600"),
            ("apply_then_drop_reply", None) => Ok(Self::ApplyThenDropReply),
            ("apply_then_drop_reply", Some(_)) => Err("apply_then_drop_reply takes no \"seconds\""),
            _ => Err("\"fault\" has to be delay_reply or apply_then_drop_reply"),
        }
    }
}

/// A fault that was planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The end of the path that it is for, such as `revoke.php` or `transaction/refund`.
    pub call: String,
    /// What goes wrong.
    pub kind: FaultKind,
    /// How many more times.
    pub left: u32,
}

impl Fault {
    fn meets(&self, path: &str) -> bool {
        let call = self.call.trim_start_matches('/');
        path.strip_suffix(call).is_some_and(|rest| rest.ends_with('/'))
    }
}

/// How a reply reaches its client, or does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// At once.
    Reply(Response),
    /// After this long.
    Late(Duration, Response),
    /// Never.
    Dropped,
}

/// All planned faults, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Plans one more.
    pub fn plan(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// What is still planned.
    #[must_use]
    pub fn planned(&self) -> &[Fault] {
        &self.0
    }

    /// Forgets everything that was planned.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Takes the oldest fault that is planned for this path.
    pub fn take(&mut self, path: &str) -> Option<FaultKind> {
        let fault = self.0.iter_mut().find(|fault| fault.left > 0 && fault.meets(path))?;
        fault.left -= 1;
        let kind = fault.kind;
        self.0.retain(|fault| fault.left > 0);
        Some(kind)
    }

    /// Lets the gateway answer a request and the next planned fault spoil the reply.
    pub fn deliver(&mut self, gateway: &mut Gateway, request: &Request) -> Delivery {
        let fault = self.take(&request.path);
        let response = gateway.handle(request);
        match fault {
            None => Delivery::Reply(response),
            Some(FaultKind::DelayReply(after)) => Delivery::Late(after, response),
            Some(FaultKind::ApplyThenDropReply) => Delivery::Dropped,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(call: &str, left: u32) -> Fault {
        Fault { call: call.to_owned(), kind: FaultKind::ApplyThenDropReply, left }
    }

    #[test]
    fn a_fault_meets_whole_segments_at_the_end_of_a_path_as_often_as_planned() {
        let mut faults = Faults::default();
        faults.plan(fault("transaction/refund", 2));
        assert_eq!(faults.take("/v5/card-api/transaction/clearing"), None);
        assert_eq!(faults.take("/v5/card-api/other-transaction/refund"), None);
        assert!(faults.take("/v5/card-api/transaction/refund").is_some());
        assert_eq!(faults.planned(), [fault("transaction/refund", 1)]);
        assert!(faults.take("/v5/card-api/transaction/refund").is_some());
        assert_eq!(faults.take("/v5/card-api/transaction/refund"), None);
        assert!(faults.planned().is_empty());
        faults.plan(fault("/revoke.php", 1));
        assert!(faults.take("/revoke.php").is_some());
    }

    #[test]
    fn wrong_words_are_refused_with_what_is_expected() {
        assert!(FaultKind::parse("delay_reply", None).is_err());
        assert!(FaultKind::parse("delay_reply", Some(0)).is_err());
        assert!(FaultKind::parse("explode", None).is_err());
        assert_eq!(FaultKind::parse("delay_reply", Some(2)), Ok(FaultKind::DelayReply(Duration::from_secs(2))));
    }
}
