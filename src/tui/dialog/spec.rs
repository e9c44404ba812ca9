//! What each intent asks for, and how the fields make the intent.

use super::Dialog;
use super::field::{Field, Name};
use crate::domain::ids::UserId;
use crate::domain::intent::{CardToken, NewOrder};
use crate::domain::{Intent, IntentKind, Money, OrderId, Record, guard};
use crate::ledger::Operation;
use crate::worker::{About, Environment};

/// Something that is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which field.
    pub name: Name,
    /// What to do about it.
    pub text: String,
}

/// What a dialog is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// To send what an operator asks for.
    Intend(IntentKind),
    /// To take down what a person decides about an escalated operation.
    Decide {
        /// The operation, as it was when the dialog opened.
        operation: Box<Operation>,
        /// Who decides.
        who: String,
    },
}

impl Purpose {
    /// What is asked for, unless it is a decision.
    pub const fn kind(&self) -> Option<IntentKind> {
        match self {
            Self::Intend(kind) => Some(*kind),
            Self::Decide { .. } => None,
        }
    }

    /// The title of the dialog.
    pub fn title(&self) -> &'static str {
        self.kind().map_or("Decide", title)
    }

    /// The word on the button that sends.
    pub fn verb(&self) -> &'static str {
        self.kind().map_or("Take it down", verb)
    }

    /// The word on the button that closes.
    pub fn leave(&self) -> &'static str {
        self.kind().map_or("Cancel", leave)
    }
}

const fn title(kind: IntentKind) -> &'static str {
    match kind {
        IntentKind::Refund => "Refund",
        IntentKind::Clear => "Clear a hold",
        IntentKind::Cancel => "Cancel a hold",
        IntentKind::Confirm => "Get the CVC page",
        IntentKind::PayInvoice => "Pay an invoice with a saved card",
        IntentKind::CreatePayment => "New payment page",
        IntentKind::ChargeCard => "Charge a saved card",
        IntentKind::CreateInvoice => "New invoice",
        IntentKind::CreatePayout => "New payout page",
    }
}

const fn verb(kind: IntentKind) -> &'static str {
    match kind {
        IntentKind::Refund => "Send refund",
        IntentKind::Clear => "Send clearing",
        IntentKind::Cancel => "Send cancellation",
        IntentKind::Confirm => "Send request",
        IntentKind::PayInvoice => "Send payment",
        IntentKind::CreatePayment | IntentKind::CreateInvoice | IntentKind::CreatePayout => "Send order",
        IntentKind::ChargeCard => "Send charge",
    }
}

/// Where the deed itself is a cancellation, the word says what stays.
const fn leave(kind: IntentKind) -> &'static str {
    match kind {
        IntentKind::Cancel => "Keep the hold",
        IntentKind::Refund
        | IntentKind::Clear
        | IntentKind::Confirm
        | IntentKind::PayInvoice
        | IntentKind::CreatePayment
        | IntentKind::ChargeCard
        | IntentKind::CreateInvoice
        | IntentKind::CreatePayout => "Cancel",
    }
}

/// The fields of a dialog; the last one, on live, is to be typed as a proof of reading.
pub fn fields(purpose: &Purpose, record: Option<&Record>, about: &About) -> Vec<Field> {
    let amount = || Field::new(Name::Amount, "Amount");
    let order = || [Field::new(Name::Order, "Order id"), amount()];
    let description = |max| Field::new(Name::Description, "Description").at_most(max);
    let card = || [Field::new(Name::User, "User id"), Field::new(Name::Token, "Card token")];
    let mut fields: Vec<Field> = match purpose {
        Purpose::Decide { .. } => vec![Field::new(Name::Effect, "Decision"), Field::new(Name::Reason, "Reason")],
        Purpose::Intend(IntentKind::Refund | IntentKind::Clear) => {
            let mut choice = Field::new(Name::Choice, "How much");
            choice.set("part");
            vec![choice, amount()]
        }
        Purpose::Intend(IntentKind::Cancel | IntentKind::Confirm) => Vec::new(),
        Purpose::Intend(IntentKind::PayInvoice) => card().into(),
        Purpose::Intend(IntentKind::CreatePayment | IntentKind::CreateInvoice) => {
            order().into_iter().chain([description(1_024)]).collect()
        }
        Purpose::Intend(IntentKind::CreatePayout) => order().into_iter().chain([description(255)]).collect(),
        Purpose::Intend(IntentKind::ChargeCard) => {
            order().into_iter().chain([description(1_024)]).chain(card()).collect()
        }
    };
    if about.environment == Environment::Live {
        let label = match (purpose, record.map(|record| record.order_id.is_some())) {
            (Purpose::Decide { .. }, None | Some(false)) => "Type the name",
            (Purpose::Decide { .. }, Some(true)) | (Purpose::Intend(_), None | Some(true)) => "Type the order id",
            (Purpose::Intend(_), Some(false)) => "Type the amount",
        };
        fields.push(Field::new(Name::Repeat, label));
    }
    fields
}

