//! What each metric asks beside its sign before it is believed.

use crate::lexicon::cues::{DONE_HEADING, FRESH};
use crate::lexicon::metrics::{Form, Metric};
use crate::numbers::Count;
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

/// A sign with what stands about it.
struct Sign<'a> {
    text: &'a [char],
    seen: &'a Seen,
    metric: &'a Metric,
    hit: Span,
    clause: Span,
    /// It has a number of its own.
    counted: bool,
    around: &'a Around,
}

/// Whether a sign is believed. `counted`: it has a number of its own.
pub(crate) fn accepts(text: &[char], seen: &Seen, metric: &Metric, hit: Span, clause: Span, counted: bool, around: &Around) -> bool {
    let sign = Sign { text, seen, metric, hit, clause, counted, around };
    if sign.is_put_off() || sign.is_spoken_of() {
        return false;
    }
    match metric.code.split_once('.').map(|(family, _)| family) {
        Some("study" | "life" | "outreach") => sign.life(),
        Some("assist") => sign.assist(),
        Some("station") => sign.station(),
        Some("org" | "integrity" | "duty" | "brand") => sign.office(),
        _ => sign.people(),
    }
}

impl Sign<'_> {
    fn any(&self, span: Span, words: &[&str]) -> bool {
        words.iter().any(|word| find(self.text, span, word).is_some())
    }

    fn in_piece(&self, words: &[&str]) -> bool {
        self.any(self.seen.piece.span, words)
    }

    fn in_clause(&self, words: &[&str]) -> bool {
        self.any(self.clause, words)
    }

    /// In the clause, before the sign.
    fn before(&self, words: &[&str]) -> bool {
        self.any(Span::new(self.clause.start, self.hit.start), words)
    }

    /// In the clause, in so many characters before the sign.
    fn just_before(&self, characters: usize, words: &[&str]) -> bool {
        self.any(Span::new(self.clause.start.max(self.hit.start.saturating_sub(characters)), self.hit.start), words)
    }

    fn followed(&self, words: &[&str]) -> bool {
        words.iter().any(|word| stands(self.text, self.hit.end, word))
    }

    fn near(&self) -> Span {
        let piece = self.seen.piece.span;
        Span::new(piece.start.max(self.hit.start.saturating_sub(8)), (self.hit.end + 8).min(piece.end))
    }

    fn fresh(&self) -> bool {
        FRESH.any(self.text, self.seen.piece.span) || self.around.fresh
    }

    fn heads(&self) -> bool {
        self.seen.counts.iter().any(|count| count.is_heads() && !self.seen.is_undone(count.span))
    }

    fn named(&self) -> bool {
        !self.seen.people.is_empty()
    }

    /// 主题党日（待开展）
    fn is_put_off(&self) -> bool {
        self.followed(&["(待", "(未", "(拟", "(计划", "(取消", "(延期", "(暂缓", "(预计"])
    }

    /// 研究换届, 主题党日方案, 党课课件: papers about it and talk of it.
    fn is_spoken_of(&self) -> bool {
        if self.metric.form != Form::Acts || self.counted {
            return false;
        }
        let piece = self.seen.piece.span;
        let heading = self.seen.piece.heads && DONE_HEADING.any(self.text, Span::new(self.hit.end, piece.end));
        // 党员大会签到, 党员大会签到接龙, above the names: it was held.
        let rest = find(self.text, Span::new(self.hit.end, piece.end), "签到").filter(|at| *at == self.hit.end).map(|at| at + 2);
        let signed = rest.is_some_and(|at| at >= piece.end || stands(self.text, at, "接龙") || self.text[at] == ':');
        let heading = heading || signed;
        !heading && self.followed(&PAPERS) || self.just_before(5, &SPOKEN_OF) && self.hit.start > piece.start + 6
    }

    fn life(&self) -> bool {
        let seen = self.seen;
        match self.metric.code {
            // 选举产生新一届支委会: the body, no meeting of it.
            "life.committee_meeting" => {
                !self.just_before(7, &["新一届", "选举产生", "选出", "产生", "成立", "当选"]) && !self.followed(&["成员", "委员", "班子"])
            }
            "outreach.lecture" => {
                let others = ["志愿者", "讲师团", "宣讲团", "宣讲会", "宣讲比赛", "宣讲员"];
                !self.before(&["听了", "听完", "收听"]) && self.around.leaders && (self.counted || !self.in_piece(&others))
            }
            "study.must_know" => !self.any(Span::new(self.hit.end, seen.piece.span.end), &["测试", "考试", "竞赛", "题库", "抽查", "抽考"]),
            "study.self_hours" => {
                let heading = seen.piece.heads || seen.piece.first && seen.piece.line == 0;
                self.counted || heading || seen.counts.iter().any(Count::is_hours)
            }
            _ => true,
        }
    }

    fn assist(&self) -> bool {
        let (counted, around) = (self.counted, self.around);
        match self.metric.code {
            "assist.service" => {
                let served = ["开展", "提供", "走访", "上门", "入企", "助企服务", "惠企服务"];
                let bare = ["提供服务", "服务场次"].iter().any(|word| stands(self.text, self.hit.start, word));
                if bare && !(counted && around.firms && !around.volunteering) {
                    return false;
                }
                counted || !self.seen.firms.is_empty() || self.in_clause(&served) && !self.in_clause(&["诉求清单", "平台"])
            }
            "assist.request" => self.is_request(),
            "assist.event" => {
                self.text.get(self.hit.start) != Some(&'主')
                    || around.assisting && (counted || self.in_clause(&["助企", "惠企"]))
                    || around.firms && counted
            }
            "assist.unmet" => around.requests || self.in_piece(&["诉求", "企业"]),
            // 服务企业家数：姑苏12，吴中9
            "assist.enterprise_covered" => {
                counted || self.seen.counts.is_empty() && self.followed(&["数"]) || self.followed(&["家数", "户数", "数量", "数:"])
            }
            "assist.care_child" => around.caring && counted,
            "assist.care_class" => {
                let opens = ["开班", "开设", "新开", "开办", "开营", "揭牌", "开课"];
                counted && self.fresh() || self.any(self.near(), &opens)
            }
            "assist.talent_trainee" => {
                let students = ["开班", "学员", "录取", "结业", "毕业", "招收"];
                counted || (self.heads() || self.named()) && self.in_piece(&students) || self.in_piece(&["开班", "录取"])
            }
            "assist.green_channel" => counted || self.in_piece(&["申报", "推荐", "申评", "参评", "提交"]),
            "assist.policy" => counted && self.fresh(),
            // 项目3个入库
            "assist.project" if self.hit.len() == 2 => {
                counted && (self.in_clause(&["入库", "项目库"]) || around.firms && self.just_before(3, &["新增", "新入"]))
            }
            _ => self.fresh() && (counted || FRESH.any(self.text, self.near())),
        }
    }

    /// Taken up and counted, or told by a firm; one that was answered is none.
    fn is_request(&self) -> bool {
        let seen = self.seen;
        let behind = |count: &&Count| self.clause.covers(count.span) && count.span.start > self.hit.end;
        let counted = self.counted || seen.counts.iter().filter(behind).any(|count| count.is_in(&["件", "条", "项"]));
        let closed = self.in_piece(&["答复", "办结", "已解决", "回复"]);
        let told = self.before(&["收集", "受理", "提出", "收到", "登记"])
            && !self.followed(&["办理", "反馈", "清单", "台账", "情况", "处理", "答复"]);
        let firm = !seen.firms.is_empty() && (self.text.get(self.hit.end) == Some(&':') || self.before(&["接", "有"]));
        let solved = self.just_before(5, &["解决", "回应", "化解", "答复", "办结", "办理", "满足"]);
        // 了解用工需求 takes nothing up.
        let needs = stands(self.text, self.hit.end.saturating_sub(2), "需求") && !stands(self.text, self.hit.start, "企业");
        (counted || !closed && !needs && (told || firm)) && !solved
    }

    fn station(&self) -> bool {
        let (counted, stays) = (self.counted, self.around.stays);
        match self.metric.code {
            "station.night" => counted,
            "station.application" | "station.approved" | "station.refused" => counted && stays,
            "station.no_show" => stays,
            "station.guest" => !self.followed(&["代表"]) && stays && (counted || self.heads() || self.named()),
            "station.site" => {
                let opens = ["揭牌", "启用", "挂牌", "建成", "开业", "投用", "落成", "投入使用", "授牌", "投入运营"];
                let new = self.just_before(6, &["新增", "新建", "新开", "又建"]);
                counted && self.fresh() && !self.in_clause(&["签约"]) || self.in_clause(&opens) || new
            }
            _ => counted && self.fresh(),
        }
    }

    fn office(&self) -> bool {
        let counted = self.counted;
        match self.metric.code {
            "integrity.reminder" => counted || !self.in_piece(&["起草", "拟好", "审定", "待发", "草拟"]),
            "integrity.rectification_done" => counted,
            "duty.done" => {
                let items = self
                    .seen
                    .counts
                    .iter()
                    .any(|count| count.unit == "项" && count.span.start >= self.hit.end && count.span.start - self.hit.end <= 2);
                counted && (items || !self.in_piece(&["诉求"]))
            }
            "duty.assigned" => counted || self.before(&["新", "上级", "书记"]) && self.in_clause(&["交办给", "交办了"]),
            "duty.overdue" | "integrity.rectification_open" => counted && self.fresh(),
            "org.probationary" => {
                // 议题：发展党员 names nobody.
                let taken = self.in_piece(&["接收", "吸收", "发展", "新增", "成为", "吸纳"]) && !self.in_piece(&["转正", "转为正式"]);
                taken && (counted || (self.named() || self.heads()) && !self.just_before(6, &["议题", "讨论", "研究"]))
            }
            "org.member" => {
                let talk = self.seen.hits.iter().any(|other| other.code == "integrity.talk" && self.clause.covers(other.span));
                counted || (self.named() || self.heads() && FRESH.any(self.text, self.clause)) && !talk
            }
            "org.branch" | "brand.work_method" => self.fresh(),
            _ => true,
        }
    }

    fn people(&self) -> bool {
        let (seen, counted) = (self.seen, self.counted);
        match self.metric.code {
            "mobilise.volunteer_people" => {
                let praised = self.in_piece(&["表扬", "做得好", "感谢信", "招募"]) || self.before(&["聊", "谈论", "交流", "讨论"]);
                counted || self.heads() || self.named() || !praised
            }
            // A heading; the hours stand in the list below it.
            "mobilise.volunteer_hours" => counted || seen.counts.is_empty() && (seen.piece.heads || seen.piece.line == 0),
            "merit.commended" => self.is_commended(),
            "merit.publicised" => {
                let out = [
                    "刊发", "发布", "推送", "刊登", "报道", "登上", "发表", "推出", "登了", "整版", "头版", "登载", "发了", "推了", "推文",
                ];
                // 表彰先进典型5名 publishes nothing.
                let persons = ["先进典型", "先进人物", "典型人物"].iter().any(|word| stands(self.text, self.hit.start, word));
                counted || !persons && self.in_piece(&out)
            }
            "voice.survey" => {
                let done = ["发放", "开展", "发布", "组织", "完成", "启动", "下发", "推送", "进行", "做了", "发出", "发了"];
                counted || self.in_piece(&done)
            }
            "voice.answer" => counted && self.around.asking,
            _ => true,
        }
    }

    /// Persons are commended; honours of an org are none.
    fn is_commended(&self) -> bool {
        let honours = ["集体", "文明号", "先进单位", "先进党支部", "先进基层党组织", "先进支部", "优秀组织奖", "称号的支部", "星级"];
        let whole = self.any(Span::new(self.hit.start, self.seen.piece.span.end), &honours);
        let persons = self.named() || self.in_piece(&["名", "位"]);
        self.in_piece(&["表彰", "获评", "评为", "授予", "荣获", "获", "当选"]) && (self.heads() || self.named()) && (!whole || persons)
    }
}
