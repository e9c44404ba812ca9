//! What is always in sight: whose desk it is, and how old what it shows is.

use crossterm::event::KeyCode;

use super::super::model::Screen;
use super::super::text;
use super::looks::{filled, on};
use super::support::{NOW, about, ago, char, frame, inquired, inquiry, many, press, speaking};
use crate::domain::State;
use crate::locale::Language;
use crate::say;
use crate::worker::{Environment, Health};

#[test]
fn the_age_of_what_is_shown_is_told_in_whole_wherever_one_is() {
    let told = |language, key: &str, minutes| {
        let ago = text::ago(language, NOW, ago(minutes));
        match key {
            "read" => say!(language, "list-read-at", ago = ago),
            "changed" => say!(language, "list-changed-at", ago = ago),
            _ => say!(language, "header-heard", ago = ago),
        }
    };
    for language in Language::ALL {
        for screen in Screen::ALL {
            let mut model = speaking(language, || filled(screen, 80, 24, Some(|kind| many(kind, 30))));
            model.health = Health::Up { at: ago(2), latency: std::time::Duration::from_millis(42) };
            model.unresolved = 12_345;
            let (key, minutes) = match screen {
                Screen::Operations => ("changed", 0),
                Screen::Overview | Screen::Codes => ("heard", 2),
                Screen::Invoices | Screen::Cards | Screen::Payouts | Screen::Payments => ("read", 2),
            };
            let wanted = told(language, key, minutes);
            assert!(frame(&mut model).contains(&wanted), "{wanted}:\n{}", frame(&mut model));
            if screen.kind().is_none() {
                continue;
            }
            char(&mut model, '/');
            assert!(frame(&mut model).contains(&wanted), "under the bar:\n{}", frame(&mut model));
            press(&mut model, KeyCode::Esc);
            press(&mut model, KeyCode::Enter);
            assert!(frame(&mut model).contains(&wanted), "in the detail:\n{}", frame(&mut model));
        }
        let model = speaking(language, || inquired(80, 24, about(Environment::Live), State::Escalated));
        let read = inquiry(State::Escalated).record.read_at.unwrap();
        let wanted = say!(language, "list-read-at", ago = text::ago(language, NOW, read));
        assert!(frame(&mut { model }).contains(&wanted), "{wanted}");
    }
}

#[test]
fn whose_money_it_is_is_told_on_live_however_small_the_screen_is() {
    for language in Language::ALL {
        for screen in Screen::ALL {
            let mut model = speaking(language, || on(screen, 40, 10, about(Environment::Live)));
            assert!(frame(&mut model).lines().next().unwrap().contains("tea-shop"), "{}", frame(&mut model));
        }
    }
}
