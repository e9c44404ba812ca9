//! Logs: a file under the state folder. The screen belongs to the dashboard.

use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;

use crate::config::Paths;

/// Starts the log; it is written until the guard is dropped. `TOLEM_LOG` takes the usual filter syntax. Without a
/// folder to write to there is no log, which is no reason not to work.
pub(super) fn start(paths: &Paths) -> Option<WorkerGuard> {
    std::fs::create_dir_all(&paths.state).ok()?;
    let file = tracing_appender::rolling::Builder::new()
        .rotation(tracing_appender::rolling::Rotation::DAILY)
        .filename_prefix("tolem")
        .filename_suffix("log")
        .max_log_files(7)
        .build(&paths.state)
        .ok()?;
    let (writer, guard) = tracing_appender::non_blocking(file);
    let filter = EnvFilter::try_from_env("TOLEM_LOG").unwrap_or_else(|_| EnvFilter::new("tolem=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer).with_ansi(false).try_init().ok()?;
    Some(guard)
}
