//! The commands: arguments, a call, an exit code. The clock and the environment are read here, once.

#![expect(
    clippy::disallowed_methods,
    reason = "this is where the clock, the environment and the working folder are read"
)]

mod build;
mod check;
mod completions;
mod console;
mod content;
mod diff;
mod init;
mod man;
mod pin;
mod review;
mod revise;
mod seal;
#[cfg(feature = "serve")]
mod serve;
mod status;
mod stop;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgAction, CommandFactory, Parser, Subcommand};

use console::Console;

/// Builds a site from dated, multilingual legal documents: every revision, what changed, and why.
#[derive(Debug, Parser)]
#[command(name = "kaitei", version, max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Debug, clap::Args)]
struct Common {
    /// The site's folder [default: the nearest parent with a site.toml]
    #[arg(long, value_name = "DIR", global = true, env = "KAITEI_ROOT")]
    root: Option<PathBuf>,
    /// When to use colour
    #[arg(long, value_name = "WHEN", global = true, env = "KAITEI_COLOR", default_value = "auto")]
    color: clap::ColorChoice,
    /// Say nothing but what is wrong
    #[arg(short, long, global = true, conflicts_with = "verbose", action = ArgAction::SetTrue)]
    quiet: bool,
    /// Show every warning
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    verbose: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a working site to start from
    Init(init::Arguments),
    /// Build the site
    Build(build::Arguments),
    /// Show the site in the browser as its files are, and what is wrong with them
    #[cfg(feature = "serve")]
    Serve(serve::Arguments),
    /// Report every problem of the content
    Check(check::Arguments),
    /// Show what changed between two revisions
    Diff(diff::Arguments),
    /// Write the anchors of sections into the texts of all revisions and languages
    Pin(pin::Arguments),
    /// Start the next revision of a document, give it its day, or prepare places for its reasons
    Revise(revise::Arguments),
    /// Make one file for whoever approves a revision
    Review(review::Arguments),
    /// Approve every revision that is no draft, and record it so that a later change is seen
    Seal(seal::Arguments),
    /// Tell what is in force, upcoming, untranslated or without a reason, and the next day that changes anything
    Status(status::Arguments),
    /// Write the script with which a shell completes commands and options
    Completions(completions::Arguments),
    /// Write the manual pages
    Man(man::Arguments),
}

/// Runs the command that the arguments ask for, and returns the exit code: 0 done, 1 the content has errors, 2 wrong usage, 3 the
/// machine failed.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // That nobody reads the help any more is no failure.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let Arguments { common, command } = arguments;
    let of_site = || content::first_language(common.root.as_deref());
    let console = Console::new(common.color, (common.quiet, common.verbose), of_site);
    let done = match &command {
        Command::Init(arguments) => init::execute(arguments, &console),
        Command::Build(arguments) => build::execute(arguments, common.root.as_deref(), &console),
        #[cfg(feature = "serve")]
        Command::Serve(arguments) => serve::execute(arguments, common.root.as_deref(), &console),
        Command::Check(arguments) => check::execute(arguments, common.root.as_deref(), &console),
        Command::Diff(arguments) => diff::execute(arguments, common.root.as_deref(), &console),
        Command::Pin(arguments) => pin::execute(arguments, common.root.as_deref(), &console),
        Command::Revise(arguments) => revise::execute(arguments, common.root.as_deref(), &console),
        Command::Review(arguments) => review::execute(arguments, common.root.as_deref(), &console),
        Command::Seal(arguments) => seal::execute(arguments, common.root.as_deref(), &console),
        Command::Status(arguments) => status::execute(arguments, common.root.as_deref(), &console),
        Command::Completions(arguments) => completions::execute(arguments, Arguments::command(), &console),
        Command::Man(arguments) => man::execute(arguments, Arguments::command(), &console),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            if let Some(message) = stop.message() {
                // Where even this cannot be said, the exit code still tells.
                let _ = console.error(&message);
            }
            ExitCode::from(stop.code())
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        super::Arguments::command().debug_assert();
    }
}
