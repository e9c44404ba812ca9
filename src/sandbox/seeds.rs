//! The records that exist when a sandbox starts: every kind in every stage, made by the same moves of money that the
//! calls make, so that the true ledger is whole from its first line.

use std::time::Duration;

use super::card_transaction::{CardRequest, CardTransaction, Execution};
use super::cards::{self, Purchase};
use super::chance::Chance;
use super::charge::Charge;
use super::codes;
use super::effect::EffectKind;
use super::events::Pace;
use super::gateway::Gateway;
use super::goods::{self, PAID_OUT, SOLD};
use super::hooks::Hooks;
use super::payment::{Origin, Payment};
use super::payout::{Payout, PayoutState};
use super::schedule::Event;
use crate::domain::{Money, RecordKind, Stage, Timestamp};

/// How far back the oldest record lies. Less than the five days after which holds are cleared.
const PAST: Duration = Duration::from_hours(108);

/// How long a seeded payout page waits for its recipient.
const DEADLINE: Duration = Duration::from_hours(5 * 24);

/// Until something that is open at the start moves on.
const OPEN: Pace = Pace { lively: (3, 420), calm: (600, 18_000) };

const FAILURES: [u32; 5] = [10_009, codes::WRONG_CARD_DATA, 10_017, 10_004, 10_007];

/// The kinds in turn.
const KINDS: [RecordKind; 4] = [RecordKind::Payment, RecordKind::Card, RecordKind::Invoice, RecordKind::Payout];

/// The stages of each kind in turn.
const fn stages(kind: RecordKind) -> &'static [Stage] {
    use Stage::{Cleared, Expired, Failed, Held, New, PartlyRefunded, Processing, Refunded, Reversed};
    match kind {
        RecordKind::Payment => {
            &[Cleared, Held, Cleared, New, Failed, PartlyRefunded, Processing, Cleared, Refunded, Expired, Reversed]
        }
        RecordKind::Card => &[Held, Cleared, Held, PartlyRefunded, Cleared, Failed, Processing, Refunded, Reversed],
        RecordKind::Invoice => &[New, Cleared, New, Failed, Cleared, Processing, PartlyRefunded, Expired, Refunded],
        RecordKind::Payout => &[Processing, Cleared, New, Processing, Failed, Cleared, Cleared, Expired],
    }
}

/// One record to be made.
struct Plan {
    number: u64,
    kind: RecordKind,
    stage: Stage,
    created_at: Timestamp,
    /// When it was paid, when it was cleared or reversed, and when it was refunded: all before now.
    steps: [Timestamp; 3],
    chance: Chance,
}

impl Gateway {
    /// Makes the records of the configuration.
    pub(super) fn seed(&mut self) {
        let total = u64::try_from(self.config.records).unwrap_or(u64::MAX);
        for (number, kind) in (0..total).zip(KINDS.into_iter().cycle()) {
            let place = usize::try_from(number / 4).unwrap_or_default();
            let Some(stage) = stages(kind).iter().cycle().nth(place % stages(kind).len()) else { continue };
            let past = u64::try_from(PAST.as_millis()).unwrap_or_default();
            let age = (past / total).saturating_mul(total - number).max(4_000);
            let before = |age: u64| Timestamp::from_millis(self.now.millis() - i64::try_from(age).unwrap_or_default());
            let plan = Plan {
                number,
                kind,
                stage: *stage,
                created_at: before(age),
                steps: [before(age - age / 10), before(age - age / 4), before(age / 2)],
                chance: Chance::of(self.config.seed, "record", number),
            };
            match kind {
                RecordKind::Payment | RecordKind::Invoice => self.seed_payment(plan),
                RecordKind::Card => self.seed_card(plan),
                RecordKind::Payout => self.seed_payout(plan),
            }
        }
        self.effects.sort();
    }

    fn soon(&self, number: u64) -> Timestamp {
        self.now.plus(self.pause("seeded", number, &OPEN))
    }

