//! Workbooks as other offices lay them out: each is recognised without help and adds up to what it says.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Made, book, day, one, recognised, sums};
use sheet::{SkipKind, State};

#[test]
fn a_bare_sheet1_of_stays_with_arrival_and_departure_only() {
    let found = one(
        "入住.xlsx",
        "Sheet1",
        "
        编号|入住人姓名|证件号码|入住时间|退房时间|住宿驿站
        1|钟可|999999200002290019|2022年3月1日|2022年3月4日|云帆站
        2|陆涵怡|99999919950615009X|3月2日|3月3日|云帆站
        3|钟可|999999200002290019|2022.5.1|2022.5.2|湖东站
        ",
    );
    assert_eq!(sums(&found, 2022), [("station.guest", 2), ("station.night", 5)]);
    let first = &found.rows[0];
    assert_eq!((first.day, first.until), (day("2022-03-01"), Some(day("2022-03-04"))));
    assert_eq!(first.place.as_deref(), Some("云帆站"));
}

#[test]
fn a_general_ledger_with_a_kind_column_lists_the_kinds_it_does_not_know() {
    let found = one(
        "2022年工作台账.xlsx",
        "台账",
        "
        某某机关党总支2022年党建工作总台账
        序号|日期|工作类别|主要内容|责任单位|参加人数
        1|3月5日|主题党日|植树|第一党支部|20
        2|3.8|支部党员大会|选举|第一党支部|18
        3|2022-04-01|党课|书记讲党课|第二党支部|30
        4|4月9日|支委会|研究发展|第二党支部|5
        5|4月12日|工会活动|趣味运动会|机关工会|60
        6|4月15日|清风课堂|警示教育|第一党支部|20
        7|4月18日|联学共建|与银行联学|第一党支部|20
        8|4月20日|党课、主题党日|合并开展|第一党支部|20
        ",
    );
    assert_eq!(
        sums(&found, 2022),
        [
            ("integrity.class", 1),
            ("life.committee_meeting", 1),
            ("life.joint_study", 1),
            ("life.member_meeting", 1),
            ("life.party_lecture", 1),
            ("life.theme_day", 1)
        ]
    );
    let unknown: Vec<u32> = found.sheets[0].skipped.iter().filter(|s| s.kind == SkipKind::UnknownKind).map(|s| s.row).collect();
    assert_eq!(unknown, [7, 10]);
    assert!(found.has_problems());
    assert_eq!(found.rows[0].org.as_deref(), Some("第一党支部"));
}

#[test]
fn month_headings_with_the_day_only() {
    let found = one(
        "a.xlsx",
        "党日",
        "
        2022年主题党日活动记录
        日期|活动主题|地点
        三月
        5日|学雷锋|社区
        19|参观|纪念馆
        4月份
        2日|扫墓|烈士陵园
        ",
    );
    let days: Vec<_> = found.rows.iter().map(|row| row.day).collect();
    assert_eq!(days, [day("2022-03-05"), day("2022-03-19"), day("2022-04-02")]);
    assert_eq!(sums(&found, 2022), [("life.theme_day", 3)]);
}

#[test]
fn a_month_column_merged_over_rows_with_the_day_only() {
    let rows = "
        2022年度中心组理论学习情况
        月份|日期|学习主题|主持人
        一月|5|学习条例|钟可
        |12日|学习公报|钟可
        2|8日|学习准则|钟可
        ";
    let found = recognised("a.xlsx", &book(&[Made { name: "Sheet1", rows, merged: &[(2, 0, 3, 0)] }]));
    let days: Vec<_> = found.rows.iter().map(|row| row.day).collect();
    assert_eq!(days, [day("2022-01-05"), day("2022-01-12"), day("2022-02-08")]);
    assert_eq!(sums(&found, 2022), [("study.centre_group", 3)]);
}

