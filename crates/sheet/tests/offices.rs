//! Ledgers of offices that nobody asked about their layout; the totals were added up by hand from what each one says.

mod common;

use common::{Made, book, day, one, recognised, sums};
use sheet::{Recognition, SkipKind};

fn clean(found: &Recognition) {
    assert!(!found.has_problems(), "{:?}", found.sheets);
}

#[test]
fn a_district_clerks_visits_with_every_separator() {
    let found = one(
        "高新区2022年走访.xlsx",
        "走访",
        "
        高新区走访民营企业情况登记表
        填报单位：高新区团工委||||填报人：钟可
        序号|走访日期|走访人|走访对象|了解到的情况
        1|2022.3.5|钟可|甲木（苏州）有限公司、乙火股份有限公司|用工
        2|3月8日|钟可|甲木(苏州)有限公司/丙土科技有限公司|用电
        3|22.03.15|陆涵怡|丁金环保有限公司；丙土科技有限公司，戊水 印务有限公司|融资
        4|二〇二二年四月一日|陆涵怡|己日机械厂\\n乙火股份有限公司|招聘
        ",
    );
    clean(&found);
    assert_eq!(sums(&found, 2022), [("assist.enterprise_covered", 6), ("assist.service", 4)]);
    assert_eq!(found.rows[0].org.as_deref(), Some("高新区团工委"));
}

#[test]
fn a_state_firms_general_ledger_with_dittos_and_kinds_it_does_not_know() {
    let found = one(
        "党群工作部台账.xlsx",
        "2022年",
        "
        某某供水集团党群工作部基础工作记录
        时间|支部|记录类型|记录事项|参加人数|记录人
        １月５日|生产支部|支部党员大会|通过计划|18人|钟可
        1月12日|〃|支委会|研究|5人|〃
        同上|机关支部|党小组会|学习|6人|钟可
        2月7日|〃|上党课|书记讲党课|20人|〃
        2月9日|生产支部|组织生活会|对照检查|18人|钟可
        2月10日|〃|民主评议党员|评议|18人|〃
        2月20日|机关支部|主题党日|参观|22人|钟可
        3月1日|〃|收缴党费|一季度|22人|〃
        3月4日|〃|发展党员|接收预备党员|1人|〃
        3月5日|〃|入党宣誓仪式|重温誓词|22人|〃
        ",
    );
    assert_eq!(
        sums(&found, 2022),
        [
            ("life.appraisal", 1),
            ("life.committee_meeting", 1),
            ("life.group_meeting", 1),
            ("life.member_meeting", 1),
            ("life.oath", 1),
            ("life.organisational_life", 1),
            ("life.party_lecture", 1),
            ("life.theme_day", 1)
        ]
    );
    let unknown: Vec<u32> = found.sheets[0].skipped.iter().filter(|s| s.kind == SkipKind::UnknownKind).map(|s| s.row).collect();
    assert_eq!(unknown, [10, 11]);
    assert_eq!(found.rows[2].day, day("2022-01-12"));
}

#[test]
fn a_universitys_volunteer_hours_with_one_student_on_two_rows() {
    let found = one(
        "校团委.xlsx",
        "志愿者工时",
        "
        2022年春季学期志愿者工时认定表
        学院|学生姓名|学号|志愿活动|活动日期|认定工时（小时）
        文学院|钟可|01|图书馆整理|2022/4/3|2
        文学院|钟可|01|迎新|2022/4/9|3.5小时
        理学院|陆涵怡|02|支教|2022/4/16|1.5
        小计|||||7
        ",
    );
    clean(&found);
    assert_eq!(sums(&found, 2022), [("mobilise.volunteer_hours", 7), ("mobilise.volunteer_people", 2)]);
}

#[test]
fn a_station_managers_check_in_book() {
    let found = one(
        "青年人才驿站（湖东站）.xlsx",
        "8月",
        "
        2022年8月入住登记
        房号|姓名|性别|毕业院校|到店|离店|押金
        201|钟可|女|某某大学|8.1|8.4|0
        202|陆涵怡|女|某某大学|8.2|8.4|0
        201|卫子安|男|某某学院|8.29|9.1|0
        ",
    );
    clean(&found);
    assert_eq!(sums(&found, 2022), [("station.guest", 3), ("station.night", 8)]);
}

