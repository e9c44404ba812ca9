//! Payments from a mobile balance: create, ask the operator, confirm with the code that the payer got. The status read is
//! [`super::status`]. Source: `spec/payout-invoice-gateway.md` 3.

use std::fmt;

use super::call::{Call, EncodeError, Merchant, ReplyError};
use super::document::{answer, lost};
use super::payments::HostedPage;
use super::request::{self, FormKind};
use super::secret::Secret;
use super::transport::{WireReply, WireRequest};
use super::{document, fields, mask};
use crate::domain::intent::NewOrder;
use crate::domain::text::clean;
use crate::domain::{GatewayId, RequestId};

/// A payer's phone number with its country code, digits only, as it travels: `77077777777`. Shown by its last four
/// digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Takes a number over; `Err` says in words what is wrong with it, without repeating it. Between the digits there
    /// may be what people write: a plus sign, spaces, hyphens and parentheses.
    pub fn new(text: &str) -> Result<Self, &'static str> {
        let text: String = text.chars().filter(|c| !matches!(c, '+' | ' ' | '-' | '(' | ')')).collect();
        // The longest number of ITU-T E.164 has 15 digits.
        if (8..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text))
        } else {
            Err("this is no phone number: type country code and number, such as 77077777777")
        }
    }

    /// The number, for the one place that puts it into a request.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", mask::phone(&self.0))
    }
}

/// `init_payment.php` with the payer's phone: a payment from a mobile balance.
#[derive(Debug, Clone)]
pub struct MobileInit {
    /// The order; its description has at most 1024 characters.
    pub order: NewOrder,
    /// The payer's phone.
    pub phone: Phone,
    /// The intent's key: the provider documents that it blocks duplicates of `init_payment.php`.
    pub idempotency: RequestId,
    /// Whether to ask for a test payment; otherwise the shop's setting decides.
    pub testing: bool,
}

impl Call for MobileInit {
    type Reply = HostedPage;
    /// Not `init_payment.php` alone: that is the name of [`super::payments::InitPayment`].
    const NAME: &'static str = "init_payment.php#mobile_commerce";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let mut form = request::order(&self.order, 1_024)?;
        form.push(("pg_currency", self.order.amount.currency().code().to_owned()));
        form.push(("pg_payment_method", "mobile_commerce".to_owned()));
        form.push(("pg_user_phone", self.phone.expose().to_owned()));
        form.push(("pg_idempotency_key", self.idempotency.to_string()));
        if self.testing {
            form.push(("pg_testing_mode", "1".to_owned()));
        }
        let secret = merchant.merchant_secret()?;
        request::pg::<Self>(merchant, "/init_payment.php", secret, form, salt, FormKind::Urlencoded)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<HostedPage, ReplyError> {
        let fields = document::ok(answer::<Self>(merchant, reply, merchant.merchant_secret())?)?;
        fields::same(&fields, "pg_order_id", self.order.order_id.as_str())?;
        HostedPage::read(&fields)
    }
}

/// A mobile operator, where it has to be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// Tele2.
    Tele2,
    /// Altel.
    Altel,
    /// Beeline.
    Beeline,
    /// Kcell.
    Kcell,
    /// Activ.
    Activ,
}

impl Operator {
    /// Every operator.
    pub const ALL: [Self; 5] = [Self::Tele2, Self::Altel, Self::Beeline, Self::Kcell, Self::Activ];

    /// The code that travels.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Tele2 => "TELE2KZT",
            Self::Altel => "ALTELKZT",
            Self::Beeline => "BEELINEKZT",
            Self::Kcell => "KCELLKZT",
            Self::Activ => "ACTIVKZT",
        }
    }
}

/// `mfs/pay`: asks the operator to charge the phone.
#[derive(Debug, Clone)]
pub struct MobilePay {
    /// The payment that [`MobileInit`] created.
    pub payment: GatewayId,
    /// The payer's phone.
    pub phone: Phone,
    /// The operator; without it the provider finds out.
    pub operator: Option<Operator>,
}

/// `mfs/approve`: confirms with the code that the operator sent to the payer.
#[derive(Debug, Clone)]
pub struct MobileApprove {
    /// The payment.
    pub payment: GatewayId,
    /// The code, such as `077587`.
    pub code: Secret,
}

/// What `mfs/pay` and `mfs/approve` answer. Neither is a proof: the status read is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MobileReply {
    /// Charged, says the provider.
    Charged,
    /// The payer got a code: [`MobileApprove`] comes next.
    NeedsCode,
    /// Under way: `process`, and every word that nobody documented.
    Pending(String),
}

impl MobileReply {
    fn read<C: Call>(merchant: &Merchant, reply: &WireReply, payment: &GatewayId) -> Result<Self, ReplyError> {
        let fields = answer::<C>(merchant, reply, merchant.merchant_secret())?;
        fields::same(&fields, "pg_payment_id", payment.as_str())?;
        fields::gateway_id(&fields, "pg_payment_id")?.ok_or_else(|| lost("pg_payment_id is missing"))?;
        Ok(match fields::required(&fields, "pg_status")? {
            "ok" => Self::Charged,
            "need_approve" => Self::NeedsCode,
            other => Self::Pending(clean(other)),
        })
    }
}

impl Call for MobilePay {
    type Reply = MobileReply;
    const NAME: &'static str = "mfs/pay";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let mut form =
            vec![("pg_payment_id", self.payment.to_string()), ("pg_abonent_phone", self.phone.expose().to_owned())];
        if let Some(operator) = self.operator {
            form.push(("pg_payment_system_code", operator.code().to_owned()));
        }
        request::multipart::<Self>(merchant, merchant.merchant_secret()?, form, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<MobileReply, ReplyError> {
        MobileReply::read::<Self>(merchant, reply, &self.payment)
    }
}

impl Call for MobileApprove {
    type Reply = MobileReply;
    const NAME: &'static str = "mfs/approve";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let code = request::filled("the approval code", self.code.expose())?;
        let form = vec![("pg_payment_id", self.payment.to_string()), ("pg_approval_code", code)];
        request::multipart::<Self>(merchant, merchant.merchant_secret()?, form, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<MobileReply, ReplyError> {
        MobileReply::read::<Self>(merchant, reply, &self.payment)
    }
}

#[cfg(test)]
#[path = "mobile_tests.rs"]
mod tests;
