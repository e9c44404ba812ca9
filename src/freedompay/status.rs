//! `get_status3.php`: the status of a payment, the only proof there is. Source: `spec/merchant.md` 2.7,
//! `spec/README.md` decisions 4 and 5.

use chrono::{NaiveDateTime, TimeZone as _};

use super::call::{Call, EncodeError, Merchant, ReplyError};
use super::document::lost;
use super::fields;
use super::payments;
use super::signature::Fields;
use super::transport::{WireReply, WireRequest};
use crate::domain::code::Failure;
use crate::domain::text::clean;
use crate::domain::{Currency, GatewayId, Money, OrderId, Reading, Stage, Timestamp};

/// Which payment is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// By the provider's id.
    Payment(GatewayId),
    /// By the merchant's order number: the last payment made with it.
    Order(OrderId),
}

/// `get_status3.php`.
#[derive(Debug, Clone)]
pub struct Status {
    /// Which payment.
    pub by: Lookup,
}

/// A return of debited money, as the status lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundLine {
    /// How much, as a positive amount; the wire has it negative.
    pub amount: Money,
    /// The provider's word for its state; may be empty.
    pub word: String,
}

impl RefundLine {
    /// Whether the money went or will go: done and pending returns count, failed ones do not.
    #[must_use]
    pub fn counts(&self) -> bool {
        !matches!(self.word.to_ascii_lowercase().as_str(), "error" | "failed")
    }
}

/// What the status read tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusReply {
    /// The provider's id.
    pub gateway_id: GatewayId,
    /// The merchant's order number.
    pub order_id: Option<OrderId>,
    /// The provider's word, such as `success`.
    pub word: String,
    /// Whether it is debited; `None` when the provider does not say.
    pub captured: Option<bool>,
    /// The currency of all amounts.
    pub currency: Currency,
    /// The amount asked for.
    pub amount: Option<Money>,
    /// `pg_clearing_amount`: debited so far.
    pub clearing: Option<Money>,
    /// The listed returns.
    pub refunds: Vec<RefundLine>,
    /// The sum of returns, where the provider gives one.
    pub refund_total: Option<Money>,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// Card mask, RRN and the like, made harmless.
    pub facts: Vec<(String, String)>,
}

impl Call for Status {
    type Reply = StatusReply;
    const NAME: &'static str = "get_status3.php";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let by = match &self.by {
            Lookup::Payment(id) => ("pg_payment_id", id.to_string()),
            Lookup::Order(id) => ("pg_order_id", id.to_string()),
        };
        payments::php::<Self>(merchant, vec![by], salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<StatusReply, ReplyError> {
        let fields = payments::signed::<Self>(merchant, reply)?;
        known_payment(&fields)?;
        match &self.by {
            Lookup::Payment(id) => fields::same(&fields, "pg_payment_id", id.as_str())?,
            Lookup::Order(id) => fields::same(&fields, "pg_order_id", id.as_str())?,
        }
        StatusReply::read(&fields, merchant)
    }
}

impl StatusReply {
    pub(super) fn read(fields: &Fields, merchant: &Merchant) -> Result<Self, ReplyError> {
        let currency = fields::currency(fields, "pg_currency", merchant.settings.currency)?;
        let total = |name| fields::amount(fields, name, currency).map(|total| total.map(Money::abs));
        let (refund_total, revoke_total) = (total("pg_refund_amount")?, total("pg_revoke_amount")?);
        Ok(Self {
            gateway_id: known_payment(fields)?,
            order_id: fields::order_id(fields, "pg_order_id"),
            word: clean(fields::required(fields, "pg_payment_status")?),
            captured: fields::flag(fields, "pg_captured")?,
            currency,
            amount: fields::unsigned_amount(fields, "pg_amount", currency)?,
            clearing: fields::unsigned_amount(fields, "pg_clearing_amount", currency)?,
            refunds: refund_lines(fields, currency)?,
            refund_total: refund_total.or(revoke_total),
            failure: fields::failure(fields, &["pg_failure_code"], &["pg_failure_description"]),
            facts: facts(fields, merchant.settings.offset),
        })
    }

    /// The read in the desk's words. An amount that the stage needs and the reply lacks makes it unbelievable.
    pub fn reading(&self, at: Timestamp) -> Result<Reading, ReplyError> {
        let stage_word = self.word.to_ascii_lowercase();
        let cleared = self.cleared()?;
        let (refunded, refund_count) = self.refunded(&stage_word, cleared)?;
        let word = match (stage_word.as_str(), self.captured) {
            ("success", Some(captured)) => format!("{}, captured {}", self.word, u8::from(captured)),
            ("success", None) => format!("{}, captured unknown", self.word),
            _ => self.word.clone(),
        };
        Ok(Reading {
            at,
            gateway_id: Some(self.gateway_id.clone()),
            order_id: self.order_id.clone(),
            stage: self.stage(&stage_word, cleared, refunded),
            word,
            amount: self.amount,
            cleared: Some(cleared),
            refunded: Some(refunded),
            refund_count,
            failure: self.failure.clone(),
            facts: self.facts.clone(),
        })
    }

