//! The transport over HTTP: one request, one reply, no redirects, no proxies, no retries, no connection kept open.

use std::error::Error as _;
use std::io::ErrorKind;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName, RETRY_AFTER};
use tokio::time::timeout;
use url::{Host, Url};

use super::transport::{Method, Transport, TransportError, WireReply, WireRequest};
use crate::domain::text::clean;

/// Limits of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Until the connection stands.
    pub connect: Duration,
    /// Until the reply's headers are there.
    pub first_byte: Duration,
    /// Until the reply is complete.
    pub total: Duration,
    /// The longest reply, in bytes.
    pub max_body: usize,
}

/// Sends requests to the hosts of its list.
pub struct HttpTransport {
    client: reqwest::Client,
    limits: Limits,
    allowed: Vec<String>,
    /// Whether nothing is encrypted, so that it knows no certificates.
    is_plain: bool,
}

impl HttpTransport {
    /// A transport that reaches `allowed_hosts` only, each `host` or `host:port`; a host without a port allows its
    /// scheme's own port. `https` is required except for loopback addresses.
    pub fn new(limits: Limits, allowed_hosts: Vec<String>) -> Result<Self, TransportError> {
        Self::build(limits, allowed_hosts, false)
    }

    /// [`HttpTransport::new`] for `http` to loopback alone. The certificates of this machine, hundreds of files, are not read.
    pub fn plain(limits: Limits, allowed_hosts: Vec<String>) -> Result<Self, TransportError> {
        Self::build(limits, allowed_hosts, true)
    }

    fn build(limits: Limits, allowed_hosts: Vec<String>, is_plain: bool) -> Result<Self, TransportError> {
        let builder = reqwest::Client::builder();
        let builder = if is_plain { builder.tls_certs_only([]) } else { builder };
        // What the client gave up on must not be sent on by the system, minutes later.
        #[cfg(target_os = "linux")]
        let builder = builder.tcp_user_timeout(limits.total);
        let client = builder
            .user_agent(concat!("tolem/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            // A write on a connection that the other side is closing would be lost without need.
            .pool_max_idle_per_host(0)
            .connect_timeout(limits.connect)
            .build()
            .map_err(|error| TransportError::NeverSent(describe(&error, "the gateway")))?;
        let allowed = allowed_hosts.into_iter().map(|host| host.trim().to_ascii_lowercase()).collect();
        Ok(Self { client, limits, allowed, is_plain })
    }

    fn check(&self, url: &Url) -> Result<(), TransportError> {
        let refuse = |why: &str| Err(TransportError::NeverSent(why.to_owned()));
        if url.host_str().is_none() {
            return refuse("the address has no host");
        }
        let authority = authority(url);
        if !self.allowed.contains(&authority) {
            return refuse(&format!("{} is not a host of this profile", clean(&authority)));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("the address carries a user name or password");
        }
        match url.scheme() {
            "https" if self.is_plain => refuse("the address is https, and this desk was opened without certificates"),
            "https" => Ok(()),
            "http" if is_loopback(url) => Ok(()),
            _ => refuse("the address is not https"),
        }
    }

    async fn exchange(&self, request: WireRequest) -> Result<WireReply, TransportError> {
        let mut headers = HeaderMap::new();
        let content_type = Some((CONTENT_TYPE.as_str(), request.content_type)).filter(|(_, kind)| !kind.is_empty());
        for (name, value) in content_type.into_iter().chain(request.headers) {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unsendable())?;
            headers.insert(name, value.parse().map_err(|_| unsendable())?);
        }
        let host = authority(&request.url);
        let sending = match request.method {
            Method::Post => self.client.post(request.url).body(request.body),
            Method::Get => self.client.get(request.url),
        };
        let sending = sending.headers(headers).send();
        let mut response = match timeout(self.limits.first_byte, sending).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) if error.is_connect() || error.is_builder() => {
                return Err(TransportError::NeverSent(describe(&error, &host)));
            }
            Ok(Err(error)) => return Err(TransportError::Lost(describe(&error, &host))),
            Err(_) => {
                let waited = self.limits.first_byte;
                return Err(TransportError::Lost(format!("no answer within {waited:?}")));
            }
        };
        let status = response.status();
        if status.is_redirection() {
            return Err(TransportError::Lost(format!("HTTP {}: redirects are not followed", status.as_u16())));
        }
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(clean);
        let (content_type, date) = (header(CONTENT_TYPE), header(DATE));
        let retry_after = header(RETRY_AFTER).and_then(|value| pause(&value, date.as_deref()));
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| TransportError::Lost(describe(&error, &host)))? {
            if body.len() + chunk.len() > self.limits.max_body {
                return Err(TransportError::Lost(format!("the reply is longer than {} bytes", self.limits.max_body)));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(WireReply { status: status.as_u16(), content_type, date, retry_after, body })
    }
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, request: WireRequest) -> Result<WireReply, TransportError> {
        self.check(&request.url)?;
        let limit = self.limits.total;
        match timeout(limit, self.exchange(request)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(TransportError::Lost(format!("no complete answer within {limit:?}"))),
        }
    }
}

/// `Retry-After`: seconds, or a date, which is compared with the reply's own date. Source: RFC 9110, 10.2.3.
fn pause(value: &str, date: Option<&str>) -> Option<Duration> {
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = |text: &str| chrono::DateTime::parse_from_rfc2822(text).ok();
    (moment(value)? - moment(date?)?).to_std().ok()
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn unsendable() -> TransportError {
    TransportError::NeverSent("a header holds characters that cannot be sent".to_owned())
}

/// The host as the list of allowed ones has it: with its port where that is not its scheme's own.
fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// What happened, in one line and without the path: in plain words where they are known, else as the last of the causes
/// says it. What stands around that one tells of the library and not of the network.
fn describe(error: &reqwest::Error, host: &str) -> String {
    let causes = || std::iter::successors(error.source(), |cause| (*cause).source());
    let systems = causes().filter_map(|cause| cause.downcast_ref::<std::io::Error>()).map(std::io::Error::kind);
    let plain = { systems }.find_map(|kind| plainly(kind, host));
    let text = match (error.is_connect(), plain, causes().last()) {
        (true, Some(plain), _) => plain,
        (true, None, _) if error.is_timeout() => format!("no connection to {host} in time"),
        (true, None, _) if causes().any(|cause| cause.to_string() == "dns error") => {
            format!("the name {host} could not be looked up")
        }
        (true, None, Some(cause)) => format!("cannot connect: {cause}"),
        (true, None, None) => "cannot connect".to_owned(),
        (false, _, Some(cause)) => format!("the connection broke: {cause}"),
        (false, _, None) => "the connection broke".to_owned(),
    };
    clean(&text)
}

/// Why there is no connection, where the system says it in one of the ways that everybody meets.
fn plainly(kind: ErrorKind, host: &str) -> Option<String> {
    match kind {
        ErrorKind::ConnectionRefused => Some(format!("the connection was refused by {host}")),
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            Some(format!("no way to {host}: is there a network?"))
        }
        ErrorKind::TimedOut => Some(format!("no connection to {host} in time")),
        _ => None,
    }
}

#[cfg(test)]
#[path = "http_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "http_hostile_tests.rs"]
mod hostile_tests;
