//! Histories labelled by hand: each anchor leads to one provision for ever.
//!
//! A line may end with ` @meaning`. Whatever carries a meaning must carry the same anchor as long as it goes on existing, and an
//! anchor may never stand for two meanings, in whichever revisions.

use std::collections::{BTreeMap, BTreeSet};

use super::{HistoryStep, Named, Used, name, retired};
use crate::model::{Anchor, Text};
use crate::pair::{Pairing, sample, texts};

/// Revisions named and paired, oldest first.
struct History {
    named: Vec<Named>,
    pairings: Vec<Pairing>,
    meanings: Vec<BTreeMap<String, Anchor>>,
}

fn history(revisions: &[&str]) -> History {
    let mut used = Used::default();
    let mut out = History { named: Vec::new(), pairings: Vec::new(), meanings: Vec::new() };
    let mut before: Option<Text> = None;
    for revision in revisions {
        let text = sample::text(&plain(revision));
        let named = match &before {
            None => name(&text, None, &mut used),
            Some(old) => {
                let pairing = texts(old, &text, &[]);
                let named = name(&text, out.named.last().map(|named| (named, &pairing)), &mut used);
                out.pairings.push(pairing);
                named
            }
        };
        out.meanings.push(meanings(revision, &named));
        out.named.push(named);
        before = Some(text);
    }
    out
}

