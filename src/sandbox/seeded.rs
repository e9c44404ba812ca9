//! The records that existed at the start, as a desk that had followed them would know them.

use super::codes;
use super::gateway::Gateway;
use super::payment::{Payment, auth_code, reference};
use crate::domain::code::Failure;
use crate::domain::{GatewayId, Money, OrderId, Reading, RecordKind, RequestId, Stage, Timestamp};

/// One such record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seeded {
    /// Which of the four kinds.
    pub kind: RecordKind,
    /// What the last status read would have told.
    pub reading: Reading,
    /// When it was created.
    pub created_at: Timestamp,
    /// What it is for.
    pub description: String,
    /// The `customer` of an invoice.
    pub customer: Option<String>,
    /// The request that created a card transaction.
    pub request_id: Option<RequestId>,
    /// Whether it waits for the CVC of a saved card.
    pub confirmable: bool,
    /// The hosted page, while it waits for somebody.
    pub page: Option<String>,
}

/// What every kind tells.
struct Told {
    gateway_id: String,
    order_id: Option<String>,
    stage: Stage,
    word: String,
    amount: Money,
    cleared: Money,
    refunded: Money,
    refund_count: usize,
    failure: Option<u32>,
    facts: Vec<(String, String)>,
}

impl Told {
    fn reading(self, at: Timestamp) -> Reading {
        Reading {
            at,
            gateway_id: GatewayId::new(self.gateway_id).ok(),
            order_id: self.order_id.and_then(|order| OrderId::new(order).ok()),
            stage: self.stage,
            word: self.word,
            amount: Some(self.amount),
            cleared: Some(self.cleared),
            refunded: Some(self.refunded),
            refund_count: u32::try_from(self.refund_count).unwrap_or(u32::MAX),
            failure: self.failure.map(|code| Failure { code, text: codes::text(code).to_owned() }),
            facts: self.facts,
        }
    }
}

fn fact(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

impl Gateway {
    /// The records made at the start, as they stand now.
    #[must_use]
    pub fn seeded(&self) -> Vec<Seeded> {
        self.seeded.iter().filter_map(|(kind, id)| self.seeded_one(*kind, id)).collect()
    }

    /// Everything that the gateway knows, as it stands now: what existed at the start, and what was created since.
    #[must_use]
    pub fn subjects(&self) -> Vec<Seeded> {
        let payments = self.payments.all().map(|payment| self.seeded_payment(payment));
        let cards = self.cards.all().filter_map(|transaction| self.seeded_card(&transaction.id));
        let payouts = self.payouts.all().filter_map(|payout| self.seeded_payout(payout.id));
        payments.chain(cards).chain(payouts).collect()
    }

    fn seeded_one(&self, kind: RecordKind, id: &str) -> Option<Seeded> {
        match kind {
            RecordKind::Payment | RecordKind::Invoice => {
                self.payments.get(id.parse().ok()?).map(|payment| self.seeded_payment(payment))
            }
            RecordKind::Card => self.seeded_card(id),
            RecordKind::Payout => self.seeded_payout(id.parse().ok()?),
        }
    }

    fn seeded_payment(&self, payment: &Payment) -> Seeded {
        let mut facts = Vec::new();
        facts.extend(payment.mask.as_deref().map(|mask| fact("card", mask)));
        if payment.is_authorised() {
            facts.push(fact("rrn", reference(self.config.seed, payment.id)));
            facts.push(fact("auth code", auth_code(self.config.seed, payment.id)));
        }
        let kind = payment.kind();
        let word = match payment.status_word() {
            "success" if payment.is_captured() => "success, captured 1".to_owned(),
            "success" => "success, captured 0".to_owned(),
            word => word.to_owned(),
        };
        let charge = &payment.charge;
        let told = Told {
            gateway_id: payment.id.to_string(),
            order_id: payment.order_id.clone(),
            stage: charge.stage(),
            word,
            amount: charge.amount(),
            cleared: charge.cleared(),
            refunded: charge.refunded(),
            refund_count: charge.refunds().len(),
            failure: charge.failure(),
            facts,
        };
        Seeded {
            kind,
            reading: told.reading(self.now),
            created_at: payment.created_at,
            description: payment.description.clone(),
            customer: (kind == RecordKind::Invoice).then(|| payment.customer.clone()),
            request_id: None,
            confirmable: payment.is_confirmable(),
            page: (charge.is_open() && !payment.is_confirmable()).then(|| self.page(&payment.customer)),
        }
    }

    fn seeded_card(&self, id: &str) -> Option<Seeded> {
        let transaction = self.cards.get(id)?;
        let charge = &transaction.charge;
        let request = self.cards.requests.get(&transaction.request_id)?;
        let told = Told {
            gateway_id: transaction.id.clone(),
            order_id: Some(transaction.order_id.clone()),
            stage: charge.stage(),
            word: request.execution.word().to_owned(),
            amount: charge.amount(),
            cleared: charge.cleared(),
            refunded: charge.refunded(),
            refund_count: charge.refunds().len(),
            failure: charge.failure(),
            facts: vec![fact("card", &transaction.mask), fact("document", &transaction.document_id)],
        };
        Some(Seeded {
            kind: RecordKind::Card,
            reading: told.reading(self.now),
            created_at: transaction.created_at,
            description: transaction.description.clone(),
            customer: None,
            request_id: RequestId::parse(&transaction.request_id),
            confirmable: false,
            page: None,
        })
    }

    fn seeded_payout(&self, id: u64) -> Option<Seeded> {
        let payout = self.payouts.get(id)?;
        let zero = Money::zero(payout.amount.currency());
        let stage = payout.stage();
        let told = Told {
            gateway_id: id.to_string(),
            order_id: Some(payout.order_id.clone()),
            stage,
            word: if stage == Stage::New { "new" } else { payout.word2() }.to_owned(),
            amount: payout.amount,
            cleared: if stage == Stage::Cleared { payout.amount } else { zero },
            refunded: zero,
            refund_count: 0,
            failure: payout.failure(),
            facts: payout.mask.iter().map(|mask| fact("card", mask)).collect(),
        };
        Some(Seeded {
            kind: RecordKind::Payout,
            reading: told.reading(self.now),
            created_at: payout.created_at,
            description: payout.description.clone(),
            customer: None,
            request_id: None,
            confirmable: false,
            page: (stage == Stage::New).then(|| self.page(&payout.customer)),
        })
    }
}
