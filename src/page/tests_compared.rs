//! Which revisions are compared, and what pages of two revisions say.

use super::sample::{date, first, lang, made, page, paragraph, reason, site, translation_in};
use super::tests::link;
use super::view::{Banner, ChangesView, HistoryView, View};
use super::*;
use crate::model::{Site, State};

/// The pairs of revisions that have addresses below `compare/`, in Japanese.
fn pairs(site: &Site) -> Vec<String> {
    let plan = plan(site).value;
    let pair = |address: &Address| {
        let pair = address.as_str().strip_prefix("ja/privacy/compare/")?.strip_suffix('/')?;
        (!pair.contains('/')).then(|| pair.replace("-01-01", ""))
    };
    plan.outputs.keys().filter_map(pair).collect()
}

fn changes_view(page: &Page) -> &ChangesView {
    match &page.view {
        View::Changes(view) => view,
        other => panic!("no summary: {other:?}"),
    }
}

fn history_view(page: &Page) -> &HistoryView {
    match &page.view {
        View::History(view) => view,
        other => panic!("no history: {other:?}"),
    }
}

#[test]
fn a_revision_is_compared_with_those_at_most_so_many_before_it() {
    let mut site = site();
    let all = ["2020..2021", "2020..2022", "2020..2030", "2021..2022", "2021..2030", "2022..2030"];
    assert_eq!(pairs(&site), all);
    site.config.compare_back = 2;
    assert_eq!(pairs(&site), ["2020..2021", "2020..2022", "2021..2022", "2021..2030", "2022..2030"]);
    site.config.compare_back = 1;
    assert_eq!(pairs(&site), [""; 0], "the summary of each revision is all there is");
}

#[test]
fn no_address_goes_when_a_revision_comes_between_or_is_withdrawn() {
    let mut site = site();
    site.config.compare_back = 2;
    // 2021 was announced after 2022: until then, 2020 was next to 2022, and never two before 2030.
    first(&mut site).revisions[1].announced = date("2022-06-01");
    first(&mut site).revisions[3].announced = date("2022-03-01");
    assert!(pairs(&site).contains(&"2020..2030".to_owned()), "{:?}", pairs(&site));

    let mut site = super::sample::site();
    site.config.compare_back = 2;
    // While it stood, 2021 was what 2022 followed.
    let document = first(&mut site);
    (document.revisions[1].withdrawn, document.revisions[1].state) = (Some(date("2023-01-01")), State::Withdrawn);
    document.revisions[2].predecessor = Some(0);
    assert_eq!(pairs(&site), ["2020..2021", "2020..2022", "2020..2030", "2021..2022", "2022..2030"]);
    let page = page(&site, "ja/privacy/compare/2021-01-01..2022-01-01/");
    assert_eq!(changes_view(&page).old.id, "2021-01-01");
    assert!(page.frame.canonical.ends_with("/ja/privacy/compare/2021-01-01..2022-01-01/"));
}

#[test]
fn a_pair_of_neighbours_is_the_summary_of_the_later_one() {
    let site = site();
    let (own, same) =
        (page(&site, "ja/privacy/2022-01-01/changes/"), page(&site, "ja/privacy/compare/2021-01-01..2022-01-01/"));
    assert_eq!(same.frame.canonical, own.frame.canonical);
    assert_eq!((same.frame.title, same.frame.noindex), (own.frame.title.clone(), own.frame.noindex));
    assert_eq!(changes_view(&page(&site, "ja/privacy/compare/2021-01-01..2022-01-01/")).between, []);
    let data = |path| match made(&site, path) {
        Output::Changes(file, reasons) => (file, reasons),
        other => panic!("no data: {other:?}"),
    };
    assert_eq!(
        data("ja/privacy/2022-01-01/changes.json"),
        data("ja/privacy/compare/2021-01-01..2022-01-01/changes.json")
    );
}

