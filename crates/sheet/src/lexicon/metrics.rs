//! The metrics that an office sheet may record.

/// How the rows of a metric's ledgers are built, and so how one row becomes lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// One row is one act; a count column may say how many.
    Event,
    /// One row is one thing that stands from its day on.
    Register,
    /// One row is one person who is counted once.
    Person,
    /// One row is one person with hours.
    Hours,
    /// One row is one enterprise that is counted once.
    Firm,
    /// One row is one talk with one or more persons.
    Talk,
    /// One row is one service to one or more enterprises.
    Service,
    /// One row is one station with its rooms, beds and area.
    Station,
    /// One row is one stay of one guest.
    Stay,
}

/// A metric as far as a sheet must know it.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Its published code.
    pub code: &'static str,
    /// Its Chinese name.
    pub name: &'static str,
    /// Measure words that its quantity may be written with; the first is its own.
    pub units: &'static [&'static str],
    /// Whether a quantity keeps two decimals.
    pub decimals: bool,
    /// Whether distinct subjects are counted, so that a bare number is a declared total.
    pub reach: bool,
    /// Whether it is a running total.
    pub stock: bool,
    /// How its rows are built.
    pub shape: Shape,
}

const fn flow(code: &'static str, name: &'static str, units: &'static [&'static str], shape: Shape) -> Metric {
    Metric { code, name, units, decimals: false, reach: false, stock: false, shape }
}

const fn hours(code: &'static str, name: &'static str, units: &'static [&'static str]) -> Metric {
    Metric { decimals: true, ..flow(code, name, units, Shape::Hours) }
}

const fn stock(code: &'static str, name: &'static str, units: &'static [&'static str], shape: Shape) -> Metric {
    Metric { stock: true, ..flow(code, name, units, shape) }
}

const fn reach(code: &'static str, name: &'static str, units: &'static [&'static str], shape: Shape) -> Metric {
    Metric { reach: true, ..flow(code, name, units, shape) }
}

const TIMES: &[&str] = &["次", "场", "场次", "期", "回", "堂", "个"];
const PEOPLE: &[&str] = &["名", "人", "位", "个"];
const THINGS: &[&str] = &["个", "项", "家", "处", "支", "条", "只", "份"];

/// Every metric that a sheet can record, by its published code.
pub const METRICS: &[Metric] = &[
    flow("study.centre_group", "理论学习中心组集中学习", TIMES, Shape::Event),
    flow("study.political_education", "集体政治教育", TIMES, Shape::Event),
    flow("study.must_know", "应知应会内容下发", &["次", "期", "份", "批"], Shape::Event),
    flow("study.reading_class", "读书班", TIMES, Shape::Event),
    flow("study.symposium", "座谈会", TIMES, Shape::Event),
    hours("study.self_hours", "党员自学", &["学时", "课时", "小时", "时"]),
    flow("outreach.lecture", "书记室成员赴基层宣讲", TIMES, Shape::Event),
    flow("life.member_meeting", "支部党员大会", TIMES, Shape::Event),
    flow("life.committee_meeting", "支委会", TIMES, Shape::Event),
    flow("life.group_meeting", "党小组会", TIMES, Shape::Event),
    flow("life.party_lecture", "党课", TIMES, Shape::Event),
    flow("life.theme_day", "主题党日", TIMES, Shape::Event),
    flow("life.organisational_life", "组织生活会", TIMES, Shape::Event),
    flow("life.appraisal", "民主评议", TIMES, Shape::Event),
    flow("life.joint_study", "联学活动", TIMES, Shape::Event),
    flow("life.attendance", "参加组织生活", &["人次", "人", "名"], Shape::Talk),
    flow("life.oath", "入党宣誓", TIMES, Shape::Event),
    flow("election.held", "换届选举", TIMES, Shape::Event),
    reach("mobilise.work_team_people", "下沉工作队", PEOPLE, Shape::Person),
    reach("mobilise.volunteer_people", "志愿服务人员", PEOPLE, Shape::Person),
    hours("mobilise.volunteer_hours", "志愿服务时长", &["小时", "时", "工时"]),
    stock("assist.team", "服务团", &["支", "个", "家", "队"], Shape::Register),
    stock("assist.project", "项目库", THINGS, Shape::Register),
    stock("assist.policy", "政策包", THINGS, Shape::Register),
    stock("assist.position", "阵地云", THINGS, Shape::Register),
    flow("assist.event", "助企主题活动", TIMES, Shape::Event),
    flow("assist.service", "助企服务", &["场次", "次", "场", "件", "起"], Shape::Service),
    flow("assist.request", "企业诉求", &["件", "条", "个", "项"], Shape::Event),
    flow("assist.unmet", "未能满足的诉求", &["件", "条", "个", "项"], Shape::Event),
    reach("assist.enterprise_covered", "覆盖非公企业", &["家", "户", "个"], Shape::Firm),
    stock("assist.care_class", "暑托班", &["个", "班", "家", "期"], Shape::Register),
    reach("assist.care_child", "暑托班儿童", PEOPLE, Shape::Person),
    reach("assist.talent_trainee", "青马工程企业班学员", PEOPLE, Shape::Person),
    reach("assist.green_channel", "和谐企业绿色通道申报", &["家", "户", "个"], Shape::Firm),
    stock("station.site", "驿站站点", &["家", "个", "座", "处"], Shape::Station),
    stock("station.room", "驿站房间", &["间", "个", "套"], Shape::Station),
    stock("station.bed", "驿站床位", &["张", "个", "床"], Shape::Station),
    Metric {
        decimals: true, ..stock("station.area_m2", "公共活动面积", &["平方米", "平", "㎡", "m2", "m²", "平米"], Shape::Station)
    },
    reach("station.guest", "服务来苏青年", PEOPLE, Shape::Stay),
    flow("station.night", "免费住宿", &["晚", "夜", "天", "间夜", "晚次"], Shape::Stay),
    flow("station.application", "驿站申请", &["份", "人", "件", "次"], Shape::Event),
    flow("station.approved", "驿站申请通过", &["份", "人", "件", "次"], Shape::Event),
    flow("station.refused", "驿站申请不予通过", &["份", "人", "件", "次"], Shape::Event),
    flow("station.no_show", "驿站未到", &["次", "人"], Shape::Event),
    flow("integrity.class", "清风课堂", TIMES, Shape::Event),
    flow("integrity.reminder", "节日廉政提醒", TIMES, Shape::Event),
    flow("integrity.talk", "谈心谈话", &["人次", "人", "次", "名"], Shape::Talk),
    stock("integrity.rectification_open", "整改问题未销号", THINGS, Shape::Register),
    stock("integrity.rectification_done", "整改问题已销号", THINGS, Shape::Register),
    flow("duty.assigned", "交办事项", THINGS, Shape::Event),
    flow("duty.done", "办结事项", THINGS, Shape::Event),
    stock("duty.overdue", "逾期事项", THINGS, Shape::Register),
    flow("merit.commended", "表彰先进", PEOPLE, Shape::Talk),
    flow("merit.publicised", "宣传事迹", &["篇", "条", "期", "次", "个"], Shape::Event),
    stock("brand.work_method", "支部工作法", THINGS, Shape::Register),
    flow("voice.survey", "调研问卷", &["次", "份", "期", "个"], Shape::Event),
    flow("voice.answer", "收回问卷", &["份", "张"], Shape::Event),
];

/// The metric with this code.
pub fn metric(code: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|metric| metric.code == code)
}
