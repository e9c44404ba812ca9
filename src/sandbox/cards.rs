//! Test cards and what they do, and the saved cards of the sandbox's users. Source: `spec/merchant.md` 6.2,
//! `spec/payout-invoice-gateway.md` 0.

use super::chance::Chance;
use super::recurring;
use crate::domain::Timestamp;

/// Whose name stands on every card of the sandbox.
pub(super) const OWNER: &str = "TEST TESTOV";
/// Month and year in which every card of the sandbox expires.
pub(super) const EXPIRY: (&str, &str) = ("03", "28");

/// What happens when a payer pays with a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purchase {
    Approved,
    /// Refused with this code.
    Declined(u32),
    /// Neither yes nor no at once; approved by the bank a little later.
    ApprovedLater,
}

/// What happens when a card is paid out to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Payout {
    Paid,
    Refused(u32),
    PaidLater,
    RefusedLater(u32),
}

/// Cards of the purchase table, and the sample card of the documentation. What each of them does beyond succeeding
/// is lost in the stored copy of the table, so they all succeed.
const PURCHASE: [&str; 9] = [
    "4716047261941981",
    "4916307416334310",
    "5367654276102126",
    "4939770956154989",
    "5335215945367703",
    "4916109830832246",
    "5548398681700148",
    "5475102935853613",
    "4405645000006150",
];

const PAYOUT: [(&str, Payout); 9] = [
    ("4671593866478252", Payout::Paid),
    ("6204500338419360939", Payout::Paid),
    ("629656013969216940", Payout::Paid),
    ("62861819783765929", Payout::Paid),
    ("5325349472901311", Payout::Refused(10_000)),
    ("4556046085041740", Payout::Refused(10_001)),
    ("5543974702876045", Payout::Refused(super::codes::LOW_BALANCE)),
    ("5507841999732294", Payout::PaidLater),
    ("4532676596620704", Payout::RefusedLater(10_001)),
];

/// What a purchase with this card comes to; `None` when the text is no card number. Cards of the payout table get the
/// security refusal, every other number an unknown error, as an integrator saw it on the test host.
pub(super) fn purchase(pan: &str) -> Option<Purchase> {
    if PURCHASE.contains(&pan) {
        Some(Purchase::Approved)
    } else if PAYOUT.iter().any(|(card, _)| *card == pan) {
        Some(Purchase::Declined(10_007))
    } else {
        is_card_number(pan).then_some(Purchase::Declined(99_999))
    }
}

/// What a payout to this card comes to; `None` when the text is no card number.
pub(super) fn payout(pan: &str) -> Option<Payout> {
    if let Some((_, outcome)) = PAYOUT.iter().find(|(card, _)| *card == pan) {
        Some(*outcome)
    } else if PURCHASE.contains(&pan) {
        Some(Payout::Paid)
    } else {
        is_card_number(pan).then_some(Payout::Refused(99_999))
    }
}

/// 12 to 19 digits that pass the Luhn check.
fn is_card_number(text: &str) -> bool {
    if !(12..=19).contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let sum: u32 = text
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| match (at % 2, u32::from(byte - b'0')) {
            (0, digit) => digit,
            (_, digit) if digit > 4 => digit * 2 - 9,
            (_, digit) => digit * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The mask as status replies show it: `5483-18XX-XXXX-0293`.
pub(super) fn mask(pan: &str) -> String {
    let last = pan.len().saturating_sub(4);
    let mut out = String::new();
    for (at, digit) in pan.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            out.push('-');
        }
        out.push(if at < 6 || at >= last { digit } else { 'X' });
    }
    out
}

/// The brand as status replies abbreviate it.
pub(super) fn brand(mask: &str) -> &'static str {
    match mask.bytes().next() {
        Some(b'4') => "VI",
        Some(b'6') => "UP",
        _ => "CA",
    }
}

/// The mask of some purchase card.
pub(super) fn some_mask(chance: &mut Chance) -> String {
    chance.pick(&PURCHASE).map(|pan| mask(pan)).unwrap_or_default()
}

/// The mask of some payout card.
pub(super) fn some_payout_mask(chance: &mut Chance) -> String {
    chance.pick(&PAYOUT).map(|(pan, _)| mask(pan)).unwrap_or_default()
}

