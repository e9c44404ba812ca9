//! When a press counts. A button stands for what is on screen, so it hears nothing before that could be read; and a key
//! that is held down comes as a stream of presses, of which only the first one was meant.

use std::time::Duration;

use super::dialog::{Dialog, Preview, Stage};
use super::lists::Popup;
use super::model::Model;
use crate::domain::{Record, Timestamp};

/// How long something has to be on screen before a press counts.
pub const SHOWN: Duration = Duration::from_millis(300);

/// How long after a press another one may still come from a key that is held down, or from the second half of a double
/// click. Most keyboards repeat within half a second.
pub const HELD: Duration = Duration::from_millis(700);

/// What a press would be about, exactly: when any of it changes, it has to be seen anew.
#[derive(Debug, PartialEq)]
pub enum Front {
    /// A dialog.
    Dialog {
        /// Its number.
        serial: u64,
        /// The state of its fields, by which a full amount was filled in.
        edit: u64,
        /// How far it came.
        stage: Stage,
        /// The request.
        preview: Preview,
        /// The record.
        record: Option<Box<Record>>,
    },
    /// A box that something serious stands in.
    Notice(String),
    /// The question whether to delete a view, by its name.
    Deleting(String),
}

impl Front {
    /// What a dialog stands for.
    pub fn dialog(dialog: &Dialog) -> Self {
        Self::Dialog {
            serial: dialog.serial,
            edit: dialog.edit,
            stage: dialog.stage.clone(),
            preview: dialog.preview.clone(),
            record: dialog.record.clone(),
        }
    }

    /// What has the keyboard, when that is something which has to be seen before it is pressed.
    pub fn of(model: &Model) -> Option<Self> {
        match (&model.notice, &model.dialog, &model.lists.popup) {
            _ if model.quit.is_some() => None,
            (Some(notice), _, _) => Some(Self::Notice(notice.text.clone())),
            (None, Some(dialog), _) => Some(Self::dialog(dialog)),
            (None, None, Some(Popup::Views { at, deleting: true })) => {
                let view = model.listed().and_then(|kind| model.lists.sheet(kind).views.get(*at));
                view.map(|view| Self::Deleting(view.name.clone()))
            }
            (None, None, Some(_) | None) => None,
        }
    }
}

/// That something was seen for long enough, and then pressed. Only [`Arming::press`] makes one.
#[derive(Debug)]
pub struct Armed(());

/// What was drawn since when, and how long a press may still be the repeat of another one.
#[derive(Debug, Default)]
pub struct Arming {
    shown: Option<(Front, Timestamp)>,
    held: Option<Timestamp>,
}

impl Arming {
    /// A frame was drawn with this in front.
    pub fn drawn(&mut self, front: Option<Front>, now: Timestamp) {
        let before = self.shown.take();
        let since = before.filter(|(shown, _)| Some(shown) == front.as_ref()).map_or(now, |(_, since)| since);
        self.shown = front.map(|front| (front, since));
    }

    /// It is this late. When the clock was set back, time is counted from here again.
    pub fn tick(&mut self, now: Timestamp) {
        if let Some((_, since)) = self.shown.as_mut() {
            *since = (*since).min(now);
        }
        self.held = self.held.map(|until| until.min(now.plus(HELD))).filter(|until| *until > now);
    }

    /// Whether a press now may still come from a key that is held down.
    pub fn is_held(&self, now: Timestamp) -> bool {
        self.held.is_some_and(|until| until > now)
    }

    /// Whether a press would count.
    pub fn is_ready(&self, front: &Front, now: Timestamp) -> bool {
        let seen = self.shown.as_ref().is_some_and(|(shown, since)| shown == front && since.plus(SHOWN) <= now);
        seen && !self.is_held(now)
    }

    /// Something is pressed. It counts when it was seen; in any case what follows at once does not.
    pub fn press(&mut self, front: &Front, now: Timestamp) -> Option<Armed> {
        let ready = self.is_ready(front, now);
        self.hold(now);
        ready.then_some(Armed(()))
    }

    /// A press that is no decision, such as one on Cancel. Answers whether it is one of its own.
    pub fn press_lightly(&mut self, now: Timestamp) -> bool {
        let own = !self.is_held(now);
        self.hold(now);
        own
    }

    fn hold(&mut self, now: Timestamp) {
        self.held = Some(now.plus(HELD));
    }

    /// When what is in front begins to hear.
    pub fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        let (_, since) = self.shown.as_ref()?;
        let at = since.plus(SHOWN);
        Some(self.held.map_or(at, |until| until.max(at))).filter(|at| *at > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(1_000_000 + millis)
    }

    fn note(text: &str) -> Front {
        Front::Notice(text.to_owned())
    }

    fn shown() -> Arming {
        let mut arming = Arming::default();
        arming.drawn(Some(note("disk full")), at(0));
        arming
    }

    #[test]
    fn a_press_counts_once_what_it_stands_for_was_in_a_frame_for_300_ms() {
        let mut arming = shown();
        assert_eq!(arming.next_change(at(0)), Some(at(300)));
        arming.drawn(Some(note("disk full")), at(200));
        assert!(!arming.is_ready(&note("disk full"), at(299)) && arming.is_ready(&note("disk full"), at(300)));
        assert!(!arming.is_ready(&note("another"), at(300)), "nobody has seen it");
        assert_eq!(arming.next_change(at(300)), None);
        assert!(arming.press(&note("disk full"), at(300)).is_some());
    }

    #[test]
    fn another_text_or_an_empty_frame_begins_anew() {
        let mut arming = shown();
        arming.drawn(Some(note("another")), at(250));
        assert!(!arming.is_ready(&note("another"), at(549)) && arming.is_ready(&note("another"), at(550)));
        arming.drawn(None, at(600));
        arming.drawn(Some(note("another")), at(610));
        assert!(!arming.is_ready(&note("another"), at(909)) && arming.is_ready(&note("another"), at(910)));
    }

    #[test]
    fn a_press_that_comes_too_early_puts_it_off_so_that_a_held_key_never_counts() {
        let mut arming = shown();
        for millis in (100..20_000).step_by(30) {
            arming.tick(at(millis));
            assert!(arming.press(&note("disk full"), at(millis)).is_none(), "{millis}");
        }
        let last = arming.next_change(at(19_990)).unwrap();
        assert_eq!(last, at(100 + 663 * 30 + 700));
        assert!(arming.press(&note("disk full"), last).is_some());
    }

    #[test]
    fn a_clock_that_was_set_back_counts_from_there() {
        let mut arming = shown();
        assert!(arming.press(&note("disk full"), at(10)).is_none());
        arming.tick(at(-3_600_000));
        assert_eq!(arming.next_change(at(-3_600_000)), Some(at(-3_600_000 + 700)));
        let mut arming = shown();
        arming.tick(at(-5_000));
        assert!(!arming.is_ready(&note("disk full"), at(-4_701)) && arming.is_ready(&note("disk full"), at(-4_700)));
    }

    #[test]
    fn the_repeat_of_a_key_is_no_light_press_either() {
        let mut arming = Arming::default();
        assert!(arming.press_lightly(at(0)) && !arming.press_lightly(at(699)) && !arming.press_lightly(at(1_398)));
        assert!(arming.press_lightly(at(2_098)));
    }
}
