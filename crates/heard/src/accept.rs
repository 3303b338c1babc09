//! What each metric asks beside its sign before it is believed.

use crate::lexicon::cues::{DONE_HEADING, FRESH};
use crate::lexicon::metrics::{Form, Metric};
use crate::seen::Seen;
use crate::text::{Span, find, stands};

/// What the message around a piece speaks of.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Around {
    /// Stations, stays, youth who come to the city.
    pub stays: bool,
    /// Volunteers.
    pub volunteering: bool,
    /// Summer day care.
    pub caring: bool,
    /// Questionnaires.
    pub asking: bool,
    /// Serving firms is what the heading says.
    pub serving: bool,
    /// Something for firms was held.
    pub assisting: bool,
    /// New things are being listed.
    pub fresh: bool,
    /// Requests of firms.
    pub requests: bool,
    /// Firms.
    pub firms: bool,
    /// The secretariat speaks or is spoken of.
    pub leaders: bool,
}

impl Around {
    pub fn of(text: &[char], span: Span) -> Around {
        let any = |words: &[&str]| words.iter().any(|word| find(text, span, word).is_some());
        Around {
            stays: any(&["驿站", "入住", "来苏", "住宿"]),
            volunteering: any(&["志愿", "义工"]),
            caring: any(&["暑托", "托管班"]),
            asking: any(&["问卷", "答卷"]),
            serving: false,
            assisting: any(&["助企", "惠企"]),
            fresh: false,
            requests: any(&["诉求", "企业需求"]),
            firms: any(&["企业", "非公", "民企", "助企"]),
            leaders: any(&["书记", "书记室", "班子成员", "班子", "主席", "基层"]),
        }
    }
}

/// Behind a sign: papers about the thing, not the thing.
const PAPERS: [&str; 30] = [
    "纪要",
    "人次",
    "请示",
    "批复",
    "材料",
    "照片",
    "台账",
    "记录",
    "方案",
    "通知",
    "计划",
    "人数",
    "签到",
    "资料",
    "新闻",
    "课件",
    "教案",
    "室",
    "场地",
    "预告",
    "制度",
    "的材料",
    "的照片",
    "的通知",
    "的方案",
    "的记录",
    "活动记录",
    "活动方案",
    "活动照片",
    "会议记录",
];
/// Before a sign: it is spoken of, not held.
const SPOKEN_OF: [&str; 15] =
    ["批复", "同意", "批准", "研究", "部署", "讨论", "筹备", "布置", "商讨", "谋划", "酝酿", "商议", "安排", "征求", "通报"];

