//! The nouns: texts, facts, and the site made of them. Types and lookups, no behaviour.

mod anchor;
mod facts;
mod site;
mod text;

pub use anchor::Anchor;
pub use facts::*;
pub use site::*;
pub use text::*;
