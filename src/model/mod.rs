//! The nouns: texts, facts, and the site made of them. Types and lookups, no behaviour.

mod alike;
mod anchor;
mod facts;
mod name;
mod seal;
mod site;
mod text;

pub use alike::are_alike;
pub use anchor::Anchor;
pub use facts::*;
pub use name::{LONGEST_NAME, is_usable_name, is_usable_path};
pub use seal::{FACTS, SECTION_DIGITS, Seal, Sealed, SealedSection, SealedText};
pub use site::*;
pub use text::*;
