//! `kaitei diff`: the summary of two revisions in the terminal.

use std::path::Path;

use super::console::{Console, Stream};
use super::content::{self, Day};
use super::stop::Stop;
use crate::locale::Lang;
use crate::pipeline::{self, Diff, DiffError};
use crate::report;

/// The arguments of `diff`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The document, as it is called below content/
    document: String,
    /// The earlier revision [default: the one before the later]
    old: Option<String>,
    /// The later revision [default: the newest]
    new: Option<String>,
    /// The language to compare in [default: the governing one]
    #[arg(long, value_name = "LANG", env = "KAITEI_DIFF_LANG", value_parser = lang)]
    lang: Option<Lang>,
    #[command(flatten)]
    day: Day,
}

pub(super) fn lang(text: &str) -> Result<Lang, String> {
    Lang::parse(text).map_err(|wrong| match wrong.meant {
        Some(meant) => format!("did you mean `{}`?", meant.as_str()),
        None => "this is no language tag such as `ja` or `pt-BR`".to_owned(),
    })
}

/// Shows the summary.
pub(super) fn execute(arguments: &Arguments, root: Option<&Path>, console: &Console) -> Result<(), Stop> {
    let root = content::root(root)?;
    let (tree, loaded) = content::read(&root, &arguments.day.request(None)?)?.errors_only(console)?;
    let Arguments { document, old, new, lang, .. } = arguments;
    let diff = pipeline::diff(&tree, &loaded, document, old.as_deref(), new.as_deref(), lang.as_ref())
        .map_err(|error| stopped(error, console))?;
    console.write(Stream::Out, &table(&diff, console.width(Stream::Out), console.has_color(Stream::Out)))
}

/// Returns why the command ends, in the language of the messages.
pub(super) fn stopped(error: DiffError, console: &Console) -> Stop {
    match error {
        DiffError::Unreadable(unreadable) => unreadable.into(),
        wrong => Stop::Usage(wrong.told(console.is_japanese())),
    }
}

fn table(diff: &Diff, width: usize, color: bool) -> String {
    let Diff { title, lang, old, new, words, rows } = diff;
    let heading = report::visible(&format!("{title} ({}): {old} → {new}", lang.as_str())) + "\n\n";
    let nothing = || report::visible(&words.nothing) + "\n";
    heading + &if rows.is_empty() { nothing() } else { report::summary(rows, words, width, color) }
}
