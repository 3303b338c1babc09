#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use proptest::prelude::*;

const ORGS: [&str; 6] = ["云州团市委", "东湖区", "第一党支部", "第二党支部", "机关党总支", "东湖"];

fn read(text: &str) -> Reading {
    let day = |text: &str| text.parse::<norms::Day>().unwrap();
    let setting = Setting { today: day("2022-10-17"), period: Period::new(day("2022-01-01"), day("2022-12-31")).unwrap() };
    let draft = begin(text, &setting);
    let names = draft.names();
    let known = ORGS.iter().enumerate().filter(|(_, name)| names.iter().any(|asked| asked == *name));
    draft.read(&known.map(|(place, name)| ((*name).to_owned(), vec![place])).collect())
}

/// 指标 | 时段 | 单位 | 怎样分 | 没有认出
fn said(text: &str) -> String {
    let reading = read(text);
    let orgs: Vec<&str> = reading.orgs.iter().map(|place| ORGS[*place]).collect();
    let codes: Vec<&str> = reading.metrics.iter().map(|metric| metric.code).take(2).collect();
    let split = reading.split.map(Split::chinese).unwrap_or_default();
    format!("{}|{}|{}|{split}|{}", codes.join(","), reading.period.chinese(), orgs.join(","), reading.unknown.join(","))
}

#[test]
fn questions_are_read_as_they_are_meant() {
    for (text, expected) in [
        ("上半年 主题党日 分支部", "life.theme_day|2022年上半年||分支部|"),
        ("东湖区上半年助企服务多少场次", "assist.service|2022年上半年|东湖区||"),
        ("东湖 主题党日", "life.theme_day|2022年1月1日至2022年10月17日|东湖||"),
        ("一支部主题党日", "life.theme_day|2022年1月1日至2022年10月17日|第一党支部||"),
        ("第一支部 党课 去年", "life.party_lecture|2021年|第一党支部||"),
        ("第二党支部上月党课", "life.party_lecture|2022年9月|第二党支部||"),
        ("截至6月底驿站有多少家", "station.site|2022年上半年|||"),
        ("1-9月覆盖企业各区", "assist.enterprise_covered|2022年1—9月||分板块|"),
        ("主题党日 按月 2021年", "life.theme_day|2021年||按月|"),
        ("上半年主题党日去年同期", "life.theme_day|2021年上半年|||"),
        ("3月5日至4月1日 谈心谈话", "integrity.talk|2022年3月5日至2022年4月1日|||"),
        ("党支部有多少个", "org.branch|2022年1月1日至2022年10月17日|||"),
        ("覆盖板块", "station.district_covered|2022年1月1日至2022年10月17日|||"),
        ("西湖区 主题党日", "life.theme_day|2022年1月1日至2022年10月17日|||西湖区"),
        ("主题党日，上半年，请问是多少？", "life.theme_day|2022年上半年|||"),
        ("上半年 下半年 党课", "life.party_lecture|2022年上半年|||下半年"),
        ("", "|2022年1月1日至2022年10月17日|||"),
        ("１－９月　主题党日", "life.theme_day|2022年1—9月|||"),
        ("zqfw 三季度", "assist.service|2022年7—9月|||"),
    ] {
        assert_eq!(said(text), expected, "{text}");
    }
}

#[test]
fn every_part_keeps_the_words_that_it_came_from() {
    let reading = read("上半年 助企 分板块 东湖区");
    let words: Vec<(What, &str)> = reading.parts.iter().map(|part| (part.what, part.words.as_str())).collect();
    assert_eq!(words, [(What::Metric, "助企"), (What::Period, "上半年"), (What::Org, "东湖区"), (What::Split, "分板块")]);
    assert!(reading.metrics.len() > 1);
    assert_eq!(read("主题党日").words(What::Period), None, "what was not said was taken as usual");
}

#[test]
fn a_question_of_any_length_and_kind_is_read_to_its_end() {
    for text in ["分", "各", "至", "截至", "去年", "-", "%", "\u{0}\u{7f}", "𠮷𠮷𠮷", "'; DROP TABLE fact; --", "<script>alert(1)</script>"]
    {
        let reading = read(text);
        assert!(reading.metrics.len() < 80, "{text}");
    }
    let long = read(&"东湖区上半年主题党日".repeat(60));
    assert!(long.unknown.iter().any(|word| word.ends_with('…')));
    assert!(begin(&"东湖区".repeat(60), &Setting { today: norms::Day::first(), period: long.period }).names().len() <= MOST_NAMES);
}

proptest! {
    #[test]
    fn made_up_questions_are_read_without_a_fault(text in "([0-9一二三十〇百年月日号底至到截止上下半季度前第去今本分各按东湖区支部党助企业多少a-z .—-]|\\PC){0,70}") {
        let reading = read(&text);
        prop_assert!(reading.period.from <= reading.period.to);
        // What is told as not understood stands in the question.
        let folded = fold(&text);
        let known = reading.unknown.iter().all(|word| folded.contains(word.trim_end_matches('…')));
        prop_assert!(known, "{:?}", reading.unknown);
    }
}
