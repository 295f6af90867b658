//! Two Markdown texts, read, paired and compared: no invariant is broken, nothing panics, and it ends in time.

#![no_main]

#[path = "../../tests/common/entry.rs"]
mod entry;
#[path = "../../tests/common/invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entry::of_bytes(bytes));
