//! A site that is kept while its files change makes the very pages that a build makes.

use std::collections::BTreeMap;
use std::sync::Mutex;

use kaitei::disk;
use kaitei::locale::Date;
use kaitei::page::Address;
use kaitei::pipeline::{Live, Made, Request, render};

fn files() -> BTreeMap<String, Vec<u8>> {
    let files = [
        (
            "site.toml",
            "title = \"T\"\nbase_url = \"https://a.example/\"\ntimezone = \"Asia/Tokyo\"\nlanguages = [\"ja\", \"en\"]\n",
        ),
        ("content/a/2024-01-01/ja.md", "# A\n\n## 1. 目的\n\n目的です。\n\n## 2. 範囲\n\n範囲です。\n"),
        ("content/a/2024-01-01/en.md", "# A\n\n## 1. Purpose\n\nWhy.\n\n## 2. Scope\n\nWhat.\n"),
        (
            "content/a/2025-01-01/ja.md",
            "+++\nannounced = 2024-12-01\n[[changes]]\nsection = \"1\"\nreason = \"r\"\n+++\n# A\n\n## 1. 目的\n\n目的でした。\n\n## 2. 範囲\n\n範囲です。\n",
        ),
        ("content/a/next/ja.md", "# A\n\n## 1. 目的\n\n下書き。\n"),
    ];
    files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into()
}

#[test]
fn every_page_by_itself_is_the_page_of_the_build() {
    let tree = disk::tree_of(files()).value;
    let mut live = Live::new(Request { drafts: true, ..Request::default() });
    let checked = live.update(&tree, 1_790_000_000).expect("readable");
    let whole = checked.value.unwrap_or_else(|| panic!("{:?}", checked.diagnostics));
    let built = Mutex::new(BTreeMap::new());
    let put = |made: Made| {
        built.lock().expect("a lock").insert(made.path.clone(), made);
        Ok::<(), ()>(())
    };
    render(&whole.tree, &whole.loaded, &put).expect("rendered");
    let built = built.into_inner().expect("a lock");
    assert!(built.len() > 40);
    let assets = whole.loaded.theme.assets.keys().map(|path| Address::file(&[path]));
    let addresses: Vec<Address> = whole.loaded.plan.outputs.keys().cloned().chain(assets).collect();
    assert_eq!(addresses.len(), built.len());
    for address in addresses {
        let made = whole.page(&address).expect("it is planned").expect("it renders");
        assert!(Some(&made) == built.get(&made.path), "{address}");
    }
    assert!(whole.page(&Address::file(&["nowhere"])).is_none());
}

#[test]
fn the_last_good_site_stays_and_shows_any_day() {
    let mut live = Live::new(Request::default());
    let day = |text: &str| text.parse::<Date>().expect("a date");
    assert!(live.on(day("2024-06-01")).expect("readable").is_none());
    let good = live.update(&disk::tree_of(files()).value, 1_790_000_000).expect("readable");
    assert!(good.value.is_some_and(|whole| whole.loaded.hidden.len() == 1 && !whole.loaded.site.preview));
    let mut wrong = files();
    wrong.insert("site.toml".to_owned(), b"title = ".to_vec());
    let wrong = live.update(&disk::tree_of(wrong).value, 1_790_000_000).expect("readable");
    assert!(wrong.value.is_none() && wrong.has_errors());
    for (date, revisions, preview) in [("2024-06-01", 1, false), ("2024-12-15", 2, false), ("2999-01-01", 2, true)] {
        let whole = live.on(day(date)).expect("readable").expect("a site");
        let site = &whole.loaded.site;
        assert_eq!((site.documents[0].revisions.len(), site.preview), (revisions, preview), "{date}");
    }
}
