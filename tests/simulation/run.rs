//! One run from its plan to its verdict.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tolem::domain::decision::Reason;
use tolem::domain::ids::UserId;
use tolem::domain::intent::CardToken;
use tolem::domain::{ExchangeId, IntentKind, Money, Record, RecordId, RecordKind, State};
use tolem::freedompay::{CardClearing, Client, Revoke};
use tolem::sandbox::{Config, Gateway, Seeded};
use tolem::worker::Decision;

use crate::desks::{self, Slot, merchant, stop, supervise};
use crate::disk::Disk;
use crate::operator::Operator;
use crate::oracle;
use crate::plan::{BOOKS, Plan, SnagKind};
use crate::table::Table;
use crate::wire::Console;
use crate::world::{START, World};

/// How long a run may take after everything went wrong, in seconds of its own time. Unknown outcomes that wait for a
/// payer take a quarter of an hour.
const PATIENCE: u64 = 2 * 3_600;

/// Longer than any request is on its way.
const LATE: Duration = Duration::from_secs(120);

/// What runs start from: gateways with records, and ledgers that follow them.
pub struct Library {
    books: Vec<Book>,
    _folder: tempfile::TempDir,
}

struct Book {
    gateway: Gateway,
    records: Vec<Record>,
    ledger: PathBuf,
    user: (UserId, CardToken),
}

/// A fast place for many small ledgers; what a loss of power takes is part of the plan, not of the machine.
pub fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let builder = |folder: &Path| tempfile::Builder::new().prefix("tolem-sim-").tempdir_in(folder);
    builder(memory).or_else(|_| builder(&std::env::temp_dir())).unwrap()
}

impl Library {
    pub fn new() -> Self {
        let folder = scratch();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let books = (0..BOOKS)
            .map(|number| {
                let config = Config { seed: number, records: 48, ..Config::default() };
                let gateway = Gateway::new(&config, START);
                let records: Vec<Record> =
                    gateway.seeded().iter().zip(1_u128..).map(|(seeded, n)| followed(seeded, n)).collect();
                let ledger = folder.path().join(format!("book-{number}.db"));
                runtime.block_on(desks::template(&ledger, &records));
                let card = gateway.saved_cards().into_iter().next().unwrap();
                let user = (UserId::new(&card.user_id).unwrap(), CardToken::new(&card.token).unwrap());
                Book { gateway, records, ledger, user }
            })
            .collect();
        Self { books, _folder: folder }
    }
}

/// A record as a desk that followed it from the start knows it.
fn followed(seeded: &Seeded, number: u128) -> Record {
    let id = RecordId::from_uuid(uuid::Uuid::from_u128(number));
    let mut record = Record::new(id, seeded.kind, seeded.reading.amount.unwrap(), seeded.created_at);
    record.description.clone_from(&seeded.description);
    record.customer.clone_from(&seeded.customer);
    record.request_id = seeded.request_id;
    record.take(&seeded.reading);
    record.confirmable = seeded.confirmable;
    record
}

/// What came of one run.
pub struct Verdict {
    pub violations: Vec<String>,
    pub table: Table,
}

/// Runs a plan. The same plan gives the same verdict.
pub fn run(library: &Library, plan: &Plan) -> Verdict {
    let book = &library.books[usize::try_from(plan.books).unwrap()];
    let folder = scratch();
    std::fs::copy(&book.ledger, folder.path().join("sim.db")).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let loses_power = plan.deaths.iter().any(|death| death.power);
        let disk = Disk::new(folder.path(), loses_power, plan.sabotage);
        let world = World::new(plan.clone(), book.gateway.clone(), disk);
        world.disk.flush();
        play(&world, book).await;
        let rows = oracle::check(&world, plan);
        let met = world.state().met.clone();
        let violations = std::mem::take(&mut world.state().violations);
        if std::env::var_os("SIM_TRACE").is_some() {
            println!("{rows:#?}\n{:#?}", world.state().arrived);
        }
        Verdict { violations, table: Table::of(&world, &rows, &met) }
    })
}

