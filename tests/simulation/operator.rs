//! Operators as they are: they want something done once, believe what the desk says, and do not wait for long.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tolem::domain::ids::UserId;
use tolem::domain::intent::{CardToken, NewOrder};
use tolem::domain::reading::Baseline;
use tolem::domain::{Currency, Intent, IntentKind, Money, OrderId, Record, RecordId, RecordKind, Stage, State, guard};
use tolem::ledger::Operation;
use tolem::worker::{DeskError, Sought, Submission};

use crate::desks::Running;
use crate::plan::{Goal, What};
use crate::world::World;

/// How often an operator tries before going home.
const TRIES: u32 = 25;

/// How one try ended.
enum Try {
    /// The desk says that it is done, or that it cannot be done any more.
    Over,
    /// It makes sense to try again a little later.
    Again,
}

impl What {
    pub const fn intent(self) -> IntentKind {
        match self {
            Self::RefundPart | Self::RefundAll => IntentKind::Refund,
            Self::Clear => IntentKind::Clear,
            Self::Cancel => IntentKind::Cancel,
            Self::CreatePayment => IntentKind::CreatePayment,
            Self::CreateInvoice => IntentKind::CreateInvoice,
            Self::CreatePayout => IntentKind::CreatePayout,
            Self::ChargeCard => IntentKind::ChargeCard,
            Self::PayInvoice => IntentKind::PayInvoice,
            Self::Confirm => IntentKind::Confirm,
        }
    }

    /// Whether a record that stands like this is one that an operator would choose.
    fn suits(self, record: &Record) -> bool {
        match self {
            Self::RefundPart | Self::RefundAll => {
                record.kind != RecordKind::Payout && matches!(record.stage, Stage::Cleared | Stage::PartlyRefunded)
            }
            Self::Clear => record.stage == Stage::Held,
            Self::Cancel => record.stage == Stage::Held && record.kind == RecordKind::Payment,
            Self::PayInvoice => record.kind == RecordKind::Invoice && record.stage == Stage::New,
            Self::Confirm => record.confirmable,
            Self::CreatePayment | Self::CreateInvoice | Self::CreatePayout | Self::ChargeCard => false,
        }
    }
}

impl Goal {
    /// The amount of a refund of part: no two goals have the same.
    pub fn part(&self) -> Money {
        Money::from_minor(1_000 + i64::from(self.number), Currency::Kzt)
    }

    /// The order of a creation.
    pub fn order(&self, seed: u64) -> NewOrder {
        NewOrder {
            order_id: OrderId::new(format!("SIM-{seed}-{}", self.number)).unwrap(),
            amount: Money::from_minor(500_000 + i64::from(self.number), Currency::Kzt),
            description: "Чай".to_owned(),
        }
    }

    /// The record that it is about; `None` for a creation, or when no record suits.
    pub fn subject<'a>(&self, records: &'a [Record]) -> Option<&'a Record> {
        let suiting: Vec<_> = records.iter().filter(|record| self.what.suits(record)).collect();
        suiting.get(self.subject % suiting.len().max(1)).copied()
    }
}

pub struct Operator {
    pub world: Arc<World>,
    pub goal: Goal,
    pub slot: watch::Receiver<Option<Running>>,
    /// The record that it is about; `None` for a creation.
    pub record: Option<RecordId>,
    pub user: (UserId, CardToken),
}

impl Operator {
    pub async fn pursue(mut self) {
        tokio::time::sleep(Duration::from_secs(self.goal.at)).await;
        let mut decided = None;
        for number in 0..TRIES {
            let running = match self.slot.wait_for(Option::is_some).await {
                Ok(running) => running.clone(),
                Err(_) => return,
            };
            let Some(running) = running else { continue };
            let ended = tokio::select! {
                biased;
                // The screen is dark. The operator comes back when the desk does, and looks what happened.
                () = running.life.died() => Try::Again,
                ended = self.once(&running, number, &mut decided) => ended,
            };
            drop(running);
            match ended {
                Try::Over => return,
                Try::Again => tokio::time::sleep(Duration::from_secs(3 + u64::from(number) * 4)).await,
            }
        }
    }

