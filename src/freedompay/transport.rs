//! Bytes out, bytes in: what stands between the client and a network or a simulation.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;

use super::secret::Secret;

/// How a request is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// With a body.
    Post,
    /// Without one.
    Get,
}

impl Method {
    /// The word on the wire.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Get => "GET",
        }
    }
}

/// A request as bytes.
#[derive(Clone)]
pub struct WireRequest {
    /// The call's name, such as `get_status3.php`.
    pub call: &'static str,
    /// How it is made.
    pub method: Method,
    /// Where it goes.
    pub url: url::Url,
    /// Headers besides `Content-Type`.
    pub headers: Vec<(&'static str, String)>,
    /// The type of the body.
    pub content_type: String,
    /// The body.
    pub body: Vec<u8>,
    /// Whether it may move money or create something.
    pub is_write: bool,
    /// The members as they may be shown: harmless text, secrets and signature masked.
    pub shown: Vec<(String, String)>,
    /// Values that must not be shown even if the reply repeats them.
    pub hidden: Vec<Secret>,
}

impl fmt::Debug for WireRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WireRequest")
            .field("call", &self.call)
            .field("path", &self.url.path())
            .field("bytes", &self.body.len())
            .field("is_write", &self.is_write)
            .finish_non_exhaustive()
    }
}

/// A reply as bytes.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct WireReply {
    /// The HTTP status.
    pub status: u16,
    /// The `Content-Type` header; only a hint, the content decides.
    pub content_type: Option<String>,
    /// The `Date` header.
    pub date: Option<String>,
    /// How long to ask nothing more, from the `Retry-After` header.
    pub retry_after: Option<Duration>,
    /// The body.
    pub body: Vec<u8>,
}

impl fmt::Debug for WireReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WireReply")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Why there is no reply.
#[derive(thiserror::Error, Debug, Clone, PartialEq, Eq)]
pub enum TransportError {
    /// It is certain that no byte of the request left: host not allowed, name not found, connection refused.
    #[error("nothing was sent: {0}")]
    NeverSent(String),
    /// Anything else: the request may have been carried out.
    #[error("no answer: {0}")]
    Lost(String),
}

/// Sends one request and waits for its reply. An implementation never sends a request twice.
#[async_trait]
pub trait Transport: Send + Sync + 'static {
    /// Sends the request.
    async fn send(&self, request: WireRequest) -> Result<WireReply, TransportError>;
}

#[cfg(test)]
mod tests {
    use super::super::call::Call as _;
    use super::super::payments::Cancel;
    use super::super::tests_support::{gateway_id, merchant};

    #[test]
    fn a_request_is_printed_without_body_and_headers() {
        let request = Cancel { payment: gateway_id("700001") }.encode(&merchant(), "salt").unwrap();
        assert_eq!(
            format!("{request:?}"),
            format!(
                "WireRequest {{ call: \"cancel.php\", path: \"/cancel.php\", bytes: {}, is_write: true, .. }}",
                request.body.len()
            )
        );
    }
}