fn plain(revision: &str) -> String {
    revision.lines().map(|line| line.split(" @").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// Returns the anchor of each meaning; a clause is followed by the paragraph inside it.
fn meanings(revision: &str, named: &Named) -> BTreeMap<String, Anchor> {
    let (mut section, mut at, mut out) = (usize::MAX, 0, BTreeMap::new());
    for line in revision.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (text, meaning) = line.split_once(" @").unzip();
        let block = sample::text(text.unwrap_or(line));
        let heading = line.starts_with('#');
        if heading || section == usize::MAX {
            (section, at) = (section.wrapping_add(1), 0);
        }
        let anchor = if heading { &named.sections[section] } else { &named.provisions[section][at] };
        at += if heading { 0 } else { block.sections[0].provisions().len() };
        out.extend(meaning.map(|meaning| (meaning.to_owned(), anchor.clone())));
    }
    out
}

fn check(revisions: &[&str], expected: &[(&str, &str)]) {
    let history = history(revisions);
    let mut meaning_of: BTreeMap<&Anchor, &str> = BTreeMap::new();
    for (at, meanings) in history.meanings.iter().enumerate() {
        for (meaning, anchor) in meanings {
            let known = meaning_of.entry(anchor).or_insert(meaning);
            assert_eq!(known, meaning, "#{anchor} changed its meaning in revision {at}");
            let before = at.checked_sub(1).and_then(|before| history.meanings[before].get(meaning));
            assert!(before.is_none_or(|before| before == anchor), "{meaning} was #{before:?} and is #{anchor} in {at}");
        }
        let all: Vec<_> = history.named[at].anchors().collect();
        assert_eq!(all.len(), all.iter().collect::<BTreeSet<_>>().len(), "an anchor stands twice in revision {at}");
    }
    none_dies(&history);
    for (meaning, anchor) in expected {
        let last = history.meanings.iter().rev().find_map(|meanings| meanings.get(*meaning));
        assert_eq!(last.map(Anchor::as_str), Some(*anchor), "{meaning}");
    }
}

#[test]
fn a_section_inserted_renumbers_the_others_ja() {
    check(
        &[
            "## 1. 目的 @目的\n当店は、会員の情報をこの方針に従って取り扱います。\n## 2. 取得する情報 @取得\n当店は、注文の際に次の情報を取得します。\n- 氏名と住所\n- 電話番号\n## 3. 問い合わせ @窓口\n情報の取扱いについての問い合わせは、本店の窓口で受け付けます。",
            "## 1. 目的 @目的\n当店は、会員の情報をこの方針に従って取り扱います。\n## 2. 定義 @定義\n「会員」とは、当店に登録した人をいいます。\n## 3. 取得する情報 @取得\n当店は、注文の際に次の情報を取得します。\n- 氏名と住所\n- 電話番号\n## 4. 問い合わせ @窓口\n情報の取扱いについての問い合わせは、本店の窓口で受け付けます。",
            "## 1. 定義 @定義\n「会員」とは、当店に登録した人をいいます。\n## 2. 取得する情報 @取得\n当店は、注文と来店の際に次の情報を取得します。\n- 氏名と住所\n- 電話番号\n- 来店の日時\n## 3. 保存する期間 @期間\n取得した情報は、最後の取引の日から五年間保存します。\n## 4. 問い合わせ @窓口\n情報の取扱いについての問い合わせは、本店の窓口で受け付けます。",
        ],
        &[("目的", "s1"), ("定義", "s2~2"), ("取得", "s2"), ("期間", "s3~2"), ("窓口", "s3")],
    );
}

#[test]
fn a_number_is_used_again_after_a_deletion_en() {
    check(
        &[
            "## 1. Accounts @accounts\nYou may open one account and must keep its password secret.\n## 2. Trial period @trial\nEvery new account may be used for thirty days without charge.\n## 3. Fees @fees\nFees are due on the first day of each month.",
            "## 1. Accounts @accounts\nYou may open one account and must keep its password secret.\n## 2. Fees @fees\nFees are due on the first day of each month.",
            "## 1. Accounts @accounts\nYou may open one account and must keep its password secret.\n## 2. Backups @backups\nWe copy stored files to a second site every night.\n## 3. Fees @fees\nFees are due on the first day of each month.",
            "## 1. Accounts @accounts\nYou may open up to two accounts and must keep their passwords secret.\n## 2. Fees @fees\nFees are due on the fifth day of each month.\n## 3. Trial of new functions @beta\nFunctions marked as preview may change or end at any time.",
        ],
        &[("trial", "s2"), ("fees", "s3"), ("backups", "s2~2"), ("beta", "s3~2")],
    );
}

#[test]
fn clauses_inserted_and_deleted_en() {
    check(
        &[
            "## 1. Your duties @duties\nYou agree that you will\n(1) pay what you owe in time; @pay\n(2) not lend your card to anybody; @lend\n(3) tell us when you move house. @move",
            "## 1. Your duties @duties\nYou agree that you will\n(1) pay what you owe in time; @pay\n(2) be at least eighteen years old; @age\n(3) not lend your card to anybody; @lend\n(4) tell us when you move house. @move",
            "## 1. Your duties @duties\nYou agree that you will\n(1) be at least eighteen years old; @age\n(2) not lend your card or code to anybody; @lend\n(3) tell us within a week when you move house; @move\n(4) return the card when the contract ends. @return",
        ],
        &[("pay", "s1-1"), ("lend", "s1-2"), ("move", "s1-3"), ("age", "s1-2~2"), ("return", "s1-4")],
    );
}

#[test]
fn articles_with_branch_numbers_and_paragraphs_ja() {
    check(
        &[
            "## 第1章 総則 @総則\n### 第1条 趣旨 @趣旨\nこの規程は、貸会議室の利用について定める。\n### 第2条 申込み @申込み\n利用しようとする者は、前日までに申し込まなければならない。 @申込み1\n2 管理者は、申込みを断ることができる。 @申込み2\n## 第2章 料金 @料金の章\n### 第3条 料金 @料金\n料金は、一時間につき千円とする。\n## 附則 @附則\nこの規程は、四月一日から施行する。",
            "## 第1章 総則 @総則\n### 第1条 趣旨 @趣旨\nこの規程は、貸会議室の利用について定める。\n### 第2条 申込み @申込み\n利用しようとする者は、前日までに申し込まなければならない。 @申込み1\n2 申込みは、書面によらなければならない。 @書面\n3 管理者は、申込みを断ることができる。 @申込み2\n### 第2条の2 取消し @取消し\n利用者は、いつでも申込みを取り消すことができる。\n## 第2章 料金 @料金の章\n### 第3条 料金 @料金\n料金は、一時間につき千二百円とする。\n## 附則 @附則\nこの規程は、四月一日から施行する。",
            "## 第1章 総則 @総則\n### 第1条 趣旨 @趣旨\nこの規程は、貸会議室の利用について定める。\n### 第2条 申込み @申込み\n利用しようとする者は、前日までに申し込まなければならない。 @申込み1\n2 申込みは、書面によらなければならない。 @書面\n3 管理者は、申込みを断ることができる。 @申込み2\n### 第3条 取消し @取消し\n利用者は、いつでも申込みを取り消すことができる。\n## 第2章 料金 @料金の章\n### 第4条 料金 @料金\n料金は、一時間につき千二百円とする。\n## 附則 @附則\nこの規程は、四月一日から施行する。\n### 第1条 経過措置 @経過措置\n施行前の申込みについては、なお従前の例による。",
        ],
        &[
            ("総則", "chapter-1"),
            ("申込み1", "article-2-1"),
            ("申込み2", "article-2-2"),
            ("書面", "article-2-2~2"),
            ("取消し", "article-2.2"),
            ("料金", "article-3"),
            ("附則", "suppl"),
            ("経過措置", "suppl-article-1"),
        ],
    );
}

#[test]
fn sections_swap_places_de() {
    check(
        &[
            "## § 1 Geltung @geltung\nDiese Bedingungen gelten für alle Verträge mit der Werkstatt.\n## § 2 Preise @preise\nDie Preise enthalten die gesetzliche Umsatzsteuer.\n## § 3 Haftung @haftung\nDie Werkstatt haftet für Vorsatz und grobe Fahrlässigkeit.",
            "## § 1 Geltung @geltung\nDiese Bedingungen gelten für alle Verträge mit der Werkstatt.\n## § 2 Haftung @haftung\nDie Werkstatt haftet für Vorsatz und grobe Fahrlässigkeit.\n## § 3 Preise @preise\nDie Preise enthalten die gesetzliche Umsatzsteuer.",
            "## § 1 Preise @preise\nAlle Preise enthalten die gesetzliche Umsatzsteuer und die Verpackung.\n## § 2 Geltung @geltung\nDiese Bedingungen gelten für alle Verträge mit der Werkstatt.\n## § 3 Haftung @haftung\nDie Werkstatt haftet nur für Vorsatz und grobe Fahrlässigkeit.\n## § 4 Gerichtsstand @gericht\nGerichtsstand ist der Sitz der Werkstatt.",
        ],
        &[("geltung", "s1"), ("preise", "s2"), ("haftung", "s3"), ("gericht", "s4")],
    );
}

#[test]
fn titles_without_numbers_are_rewritten_en() {
    check(
        &[
            "Welcome to the lending library. @opening\n## What we store @store\nWe store your name, your reading card number and the list of books that you borrow.\n## Who sees it @who\nOnly the librarians on duty can see your list.",
            "Welcome to the lending library and its reading room. @opening\n## Data we keep about you @store\nWe store your name, your reading card number and the list of books that you borrow.\n## Who sees it @who\nOnly the librarians on duty can see your list.\n## Children @children\nParents may ask us to delete the list of a child.",
            "Welcome to the lending library and its reading room. @opening\n## Data we keep about you @store\nWe store your name, your card number, your address and the list of books that you borrow.\n## Children @children\nParents may ask us to delete the list of a child.\n## What we store @boxes\nParcels left at the desk are stored in the cellar for a week.",
        ],
        &[("opening", "preamble-p1"), ("store", "what-we-store"), ("boxes", "what-we-store~2"), ("who", "who-sees-it")],
    );
}

#[test]
fn a_section_is_split_en() {
    check(
        &[
            "## 1. Use of the service @use\nYou may use the service for private and commercial purposes alike. You must not send unsolicited messages through the service. We may suspend an account that sends such messages, and we tell its holder the reason within three days.\n## 2. Law @law\nThe law of the seat of the company applies.",
            "## 1. Use of the service @use\nYou may use the service for private and commercial purposes alike. You must not send unsolicited messages through the service.\n## 2. Suspension @suspension\nWe may suspend an account that sends such messages, and we tell its holder the reason within three days.\n## 3. Law @law\nThe law of the seat of the company applies.",
            "## 1. Suspension @suspension\nWe may suspend any account that sends such messages, and we tell its holder the reason within three days.\n## 2. Use of the service @use\nYou may use the service for private and commercial purposes alike. You must not send unsolicited messages through the service.\n## 3. Law @law\nThe law of the seat of the company applies.",
        ],
        &[("use", "s1"), ("suspension", "s2~2"), ("law", "s2")],
    );
}

#[test]
fn sections_are_merged_ja() {
    let revisions = [
        "## 1. 利用の目的 @目的\n取得した情報は、商品の発送と代金の請求のために利用します。会員への案内にも利用することがあります。\n## 2. 第三者への提供 @提供\n当店は、法令に基づく場合を除き、情報を第三者に提供しません。\n## 3. 委託 @委託\n当店は、発送の業務を運送会社に委託し、必要な情報を預けます。",
        "## 1. 利用の目的 @目的\n取得した情報は、商品の発送と代金の請求のために利用します。会員への案内にも利用することがあります。\n## 2. 第三者への提供 @提供\n当店は、法令に基づく場合を除き、情報を第三者に提供しません。当店は、発送の業務を運送会社に委託し、必要な情報を預けます。",
        "## 1. 第三者への提供 @提供\n当店は、法令に基づく場合を除き、情報を第三者に提供しません。当店は、発送の業務を運送会社に委託し、必要な情報を預けます。\n## 2. 利用の目的 @目的\n取得した情報は、商品の発送と代金の請求のために利用します。\n## 3. 安全の管理 @安全\n情報は鍵のかかる棚で保管します。",
    ];
    check(&revisions, &[("目的", "s1"), ("提供", "s2"), ("委託", "s3"), ("安全", "s3~2")]);
    let history = history(&revisions);
    assert_eq!(history.pairings[0].merged, [(2, 1)]);
    assert_eq!(leads(&history, &[]).0, ["s3 -> s2", "s3-p1 -> s2"]);
}

#[test]
fn bullets_and_nested_clauses_de() {
    check(
        &[
            "## Artikel 4 Ausleihe @ausleihe\n(1) Ausgeliehen werden @werden\n  - Bücher und Karten, @buecher\n  - Filme und Tonträger. @filme\n(2) Die Frist beträgt vier Wochen. @frist\n  (a) Sie kann einmal verlängert werden. @verlaengern\n  (b) Für Filme beträgt sie eine Woche. @filmfrist",
            "## Artikel 4 Ausleihe @ausleihe\n(1) Ausgeliehen werden @werden\n  - Spiele aller Art, @spiele\n  - Bücher und Karten, @buecher\n  - Filme und Tonträger. @filme\n(2) Die Frist beträgt drei Wochen. @frist\n  (a) Für Spiele beträgt sie zwei Wochen. @spielfrist\n  (b) Sie kann einmal verlängert werden. @verlaengern\n  (c) Für Filme beträgt sie eine Woche. @filmfrist",
            "## Artikel 5 Ausleihe @ausleihe\n(1) Die Frist beträgt drei Wochen. @frist\n  (a) Sie kann zweimal verlängert werden. @verlaengern\n  (b) Für Filme beträgt sie eine Woche. @filmfrist\n(2) Ausgeliehen werden @werden\n  - Spiele aller Art, @spiele\n  - Bücher und Karten. @buecher",
        ],
        &[
            ("ausleihe", "article-4"),
            ("buecher", "article-4-1-i1"),
            ("spiele", "article-4-1-i1~2"),
            ("verlaengern", "article-4-2-a"),
            ("spielfrist", "article-4-2-a~2"),
        ],
    );
}

#[test]
fn lettered_sections_and_restarting_numbers_en() {
    check(
        &[
            "## K. Payment @payment\nFees are charged to the card on file at the end of each month.\n### 1. Prices @prices\nPrices are listed on the price page and include taxes.\n### 2. Refunds @refunds\nThere are no refunds for partial months of service.\n## L. Ending @ending\nYou may end the agreement at any time in your settings.\n### 1. By us @by-us\nWe may end the agreement with a notice of sixty days.",
            "## K. Complaints @complaints\nComplaints are answered by the support desk in one week.\n## L. Payment @payment\nFees are charged to the card on file at the end of each month.\n### 1. Prices @prices\nPrices are listed on the price page and include taxes.\n### 2. Overdue fees @overdue\nOverdue fees bear interest of one per cent a month.\n### 3. Refunds @refunds\nThere are no refunds for partial months of service.\n## M. Ending @ending\nYou may end the agreement at any time in your settings.\n### 1. By us @by-us\nWe may end the agreement with a notice of sixty days.",
            "## K. Complaints @complaints\nComplaints are answered by the support desk in one week.\n## L. Ending @ending\nYou may end the agreement at any time in your settings.\n### 1. By us @by-us\nWe may end the agreement with a notice of ninety days.\n## M. Payment @payment\nFees are charged to the card on file at the end of each month.\n### 1. Refunds @refunds\nThere are no refunds for partial months of service.",
        ],
        &[
            ("payment", "sk"),
            ("prices", "sk-1"),
            ("refunds", "sk-2"),
            ("overdue", "sk-2~2"),
            ("by-us", "sl-1"),
            ("complaints", "sk~2"),
        ],
    );
}

#[test]
fn an_article_deleted_keeps_its_number_ja() {
    check(
        &[
            "## 第1条 目的 @目的\nこの約款は、倉庫の利用の条件を定める。\n## 第2条 鍵の貸与 @鍵\n会社は、利用者に鍵を一本貸与する。利用者は、鍵を複製してはならない。\n## 第3条 料金 @料金\n利用者は、毎月末日までに翌月の料金を支払う。",
            "## 第1条 目的 @目的\nこの約款は、倉庫の利用の条件を定める。\n## 第2条 削除 @鍵\n## 第3条 料金 @料金\n利用者は、毎月末日までに翌月の料金を支払う。",
            "## 第1条 目的 @目的\nこの約款は、倉庫の利用の条件を定める。\n## 第2条 入館証 @入館証\n会社は、利用者に顔写真の付いた入館証を発行する。\n## 第3条 料金 @料金\n利用者は、毎月末日までに翌月の料金を支払う。",
            "## 第1条 目的 @目的\nこの約款は、倉庫の利用の条件を定める。\n## 第2条 入館証 @入館証\n会社は、利用者に顔写真の付いた入館証を発行する。\n## 第3条 削除 @料金\n## 第4条 解約 @解約\n利用者は、一月前に申し出て解約することができる。",
        ],
        &[("鍵", "article-2"), ("入館証", "article-2~2"), ("料金", "article-3"), ("解約", "article-4")],
    );
}

#[test]
fn written_ids_prevail_en() {
    let revisions = [
        "## 1. Deliveries @deliveries\nGoods are delivered to the kerb of the address given.\n## 2. Returns @returns\nGoods may be returned within fourteen days of delivery.",
        "## 1. Deliveries {#deliveries} @deliveries-by-id\nGoods are delivered to the kerb of the address given.\n## 2. Returns @returns\nGoods may be returned within fourteen days of delivery.",
        "## 1. Goods sent by lorry {#deliveries} @deliveries-by-id\nWholly new words of a wholly new section.\n## 2. Returns @returns\nGoods may be returned within thirty days of delivery.",
    ];
    check(&revisions, &[("deliveries-by-id", "deliveries"), ("returns", "s2")]);
    let history = history(&revisions);
    assert_eq!(leads(&history, &[]).0, ["s1 -> deliveries", "s1-p1 -> deliveries"]);
}

#[test]
fn every_section_renumbered_at_once_en() {
    check(
        &[
            "## 1. Bees @bees\nHives must stand ten metres from the path.\n### 1.1 Swarms @swarms\nA swarm belongs to whoever catches it first.\n## 2. Hens @hens\nCocks must be kept indoors before seven in the morning.\n### 2.1 Eggs @eggs\nEggs found on common ground go to the club.",
            "## 1. Gates @gates\nThe last to leave locks the gate.\n## 2. Bees @bees\nHives must stand ten metres from the path.\n### 2.1 Swarms @swarms\nA swarm belongs to whoever catches it first.\n## 3. Hens @hens\nCocks must be kept indoors before seven in the morning.\n### 3.1 Eggs @eggs\nEggs found on common ground go to the club.",
            "## 1. Gates @gates\nThe last to leave locks the gate.\n## 2. Bees @bees\nHives must stand ten metres from the path.\n### 2.1 Honey @honey\nHoney may be sold at the gate on Sundays.\n### 2.2 Swarms @swarms\nA swarm belongs to whoever catches it first.\n## 3. Hens @hens\nCocks must be kept indoors before eight in the morning.",
        ],
        &[("swarms", "s1.1"), ("eggs", "s2.1"), ("honey", "s2.1~2"), ("gates", "s1~2"), ("hens", "s2")],
    );
}

#[test]
fn provisions_of_a_renumbered_section_are_named_below_its_anchor_ja() {
    check(
        &[
            "## 1. 入会 @入会\n入会を希望する人は、申込書を提出します。\n## 2. 会費 @会費\n会費は、年額三千円とします。\n(1) 学生は、半額とします。 @学生",
            "## 1. 名称 @名称\nこの会は、川沿いの散歩の会といいます。\n## 2. 入会 @入会\n入会を希望する人は、申込書を提出します。\n## 3. 会費 @会費\n会費は、年額三千円とします。\n(1) 学生は、半額とします。 @学生\n(2) 納めた会費は、返しません。 @返さない",
            "## 1. 名称 @名称\nこの会は、川沿いの散歩の会といいます。\n## 2. 会費 @会費\n会費は、年額四千円とします。\n(1) 納めた会費は、返しません。 @返さない\n(2) 高齢の会員は、無料とします。 @高齢",
        ],
        &[("会費", "s2"), ("学生", "s2-1"), ("返さない", "s2-2"), ("高齢", "s2-2~2"), ("名称", "s1~2")],
    );
}

/// Every anchor of any revision is on the last one, or leads there, or is listed, exactly once.
fn none_dies(history: &History) {
    let found = retired(&steps(history), history.named.len() - 1, &[]);
    let present: BTreeSet<&Anchor> = history.named.last().expect("a history has revisions").anchors().collect();
    assert!(found.retired.iter().all(|(_, at)| present.contains(at)));
    let listed = found.removed.iter().flat_map(|one| one.inside.iter().chain([&one.anchor]));
    let led: Vec<&Anchor> = found.retired.iter().map(|(old, _)| old).chain(listed).collect();
    let all: BTreeSet<&Anchor> = history.named.iter().flat_map(Named::anchors).collect();
    assert_eq!(led.len() + present.len(), all.len());
    assert_eq!(led.into_iter().chain(present).collect::<BTreeSet<_>>(), all);
}

fn steps(history: &History) -> Vec<HistoryStep<'_>> {
    let before = |at: usize| at.checked_sub(1).map(|before| (before, &history.pairings[before]));
    let steps = history.named.iter().enumerate();
    steps.map(|(at, named)| HistoryStep { named, before: before(at) }).collect()
}

