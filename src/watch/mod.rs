//! The folder of a site -> its files, again and again, each time somebody has saved something.
//!
//! Events of the system are hints, nothing more: after a quiet moment the disk is looked at and contents are compared
//! ([`Sources`]). So files saved in place, replaced, renamed or deleted, folders that come and go, and systems that tell of
//! nothing at all take the same way.

#![expect(clippy::disallowed_methods, reason = "this is a room that touches files and the clock")]

mod hints;
mod kind;
mod sources;
mod stamp;

pub use hints::{Hints, Mode, Watch};
pub use sources::{Glance, Sources};
