//! What is under way: reads that a person asked for, and long work. Both are shown with the time they have taken, and can
//! be called off. What moves money is never here.

use super::model::{Model, Tone};
use super::msg::Effect;
use super::words;
use crate::domain::{RecordId, Timestamp};
use crate::say;
use crate::worker::DeskError;
use crate::worker::export::{Export, ExportError, Written};

/// Milliseconds of a second.
const SECOND: i64 = 1_000;

/// A read that a person asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Of which record.
    pub record: RecordId,
    /// What a person calls it.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
}

/// Something was handed to the worker and its answer is awaited. It cannot be called off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// The dialog that it was confirmed in.
    pub dialog: u64,
    /// What a person calls it.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
}

/// Work that takes its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// Read these records at the gateway, one after another.
    Refresh(Vec<RecordId>),
    /// Write a list to a file; how many rows that is, where it is known.
    Export(Box<Export>, Option<u64>),
}

/// How long work goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub id: u64,
    /// What it is called: a key of the locale.
    pub title: &'static str,
    /// Pieces that are done.
    pub done: u64,
    /// All pieces, where their number is known.
    pub total: Option<u64>,
    /// Since when.
    pub since: Timestamp,
    /// Pieces that were done already then.
    pub before: u64,
    /// Whether it tells its end when it is called off: until then it may yet be done.
    pub answers: bool,
}

/// How fast work goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Pieces a second.
    pub rate: u64,
    /// Seconds that are left at that, where the number of pieces is known.
    pub left: Option<u64>,
}

/// What became of long work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// Pieces that were tried.
    pub total: u64,
    /// How many of them failed.
    pub failed: u64,
    /// Why the last of those did.
    pub reason: Option<DeskError>,
}

/// Everything that is under way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Activity {
    /// Reads, the oldest first.
    pub readings: Vec<Reading>,
    /// Long work, the oldest first.
    pub jobs: Vec<Job>,
}

impl Activity {
    /// Whether there is anything to be called off.
    pub const fn is_idle(&self) -> bool {
        self.readings.is_empty() && self.jobs.is_empty()
    }

    /// When what is shown of it changes without a message: with every second of the oldest read.
    pub fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        self.readings.first().map(|reading| next_second(reading.since, now))
    }
}

/// When a whole number of seconds will have passed since then.
pub fn next_second(since: Timestamp, now: Timestamp) -> Timestamp {
    let seconds = (now.millis() - since.millis()).max(0) / SECOND;
    Timestamp::from_millis(since.millis() + (seconds + 1) * SECOND)
}

impl Job {
    /// How fast it goes; nothing before the first second.
    pub fn pace(&self, now: Timestamp) -> Option<Pace> {
        let taken = u64::try_from(now.millis() - self.since.millis()).ok()?;
        let done = self.done.saturating_sub(self.before);
        if taken < 1_000 || done == 0 {
            return None;
        }
        let left = |total: u64| (total.saturating_sub(self.done).saturating_mul(taken) / done).div_ceil(1_000);
        Some(Pace { rate: done.saturating_mul(1_000) / taken, left: self.total.map(left) })
    }
}

/// Reads a record because a person asked; once at a time.
pub fn read(model: &mut Model, record: RecordId, name: String, out: &mut Vec<Effect>) {
    if model.activity.readings.iter().any(|reading| reading.record == record) {
        return;
    }
    model.activity.readings.push(Reading { record, name, since: model.now });
    out.push(Effect::Refresh(None, record));
}

/// Begins long work; of reading many records one at a time.
pub fn begin(model: &mut Model, work: Work, out: &mut Vec<Effect>) {
    let is_refresh = |job: &Job| job.title == crate::key!("activity-refreshing");
    if matches!(work, Work::Refresh(_)) && model.activity.jobs.iter().any(is_refresh) {
        model.toast(Tone::Info, say!(model.language, "activity-refreshing-already"));
        return;
    }
    let id = model.next_serial();
    let (title, total, answers) = match &work {
        Work::Refresh(records) => (crate::key!("activity-refreshing"), u64::try_from(records.len()).ok(), false),
        Work::Export(_, count) => (crate::key!("activity-exporting"), *count, true),
    };
    model.activity.jobs.push(Job { id, title, done: 0, total, since: model.now, before: 0, answers });
    out.push(Effect::Work(id, work));
}

