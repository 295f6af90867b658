//! What pages show of a small site.

use super::sample::{anchor, first, lang, made, page, paragraph, reason, site, spanned, translation_in};
use super::view::{Banner, TextView, View};
use super::*;
use crate::diagnostic::Code;
use crate::model::{Asset, Block, Body, Link, Mark, MarkKind, Removed, Revision, Site, State};

fn text_view(page: &Page) -> &TextView {
    match &page.view {
        View::Text(view) => view,
        other => panic!("no text: {other:?}"),
    }
}

fn addresses(site: &Site) -> Vec<String> {
    plan(site).value.outputs.keys().map(Address::to_string).collect()
}

fn codes(site: &Site) -> Vec<(Code, String)> {
    let plan = plan(site);
    plan.diagnostics.iter().map(|problem| (problem.code, problem.args[0].1.clone())).collect()
}

#[test]
fn every_language_has_every_page_of_every_revision() {
    let addresses = addresses(&site());
    for expected in [
        "",
        "404.html",
        "policies.json",
        "privacy/",
        "privacy/versions.json",
        "en/",
        "en/privacy/",
        "en/privacy/history/",
        "en/privacy/2021-01-01/",
        "en/privacy/2021-01-01/changes/",
        "en/privacy/2021-01-01/redline/",
        "en/privacy/2021-01-01/changes.json",
        "ja/privacy/2021-01-01/index.md",
        "ja/privacy/2021-01-01/index.txt",
        "en/privacy/fragment.html",
        "en/privacy/2021-01-01/fragment.html",
        "en/privacy/2021-01-01/changes/fragment.html",
        "en/privacy/compare/2020-01-01..2021-01-01/",
        "en/privacy/compare/2020-01-01..2030-01-01/",
        "en/privacy/compare/2020-01-01..2030-01-01/redline/",
        "en/privacy/compare/2020-01-01..2030-01-01/changes.json",
        "en/privacy/compare/2020-01-01..2030-01-01/fragment.html",
    ] {
        assert!(addresses.iter().any(|address| address == expected), "{expected} in {addresses:#?}");
    }
    for missing in ["en/privacy/2021-01-01/index.md", "ja/privacy/2020-01-01/changes/"] {
        assert!(!addresses.iter().any(|address| address == missing), "{missing}");
    }
}

#[test]
fn old_addresses_serve_the_document() {
    let mut site = site();
    first(&mut site).settings.aliases = vec![spanned("/privacy.html".to_owned()), spanned("en/old".to_owned())];
    first(&mut site).settings.formerly = vec![spanned("cookies".to_owned())];
    for (path, canonical) in [
        ("privacy.html", "ja/privacy/"),
        ("en/old/", "en/privacy/"),
        ("cookies/", "ja/privacy/"),
        ("en/cookies/", "en/privacy/"),
    ] {
        let page = page(&site, path);
        assert_eq!(page.frame.canonical, format!("https://legal.example.com/{canonical}"), "{path}");
        assert!(text_view(&page).is_current);
    }
    assert_eq!(page(&site, "en/old/").frame.home.href, "../");
}

#[test]
fn two_outputs_at_one_address_are_refused() {
    let mut folded = site();
    folded.documents.push(Document { id: "PRIVACY".to_owned(), ..(*folded.documents[0]).clone() }.into());
    assert!(codes(&folded).contains(&(Code::AddressCollision, "/PRIVACY/".to_owned())));

    let mut alias = site();
    first(&mut alias).settings.aliases = vec![spanned("/ja/privacy/2020-01-01".to_owned())];
    let plan = plan(&alias);
    assert_eq!(plan.diagnostics.len(), 1);
    assert_eq!(&*plan.diagnostics[0].place.path, "content/privacy/document.toml");
    assert_eq!(&*plan.diagnostics[0].notes[0].1.path, "content/privacy/2020-01-01/ja.md");

    let mut file = site();
    first(&mut file).settings.aliases = vec![spanned("/404.html/x".to_owned())];
    assert_eq!(codes(&file), [(Code::AddressCollision, "/404.html/x/".to_owned())]);

    let mut asset = site();
    first(&mut asset).revisions[0].assets = vec![Asset { name: "INDEX.md".to_owned(), path: "content/a".into() }];
    assert!(codes(&asset).contains(&(Code::AddressCollision, "/ja/privacy/2020-01-01/INDEX.md".to_owned())));
}