    fn seed_payment(&mut self, mut plan: Plan) {
        let id = self.next_id();
        let (description, amount) = goods::some(&mut plan.chance, &SOLD, self.config.currency);
        let one_step = match plan.stage {
            Stage::Held | Stage::Reversed => false,
            Stage::Cleared if plan.kind == RecordKind::Payment => plan.chance.within(0, 2) > 0,
            _ => true,
        };
        let origin = match (plan.kind, plan.stage) {
            (RecordKind::Invoice, _) => Origin::Invoice,
            // A payment in process is one whose payer has the CVC page open.
            (_, Stage::Processing) => Origin::SavedCard(0),
            _ => Origin::Page,
        };
        let expires_at = match plan.stage {
            Stage::Expired => plan.steps[1],
            _ => plan.created_at.plus(Duration::from_hours(7 * 24)),
        };
        let payment = Payment {
            id,
            origin,
            order_id: Some(format!("A-{}", 10_001 + plan.number)),
            description,
            charge: Charge::new(amount),
            one_step,
            customer: self.customer(id),
            mask: None,
            created_at: plan.created_at,
            expires_at,
            paid_at: None,
            outcome: None,
            request: None,
            hooks: Hooks::default(),
            profile_months: None,
            profile: None,
            wrong_codes: None,
        };
        self.payments.add(payment);
        self.seeded.push((plan.kind, id.to_string()));
        self.play_payment(id, plan);
    }

    /// Brings a payment to its stage.
    fn play_payment(&mut self, id: u64, mut plan: Plan) {
        let [paid_at, cleared_at, refunded_at] = plan.steps;
        let open = self.soon(plan.number);
        let mask = match self.payments.get(id).map(|payment| payment.origin) {
            Some(Origin::SavedCard(place)) => self.saved.get(place).map(|card| card.mask.clone()),
            _ => (!matches!(plan.stage, Stage::New | Stage::Expired)).then(|| cards::some_mask(&mut plan.chance)),
        };
        let Some(payment) = self.payments.get_mut(id) else { return };
        payment.mask = mask;
        let expires_at = payment.expires_at;
        match plan.stage {
            Stage::New => {
                self.schedule.add(expires_at, Event::Expires(id));
                self.schedule.add(open, Event::PayerEnters(id));
            }
            Stage::Processing => {
                payment.charge.begin();
                payment.outcome = Some(Purchase::Approved);
                self.schedule.add(expires_at, Event::Expires(id));
                self.schedule.add(open, Event::PayerSettles(id));
            }
            Stage::Failed => {
                let code = plan.chance.pick(&FAILURES).copied().unwrap_or(codes::INVALID);
                self.answer_payer(id, Purchase::Declined(code), paid_at);
            }
            Stage::Expired => payment.charge.fail(codes::EXPIRED),
            Stage::Held | Stage::Reversed | Stage::Cleared | Stage::PartlyRefunded | Stage::Refunded => {
                self.answer_payer(id, Purchase::Approved, paid_at);
                self.seed_after(id, plan.stage, cleared_at, refunded_at);
            }
        }
    }

    /// What the merchant did with a payment after it was authorised.
    fn seed_after(&mut self, id: u64, stage: Stage, cleared_at: Timestamp, refunded_at: Timestamp) {
        let refund_id = self.next_id();
        let Some(payment) = self.payments.get_mut(id) else { return };
        if stage == Stage::Reversed {
            if let Ok(amount) = payment.charge.cancel() {
                self.record_payment(cleared_at, EffectKind::Reverse, id, amount, Some("cancel.php".to_owned()));
            }
            return;
        }
        if stage != Stage::Held
            && let Ok(amount) = payment.charge.clear(None)
        {
            self.record_payment(cleared_at, EffectKind::Clear, id, amount, Some("do_capture.php".to_owned()));
        }
        let Some(payment) = self.payments.get_mut(id) else { return };
        if let Some(asked) = refund_of(stage, payment.charge.cleared())
            && let Ok(amount) = payment.charge.refund(Some(asked), refund_id, refunded_at)
        {
            self.record_payment(refunded_at, EffectKind::Refund, id, amount, Some("revoke.php".to_owned()));
        }
    }

