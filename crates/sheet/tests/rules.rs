//! Exact rules of single cells and what a whole workbook may cost.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Made, book, one, recognised, sums};
use proptest::prelude::*;
use sheet::{Context, Limits, Recognition, read, recognise};

fn refused(found: &Recognition) -> Vec<(&str, &str)> {
    found.sheets.iter().flat_map(|sheet| &sheet.rejected).map(|rejected| (rejected.cell.as_str(), rejected.value.as_str())).collect()
}

#[test]
fn a_stay_has_as_many_nights_as_days_lie_between_and_none_is_no_stay() {
    let found = one(
        "a.xlsx",
        "入住登记",
        "
        姓名|入住日期|离店日期
        钟可|2024.2.28|2024.3.1
        陆涵怡|2023.12.30|2024.1.2
        卫子安|2024.5.1|2024.5.1
        乐正明|2024.5.3|2024.5.1
        孔若|12月5日|12月3日
        ",
    );
    assert_eq!(found.rows.iter().map(|row| row.lines[1].quantity).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(refused(&found), [("C4", "2024.5.1"), ("C5", "2024.5.1"), ("C6", "12月3日")]);
}

#[test]
fn enterprises_are_one_across_widths_and_blanks_and_two_across_legal_forms() {
    let found = one(
        "a.xlsx",
        "走访企业",
        "
        走访企业登记
        日期|服务企业
        2022.3.1|甲木（苏州）有限公司
        2022.3.2|甲木(苏州)有限公司
        2022.3.3|甲木（苏州） 有限公司
        2022.3.4|甲木（苏州）股份有限公司
        2022.3.5|甲木（苏州）
        ",
    );
    assert_eq!(sums(&found, 2022), [("assist.enterprise_covered", 3), ("assist.service", 5)]);
}

#[test]
fn numbers_that_are_no_numbers_are_refused_and_nothing_is_guessed() {
    let found = one(
        "a.xlsx",
        "2022主题党日",
        "
        日期|主题|次数
        2022.3.1|一|若干
        2022.3.2|二|-1
        2022.3.3|三|1.5
        2022.3.4|四|约3次
        2022.3.5|五|2次
        2022年2月30日|六|1
        1899.3.5|七|1
        2199.3.5|八|1
        ",
    );
    assert_eq!(sums(&found, 2022), [("life.theme_day", 2)]);
    let cells: Vec<&str> = refused(&found).iter().map(|(cell, _)| *cell).collect();
    assert_eq!(cells, ["C2", "C3", "C4", "C5", "A7", "A8", "A9"]);
}

#[test]
fn the_same_volunteer_is_one_and_a_namesake_of_another_branch_is_another() {
    let found = one(
        "a.xlsx",
        "志愿服务",
        "
        2022年志愿服务人员登记
        姓名|所在支部|服务日期
        钟可|一支部|2022.3.1
        钟　可|一支部|2022.3.2
        钟可|二支部|2022.3.2
        ",
    );
    assert_eq!(sums(&found, 2022), [("mobilise.volunteer_people", 2)]);
}

#[test]
fn subtotals_in_any_column_and_a_grand_total_are_never_counted() {
    let found = one(
        "a.xlsx",
        "走访企业",
        "
        2022年助企服务台账
        板块|日期|服务企业|服务场次
        甲区|3月1日|甲木有限公司|2
        甲区|3月2日|乙火有限公司|3
        甲区小计|||5
        乙区|3月2日|丙土有限公司|4
        小 计|||4
        合　计|||9
        ",
    );
    assert_eq!(sums(&found, 2022), [("assist.enterprise_covered", 3), ("assist.service", 9)]);
    assert!(!found.has_problems(), "{:?}", found.sheets);
}

/// What differs in the first sheet: cell, stated, sum.
fn differing(found: &sheet::Recognition) -> Vec<(&str, i64, i64)> {
    let totals = found.sheets[0].totals.iter().filter(|total| !total.agrees);
    totals.map(|total| (total.cell.as_str(), total.stated / 100, total.sum / 100)).collect()
}

#[test]
fn a_total_of_a_general_ledger_may_count_the_kinds_that_nobody_knows() {
    const ROWS: &str = "2022年工作台账\n日期|工作类别|内容|单位|次数\n3月1日|主题党日|植树|甲支部|2\n3月2日|参观调研|园区|甲支部|3\n3月3日|党课|党史|甲支部|1\n";
    for (end, differs) in [
        // All rows, or the known ones alone, add up.
        ("合计||||6\n", vec![]),
        ("合计||||3\n", vec![]),
        ("合计||||7\n", vec![("E6", 7, 6)]),
        // Parts, the second with no kind that is known.
        ("小计||||6\n3月4日|知识竞赛|党史|乙支部|4\n小计||||4\n总计||||10\n", vec![]),
        ("小计||||6\n3月4日|知识竞赛|党史|乙支部|4\n小计||||5\n总计||||10\n", vec![("E8", 5, 4)]),
        ("小计||||6\n3月4日|知识竞赛|党史|乙支部|4\n3月5日|党课|党史|乙支部|1\n小计||||5\n总计||||4\n", vec![]),
        // What is no number in a row of an unknown kind cannot be added up.
        ("3月4日|党课|党史|甲支部|1\n3月5日|知识竞赛|党史|甲支部|若干\n合计||||4\n", vec![]),
        // The rows themselves are counted.
        ("合计|共3项|||\n", vec![]),
        ("合计|共2项|||\n", vec![]),
        ("合计|共4项|||\n", vec![("B6", 4, 3)]),
    ] {
        let found = one("a.xlsx", "台账", &format!("{ROWS}{end}"));
        assert_eq!(differing(&found), differs, "{end}: {:?}", found.sheets[0].totals);
        assert!(!found.sheets[0].totals.is_empty(), "{end}: nothing was compared");
    }
}

#[test]
fn a_total_of_rows_of_one_known_kind_may_count_those_of_others() {
    const ROWS: &str = "2022年工作台账\n日期|工作类别|内容\n3月1日|主题党日|植树\n3月2日|主题党日|扫墓\n3月3日|参观调研|园区\n";
    for (end, differs) in [("合计|共3项\n", vec![]), ("合计|共2项\n", vec![]), ("合计|共4项\n", vec![("B6", 4, 2)])] {
        let found = one("a.xlsx", "台账", &format!("{ROWS}{end}"));
        assert_eq!(sums(&found, 2022), [("life.theme_day", 2)]);
        assert_eq!(differing(&found), differs, "{end}: {:?}", found.sheets[0].totals);
    }
}

#[test]
fn a_total_below_months_may_count_the_kinds_that_nobody_knows() {
    let rows = "2022年工作情况按月统计\n工作项目|1月|2月\n主题党日|1|2\n参观调研|4|1\n合计|5|3\n";
    let found = one("a.xlsx", "Sheet1", rows);
    assert_eq!(sums(&found, 2022), [("life.theme_day", 3)]);
    assert_eq!(differing(&found), []);
    assert_eq!(differing(&one("a.xlsx", "Sheet1", &rows.replace("合计|5|3", "合计|5|4"))), [("C5", 4, 3)]);
}

#[test]
fn a_problem_stands_open_until_it_is_closed_and_closed_from_then() {
    let found = one("a.xlsx", "s", "2022年问题整改台账\n问题|发现时间|销号时间|销号情况\n一|3月1日|4月1日|已销号\n二|3月1日||未销号\n");
    let lines: Vec<(String, &str, Option<String>)> =
        found.rows.iter().map(|row| (row.day.to_string(), row.lines[0].metric, row.until.map(|day| day.to_string()))).collect();
    let text = |text: &str| text.to_string();
    assert_eq!(
        lines,
        [
            (text("2022-03-01"), "integrity.rectification_open", Some(text("2022-04-01"))),
            (text("2022-04-01"), "integrity.rectification_done", None),
            (text("2022-03-01"), "integrity.rectification_open", None),
        ]
    );
    assert_eq!((found.sheets[0].rows, found.sheets[0].accepted), (2, 2));
}

#[test]
fn every_metric_is_recognised_from_a_sheet_that_bears_its_name() {
    let wrong: Vec<&str> = sheet::METRICS
        .iter()
        .filter(|metric| {
            let rows = format!(
                "2022年{}登记表\n序号|日期|姓名|名称|服务企业|入住日期|离店日期|时长|房间数\n1|2022.3.5|钟可|某某|甲木有限公司|2022.3.5|2022.3.7|2|3\n",
                metric.name
            );
            let wanted: Vec<&str> = match metric.shape {
                sheet::Shape::Stay => vec!["入住日期", "离店日期", "姓名"],
                sheet::Shape::Station => vec!["名称", "房间数"],
                sheet::Shape::Hours => vec!["日期", "姓名", "时长"],
                sheet::Shape::Person => vec!["日期", "姓名"],
                sheet::Shape::Firm | sheet::Shape::Service => vec!["日期", "服务企业"],
                _ => vec!["日期", "名称"],
            };
            let lines: Vec<Vec<&str>> = rows.lines().map(|line| line.split('|').collect()).collect();
            let kept: Vec<usize> = (0..lines[1].len()).filter(|at| wanted.contains(&lines[1][*at])).collect();
            let pick = |line: &[&str]| kept.iter().map(|at| line[*at]).collect::<Vec<_>>().join("|");
            let found = one("a.xlsx", "Sheet1", &format!("{}\n{}\n{}\n", lines[0][0], pick(&lines[1]), pick(&lines[2])));
            let part = matches!(metric.code, "station.room" | "station.bed" | "station.area_m2");
            !found.sheets[0].metrics.contains(&if part { "station.site" } else { metric.code }) || found.rows.is_empty()
        })
        .map(|metric| metric.code)
        .collect();
    assert_eq!(wrong, Vec::<&str>::new());
}

/// A sheet whose columns may stand in any order.
const BOOKS: [&str; 4] = [
    "编号|姓名|入住日期|离店日期|板块|驿站\n1|钟可|2022.3.1|2022.3.4|甲区|云帆站\n2|陆涵怡|2022.3.2|2022.3.4|乙区|湖东站",
    "序号|日期|工作类别|内容|单位|次数\n1|2022.3.1|主题党日|植树|一支部|2\n2|2022.3.2|党课|党史|二支部|1\n3|2022.3.3|座谈会|青年|办公室|1",
    "序号|走访日期|走访企业|走访人|走访内容\n1|2022.3.1|甲木有限公司、乙火有限公司|钟可|用工\n2|2022.3.2|甲木有限公司|陆涵怡|融资",
    "区域|站点名称|房间数|床位数|公共活动面积|启用时间\n甲区|云帆站|12间|24张|86.5㎡|2022.1.5\n乙区|湖东站|8|16|40|2022.2.5",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn columns_in_any_order_give_the_same_totals(which in 0usize..4, keys in proptest::collection::vec(any::<u32>(), 6)) {
        let lines: Vec<Vec<&str>> = BOOKS[which].lines().map(|line| line.split('|').collect()).collect();
        let mut order: Vec<usize> = (0..lines[0].len()).collect();
        order.sort_by_key(|at| keys[*at]);
        let shuffled: Vec<String> =
            lines.iter().map(|line| order.iter().map(|at| line[*at]).collect::<Vec<_>>().join("\t")).collect();
        let of = |text: &str| {
            let book = read(format!("2022年台账\n{text}").as_bytes(), "a.tsv", &Limits::default()).unwrap();
            let found = recognise(&book, None, &Context::default());
            (sums(&found, 2022), found.has_problems())
        };
        let straight = of(&BOOKS[which].replace('|', "\t"));
        prop_assert!(!straight.0.is_empty() && !straight.1);
        prop_assert_eq!(of(&shuffled.join("\n")), straight);
    }
}

#[test]
fn the_same_ledger_as_gb18030_csv_and_as_xlsx_gives_the_same() {
    let text = "2022年主题党日活动台账\n日期,主题\n3月5日,学雷锋\n3月6日,扫墓\n";
    let (bytes, _, failed) = encoding_rs::GB18030.encode(text);
    assert!(!failed);
    let csv = recognised("a.csv", &bytes);
    let xlsx = recognised("a.xlsx", &book(&[Made { name: "a", rows: &text.replace(',', "|"), merged: &[] }]));
    assert_eq!(sums(&csv, 2022), sums(&xlsx, 2022));
    assert_eq!(sums(&csv, 2022), [("life.theme_day", 2)]);
}

#[test]
fn recognition_ends_where_there_is_more_than_is_wanted() {
    const ACTS: &str = "2022年主题党日台账\n日期|主题\n3月1日|一\n3月2日|二\n3月3日|三\n3月4日|四\n";
    let made = [
        Made { name: "主题党日", rows: ACTS, merged: &[] },
        Made { name: "汇总", rows: "2022年工作统计\n工作项目|次数\n主题党日|4\n", merged: &[] },
    ];
    let book = read(&book(&made), "a.xlsx", &Limits::default()).unwrap();
    let of = |most| recognise(&book, None, &Context { most, ..Context::default() });
    let (whole, enough, cut) = (of(None), of(Some(4)), of(Some(2)));
    assert!(!whole.more && !enough.more, "figures that the acts give already are no more rows");
    assert_eq!((&enough.rows, &enough.sheets[1].totals), (&whole.rows, &whole.sheets[1].totals));
    assert_eq!((cut.more, cut.rows.len(), &cut.rows[..]), (true, 3, &whole.rows[..3]));
    assert_eq!(cut.sheets.len(), 2);
}

#[test]
fn what_goes_on_with_a_row_that_was_not_read_is_added_to_no_other() {
    let rows = |kind: &str, day: &str| {
        format!(
            "2022年工作台账\n日期|工作类别|内容|服务企业\n3月1日|助企服务|用工|甲木有限公司\n{day}|{kind}|园区|乙火有限公司\n|||丙土有限公司\n3月3日|助企服务|融资|丁金有限公司\n3月4日|党课|党史|\n"
        )
    };
    let of = |rows: &str| {
        let merged = [(3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 4, 2)];
        recognised("a.xlsx", &book(&[Made { name: "台账", rows, merged: &merged }]))
    };
    let firms = |found: &Recognition| found.rows.iter().map(|row| row.enterprises.len()).collect::<Vec<_>>();
    assert_eq!(firms(&of(&rows("助企服务", "3月2日"))), [1, 2, 1, 0], "the row goes on");
    assert_eq!(firms(&of(&rows("参观调研", "3月2日"))), [1, 1, 0], "its kind is not known");
    assert_eq!(firms(&of(&rows("助企服务", "2月30日"))), [1, 1, 0], "it was refused");
}
