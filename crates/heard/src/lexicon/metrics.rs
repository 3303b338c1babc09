//! The metrics that a message may speak of.

/// How a metric's quantity is read from a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Acts: 支委会3次. Heads are never its quantity.
    Acts,
    /// Heads: 志愿者12名; none stated, the names of the list.
    Heads,
    /// Hours: those of several people add up.
    Hours,
    /// Things that are counted where they are named: 诉求2件.
    Things,
    /// Things that stand: only those that are new.
    Stock,
    /// Enterprises: 覆盖企业31家; none stated, the names of the list.
    Firms,
}

/// A metric as far as a message must know it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Metric {
    pub code: &'static str,
    pub name: &'static str,
    pub unit: &'static str,
    /// Measure words that its quantity may be written with.
    pub units: &'static [&'static str],
    pub form: Form,
}

const TIMES: &[&str] = &["次", "场", "场次", "期", "堂", "节", "回", "轮", "个", "趟"];
const PEOPLE: &[&str] = &["名", "人", "位", "个人", "人次", "个"];
const THINGS: &[&str] = &["件", "条", "项", "个", "家", "支", "处", "份", "起", "座"];

const fn of(code: &'static str, name: &'static str, unit: &'static str, form: Form) -> Metric {
    let units = match form {
        Form::Acts => TIMES,
        Form::Heads => PEOPLE,
        Form::Hours => &["小时", "个小时", "学时", "个学时", "课时", "h", "H", "工时", "钟头", "个钟头"],
        Form::Things | Form::Stock => THINGS,
        Form::Firms => &["家", "户", "个"],
    };
    Metric { code, name, unit, units, form }
}

const fn with(units: &'static [&'static str], metric: Metric) -> Metric {
    Metric { units, ..metric }
}

use Form::{Acts, Firms, Heads, Hours, Stock, Things};

/// All of them.
pub(crate) const METRICS: &[Metric] = &[
    of("study.centre_group", "理论学习中心组集中学习", "次", Acts),
    of("study.political_education", "集体政治教育", "次", Acts),
    of("study.must_know", "应知应会内容下发", "次", Acts),
    of("study.reading_class", "读书班", "期", Acts),
    of("study.symposium", "座谈会", "次", Acts),
    of("study.self_hours", "党员自学", "学时", Hours),
    of("outreach.lecture", "赴基层宣讲", "次", Acts),
    of("life.member_meeting", "支部党员大会", "次", Acts),
    of("life.committee_meeting", "支委会", "次", Acts),
    of("life.group_meeting", "党小组会", "次", Acts),
    of("life.party_lecture", "党课", "次", Acts),
    of("life.theme_day", "主题党日", "次", Acts),
    of("life.organisational_life", "组织生活会", "次", Acts),
    of("life.appraisal", "民主评议", "次", Acts),
    of("life.joint_study", "联学活动", "次", Acts),
    of("life.oath", "入党宣誓", "次", Acts),
    with(&["个", "家"], of("org.branch", "党支部", "个", Stock)),
    with(&["名", "人", "位"], of("org.member", "党员", "名", Stock)),
    with(&["名", "人", "位"], of("org.probationary", "预备党员", "名", Stock)),
    of("election.held", "换届选举", "次", Acts),
    of("mobilise.work_team_people", "下沉工作队", "名", Heads),
    of("mobilise.volunteer_people", "志愿服务人员", "名", Heads),
    of("mobilise.volunteer_hours", "志愿服务时长", "小时", Hours),
    with(&["支", "个", "家", "队"], of("assist.team", "服务团", "支", Stock)),
    of("assist.project", "项目库", "个", Stock),
    of("assist.policy", "政策包", "条", Stock),
    of("assist.position", "阵地云", "家", Stock),
    of("assist.event", "助企主题活动", "次", Acts),
    of("assist.service", "助企服务", "场次", Acts),
    of("assist.request", "企业诉求", "件", Things),
    of("assist.unmet", "未能满足的诉求", "件", Things),
    of("assist.enterprise_covered", "覆盖非公企业", "家", Firms),
    with(&["个", "家", "期", "班", "处"], of("assist.care_class", "暑托班", "个", Stock)),
    of("assist.care_child", "暑托班儿童", "名", Heads),
    of("assist.talent_trainee", "青马工程企业班学员", "名", Heads),
    of("assist.green_channel", "和谐企业绿色通道申报", "家", Firms),
    with(&["家", "个", "座", "处"], of("station.site", "驿站站点", "家", Stock)),
    with(&["间", "个", "套"], of("station.room", "驿站房间", "间", Stock)),
    with(&["张", "个", "床"], of("station.bed", "驿站床位", "张", Stock)),
    with(&["平方米", "平", "平米", "平方", "㎡", "m2", "m²"], of("station.area_m2", "公共活动面积", "平方米", Stock)),
    with(&["人", "名", "位", "个", "人次"], of("station.guest", "服务来苏青年", "人", Heads)),
    with(&["晚", "夜", "间夜", "天"], of("station.night", "免费住宿", "晚", Things)),
    with(&["份", "人", "件", "个", "名", "次"], of("station.application", "驿站申请", "份", Things)),
    with(&["份", "人", "件", "个", "名", "次"], of("station.approved", "驿站申请通过", "份", Things)),
    with(&["份", "人", "件", "个", "名", "次"], of("station.refused", "驿站申请不予通过", "份", Things)),
    with(&["次", "人次", "人", "名"], of("station.no_show", "驿站未到", "次", Things)),
    of("integrity.class", "清风课堂", "次", Acts),
    of("integrity.reminder", "节日廉政提醒", "次", Acts),
    with(&["人次", "人", "名", "位", "次"], of("integrity.talk", "谈心谈话", "人次", Heads)),
    of("integrity.rectification_open", "整改问题未销号", "项", Stock),
    of("integrity.rectification_done", "整改问题已销号", "项", Things),
    of("duty.assigned", "交办事项", "项", Things),
    of("duty.done", "办结事项", "项", Things),
    of("duty.overdue", "逾期事项", "项", Stock),
    with(&["名", "人", "位"], of("merit.commended", "表彰先进", "名", Heads)),
    with(&["篇", "条", "期", "次", "个"], of("merit.publicised", "宣传事迹", "篇", Things)),
    of("brand.work_method", "支部工作法", "个", Stock),
    with(&["次", "期", "轮"], of("voice.survey", "调研问卷", "次", Acts)),
    with(&["份", "张"], of("voice.answer", "收回问卷", "份", Things)),
];

/// The metric with this code.
pub(crate) fn metric(code: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|metric| metric.code == code)
}
