//! The codes that the sandbox answers with, in its own words. Source: `spec/merchant.md` 5, `spec/error_codes.csv`.

use std::borrow::Cow;

/// A refusal: a code and a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) code: u32,
    pub(super) text: Cow<'static, str>,
}

impl Refused {
    /// A refusal with the code's own text.
    pub(super) fn new(code: u32) -> Self {
        Self { code, text: Cow::Borrowed(text(code)) }
    }

    /// A request that does not hold what the call needs.
    pub(super) fn invalid(what: impl Into<Cow<'static, str>>) -> Self {
        Self { code: INVALID, text: what.into() }
    }
}

pub(super) const NOT_UNIQUE: u32 = 9_991;
pub(super) const WRONG_MERCHANT: u32 = 9_997;
pub(super) const WRONG_SIGNATURE: u32 = 9_998;
pub(super) const WRONG_SIGNATURE_V1: u32 = 1_100;
pub(super) const INVALID: u32 = 9_403;
pub(super) const WRONG_STATE: u32 = 120;
pub(super) const NOT_FOUND: u32 = 11_068;
pub(super) const LOW_BALANCE: u32 = 8_888;
pub(super) const CANCEL_OF_DEBITED: u32 = 9_013;
pub(super) const ALREADY_PAID: u32 = 10_011;
pub(super) const WRONG_CARD_DATA: u32 = 10_005;
pub(super) const EXPIRED: u32 = 10_018;
pub(super) const TOO_MUCH: u32 = 10_020;
pub(super) const UNKNOWN_CARD: u32 = 10_032;
pub(super) const REFUND_OF_HOLD: u32 = 10_034;
pub(super) const CLEAR_OF_FAILED: u32 = 10_035;
pub(super) const ALREADY_CLEARED: u32 = 10_036;
pub(super) const REPEATED: u32 = 11_013;
pub(super) const ALREADY_CANCELLED: u32 = 11_017;
pub(super) const ALREADY_REFUNDED: u32 = 11_018;

/// What a code means.
pub(super) const fn text(code: u32) -> &'static str {
    match code {
        WRONG_STATE => "The action is not possible in the payment's present state",
        WRONG_SIGNATURE_V1 | WRONG_SIGNATURE => "Incorrect request signature",
        LOW_BALANCE => "The payout balance is too low",
        CANCEL_OF_DEBITED => "Only a payment that is not yet debited can be cancelled",
        INVALID => "The request is not valid",
        NOT_UNIQUE => "The order id is not unique",
        WRONG_MERCHANT => "Wrong merchant number",
        10_000 => "The service is not available, try later",
        10_001 => "Contact the bank that issued the card",
        10_004 => "The 3DS code is missing or wrong",
        WRONG_CARD_DATA => "Wrong card data",
        10_007 => "Refused for the security of the card's data",
        10_009 => "Not enough money",
        ALREADY_PAID => "The payment has already succeeded",
        10_017 => "The card has expired",
        EXPIRED => "The payment's lifetime is over",
        TOO_MUCH => "The refund is larger than what is left of the payment",
        UNKNOWN_CARD => "The card is wrong or unknown",
        REFUND_OF_HOLD => "A hold cannot be refunded: clear the payment first",
        CLEAR_OF_FAILED => "A failed payment cannot be cleared",
        ALREADY_CLEARED => "The payment has already been cleared",
        REPEATED => "Repeated operation: the request id was used before",
        ALREADY_CANCELLED => "The payment has already been cancelled",
        ALREADY_REFUNDED => "The payment has already been refunded",
        NOT_FOUND => "The payment was not found",
        99_999 => "Unknown error of the payment system",
        _ => "The request failed",
    }
}