#[test]
fn a_comparison_over_several_revisions_names_them_all() {
    let mut site = site();
    for (at, words) in [(1, "first"), (2, "second")] {
        let governing = translation_in(&mut site, at, "ja");
        governing.changes = vec![reason("s1", words)];
    }
    let english = translation_in(&mut site, 2, "en");
    english.changes = vec![reason("s1", "the second")];
    let page = page(&site, "en/privacy/compare/2020-01-01..2022-01-01/");
    let view = changes_view(&page);
    assert_eq!(page.frame.title, "Privacy (en): January 1, 2020 > January 1, 2022");
    assert!(page.frame.noindex);
    let between: Vec<_> = view.between.iter().map(|link| (link.text.as_str(), link.href.as_str())).collect();
    assert_eq!(
        between,
        [("January 1, 2021", "../../2021-01-01/changes/"), ("January 1, 2022", "../../2022-01-01/changes/")]
    );
    let Content::Comparison { reasons, .. } = &page.content else { panic!("no comparison") };
    let said = |part: &Prose| (part.lang.as_ref().map(|lang| lang.tag.clone()), part.blocks[1..].to_vec());
    let parts: Vec<_> = reasons[0].iter().map(said).collect();
    let tag = |tag: &str| Some(tag.to_owned());
    assert_eq!(
        parts,
        [(tag("ja"), vec![paragraph("first")]), (tag("en"), vec![paragraph("the second")])],
        "what the translation does not say, the governing text does"
    );
}

#[test]
fn a_reason_above_a_section_is_given_only_where_that_changed() {
    let mut site = site();
    for (at, words) in [(1, "of another section"), (2, "of this one")] {
        let governing = translation_in(&mut site, at, "ja");
        governing.changes = vec![reason("2", words)];
    }
    let governing = translation_in(&mut site, 2, "ja");
    std::sync::Arc::make_mut(&mut governing.outline[2]).digest = 1;
    let page = page(&site, "ja/privacy/compare/2020-01-01..2022-01-01/");
    let Content::Comparison { reasons, .. } = &page.content else { panic!("no comparison") };
    let words: Vec<_> = reasons[1].iter().map(|part| part.blocks[1..].to_vec()).collect();
    assert_eq!(words, [vec![paragraph("of this one")]]);
}

#[test]
fn where_a_language_lacks_one_of_the_texts_the_governing_ones_are_compared() {
    let site = site();
    let page = page(&site, "en/privacy/compare/2021-01-01..2030-01-01/");
    let view = changes_view(&page);
    assert_eq!(view.text_lang.as_ref().map(|lang| lang.tag.as_str()), Some("ja"));
    assert!(view.banners.iter().any(|banner| matches!(banner, Banner::ComparedInCommon { .. })));
    assert!(page.frame.canonical.ends_with("/ja/privacy/compare/2021-01-01..2030-01-01/"));
    assert_eq!(page.frame.alternates, []);
    assert!(page.frame.switch[1].missing);
}

#[test]
fn where_the_governing_language_changed_any_common_one_will_do() {
    let governed = |old: [&str; 2], new: [&str; 2]| {
        let mut site = site();
        for (at, tags) in [(0, old), (2, new)] {
            let revision = &mut first(&mut site).revisions[at];
            revision.governing = lang(tags[0]);
            revision.translations.retain(|lang, _| tags.contains(&lang.as_str()));
        }
        let id = PageId::Compare(0, (0, 2), lang("de"), Aspect::Summary);
        pair(&site.documents[0], &id).map(|(old, new, lang)| format!("{old} {new} {lang}"))
    };
    assert_eq!(governed(["ja", "en"], ["en", "ja"]).as_deref(), Some("0 2 en"));
    assert_eq!(governed(["ja", ""], ["en", "ja"]).as_deref(), Some("0 2 ja"));
    assert_eq!(governed(["ja", ""], ["en", ""]), None);
}

