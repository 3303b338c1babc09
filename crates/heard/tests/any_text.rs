//! Whatever is pasted: no panic, offsets that lie in the text, titles as promised, in time.
#![expect(clippy::unwrap_used, reason = "tests")]

use heard::{Known, Proposal, propose};
use norms::Day;
use proptest::prelude::*;

fn day() -> Day {
    "2021-04-14".parse().unwrap()
}

/// What holds of every proposal.
fn check(text: &str, proposal: &Proposal) {
    let chars: Vec<char> = text.chars().collect();
    let said = |start: usize, end: usize| chars[start..end].iter().collect::<String>();
    for record in &proposal.records {
        assert!(record.title.chars().count() <= 30, "{}", record.title);
        assert_eq!(record.quantity.is_some(), record.metric.is_some());
        assert_ne!(record.metric, Some("life.attendance"));
        assert!(record.day.is_none_or(|found| found <= day()), "{text}");
        for evidence in &record.evidence {
            assert!(evidence.start < evidence.end && evidence.end <= chars.len(), "{text}");
            let words = said(evidence.start, evidence.end);
            let shown = match evidence.field {
                "org" => record.org.iter().any(|org| *org == words),
                "place" => record.place.iter().any(|place| *place == words),
                "people" => record.people.contains(&words),
                "enterprises" => record.enterprises.contains(&words),
                _ => true,
            };
            assert!(shown, "{text}: {evidence:?} {words}");
        }
    }
    for ignored in &proposal.ignored {
        assert!(ignored.start < ignored.end && ignored.end <= chars.len(), "{text}");
    }
}

const WORDS: &[&str] = &[
    "二支部",
    "上党课",
    "支委会",
    "3次",
    "12人",
    "周五",
    "上周五",
    "4.12",
    "4月",
    "12日",
    "，",
    "。",
    "；",
    "\n",
    "\r\n",
    " ",
    "、",
    "：",
    "张岚",
    "李雷：",
    "禾木环保",
    "青杉印务",
    "走访",
    "企业",
    "17家",
    "志愿者",
    "每人3小时",
    "接龙",
    "1.",
    "2、",
    "①",
    "1️⃣",
    "「",
    "」",
    "- - - -",
    "@所有人 ",
    "[图片]",
    "明天",
    "请",
    "更正",
    "不对",
    "不是",
    "是",
    "现有",
    "截至",
    "驿站",
    "新增",
    "床位",
    "（",
    "）",
    "【",
    "】",
    "“",
    "”",
    "时间：",
    "地点：",
    "参加人员：",
    "2021/4/14 10:03",
    "138 1234 5678",
    "１２",
    "🎉",
    "收到",
    "早上好",
    "吗？",
    "下周计划：",
    "我支部",
    "分别",
    "和",
    "各",
    "共",
    "学时",
    "自学",
    "2029年",
    "99日",
    "0.5",
    "万",
    "一",
    "十",
    "第",
    "-",
    "至",
    "~",
    "/",
    ".",
    "《",
    "》",
    "·",
    "阿依古丽·买买提",
    "\u{200b}",
    "\u{0}",
    "〔2021〕",
    "3号",
    "月底",
    "一季度",
    "请假",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,80}") {
        check(&text, &propose(&text, day(), &Known::default()));
    }

    #[test]
    fn any_run_of_a_group_s_words_is_read_without_a_panic(words in prop::collection::vec(prop::sample::select(WORDS), 0..40)) {
        let text = words.concat();
        let known = Known { orgs: vec!["二支部".into(), "太湖".into()], people: vec!["张岚".into(), "王".into()] };
        check(&text, &propose(&text, day(), &Known::default()));
        check(&text, &propose(&text, day(), &known));
    }

    #[test]
    fn any_day_is_today(number in 0..70_000_i64, words in prop::collection::vec(prop::sample::select(WORDS), 0..12)) {
        let text = words.concat();
        let today = Day::first().plus_days(number);
        let proposal = propose(&text, today, &Known::default());
        prop_assert!(proposal.records.iter().all(|record| record.day.is_none_or(|found| found <= today)));
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "measures")]
fn a_hundred_thousand_bytes_are_read_in_time_that_grows_with_them() {
    let message = "周二二支部上党课，25人听讲。3.30禾木环保、青杉印务上门问需；太湖新城上月服务企业17家\n1.张岚 3小时\n";
    let hard = ["、张", "1.", "（", "一", "3.5", "“", "二支部", "志愿者，", "禾木环保、", "「", "@", "《", "请"];
    for part in hard.into_iter().chain([message]) {
        let text = part.repeat(100_000 / part.len());
        let from = std::time::Instant::now();
        let proposal = propose(&text, day(), &Known::default());
        println!("{} bytes of {part:.12}…, {} records: {:?}", text.len(), proposal.records.len(), from.elapsed());
        // Without optimisation and beside other tests; a program that is optimised takes a twentieth.
        assert!(from.elapsed().as_secs() < 10, "{part}: {:?}", from.elapsed());
    }
}
