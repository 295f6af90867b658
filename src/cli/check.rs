//! `kaitei check`: every problem of the content, in one run; nothing is written.

use std::path::Path;

use super::console::{Console, Stream};
use super::content::{self, Day};
use super::stop::Stop;
use crate::diagnostic::has_errors;

/// The arguments of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// One JSON object a line, on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    day: Day,
}

/// Checks the site.
pub(super) fn execute(arguments: &Arguments, root: Option<&Path>, console: &Console) -> Result<(), Stop> {
    let root = content::root(root)?;
    let content = content::read(&root, &arguments.day.request(None)?)?;
    if arguments.json {
        console.write(Stream::Out, &content.json(&console.lang))?;
    } else if content.found.is_empty() {
        console.note(if console.is_japanese() { "問題は見つかりませんでした" } else { "no problems" })?;
    } else {
        content.tell(console, &content.found)?;
    }
    if has_errors(&content.found) { Err(Stop::Content) } else { Ok(()) }
}
