//! One entry of the plan -> the thing to render.

mod banners;
mod compared;
mod document;
mod frame;
mod lists;
mod text;

pub(super) use compared::{label, path};

use std::collections::BTreeMap;

use super::address::{self, Address, relative};
use super::{Content, Output, Page, PageId, Prose, Skin, Texts, json, policies};
use crate::locale::{self, Date, Lang};
use crate::model::Site;
use crate::page::view::{DateView, LangView, View};

/// Where a view is made: the site, the theme's words, the page's language and address.
pub(super) struct Scene<'a> {
    pub(super) site: &'a Site,
    pub(super) skin: &'a Skin,
    pub(super) lang: &'a Lang,
    pub(super) address: &'a Address,
}

impl Scene<'_> {
    pub(super) fn href(&self, address: &Address) -> String {
        relative(self.address, address)
    }

    pub(super) fn absolute(&self, address: &Address) -> String {
        address.absolute(&self.site.config.base_url)
    }

    /// Returns the view of a language where it is not the page's.
    pub(super) fn other(&self, lang: &Lang) -> Option<LangView> {
        (lang != self.lang).then(|| lang_view(lang))
    }

    pub(super) fn date(&self, date: Date) -> DateView {
        DateView { iso: date, text: locale::date(date, self.lang) }
    }

    /// Returns the interface's words for a key; the key itself where the theme has none.
    pub(super) fn words<'k>(&'k self, key: &'k str) -> &'k str {
        self.skin.words.get(self.lang).and_then(|words| words.text(key)).unwrap_or(key)
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
/// `texts` are those of the document that the page is about ([`PageId::document`]); pages about none need none.
pub fn output(site: &Site, skin: &Skin, texts: &Texts, address: &Address, id: &PageId) -> Output {
    let default = &site.config.languages[0];
    let make = |lang: &Lang, sheet: &dyn Fn(&Scene<'_>) -> Sheet| {
        let scene = Scene { site, skin, lang, address };
        let Sheet { view, content, summaries, frame } = sheet(&scene);
        let frame = frame::frame(&scene, frame);
        Output::Page(Box::new(Page { address: address.clone(), lang: lang.clone(), frame, view, content, summaries }))
    };
    match id {
        PageId::Root => make(default, &lists::root),
        PageId::NotFound => make(default, &lists::not_found),
        PageId::Home(lang) => make(lang, &lists::home),
        PageId::Neutral(document) | PageId::Alias(document, None) => {
            make(default, &|scene| text::current(scene, texts, *document))
        }
        PageId::Current(document, lang) | PageId::Alias(document, Some(lang)) => {
            make(lang, &|scene| text::current(scene, texts, *document))
        }
        PageId::Dated(document, revision, lang) => make(lang, &|scene| text::dated(scene, texts, *document, *revision)),
        PageId::Changes(document, revision, lang) => {
            make(lang, &|scene| compared::changes(scene, texts, *document, *revision))
        }
        PageId::Redline(document, revision, lang) => {
            make(lang, &|scene| compared::redline(scene, texts, *document, *revision))
        }
        PageId::History(document, lang) => make(lang, &|scene| lists::history(scene, *document)),
        PageId::Markdown(_, revision, lang) => {
            let bytes = texts.published.get(&(*revision, lang.clone()));
            Output::Ready(bytes.map(|text| text.as_bytes().to_vec()).unwrap_or_default())
        }
        PageId::Plain(document, revision, lang) => {
            let text = texts.by.get(&(*revision, lang.clone())).cloned().unwrap_or_default();
            let translation = site.documents[*document].revisions[*revision].translations.get(lang);
            Output::Plain(text, translation.map(|translation| translation.title.clone()).unwrap_or_default())
        }
        PageId::ChangesData(document, revision, lang) => {
            let scene = Scene { site, skin, lang, address };
            let (file, reasons) = compared::data(&scene, texts, *document, *revision);
            Output::Changes(Box::new(file), reasons)
        }
        PageId::Versions(document) => Output::Ready(json::bytes(&policies::versions(site, &site.documents[*document]))),
        PageId::Policies => Output::Ready(json::bytes(&policies::policies(site))),
        PageId::Asset(document, revision, _, asset) => {
            Output::Copy(site.documents[*document].revisions[*revision].assets[*asset].path.clone())
        }
    }
}

/// Returns the address of the page that a page about a revision is in another language.
pub(super) type Elsewhere<'a> = dyn Fn(&Lang) -> Address + 'a;

pub(super) fn current_address<'a>(scene: &Scene<'a>, document: usize) -> impl Fn(&Lang) -> Address + use<'a> {
    let id = scene.site.documents[document].id.as_str();
    move |lang| address::current(lang, id)
}
