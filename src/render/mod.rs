//! Views and what authors wrote -> markup and plain text.
//!
//! Everything an author wrote goes one way: blocks become nodes that know what is marked in each leaf (`node`), nodes become
//! markup (`html`, `blocks`, `table`, `leaf`, `code`), and the finished piece passes the last guard (`guard`).

mod blocks;
mod code;
mod escape;
pub mod fill;
pub mod guard;
pub mod html;
mod leaf;
mod node;
mod notes;
pub mod plain;
pub mod redline;
#[cfg(test)]
mod samples;
pub mod summary;
mod table;
mod weave;
mod words;

pub use fill::{fill, reason_html};
pub use words::Words;