async fn play(world: &Arc<World>, book: &Book) {
    let plan = &world.plan;
    let slots: Arc<Vec<Slot>> = Arc::new((0..plan.desks).map(|_| watch::Sender::new(None)).collect());
    let mut supervisor = tokio::spawn(supervise(Arc::clone(world), Arc::clone(&slots)));
    for slot in slots.iter() {
        let _ = slot.subscribe().wait_for(Option::is_some).await;
    }
    world.begin_trouble();
    let mut busy = tokio::task::JoinSet::new();
    for goal in &plan.goals {
        let record = goal.subject(&book.records).map(|record| record.id);
        let operator = Operator {
            world: Arc::clone(world),
            slot: slots[goal.desk].subscribe(),
            record,
            goal: goal.clone(),
            user: book.user.clone(),
        };
        busy.spawn(operator.pursue());
    }
    for jump in plan.jumps.iter().copied() {
        let world = Arc::clone(world);
        busy.spawn(async move {
            tokio::time::sleep(Duration::from_secs(jump.at)).await;
            world.set_wall(jump.by);
        });
    }
    for foreign in plan.foreign.iter().copied() {
        busy.spawn(meddle(Arc::clone(world), book.records.clone(), foreign));
    }
    loop {
        tokio::select! {
            biased;
            broken = &mut supervisor => return world.violate(format!("a desk could not be started: {broken:?}")),
            ended = busy.join_next() => match ended {
                Some(Ok(())) => {}
                Some(Err(error)) => world.violate(format!("an operator broke off: {error}")),
                None => break,
            },
        }
    }
    // From here on nothing goes wrong: everything has to come to an end.
    world.calm_down();
    let ended = world.seconds() + PATIENCE;
    loop {
        let is_dead = slots.iter().any(|slot| slot.borrow().is_none());
        if (!oracle::is_open(world) && !is_dead) || world.seconds() > ended {
            break;
        }
        let rows = oracle::rows(world);
        let waits = |row: &&oracle::Row| {
            (row.intent == IntentKind::Confirm && row.arrived(world))
                || (row.state.is_unresolved() && row.intent == IntentKind::PayInvoice)
        };
        for payment in rows.iter().filter(waits).filter_map(|row| row.gateway_id.as_deref()) {
            world.pay(payment);
        }
        tokio::time::sleep(Duration::from_secs(20)).await;
    }
    // What got stuck on its way arrives at last.
    if plan.snags.iter().any(|snag| matches!(snag.kind, SnagKind::Stuck(_))) {
        tokio::time::sleep(LATE).await;
    }
    if plan.seed.is_multiple_of(2) {
        decide(world, &slots).await;
    }
    supervisor.abort();
    let _ = supervisor.await;
    stop(world, &slots).await;
}

/// A person looks at the provider's books, and takes down what they say.
async fn decide(world: &World, slots: &[Slot]) {
    for row in oracle::rows(world).into_iter().filter(|row| row.state == State::Escalated) {
        let Some(running) = slots[0].borrow().clone() else { return };
        let applied = !row.effects(world).is_empty();
        let decision = Decision {
            applied,
            reason: Reason::new("seen in the provider's books").unwrap(),
            who: "simulation".to_owned(),
        };
        let id = tolem::domain::OperationId::parse(&row.id).unwrap();
        match running.handle.decide(id, decision).await {
            Ok(_) => world.meet("decided by a person"),
            Err(error) => world.violate(format!("a decision was not taken down: {error}")),
        }
    }
}

/// Somebody moves money at the provider's own console.
async fn meddle(world: Arc<World>, records: Vec<Record>, foreign: crate::plan::Foreign) {
    tokio::time::sleep(Duration::from_secs(foreign.at)).await;
    let credentials = world.gateway(|gateway| gateway.credentials().clone());
    let client = Client::new(merchant(&credentials), Arc::new(Console(Arc::clone(&world))));
    let goal = crate::plan::Goal {
        number: 0,
        desk: 0,
        what: crate::plan::What::RefundPart,
        subject: foreign.subject,
        at: 0,
        hasty: false,
        thinks: 0,
    };
    let Some(record) = goal.subject(&records) else { return };
    let id = record.gateway_id.clone().unwrap();
    let amount = Money::from_minor(777, record.amount.currency());
    let exchange = ExchangeId::from_uuid(uuid::Uuid::from_u128(1));
    // Whether the gateway agrees does not matter.
    if record.kind == RecordKind::Card {
        let request =
            tolem::domain::RequestId::from_uuid(uuid::Uuid::from_u128(0x0192_f0c1_0000_7000_8000_0000_0000_0001));
        let call = CardClearing { request, transaction: id, amount };
        let _ = client.call(&call, "console", exchange).await;
    } else {
        let _ = client.call(&Revoke { payment: id, amount }, "console", exchange).await;
    }
    world.meet("somebody at the provider's console");
}
