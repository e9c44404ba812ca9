//! What money may do on one payment, invoice or card transaction: hold, clearing, refunds, reversal.
//! Source: `spec/merchant.md` 2.4–2.8.

use super::codes::{self, Refused};
use crate::domain::{Money, Stage, Timestamp};

/// Where the money stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    New,
    Processing,
    Held,
    Debited,
    Reversed,
    Failed,
    Expired,
}

/// One refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refund {
    pub(super) id: u64,
    pub(super) amount: Money,
    pub(super) at: Timestamp,
}

/// The money of one subject. `Σ refunds ≤ cleared ≤ amount` holds after every method, whatever it answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Charge {
    amount: Money,
    state: State,
    cleared: Money,
    refunds: Vec<Refund>,
    failure: Option<u32>,
}

impl Charge {
    pub(super) fn new(amount: Money) -> Self {
        Self { amount, state: State::New, cleared: Money::zero(amount.currency()), refunds: Vec::new(), failure: None }
    }

    pub(super) fn amount(&self) -> Money {
        self.amount
    }

    pub(super) fn state(&self) -> State {
        self.state
    }

    pub(super) fn cleared(&self) -> Money {
        self.cleared
    }

    pub(super) fn refunds(&self) -> &[Refund] {
        &self.refunds
    }

    pub(super) fn failure(&self) -> Option<u32> {
        self.failure
    }

