//! The kinds of fault and their words.

use std::time::Duration;

use super::paths;
use crate::sandbox::codes;

/// What goes wrong. A further kind is a further variant, a row of [`ROWS`], and its deed in `delivery`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// For this long nobody listens: connections are refused, nothing is applied.
    RefuseConnection(Duration),
    /// The request is read and not applied; the connection is closed before the first byte of a reply.
    DropRequest,
    /// The call is applied, its reply never comes: the connection is closed before its first byte.
    ApplyThenDropReply,
    /// The call is applied; after this many bytes of the body the connection is reset.
    ApplyThenResetMidBody(usize),
    /// The call is applied, its reply waits this long.
    DelayReply(Duration),
    /// HTTP 500 with a page; not applied.
    Error500Before,
    /// HTTP 500 with a page, although the call is applied.
    Error500After,
    /// The call is applied; the `pg_sig` of its reply is wrong.
    WrongSignature,
    /// The call is applied; its reply lacks `pg_salt` and `pg_sig`.
    UnsignedOk,
    /// The call is applied; the last closing tag of its reply is missing.
    BrokenXml,
    /// The call is applied; its reply says gzip and ends half-way.
    TruncatedGzip,
    /// HTTP 429 with `Retry-After` in seconds; not applied.
    TooManyRequests(Duration),
    /// A status read tells the state of this long ago.
    StatusLag(Duration),
    /// The gateway refuses with this code; not applied.
    ErrorCode(u32),
    /// A callback is delivered twice.
    DuplicateCallback,
    /// A callback is delivered after those that follow it.
    ReorderCallbacks,
    /// A callback's signature is wrong.
    ForgeCallback,
    /// A callback is never delivered.
    DropCallback,
}

/// What a kind needs beside its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    Nothing,
    Seconds,
    Bytes,
    Code,
}

impl Needs {
    pub(super) const ALL: [Self; 3] = [Self::Seconds, Self::Bytes, Self::Code];

    /// The member that holds it.
    pub(super) const fn member(self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Seconds => Some("seconds"),
            Self::Bytes => Some("bytes"),
            Self::Code => Some("code"),
        }
    }

    /// What is expected there.
    pub(super) const fn expected(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Seconds => "a whole number within 1 and 3600",
            Self::Bytes => "a whole number within 0 and 65536",
            Self::Code => "a code of the provider, such as 10009",
        }
    }

    fn takes(self, number: u64) -> bool {
        match self {
            Self::Nothing => false,
            Self::Seconds => (1..=3_600).contains(&number),
            Self::Bytes => number <= 65_536,
            Self::Code => u32::try_from(number).is_ok_and(codes::is_known),
        }
    }
}

/// A word, what it needs, and the kind that comes of it.
pub(super) struct Row {
    pub(super) word: &'static str,
    pub(super) needs: Needs,
    make: fn(u64) -> FaultKind,
}

impl Row {
    /// The kind with this number; `None` when the number is not what the kind needs.
    pub(super) fn kind(&self, number: Option<u64>) -> Option<FaultKind> {
        match (self.needs, number) {
            (Needs::Nothing, None) => Some((self.make)(0)),
            (needs, Some(number)) if needs.takes(number) => Some((self.make)(number)),
            (_, Some(_) | None) => None,
        }
    }
}

const fn row(word: &'static str, needs: Needs, make: fn(u64) -> FaultKind) -> Row {
    Row { word, needs, make }
}

/// All kinds.
pub(super) const ROWS: [Row; 18] = [
    row("refuse_connection", Needs::Seconds, |seconds| FaultKind::RefuseConnection(Duration::from_secs(seconds))),
    row("drop_request", Needs::Nothing, |_| FaultKind::DropRequest),
    row("apply_then_drop_reply", Needs::Nothing, |_| FaultKind::ApplyThenDropReply),
    row("apply_then_reset_mid_body", Needs::Bytes, |bytes| {
        FaultKind::ApplyThenResetMidBody(usize::try_from(bytes).unwrap_or(usize::MAX))
    }),
    row("delay_reply", Needs::Seconds, |seconds| FaultKind::DelayReply(Duration::from_secs(seconds))),
    row("error_500_before", Needs::Nothing, |_| FaultKind::Error500Before),
    row("error_500_after", Needs::Nothing, |_| FaultKind::Error500After),
    row("wrong_signature", Needs::Nothing, |_| FaultKind::WrongSignature),
    row("unsigned_ok", Needs::Nothing, |_| FaultKind::UnsignedOk),
    row("broken_xml", Needs::Nothing, |_| FaultKind::BrokenXml),
    row("truncated_gzip", Needs::Nothing, |_| FaultKind::TruncatedGzip),
    row("too_many_requests", Needs::Seconds, |seconds| FaultKind::TooManyRequests(Duration::from_secs(seconds))),
    row("status_lag", Needs::Seconds, |seconds| FaultKind::StatusLag(Duration::from_secs(seconds))),
    row("error_code", Needs::Code, |code| FaultKind::ErrorCode(u32::try_from(code).unwrap_or(u32::MAX))),
    row("duplicate_callback", Needs::Nothing, |_| FaultKind::DuplicateCallback),
    row("reorder_callbacks", Needs::Nothing, |_| FaultKind::ReorderCallbacks),
    row("forge_callback", Needs::Nothing, |_| FaultKind::ForgeCallback),
    row("drop_callback", Needs::Nothing, |_| FaultKind::DropCallback),
];

