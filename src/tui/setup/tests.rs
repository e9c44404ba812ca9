use crossterm::event::{KeyCode, KeyModifiers, MouseButton, MouseEventKind};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use secrecy::ExposeSecret as _;

use super::form::Name;
use super::update::update;
use super::*;
use crate::config::Store;
use crate::config::profile::{CardAuthName, EnvironmentName};
use crate::say;

fn setup(language: Language) -> Setup {
    let options = Options { language, no_color: true, ..Options::default() };
    Setup::new(&options, Known { taken: vec!["taken".to_owned()], has_file: false })
}

fn press(setup: &mut Setup, code: KeyCode) -> Vec<Effect> {
    update(setup, Msg::Key(KeyEvent::new(code, KeyModifiers::NONE)))
}

/// Goes to a field, clears it and types into it.
fn fill(setup: &mut Setup, name: Name, text: &str) {
    setup.form.go(name);
    update(setup, Msg::Key(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL)));
    for typed in text.chars() {
        assert!(press(setup, KeyCode::Char(typed)).is_empty());
    }
}

fn turn(setup: &mut Setup, name: Name, times: usize) {
    setup.form.go(name);
    for _ in 0..times {
        press(setup, KeyCode::Right);
    }
}

fn button(setup: &mut Setup) -> Vec<Effect> {
    setup.form.focus = setup.form.fields().len();
    press(setup, KeyCode::Enter)
}

/// A form for a live merchant, filled in.
fn filled(language: Language) -> Setup {
    let mut setup = setup(language);
    press(&mut setup, KeyCode::Down);
    press(&mut setup, KeyCode::Enter);
    fill(&mut setup, Name::Merchant, "510001");
    fill(&mut setup, Name::AtOnce, "250000.00");
    fill(&mut setup, Name::MerchantSecret, "canary-merchant");
    setup
}

fn draft(effects: Vec<Effect>) -> Arc<Draft> {
    match effects.into_iter().next() {
        Some(Effect::Prove(draft)) => draft,
        Some(Effect::Save(_) | Effect::End(_)) | None => panic!("nothing is to be proven"),
    }
}

fn drawn(setup: &Setup, width: u16, height: u16) -> String {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    view::draw(setup, &mut buffer);
    let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
    (0..height).map(row).collect::<Vec<_>>().join("\n")
}

fn snapshot(name: &str, setup: &Setup) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../tests/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| {
        insta::assert_snapshot!(format!("setup_{name}_80x24"), drawn(setup, 80, 24));
        insta::assert_snapshot!(format!("setup_{name}_40x10"), drawn(setup, 40, 10));
    });
}

fn open() -> Vec<(SecretName, Proof)> {
    vec![(
        SecretName::Merchant,
        Proof::NotProven("nothing was sent, the connection was refused by 127.0.0.1:8055".to_owned()),
    )]
}

#[test]
fn every_stage_is_drawn_in_every_language() {
    for language in Language::ALL {
        let name = |stage: &str| format!("{stage}_{}", language.code());
        snapshot(&name("start"), &setup(language));
        let mut form = filled(language);
        snapshot(&name("form"), &form);
        fill(&mut form, Name::Merchant, "x");
        fill(&mut form, Name::AtOnce, "much");
        assert!(button(&mut form).is_empty());
        snapshot(&name("faults"), &form);
        let mut asked = filled(language);
        let draft = draft(button(&mut asked));
        snapshot(&name("busy"), &asked);
        update(&mut asked, Msg::Proved(draft, open()));
        snapshot(&name("told"), &asked);
    }
}

#[test]
fn no_size_and_no_stage_shows_a_secret_or_panics() {
    let mut form = filled(Language::En);
    turn(&mut form, Name::Store, 1);
    fill(&mut form, Name::Passphrase, "canary-passphrase");
    fill(&mut form, Name::Again, "canary-passphrase");
    let mut asked = filled(Language::Ru);
    draft(button(&mut asked));
    for width in 0..100 {
        for height in 0..30 {
            for setup in [&form, &asked] {
                assert!(!drawn(setup, width, height).contains("canary"), "{width}x{height}");
            }
        }
    }
}