/// A card that a user of the merchant has saved. The token is as good as the card, so there is no `Debug`.
#[derive(Clone)]
pub struct SavedCard {
    /// The user in the merchant's shop.
    pub user_id: String,
    /// What the merchant sends instead of the card.
    pub token: String,
    /// The masked number.
    pub mask: String,
    pub(super) outcome: Purchase,
    /// What a payout to it comes to.
    pub(super) payout: Payout,
    /// The number by which older clients name it.
    pub(super) card_id: String,
    /// What is the same for the same card of another user.
    pub(super) hhash: String,
    /// The recurring profile that came with it.
    pub(super) profile: Option<String>,
    /// Whether nothing can be bought with it.
    pub(super) payouts_only: bool,
    pub(super) created_at: Timestamp,
    pub(super) is_removed: bool,
}

impl SavedCard {
    /// A saved card; a number that is no card's is refused by its bank.
    pub(super) fn new(seed: u64, number: u64, user_id: &str, pan: &str, at: Timestamp) -> Self {
        Self {
            user_id: user_id.to_owned(),
            token: Chance::of(seed, "card token", number).uuid().to_string(),
            mask: mask(pan),
            outcome: purchase(pan).unwrap_or(Purchase::Declined(super::codes::WRONG_CARD_DATA)),
            payout: payout(pan).unwrap_or(Payout::Refused(super::codes::WRONG_CARD_DATA)),
            card_id: Chance::of(seed, "card id", number).digits(9),
            hhash: Chance::of(seed, &mask(pan), 0).uuid().simple().to_string(),
            profile: Some(recurring::id(seed, number)),
            payouts_only: false,
            created_at: at,
            is_removed: false,
        }
    }

    /// Whether its bank lets it be saved.
    pub(super) fn is_good(&self) -> bool {
        if self.payouts_only {
            !matches!(self.payout, Payout::Refused(99_999 | super::codes::WRONG_CARD_DATA))
        } else {
            !matches!(self.outcome, Purchase::Declined(_))
        }
    }

    /// Whether this user can buy with this token.
    pub(super) fn buys(&self, user_id: &str, token: &str) -> bool {
        !self.is_removed && !self.payouts_only && self.user_id == user_id && self.token == token
    }
}

/// Some card that is good for purchases or for payouts.
pub(super) fn some_good(chance: &mut Chance, payouts_only: bool) -> &'static str {
    let from = if payouts_only { &["4671593866478252", "6204500338419360939"][..] } else { &PURCHASE[..] };
    chance.pick(from).copied().unwrap_or_default()
}

/// The saved cards of a seed: mostly good ones, one that has no money, one whose bank is slow.
pub(super) fn saved(seed: u64, at: Timestamp) -> Vec<SavedCard> {
    let cards = [
        ("aigerim", 0, Purchase::Approved),
        ("aigerim", 2, Purchase::ApprovedLater),
        ("timur", 8, Purchase::Approved),
        ("timur", 4, Purchase::Declined(10_009)),
        ("olga-17", 5, Purchase::Approved),
        ("No65GFR755789T25642588", 7, Purchase::Approved),
    ];
    cards
        .into_iter()
        .zip(0_u64..)
        .map(|((user_id, card, outcome), number)| {
            let pan: &str = PURCHASE.get(card).copied().unwrap_or_default();
            SavedCard { outcome, ..SavedCard::new(seed, number, user_id, pan, at) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_cards_do_what_the_documentation_says() {
        for pan in PURCHASE {
            assert_eq!(purchase(pan), Some(Purchase::Approved), "{pan}");
        }
        assert_eq!(purchase("4111111111111111"), Some(Purchase::Declined(99_999)));
        assert_eq!(purchase("4556046085041740"), Some(Purchase::Declined(10_007)));
        assert_eq!(purchase("4111111111111112"), None);
        assert_eq!(purchase("card"), None);
        assert_eq!(payout("5543974702876045"), Some(Payout::Refused(8_888)));
        assert_eq!(payout("4532676596620704"), Some(Payout::RefusedLater(10_001)));
        assert_eq!(payout("4111111111111111"), Some(Payout::Refused(99_999)));
    }

    #[test]
    fn a_mask_shows_the_first_six_and_the_last_four_digits() {
        assert_eq!(mask("4405645000006150"), "4405-64XX-XXXX-6150");
        assert_eq!(mask("6204500338419360939"), "6204-50XX-XXXX-XXX0-939");
    }

    #[test]
    fn saved_cards_follow_from_the_seed() {
        let tokens = |seed| saved(seed, Timestamp::default()).into_iter().map(|card| card.token).collect::<Vec<_>>();
        assert_eq!(tokens(7), tokens(7));
        assert_ne!(tokens(7), tokens(8));
    }
}
