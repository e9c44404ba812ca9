//! The whole core against the sandbox over real loopback HTTP: what an operator does, and what happens to the money.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

mod common;

use std::sync::{Arc, Mutex};

use common::{Desk, control, followed, http, kzt, ledger, parts, reaches, sandbox, settled};
use tolem::domain::guard::Refusal;
use tolem::domain::ids::UserId;
use tolem::domain::intent::{CardToken, NewOrder};
use tolem::domain::reading::Baseline;
use tolem::domain::{Intent, IntentKind, OrderId, Record, RecordId, RecordKind, Stage, State, Timestamp};
use tolem::freedompay::{Transport, TransportError, WireReply, WireRequest};
use tolem::ledger::From as PageFrom;
use tolem::worker::{DeskError, Outcome, Submission, start};

fn refund(amount: &str) -> Intent {
    Intent::Refund { amount: kzt(amount) }
}

fn order(id: &str, amount: &str) -> NewOrder {
    NewOrder { order_id: OrderId::new(id).unwrap(), amount: kzt(amount), description: "Чай и хлеб".to_owned() }
}

#[tokio::test]
async fn part_of_a_cleared_payment_is_refunded_and_the_record_shows_it() {
    let desk = Desk::open(60).await;
    let paid = desk.follow(RecordKind::Payment, Stage::Cleared).await;
    let before = desk.effects_on(&paid).len();
    let outcome = desk.submit(&paid, refund("10.50")).await.unwrap();
    assert_eq!(outcome.state, State::Confirmed, "{}", outcome.message);
    let now = desk.record(paid.id).await;
    assert_eq!((now.stage, now.refunded, now.refund_count), (Stage::PartlyRefunded, kzt("10.50"), 1));
    let effects = desk.effects_on(&paid);
    assert_eq!(effects.len(), before + 1);
    assert_eq!(effects.last().unwrap().amount, kzt("10.50"));
    let detail = desk.handle.detail(paid.id).await.unwrap();
    assert!(detail.exchanges.iter().any(|exchange| exchange.call == "revoke.php" && exchange.operation.is_some()));
    assert!(detail.events.iter().any(|event| event.text.contains("confirmed")));
}

