//! The terminal: what is said, in which language, how wide, in colour or not.

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use super::stop::Stop;
use crate::diagnostic::is_japanese;
use crate::report::visible;

const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
/// The width where there is no terminal to ask.
const WIDTH: usize = 100;

/// The two streams of the process and how to write on them.
#[derive(Debug, Clone)]
pub(super) struct Console {
    color: ColorChoice,
    /// Whether only problems are told.
    pub(super) quiet: bool,
    /// Whether every warning is shown.
    pub(super) verbose: bool,
    /// The language of the messages, a BCP 47 tag.
    pub(super) lang: String,
}

/// One of the streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    /// For what was asked for.
    Out,
    /// For what is said about it.
    Err,
}

impl Console {
    /// Returns the console of this process; where nobody says in which language, it speaks that of the site.
    pub(super) fn new(
        color: clap::ColorChoice,
        (quiet, verbose): (bool, bool),
        of_site: impl FnOnce() -> Option<String>,
    ) -> Self {
        let color = match color {
            clap::ColorChoice::Auto => ColorChoice::Auto,
            clap::ColorChoice::Always => ColorChoice::Always,
            clap::ColorChoice::Never => ColorChoice::Never,
        };
        let lang = language(|name| std::env::var(name).ok()).or_else(of_site);
        Self { color, quiet, verbose, lang: lang.unwrap_or_else(|| "en".to_owned()) }
    }

    /// Returns whether a stream takes colour.
    pub(super) fn has_color(&self, stream: Stream) -> bool {
        let choice = match (self.color, stream) {
            (ColorChoice::Auto, Stream::Out) => AutoStream::choice(&io::stdout()),
            (ColorChoice::Auto, Stream::Err) => AutoStream::choice(&io::stderr()),
            (choice, _) => choice,
        };
        choice != ColorChoice::Never
    }

    /// Returns the width of a stream in columns.
    pub(super) fn width(&self, stream: Stream) -> usize {
        let size = match stream {
            Stream::Out => terminal_size::terminal_size_of(io::stdout()),
            Stream::Err => terminal_size::terminal_size_of(io::stderr()),
        };
        let told = || std::env::var("COLUMNS").ok()?.parse().ok();
        size.map(|(width, _)| usize::from(width.0)).or_else(told).unwrap_or(WIDTH)
    }

    /// Writes text to a stream. A reader that has gone away has read enough.
    pub(super) fn write(&self, stream: Stream, text: &str) -> Result<(), Stop> {
        let choice = if self.has_color(stream) { ColorChoice::Always } else { ColorChoice::Never };
        let done = match stream {
            Stream::Out => put(AutoStream::new(io::stdout().lock(), choice), text),
            Stream::Err => put(AutoStream::new(io::stderr().lock(), choice), text),
        };
        match done {
            Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
                Err(Stop::Machine(format!("cannot write the output ({cause})")))
            }
            _ => Ok(()),
        }
    }

    /// Writes a line about what is going on, unless told to be quiet.
    pub(super) fn note(&self, line: &str) -> Result<(), Stop> {
        if self.quiet { Ok(()) } else { self.write(Stream::Err, &format!("{}\n", visible(line))) }
    }

    /// Returns whether messages are in Japanese; in any other language they are in English.
    pub(super) fn is_japanese(&self) -> bool {
        is_japanese(&self.lang)
    }

    /// Returns the one of two wordings that is in the language of the messages.
    pub(super) fn either<T>(&self, japanese: T, english: T) -> T {
        if self.is_japanese() { japanese } else { english }
    }

    /// Writes a line about what failed.
    pub(super) fn error(&self, message: &str) -> Result<(), Stop> {
        self.write(Stream::Err, &format!("{ERROR}error{ERROR:#}: {}\n", visible(message)))
    }
}

fn put(mut stream: impl Write, text: &str) -> io::Result<()> {
    stream.write_all(text.as_bytes())?;
    stream.flush()
}

/// Returns the language of the messages: `KAITEI_LANG`, else the locale (POSIX, Base Definitions 8.2), of which `C` speaks English; `None`
/// where neither is set.
fn language(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    let names = ["KAITEI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];
    let locale = names.into_iter().find_map(set)?;
    let tag = locale.split(['.', '@']).next().unwrap_or_default().replace('_', "-");
    Some(if matches!(tag.as_str(), "" | "C" | "POSIX") { "en".to_owned() } else { tag })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_first_that_is_set() {
        let check = |set: &[(&str, &str)], expected: Option<&str>| {
            let variable = |name: &str| set.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned());
            assert_eq!(language(variable).as_deref(), expected);
        };
        check(&[], None);
        check(&[("LANG", "ja_JP.UTF-8")], Some("ja-JP"));
        check(&[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "C.UTF-8")], Some("en"));
        check(&[("LC_ALL", ""), ("LC_MESSAGES", "de_DE@euro")], Some("de-DE"));
        check(&[("LANG", "en_US"), ("KAITEI_LANG", "ja")], Some("ja"));
    }
}
