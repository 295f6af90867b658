//! The files of a site: read into a [`Tree`](crate::tree::Tree), and written so that none is ever half there.

#![expect(clippy::disallowed_methods, reason = "this is the room that touches files")]

mod act;
mod author;
mod classify;
#[cfg(test)]
mod crash;
mod failure;
#[cfg(test)]
mod fuse;
mod journal;
mod lock;
mod manifest;
mod read;
mod receipt;
mod write;

pub use author::{apply, create, exists, rewrite};
pub use classify::tree_of;
pub use failure::Failure;
pub use journal::finish;
pub use read::{is_among_sources, read, reader};
pub use receipt::{Account, Receipt, Recorder};
pub use write::{Output, Writer, Written};