/// Long work went on.
pub fn progress(model: &mut Model, id: u64, done: u64) {
    if let Some(job) = model.activity.jobs.iter_mut().find(|job| job.id == id) {
        job.done = done;
    }
}

/// Long work ended by itself.
pub fn finished(model: &mut Model, id: u64, finished: Finished) {
    let running = model.activity.jobs.len();
    model.activity.jobs.retain(|job| job.id != id);
    if model.activity.jobs.len() == running {
        return;
    }
    let Finished { total, failed, reason } = finished;
    match reason {
        Some(reason) => {
            let reason = words::error(model.language, &reason);
            let text = say!(model.language, "activity-refreshed-but", failed = failed, total = total, reason = reason);
            model.toast(Tone::Bad, text);
        }
        None => model.toast(Tone::Good, say!(model.language, "activity-refreshed", done = total)),
    }
}

/// A list was written to a file, or not. One that was called off may have been done by then: what is told is what is true.
pub fn exported(model: &mut Model, id: u64, result: Result<Written, ExportError>) {
    model.activity.jobs.retain(|job| job.id != id);
    let language = model.language;
    match result {
        Ok(Written { rows, path }) => {
            let path = path.display().to_string();
            model.toast(Tone::Good, say!(language, "activity-exported", count = rows, path = path));
        }
        Err(error @ ExportError::Cancelled) => model.toast(Tone::Info, words::export(language, &error)),
        Err(error) => model.toast(Tone::Bad, words::export(language, &error)),
    }
}

/// So much of the ledger was filled, while the desk is being opened.
pub fn filled(model: &mut Model, done: u64, total: u64) {
    let (id, since) = (0, model.now);
    let title = crate::key!("activity-importing");
    let begun = Job { id, title, done, total: Some(total), since, before: done, answers: false };
    let job = model.filled.get_or_insert(begun);
    if job.done == 0 {
        // What comes before the first one, such as making the records, says nothing of how fast the rest is.
        (job.since, job.before) = (since, done);
    }
    (job.done, job.total) = (done, Some(total));
}

/// Calls off every read and all long work.
pub fn call_off(model: &mut Model, out: &mut Vec<Effect>) {
    let Activity { readings, jobs } = std::mem::take(&mut model.activity);
    let count = readings.len();
    out.extend(readings.into_iter().map(|reading| Effect::CallOff(reading.record)));
    if count > 0 {
        model.toast(Tone::Info, say!(model.language, "activity-called-off", count = count));
    }
    for job in jobs {
        out.push(Effect::CallOffWork(job.id));
        if !job.answers {
            let total = job.total.unwrap_or(job.done);
            let text = say!(model.language, "activity-work-called-off", done = job.done, total = total);
            model.toast(Tone::Info, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_of_work_is_told_from_its_second_second_on() {
        let since = Timestamp::from_millis(0);
        let job =
            Job { id: 1, title: "activity-refreshing", done: 30, total: Some(100), since, before: 0, answers: false };
        let at = Timestamp::from_millis;
        assert_eq!(job.pace(at(999)), None);
        assert_eq!(job.pace(at(1_500)), Some(Pace { rate: 20, left: Some(4) }));
        assert_eq!(Job { total: None, ..job.clone() }.pace(at(1_500)), Some(Pace { rate: 20, left: None }));
        let later = Job { before: 20, ..job.clone() };
        assert_eq!(later.pace(at(1_000)), Some(Pace { rate: 10, left: Some(7) }), "what was done before took no time");
        assert_eq!(Job { done: 0, ..job }.pace(at(5_000)), None);
    }

    #[test]
    fn the_time_that_a_read_takes_changes_with_its_seconds() {
        let id = RecordId::from_uuid(uuid::Uuid::from_u128(1));
        let since = Timestamp::from_millis(10_300);
        let activity =
            Activity { readings: vec![Reading { record: id, name: "A-1".to_owned(), since }], jobs: Vec::new() };
        assert_eq!(activity.next_change(Timestamp::from_millis(10_300)), Some(Timestamp::from_millis(11_300)));
        assert_eq!(activity.next_change(Timestamp::from_millis(12_299)), Some(Timestamp::from_millis(12_300)));
        assert_eq!(Activity::default().next_change(since), None);
    }
}
