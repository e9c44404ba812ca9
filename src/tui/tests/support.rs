//! Models, records and keys for the tests.

use std::cell::Cell;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use super::super::activity::Sending;
use super::super::model::{Model, Screen};
use super::super::msg::{Effect, Msg};
use super::super::theme::Theme;
use super::super::update::update;
use super::super::view;
use crate::domain::operation::Fact;
use crate::domain::reading::Baseline;
use crate::domain::record::tests_support::record;
use crate::domain::verdict::{Evidence, Sighting};
use crate::domain::{
    Currency, Era, ExchangeId, GatewayId, IntentKind, Money, OperationId, OrderId, Record, RecordId, RecordKind,
    RequestId, Stage, State, Steady, Timestamp,
};
use crate::ledger::{Detail, Event, EventKind, Exchange, Inquiry, JournalLine, Operation, Page};
use crate::locale::Language;
use crate::worker::{About, Environment, Health, Planned};

/// 21 November 2026, 10:00 in Almaty.
pub const NOW: Timestamp = Timestamp::from_millis(1_795_237_200_000);

pub fn about(environment: Environment) -> About {
    About {
        profile: "tea-shop".to_owned(),
        environment,
        merchant: "552170".to_owned(),
        host: "127.0.0.1:8080".to_owned(),
        currency: Currency::Kzt,
        zone: chrono_tz::Asia::Almaty,
        read_only: false,
    }
}

pub fn ago(minutes: u64) -> Timestamp {
    Timestamp::from_millis(NOW.millis() - i64::try_from(minutes).unwrap() * 60_000)
}

/// The `n`th newest record.
pub fn numbered(kind: RecordKind, n: u64) -> Record {
    let stage = Stage::ALL[usize::try_from(n).unwrap() % Stage::ALL.len()];
    let minor = 150_000 + i64::try_from(n).unwrap() * 12_345;
    let mut row = record(kind, stage, minor);
    row.id = RecordId::from_uuid(uuid::Uuid::from_u128(1_000_000 - u128::from(n)));
    row.order_id = OrderId::new(format!("A-{}", 1_000 + n)).ok();
    row.gateway_id = GatewayId::new((700_000 + n).to_string()).ok();
    row.created_at = ago(n * 17);
    row.changed_at = row.created_at;
    row.read_at = Some(ago(2));
    if stage == Stage::PartlyRefunded {
        row.refunded = Money::from_minor(minor / 3, Currency::Kzt);
        row.refund_count = 1;
    }
    if stage == Stage::Failed {
        row.failure = Some(crate::domain::code::Failure { code: 10_009, text: "Insufficient funds".to_owned() });
    }
    row
}

pub fn many(kind: RecordKind, count: u64) -> Vec<Record> {
    (0..count).map(|n| numbered(kind, n)).collect()
}

/// Rows with all that a terminal can stumble over.
pub fn awkward(kind: RecordKind) -> Vec<Record> {
    let texts = [
        ("Заказ-Қазақстан-№2026/11/21-очень-длинный-номер", "Чай, хлеб и мёд для всей семьи на целый месяц вперёд"),
        ("注文番号2026年11月21日分の長い注文", "お茶とパン"),
        ("e\u{301}a\u{308}o\u{302}-combining", "Cafe\u{301} cre\u{300}me bru\u{302}le\u{301}e"),
        ("plain", "turned \u{202e}gnp.ecapse\u{202c} \u{1b}[31mred\u{7} \u{200b}zero"),
    ];
    let mut rows = many(kind, 4);
    for (row, (order, description)) in rows.iter_mut().zip(texts) {
        row.order_id = OrderId::new(order).ok();
        row.description = description.to_owned();
        row.amount = Money::from_minor(9_999_999_900, Currency::Kzt);
    }
    rows
}

