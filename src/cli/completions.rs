//! `kaitei completions`: the script with which a shell completes commands and options.

use super::console::{Console, Stream};
use super::stop::Stop;

/// The arguments of `completions`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The shell
    shell: clap_complete::Shell,
}

/// Writes the script.
pub(super) fn execute(arguments: &Arguments, mut command: clap::Command, console: &Console) -> Result<(), Stop> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "kaitei", &mut script);
    console.write(Stream::Out, &String::from_utf8_lossy(&script))
}
