//! The whole core in one process, at a gateway that repeats what it must not.

use std::fmt::Debug;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Mutex, OnceLock};

use tolem::domain::ids::UserId;
use tolem::domain::intent::{CardToken, NewOrder};
use tolem::domain::reading::Baseline;
use tolem::domain::{Intent, OrderId, Record, RecordKind, Stage};
use tolem::ledger::From as PageFrom;
use tolem::worker::Submission;

use crate::common::{Desk, followed, http, kzt, merchant, sandbox};
use crate::echo::{Echo, Way};
use crate::search::{Canary, assert_folder_silent, assert_silent};

const PAN: &str = "4405645000006150";
const CVC: &str = "cvc-canary-917";

/// Where the log of all tests of this program goes: everything, from every crate.
static LOG: OnceLock<tempfile::NamedTempFile> = OnceLock::new();

fn log() -> &'static Path {
    LOG.get_or_init(|| {
        let file = tempfile::NamedTempFile::new().unwrap();
        let writer = Mutex::new(file.reopen().unwrap());
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(writer).with_ansi(false).init();
        file
    })
    .path()
}

/// Everything that was printed with `Debug` or `Display`.
#[derive(Default)]
struct Said(String);

impl Said {
    fn debug(&mut self, what: impl Debug) {
        writeln!(self.0, "{what:?}\n{what:#?}").unwrap();
    }

    fn submitted<T: Debug, E: Debug + ToString>(&mut self, outcome: &Result<T, E>) {
        self.debug(outcome);
        if let Err(error) = outcome {
            self.0.push_str(&error.to_string());
        }
    }
}

struct Scene {
    desk: Desk,
    said: Said,
    token: String,
}

impl Scene {
    fn order(way: Way, name: &str) -> NewOrder {
        let id = format!("{name}-{way:?}");
        NewOrder {
            order_id: OrderId::new(id).unwrap(), amount: kzt("500"), description: "Чай и хлеб".to_owned()
        }
    }

    fn saved_card(&self) -> (UserId, CardToken) {
        let card = self.desk.sandbox.with_gateway(|gateway| gateway.saved_cards().first().cloned()).unwrap();
        (UserId::new(&card.user_id).unwrap(), CardToken::new(&self.token).unwrap())
    }

    async fn send(&mut self, record: Option<&Record>, intent: Intent) {
        let decided_on = record.map_or(Baseline::Absent, Baseline::of);
        let submission = Submission { record: record.map(|record| record.id), intent, decided_on, again: None };
        self.said.debug(&submission);
        let preview = self.desk.handle.preview(submission.clone()).await;
        self.said.submitted(&preview);
        let outcome = self.desk.handle.submit(submission).await;
        self.said.submitted(&outcome);
        if let Ok(outcome) = outcome {
            self.said.submitted(&self.desk.handle.resolve(outcome.operation).await);
            if let Some(page) = outcome.page.filter(|page| Path::new(page).is_file()) {
                self.check_page(Path::new(&page));
            }
        }
    }

    /// A payer's page is the provider's own; it may hold what the provider wrote, but none of our secrets, and only
    /// this user reads it.
    fn check_page(&self, page: &Path) {
        let canaries = secrets(&self.desk);
        assert_silent("the payer's page", &std::fs::read(page).unwrap(), &canaries);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(page), mode(page.parent().unwrap())), (0o600, 0o700));
        }
    }

    /// A record that stands in a stage, as a desk that had followed it would know it.
    async fn known(&mut self, kind: RecordKind, stage: Stage, nth: usize) -> Option<Record> {
        let seeded = self.desk.sandbox.seeded();
        let of_kind: Vec<_> = seeded.iter().filter(|one| one.kind == kind && one.reading.stage == stage).collect();
        let seeded = of_kind.get(nth % of_kind.len().max(1))?;
        let id = self.desk.handle.track(followed(seeded)).await.unwrap();
        let fresh = self.desk.handle.refresh(id).await;
        self.said.submitted(&fresh);
        fresh.ok()
    }
}

fn secrets(desk: &Desk) -> Vec<Canary> {
    let credentials = desk.sandbox.credentials();
    vec![
        Canary::new("merchant secret", &credentials.secret_key),
        Canary::new("payout secret", &credentials.payout_secret_key),
        Canary::new("Card API secret", &credentials.card_api_secret),
    ]
}

