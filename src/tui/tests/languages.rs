//! Every screen in every language: no label is cut at 80 columns. The pictures are in `matrix`.

use crossterm::event::KeyCode;

use super::super::dialog::{Ending, Focus, Stage as Step, Undone};
use super::super::model::{Model, Phase, Screen, Tone};
use super::super::msg::Msg;
use super::super::text::width;
use super::super::update::update;
use super::super::words;
use super::codes::codes;
use super::cuts;
use super::details;
use super::looks::{dialog, failed, fill, filled, fitting, on};
use super::operations::{choose, deciding, opened};
use super::overview;
use super::support::{
    NOW, about, ago, answer_dialog, char, desk, detail, frame, inquired, listed, many, numbered, press, speaking, write,
};
use crate::domain::guard::{Refusal, permitted};
use crate::domain::record::tests_support::record;
use crate::domain::{Currency, GatewayId, IntentKind, Money, OrderId, RecordKind, Stage, State};
use crate::locale::{Language, heard};
use crate::worker::{About, DeskError, Environment, Health};

const WIDE: u16 = 80;
const HIGH: u16 = 24;

const SCREENS: [Screen; 5] = [Screen::Invoices, Screen::Cards, Screen::Payouts, Screen::Payments, Screen::Operations];

/// Pictures of the desk, made when they are looked at.
#[derive(Default)]
struct Scenes(Vec<(String, Box<dyn Fn() -> Model>)>);

impl Scenes {
    fn add(&mut self, name: impl Into<String>, make: impl Fn() -> Model + 'static) {
        self.0.push((name.into(), Box::new(make)));
    }
}

/// Lists, details, inquiries and codes.
fn screens(all: &mut Scenes) {
    for screen in SCREENS {
        all.add(format!("{screen:?}, full"), move || filled(screen, WIDE, HIGH, Some(|kind| many(kind, 54))));
        all.add(format!("{screen:?}, empty"), move || filled(screen, WIDE, HIGH, None));
        all.add(format!("{screen:?}, failed"), move || failed(screen, WIDE, HIGH));
        all.add(format!("{screen:?}, loading"), move || on(screen, WIDE, HIGH, about(Environment::Live)));
    }
    for tabs in 0..3 {
        all.add(format!("detail, section {tabs}"), move || {
            let mut model = listed(WIDE, HIGH, many(RecordKind::Payment, 54));
            let first = detail(&numbered(RecordKind::Payment, 0));
            press(&mut model, KeyCode::Enter);
            update(&mut model, Msg::Detail(first.record.id, Ok(Box::new(first))));
            (0..tabs).for_each(|_| drop(press(&mut model, KeyCode::Tab)));
            model
        });
    }
    for state in State::ALL {
        all.add(format!("inquiry, {state:?}"), move || inquired(WIDE, HIGH, about(Environment::Sandbox), state));
    }
    // The palette, the filter, find, columns, views, a view's name, the export, the sort, marks, frozen, absolute times.
    for key in [':', '/', 'f', 'C', '\'', 'S', 'E', 's', ' ', 'A', 'z', 'T', 'M', 'P'] {
        for screen in SCREENS {
            all.add(format!("{screen:?}, after {key:?}"), move || {
                let mut model = filled(screen, WIDE, HIGH, Some(|kind| many(kind, 54)));
                char(&mut model, key);
                model
            });
        }
    }
    for marks in 0..2 {
        all.add(format!("export as JSON, {marks} selected"), move || {
            let mut model = filled(Screen::Payments, WIDE, HIGH, Some(|kind| many(kind, 54)));
            (0..marks).for_each(|_| drop(char(&mut model, ' ')));
            char(&mut model, 'E');
            press(&mut model, KeyCode::Tab);
            model
        });
    }
    for typed in ["stage:held amount>10000", "amount>", "nothing:known", "colour:red"] {
        all.add(format!("filter {typed}"), move || {
            let mut model = filled(Screen::Payments, WIDE, HIGH, Some(|kind| many(kind, 54)));
            char(&mut model, '/');
            write(&mut model, typed);
            press(&mut model, KeyCode::Enter);
            model
        });
    }
    all.add("codes", || codes(WIDE, HIGH));
    all.add("codes, nothing found", || {
        let mut model = codes(WIDE, HIGH);
        char(&mut model, '/');
        write(&mut model, "10002");
        model
    });
    all.add("an explanation", || {
        let mut model = codes(WIDE, HIGH);
        char(&mut model, 'e');
        model
    });
}

