//! What can go wrong between a gateway and a client that wants to know: planned per call, taken one by one. It needs
//! no server, so a simulation plans and meets the same faults as the shell.
//!
//! Start with `kind` (what there is) and `delivery` (what a client then meets). `read` takes plans apart, whoever wrote
//! them: a `scenario` file, the control call or a magic value (`magic`).

mod callbacks;
mod delivery;
mod fault;
mod kind;
mod lag;
mod magic;
mod paths;
mod planned;
mod read;
mod scenario;
mod spoil;

use serde_json::{Map, Value, json};

pub use callbacks::Notice;
pub use delivery::Delivery;
pub use fault::{Fault, Odds};
pub use kind::FaultKind;
pub(super) use magic::{is_magic as is_magic_fraction, table as magic_table};
pub use planned::Faults;
pub(super) use read::{Given, read};
pub use scenario::{ScenarioError, load};

/// A kind as members of JSON: its word, and its number when it has one.
pub(super) fn words_of(kind: FaultKind) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("fault".to_owned(), json!(kind.word()));
    members.extend(kind.number().map(|(name, number)| (name.to_owned(), json!(number))));
    members
}