    fn seed_card(&mut self, mut plan: Plan) {
        let (description, amount) = goods::some(&mut plan.chance, &SOLD, self.config.currency);
        let id = format!("T{}", self.next_id());
        let request_id = plan.chance.uuid().to_string();
        let document_id = format!("FD{}", plan.chance.digits(10));
        let transaction = CardTransaction {
            id: id.clone(),
            order_id: format!("C-{}", 30_001 + plan.number),
            description,
            charge: Charge::new(amount),
            request_id: request_id.clone(),
            document_id: document_id.clone(),
            mask: cards::some_mask(&mut plan.chance),
            created_at: plan.created_at,
            refusal: (plan.stage == Stage::Failed)
                .then(|| plan.chance.pick(&FAILURES).copied().unwrap_or(codes::INVALID)),
        };
        self.cards.add(transaction);
        let request = CardRequest { transaction_id: Some(id.clone()), document_id, execution: Execution::Process };
        self.cards.requests.insert(request_id, request);
        self.seeded.push((RecordKind::Card, id.clone()));
        let [paid_at, cleared_at, refunded_at] = plan.steps;
        if plan.stage == Stage::Processing {
            if let Some(transaction) = self.cards.get_mut(&id) {
                transaction.charge.begin();
            }
            self.schedule.add(self.soon(plan.number), Event::CardSettles(id));
            return;
        }
        self.run(paid_at, Event::CardSettles(id.clone()));
        let refund_id = self.next_id();
        let mut moves = Vec::new();
        if let Some(transaction) = self.cards.get_mut(&id) {
            let charge = &mut transaction.charge;
            match plan.stage {
                Stage::Reversed => {
                    moves.extend(charge.cancel().map(|amount| (cleared_at, EffectKind::Reverse, amount)));
                }
                Stage::Cleared | Stage::PartlyRefunded | Stage::Refunded => {
                    moves.extend(charge.clear(None).map(|amount| (cleared_at, EffectKind::Clear, amount)));
                }
                Stage::New | Stage::Processing | Stage::Held | Stage::Failed | Stage::Expired => {}
            }
            if let Some(asked) = refund_of(plan.stage, charge.cleared()) {
                let refunded = charge.refund(Some(asked), refund_id, refunded_at);
                moves.extend(refunded.map(|amount| (refunded_at, EffectKind::Refund, amount)));
            }
        }
        for (at, kind, amount) in moves {
            self.record_card(at, kind, &id, amount, None);
        }
    }

    fn seed_payout(&mut self, mut plan: Plan) {
        let id = self.next_id();
        let (description, amount) = goods::some(&mut plan.chance, &PAID_OUT, self.config.currency);
        let payout = Payout {
            id,
            order_id: format!("P-{}", 20_001 + plan.number),
            description,
            amount,
            state: if plan.stage == Stage::Expired { PayoutState::Failed(codes::EXPIRED) } else { PayoutState::New },
            refusal: None,
            customer: self.customer(id),
            mask: None,
            created_at: plan.created_at,
            post_link: None,
            request: None,
        };
        self.payouts.add(payout);
        self.seeded.push((RecordKind::Payout, id.to_string()));
        let mask = Some(cards::some_payout_mask(&mut plan.chance));
        let open = self.soon(plan.number);
        match plan.stage {
            Stage::New => {
                self.schedule.add(plan.created_at.plus(DEADLINE), Event::PayoutExpires(id));
                self.schedule.add(open, Event::RecipientEnters(id));
            }
            Stage::Processing => {
                let refusal = (plan.number.is_multiple_of(3)).then_some(10_001);
                if self.payouts.start(id, mask, refusal) {
                    self.schedule.add(open, Event::PayoutSettles(id));
                }
            }
            Stage::Failed => {
                let refusal = plan.chance.pick(&[codes::LOW_BALANCE, 10_000, 10_001]).copied();
                self.payouts.start(id, mask, refusal);
                self.settle_payout(id, plan.steps[0]);
            }
            Stage::Cleared => {
                self.payouts.start(id, mask, None);
                self.settle_payout(id, plan.steps[0]);
            }
            Stage::Held | Stage::PartlyRefunded | Stage::Refunded | Stage::Reversed | Stage::Expired => {}
        }
    }
}

/// What was refunded of a debit in this stage: all, or a third to the whole unit.
fn refund_of(stage: Stage, cleared: Money) -> Option<Money> {
    match stage {
        Stage::Refunded => Some(cleared),
        Stage::PartlyRefunded => {
            let unit = 10_i64.pow(cleared.currency().digits());
            Some(Money::from_minor((cleared.minor() / 3 / unit * unit).max(1), cleared.currency()))
        }
        Stage::New
        | Stage::Processing
        | Stage::Held
        | Stage::Cleared
        | Stage::Reversed
        | Stage::Failed
        | Stage::Expired => None,
    }
}