    /// One try. `decided` is what was confirmed in the try before: a hasty operator presses the same button again.
    async fn once(&self, running: &Running, number: u32, decided: &mut Option<Submission>) -> Try {
        let handle = &running.handle;
        let order = self.goal.order(self.world.plan.seed);
        let record = match (self.record, self.goal.what.intent().creates()) {
            (Some(record), _) => Some(record),
            (None, Some(kind)) => {
                let order_id = Some(order.order_id.clone());
                match handle.find(Sought { kind, gateway_id: None, order_id }).await {
                    Ok(found) => found.first().map(|record| record.id),
                    Err(_) => return Try::Again,
                }
            }
            (None, None) => return Try::Over,
        };
        let amount = match self.goal.what {
            What::RefundPart => Some(self.goal.part()),
            _ => None,
        };
        // What does the desk say about it?
        if let Some(record) = record {
            let Ok(detail) = handle.detail(record).await else { return Try::Again };
            let mine = |operation: &&Operation| {
                operation.intent == self.goal.what.intent() && (amount.is_none() || operation.amount == amount)
            };
            let mine: Vec<_> = detail.operations.iter().filter(mine).collect();
            if mine.iter().any(|operation| matches!(operation.state, State::Confirmed | State::Escalated)) {
                return Try::Over;
            }
            if mine.iter().any(|operation| operation.state.is_unresolved()) {
                return match decided.clone() {
                    Some(again) if self.goal.hasty && number < 4 => self.submit(handle, again).await,
                    Some(_) | None => Try::Again,
                };
            }
        }
        let submission = match self.draft(handle, record, &order).await {
            Ok(Some(submission)) => submission,
            Ok(None) => return Try::Over,
            Err(()) => return Try::Again,
        };
        tokio::time::sleep(Duration::from_secs(self.goal.thinks)).await;
        *decided = Some(submission.clone());
        if self.goal.hasty {
            // Two presses of Enter within a millisecond.
            let (first, _) = tokio::join!(self.submit(handle, submission.clone()), self.submit(handle, submission));
            return first;
        }
        self.submit(handle, submission).await
    }

    async fn submit(&self, handle: &tolem::worker::Handle, submission: Submission) -> Try {
        let before = self.effects();
        match handle.submit(submission).await {
            Ok(outcome) => match outcome.state {
                State::Confirmed | State::Escalated => Try::Over,
                _ => Try::Again,
            },
            // The desk does not know itself.
            Err(DeskError::Unanswered | DeskError::Gone) => Try::Again,
            // Everything else says that nothing was sent.
            Err(error) => {
                if self.goal.what == What::RefundPart && !self.goal.hasty && self.effects() > before {
                    self.world.violate(format!("the operator was told \"{error}\", and money moved"));
                }
                Try::Again
            }
        }
    }

    /// How often this goal's own refund happened.
    fn effects(&self) -> usize {
        let part = self.goal.part();
        let state = self.world.state();
        state.arrived.iter().flat_map(|arrived| &arrived.effects).filter(|effect| effect.amount == part).count()
    }

    async fn draft(
        &self,
        handle: &tolem::worker::Handle,
        record: Option<RecordId>,
        order: &NewOrder,
    ) -> Result<Option<Submission>, ()> {
        let (user, token) = self.user.clone();
        let create = match self.goal.what {
            What::CreatePayment => Some(Intent::CreatePayment { order: order.clone(), lifetime: None }),
            What::CreateInvoice => Some(Intent::CreateInvoice(order.clone())),
            What::CreatePayout => Some(Intent::CreatePayout(order.clone())),
            What::ChargeCard => {
                Some(Intent::ChargeCard { order: order.clone(), user: user.clone(), token: token.clone() })
            }
            _ => None,
        };
        if let Some(intent) = create {
            return Ok(Some(Submission { record: None, intent, decided_on: Baseline::Absent, again: None }));
        }
        let Some(record) = record else { return Ok(None) };
        let fresh = handle.refresh(record).await.map_err(|_| ())?;
        if guard::permitted(self.goal.what.intent(), &fresh).is_err() {
            return Ok(None);
        }
        let intent = match self.goal.what {
            What::RefundPart if fresh.refundable().minor() < self.goal.part().minor() => return Ok(None),
            What::RefundPart => Intent::Refund { amount: self.goal.part() },
            What::RefundAll => Intent::Refund { amount: fresh.refundable() },
            What::Clear => Intent::Clear { amount: fresh.amount },
            What::Cancel => Intent::Cancel,
            What::PayInvoice => Intent::PayInvoice { user, token },
            What::Confirm => Intent::Confirm,
            What::CreatePayment | What::CreateInvoice | What::CreatePayout | What::ChargeCard => return Ok(None),
        };
        Ok(Some(Submission { record: Some(record), intent, decided_on: Baseline::of(&fresh), again: None }))
    }
}
