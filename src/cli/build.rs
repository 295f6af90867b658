//! `kaitei build`: the site into a folder.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::console::Console;
use super::content::{self, Day};
use super::stop::Stop;
use crate::assemble::steps::StepCount;
use crate::diagnostic::{Diagnostic, Record};
use crate::disk::{self, Account, Failure, Output, Receipt, Recorder, Writer, Written};
use crate::locale::Zone;
use crate::pipeline::{self, Count, Loaded, Made, RenderError, Request};
use crate::tree::Tree;

/// The arguments of `build`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder to write into [default: public, in the site's folder]
    #[arg(short, long, value_name = "DIR", env = "KAITEI_OUT")]
    out: Option<PathBuf>,
    #[command(flatten)]
    day: Day,
    /// The address of the site's root, in place of the one in site.toml
    #[arg(long, value_name = "URL", env = "KAITEI_BASE_URL", value_parser = base_url)]
    base_url: Option<String>,
    /// Write into a folder that holds other files; they are kept, except where the site has files of the same name
    #[arg(long)]
    force: bool,
    /// Say how long each step took, and how much the memo saved
    #[arg(long)]
    timings: bool,
}

/// Reads the address of a site's root; it ends in a slash.
pub(super) fn base_url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split('/').next()).unwrap_or_default();
    if host.is_empty()
        || text
            .contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '?' | '#' | '\\' | '"' | '<' | '>'))
    {
        return Err("this is no address of the form https://legal.example.com/".to_owned());
    }
    Ok(if text.ends_with('/') { text.to_owned() } else { format!("{text}/") })
}

/// Builds the site.
pub(super) fn execute(arguments: &Arguments, root: Option<&Path>, console: &Console) -> Result<(), Stop> {
    let start = Instant::now();
    let root = content::root(root)?;
    let request = arguments.day.request(arguments.base_url.clone())?;
    let out = arguments.out.clone().unwrap_or_else(|| root.strip_prefix(".").unwrap_or(&root).join("public"));
    if disk::is_among_sources(&root, &out) {
        return Err(Stop::Usage(format!(
            "--out: {} lies among the sources of the site; choose another",
            out.display()
        )));
    }
    let mut sources = disk::read(&root)?;
    if let Some(receipt) = Receipt::standing(&out, &sources, |account| is_asked(account, &request)) {
        return told_again(&receipt.account, &sources.value, start, arguments, console);
    }
    let recorder = Recorder::default();
    sources.value.reader = recorder.on(sources.value.reader.clone());
    let content = content::load(sources.clone(), &request)?;
    let found = content.found.clone();
    let (tree, loaded) = content.without_errors(console)?;
    let read = start.elapsed();
    let mut writer = Writer::open(&out, arguments.force)?;
    if loaded.site.preview {
        writer.mark_preview();
    }
    let put = |made: Made| writer.put(Output { path: made.path, bytes: made.bytes, last: made.data });
    let count = match pipeline::render(&tree, &loaded, &put) {
        Ok(count) => count,
        Err(error) => {
            writer.abandon();
            return Err(stopped(error, |found| content::tell(&tree, found, console)));
        }
    };
    let rendered = start.elapsed();
    let receipt = recorder.receipt(&sources, account(&request, &loaded, count, &found));
    let written = writer.commit(receipt.as_ref())?;
    if arguments.timings {
        timings([read, rendered, start.elapsed()]).iter().try_for_each(|line| console.note(line))?;
        console.note(&memo(loaded.steps))?;
    }
    let as_of = loaded.site.as_of.to_string();
    let told = if console.is_japanese() { told_in_japanese } else { told };
    console.note(&told(count, &as_of, start.elapsed().as_secs_f64(), written))
}

/// Returns what a build came to.
fn account(request: &Request, loaded: &Loaded, count: Count, found: &[Diagnostic]) -> Account {
    let zone = &loaded.site.config.timezone;
    Account {
        zone: zone.name().to_owned(),
        as_of: loaded.site.as_of.to_string(),
        ahead: loaded.site.as_of > zone.date_at(request.now),
        drafts: request.drafts,
        base_url: request.base_url.clone(),
        documents: count.documents,
        revisions: count.revisions,
        pages: count.pages,
        found: found.iter().map(Record::of).collect(),
    }
}

