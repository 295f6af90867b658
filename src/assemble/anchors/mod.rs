//! Texts and their pairings -> the anchors of every section and provision, for ever (product.md, section 2).
//!
//! Anchors are given from the oldest revision to the newest, on the governing texts ([`name`]); translations take them over
//! ([`translate`]); what the current text no longer has is led on or listed ([`retired`], [`shown`]). A name once given is never given to
//! anything else.

mod grammar;
mod name;
mod redirects;
mod retired;
mod shown;
mod translate;

#[cfg(test)]
mod histories;

pub use name::{Named, Used, name};
pub use redirects::unknown;
pub use retired::{HistoryStep, RemovedSection, Retired, retired};
pub use shown::shown;
pub use translate::translate;
