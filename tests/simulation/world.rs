//! What all desks of one run share: the gateway behind a bad line, the disk, the clocks, and what really happened.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use sha2::{Digest as _, Sha256};
use tokio::sync::Notify;
use tokio::time::Instant;
use tolem::domain::{Era, Steady, Timestamp};
use tolem::sandbox::{Delivery, Effect, Faults, Gateway, Request};
use tolem::worker::Clock;

use crate::disk::Disk;
use crate::plan::Plan;

/// When every run begins.
pub const START: Timestamp = Timestamp::from_millis(1_800_000_000_000);

/// A request that moves money, as it reached the gateway.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// The digest of its body, by which the journal knows it.
    pub payload: String,
    /// Whether it came from the provider's own console.
    pub foreign: bool,
    /// What it did.
    pub effects: Vec<Effect>,
}

#[derive(Default)]
pub struct State {
    /// The requests that move money, in the order in which they arrived.
    pub arrived: Vec<Arrived>,
    /// How often each payload was handed to a line, whether it arrived or not.
    pub handed: BTreeMap<String, u32>,
    /// What must never happen and did.
    pub violations: Vec<String>,
    /// What went wrong, by its name: the faults that were really met.
    pub met: BTreeMap<&'static str, u64>,
}

/// Everything that outlives a desk.
pub struct World {
    pub plan: Plan,
    pub disk: Disk,
    gateway: Mutex<(Gateway, Faults)>,
    state: Mutex<State>,
    started: Instant,
    booted: Mutex<Instant>,
    wall_set_by: AtomicI64,
    era: AtomicU64,
    exchanges: AtomicU64,
    commits: AtomicU64,
    /// Nothing goes wrong any more.
    calm: AtomicBool,
    /// Whether faults have begun; following the records is not part of the trouble.
    trouble: AtomicBool,
    /// Which deaths have happened.
    died: Mutex<Vec<bool>>,
}

