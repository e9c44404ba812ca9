//! `tolem sandbox`: the sandbox alone, until SIGTERM or Ctrl-C.

use super::{Stop, print};
use crate::domain::Currency;
use crate::sandbox::{Config, Sandbox, parse_listen};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where to listen; loopback only, port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDR")]
    listen: String,
    /// The same seed gives the same records and secrets
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// How many records it begins with
    #[arg(long, default_value_t = 0, value_name = "N")]
    records: usize,
}

pub(super) async fn run(args: Args) -> Result<(), Stop> {
    let listen = parse_listen(&args.listen).map_err(Stop::usage)?;
    let config = Config {
        seed: args.seed,
        records: args.records,
        merchant_id: "510001".to_owned(),
        currency: Currency::Kzt,
        lively: false,
    };
    let sandbox = Sandbox::start(listen, config).await.map_err(Stop::failure)?;
    print(&sandbox.ready_line())?;
    end_signal().await.map_err(|error| Stop::failure(format!("signals cannot be awaited: {error}")))?;
    sandbox.stop().await;
    Ok(())
}

/// Waits for SIGTERM or Ctrl-C.
#[cfg(unix)]
async fn end_signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut term = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = term.recv() => Ok(()),
        done = tokio::signal::ctrl_c() => done,
    }
}

#[cfg(not(unix))]
async fn end_signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
