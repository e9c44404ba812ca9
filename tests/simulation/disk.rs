//! The disk under the ledger: it can be full, the program can die at every commit, and a loss of power takes
//! everything that was not flushed.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures::executor::block_on;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, SqliteConnection};
use tolem::ledger::{Kept, LedgerError, Seam};

use crate::plan::{Moment, Sabotage};
use crate::world::{Life, World};

/// The files of the one ledger.
pub struct Disk {
    folder: PathBuf,
    /// How often the power was lost.
    losses: AtomicU32,
    /// For looking at the ledger from outside.
    reader: Mutex<Option<SqliteConnection>>,
    /// Whether a loss of power is planned, so that the flushed state is worth keeping.
    keeps_images: bool,
    sabotage: Option<Sabotage>,
}

impl Disk {
    pub fn new(folder: &Path, keeps_images: bool, sabotage: Option<Sabotage>) -> Self {
        Self { folder: folder.to_owned(), losses: AtomicU32::new(0), reader: Mutex::new(None), keeps_images, sabotage }
    }

    pub fn ledger(&self) -> PathBuf {
        self.folder.join(self.file(""))
    }

    /// A loss of power goes on with files of another name: those of dead desks may still be being closed.
    fn file(&self, end: &str) -> String {
        match self.losses.load(Ordering::SeqCst) {
            0 => format!("sim.db{end}"),
            losses => format!("sim-{losses}.db{end}"),
        }
    }

    /// What is on the disk now stays there whatever happens to the power.
    pub fn flush(&self) {
        if self.keeps_images {
            for end in ["", "-wal"] {
                let from = self.folder.join(self.file(end));
                if from.exists() {
                    std::fs::copy(from, self.folder.join(format!("flushed{end}"))).unwrap();
                }
            }
        }
    }

    /// The power is lost: what was not flushed is gone.
    pub fn lose_power(&self) {
        *self.reader.lock().unwrap() = None;
        self.losses.fetch_add(1, Ordering::SeqCst);
        for end in ["", "-wal"] {
            let flushed = self.folder.join(format!("flushed{end}"));
            if flushed.exists() {
                std::fs::copy(flushed, self.folder.join(self.file(end))).unwrap();
            }
        }
    }

    /// Looks at the ledger from outside.
    pub fn look<T>(&self, look: impl AsyncFnOnce(&mut SqliteConnection) -> T) -> T {
        let mut reader = self.reader.lock().unwrap();
        block_on(async {
            if reader.is_none() {
                let options = SqliteConnectOptions::new().filename(self.ledger()).read_only(true);
                *reader = Some(SqliteConnection::connect_with(&options).await.unwrap());
            }
            look(reader.as_mut().unwrap()).await
        })
    }

    /// A request that moves money is about to leave: its intent has to be in the ledger, marked as being sent.
    pub fn check_journal(&self, world: &World, payload: &str) {
        let rows: Vec<(String,)> = self.look(async |reader| {
            sqlx::query_as("SELECT state FROM operations WHERE payload_hash = $1")
                .bind(payload)
                .fetch_all(reader)
                .await
                .unwrap()
        });
        // Bytes without a salt may be the same again once the first were proven to have done nothing.
        let (sent, others): (Vec<_>, Vec<_>) = rows.iter().partition(|(state,)| state == "sent");
        if sent.len() != 1 || others.iter().any(|(state,)| state != "not applied" && state != "rejected") {
            world.violate(format!("a request leaves whose journal says {rows:?}"));
        }
    }
}

/// The ledger of one desk while it lives.
pub struct SimSeam {
    pub world: Arc<World>,
    pub life: Arc<Life>,
}

impl std::fmt::Debug for SimSeam {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SimSeam")
    }
}

impl SimSeam {
    fn die_at(&self, number: Option<u64>, after: bool) -> Result<(), LedgerError> {
        let is_now = |moment| matches!(moment, Moment::Commit { number: at, after: side } if Some(at) == number && side == after);
        if let Some(death) = self.world.death(is_now) {
            self.world.meet(if after { "death after a commit" } else { "death before a commit" });
            self.life.die(death);
        }
        if self.life.is_dead() { Err(LedgerError::made_up("the program is dead")) } else { Ok(()) }
    }
}

thread_local! {
    /// The number of the commit under way; in lockstep there is one at a time.
    static COMMIT: std::cell::Cell<Option<u64>> = const { std::cell::Cell::new(None) };
}

#[async_trait]
impl Seam for SimSeam {
    async fn alive(&self) {
        self.life.alive().await;
    }

    fn before(&self, _: &'static str) -> Result<(), LedgerError> {
        let number = self.world.next_commit();
        COMMIT.set(number);
        self.die_at(number, false)?;
        let full =
            |number| self.world.plan.full.iter().any(|full| (full.from..full.from + full.count).contains(&number));
        if number.is_some_and(full) {
            self.world.meet("disk full");
            return Err(LedgerError::made_up("database or disk is full"));
        }
        Ok(())
    }

    fn after(&self, write: &'static str, kept: Kept) -> Result<(), LedgerError> {
        if std::env::var_os("SIM_TRACE").is_some() {
            println!("{:>5} s  commit {:?} {write} {kept:?}", self.world.seconds(), COMMIT.get());
        }
        let late = self.world.disk.sabotage == Some(Sabotage::LateJournal) && write == "prepared";
        if kept == Kept::OnDisk && !late {
            self.world.disk.flush();
        }
        self.die_at(COMMIT.get(), true)
    }
}