#[test]
fn problems_with_the_day_found_and_the_day_closed() {
    let found = one(
        "巡察.xlsx",
        "整改",
        "
        巡察反馈问题整改台账（2022年）
        序号|反馈问题|整改措施|责任部门|发现时间|销号时间|整改状态
        1|台账不全|补齐|组织部|2022.3.1|2022.4.1|已销号
        2|学习不够|加强|宣传部|2022.3.1|2022.5.1|已销号
        3|制度缺失|制定|办公室|2022.3.1||未销号
        ",
    );
    clean(&found);
    assert_eq!(sums(&found, 2022), [("integrity.rectification_done", 2), ("integrity.rectification_open", 1)]);
}

#[test]
fn heart_to_heart_talks_with_several_persons_in_a_cell() {
    let found = one(
        "谈心谈话.xlsx",
        "Sheet1",
        "
        2022年谈心谈话情况记录
        谈话人|被谈话人|谈话日期|主要内容
        书记|钟可、陆涵怡|3月5日|廉政
        书记|卫子安|3月6日|思想
        副书记|钟可|5月6日|工作
        ",
    );
    clean(&found);
    assert_eq!(sums(&found, 2022), [("integrity.talk", 4)]);
}

#[test]
fn matters_given_out_done_and_late() {
    let found = one(
        "督办.xlsx",
        "督办",
        "
        2022年重点工作督办台账
        交办事项|交办日期|责任单位|完成时限|办结日期|办理状态
        筹备大会|3月1日|办公室|3月31日|3月20日|办结
        建立制度|3月2日|组织部|4月30日||逾期
        修缮场地|4月2日|办公室|12月30日||正在办理
        ",
    );
    clean(&found);
    assert_eq!(sums(&found, 2022), [("duty.assigned", 3), ("duty.done", 1), ("duty.overdue", 1)]);
}

#[test]
fn questionnaires_and_what_came_back() {
    let found = one(
        "调研.xlsx",
        "问卷",
        "
        2022年青年需求问卷调查汇总
        问卷名称|发布日期|发放份数|回收份数
        青年住房|2022年4月1日|200|186份
        青年婚恋|2022年6月1日|300|251份
        合计||500|437
        ",
    );
    clean(&found);
    assert_eq!(sums(&found, 2022), [("voice.answer", 437), ("voice.survey", 2)]);
}

#[test]
fn people_commended_and_deeds_told() {
    let made = [
        Made {
            name: "评选树优",
            rows: "2022年表彰先进名单\n姓名|荣誉称号|表彰时间|所在单位\n钟可|优秀党员|2022.7.1|机关\n陆涵怡|优秀党务工作者|2022.7.1|机关",
            merged: &[],
        },
        Made {
            name: "先进事迹宣传",
            rows: "先进典型事迹宣传情况\n典型姓名|刊发媒体|刊发日期|标题\n钟可|某报|2022.7.5|榜样\n陆涵怡|某网|2022.7.6|先锋\n钟可|某网|2022.8.6|先锋",
            merged: &[],
        },
    ];
    let found = recognised("树优.xlsx", &book(&made));
    clean(&found);
    assert_eq!(sums(&found, 2022), [("merit.commended", 2), ("merit.publicised", 3)]);
}

#[test]
fn summer_day_care_and_its_children() {
    let made = [
        Made {
            name: "开班情况",
            rows: "2022年爱心暑托班开班一览表\n办班点|开班日期|板块\n一小班|7月11日|甲区\n二小班|7月12日|乙区",
            merged: &[],
        },
        Made {
            name: "学生花名册",
            rows: "2022年爱心暑托班学生花名册\n学生姓名|年级|办班点|入班日期|家长电话\n小可|一年级|一小班|7月11日|\n小怡|二年级|二小班|7月12日|\n小安|二年级|二小班|7月12日|",
            merged: &[],
        },
    ];
    let found = recognised("暑托.xlsx", &book(&made));
    clean(&found);
    assert_eq!(sums(&found, 2022), [("assist.care_child", 3), ("assist.care_class", 2)]);
}

