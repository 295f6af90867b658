//! Outlines -> the site: what holds across files.

pub mod named;