impl World {
    pub fn new(plan: Plan, gateway: Gateway, disk: Disk) -> Arc<Self> {
        let died = Mutex::new(vec![false; plan.deaths.len()]);
        Arc::new(Self {
            plan,
            disk,
            gateway: Mutex::new((gateway, Faults::default())),
            state: Mutex::default(),
            started: Instant::now(),
            booted: Mutex::new(Instant::now()),
            wall_set_by: AtomicI64::new(0),
            era: AtomicU64::new(1),
            exchanges: AtomicU64::new(0),
            commits: AtomicU64::new(0),
            calm: AtomicBool::new(false),
            trouble: AtomicBool::new(false),
            died,
        })
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub fn meet(&self, what: &'static str) {
        *self.state().met.entry(what).or_default() += 1;
    }

    pub fn violate(&self, what: String) {
        self.state().violations.push(what);
    }

    /// True time: what the gateway goes by.
    pub fn now(&self) -> Timestamp {
        START.plus(self.started.elapsed())
    }

    pub fn seconds(&self) -> u64 {
        self.started.elapsed().as_secs()
    }

    pub fn set_wall(&self, by: i64) {
        self.wall_set_by.fetch_add(by * 1_000, Ordering::SeqCst);
        self.meet("clock set");
    }

    /// The machine starts anew: its steady clock begins another era.
    pub fn reboot(&self) {
        self.era.fetch_add(1, Ordering::SeqCst);
        *self.booted.lock().unwrap() = Instant::now();
    }

    pub fn begin_trouble(&self) {
        self.trouble.store(true, Ordering::SeqCst);
        let (gateway, faults) = &mut *self.gateway.lock().unwrap();
        for fault in &self.plan.faults {
            faults.plan(fault.clone());
        }
        faults.note(gateway);
    }

    /// From now on nothing goes wrong any more.
    pub fn calm_down(&self) {
        self.calm.store(true, Ordering::SeqCst);
        self.gateway.lock().unwrap().1.clear();
    }

    pub fn is_troubled(&self) -> bool {
        self.trouble.load(Ordering::SeqCst) && !self.calm.load(Ordering::SeqCst)
    }

    /// The number of an exchange that begins; `None` while nothing goes wrong.
    pub fn next_exchange(&self) -> Option<u64> {
        self.is_troubled().then(|| self.exchanges.fetch_add(1, Ordering::SeqCst))
    }

    /// The number of a commit that begins; `None` while nothing goes wrong.
    pub fn next_commit(&self) -> Option<u64> {
        self.is_troubled().then(|| self.commits.fetch_add(1, Ordering::SeqCst))
    }

    /// The death that is planned for this moment, once.
    pub fn death(&self, is_now: impl Fn(crate::plan::Moment) -> bool) -> Option<crate::plan::Death> {
        let mut died = self.died.lock().unwrap();
        let at = (0..died.len()).find(|at| !died[*at] && is_now(self.plan.deaths[*at].moment))?;
        died[at] = true;
        Some(self.plan.deaths[at])
    }

    /// Hands a request to the gateway as it is, with what is planned to go wrong there.
    pub fn deliver(&self, request: &Request, is_write: bool, foreign: bool) -> Delivery {
        let (gateway, faults) = &mut *self.gateway.lock().unwrap();
        gateway.advance_to(self.now());
        let before = gateway.effects().len();
        let planned: u32 = faults.planned().iter().map(|fault| fault.left).sum();
        let kinds = faults.planned().to_vec();
        let delivery =
            if foreign { Delivery::Reply(gateway.handle(request)) } else { faults.deliver(gateway, request) };
        let left: u32 = faults.planned().iter().map(|fault| fault.left).sum();
        let mut state = self.state.lock().unwrap();
        if left < planned {
            // The first one whose count fell.
            let taken = kinds.iter().find(|was| {
                let now = faults.planned().iter().filter(|now| now.call == was.call && now.kind == was.kind);
                now.map(|now| now.left).sum::<u32>()
                    < kinds.iter().filter(|one| one.call == was.call && one.kind == was.kind).map(|one| one.left).sum()
            });
            if let Some(taken) = taken {
                *state.met.entry(taken.kind.word()).or_default() += 1;
            }
        }
        if is_write {
            let effects = gateway.effects()[before..].to_vec();
            state.arrived.push(Arrived { payload: digest(&request.body), foreign, effects });
        }
        delivery
    }

    /// A payer who took their time pays at last.
    pub fn pay(&self, gateway_id: &str) {
        let (gateway, faults) = &mut *self.gateway.lock().unwrap();
        gateway.advance_to(self.now());
        // One that was paid meanwhile needs no payer.
        if gateway.pay(gateway_id, "4716047261941981").is_ok() {
            faults.note(gateway);
            drop(self.state.lock().map(|mut state| *state.met.entry("payer comes late").or_default() += 1));
        }
    }

    /// Looks at the gateway as it stands.
    pub fn gateway<T>(&self, look: impl FnOnce(&Gateway) -> T) -> T {
        let (gateway, _) = &mut *self.gateway.lock().unwrap();
        gateway.advance_to(self.now());
        look(gateway)
    }
}

pub fn digest(body: &[u8]) -> String {
    hex::encode(Sha256::digest(body))
}

/// The machine's clocks, as all desks on it see them.
pub struct SimClock {
    world: Arc<World>,
    /// Where each program has a steady clock of its own: its era, and when that began.
    own: Option<(Era, Instant)>,
}

impl SimClock {
    /// The clocks of the program that is started as this number.
    pub fn new(world: &Arc<World>, number: u64) -> Self {
        let era = Era::Program(uuid::Uuid::from_u128(1_000 + u128::from(number)));
        Self { world: Arc::clone(world), own: world.plan.own_clocks.then(|| (era, Instant::now())) }
    }
}

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        let set_by = self.world.wall_set_by.load(Ordering::SeqCst);
        Timestamp::from_millis(self.world.now().millis() + set_by)
    }

    fn steady(&self) -> Steady {
        if let Some((era, began)) = self.own {
            return Steady::new(era, began.elapsed());
        }
        let era = u128::from(self.world.era.load(Ordering::SeqCst));
        let booted = *self.world.booted.lock().unwrap();
        Steady::new(Era::Machine(uuid::Uuid::from_u128(era)), booted.elapsed())
    }
}

/// Whether a desk lives. Once dead it does nothing more: no commit, no byte.
#[derive(Debug, Default)]
pub struct Life {
    dead: AtomicBool,
    /// How it died.
    pub death: Mutex<Option<crate::plan::Death>>,
    told: Notify,
}

impl Life {
    pub fn die(&self, death: crate::plan::Death) {
        if !self.dead.swap(true, Ordering::SeqCst) {
            *self.death.lock().unwrap() = Some(death);
            self.told.notify_waiters();
        }
    }

    pub fn is_dead(&self) -> bool {
        self.dead.load(Ordering::SeqCst)
    }

    /// Returns when it is dead.
    pub async fn died(&self) {
        let told = self.told.notified();
        if !self.is_dead() {
            told.await;
        }
    }

    /// Returns while it lives; never, once it is dead.
    pub async fn alive(&self) {
        if self.is_dead() {
            std::future::pending::<()>().await;
        }
    }
}
