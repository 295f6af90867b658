//! Outlines of texts -> the site: identities, time, and everything that needs more than one file.

pub mod anchors;
