//! What authors state beside their texts: `site.toml`, `document.toml`, front matter.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Severity;
use crate::locale::{Calendar, Date, Lang, Zone};
use crate::model::{Anchor, Block, Text};
use crate::source::{Place, Span, Spanned};

/// A text that may be given once for all languages, or by language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Localized {
    /// The text for languages without one of their own.
    pub any: Option<String>,
    /// The texts by language.
    pub by: BTreeMap<Lang, String>,
}

impl Localized {
    /// Returns the text for a language, else the one for all, else that of the first of `fallbacks` that has one; with the
    /// language it is in, where that is another one than asked for.
    pub fn text<'a>(&'a self, lang: &Lang, fallbacks: &'a [Lang]) -> Option<(&'a str, Option<&'a Lang>)> {
        let own = self.by.get(lang).or(self.any.as_ref()).map(|text| (text.as_str(), None));
        own.or_else(|| fallbacks.iter().find_map(|other| Some((self.by.get(other)?.as_str(), Some(other)))))
    }
}

/// What becomes of something that is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Check {
    /// It is not told.
    Off,
    /// It is told.
    #[default]
    Warning,
    /// Nothing is built.
    Error,
}

impl Check {
    /// Returns the severity of what is found; `None` where it is not told.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// Which pairs of languages a site shows side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bilingual {
    /// The governing language and each other one.
    #[default]
    Governing,
    /// Every two languages.
    All,
    /// None.
    None,
}

/// `site.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The site's title.
    pub title: Localized,
    /// The address of the site's root, absolute, with a slash at the end.
    pub base_url: String,
    /// The zone in which "today" is a civil date.
    pub timezone: Zone,
    /// The languages in the order of the language switch; never empty, the first is the default.
    pub languages: Vec<Lang>,
    /// The language that governs unless a document says otherwise.
    pub governing: Lang,
    /// The theme's name.
    pub theme: String,
    /// The columns of the summary, in order.
    pub columns: Vec<Column>,
    /// How much of a changed section a summary shows.
    pub context: Context,
    /// With up to how many earlier revisions each is compared; at least 1.
    pub compare_back: u32,
    /// The calendar of its dates.
    pub calendar: Calendar,
    /// Which pairs of languages stand side by side.
    pub bilingual: Bilingual,
    /// What dead links are: [`Check::Off`] is none of the choices.
    pub links: Check,
    /// What references to sections are that the text has not.
    pub references: Check,
    /// What sections are that do not say their anchors themselves.
    pub pins: Check,
    /// Whether every revision that is no draft must be sealed.
    pub seal_is_required: bool,
    /// The variables; `None` where there is no `[variables]` table and braces are plain text.
    pub variables: Option<BTreeMap<String, Variable>>,
}

/// A column of the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Column {
    /// 該当箇所.
    Section,
    /// 改定前.
    Before,
    /// 改定後.
    After,
    /// 改定理由.
    Reason,
}

/// How much of a changed section a summary shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// The whole section.
    Section,
    /// Changed blocks; others are elided as （略）.
    Changes,
}

/// A value that texts insert by name, by date and language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// The values, each with the last day of its validity; the last one has none.
    pub values: Vec<(Option<Date>, Localized)>,
}

/// `document.toml`; everything is optional.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    /// The document's title where a translation has none.
    pub title: Localized,
    /// The governing language, if not the site's.
    pub governing: Option<Spanned<Lang>>,
    /// The position in lists; smaller first.
    pub order: Option<i64>,
    /// The heading under which the document is listed.
    pub category: Localized,
    /// The RFC 6903 relation: `privacy-policy` or `terms-of-service`.
    pub relation: Option<String>,
    /// The least number of days from announcement to effect of a substantive revision.
    pub notice_days: Option<Spanned<i64>>,
    /// Old addresses of the document.
    pub aliases: Vec<Spanned<String>>,
    /// The documents that this one continues.
    pub formerly: Vec<Spanned<String>>,
    /// The day from which the document no longer applies.
    pub repealed: Option<Spanned<Date>>,
    /// Where retired anchors lead.
    pub anchors: Vec<(Spanned<Anchor>, Spanned<Anchor>)>,
    /// What typed line breaks mean.
    pub lines: Lines,
    /// What had to be taken out of sealed texts.
    pub redactions: Vec<Redaction>,
}

