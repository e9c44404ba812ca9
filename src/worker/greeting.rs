//! The way to a gateway, step by step: its name, a connection, TLS, and what time it is there. No secret is used.

use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout};

use super::{Clock as _, SystemClock, desk};
use crate::config::Profile;
use crate::freedompay::{Method, TransportError, WireReply, WireRequest};

/// How long the name and the connection may take, each.
const PATIENCE: Duration = Duration::from_secs(5);

/// What was found on the way. What follows a step that failed was not tried.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Greeting {
    /// How many addresses the name has.
    pub name: Option<Result<usize, String>>,
    /// How long the connection took.
    pub connection: Option<Result<Duration, String>>,
    /// Whether something answered, over TLS where the profile's host asks for it.
    pub answer: Option<Result<Answer, String>>,
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// By how many seconds this machine's clock is ahead of the gateway's; negative when it is behind. `None` when the
    /// answer had no time in it.
    pub ahead: Option<i64>,
}

/// Walks the way to a profile's host.
pub async fn greet(profile: &Profile) -> Greeting {
    let mut greeting = Greeting::default();
    let host = profile.host.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let port = profile.host.port_or_known_default().unwrap_or(443);
    let found = match timeout(PATIENCE, lookup_host((host.as_str(), port))).await {
        Ok(Ok(found)) => Ok(found.collect::<Vec<_>>()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(late("the name server did not answer")),
    };
    greeting.name = Some(found.as_ref().map(Vec::len).map_err(Clone::clone));
    let Ok(addresses) = found else { return greeting };
    let started = Instant::now();
    let connected = match timeout(PATIENCE, TcpStream::connect(addresses.as_slice())).await {
        Ok(Ok(_)) => Ok(started.elapsed()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(late("nobody answered")),
    };
    let stands = connected.is_ok();
    greeting.connection = Some(connected);
    if stands {
        greeting.answer = Some(ask(profile).await);
    }
    greeting
}

fn late(what: &str) -> String {
    format!("{what} within {} seconds", PATIENCE.as_secs())
}

/// An unsigned question, which the gateway refuses; that it answers, and when, is all that counts.
async fn ask(profile: &Profile) -> Result<Answer, String> {
    let transport = desk::transport(profile).await?;
    let mut url = profile.host.clone();
    url.set_path("/get_status3.php");
    let request = WireRequest {
        call: "get_status3.php",
        method: Method::Get,
        url,
        headers: Vec::new(),
        content_type: String::new(),
        body: Vec::new(),
        is_write: false,
        shown: Vec::new(),
        hidden: Vec::new(),
    };
    match transport.send(request).await {
        Ok(reply) => Ok(Answer { ahead: ahead(&reply, SystemClock::default().now().millis()) }),
        // Something answered over TLS, if only with nothing that can be read.
        Err(TransportError::Lost(why)) if why.starts_with("HTTP ") => Ok(Answer { ahead: None }),
        Err(TransportError::NeverSent(why) | TransportError::Lost(why)) => Err(why),
    }
}

/// `Date` has whole seconds, so that one second of difference is none.
fn ahead(reply: &WireReply, now: i64) -> Option<i64> {
    let there = chrono::DateTime::parse_from_rfc2822(reply.date.as_deref()?).ok()?;
    let seconds = now.div_euclid(1_000) - there.timestamp();
    Some(if seconds.abs() <= 1 { 0 } else { seconds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clocks_are_compared_to_the_second() {
        let reply = |date: Option<&str>| WireReply { date: date.map(ToOwned::to_owned), ..WireReply::default() };
        let date = reply(Some("Sat, 21 Nov 2026 10:00:00 GMT"));
        let there = 1_795_255_200_000;
        assert_eq!(ahead(&date, there), Some(0));
        assert_eq!(ahead(&date, there + 1_999), Some(0));
        assert_eq!(ahead(&date, there + 31_000), Some(31));
        assert_eq!(ahead(&date, there - 400_000), Some(-400));
        assert_eq!(ahead(&reply(None), there), None);
        assert_eq!(ahead(&reply(Some("yesterday")), there), None);
    }
}