/// Returns where the anchors lead that the last revision does not have, and what was removed.
fn leads(history: &History, redirects: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let anchor = |name: &str| Anchor::new(name).expect("tests write good anchors");
    let redirects: Vec<_> = redirects.iter().map(|(old, new)| (anchor(old), anchor(new))).collect();
    let found = retired(&steps(history), history.named.len() - 1, &redirects);
    let removed = found.removed.iter().map(|one| {
        let inside: Vec<_> = one.inside.iter().map(Anchor::as_str).collect();
        format!("{} {}..{} [{}]", one.anchor, one.last, one.gone, inside.join(" "))
    });
    (found.retired.iter().map(|(old, new)| format!("{old} -> {new}")).collect(), removed.collect())
}

#[test]
fn what_is_gone_is_led_on_or_listed() {
    let revisions = [
        "## 1. Boats @boats\nBoats are moored at the north pier only.\n(1) Ropes are checked weekly. @ropes\n(2) Lamps are lit at dusk. @lamps\n## 2. Nets @nets\nNets are dried on the racks behind the shed.\n- Racks are numbered.\n## 3. Fines @fines\nWhoever breaks a rule pays five crowns.",
        "## 1. Boats @boats\nBoats are moored at the north pier only.\n(1) Ropes are checked weekly. @ropes\n## 2. Fines @fines\nWhoever breaks a rule pays five crowns.",
        "## 1. Boats @boats\nBoats are moored at the north pier only.\n(1) Ropes are checked weekly. @ropes\n## 2. Guests @guests\nGuests sign the book in the harbour office.",
        "## 1. Boats @boats\nBoats are moored at the north pier only.\n(1) Ropes are checked weekly. @ropes",
    ];
    let history = history(&revisions);
    let (at, removed) = leads(&history, &[]);
    assert_eq!(at, ["s1-2 -> s1", "s1-2-p1 -> s1"]);
    assert_eq!(removed, ["s2 0..1 [s2-i1 s2-i1-p1 s2-p1]", "s3 1..2 [s3-p1]", "s2~2 2..3 [s2~2-p1]"]);

    let (at, removed) = leads(&history, &[("s2", "s1-1"), ("s3", "s2~2"), ("s1-2", "s1-1")]);
    assert_eq!(
        at,
        ["s1-2 -> s1-1", "s1-2-p1 -> s1", "s2 -> s1-1", "s2-i1 -> s1-1", "s2-i1-p1 -> s1-1", "s2-p1 -> s1-1"]
    );
    assert_eq!(removed, ["s2~2 2..3 [s2~2-p1 s3 s3-p1]"]);
    // A circle leads nowhere else than without it.
    assert_eq!(leads(&history, &[("s2", "s3"), ("s3", "s2")]).1.len(), 3);
}

