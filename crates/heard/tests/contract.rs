//! The contract's own examples, and each of its rules once.
#![expect(clippy::unwrap_used, reason = "tests")]

use heard::{Known, Proposal, propose};
use serde_json::{Value, json};

fn on(today: &str, text: &str) -> Proposal {
    propose(text, today.parse().unwrap(), &Known::default())
}

fn heard(text: &str) -> Value {
    serde_json::to_value(on("2021-04-14", text)).unwrap()
}

#[test]
fn the_examples_of_the_contract_are_read_to_the_letter() {
    let lecture = heard("周二二支部上党课，25人听讲");
    assert_eq!(
        lecture,
        json!({"records": [{
            "metric": "life.party_lecture", "day": "2021-04-13", "org": "二支部", "title": "上党课", "place": null,
            "quantity": 1, "unit": "次", "people": [], "enterprises": [],
            "evidence": [
                {"field": "metric", "start": 6, "end": 8}, {"field": "day", "start": 0, "end": 2},
                {"field": "org", "start": 2, "end": 5}, {"field": "title", "start": 0, "end": 8},
            ],
        }], "ignored": []})
    );
    let service = heard("3.30禾木环保、青杉印务上门问需");
    assert_eq!(service["records"].as_array().unwrap().len(), 1);
    let record = &service["records"][0];
    assert_eq!((&record["metric"], &record["day"], &record["quantity"]), (&json!("assist.service"), &json!("2021-03-30"), &json!(1)));
    assert_eq!(record["enterprises"], json!(["禾木环保", "青杉印务"]));
    let covered = heard("太湖新城上月服务企业17家");
    let record = &covered["records"][0];
    assert_eq!((&record["metric"], &record["day"]), (&json!("assist.enterprise_covered"), &json!("2021-03-31")));
    assert_eq!((&record["org"], &record["quantity"], covered["records"].as_array().unwrap().len()), (&json!("太湖新城"), &json!(17), 1));
    let plan = heard("@所有人 明早九点义务植树，接龙 1.钟可");
    assert_eq!(plan, json!({"records": [], "ignored": [{"start": 0, "end": 21, "why": "plan"}]}));
}

#[test]
fn every_reason_for_passing_over_is_told() {
    for (text, why) in [
        ("请各支部周五前报送台账", "plan"),
        ("各位早上好", "greeting"),
        ("收到", "reply"),
        ("👍👍", "reply"),
        ("更正：昨天报的人数应为15人", "correction"),
        ("目前全市共有驿站61家", "total"),
        ("志愿时长怎么报？", "question"),
        ("门口那辆车挡道了", "other"),
    ] {
        let proposal = heard(text);
        assert_eq!(proposal["records"], json!([]), "{text}");
        assert_eq!(proposal["ignored"][0]["why"], json!(why), "{text}");
    }
}

#[test]
fn days_are_the_last_ones_not_after_today() {
    // A Wednesday.
    for (said, day) in [
        ("今早", "2021-04-14"),
        ("下午", "2021-04-14"),
        ("昨晚", "2021-04-13"),
        ("前天", "2021-04-12"),
        ("周一", "2021-04-12"),
        ("周三", "2021-04-14"),
        ("周五", "2021-04-09"),
        ("星期日", "2021-04-11"),
        ("上周五", "2021-04-09"),
        ("上周二", "2021-04-06"),
        ("上上周五", "2021-04-02"),
        ("本周一", "2021-04-12"),
        ("12日", "2021-04-12"),
        ("15号", "2021-03-15"),
        ("3.5", "2021-03-05"),
        ("4/12", "2021-04-12"),
        ("12.30", "2020-12-30"),
        ("3月5日", "2021-03-05"),
        ("三月五日", "2021-03-05"),
        ("2020年11月3日", "2020-11-03"),
        ("2021.4.1", "2021-04-01"),
        ("20210401", "2021-04-01"),
        ("上周", "2021-04-11"),
        ("本周", "2021-04-14"),
        ("上月", "2021-03-31"),
        ("本月", "2021-04-14"),
        ("3月", "2021-03-31"),
        ("4月", "2021-04-14"),
        ("5月", "2020-05-31"),
        ("3月上旬", "2021-03-10"),
        ("一季度", "2021-03-31"),
        ("上半年", "2021-04-14"),
        ("去年", "2020-12-31"),
        ("去年12月", "2020-12-31"),
        ("今年以来", "2021-04-14"),
        ("4月6日至8日", "2021-04-08"),
        ("4.6-4.8", "2021-04-08"),
        ("３月３０日", "2021-03-30"),
    ] {
        let text = format!("{said}，二支部召开支委会1次");
        let record = &heard(&text)["records"][0];
        assert_eq!((&record["day"], &record["org"]), (&json!(day), &json!("二支部")), "{text}");
    }
    assert_eq!(heard("二支部开了支委会")["records"][0]["day"], Value::Null);
}