#[test]
fn what_finds_no_room_on_a_small_screen_is_counted_and_a_fault_is_told_in_whole() {
    for language in Language::ALL {
        let mut form = setup(language);
        press(&mut form, KeyCode::Down);
        press(&mut form, KeyCode::Enter);
        turn(&mut form, Name::Country, 3);
        fill(&mut form, Name::Host, "https://example.com");
        turn(&mut form, Name::Environment, 1);
        assert!(button(&mut form).is_empty());
        let screen = drawn(&form, 60, 15);
        let button = say!(language, "setup-button");
        assert!(!screen.contains(&button), "{screen}");
        assert!(screen.contains("↓ ") && !screen.contains("↑ "), "{screen}");
        let all = drawn(&form, 60, 40);
        assert!(all.contains(&button) && !all.contains("↓ "), "{all}");
        let told = all.split_whitespace().collect::<Vec<_>>().join(" ");
        let hosts = "test-api.freedompay.kz";
        assert!(told.contains(&say!(language, "setup-fault-test-host", hosts = hosts)), "{all}");
        assert!(screen.contains("Ctrl-U "), "{screen}");
        // From the button upwards the rest is above.
        form.form.focus = form.form.fields().len();
        let screen = drawn(&form, 60, 15);
        assert!(screen.contains(&button) && screen.contains("↑ ") && !screen.contains("↓ "), "{screen}");
        assert!(drawn(&form, 40, 10).contains("Esc"), "the way back is named on the smallest screen");
    }
}

#[test]
fn the_sandbox_or_nothing_is_one_key_away() {
    let mut first = setup(Language::En);
    assert!(matches!(press(&mut first, KeyCode::Enter)[..], [Effect::End(Choice::Demo)]));
    assert!(matches!(press(&mut first, KeyCode::Esc)[..], [Effect::End(Choice::Leave)]));
    let mut form = filled(Language::En);
    assert!(press(&mut form, KeyCode::Char('q')).is_empty(), "in a field q is a letter");
    let quit = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert!(matches!(update(&mut form, Msg::Key(quit))[..], [Effect::End(Choice::Leave)]));
}

#[test]
fn a_filled_form_becomes_a_profile_and_its_secrets() {
    let mut setup = filled(Language::En);
    turn(&mut setup, Name::Country, 1);
    fill(&mut setup, Name::CardId, "77");
    turn(&mut setup, Name::Payouts, 1);
    turn(&mut setup, Name::Store, 1);
    fill(&mut setup, Name::PayoutSecret, " payout ");
    fill(&mut setup, Name::CardSecret, "card");
    fill(&mut setup, Name::Passphrase, "correct horse");
    fill(&mut setup, Name::Again, "correct horse");
    let draft = draft(button(&mut setup));
    let profile = &draft.profile;
    assert_eq!((draft.name.as_str(), profile.merchant_id.as_str()), ("shop", "510001"));
    assert_eq!(profile.host.as_str(), "https://api.freedompay.kg/");
    assert_eq!((profile.currency.as_str(), profile.zone.as_str()), ("KGS", "Asia/Bishkek"));
    assert_eq!((profile.environment, profile.secrets), (EnvironmentName::Live, Store::File));
    assert_eq!((profile.card_auth_id.as_deref(), profile.wire.card_auth), (Some("77"), CardAuthName::Sign));
    assert_eq!(profile.limits.per_operation.as_deref(), Some("250000.00"));
    assert_eq!(profile.limits.per_day, None);
    let secrets: Vec<_> = draft.secrets.iter().map(|(which, secret)| (*which, secret.expose_secret())).collect();
    let expected =
        [(SecretName::Merchant, "canary-merchant"), (SecretName::Payout, "payout"), (SecretName::CardApi, "card")];
    assert_eq!(secrets, expected);
    assert_eq!(draft.passphrase.as_ref().map(secrecy::ExposeSecret::expose_secret), Some("correct horse"));
}

