//! Quirks of real workbooks: a sheet for each month, years that only the file gives, headings far down, lists inside cells.

mod common;

use common::{Made, book, day, one, recognised, sums};
use sheet::Recognition;

fn clean(found: &Recognition) {
    assert!(!found.has_problems(), "{:?}", found.sheets);
}

#[test]
fn a_sheet_for_each_month_with_the_day_only_and_the_year_in_the_file_name() {
    let made = [
        Made {
            name: "3月", rows: "驿站入住登记\n姓名|入住|离店|站点\n钟可|5|8|云帆站\n陆涵怡|6日|7日|云帆站", merged: &[]
        },
        Made { name: "四月", rows: "驿站入住登记\n姓名|入住|离店|站点\n卫子安|1|3|湖东站", merged: &[] },
    ];
    let found = recognised("2022年青年人才驿站.xlsx", &book(&made));
    clean(&found);
    assert_eq!(found.rows.iter().map(|row| row.day).collect::<Vec<_>>(), ["2022-03-05", "2022-03-06", "2022-04-01"].map(day));
    assert_eq!(sums(&found, 2022), [("station.guest", 3), ("station.night", 6)]);
}

#[test]
fn a_heading_in_the_fifth_row_under_a_block_of_titles() {
    let found = one(
        "a.xlsx",
        "Sheet1",
        "
        附件3

        某某市机关党建工作资料
        2022年度主题党日活动情况汇总表
        填报单位（盖章）：某某局机关党总支|||填报人：钟可|联系电话：
        序号|党支部|开展时间|活动主题|参加人数|备注
        1|第一党支部|2022.3.5|植树|20人|
        2|第二党支部|2022.3.6|扫墓|18人|
        备注：请于每月5日前报送。
        ",
    );
    clean(&found);
    assert_eq!(found.sheets[0].header_row, Some(6));
    assert_eq!(sums(&found, 2022), [("life.theme_day", 2)]);
    assert_eq!(found.rows[0].org.as_deref(), Some("第一党支部"));
}

#[test]
fn firms_numbered_inside_a_cell_and_a_count_behind_them() {
    let found = one(
        "a.xlsx",
        "企业走访",
        "
        2022年度企业走访服务记录
        走访日期|走访对象名单|走访人员|备注
        2022年3月5日|1.甲木有限公司\\n2.乙火有限公司\\n3.丙土有限公司|钟可|
        2022年3月6日|甲木有限公司、丁金有限公司等2家|钟可|
        2022年3月7日|戊水有限公司（原己日厂）|陆涵怡|
        ",
    );
    clean(&found);
    assert_eq!(sums(&found, 2022), [("assist.enterprise_covered", 5), ("assist.service", 3)]);
}

#[test]
fn a_roster_with_the_day_of_joining_and_members_on_probation() {
    let found = one(
        "党员.xlsx",
        "花名册",
        "
        某某街道党员基本信息花名册
        编号|姓名|性别|民族|学历|入党时间|转正时间|党员类别|所在党支部|党内职务
        1|欧阳·钟可|女|汉|本科|2015.7.1|2016.7.1|正式党员|一支部|书记
        2|陆涵怡|女|汉|本科|2022年5月|—|预备党员|一支部|
        ",
    );
    clean(&found);
    assert!(found.rows.is_empty());
    assert_eq!(found.members.len(), 2);
    assert_eq!(found.members[0].name, "欧阳·钟可");
    assert_eq!(found.members.iter().map(|m| m.probationary).collect::<Vec<_>>(), [Some(false), Some(true)]);
}

#[test]
fn attendance_of_organisational_life_as_a_count_of_its_own() {
    let found = one(
        "a.xlsx",
        "2022统计",
        "
        2022年党建工作指标完成情况
        指标名称|计量单位|完成数
        主题党日|次|12
        党课|次|4
        参加组织生活|人次|320
        清风课堂|次|3
        宣传报道|篇|20
        ",
    );
    assert_eq!(sums(&found, 2022), [("integrity.class", 3), ("life.attendance", 320), ("life.party_lecture", 4), ("life.theme_day", 12)]);
    assert!(found.has_problems());
}

#[test]
fn a_green_channel_list_with_a_firm_on_two_rows_and_a_full_width_digit() {
    let found = one(
        "a.xlsx",
        "和谐企业",
        "
        和谐企业绿色通道申报一览表
        序号|企业名称|统一社会信用代码|申报日期
        １|甲木有限公司||２０２２年６月１日
        ２|乙火有限公司||２０２２．６．１１
        ３|甲木有限公司||2022-09-01
        ",
    );
    clean(&found);
    assert_eq!(sums(&found, 2022), [("assist.green_channel", 2)]);
}

#[test]
fn lectures_reading_classes_and_symposia_on_stacked_tables_of_one_sheet() {
    let found = one(
        "a.xlsx",
        "学习教育",
        "
        一、理论学习中心组学习情况（2022年）
        序号|时间|学习内容
        1|1月5日|全会
        2|2月8日|党史

        二、读书班情况
        序号|时间|主题|人数
        1|3月5日|通读|20

        三、书记室成员基层宣讲情况
        序号|时间|宣讲人|宣讲主题
        1|4月5日|钟可|团史
        2|4月6日|陆涵怡|团史
        3|4月7日|钟可|团章
        ",
    );
    clean(&found);
    assert_eq!(sums(&found, 2022), [("outreach.lecture", 3), ("study.centre_group", 2), ("study.reading_class", 1)]);
}

#[test]
fn care_classes_with_the_number_of_children() {
    let found = one(
        "a.xlsx",
        "暑托班",
        "
        2022年爱心暑托班统计表
        板块|暑托班名称|开班日期|学生人数
        甲区|一小班|7月11日|30
        乙区|二小班|7月12日|25人
        合计|2个||55
        ",
    );
    assert_eq!(sums(&found, 2022).iter().find(|(code, _)| *code == "assist.care_class"), Some(&("assist.care_class", 2)));
    assert!(found.sheets[0].totals.iter().all(|total| total.agrees), "{:?}", found.sheets[0].totals);
}
