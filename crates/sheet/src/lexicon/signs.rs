//! Words that say which metric a title, a sheet name, a heading or a kind of work speaks of.

use super::metrics::{METRICS, Metric, metric};

/// Pattern, code, weight: 3 names the metric itself, 2 is a usual synonym, 1 needs other signs beside it.
const SIGNS: &[(&str, &str, u32)] = &[
    ("理论学习中心组", "study.centre_group", 3),
    ("理论中心组", "study.centre_group", 3),
    ("中心组", "study.centre_group", 3),
    ("集体政治教育", "study.political_education", 3),
    ("集中政治教育", "study.political_education", 3),
    ("政治教育", "study.political_education", 3),
    ("政治轮训", "study.political_education", 1),
    ("应知应会", "study.must_know", 3),
    ("读书班", "study.reading_class", 3),
    ("座谈会", "study.symposium", 3),
    ("座谈", "study.symposium", 2),
    ("党员自学", "study.self_hours", 3),
    ("个人自学", "study.self_hours", 3),
    ("自学学时", "study.self_hours", 3),
    ("自学", "study.self_hours", 2),
    ("基层宣讲", "outreach.lecture", 3),
    ("书记室宣讲", "outreach.lecture", 3),
    ("理论宣讲", "outreach.lecture", 3),
    ("宣讲", "outreach.lecture", 2),
    ("支部党员大会", "life.member_meeting", 3),
    ("党员大会", "life.member_meeting", 3),
    ("支部大会", "life.member_meeting", 3),
    ("支部委员会会议", "life.committee_meeting", 3),
    ("支部委员会", "life.committee_meeting", 3),
    ("支委会", "life.committee_meeting", 3),
    ("支委会议", "life.committee_meeting", 3),
    ("党小组会", "life.group_meeting", 3),
    ("党小组学习", "life.group_meeting", 2),
    ("党小组", "life.group_meeting", 2),
    ("党课", "life.party_lecture", 3),
    ("主题党日", "life.theme_day", 3),
    ("党日活动", "life.theme_day", 3),
    ("党日", "life.theme_day", 2),
    ("固定党日", "life.theme_day", 2),
    ("组织生活会", "life.organisational_life", 3),
    ("民主评议", "life.appraisal", 3),
    ("联学", "life.joint_study", 3),
    ("入党宣誓", "life.oath", 3),
    ("入党誓词", "life.oath", 3),
    ("宣誓", "life.oath", 2),
    ("换届选举", "election.held", 3),
    ("换届", "election.held", 2),
    ("下沉工作队", "mobilise.work_team_people", 3),
    ("下沉", "mobilise.work_team_people", 2),
    ("工作队", "mobilise.work_team_people", 2),
    ("志愿服务时长", "mobilise.volunteer_hours", 3),
    ("志愿服务小时", "mobilise.volunteer_hours", 3),
    ("志愿服务工时", "mobilise.volunteer_hours", 3),
    ("志愿时长", "mobilise.volunteer_hours", 3),
    ("志愿服务人员", "mobilise.volunteer_people", 3),
    ("志愿服务人数", "mobilise.volunteer_people", 3),
    ("志愿服务", "mobilise.volunteer_people", 3),
    ("志愿者", "mobilise.volunteer_people", 3),
    ("志愿", "mobilise.volunteer_people", 2),
    ("义工", "mobilise.volunteer_people", 2),
    ("服务团", "assist.team", 3),
    ("助企服务团", "assist.team", 3),
    ("助企服务队", "assist.team", 2),
    ("惠企服务团", "assist.team", 3),
    ("项目库", "assist.project", 3),
    ("助企项目", "assist.project", 3),
    ("助企服务项目", "assist.project", 3),
    ("惠企项目", "assist.project", 3),
    ("项目清单", "assist.project", 1),
    ("项目", "assist.project", 1),
    ("政策包", "assist.policy", 3),
    ("惠企政策", "assist.policy", 3),
    ("助企政策", "assist.policy", 3),
    ("政策汇编", "assist.policy", 2),
    ("政策清单", "assist.policy", 1),
    ("政策名称", "assist.policy", 2),
    ("政策文件", "assist.policy", 2),
    ("政策标题", "assist.policy", 2),
    ("政策宣讲", "assist.event", 1),
    ("政策", "assist.policy", 1),
    ("阵地云", "assist.position", 3),
    ("线上线下阵地", "assist.position", 3),
    ("青年阵地", "assist.position", 3),
    ("阵地", "assist.position", 2),
    ("助企主题活动", "assist.event", 3),
    ("团建助企活动", "assist.event", 3),
    ("助企活动", "assist.event", 3),
    ("惠企活动", "assist.event", 2),
    ("主题活动", "assist.event", 2),
    ("助企服务", "assist.service", 3),
    ("惠企服务", "assist.service", 3),
    ("入企服务", "assist.service", 3),
    ("企业服务", "assist.service", 2),
    ("服务企业", "assist.service", 2),
    ("走访企业", "assist.service", 2),
    ("企业走访", "assist.service", 2),
    ("助企走访", "assist.service", 3),
    ("走访服务", "assist.service", 2),
    ("上门服务", "assist.service", 2),
    ("助企纾困", "assist.service", 2),
    ("助企", "assist.service", 1),
    ("惠企", "assist.service", 1),
    ("走访慰问", "assist.service", 1),
    ("走访", "assist.service", 1),
    ("未能满足的诉求", "assist.unmet", 3),
    ("未满足诉求", "assist.unmet", 3),
    ("企业诉求", "assist.request", 3),
    ("诉求", "assist.request", 2),
    ("企业需求", "assist.request", 2),
    ("覆盖非公企业", "assist.enterprise_covered", 3),
    ("覆盖企业", "assist.enterprise_covered", 3),
    ("非公企业名录", "assist.enterprise_covered", 2),
    ("暑托班儿童", "assist.care_child", 3),
    ("暑托班学员", "assist.care_child", 3),
    ("暑托班学生", "assist.care_child", 3),
    ("暑托班报名", "assist.care_child", 3),
    ("入托儿童", "assist.care_child", 3),
    ("暑托班", "assist.care_class", 3),
    ("暑期托管班", "assist.care_class", 3),
    ("托管班", "assist.care_class", 2),
    ("青马工程", "assist.talent_trainee", 3),
    ("青马", "assist.talent_trainee", 3),
    ("青年马克思主义者", "assist.talent_trainee", 3),
    ("绿色通道", "assist.green_channel", 3),
    ("和谐企业", "assist.green_channel", 3),
    ("驿站建设", "station.site", 3),
    ("驿站分布", "station.site", 3),
    ("驿站站点", "station.site", 3),
    ("驿站一览", "station.site", 3),
    ("驿站名录", "station.site", 3),
    ("站点", "station.site", 2),
    ("驿站", "station.site", 2),
    ("房间", "station.room", 2),
    ("床位", "station.bed", 2),
    ("活动面积", "station.area_m2", 2),
    ("免费住宿", "station.night", 3),
    ("住宿晚数", "station.night", 3),
    ("驿站入住", "station.guest", 3),
    ("青年入住", "station.guest", 3),
    ("入住登记", "station.guest", 3),
    ("住宿登记", "station.guest", 3),
    ("入住青年", "station.guest", 3),
    ("住宿人员", "station.guest", 3),
    ("入住人员", "station.guest", 3),
    ("驿站住宿", "station.guest", 3),
    ("来苏青年", "station.guest", 3),
    ("入住", "station.guest", 2),
    ("住宿", "station.guest", 1),
    ("驿站申请", "station.application", 3),
    ("入住申请", "station.application", 3),
    ("驿站入住申请", "station.application", 3),
    ("住宿申请", "station.application", 3),
    ("申请审核", "station.application", 2),
    ("廉政党课", "integrity.class", 2),
    ("清风课堂", "integrity.class", 3),
    ("清风", "integrity.class", 2),
    ("廉政课堂", "integrity.class", 3),
    ("廉洁课堂", "integrity.class", 2),
    ("节日廉政提醒", "integrity.reminder", 3),
    ("廉政提醒", "integrity.reminder", 3),
    ("廉洁提醒", "integrity.reminder", 3),
    ("节日提醒", "integrity.reminder", 3),
    ("节前提醒", "integrity.reminder", 3),
    ("谈心谈话", "integrity.talk", 3),
    ("谈心", "integrity.talk", 2),
    ("谈话", "integrity.talk", 2),
    ("整改问题", "integrity.rectification_open", 3),
    ("问题整改", "integrity.rectification_open", 3),
    ("整改台账", "integrity.rectification_open", 3),
    ("整改清单", "integrity.rectification_open", 3),
    ("整改", "integrity.rectification_open", 2),
    ("反馈问题", "integrity.rectification_open", 2),
    ("整改问题未销号", "integrity.rectification_open", 3),
    ("未销号", "integrity.rectification_open", 3),
    ("整改问题已销号", "integrity.rectification_done", 3),
    ("已销号", "integrity.rectification_done", 3),
    ("重点工作督办", "duty.assigned", 3),
    ("督办台账", "duty.assigned", 3),
    ("督查督办", "duty.assigned", 3),
    ("督办", "duty.assigned", 2),
    ("参加组织生活", "life.attendance", 3),
    ("交办事项", "duty.assigned", 3),
    ("督办事项", "duty.assigned", 2),
    ("交办", "duty.assigned", 2),
    ("逾期事项", "duty.overdue", 3),
    ("超期事项", "duty.overdue", 3),
    ("办结事项", "duty.done", 3),
    ("评选表彰", "merit.commended", 3),
    ("评选树优", "merit.commended", 3),
    ("表彰先进", "merit.commended", 3),
    ("先进典型", "merit.commended", 2),
    ("表彰", "merit.commended", 3),
    ("宣传事迹", "merit.publicised", 3),
    ("事迹宣传", "merit.publicised", 3),
    ("典型宣传", "merit.publicised", 3),
    ("支部工作法", "brand.work_method", 3),
    ("工作法", "brand.work_method", 3),
    ("收回问卷", "voice.answer", 3),
    ("问卷回收", "voice.answer", 3),
    ("回收问卷", "voice.answer", 3),
    ("答卷", "voice.answer", 2),
    ("调研问卷", "voice.survey", 3),
    ("问卷调查", "voice.survey", 3),
    ("问卷", "voice.survey", 2),
];

