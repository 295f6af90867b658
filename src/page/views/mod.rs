//! One entry of the plan -> the thing to render.

mod banners;
mod bilingual;
mod compared;
mod document;
mod frame;
mod history;
mod lists;
mod others;
mod review;
mod rows;
mod text;

pub(super) use rows::{label, path};

use std::collections::BTreeMap;
use std::sync::Arc;

use super::address::{self, Address, relative};
use super::{Aspect, Content, Output, Page, PageId, Prose, Skin, Texts, json, policies, redirects, seal, settled};
use crate::compare::Comparison;
use crate::locale::{self, Date, Lang};
use crate::model::Site;
use crate::page::view::{DateView, ItemView, LangView, LinkView, RowOfLinks, View};
use compared::Subject;

/// Where a view is made: the site, the theme's words, the page's language and address.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) site: &'a Site,
    pub(super) skin: &'a Skin,
    pub(super) texts: &'a Texts,
    /// The comparison that it shows.
    pub(super) comparison: Option<&'a Arc<Comparison>>,
    pub(super) lang: &'a Lang,
    pub(super) address: &'a Address,
    /// Whether the text or summary alone is wanted, for a page of an app.
    pub(super) is_fragment: bool,
    /// Whether the address names no language.
    pub(super) is_neutral: bool,
    /// Whether links are absolute: data is read, and a fragment or the page for lost addresses shown, at any address.
    pub(super) anywhere: bool,
}

impl Scene<'_> {
    pub(super) fn href(&self, address: &Address) -> String {
        if self.anywhere { self.absolute(address) } else { relative(self.address, address) }
    }

    pub(super) fn absolute(&self, address: &Address) -> String {
        address.absolute(&self.site.config.base_url)
    }

    /// Returns the view of a language where it is not the page's.
    pub(super) fn other(&self, lang: &Lang) -> Option<LangView> {
        (lang != self.lang).then(|| lang_view(lang))
    }

    pub(super) fn date(&self, date: Date) -> DateView {
        let written = |date| locale::date(date, self.lang, self.site.config.calendar);
        let text = settled(date).map_or_else(|| self.words("state_draft").to_owned(), written);
        DateView { iso: settled(date), text }
    }

    /// Returns the interface's words for a key; the key itself where the theme has none.
    pub(super) fn words<'k>(&'k self, key: &'k str) -> &'k str {
        self.skin.words.get(self.lang).and_then(|words| words.text(key)).unwrap_or(key)
    }

    /// Returns links in a row as the page's language writes rows; `None` where there are none.
    pub(super) fn row(&self, links: Vec<LinkView>) -> Option<RowOfLinks> {
        if links.is_empty() {
            return None;
        }
        // The words between them are the theme's, where it has none of the page's language.
        let lang = self.skin.words.get(self.lang).map_or(self.lang, |words| &words.spoken);
        let mut gaps = locale::list_gaps(links.len(), lang);
        let after = gaps.pop().unwrap_or_default();
        let items = links.into_iter().zip(gaps).map(|(link, before)| ItemView { before, link }).collect();
        Some(RowOfLinks { items, after })
    }

    pub(super) fn languages(&self) -> &[Lang] {
        &self.site.config.languages
    }
}

pub(super) fn lang_view(lang: &Lang) -> LangView {
    LangView { tag: lang.to_string(), dir: lang.direction(), name: lang.autonym() }
}

/// What a kind of page is, before its frame is put round it.
pub(super) struct Sheet {
    view: View,
    content: Content,
    summaries: BTreeMap<(String, String), Prose>,
    frame: frame::Facts,
}

