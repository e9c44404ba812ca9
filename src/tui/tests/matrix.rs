//! Every screen × state × size × language × theme. A terminal draws the pictures, so that what is reviewed is what a person
//! sees: text at three sizes in every language, and the looks of every screen in every theme. What must hold in all of it is
//! checked over the whole product.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Color;

use super::super::model::{Model, Screen};
use super::super::text::width;
use super::super::theme::{Theme, file, stage_symbol};
use super::super::{view, words};
use super::looks::filled;
use super::scenes::{self, Scene};
use super::support::{lines, many, speaking};
use super::vt;
use crate::domain::Stage;
use crate::locale::Language;

/// The sizes of the pictures.
const PICTURES: [(u16, u16); 3] = [(40, 10), (80, 24), (200, 50)];

/// Sizes at which nobody looks, and nothing may break.
const STRANGE: [(u16, u16); 4] = [(0, 0), (1, 1), (39, 9), (300, 100)];

/// Every theme by its name; the last one has no colours.
fn themes() -> Vec<(&'static str, Theme)> {
    let coloured = |name| (name, Theme::new(false).with_roles(file::built_in(name).unwrap()));
    file::BUILT_IN.into_iter().map(coloured).chain([("no-colour", Theme::new(true))]).collect()
}

/// The scenes of each screen, in their order.
fn by_screen() -> Vec<(&'static str, Vec<Scene>)> {
    let mut screens: Vec<(&'static str, Vec<Scene>)> = Vec::new();
    for scene in scenes::all() {
        match screens.iter_mut().find(|(name, _)| *name == scene.screen) {
            Some((_, found)) => found.push(scene),
            None => screens.push((scene.screen, vec![scene])),
        }
    }
    screens
}

/// Rows that repeat one another are written once.
fn folded(text: &str) -> String {
    let rows: Vec<&str> = text.lines().collect();
    let mut out = String::new();
    for same in rows.chunk_by(PartialEq::eq) {
        match same {
            [row, _, _, ..] => writeln!(out, "{row}\n  ⋮ {} times", same.len()).unwrap(),
            _ => same.iter().for_each(|row| writeln!(out, "{row}").unwrap()),
        }
    }
    out
}

fn pictures(language: Language) {
    for (screen, scenes) in by_screen() {
        let mut out = String::new();
        for scene in &scenes {
            for size in PICTURES {
                let model = scene.at(language, size);
                let text = vt::text(&vt::screen(&model));
                assert_eq!(text, lines(&drawn(&model)), "a terminal shows what was drawn: {screen}, {}", scene.state);
                writeln!(out, "# {} · {}×{}\n{}", scene.state, size.0, size.1, folded(&text)).unwrap();
            }
        }
        insta::assert_snapshot!(format!("{screen}_{}", language.code()), out);
    }
}

#[test]
fn every_screen_in_every_state_at_every_size_in_english() {
    pictures(Language::En);
}

#[test]
fn every_screen_in_every_state_at_every_size_in_russian() {
    pictures(Language::Ru);
}

#[test]
fn every_screen_in_every_state_at_every_size_in_kazakh() {
    pictures(Language::Kk);
}

#[test]
fn the_looks_of_every_screen_in_every_theme() {
    for (name, theme) in themes() {
        let mut out = String::new();
        for (screen, scenes) in by_screen() {
            let mut model = scenes[0].at(Language::En, (80, 24));
            model.theme = theme;
            writeln!(out, "# {screen}\n{}", vt::looks(&vt::screen(&model))).unwrap();
        }
        insta::assert_snapshot!(format!("looks_{}", name.replace('-', "_")), out);
    }
}

fn drawn(model: &Model) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, model.size.width, model.size.height));
    view::draw(model, &mut buffer);
    buffer
}

/// Signs that a terminal of ASCII cannot draw: boxes, blocks, shapes and arrows.
fn is_drawing(sign: char) -> bool {
    matches!(sign, '\u{2190}'..='\u{21ff}' | '\u{2500}'..='\u{25ff}' | '›' | '…' | '·' | '—')
}

/// What is on every cell. A code for scanners is dark on light in whatever way the theme can show it.
fn signs<'a>(scene: &Scene, buffer: &'a Buffer) -> impl Iterator<Item = &'a str> {
    let has_code = scene.screen == "qr";
    let is_code = move |sign: &str| has_code && matches!(sign, "█" | "▀" | "▄");
    buffer.content.iter().map(Cell::symbol).map(move |sign| if is_code(sign) { " " } else { sign })
}

fn check(scene: &Scene, language: Language, size: (u16, u16)) {
    let name = || format!("{}, {}, {}, {size:?}", scene.screen, scene.state, language.code());
    let mut model = scene.at(language, size);
    model.theme = Theme::new(true);
    let plain = drawn(&model);
    let text = lines(&plain);
    assert!(text.lines().all(|line| width(line) <= usize::from(size.0)), "{}: wider than the screen\n{text}", name());
    // Where nobody looks, one theme of each sort is enough: the terminal's colours, a ground of its own, no colours.
    let step = if STRANGE.contains(&size) { 3 } else { 1 };
    for (theme_name, theme) in themes().into_iter().step_by(step) {
        model.theme = theme;
        let buffer = drawn(&model);
        assert!(
            signs(scene, &buffer).eq(signs(scene, &plain)),
            "{}, {theme_name}: a theme changes no text\n{}{text}",
            name(),
            lines(&buffer)
        );
        if !theme.has_colour() {
            let colourless = |cell: &Cell| cell.fg == Color::Reset && cell.bg == Color::Reset;
            assert!(buffer.content.iter().all(colourless), "{}: a colour without colours", name());
        }
    }
    model.theme = Theme::new(true).with_ascii(true);
    let ascii = drawn(&model);
    let sign = ascii.content.iter().find(|cell| cell.symbol().starts_with(is_drawing)).map(Cell::symbol);
    assert_eq!(sign, None, "{}: not ASCII\n{}", name(), lines(&ascii));
}

fn check_all(language: Language) {
    for scene in scenes::all() {
        for size in PICTURES.into_iter().chain(STRANGE) {
            check(&scene, language, size);
        }
    }
}

#[test]
fn themes_and_sizes_change_no_word_and_break_nothing_in_english() {
    check_all(Language::En);
}

#[test]
fn themes_and_sizes_change_no_word_and_break_nothing_in_russian() {
    check_all(Language::Ru);
}

#[test]
fn themes_and_sizes_change_no_word_and_break_nothing_in_kazakh() {
    check_all(Language::Kk);
}

#[test]
fn every_stage_is_a_symbol_and_a_word_in_every_language_and_theme() {
    for (language, screen, size) in Language::ALL.into_iter().flat_map(|language| {
        let lists = [Screen::Invoices, Screen::Cards, Screen::Payouts, Screen::Payments];
        lists.into_iter().flat_map(move |screen| [(80, 24), (200, 50)].map(|size| (language, screen, size)))
    }) {
        let mut model = speaking(language, || filled(screen, size.0, size.1, Some(|kind| many(kind, 54))));
        for (name, theme) in themes() {
            model.theme = theme;
            let text = lines(&drawn(&model));
            for stage in Stage::ALL {
                let said = [words::stage(language, stage), words::stage_short(language, stage)]
                    .map(|word| format!("{} {word}", stage_symbol(stage)));
                assert!(said.iter().any(|said| text.contains(said)), "{screen:?}, {name}: no {said:?}\n{text}");
            }
        }
    }
}