/// Headings of columns that count: what a column of numbers speaks of, where the sign alone would say something else.
const COLUMNS: &[(&str, &str)] = &[
    ("服务企业家次", ""),
    ("服务企业数", "assist.enterprise_covered"),
    ("服务企业家数", "assist.enterprise_covered"),
    ("服务企业", "assist.enterprise_covered"),
    ("走访企业数", "assist.enterprise_covered"),
    ("走访企业", "assist.enterprise_covered"),
    ("惠及企业", "assist.enterprise_covered"),
    ("受益企业", "assist.enterprise_covered"),
    ("覆盖企业", "assist.enterprise_covered"),
    ("企业覆盖", "assist.enterprise_covered"),
    ("企业数", "assist.enterprise_covered"),
    ("服务场次", "assist.service"),
    ("服务次数", "assist.service"),
    ("服务企业场次", "assist.service"),
    ("服务企业次数", "assist.service"),
    ("走访场次", "assist.service"),
    ("走访次数", "assist.service"),
    ("助企场次", "assist.service"),
    ("主题活动", "assist.event"),
    ("助企活动", "assist.event"),
    ("项目", "assist.project"),
    ("政策", "assist.policy"),
    ("阵地", "assist.position"),
    ("驿站", "station.site"),
    ("站点", "station.site"),
    ("房间", "station.room"),
    ("客房", "station.room"),
    ("床位", "station.bed"),
    ("活动面积", "station.area_m2"),
    ("公共面积", "station.area_m2"),
    ("服务青年", "station.guest"),
    ("来苏青年", "station.guest"),
    ("入住人数", "station.guest"),
    ("入住青年", "station.guest"),
    ("住宿人数", "station.guest"),
    ("入住人次", ""),
    ("住宿晚数", "station.night"),
    ("入住晚数", "station.night"),
    ("免费住宿", "station.night"),
    ("住宿天数", "station.night"),
    ("间夜", "station.night"),
    ("暑托班人数", "assist.care_child"),
    ("入托人数", "assist.care_child"),
    ("托管儿童", "assist.care_child"),
    ("志愿者", "mobilise.volunteer_people"),
    ("下沉", "mobilise.work_team_people"),
    ("参加人数", ""),
    ("参与人数", ""),
    ("成员数", ""),
    ("党员数", ""),
    ("完成率", ""),
    ("占比", ""),
    ("同比", ""),
    ("环比", ""),
    ("排名", ""),
    ("目标", ""),
    ("任务数", ""),
    ("计划", ""),
    ("新增", ""),
];