    /// Whether nobody has paid yet and somebody still may.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, State::New | State::Processing)
    }

    pub(super) fn refunded(&self) -> Money {
        let minor = self.refunds.iter().map(|refund| refund.amount.minor()).fold(0_i64, i64::saturating_add);
        Money::from_minor(minor, self.amount.currency())
    }

    pub(super) fn left(&self) -> Money {
        self.cleared.minus(self.refunded()).unwrap_or(Money::zero(self.amount.currency()))
    }

    /// Somebody began to pay.
    pub(super) fn begin(&mut self) {
        if self.state == State::New {
            self.state = State::Processing;
        }
    }

    /// Authorises; with `one_step` debits as well. Answers whether it did, so that no one pays twice.
    pub(super) fn authorise(&mut self, one_step: bool) -> bool {
        if !self.is_open() {
            return false;
        }
        if one_step {
            self.cleared = self.amount;
        }
        self.state = if one_step { State::Debited } else { State::Held };
        true
    }

    /// Declines an open charge.
    pub(super) fn fail(&mut self, code: u32) {
        if self.is_open() {
            self.state = if code == codes::EXPIRED { State::Expired } else { State::Failed };
            self.failure = Some(code);
        }
    }

    /// Debits a hold: all of it, or the part that was asked for, whose rest is released. Answers what was debited.
    pub(super) fn clear(&mut self, asked: Option<Money>) -> Result<Money, Refused> {
        match self.state {
            State::Held => {}
            State::Debited => return Err(Refused::new(codes::ALREADY_CLEARED)),
            State::Failed | State::Expired => return Err(Refused::new(codes::CLEAR_OF_FAILED)),
            State::New | State::Processing | State::Reversed => return Err(Refused::new(codes::WRONG_STATE)),
        }
        let amount = asked.unwrap_or(self.amount);
        if amount.currency() != self.amount.currency() || !amount.is_positive() || amount.minor() > self.amount.minor()
        {
            return Err(Refused::invalid(format!("the clearing amount has to lie within 0.01 and {}", self.amount)));
        }
        self.cleared = amount;
        self.state = State::Debited;
        Ok(amount)
    }

    /// Returns debited money: everything that is left, or the part that was asked for. Answers what was returned.
    pub(super) fn refund(&mut self, asked: Option<Money>, id: u64, at: Timestamp) -> Result<Money, Refused> {
        match self.state {
            State::Debited => {}
            State::Held => return Err(Refused::new(codes::REFUND_OF_HOLD)),
            State::New | State::Processing | State::Reversed | State::Failed | State::Expired => {
                return Err(Refused::new(codes::WRONG_STATE));
            }
        }
        let left = self.left();
        if !left.is_positive() {
            return Err(Refused::new(codes::ALREADY_REFUNDED));
        }
        let amount = asked.unwrap_or(left);
        if amount.currency() != left.currency() || !amount.is_positive() {
            return Err(Refused::invalid("the refund amount has to be positive and in the payment's currency"));
        }
        if amount.minor() > left.minor() {
            return Err(Refused::new(codes::TOO_MUCH));
        }
        self.refunds.push(Refund { id, amount, at });
        Ok(amount)
    }

    /// Lets a hold go. Answers what was held.
    pub(super) fn cancel(&mut self) -> Result<Money, Refused> {
        match self.state {
            State::Held => {
                self.state = State::Reversed;
                Ok(self.amount)
            }
            State::Debited => Err(Refused::new(codes::CANCEL_OF_DEBITED)),
            State::Reversed => Err(Refused::new(codes::ALREADY_CANCELLED)),
            State::New | State::Processing | State::Failed | State::Expired => Err(Refused::new(codes::WRONG_STATE)),
        }
    }

    /// The stage in the desk's words.
    pub(super) fn stage(&self) -> Stage {
        match self.state {
            State::New => Stage::New,
            State::Processing => Stage::Processing,
            State::Held => Stage::Held,
            State::Debited if self.refunds.is_empty() => Stage::Cleared,
            State::Debited if self.left().is_positive() => Stage::PartlyRefunded,
            State::Debited => Stage::Refunded,
            State::Reversed => Stage::Reversed,
            State::Failed => Stage::Failed,
            State::Expired => Stage::Expired,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Currency;

    fn kzt(minor: i64) -> Money {
        Money::from_minor(minor, Currency::Kzt)
    }

    fn in_state(state: State) -> Charge {
        let mut charge = Charge::new(kzt(1_000));
        match state {
            State::New => {}
            State::Processing => charge.begin(),
            State::Held => assert!(charge.authorise(false)),
            State::Debited => assert!(charge.authorise(true)),
            State::Reversed => {
                assert!(charge.authorise(false));
                charge.cancel().unwrap();
            }
            State::Failed => charge.fail(10_009),
            State::Expired => charge.fail(codes::EXPIRED),
        }
        assert_eq!(charge.state(), state);
        charge
    }

    /// State, and the code of clear, refund and cancel in it; 0 = it is done.
    const TABLE: [(State, u32, u32, u32); 7] = [
        (State::New, 120, 120, 120),
        (State::Processing, 120, 120, 120),
        (State::Held, 0, 10_034, 0),
        (State::Debited, 10_036, 0, 9_013),
        (State::Reversed, 120, 120, 11_017),
        (State::Failed, 10_035, 120, 120),
        (State::Expired, 10_035, 120, 120),
    ];

    fn code(result: Result<Money, Refused>) -> u32 {
        result.map_or_else(|refused| refused.code, |_| 0)
    }

    #[test]
    fn every_state_takes_or_refuses_every_call_with_its_own_code() {
        for (state, clear, refund, cancel) in TABLE {
            assert_eq!(code(in_state(state).clear(None)), clear, "clear of {state:?}");
            assert_eq!(code(in_state(state).refund(None, 1, Timestamp::default())), refund, "refund of {state:?}");
            assert_eq!(code(in_state(state).cancel()), cancel, "cancel of {state:?}");
        }
    }

    #[test]
    fn a_partial_clearing_bounds_the_refunds() {
        let at = Timestamp::default();
        let mut charge = in_state(State::Held);
        assert_eq!(code(charge.clear(Some(kzt(1_001)))), codes::INVALID);
        assert_eq!(charge.clear(Some(kzt(700))), Ok(kzt(700)));
        assert_eq!(charge.refund(Some(kzt(300)), 1, at), Ok(kzt(300)));
        assert_eq!(charge.stage(), Stage::PartlyRefunded);
        assert_eq!(code(charge.refund(Some(kzt(401)), 2, at)), codes::TOO_MUCH);
        assert_eq!(charge.refund(None, 3, at), Ok(kzt(400)));
        assert_eq!(charge.stage(), Stage::Refunded);
        assert_eq!(code(charge.refund(Some(kzt(1)), 4, at)), codes::ALREADY_REFUNDED);
    }

    #[test]
    fn nobody_pays_twice() {
        let mut charge = in_state(State::Debited);
        assert!(!charge.authorise(true));
        charge.fail(10_009);
        assert_eq!((charge.state(), charge.failure()), (State::Debited, None));
    }
}
