//! A site that is kept while its files change makes the very pages that a build makes.
#![expect(clippy::disallowed_methods, reason = "which edits are made may be said from outside")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

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
    let checked = live.update(&tree, &BTreeSet::new(), 1_790_000_000).expect("readable");
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
    let good = live.update(&disk::tree_of(files()).value, &BTreeSet::new(), 1_790_000_000).expect("readable");
    assert!(good.value.is_some_and(|whole| whole.loaded.hidden.len() == 1 && !whole.loaded.site.preview));
    let mut wrong = files();
    wrong.insert("site.toml".to_owned(), b"title = ".to_vec());
    let changed = BTreeSet::from(["site.toml".into()]);
    let wrong = live.update(&disk::tree_of(wrong).value, &changed, 1_790_000_000).expect("readable");
    assert!(wrong.value.is_none() && wrong.has_errors());
    for (date, revisions, preview) in [("2024-06-01", 1, false), ("2024-12-15", 2, false), ("2999-01-01", 2, true)] {
        let whole = live.on(day(date)).expect("readable").expect("a site");
        let site = &whole.loaded.site;
        assert_eq!((site.documents[0].revisions.len(), site.preview), (revisions, preview), "{date}");
    }
}

#[test]
fn a_pending_text_states_the_facts_of_its_revision() {
    let mut live = Live::new(Request::default());
    let mut all = files();
    for (label, before) in [("first", Files::new()), ("second", all.clone())] {
        let text = format!(
            "+++\nclass = \"editorial\"\nlabel = \"{label}\"\npending = true\n+++\n# A\n\n## 1. 目的\n\n目的でした。\n\n## 2. 範囲\n\n範囲です。\n"
        );
        all.insert("content/a/2025-06-01/ja.md".to_owned(), text.into_bytes());
        let checked = live.update(&disk::tree_of(all.clone()).value, &changed(&before, &all), 1_790_000_000);
        let checked = checked.expect("readable");
        let whole = checked.value.unwrap_or_else(|| panic!("{:?}", checked.diagnostics));
        let last = whole.loaded.site.documents[0].revisions.last().expect("it has revisions");
        assert_eq!(last.label, label);
    }
}

/// Numbers that are the same in every run (Numerical Recipes, 7.1).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

type Files = BTreeMap<String, Vec<u8>>;

/// A site of two documents that lead to each other.
fn two_documents() -> Files {
    let mut all = files();
    let site = "title = \"Site\"\nbase_url = \"https://a.example/\"\ntimezone = \"UTC\"\nlanguages = [\"ja\", \"en\"]\n[compare]\nback = 3\n";
    all.insert("site.toml".to_owned(), site.into());
    for (path, text) in [
        (
            "content/b/2023-04-01/ja.md",
            "# B\n\n## 第1条（目的）\n\n[A](../a)を見よ。\n\n## 第2条（料金）\n\n百円とする。\n",
        ),
        (
            "content/b/2023-04-01/en.md",
            "# B\n\n## Article 1 Purpose\n\nSee [A](../a#s1).\n\n## Article 2 Fee\n\nOne hundred yen.\n",
        ),
        (
            "content/b/2024-05-01/ja.md",
            "# B\n\n## 第1条（目的）\n\n[A](../a)を見よ。\n\n## 第3条（料金）\n\n二百円とする。\n",
        ),
        ("content/b/2024-05-01/ja.reasons.md", "## 第3条\n\n値上げのため。\n"),
        (
            "content/b/2024-05-01/en.md",
            "# B\n\n## Article 1 Purpose\n\nSee [A](../a#s1).\n\n## Article 3 Fee\n\nTwo hundred yen.\n",
        ),
        ("content/b/document.toml", "order = 1\n"),
    ] {
        all.insert(path.to_owned(), text.into());
    }
    all
}