#[test]
fn trainees_of_the_talent_programme_and_firms_in_the_green_channel() {
    let made = [
        Made {
            name: "青马企业班",
            rows: "第三期青马工程企业班学员名单（2022年5月）\n编号|姓名|工作单位|职务|报到日期\n1|钟可|甲木公司|主管|2022-05-06\n2|陆涵怡|乙火公司|工程师|2022-05-06",
            merged: &[],
        },
        Made {
            name: "绿色通道",
            rows: "和谐劳动关系企业绿色通道申报汇总\n企业全称|申报日期|推荐单位\n甲木有限公司|2022年6月1日|甲区\n乙火有限公司|2022年6月3日|乙区\n甲木有限公司|2022年9月3日|甲区",
            merged: &[],
        },
    ];
    let found = recognised("助企.xlsx", &book(&made));
    clean(&found);
    assert_eq!(sums(&found, 2022), [("assist.green_channel", 2), ("assist.talent_trainee", 2)]);
}

#[test]
fn applications_for_a_bed_with_their_outcome() {
    let found = one(
        "驿站申请.xlsx",
        "申请",
        "
        青年人才驿站入住申请审核表
        申请编号|申请人|申请日期|拟入住站点|审核结果
        A1|钟可|2022-06-01|云帆站|通过
        A2|陆涵怡|2022-06-02|云帆站|不予通过
        A3|卫子安|2022-06-03|湖东站|通过（未到）
        A4|乐正明|2022-06-04|湖东站|审核通过
        ",
    );
    clean(&found);
    assert_eq!(sums(&found, 2022), [("station.application", 4), ("station.approved", 3), ("station.no_show", 1), ("station.refused", 1)]);
}

#[test]
fn hours_of_self_study_by_member() {
    let found = one(
        "自学.xlsx",
        "5月",
        "
        2022年5月党员自学情况登记
        党员姓名|所属党支部|自学日期|自学内容|学时（个）
        钟可|一支部|5日|党章|2
        陆涵怡|一支部|６日|条例|1.5学时
        钟可|一支部|二十日|准则|3
        ",
    );
    clean(&found);
    assert_eq!(found.rows[2].day, day("2022-05-20"));
    assert_eq!(sums(&found, 2022), [("study.self_hours", 6)]);
}

#[test]
fn the_regular_meetings_counted_by_branch() {
    let rows = "
        2022年上半年“三会一课”开展情况统计表
        支部名称|三会|||一课|备注
        |支部党员大会|支部委员会|党小组会|党课|
        一支部|2次|6次|12次|2次|
        二支部|3|6|10|2|
        合计|5|12|22|4|
        注：本表由组织委员填写。
        ";
    let found = recognised("三会一课.xlsx", &book(&[Made { name: "统计", rows, merged: &[(1, 1, 1, 3), (1, 0, 2, 0)] }]));
    clean(&found);
    assert_eq!(
        sums(&found, 2022),
        [("life.committee_meeting", 12), ("life.group_meeting", 22), ("life.member_meeting", 5), ("life.party_lecture", 4)]
    );
}

#[test]
fn integrity_work_in_parts_below_each_other() {
    let found = one(
        "纪检.xlsx",
        "党风廉政",
        "
        2022年党风廉政建设工作记录
        日期|内容|参加范围
        一、清风课堂
        2022年3月1日|廉政党课|全体
        2022年4月1日|警示片|全体
        二、节日廉政提醒
        2022年4月28日|五一|全体
        2022年6月1日|端午|全体
        2022年9月8日|中秋|全体
        ",
    );
    clean(&found);
    assert_eq!(sums(&found, 2022), [("integrity.class", 2), ("integrity.reminder", 3)]);
}

