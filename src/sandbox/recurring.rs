//! Recurring profiles: what a payer allowed once, the merchant may charge again. Source: `spec/merchant.md` 2.3, 3.2.

use std::collections::BTreeMap;
use std::time::Duration;

use super::cards::Purchase;
use super::chance::Chance;
use crate::domain::Timestamp;

/// How long a saved card's profile lives, in months; the newest of the documented limits.
const MONTHS: u64 = 12;

/// One profile.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    /// The card's masked number.
    pub(super) mask: String,
    /// What a charge comes to.
    pub(super) outcome: Purchase,
    pub(super) expires_at: Timestamp,
}

/// All profiles by their ids.
pub(super) type Profiles = BTreeMap<String, Profile>;

/// The id of the profile of a saved card or payment.
pub(super) fn id(seed: u64, number: u64) -> String {
    Chance::of(seed, "recurring profile", number).digits(8)
}

/// The end of a profile that lives for so many months of thirty days, or for the usual time.
pub(super) fn end(from: Timestamp, months: Option<u64>) -> Timestamp {
    from.plus(Duration::from_hours(months.unwrap_or(MONTHS).saturating_mul(30 * 24)))
}
