//! Callbacks as values: what is sent to the merchant, and what came of it. Source: `spec/merchant.md` 4,
//! `spec/payout-invoice-gateway.md` 4.

use super::faults::Notice;

/// What a callback is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallbackKind {
    /// May the money be taken? Source: `spec/merchant.md` 4.2.
    Check,
    /// A payment has succeeded or has become impossible. Source: as above, 4.3.
    Result,
    /// A payout has ended. Source: as above, 4.5.
    Payout,
    /// A card was saved. Source: as above, 3.1.
    Card,
}

impl CallbackKind {
    /// The word in plans of faults and in the control call `callbacks`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Result => "result",
            Self::Payout => "payout",
            Self::Card => "card",
        }
    }
}

/// How a callback's fields travel: `pg_request_method`. Source: `spec/merchant.md` 4.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CallbackMethod {
    /// In the query.
    Get,
    /// As a form.
    #[default]
    Post,
    /// As a form whose only field `pg_xml` is a document.
    Xml,
}

impl CallbackMethod {
    /// Reads `pg_request_method`.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "GET" => Some(Self::Get),
            "POST" => Some(Self::Post),
            "XML" => Some(Self::Xml),
            _ => None,
        }
    }

    /// The method of the HTTP request.
    #[must_use]
    pub const fn http(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post | Self::Xml => "POST",
        }
    }
}

/// One delivery, ready to be sent. The next attempt has another salt and signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// Its number; all attempts have the same.
    pub id: u64,
    /// Which delivery this is, from 1.
    pub attempt: u32,
    /// What it is about.
    pub kind: CallbackKind,
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The merchant's address; with all fields when the method is `GET`.
    pub url: String,
    /// The type of the body; empty when there is none.
    pub content_type: &'static str,
    /// The body; empty for `GET`.
    pub body: String,
}

impl Notice for Callback {
    fn what(&self) -> &'static str {
        self.kind.word()
    }

    fn edit(&mut self, change: fn(&str) -> String) {
        let text = if self.method == "GET" { &mut self.url } else { &mut self.body };
        *text = change(text);
    }
}

/// What came of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallbackAnswer {
    /// The merchant's server answered.
    Replied {
        /// The HTTP status.
        status: u16,
        /// The body, which is believed only when it is signed.
        body: Vec<u8>,
    },
    /// Nobody answered, or not in time; the reason in words.
    NoAnswer(String),
    /// It was not sent at all and never will be; the reason in words.
    NotSent(String),
}