pub fn operation(n: u64, state: State) -> Operation {
    let subject = numbered(RecordKind::Payment, n);
    Operation {
        id: OperationId::from_uuid(uuid::Uuid::from_u128(0x0192_f0c1_2233_7abc_8def_0011_2233_0000 - u128::from(n))),
        record: subject.id,
        record_kind: RecordKind::Payment,
        record_name: subject.name(),
        intent: IntentKind::ALL[usize::try_from(n).unwrap() % IntentKind::ALL.len()],
        amount: (n % 3 != 2).then_some(subject.amount),
        request_id: RequestId::from_uuid(uuid::Uuid::from_u128(77)),
        baseline: Baseline::of(&subject),
        state,
        note: "no answer within 30 s; it is read again in 20 s".to_owned(),
        created_at: ago(n * 5),
        sent_at: Some(ago(n * 5)),
        changed_at: ago(n * 5),
        page: None,
        lost: None,
    }
}

pub fn operations() -> Vec<Operation> {
    (0_u64..).zip(State::ALL).map(|(n, state)| operation(n, state)).collect()
}

pub fn detail(record: &Record) -> Detail {
    Detail {
        record: record.clone(),
        events: vec![
            Event { at: ago(2), kind: EventKind::Read, operation: None, text: "held → cleared".to_owned() },
            Event { at: ago(3), kind: EventKind::Callback, operation: None, text: "result: paid".to_owned() },
            Event { at: ago(17), kind: EventKind::Tracked, operation: None, text: "followed".to_owned() },
        ],
        exchanges: vec![Exchange {
            id: ExchangeId::from_uuid(uuid::Uuid::from_u128(0x0192_f0c1_2233_7abc_8def_0011_22ee_aa01)),
            at: ago(2),
            call: "get_status3.php".to_owned(),
            operation: None,
            took_ms: 84,
            status: Some(200),
            request: "POST /get_status3.php\nContent-Type: application/x-www-form-urlencoded\npg_merchant_id: 552170\npg_sig: •••"
                .to_owned(),
            reply: Some("<response>\n  <pg_status>ok</pg_status>\n</response>".to_owned()),
            outcome: "verified: success, captured".to_owned(),
        }],
        operations: vec![operation(0, State::Unknown)],
    }
}

pub fn page<T>(rows: Vec<T>, total: u64) -> Page<T> {
    Page { rows, total: Some(total), above: Some(0) }
}

thread_local! {
    static LANGUAGE: Cell<Language> = const { Cell::new(Language::En) };
}

/// Opens desks in a language for a while.
pub fn speaking<T>(language: Language, make: impl FnOnce() -> T) -> T {
    LANGUAGE.set(language);
    let made = make();
    LANGUAGE.set(Language::En);
    made
}

/// An open desk that still waits for its first rows.
pub fn desk(width: u16, height: u16, about: About) -> Model {
    let mut model = Model::new(Size { width, height }, Theme::new(true), "tea-shop".to_owned(), false);
    update(&mut model, Msg::Tick(NOW));
    update(&mut model, Msg::Health(Health::Up { at: NOW, latency: Duration::from_millis(42) }));
    model.language = LANGUAGE.get();
    model.screen = Screen::Payments;
    model.operator = "ann".to_owned();
    update(&mut model, Msg::Opened(Box::new(about)));
    model
}

/// A desk on sandbox with rows of payments.
pub fn listed(width: u16, height: u16, rows: Vec<Record>) -> Model {
    let mut model = desk(width, height, about(Environment::Sandbox));
    show(&mut model, RecordKind::Payment, rows, 5_000);
    model
}

/// Answers the question that a list has asked.
pub fn show(model: &mut Model, kind: RecordKind, rows: Vec<Record>, total: u64) -> Vec<Effect> {
    let seq = model.pane(kind).last_asked();
    update(model, Msg::Page(kind, seq, Ok(page(rows, total))))
}

pub fn press(model: &mut Model, code: KeyCode) -> Vec<Effect> {
    update(model, Msg::Key(KeyEvent::new(code, KeyModifiers::NONE)))
}

pub fn char(model: &mut Model, c: char) -> Vec<Effect> {
    let modifiers = if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
    update(model, Msg::Key(KeyEvent::new(KeyCode::Char(c), modifiers)))
}

pub fn write(model: &mut Model, text: &str) -> Vec<Effect> {
    text.chars().flat_map(|c| char(model, c)).collect()
}

/// Draws frames and tells the model of them, as the loop does, until every button that is seen hears.
pub fn frame(model: &mut Model) -> String {
    seen(model).0
}

