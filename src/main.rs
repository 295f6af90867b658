//! The command line: arguments in, an exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    kaitei::cli::run(std::env::args_os())
}