/// Every call that the worker can make, with replies spoilt in one way.
async fn everything(way: Way, reads_too: bool) {
    let log = log();
    let sandbox = sandbox(120).await;
    let card = sandbox.with_gateway(|gateway| gateway.saved_cards().first().cloned()).unwrap();
    let echo = Echo::new(http(&sandbox), merchant(&sandbox), &card.token, PAN, CVC);
    let desk = Desk::open_with(sandbox, std::sync::Arc::<Echo>::clone(&echo), false).await;
    let mut canaries = secrets(&desk);
    canaries.extend([
        Canary::new("card token", &card.token),
        Canary::new("card number", PAN),
        Canary::new("verification code", CVC),
    ]);
    let mut scene = Scene { desk, said: Said::default(), token: card.token.clone() };
    let mut updates = scene.desk.handle.updates();

    let cleared = scene.known(RecordKind::Payment, Stage::Cleared, 0).await.unwrap();
    let held = scene.known(RecordKind::Payment, Stage::Held, 0).await.unwrap();
    let other = scene.known(RecordKind::Payment, Stage::Held, 1).await.unwrap();
    let card_held = scene.known(RecordKind::Card, Stage::Held, 0).await.unwrap();
    let card_paid = scene.known(RecordKind::Card, Stage::Cleared, 0).await.unwrap();
    let payout = scene.known(RecordKind::Payout, Stage::Cleared, 0).await;
    let (user, token) = scene.saved_card();
    let invoice = scene.desk.create(Intent::CreateInvoice(Scene::order(way, "I0"))).await.unwrap();
    let invoice = scene.desk.handle.refresh(invoice.record).await.unwrap();
    let charge = Intent::ChargeCard { order: Scene::order(way, "H0"), user: user.clone(), token: token.clone() };
    let charged = scene.desk.create(charge).await.unwrap();
    let charged = scene.desk.handle.refresh(charged.record).await.unwrap();

    echo.spoil(way, reads_too);
    scene.send(Some(&cleared), Intent::Refund { amount: kzt("1") }).await;
    scene.send(Some(&held), Intent::Clear { amount: kzt("1") }).await;
    scene.send(Some(&other), Intent::Cancel).await;
    scene.send(Some(&card_held), Intent::Clear { amount: card_held.amount }).await;
    scene.send(Some(&card_paid), Intent::Refund { amount: kzt("1") }).await;
    scene.send(Some(&invoice), Intent::PayInvoice { user: user.clone(), token: token.clone() }).await;
    scene.send(Some(&charged), Intent::Confirm).await;
    scene.send(None, Intent::CreatePayment { order: Scene::order(way, "P"), lifetime: None }).await;
    scene.send(None, Intent::CreateInvoice(Scene::order(way, "I"))).await;
    scene.send(None, Intent::CreatePayout(Scene::order(way, "O"))).await;
    scene.send(None, Intent::ChargeCard { order: Scene::order(way, "H"), user, token }).await;
    for record in [cleared, held, card_held, invoice].into_iter().chain(payout) {
        let fresh = scene.desk.handle.refresh(record.id).await;
        scene.said.submitted(&fresh);
    }

    for kind in RecordKind::ALL {
        let page = scene.desk.handle.page(kind, tolem::domain::Query::default(), PageFrom::First, 100).await.unwrap();
        for record in &page.rows {
            scene.said.debug(scene.desk.handle.detail(record.id).await.unwrap());
        }
        scene.said.debug(page);
    }
    let operations = scene.desk.operations().await;
    assert!(reads_too || operations.len() >= 8, "{} operations: the canaries were hardly anywhere", operations.len());
    scene.said.debug(operations);
    scene.said.debug(scene.desk.handle.about());
    scene.said.debug(scene.desk.handle.health().borrow().clone());
    while let Ok(update) = updates.try_recv() {
        scene.said.debug(update);
    }
    let merchant = merchant(&scene.desk.sandbox);
    scene.said.debug((&merchant, &merchant.secrets));
    assert_silent(&format!("{way:?}: what was said"), scene.said.0.as_bytes(), &canaries);

    let Desk { sandbox, handle, folder } = scene.desk;
    let files = assert_folder_silent(&format!("{way:?}: the ledger in use"), folder.path(), &canaries);
    assert!(files >= 2, "the write-ahead log is among {files} files");
    drop(handle);
    sandbox.stop().await;
    // Reopening waits for the desk to be gone, and closing writes everything into the one file.
    crate::common::ledger(folder.path()).await.close().await;
    assert!(assert_folder_silent(&format!("{way:?}: the ledger"), folder.path(), &canaries) >= 1);
    let log = std::fs::read(log).unwrap();
    assert!(log.len() > 10_000, "everything is logged");
    assert_silent(&format!("{way:?}: the log"), &log, &canaries);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_gateway_repeats_to_a_write_is_kept_and_told_nowhere() {
    for way in Way::ALL {
        everything(way, false).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_gateway_repeats_to_a_read_is_kept_and_told_nowhere() {
    for way in Way::ALL {
        everything(way, true).await;
    }
}
