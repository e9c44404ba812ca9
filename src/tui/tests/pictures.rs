//! The README's other pictures, drawn by the program: `UPDATE_PICTURE=1 cargo test pictures` draws them anew.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::theme::Theme;
use super::super::{picture, view};
use super::scenes;
use crate::locale::Language;

/// File, screen, state and language.
const PICTURES: [(&str, &str, &str, Language); 5] = [
    ("filter.svg", "filter", "applied, shown as chips", Language::En),
    ("overview.svg", "overview", "many, hours", Language::En),
    ("failure.svg", "facts", "a failure", Language::Kk),
    ("inquiry.svg", "inquiry", "escalated", Language::En),
    ("refund.svg", "dialog_refund", "ready", Language::Ru),
];

#[test]
fn the_pictures_of_the_readme_show_the_screens_as_they_are() {
    let scenes = scenes::all();
    for (file, screen, state, language) in PICTURES {
        let scene = scenes.iter().find(|scene| scene.screen == screen && scene.state == state);
        let states =
            || scenes.iter().filter(|scene| scene.screen == screen).map(|scene| scene.state).collect::<Vec<_>>();
        let scene = scene.unwrap_or_else(|| panic!("{screen} has {:?}", states()));
        let mut model = scene.at(language, (110, 30));
        model.theme = Theme::new(false);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 110, 30));
        view::draw(&model, &mut buffer);
        let drawn = picture::svg(&buffer);
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(file);
        if std::env::var_os("UPDATE_PICTURE").is_some() {
            std::fs::write(&path, &drawn).unwrap();
        }
        let shown = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(shown == drawn, "{file} is old: UPDATE_PICTURE=1 cargo test pictures draws it anew");
    }
}
