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
pub(super) const PROFILE_EXPIRED: u32 = 365;
pub(super) const WRONG_ACCOUNT: u32 = 10_040;
pub(super) const WRONG_SMS_CODE: u32 = 11_002;
pub(super) const WRONG_PHONE: u32 = 11_004;
pub(super) const TOO_MANY_SMS_CODES: u32 = 11_010;
pub(super) const WRONG_OPERATOR: u32 = 11_023;
pub(super) const REPEATED: u32 = 11_013;
pub(super) const ALREADY_CANCELLED: u32 = 11_017;
pub(super) const ALREADY_REFUNDED: u32 = 11_018;

/// Every known code, in order, and what it means in the sandbox's words.
const TEXTS: [(u32, &str); 119] = [
    (100, "Incorrect signature"),
    (101, "Wrong merchant"),
    (110, "There is no contract"),
    (WRONG_STATE, "The action is not possible in the payment's present state"),
    (200, "A parameter is missing or wrong"),
    (340, "The transaction was not found"),
    (350, "Blocked"),
    (360, "Expired"),
    (PROFILE_EXPIRED, "The recurring profile has expired"),
    (400, "Cancelled by the payer or the system"),
    (420, "A limit is exceeded"),
    (465, "There is no link to the payment system"),
    (466, "The SSL certificate has expired"),
    (470, "Error of the payment system"),
    (475, "General system failure"),
    (490, "Cancellation is impossible"),
    (600, "General error"),
    (700, "The data of the payer are wrong"),
    (701, "Wrong phone number"),
    (711, "The payment system does not accept the phone number"),
    (850, "No payment system is ready"),
    (1_000, "Internal error, try again"),
    (WRONG_SIGNATURE_V1, "Incorrect request signature"),
    (1_202, "The payment id is wrong"),
    (8_016, "The payment system is not allowed for this shop"),
    (LOW_BALANCE, "The payout balance is too low"),
    (8_889, "3DS failed"),
    (CANCEL_OF_DEBITED, "Only a payment that is not yet debited can be cancelled"),
    (INVALID, "The request is not valid"),
    (NOT_UNIQUE, "The order id is not unique"),
    (9_992, "The called method is not enabled for this shop"),
    (9_993, "The address for success, error or post link is missing"),
    (9_994, "The action is switched off in the settings of the shop"),
    (9_995, "The payment is in test mode"),
    (9_996, "There is no valid contract with the shop"),
    (WRONG_MERCHANT, "Wrong merchant number"),
    (WRONG_SIGNATURE, "Incorrect request signature"),
    (9_999, "System error"),
    (10_000, "The service is not available, try later"),
    (10_001, "Contact the bank that issued the card"),
    (10_003, "Too many wrong code entries"),
    (10_004, "The 3DS code is missing or wrong"),
    (WRONG_CARD_DATA, "Wrong card data"),
    (10_006, "The limit of payment frequency is reached"),
    (10_007, "Refused for the security of the card's data"),
    (10_008, "Wrong card data, try again"),
    (10_009, "Not enough money"),
    (10_010, "The card is restricted, ask the bank that issued it"),
    (ALREADY_PAID, "The payment has already succeeded"),
    (10_012, "Cancellation is impossible, ask the shop"),
    (10_013, "The country of the card is not allowed"),
    (10_014, "The time window is exceeded"),
    (10_015, "The transaction is already done"),
    (10_016, "Payment error, ask the support of the site"),
    (10_017, "The card has expired"),
    (EXPIRED, "The payment's lifetime is over"),
    (10_019, "The payment failed, use another card"),
    (TOO_MUCH, "The refund is larger than what is left of the payment"),
    (10_021, "Invalid transaction, try again"),
    (10_022, "The amount is over the limit of the card"),
    (10_023, "The PIN attempts are exceeded"),
    (10_024, "The PIN was not confirmed"),
    (10_025, "Error at the international payment scheme"),
    (10_026, "Payout error"),
    (10_028, "The limit of frequency is reached, ask the shop"),
    (10_029, "Payouts to IBAN are off at present"),
    (10_030, "Below the minimum amount"),
    (10_031, "Wrong phone number"),
    (UNKNOWN_CARD, "The card is wrong or unknown"),
    (10_033, "Cancelled before"),
    (REFUND_OF_HOLD, "A hold cannot be refunded: clear the payment first"),
    (CLEAR_OF_FAILED, "A failed payment cannot be cleared"),
    (ALREADY_CLEARED, "The payment has already been cleared"),
    (10_037, "The card is temporarily blocked"),
    (10_038, "The card is blocked and to be retained"),
    (10_039, "Incorrect operation, ask the bank"),
    (WRONG_ACCOUNT, "Wrong account or card number"),
    (10_041, "The account or card is closed"),
    (10_045, "The charge was refused for security reasons"),
    (11_000, "The service is not available"),
    (11_001, "The payment failed, ask the mobile operator"),
    (WRONG_SMS_CODE, "Wrong SMS code"),
    (11_003, "There is a debt on the phone number"),
    (WRONG_PHONE, "The phone number is wrong"),
    (11_005, "The amount is wrong"),
    (11_006, "Not enough money for the operation"),
    (11_007, "The limit of code attempts is reached"),
    (11_008, "The code has expired"),
    (11_009, "Rejected, ask the operator"),
    (TOO_MANY_SMS_CODES, "Too many wrong SMS entries"),
    (11_011, "The number is restricted"),
    (11_012, "The daily limit of operations is reached"),
    (REPEATED, "Repeated operation: the request id was used before"),
    (11_014, "Unexpected error"),
    (11_015, "A single payment is limited to 50 MCI"),
    (11_016, "Below the minimum payment"),
    (ALREADY_CANCELLED, "The payment has already been cancelled"),
    (ALREADY_REFUNDED, "The payment has already been refunded"),
    (11_019, "The monthly limit of 1000 MCI is reached"),
    (11_020, "More than 30 payments a day"),
    (11_021, "The operator was not recognised, or the number is wrong"),
    (11_022, "The parameters break the restrictions"),
    (WRONG_OPERATOR, "The operator is not allowed"),
    (11_024, "Refused for security, ask the bank"),
    (11_025, "Clear the payment first, or cancel it instead of refunding"),
    (11_026, "There is a chargeback: no refund"),
    (11_027, "Geographic restriction"),
    (11_028, "Blocked, try again after 30 days"),
    (11_036, "Blocked for 30 days, use another card"),
    (11_037, "3DS was not entered"),
    (11_049, "The 3DS code was not entered"),
    (11_050, "The PIN check failed at VISA"),
    (11_051, "Blocked by a limit"),
    (11_052, "General error"),
    (11_053, "The bank that issued the card could not authorise it with 3DS"),
    (11_054, "More than 180 days have passed since the payment"),
    (NOT_FOUND, "The payment was not found"),
    (12_000, "Certification or trust centre error"),
    (99_999, "Unknown error of the payment system"),
];

/// What a code means.
pub(super) fn text(code: u32) -> &'static str {
    known(code).unwrap_or("The request failed")
}

/// Whether the gateway is known to answer with this code.
pub(super) fn is_known(code: u32) -> bool {
    known(code).is_some()
}

fn known(code: u32) -> Option<&'static str> {
    let at = TEXTS.binary_search_by_key(&code, |(code, _)| *code).ok()?;
    TEXTS.get(at).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_list_has_a_text_and_no_other_code_has() {
        let list = include_str!("../../tests/golden/error_codes.csv");
        let mut listed: Vec<u32> =
            list.lines().skip(1).map(|line| line.split(',').next().unwrap().parse().unwrap()).collect();
        listed.sort_unstable();
        listed.dedup();
        assert_eq!(listed, TEXTS.map(|(code, _)| code));
        assert!(!is_known(9_990) && !is_known(0));
        assert_eq!(text(1), "The request failed");
    }
}
