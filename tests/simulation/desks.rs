//! The desks of a run: started, killed, started again.

use std::path::Path;
use std::sync::{Arc, Weak};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::select_all;
use tokio::sync::watch;
use tolem::domain::verdict::Settling;
use tolem::domain::{Currency, Environment, MerchantId, MoneyLimits};
use tolem::freedompay::{Merchant, Secret, Secrets, Settings as Wire};
use tolem::ledger::Ledger;
use tolem::sandbox::Credentials;
use tolem::worker::{About, Handle, Parts, Settings, start};

use crate::disk::SimSeam;
use crate::plan::{Death, Moment, Sabotage};
use crate::wire::Line;
use crate::world::{Life, SimClock, World};

/// A desk that runs.
#[derive(Clone)]
pub struct Running {
    pub handle: Handle,
    pub life: Arc<Life>,
    line: Weak<Line>,
}

/// Where operators find their desk; `None` while it is dead.
pub type Slot = watch::Sender<Option<Running>>;

pub fn merchant(credentials: &Credentials) -> Merchant {
    Merchant {
        host: "http://127.0.0.1:9".parse().unwrap(),
        id: MerchantId::new(&credentials.merchant_id).unwrap(),
        card_auth_id: Some(credentials.card_api_auth_id.clone()),
        secrets: Secrets {
            merchant: Some(Secret::new(credentials.secret_key.clone())),
            payout: Some(Secret::new(credentials.payout_secret_key.clone())),
            card_api: Some(Secret::new(credentials.card_api_secret.clone())),
        },
        settings: Wire::default(),
    }
}

/// The settings of a profile outside of a sandbox.
fn settings(world: &World) -> Settings {
    let link = Some("http://127.0.0.1/return".to_owned());
    let gateway = Settling { window: Duration::from_secs(120), spacing: Duration::from_secs(30) };
    let hasty = Settling { window: Duration::ZERO, spacing: Duration::ZERO };
    let one_read = world.plan.sabotage == Some(Sabotage::OneRead);
    Settings {
        settling: if one_read { hasty } else { gateway },
        payer: Settling { window: Duration::from_secs(240), ..gateway },
        read_every: Duration::from_millis(500),
        write_pause: Duration::from_millis(1_500),
        limits: MoneyLimits::default(),
        look_around: Duration::from_secs(30),
        watches: true,
        back_link: link.clone(),
        post_link: link,
    }
}

/// Starts a desk on the run's ledger.
pub async fn open(world: &Arc<World>, number: u64) -> Running {
    let life = Arc::new(Life::default());
    let seam = Arc::new(SimSeam { world: Arc::clone(world), life: Arc::clone(&life) });
    let ledger = Ledger::open_with(&world.disk.ledger(), Some(seam)).await.unwrap();
    let line = Arc::new(Line { world: Arc::clone(world), life: Arc::clone(&life) });
    let weak = Arc::downgrade(&line);
    let credentials = world.gateway(|gateway| gateway.credentials().clone());
    let handle = start(Parts {
        about: About {
            profile: "simulation".to_owned(),
            environment: Environment::Sandbox,
            merchant: credentials.merchant_id.clone(),
            host: "127.0.0.1:9".to_owned(),
            currency: Currency::Kzt,
            zone: chrono_tz::Asia::Almaty,
            read_only: false,
        },
        settings: settings(world),
        ledger,
        merchant: merchant(&credentials),
        transport: line,
        clock: Arc::new(SimClock::new(world, number)),
        seed: Some(world.plan.seed.wrapping_mul(1_000).wrapping_add(number)),
    })
    .unwrap();
    Running { handle, life, line: weak }
}

/// Keeps all desks running until the task is dropped.
pub async fn supervise(world: Arc<World>, slots: Arc<Vec<Slot>>) {
    let mut starts = 0;
    for slot in slots.iter() {
        starts += 1;
        let running = open(&world, starts).await;
        slot.send_replace(Some(running));
    }
    loop {
        let lives: Vec<_> =
            slots.iter().filter_map(|slot| slot.borrow().as_ref().map(|running| Arc::clone(&running.life))).collect();
        select_all(lives.iter().map(|life| life.died().boxed())).await;
        let death = lives.iter().find_map(|life| *life.death.lock().unwrap()).unwrap();
        if death.power {
            for life in &lives {
                life.die(death);
            }
        }
        for slot in slots.iter() {
            bury(&world, slot).await;
        }
        if death.power {
            world.meet("loss of power");
            world.disk.lose_power();
            world.reboot();
        }
        tokio::time::sleep(Duration::from_secs(death.dead_for)).await;
        for slot in slots.iter().filter(|slot| slot.borrow().is_none()) {
            starts += 1;
            let running = open(&world, starts).await;
            slot.send_replace(Some(running));
        }
    }
}

/// Waits until nothing is left of a desk that is dead. One that lives stays.
async fn bury(world: &World, slot: &Slot) {
    if slot.borrow().as_ref().is_none_or(|running| !running.life.is_dead()) {
        return;
    }
    let Some(dead) = slot.send_replace(None) else { return };
    let line = dead.line.clone();
    drop(dead);
    for _ in 0..100_000 {
        if line.upgrade().is_none() {
            return;
        }
        tokio::task::yield_now().await;
    }
    world.violate("a dead desk goes on".to_owned());
}

/// Kills every desk, as a machine that is switched off does; what is under way is left behind.
pub async fn stop(world: &World, slots: &[Slot]) {
    let end = Death { moment: Moment::Commit { number: 0, after: false }, dead_for: 0, power: false };
    for slot in slots {
        if let Some(running) = slot.borrow().as_ref() {
            running.life.die(end);
        }
    }
    for slot in slots {
        bury(world, slot).await;
    }
}

/// A ledger that follows everything that a gateway has, made once and copied for each run.
pub async fn template(path: &Path, records: &[tolem::domain::Record]) {
    let ledger = Ledger::open(path).await.unwrap();
    ledger.import(records.iter().map(|record| (record.clone(), None)), |_, _| {}).await.unwrap();
    ledger.close().await;
}
