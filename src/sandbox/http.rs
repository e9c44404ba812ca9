//! A request and a response as plain values, so that the gateway needs no server to be tried.

/// One HTTP request, complete.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: String,
    /// The path alone, such as `/revoke.php`.
    pub path: String,
    /// What follows the `?`, without it; may be empty.
    pub query: String,
    /// The `Content-Type` header; may be empty.
    pub content_type: String,
    /// All headers, names in any case.
    pub headers: Vec<(String, String)>,
    /// The body as it came.
    pub body: Vec<u8>,
}

impl Request {
    /// The first header of that name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The script name of the signature: the path after its last `/`. Source: `spec/merchant.md` 1.1.
    #[must_use]
    pub fn script(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

/// One HTTP response, complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The `Content-Type` header.
    pub content_type: &'static str,
    /// Further headers, names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    fn new(status: u16, content_type: &'static str, body: Vec<u8>) -> Self {
        Self { status, content_type, headers: Vec::new(), body }
    }

    /// An XML document.
    pub(super) fn xml(status: u16, document: String) -> Self {
        Self::new(status, "application/xml; charset=utf-8", document.into_bytes())
    }

    /// A JSON value, compact.
    pub(super) fn json(status: u16, value: &serde_json::Value) -> Self {
        Self::new(status, "application/json", value.to_string().into_bytes())
    }

    /// An HTML page.
    pub(super) fn html(status: u16, page: String) -> Self {
        Self::new(status, "text/html; charset=utf-8", page.into_bytes())
    }

    /// A plain JSON error of the sandbox itself, for paths and bodies that no gateway call has.
    pub(super) fn error(status: u16, what: &str) -> Self {
        Self::json(status, &serde_json::json!({ "error": what }))
    }
}
