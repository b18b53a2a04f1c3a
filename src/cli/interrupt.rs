//! Ctrl-C and the like: the files in hand are finished, the next run goes on from there.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// What a signal adds to its number to become an exit status.
const SIGNALLED: usize = 128;

/// Whether a person wants an end, and which signal said so.
#[derive(Debug, Default)]
pub(super) struct Interrupt {
    /// Set by the first signal.
    pub(super) stop: Arc<AtomicBool>,
    signal: Arc<AtomicUsize>,
}

impl Interrupt {
    /// Watches for signals from here on. A second one ends the program at once.
    pub(super) fn watch() -> Self {
        let own = Self::default();
        for signal in [SIGINT, SIGTERM] {
            let number = usize::try_from(signal).unwrap_or_default();
            // In the order in which they act: the end at once comes first, and so waits for the second signal.
            // Where the system refuses one, the signal ends the program as it always did.
            let _ = flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&own.stop));
            let _ = flag::register_usize(signal, Arc::clone(&own.signal), number);
            let _ = flag::register(signal, Arc::clone(&own.stop));
        }
        own
    }

    /// The exit status of what was interrupted: 130, or 143 where it was terminated.
    pub(super) fn status(&self) -> u8 {
        u8::try_from(SIGNALLED + self.signal.load(Ordering::SeqCst)).unwrap_or(u8::MAX)
    }
}
