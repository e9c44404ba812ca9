//! The detail of a record, and the inquiry into an operation.

use crossterm::event::KeyCode;

use super::super::super::model::{Model, Section};
use super::super::super::msg::Msg;
use super::super::super::update::update;
use super::super::details::{failed, held, opened, payment};
use super::super::support::{about, awkward, char, desk, detail, inquired, listed, page, press, refund, write};
use super::Scene;
use crate::domain::{RecordKind, Stage, State};
use crate::ledger::Detail;
use crate::worker::{DeskError, Environment};

const SECTIONS: [(&str, Section); 3] =
    [("facts", Section::Facts), ("timeline", Section::Timeline), ("exchanges", Section::Exchanges)];

/// The detail of an awkward record, whatever the ledger said of it.
fn with(section: Section, answer: impl Fn(&mut Model)) -> impl Fn(u16, u16) -> Model {
    move |w, h| {
        let mut model = listed(w, h, awkward(RecordKind::Payment));
        press(&mut model, KeyCode::Enter);
        answer(&mut model);
        for _ in 0..Section::ALL.iter().position(|known| *known == section).unwrap() {
            press(&mut model, KeyCode::Tab);
        }
        model
    }
}

fn exchange(keys: fn(&mut Model)) -> impl Fn(u16, u16) -> Model {
    move |w, h| {
        let mut model = opened(w, h, &payment(Stage::Cleared), Section::Exchanges);
        keys(&mut model);
        model
    }
}

pub fn scenes() -> Vec<Scene> {
    let mut all = Vec::new();
    for (name, section) in SECTIONS {
        let first = || awkward(RecordKind::Payment).swap_remove(0);
        all.push(Scene::new(name, "many", move |w, h| opened(w, h, &payment(Stage::Cleared), section)));
        all.push(Scene::new(
            name,
            "empty",
            with(section, move |model| {
                let found =
                    Detail { events: Vec::new(), exchanges: Vec::new(), operations: Vec::new(), ..detail(&first()) };
                update(model, Msg::Detail(found.record.id, Ok(Box::new(found))));
            }),
        ));
        all.push(Scene::new(name, "loading", with(section, |_| {})));
        all.push(Scene::new(
            name,
            "error",
            with(section, move |model| {
                update(model, Msg::Detail(first().id, Err(DeskError::Ledger("the disk is full".to_owned()))));
            }),
        ));
        all.push(Scene::new(
            name,
            "awkward",
            with(section, move |model| {
                update(model, Msg::Detail(first().id, Ok(Box::new(detail(&first())))));
            }),
        ));
    }
    all.push(Scene::new("facts", "a failure", |w, h| opened(w, h, &failed(), Section::Facts)));
    all.push(Scene::new("facts", "a hold", |w, h| opened(w, h, &held(), Section::Facts)));
    all.push(Scene::new("timeline", "narrowed", |w, h| {
        let mut model = opened(w, h, &payment(Stage::Cleared), Section::Timeline);
        char(&mut model, 'f');
        model
    }));
    all.push(Scene::new("exchange", "opened", exchange(|model| drop(press(model, KeyCode::Enter)))));
    all.push(Scene::new(
        "exchange",
        "searched",
        exchange(|model| {
            press(model, KeyCode::Enter);
            write(model, "/чай");
            press(model, KeyCode::Enter);
        }),
    ));
    all.push(Scene::new(
        "exchange",
        "folded",
        exchange(|model| {
            press(model, KeyCode::Down);
            press(model, KeyCode::Enter);
            char(model, '-');
        }),
    ));
    for (name, state) in [
        ("unknown", State::Unknown),
        ("escalated", State::Escalated),
        ("confirmed", State::Confirmed),
        ("not applied", State::NotApplied),
    ] {
        all.push(Scene::new("inquiry", name, move |w, h| inquired(w, h, about(Environment::Sandbox), state)));
    }
    all.push(Scene::new("inquiry", "scrolled to its end", |w, h| {
        let mut model = inquired(w, h, about(Environment::Sandbox), State::Escalated);
        press(&mut model, KeyCode::End);
        model
    }));
    all.push(Scene::new("inquiry", "loading", asked));
    all.push(Scene::new("inquiry", "error", |w, h| {
        let mut model = asked(w, h);
        let error = DeskError::Ledger("the disk is full".to_owned());
        update(&mut model, Msg::Inquiry(refund(State::Unknown).id, Err(error)));
        model
    }));
    all
}

/// An inquiry that was not answered yet.
fn asked(w: u16, h: u16) -> Model {
    let mut model = desk(w, h, about(Environment::Sandbox));
    char(&mut model, '5');
    let seq = model.operations.last_asked();
    update(&mut model, Msg::Operations(seq, Ok(page(vec![refund(State::Unknown)], 1))));
    press(&mut model, KeyCode::Enter);
    model
}