/// One sign found in a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    /// The metric it speaks of.
    pub metric: &'static Metric,
    /// 1 to 3.
    pub weight: u32,
    /// Where it stands, in characters.
    pub at: usize,
    /// Characters it covers.
    pub length: usize,
}

/// Every sign, and every metric's own name.
fn signs() -> impl Iterator<Item = (&'static str, &'static str, u32)> {
    SIGNS.iter().copied().chain(METRICS.iter().map(|metric| (metric.name, metric.code, 3)))
}

/// The signs of a text that [`super::plain`] has folded; of overlapping ones the longest, in the order of the text.
pub(crate) fn hits(text: &str) -> Vec<Hit> {
    let mut found: Vec<Hit> = Vec::new();
    for (pattern, code, weight) in signs() {
        let Some(metric) = metric(code) else { continue };
        for (byte, _) in text.match_indices(pattern).take(8) {
            found.push(Hit { metric, weight, at: text[..byte].chars().count(), length: pattern.chars().count() });
        }
    }
    found.sort_by_key(|hit| (std::cmp::Reverse(hit.length), hit.at));
    let mut kept: Vec<Hit> = Vec::new();
    for hit in found {
        if kept.iter().all(|k| hit.at >= k.at + k.length || k.at >= hit.at + hit.length) {
            kept.push(hit);
        }
    }
    kept.sort_by_key(|hit| hit.at);
    kept
}