/// A section of a sealed text from which something had to be taken out, as the law may demand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// The revision.
    pub revision: Spanned<String>,
    /// The language of the text; `None` for all.
    pub lang: Option<Lang>,
    /// The section: an anchor, or what a `[[changes]]` may call it.
    pub section: Spanned<String>,
    /// The day on which it was done.
    pub date: Date,
    /// The ground, for readers.
    pub ground: Localized,
}

impl Redaction {
    /// Returns whether it is about the text of a revision in a language.
    pub fn is_of(&self, revision: &str, lang: &Lang) -> bool {
        self.revision.value == revision && self.lang.as_ref().is_none_or(|own| own == lang)
    }
}

/// What a typed line break inside a paragraph means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lines {
    /// A line break.
    Keep,
    /// White space, and nothing between characters of scripts without spaces.
    #[default]
    Join,
}

/// How weighty a revision is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// The meaning changed.
    #[default]
    Substantive,
    /// A correction that changes no meaning.
    Editorial,
}

/// What a revision asks of users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Consent {
    /// They must agree anew.
    Required,
    /// They must be told.
    Notice,
    /// Nothing.
    None,
}

/// The front matter of one file, as typed; nothing is defaulted yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FrontMatter {
    /// What it stands between.
    pub fences: Fences,
    /// `title`.
    pub title: Option<Spanned<String>>,
    /// `effective`.
    pub effective: Option<Spanned<Date>>,
    /// `announced`.
    pub announced: Option<Spanned<Date>>,
    /// `label`.
    pub label: Option<Spanned<String>>,
    /// `class`.
    pub class: Option<Spanned<Class>>,
    /// `consent`.
    pub consent: Option<Spanned<Consent>>,
    /// `base`.
    pub base: Option<Spanned<String>>,
    /// `draft`.
    pub draft: Option<Spanned<bool>>,
    /// `withdrawn`.
    pub withdrawn: Option<Spanned<Date>>,
    /// `replaces`.
    pub replaces: Option<Spanned<String>>,
    /// `short_notice`.
    pub short_notice: Option<Spanned<String>>,
    /// `summary`, as blocks.
    pub summary: Option<Spanned<Vec<Block>>>,
    /// `governing = true`: this text governs, whatever the document says.
    pub governing: Option<Spanned<bool>>,
    /// `translated`.
    pub translated: Option<Spanned<Date>>,
    /// `pending`.
    pub pending: Option<Spanned<bool>>,
    /// `unaffected`: sections, by label or anchor, that need no change here.
    pub unaffected: Vec<Spanned<String>>,
    /// `[[changes]]`, and those of the reasons file behind them.
    pub changes: Vec<ChangeNote>,
}

/// What a front matter stands between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fences {
    /// There is none.
    #[default]
    Absent,
    /// `+++`.
    Toml,
    /// `---`.
    Yaml,
}

/// What an author says of one change: a `[[changes]]` table, or a heading of a reasons file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeNote {
    /// The file it stands in.
    pub path: Arc<str>,
    /// The whole note.
    pub span: Span,
    /// The sections it is about, as written: anchors, or labels as printed, or paths of labels.
    pub sections: Vec<Spanned<String>>,
    /// The reason; empty where none is given.
    pub reason: Vec<Block>,
    /// The old sections that the new ones continue.
    pub was: Vec<Spanned<String>>,
}

/// One parsed file: what it states and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The file.
    pub path: Arc<str>,
    /// What it states.
    pub front: FrontMatter,
    /// Its text; variables not yet resolved.
    pub text: Text,
    /// Every use of a variable, in order, by its bytes in the file.
    pub variables: Vec<Spanned<String>>,
    /// The text as published (`index.md`), in pieces: literal bytes and variables, attributes and notes taken out.
    pub published: Vec<Piece>,
}

impl Parsed {
    /// Returns the place of a span in this file.
    pub fn place(&self, span: Span) -> Place {
        Place { path: self.path.clone(), span }
    }
}

/// A piece of the published text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text as it lies in the source, line ends as LF.
    Literal(String),
    /// The place of a variable.
    Variable(String),
}
