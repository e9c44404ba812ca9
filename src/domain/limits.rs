//! How much money may be moved at once and in a day. Source: `safety.md`, live guard rails.

use super::guard::Refusal;
use super::{Money, Record, intent::Intent};

/// The most that a profile lets through. An intent that moves no money is never limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MoneyLimits {
    /// By one operation.
    pub per_operation: Option<Money>,
    /// By all operations of a day at the merchant's, whatever may have moved money included.
    pub per_day: Option<Money>,
}

impl MoneyLimits {
    /// Checks what an intent would move, with `spent` moved that day already.
    pub fn check(&self, moved: Money, spent: i64) -> Result<(), Refusal> {
        for limit in [self.per_operation, self.per_day].into_iter().flatten() {
            if limit.currency() != moved.currency() {
                return Err(Refusal::Unlimited(moved.currency()));
            }
        }
        if let Some(limit) = self.per_operation.filter(|limit| moved.minor() > limit.minor()) {
            return Err(Refusal::OverOperationLimit { asked: moved, limit });
        }
        if let Some(limit) = self.per_day.filter(|limit| moved.minor().saturating_add(spent) > limit.minor()) {
            let left = Money::from_minor(limit.minor().saturating_sub(spent).max(0), limit.currency());
            return Err(Refusal::OverDayLimit { asked: moved, limit, left });
        }
        Ok(())
    }
}

impl Intent {
    /// The money that it moves; `None` when it moves none by itself: asking for a payment, or letting a hold go.
    #[must_use]
    pub fn moves(&self, record: Option<&Record>) -> Option<Money> {
        match self {
            Self::Refund { amount } | Self::Clear { amount } => Some(*amount),
            Self::Confirm | Self::PayInvoice { .. } => record.map(|record| record.amount),
            Self::ChargeCard { order, .. } | Self::CreatePayout(order) => Some(order.amount),
            Self::Cancel | Self::CreatePayment { .. } | Self::CreateInvoice(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Currency;
    use super::*;

    const fn kzt(minor: i64) -> Money {
        Money::from_minor(minor, Currency::Kzt)
    }

    const LIMITS: MoneyLimits = MoneyLimits { per_operation: Some(kzt(1_000)), per_day: Some(kzt(2_500)) };

    #[test]
    fn an_operation_stays_within_its_own_limit_and_what_is_left_of_the_days() {
        assert_eq!(LIMITS.check(kzt(1_000), 1_500), Ok(()));
        assert!(matches!(LIMITS.check(kzt(1_001), 0), Err(Refusal::OverOperationLimit { .. })));
        let over = LIMITS.check(kzt(1_000), 1_501).unwrap_err();
        assert_eq!(over, Refusal::OverDayLimit { asked: kzt(1_000), limit: kzt(2_500), left: kzt(999) });
        assert!(over.to_string().contains("nothing was sent"));
        assert!(matches!(LIMITS.check(kzt(1), i64::MAX), Err(Refusal::OverDayLimit { left, .. }) if left == kzt(0)));
    }

    #[test]
    fn money_of_a_currency_without_a_limit_does_not_pass_where_limits_are_set() {
        let usd = Money::from_minor(1, Currency::Usd);
        assert_eq!(LIMITS.check(usd, 0), Err(Refusal::Unlimited(Currency::Usd)));
        assert_eq!(MoneyLimits::default().check(usd, i64::MAX), Ok(()));
    }
}
