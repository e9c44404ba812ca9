//! `tolem sandbox`: the sandbox alone, until SIGTERM or Ctrl-C.

use std::path::PathBuf;

use url::Url;

use super::{Stop, print, signals};
use crate::sandbox::{ClockMode, Config, Sandbox, load_scenario, parse_listen};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
The first line on standard output is one JSON object with url, merchant_id,
the secrets and control_url. Then it serves until SIGTERM or Ctrl-C.
Control calls, faults and magic values: docs/sandbox.md.

  tolem sandbox --records 60 --faults assets/scenarios/lost-replies.toml")]
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
    /// A scenario: what is planned to go wrong
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// Whose time it is: the wall's, or one that stands still until a control call moves it
    #[arg(long, default_value = "wall", value_name = "MODE", value_parser = ClockMode::ALL.map(ClockMode::word))]
    clock: String,
    /// Where the merchant is asked before money is taken, when a payment names no address
    #[arg(long, value_name = "URL")]
    check_url: Option<Url>,
    /// Where the merchant is told of results, when a payment names no address
    #[arg(long, value_name = "URL")]
    result_url: Option<Url>,
    /// Deliver callbacks to other machines as well
    #[arg(long)]
    callbacks_anywhere: bool,
    /// Write `<root>` in place of `<response>`
    #[arg(long)]
    rooted: bool,
}

pub(super) async fn run(args: Args) -> Result<(), Stop> {
    let listen = parse_listen(&args.listen).map_err(Stop::usage)?;
    let config = Config {
        seed: args.seed,
        records: args.records,
        clock: ClockMode::parse(&args.clock).unwrap_or_default(),
        faults: args.faults.as_deref().map(load_scenario).transpose().map_err(Stop::usage)?.unwrap_or_default(),
        check_url: args.check_url,
        result_url: args.result_url,
        callbacks_anywhere: args.callbacks_anywhere,
        rooted: args.rooted,
        ..Config::default()
    };
    let sandbox = Sandbox::start(listen, config).await.map_err(Stop::failure)?;
    print(&sandbox.ready_line())?;
    signals::asked_to_end().await.map_err(|error| Stop::failure(format!("signals cannot be awaited: {error}")))?;
    sandbox.stop().await;
    Ok(())
}
