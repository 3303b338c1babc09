//! What the reader of report texts promises.

use super::*;
use norms::Day;
use proptest::prelude::*;

const CODES: [(&str, &str); 3] =
    [("study.centre_group", "理论学习中心组集中学习"), ("assist.service", "助企服务"), ("station.bed", "床位")];

fn known(word: &str) -> Option<&'static str> {
    CODES.iter().find(|(code, name)| *code == word || *name == word).map(|(code, _)| *code)
}

fn read(text: &str) -> Text {
    parse(text, &known).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn bound(text: &str) -> Bound {
    read(text).figures().next().cloned().unwrap_or_else(|| panic!("{text}: no figure"))
}

fn fault(text: &str) -> (usize, usize, Fault) {
    let error = parse(text, &known).err().unwrap_or_else(|| panic!("{text}: was read"));
    (error.line, error.column, error.fault)
}

#[test]
fn a_line_is_a_block_and_a_heading_that_ends_with_a_stop_runs_in() {
    let text = read("# 学习\n\n## 抓实学习。\n开展{study.centre_group}。\n另起一段。\n### 无文\n");
    let [Block::Heading { level: 1, follows, .. }, Block::Heading { level: 2, follows: runs_in, .. }, Block::Paragraph(next), last] =
        &text.blocks[..]
    else {
        panic!("{text:?}")
    };
    assert!(follows.is_empty());
    assert_eq!(runs_in.len(), 3);
    assert_eq!(next, &[Piece::Plain("另起一段。".into())]);
    assert!(matches!(last, Block::Heading { level: 3, .. }));
}

#[test]
fn a_figure_says_what_it_is_bound_to_and_how_it_is_said() {
    let plain = bound("{study.centre_group}");
    assert_eq!((plain.metric, plain.key.as_str(), plain.say), ("study.centre_group", "k1", Say::Plain));
    let full = bound("{ beds：床位 万 数 org=KS from=2022-01-01 to=2022-06-30 }");
    assert_eq!((full.metric, full.key.as_str()), ("station.bed", "beds"));
    assert_eq!((full.say, full.bare), (Say::Wan, true));
    assert_eq!(full.org.as_deref(), Some("KS"));
    assert_eq!((full.from.map(Day::number), full.to.map(Day::number)), (Some(20220101), Some(20220630)));
}

#[test]
fn figures_without_a_name_are_numbered_past_names_in_use() {
    let text = read("{assist.service}{k2: station.bed}{assist.service 余}");
    assert_eq!(text.figures().map(|b| b.key.as_str()).collect::<Vec<_>>(), ["k1", "k2", "k3"]);
}

#[test]
fn plain_braces_bold_and_words_of_the_front_are_read() {
    let text = read("甲{{乙}}**丙**丁**{period}{截止日}");
    let Block::Paragraph(pieces) = &text.blocks[0] else { panic!() };
    let plain = |t: &str| Piece::Plain(t.into());
    let expected =
        [plain("甲{乙}"), Piece::Bold("丙".into()), plain("丁"), plain("**"), Piece::Word(Word::Period), Piece::Word(Word::CutOff)];
    // A lone pair of stars stays as text beside what stands before it.
    let joined = |pieces: &[Piece]| format!("{pieces:?}").replace("\"), Plain(\"", "");
    assert_eq!(joined(pieces), joined(&expected));
}

#[test]
fn each_fault_names_its_line_and_column() {
    let cases = [
        ("一\n二{study.centre_group", (2, 2, Fault::Open)),
        ("一{a{b}", (1, 2, Fault::Open)),
        ("一}", (1, 2, Fault::Close)),
        ("{ }", (1, 1, Fault::Empty)),
        ("  有{no.such}", (1, 4, Fault::Metric("no.such".into()))),
        ("## 题{nope}", (1, 5, Fault::Metric("nope".into()))),
        ("{station.bed 约}", (1, 1, Fault::Option("约".into()))),
        ("{station.bed 汉字 余}", (1, 1, Fault::Clash)),
        ("{station.bed from=2022-2-3}", (1, 1, Fault::Day("2022-2-3".into()))),
        ("{station.bed from=2022-02-03 to=2022-02-01}", (1, 1, Fault::Backwards)),
        ("{1a: station.bed}", (1, 1, Fault::Key("1a".into()))),
        ("{a: station.bed}\n{a: station.bed}", (2, 1, Fault::Twice("a".into()))),
        ("##### 五级", (1, 1, Fault::Level)),
        ("#  ", (1, 1, Fault::Heading)),
    ];
    for (text, expected) in cases {
        assert_eq!(fault(text), expected, "{text}");
    }
    assert_eq!(fault(&"字".repeat(TEXT_LIMIT + 1)).2, Fault::Long);
    assert_eq!(fault(&"{station.bed}".repeat(FIGURE_LIMIT + 1)).2, Fault::Many);
}

#[test]
fn an_unknown_metric_is_told_in_both_languages_with_its_place() {
    let error = parse("服务{station.beds}", &known).err().unwrap_or_else(|| panic!());
    assert_eq!(error.to_string(), "line 1, column 3: there is no metric \"station.beds\"; the data table lists the codes");
    assert!(error.chinese().starts_with("第1行第3字：没有“station.beds”这个指标"));
}

#[test]
fn a_template_file_without_a_line_of_its_front_is_refused() {
    let whole = "---\nname: a\nlabel: 甲\ntitle: 乙{period}\nkind: 报告\naddressee:\nsignature: {org}\n---\n正文\n";
    assert_eq!(Template::read(whole).map(|t| (t.title, t.text)), Ok(("乙{period}".into(), "正文\n".into())));
    for (bad, fault) in [
        ("name: a", Fault::Front("---")),
        ("---\nname: a\n", Fault::Front("---")),
        ("---\nname: a\n---\n", Fault::Front("label")),
        ("---\ncolour: red\n---\n", Fault::Unknown("colour".into())),
    ] {
        assert_eq!(Template::read(bad).map_err(|e| e.fault), Err(fault), "{bad}");
    }
}

#[test]
fn words_of_the_front_are_filled_in_and_other_braces_stay() {
    let said = |word| match word {
        Word::Period => "2022年上半年".to_owned(),
        Word::CutOff => "6月30日".to_owned(),
        Word::Org => "团委".to_owned(),
        Word::Writer => "周明".to_owned(),
    };
    assert_eq!(fill("{org}关于{period}{x}{的", said), "团委关于2022年上半年{x}{的");
}

#[test]
fn every_shipped_template_is_read_and_has_a_title_with_the_period() {
    let all = shipped();
    assert_eq!(all.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["half-year", "summary", "duty", "person"]);
    assert!(all.iter().all(|t| t.title.contains("{period}") && !t.label.is_empty()));
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "([#{}*=:：\\n\r\t a-z.余万0-9-]|[一-龥]|\\PC){0,80}") {
        if let Ok(read) = parse(&text, &known) {
            let keys: std::collections::HashSet<_> = read.figures().map(|b| b.key.clone()).collect();
            prop_assert_eq!(keys.len(), read.figures().count());
        }
        let _ = Template::read(&text);
        let _ = fill(&text, |_| String::new());
    }

    #[test]
    fn text_without_marks_comes_back_whole(text in "[一-龥，。a-z]{1,60}") {
        let read = read(&text);
        prop_assert_eq!(read.blocks, vec![Block::Paragraph(vec![Piece::Plain(text)])]);
    }
}
