//! What each intent asks for, and how the fields make the intent.

use super::super::words;
use super::Dialog;
use super::field::{Field, Name};
use crate::domain::ids::UserId;
use crate::domain::intent::{CardToken, NewOrder};
use crate::domain::{Intent, IntentKind, Money, OrderId, Record, guard};
use crate::ledger::Operation;
use crate::locale::{Language, speak};
use crate::worker::{About, Environment};
use crate::{key, say};

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
    pub fn title(&self, language: Language) -> String {
        speak(language, self.kind().map_or(key!("dialog-decide"), title), &[])
    }

    /// The word on the button that sends.
    pub fn verb(&self, language: Language) -> String {
        speak(language, self.kind().map_or(key!("button-decide"), verb), &[])
    }

    /// The word on the button that closes. Where the deed itself is a cancellation, it says what stays.
    pub fn leave(&self, language: Language) -> String {
        match self {
            Self::Intend(IntentKind::Cancel) => say!(language, "button-keep-hold"),
            Self::Intend(_) | Self::Decide { .. } => say!(language, "button-cancel"),
        }
    }
}

const fn title(kind: IntentKind) -> &'static str {
    match kind {
        IntentKind::Refund => key!("dialog-refund"),
        IntentKind::Clear => key!("dialog-clear"),
        IntentKind::Cancel => key!("dialog-cancel"),
        IntentKind::Confirm => key!("dialog-confirm"),
        IntentKind::PayInvoice => key!("dialog-pay-invoice"),
        IntentKind::CreatePayment => key!("dialog-create-payment"),
        IntentKind::ChargeCard => key!("dialog-charge-card"),
        IntentKind::CreateInvoice => key!("dialog-create-invoice"),
        IntentKind::CreatePayout => key!("dialog-create-payout"),
    }
}

const fn verb(kind: IntentKind) -> &'static str {
    match kind {
        IntentKind::Refund => key!("button-refund"),
        IntentKind::Clear => key!("button-clear"),
        IntentKind::Cancel => key!("button-cancel-hold"),
        IntentKind::Confirm => key!("button-confirm"),
        IntentKind::PayInvoice => key!("button-pay"),
        IntentKind::CreatePayment | IntentKind::CreateInvoice | IntentKind::CreatePayout => key!("button-create"),
        IntentKind::ChargeCard => key!("button-charge"),
    }
}

/// The fields of a dialog; the last one, on live, is to be typed as a proof of reading.
pub fn fields(purpose: &Purpose, record: Option<&Record>, about: &About) -> Vec<Field> {
    let amount = || Field::new(Name::Amount, key!("field-amount"));
    let order = || [Field::new(Name::Order, key!("field-order")), amount()];
    let description = |max| Field::new(Name::Description, key!("field-description")).at_most(max);
    let card = || [Field::new(Name::User, key!("field-user")), Field::new(Name::Token, key!("field-token"))];
    let mut fields: Vec<Field> = match purpose {
        Purpose::Decide { .. } => {
            vec![Field::new(Name::Effect, key!("field-decision")), Field::new(Name::Reason, key!("field-reason"))]
        }
        Purpose::Intend(IntentKind::Refund | IntentKind::Clear) => {
            let mut choice = Field::new(Name::Choice, key!("field-how-much"));
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
            (Purpose::Decide { .. }, None | Some(false)) => key!("field-repeat-name"),
            (Purpose::Decide { .. }, Some(true)) | (Purpose::Intend(_), None | Some(true)) => {
                key!("field-repeat-order")
            }
            (Purpose::Intend(_), Some(false)) => key!("field-repeat-amount"),
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
            let text = if self.names_order() {
                say!(self.language, "wrong-repeat-order")
            } else {
                say!(self.language, "wrong-repeat-amount")
            };
            problems.push(Problem { name: Name::Repeat, text });
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
            IntentKind::CreatePayment => {
                self.order(problems).map(|order| Intent::CreatePayment { order, lifetime: None })
            }
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

    /// Takes what a field makes, or notes what is wrong with it, in the words of `said`.
    pub(super) fn take<T, E>(
        &self,
        name: Name,
        result: Result<T, E>,
        said: impl FnOnce(Language, E) -> String,
        problems: &mut Vec<Problem>,
    ) -> Option<T> {
        result.map_err(|error| problems.push(Problem { name, text: said(self.language, error) })).ok()
    }

    fn amount(&self, problems: &mut Vec<Problem>) -> Option<Money> {
        let currency = self.record.as_ref().map_or(self.about.currency, |record| record.amount.currency());
        let amount = self.take(
            Name::Amount,
            Money::parse(self.text(Name::Amount), currency),
            |language, error| words::amount(language, &error),
            problems,
        )?;
        match self.most() {
            Some(most) if amount.minor() > most.minor() => {
                let text = say!(
                    self.language,
                    "wrong-too-much",
                    amount = amount.to_string(),
                    most = most.to_string(),
                    plain = most.plain()
                );
                problems.push(Problem { name: Name::Amount, text });
                None
            }
            Some(_) | None => Some(amount),
        }
    }

    fn order(&self, problems: &mut Vec<Problem>) -> Option<NewOrder> {
        let order_id = self.take(
            Name::Order,
            OrderId::new(self.text(Name::Order)),
            |language, error| words::id(language, &error),
            problems,
        );
        let amount = self.amount(problems);
        let description = self.text(Name::Description).trim();
        if description.is_empty() {
            problems.push(Problem { name: Name::Description, text: say!(self.language, "wrong-no-description") });
            return None;
        }
        if crate::domain::text::mask_pans(description) != description {
            problems.push(Problem { name: Name::Description, text: say!(self.language, "wrong-description-card") });
            return None;
        }
        Some(NewOrder { order_id: order_id?, amount: amount?, description: description.to_owned() })
    }

    fn card(&self, problems: &mut Vec<Problem>) -> (Option<UserId>, Option<CardToken>) {
        let user = self.take(
            Name::User,
            UserId::new(self.text(Name::User)),
            |language, error| words::id(language, &error),
            problems,
        );
        let token = self.take(Name::Token, CardToken::new(self.text(Name::Token)), words::token, problems);
        (user, token)
    }
}
