//! What the Card API tells about cards: operations, balances, limits, and a transaction's details. Nothing here moves
//! money, and no reply is signed. Source: `spec/card-partner.md` 3.4, 4.14, 4.15, 4.17.

use super::call::{Call, EncodeError, Merchant, ReplyError, Unproven};
use super::card_api::card;
use super::document::unsigned_ok;
use super::encode::Member;
use super::fields;
use super::signature::Fields;
use super::transport::{WireReply, WireRequest};
use crate::domain::text::clean;
use crate::domain::{GatewayId, Money, OrderId, RequestId};

/// `transaction/info`: what the processing knows of a transaction. INFERRED: only its name is published, so that it can
/// be switched off (`wire.card_info`), and its members are shown as they come and believed by nobody.
#[derive(Debug, Clone)]
pub struct CardTransactionInfo {
    /// Which transaction.
    pub transaction: GatewayId,
    /// The merchant's order number, where it is known.
    pub order: Option<OrderId>,
}

/// A span of time, RFC 3339, as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// From when.
    pub start: String,
    /// Until when.
    pub end: String,
}

/// `card/statement`, also called the operations' list: what happened on a card.
#[derive(Debug, Clone)]
pub struct CardStatement {
    /// Which card: the processing's own id, no card number.
    pub card: GatewayId,
    /// In which time; everything when absent.
    pub span: Option<Span>,
}

/// `card/statement_extended`: balances and authorisations as well.
#[derive(Debug, Clone)]
pub struct CardStatementExtended {
    /// Which card.
    pub card: GatewayId,
    /// In which time.
    pub span: Span,
}

/// What limits are set on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitsOf {
    /// One card.
    Card,
    /// One account.
    Account,
    /// Everything of a client.
    Client,
}

impl LimitsOf {
    const fn word(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Account => "account",
            Self::Client => "client",
        }
    }
}

/// `limits/list`: the active limits.
#[derive(Debug, Clone)]
pub struct CardLimits {
    /// The request's own id.
    pub request: RequestId,
    /// What they are set on.
    pub of: LimitsOf,
    /// Its id.
    pub value: GatewayId,
}

/// One operation or authorisation of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLine {
    /// The provider's word; no list of them is published.
    pub kind: String,
    /// How much.
    pub amount: Money,
    /// The fee.
    pub commission: Option<Money>,
    /// When, as it is told.
    pub at: String,
    /// The bank's reference.
    pub rrn: Option<String>,
}

/// One account of an extended statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub iban: String,
    /// What is on it.
    pub amount: Option<Money>,
    /// What of it is held.
    pub blocked: Option<Money>,
}

/// An extended statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The accounts of the card.
    pub accounts: Vec<Account>,
    /// Authorisations that are not debited yet.
    pub authorizations: Vec<StatementLine>,
    /// Operations.
    pub operations: Vec<StatementLine>,
}

fn line(members: &Fields, merchant: &Merchant) -> Result<StatementLine, ReplyError> {
    let currency = fields::currency(members, "currency", merchant.settings.currency)?;
    let amount = fields::amount(members, "amount", currency)?;
    Ok(StatementLine {
        kind: clean(fields::required(members, "type")?),
        amount: amount.ok_or_else(|| ReplyError::Lost("amount is missing".to_owned()))?,
        commission: fields::amount(members, "commission", currency)?,
        at: clean(fields::required(members, "datetime")?),
        rrn: fields::text(members, "rrn").map(clean),
    })
}

/// The lines of a statement.
pub(super) fn lines(found: Vec<&Fields>, merchant: &Merchant) -> Result<Vec<StatementLine>, ReplyError> {
    found.into_iter().map(|members| line(members, merchant)).collect()
}

fn account(members: &Fields, merchant: &Merchant) -> Result<Account, ReplyError> {
    let currency = fields::currency(members, "currency", merchant.settings.currency)?;
    Ok(Account {
        iban: clean(fields::required(members, "iban")?),
        amount: fields::amount(members, "amount", currency)?,
        blocked: fields::amount(members, "blocked_amount", currency)?,
    })
}

pub(super) fn span(span: Option<&Span>) -> Vec<(&'static str, Member)> {
    span.into_iter()
        .flat_map(|span| [("start_date", span.start.clone()), ("end_date", span.end.clone())])
        .map(|(name, at)| (name, Member::Text(at)))
        .collect()
}

impl Call for CardTransactionInfo {
    type Reply = Unproven<Fields>;
    const NAME: &'static str = "transaction/info";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        if !merchant.settings.card_info {
            return Err(EncodeError::Off {
                call: Self::NAME,
                setting: "wire.card_info",
                instead: "request/status is documented",
            });
        }
        let mut members = vec![("transaction_id", Member::Text(self.transaction.to_string()))];
        members.extend(self.order.as_ref().map(|order| ("order_id", Member::Text(order.to_string()))));
        card::<Self>(merchant, &members, salt)
    }

    fn decode(&self, _: &Merchant, reply: &WireReply) -> Result<Self::Reply, ReplyError> {
        let members = unsigned_ok(reply)?;
        fields::same(&members, "transaction_id", self.transaction.as_str())?;
        Ok(Unproven::new(members))
    }
}

impl Call for CardStatement {
    type Reply = Vec<StatementLine>;
    const NAME: &'static str = "card/statement";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let mut members = vec![("card_id", Member::Text(self.card.to_string()))];
        members.extend(span(self.span.as_ref()));
        card::<Self>(merchant, &members, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Self::Reply, ReplyError> {
        lines(fields::required_groups(&unsigned_ok(reply)?, "operations")?, merchant)
    }
}

impl Call for CardStatementExtended {
    type Reply = Statement;
    const NAME: &'static str = "card/statement_extended";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let mut members = vec![("card_id", Member::Text(self.card.to_string()))];
        members.extend(span(Some(&self.span)));
        card::<Self>(merchant, &members, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Statement, ReplyError> {
        let members = unsigned_ok(reply)?;
        if let Some(card) = fields::one(&members, "card")? {
            fields::same(card, "card_id", self.card.as_str())?;
        }
        let accounts = match fields::one(&members, "balances")? {
            Some(balances) => fields::groups(balances, "accounts")?,
            None => Vec::new(),
        };
        Ok(Statement {
            accounts: accounts.into_iter().map(|members| account(members, merchant)).collect::<Result<_, _>>()?,
            authorizations: lines(fields::groups(&members, "authorizations")?, merchant)?,
            operations: lines(fields::groups(&members, "operations")?, merchant)?,
        })
    }
}

impl Call for CardLimits {
    /// The members of each limit as they come: their names are not published.
    type Reply = Vec<Fields>;
    const NAME: &'static str = "limits/list";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let object =
            vec![("type", Member::Text(self.of.word().to_owned())), ("value", Member::Text(self.value.to_string()))];
        let members = [("request_id", Member::Text(self.request.to_string())), ("object", Member::Object(object))];
        card::<Self>(merchant, &members, salt)
    }

    fn decode(&self, _: &Merchant, reply: &WireReply) -> Result<Self::Reply, ReplyError> {
        let members = unsigned_ok(reply)?;
        Ok(fields::groups(&members, "limits")?.into_iter().cloned().collect())
    }
}

#[cfg(test)]
#[path = "card_reads_tests.rs"]
mod tests;
