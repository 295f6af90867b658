//! Real sites with their anchors written into their sources: nothing but the sources may differ.

use kaitei::disk;
use kaitei::pipeline::{self, Pin, Request};

use crate::common::{self, Files};

fn pin(files: &Files) -> Pin {
    let request = Request { as_of: Some(kaitei::locale::Date::MAX), drafts: true, ..Request::default() };
    let tree = disk::tree_of(files.clone()).value;
    let loaded = pipeline::load(&tree, &request).expect("a map can be read").value.expect("a usable site.toml");
    pipeline::pin(&tree, &loaded, None).expect("a map can be read")
}

/// Pins a site and builds it both ways; returns what was done, and what is wrong.
pub(crate) fn check(files: &Files, day: &str) -> (Pin, Vec<String>) {
    let done = pin(files);
    let mut pinned = files.clone();
    pinned.extend(done.edits.iter().map(|edit| (edit.path.clone(), edit.after.clone())));
    let again = pin(&pinned);
    let mut wrong: Vec<String> = done.refused.iter().map(|document| format!("{document} was refused")).collect();
    if !again.edits.is_empty() {
        wrong.push(format!("pinning twice writes {} ids more", again.pinned));
    }
    let (before, after) = (common::build(files, Some(day), false), common::build(&pinned, Some(day), false));
    wrong.extend(before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path)).cloned());
    (done, wrong)
}
