//! The closed list of diagnostic codes.

use super::Severity;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal $severity:ident;)*) => {
        /// What kind of problem a diagnostic reports; the word is stable and language-free.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// Every code, in the order of the list.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Returns the stable word, as printed in `error[word]` and in JSON.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// Returns the severity it has unless lowered for a draft.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    // files
    /// A file is not UTF-8.
    InvalidUtf8 = "invalid-utf8" Error;
    /// A file that must hold a text is empty.
    EmptyFile = "empty-file" Error;
    /// A file or directory name cannot be used in an address.
    InvalidName = "invalid-name" Error;
    /// A file's type is not on the list of assets.
    UnknownAsset = "unknown-asset" Error;
    /// A link in the file system leads out of the root.
    LinkOutside = "link-outside" Error;
    /// A file is larger than any legal text.
    HugeFile = "huge-file" Error;
    /// A Markdown file does not lie in `content/<document>/<revision>/<language>.md`.
    StrayFile = "stray-file" Warning;
    /// There is no `site.toml`, or nothing below `content/`.
    NoContent = "no-content" Error;

    // keys and values
    /// The front matter or a settings file is not valid TOML or YAML.
    Syntax = "syntax" Error;
    /// The front matter is not closed.
    UnclosedFrontMatter = "unclosed-front-matter" Error;
    /// Something that was to be filled in stands in a text that is no draft.
    PlaceholderText = "placeholder-text" Warning;
    /// A key that nothing reads.
    UnknownKey = "unknown-key" Error;
    /// A required key is missing.
    MissingKey = "missing-key" Error;
    /// A value of the wrong type.
    WrongType = "wrong-type" Error;
    /// A value outside the allowed ones.
    WrongValue = "wrong-value" Error;
    /// A date that is none.
    WrongDate = "wrong-date" Error;
    /// A language tag that is no BCP 47 tag, or not in canonical form.
    WrongLanguage = "wrong-language" Error;
    /// A key that belongs above `[[changes]]`.
    SwallowedKey = "swallowed-key" Error;

    // text
    /// Raw HTML that is not on the allow-list.
    DroppedHtml = "dropped-html" Warning;
    /// An attribute list whose entries other than the id are not used.
    DroppedAttribute = "dropped-attribute" Warning;
    /// A URL whose scheme is not on the allow-list.
    DroppedUrl = "dropped-url" Warning;
    /// Indented code, taken as text.
    IndentedText = "indented-text" Warning;
    /// A Markdown sign swallowed a character of prose.
    SwallowedSign = "swallowed-sign" Warning;
    /// An explicit id that no anchor may have.
    WrongId = "wrong-id" Error;
    /// The same explicit id twice in one text.
    DuplicateId = "duplicate-id" Error;
    /// A heading without any text.
    EmptyHeading = "empty-heading" Warning;
    /// A heading more than one level below the one before.
    SkippedLevel = "skipped-level" Warning;
    /// A footnote that is referred to but not defined, or defined and never referred to.
    LooseFootnote = "loose-footnote" Warning;
    /// A variable that `site.toml` does not define.
    UnknownVariable = "unknown-variable" Error;

    // one document
    /// A language that the site does not list.
    UnlistedLanguage = "unlisted-language" Error;
    /// Two files for one language (tags that are the same language).
    DuplicateLanguage = "duplicate-language" Error;
    /// A revision whose directory names no date and whose front matter gives none.
    NoEffectiveDate = "no-effective-date" Error;
    /// A revision announced after it takes effect.
    AnnouncedLate = "announced-late" Warning;
    /// Something is dated before the announcement of its revision.
    DateOrder = "date-order" Warning;
    /// A translation states a fact differently from the governing text.
    UnequalFact = "unequal-fact" Error;
    /// A revision without its governing text.
    NoGoverningText = "no-governing-text" Error;
    /// The revision named by `base` or `replaces` does not exist.
    UnknownRevision = "unknown-revision" Error;
    /// Another revision stands between a revision and its `base`.
    OutdatedBase = "outdated-base" Error;
    /// A substantive revision takes effect the day it is announced.
    NoNotice = "no-notice" Warning;
    /// A substantive revision gives less notice than `notice_days`.
    ShortNotice = "short-notice" Error;
    /// `[[changes]]` names a section that neither text has.
    UnknownSection = "unknown-section" Error;
    /// `[[changes]]` names a section by words that fit several.
    AmbiguousSection = "ambiguous-section" Error;
    /// A reason for a section that did not change.
    IdleReason = "idle-reason" Warning;
    /// A changed section of a substantive revision without a reason.
    MissingReason = "missing-reason" Warning;
    /// A translation's structure differs from the governing text's.
    UnequalStructure = "unequal-structure" Warning;
    /// The governing text of a section changed and its translation did not.
    SuspectTranslation = "suspect-translation" Warning;
    /// The newest text in a language is older than the revision in force.
    TranslationBehind = "translation-behind" Warning;
    /// `[anchors]` names an anchor that no revision has.
    UnknownAnchor = "unknown-anchor" Error;

    /// A reference to a section that the text has not.
    DeadReference = "dead-reference" Warning;
    /// Sections of announced revisions do not say their anchors themselves.
    UnpinnedAnchor = "unpinned-anchor" Warning;

    // what was approved
    /// The words of a sealed text are others now.
    SealedText = "sealed-text" Error;
    /// A fact of a sealed revision, or a title, is stated differently now.
    SealedFact = "sealed-fact" Error;
    /// The summary or the reasons of a sealed revision are others now.
    SealedReason = "sealed-reason" Error;
    /// A file beside the texts of a sealed revision is another now.
    SealedAsset = "sealed-asset" Error;
    /// What was announced of a sealed revision would read otherwise: its anchors, or what its summary compares.
    SealedNotice = "sealed-notice" Error;
    /// Something that was sealed is gone.
    SealedGone = "sealed-gone" Error;
    /// A revision that is no draft is not sealed, where the site wants it so.
    UnsealedRevision = "unsealed-revision" Error;
    /// No answer of a time-stamping authority is about the record as it is published.
    StaleTimestamp = "stale-timestamp" Warning;

    // the site
    /// A link to a document, revision or anchor that does not exist.
    DeadLink = "dead-link" Warning;
    /// Two outputs at one address.
    AddressCollision = "address-collision" Error;
    /// A name that pages of the site use.
    ReservedName = "reserved-name" Error;
    /// A variable in use has no value on the revision's effective date.
    NoVariableValue = "no-variable-value" Error;
    /// A theme template that does not parse or render.
    Theme = "theme" Error;
}
