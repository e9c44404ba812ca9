//! Tests of the whole room. `merchant` is a client of its own: it signs by rules written here once more.

mod callbacks;
mod calls;
mod contract;
mod faults;
mod golden;
mod json_calls;
mod merchant;
mod mobile;
mod moving;
mod property;
mod refusals;
mod seeding;
mod server;
mod sockets;
mod states;
