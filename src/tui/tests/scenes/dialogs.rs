//! Every dialog: as it opens, ready, wrong, and in each stage that it can come to.

use crossterm::event::KeyCode;

use super::super::super::dialog::{Ending, Focus, Stage as Step, Undone};
use super::super::super::model::Model;
use super::super::super::msg::Msg;
use super::super::super::update::update;
use super::super::looks::{dialog, fill, fitting};
use super::super::operations::{choose, deciding, opened};
use super::super::support::{answer_dialog, answer_preview_of, detail, press, refund};
use super::Scene;
use crate::domain::guard::Refusal;
use crate::domain::{Currency, IntentKind, Money, OperationId, State};
use crate::worker::{DeskError, Environment, Update};

/// What is typed into the fields of a dialog until it is ready.
pub fn texts(kind: IntentKind) -> Vec<&'static str> {
    let order = ["A-2001", "1500.50", "Чай и хлеб"];
    let card = ["ann", "ef741cfc-f85e-41a0-84e6-2ba964912182"];
    match kind {
        IntentKind::Refund | IntentKind::Clear => vec!["", "1500"],
        IntentKind::Cancel | IntentKind::Confirm => Vec::new(),
        IntentKind::PayInvoice => card.to_vec(),
        IntentKind::CreatePayment | IntentKind::CreateInvoice | IntentKind::CreatePayout => order.to_vec(),
        IntentKind::ChargeCard => order.into_iter().chain(card).collect(),
    }
}

const fn named(kind: IntentKind) -> &'static str {
    match kind {
        IntentKind::Refund => "dialog_refund",
        IntentKind::Clear => "dialog_clear",
        IntentKind::Cancel => "dialog_cancel",
        IntentKind::Confirm => "dialog_confirm",
        IntentKind::PayInvoice => "dialog_pay_invoice",
        IntentKind::CreatePayment => "dialog_create_payment",
        IntentKind::CreateInvoice => "dialog_create_invoice",
        IntentKind::CreatePayout => "dialog_create_payout",
        IntentKind::ChargeCard => "dialog_charge_card",
    }
}

pub fn scenes() -> Vec<Scene> {
    let mut all = Vec::new();
    for kind in IntentKind::ALL {
        all.push(Scene::new(named(kind), "ready", move |w, h| {
            let mut model = dialog(kind, w, h, Environment::Sandbox);
            fill(&mut model, &texts(kind));
            model
        }));
        all.push(Scene::new(named(kind), "reading", move |w, h| dialog(kind, w, h, Environment::Sandbox)));
        all.push(Scene::new(named(kind), "empty, on a live desk", move |w, h| {
            let mut model = dialog(kind, w, h, Environment::Live);
            fill(&mut model, &[]);
            press(&mut model, KeyCode::Enter);
            model
        }));
    }
    all.extend(stages());
    all.extend(decisions());
    all
}

fn stages() -> Vec<Scene> {
    let refund = |state, what: fn(&mut Model)| {
        Scene::new("dialog_refund", state, move |w, h| {
            let mut model = dialog(IntentKind::Refund, w, h, Environment::Live);
            answer_dialog(&mut model);
            what(&mut model);
            model
        })
    };
    let invoice = |state, ending: fn() -> Ending| {
        Scene::new("dialog_create_invoice", state, move |w, h| {
            let mut model = dialog(IntentKind::CreateInvoice, w, h, Environment::Sandbox);
            model.dialog.as_mut().unwrap().end(ending());
            model
        })
    };
    vec![
        refund("with problems", |model| {
            fill(model, &["", "999999", "A-1"]);
            press(model, KeyCode::Enter);
            model.dialog.as_mut().unwrap().set_focus(Focus::Field(2));
        }),
        refund("the same once more", |model| {
            fill(model, &["", "1500", "A-1003"]);
            answer_preview_of(model, Some(OperationId::from_uuid(uuid::Uuid::from_u128(0x1a2b_3c4d))));
        }),
        refund("the record has changed", |model| {
            let mut moved = fitting(IntentKind::Refund);
            moved.refunded = Money::from_minor(2_500, Currency::Kzt);
            model.dialog.as_mut().unwrap().compare(&detail(&moved));
        }),
        refund("sending", |model| model.dialog.as_mut().unwrap().stage = Step::Sending),
        refund("over the limit", |model| {
            let (asked, limit) =
                (Money::from_minor(5_000_000, Currency::Kzt), Money::from_minor(1_000_000, Currency::Kzt));
            undone(model, DeskError::Refused(Refusal::OverOperationLimit { asked, limit }));
        }),
        refund("unanswered", |model| undone(model, DeskError::Unanswered)),
        invoice("confirmed, with a page", || Ending {
            state: Some(State::Confirmed),
            text: "confirmed: invoice 700009 is open".to_owned(),
            page: Some("https://customer.freedompay.kz/pay.html?customer=8f1f".to_owned()),
            operation: None,
        }),
        invoice("unknown", || Ending {
            state: Some(State::Unknown),
            text: "outcome unknown: being resolved by reading; do not repeat it — see 5 Operations. no answer in 30 s"
                .to_owned(),
            page: None,
            operation: None,
        }),
    ]
}

fn undone(model: &mut Model, error: DeskError) {
    let language = model.language;
    model.dialog.as_mut().unwrap().end(Ending::undone(language, &Undone::Error(error)));
}

fn decisions() -> Vec<Scene> {
    vec![
        Scene::new("dialog_decision", "ready", |w, h| {
            let mut model = deciding(w, h, Environment::Sandbox);
            choose(&mut model, KeyCode::Right, "the bank says it never left, asked Dina");
            model
        }),
        Scene::new("dialog_decision", "reading", |w, h| opened(w, h, Environment::Sandbox)),
        Scene::new("dialog_decision", "choosing", |w, h| {
            let mut model = deciding(w, h, Environment::Sandbox);
            model.dialog.as_mut().unwrap().set_focus(Focus::Field(0));
            model
        }),
        Scene::new("dialog_decision", "with problems, on a live desk", |w, h| {
            let mut model = deciding(w, h, Environment::Live);
            choose(&mut model, KeyCode::Tab, "ok");
            press(&mut model, KeyCode::Enter);
            model
        }),
        Scene::new("dialog_decision", "the record was not read", |w, h| {
            let mut model = opened(w, h, Environment::Sandbox);
            let serial = model.dialog.as_ref().unwrap().serial;
            let error = DeskError::Resting("api.freedompay.kz has not answered since 09:58:00".to_owned());
            update(&mut model, Msg::Refreshed(Some(serial), refund(State::Escalated).record, Err(error)));
            model
        }),
        Scene::new("dialog_decision", "somebody was faster", |w, h| {
            let mut model = deciding(w, h, Environment::Sandbox);
            let (id, record) = (refund(State::Escalated).id, refund(State::Escalated).record);
            let message = "confirmed".to_owned();
            update(&mut model, Msg::Update(Update::Operation { id, record, state: State::Confirmed, message }));
            model
        }),
    ]
}
