//! The asynchronous Gateway API: one URL each to create, read and edit, the operation chosen by `X-Action`, repeated
//! safely by `X-Request-Id`. Payments from a bare card number are left out: the desk takes no card numbers. Source:
//! `spec/payout-invoice-gateway.md` 6.

use super::call::{BodyForm, Call, EncodeError, Merchant, ReplyError, Unproven};
use super::document::{self, lost};
use super::encode::Member;
use super::fields;
use super::jws::{Algorithm, Header};
use super::request::{self, JsonCall};
use super::secret::Secret;
use super::signature::Fields;
use super::transport::{Method, WireReply, WireRequest};
use crate::domain::code::Failure;
use crate::domain::ids::UserId;
use crate::domain::intent::{CardToken, NewOrder};
use crate::domain::text::clean;
use crate::domain::{GatewayId, Money, OrderId, RequestId};

/// What a payment is taken from.
#[derive(Debug, Clone)]
pub enum Source {
    /// A saved card of a user. The example sends `token`; the schema says `uuid`, and the page of reads says that the
    /// token belongs into it. The example is followed.
    Saved {
        /// Whose card.
        user: UserId,
        /// Which card.
        token: CardToken,
    },
    /// A recurring profile.
    Recurrent {
        /// Which profile; it charges like a token.
        profile: Secret,
    },
}

/// `gateway.payment.create`.
#[derive(Debug, Clone)]
pub struct AsyncCreate {
    /// The order; a repeated order number answers like the first time.
    pub order: NewOrder,
    /// Whether it is debited at once rather than held.
    pub auto_clearing: bool,
    /// What it is taken from.
    pub from: Source,
    /// The intent's key.
    pub request: RequestId,
}

/// `gateway.payment.status`: one of both ids is needed.
#[derive(Debug, Clone)]
pub struct AsyncRead {
    /// The provider's id.
    pub payment: Option<GatewayId>,
    /// The merchant's order number.
    pub order: Option<OrderId>,
    /// The read's own id.
    pub request: RequestId,
}

/// `gateway.request.status`: what became of an earlier request.
#[derive(Debug, Clone)]
pub struct AsyncRequestStatus {
    /// The `X-Request-Id` of the earlier request.
    pub earlier: RequestId,
    /// The read's own id.
    pub request: RequestId,
}

/// `gateway.payment.refund`.
#[derive(Debug, Clone)]
pub struct AsyncRefund {
    /// Which payment.
    pub payment: GatewayId,
    /// How much; always sent.
    pub amount: Money,
    /// The intent's key.
    pub request: RequestId,
}

/// `gateway.payment.reverse`: lets a hold go.
#[derive(Debug, Clone)]
pub struct AsyncReverse {
    /// Which payment.
    pub payment: GatewayId,
    /// The intent's key.
    pub request: RequestId,
}

/// `gateway.payment.clearing`: debits a hold.
#[derive(Debug, Clone)]
pub struct AsyncClearing {
    /// Which payment.
    pub payment: GatewayId,
    /// How much; always sent.
    pub amount: Money,
    /// The intent's key.
    pub request: RequestId,
}

/// The state of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AsyncWord {
    /// Under way.
    Process,
    /// Waits for the payer's 3-D Secure.
    Waiting3ds,
    /// Held.
    Approved,
    /// Done.
    Success,
    /// Let go.
    Reversed,
    /// Not done.
    Error,
    /// The clearing is under way.
    ProcessClearing,
    /// A word that nobody documented: pending, never failed.
    Other(String),
}

impl AsyncWord {
    fn read(word: &str) -> Self {
        match word {
            "process" => Self::Process,
            "waiting_3ds" => Self::Waiting3ds,
            "approved" => Self::Approved,
            "success" => Self::Success,
            "reversed" => Self::Reversed,
            "error" => Self::Error,
            "process_clearing" => Self::ProcessClearing,
            other => Self::Other(clean(other)),
        }
    }
}

/// A refund or reversal of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsyncReturn {
    /// Its own id.
    pub id: Option<String>,
    /// How much, without the minus that the wire has.
    pub amount: Option<Money>,
    /// How it stands.
    pub word: AsyncWord,
}

