//! More desks and their habits: tables side by side, one matter over several lines, words that only one office uses.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Made, book, day, one, recognised, sums};
use sheet::{Recognition, SkipKind, State};

fn clean(found: &Recognition) {
    assert!(!found.has_problems(), "{:?}", found.sheets);
}

fn unknown(found: &Recognition) -> Vec<u32> {
    found.sheets[0].skipped.iter().filter(|s| s.kind == SkipKind::UnknownKind).map(|s| s.row).collect()
}

#[test]
fn a_village_officials_notebook_by_months_with_days_only() {
    let found = one(
        "组织生活.xlsx",
        "2022",
        "
        某某村党支部组织生活登记簿（2022年度）
        日期|类型|议题|主持|应到|实到|缺席原因
        1月份
        5日|支部党员大会|议事|钟可|20|18|
        12日|支委会|研究|钟可|5|5|
        二月
        8|主题党日|清扫|陆涵怡|20|19|
        8|党课|同上|陆涵怡|20|19|
        三月
        3号|民主评议|评议|钟可|20|20|
        ",
    );
    clean(&found);
    assert_eq!(
        found.rows.iter().map(|row| row.day).collect::<Vec<_>>(),
        ["2022-01-05", "2022-01-12", "2022-02-08", "2022-02-08", "2022-03-03"].map(day)
    );
    assert_eq!(
        sums(&found, 2022),
        [
            ("life.appraisal", 1),
            ("life.committee_meeting", 1),
            ("life.member_meeting", 1),
            ("life.party_lecture", 1),
            ("life.theme_day", 1)
        ]
    );
}

#[test]
fn a_hospitals_ledger_whose_kinds_are_written_in_many_ways() {
    let found = one(
        "台账.xlsx",
        "汇总",
        "
        2022年党建活动台账
        序号|活动时间|项目类别|活动名称|参与支部
        1|2022-01-05|召开支部党员大会|总结|门诊支部
        2|2022-01-06|召开支委会会议|计划|门诊支部
        3|2022-01-07|党小组会议|学习|药剂支部
        4|2022-02-07|书记上党课|党课|药剂支部
        5|2022-02-08|主题党日活动|义诊|药剂支部
        6|2022-02-09|专题组织生活会|会|药剂支部
        7|2022-03-01|中心组学习|学|院党委
        8|2022-03-02|职工运动会|跑步|工会
        9|2022-03-03|理论宣讲|讲|院党委
        10|2022-03-04|谈心谈话|谈|院党委
        11|2022-03-05|读书班|读|院党委
        ",
    );
    assert_eq!(unknown(&found), [10]);
    assert_eq!(
        sums(&found, 2022),
        [
            ("integrity.talk", 1),
            ("life.committee_meeting", 1),
            ("life.group_meeting", 1),
            ("life.member_meeting", 1),
            ("life.organisational_life", 1),
            ("life.party_lecture", 1),
            ("life.theme_day", 1),
            ("outreach.lecture", 1),
            ("study.centre_group", 1),
            ("study.reading_class", 1)
        ]
    );
}

#[test]
fn a_month_report_of_districts_with_units_in_the_cells() {
    let found = one(
        "月报.xlsx",
        "5月",
        "
        2022年5月团建助企工作月报表
        填报单位：团市委青发部
        板块|服务团（支）|走访企业数|服务场次|收集诉求|举办主题活动
        甲区|2支|12家|15场次|3件|2场
        乙区|1支|8家|9场次|2件|1场
        丙区|—|5家|5场次|0|/
        合计|3支|25家|29场次|5件|3场
        ",
    );
    clean(&found);
    assert_eq!(
        sums(&found, 2022),
        [("assist.enterprise_covered", 25), ("assist.event", 3), ("assist.request", 5), ("assist.service", 29), ("assist.team", 3)]
    );
    assert!(found.rows.iter().all(|row| row.day == day("2022-05-31")));
}