    /// Whether money may have been debited. `pg_captured` decides; only where it is missing does the amount count.
    fn debited(&self) -> bool {
        self.captured.unwrap_or_else(|| self.clearing.is_some_and(Money::is_positive))
    }

    fn cleared(&self) -> Result<Money, ReplyError> {
        match self.captured {
            Some(true) => self.clearing.or(self.amount).ok_or_else(|| lost("pg_amount is missing")),
            Some(false) => Ok(Money::zero(self.currency)),
            None => Ok(self.clearing.unwrap_or(Money::zero(self.currency))),
        }
    }

    /// The sum of the returns that count, and how many they are.
    fn refunded(&self, word: &str, cleared: Money) -> Result<(Money, u32), ReplyError> {
        let zero = Money::zero(self.currency);
        if !cleared.is_positive() {
            return Ok((zero, 0));
        }
        let listed: Vec<_> = self.refunds.iter().filter(|line| line.counts()).collect();
        let (sum, count) = if self.refunds.is_empty() {
            let total = self.refund_total.unwrap_or(zero);
            (total, u32::from(total.is_positive()))
        } else {
            let sum = listed.iter().try_fold(zero, |sum, line| sum.plus(line.amount));
            let sum = sum.ok_or_else(|| lost("the refunds do not add up"))?;
            (sum, u32::try_from(listed.len()).unwrap_or(u32::MAX))
        };
        let all_returned = matches!(word, "revoked" | "refunded") && sum.is_zero();
        Ok(if all_returned { (cleared, 1) } else { (sum, count) })
    }

    fn stage(&self, word: &str, cleared: Money, refunded: Money) -> Stage {
        let debited = self.debited();
        match word {
            "success" => match self.captured {
                // Not said, and yet an amount is debited: no conclusion may be drawn from this read.
                None if debited => Stage::Processing,
                None | Some(false) => Stage::Held,
                Some(true) if refunded.is_zero() => Stage::Cleared,
                Some(true) if refunded >= cleared => Stage::Refunded,
                Some(true) => Stage::PartlyRefunded,
            },
            "revoked" if !debited => Stage::Reversed,
            "revoked" | "refunded" => Stage::Refunded,
            // A word that excludes a debit beside a member that says there was one: no conclusion either.
            "new" | "error" | "failed" | "incomplete" if debited => Stage::Processing,
            "new" => Stage::New,
            "error" | "failed" if self.lifetime_over() => Stage::Expired,
            "error" | "failed" => Stage::Failed,
            "incomplete" => Stage::Expired,
            _ => Stage::Processing,
        }
    }

    /// 10018, and 360 of the old table: the payment's lifetime is over.
    fn lifetime_over(&self) -> bool {
        self.failure.as_ref().is_some_and(|failure| matches!(failure.code, 10_018 | 360))
    }
}

/// The payment's id. The provider answers 0 for a payment that it does not know; that is told like its own
/// "not found". Source: `spec/payout-invoice-gateway.md` 1.8.
pub(super) fn known_payment(fields: &Fields) -> Result<GatewayId, ReplyError> {
    fields::required(fields, "pg_payment_id")?;
    fields::gateway_id(fields, "pg_payment_id")?.ok_or_else(|| {
        ReplyError::Refused(Failure {
            code: 11_068,
            text: "the gateway answers payment id 0: no such payment".to_owned(),
        })
    })
}

fn refund_lines(fields: &Fields, currency: Currency) -> Result<Vec<RefundLine>, ReplyError> {
    let mut lines = Vec::new();
    for list in fields::children(fields, "pg_refund_payments") {
        let nested = fields::children(list, "pg_refund_payment");
        // JSON lists the lines directly; XML wraps each one.
        for line in if nested.is_empty() { vec![list] } else { nested } {
            lines.push(RefundLine {
                amount: fields::amount(line, "pg_amount", currency)?
                    .ok_or_else(|| lost("a refund without pg_amount"))?
                    .abs(),
                word: fields::text(line, "pg_payment_status").map(clean).unwrap_or_default(),
            });
        }
    }
    Ok(lines)
}

pub(super) fn facts(fields: &Fields, zone: chrono_tz::Tz) -> Vec<(String, String)> {
    [
        ("card", "pg_card_pan"),
        ("brand", "pg_card_brand"),
        ("RRN", "pg_reference"),
        ("auth code", "pg_auth_code"),
        ("method", "pg_payment_method"),
        ("paid", "pg_payment_date"),
        ("created", "pg_create_date"),
        ("testing mode", "pg_testing_mode"),
    ]
    .into_iter()
    .filter_map(|(label, name)| {
        let value = clean(fields::text(fields, name)?);
        let value = if name.ends_with("_date") { with_offset(value, zone) } else { value };
        Some((label.to_owned(), value))
    })
    .collect()
}

/// Adds the offset of the merchant's zone to a time that has none. Source: `spec/README.md`, decision 11.
fn with_offset(text: String, zone: chrono_tz::Tz) -> String {
    NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S")
        .ok()
        .and_then(|naive| zone.from_local_datetime(&naive).single())
        .map_or(text, |time| time.format("%Y-%m-%d %H:%M:%S %:z").to_string())
}

#[cfg(test)]
#[path = "status_tests.rs"]
mod tests;
