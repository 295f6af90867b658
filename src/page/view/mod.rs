//! What each kind of page shows: plain values, ready for a template.
//!
//! A view holds words, addresses and trees of text; layout is the theme's. Everything dated or counted is already written in
//! the page's language. Fields whose name ends in `_html` are filled in by `render`, the only room that writes markup.

mod banner;
mod bilingual;
mod comparison;
mod document;
mod frame;
mod history;
mod lists;
mod review;
mod text;

pub use banner::Banner;
pub use bilingual::BilingualView;
pub use comparison::{ChangesView, MarksView, PartView, RedlineView, RowView};
pub use document::{DocumentView, PrevailsView, RevisionView};
pub use frame::{AlternateView, DateView, Frame, ItemView, LangView, LinkView, RelView, RowOfLinks, SwitchView};
pub use history::{CalledView, EntryView, HistoryView, SectionView, StepView};
pub use lists::{CardView, CategoryView, HomeView, LanguageView, RootView};
pub use review::{ReviewView, ReviewedView};
pub use text::{ContentsView, DatedView, OtherSectionView, RemovedView, TextView};

use serde::Serialize;

/// A page for one template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "template", content = "page", rename_all = "kebab-case")]
pub enum View {
    /// `root.html`.
    Root(RootView),
    /// `home.html`.
    Home(HomeView),
    /// `text.html`; also the neutral address `/<doc>/`.
    Text(Box<TextView>),
    /// `changes.html`.
    Changes(Box<ChangesView>),
    /// `redline.html`.
    Redline(Box<RedlineView>),
    /// `history.html`.
    History(Box<HistoryView>),
    /// `bilingual.html`.
    Bilingual(Box<BilingualView>),
    /// `review.html`; no page of the site.
    Review(Box<ReviewView>),
    /// `404.html`.
    NotFound(RootView),
}
