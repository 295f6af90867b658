//! What stands above a text.

use serde::Serialize;

use super::{DateView, LangView, LinkView, RowOfLinks};

/// What stands above a text: each is told in a sentence by the theme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Banner {
    /// The revision is not yet in force.
    Upcoming {
        /// From when it applies.
        effective: DateView,
        /// The text in force until then, where there is one.
        current: Option<LinkView>,
    },
    /// The revision no longer applies.
    Superseded {
        /// The first and last day it applied.
        effective: DateView,
        /// The last day.
        until: Option<DateView>,
        /// Whether it was replaced on the day it took effect.
        same_day: bool,
        /// The text in force.
        current: LinkView,
    },
    /// The revision was withdrawn.
    Withdrawn {
        /// From when.
        date: DateView,
        /// The text in force.
        current: Option<LinkView>,
    },
    /// The revision is a draft.
    Draft,
    /// The document no longer applies.
    Repealed {
        /// Since when.
        date: DateView,
    },
    /// Editorial revisions corrected this one.
    Corrected {
        /// What they changed, oldest first.
        by: RowOfLinks,
    },
    /// Something was taken out of the text after it was approved.
    Redacted {
        /// The sections.
        sections: RowOfLinks,
    },
    /// On the current page: a later revision is announced.
    Announced {
        /// From when it applies.
        effective: DateView,
        /// Its text.
        text: LinkView,
        /// Its summary.
        changes: Option<LinkView>,
    },
    /// The text is not translated: the governing text is shown.
    Missing {
        /// The language shown.
        shown: LangView,
        /// The newest translation, where there is one.
        newest: Option<LinkView>,
        /// The day from which that one applied.
        newest_effective: Option<DateView>,
    },
    /// A later revision of this translation's document exists, in the governing language only.
    Behind {
        /// The later text.
        current: LinkView,
        /// The revisions by which it is behind, oldest first; of many, the last ones.
        by: Option<RowOfLinks>,
        /// How many they are.
        count: usize,
    },
    /// The translation's structure differs from the governing text's.
    Partial {
        /// The governing text.
        governing: LinkView,
        /// The sections of that text which this one lacks, at their places there; `None` where there are none.
        missing: Option<RowOfLinks>,
        /// The sections of this text which that one lacks, at their places here; `None` where there are none.
        extra: Option<RowOfLinks>,
    },
    /// The governing text changed where the translation did not.
    Suspect {
        /// The governing text.
        governing: LinkView,
        /// The sections that do not follow it, at their places here.
        sections: Option<RowOfLinks>,
    },
    /// The text is an earlier revision's, which an editorial revision of other languages carries on.
    Carried {
        /// From when that revision applied.
        from: DateView,
    },
    /// The page compares with an earlier revision than the one before.
    ComparedWith {
        /// The revision compared with.
        old: LinkView,
    },
    /// The page shows another language's comparison, since its own has no earlier text.
    ComparedIn {
        /// The language shown.
        shown: LangView,
    },
    /// The page shows another language's comparison, since not both texts are in its own.
    ComparedInCommon {
        /// The language shown.
        shown: LangView,
    },
    /// The two revisions have no language in common.
    NothingInCommon,
    /// A courtesy translation: the governing text prevails.
    Courtesy {
        /// The language that prevails, with its text.
        governing: LinkView,
        /// That language.
        lang: LangView,
    },
}
