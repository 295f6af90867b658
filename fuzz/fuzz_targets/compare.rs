//! Two Markdown texts, read, paired and compared: no invariant is broken, and nothing panics.

#![no_main]

#[path = "../../tests/common/entry.rs"]
mod entry;
#[path = "../../tests/common/invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entry::of_bytes(bytes));