/// Makes the thing that lies at an address of the plan.
///
/// `texts` are those of the document that the page is about ([`PageId::document`]); pages about none need none. `comparison` is the
/// one that it is made from ([`super::pair`]).
pub fn output(
    site: &Site,
    skin: &Skin,
    texts: &Texts,
    comparison: Option<&Arc<Comparison>>,
    address: &Address,
    id: &PageId,
) -> Output {
    let default = &site.config.languages[0];
    let is_fragment = matches!(
        id,
        PageId::Fragment(..) | PageId::Changes(.., Aspect::Fragment) | PageId::Compare(.., Aspect::Fragment)
    );
    let anywhere = is_fragment
        || matches!(id, PageId::NotFound | PageId::Changes(.., Aspect::Data) | PageId::Compare(.., Aspect::Data));
    let is_neutral = matches!(id, PageId::Neutral(_) | PageId::Alias(_, None));
    let scene = |lang| Scene { site, skin, texts, comparison, lang, address, is_fragment, is_neutral, anywhere };
    let make = |lang, sheet: &dyn Fn(&Scene<'_>) -> Sheet| page(&scene(lang), sheet(&scene(lang)));
    match id {
        PageId::Root => make(default, &lists::root),
        PageId::NotFound => make(default, &lists::not_found),
        PageId::Home(lang) => make(lang, &lists::home),
        PageId::Neutral(document) | PageId::Alias(document, None) => {
            make(default, &|scene| text::current(scene, *document))
        }
        PageId::Current(document, lang)
        | PageId::Alias(document, Some(lang))
        | PageId::Fragment(document, None, lang) => make(lang, &|scene| text::current(scene, *document)),
        PageId::Dated(document, revision, lang) | PageId::Fragment(document, Some(revision), lang) => {
            make(lang, &|scene| text::dated(scene, *document, *revision))
        }
        PageId::Changes(document, new, lang, aspect) => {
            changes(&scene(lang), Subject::of(site, *document, *new), *aspect)
        }
        PageId::Compare(document, (old, new), lang, aspect) => {
            changes(&scene(lang), Subject { document: *document, old: *old, new: *new }, *aspect)
        }
        PageId::History(document, lang) => make(lang, &|scene| history::history(scene, *document)),
        PageId::Bilingual(document, lang, other) => make(lang, &|scene| bilingual::bilingual(scene, *document, other)),
        PageId::Markdown(_, revision, lang) => {
            let bytes = texts.published.get(&(*revision, lang.clone()));
            Output::Ready(bytes.map(|text| text.as_bytes().to_vec()).unwrap_or_default())
        }
        PageId::Plain(document, revision, lang) => {
            let text = texts.by.get(&(*revision, lang.clone())).cloned().unwrap_or_default();
            let translation = site.documents[*document].revisions[*revision].translations.get(lang);
            Output::Plain(text, translation.map(|translation| translation.title.clone()).unwrap_or_default())
        }
        PageId::Versions(document) => Output::Ready(json::bytes(&policies::versions(site, &site.documents[*document]))),
        PageId::Redirects => Output::Ready(redirects::redirects(site).into_bytes()),
        PageId::Seal(record) => seal::output(site, *record),
        PageId::Policies => Output::Ready(json::bytes(&policies::policies(site))),
        PageId::Asset(document, revision, _, asset) => {
            Output::Copy(site.documents[*document].revisions[*revision].assets[*asset].path.clone())
        }
    }
}

/// Makes the page for whoever approves a revision: by document, revision (indices) and language. Its links are absolute, apart from
/// those to its own parts, so that it can lie anywhere.
pub fn review(
    site: &Site,
    skin: &Skin,
    texts: &Texts,
    comparison: Option<&Arc<Comparison>>,
    (document, revision, lang): (usize, usize, &Lang),
) -> Page {
    let at = &site.documents[document];
    let address = address::redline(lang, &at.id, &at.revisions[revision].id);
    let (is_fragment, is_neutral, anywhere) = (false, false, true);
    let scene = Scene { site, skin, texts, comparison, lang, address: &address, is_fragment, is_neutral, anywhere };
    assembled(&scene, review::review(&scene, document, revision))
}

fn changes(scene: &Scene<'_>, subject: Subject, aspect: Aspect) -> Output {
    match aspect {
        Aspect::Summary | Aspect::Fragment => page(scene, compared::changes(scene, subject)),
        Aspect::Redline => page(scene, compared::redline(scene, subject)),
        Aspect::Data => {
            let (file, reasons) = compared::data(scene, subject);
            Output::Changes(Box::new(file), reasons)
        }
    }
}

fn page(scene: &Scene<'_>, sheet: Sheet) -> Output {
    Output::Page(Box::new(assembled(scene, sheet)))
}

fn assembled(scene: &Scene<'_>, Sheet { view, content, summaries, frame }: Sheet) -> Page {
    let (address, lang) = (scene.address.clone(), scene.lang.clone());
    let frame = frame::frame(scene, frame);
    Page { address, lang, frame, view, content, summaries }
}

/// Returns the address of the page that a page about a revision is in another language.
pub(super) type Elsewhere<'a> = dyn Fn(&Lang) -> Address + 'a;

pub(super) fn current_address<'a>(scene: &Scene<'a>, document: usize) -> impl Fn(&Lang) -> Address + use<'a> {
    let id = scene.site.documents[document].id.as_str();
    move |lang| address::current(lang, id)
}