/// The last of such frames, and what the model asked for meanwhile: a question that is lost here is never answered.
pub fn seen(model: &mut Model) -> (String, Vec<Effect>) {
    let (mut text, mut asked) = drawn(model);
    while let Some(at) = model.arming.next_change(model.now) {
        asked.extend(update(model, Msg::Tick(at)));
        let (next, more) = drawn(model);
        text = next;
        asked.extend(more);
    }
    (text, asked)
}

/// Lets so much time pass, and draws a frame.
pub fn wait(model: &mut Model, millis: u64) -> String {
    update(model, Msg::Tick(model.now.plus(Duration::from_millis(millis))));
    glance(model)
}

/// Draws one frame, in no time.
pub fn glance(model: &mut Model) -> String {
    drawn(model).0
}

fn drawn(model: &mut Model) -> (String, Vec<Effect>) {
    let mut buffer = Buffer::empty(Rect::new(0, 0, model.size.width, model.size.height));
    let drawn = view::draw(model, &mut buffer);
    let asked = update(model, Msg::Drawn(drawn.hits));
    (lines(&buffer), asked)
}

/// The text of a frame; the second cell of a wide character is left out.
pub fn lines(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..buffer.area.width {
            let symbol = buffer.cell((x, y)).unwrap().symbol();
            if skip > 0 {
                skip -= 1;
                continue;
            }
            skip = super::super::text::width(symbol).saturating_sub(1);
            line.push_str(symbol);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// The fresh read and the preview that a dialog asks for.
pub fn answer_dialog(model: &mut Model) -> Vec<Effect> {
    let mut out = Vec::new();
    if let Some(record) = model.dialog.as_ref().and_then(|dialog| dialog.record.clone()) {
        let serial = model.dialog.as_ref().unwrap().serial;
        out.extend(update(model, Msg::Refreshed(Some(serial), record.id, Ok(record))));
    }
    out.extend(answer_preview(model));
    out
}

pub fn answer_preview(model: &mut Model) -> Vec<Effect> {
    answer_preview_of(model, None)
}

/// The preview of what another operation may have done before.
pub fn answer_preview_of(model: &mut Model, repeats: Option<OperationId>) -> Vec<Effect> {
    let Some((serial, edit)) = model.dialog.as_ref().map(|dialog| (dialog.serial, dialog.edit)) else {
        return Vec::new();
    };
    let fields = [("POST", "/g2g/payment_refund"), ("order_id", "A-1003"), ("refund_amount", "1500"), ("sig", "…")];
    let fields = fields.into_iter().map(|(label, value)| (label.to_owned(), value.to_owned())).collect();
    update(model, Msg::Previewed(serial, edit, Ok(Planned { fields, repeats })))
}

/// Answers what a dialog asked the ledger because its record changed.
pub fn answer_recheck(model: &mut Model, effects: &[Effect], found: &Detail) -> Vec<Effect> {
    let asked = effects.iter().filter_map(|effect| match effect {
        Effect::Recheck { dialog, number, .. } => Some((*dialog, *number)),
        _ => None,
    });
    asked
        .flat_map(|(dialog, number)| update(model, Msg::Rechecked(dialog, number, Ok(Box::new(found.clone())))))
        .collect()
}

/// Something that a dialog has sent.
pub fn sending(dialog: u64) -> Sending {
    let record = numbered(RecordKind::Payment, 3);
    Sending { dialog, name: "refund A-1003".to_owned(), record: Some((record.id, record.name())), since: NOW }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(NOW.millis() - 600_000 + seconds * 1_000)
}

fn steady(seconds: u64) -> Steady {
    Steady::new(Era::Machine(uuid::Uuid::from_u128(1)), Duration::from_secs(seconds))
}

/// A refund of 15.50 KZT, sent ten minutes ago, in one of the states it can come to.
pub fn refund(state: State) -> Operation {
    let mut subject = numbered(RecordKind::Payment, 3);
    subject.amount = Money::from_minor(187_035, Currency::Kzt);
    subject.cleared = subject.amount;
    let note = match state {
        State::Unknown => "no answer within 30 s",
        State::Confirmed => "",
        State::NotApplied => {
            "nothing happened at the gateway (3 reads, the last at 09:51:40 says unchanged); a new one may be drafted"
        }
        State::Escalated => "something else changed it: refunded was 0.00 KZT, is 40.00 KZT; a person must decide",
        _ => "as it is",
    };
    Operation {
        record: subject.id,
        record_name: subject.name(),
        intent: IntentKind::Refund,
        amount: Some(Money::from_minor(1_550, Currency::Kzt)),
        baseline: Baseline::of(&subject),
        note: note.to_owned(),
        created_at: at(0),
        sent_at: Some(at(0)),
        changed_at: at(100),
        ..operation(3, state)
    }
}

/// Everything about [`refund`], as the ledger would tell it.
pub fn inquiry(state: State) -> Inquiry {
    let operation = refund(state);
    let mut record = numbered(RecordKind::Payment, 3);
    record.cleared = record.amount;
    record.read_at = Some(at(100));
    let (moved, evidence, last) = match state {
        State::Confirmed => (1_550, Evidence::Effect, (Fact::EffectSeen, "")),
        State::Escalated => {
            let what = "refunded was 0.00 KZT, is 40.00 KZT; refunds were 0, are 1".to_owned();
            (4_000, Evidence::Foreign(what), (Fact::ForeignChange, operation.note.as_str()))
        }
        State::NotApplied => (0, Evidence::Unchanged, (Fact::NoEffectProven, operation.note.as_str())),
        _ => (0, Evidence::Unchanged, (Fact::OutcomeLost, "no answer within 30 s")),
    };
    if moved > 0 {
        record.stage = Stage::PartlyRefunded;
        record.refunded = Money::from_minor(moved, Currency::Kzt);
        record.refund_count = 1;
    }
    let line = |seconds, fact: Fact, state, note: &str| JournalLine {
        at: at(seconds),
        fact: fact.word().to_owned(),
        state,
        note: note.to_owned(),
    };
    let mut journal = vec![
        line(0, Fact::Journalled, State::Prepared, ""),
        line(0, Fact::SendStarted, State::Sent, ""),
        line(30, Fact::OutcomeLost, State::Unknown, "no answer within 30 s"),
    ];
    if state != State::Unknown {
        journal.push(line(100, last.0, state, last.1));
    }
    let sighting = |seconds: i64, evidence| Sighting {
        at: at(seconds),
        steady: steady(u64::try_from(seconds).unwrap()),
        evidence,
    };
    let exchange = |id: u128, seconds, call: &str, reply: Option<&str>, outcome: &str| Exchange {
        id: ExchangeId::from_uuid(uuid::Uuid::from_u128(0x0192_f0c1_2233_7abc_8def_0011_22ee_bb00 + id)),
        at: at(seconds),
        call: call.to_owned(),
        operation: Some(operation.id),
        took_ms: if reply.is_some() { 84 } else { 30_000 },
        status: reply.map(|_| 200),
        request: format!("POST /{call}\npg_payment_id=700003\npg_refund_amount=15.50\npg_sig=…"),
        reply: reply.map(str::to_owned),
        outcome: outcome.to_owned(),
    };
    let reads = vec![sighting(31, Evidence::Unchanged), sighting(60, evidence.clone()), sighting(100, evidence)];
    let exchanges = vec![
        exchange(1, 0, "g2g/refund", None, "no answer within 30 s"),
        exchange(2, 31, "get_status3.php", Some("<response/>"), "verified: success"),
    ];
    let due_at = (state == State::Unknown).then(|| Timestamp::from_millis(NOW.millis() + 20_000));
    Inquiry { operation, record, journal, reads, due_at, exchanges }
}

/// Pane 5 with one operation of each state that matters, [`refund`] in `state` selected and inquired into.
pub fn inquired(width: u16, height: u16, about: About, state: State) -> Model {
    let mut model = desk(width, height, about);
    char(&mut model, '5');
    let seq = model.operations.last_asked();
    update(&mut model, Msg::Operations(seq, Ok(page(vec![refund(state)], 1))));
    press(&mut model, KeyCode::Enter);
    let found = inquiry(state);
    update(&mut model, Msg::Inquiry(found.operation.id, Ok(Box::new(found))));
    model
}
