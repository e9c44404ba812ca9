//! Making a payout. None of these calls names a currency: the order is in the profile's.

use super::super::call::{Call, EncodeError, Merchant, ReplyError};
use super::super::document::{self, answer, lost};
use super::super::payments::HostedPage;
use super::super::signature::Fields;
use super::super::transport::{WireReply, WireRequest};
use super::super::{fields, request};
use crate::domain::ids::UserId;
use crate::domain::intent::{CardToken, NewOrder};
use crate::domain::text::clean;
use crate::domain::{GatewayId, Money, OrderId};

/// `api/reg2nonreg`: a page where the recipient enters the card that is paid out to.
/// Source: `spec/payout-invoice-gateway.md` 1.1.
#[derive(Debug, Clone)]
pub struct PayoutPage {
    /// The order; its description has at most 255 characters.
    pub order: NewOrder,
    /// The deadline, `2020-12-31 12:00:00` in the merchant's local time.
    pub time_limit: String,
    /// Where the browser returns to.
    pub back_link: String,
    /// Where the provider notifies.
    pub post_link: String,
}

impl Call for PayoutPage {
    type Reply = HostedPage;
    const NAME: &'static str = "api/reg2nonreg";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        request::profile_currency(merchant, self.order.amount)?;
        let mut form = request::order(&self.order, 255)?;
        form.push(("pg_order_time_limit", self.time_limit.clone()));
        form.push(("pg_back_link", request::link("the payout's back link", &self.back_link)?));
        form.push(("pg_post_link", request::link("the payout's post link", &self.post_link)?));
        request::multipart::<Self>(merchant, merchant.payout_secret()?, form, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<HostedPage, ReplyError> {
        let fields = document::ok(answer::<Self>(merchant, reply, merchant.payout_secret())?)?;
        fields::same(&fields, "pg_order_id", self.order.order_id.as_str())?;
        HostedPage::read(&fields)
    }
}

/// `api/reg2reg`: a payout to a saved card. Source: `spec/payout-invoice-gateway.md` 1.2.
#[derive(Debug, Clone)]
pub struct TokenPayout {
    /// The order; its description has at most 255 characters.
    pub order: NewOrder,
    /// The deadline, `2020-12-31 12:00:00` in the merchant's local time.
    pub time_limit: String,
    /// Whose card.
    pub user: UserId,
    /// Which card.
    pub token: CardToken,
    /// Where the provider notifies.
    pub post_link: String,
}

/// What `api/reg2reg` and `api/to_iban` answer. It is a claim: the status read says what became of the payout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutSent {
    /// The provider's id.
    pub gateway_id: GatewayId,
    /// The merchant's order number.
    pub order_id: Option<OrderId>,
    /// The provider's word. An `error` is a refusal and never gets here; every word but `ok` is pending.
    pub word: String,
    /// The amount.
    pub amount: Option<Money>,
}

impl PayoutSent {
    /// Whether the provider says that it is done.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.word == "ok"
    }

    fn read(fields: &Fields, order: &NewOrder) -> Result<Self, ReplyError> {
        fields::same(fields, "pg_order_id", order.order_id.as_str())?;
        Ok(Self {
            gateway_id: fields::gateway_id(fields, "pg_payment_id")?.ok_or_else(|| lost("pg_payment_id is missing"))?,
            order_id: fields::order_id(fields, "pg_order_id"),
            word: clean(fields::required(fields, "pg_status")?),
            amount: fields::unsigned_amount(fields, "pg_payment_amount", order.amount.currency())?,
        })
    }
}

impl Call for TokenPayout {
    type Reply = PayoutSent;
    const NAME: &'static str = "api/reg2reg";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        request::profile_currency(merchant, self.order.amount)?;
        let mut form = request::order(&self.order, 255)?;
        form.push(("pg_order_time_limit", request::filled("the payout's deadline", &self.time_limit)?));
        form.push(("pg_user_id", self.user.to_string()));
        form.push(("pg_post_link", request::link("the payout's post link", &self.post_link)?));
        form.push(("pg_card_token_to", self.token.expose().to_owned()));
        request::multipart::<Self>(merchant, merchant.payout_secret()?, form, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<PayoutSent, ReplyError> {
        PayoutSent::read(&answer::<Self>(merchant, reply, merchant.payout_secret())?, &self.order)
    }
}

/// `api/to_iban`: a payout to a bank account. The provider documents no lengths, so that only empty members and letters
/// in numbers are refused here. Source: `spec/payout-invoice-gateway.md` 1.4; its path is documented for Kyrgyzstan and
/// inferred elsewhere.
#[derive(Debug, Clone)]
pub struct IbanPayout {
    /// The order; its description has at most 255 characters.
    pub order: NewOrder,
    /// The account.
    pub iban: String,
    /// The recipient's individual or business identification number.
    pub iin: String,
    /// The recipient's name.
    pub name: String,
    /// The recipient's code (KBE).
    pub kbe: String,
    /// The code of the payment's purpose (KNP).
    pub knp: String,
    /// The recipient's bank.
    pub bik: String,
    /// Where the provider notifies.
    pub post_link: String,
}

impl Call for IbanPayout {
    type Reply = PayoutSent;
    const NAME: &'static str = "api/to_iban";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        request::profile_currency(merchant, self.order.amount)?;
        let mut form = request::order(&self.order, 255)?;
        for (member, what, text) in [
            ("pg_recipient_iban", "the recipient's IBAN", &self.iban),
            ("pg_recipient_iin", "the recipient's IIN", &self.iin),
            ("pg_recipient_name", "the recipient's name", &self.name),
            ("pg_bank_bik", "the bank's BIK", &self.bik),
        ] {
            form.push((member, request::filled(what, text)?));
        }
        for (member, what, text) in [("pg_recipient_kbe", "the KBE", &self.kbe), ("pg_knp", "the KNP", &self.knp)] {
            let digits = request::filled(what, text)?;
            if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(EncodeError::Digits(what));
            }
            form.push((member, digits));
        }
        form.push(("pg_post_link", request::link("the payout's post link", &self.post_link)?));
        request::multipart::<Self>(merchant, merchant.payout_secret()?, form, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<PayoutSent, ReplyError> {
        PayoutSent::read(&answer::<Self>(merchant, reply, merchant.payout_secret())?, &self.order)
    }
}
