//! `kaitei seal`: approves what is announced, and records it.

use std::path::Path;

use super::console::{Console, Stream};
use super::content::{self, Content};
use super::stop::Stop;
use crate::diagnostic::{Code, Diagnostic};
use crate::disk;
use crate::locale::Date;
use crate::pipeline::{self, Approval, Approve, Entry, Request, SealError};
use crate::report;

/// The arguments of `seal`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The document, as it is called below content/ [default: all]
    document: Option<String>,
    /// Who approves; stands in seal.toml and is never published
    #[arg(long, value_name = "NAME", env = "KAITEI_BY")]
    by: Option<String>,
    /// Write nothing; fail where something is not sealed, or no longer as it was sealed
    #[arg(long)]
    check: bool,
}

/// Records every revision that is no draft in `seal.toml`.
pub(super) fn execute(arguments: &Arguments, root: Option<&Path>, console: &Console) -> Result<(), Stop> {
    let root = content::root(root)?;
    let now = content::now()?;
    let request = Request { as_of: Some(Date::MAX), now, drafts: false, base_url: None };
    let mut content = content::read(&root, &request)?;
    content.found.retain(|one| !is_met_by_sealing(one));
    let (tree, loaded) = sound(content, arguments, console)?;
    let ask = Approve { document: arguments.document.as_deref(), by: arguments.by.as_deref(), now };
    let approval = match pipeline::seal(&tree, &loaded, ask) {
        Ok(approval) => approval,
        Err(SealError::Unknown(unknown)) => return Err(super::diff::stopped(unknown, console)),
        Err(SealError::Unreadable(unreadable)) => return Err(unreadable.into()),
        Err(SealError::Refused(refused)) => {
            content::tell(&tree, &refused, console)?;
            return Err(Stop::Content);
        }
    };
    if let Some(edit) = approval.edit.as_ref().filter(|_| !arguments.check) {
        disk::apply(&root, std::slice::from_ref(edit), None)?;
    }
    console.write(Stream::Out, &told(&approval, arguments.check, console.is_japanese()))?;
    if arguments.check && approval.edit.is_some() { Err(Stop::Content) } else { Ok(()) }
}

fn sound(
    content: Content,
    arguments: &Arguments,
    console: &Console,
) -> Result<(crate::tree::Tree, pipeline::Loaded), Stop> {
    match &arguments.document {
        Some(document) => content.sound(document, console),
        None => content.errors_only(console),
    }
}

/// Returns whether a problem is one that sealing ends.
fn is_met_by_sealing(problem: &Diagnostic) -> bool {
    problem.code == Code::UnsealedRevision || problem.code == Code::SealedText && problem.help == Some("redacted")
}

fn told(approval: &Approval, is_check: bool, japanese: bool) -> String {
    let mut out = String::new();
    for entry in &approval.sealed {
        out += &report::visible(&line(entry, ["sealed", "not sealed"][usize::from(is_check)], japanese));
        out.push('\n');
    }
    for entry in &approval.redacted {
        out += &report::visible(&line(
            entry,
            ["redaction recorded", "redaction not recorded"][usize::from(is_check)],
            japanese,
        ));
        out.push('\n');
    }
    let (all, written) = (approval.all, approval.edit.is_some() && !is_check);
    out += &match (japanese, written, is_check && approval.edit.is_some()) {
        (false, true, _) => format!("{} sealed in seal.toml\n", revisions(all)),
        (false, _, true) => "nothing was written (--check)\n".to_owned(),
        (false, ..) => format!("{} sealed; nothing to add\n", revisions(all)),
        (true, true, _) => format!("seal.toml に承認を記録しました（全 {all} 件の改定）\n"),
        (true, _, true) => "何も書き込みませんでした（--check）\n".to_owned(),
        (true, ..) => format!("追加はありません（全 {all} 件の改定が承認済み）\n"),
    };
    if let Some(head) = approval.head.as_ref().filter(|_| !is_check || approval.edit.is_none()) {
        out += &match japanese {
            false => format!("head of the record as published today: {head}\n"),
            true => format!("本日公開される記録の先頭ダイジェスト：{head}\n"),
        };
    }
    out
}

fn revisions(count: usize) -> String {
    format!("{count} revision{}", if count == 1 { "" } else { "s" })
}

fn line(entry: &Entry, what: &str, japanese: bool) -> String {
    let langs: Vec<&str> = entry.langs.iter().map(|lang| lang.as_str()).collect();
    let what = match (japanese, what) {
        (true, "sealed") => "承認",
        (true, "not sealed") => "未承認",
        (true, "redaction recorded") => "削除を記録",
        (true, "redaction not recorded") => "削除が未記録",
        _ => what,
    };
    let separator = if japanese { "：" } else { ": " };
    format!("{what}{separator}{} {} ({})", entry.document, entry.revision, langs.join(", "))
}