#[test]
fn a_forwarded_header_s_date_is_today_below_it() {
    let text = "张岚 2021/4/2 17:30\n今天下午二支部上了党课\n\n李雷 2021/4/9 8:10\n昨天一支部也上了";
    let proposal = heard(text);
    assert_eq!(proposal["records"][0]["day"], json!("2021-04-02"));
}

#[test]
fn titles_hold_neither_day_nor_org() {
    for text in [
        "4月12日下午，团市委机关第二党支部在三楼会议室召开支部党员大会，应到22人",
        "二支部：4.2上党课；4.6主题党日",
        "【简报】4月9日，团市委机关党总支组织全体党员干部赴烈士陵园开展“缅怀先烈、砥砺前行、不忘初心、牢记使命、永远跟党走、奋进新征程”主题党日活动",
    ] {
        for record in on("2021-04-14", text).records {
            assert!(
                record.title.chars().count() <= 30 && !record.title.contains(['4', '日']) || record.title.contains("党日"),
                "{}",
                record.title
            );
            assert!(!record.title.contains("支部：") && !record.title.contains(record.org.as_deref().unwrap_or("无")), "{}", record.title);
        }
    }
}

#[test]
fn offsets_count_code_points_of_the_text_as_given() {
    let text = "🎉\r\n４月１２日　二支部在党群中心上党课";
    let chars: Vec<char> = text.chars().collect();
    let proposal = on("2021-04-14", text);
    let record = &proposal.records[0];
    assert_eq!(record.place.as_deref(), Some("党群中心"));
    for evidence in &record.evidence {
        let words: String = chars[evidence.start..evidence.end].iter().collect();
        match evidence.field {
            "day" => assert_eq!(words, "４月１２日"),
            "org" => assert_eq!(words, "二支部"),
            "place" => assert_eq!(words, "党群中心"),
            "metric" => assert_eq!(words, "党课"),
            _ => {}
        }
    }
}

#[test]
fn the_office_s_own_names_help_and_are_not_needed() {
    let known = Known { orgs: vec!["港城".into()], people: vec!["欧石楠".into()] };
    let proposal = propose("港城昨天开了支委会，欧石楠参加", "2021-04-14".parse().unwrap(), &known);
    assert_eq!(proposal.records[0].org.as_deref(), Some("港城"));
    assert_eq!(proposal.records[0].people, ["欧石楠"]);
}

#[test]
fn lines_and_lists_of_orgs_give_a_record_for_each() {
    let found = |text: &str| -> Vec<Value> {
        let heard = heard(text);
        let records = heard["records"].as_array().unwrap();
        records.iter().map(|record| json!([record["metric"], record["day"], record["org"], record["quantity"]])).collect()
    };
    let one = |metric: &str, day: &str, org: &str, quantity: u64| json!([metric, day, org, quantity]);
    assert_eq!(
        found("3月各板块助企服务场次汇总\n姑苏：12\n吴中区 9"),
        [one("assist.service", "2021-03-31", "姑苏", 12), one("assist.service", "2021-03-31", "吴中区", 9)]
    );
    assert_eq!(
        found("上月新增站点：\n吴江区 2家，房间12间"),
        [one("station.site", "2021-03-31", "吴江区", 2), one("station.room", "2021-03-31", "吴江区", 12)]
    );
    assert_eq!(
        found("4月12日，太仓市团委、常熟市团委分别走访企业3家、5家。"),
        [one("assist.enterprise_covered", "2021-04-12", "太仓市团委", 3), one("assist.enterprise_covered", "2021-04-12", "常熟市团委", 5)]
    );
    assert_eq!(
        found("三支部 支委会 4.6 主题党日 4.9"),
        [one("life.committee_meeting", "2021-04-06", "三支部", 1), one("life.theme_day", "2021-04-09", "三支部", 1)]
    );
    assert_eq!(
        found("3月新增驿站情况：昆山1家、太仓2家。"),
        [one("station.site", "2021-03-31", "昆山", 1), one("station.site", "2021-03-31", "太仓", 2)]
    );
}

#[test]
fn a_plan_for_next_week_is_none_of_last_week_s_days() {
    for text in ["下周计划：\n1.周二走访澄光电子\n2.周三党课", "4月17日（周六）上午植树，各支部报2人", "缺3个志愿者"]
    {
        let proposal = heard(text);
        assert_eq!((&proposal["records"], &proposal["ignored"][0]["why"]), (&json!([]), &json!("plan")), "{text}");
    }
}

