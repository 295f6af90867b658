//! Views and what authors wrote -> markup and plain text.
//!
//! Everything an author wrote goes one way: blocks become nodes that know what is marked in each leaf (`node`), nodes become
//! markup (`html`, `blocks`, `table`, `leaf`, `code`), and the finished piece passes the last guard (`guard`).

mod blocks;
mod code;
mod escape;
pub mod guard;
pub mod html;
mod leaf;
mod node;
mod notes;
#[cfg(test)]
mod samples;
mod table;
mod words;

pub use words::Words;
