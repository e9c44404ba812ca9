//! How a reply reaches its client, or does not.

use std::time::Duration;

use super::kind::FaultKind;
use super::lag::Lag;
use super::spoil;
use crate::sandbox::gateway::Gateway;
use crate::sandbox::http::{Request, Response};

/// What a client meets. Every fault comes down to one of these, so a simulation needs no socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// A reply, at once.
    Reply(Response),
    /// A reply after this long.
    Late(Duration, Response),
    /// The connection is closed before the first byte of a reply.
    Dropped {
        /// Whether the call was applied all the same.
        applied: bool,
    },
    /// The connection is reset within the body; the call was applied.
    Reset {
        /// The reply that was begun: its head, with the full length, is sent.
        response: Response,
        /// How many bytes of its body are sent; fewer than it has.
        after_bytes: usize,
    },
    /// Nobody listens: no connection, nothing sent, nothing applied.
    Refused,
}

/// The page of a server that has broken down.
fn broken_down() -> Response {
    let page = "<html>\n<head><title>500 Internal Server Error</title></head>\n\
                <body><center><h1>500 Internal Server Error</h1></center></body>\n</html>\n";
    Response::html(500, page.to_owned())
}

fn busy(after: Duration) -> Response {
    let page = "<html>\n<head><title>429 Too Many Requests</title></head>\n\
                <body><center><h1>429 Too Many Requests</h1></center></body>\n</html>\n";
    let mut response = Response::html(429, page.to_owned());
    response.headers.push(("retry-after", after.as_secs().to_string()));
    response
}

/// Lets the gateway answer, with this fault or none.
pub(super) fn deliver(kind: Option<FaultKind>, gateway: &mut Gateway, request: &Request, lag: &Lag) -> Delivery {
    let Some(kind) = kind else { return Delivery::Reply(gateway.handle(request)) };
    match kind {
        FaultKind::DelayReply(after) => Delivery::Late(after, gateway.handle(request)),
        FaultKind::DropRequest => Delivery::Dropped { applied: false },
        FaultKind::ApplyThenDropReply => {
            gateway.handle(request);
            Delivery::Dropped { applied: true }
        }
        FaultKind::ApplyThenResetMidBody(bytes) => {
            let response = gateway.handle(request);
            let after_bytes = bytes.min(response.body.len().saturating_sub(1));
            Delivery::Reset { response, after_bytes }
        }
        FaultKind::Error500Before => Delivery::Reply(broken_down()),
        FaultKind::Error500After => {
            gateway.handle(request);
            Delivery::Reply(broken_down())
        }
        FaultKind::WrongSignature => Delivery::Reply(spoil::wrong_signature(gateway.handle(request))),
        FaultKind::UnsignedOk => Delivery::Reply(spoil::unsigned(gateway.handle(request))),
        FaultKind::BrokenXml => Delivery::Reply(spoil::broken_xml(gateway.handle(request))),
        FaultKind::TruncatedGzip => Delivery::Reply(spoil::truncated_gzip(gateway.handle(request))),
        FaultKind::TooManyRequests(after) => Delivery::Reply(busy(after)),
        FaultKind::StatusLag(by) => Delivery::Reply(lag.answer(gateway, request, by)),
        FaultKind::ErrorCode(code) => Delivery::Reply(gateway.refuse(request, code)),
        FaultKind::RefuseConnection(_) => Delivery::Refused,
        // These spoil what the gateway sends on its own, never a reply.
        FaultKind::DuplicateCallback
        | FaultKind::ReorderCallbacks
        | FaultKind::ForgeCallback
        | FaultKind::DropCallback => Delivery::Reply(gateway.handle(request)),
    }
}