/// Metric, day, org and quantity of each record.
fn told(today: &str, text: &str) -> Vec<(Value, Value, Value, Value)> {
    let proposal = serde_json::to_value(on(today, text)).unwrap();
    let one = |record: &Value| (record["metric"].clone(), record["day"].clone(), record["org"].clone(), record["quantity"].clone());
    proposal["records"].as_array().unwrap().iter().map(one).collect()
}

fn wanted(list: &[(&str, &str, &str, i64)]) -> Vec<(Value, Value, Value, Value)> {
    list.iter().map(|(metric, day, org, quantity)| (json!(metric), json!(day), json!(org), json!(quantity))).collect()
}

#[test]
fn who_signs_or_heads_a_message_is_the_org_and_no_team_or_place_in_it() {
    let team = told("2023-03-17", "昨天党员先锋队志愿者8人去社区帮忙。\n柳岸镇团委");
    assert_eq!(team, wanted(&[("mobilise.volunteer_people", "2023-03-16", "柳岸镇团委", 8)]));
    let named = told("2023-03-17", "昨天二支部青年突击队6名志愿者清扫河道。机关党总支");
    assert_eq!(named, wanted(&[("mobilise.volunteer_people", "2023-03-16", "二支部青年突击队", 6)]));
    let place = told("2024-06-16", "共青团云溪县委\n5月30日，云溪县召开青年座谈会1次。");
    assert_eq!(place, wanted(&[("study.symposium", "2024-05-30", "共青团云溪县委", 1)]));
    let sign = told("2024-06-16", "上周整改完成问题3项。整改办");
    assert_eq!(sign, wanted(&[("integrity.rectification_done", "2024-06-09", "整改办", 3)]));
    let host = told("2024-06-16", "昨天助企沙龙1场 参加企业：瑞禾食品 承办：云溪县团委");
    assert_eq!(host, wanted(&[("assist.event", "2024-06-15", "云溪县团委", 1)]));
    assert_eq!(told("2024-06-16", "昨天二支部请了市委党校的老师来上党课"), wanted(&[("life.party_lecture", "2024-06-15", "二支部", 1)]));
}

#[test]
fn columns_and_lists_in_a_line_give_a_record_for_each_row() {
    for (heading, metric) in [("单位\t走访企业数", "assist.enterprise_covered"), ("单位\t新增阵地云", "assist.position")] {
        let table = told("2024-06-16", &format!("{heading}\n云溪镇\t4\n柳岸镇\t6\n以上为上月数据"));
        assert_eq!(table, wanted(&[(metric, "2024-05-31", "云溪镇", 4), (metric, "2024-05-31", "柳岸镇", 6)]));
    }
    let list = told("2024-06-16", "上周走访企业：云溪镇：4家（联系人钟可）；柳岸镇：6家（联系人顾念）");
    let covered = "assist.enterprise_covered";
    assert_eq!(list, wanted(&[(covered, "2024-06-09", "云溪镇", 4), (covered, "2024-06-09", "柳岸镇", 6)]));
}

#[test]
fn festivals_are_days_and_days_in_a_row_end_with_the_last() {
    for (today, text, day) in [
        ("2024-06-16", "七一当天，二支部上党课1次", "2023-07-01"),
        ("2024-07-16", "七一，二支部上党课1次", "2024-07-01"),
        ("2024-11-16", "国庆节当天，二支部上党课1次", "2024-10-01"),
        ("2024-06-16", "6月3日起连续五天，二支部上党课1次", "2024-06-07"),
        ("2024-06-05", "6月3日起连续五天，二支部上党课1次", "2024-06-05"),
    ] {
        assert_eq!(told(today, text), wanted(&[("life.party_lecture", day, "二支部", 1)]), "{text}");
    }
}

#[test]
fn an_answer_to_a_question_is_no_record_and_a_deadline_that_is_over_asks_for_nothing() {
    assert_eq!(told("2024-06-16", "问：住驿站最长几天？\n答：最多5晚"), []);
    let hours = "自学学时接龙（5月31日截止）\n1. 钟可 3\n2. 顾念 2.5";
    let proposal = serde_json::to_value(on("2024-06-16", hours)).unwrap();
    assert_eq!((&proposal["records"][0]["metric"], &proposal["records"][0]["quantity"]), (&json!("study.self_hours"), &json!(5.5)));
    assert_eq!(told("2024-05-16", "6月30日截止报名，还差3名志愿者"), []);
}
