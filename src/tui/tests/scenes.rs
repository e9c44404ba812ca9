//! Every screen in every state it has, once: what the pictures and the checks of the whole desk go through.

mod above;
pub mod dialogs;
mod lists;
mod records;

use super::super::model::Model;
use super::super::msg::Msg;
use super::super::update::update;
use super::support::{frame, speaking};
use crate::locale::Language;

/// One screen in one state.
pub struct Scene {
    /// The screen: its pictures are in one file.
    pub screen: &'static str,
    /// The state.
    pub state: &'static str,
    make: Box<dyn Fn(u16, u16) -> Model>,
}

/// A size at which keys are heard.
const HEARD: (u16, u16) = (40, 10);

impl Scene {
    fn new(screen: &'static str, state: &'static str, make: impl Fn(u16, u16) -> Model + 'static) -> Self {
        Self { screen, state, make: Box::new(make) }
    }

    /// The desk in this state, seen for a while. On a screen that is too small for keys, it came there on a larger one.
    pub fn at(&self, language: Language, (width, height): (u16, u16)) -> Model {
        let heard = width >= HEARD.0 && height >= HEARD.1;
        let (wide, high) = if heard { (width, height) } else { (80, 24) };
        let mut model = speaking(language, || (self.make)(wide, high));
        frame(&mut model);
        if !heard {
            update(&mut model, Msg::Resize(ratatui::layout::Size { width, height }));
        }
        model
    }
}

/// All of them, those of a screen after one another; the first of a screen is the one that shows the most.
pub fn all() -> Vec<Scene> {
    [lists::scenes(), records::scenes(), dialogs::scenes(), above::scenes()].into_iter().flatten().collect()
}