#[test]
fn a_hidden_sheet_a_sheet_of_notes_and_a_chart_sheet_of_nothing() {
    let mut made = rust_xlsxwriter::Workbook::new();
    let first = made.add_worksheet();
    first.set_name("党课").unwrap();
    for (row, cells) in (0u32..).zip([["2022年党课登记", ""], ["授课日期", "授课题目"], ["3月5日", "党史"]]) {
        for (column, text) in (0u16..).zip(cells) {
            first.write_string(row, column, text).unwrap();
        }
    }
    let second = made.add_worksheet();
    second.set_name("旧表").unwrap().set_hidden(true);
    second.write_string(0, 0, "2021年党课登记").unwrap();
    let third = made.add_worksheet();
    third.set_name("说明").unwrap();
    third.write_string(0, 0, "填报要求：每月5日前报送。").unwrap();
    made.add_worksheet().set_name("空").unwrap();
    let found = recognised("a.xlsx", &made.save_to_buffer().unwrap());
    clean(&found);
    assert_eq!(
        found.sheets.iter().map(|sheet| sheet.state).collect::<Vec<_>>(),
        [State::Recognised, State::Hidden, State::Notes, State::Notes]
    );
    assert_eq!(sums(&found, 2022), [("life.party_lecture", 1)]);
}

#[test]
fn one_visit_with_its_firms_on_lines_of_their_own_under_merged_cells() {
    let rows = "
        2022年走访服务民营企业台账
        序号|走访时间|带队领导|走访企业|反映问题
        1|2022.6.1|钟可|甲木有限公司|用工
        |||乙火有限公司|用电
        2|2022.6.2|陆涵怡|丙土有限公司|融资
        ";
    let merged = &[(2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 3, 2)];
    let found = recognised("a.xlsx", &book(&[Made { name: "走访", rows, merged }]));
    clean(&found);
    assert_eq!(sums(&found, 2022), [("assist.enterprise_covered", 3), ("assist.service", 2)]);
}

#[test]
fn volunteers_of_a_campaign_with_shifts_and_a_count_of_hours_in_words() {
    let found = one(
        "防疫志愿.xlsx",
        "名册",
        "
        2022年4月疫情防控青年志愿者上岗记录
        姓名|性别|单位|上岗日期|上岗点位|时长
        钟可|女|团市委|4.3|东港|4小时
        陆涵怡|女|团市委|4.3|东港|4.5小时
        钟可|女|团市委|4.5|西港|3h
        ",
    );
    // An unit of another script is no reason to lose the row silently: it is refused by its cell or read.
    assert_eq!(found.rows.len() + found.sheets[0].rejected.len(), 3, "{:?}", found.sheets);
    assert_eq!(sums(&found, 2022).iter().find(|(code, _)| *code == "mobilise.volunteer_people"), Some(&("mobilise.volunteer_people", 2)));
}

#[test]
fn stays_written_as_a_range_in_one_column() {
    let found = one(
        "入住.xlsx",
        "青年驿站",
        "
        青年人才驿站入住人员信息（2022年7月）
        姓名|入住站点|起止日期
        钟可|云帆站|7月1日—7月4日
        陆涵怡|云帆站|2022.7.2-2022.7.3
        卫子安|湖东站|7.30至8.2
        ",
    );
    clean(&found);
    assert_eq!(sums(&found, 2022), [("station.guest", 3), ("station.night", 7)]);
}