#[test]
fn each_mistake_is_told_at_its_field_and_nothing_is_asked() {
    let fault = |change: &dyn Fn(&mut Setup), name| {
        let mut setup = filled(Language::En);
        change(&mut setup);
        assert!(button(&mut setup).is_empty());
        assert_eq!(setup.form.focused(), Some(name), "the first wrong field is focused");
        setup.form.faults.get(&name).copied()
    };
    let typed = |name, text: &'static str| fault(&move |setup| fill(setup, name, text), name);
    let other = |environment, host: &'static str, name| {
        let change = move |setup: &mut Setup| {
            turn(setup, Name::Country, 3);
            turn(setup, Name::Environment, environment);
            fill(setup, Name::Host, host);
        };
        fault(&change, name)
    };
    assert_eq!(typed(Name::Profile, "my shop"), Some("setup-fault-name"));
    assert_eq!(typed(Name::Profile, "taken"), Some("setup-fault-taken"));
    for merchant in ["", "abc", "123456789012345678901"] {
        assert_eq!(typed(Name::Merchant, merchant), Some("setup-fault-merchant"), "{merchant}");
    }
    assert_eq!(typed(Name::CardId, "a b"), Some("setup-fault-card-id"));
    for amount in ["0", "-1", "1,5", "much", "1.234"] {
        assert_eq!(typed(Name::ADay, amount), Some("setup-fault-amount"), "{amount}");
    }
    assert_eq!(typed(Name::MerchantSecret, "  "), Some("setup-fault-secret"));
    let short = |setup: &mut Setup| {
        turn(setup, Name::Store, 1);
        fill(setup, Name::Passphrase, "short");
    };
    assert_eq!(fault(&short, Name::Passphrase), Some("setup-fault-passphrase"));
    for again in ["", "correct hirse"] {
        let slip = move |setup: &mut Setup| {
            turn(setup, Name::Store, 1);
            fill(setup, Name::Passphrase, "correct horse");
            fill(setup, Name::Again, again);
        };
        assert_eq!(fault(&slip, Name::Again), Some("setup-fault-again"), "{again}");
    }
    let locked = |setup: &mut Setup| {
        setup.form.known.has_file = true;
        turn(setup, Name::Store, 1);
    };
    assert_eq!(fault(&locked, Name::Passphrase), Some("setup-fault-locked"));
    for variable in ["", "shop", "canary secret", "2SHOP"] {
        let named = move |setup: &mut Setup| {
            turn(setup, Name::Store, 2);
            fill(setup, Name::Variable, variable);
        };
        assert_eq!(fault(&named, Name::Variable), Some("setup-fault-variable"), "{variable}");
    }
    for host in ["", "api.freedompay.kz", "http://api.freedompay.kz"] {
        assert_eq!(other(0, host, Name::Host), Some("setup-fault-host"), "{host}");
    }
    assert_eq!(other(0, "http://127.0.0.1:80", Name::Environment), Some("setup-fault-here"));
    assert_eq!(other(2, "https://api.freedompay.kz", Name::Host), Some("setup-fault-loopback"));
    for host in ["https://example.com", "https://api.freedompay.kz", "https://test-api.freedompay.kz.example"] {
        assert_eq!(other(1, host, Name::Environment), Some("setup-fault-test-host"), "{host}");
    }
    let no_test = |setup: &mut Setup| {
        turn(setup, Name::Country, 2);
        turn(setup, Name::Environment, 1);
    };
    assert_eq!(fault(&no_test, Name::Environment), Some("setup-fault-no-test"));
    assert_eq!(fault(&|setup| turn(setup, Name::Environment, 2), Name::Environment), Some("setup-fault-sandbox"));
}

