use super::*;
use crate::parse::markdown::{Options, body};
use crate::source::Source;

/// Returns the cross-references of the last paragraph of a text, each with the title of what it leads to.
fn told(sections: &str, sentence: &str) -> Vec<(String, String)> {
    let source = Source::new("a.md", format!("{sections}\n\n{sentence}\n"));
    let text = body(&source, 0..source.text.len(), Options::default()).value.text;
    let targets = Targets::of(&text);
    let name = |lead: Lead<'_>| match lead {
        Lead::Section(section) => section.title.text.trim_matches(['（', '）', '(', ')']).to_owned(),
        Lead::Inside(block) => format!("({})", block.label.as_ref().map_or("", |label| &label.printed)),
        Lead::Nowhere => "–".to_owned(),
    };
    let found = of_leaf(sentence, &targets).into_iter();
    found.map(|(range, lead)| (sentence[range].to_owned(), name(lead))).collect()
}

fn check(sections: &str, cases: &[(&str, &[(&str, &str)])]) {
    for (sentence, expected) in cases {
        let told = told(sections, sentence);
        let told: Vec<(&str, &str)> = told.iter().map(|(one, other)| (one.as_str(), other.as_str())).collect();
        assert_eq!(told, *expected, "{sentence}");
    }
}

#[test]
fn articles_are_led_to_in_japanese() {
    let text = "## 第1条（目的）\n\n定める。\n\n## 第2条（定義）\n\n(1) 利用者\n\n(2) 会員\n\n## 第3条（費用）\n\n無料。\n\n## 第4条（雑則）";
    check(
        text,
        &[
            ("第2条に定める。", &[("第2条", "定義")]),
            ("第２条及び第三条の規定", &[("第２条", "定義"), ("第三条", "費用")]),
            ("会員は、第2条第2号のとおりとする。", &[("第2条第2号", "((2))")]),
            ("本規約第3条により", &[("第3条", "費用")]),
            ("この規約の第3条により", &[("第3条", "費用")]),
            ("（第1条から第3条まで）", &[("第1条", "目的"), ("第3条", "費用")]),
            ("第6条に定める。", &[("第6条", "–")]),
            ("個人情報保護法第3条に基づき", &[]),
            ("個人情報の保護に関する法律（平成15年法律第57号）第2条", &[]),
            ("同法第3条、第2条及び第1条。ただし、第3条は", &[("第3条", "費用")]),
            ("同法第3条及び本規約第2条", &[("第2条", "定義")]),
            ("民法第548条の4", &[]),
            ("利用規約の第3条", &[]),
            ("「利用規約」第3条", &[]),
            ("旧規約第3条", &[]),
            ("GDPR第3条", &[]),
            ("第30条に定める。", &[]),
            ("前条に定める。", &[]),
        ],
    );
}

#[test]
fn the_first_paragraph_of_an_article_is_meant_though_it_prints_no_number() {
    let text = "## 第1条（目的）\n\n次のとおりとする。\n\n（1）利用者\n\n（2）会員\n\n２　前項の者は、届け出る。\n\n３　届出は、次による。\n\n（1）書面\n\n（2）電子\n\n## 第2条\n\n（1）甲\n\n（2）乙";
    check(
        text,
        &[
            ("第1条第2項に定める。", &[("第1条第2項", "(２)")]),
            ("第1条第1項第2号に定める。", &[("第1条第1項第2号", "(（2）)")]),
            ("第1条第1項に定める。", &[("第1条第1項", "()")]),
            ("第1条第3項第1号", &[("第1条第3項第1号", "(（1）)")]),
            ("第2条第2号", &[("第2条第2号", "(（2）)")]),
            ("第2条第2項", &[("第2条", "")]),
        ],
    );
}

#[test]
fn sections_are_led_to_in_european_languages() {
    let text = "## 1. Purpose\n\nWhy.\n\n## 2. Terms\n\n(a) users\n\n(b) members\n\n## 3. Fees\n\n3.1 None.\n\n3.2 Some.\n\n## 4. End";
    check(
        text,
        &[
            ("as set out in Section 2.", &[("Section 2", "Terms")]),
            ("See sections 1, 3 and 4 below.", &[("sections 1", "Purpose"), ("3", "Fees"), ("4", "End")]),
            ("members under clause 2(b) of these Terms", &[("clause 2(b)", "((b))")]),
            ("under Section 3.2 above", &[("Section 3.2", "(3.2)")]),
            ("Section 6 applies.", &[("Section 6", "–")]),
            ("Section 230 of the Communications Decency Act", &[]),
            ("Section 3 of the Consumer Rights Act 2015", &[]),
            ("Section 3 of our Privacy Policy", &[]),
            ("Privacy Policy, Section 3", &[]),
            ("Article 3 applies", &[]),
            ("Article 6(1)(f) GDPR", &[]),
            ("§ 3 BGB, § 2 UrhG", &[]),
            ("Section 508", &[]),
            ("Section 3-2, Section 3.x and Sections 1–3", &[("Sections 1", "Purpose"), ("3", "Fees")]),
            ("gemäß Ziffer 2 dieser Bedingungen", &[("Ziffer 2", "Terms")]),
            ("gemäß Ziffer 2 der Preisliste", &[]),
        ],
    );
}

#[test]
fn articles_are_led_to_in_other_scripts() {
    check(
        "## المادة 1 الغرض\n\nنص.\n\n## المادة 2 الرسوم\n\nنص.\n\n## المادة 3 النهاية",
        &[("وفقًا لأحكام المادة 2 من هذه الشروط", &[("المادة 2", "الرسوم")]), ("المادة 2 من نظام حماية البيانات", &[])],
    );
    check(
        "## 제1조 (목적)\n\n글.\n\n## 제2조 (정의)\n\n글.\n\n## 제3조 (요금)",
        &[
            ("제2조에 따라", &[("제2조", "정의")]),
            ("본 약관 제3조", &[("제3조", "요금")]),
            ("개인정보 보호법 제2조", &[]),
        ],
    );
    check(
        "## § 1 Zweck\n\nText.\n\n## § 2 Entgelt\n\n(1) keines\n\n(2) eines\n\n## § 3 Ende",
        &[("nach § 2 Abs. 2 gilt", &[("§ 2 Abs. 2", "((2))")]), ("nach § 2 des Gesetzes", &[])],
    );
}
