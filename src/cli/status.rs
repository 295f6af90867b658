//! `kaitei status`: where every document stands, and the next day that changes anything.

use std::path::Path;

use super::console::{Console, Stream};
use super::content;
use super::stop::Stop;
use crate::locale::{Date, Lang};
use crate::pipeline::{self, Request};
use crate::report;

/// The arguments of `status`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The document, as it is called below content/ [default: all]
    document: Option<String>,
    /// What is still to be translated into a language: sections of the governing text that changed while the translation did not
    #[arg(long, value_name = "TAG", conflicts_with = "json", value_parser = super::diff::lang)]
    lang: Option<Lang>,
    /// One JSON object, on standard output
    #[arg(long)]
    json: bool,
    /// The day to tell it as of [default: today in the site's time zone]
    #[arg(long, value_name = "YYYY-MM-DD", env = "KAITEI_AS_OF", value_parser = content::date)]
    as_of: Option<Date>,
}

/// Tells where the documents stand.
pub(super) fn execute(arguments: &Arguments, root: Option<&Path>, console: &Console) -> Result<(), Stop> {
    let root = content::root(root)?;
    let request = Request { as_of: arguments.as_of, drafts: false, ..content::everything()? };
    let (_, loaded) = content::read(&root, &request)?.errors_only(console)?;
    let languages = &loaded.site.config.languages;
    if let Some(lang) = arguments.lang.as_ref().filter(|lang| !languages.contains(lang)) {
        let listed = languages.iter().map(Lang::as_str).collect::<Vec<_>>().join(", ");
        let message = match console.is_japanese() {
            true => format!("--lang {lang}: site.toml の言語は {listed} です"),
            false => format!("--lang {lang}: the languages of site.toml are {listed}"),
        };
        return Err(Stop::Usage(message));
    }
    let status = pipeline::status(&loaded, arguments.document.as_deref())
        .map_err(|error| super::diff::stopped(error, console))?;
    let text = match (&arguments.lang, arguments.json) {
        (Some(lang), _) => report::owed(&status, lang, &console.lang),
        (None, true) => report::status_json(&status),
        (None, false) => {
            report::status(&status, &console.lang, console.width(Stream::Out), console.has_color(Stream::Out))
        }
    };
    console.write(Stream::Out, &text)
}
