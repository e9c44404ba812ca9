//! What keeps secrets out of core dumps: memory that holds them is never written to a disk by a crash.

use std::sync::OnceLock;

/// Why it could not be done, when it could not.
static FAILED: OnceLock<String> = OnceLock::new();

/// Switches core dumps off, first of all. A failure is told in the log, as soon as there is one ([`warn`]).
pub(super) fn harden() {
    if let Err(error) = no_core_dumps() {
        // The first reason is kept; this runs once.
        let _ = FAILED.set(error.to_string());
    }
}

/// Tells the log what failed.
pub(super) fn warn() {
    if let Some(reason) = FAILED.get() {
        tracing::warn!(reason, "core dumps could not be switched off: a crash may write secrets to a disk");
    }
}

#[cfg(unix)]
fn no_core_dumps() -> rustix::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    // A core pattern that pipes into a program is not bound by the limit, and other processes could read the memory.
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same shape as where there are core dumps")]
const fn no_core_dumps() -> std::io::Result<()> {
    Ok(())
}