/// Every dialog in every stage.
fn dialogs(all: &mut Scenes) {
    for kind in IntentKind::ALL {
        for environment in [Environment::Sandbox, Environment::Live] {
            let open = move || dialog(kind, WIDE, HIGH, environment);
            let named = |stage: &str| format!("{kind:?}, {stage}, {environment:?}");
            all.add(named("reading"), open);
            let read = move || {
                let mut model = open();
                answer_dialog(&mut model);
                model
            };
            let fields = read().dialog.unwrap().fields.len();
            for at in 0..fields.max(1) {
                all.add(named(&format!("wrong in field {at}")), move || {
                    let mut model = read();
                    fill(&mut model, &[]);
                    press(&mut model, KeyCode::Enter);
                    model.dialog.as_mut().unwrap().set_focus(Focus::Field(at));
                    model
                });
            }
            all.add(named("too much"), move || {
                let mut model = read();
                fill(&mut model, &["", "99999999", "A-1"]);
                model
            });
            all.add(named("changed"), move || {
                let mut model = read();
                let mut moved = fitting(kind);
                moved.refunded = Money::from_minor(2_500, Currency::Kzt);
                model.dialog.as_mut().unwrap().compare(&detail(&moved));
                model
            });
            all.add(named("sending"), move || {
                let mut model = read();
                model.dialog.as_mut().unwrap().stage = Step::Sending;
                model
            });
            all.add(named("unanswered"), move || {
                let mut model = read();
                let dialog = model.dialog.as_mut().unwrap();
                dialog.end(Ending::undone(dialog.language, &Undone::Error(DeskError::Unanswered)));
                model
            });
        }
    }
    for environment in [Environment::Sandbox, Environment::Live] {
        all.add(format!("decision, reading, {environment:?}"), move || opened(WIDE, HIGH, environment));
        for (side, reason) in [(KeyCode::Left, "x"), (KeyCode::Right, "the bank shows nothing")] {
            all.add(format!("decision, {side}, {environment:?}"), move || {
                let mut model = deciding(WIDE, HIGH, environment);
                choose(&mut model, side, reason);
                press(&mut model, KeyCode::Enter);
                model
            });
        }
    }
}

/// What lies above and before everything, and every refusal as a note.
fn overlays(all: &mut Scenes) {
    for screen in SCREENS {
        for page in 0..6 {
            all.add(format!("help of {screen:?}, page {page}"), move || {
                let mut model = on(screen, WIDE, HIGH, about(Environment::Sandbox));
                char(&mut model, '?');
                (0..page).for_each(|_| drop(press(&mut model, KeyCode::PageDown)));
                model
            });
        }
    }
    all.add("quit?", || {
        let mut model = listed(WIDE, HIGH, many(RecordKind::Payment, 54));
        model.sending.push(super::support::sending(7));
        char(&mut model, 'q');
        model
    });
    all.add("opening", || {
        let mut model = desk(WIDE, HIGH, about(Environment::Sandbox));
        model.phase = Phase::Opening;
        model
    });
    all.add("filling", || {
        let mut model = desk(WIDE, HIGH, about(Environment::Sandbox));
        model.phase = Phase::Opening;
        update(&mut model, Msg::Filled(10_000, 1_000_000));
        update(&mut model, Msg::Tick(NOW.plus(std::time::Duration::from_secs(2))));
        update(&mut model, Msg::Filled(30_000, 1_000_000));
        model
    });
    all.add("broken", || {
        let mut model = desk(WIDE, HIGH, about(Environment::Sandbox));
        update(&mut model, Msg::OpeningFailed("no".to_owned()));
        model
    });
    all.add("live, read-only, down", || {
        let mut model = on(Screen::Payments, WIDE, HIGH, About { read_only: true, ..about(Environment::Live) });
        update(&mut model, Msg::Health(Health::Down { since: ago(59), reason: "connection refused".to_owned() }));
        model.unresolved = 12;
        model
    });
    for (at, refusal) in refusals().into_iter().enumerate() {
        all.add(format!("refusal {at}"), move || {
            let mut model = listed(WIDE, HIGH, many(RecordKind::Payment, 54));
            let text = words::refusal(model.language, &refusal);
            model.toast(Tone::Warn, text);
            model
        });
    }
}

fn refusals() -> Vec<Refusal> {
    let most = Money::from_minor(9_999_999_900, Currency::Kzt);
    let mut all = vec![
        Refusal::ReadOnly,
        Refusal::NoLimits,
        Refusal::TooMuch { asked: most, most },
        Refusal::OverOperationLimit { asked: most, limit: most },
        Refusal::OverDayLimit { asked: most, limit: most, left: most },
        Refusal::Unlimited(Currency::Usd),
        Refusal::NotEscalated(State::AwaitingApproval),
        Refusal::Unsettled("1a2b3c4d".to_owned()),
        Refusal::Repeats { intent: IntentKind::Refund, operation: "1a2b3c4d".to_owned() },
    ];
    for kind in RecordKind::ALL {
        for stage in Stage::ALL {
            all.extend(
                IntentKind::ALL.into_iter().filter_map(|intent| permitted(intent, &record(kind, stage, 500)).err()),
            );
        }
    }
    all.dedup();
    all
}