#[test]
fn chinese_numeral_dates_and_a_title_of_several_lines() {
    let found = one(
        "a.xlsx",
        "Sheet1",
        "
        附件2
        某某市青年联合会
        书记室成员赴基层宣讲登记表
        填报单位：团市委宣传部||填报日期：2022年12月1日
        宣讲成员|宣讲题目|宣讲日期|宣讲地点
        钟可|百年团史|二〇二二年三月五日|一小
        陆涵怡|百年团史|二〇二二年十一月十二日|二小
        ",
    );
    assert_eq!(found.sheets[0].header_row, Some(5));
    assert_eq!(sums(&found, 2022), [("outreach.lecture", 2)]);
    assert_eq!(found.rows[1].day, day("2022-11-12"));
    assert_eq!(found.rows[0].org.as_deref(), Some("团市委宣传部"));
}

#[test]
fn two_levels_of_headings_with_merged_cells() {
    let rows = "
        青年人才驿站基本情况表（截至2022年6月30日）
        序号|所属区域|驿站名称|住宿条件||活动条件|备注
        |||客房数|床铺数|活动区面积（㎡）|
        1|甲区|云帆驿站|12间|20张|86.5㎡|
        2||湖东驿站|8|10|40|
        3|乙区|高铁驿站|6|6|33.5|
        小计|||26|36|160|
        ";
    let merged = &[(0, 0, 0, 6), (1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4), (1, 6, 2, 6), (3, 1, 4, 1)];
    let found = recognised("a.xlsx", &book(&[Made { name: "基本情况", rows, merged }]));
    assert_eq!(
        sums(&found, 2022),
        [("station.area_m2", 160), ("station.bed", 36), ("station.district_covered", 2), ("station.room", 26), ("station.site", 3)]
    );
    assert_eq!(found.rows[0].lines[3].quantity, 8_650);
    assert_eq!(found.rows[1].org.as_deref(), Some("甲区"));
    assert!(found.rows.iter().all(|row| row.day == day("2022-06-30") && row.day_assumed));
    assert!(found.sheets[0].totals.iter().all(|total| total.agrees), "{:?}", found.sheets[0].totals);
}

#[test]
fn a_csv_in_gb18030_with_semicolons() {
    let text = "走访日期;走访企业名称;走访人员;走访内容\r\n2022/3/5;\"青杉印务有限公司；禾木环保有限公司\";钟可;用工\r\n2022/3/6;青杉印务有限责任公司;钟可;融资\r\n";
    let (bytes, _, _) = encoding_rs::GB18030.encode(text);
    let found = recognised("企业走访记录.csv", &bytes);
    assert_eq!(sums(&found, 2022), [("assist.enterprise_covered", 2), ("assist.service", 2)]);
}

#[test]
fn a_summary_by_district_without_single_acts() {
    let found = one(
        "a.xlsx",
        "汇总",
        "
        2022年上半年各板块“团建助企”工作汇总表
        板块|服务团数（支）|项目数|政策数（条）|助企服务场次|覆盖企业数（家）
        甲区|5|6|2|30|38
        乙区|4支|0|3|21|17
        合计|9|6|5|51|55
        ",
    );
    assert_eq!(
        sums(&found, 2022),
        [("assist.enterprise_covered", 55), ("assist.policy", 5), ("assist.project", 6), ("assist.service", 51), ("assist.team", 9)]
    );
    assert!(found.rows.iter().all(|row| row.day == day("2022-06-30")));
    let declared: Vec<bool> = found.rows[0].lines.iter().map(|line| line.declared).collect();
    assert_eq!(declared, [false, false, false, false, true]);
    assert_eq!(found.rows[0].org.as_deref(), Some("甲区"));
    assert!(found.sheets[0].totals.iter().all(|total| total.agrees) && found.sheets[0].totals.len() == 5, "{:?}", found.sheets[0].totals);
}