/// A payment as this family tells it. No reply is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsyncPayment {
    /// The provider's id, a UUID.
    pub id: GatewayId,
    /// The merchant's order number.
    pub order: Option<OrderId>,
    /// How it stands; absent where only a refund or reversal is told.
    pub word: Option<AsyncWord>,
    /// The amount.
    pub amount: Option<Money>,
    /// What was debited.
    pub cleared: Option<Money>,
    /// Refunds.
    pub refunds: Vec<AsyncReturn>,
    /// Reversals.
    pub reversals: Vec<AsyncReturn>,
    /// Where the payer goes for 3-D Secure.
    pub acs_url: Option<String>,
    /// Why it failed.
    pub failure: Option<Failure>,
}

impl AsyncPayment {
    /// Reads a payment; `None` when the members tell of none.
    fn read(members: &Fields, merchant: &Merchant) -> Result<Option<Self>, ReplyError> {
        let Some(id) = fields::gateway_id(members, "id")? else { return Ok(None) };
        let currency = fields::currency(members, "currency", merchant.settings.currency)?;
        let cleared = match fields::one(members, "clearing")? {
            Some(clearing) => fields::unsigned_amount(clearing, "amount", currency)?,
            None => None,
        };
        let returns = |names: [&str; 2]| -> Result<Vec<AsyncReturn>, ReplyError> {
            let mut all = Vec::new();
            for name in names {
                for entry in fields::groups(members, name)? {
                    all.push(AsyncReturn {
                        id: fields::leaf(entry, "id")?.map(clean),
                        amount: fields::amount(entry, "amount", currency)?.map(Money::abs),
                        word: AsyncWord::read(fields::required(entry, "status")?),
                    });
                }
            }
            Ok(all)
        };
        Ok(Some(Self {
            id,
            order: fields::order_id(members, "order_id"),
            word: fields::leaf(members, "status")?.map(AsyncWord::read),
            amount: fields::unsigned_amount(members, "amount", currency)?,
            cleared,
            refunds: returns(["refund_payments", "refund_payment"])?,
            reversals: returns(["reverse_payments", "reverse_payment"])?,
            acs_url: fields::one(members, "3ds")?.and_then(|secure| fields::text(secure, "acs_url")).map(clean),
            failure: fields::one(members, "error")?
                .and_then(|error| fields::failure(error, &["code"], &["description"])),
        }))
    }

    fn required(members: &Fields, merchant: &Merchant) -> Result<Self, ReplyError> {
        Self::read(members, merchant)?.ok_or_else(|| lost("id is missing"))
    }
}

