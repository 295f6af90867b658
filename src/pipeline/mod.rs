//! The steps in order: read, parse, pair, assemble, plan; then, document by document, compare and render.
//!
//! [`load`] is everything that can find fault with the content; it keeps facts and outlines and lets the texts go.
//! [`render`] reads the texts again, one document at a time, so that memory does not grow with the site.

mod consequences;
mod diff;
mod load;
mod render;
mod review;
mod revise;
mod revised;
mod sources;
mod status;
mod table;

pub use diff::{DiffError, diff};
pub use load::{Loaded, Request, load};
pub use render::{Count, Made, RenderError, render, texts};
pub use review::{ReviewError, chosen, review};
pub use revise::revise;
pub use revised::{Act, Revise, ReviseError};
pub use status::{DocumentStatus, Event, EventKind, RevisionStatus, Status, status};
pub use table::{Diff, Headings, Mark, SummaryRow};
