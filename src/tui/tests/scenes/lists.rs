//! The overview, the lists, the catalogue, and what is done with a list.

use crossterm::event::KeyCode;

use super::super::super::model::{Model, Screen};
use super::super::super::msg::Msg;
use super::super::super::update::update;
use super::super::codes::codes;
use super::super::lists::{changed, filtered, payments};
use super::super::looks::{failed, filled, on};
use super::super::operations::unresolved;
use super::super::overview;
use super::super::support::{about, awkward, char, desk, inquired, many, operation, press, write};
use super::Scene;
use crate::domain::State;
use crate::worker::{DeskError, Environment};

const LISTS: [(&str, Screen); 5] = [
    ("invoices", Screen::Invoices),
    ("cards", Screen::Cards),
    ("payouts", Screen::Payouts),
    ("payments", Screen::Payments),
    ("operations", Screen::Operations),
];

pub fn scenes() -> Vec<Scene> {
    let mut all = Vec::new();
    all.extend(overviews());
    for (name, screen) in LISTS {
        all.push(Scene::new(name, "many", move |w, h| filled(screen, w, h, Some(|kind| many(kind, 54)))));
        all.push(Scene::new(name, "empty", move |w, h| filled(screen, w, h, None)));
        all.push(Scene::new(name, "loading", move |w, h| on(screen, w, h, about(Environment::Sandbox))));
        all.push(Scene::new(name, "error", move |w, h| failed(screen, w, h)));
        if screen.kind().is_some() {
            all.push(Scene::new(name, "awkward", move |w, h| filled(screen, w, h, Some(awkward))));
        }
    }
    all.extend(operations());
    all.extend(catalogue());
    all.extend(popups());
    all
}

fn overviews() -> Vec<Scene> {
    vec![
        Scene::new("overview", "many, hours", |w, h| overview::shown(w, h, overview::sums)),
        Scene::new("overview", "many, days, the other currency, a code chosen", |w, h| {
            let mut model = overview::shown(w, h, overview::sums);
            char(&mut model, 'd');
            overview::answer(&mut model, overview::sums);
            char(&mut model, 'v');
            press(&mut model, KeyCode::Down);
            model
        }),
        Scene::new("overview", "empty", |w, h| overview::shown(w, h, overview::nothing)),
        Scene::new("overview", "loading", |w, h| on(Screen::Overview, w, h, about(Environment::Sandbox))),
        Scene::new("overview", "error", |w, h| {
            let mut model = on(Screen::Overview, w, h, about(Environment::Test));
            update(&mut model, Msg::Balance(Err(DeskError::Unread("no answer within 30 s".to_owned()))));
            let span = model.overview.sums.waiting.unwrap();
            update(&mut model, Msg::Overview(span, Err(DeskError::Ledger("disk I/O error".to_owned()))));
            model
        }),
    ]
}

fn operations() -> Vec<Scene> {
    vec![
        Scene::new("operations", "unresolved, many", |w, h| {
            let mut model = desk(w, h, about(Environment::Sandbox));
            update(&mut model, Msg::Unresolved(10_000));
            char(&mut model, '5');
            let rows = (0..200).map(|n| operation(n, if n % 5 == 0 { State::Escalated } else { State::Unknown }));
            unresolved(&mut model, rows.collect());
            model
        }),
        Scene::new("operations", "unresolved, none", |w, h| {
            let mut model = desk(w, h, about(Environment::Sandbox));
            char(&mut model, '5');
            char(&mut model, 't');
            unresolved(&mut model, Vec::new());
            model
        }),
        Scene::new("operations", "the inquiry is known", |w, h| {
            let mut model = inquired(w, h, about(Environment::Sandbox), State::Escalated);
            press(&mut model, KeyCode::Esc);
            model
        }),
    ]
}

fn catalogue() -> Vec<Scene> {
    let searched = |text: &'static str| {
        move |w, h| {
            let mut model = codes(w, h);
            char(&mut model, '/');
            write(&mut model, text);
            model
        }
    };
    vec![
        Scene::new("codes", "many", codes),
        Scene::new("codes", "searched", searched("недостаточно средств")),
        Scene::new("codes", "empty", searched("10002")),
    ]
}

fn popups() -> Vec<Scene> {
    let keys = |screen, state, keys: fn(&mut Model)| {
        Scene::new(screen, state, move |w, h| {
            let mut model = payments(w, h);
            keys(&mut model);
            model
        })
    };
    vec![
        keys("filter", "applied, shown as chips", |model| {
            filtered(model, "stage:cleared,partly-refunded amount>1000 -watched:yes");
        }),
        keys("filter", "opened", |model| drop(char(model, '/'))),
        keys("filter", "offers", |model| drop(write(model, "/stage:re"))),
        keys("filter", "a fault", |model| drop(write(model, "/stage:held amuont>1000"))),
        keys("filter", "nothing fits", |model| {
            filtered(model, "zebra");
            char(model, 'T');
        }),
        keys("sort", "opened", |model| drop(char(model, 's'))),
        keys("columns", "moved and hidden", |model| {
            char(model, 'C');
            press(model, KeyCode::Down);
            char(model, '+');
            press(model, KeyCode::Down);
            char(model, ' ');
        }),
        keys("views", "many", |model| {
            filtered(model, "stage:held");
            write(model, "SHolds");
            press(model, KeyCode::Enter);
            model.toasts.clear();
            write(model, "'d");
        }),
        keys("views", "empty", |model| drop(char(model, '\''))),
        keys("views", "a name is typed", |model| {
            filtered(model, "stage:held");
            write(model, "SHolds");
        }),
        keys("finder", "found", |model| drop(write(model, "fa102"))),
        keys("finder", "nothing found", |model| drop(write(model, "fzzzz"))),
        keys("marks", "three rows", |model| drop(write(model, "   "))),
        keys("marks", "frozen, with changes that wait", |model| {
            filtered(model, "tea");
            char(model, 'z');
            changed(model, 7);
        }),
    ]
}
