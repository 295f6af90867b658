//! One file's text -> what it states and says.

mod markdown;

pub use markdown::{Body, Options, body, prose};
