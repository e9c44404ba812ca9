//! The `tolem` program.
fn main() {}