/// What a fault is planned for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// A call of the gateway.
    Call,
    /// The door itself: nobody knows yet what a connection is for.
    Door,
    /// What the gateway sends to the merchant.
    Callback,
}

impl FaultKind {
    /// The word in plans.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::RefuseConnection(_) => "refuse_connection",
            Self::DropRequest => "drop_request",
            Self::ApplyThenDropReply => "apply_then_drop_reply",
            Self::ApplyThenResetMidBody(_) => "apply_then_reset_mid_body",
            Self::DelayReply(_) => "delay_reply",
            Self::Error500Before => "error_500_before",
            Self::Error500After => "error_500_after",
            Self::WrongSignature => "wrong_signature",
            Self::UnsignedOk => "unsigned_ok",
            Self::BrokenXml => "broken_xml",
            Self::TruncatedGzip => "truncated_gzip",
            Self::TooManyRequests(_) => "too_many_requests",
            Self::StatusLag(_) => "status_lag",
            Self::ErrorCode(_) => "error_code",
            Self::DuplicateCallback => "duplicate_callback",
            Self::ReorderCallbacks => "reorder_callbacks",
            Self::ForgeCallback => "forge_callback",
            Self::DropCallback => "drop_callback",
        }
    }

    /// The member and the number beside the word, when the kind has one.
    #[must_use]
    pub fn number(self) -> Option<(&'static str, u64)> {
        match self {
            Self::RefuseConnection(time)
            | Self::DelayReply(time)
            | Self::TooManyRequests(time)
            | Self::StatusLag(time) => Some(("seconds", time.as_secs())),
            Self::ApplyThenResetMidBody(bytes) => Some(("bytes", u64::try_from(bytes).unwrap_or(u64::MAX))),
            Self::ErrorCode(code) => Some(("code", u64::from(code))),
            Self::DropRequest
            | Self::ApplyThenDropReply
            | Self::Error500Before
            | Self::Error500After
            | Self::WrongSignature
            | Self::UnsignedOk
            | Self::BrokenXml
            | Self::TruncatedGzip
            | Self::DuplicateCallback
            | Self::ReorderCallbacks
            | Self::ForgeCallback
            | Self::DropCallback => None,
        }
    }

    pub(super) const fn target(self) -> Target {
        match self {
            Self::RefuseConnection(_) => Target::Door,
            Self::DuplicateCallback | Self::ReorderCallbacks | Self::ForgeCallback | Self::DropCallback => {
                Target::Callback
            }
            Self::DropRequest
            | Self::ApplyThenDropReply
            | Self::ApplyThenResetMidBody(_)
            | Self::DelayReply(_)
            | Self::Error500Before
            | Self::Error500After
            | Self::WrongSignature
            | Self::UnsignedOk
            | Self::BrokenXml
            | Self::TruncatedGzip
            | Self::TooManyRequests(_)
            | Self::StatusLag(_)
            | Self::ErrorCode(_) => Target::Call,
        }
    }

    /// Whether it can be met on this path; `Err` says why not.
    pub(super) fn fits(self, path: &str) -> Result<(), &'static str> {
        let (fits, why) = match self {
            Self::WrongSignature | Self::UnsignedOk => (paths::signs_replies(path), "its replies carry no pg_sig"),
            Self::BrokenXml => (paths::answers_xml(path), "its replies are no XML"),
            Self::StatusLag(_) => (paths::is_status(path), "it is no status read"),
            Self::ErrorCode(_) => (!paths::is_health(path), "it has no error reply"),
            Self::RefuseConnection(_)
            | Self::DropRequest
            | Self::ApplyThenDropReply
            | Self::ApplyThenResetMidBody(_)
            | Self::DelayReply(_)
            | Self::Error500Before
            | Self::Error500After
            | Self::TruncatedGzip
            | Self::TooManyRequests(_)
            | Self::DuplicateCallback
            | Self::ReorderCallbacks
            | Self::ForgeCallback
            | Self::DropCallback => (true, ""),
        };
        if fits { Ok(()) } else { Err(why) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_gives_the_kind_of_its_word_and_its_number() {
        for row in ROWS {
            let number = row.needs.member().map(|_| 100);
            let kind = row.kind(number).unwrap_or_else(|| panic!("{}", row.word));
            assert_eq!(kind.word(), row.word);
            assert_eq!(kind.number(), row.needs.member().map(|member| (member, 100)));
            assert_eq!(row.kind(number.xor(Some(100))), None, "{}", row.word);
        }
    }
}
