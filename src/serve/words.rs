//! The sentences of the bar, the panel and the overlay, in Japanese and English.

use crate::diagnostic::is_japanese;
use crate::locale::{self, Calendar, Date, Lang};

/// The sentences in one language.
#[derive(Debug, Clone)]
pub(super) struct Words {
    /// The language of the messages, a BCP 47 tag; sentences are in Japanese or else in English.
    pub(super) messages: String,
    lang: Lang,
}

impl Words {
    pub(super) fn new(messages: &str) -> Self {
        let lang = Lang::parse(if is_japanese(messages) { "ja" } else { "en" }).expect("both tags are canonical");
        Self { messages: messages.to_owned(), lang }
    }

    /// Returns the language of the sentences.
    pub(super) fn lang(&self) -> &Lang {
        &self.lang
    }

    /// Returns the one of two wordings that is in this language.
    pub(super) fn either<T>(&self, japanese: T, english: T) -> T {
        if self.lang.as_str() == "ja" { japanese } else { english }
    }

    pub(super) fn date(&self, date: Date) -> String {
        locale::date(date, &self.lang, Calendar::Gregorian)
    }

    pub(super) fn bar(&self) -> &'static str {
        self.either("kaitei プレビュー", "kaitei preview")
    }

    pub(super) fn draft(&self) -> &'static str {
        self.either("下書き：読者にはまだ見えません", "Draft: readers cannot see it yet")
    }

    pub(super) fn upcoming(&self, from: Date) -> String {
        let date = self.date(from);
        self.either(format!("施行前：{date}から適用されます"), format!("Upcoming: applies from {date}"))
    }

    pub(super) fn withdrawn(&self) -> &'static str {
        self.either("撤回された改定です", "Withdrawn revision")
    }

    pub(super) fn with_drafts(&self) -> &'static str {
        self.either("下書きも表示しています", "Drafts are shown too")
    }

    pub(super) fn later(&self, day: Date) -> String {
        let date = self.date(day);
        self.either(format!("{date}時点の予定を表示しています"), format!("The site as it will be on {date}"))
    }

    pub(super) fn earlier(&self, day: Date) -> String {
        let date = self.date(day);
        self.either(format!("{date}時点の表示です"), format!("The site as it was on {date}"))
    }

    pub(super) fn day(&self) -> &'static str {
        self.either("表示する日", "As of")
    }

    pub(super) fn show(&self) -> &'static str {
        self.either("表示", "Show")
    }

    pub(super) fn today(&self) -> &'static str {
        self.either("今日に戻る", "Back to today")
    }

    pub(super) fn problems(&self, errors: usize, warnings: usize) -> String {
        let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        let japanese =
            [(errors, "エラー"), (warnings, "警告")].map(|(count, word)| (count, format!("{word} {count} 件")));
        let english = [(errors, "error"), (warnings, "warning")].map(|(count, word)| (count, plural(count, word)));
        let counts = self.either(japanese, english).into_iter().filter(|(count, _)| *count > 0);
        let counts: Vec<String> = counts.map(|(_, text)| text).collect();
        if counts.is_empty() {
            return self.either("状況：問題なし", "Status: no problems").to_owned();
        }
        format!("{}{}", self.either("状況：", "Status: "), counts.join(self.either("、", ", ")))
    }

    pub(super) fn documents(&self) -> &'static str {
        self.either("文書", "Documents")
    }

    pub(super) fn overlay(&self, errors: usize, is_site: bool) -> String {
        let english = if errors == 1 { "1 error".to_owned() } else { format!("{errors} errors") };
        let kept = self.either(
            "直前の正しい内容を表示したままです。直すとこの画面は自動で消えます。",
            "The last correct pages stay. This goes away by itself once it is mended.",
        );
        let alone = self.either(
            "直して保存すると、ページが自動で表示されます。",
            "Once it is mended and saved, the page appears by itself.",
        );
        let rest = if is_site { kept } else { alone };
        format!("<h2>{}</h2><p>{rest}</p>", self.either(format!("エラーが {errors} 件あります"), english))
    }

    pub(super) fn errors(&self) -> &'static str {
        self.either("エラー", "Errors")
    }

    pub(super) fn close(&self) -> &'static str {
        self.either("閉じる", "Close")
    }

    pub(super) fn machine(&self) -> &'static str {
        self.either("ファイルを読めません", "The files cannot be read")
    }

    pub(super) fn in_force(&self, since: &str) -> String {
        self.either(format!("施行中：{since}"), format!("In force: {since}"))
    }

    pub(super) fn repealed(&self) -> &'static str {
        self.either("廃止済み", "Repealed")
    }

    pub(super) fn comes(&self, revision: &str, from: Option<Date>) -> String {
        let date = from.map(|date| self.date(date));
        match date {
            Some(date) => {
                self.either(format!("施行前：{revision}（{date}から）"), format!("Upcoming: {revision} (from {date})"))
            }
            None => self.either(format!("下書き：{revision}"), format!("Draft: {revision}")),
        }
    }

    pub(super) fn hidden(&self, revision: &str, announced: Option<Date>) -> String {
        let date = announced.map(|date| self.date(date));
        match date {
            Some(date) => self.either(
                format!("公表前：{revision}（{date}に公表。その日の表示を見る）"),
                format!("Hidden: {revision} (announced on {date}; see it as of that day)"),
            ),
            None => self.either(format!("下書き（非表示）：{revision}"), format!("Draft, not shown: {revision}")),
        }
    }

    pub(super) fn nothing(&self) -> &'static str {
        self.either("まだ文書がありません", "There are no documents yet")
    }
}