#[test]
fn two_tables_below_each_other_on_one_sheet() {
    let found = one(
        "2022.xlsx",
        "三会一课",
        "
        一、支部党员大会情况
        序号|召开时间|会议议题|主持人
        1|2022.1.5|年度总结|钟可
        2|2022.4.5|发展党员|钟可

        二、党课情况
        序号|授课时间|党课题目|授课人
        1|2022.2.5|党史|陆涵怡
        合计|共1次
        ",
    );
    assert_eq!(sums(&found, 2022), [("life.member_meeting", 2), ("life.party_lecture", 1)]);
    assert!(!found.has_problems(), "{:?}", found.sheets);
}

#[test]
fn sections_name_the_kind_of_the_rows_below_them() {
    let found = one(
        "2022.xlsx",
        "三会一课",
        "
        第二党支部2022年“三会一课”台账
        序号|时间|内容|地点|主持人
        （一）支部党员大会
        1|1月5日|总结|一楼|钟可
        （二）支委会
        1|2月5日|研究|一楼|钟可
        2|3月5日|研究|一楼|钟可
        （三）党小组会
        1|3月9日|学习|一楼|钟可
        ",
    );
    assert_eq!(sums(&found, 2022), [("life.committee_meeting", 2), ("life.group_meeting", 1), ("life.member_meeting", 1)]);
    assert_eq!(found.rows[0].org.as_deref(), Some("第二党支部"));
}

#[test]
fn sheets_named_after_districts_give_the_district() {
    let rows = "
        团建助企服务记录
        时间|企业名称|服务内容
        2022.3.5|青杉印务有限公司|用工
        ";
    let found = recognised("2022.xlsx", &book(&[Made { name: "甲山市", rows, merged: &[] }, Made { name: "乙水区", rows, merged: &[] }]));
    assert_eq!(sums(&found, 2022), [("assist.enterprise_covered", 1), ("assist.service", 2)]);
    assert_eq!(found.rows[1].org.as_deref(), Some("乙水区"));
}

#[test]
fn volunteers_with_hours_and_a_number_without_names() {
    let found = one(
        "a.xlsx",
        "Sheet1",
        "
        2022年志愿服务时长统计
        志愿者姓名|所属支部|服务日期|服务时长（小时）
        钟可|一支部|5月1日|2.5
        陆涵怡|一支部|5月1日|3小时
        钟可|一支部|5月8日|1.5
        ",
    );
    assert_eq!(sums(&found, 2022), [("mobilise.volunteer_hours", 7), ("mobilise.volunteer_people", 2)]);
    let hours: i64 =
        found.rows.iter().flat_map(|row| &row.lines).filter(|l| l.metric == "mobilise.volunteer_hours").map(|l| l.quantity).sum();
    assert_eq!(hours, 700);
    let found = one("a.xlsx", "志愿服务", "2022年志愿服务活动\n日期|活动内容|参加人数\n5月1日|清扫|12人\n");
    assert_eq!(sums(&found, 2022), [("mobilise.volunteer_people", 12)]);
    assert!(found.rows[0].lines[0].declared);
}

#[test]
fn one_visit_of_several_rows_is_one_service() {
    let rows = "
        助企服务登记
        序号|服务时间|服务内容|服务企业
        1|2022.3.5|用工|甲木有限公司
        |||乙木有限公司
        2|2022.3.6|融资|丙木有限公司
        ";
    let found = recognised("a.xlsx", &book(&[Made { name: "s", rows, merged: &[(2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 3, 2)] }]));
    assert_eq!(sums(&found, 2022), [("assist.enterprise_covered", 3), ("assist.service", 2)]);
    assert_eq!(found.rows[0].enterprises.len(), 2);
}

#[test]
fn a_roster_of_members_gives_people_and_no_records() {
    let found = one(
        "党员名册.xlsx",
        "名册",
        "
        某某机关党总支党员花名册
        序号|姓名|性别|身份证号|所在党支部|入党时间|转正时间|党员类别|职务
        1|阿依古丽．买买提|女|999999200002290019|第一党支部|2019.7.1|2020年7月1日|正式党员|书记
        2|钟𠮷|男||第二党支部|2022年6月||预备党员|
        ",
    );
    assert!(found.rows.is_empty());
    assert_eq!(found.members.len(), 2);
    assert_eq!(found.members[0].name, "阿依古丽·买买提");
    assert_eq!(found.members[0].joined, Some(day("2019-07-01")));
    assert_eq!(found.members[1].probationary, Some(true));
    assert_eq!(found.sheets[0].metrics, ["org.member", "org.probationary"]);
}