fn send<C: Call>(
    merchant: &Merchant,
    path: &str,
    request: RequestId,
    members: &[(&'static str, Member)],
    salt: &str,
) -> Result<WireRequest, EncodeError> {
    let secret = merchant.merchant_secret()?;
    let header = Header::of_uri(path, merchant.id.as_str(), Method::Post, Algorithm::Hs256)?;
    let more = vec![
        ("X-Action", C::NAME.to_owned()),
        ("X-Request-Id", request.to_string()),
        ("Accept", "application/json".to_owned()),
    ];
    JsonCall { path, header, secret, more, form: BodyForm::Json }.post::<C, _>(merchant, members, salt)
}

const CREATE: &str = "/v5/g2g/create";
const READ: &str = "/v5/g2g/read";
const EDIT: &str = "/v5/g2g/edit";

/// The payment of an edit's reply, which has to be the one that was edited.
fn edited(payment: &GatewayId, merchant: &Merchant, reply: &WireReply) -> Result<Unproven<AsyncPayment>, ReplyError> {
    let members = document::answered(reply)?;
    fields::same(&members, "id", payment.as_str())?;
    AsyncPayment::required(&members, merchant).map(Unproven::new)
}

impl Call for AsyncCreate {
    type Reply = Unproven<AsyncPayment>;
    const NAME: &'static str = "gateway.payment.create";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let text = |text: &str| Member::Text(text.to_owned());
        let mut members = vec![
            ("amount", Member::Number(request::amount(self.order.amount)?)),
            ("currency", text(self.order.amount.currency().code())),
            ("description", Member::Text(request::description(&self.order, 1_024)?)),
            ("order_id", text(self.order.order_id.as_str())),
            ("auto_clearing", Member::Bool(self.auto_clearing)),
        ];
        let from = match &self.from {
            Source::Saved { user, token } => {
                members.push(("user_id", text(user.as_str())));
                let card = Member::Object(vec![("token", text(token.expose()))]);
                vec![("type", text("saved")), ("card", card)]
            }
            Source::Recurrent { profile } => {
                let recurrent = Member::Object(vec![("profile_id", text(profile.expose()))]);
                vec![("type", text("recurrent")), ("recurrent", recurrent)]
            }
        };
        members.push(("from", Member::Object(from)));
        send::<Self>(merchant, CREATE, self.request, &members, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Self::Reply, ReplyError> {
        let members = document::answered(reply)?;
        fields::same(&members, "order_id", self.order.order_id.as_str())?;
        AsyncPayment::required(&members, merchant).map(Unproven::new)
    }
}

impl Call for AsyncRead {
    type Reply = Option<AsyncPayment>;
    const NAME: &'static str = "gateway.payment.status";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let id = self.payment.as_ref().map(|id| ("id", Member::Text(id.to_string())));
        let order = self.order.as_ref().map(|order| ("order_id", Member::Text(order.to_string())));
        let members: Vec<_> = id.into_iter().chain(order).collect();
        if members.is_empty() {
            return Err(EncodeError::Empty("the payment's id or order number"));
        }
        send::<Self>(merchant, READ, self.request, &members, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Self::Reply, ReplyError> {
        let members = document::answered(reply)?;
        if let Some(payment) = &self.payment {
            fields::same(&members, "id", payment.as_str())?;
        }
        if let Some(order) = &self.order {
            fields::same(&members, "order_id", order.as_str())?;
        }
        // Only the documented `{}` says that there is no payment: what is left out elsewhere says nothing.
        if members.is_empty() { Ok(None) } else { AsyncPayment::required(&members, merchant).map(Some) }
    }
}

impl Call for AsyncRequestStatus {
    /// Whether the request was processed, and the payment as it stood then; `None` when nobody knows the request.
    type Reply = Option<(AsyncWord, Option<AsyncPayment>)>;
    const NAME: &'static str = "gateway.request.status";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let members = [("id", Member::Text(self.earlier.to_string()))];
        send::<Self>(merchant, READ, self.request, &members, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Self::Reply, ReplyError> {
        let members = document::answered(reply)?;
        fields::same(&members, "id", &self.earlier.to_string())?;
        if members.is_empty() {
            return Ok(None);
        }
        let word = AsyncWord::read(fields::required(&members, "status")?);
        let payment = match fields::one(&members, "response")? {
            Some(response) => AsyncPayment::read(response, merchant)?,
            None => None,
        };
        Ok(Some((word, payment)))
    }
}

impl Call for AsyncRefund {
    type Reply = Unproven<AsyncPayment>;
    const NAME: &'static str = "gateway.payment.refund";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        request::profile_currency(merchant, self.amount)?;
        let members =
            [("id", Member::Text(self.payment.to_string())), ("amount", Member::Number(request::amount(self.amount)?))];
        send::<Self>(merchant, EDIT, self.request, &members, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Self::Reply, ReplyError> {
        edited(&self.payment, merchant, reply)
    }
}

impl Call for AsyncReverse {
    type Reply = Unproven<AsyncPayment>;
    const NAME: &'static str = "gateway.payment.reverse";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        send::<Self>(merchant, EDIT, self.request, &[("id", Member::Text(self.payment.to_string()))], salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Self::Reply, ReplyError> {
        edited(&self.payment, merchant, reply)
    }
}

impl Call for AsyncClearing {
    type Reply = Unproven<AsyncPayment>;
    const NAME: &'static str = "gateway.payment.clearing";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        request::profile_currency(merchant, self.amount)?;
        let members =
            [("id", Member::Text(self.payment.to_string())), ("amount", Member::Number(request::amount(self.amount)?))];
        send::<Self>(merchant, EDIT, self.request, &members, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Self::Reply, ReplyError> {
        edited(&self.payment, merchant, reply)
    }
}

#[cfg(test)]
#[path = "gateway_async_tests.rs"]
mod tests;
