//! What becomes old by itself, and when the loop has to look at it again.

use super::model::Model;
use super::screen::{List, Screen};
use super::{activity, countdown, layout, text};
use crate::domain::{Record, Timestamp};
use crate::ledger::Operation;
use crate::worker::Health;

impl Model {
    /// How old what is in front is: when it was read, or when the gateway was heard last where nothing of it is listed.
    pub fn data_at(&self) -> Option<Timestamp> {
        if let Some(view) = self.detail {
            return self.known(view.record).and_then(|record| record.read_at);
        }
        if let Some(view) = self.inquiry {
            return self.inquiry_of(view.operation).and_then(|inquiry| inquiry.record.read_at);
        }
        match self.screen.list() {
            List::Records(kind) => self.pane(kind).rows.iter().filter_map(|record| record.read_at).max(),
            List::Operations => self.operations_in_front().rows.iter().map(|operation| operation.changed_at).max(),
            List::Overview | List::Codes => match self.health {
                Health::Up { at, .. } => Some(at),
                Health::Unasked | Health::Down { .. } => None,
            },
        }
    }

    /// When the window in front is to be loaded anew.
    pub fn next_renewal(&self) -> Option<Timestamp> {
        // Before the desk is open nobody can be asked.
        self.about()?;
        match self.screen.list() {
            List::Records(kind) => self.pane(kind).renewal(),
            List::Operations => self.operations_in_front().renewal(),
            List::Overview | List::Codes => None,
        }
    }

    /// When something on screen changes without a message: an age, or the end of a toast.
    pub fn next_change(&self) -> Option<Timestamp> {
        let overview = (self.screen == Screen::Overview).then(|| self.overview.next_change(self.now)).flatten();
        let down = match &self.health {
            Health::Down { since, .. } => Some(*since),
            Health::Unasked | Health::Up { .. } => None,
        };
        let ages = self.moments().into_iter().chain(self.data_at()).chain(down);
        let ages = ages.map(|at| text::age_changes(self.now, at));
        let hold = self.subject().and_then(countdown::deadline).map(|_| countdown::changes(self.now));
        let notes = self.toasts.iter().map(|toast| toast.until);
        let sending = self.sending.iter().map(|sent| activity::next_second(sent.since, self.now));
        // A list that is frozen is not counted anew.
        let moving = self.screen.kind().filter(|kind| self.pane(*kind).frozen.is_none());
        let counts = moving.map(|kind| self.lists.sheet(kind));
        let counts = counts.and_then(|sheet| sheet.tally.due(&sheet.shape.query.filter));
        let work = self.activity.next_change(self.now).into_iter().chain(self.arming.next_change(self.now));
        ages.chain(notes).chain(sending).chain(counts).chain(hold).chain(overview).chain(work).min()
    }

    /// The moments whose ages are told in the list in front, and in what covers it or stands beside it.
    fn moments(&self) -> Vec<Timestamp> {
        let height = layout::list_height(self);
        let mut moments: Vec<Timestamp> = match self.screen.list() {
            List::Records(kind) => self.pane(kind).visible(height).iter().flat_map(of_record).collect(),
            List::Operations => self.operations_in_front().visible(height).iter().flat_map(of_operation).collect(),
            List::Overview | List::Codes => Vec::new(),
        };
        moments.extend(self.operation().into_iter().flat_map(of_operation));
        if let Some(detail) = self.subject_id().and_then(|id| self.detail_of(id)) {
            moments.extend(of_record(&detail.record));
            moments.extend(detail.operations.iter().flat_map(of_operation));
            moments.extend(detail.events.iter().map(|event| event.at));
        }
        moments
    }
}

fn of_record(record: &Record) -> impl Iterator<Item = Timestamp> {
    [record.created_at, record.changed_at].into_iter().chain(record.read_at)
}

fn of_operation(operation: &Operation) -> impl Iterator<Item = Timestamp> {
    [operation.created_at, operation.changed_at].into_iter().chain(operation.sent_at)
}