#[test]
fn four_lists_of_what_helps_firms() {
    let made = [
        Made {
            name: "服务团",
            rows: "助企服务团花名册\n团队|成立日期|团长|团员人数\n法律团|2022.3.1|钟可|12人\n金融团|2022.3.2|陆涵怡|8",
            merged: &[],
        },
        Made {
            name: "项目",
            rows: "助企项目库\n项目全称|入库日期|实施部门\n青创贷|2022.3.1|青发部\n青云聘|2022.3.2|青发部\n青联会客厅|2022.4.2|统战部",
            merged: &[],
        },
        Made {
            name: "惠企政策", rows: "惠企政策包\n文件标题|发文机关|发文日期\n减税|税务局|2022年3月1日", merged: &[]
        },
        Made {
            name: "阵地",
            rows: "阵地云点位清单\n板块|阵地名称|详细地址|上线日期\n甲区|青年之家|一路|2022.3.1\n乙区|青年学堂|二路|2022.3.1",
            merged: &[],
        },
    ];
    let found = recognised("助企.xlsx", &book(&made));
    clean(&found);
    assert_eq!(sums(&found, 2022), [("assist.policy", 1), ("assist.position", 2), ("assist.project", 3), ("assist.team", 2)]);
}

#[test]
fn the_ledger_of_study_and_of_lectures_at_the_base() {
    let made = [
        Made {
            name: "中心组",
            rows: "党组理论学习中心组2022年学习情况\n次数|学习时间|研讨专题|发言人\n第1次|1月10日|全会精神|钟可\n第2次|2月10日|条例|钟可",
            merged: &[],
        },
        Made {
            name: "读书班",
            rows: "2022年读书班、座谈会开展情况\n时间|形式|主题\n5月4日|座谈会|五四精神\n6月6日|读书班|通读\n6月7日|报告会|形势",
            merged: &[],
        },
        Made {
            name: "宣讲",
            rows: "班子成员下基层宣讲统计\n宣讲人|时间|宣讲单位|题目\n钟可|2022.5.5|一中|团史\n钟可|2022.5.6|二中|团史",
            merged: &[],
        },
        Made {
            name: "应知应会", rows: "应知应会知识下发记录\n期号|下发日期|题目数\n1|2022.5.5|20\n2|2022.6.5|20", merged: &[]
        },
    ];
    let found = recognised("学习.xlsx", &book(&made));
    assert_eq!(
        sums(&found, 2022),
        [("outreach.lecture", 2), ("study.centre_group", 2), ("study.must_know", 2), ("study.reading_class", 1), ("study.symposium", 1)]
    );
    assert_eq!(found.sheets[1].skipped.iter().filter(|s| s.kind == SkipKind::UnknownKind).count(), 1);
}

#[test]
fn elections_work_methods_and_joint_study() {
    let made = [
        Made {
            name: "换届",
            rows: "2022年基层党组织换届情况\n党组织名称|换届时间|应到|实到|当选书记\n一支部|2022.9.1|20|19|钟可\n二支部|2022.9.2|18|18|陆涵怡",
            merged: &[],
        },
        Made {
            name: "工作法",
            rows: "一支部一工作法汇编目录（2022年）\n支部|工作法名称|形成时间\n一支部|三心工作法|2022.5.1\n二支部|四步工作法|2022.6.1",
            merged: &[],
        },
        Made {
            name: "联学", rows: "2022年联学联建活动记录\n时间|联学单位|活动主题\n4月1日|某银行|联学\n5月1日|某医院|联学", merged: &[]
        },
    ];
    let found = recognised("组织.xlsx", &book(&made));
    clean(&found);
    assert_eq!(sums(&found, 2022), [("brand.work_method", 2), ("election.held", 2), ("life.joint_study", 2)]);
}

#[test]
fn a_task_force_listed_by_name() {
    let found = one(
        "下沉.xlsx",
        "抗疫",
        "
        疫情防控下沉一线工作队人员名单（2022年4月）
        批次|下沉日期|下沉社区|队员名单
        一|4月3日|东港社区|钟可、陆涵怡、卫子安
        二|4月9日|西港社区|钟可，乐正明
        ",
    );
    clean(&found);
    assert_eq!(sums(&found, 2022), [("mobilise.work_team_people", 4)]);
}

