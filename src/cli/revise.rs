//! `kaitei revise`: the next revision of a document; its day; places for its reasons.

use std::path::Path;

use super::console::{Console, Stream};
use super::content;
use super::stop::Stop;
use crate::disk;
use crate::locale::Date;
use crate::pipeline::{self, Act, Revise, ReviseError};

/// The arguments of `revise`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The document, as it is called below content/
    document: String,
    /// The first day that the revision applies; a folder next/ that is there gets this day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = content::date)]
    effective: Option<Date>,
}

/// Writes the next revision, or what the one that is being written lacks.
pub(super) fn execute(arguments: &Arguments, root: Option<&Path>, console: &Console) -> Result<(), Stop> {
    let root = content::root(root)?;
    let request = content::everything()?;
    let (tree, loaded) = content::read(&root, &request)?.sound(&arguments.document, console)?;
    let today = loaded.site.config.timezone.date_at(request.now);
    let revise = pipeline::revise(&tree, &loaded, &arguments.document, arguments.effective, today)
        .map_err(|error| stopped(error, console))?;
    write(&root, &revise, console)?;
    let told = if console.is_japanese() { told_in_japanese } else { told };
    console.write(Stream::Out, &told(&revise))
}

fn stopped(error: ReviseError, console: &Console) -> Stop {
    match error {
        ReviseError::Unreadable(unreadable) => unreadable.into(),
        wrong => Stop::Usage(wrong.told(console.is_japanese())),
    }
}

fn write(root: &Path, revise: &Revise, console: &Console) -> Result<(), Stop> {
    let taken = !matches!(revise.act, Act::Grow) && disk::exists(root, &revise.folder);
    if taken {
        return Err(stopped(ReviseError::Taken { folder: revise.folder.clone() }, console));
    }
    match &revise.act {
        Act::Create { folder, .. } => disk::create(root, folder)?,
        Act::Date { from, .. } => disk::apply(root, &revise.edits, Some((from, &revise.folder)))?,
        Act::Grow => disk::apply(root, &revise.edits, None)?,
    }
    Ok(())
}

/// Returns what was done to the folders.
fn act(revise: &Revise) -> String {
    let Revise { folder, governing, .. } = revise;
    let mut out = String::new();
    match &revise.act {
        Act::Create { from, pending, .. } => {
            out += &format!("created {folder}/, a copy of {from}\n  {governing}: the text to revise\n");
            for name in pending {
                out += &format!("  {name}: not yet translated; when it is, delete `pending = true`\n");
            }
        }
        Act::Date { from, is_draft } => {
            out += &format!("renamed {from}/ to {folder}/\n");
            if *is_draft {
                out += &format!("  {governing} still says `draft = true`: delete it when the revision is ready\n");
            }
        }
        Act::Grow if revise.stubs.is_empty() => {
            out += &format!("nothing to prepare: every change in {folder}/ has a reason, or a place for one\n");
        }
        Act::Grow => {}
    }
    out
}

fn told(revise: &Revise) -> String {
    let Revise { document, folder, governing, .. } = revise;
    let mut out = act(revise);
    if let Some(day) = revise.announced {
        out += &format!(
            "  {governing}: announced on {day}, the last day that gives the notice asked for; change it as you like\n"
        );
    }
    if !revise.stubs.is_empty() {
        out += &format!("prepared places for the reasons of {folder}/:\n");
        out.extend(revise.stubs.iter().map(|section| format!("  {section}\n")));
    }
    let steps = [
        ("check".to_owned(), "tells which changes still lack a reason"),
        (format!("revise {document}"), "prepares a place for each of them"),
        (format!("review {document}"), "makes one file for whoever approves"),
        (format!("revise {document} --effective YYYY-MM-DD"), "fixes the day"),
    ];
    out + "next: change the text; then\n" + &listed(&steps, folder)
}

/// Returns the commands that come next, one a line; a revision that has its day needs none to get one.
fn listed(steps: &[(String, &str)], folder: &str) -> String {
    let count = if folder.ends_with("/next") { steps.len() } else { steps.len() - 1 };
    let steps = &steps[..count];
    let width = steps.iter().map(|(command, _)| command.chars().count()).max().unwrap_or(0);
    let pad = |command: &str| " ".repeat(width - command.chars().count());
    steps.iter().map(|(command, does)| format!("  kaitei {command}{}   {does}\n", pad(command))).collect()
}

/// Returns what was done to the folders, in Japanese.
fn act_in_japanese(revise: &Revise) -> String {
    let Revise { folder, governing, .. } = revise;
    let mut out = String::new();
    match &revise.act {
        Act::Create { from, pending, .. } => {
            out += &format!("{folder}/ を {from} から作成しました\n  {governing}: 改定する本文です\n");
            for name in pending {
                out += &format!("  {name}: 未翻訳です。翻訳したら `pending = true` の行を削除してください\n");
            }
        }
        Act::Date { from, is_draft } => {
            out += &format!("{from}/ を {folder}/ に改めました\n");
            if *is_draft {
                out += &format!("  {governing} に `draft = true` があります。案でなくなったら削除してください\n");
            }
        }
        Act::Grow if revise.stubs.is_empty() => {
            out += &format!("{folder}/ の変更には、すべて改定理由（またはその記入欄）があります\n");
        }
        Act::Grow => {}
    }
    out
}

fn told_in_japanese(revise: &Revise) -> String {
    let Revise { document, folder, governing, .. } = revise;
    let mut out = act_in_japanese(revise);
    if let Some(day) = revise.announced {
        out +=
            &format!("  {governing}: 公表日を {day} としました（定められた予告期間を満たす最後の日。変更できます）\n");
    }
    if !revise.stubs.is_empty() {
        out += &format!("{folder}/ に改定理由の記入欄を用意しました:\n");
        out.extend(revise.stubs.iter().map(|section| format!("  {section}\n")));
    }
    let steps = [
        ("check".to_owned(), "改定理由のない変更箇所を表示します"),
        (format!("revise {document}"), "その記入欄を用意します"),
        (format!("review {document}"), "承認する人に渡すファイルを作成します"),
        (format!("revise {document} --effective YYYY-MM-DD"), "施行日を定めます"),
    ];
    out + "次の手順: 本文を書き換えてください。その後、\n" + &listed(&steps, folder)
}
