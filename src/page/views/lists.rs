//! Pages that list: languages, documents.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::{document_view, next, revision_view, title};
use super::frame::Facts;
use super::{Scene, Sheet, lang_view};
use crate::locale::Lang;
use crate::model::{Document, DocumentState};
use crate::page::Content;
use crate::page::address::{self, Address};
use crate::page::view::{CardView, CategoryView, HomeView, LanguageView, LinkView, RootView, View};

fn sheet(view: View, frame: Facts) -> Sheet {
    Sheet { view, content: Content::None, summaries: BTreeMap::new(), frame }
}

fn site_title(scene: &Scene<'_>, lang: &Lang) -> String {
    scene.site.config.title.text(lang, scene.languages()).map_or("", |(title, _)| title).to_owned()
}

/// Returns the links of RFC 6903 to the documents that a site says to be its privacy policy and terms of service.
fn relations(scene: &Scene<'_>) -> Vec<(&'static str, Address)> {
    let known = ["privacy-policy", "terms-of-service"];
    let relation = |document: &Arc<Document>| {
        let named = document.settings.relation.as_deref()?;
        let rel = known.into_iter().find(|rel| *rel == named)?;
        Some((rel, address::current(scene.lang, &document.id)))
    };
    scene.site.documents.iter().filter_map(relation).collect()
}

/// Makes the site's root page.
pub(super) fn root(scene: &Scene<'_>) -> Sheet {
    let mut frame = Facts::new(site_title(scene, scene.lang), Some(address::root()));
    frame.rels = relations(scene);
    sheet(View::Root(languages(scene)), frame)
}

/// Makes the page for addresses that do not exist.
pub(super) fn not_found(scene: &Scene<'_>) -> Sheet {
    let mut frame = Facts::new(scene.words("title_not_found").to_owned(), None);
    frame.noindex = true;
    sheet(View::NotFound(languages(scene)), frame)
}

fn languages(scene: &Scene<'_>) -> RootView {
    let language = |lang: &Lang| {
        let there = Scene { lang, ..*scene };
        let link = |document: &Arc<Document>| {
            let (text, shown) = title(&there, document, document.current);
            let href = scene.href(&address::current(lang, &document.id));
            LinkView { href, text: text.to_owned(), lang: there.other(&shown) }
        };
        LanguageView {
            lang: lang_view(lang),
            href: scene.href(&address::home(lang)),
            site_title: site_title(scene, lang),
            documents: scene.site.documents.iter().map(link).collect(),
        }
    };
    RootView { languages: scene.languages().iter().map(language).collect() }
}

/// Makes the home page of a language.
pub(super) fn home(scene: &Scene<'_>) -> Sheet {
    let mut categories: Vec<CategoryView> = Vec::new();
    let mut summaries = BTreeMap::new();
    for (at, document) in scene.site.documents.iter().enumerate() {
        let category = document.settings.category.text(scene.lang, scene.languages());
        let (title, title_lang) = category.map_or(("", None), |(title, lang)| (title, lang.map(lang_view)));
        let repealed = document.settings.repealed.as_ref().filter(|_| document.state == DocumentState::Repealed);
        let card = CardView {
            document: document_view(scene, document, document.current),
            revision: revision_view(scene, at, document.current, &mut summaries),
            upcoming: next(document).map(|(index, _)| revision_view(scene, at, index, &mut summaries)),
            repealed: repealed.map(|date| scene.date(date.value)),
        };
        match categories.iter_mut().find(|known| known.title == title) {
            Some(known) => known.cards.push(card),
            None => categories.push(CategoryView { title: title.to_owned(), title_lang, cards: vec![card] }),
        }
    }
    // Documents without a category come first, since a heading would seem to hold them.
    categories.sort_by_key(|category| !category.title.is_empty());
    let mut frame = Facts::new(site_title(scene, scene.lang), Some(address::home(scene.lang)));
    frame.elsewhere = scene.languages().iter().map(|lang| (lang.clone(), address::home(lang), true)).collect();
    frame.default = Some(address::root());
    frame.rels = relations(scene);
    Sheet { summaries, ..sheet(View::Home(HomeView { categories }), frame) }
}
