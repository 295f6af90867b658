//! A way for tests to stop the writer before any one of its acts, as a crash or as a refusal of the machine.

use std::cell::Cell;
use std::io;
use std::panic;

/// What happens when the fuse has burnt down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blow {
    /// The process ends: nothing after this act happens, no clean-up either.
    Crash,
    /// The act fails, as on a full disk; later ones succeed.
    Refuse,
}

thread_local! {
    static FUSE: Cell<Option<(u32, Blow)>> = const { Cell::new(None) };
}

/// Lets that many acts pass on this thread, and stops the next one; `None` lets all pass.
pub(super) fn set(fuse: Option<(u32, Blow)>) {
    FUSE.set(fuse);
}

/// Stands before every act on the disk.
pub(super) fn step() -> io::Result<()> {
    match FUSE.get() {
        None => Ok(()),
        Some((0, blow)) => {
            FUSE.set(None);
            match blow {
                Blow::Crash => panic::resume_unwind(Box::new("crash")),
                Blow::Refuse => Err(io::Error::from(io::ErrorKind::StorageFull)),
            }
        }
        Some((left, blow)) => {
            FUSE.set(Some((left - 1, blow)));
            Ok(())
        }
    }
}
