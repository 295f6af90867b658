//! `kaitei pin`: anchors into the sources.

use std::path::Path;

use super::console::{Console, Stream};
use super::content;
use super::stop::Stop;
use crate::disk;
use crate::pipeline::{self, Pin, PinError};
use crate::report;

/// The arguments of `pin`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The document, as it is called below content/ [default: all]
    document: Option<String>,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Writes the anchors of sections into the texts of all revisions and languages, as `{#id}`; nothing else changes.
pub(super) fn execute(arguments: &Arguments, root: Option<&Path>, console: &Console) -> Result<(), Stop> {
    let root = content::root(root)?;
    let (tree, loaded) = content::read(&root, &content::everything()?)?.errors_only(console)?;
    let pin = pipeline::pin(&tree, &loaded, arguments.document.as_deref()).map_err(|error| match error {
        PinError::Unknown(unknown) => super::diff::stopped(unknown, console),
        PinError::Unreadable(unreadable) => unreadable.into(),
    })?;
    if !arguments.dry_run {
        disk::apply(&root, &pin.edits, None)?;
    }
    console.write(Stream::Out, &told(&pin, arguments.dry_run, console.is_japanese()))
}

fn told(pin: &Pin, is_dry: bool, japanese: bool) -> String {
    let mut out = String::new();
    for (path, line, heading) in &pin.left {
        let place = format!("{path}:{line}: {heading}");
        out += &report::visible(&match japanese {
            true => format!("{place}：この位置には id を書けません"),
            false => format!("{place}: no id can be written here"),
        });
        out.push('\n');
    }
    for document in &pin.refused {
        out += &report::visible(&match japanese {
            true => format!("{document}：id を書くと本文または条項の対応が変わるため、変更しませんでした"),
            false => format!("{document}: left alone, since its texts or anchors would come out differently"),
        });
        out.push('\n');
    }
    let (sections, files) = (pin.pinned, pin.edits.len());
    out += &match (japanese, files, is_dry) {
        (true, 0, _) => "書くものはありません\n".to_owned(),
        (true, _, true) => format!("{files} ファイルの {sections} 条項に id を書きます（--dry-run のため未変更）\n"),
        (true, _, false) => format!("{files} ファイルの {sections} 条項に id を書きました\n"),
        (false, 0, _) => "nothing to write\n".to_owned(),
        (false, _, true) => format!("would write {} into {}\n", counted(sections, "id"), counted(files, "file")),
        (false, _, false) => format!("wrote {} into {}\n", counted(sections, "id"), counted(files, "file")),
    };
    out
}

fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
