//! The line between a desk and the gateway: real bytes of the real client, and everything that can happen to them.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tolem::freedompay::{Method, Transport, TransportError, WireReply, WireRequest};
use tolem::sandbox::{Delivery, Request, Response};

use crate::plan::{Moment, Place, Sabotage, SnagKind};
use crate::world::{Life, World, digest};

/// How long a client waits for a complete answer, as a profile outside of a sandbox does.
const DEADLINE: Duration = Duration::from_secs(40);

/// The line of one desk while it lives.
pub struct Line {
    pub world: Arc<World>,
    pub life: Arc<Life>,
}

fn lost(what: &str) -> TransportError {
    TransportError::Lost(what.to_owned())
}

pub fn request_of(request: &WireRequest) -> Request {
    let mut headers: Vec<_> = request.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    headers.push(("content-type".to_owned(), request.content_type.clone()));
    Request {
        method: match request.method {
            Method::Post => "POST".to_owned(),
            Method::Get => "GET".to_owned(),
        },
        path: request.url.path().to_owned(),
        query: request.url.query().unwrap_or_default().to_owned(),
        content_type: request.content_type.clone(),
        headers,
        body: request.body.clone(),
    }
}

pub fn reply_of(response: &Response) -> WireReply {
    let header = |name: &str| response.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone());
    // The client asks for no compression, so what comes compressed cannot be read.
    WireReply {
        status: response.status,
        content_type: Some(response.content_type.to_owned()),
        date: None,
        retry_after: header("retry-after").and_then(|text| text.parse().ok()).map(Duration::from_secs),
        body: response.body.clone(),
    }
}

/// The first part of some bytes.
fn part(bytes: &[u8], thousandths: u16) -> Vec<u8> {
    let length = bytes.len() * usize::from(thousandths) / 1_000;
    bytes[..length.min(bytes.len())].to_vec()
}

impl Line {
    async fn exchange(&self, wire: &WireRequest) -> Result<WireReply, TransportError> {
        let world = &self.world;
        self.life.alive().await;
        let number = world.next_exchange();
        let payload = digest(&wire.body);
        if wire.is_write {
            world.disk.check_journal(world, &payload);
            *world.state().handed.entry(payload).or_default() += 1;
        }
        let death = world.death(|moment| matches!(moment, Moment::Exchange { number: at, .. } if Some(at) == number));
        let snag = world.plan.snags.iter().find(|snag| Some(snag.exchange) == number).map(|snag| snag.kind);
        let place = death.map(|death| match death.moment {
            Moment::Exchange { place, .. } => place,
            Moment::Commit { .. } => Place::Before,
        });
        if let (Some(death), Some(Place::Before)) = (death, place) {
            self.die(death, "death before the first byte").await;
        }
        // A little time passes on the way, never the same.
        tokio::time::sleep(Duration::from_millis(20 + number.unwrap_or(1) * 7 % 90)).await;
        self.life.alive().await;
        if let (Some(death), Some(Place::InRequest(_))) = (death, place) {
            // Whatever part of a request has arrived: an incomplete one is not carried out.
            self.die(death, "death within the request").await;
        }
        let request = request_of(wire);
        match snag {
            Some(SnagKind::Refused) => {
                world.meet("connection refused");
                return Err(TransportError::NeverSent("connection refused".to_owned()));
            }
            Some(SnagKind::CutRequest(_)) => {
                world.meet("request cut");
                return Err(lost("the connection was reset"));
            }
            Some(SnagKind::Stuck(seconds)) => {
                world.meet("request stuck and late");
                let (world, is_write) = (Arc::clone(world), wire.is_write);
                tokio::spawn(async move {
                    tokio::time::sleep(DEADLINE + Duration::from_secs(seconds)).await;
                    // Nobody waits for the answer.
                    let _ = world.deliver(&request, is_write, false);
                });
                tokio::time::sleep(DEADLINE).await;
                return Err(lost("no answer within 40 s"));
            }
            Some(SnagKind::CutReply(_) | SnagKind::ShortReply(_) | SnagKind::Slow(_)) | None => {}
        }
        let delivery = world.deliver(&request, wire.is_write, false);
        if let (Some(death), Some(Place::InReply(_))) = (death, place) {
            self.die(death, "death within the reply").await;
        }
        let response = match delivery {
            Delivery::Refused => return Err(TransportError::NeverSent("connection refused".to_owned())),
            Delivery::Dropped { .. } => return Err(lost("the connection was closed before an answer")),
            Delivery::Reset { .. } => return Err(lost("the connection was reset within the answer")),
            Delivery::Late(after, _) if after > DEADLINE => {
                tokio::time::sleep(DEADLINE).await;
                return Err(lost("no answer within 40 s"));
            }
            Delivery::Late(after, response) => {
                tokio::time::sleep(after).await;
                response
            }
            Delivery::Reply(response) => response,
        };
        self.life.alive().await;
        match snag {
            Some(SnagKind::CutReply(_)) => {
                world.meet("reply cut");
                Err(lost("the connection was reset within the answer"))
            }
            Some(SnagKind::ShortReply(thousandths)) => {
                world.meet("reply short");
                let reply = reply_of(&response);
                Ok(WireReply { body: part(&reply.body, thousandths), ..reply })
            }
            Some(SnagKind::Slow(seconds)) if Duration::from_secs(seconds) > DEADLINE => {
                world.meet("reply too slow");
                tokio::time::sleep(DEADLINE).await;
                Err(lost("no answer within 40 s"))
            }
            Some(SnagKind::Slow(seconds)) => {
                world.meet("reply slow");
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                self.life.alive().await;
                Ok(reply_of(&response))
            }
            Some(SnagKind::Refused | SnagKind::CutRequest(_) | SnagKind::Stuck(_)) | None => Ok(reply_of(&response)),
        }
    }

    async fn die(&self, death: crate::plan::Death, what: &'static str) {
        self.world.meet(what);
        self.life.die(death);
        self.life.alive().await;
    }
}

#[async_trait]
impl Transport for Line {
    async fn send(&self, request: WireRequest) -> Result<WireReply, TransportError> {
        let sent = self.exchange(&request).await;
        // What well-meaning middleware does.
        if self.world.plan.sabotage == Some(Sabotage::Resend) && matches!(sent, Err(TransportError::Lost(_))) {
            return self.exchange(&request).await;
        }
        sent
    }
}

/// The provider's own console: no faults, no journal, and its requests are not ours.
pub struct Console(pub Arc<World>);

#[async_trait]
impl Transport for Console {
    async fn send(&self, request: WireRequest) -> Result<WireReply, TransportError> {
        match self.0.deliver(&request_of(&request), request.is_write, true) {
            Delivery::Reply(response) => Ok(reply_of(&response)),
            other => Err(lost(&format!("{other:?}"))),
        }
    }
}
