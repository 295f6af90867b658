//! `kaitei man`: the manual pages, made from the same words as `--help`.

use std::path::{Path, PathBuf};

use super::console::{Console, Stream};
use super::stop::Stop;
use crate::disk::{self, Failure};

/// The arguments of `man`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder to write a page for every command into [default: the page of kaitei itself, on standard output]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// Writes the page, or every page into a folder.
pub(super) fn execute(arguments: &Arguments, mut command: clap::Command, console: &Console) -> Result<(), Stop> {
    let Some(folder) = &arguments.folder else {
        return console.write(Stream::Out, &String::from_utf8_lossy(&page(command, Path::new("kaitei.1"))?));
    };
    command.build();
    let commands = command.get_subcommands().filter(|one| !one.is_hide_set() && one.get_name() != "help");
    let named = |one: &clap::Command| one.get_display_name().unwrap_or(one.get_name()).to_owned();
    let mut pages: Vec<_> = commands.map(|one| (named(one), one.clone())).collect();
    pages.insert(0, ("kaitei".to_owned(), command.clone()));
    for (name, command) in pages {
        let path = folder.join(format!("{name}.1"));
        disk::rewrite(&path, &page(command, &path)?)?;
        console.note(&format!("{} {}", console.either("作成:", "wrote"), path.display()))?;
    }
    Ok(())
}

fn page(command: clap::Command, path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let man = clap_mangen::Man::new(command).date("").source(concat!("kaitei ", env!("CARGO_PKG_VERSION")));
    man.render(&mut bytes).map_err(|cause| Failure::new("write", path, cause))?;
    Ok(bytes)
}