#[test]
fn a_register_without_dates_stands_from_the_first_of_its_year_and_ends_when_closed() {
    let found = one(
        "a.xlsx",
        "阵地",
        "
        2022年线上线下阵地一览
        区县|阵地名称|地址|撤销时间
        甲区|云帆青年之家|一路|
        〃|湖东空间|二路|2022.6.30
        ",
    );
    assert!(found.rows.iter().all(|row| row.day == day("2022-01-01") && row.day_assumed));
    assert_eq!(found.rows[1].until, Some(day("2022-06-30")));
    assert_eq!(found.rows[1].org.as_deref(), Some("甲区"));
}

#[test]
fn figures_that_single_acts_already_give_are_compared_and_not_counted_again() {
    let detail = "
        助企服务台账
        时间|板块|服务企业
        2022.3.5|甲区|甲木有限公司
        2022.3.6|甲区|乙木有限公司
        ";
    let summary = "
        2022年各板块助企服务汇总表
        板块|服务场次|覆盖企业数|主题活动（次）
        甲区|2|3|4
        ";
    let found = recognised(
        "a.xlsx",
        &book(&[Made { name: "助企服务", rows: detail, merged: &[] }, Made { name: "汇总", rows: summary, merged: &[] }]),
    );
    assert_eq!(sums(&found, 2022), [("assist.enterprise_covered", 2), ("assist.event", 4), ("assist.service", 2)]);
    let differs: Vec<(i64, i64)> = found.sheets[1].totals.iter().filter(|t| !t.agrees).map(|t| (t.stated, t.sum)).collect();
    assert_eq!(differs, [(300, 200)]);
}

#[test]
fn a_table_of_kinds_and_numbers_speaks_of_its_period() {
    let found = one(
        "a.xlsx",
        "Sheet1",
        "2022年1—10月工作指标完成情况\n指标名称|完成数量|计量单位\n主题党日|12|次\n服务团|159|支\n覆盖非公企业|912|家\n助企服务|38|人\n",
    );
    assert_eq!(sums(&found, 2022), [("assist.enterprise_covered", 912), ("assist.team", 159), ("life.theme_day", 12)]);
    assert_eq!(found.rows[0].day, day("2022-10-31"));
}

#[test]
fn what_nobody_can_tell_is_unrecognised_with_the_reason() {
    let found = one("a.xlsx", "Sheet1", "序号|日期|内容\n1|2022.3.5|开会\n");
    assert_eq!(found.sheets[0].state, State::Unrecognised);
    assert!(found.sheets[0].why.is_some() && found.rows.is_empty());
    let found = one("a.xlsx", "活动", "中心组学习和集体政治教育台账\n日期|内容\n2022.3.5|学习\n");
    assert_eq!(found.sheets[0].state, State::Unrecognised);
    assert!(found.sheets[0].why.as_deref().unwrap().contains("may record"));
}

#[test]
fn a_list_folded_into_two_columns_of_tables_is_read_whole() {
    let found = one(
        "a.xlsx",
        "Sheet1",
        "
        2022年疫情防控志愿者名单
        序号|姓名|服务日期|序号|姓名|服务日期
        1|钟可|4月1日|3|孔若云|4月3日
        2|陆涵怡|4月2日
        ",
    );
    assert_eq!(sums(&found, 2022), [("mobilise.volunteer_people", 3)]);
    assert_eq!(found.rows[2].lines[0].cell, "E3");
}

