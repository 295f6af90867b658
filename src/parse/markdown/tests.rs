//! What bodies become, in the form of [`print`].

use super::*;

use model::Lines;

const OPTIONS: Options = Options { lines: Lines::Join, variables: true };

fn read_with(markdown: &str, options: Options) -> Checked<Body> {
    body(&Source::new("content/a/ja.md", markdown), 0..markdown.len(), options)
}

/// Returns the text as printed, and behind it the code word and the source of each diagnostic.
fn printed(markdown: &str, options: Options) -> String {
    let checked = read_with(markdown, options);
    let mut out = print::text(&checked.value.text);
    for found in &checked.diagnostics {
        out.push_str(&format!("! {} {}\n", found.code.word(), markdown[found.place.span.clone()].replace('\n', "⏎")));
    }
    out
}

/// Compares with expected lines, indented as they may be in the test.
fn check(markdown: &str, expected: &str) {
    let margin =
        expected.lines().filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len());
    let margin = margin.min().unwrap_or(0);
    let expected: String = expected
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| format!("{}\n", line[margin..].trim_end()))
        .collect();
    let got: String = printed(markdown, OPTIONS).lines().map(|line| format!("{}\n", line.trim_end())).collect();
    assert_eq!(got, expected, "\n--- got for {markdown:?}\n{got}");
}

/// Returns the published text, variables as `<name>`.
fn published(markdown: &str) -> String {
    let pieces = read_with(markdown, OPTIONS).value.published;
    pieces
        .into_iter()
        .map(|piece| match piece {
            Piece::Literal(text) => text,
            Piece::Variable(name) => format!("<{name}>"),
        })
        .collect()
}

#[test]
fn headings_begin_sections_and_a_leading_only_h1_is_the_title() {
    check(
        "# 規約\n\n前文\n\n## 第1条\n本文\n### 1\\. 細則\n",
        "
        title 規約
        0
          p 前文
        2 [第1条]
          p 本文
        3 [1.] 細則",
    );
    check(
        "# A\n# B\n",
        "
        1 A
        1 B",
    );
    check(
        "text\n# A\n",
        "
        0
          p text
        1 A",
    );
    check(
        "A **b**\n=====\nB\n---\n",
        "
        title A ⟨b b⟩
        2 B",
    );
}

#[test]
fn odd_headings_are_warned_of() {
    check(
        "## A\n\n#### B\n\n##\n",
        "
        2 A
        4 B
        2
        ! skipped-level #### B
        ! empty-heading ##",
    );
    check(
        "> ## A\n> b\n\n- # C\n",
        "
        0
          quote
            p ⟨b A⟩
            p b
          ul
            item [•]
              p ⟨b C⟩",
    );
}

#[test]
fn emphasis_closes_beside_full_width_punctuation() {
    check(
        "**解除。**本文",
        "
        0
          p ⟨b 解除。⟩本文",
    );
    check(
        "「**重要**」な**「用語」**を*（注）*と",
        "
        0
          p 「⟨b 重要⟩」な⟨b 「用語」⟩を⟨em （注）⟩と",
    );
    check(
        "本文**[規約](a)**は**`x`**を**(1)**の",
        "
        0
          p 本文⟨b ⟨→a 規約⟩⟩は⟨b ⟨code x⟩⟩を⟨b (1)⟩の",
    );
    check(
        "**주의(중요)**는 ~~삭제.~~됨",
        "
        0
          p ⟨b 주의(중요)⟩는 ⟨strike 삭제.⟩됨",
    );
    check(
        "甲。**乙**。**丙。**ABC、**丁**",
        "
        0
          p 甲。⟨b 乙⟩。⟨b 丙。⟩ABC、⟨b 丁⟩",
    );
    check(
        "`**解除。**本文` [**「a」**b](x**。*y*)",
        "
        0
          p ⟨code **解除。**本文⟩ ⟨→x**。*y* ⟨b 「a」⟩b⟩",
    );
}