/// Metrics that a cell of a kind column may mean: 主题党日, 上党课, 支委会会议. More than one: the cell names two kinds. Empty: unknown.
pub(crate) fn kind_metrics(text: &str) -> Vec<&'static Metric> {
    if let Some(named) = METRICS.iter().find(|metric| metric.name == text) {
        return vec![named];
    }
    let mut out: Vec<&'static Metric> = Vec::new();
    for hit in hits(text).iter().filter(|hit| hit.weight >= 2 && text.chars().count() <= hit.length + 10) {
        if !out.iter().any(|m| m.code == hit.metric.code) {
            out.push(hit.metric);
        }
    }
    out
}

/// What a column of numbers with this heading counts. The outer `None`: the heading says nothing of a metric or is no count of one.
pub(crate) fn column_metric(heading: &str) -> Option<&'static Metric> {
    let mut best: Option<(usize, &str)> = None;
    let signs = signs().filter(|(_, _, weight)| *weight >= 2).map(|(pattern, code, _)| (pattern, code));
    for (pattern, code) in COLUMNS.iter().copied().chain(signs) {
        let length = pattern.chars().count();
        if heading.contains(pattern) && best.is_none_or(|(longest, _)| length > longest) {
            best = Some((length, code));
        }
    }
    best.and_then(|(_, code)| metric(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_names_a_metric_that_is_known() {
        for (pattern, code, weight) in SIGNS {
            assert!(metric(code).is_some() && (1..=3).contains(weight), "{pattern} {code}");
        }
        for (pattern, code) in COLUMNS {
            assert!(code.is_empty() || metric(code).is_some(), "{pattern} {code}");
        }
    }

    #[test]
    fn every_metric_is_known_by_its_own_name() {
        for metric in METRICS {
            let codes: Vec<&str> = kind_metrics(metric.name).iter().map(|m| m.code).collect();
            assert_eq!(codes, [metric.code]);
        }
    }

    #[test]
    fn the_longest_sign_hides_those_inside_it() {
        let codes = |text: &str| hits(text).iter().map(|h| h.metric.code).collect::<Vec<_>>();
        assert_eq!(codes("团建助企服务团名录"), ["assist.team"]);
        assert_eq!(codes("志愿服务时长登记"), ["mobilise.volunteer_hours"]);
        assert_eq!(codes("疫情防控下沉和志愿服务人员名册"), ["mobilise.work_team_people", "mobilise.volunteer_people"]);
        assert!(codes("固定资产").is_empty());
    }

    #[test]
    fn columns_of_numbers_are_told_by_what_they_count() {
        let code = |text: &str| column_metric(text).map(|m| m.code);
        assert_eq!(code("服务场次"), Some("assist.service"));
        assert_eq!(code("服务企业数"), Some("assist.enterprise_covered"));
        assert_eq!(code("服务团数"), Some("assist.team"));
        assert_eq!(code("党课参加人数"), None);
        assert_eq!(code("金额"), None);
    }
}