#[test]
fn the_month_column_and_the_running_column_of_a_summary_are_told_apart() {
    let rows = "
        2022年5月助企工作月报
        板块|服务场次||覆盖企业（家）|
        |本月|累计|本月|累计
        甲区|3|10|2|8
        乙区|4|20|1|9
        合计|7|30|3|17
        ";
    let merged = &[(0, 0, 0, 4), (1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4)];
    let found = recognised("a.xlsx", &book(&[Made { name: "月报", rows, merged }]));
    assert_eq!(sums(&found, 2022), [("assist.enterprise_covered", 3), ("assist.service", 7)]);
    assert_eq!(found.rows[0].day, day("2022-05-31"));
}

#[test]
fn a_general_ledger_may_give_only_numbers_of_what_has_lists_elsewhere() {
    let found = one(
        "2022.xlsx",
        "Sheet1",
        "
        日期|事项类别|内容|数量|服务企业
        3月5日|免费住宿|云帆站|6晚|
        3月6日|驿站入住|云帆站|2人|
        3月7日|企业走访|用工||甲木有限公司、乙木有限公司
        3月8日|志愿服务|清扫|12人|
        3月9日|主题党日|参观|1次|
        ",
    );
    assert_eq!(
        sums(&found, 2022),
        [
            ("assist.enterprise_covered", 2),
            ("assist.service", 1),
            ("life.theme_day", 1),
            ("mobilise.volunteer_people", 12),
            ("station.guest", 2),
            ("station.night", 6)
        ]
    );
    assert!(!found.has_problems(), "{:?}", found.sheets);
}

#[test]
fn a_book_of_one_campaign_lends_its_name_to_its_sheets() {
    let events = "活动时间|所属板块|活动主题\n3月5日|甲区|联谊\n";
    let served = "时间|服务对象|办理事项\n3月5日|甲木有限公司|用工\n3月6日|乙木机械厂|融资\n";
    let bytes = book(&[Made { name: "活动", rows: events, merged: &[] }, Made { name: "服务", rows: served, merged: &[] }]);
    let found = recognised("2022年团建助企台账.xlsx", &bytes);
    assert_eq!(sums(&found, 2022), [("assist.enterprise_covered", 2), ("assist.event", 1), ("assist.service", 2)]);
}

#[test]
fn subtotals_totals_and_notes_stand_between_the_rows() {
    let found = one(
        "a.xlsx",
        "名录",
        "
        2022年服务团名录
        序号|板块|名称|成立时间
        1|甲区|一团|2022.1.5
        2||二团|2022.1.6
        小计||2支
        3|乙区|三团|2022.1.7
        小计||2支
        合计||3支
        注：不含撤销的服务团。
        审核人：钟可||填表人：陆涵怡
        ",
    );
    assert_eq!(sums(&found, 2022), [("assist.team", 3)]);
    let totals: Vec<(&str, i64, i64)> = found.sheets[0].totals.iter().map(|t| (t.cell.as_str(), t.stated, t.sum)).collect();
    assert_eq!(totals, [("C5", 200, 200), ("C7", 200, 100), ("C8", 300, 300)]);
    assert!(found.has_problems());
}

#[test]
fn times_of_day_weekdays_and_ranges_stand_in_the_day_column() {
    let found = one(
        "2022年.xlsx",
        "台账",
        "
        序号|工作事项|时间|参加人员
        1|支部党员大会|2022年3月5日上午9:00|全体
        2|党课|3月6日（周日）|全体
        3|主题党日|2022.3.7 14:30|全体
        4|读书班|2022年3月8日-10日|全体
        ",
    );
    let days: Vec<_> = found.rows.iter().map(|row| row.day.to_string()).collect();
    assert_eq!(days, ["2022-03-05", "2022-03-06", "2022-03-07", "2022-03-10"]);
}

