//! What lies above the screens, and what is there before them.

use crossterm::event::KeyCode;

use super::super::super::model::{Model, Phase, Screen, Tone};
use super::super::super::msg::Msg;
use super::super::super::update::update;
use super::super::details::{opened, payment};
use super::super::looks::{filled, on};
use super::super::support::{about, ago, char, desk, listed, many, press, sending, show, write};
use super::super::{super::model::Section, codes};
use super::Scene;
use crate::domain::{RecordKind, Stage};
use crate::worker::{About, DeskError, Environment, Health};

/// A list with this done to it.
fn over(screen: &'static str, state: &'static str, what: fn(&mut Model)) -> Scene {
    Scene::new(screen, state, move |w, h| {
        let mut model = listed(w, h, many(RecordKind::Payment, 54));
        what(&mut model);
        model
    })
}

/// The detail of a record with these keys pressed on it.
fn detail(screen: &'static str, state: &'static str, stage: Stage, section: Section, keys: &'static str) -> Scene {
    Scene::new(screen, state, move |w, h| {
        let mut model = opened(w, h, &payment(stage), section);
        write(&mut model, keys);
        model
    })
}

pub fn scenes() -> Vec<Scene> {
    let mut all = vec![
        over("palette", "opened", |model| drop(char(model, ':'))),
        over("palette", "found, in Russian letters too", |model| drop(write(model, ":возв"))),
        over("palette", "nothing found", |model| drop(write(model, ":zzzz"))),
        over("help", "its beginning", |model| drop(char(model, '?'))),
        over("help", "its end", |model| {
            char(model, '?');
            press(model, KeyCode::End);
        }),
        over("which_key", "after g", |model| drop(char(model, 'g'))),
        over("toasts", "good and bad news", |model| {
            model.toast(Tone::Good, "confirmed: refunded 15.50 KZT");
            model.toast(Tone::Warn, "outcome unknown: being resolved by reading; do not repeat it — see 5 Operations");
        }),
        over("toasts", "reading, and long work", |model| {
            char(model, 'u');
            char(model, 'U');
        }),
        over("quit_question", "a send is under way", |model| {
            model.sending.push(sending(7));
            char(model, 'q');
        }),
        over("notice", "the ledger cannot be written", |model| {
            model.log = Some("/home/ann/.local/state/tolem".to_owned());
            let id = model.payments.rows[0].id;
            update(model, Msg::Refreshed(None, id, Err(DeskError::Ledger("the disk is full".to_owned()))));
        }),
        detail("copy_menu", "of an exchange", Stage::Cleared, Section::Exchanges, "y"),
        detail("qr", "a page", Stage::New, Section::Facts, "Q"),
        Scene::new("explanation", "known", |w, h| explained(w, h, 10_009)),
        Scene::new("explanation", "unknown", |w, h| explained(w, h, 10_002)),
        Scene::new("private", "many", |w, h| {
            let mut model = filled(Screen::Payments, w, h, Some(|kind| many(kind, 30)));
            char(&mut model, 'P');
            model
        }),
        Scene::new("header", "live, read-only, the gateway is down", |w, h| {
            let mut model = on(Screen::Payments, w, h, About { read_only: true, ..about(Environment::Live) });
            update(&mut model, Msg::Health(Health::Down { since: ago(4), reason: "connection refused".to_owned() }));
            model.unresolved = 12;
            show(&mut model, RecordKind::Payment, many(RecordKind::Payment, 3), 3);
            model
        }),
    ];
    all.extend(before());
    all
}

fn explained(w: u16, h: u16, code: u32) -> Model {
    let mut model = listed(w, h, vec![codes::failed(code)]);
    char(&mut model, 'e');
    model
}

fn before() -> Vec<Scene> {
    let opening = |w, h| {
        let mut model = desk(w, h, about(Environment::Sandbox));
        model.phase = Phase::Opening;
        model
    };
    vec![
        Scene::new("opening", "the ledger is filled", move |w, h| {
            let mut model = opening(w, h);
            update(&mut model, Msg::Filled(250_000, 1_000_000));
            model
        }),
        Scene::new("opening", "loading", opening),
        Scene::new("broken", "error", |w, h| {
            let mut model = desk(w, h, about(Environment::Sandbox));
            update(&mut model, Msg::OpeningFailed("the keyring is locked: unlock it and start again".to_owned()));
            model
        }),
    ]
}