#[test]
fn revisions_without_a_common_language_are_not_said_to_be_the_same() {
    let mut site = site();
    let revision = &mut first(&mut site).revisions[2];
    revision.governing = lang("en");
    revision.translations.remove(&lang("ja"));
    first(&mut site).revisions[0].translations.remove(&lang("en"));
    let page = page(&site, "ja/privacy/compare/2020-01-01..2022-01-01/");
    let view = changes_view(&page);
    assert!(view.rows.is_empty() && !view.is_possible);
    assert!(view.banners.contains(&Banner::NothingInCommon));
    let Output::Changes(file, _) = made(&site, "ja/privacy/compare/2020-01-01..2022-01-01/changes.json") else {
        panic!("no data")
    };
    assert_eq!(file.rows, None);
}

#[test]
fn revisions_of_one_day_are_told_apart() {
    let mut site = site();
    let day = site.documents[0].revisions[0].effective;
    first(&mut site).revisions[1].effective = day;
    let page = page(&site, "ja/privacy/compare/2020-01-01..2022-01-01/");
    assert_eq!(page.frame.title, "Privacy (ja): 2020年1月1日 [2020-01-01] > 2022年1月1日");
}

#[test]
fn a_fragment_is_the_page_with_absolute_links() {
    let site = site();
    let fragment = page(&site, "en/privacy/2022-01-01/fragment.html");
    assert!(fragment.frame.is_fragment);
    let View::Text(view) = &fragment.view else { panic!("no text") };
    assert_eq!(view.permanent_href, "https://legal.example.com/en/privacy/2022-01-01/");
    let summary = page(&site, "en/privacy/compare/2020-01-01..2022-01-01/fragment.html");
    assert_eq!(changes_view(&summary).rows[0].href, "https://legal.example.com/en/privacy/2022-01-01/#s1");
}

#[test]
fn what_is_shown_elsewhere_names_the_host_of_every_link() {
    let mut site = site();
    let targets = ["/help", "//cdn.example/a", "https://a.example/", "privacy#s1"];
    let summary = targets.iter().map(|target| link(target)).collect();
    translation_in(&mut site, 2, "ja").summary = summary;
    let fragment = page(&site, "ja/privacy/2022-01-01/changes/fragment.html");
    let hrefs = &fragment.summaries[&("privacy".to_owned(), "2022-01-01".to_owned())].hrefs;
    let href = |target: &str| hrefs.get(target).and_then(|href| href.as_deref());
    let host = "https://legal.example.com";
    assert_eq!(href("/help").map(str::to_owned), Some(format!("{host}/help")));
    assert_eq!(href("//cdn.example/a"), Some("https://cdn.example/a"));
    assert_eq!(href("https://a.example/"), None, "as written");
    assert_eq!(href("privacy#s1").map(str::to_owned), Some(format!("{host}/ja/privacy/#s1")));
}

#[test]
fn the_history_leads_to_comparisons_and_tells_what_became_of_each_section() {
    let page = page(&site(), "en/privacy/history/");
    let view = history_view(&page);
    let compared = |at: usize| {
        let links = view.revisions[at].compared.iter();
        links.map(|link| link.href.trim_start_matches("../").replace("-01-01", "")).collect::<Vec<_>>()
    };
    assert_eq!(compared(0), ["2030/changes/", "compare/2021..2030/", "compare/2020..2030/"]);
    assert_eq!(compared(2), [""; 0], "the summary is linked anyway");
    let steps = |at: usize| {
        let steps = view.sections[at].steps.iter();
        steps.map(|step| (step.href.replace("-01-01", ""), step.kinds.len())).collect::<Vec<_>>()
    };
    assert_eq!(view.sections.len(), 3);
    assert_eq!(steps(0), [("../2022/changes/#k-row-s1".to_owned(), 1), ("../2020/#s1".to_owned(), 0)]);
    assert_eq!(steps(1), [("../2020/#s2".to_owned(), 0)]);
    assert_eq!(view.sections[2].href, "../#xs1");
}
