//! The signals that ask the program to end.

/// Waits for SIGTERM or Ctrl-C. From the first call on, neither ends the program by itself any more.
#[cfg(unix)]
pub(super) async fn asked_to_end() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut term = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = term.recv() => Ok(()),
        done = tokio::signal::ctrl_c() => done,
    }
}

/// Waits for Ctrl-C. From the first call on, it does not end the program by itself any more.
#[cfg(not(unix))]
pub(super) async fn asked_to_end() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

/// [`asked_to_end`] beside work that goes on where signals cannot be awaited.
pub(super) async fn interrupted() {
    if let Err(error) = asked_to_end().await {
        tracing::warn!(%error, "signals cannot be awaited");
        std::future::pending::<()>().await;
    }
}
