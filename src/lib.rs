//! tolem: a money-safe terminal desk for the merchants and partners of Freedom Pay.
pub mod config;
pub mod domain;
pub mod freedompay;
pub mod ledger;
pub mod vault;
pub mod worker;