/// Does one thing that somebody may do to the files of a site.
fn edit(files: &mut Files, dice: &mut Dice) {
    let paths: Vec<String> = files.keys().cloned().collect();
    let path = dice.of(&paths).clone();
    let moved = |path: &str, from: &str, to: &str| path.replace(from, to);
    match dice.below(10) {
        0 => drop(files.remove(&path).filter(|_| path != "site.toml")),
        1 => {
            let (from, to) = *dice.of(&[
                ("2024", "2026"),
                ("2026", "2024"),
                ("/ja.", "/en."),
                ("content/a", "content/c"),
                ("next", "2025-02-01"),
            ]);
            let taken: Vec<_> = paths.iter().filter(|path| path.contains(from)).cloned().collect();
            for path in taken {
                let bytes = files.remove(&path).expect("it was listed");
                files.insert(moved(&path, from, to), bytes);
            }
        }
        2 => drop(files.insert(moved(&path, "/ja.md", "/en.md"), files[&path].clone())),
        3 => {
            drop(files.insert(
                "themes/default/static/own.css".to_owned(),
                format!("p {{ margin: {}px }}", dice.below(9)).into(),
            ))
        }
        4 => drop(files.insert("content/a/2024-01-01/plan.txt".to_owned(), vec![b'x'; dice.below(5)])),
        5 => {
            let title = format!("title = \"Site {}\"", dice.below(3));
            let site = String::from_utf8_lossy(&files["site.toml"]).into_owned();
            let rest = site.split_once('\n').map_or("", |(_, rest)| rest);
            files.insert("site.toml".to_owned(), format!("{title}\n{rest}").into());
        }
        _ => {
            let text = String::from_utf8_lossy(&files[&path]).into_owned();
            let mut lines: Vec<&str> = text.lines().collect();
            let at = dice.below(lines.len() + 1);
            let words = [
                "条文を足す。",
                "A sentence more.",
                "## 4. 新しい条",
                "",
                "[B](../b)",
                "| a | b |\n|---|---|\n| 1 | 2 |",
            ];
            match dice.below(3) {
                0 if at < lines.len() => drop(lines.remove(at)),
                1 if at > 1 => lines.swap(at - 1, at - 2),
                _ => lines.insert(at, words[dice.below(words.len())]),
            }
            files.insert(path, (lines.join("\n") + "\n").into());
        }
    }
    if !files.contains_key("site.toml") || dice.below(40) == 0 {
        *files = two_documents();
    }
}

fn changed(before: &Files, after: &Files) -> BTreeSet<Arc<str>> {
    let all = before.keys().chain(after.keys());
    all.filter(|path| before.get(*path) != after.get(*path)).map(|path| Arc::from(path.as_str())).collect()
}

fn rendered(tree: &kaitei::tree::Tree, loaded: &kaitei::pipeline::Loaded) -> BTreeMap<String, Vec<u8>> {
    let made = Mutex::new(BTreeMap::new());
    let put = |one: Made| {
        made.lock().expect("a lock").insert(one.path, one.bytes);
        Ok::<(), ()>(())
    };
    render(tree, loaded, &put).expect("rendered");
    made.into_inner().expect("a lock")
}

/// `KAITEI_STEPS` sets how many edits are made, `KAITEI_EDITS` which.
#[test]
fn after_any_edits_the_site_is_that_of_a_cold_build() {
    let number = |name: &str| std::env::var(name).ok().map(|value| value.parse().expect("a number"));
    let (steps, mut dice) = (number("KAITEI_STEPS").unwrap_or(120), Dice(number("KAITEI_EDITS").unwrap_or(7)));
    let request = Request { as_of: Some("2024-12-15".parse().expect("a date")), drafts: true, ..Request::default() };
    let mut live = Live::new(request.clone());
    let (mut before, mut good, mut whole, mut wrong) = (Files::new(), two_documents(), 0, true);
    for step in 0..steps {
        // What is wrong is often taken back.
        let takes_back = wrong && (step == 0 || dice.below(3) > 0);
        let mut after = if takes_back { good.clone() } else { before.clone() };
        if !takes_back {
            edit(&mut after, &mut dice);
        }
        let tree = disk::tree_of(after.clone()).value;
        let warm = live.update(&tree, &changed(&before, &after), 0).expect("readable");
        let cold = kaitei::pipeline::load(&tree, &request).expect("readable");
        assert_eq!(warm.diagnostics, cold.diagnostics, "step {step}");
        wrong = warm.value.is_none();
        if let Some(warm) = warm.value {
            let cold = rendered(&tree, &cold.value.expect("the warm site has no errors"));
            let warm = rendered(&warm.tree, &warm.loaded);
            assert_eq!(warm.keys().collect::<Vec<_>>(), cold.keys().collect::<Vec<_>>(), "step {step}");
            let differing = cold.iter().find(|(path, bytes)| warm[*path] != **bytes).map(|(path, _)| path);
            assert_eq!(differing, None, "step {step}");
            whole += 1;
            good = after.clone();
        }
        before = after;
    }
    assert!(whole * 4 > steps, "only {whole} of {steps} sites had no errors");
}
