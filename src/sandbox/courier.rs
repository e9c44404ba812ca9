//! Delivers callbacks over HTTP, one after the other and in their order. It never waits with the lock held, and ends
//! with the sandbox.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use tokio::sync::{Notify, watch};
use url::Url;

use super::callback::{Callback, CallbackAnswer};
use super::control::House;
use super::listen::is_loopback_host;
use super::shell::{enter, wall};

/// How long the merchant's server may take.
const LIMIT: Duration = Duration::from_secs(10);

/// How much of its answer is read.
const MAX_ANSWER: usize = 64 << 10;

/// The longest sleep when something is to happen some day.
const NAP: Duration = Duration::from_hours(1);

/// What the courier needs.
pub(super) struct Courier {
    pub(super) house: Arc<Mutex<House>>,
    /// Rung after everything that may have planned a callback.
    pub(super) bell: Arc<Notify>,
    pub(super) stopping: watch::Receiver<bool>,
    /// Whether other machines are posted to as well.
    pub(super) anywhere: bool,
}

impl Courier {
    /// Delivers until the sandbox stops.
    pub(super) async fn run(mut self) {
        let mut stopping = self.stopping.clone();
        tokio::select! {
            () = self.deliver_all() => {}
            // An error means that the sandbox was dropped: that ends the courier as well.
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }

    async fn deliver_all(&mut self) {
        let client = client();
        loop {
            let (era, due) = enter(&self.house).take_callbacks(wall());
            let is_idle = due.is_empty();
            for callback in due {
                let answer = match &client {
                    Ok(client) => send(client, &callback, self.anywhere).await,
                    Err(why) => CallbackAnswer::NotSent(why.clone()),
                };
                enter(&self.house).callback_answered(era, callback.id, &answer, wall());
            }
            if is_idle {
                let idle = enter(&self.house).idle(wall());
                tokio::select! {
                    () = self.bell.notified() => {}
                    // Times are whole milliseconds, so one more is needed to be past the next event.
                    () = tokio::time::sleep(idle.map_or(NAP, |idle| idle.min(NAP) + Duration::from_millis(1))) => {}
                }
            }
        }
    }
}

fn client() -> Result<reqwest::Client, String> {
    let own = [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))];
    reqwest::Client::builder()
        .user_agent(concat!("tolem-sandbox/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .pool_max_idle_per_host(0)
        .timeout(LIMIT)
        // The name is this machine's, whatever its resolver says.
        .resolve_to_addrs("localhost", &own)
        .build()
        .map_err(|error| format!("there is no HTTP client: {error}"))
}

/// Refuses to post to strangers.
fn check(url: &str, anywhere: bool) -> Result<Url, String> {
    let url = Url::parse(url).map_err(|error| format!("the address cannot be read: {error}"))?;
    let host = url.host_str().unwrap_or_default();
    if !anywhere && !is_loopback_host(host) {
        return Err(format!("{host} is not this machine; a sandbox calls others only when it is told so"));
    }
    Ok(url)
}

async fn send(client: &reqwest::Client, callback: &Callback, anywhere: bool) -> CallbackAnswer {
    let url = match check(&callback.url, anywhere) {
        Ok(url) => url,
        Err(why) => return CallbackAnswer::NotSent(why),
    };
    let request = if callback.method == "GET" {
        client.get(url)
    } else {
        client.post(url).header(CONTENT_TYPE, callback.content_type).body(callback.body.clone())
    };
    match request.send().await {
        Ok(response) => read(response).await,
        Err(error) => CallbackAnswer::NoAnswer(describe(&error)),
    }
}

async fn read(mut response: reqwest::Response) -> CallbackAnswer {
    let status = response.status().as_u16();
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= MAX_ANSWER => body.extend_from_slice(&chunk),
            Ok(Some(_)) => return CallbackAnswer::NoAnswer(format!("the answer is longer than {MAX_ANSWER} bytes")),
            Ok(None) => return CallbackAnswer::Replied { status, body },
            Err(error) => return CallbackAnswer::NoAnswer(describe(&error)),
        }
    }
}

/// The error without the address, whose query may hold what is told.
fn describe(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        format!("no answer within {} seconds", LIMIT.as_secs())
    } else if error.is_connect() {
        "nobody listens there".to_owned()
    } else {
        "the connection broke off".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_are_posted_to_only_when_the_operator_says_so() {
        for url in ["http://127.0.0.1:8080/result", "http://localhost/r", "http://[::1]:1/r?x=1"] {
            assert!(check(url, false).is_ok(), "{url}");
        }
        for url in [
            "https://shop.example/result",
            "http://127.0.0.1.shop.example/",
            "http://10.0.0.1/",
            "http://127.0.0.1@shop.example/",
        ] {
            assert!(check(url, false).is_err(), "{url}");
            assert!(check(url, true).is_ok(), "{url}");
        }
        assert!(check("result", true).is_err());
    }
}