/// Whether a sign is believed. `counted`: it has a number of its own.
pub(crate) fn accepts(text: &[char], seen: &Seen, metric: &Metric, hit: Span, clause: Span, counted: bool, around: &Around) -> bool {
    let any = |span: Span, words: &[&str]| words.iter().any(|word| find(text, span, word).is_some());
    let piece = seen.piece.span;
    let before = Span::new(clause.start, hit.start);
    let near = Span::new(piece.start.max(hit.start.saturating_sub(8)), (hit.end + 8).min(piece.end));
    let heads = seen.counts.iter().any(|count| count.is_heads() && !seen.is_undone(count.span));
    let fresh = FRESH.any(text, piece) || around.fresh;
    // 主题党日（待开展）
    if ["(待", "(未", "(拟", "(计划", "(取消", "(延期", "(暂缓", "(预计"].iter().any(|word| stands(text, hit.end, word)) {
        return false;
    }
    if metric.form == Form::Acts && !counted {
        let spoken = Span::new(clause.start.max(hit.start.saturating_sub(5)), hit.start);
        let heading = DONE_HEADING.any(text, Span::new(hit.end, piece.end)) && seen.piece.heads;
        if !heading && PAPERS.iter().any(|word| stands(text, hit.end, word)) || any(spoken, &SPOKEN_OF) && hit.start > piece.start + 6 {
            return false;
        }
    }
    match metric.code {
        "life.committee_meeting" => {
            let body = Span::new(clause.start.max(hit.start.saturating_sub(7)), hit.start);
            !any(body, &["新一届", "选举产生", "选出", "产生", "成立", "当选"])
                && !["成员", "委员", "班子"].iter().any(|word| stands(text, hit.end, word))
        }
        "outreach.lecture" => {
            !any(before, &["听了", "听完", "收听"])
                && around.leaders
                && (counted || !any(piece, &["志愿者", "讲师团", "宣讲团", "宣讲会", "宣讲比赛", "宣讲员"]))
        }
        "study.must_know" => !any(Span::new(hit.end, piece.end), &["测试", "考试", "竞赛", "题库", "抽查", "抽考"]),
        "assist.service" => {
            counted
                || !seen.firms.is_empty()
                || any(clause, &["开展", "提供", "走访", "上门", "入企", "助企服务", "惠企服务"]) && !any(clause, &["诉求清单", "平台"])
        }
        "assist.request" => {
            let solved = Span::new(clause.start.max(hit.start.saturating_sub(5)), hit.start);
            let told = any(piece, &["收集", "受理", "提出", "反映", "征集", "梳理", "收到", "登记", "摸排", "提了"]);
            let counted = counted
                || seen
                    .counts
                    .iter()
                    .any(|count| count.is_in(&["件", "条", "项"]) && clause.covers(count.span) && count.span.start > hit.end);
            let named = !seen.firms.is_empty() && (text.get(hit.end) == Some(&':') || any(before, &["接了", "接到", "接", "有"]));
            let after = ["办理", "反馈", "清单", "台账", "情况", "处理", "答复"].iter().any(|word| stands(text, hit.end, word));
            let closed = any(piece, &["答复", "办结", "已解决", "回复"]);
            let told = told && !after && !closed;
            let named = named && !closed;
            (counted || named || told && metric.unit == "件" && any(before, &["收集", "受理", "提出", "收到", "登记"]))
                && !any(solved, &["解决", "回应", "化解", "答复", "办结", "办理", "满足"])
        }
        "mobilise.volunteer_people" => {
            counted
                || heads
                || !seen.people.is_empty()
                || !any(piece, &["表扬", "做得好", "感谢信", "招募"]) && !any(before, &["聊", "谈论", "交流", "讨论"])
        }
        "integrity.reminder" => counted || !any(piece, &["起草", "拟好", "审定", "待发", "草拟"]),
        "assist.event" => text.get(hit.start) != Some(&'主') || around.assisting && (counted || any(clause, &["助企", "惠企"])),
        "assist.unmet" => around.requests || any(piece, &["诉求", "企业"]),
        "assist.enterprise_covered" | "station.night" | "station.application" | "voice.answer" => {
            counted && (metric.code != "voice.answer" || around.asking) && (metric.code != "station.application" || around.stays)
        }
        // A heading; the hours stand in the list below it.
        "mobilise.volunteer_hours" => counted || seen.counts.is_empty() && (seen.piece.heads || seen.piece.line == 0),
        "study.self_hours" => {
            counted
                || seen.counts.iter().any(crate::numbers::Count::is_hours)
                || seen.piece.heads
                || seen.piece.first && seen.piece.line == 0
        }
        "station.approved" | "station.refused" => counted && around.stays,
        "station.no_show" => around.stays,
        "station.guest" => !stands(text, hit.end, "代表") && around.stays && (counted || heads || !seen.people.is_empty()),
        "assist.care_child" => around.caring && counted,
        "assist.care_class" => counted && fresh || any(near, &["开班", "开设", "新开", "开办", "开营", "揭牌", "开课"]),
        "assist.talent_trainee" => {
            counted
                || (heads || !seen.people.is_empty()) && any(piece, &["开班", "学员", "录取", "结业", "毕业", "招收"])
                || any(piece, &["开班", "录取"])
        }
        "assist.green_channel" => counted || any(piece, &["申报", "推荐", "申评", "参评", "提交"]),
        "integrity.rectification_done" | "duty.done" => counted && !(metric.code == "duty.done" && any(piece, &["诉求"])),
        "duty.assigned" => counted || any(before, &["新", "上级", "书记"]) && any(clause, &["交办给", "交办了"]),
        "merit.commended" => commended(text, seen, hit),
        "merit.publicised" => {
            counted
                || any(
                    piece,
                    &[
                        "刊发", "发布", "推送", "刊登", "报道", "登上", "发表", "推出", "登了", "整版", "头版", "登载", "发了", "推了",
                        "推文",
                    ],
                )
        }
        "voice.survey" => {
            counted || any(piece, &["发放", "开展", "发布", "组织", "完成", "启动", "下发", "推送", "进行", "做了", "发出", "发了"])
        }
        "station.site" => {
            let opens = ["揭牌", "启用", "挂牌", "建成", "开业", "投用", "落成", "投入使用", "授牌", "投入运营"];
            let added = Span::new(clause.start.max(hit.start.saturating_sub(6)), hit.start);
            let new = any(added, &["新增", "新建", "新开", "又建"]);
            counted && fresh && !any(clause, &["签约"]) || any(clause, &opens) || new
        }
        "station.room" | "station.bed" | "station.area_m2" | "assist.policy" | "duty.overdue" | "integrity.rectification_open" => {
            counted && fresh
        }
        "assist.team" | "assist.project" | "assist.position" => fresh && (counted || FRESH.any(text, near)),
        "org.probationary" => {
            any(piece, &["接收", "吸收", "发展", "新增", "成为", "吸纳"])
                && (counted || !seen.people.is_empty() || heads)
                && !any(piece, &["转正", "转为正式"])
        }
        "org.member" => {
            counted
                || (!seen.people.is_empty() || heads && FRESH.any(text, clause))
                    && !seen.hits.iter().any(|other| other.code == "integrity.talk" && clause.covers(other.span))
        }
        "org.branch" | "brand.work_method" => fresh,
        _ => true,
    }
}

/// Persons are commended; honours of an org are none.
fn commended(text: &[char], seen: &Seen, hit: Span) -> bool {
    let any = |span: Span, words: &[&str]| words.iter().any(|word| find(text, span, word).is_some());
    let verbs = ["表彰", "获评", "评为", "授予", "荣获", "获", "当选"];
    let heads = seen.counts.iter().any(|count| count.is_heads());
    let whole = any(
        Span::new(hit.start, seen.piece.span.end),
        &["集体", "文明号", "先进单位", "先进党支部", "先进基层党组织", "先进支部", "优秀组织奖", "称号的支部", "星级"],
    );
    any(seen.piece.span, &verbs)
        && (heads || !seen.people.is_empty())
        && !(whole && seen.people.is_empty() && !any(seen.piece.span, &["名", "位"]))
}
