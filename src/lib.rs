//! kaitei (改定, "revision"): a static site generator for multilingual legal documents.
//!
//! The modules stand in reading order, and a module uses only modules above it (a test holds them to it).

pub mod source;

pub mod tree;

pub mod diagnostic;

pub mod locale;

pub mod model;

pub mod parse;

pub mod pair;

pub mod assemble;

pub mod compare;

pub mod page;

pub mod render;

pub mod pipeline;

pub mod report;

pub mod disk;

#[cfg(feature = "serve")]
pub mod watch;

#[cfg(feature = "serve")]
pub mod serve;

pub mod cli;
