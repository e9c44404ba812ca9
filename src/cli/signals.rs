//! The signals that ask the program to end.

use tokio::sync::watch;

use super::{Exit, Stop};

/// Waits for SIGTERM, Ctrl-C or the loss of the terminal. From the first call on, none ends the program by itself any more.
#[cfg(unix)]
pub(super) async fn asked_to_end() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut term = signal(SignalKind::terminate())?;
    let mut hangup = if is_hangup_ignored() { None } else { Some(signal(SignalKind::hangup())?) };
    let gone = async {
        match hangup.as_mut() {
            Some(hangup) => hangup.recv().await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = term.recv() => Ok(()),
        _ = gone => Ok(()),
        done = tokio::signal::ctrl_c() => done,
    }
}

/// Whether the program was started to outlive its terminal, as by `nohup`. Where the system does not say, it is left so.
#[cfg(unix)]
fn is_hangup_ignored() -> bool {
    ignores_hangup(&std::fs::read_to_string("/proc/self/status").unwrap_or_default())
}

/// [`is_hangup_ignored`] of a process of this status.
#[cfg(unix)]
fn ignores_hangup(status: &str) -> bool {
    /// The first bit of the mask. Source: `man 5 proc`, `SigIgn`.
    const HANGUP: u64 = 1;
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_none_or(|mask| mask & HANGUP != 0)
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

/// Ctrl-C, SIGTERM and SIGHUP, heard from the moment it is made: none is lost between two waits.
pub(super) struct Interrupt(watch::Receiver<bool>);

impl Interrupt {
    pub(super) fn listen() -> Self {
        let (tell, told) = watch::channel(false);
        tokio::spawn(async move {
            interrupted().await;
            tell.send_replace(true);
        });
        Self(told)
    }

    /// Waits for it.
    pub(super) async fn heard(&self) {
        if self.0.clone().wait_for(|heard| *heard).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Work before anything is sent: it ends at once, and whoever ended it is told that nothing was sent.
    pub(super) async fn before_sending<T>(&self, work: impl Future<Output = Result<T, Stop>>) -> Result<T, Stop> {
        tokio::select! {
            biased;
            () = self.heard() => Err(Stop::new(Exit::Interrupted, "interrupted: nothing was sent")),
            done = work => done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_hangup_is_heard_unless_the_program_was_started_to_outlive_its_terminal() {
        for (status, ignored) in [
            ("Name:\ttolem\nSigBlk:\t0000000000000001\nSigIgn:\t0000000000001000\n", false),
            ("Name:\ttolem\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000001001\n", true),
            ("SigIgn:\tnothing\n", true),
            ("", true),
        ] {
            assert_eq!(ignores_hangup(status), ignored, "{status}");
        }
    }

    #[tokio::test]
    async fn who_interrupts_before_anything_is_sent_is_told_so_however_long_ago_it_was_heard() {
        let (tell, told) = watch::channel(false);
        let interrupt = Interrupt(told);
        assert_eq!(interrupt.before_sending(async { Ok(7) }).await.unwrap(), 7);
        tell.send_replace(true);
        drop(tell);
        for _ in 0..2 {
            let stop = interrupt.before_sending(async { Ok(7) }).await.unwrap_err();
            assert_eq!((stop.exit, stop.line.as_str()), (Exit::Interrupted, "interrupted: nothing was sent"));
        }
        // A listener that is gone interrupts nothing.
        let (tell, told) = watch::channel(false);
        drop(tell);
        assert_eq!(Interrupt(told).before_sending(async { Ok(7) }).await.unwrap(), 7);
    }
}