#[test]
fn a_profile_changes_what_is_found_and_gives_itself_back() {
    let rows = "某某情况表\n甲|乙|丙\n3月5日|参观|第一党支部\n3月6日|座谈|第二党支部\n";
    let ledger = "2022年台账\n日期|类别|内容\n3月5日|阵地共建|云帆站\n";
    let bytes = book(&[
        Made { name: "表", rows, merged: &[] },
        Made { name: "台账", rows: ledger, merged: &[] },
        Made { name: "杂", rows: "日期|内容\n3月5日|a\n", merged: &[] },
    ]);
    let read = sheet::read(&bytes, "2022年.xlsx", &sheet::Limits::default()).unwrap();
    let profile = sheet::Profile::from_toml(
        "
        [kinds]
        \"阵地共建\" = \"assist.position\"
        [[sheet]]
        name = \"表\"
        header_row = 2
        metric = \"life.theme_day\"
        columns = { day = \"A\", title = \"B\", branch = \"C\" }
        [[sheet]]
        name = \"杂\"
        ignore = true
        ",
    )
    .unwrap();
    let found = sheet::recognise(&read, Some(&profile), &sheet::Context::default());
    assert_eq!(sums(&found, 2022), [("assist.position", 1), ("life.theme_day", 2)]);
    assert!(!found.has_problems(), "{:?}", found.sheets);
    assert_eq!(found.rows[1].org.as_deref(), Some("第二党支部"));
    let again = sheet::recognise(&read, Some(&sheet::Profile::from_toml(&found.profile.to_toml()).unwrap()), &sheet::Context::default());
    assert_eq!(again.rows, found.rows);
}

#[test]
fn the_profile_of_any_recognition_reproduces_it() {
    let bytes = include_bytes!("data/2022-ledgers.xlsx");
    let read = sheet::read(bytes, "2022-ledgers.xlsx", &sheet::Limits::default()).unwrap();
    let found = sheet::recognise(&read, None, &sheet::Context::default());
    let profile = sheet::Profile::from_toml(&found.profile.to_toml()).unwrap();
    let again = sheet::recognise(&read, Some(&profile), &sheet::Context::default());
    assert_eq!(again.rows, found.rows);
}

#[test]
fn profiles_of_stacked_folded_and_summed_tables_reproduce_them() {
    let sheets = [
        "一、支部党员大会情况\n序号|召开时间|会议议题\n1|2022.1.5|总结\n二、党课情况\n序号|授课时间|党课题目\n1|2022.2.5|党史\n",
        "2022年疫情防控志愿者名单\n序号|姓名|服务日期|序号|姓名|服务日期\n1|钟可|4月1日|3|孔若云|4月3日\n2|陆涵怡|4月2日\n",
        "2022年5月各板块情况\n板块|政策数|阵地数\n甲区|3|4\n",
    ];
    let made: Vec<Made<'_>> = sheets.iter().zip(["甲", "乙", "丙"]).map(|(rows, name)| Made { name, rows, merged: &[] }).collect();
    let read = sheet::read(&book(&made), "a.xlsx", &sheet::Limits::default()).unwrap();
    let found = sheet::recognise(&read, None, &sheet::Context::default());
    assert_eq!(sums(&found, 2022).len(), 5);
    let profile = sheet::Profile::from_toml(&found.profile.to_toml()).unwrap();
    let again = sheet::recognise(&read, Some(&profile), &sheet::Context::default());
    assert_eq!(again.rows, found.rows);
}

#[test]
fn a_column_for_each_month_gives_a_record_for_each_figure() {
    let found = one(
        "a.xlsx",
        "Sheet1",
        "2022年工作情况按月统计\n工作项目|1月|2月|3月|合计\n主题党日|1|2||3\n助企服务|5次|0|7|12\n参观调研|1|1|1|3\n",
    );
    assert_eq!(sums(&found, 2022), [("assist.service", 12), ("life.theme_day", 3)]);
    assert_eq!(
        found.rows.iter().map(|row| row.day.to_string()).collect::<Vec<_>>(),
        ["2022-01-31", "2022-02-28", "2022-01-31", "2022-03-31"]
    );
    let found = one("a.xlsx", "Sheet1", "2022年各支部主题党日开展次数\n支部|一月|二月\n第一党支部|1|2\n第二党支部|1|1\n合计|2|3\n");
    assert_eq!(sums(&found, 2022), [("life.theme_day", 5)]);
    assert_eq!(found.rows[0].org.as_deref(), Some("第一党支部"));
}