#[test]
fn only_what_is_proven_is_saved_unless_a_person_says_so() {
    let mut right = filled(Language::En);
    let asked = draft(button(&mut right));
    let proofs = vec![(SecretName::Merchant, Proof::Right)];
    assert!(matches!(update(&mut right, Msg::Proved(asked, proofs))[..], [Effect::Save(_)]));
    let ended = update(&mut right, Msg::Saved("shop".to_owned(), Ok(())));
    assert!(matches!(&ended[..], [Effect::End(Choice::Desk(name))] if name == "shop"));

    for (proof, name, fault) in [
        (Proof::WrongSecret("9998".to_owned()), Name::MerchantSecret, "setup-fault-wrong-secret"),
        (Proof::WrongMerchant("9997".to_owned()), Name::Merchant, "setup-fault-unknown-merchant"),
    ] {
        let mut wrong = filled(Language::En);
        let asked = draft(button(&mut wrong));
        assert!(update(&mut wrong, Msg::Proved(asked, vec![(SecretName::Merchant, proof)])).is_empty());
        assert_eq!((wrong.form.focused(), wrong.form.faults.get(&name)), (Some(name), Some(&fault)));
    }

    let mut unproven = filled(Language::En);
    let asked = draft(button(&mut unproven));
    assert!(press(&mut unproven, KeyCode::Enter).is_empty(), "while the gateway is asked nothing else is");
    assert!(update(&mut unproven, Msg::Proved(asked, open())).is_empty());
    assert!(press(&mut unproven, KeyCode::Enter).is_empty(), "a key that is held down saves nothing");
    assert!(matches!(press(&mut unproven, KeyCode::Char('s'))[..], [Effect::Save(_)]));
    assert!(update(&mut unproven, Msg::Saved("shop".to_owned(), Err("the disk is full".to_owned()))).is_empty());
    assert!(drawn(&unproven, 80, 24).contains("the disk is full"));
}

#[test]
fn a_paste_loses_its_line_break_and_what_is_hostile_or_too_long_is_not_taken() {
    let mut setup = filled(Language::En);
    setup.form.go(Name::MerchantSecret);
    update(&mut setup, Msg::Key(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL)));
    update(&mut setup, Msg::Paste("pasted\r\n".to_owned()));
    assert_eq!(setup.form.text(Name::MerchantSecret), "pasted");
    for bad in ["a\u{202e}b".to_owned(), "two\nlines".to_owned(), "x".repeat(300)] {
        update(&mut setup, Msg::Paste(bad));
        assert_eq!(setup.form.text(Name::MerchantSecret), "pasted");
        assert_eq!(setup.form.faults.get(&Name::MerchantSecret), Some(&"setup-fault-typed"));
    }
    press(&mut setup, KeyCode::Backspace);
    assert_eq!(setup.form.text(Name::MerchantSecret), "paste");
    assert!(setup.form.faults.is_empty());
}

#[test]
fn a_file_that_is_there_is_opened_by_its_passphrase_and_nothing_is_asked_twice() {
    let mut setup = filled(Language::En);
    setup.form.known.has_file = true;
    turn(&mut setup, Name::Store, 1);
    assert!(!setup.form.fields().contains(&Name::Again));
    fill(&mut setup, Name::Passphrase, "short");
    let draft = draft(button(&mut setup));
    assert_eq!(draft.passphrase.as_ref().map(secrecy::ExposeSecret::expose_secret), Some("short"));
}

#[test]
fn secrets_of_the_environment_are_named_and_never_typed() {
    let mut setup = filled(Language::En);
    fill(&mut setup, Name::CardId, "77");
    turn(&mut setup, Name::Payouts, 1);
    turn(&mut setup, Name::Store, 2);
    let secrets = [Name::MerchantSecret, Name::PayoutSecret, Name::CardSecret, Name::Passphrase, Name::Again];
    assert!(setup.form.fields().iter().all(|name| !secrets.contains(name)));
    fill(&mut setup, Name::Variable, "SHOP_SECRET");
    let draft = draft(button(&mut setup));
    assert_eq!(
        (draft.profile.secrets, draft.profile.secrets_env.as_deref()),
        (Store::Environment, Some("SHOP_SECRET"))
    );
    assert_eq!(draft.wanted, SecretName::ALL);
    assert!(draft.secrets.is_empty() && draft.passphrase.is_none());
}

