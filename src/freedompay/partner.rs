//! What an operator needs of the Partner API: how payments from the partner's account stand, and what happened on a
//! wallet. Nothing here moves money, and no reply is signed. Source: `spec/card-partner.md` 5.

use super::call::{BodyForm, Call, EncodeError, Merchant, ReplyError};
use super::card_reads::{Span, StatementLine, lines, span};
use super::document::{self, lost, unsigned_ok};
use super::encode::Member;
use super::fields;
use super::jws::{Algorithm, Header};
use super::pain002::{self, StatusReport};
use super::request::JsonCall;
use super::transport::{Method, WireReply, WireRequest};
use crate::domain::text::clean;

/// How one payment from the account stands.
#[derive(Debug, Clone)]
pub struct AccountPaymentStatus {
    /// The platform's id (`OrgnlInstrId`): 1 to 35 letters, digits, `-` and `_`.
    pub instruction: String,
}

/// How all payments of a message stand.
#[derive(Debug, Clone)]
pub struct AccountBatchStatuses {
    /// The message's id (`OrgnlMsgId`): 1 to 35 letters, digits, `-` and `_`.
    pub message: String,
}

/// What happened on a wallet.
#[derive(Debug, Clone)]
pub struct WalletStatement {
    /// Which wallet.
    pub identifier: String,
    /// In which time; everything when absent.
    pub span: Option<Span>,
}

/// Number and secret of the partner. The secret is the Card API's: the pages name one partner secret.
fn signed<'a>(merchant: &'a Merchant, path: &'a str, method: Method) -> Result<JsonCall<'a>, EncodeError> {
    let settings = &merchant.settings;
    let auth_id = settings.partner_auth_id.as_deref().or(merchant.card_auth_id.as_deref());
    let header = Header::of_uri(path, auth_id.unwrap_or(merchant.id.as_str()), method, Algorithm::Hs256)?;
    Ok(JsonCall { path, header, secret: merchant.card_secret()?, more: Vec::new(), form: BodyForm::Json })
}

/// An id that is put into a path.
fn in_path(what: &'static str, id: &str) -> Result<(), EncodeError> {
    let valid =
        (1..=35).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if valid { Ok(()) } else { Err(EncodeError::PathId(what)) }
}

/// The report inside the envelope, whose `status` says `success` and not `ok`.
fn report(reply: &WireReply) -> Result<StatusReport, ReplyError> {
    let members = document::answered(reply)?;
    let code = fields::text(&members, "error_code").filter(|code| *code != "0");
    match (fields::required(&members, "status")?, code) {
        ("success", None) => {}
        ("success", Some(code)) => return Err(lost(format!("status is success, error_code is {:?}", clean(code)))),
        ("error", _) => return Err(document::refused(&members)),
        (other, _) => return Err(lost(format!("status is {:?}", clean(other)))),
    }
    match fields::required(&members, "document_type")? {
        "iso20022" => pain002::read(fields::required(&members, "document_body")?),
        other => Err(lost(format!("document_type is {:?}", clean(other)))),
    }
}

impl Call for AccountPaymentStatus {
    type Reply = StatusReport;
    const NAME: &'static str = "settlement-partitions/status";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        in_path("OrgnlInstrId", &self.instruction)?;
        // With the prefix `/api`, unlike its sibling: so its page prints it.
        let path = format!("/api/v5/partner/settlement-partitions/{}/status", self.instruction);
        signed(merchant, &path, Method::Get)?.get::<Self>(merchant, salt)
    }

    fn decode(&self, _: &Merchant, reply: &WireReply) -> Result<StatusReport, ReplyError> {
        let report = report(reply)?;
        let about = |payment: &pain002::TransactionReport| {
            payment.instruction.as_deref().is_none_or(|instruction| instruction == self.instruction)
        };
        if report.transactions.iter().all(about) {
            Ok(report)
        } else {
            Err(lost("OrgnlInstrId is another payment's than the one that was asked for"))
        }
    }
}

impl Call for AccountBatchStatuses {
    type Reply = StatusReport;
    const NAME: &'static str = "settlement-partitions/batch-statuses";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        in_path("OrgnlMsgId", &self.message)?;
        let path = format!("/v5/partner/settlement-partitions/{}/batch-statuses", self.message);
        signed(merchant, &path, Method::Get)?.get::<Self>(merchant, salt)
    }

    fn decode(&self, _: &Merchant, reply: &WireReply) -> Result<StatusReport, ReplyError> {
        let report = report(reply)?;
        match report.original_message.as_deref() {
            Some(message) if message != self.message => {
                Err(lost("OrgnlMsgId is another message's than the one that was asked for"))
            }
            Some(_) | None => Ok(report),
        }
    }
}

impl Call for WalletStatement {
    type Reply = Vec<StatementLine>;
    const NAME: &'static str = "wallet/statement";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let mut members = vec![("identifier", Member::Text(self.identifier.clone()))];
        members.extend(span(self.span.as_ref()));
        let path = "/v5/partner/wallet/statement";
        signed(merchant, path, Method::Post)?.post::<Self, _>(merchant, &members, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Self::Reply, ReplyError> {
        lines(fields::required_groups(&unsigned_ok(reply)?, "operations")?, merchant)
    }
}

#[cfg(test)]
#[path = "partner_tests.rs"]
mod tests;
