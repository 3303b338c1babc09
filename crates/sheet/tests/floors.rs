//! Offices of every floor once more, each ledger with a trap of its own.

mod common;

use common::{Made, book, day, one, recognised, sums};
use sheet::{Recognition, SkipKind};

fn clean(found: &Recognition) {
    assert!(!found.has_problems(), "{:?}", found.sheets);
}

#[test]
fn kinds_with_codes_and_brackets_and_a_blank_kind_under_a_merged_one() {
    let rows = "
        2022年支部工作记录
        类别|日期|内容|参加人员
        1.支部党员大会|3月1日|一|全体
        |3月2日|二|全体
        2.党课（书记）|3月3日|三|全体
        3.其他|3月4日|四|全体
        ";
    let found = recognised("a.xlsx", &book(&[Made { name: "Sheet1", rows, merged: &[(2, 0, 3, 0)] }]));
    assert_eq!(sums(&found, 2022), [("life.member_meeting", 2), ("life.party_lecture", 1)]);
    assert_eq!(found.sheets[0].skipped.iter().filter(|s| s.kind == SkipKind::UnknownKind).map(|s| s.row).collect::<Vec<_>>(), [6]);
}

#[test]
fn a_general_ledger_with_hours_persons_and_firms_beside_the_kind() {
    let found = one(
        "台账.xlsx",
        "2022",
        "
        某区团委2022年工作总台账
        序号|日期|工作类型|事项|涉及企业|参加人员|时长|数量
        1|4月1日|助企服务|上门问需|甲木有限公司、乙火有限公司||| 
        2|4月2日|助企服务|政策解读|甲木有限公司||| 
        3|4月3日|志愿服务|清扫||钟可、陆涵怡|2小时|
        4|4月4日|志愿服务|清扫||钟可|1.5小时|
        5|4月5日|谈心谈话|提醒||卫子安||
        6|4月6日|企业诉求|用工难|乙火有限公司|||
        7|4月7日|招商引资|推介|丙土有限公司|||
        8|4月8日|主题党日|参观||||2
        ",
    );
    assert_eq!(
        sums(&found, 2022),
        [
            ("assist.enterprise_covered", 2),
            ("assist.request", 1),
            ("assist.service", 2),
            ("integrity.talk", 1),
            ("life.theme_day", 2),
            ("mobilise.volunteer_hours", 5),
            ("mobilise.volunteer_people", 2)
        ]
    );
    assert_eq!(found.sheets[0].skipped.iter().filter(|s| s.kind == SkipKind::UnknownKind).map(|s| s.row).collect::<Vec<_>>(), [9]);
}

#[test]
fn stays_with_the_departure_of_next_year_and_a_guest_who_came_twice() {
    let found = one(
        "2022入住.xlsx",
        "12月",
        "
        2022年12月驿站入住情况
        住客姓名|证件号码|到店日期|离店日期|驿站名称
        钟可|999999200002290019|12月30日|2023年1月2日|云帆站
        陆涵怡||12月31日|1月1日|云帆站
        钟可|999999200002290019|12月3日|12月5日|湖东站
        ",
    );
    clean(&found);
    assert_eq!(sums(&found, 2022), [("station.guest", 2), ("station.night", 6)]);
    assert_eq!(found.rows[1].until, Some(day("2023-01-01")));
}

#[test]
fn reminders_and_classes_in_one_list_told_apart_by_the_kind_of_form() {
    let found = one(
        "a.xlsx",
        "廉政",
        "
        2022年廉政教育活动台账
        序号|开展时间|活动形式|主题
        1|2022年1月25日|节日廉政提醒|春节
        2|2022年3月25日|清风课堂|第一课
        3|2022年5月25日|廉政党课|书记讲
        4|2022年6月25日|参观廉政基地|参观
        ",
    );
    assert_eq!(sums(&found, 2022), [("integrity.class", 2), ("integrity.reminder", 1)]);
    assert_eq!(found.sheets[0].skipped.iter().filter(|s| s.kind == SkipKind::UnknownKind).count(), 1);
}

#[test]
fn pinyin_free_names_and_characters_beyond_the_plane_survive() {
    let found = one(
        "a.xlsx",
        "青马班",
        "
        青马工程企业班学员名单（2022年6月）
        序号|学员姓名|所在企业|入学日期
        1|𠮷野·阿依古丽|甲木有限公司|2022.6.1
        2|钟 可|乙火有限公司|2022.6.1
        3|钟可|乙火有限公司|2022.6.1
        ",
    );
    clean(&found);
    assert_eq!(sums(&found, 2022), [("assist.talent_trainee", 2)]);
    assert_eq!(found.rows[0].lines[0].subjects[0].name, "𠮷野·阿依古丽");
}

#[test]
fn projects_and_events_with_budgets_that_are_no_counts() {
    let made = [
        Made {
            name: "项目库",
            rows: "2022年团建助企项目库\n序号|项目名称|资金（万元）|实施单位|立项时间\n1|青创贷|50|青发部|2022.2.1\n2|云聘会|20|青发部|2022.3.1\n合计||70||",
            merged: &[],
        },
        Made {
            name: "主题活动",
            rows: "团建助企主题活动台账\n序号|活动时间|活动名称|参与企业数|活动经费\n1|2022.3.1|对接会|12|3000\n2|2022.4.1|沙龙|8|2000",
            merged: &[],
        },
    ];
    let found = recognised("团建助企.xlsx", &book(&made));
    clean(&found);
    assert_eq!(sums(&found, 2022), [("assist.event", 2), ("assist.project", 2)]);
}

#[test]
fn two_units_in_one_workbook_each_with_its_own_filler() {
    let rows = |unit: &str, firm: &str| {
        format!("走访企业情况表\n填报单位：{unit}\n日期|企业名称|走访事项\n2022.3.1|{firm}|用工\n2022.3.2|共用 有限公司|用电")
    };
    let (first, second) = (rows("甲区团委", "甲木有限公司"), rows("乙区团委", "乙火有限公司"));
    let made = [Made { name: "甲", rows: &first, merged: &[] }, Made { name: "乙", rows: &second, merged: &[] }];
    let found = recognised("a.xlsx", &book(&made));
    clean(&found);
    assert_eq!(sums(&found, 2022), [("assist.enterprise_covered", 3), ("assist.service", 4)]);
    assert_eq!(
        found.rows.iter().filter_map(|row| row.org.as_deref()).collect::<Vec<_>>(),
        ["甲区团委", "甲区团委", "乙区团委", "乙区团委"]
    );
}
