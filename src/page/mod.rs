//! The model -> which pages and data files exist, at which address, with which view.

pub mod view;
