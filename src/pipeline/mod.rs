//! The steps in order: read, parse, pair, assemble, plan; then, document by document, compare and render.
//!
//! [`load`] is everything that can find fault with the content; it keeps facts and outlines and lets the texts go.
//! [`render`] reads the texts again, one document at a time, so that memory does not grow with the site; [`one`] makes a single
//! output. [`Live`] keeps a site while its files change.

mod approve;
mod consequences;
mod diff;
mod known;
mod live;
mod load;
mod memo;
mod one;
mod pin;
mod render;
mod review;
mod revise;
mod revised;
mod seal;
mod sources;
mod status;
mod table;

pub use approve::{Approval, Approve, Entry, SealError, seal};
pub use diff::{DiffError, diff};
pub use live::{Live, Whole};
pub use load::{Hidden, Loaded, Request, load};
pub use one::{for_translators, one};
pub use pin::{Pin, PinError, pin};
pub use render::{Count, Made, RenderError, render, texts};
pub use review::{ReviewError, chosen, review};
pub use revise::revise;
pub use revised::{Act, Revise, ReviseError};
pub use status::{DocumentStatus, Event, EventKind, LanguageStatus, Owed, RevisionStatus, Status, status};
pub use table::{Diff, Headings, Mark, SummaryRow};