#[test]
fn work_methods_policies_and_positions_without_any_day() {
    let made = [
        Made {
            name: "政策包",
            rows: "惠企政策清单（截至2022年6月）\n序号|政策名称|发布单位\n1|减税|税务局\n2|稳岗|人社局\n3|贷款|金融办",
            merged: &[],
        },
        Made {
            name: "阵地", rows: "线上线下阵地清单\n序号|名称|地址\n1|青年之家|一路\n2|青年学堂|二路", merged: &[]
        },
        Made {
            name: "工作法", rows: "支部工作法清单\n序号|支部|工作法\n1|一支部|三心\n2|二支部|四步", merged: &[]
        },
    ];
    let found = recognised("2022年清单.xlsx", &book(&made));
    clean(&found);
    assert_eq!(sums(&found, 2022), [("assist.policy", 3), ("assist.position", 2), ("brand.work_method", 2)]);
    assert!(found.rows.iter().all(|row| row.day_assumed));
    assert_eq!(found.rows[0].day, day("2022-06-30"));
    assert_eq!(found.rows[3].day, day("2022-01-01"));
}

#[test]
fn what_this_system_does_not_count_is_listed_and_not_guessed() {
    let made = [
        Made {
            name: "党费",
            rows: "2022年党费收缴登记表\n姓名|支部|缴纳日期|金额\n钟可|一支部|2022.1.5|20\n陆涵怡|一支部|2022.1.5|30",
            merged: &[],
        },
        Made {
            name: "积分",
            rows: "2022年党员积分表\n姓名|支部|基础分|加分|总分\n钟可|一支部|60|5|65\n陆涵怡|一支部|60|3|63",
            merged: &[],
        },
        Made {
            name: "车辆", rows: "公务用车登记\n日期|车牌|事由|里程\n2022.1.5|甲001|送材料|20\n2022.1.6|甲001|接人|30", merged: &[]
        },
    ];
    let found = recognised("杂.xlsx", &book(&made));
    assert!(found.rows.is_empty(), "{:?}", found.rows);
    assert!(found.has_problems());
    assert!(found.sheets.iter().all(|sheet| sheet.state == State::Unrecognised && sheet.why.is_some()), "{:?}", found.sheets);
}

#[test]
fn talks_with_the_number_of_persons_only() {
    let found =
        one("谈话.xlsx", "统计", "2022年廉政谈心谈话统计\n日期|谈话主体|谈话人次|备注\n3月1日|书记|12人次|\n6月1日|副书记|8|\n合计||20|\n");
    clean(&found);
    assert_eq!(sums(&found, 2022), [("integrity.talk", 20)]);
}

#[test]
fn two_ledgers_of_one_office_side_by_side_in_two_kinds_of_merged_titles() {
    let rows = "
        2022年支部学习教育台账||||
        填报单位：机关一支部||填报时间：2022-07-01||
        学习日期|学习类别|学习内容|学习人数|备注
        2022年1月7日|集体政治教育|全会|20人|
        2022年1月14日|应知应会|题库|20人|下发20题
        2022年1月21日|党员自学|章程|20人|
        ";
    let found = recognised("a.xlsx", &book(&[Made { name: "Sheet1", rows, merged: &[(0, 0, 0, 4)] }]));
    // Hours of self-study without an hour cannot be counted; it is said and the rest goes in.
    assert_eq!(sums(&found, 2022), [("study.must_know", 1), ("study.political_education", 1)]);
    assert!(found.has_problems());
    assert!(found.rows.iter().all(|row| row.org.as_deref() == Some("机关一支部")));
}

#[test]
fn a_quarter_by_quarter_table_of_the_regular_meetings() {
    let found = one(
        "三会一课.xlsx",
        "Sheet1",
        "
        2022年三会一课开展次数
        支部|月份|支部党员大会|支委会|党小组会|党课|主题党日
        一支部|1月|1|1|2|0|1
        一支部|2月|0|1|2|1|1
        二支部|1月|1|1|1|1|1
        ",
    );
    clean(&found);
    assert_eq!(
        sums(&found, 2022),
        [
            ("life.committee_meeting", 3),
            ("life.group_meeting", 5),
            ("life.member_meeting", 2),
            ("life.party_lecture", 2),
            ("life.theme_day", 3)
        ]
    );
    assert_eq!(found.rows[1].day, day("2022-02-28"));
}
