//! `kaitei serve`: the site in a browser, as its files are.

use std::net::IpAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use super::console::{Console, Stream};
use super::content;
use super::stop::Stop;
use crate::locale::Date;
use crate::pipeline::Request;
use crate::report;
use crate::serve::{self, Settings, Told};
use crate::watch::Mode;

/// The arguments of `serve`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The port to listen at, or the first free one after it; 0 for any
    #[arg(short, long, value_name = "N", env = "KAITEI_PORT", default_value_t = 4000)]
    port: u16,
    /// The address to listen at; with 0.0.0.0, other machines can see the site too, drafts included
    #[arg(long, value_name = "ADDRESS", env = "KAITEI_HOST", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Open the site in the browser
    #[arg(short, long)]
    open: bool,
    /// The day to show the site as of [default: today in the site's time zone]
    #[arg(long, value_name = "YYYY-MM-DD", env = "KAITEI_AS_OF", value_parser = content::date)]
    as_of: Option<Date>,
    /// Show drafts too; they are shown unless --no-drafts says otherwise
    #[arg(long, overrides_with = "no_drafts", hide = true)]
    drafts: bool,
    /// Leave drafts out
    #[arg(long)]
    no_drafts: bool,
    /// Look for changes again and again, where the system does not tell of them
    #[arg(long, env = "KAITEI_POLL", value_parser = clap::builder::FalseyValueParser::new())]
    poll: bool,
    /// The address of the site's root that pages name where they name it in full [default: that of this server]
    #[arg(long, value_name = "URL", env = "KAITEI_BASE_URL", value_parser = super::build::base_url)]
    base_url: Option<String>,
}

/// Serves the site until Ctrl-C.
pub(super) fn execute(arguments: &Arguments, root: Option<&Path>, console: &Console) -> Result<(), Stop> {
    let root = content::root(root)?;
    let now = content::now()?;
    let request = Request {
        as_of: arguments.as_of,
        now,
        drafts: !arguments.no_drafts || arguments.drafts,
        base_url: arguments.base_url.clone(),
    };
    let settings = Settings {
        root,
        request,
        host: arguments.host,
        port: arguments.port,
        poll: arguments.poll,
        lang: console.lang.clone(),
        now: || content::now().unwrap_or_default(),
    };
    let (console, wanted, open) = (console.clone(), arguments.port, arguments.open);
    let tell = move |told: Told<'_>| {
        // Where nobody reads the terminal any more, browsers still do.
        let _ = tell(&told, wanted, &console);
        if let (Told::Serving { url, .. }, true) = (&told, open) {
            browse(url, &console);
        }
    };
    Ok(serve::run(&settings, Arc::new(tell))?)
}

fn tell(told: &Told<'_>, wanted: u16, console: &Console) -> Result<(), Stop> {
    match told {
        Told::Shown { found, tree, changed, seconds } => {
            if let Some(line) = changed_line(changed.iter().map(|path| &**path), *seconds, console) {
                console.note(&line)?;
            }
            content::tell(tree, found, console)
        }
        Told::Serving { url, mode } => {
            if let Mode::Asking { why: Some(why) } = mode {
                console.note(&asking(why, console))?;
            }
            if wanted != 0 && !url.ends_with(&format!(":{wanted}/")) {
                console.note(&taken(wanted, console))?;
            }
            let line = if console.is_japanese() {
                format!("{url} で表示しています（終了は Ctrl-C）\n")
            } else {
                format!("serving {url} (Ctrl-C ends it)\n")
            };
            console.write(Stream::Out, &line)
        }
        Told::Failed(message) => console.error(message),
    }
}

fn changed_line<'a>(mut changed: impl Iterator<Item = &'a str>, seconds: f64, console: &Console) -> Option<String> {
    let first = changed.next()?;
    let more = changed.count();
    Some(match (console.is_japanese(), more) {
        (true, 0) => format!("変更: {first}（{seconds:.2} 秒）"),
        (true, _) => format!("変更: {first} ほか {more} 件（{seconds:.2} 秒）"),
        (false, 0) => format!("changed: {first} ({seconds:.2} s)"),
        (false, _) => format!("changed: {first} and {more} more ({seconds:.2} s)"),
    })
}

fn asking(why: &str, console: &Console) -> String {
    if console.is_japanese() {
        format!("変更の通知を受けられないため（{why}）、ファイルを定期的に確認します")
    } else {
        format!("the system does not tell of changes here ({why}); files are looked at again and again")
    }
}

fn taken(port: u16, console: &Console) -> String {
    if console.is_japanese() {
        format!("ポート {port} は使用中のため、次の空いているポートを使います")
    } else {
        format!("port {port} is taken; the next free one is used")
    }
}

/// Opens an address in the browser of the system.
fn browse(url: &str, console: &Console) {
    let (program, arguments): (&str, &[&str]) = match std::env::consts::OS {
        "windows" => ("cmd", &["/C", "start", "", url]),
        "macos" => ("open", &[url]),
        _ => ("xdg-open", &[url]),
    };
    let done =
        Command::new(program).args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    match done {
        // It is let run and waited for, so that it leaves nothing behind.
        Ok(mut child) => drop(std::thread::spawn(move || child.wait())),
        Err(cause) => {
            let message = report::visible(&format!("{program}: {cause}"));
            // That it could not be said is no failure either; the address stands above.
            let _ = console.note(&message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_named_once() {
        let line = |lang: &str, paths: &[&str]| {
            let mut console = Console::new(clap::ColorChoice::Never, (false, false), || None);
            lang.clone_into(&mut console.lang);
            changed_line(paths.iter().copied(), 0.021, &console)
        };
        assert_eq!(line("en", &[]), None);
        assert_eq!(line("en", &["a.md"]).as_deref(), Some("changed: a.md (0.02 s)"));
        assert_eq!(line("ja", &["a.md", "b.md"]).as_deref(), Some("変更: a.md ほか 1 件（0.02 秒）"));
    }
}