#[test]
fn a_withdrawn_revision_and_an_upcoming_one() {
    let first = "## 1. Seats @seats\nSeats are given out by lot on the first evening.";
    let withdrawn = "## 1. Seats @seats\nSeats are given out by lot on the first evening.\n## 2. Coats @coats\nCoats are left in the hall.";
    let texts_of = [first, withdrawn, first].map(|text| sample::text(&plain(text)));
    let mut used = Used::default();
    let pairings = [texts(&texts_of[0], &texts_of[1], &[]), texts(&texts_of[0], &texts_of[2], &[])];
    let oldest = name(&texts_of[0], None, &mut used);
    let middle = name(&texts_of[1], Some((&oldest, &pairings[0])), &mut used);
    let newest = name(&texts_of[2], Some((&oldest, &pairings[1])), &mut used);
    let steps = [
        HistoryStep { named: &oldest, before: None },
        HistoryStep { named: &middle, before: Some((0, &pairings[0])) },
        HistoryStep { named: &newest, before: Some((0, &pairings[1])) },
    ];
    let removed = retired(&steps, 2, &[]).removed;
    assert_eq!(removed.iter().map(|one| (one.anchor.as_str(), one.last, one.gone)).collect::<Vec<_>>(), [("s2", 1, 2)]);
    assert_eq!(retired(&steps[..2], 0, &[]), super::Retired::default());
}
