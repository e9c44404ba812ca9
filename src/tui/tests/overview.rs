//! The overview: what it asks for, and how it looks.

use crossterm::event::KeyCode;
use ratatui::layout::Size;

use super::super::model::{Model, Screen};
use super::super::msg::{Effect, Msg};
use super::super::update::update;
use super::looks::all;
use super::support::{NOW, about, ago, char, desk, frame, press};
use crate::domain::{Currency, Money, RecordId, RecordKind, Timestamp};
use crate::ledger::overview::{Latency, Slot, Totals, Volumes, slots};
use crate::ledger::{Overview, Span};
use crate::locale::Language;
use crate::worker::{DeskError, Environment, Update};

fn volumes(currency: Currency, count: usize) -> Volumes {
    let step = |at: usize| {
        let records = u64::try_from((at * at * 7 + at * 13) % 97).unwrap();
        Slot { records, cleared: i64::try_from(records).unwrap() * 1_234_567 }
    };
    Volumes {
        currency,
        slots: (0..count).map(step).collect(),
        incoming: Totals {
            records: 1_152,
            amount: 2_345_678_900,
            cleared: 1_422_221_184,
            refunded: 12_345_600,
            refunds: 17,
            well: 1_021,
            badly: 72,
            moving: 41,
        },
        payouts: Totals { records: 55, amount: 9_900_000, cleared: 8_800_000, well: 50, badly: 5, ..Totals::default() },
    }
}

pub fn sums(span: Span) -> Overview {
    let (slots, _) = slots(span, NOW, chrono_tz::Asia::Almaty);
    let currencies = vec![volumes(Currency::Kzt, slots.len()), volumes(Currency::Usd, slots.len())];
    Overview {
        slots,
        currencies,
        codes: vec![(10_009, 41), (10_017, 20), (9_998, 7), (77_777, 3), (10_004, 1)],
        latency: Latency { exchanges: 500, unanswered: 3, p50: 84, p90: 190, p99: 1_450 },
    }
}

/// What a ledger without records tells.
pub fn nothing(span: Span) -> Overview {
    Overview { slots: slots(span, NOW, chrono_tz::Asia::Almaty).0, ..Overview::default() }
}

/// The screen, its questions answered.
pub fn shown(width: u16, height: u16, sums: impl Fn(Span) -> Overview) -> Model {
    let mut model = desk(width, height, about(Environment::Sandbox));
    char(&mut model, '0');
    answer(&mut model, sums);
    update(&mut model, Msg::Balance(Ok(Money::from_minor(15_000_050, Currency::Kzt))));
    model
}

/// A busy day.
pub fn busy(width: u16, height: u16) -> Model {
    shown(width, height, sums)
}

pub fn answer(model: &mut Model, sums: impl Fn(Span) -> Overview) {
    let span = model.overview.sums.waiting.unwrap();
    update(model, Msg::Overview(span, Ok(Box::new(sums(span)))));
}

#[test]
fn the_age_of_the_balance_is_told_in_whole_or_in_short() {
    for (language, long, short) in [
        (Language::En, "1 min ago", "1 min"),
        (Language::Ru, "1 мин назад", "1 мин"),
        (Language::Kk, "1 мин бұрын", "1 мин"),
    ] {
        for wide in 40..=120 {
            let mut model = shown(wide, 24, sums);
            model.language = language;
            model.overview.balance_at = Some(ago(1));
            let screen = frame(&mut model);
            let line = screen.lines().find_map(|line| line.split_once("150 000.50 KZT")).unwrap().1;
            let told = line.split('│').next().unwrap().trim();
            assert!([long, short, ""].contains(&told), "{wide}: {told:?}\n{screen}");
            assert!(wide < 80 || !told.is_empty(), "{wide}: there is room for one of them\n{screen}");
        }
    }
}

fn later(seconds: i64) -> Msg {
    Msg::Tick(Timestamp::from_millis(NOW.millis() + seconds * 1_000))
}

fn asks(effects: &[Effect]) -> (Vec<Span>, usize) {
    let spans =
        effects.iter().filter_map(|effect| if let Effect::LoadOverview(span) = effect { Some(*span) } else { None });
    let balances = effects.iter().filter(|effect| matches!(effect, Effect::LoadBalance)).count();
    (spans.collect(), balances)
}

