//! Rows for tests.

use crate::domain::reading::Baseline;
use crate::domain::{Currency, IntentKind, Money, OperationId, RecordId, RecordKind, RequestId, State, Timestamp};
use crate::ledger::Operation;

/// A refund in this state.
pub fn operation(state: State) -> Operation {
    let id = |number| uuid::Uuid::from_u128(number);
    Operation {
        id: OperationId::from_uuid(id(0x0192_f0c1_2233_7abc_8def_0011_2233_aabb)),
        record: RecordId::from_uuid(id(2)),
        record_kind: RecordKind::Payment,
        record_name: "A-1001".to_owned(),
        intent: IntentKind::Refund,
        amount: Some(Money::from_minor(150_050, Currency::Kzt)),
        request_id: RequestId::from_uuid(id(3)),
        baseline: Baseline::Absent,
        state,
        note: String::new(),
        created_at: Timestamp::from_millis(1_769_832_000_123),
        sent_at: None,
        changed_at: Timestamp::from_millis(1_769_832_000_500),
        page: None,
        lost: None,
    }
}
