//! tolem: a money-safe terminal desk for the merchants and partners of Freedom Pay.
pub mod domain;
pub mod ledger;
pub mod tui;
pub mod worker;