#[test]
fn the_overview_at_every_size_and_in_every_language() {
    insta::assert_snapshot!("overview_hours", all(|w, h| shown(w, h, sums)));
    insta::assert_snapshot!("overview_wide", {
        let mut model = shown(200, 50, sums);
        frame(&mut model)
    });
    insta::assert_snapshot!(
        "overview_days",
        all(|w, h| {
            let mut model = shown(w, h, sums);
            char(&mut model, 'd');
            answer(&mut model, sums);
            char(&mut model, 'v');
            press(&mut model, KeyCode::Down);
            model
        })
    );
    insta::assert_snapshot!(
        "overview_empty",
        all(|w, h| {
            shown(w, h, |span| Overview { slots: slots(span, NOW, chrono_tz::Asia::Almaty).0, ..Overview::default() })
        })
    );
    for (name, language) in [("ru", Language::Ru), ("kk", Language::Kk)] {
        let look = all(|w, h| {
            let mut model = shown(w, h, sums);
            model.language = language;
            model
        });
        insta::assert_snapshot!(format!("overview_{name}"), look);
    }
}

#[test]
fn nothing_is_asked_for_until_the_screen_is_in_front_and_then_seldom() {
    let mut model = desk(80, 24, about(Environment::Sandbox));
    let told = || Msg::Update(Update::Record { id: RecordId::from_uuid(uuid::Uuid::nil()), kind: RecordKind::Payment });
    assert_eq!(asks(&update(&mut model, told())), (vec![], 0));
    assert_eq!(asks(&char(&mut model, '0')), (vec![Span::Hours], 1));
    answer(&mut model, sums);
    update(&mut model, Msg::Balance(Ok(Money::from_minor(1, Currency::Kzt))));
    let mut asked = Vec::new();
    for _ in 0..500 {
        asked.extend(asks(&update(&mut model, told())).0);
    }
    assert_eq!(asked, vec![]);
    assert_eq!(model.next_change(), Some(Timestamp::from_millis(NOW.millis() + 5_000)));
    assert_eq!(asks(&update(&mut model, later(5))), (vec![Span::Hours], 0));
    answer(&mut model, sums);
    assert_eq!(asks(&update(&mut model, later(64))), (vec![], 0));
    assert_eq!(asks(&update(&mut model, later(65))), (vec![Span::Hours], 0));
    answer(&mut model, sums);
    assert_eq!(asks(&char(&mut model, 'u')), (vec![Span::Hours], 1));
    answer(&mut model, sums);
    assert_eq!(asks(&char(&mut model, 'd')), (vec![Span::Days], 0));
    char(&mut model, '1');
    assert_eq!(asks(&update(&mut model, later(900))), (vec![], 0));
}

#[test]
fn the_chosen_code_is_explained() {
    let mut model = shown(80, 24, sums);
    press(&mut model, KeyCode::Down);
    press(&mut model, KeyCode::Enter);
    assert!(frame(&mut model).contains("10017 ·"));
    press(&mut model, KeyCode::Esc);
    assert_eq!(model.screen, Screen::Overview);
    press(&mut model, KeyCode::End);
    char(&mut model, 'e');
    assert!(frame(&mut model).contains("10004 ·"));
}

#[test]
fn what_could_not_be_read_says_so() {
    let mut model = desk(80, 24, about(Environment::Sandbox));
    char(&mut model, '0');
    let reason = "the profile has no payout secret: nothing was sent; run `tolem login`".to_owned();
    update(&mut model, Msg::Balance(Err(DeskError::Unread(reason))));
    update(&mut model, Msg::Overview(Span::Hours, Err(DeskError::Ledger("disk I/O error".to_owned()))));
    let text = frame(&mut model);
    assert!(text.contains("✗ the ledger cannot be written: disk I/O error"), "{text}");
    assert_eq!(asks(&char(&mut model, 'u')), (vec![Span::Hours], 1));
    answer(&mut model, sums);
    assert!(frame(&mut model).contains("✗ could not read: the"));
}

#[test]
fn the_overview_is_drawn_at_any_size_with_any_numbers() {
    let largest = |span| {
        let mut sums = sums(span);
        for volumes in &mut sums.currencies {
            volumes.slots.fill(Slot { records: u64::MAX, cleared: i64::MIN });
            volumes.incoming = Totals { well: u64::MAX / 2, badly: 1, amount: i64::MIN, ..volumes.incoming };
        }
        sums.codes = vec![(u32::MAX, u64::MAX); 10];
        sums
    };
    for width in (40..230).step_by(19) {
        for height in 10..60 {
            let mut model = shown(80, 24, largest);
            update(&mut model, Msg::Resize(Size { width, height }));
            frame(&mut model);
        }
    }
}

/// What is looked at in every language.
pub fn scenes(width: u16, height: u16) -> Vec<super::details::Scene> {
    vec![
        ("the overview", Box::new(move || shown(width, height, sums))),
        ("an empty overview", Box::new(move || shown(width, height, nothing))),
        (
            "the overview of days with nothing read",
            Box::new(move || {
                let mut model = desk(width, height, about(Environment::Sandbox));
                char(&mut model, '0');
                answer(&mut model, sums);
                char(&mut model, 'd');
                answer(&mut model, sums);
                model.unresolved = 12;
                model
            }),
        ),
    ]
}