/// Words of the program that a scene shows only in part. Sentences of the ledger are data: a list shows their beginning;
/// so does the palette of a line of the help, which the help shows whole.
fn cut_labels(make: &dyn Fn() -> Model) -> Vec<String> {
    let (((_, cuts), is_palette), said) = heard::listen(|| {
        let mut model = make();
        (cuts::watch(|| frame(&mut model)), model.palette.is_some())
    });
    let is_data = |key: &str| key.starts_with("kept-") || (is_palette && key.ends_with("-help"));
    let mut found = Vec::new();
    for (text, left) in cuts {
        let kept: Vec<_> =
            said.iter().filter(|(key, _)| is_data(key)).flat_map(|(_, kept)| places(&text, kept)).collect();
        for (key, label) in said.iter().filter(|(key, label)| !is_data(key) && !label.trim().is_empty()) {
            let cut = places(&text, label).into_iter().filter(|(start, end)| {
                width(&text[..*end]) > left && !kept.iter().any(|(from, to)| (from..to).contains(&start))
            });
            found.extend(cut.map(|_| format!("{key}: {label:?} in {text:?}, of which {left} columns are left")));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Where a text holds another one as words of their own; `refunded>` is a name of the query language.
fn places(text: &str, part: &str) -> Vec<(usize, usize)> {
    let part = part.trim();
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '<' | '>'));
    text.match_indices(part)
        .map(|(start, found)| (start, start + found.len()))
        .filter(|(start, end)| !is_word(text[..*start].chars().next_back()) && !is_word(text[*end..].chars().next()))
        .collect()
}

#[test]
fn no_label_is_cut_at_80_columns_in_any_language() {
    let mut found = Vec::new();
    for language in Language::ALL {
        let mut scenes = Scenes::default();
        for add in [screens, dialogs, overlays] {
            add(&mut scenes);
        }
        for (name, make) in details::scenes(WIDE, HIGH).into_iter().chain(overview::scenes(WIDE, HIGH)) {
            scenes.add(name, make);
        }
        for (name, make) in scenes.0 {
            let cut = speaking(language, || cut_labels(&make));
            found.extend(cut.into_iter().map(|cut| format!("{} · {name} · {cut}", language.code())));
        }
    }
    assert!(found.is_empty(), "{} labels are cut:\n{}", found.len(), found.join("\n"));
}

#[test]
fn a_label_that_is_cut_is_noticed_and_data_that_is_cut_is_not() {
    let narrow = || {
        let mut model = codes(40, 10);
        char(&mut model, 'e');
        model
    };
    let cut = speaking(Language::Kk, || cut_labels(&narrow));
    assert!(cut.iter().any(|cut| cut.starts_with("explanation-title")), "{cut:?}");
    let data = || {
        let mut model = dialog(IntentKind::Refund, WIDE, HIGH, Environment::Sandbox);
        let dialog = model.dialog.as_mut().unwrap();
        dialog.record.as_mut().unwrap().order_id =
            OrderId::new("Заказ-Қазақстан-№2026/11/21-очень-длинный-номер-А").ok();
        dialog.record.as_mut().unwrap().gateway_id = GatewayId::new("7".repeat(60)).ok();
        model
    };
    let (_, cuts) = cuts::watch(|| frame(&mut data()));
    assert!(!cuts.is_empty(), "the name of the record does not fit");
    assert_eq!(cut_labels(&data), Vec::<String>::new());
}

#[test]
fn capital_l_switches_the_language_on_every_screen_and_is_typed_in_fields() {
    for screen in SCREENS {
        let mut model = on(screen, WIDE, HIGH, about(Environment::Sandbox));
        for language in [Language::Ru, Language::Kk, Language::En] {
            char(&mut model, 'L');
            assert_eq!(model.language, language, "{screen:?}");
        }
    }
    let mut model = dialog(IntentKind::CreateInvoice, WIDE, HIGH, Environment::Sandbox);
    model.dialog.as_mut().unwrap().set_focus(Focus::Field(0));
    char(&mut model, 'L');
    assert_eq!((model.language, model.dialog.as_ref().unwrap().fields[0].value()), (Language::En, "L"));
}
