//! A name that was typed into the known one that was probably meant.

use super::typed::halved;

/// What people call keys who have not read the manual, in Japanese and English.
const ALIASES: &[(&str, &str)] = &[
    ("施行日", "effective"),
    ("発効日", "effective"),
    ("効力発生日", "effective"),
    ("適用日", "effective"),
    ("改定日", "effective"),
    ("date", "effective"),
    ("effective_date", "effective"),
    ("題名", "title"),
    ("題", "title"),
    ("標題", "title"),
    ("表題", "title"),
    ("タイトル", "title"),
    ("名称", "title"),
    ("name", "title"),
    ("公表日", "announced"),
    ("公示日", "announced"),
    ("告知日", "announced"),
    ("周知日", "announced"),
    ("発表日", "announced"),
    ("published", "announced"),
    ("announcement", "announced"),
    ("版", "label"),
    ("版数", "label"),
    ("バージョン", "label"),
    ("version", "label"),
    ("区分", "class"),
    ("種別", "class"),
    ("同意", "consent"),
    ("元", "base"),
    ("元の版", "base"),
    ("下書き", "draft"),
    ("草案", "draft"),
    ("撤回", "withdrawn"),
    ("撤回日", "withdrawn"),
    ("概要", "summary"),
    ("要約", "summary"),
    ("正文", "governing"),
    ("正文言語", "governing"),
    ("翻訳日", "translated"),
    ("未訳", "pending"),
    ("変更", "changes"),
    ("変更点", "changes"),
    ("改定箇所", "changes"),
    ("該当箇所", "section"),
    ("条", "section"),
    ("章", "section"),
    ("セクション", "section"),
    ("article", "section"),
    ("理由", "reason"),
    ("改定理由", "reason"),
    ("変更理由", "reason"),
    ("旧", "was"),
    ("旧条", "was"),
    ("url", "base_url"),
    ("baseurl", "base_url"),
    ("タイムゾーン", "timezone"),
    ("時間帯", "timezone"),
    ("tz", "timezone"),
    ("言語", "languages"),
    ("lang", "languages"),
    ("language", "languages"),
    ("テーマ", "theme"),
    ("変数", "variables"),
    ("列", "columns"),
    ("並び順", "order"),
    ("順序", "order"),
    ("分類", "category"),
    ("カテゴリ", "category"),
    ("カテゴリー", "category"),
    ("関係", "relation"),
    ("周知期間", "notice_days"),
    ("旧アドレス", "aliases"),
    ("旧称", "formerly"),
    ("廃止日", "repealed"),
];

/// Returns the known name nearest to a typed one, if any is near enough.
pub(super) fn near<'k>(typed: &str, known: &[&'k str]) -> Option<&'k str> {
    let typed = halved(typed).trim().to_lowercase().replace(['-', ' '], "_");
    let called = ALIASES.iter().filter(|(alias, _)| *alias == typed).map(|(_, name)| *name);
    let by_alias = called.into_iter().find_map(|name| known.iter().find(|known| **known == name));
    by_alias.copied().or_else(|| nearest(&typed, known))
}

/// Returns whether a name is one of those that people give to keys.
pub(super) fn is_alias(typed: &str) -> bool {
    ALIASES.iter().any(|(alias, _)| *alias == typed)
}

fn nearest<'k>(typed: &str, known: &[&'k str]) -> Option<&'k str> {
    let distance = |name: &str| strsim::osa_distance(typed, &name.to_lowercase());
    let allowed = (typed.chars().count() / 3).max(1);
    known.iter().map(|name| (distance(name), *name)).filter(|(far, _)| *far <= allowed).min().map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn finds_what_was_meant() {
        let known = ["title", "effective", "short_notice", "section"];
        for (typed, expected) in [
            ("titel", Some("title")),
            ("施行日", Some("effective")),
            ("short-notice", Some("short_notice")),
            ("Ｔｉｔｌｅ", Some("title")),
            ("理由", None),
            ("x", None),
        ] {
            assert_eq!(near(typed, &known), expected, "{typed}");
        }
    }
}