/// A refund of 5.00 that took effect and whose reply was lost: the payment before it, and how often its money had moved.
async fn lost(desk: &Desk) -> (Record, usize, Outcome) {
    let paid = desk.follow(RecordKind::Payment, Stage::Cleared).await;
    let before = desk.effects_on(&paid).len();
    control(&desk.sandbox, "faults", r#"{"call":"revoke.php","fault":"apply_then_drop_reply","times":1}"#).await;
    let outcome = desk.submit(&paid, refund("5")).await.unwrap();
    assert_eq!(outcome.state, State::Unknown);
    (paid, before, outcome)
}

#[tokio::test]
async fn a_lost_reply_is_unknown_and_reading_proves_the_one_refund() {
    let desk = Desk::open(60).await;
    let (paid, before, outcome) = lost(&desk).await;
    assert!(outcome.message.contains("do not repeat it"));
    let settled = desk.settled(outcome.operation).await;
    assert_eq!(settled.state, State::Confirmed, "{}", settled.note);
    assert_eq!(desk.effects_on(&paid).len(), before + 1);
    assert_eq!(desk.record(paid.id).await.refunded, kzt("5"));
}

#[tokio::test]
async fn what_went_through_without_an_answer_is_done_once_more_only_by_somebody_who_knows_of_it() {
    let desk = Desk::open(60).await;
    let (paid, before, first) = lost(&desk).await;
    assert_eq!(desk.settled(first.operation).await.state, State::Confirmed);

    let seen = desk.handle.refresh(paid.id).await.unwrap();
    let refused = Refusal::Repeats { intent: IntentKind::Refund, operation: first.operation.short() };
    assert_eq!(desk.submit(&seen, refund("5")).await.unwrap_err(), DeskError::Refused(refused));
    assert_eq!(desk.effects_on(&paid).len(), before + 1);
    let knowing = Submission {
        record: Some(paid.id),
        intent: refund("5"),
        decided_on: Baseline::of(&seen),
        again: Some(first.operation),
    };
    assert_eq!(desk.handle.preview(knowing.clone()).await.unwrap().repeats, Some(first.operation));
    let other = Submission { intent: refund("6"), ..knowing.clone() };
    assert_eq!(desk.handle.preview(other).await.unwrap().repeats, None);
    assert_eq!(desk.handle.submit(knowing).await.unwrap().state, State::Confirmed);
    // That one was answered, so that whoever asks for a third knows of it.
    let seen = desk.handle.refresh(paid.id).await.unwrap();
    assert_eq!(desk.submit(&seen, refund("5")).await.unwrap().state, State::Confirmed);
    assert_eq!(desk.effects_on(&paid).len(), before + 3);
}

#[tokio::test]
async fn while_an_outcome_is_unknown_the_record_takes_no_other_operation() {
    let desk = Desk::open(60).await;
    let paid = desk.follow(RecordKind::Payment, Stage::Cleared).await;
    let before = desk.effects_on(&paid).len();
    control(&desk.sandbox, "faults", r#"{"call":"revoke.php","fault":"delay_reply","seconds":1,"times":1}"#).await;
    let mut updates = desk.handle.updates();
    let (first, second) = tokio::join!(desk.submit(&paid, refund("5")), async {
        reaches(&mut updates, State::Prepared).await;
        desk.submit(&paid, refund("5")).await
    });
    assert_eq!(first.unwrap().state, State::Confirmed);
    let refusal = second.unwrap_err();
    assert!(matches!(refusal, DeskError::Refused(Refusal::Unsettled(_) | Refusal::Changed(_))), "{refusal}");
    assert_eq!(desk.effects_on(&paid).len(), before + 1);
}

/// A transport whose writes can be made to fail in every way; reads pass.
struct Broken {
    inner: Arc<dyn Transport>,
    /// What becomes of the next writes; `None` lets them through.
    fate: Mutex<Option<Fate>>,
}

#[derive(Clone, Copy)]
enum Fate {
    /// No byte leaves.
    Unsent,
    /// The request vanishes on its way.
    Lost,
    /// It vanishes, and something else answers: a status and a body.
    Answered(u16, &'static str),
}

impl Broken {
    fn new(inner: Arc<dyn Transport>, fate: Fate) -> Arc<Self> {
        Arc::new(Self { inner, fate: Mutex::new(Some(fate)) })
    }

    fn mend(&self) {
        *self.fate.lock().unwrap() = None;
    }
}

#[async_trait::async_trait]
impl Transport for Broken {
    async fn send(&self, request: WireRequest) -> Result<WireReply, TransportError> {
        let fate = *self.fate.lock().unwrap();
        match fate.filter(|_| request.is_write) {
            None => self.inner.send(request).await,
            Some(Fate::Unsent) => Err(TransportError::NeverSent("connection refused".to_owned())),
            Some(Fate::Lost) => Err(TransportError::Lost("no answer within 2 s".to_owned())),
            Some(Fate::Answered(status, body)) => {
                Ok(WireReply { status, body: body.as_bytes().to_vec(), ..WireReply::default() })
            }
        }
    }
}

async fn broken(fate: Fate) -> (Desk, Arc<Broken>) {
    let sandbox = sandbox(60).await;
    let transport = Broken::new(http(&sandbox), fate);
    let desk = Desk::open_with(sandbox, Arc::<Broken>::clone(&transport), false).await;
    (desk, transport)
}

#[tokio::test]
async fn what_never_left_is_not_applied_at_once_and_may_be_tried_again() {
    let (desk, transport) = broken(Fate::Unsent).await;
    let paid = desk.follow(RecordKind::Payment, Stage::Cleared).await;
    let outcome = desk.submit(&paid, refund("5")).await.unwrap();
    assert_eq!(outcome.state, State::NotApplied);
    assert!(outcome.message.contains("could not be sent: connection refused"), "{}", outcome.message);
    transport.mend();
    let paid = desk.record(paid.id).await;
    assert_eq!(desk.submit(&paid, refund("5")).await.unwrap().state, State::Confirmed);
}

#[tokio::test]
async fn what_was_lost_on_its_way_is_not_applied_only_after_the_settling_window() {
    let (desk, _transport) = broken(Fate::Lost).await;
    let paid = desk.follow(RecordKind::Payment, Stage::Cleared).await;
    let before = desk.effects_on(&paid).len();
    let outcome = desk.submit(&paid, refund("5")).await.unwrap();
    assert_eq!(outcome.state, State::Unknown);
    let settled = desk.settled(outcome.operation).await;
    assert_eq!(settled.state, State::NotApplied, "{}", settled.note);
    let waited = settled.changed_at.since(settled.sent_at.unwrap());
    assert!(waited >= common::settings().settling.window, "{waited:?}");
    assert_eq!(desk.effects_on(&paid).len(), before);
}

/// A ledger that takes no step while the request is on its way: the trigger stands for a full disk.
struct Jammed {
    inner: Arc<dyn Transport>,
    ledger: std::path::PathBuf,
}

async fn on_the_side(ledger: &std::path::Path, sql: &'static str) {
    use sqlx::Connection as _;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(ledger);
    let mut side = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query(sql).execute(&mut side).await.unwrap();
    side.close().await.unwrap();
}

#[async_trait::async_trait]
impl Transport for Jammed {
    async fn send(&self, request: WireRequest) -> Result<WireReply, TransportError> {
        if request.is_write {
            let jam = "CREATE TRIGGER jam BEFORE UPDATE ON operations BEGIN SELECT RAISE(FAIL, 'disk full'); END";
            on_the_side(&self.ledger, jam).await;
        }
        self.inner.send(request).await
    }
}

#[tokio::test]
async fn an_answer_that_the_ledger_cannot_keep_is_unknown_and_is_read_for_once_it_can() {
    let sandbox = sandbox(60).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.db");
    let jammed = Arc::new(Jammed { inner: http(&sandbox), ledger: path.clone() });
    let handle = start(parts(&sandbox, ledger(folder.path()).await, jammed, false)).unwrap();
    let desk = Desk { sandbox, handle, folder };
    let paid = desk.follow(RecordKind::Payment, Stage::Cleared).await;
    let before = desk.effects_on(&paid).len();
    let outcome = desk.submit(&paid, refund("5")).await.unwrap();
    assert_eq!(outcome.state, State::Unknown, "never a failure");
    assert!(
        outcome.message.contains("do not repeat it") && outcome.message.contains("disk full"),
        "{}",
        outcome.message
    );
    on_the_side(&path, "DROP TRIGGER jam").await;
    let settled = desk.settled(outcome.operation).await;
    assert_eq!(settled.state, State::Confirmed, "{}", settled.note);
    assert_eq!(desk.effects_on(&paid).len(), before + 1);
}

#[tokio::test]
async fn a_change_by_somebody_else_escalates_the_operation() {
    let (desk, _transport) = broken(Fate::Lost).await;
    let paid = desk.follow(RecordKind::Payment, Stage::Cleared).await;
    let outcome = desk.submit(&paid, refund("5")).await.unwrap();
    assert_eq!(outcome.state, State::Unknown);
    // A second desk with a ledger of its own refunds another amount.
    let other_folder = tempfile::tempdir().unwrap();
    let other = start(parts(&desk.sandbox, ledger(other_folder.path()).await, http(&desk.sandbox), false)).unwrap();
    let id = other.track(paid.clone()).await.unwrap();
    let seen = other.refresh(id).await.unwrap();
    let submission = Submission { record: Some(id), intent: refund("7"), decided_on: Baseline::of(&seen), again: None };
    assert_eq!(other.submit(submission).await.unwrap().state, State::Confirmed);
    let settled = desk.settled(outcome.operation).await;
    assert_eq!(settled.state, State::Escalated, "{}", settled.note);
    assert!(settled.note.contains("a person must decide"));
}

#[test]
fn a_program_killed_between_sent_and_the_reply_resolves_at_its_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let keeper = tokio::runtime::Runtime::new().unwrap();
    let sandbox = keeper.block_on(sandbox(60));
    // The first life, in a runtime of its own, which is torn down while the reply is awaited.
    let first = tokio::runtime::Runtime::new().unwrap();
    let (operation, record, before) = first.block_on(async {
        let ledger = ledger(folder.path()).await;
        let handle = start(parts(&sandbox, ledger, http(&sandbox), false)).unwrap();
        let seeded = sandbox
            .seeded()
            .into_iter()
            .find(|seeded| seeded.kind == RecordKind::Payment && seeded.reading.stage == Stage::Cleared)
            .unwrap();
        let id = handle.track(followed(&seeded)).await.unwrap();
        let seen = handle.refresh(id).await.unwrap();
        let before = sandbox.effects().len();
        control(&sandbox, "faults", r#"{"call":"revoke.php","fault":"delay_reply","seconds":20,"times":1}"#).await;
        let submission =
            Submission { record: Some(id), intent: refund("12"), decided_on: Baseline::of(&seen), again: None };
        let sending = handle.clone();
        tokio::spawn(async move { sending.submit(submission).await });
        // The effect is in the gateway's ledger and the reply is not: this is the moment to die.
        while sandbox.effects().len() == before {
            tokio::task::yield_now().await;
        }
        let operation = handle.operations(PageFrom::First, 1).await.unwrap().rows.remove(0);
        assert_eq!(operation.state, State::Sent);
        (operation, id, before)
    });
    first.shutdown_background();
    // The second life.
    let second = tokio::runtime::Runtime::new().unwrap();
    second.block_on(async {
        let ledger = ledger(folder.path()).await;
        let handle = start(parts(&sandbox, ledger, http(&sandbox), false)).unwrap();
        let settled = settled(&handle, operation.id).await;
        assert_eq!(settled.state, State::Confirmed, "{}", settled.note);
        assert_eq!(handle.detail(record).await.unwrap().record.refunded, kzt("12"));
        assert_eq!(sandbox.effects().len(), before + 1, "exactly one effect");
    });
}

#[tokio::test]
async fn a_held_card_transaction_is_cleared_and_then_refunded() {
    let desk = Desk::open(60).await;
    let held = desk.follow(RecordKind::Card, Stage::Held).await;
    let cleared = desk.submit(&held, Intent::Clear { amount: held.amount }).await.unwrap();
    assert_eq!(cleared.state, State::Confirmed, "{}", cleared.message);
    let now = desk.record(held.id).await;
    assert_eq!((now.stage, now.cleared), (Stage::Cleared, held.amount));
    let refunded = desk.submit(&now, refund("1.05")).await.unwrap();
    assert_eq!(refunded.state, State::Confirmed, "{}", refunded.message);
    let now = desk.record(held.id).await;
    assert_eq!((now.stage, now.refunded), (Stage::PartlyRefunded, kzt("1.05")));
}

#[tokio::test]
async fn a_card_refund_whose_reply_is_lost_is_proven_by_its_own_request_id() {
    let desk = Desk::open(60).await;
    let paid = desk.follow(RecordKind::Card, Stage::Cleared).await;
    let before = desk.effects_on(&paid).len();
    control(&desk.sandbox, "faults", r#"{"call":"transaction/refund","fault":"apply_then_drop_reply","times":1}"#)
        .await;
    let outcome = desk.submit(&paid, refund("3")).await.unwrap();
    assert_eq!(outcome.state, State::Unknown);
    let settled = desk.settled(outcome.operation).await;
    assert_eq!(settled.state, State::Confirmed, "{}", settled.note);
    assert_eq!(desk.effects_on(&paid).len(), before + 1);
    assert_eq!(desk.record(paid.id).await.refunded, kzt("3"));
}

#[tokio::test]
async fn a_hold_is_cleared_in_part_or_cancelled() {
    let desk = Desk::open(120).await;
    let held = desk.follow(RecordKind::Payment, Stage::Held).await;
    let too_much = held.amount.plus(kzt("0.01")).unwrap();
    let refusal = desk.submit(&held, Intent::Clear { amount: too_much }).await.unwrap_err();
    assert!(matches!(refusal, DeskError::Refused(Refusal::TooMuch { .. })), "{refusal}");
    let outcome = desk.submit(&held, Intent::Clear { amount: kzt("1") }).await.unwrap();
    assert_eq!(outcome.state, State::Confirmed, "{}", outcome.message);
    assert_eq!(desk.record(held.id).await.cleared, kzt("1"));

    let created = desk.create(Intent::CreatePayment { order: order("T-hold", "900"), lifetime: None }).await.unwrap();
    assert_eq!(created.state, State::Confirmed, "{}", created.message);
    assert!(created.page.unwrap().starts_with("http"));
}

#[tokio::test]
async fn the_payers_page_is_told_of_a_creation_and_not_of_what_comes_after_it() {
    let desk = Desk::open(0).await;
    let intent = Intent::CreatePayment { order: order("A-1", "900"), lifetime: None };
    let submission = Submission { record: None, intent: intent.clone(), decided_on: Baseline::Absent, again: None };
    let preview = desk.handle.preview(submission).await.unwrap();
    let key = ("pg_idempotency_key".to_owned(), "(minted when it is sent)".to_owned());
    assert!(preview.fields.contains(&key) && preview.repeats.is_none(), "{preview:?}");
    let created = desk.create(intent).await.unwrap();
    assert!(created.page.unwrap().starts_with("http"));
    let id = desk.record(created.record).await.gateway_id.unwrap();
    control(&desk.sandbox, &format!("payments/{id}/pay"), r#"{"card":"4716047261941981"}"#).await;
    let paid = desk.handle.refresh(created.record).await.unwrap();
    let refunded = desk.submit(&paid, refund("1")).await.unwrap();
    assert_eq!((refunded.state, refunded.page), (State::Confirmed, None));
}

#[tokio::test]
async fn a_hold_that_is_cancelled_is_reversed() {
    let desk = Desk::open(60).await;
    let held = desk.follow(RecordKind::Payment, Stage::Held).await;
    let outcome = desk.submit(&held, Intent::Cancel).await.unwrap();
    assert_eq!(outcome.state, State::Confirmed, "{}", outcome.message);
    assert_eq!(desk.record(held.id).await.stage, Stage::Reversed);
}

#[tokio::test]
async fn an_invoice_is_created_and_paid_with_a_saved_card() {
    let desk = Desk::open(0).await;
    let created = desk.create(Intent::CreateInvoice(order("INV-1", "2500.50"))).await.unwrap();
    assert_eq!(created.state, State::Confirmed, "{}", created.message);
    let invoice = desk.record(created.record).await;
    assert!(invoice.customer.is_some() && invoice.gateway_id.is_some());
    let card = desk.sandbox.with_gateway(|gateway| gateway.saved_cards().first().cloned()).unwrap();
    let invoice = desk.handle.refresh(invoice.id).await.unwrap();
    let intent =
        Intent::PayInvoice { user: UserId::new(&card.user_id).unwrap(), token: CardToken::new(&card.token).unwrap() };
    let paid = desk.submit(&invoice, intent).await.unwrap();
    let settled = desk.settled(paid.operation).await;
    assert_eq!(settled.state, State::Confirmed, "{}", settled.note);
    assert_eq!(desk.record(invoice.id).await.stage, Stage::Cleared);
    let detail = desk.handle.detail(invoice.id).await.unwrap();
    for exchange in detail.exchanges {
        assert!(!exchange.request.contains(&card.token), "{}", exchange.request);
        assert!(!exchange.reply.unwrap_or_default().contains(&card.token));
    }
}

#[tokio::test]
async fn a_saved_card_is_charged_and_waits_for_the_payers_cvc() {
    let desk = Desk::open(0).await;
    let card = desk.sandbox.with_gateway(|gateway| gateway.saved_cards().first().cloned()).unwrap();
    let intent = Intent::ChargeCard {
        order: order("CH-1", "4200"),
        user: UserId::new(&card.user_id).unwrap(),
        token: CardToken::new(&card.token).unwrap(),
    };
    let charged = desk.create(intent).await.unwrap();
    assert_eq!(charged.state, State::Confirmed, "{}", charged.message);
    let payment = desk.handle.refresh(charged.record).await.unwrap();
    assert!(payment.confirmable, "{payment:?}");
    let confirming = desk.submit(&payment, Intent::Confirm).await.unwrap();
    assert_eq!(confirming.state, State::Unknown, "{}", confirming.message);
    let page = confirming.page.unwrap();
    assert!(std::fs::read_to_string(&page).unwrap().to_lowercase().contains("<form"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&page).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let id = payment.gateway_id.unwrap().to_string();
    control(&desk.sandbox, &format!("payments/{id}/pay"), r#"{"card":"4716047261941981"}"#).await;
    let settled = desk.settled(confirming.operation).await;
    assert_eq!(settled.state, State::Confirmed, "{}", settled.note);
}

#[tokio::test]
async fn a_payout_page_is_created_and_a_used_order_number_is_refused_unsent() {
    let desk = Desk::open(0).await;
    let created = desk.create(Intent::CreatePayout(order("OUT-1", "1000"))).await.unwrap();
    assert_eq!(created.state, State::Confirmed, "{}", created.message);
    assert!(created.page.unwrap().starts_with("http"));
    let refusal = desk.create(Intent::CreatePayout(order("OUT-1", "1000"))).await.unwrap_err();
    assert!(refusal.to_string().contains("exists already"), "{refusal}");
    assert_eq!(desk.operations().await.len(), 1);
}

#[tokio::test]
async fn one_order_number_that_is_created_twice_at_the_same_moment_is_created_once() {
    let desk = Desk::open(0).await;
    let create = || desk.create(Intent::CreatePayment { order: order("TWIN-1", "700"), lifetime: None });
    let (one, other) = tokio::join!(create(), create());
    let (done, refused): (Vec<_>, Vec<_>) = [one, other].into_iter().partition(Result::is_ok);
    assert_eq!(done[0].as_ref().unwrap().state, State::Confirmed);
    let refusal = refused[0].as_ref().unwrap_err().to_string();
    assert!(refusal.contains("exists already") && refusal.contains("nothing was sent"), "{refusal}");
    assert_eq!(desk.operations().await.len(), 1);
}

#[tokio::test]
async fn a_creation_whose_reply_is_lost_is_found_by_its_order_number() {
    let desk = Desk::open(0).await;
    control(&desk.sandbox, "faults", r#"{"call":"init_payment.php","fault":"apply_then_drop_reply","times":1}"#).await;
    let created = desk.create(Intent::CreatePayment { order: order("NEW-1", "700"), lifetime: None }).await.unwrap();
    assert_eq!(created.state, State::Unknown);
    let settled = desk.settled(created.operation).await;
    assert_eq!(settled.state, State::Confirmed, "{}", settled.note);
    assert!(settled.note.contains("page was lost with the reply"), "{}", settled.note);
    assert!(desk.record(created.record).await.gateway_id.is_some());
}

#[tokio::test]
async fn a_read_only_desk_sends_nothing() {
    let sandbox = sandbox(60).await;
    let transport = http(&sandbox);
    let desk = Desk::open_with(sandbox, transport, true).await;
    let paid = desk.follow(RecordKind::Payment, Stage::Cleared).await;
    let before = desk.sandbox.effects().len();
    assert_eq!(desk.submit(&paid, refund("1")).await, Err(DeskError::Refused(Refusal::ReadOnly)));
    assert_eq!(desk.create(Intent::CreatePayout(order("X", "1"))).await, Err(DeskError::Refused(Refusal::ReadOnly)));
    assert_eq!(desk.sandbox.effects().len(), before);
    assert!(desk.operations().await.is_empty());
}

#[tokio::test]
async fn a_record_that_changed_since_the_decision_is_refused_unsent() {
    let desk = Desk::open(60).await;
    let seen = desk.follow(RecordKind::Payment, Stage::Cleared).await;
    assert_eq!(desk.submit(&seen, refund("1")).await.unwrap().state, State::Confirmed);
    let refusal = desk.submit(&seen, refund("1")).await.unwrap_err();
    assert!(matches!(refusal, DeskError::Refused(Refusal::Changed(_))), "{refusal}");
    assert_eq!(desk.operations().await.len(), 1);
}

#[tokio::test]
async fn only_a_believable_no_is_a_rejection() {
    let refusal = "<response><pg_status>error</pg_status><pg_error_code>11026</pg_error_code>\
                   <pg_error_description>Chargeback</pg_error_description></response>";
    let vague = "<response><pg_status>error</pg_status><pg_error_code>9999</pg_error_code></response>";
    let unsigned = "<response><pg_status>ok</pg_status></response>";
    for (status, body, expected) in [
        (200, refusal, State::Rejected),
        (401, refusal, State::Rejected),
        (500, refusal, State::Unknown),
        (200, vague, State::Unknown),
        (200, unsigned, State::Unknown),
        (200, "<response><pg_status>ok</pg_order_id>", State::Unknown),
        (302, "", State::Unknown),
    ] {
        let (desk, _transport) = broken(Fate::Answered(status, body)).await;
        let paid = desk.follow(RecordKind::Payment, Stage::Cleared).await;
        let outcome = desk.submit(&paid, refund("5")).await.unwrap();
        assert_eq!(outcome.state, expected, "HTTP {status} {body}");
        if expected == State::Rejected {
            assert!(outcome.message.contains("11026 Chargeback"), "{}", outcome.message);
        }
    }
}

#[tokio::test]
async fn without_a_gateway_nothing_is_journalled_or_sent() {
    let desk = Desk::open(60).await;
    let paid = desk.follow(RecordKind::Payment, Stage::Cleared).await;
    let Desk { sandbox, handle, folder } = desk;
    sandbox.stop().await;
    let submission =
        Submission { record: Some(paid.id), intent: refund("1"), decided_on: Baseline::of(&paid), again: None };
    let error = handle.submit(submission).await.unwrap_err();
    assert!(matches!(error, DeskError::Unread(_)), "{error}");
    assert_eq!(handle.operations(PageFrom::First, 10).await.unwrap().total, Some(0));
    drop(folder);
}

#[tokio::test]
async fn a_command_reads_what_it_was_asked_for_and_leaves_what_is_due_to_desks_that_watch() {
    let sandbox = sandbox(60).await;
    let folder = tempfile::tempdir().unwrap();
    let ledger = ledger(folder.path()).await;
    let mut moving = sandbox.seeded().into_iter().filter(|seeded| seeded.reading.stage == Stage::New);
    let [mut asked, mut other] = [followed(&moving.next().unwrap()), followed(&moving.next().unwrap())];
    asked.id = RecordId::from_uuid(uuid::Uuid::from_u128(1));
    other.id = RecordId::from_uuid(uuid::Uuid::from_u128(2));
    let long_ago = Timestamp::from_millis(1);
    ledger.import([(asked.clone(), None), (other, Some(long_ago))].into_iter(), |_, _| {}).await.unwrap();
    let mut parts = parts(&sandbox, ledger.clone(), http(&sandbox), false);
    parts.settings.watches = false;
    let handle = start(parts).unwrap();
    for _ in 0..2 {
        assert!(handle.refresh(asked.id).await.unwrap().read_at.is_some());
    }
    assert_eq!(ledger.next_due_record().await.unwrap(), Some(long_ago), "nobody took it");
}

#[tokio::test]
async fn a_watched_record_changes_without_being_asked_for() {
    let desk = Desk::open(0).await;
    let created = desk.create(Intent::CreatePayment { order: order("W-1", "700"), lifetime: None }).await.unwrap();
    let payment = desk.record(created.record).await;
    let mut updates = desk.handle.updates();
    let id = payment.gateway_id.unwrap().to_string();
    control(&desk.sandbox, &format!("payments/{id}/pay"), r#"{"card":"4716047261941981"}"#).await;
    desk.handle.on_screen(vec![payment.id]);
    let waiting = async {
        while desk.record(payment.id).await.stage != Stage::Cleared {
            let _ = updates.recv().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), waiting).await.expect("it never changed");
}
