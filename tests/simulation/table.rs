//! What was tried, counted.

use std::collections::BTreeMap;
use std::fmt;

use crate::oracle::Row;
use crate::world::World;

/// The counts of one run, or of many.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Table {
    pub runs: u64,
    met: BTreeMap<&'static str, u64>,
    ended: BTreeMap<&'static str, u64>,
    effects: u64,
    virtual_seconds: u64,
}

impl Table {
    pub fn of(world: &World, rows: &[Row], met: &BTreeMap<&'static str, u64>) -> Self {
        let mut ended = BTreeMap::new();
        for row in rows {
            *ended.entry(row.state.word()).or_default() += 1;
        }
        let effects: usize = rows.iter().map(|row| row.effects(world).len()).sum();
        Self { runs: 1, met: met.clone(), ended, effects: effects as u64, virtual_seconds: world.seconds() }
    }

    pub fn add(&mut self, other: &Self) {
        self.runs += other.runs;
        self.effects += other.effects;
        self.virtual_seconds += other.virtual_seconds;
        for (what, count) in &other.met {
            *self.met.entry(what).or_default() += count;
        }
        for (what, count) in &other.ended {
            *self.ended.entry(what).or_default() += count;
        }
    }

    /// What of these never happened in any run.
    pub fn missing(&self, wanted: &[&'static str]) -> Vec<&'static str> {
        wanted.iter().copied().filter(|what| !self.met.contains_key(what) && !self.ended.contains_key(what)).collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operations: u64 = self.ended.values().sum();
        writeln!(
            f,
            "{} runs, {} hours of their own time, {operations} operations, {} effects",
            self.runs,
            self.virtual_seconds / 3_600,
            self.effects
        )?;
        writeln!(f, "what went wrong:")?;
        for (what, count) in &self.met {
            writeln!(f, "  {what:<34} {count:>8}")?;
        }
        writeln!(f, "how operations ended:")?;
        for (state, count) in &self.ended {
            writeln!(f, "  {state:<34} {count:>8}")?;
        }
        Ok(())
    }
}
