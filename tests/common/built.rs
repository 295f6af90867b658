//! Files of a site -> its output, or what is wrong with it.

use std::collections::BTreeMap;
use std::sync::Mutex;

use kaitei::pipeline::{self, Made, Request};
use kaitei::{disk, report};

/// Files by path.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Returns every output of the site made of these files, or what was found where the content has errors.
pub(crate) fn try_build(files: &Files, as_of: Option<&str>, drafts: bool) -> Result<Files, String> {
    let tree = disk::tree_of(files.clone());
    let request = Request {
        as_of: as_of.map(|date| date.parse().expect("a date")),
        now: 1_795_392_000, // 2026-11-23
        drafts,
        base_url: None,
    };
    let loaded = pipeline::load(&tree.value, &request).expect("a map can be read");
    let diagnostics: Vec<_> = tree.diagnostics.into_iter().chain(loaded.diagnostics).collect();
    let value = loaded.value.expect("a usable site.toml");
    if kaitei::diagnostic::has_errors(&diagnostics) {
        return Err(report::json(
            &diagnostics,
            &|path: &str| String::from_utf8((tree.value.reader)(path).ok()?).ok().map(Into::into),
            "en",
        ));
    }
    let output = Mutex::new(Files::new());
    let put = |made: Made| -> Result<(), std::convert::Infallible> {
        let before = output.lock().expect("no test panics while it holds it").insert(made.path.clone(), made.bytes);
        assert!(before.is_none(), "{} is made twice", made.path);
        Ok(())
    };
    pipeline::render(&tree.value, &value, &put).unwrap_or_else(|error| panic!("{error:?}"));
    Ok(output.into_inner().expect("no test panicked while it held it"))
}