#[test]
fn names_that_pages_use_are_refused() {
    for (document, revision, name) in [
        ("assets", "2020-01-01", "assets"),
        ("EN/terms", "2020-01-01", "EN"),
        ("privacy/history", "2020-01-01", "history"),
        ("terms", "compare", "compare"),
    ] {
        let mut site = site();
        let mut other = Document { id: document.to_owned(), ..(*site.documents[0]).clone() };
        other.revisions[0].id = revision.to_owned();
        site.documents.push(other.into());
        let codes = codes(&site);
        assert!(codes.contains(&(Code::ReservedName, name.to_owned())), "{document}/{revision}: {codes:?}");
    }
}

#[test]
fn of_many_dates_the_first_and_the_last_ones_are_listed() {
    let mut site = site();
    let mut document = (*site.documents[0]).clone();
    for at in document.revisions.len()..30 {
        let (id, predecessor) = (format!("r{at}"), Some(at - 1));
        document.revisions.push(Revision { id, predecessor, ..document.revisions[1].clone() });
    }
    site.documents[0] = document.into();
    let page = page(&site, "ja/privacy/r29/");
    let view = text_view(&page);
    assert_eq!((view.dates.len(), view.dates_left_out), (21, 9));
    assert_eq!(view.dates.iter().map(|date| date.first).collect::<Vec<_>>(), [&[true][..], &[false; 20]].concat());
}