#[test]
fn requests_of_firms_with_those_that_could_not_be_met() {
    let found = one(
        "诉求.xlsx",
        "诉求",
        "
        企业诉求收集办理清单
        编号|企业|提出日期|具体诉求|办理结果
        1|甲木有限公司|2022.3.1|用工|已解决
        2|乙火有限公司|2022.3.5|用地|未能满足
        3|甲木有限公司|2022.3.9|融资|已解决
        ",
    );
    clean(&found);
    assert_eq!(sums(&found, 2022), [("assist.request", 3), ("assist.unmet", 1)]);
}

#[test]
fn a_date_typed_as_a_serial_number_or_in_any_form_is_one_day() {
    let found = one(
        "2022台账.xlsx",
        "主题党日",
        "
        主题党日开展情况
        日期|主题
        44625|学雷锋
        @2022-03-05|学雷锋之二
        ２０２２．３．５|学雷锋之三
        2022年3月5日（星期六）|之四
        20220305|之五
        二〇二二年三月五日|之六
        22.03.05|之七
        2022/3/5 14:00|之八
        3月5日|之九
        ",
    );
    clean(&found);
    assert!(found.rows.iter().all(|row| row.day == day("2022-03-05")), "{:?}", found.rows.iter().map(|row| row.day).collect::<Vec<_>>());
    assert_eq!(sums(&found, 2022), [("life.theme_day", 9)]);
}

#[test]
fn a_league_committees_ledger_in_another_order_with_its_own_words() {
    let found = one(
        "团委.xlsx",
        "Sheet3",
        "
        共青团某某大学委员会2022年工作情况一览
        备注|承办部门|活动名称|活动类型|举办日期|编号
        |组织部|学院行|联学活动|2022-03-01|1
        |宣传部|书记宣讲|基层宣讲|2022-03-02|2
        |青发部|青年座谈|座谈会|2022-03-03|3
        |青发部|青年沙龙|联谊交友|2022-03-04|4
        |纪检组|五一提醒|节日廉政提醒|2022-04-28|5
        |青发部|助企对接|助企主题活动|2022-05-03|6
        ",
    );
    assert_eq!(
        sums(&found, 2022),
        [("assist.event", 1), ("integrity.reminder", 1), ("life.joint_study", 1), ("outreach.lecture", 1), ("study.symposium", 1)]
    );
    let unknown: Vec<u32> = found.sheets[0].skipped.iter().filter(|s| s.kind == SkipKind::UnknownKind).map(|s| s.row).collect();
    assert_eq!(unknown, [6]);
}

#[test]
fn a_station_list_with_beds_by_kind_of_room_and_a_closed_site() {
    let found = one(
        "房源.xlsx",
        "驿站",
        "
        全市青年人才驿站建设情况汇总表（截至2022年9月底）
        区域|站点|地址|客房数（间）|床铺（张）|公区面积|开业时间|停业时间
        甲区|云帆站|一路1号|12间|24张|86.25㎡|2021年5月|
        乙区|湖东站|二路2号|8|16|50平方米|2022年3月1日|
        丙区|高铁站|三路3号|5|5|20|2021.3.1|2022.8.31
        ",
    );
    clean(&found);
    assert_eq!(
        sums(&found, 2022),
        [("station.area_m2", 136), ("station.bed", 40), ("station.district_covered", 2), ("station.room", 20), ("station.site", 2)]
    );
}

#[test]
fn a_total_that_differs_is_named_by_its_cell_and_counts_nothing() {
    let found = one(
        "走访.xlsx",
        "走访企业",
        "
        2022年走访服务企业台账
        日期|服务企业|服务场次
        3月1日|甲木有限公司|2
        3月2日|乙火有限公司、丙土有限公司|1场次
        一季度小计||3
        4月2日|丁金有限公司|3
        二季度小计||3
        总计||7
        ",
    );
    assert_eq!(sums(&found, 2022), [("assist.enterprise_covered", 4), ("assist.service", 6)]);
    let differing: Vec<_> = found.sheets[0].totals.iter().filter(|total| !total.agrees).collect();
    assert_eq!((differing.len(), differing[0].cell.as_str(), differing[0].stated, differing[0].sum), (1, "C8", 700, 600));
}