/// Clicks on the first cell of a text, as it is drawn at 80 by 24.
fn click(setup: &mut Setup, text: &str) -> Vec<Effect> {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
    setup.spots = view::draw(setup, &mut buffer).spots;
    let row = |y: u16| (0..80).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    let found = (0..24).find_map(|y| Some((row(y).split_once(text)?.0.chars().count(), y)));
    let (x, y) = found.unwrap_or_else(|| panic!("{text} is not on screen"));
    let kind = MouseEventKind::Down(MouseButton::Left);
    let at = MouseEvent { kind, column: u16::try_from(x).unwrap(), row: y, modifiers: KeyModifiers::NONE };
    update(setup, Msg::Mouse(at))
}

#[test]
fn a_click_does_what_the_keys_do() {
    for language in Language::ALL {
        let mut first = setup(language);
        let demo = crate::say!(language, "setup-choice-demo");
        assert!(matches!(click(&mut first, &demo)[..], [Effect::End(Choice::Demo)]));
        assert!(click(&mut first, &crate::say!(language, "setup-choice-merchant")).is_empty());
        assert!(matches!(first.stage, Stage::Form));

        let mut form = filled(language);
        assert!(click(&mut form, &crate::say!(language, "setup-store")).is_empty());
        assert_eq!((form.form.focused(), form.form.store()), (Some(Name::Store), Store::Keyring), "it is only chosen");
        click(&mut form, &crate::say!(language, "setup-store"));
        assert_eq!(form.form.store(), Store::File, "a second click turns it");
        click(&mut form, &crate::say!(language, "setup-merchant"));
        assert_eq!(form.form.focused(), Some(Name::Merchant));
        click(&mut form, "Esc");
        assert!(matches!(form.stage, Stage::Start(1)));

        let mut asked = filled(language);
        let button = crate::say!(language, "setup-button");
        let asked_for = draft(click(&mut asked, &button));
        assert!(click(&mut asked, "tolem").is_empty(), "where nothing is, nothing happens");
        update(&mut asked, Msg::Proved(asked_for, open()));
        let hint = crate::say!(language, "setup-hint-told");
        let save = hint.split(" · ").next().unwrap();
        assert!(matches!(click(&mut asked, save)[..], [Effect::Save(_)]));
        assert!(matches!(click(&mut asked, "Ctrl-C")[..], [Effect::End(Choice::Leave)]));
    }
    let mut form = filled(Language::En);
    form.form.go(Name::Merchant);
    click(&mut form, "Ctrl-U");
    assert_eq!(form.form.text(Name::Merchant), "");
    let wheel = |kind| Msg::Mouse(MouseEvent { kind, column: 0, row: 0, modifiers: KeyModifiers::NONE });
    update(&mut form, wheel(MouseEventKind::ScrollDown));
    assert_eq!(form.form.focused(), Some(Name::CardId));
    update(&mut form, wheel(MouseEventKind::ScrollUp));
    assert_eq!(form.form.focused(), Some(Name::Merchant));
}

#[test]
fn every_hint_can_be_clicked_in_every_language() {
    for language in Language::ALL {
        let mut told = filled(language);
        let asked = draft(button(&mut told));
        update(&mut told, Msg::Proved(asked, open()));
        let mut busy = filled(language);
        draft(button(&mut busy));
        for (setup, hint) in [
            (setup(language), crate::say!(language, "setup-hint-start")),
            (filled(language), crate::say!(language, "setup-hint-form")),
            (busy, crate::say!(language, "setup-hint-busy")),
            (told, crate::say!(language, "setup-hint-told")),
        ] {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
            let spots = view::draw(&setup, &mut buffer).spots;
            let hints = spots.iter().filter(|(_, spot)| matches!(spot, Spot::Key(_))).count();
            assert_eq!(hints, hint.split(" · ").count(), "{hint}");
        }
    }
}
