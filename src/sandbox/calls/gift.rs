//! `/v5/cards/activate_card`: confirming a gift card. The right code is 111111. A refusal is a number in `status`, and
//! the call's own errors are told like the Card API's. Source: `spec/card-partner.md` 4.19.

use serde_json::json;

use super::card_api::{open, reply, required};
use crate::sandbox::gateway::Gateway;
use crate::sandbox::http::{Request, Response};
use crate::sandbox::json::Leaf;
use crate::sandbox::json_books::{GiftState, OTP};
use crate::sandbox::time_text;

const WRONG_ID: i32 = -7;
const WRONG_CODE: i32 = -8;
const ALREADY: i32 = -10;

pub(super) fn activate(gateway: &mut Gateway, request: &Request) -> Response {
    let body = match open(gateway, request) {
        Ok(body) => body,
        Err(refused) => return reply(gateway, Err(refused)),
    };
    let otp = match required(&body, "otp") {
        Ok(otp) => otp,
        Err(refused) => return reply(gateway, Err(refused)),
    };
    let wanted = match body.leaf("card_id") {
        None => None,
        Some(Leaf::Number(id)) => Some(id.parse::<u64>().unwrap_or(0)),
        Some(_) => Some(0),
    };
    let now = time_text::local(gateway.now);
    let currency = gateway.config.currency.code();
    let found = gateway.json.gifts.iter_mut().find(|gift| wanted.is_none_or(|id| id == gift.id));
    let told = match found {
        None => json!({ "datetime": now, "status": WRONG_ID, "card_status": 0 }),
        Some(gift) => {
            let status = match gift.state {
                GiftState::Activated => ALREADY,
                GiftState::Issued if otp != OTP => WRONG_CODE,
                GiftState::Issued => {
                    gift.state = GiftState::Activated;
                    0
                }
            };
            json!({
                "datetime": now,
                "status": status,
                "card_status": gift.state as i32,
                "card_currency": currency,
                "card_balance": gift.balance,
                "card_mask": gift.mask,
            })
        }
    };
    Response::json(200, &told)
}
