//! A desk on a sandbox over real loopback HTTP, with short settling times, for tests of the whole core.
#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tolem::domain::reading::Baseline;
use tolem::domain::verdict::Settling;
use tolem::domain::{
    Currency, Environment, Intent, MerchantId, Money, MoneyLimits, OperationId, Record, RecordId, RecordKind, Stage,
    State,
};
use tolem::freedompay::{HttpTransport, Limits, Merchant, Secret, Secrets, Settings as Wire, Transport};
use tolem::ledger::{From as PageFrom, Ledger, OpenError, Operation};
use tolem::sandbox::{Config, Effect, Sandbox, Seeded};
use tolem::worker::{About, DeskError, Handle, Outcome, Parts, Settings, Submission, SystemClock, Update, start};

pub const LIMITS: Limits = Limits {
    connect: Duration::from_millis(500),
    first_byte: Duration::from_millis(1_500),
    total: Duration::from_secs(2),
    max_body: 1 << 20,
};

pub struct Desk {
    pub sandbox: Sandbox,
    pub handle: Handle,
    pub folder: TempDir,
}

pub async fn sandbox(records: usize) -> Sandbox {
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let config = Config { seed: 7, records, ..Config::default() };
    Sandbox::start(listen, config).await.unwrap()
}

pub fn merchant(sandbox: &Sandbox) -> Merchant {
    let credentials = sandbox.credentials();
    Merchant {
        host: sandbox.url(),
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

pub fn host(sandbox: &Sandbox) -> String {
    let url = sandbox.url();
    format!("{}:{}", url.host_str().unwrap(), url.port().unwrap())
}

pub fn http(sandbox: &Sandbox) -> Arc<dyn Transport> {
    Arc::new(HttpTransport::new(LIMITS, vec![host(sandbox)]).unwrap())
}

pub fn settings() -> Settings {
    let link = Some("http://127.0.0.1/return".to_owned());
    Settings {
        settling: Settling { window: Duration::from_millis(2_500), spacing: Duration::from_millis(400) },
        payer: Settling { window: Duration::from_secs(600), spacing: Duration::from_millis(400) },
        read_every: Duration::from_millis(1),
        write_pause: Duration::ZERO,
        limits: MoneyLimits::default(),
        look_around: Duration::from_millis(20),
        watches: true,
        back_link: link.clone(),
        post_link: link,
    }
}

pub fn parts(sandbox: &Sandbox, ledger: Ledger, transport: Arc<dyn Transport>, read_only: bool) -> Parts {
    Parts {
        about: About {
            profile: "test".to_owned(),
            environment: Environment::Sandbox,
            merchant: sandbox.credentials().merchant_id.clone(),
            host: host(sandbox),
            currency: Currency::Kzt,
            zone: chrono_tz::Asia::Almaty,
            read_only,
        },
        settings: settings(),
        ledger,
        merchant: merchant(sandbox),
        transport,
        clock: Arc::new(SystemClock::default()),
        seed: None,
    }
}

/// Opens the ledger of a test, as soon as the desk before has let go of it.
pub async fn ledger(folder: &Path) -> Ledger {
    let until = std::time::Instant::now() + Duration::from_secs(20);
    loop {
        match Ledger::open(&folder.join("test.db")).await {
            Err(OpenError::InUse(_)) if std::time::Instant::now() < until => tokio::task::yield_now().await,
            opened => return opened.unwrap(),
        }
    }
}

impl Desk {
    pub async fn open(records: usize) -> Self {
        let sandbox = sandbox(records).await;
        let transport = http(&sandbox);
        Self::open_with(sandbox, transport, false).await
    }

    pub async fn open_with(sandbox: Sandbox, transport: Arc<dyn Transport>, read_only: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger(folder.path()).await;
        let handle = start(parts(&sandbox, ledger, transport, read_only)).unwrap();
        Self { sandbox, handle, folder }
    }

    /// Follows the first seeded record of a kind that stands in `stage`, and reads it.
    pub async fn follow(&self, kind: RecordKind, stage: Stage) -> Record {
        let seeded = self
            .sandbox
            .seeded()
            .into_iter()
            .find(|seeded| seeded.kind == kind && seeded.reading.stage == stage)
            .unwrap_or_else(|| panic!("no {kind:?} is {stage:?} in the sandbox"));
        let id = self.handle.track(followed(&seeded)).await.unwrap();
        self.handle.refresh(id).await.unwrap()
    }

    pub async fn submit(&self, record: &Record, intent: Intent) -> Result<Outcome, DeskError> {
        let submission = Submission { record: Some(record.id), intent, decided_on: Baseline::of(record), again: None };
        self.handle.submit(submission).await
    }

    pub async fn create(&self, intent: Intent) -> Result<Outcome, DeskError> {
        self.handle.submit(Submission { record: None, intent, decided_on: Baseline::Absent, again: None }).await
    }

    pub async fn record(&self, id: RecordId) -> Record {
        self.handle.detail(id).await.unwrap().record
    }

    /// The money effects on one gateway id since the sandbox began with `before` of them.
    pub fn effects_on(&self, record: &Record) -> Vec<Effect> {
        let id = record.gateway_id.as_ref().unwrap().to_string();
        self.sandbox.effects().into_iter().filter(|effect| effect.gateway_id == id).collect()
    }

    pub async fn operations(&self) -> Vec<Operation> {
        self.handle.operations(PageFrom::First, 100).await.unwrap().rows
    }

    pub async fn settled(&self, operation: OperationId) -> Operation {
        settled(&self.handle, operation).await
    }
}

/// Waits until an operation has left Prepared, Sent and Unknown.
pub async fn settled(handle: &Handle, operation: OperationId) -> Operation {
    let mut updates = handle.updates();
    let waiting = async {
        loop {
            let rows = handle.operations(PageFrom::First, 100).await.unwrap().rows;
            let found = rows.into_iter().find(|row| row.id == operation).unwrap();
            if found.state.is_final() || found.state == State::Escalated {
                return found;
            }
            let _ = updates.recv().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("the operation never settled")
}

/// Waits until an update says that some operation is in `state`.
pub async fn reaches(updates: &mut tokio::sync::broadcast::Receiver<Update>, state: State) -> OperationId {
    let waiting = async {
        loop {
            if let Update::Operation { id, state: now, .. } = updates.recv().await.unwrap()
                && now == state
            {
                return id;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("no operation came there")
}

/// A seeded record as a desk that had followed it would know it.
pub fn followed(seeded: &Seeded) -> Record {
    let amount = seeded.reading.amount.unwrap();
    let mut record = Record::new(RecordId::from_uuid(uuid::Uuid::nil()), seeded.kind, amount, seeded.created_at);
    record.description.clone_from(&seeded.description);
    record.confirmable = seeded.confirmable;
    record.page.clone_from(&seeded.page);
    record.customer.clone_from(&seeded.customer);
    record.request_id = seeded.request_id;
    record.take(&seeded.reading);
    record
}

pub fn kzt(text: &str) -> Money {
    Money::parse(text, Currency::Kzt).unwrap()
}

/// Asks the sandbox's control interface.
pub async fn control(sandbox: &Sandbox, path: &str, body: &str) {
    let url = format!("{}/{path}", sandbox.control_url().as_str().trim_end_matches('/'));
    let reply = reqwest::Client::builder()
        .no_proxy()
        .build()
        .unwrap()
        .post(url)
        .header("content-type", "application/json")
        .body(body.to_owned())
        .send()
        .await
        .unwrap();
    assert!(reply.status().is_success(), "{}", reply.text().await.unwrap());
}