/// Returns whether a build from the same sources would come to the same.
fn is_asked(account: &Account, request: &Request) -> bool {
    let Some(zone) = Zone::named(&account.zone) else { return false };
    let today = zone.date_at(request.now);
    let as_of = request.as_of.unwrap_or(today);
    let day = account.as_of == as_of.to_string() && account.ahead == (as_of > today);
    day && account.drafts == request.drafts && account.base_url == request.base_url
}

/// Tells once more what an earlier build came to: everything is as it left it.
fn told_again(
    account: &Account,
    tree: &Tree,
    start: Instant,
    arguments: &Arguments,
    console: &Console,
) -> Result<(), Stop> {
    let found: Vec<Diagnostic> = account.found.iter().filter_map(Record::diagnostic).collect();
    content::tell(tree, &found, console)?;
    if arguments.timings {
        console.note(&timing("find everything as the last build left it", start.elapsed()))?;
    }
    let Account { documents, revisions, pages, .. } = *account;
    let (count, written) = (Count { documents, revisions, pages }, Written { unchanged: pages, ..Written::default() });
    let told = if console.is_japanese() { told_in_japanese } else { told };
    console.note(&told(count, &account.as_of, start.elapsed().as_secs_f64(), written))
}

fn stopped(error: RenderError<Failure>, tell: impl Fn(&[Diagnostic]) -> Result<(), Stop>) -> Stop {
    match error {
        RenderError::Unreadable(unreadable) => unreadable.into(),
        RenderError::Put(failure) => failure.into(),
        RenderError::Theme(found) => tell(&found).err().unwrap_or(Stop::Content),
    }
}

/// Returns how long each step took, of the times since the start at which each ended.
fn timings([read, rendered, written]: [Duration; 3]) -> [String; 3] {
    let steps = [
        ("read, parse, pair, assemble, plan", read),
        ("compare, render, stage", rendered - read),
        ("write", written - rendered),
    ];
    steps.map(|(step, time)| timing(step, time))
}

fn timing(step: &str, time: Duration) -> String {
    format!("{:9.3} s  {step}", time.as_secs_f64())
}

/// Returns how much of the memo was of use: a document is checked on every day on which something of it appears.
fn memo(StepCount { made, kept }: StepCount) -> String {
    format!("{made:9} revisions made, {kept} found in the memo")
}

fn told(count: Count, as_of: &str, seconds: f64, written: Written) -> String {
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    format!(
        "built {}, {}, {} as of {as_of} in {seconds:.2} s ({} written, {} unchanged, {} deleted)",
        plural(count.documents, "document"),
        plural(count.revisions, "revision"),
        plural(count.pages, "page"),
        written.written,
        written.unchanged,
        written.deleted,
    )
}

fn told_in_japanese(count: Count, as_of: &str, seconds: f64, written: Written) -> String {
    format!(
        "{} 文書、{} 改定、{} ページを作成しました（{as_of} 現在、{seconds:.2} 秒、書き込み {}、変更なし {}、削除 {}）",
        count.documents, count.revisions, count.pages, written.written, written.unchanged, written.deleted,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts() {
        let count = Count { documents: 4, revisions: 1, pages: 512 };
        let as_of = "2026-11-23";
        let line = told(count, as_of, 0.4149, Written { written: 12, unchanged: 500, deleted: 0 });
        let expected = "built 4 documents, 1 revision, 512 pages as of 2026-11-23 in 0.41 s (12 written, 500 unchanged, 0 deleted)";
        assert_eq!(line, expected);
        let line = told_in_japanese(count, as_of, 0.4149, Written { written: 12, unchanged: 500, deleted: 0 });
        let expected =
            "4 文書、1 改定、512 ページを作成しました（2026-11-23 現在、0.41 秒、書き込み 12、変更なし 500、削除 0）";
        assert_eq!(line, expected);
    }

    #[test]
    fn the_memo_is_counted() {
        assert_eq!(memo(StepCount { made: 200, kept: 14201 }), "      200 revisions made, 14201 found in the memo");
    }

    #[test]
    fn an_address_ends_in_a_slash() {
        assert_eq!(base_url("https://a.example/legal").as_deref(), Ok("https://a.example/legal/"));
        for wrong in ["a.example", "ftp://a.example/", "https://", "https://a.example/?x", "https://a.example\\b", ""] {
            assert!(base_url(wrong).is_err(), "{wrong}");
        }
    }
}
