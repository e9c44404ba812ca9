//! Words and rules: money, ids, records, intents, the operation's state machine, guards.
//!
//! Nothing here does I/O, reads a clock or is async; every rule is a function of its arguments, so that it can be
//! tested exhaustively. Start with [`operation`] (what may happen to an intent that is under way), then [`guard`]
//! (what may be sent at all) and [`verdict`] (what reads prove about an operation whose reply was lost).
#![deny(clippy::float_arithmetic)]

pub mod code;
pub mod decision;
pub mod environment;
pub mod guard;
pub mod ids;
pub mod intent;
pub mod limits;
pub mod money;
pub mod operation;
pub mod query;
pub mod reading;
pub mod record;
pub mod text;
pub mod time;
pub mod verdict;

pub use environment::Environment;
pub use ids::{ExchangeId, GatewayId, MerchantId, OperationId, OrderId, RecordId, RequestId};
pub use intent::{Intent, IntentKind};
pub use limits::MoneyLimits;
pub use money::{Currency, Money};
pub use operation::{Fact, State};
pub use query::Query;
pub use reading::Reading;
pub use record::{Record, RecordKind, Stage};
pub use time::{Era, Steady, Timestamp};
