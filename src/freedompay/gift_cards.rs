//! Gift cards: confirming one with the code that its buyer got. Listing, issuing, sending the code again and the status
//! call are named only; their addresses are not public, and nothing is built that pretends to know them. Source:
//! `spec/card-partner.md` 4.19.

use super::call::{Call, EncodeError, Merchant, ReplyError};
use super::document::{self, lost};
use super::encode::Member;
use super::fields;
use super::secret::Secret;
use super::transport::{WireReply, WireRequest};
use crate::domain::text::{clean, holds_card_number};
use crate::domain::{Currency, Money};

/// `activate_card`: confirms a gift card with its code.
#[derive(Debug, Clone)]
pub struct GiftCardConfirm {
    /// The code from the message.
    pub otp: Secret,
    /// The card, where it is known.
    pub card: Option<u64>,
}

/// How a request about a gift card ended. Numbers here, unlike in the rest of the Card API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GiftStatus {
    /// 0
    Successful,
    /// -1 to -11, as the catalogue explains them.
    Refused(i8),
    /// A number that nobody documented: pending, never failed.
    Other(i64),
}

/// How a gift card stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GiftCardState {
    /// 1
    Issued,
    /// 2
    Activated,
    /// 3
    Canceled,
    /// 4
    Blocked,
    /// 5
    Expired,
    /// 0, or a number that nobody documented.
    Unknown(i64),
}

/// What the confirmation answers. It is not signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiftCardReply {
    /// How the request ended.
    pub status: GiftStatus,
    /// How the card stands.
    pub state: GiftCardState,
    /// What is on it, in a currency that is kept here.
    pub balance: Option<Money>,
    /// Its number, masked.
    pub mask: Option<String>,
}

fn number(name: &str, text: &str) -> Result<i64, ReplyError> {
    let number = text.parse().ok().filter(|_| !holds_card_number(text));
    number.ok_or_else(|| lost(format!("{name} is {:?}, not a number", clean(text))))
}

impl Call for GiftCardConfirm {
    type Reply = GiftCardReply;
    const NAME: &'static str = "activate_card";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let mut members = vec![("otp", Member::Text(self.otp.expose().to_owned()))];
        members.extend(self.card.map(|card| ("card_id", Member::Number(card.to_string()))));
        super::card_api::at::<Self>(merchant, "/v5/cards/activate_card", &members, salt)
    }

    fn decode(&self, _: &Merchant, reply: &WireReply) -> Result<GiftCardReply, ReplyError> {
        let members = document::answered(reply)?;
        let status = number("status", fields::required(&members, "status")?)?;
        let state = number("card_status", fields::required(&members, "card_status")?)?;
        let currency = fields::text(&members, "card_currency").and_then(Currency::from_code);
        Ok(GiftCardReply {
            status: match status {
                0 => GiftStatus::Successful,
                -11..=-1 => i8::try_from(status).map_or(GiftStatus::Other(status), GiftStatus::Refused),
                other => GiftStatus::Other(other),
            },
            state: match state {
                1 => GiftCardState::Issued,
                2 => GiftCardState::Activated,
                3 => GiftCardState::Canceled,
                4 => GiftCardState::Blocked,
                5 => GiftCardState::Expired,
                other => GiftCardState::Unknown(other),
            },
            balance: match currency {
                Some(currency) => fields::amount(&members, "card_balance", currency)?,
                None => None,
            },
            mask: fields::text(&members, "card_mask").map(clean),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests_support::{merchant, reply, sends_json};
    use super::*;

    fn call() -> GiftCardConfirm {
        GiftCardConfirm { otp: Secret::new("482913"), card: Some(77) }
    }

    #[test]
    fn a_gift_card_is_confirmed_with_its_code_hidden() {
        let request = sends_json(&call(), include_str!("../../tests/golden/activate_card_request.txt"));
        assert!(!format!("{:?} {request:?}", request.shown).contains("482913"));
    }

    #[test]
    fn every_documented_number_has_its_name_and_others_stay_open() {
        let read = |body: &str| call().decode(&merchant(), &reply(200, body));
        let ok = read(include_str!("../../tests/golden/activate_card_ok.json")).unwrap();
        assert_eq!((ok.status, ok.state), (GiftStatus::Successful, GiftCardState::Activated));
        assert_eq!(ok.balance, Some(Money::from_minor(1_000_000, Currency::Kzt)));
        assert_eq!(ok.mask.as_deref(), Some("1234********5678"));
        let told = |status: i64, card: i64| {
            let told = read(&format!(r#"{{"status":{status},"card_status":{card}}}"#)).unwrap();
            (told.status, told.state)
        };
        assert_eq!(told(-8, 1), (GiftStatus::Refused(-8), GiftCardState::Issued));
        assert_eq!(told(-12, 9), (GiftStatus::Other(-12), GiftCardState::Unknown(9)));
        for body in ["{}", r#"{"status":"ok","card_status":1}"#, r#"{"status":0}"#, "", "[]"] {
            assert!(matches!(read(body), Err(ReplyError::Lost(_))), "{body}");
        }
    }
}