#[test]
fn the_current_page_announces_what_comes() {
    let page = page(&site(), "ja/privacy/");
    let view = text_view(&page);
    let Banner::Announced { effective, text, changes } = &view.banners[0] else { panic!("{:?}", view.banners) };
    assert_eq!((effective.text.as_str(), text.href.as_str()), ("2030年1月1日", "2030-01-01/"));
    assert_eq!(changes.as_ref().map(|link| link.href.as_str()), Some("2030-01-01/changes/"));
    assert_eq!(view.what_changed.as_ref().map(|link| link.href.as_str()), Some("2022-01-01/changes/"));
    assert_eq!(view.dates.iter().map(|date| date.first).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!(view.contents.iter().map(|entry| entry.depth).collect::<Vec<_>>(), [1, 1, 2]);
    let rels: Vec<_> = page.frame.rels.iter().map(|rel| (rel.rel.as_str(), rel.href.as_str())).collect();
    assert_eq!(
        rels,
        [
            ("latest-version", "./"),
            ("version-history", "history/"),
            ("predecessor-version", "2021-01-01/"),
            ("successor-version", "2030-01-01/"),
        ]
    );
    let alternates: Vec<_> = page.frame.alternates.iter().map(|link| link.hreflang.as_str()).collect();
    assert_eq!(alternates, ["ja", "en", "x-default"]);
}

#[test]
fn hosts_are_told_where_old_addresses_lead_and_who_reads_what() {
    let mut site = site();
    let rules = |site: &Site| super::redirects::redirects(site);
    assert_eq!(rules(&site), "/privacy/ /en/privacy/ 302 Language=en\n");
    let document = first(&mut site);
    document.settings.aliases = vec![spanned("legal/privacy.html".to_owned()), spanned("en/old/".to_owned())];
    document.settings.formerly = vec![spanned("data".to_owned())];
    let expected = "/legal/privacy.html /privacy/ 301!\n/en/old/ /en/privacy/ 301!\n/data/ /privacy/ 301!\n/ja/data/ /ja/privacy/ 301!\n\
        /en/data/ /en/privacy/ 301!\n/privacy/ /en/privacy/ 302 Language=en\n";
    assert_eq!(rules(&site), expected);
    site.config.base_url = "https://example.com/about/legal/".to_owned();
    assert!(rules(&site).ends_with("/about/legal/privacy/ /about/legal/en/privacy/ 302 Language=en\n"));
}

#[test]
fn a_missing_translation_shows_the_governing_text() {
    let page = page(&site(), "en/privacy/2021-01-01/");
    let view = text_view(&page);
    assert_eq!(view.text_lang.as_ref().map(|lang| lang.tag.as_str()), Some("ja"));
    assert_eq!(view.document.title, "Privacy (ja)");
    let missing = view.banners.iter().find_map(|banner| match banner {
        Banner::Missing { newest: Some(newest), .. } => Some(newest.href.as_str()),
        _ => None,
    });
    assert_eq!(missing, Some("../2022-01-01/"));
    assert_eq!(page.frame.canonical, "https://legal.example.com/ja/privacy/2021-01-01/");
    assert_eq!(page.frame.alternates, []);
    assert!(page.frame.noindex, "superseded");
    assert_eq!(view.markdown_href, "../../../ja/privacy/2021-01-01/index.md");
    assert_eq!(page.frame.switch.iter().map(|entry| entry.missing).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn banners_tell_the_state() {
    let site = site();
    let kinds = |path: &str| {
        let page = page(&site, path);
        let kinds: Vec<_> = text_view(&page)
            .banners
            .iter()
            .map(|banner| serde_json::to_value(banner).expect("JSON")["kind"].as_str().map(str::to_owned))
            .collect();
        kinds.into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(kinds("ja/privacy/2020-01-01/"), "superseded");
    assert_eq!(kinds("ja/privacy/2022-01-01/"), "");
    assert_eq!(kinds("ja/privacy/2030-01-01/"), "upcoming");
    assert_eq!(kinds("en/privacy/2022-01-01/"), "courtesy");
    assert_eq!(kinds("en/privacy/2030-01-01/"), "upcoming missing");
}

#[test]
fn the_neutral_address_is_the_default_languages_page() {
    let page = page(&site(), "privacy/");
    assert_eq!(page.frame.canonical, "https://legal.example.com/ja/privacy/");
    let switch: Vec<_> = page.frame.switch.iter().map(|entry| (entry.href.as_str(), entry.current)).collect();
    assert_eq!(switch, [("../ja/privacy/", true), ("../en/privacy/", false)]);
}

#[test]
fn the_page_for_lost_addresses_links_absolutely() {
    let page = page(&site(), "404.html");
    assert_eq!(page.frame.root, "https://legal.example.com/");
    assert_eq!(page.frame.stylesheet, "https://legal.example.com/assets/a.css");
    assert_eq!(page.frame.canonical, "");
    let View::NotFound(root) = &page.view else { panic!("no lost page") };
    assert_eq!(root.languages[1].documents[0].href, "https://legal.example.com/en/privacy/");
}

#[test]
fn rows_have_the_reason_of_the_section_or_of_the_one_above() {
    let mut site = site();
    let governing = translation_in(&mut site, 2, "ja");
    governing.changes = vec![reason("2", "of the chapter"), reason("1. Purposes", "of the section")];
    let page = page(&site, "ja/privacy/2022-01-01/changes/");
    let View::Changes(view) = &page.view else { panic!("no summary") };
    assert_eq!(
        view.rows.iter().map(|row| (row.number.as_str(), row.path.as_str())).collect::<Vec<_>>(),
        [("1.", ""), ("1.", "2.")]
    );
    assert_eq!(view.rows[0].href, "../#s1");
    let Content::Comparison { reasons, .. } = &page.content else { panic!("no comparison") };
    let words: Vec<_> = reasons.iter().flatten().map(|prose| prose.blocks.clone()).collect();
    assert_eq!(words, [vec![paragraph("of the section")], vec![paragraph("of the chapter")]]);
    assert_eq!(page.frame.title, "Privacy (ja): 2022年1月1日");
}

#[test]
fn a_translation_is_compared_with_the_nearest_one_there_is() {
    let mut site = site();
    let governing = translation_in(&mut site, 2, "ja");
    governing.changes = vec![reason("s1", "理由")];
    let page = page(&site, "en/privacy/2022-01-01/changes/");
    let View::Changes(view) = &page.view else { panic!("no summary") };
    let compared = view.banners.iter().find_map(|banner| match banner {
        Banner::ComparedWith { old } => Some((old.href.as_str(), old.text.as_str())),
        _ => None,
    });
    assert_eq!(compared, Some(("../../2020-01-01/", "January 1, 2020")));
    assert_eq!(view.old.id, "2020-01-01");
    assert_eq!(view.rows[0].reason_lang.as_ref().map(|lang| lang.tag.as_str()), Some("ja"));
    assert_eq!(view.text_lang, None);
}

#[test]
fn a_languages_first_text_shows_the_governing_summary() {
    let mut site = site();
    let english = translation_in(&mut site, 2, "en");
    english.compared_with = None;
    let page = page(&site, "en/privacy/2022-01-01/changes/");
    let View::Changes(view) = &page.view else { panic!("no summary") };
    assert_eq!(view.text_lang.as_ref().map(|lang| lang.tag.as_str()), Some("ja"));
    let told: Vec<_> = view.banners.iter().map(|banner| matches!(banner, Banner::ComparedIn { .. })).collect();
    assert_eq!(told, [true], "nothing is said of a translation that is not shown");
    assert_eq!(view.rows.len(), 2);
}

pub(super) fn link(target: &str) -> Block {
    let mut block = paragraph("here");
    let Body::Leaf(leaf) = &mut block.body else { return block };
    let link = Link { target: target.to_owned(), title: String::new(), span: 0..0 };
    leaf.marks.push(Mark { range: 0..4, kind: MarkKind::Link(link) });
    block
}

#[test]
fn links_lead_to_documents_revisions_and_files() {
    let mut site = site();
    first(&mut site).revisions[2].assets = vec![Asset { name: "form.pdf".to_owned(), path: "content/a".into() }];
    let targets = ["privacy#s1", "privacy@2020-01-01#s1", "privacy@1999", "#s1", "form.pdf", "https://a.example/", "x"];
    let summary = targets.iter().map(|target| link(target)).collect();
    translation_in(&mut site, 2, "ja").summary = summary;
    let page = page(&site, "en/privacy/");
    let hrefs = &page.summaries[&("privacy".to_owned(), "2022-01-01".to_owned())].hrefs;
    let href = |target: &str| hrefs.get(target).map(|href| href.as_deref());
    assert_eq!(
        targets.map(href),
        [
            Some(Some("./#s1")),
            Some(Some("2020-01-01/#s1")),
            Some(None),
            Some(Some("2022-01-01/#s1")),
            Some(Some("2022-01-01/form.pdf")),
            None,
            Some(None)
        ]
    );
}

#[test]
fn removed_sections_are_listed_with_their_last_text() {
    let mut site = site();
    first(&mut site).removed = vec![Removed {
        anchor: anchor("s9"),
        last: 1,
        gone: 2,
        titles: BTreeMap::from([(lang("ja"), (Some("9.".to_owned()), "通知".to_owned()))]),
        inside: vec![anchor("s9-1")],
    }];
    let page = page(&site, "en/privacy/");
    let removed = &text_view(&page).removed[0];
    assert_eq!((removed.title.as_str(), removed.since.text.as_str()), ("9. 通知", "January 1, 2022"));
    assert_eq!((removed.last.href.as_str(), removed.last.text.as_str()), ("2021-01-01/#s9", "January 1, 2021"));
    assert_eq!(removed.title_lang.as_ref().map(|lang| lang.tag.as_str()), Some("ja"));
}

fn data(site: &Site, path: &str) -> serde_json::Value {
    match made(site, path) {
        Output::Ready(bytes) => serde_json::from_slice(&bytes).expect("JSON"),
        Output::Changes(file, _) => serde_json::to_value(*file).expect("JSON"),
        other => panic!("no data: {other:?}"),
    }
}

#[test]
fn policies_say_what_is_in_force_and_what_must_be_accepted() {
    let mut site = site();
    first(&mut site).revisions[1].consent = crate::model::Consent::Required;
    let file = data(&site, "policies.json");
    assert_eq!(file["policies"]["privacy"]["version"], "2022-01-01");
    assert_eq!(file["policies"]["privacy"]["en"]["url"], "https://legal.example.com/en/privacy/2022-01-01/");
    let document = &file["documents"]["privacy"];
    assert_eq!(document["state"], "in-force");
    assert_eq!(document["effective_at"], "2022-01-01T00:00:00+09:00");
    assert_eq!(document["accepted"], serde_json::json!(["2021-01-01", "2022-01-01"]));
    assert_eq!(document["consent_since"], "2021-01-01");
    assert_eq!(document["upcoming"][0]["id"], "2030-01-01");
    let languages = &document["upcoming"][0]["languages"];
    assert_eq!(
        (&languages["ja"]["translation"], &languages["ja"]["shown"]),
        (&"current".into(), &serde_json::Value::Null)
    );
    let english = &languages["en"];
    assert_eq!(
        (&english["translation"], &english["shown"], &english["sha256"]),
        (&"missing".into(), &"ja".into(), &serde_json::Value::Null)
    );
    assert_eq!(english["newest"], "https://legal.example.com/en/privacy/2022-01-01/");
    assert_eq!(file["next_change"], "2030-01-01");
}

#[test]
fn a_document_that_is_only_upcoming_is_no_policy_yet() {
    let mut site = site();
    let document = first(&mut site);
    document.revisions = vec![document.revisions[3].clone()];
    document.revisions[0].predecessor = None;
    (document.current, document.state) = (0, crate::model::DocumentState::Upcoming);
    let file = data(&site, "policies.json");
    assert_eq!(file["policies"], serde_json::json!({}));
    assert_eq!(file["documents"]["privacy"]["upcoming"][0]["id"], "2030-01-01");
}

#[test]
fn changes_tell_the_whole_section_with_what_is_marked() {
    let file = data(&site(), "ja/privacy/2022-01-01/changes.json");
    assert_eq!(
        file["rows"][1],
        serde_json::json!({
            "anchor": "xs1", "number": "1.", "path": ["2."], "title": "Partners", "kind": "changed", "also": [],
            "old": [{"anchor": "xs1", "number": "1.", "title": "Partners"}],
            "new": [{"anchor": "xs1", "number": "1.", "title": "Partners"}],
            "before": [{"type": "paragraph", "depth": 0, "marker": null, "runs": [{"text": "c", "mark": null}]}],
            "after": [{"type": "paragraph", "depth": 0, "marker": null,
                "runs": [{"text": "c", "mark": null}, {"text": "!", "mark": "ins"}]}],
            "reason": null, "reason_lang": null
        })
    );
}

#[test]
fn versions_list_every_revision_with_its_texts() {
    let file = data(&site(), "privacy/versions.json");
    let ids: Vec<_> = file["revisions"].as_array().expect("a list").iter().map(|revision| &revision["id"]).collect();
    assert_eq!(ids, ["2020-01-01", "2021-01-01", "2022-01-01", "2030-01-01"]);
    assert_eq!(file["revisions"][1]["until"], "2021-12-31");
    assert_eq!(file["revisions"][1]["languages"]["en"], serde_json::Value::Null);
}

#[test]
fn a_repealed_document_says_so_where_it_stood() {
    let mut site = site();
    let document = first(&mut site);
    document.revisions.truncate(3);
    document.revisions[2].state = State::Superseded;
    document.settings.repealed = Some(spanned(super::sample::date("2025-01-01")));
    document.state = crate::model::DocumentState::Repealed;
    let current = page(&site, "ja/privacy/");
    assert!(matches!(text_view(&current).banners[0], Banner::Repealed { .. }));
    assert!(matches!(text_view(&page(&site, "ja/privacy/2020-01-01/")).banners[0], Banner::Superseded { .. }));
    assert_eq!(data(&site, "policies.json")["policies"], serde_json::json!({}));
}
