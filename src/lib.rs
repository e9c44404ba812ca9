//! tolem: a money-safe terminal desk for the merchants and partners of Freedom Pay (formerly PayBox.money).
//!
//! The provider has no list calls and mostly no idempotency keys, so two things carry the whole design:
//! **the ledger is the list**, and **a status read is the only proof**.
//!
//! # The map of the house
//!
//! A room may use only lower floors.
//!
//! | floor | room | what it is |
//! |---|---|---|
//! | 5 | [`cli`] | the command line, one file a command |
//! | 5 | [`tui`] | the dashboard: loop, update, view |
//! | 4 | [`worker`] | runs operations, watches records, resolves unknown outcomes |
//! | 4 | [`sandbox`] | a gateway to play with: a pure state machine behind loopback HTTP |
//! | 3 | [`ledger`] | durable memory: journal, records, timelines |
//! | 3 | [`vault`], [`config`] | secrets in the keyring; profiles and settings |
//! | 2 | [`freedompay`] | the provider's wire: signatures, encodings, calls, transport |
//! | 2 | [`catalog`] | every code and status word explained, in English, Russian and Kazakh |
//! | 1 | [`locale`] | the words on screen, in English, Russian and Kazakh |
//! | 1 | [`domain`] | words and rules: money, records, intents, the operation's state machine |
//!
//! Beside the rooms stand [`crash`], what is printed when the program itself fails, and `private`, files for their owner's eyes.
//!
//! A refund, from key to bank and back: [`tui`] opens the dialog, [`worker`] reads the status afresh and checks
//! [`domain::guard`], [`ledger::journal`] makes the intent durable, [`freedompay`] signs and sends it, and whatever is
//! not a believable answer is *unknown* until reads prove what happened ([`domain::verdict`]).

pub mod catalog;
pub mod cli;
pub mod config;
pub mod crash;
pub mod domain;
pub mod freedompay;
pub mod ledger;
pub mod locale;
mod private;
pub mod sandbox;
pub mod tui;
pub mod vault;
pub mod worker;