impl Dialog {
    /// Everything that is wrong with the fields.
    pub fn problems(&self) -> Vec<Problem> {
        let intended = self.intent().and_then(Result::err);
        intended.or_else(|| self.ruling().and_then(Result::err)).unwrap_or_default()
    }

    /// The intent that the fields make, or everything that is wrong with them; `None` when it asks for none.
    pub fn intent(&self) -> Option<Result<Intent, Vec<Problem>>> {
        let mut problems = Vec::new();
        let intent = self.assemble(self.purpose.kind()?, &mut problems);
        if self.field(Name::Repeat).is_some_and(|field| field.value().trim() != self.expected(intent.as_ref())) {
            let what = if self.names_order() { "order id" } else { "amount" };
            problems.push(Problem {
                name: Name::Repeat,
                text: format!("live money: type the {what} exactly as it is shown"),
            });
        }
        Some(match intent {
            Some(intent) if problems.is_empty() => Ok(intent),
            Some(_) | None => Err(problems),
        })
    }

    /// The most that can be moved, where that is the operator's choice.
    pub(super) fn most(&self) -> Option<Money> {
        guard::most(self.purpose.kind()?, self.record.as_ref()?)
    }

    fn names_order(&self) -> bool {
        self.record.as_ref().is_none_or(|record| record.order_id.is_some())
    }

    /// What has to be typed once more on live.
    fn expected(&self, intent: Option<&Intent>) -> String {
        match &self.record {
            None => self.field(Name::Order).map(|field| field.value().trim().to_owned()).unwrap_or_default(),
            Some(record) => match &record.order_id {
                Some(order) => order.to_string(),
                None => intent.and_then(Intent::amount).unwrap_or(record.amount).plain(),
            },
        }
    }

    fn assemble(&self, kind: IntentKind, problems: &mut Vec<Problem>) -> Option<Intent> {
        match kind {
            IntentKind::Refund => self.amount(problems).map(|amount| Intent::Refund { amount }),
            IntentKind::Clear => self.amount(problems).map(|amount| Intent::Clear { amount }),
            IntentKind::Cancel => Some(Intent::Cancel),
            IntentKind::Confirm => Some(Intent::Confirm),
            IntentKind::PayInvoice => {
                let (user, token) = self.card(problems);
                Some(Intent::PayInvoice { user: user?, token: token? })
            }
            IntentKind::CreatePayment => self.order(problems).map(Intent::CreatePayment),
            IntentKind::CreateInvoice => self.order(problems).map(Intent::CreateInvoice),
            IntentKind::CreatePayout => self.order(problems).map(Intent::CreatePayout),
            IntentKind::ChargeCard => {
                let order = self.order(problems);
                let (user, token) = self.card(problems);
                Some(Intent::ChargeCard { order: order?, user: user?, token: token? })
            }
        }
    }

    pub(super) fn text(&self, name: Name) -> &str {
        self.field(name).map(Field::value).unwrap_or_default()
    }

    pub(super) fn take<T>(name: Name, result: Result<T, impl ToString>, problems: &mut Vec<Problem>) -> Option<T> {
        result.map_err(|error| problems.push(Problem { name, text: error.to_string() })).ok()
    }

    fn amount(&self, problems: &mut Vec<Problem>) -> Option<Money> {
        let currency = self.record.as_ref().map_or(self.about.currency, |record| record.amount.currency());
        let amount = Self::take(Name::Amount, Money::parse(self.text(Name::Amount), currency), problems)?;
        match self.most() {
            Some(most) if amount.minor() > most.minor() => {
                let text = format!("{amount} is more than the {most} that can be moved: type at most {}", most.plain());
                problems.push(Problem { name: Name::Amount, text });
                None
            }
            Some(_) | None => Some(amount),
        }
    }

    fn order(&self, problems: &mut Vec<Problem>) -> Option<NewOrder> {
        let order_id = Self::take(Name::Order, OrderId::new(self.text(Name::Order)), problems);
        let amount = self.amount(problems);
        let description = self.text(Name::Description).trim();
        if description.is_empty() {
            problems.push(Problem {
                name: Name::Description,
                text: "no description: type what the payer or recipient shall read".to_owned(),
            });
            return None;
        }
        if crate::domain::text::mask_pans(description) != description {
            problems.push(Problem {
                name: Name::Description,
                text: "the description looks like a card number: type what the payer or recipient shall read"
                    .to_owned(),
            });
            return None;
        }
        Some(NewOrder { order_id: order_id?, amount: amount?, description: description.to_owned() })
    }

    fn card(&self, problems: &mut Vec<Problem>) -> (Option<UserId>, Option<CardToken>) {
        let user = Self::take(Name::User, UserId::new(self.text(Name::User)), problems);
        let token = Self::take(Name::Token, CardToken::new(self.text(Name::Token)), problems);
        (user, token)
    }
}