#[test]
fn attributes_are_no_text() {
    check(
        "# T {#top}\n## 目的 {#purposes .x}\n本文\n{: datetime=\"2023-04-19\" }\n\nA {#a}\n---\n### B ## {:#b}\n#### C {#c} ####\n",
        "
        title ⟨#top ⟩T
        2 #purposes 目的
          p 本文
        2 #a A
        3 #b B
        4 #c C
        ! dropped-attribute {#purposes .x}
        ! dropped-attribute {: datetime=\"2023-04-19\" }",
    );
    check(
        "a\n{: #p1}\n\nb\n{:#p2}\nc\n\n{:#p3}\nd\n",
        "
        0
          p #p1 a
          p #p2 b
          p c
          p #p3 d",
    );
    check(
        "- {:#i1} one\n- two\n  {:#i2}\n  - three\n  {: #i3 }\n\n1. {:#x} a\n2. - {:#y} b\n",
        "
        0
          ul
            item [•] #i1
              p one
            item [•] #i2
              p two
              ul
                item [•] #i3
                  p three
          ol
            item [1.] #x
              p a
            item [2.]
              ul
                item [•] #y
                  p b",
    );
    check(
        "## {{ x }}\n## A {案}\n## B {# c }\n## D \\{#e}\n\n```\n## F {#f}\n{: #g}\n```\n",
        "
        2 ⟨$x {{ x }}⟩
        2 A {案}
        2 B {# c }
        2 D {#e}
          code() ## F {#f}⏎{: #g}⏎",
    );
}

#[test]
fn ids_are_checked() {
    check(
        "## A {#k-x}\n## B {#a}\n## C {#a}\n<p id='a b'>d</p>\n",
        "
        2 A
        2 #a B
        2 #a C
          p d
        ! wrong-id k-x
        ! duplicate-id a
        ! wrong-id a b",
    );
}

#[test]
fn typed_lines_join_as_their_script_does() {
    check(
        "コ\nントリ  \nbreak\nnext\\\nlast\n",
        "
        0
          p コントリ⏎break next⏎last",
    );
    let keep = Options { lines: Lines::Keep, variables: false };
    assert_eq!(printed("コ\r\nン<br>\r\n**ト\r\nリ**<!-- x -->\n{{ a }}\n", keep), "0 \n  p コ⏎ン⏎⟨b ト⏎リ⟩⏎{{ a }}\n");
    check(
        "a\n<!-- x -->\nb\u{2028}c\u{2029}d\n",
        "
        0
          p a
          p b⏎c⏎d",
    );
}

#[test]
fn items_keep_their_markers() {
    check(
        "3. c\n3. d\n   - e\n\n07) f\n\n    g\n",
        "
        0
          ol
            item [3.]
              p c
            item [3.]
              p d
              ul
                item [•]
                  p e
          ol loose
            item [07)]
              p f
              p g",
    );
}

#[test]
fn tables_quotes_rules_code_and_definitions() {
    check(
        "| a | b |\n|:--|--:|\n| c<br>d | e \\| f |\n\n> q\n\n***\n\n```Rust x\nfn\n```\n\nTerm\n: means\n",
        "
        0
          table
            row
              th Start
                p a
              th End
                p b
            row
              td Start
                p c⏎d
              td End
                p e | f
          quote
            p q
          rule
          code(rust) fn⏎
          definitions
            term Term
            definition
              p means",
    );
}

#[test]
fn indented_lines_are_text() {
    check(
        "- a\n\n      (1) b *c*\n       (2) d\n\nx\n\n\t(3) e\n",
        "
        0
          ul loose
            item [•]
              p a
              clause [(1)]
                p b ⟨em c⟩
              clause [(2)]
                p d
          p x
          p (3) e
        ! indented-text (1) b *c*⏎       (2) d
        ! indented-text (3) e",
    );
}

#[test]
fn stars_in_prose_are_kept() {
    check(
        "料金*1は手数料*2を含む。2*3*4、*1 *2*\n",
        "
        0
          p 料金*1は手数料*2を含む。2*3*4、*1 ⟨em 2⟩
        ! swallowed-sign *
        ! swallowed-sign *",
    );
    check(
        "（~10年~）と~~旧~~\n",
        "
        0
          p （~10年~）と⟨strike 旧⟩
        ! swallowed-sign ~",
    );
}

#[test]
fn footnotes_stand_where_they_are_first_referred_to() {
    check(
        "[^a]: x[^c]\n\n[^b]: unused\n\n## A\ny[^A] z[^d] \\[^e]\n\n## B\n\n[^c]: w\n",
        "
        2 A
          p y⟨^a ⟩ z[^d] [^e]
          footnote(a)
            p x⟨^c ⟩
          footnote(c)
            p w
        2 B
          footnote(b)
            p unused
        ! loose-footnote [^b]: unused
        ! loose-footnote [^d]",
    );
}

#[test]
fn html_becomes_the_same_blocks() {
    check(
        "<div style='text-align: center'>\n\n**甲**\n\n<p dir=rtl id=p1>x<br/>y</br>z\n</div>\n\nA<ol start=3 type=a><li>b<li id=l value=9>c</ol>d\n",
        "
        0
          p ⟨b 甲⟩
          p #p1 Rtl x⏎y⏎z
          p A
          ol
            item [c.]
              p b
            item [i.] #l
              p c
          p d
        ! dropped-html <div style='text-align: center'>",
    );
    check(
        "<table><thead><tr><th colspan=2>a</th></tr></thead>\n<tr><td>\n\n- m\n\n</td><td rowspan=2 align=right>c</table>\n\n<td>loose",
        "
        0
          table
            row
              th cols=2
                p a
            row
              td
                ul
                  item [•]
                    p m
              td End rows=2
                p c
          table
            row
              td
                p loose",
    );
    check(
        "<dl><dt>t<dd>d<dt>u<dd><p>e</dl><blockquote>q</blockquote><address>r\ns</address><pre> x\n  y</pre>",
        "
        0
          definitions
            term t
            definition
              p d
            term u
            definition
              p e
          quote
            p q
          address
            p r s
          code()  x⏎  y",
    );
    check(
        "<h2 id=a>見出し</h2>\n\n本文\n\n<section dir=rtl>\n\n## B\n\nc\n\n</section>\nd",
        "
        2 #a 見出し
          p 本文
        2 ⟨Rtl B⟩
          p Rtl c
          p d",
    );
}

#[test]
fn html_marks_nest_whatever_the_tags_do() {
    check(
        "a<b>b*c</b>d*e H<sub>2</sub>O <u>u</u> <i>x <em>y</i> z",
        "
        0
          p a⟨b b⟨em c⟩⟩⟨em d⟩e H⟨subscript 2⟩O ⟨underline u⟩ ⟨em x ⟨em y⟩⟩⟨em  z⟩",
    );
    check(
        "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</ruby>を<bdo dir=rtl>x</bdo><span>　</span>y",
        "
        0
          p ⟨ruby かん 漢⟩⟨ruby じ 字⟩を⟨Rtl x⟩　y",
    );
    check(
        "<a name=\"old\"></a>\n## A\n- <a id=x name=x></a>**B** <a href='https://e.example' target=_blank>c</a> <img src=a.svg alt=図>\n",
        "
        2 ⟨#old ⟩A
          ul
            item [•]
              p ⟨b ⟨#x ⟩B⟩ ⟨→https://e.example c⟩ ⟨img a.svg 図⟩",
    );
}

#[test]
fn what_html_may_not_say_is_dropped() {
    check(
        "a<script>alert(1)</script>b\n\n<style>\np {}\n</style>\n\n<form>\n\nx\n\n</form>\n<iframe src=x>\n\nkept\n\n<ins>i</ins> <ins>j</ins> <font color=red>k</font>",
        "
        0
          p ab
          p kept
          p i j k
        ! dropped-html <script>
        ! dropped-html <style>
        ! dropped-html <form>
        ! dropped-html <iframe src=x>
        ! dropped-html <ins>
        ! dropped-html <font color=red>",
    );
    check(
        "Hello <your-name> and <doc>\n\nx <!-- y --> z\n\n<!-- never\n\nclosed",
        "
        0
          p Hello <your-name> and <doc>
          p x  z
          p <!-- never
          p closed
        ! dropped-html <your-name>
        ! dropped-html <doc>",
    );
}

#[test]
fn addresses_pass_a_list_of_schemes() {
    check(
        "[a](javascript:x) [b](&#106;avascript&colon;x) ![c](data:x) <tel:1> <a@b.example> [d](/e \"t\") <a href=' java\nscript:x'>f</a>",
        "
        0
          p a b c ⟨→tel:1 tel:1⟩ ⟨→mailto:a@b.example a@b.example⟩ ⟨→/e d⟩ f
        ! dropped-url [a](javascript:x)
        ! dropped-url [b](&#106;avascript&colon;x)
        ! dropped-url ![c](data:x)
        ! dropped-url <a href=' java⏎script:x'>",
    );
}

#[test]
fn variables_are_marked_and_listed() {
    check("**{{ company_name }}**は{{a_b_c}}を_{{ x }}_ `{{ y }}` [z](https://{{ h }}) <b>{{ v }}</b>\n\n<p>{{ w }}</p>\n", "
        0
          p ⟨b ⟨$company_name {{ company_name }}⟩⟩は⟨$a_b_c {{a_b_c}}⟩を_⟨$x {{ x }}⟩_ ⟨code {{ y }}⟩ [z](https://⟨$h {{ h }}⟩) ⟨b ⟨$v {{ v }}⟩⟩
          p ⟨$w {{ w }}⟩");
    let markdown = "\u{feff}A {{ x }} {#a}\n===\n\n`{{ y }}` {{ x }}\n";
    let got = read_with(markdown, OPTIONS).value;
    let uses: Vec<_> = got.variables.iter().map(|used| (used.value.as_str(), &markdown[used.span.clone()])).collect();
    assert_eq!(uses, [("x", "{{ x }}"), ("x", "{{ x }}")]);
    assert_eq!(published(markdown), "A <x>\n===\n\n`{{ y }}` <x>\n");
}

#[test]
fn the_published_text_lacks_attributes_and_notes_and_nothing_else() {
    assert_eq!(published("a\r\n\r\n> [!NOTE]\r\n> b\r\n\r\nc\r\n"), "a\n\n\nc\n");
    assert_eq!(published("## A  {#a} \r\nb  \r\n{: #c}\r\n- {:#d} e\n"), "## A  \nb  \n- e\n");
    assert_eq!(published("a\n\n> [!NOTE]\n> b {{ c }}\n\nd\n\n- e\n\n  > [!TIP]\n  > f\n"), "a\n\n\nd\n\n- e\n\n");
    check(
        "a\n\n> [!WARNING]\n> b\n\n> c\n",
        "
        0
          p a
          quote
            p c",
    );
}

#[test]
fn controls_never_reach_the_text() {
    check(
        "a\u{0}b\u{1}c\u{7f}d\u{85}e\u{c}f&#1;g\n",
        "
        0
          p a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}e f\u{fffd}g",
    );
}

#[test]
fn prose_points_to_its_value() {
    let place = Place { path: "a.md".into(), span: 10..20 };
    let got = prose("理由\n* a\n\n[x](file:y)[^1]\n\n[^1]: z {{ v }}", &place, OPTIONS);
    let mut out = String::new();
    print::blocks(&got.value, 0, &mut out);
    assert_eq!(out, "p 理由\nul\n  item [•]\n    p a\np x⟨^1 ⟩\nfootnote(1)\n  p z ⟨$v {{ v }}⟩\n");
    assert_eq!(got.diagnostics.iter().map(|found| &found.place).collect::<Vec<_>>(), [&place]);
    assert!(got.value.iter().all(|block| block.span == (10..20)));
}
