//! The sandbox: a gateway to play with, money included.
//!
//! [`Gateway`] is the imitation itself: pure, seeded, with no clock, no I/O and no threads. It takes whole requests
//! and gives whole replies, so tests and simulations drive it directly. [`Sandbox`] puts it on a loopback address.
//! Nothing here shares code with the client of the desk: requests are parsed, signatures checked and replies written
//! on their own, from the specification, because a mock that shares its client's code proves nothing.
//!
//! Start with `gateway` (which call goes where), then `charge` (what money may do), `calls` (one file a family),
//! `notify` (what the merchant is told), `faults` (what can go wrong on the way), `control` (what a test may do) and
//! `shell` (the server).
#![deny(clippy::float_arithmetic)]

mod answers;
mod body;
mod callback;
mod calls;
mod card_transaction;
mod cards;
mod chance;
mod charge;
mod clock;
mod codes;
mod config;
mod connection;
mod control;
mod courier;
mod door;
mod effect;
mod events;
mod faults;
mod field;
mod gateway;
mod goods;
mod hooks;
mod http;
mod json;
mod json_books;
mod jws;
mod listen;
mod multipart;
mod notify;
mod outbox;
mod payment;
mod payout;
mod pg_sig;
mod recurring;
mod saving;
mod schedule;
mod seeded;
mod seeds;
mod shell;
mod time_text;
mod xml;

#[cfg(test)]
mod tests;

pub use callback::{Callback, CallbackAnswer, CallbackKind, CallbackMethod};
pub use cards::SavedCard;
pub use clock::ClockMode;
pub use config::{Config, Credentials};
pub use effect::{Effect, EffectKind};
pub use faults::{Delivery, Fault, FaultKind, Faults, Notice, Odds, ScenarioError, load as load_scenario};
pub use gateway::Gateway;
pub use http::{Request, Response};
pub use listen::{StartError, parse_listen};
pub use seeded::Seeded;
pub use shell::Sandbox;
