//! Words that say which metric a message speaks of.

use std::sync::LazyLock;

use crate::words::Words;

/// Each sign with its code; an empty code hides a sign inside a word that means something else.
const SIGNS: &[(&str, &str)] = &[
    ("study.centre_group", "理论学习中心组 中心组"),
    ("study.political_education", "集体政治教育 集中政治教育 政治教育 集体政治学习 集中政治学习"),
    ("study.must_know", "应知应会"),
    ("study.reading_class", "读书班"),
    ("study.symposium", "座谈会 座谈交流会 恳谈会"),
    ("study.self_hours", "自学 个人学习 学时统计 学时登记 学时"),
    ("outreach.lecture", "宣讲"),
    ("life.member_meeting", "支部党员大会 全体党员大会 党员大会 支部大会 党员会议 全体党员会 全体党员会议 支部党员会"),
    ("life.committee_meeting", "支委会 支部委员会会议 支部委员会 支委会议 支委扩大会 支委开会 支委们开会 支委扩大会议 支委碰头会 支委例会"),
    ("life.group_meeting", "党小组会 党小组会议 党小组学习会 党小组开会 党小组学习 小组会 党小组集中学习 党小组例会"),
    ("life.party_lecture", "党课 微党课"),
    ("life.theme_day", "主题党日 党日活动 固定党日 党日 党员活动日 统一活动日"),
    ("life.organisational_life", "组织生活会"),
    ("life.appraisal", "民主评议党员会议 民主评议党员大会 民主评议党员 民主评议"),
    ("life.joint_study", "联学共建 联学联建 联学活动 联学 联合学习"),
    ("life.oath", "入党宣誓 重温入党誓词 入党誓词 入党誓言 宣誓仪式 宣誓"),
    ("org.branch", "新增党支部 新设党支部 新成立党支部 党支部成立 成立党支部 新建党支部 党支部揭牌"),
    ("org.member", "正式党员 转入党员 新转入党员 预备党员转正 转正 新增党员 党员转入 转为正式党员"),
    ("org.probationary", "预备党员 发展党员 新发展党员 吸收党员"),
    ("election.held", "换届选举 换届大会 换届 选举大会"),
    ("mobilise.work_team_people", "下沉工作队 下沉队 下沉 抗疫工作队"),
    (
        "mobilise.volunteer_hours",
        "志愿者服务时长 党员志愿者服务时长 志愿者时长 志愿服务时长 志愿时长 服务时长 志愿服务工时 志愿工时 志愿服务小时数",
    ),
    ("mobilise.volunteer_people", "志愿服务 志愿者 志愿活动 志愿服务活动 志愿 义工 党员志愿者 青年志愿者 志愿服务队"),
    ("assist.team", "服务团 助企服务团 惠企服务团 青年服务团"),
    ("assist.project", "项目 项目库 助企项目 惠企项目 入库项目 项目入库"),
    ("assist.policy", "政策包 惠企政策 助企政策 政策"),
    ("assist.position", "阵地云 青年阵地 线下阵地 线上阵地 线上线下阵地 阵地"),
    (
        "assist.event",
        "主题活动 助企主题活动 助企活动 团建助企活动 惠企活动 助企专场 助企沙龙 助企招聘 助企对接会 惠企专场 助企集市 助企直播 助企培训 助企宣讲会 助企主题沙龙 团建助企主题活动 惠企主题活动",
    ),
    ("assist.service", "服务场次 提供服务 助企服务 惠企服务 入企服务 企业服务 上门服务 助企走访 走访服务 企业走访 走访企业"),
    (
        "assist.unmet",
        "未能满足诉求 未能满足的诉求 未满足诉求 未满足的诉求 无法满足诉求 未解决诉求 未解决的诉求 未能满足 未满足 无法满足 不能满足 未能解决 暂未解决 未解决 没能满足 满足不了",
    ),
    ("assist.request", "企业诉求 诉求 企业需求 融资需求 用工需求 招工需求 用地需求 人才需求 资金需求 政策需求"),
    ("assist.care_child", "儿童 孩子 小朋友 学生 学童"),
    ("assist.care_class", "暑托班 暑期托管班 托管班 爱心暑托班"),
    ("assist.talent_trainee", "青马工程企业班 青马工程 青马企业班 青马班 青马"),
    ("assist.green_channel", "绿色通道 和谐企业"),
    ("station.site", "青年人才驿站 苏青驿站 青年驿站 人才驿站 驿站站点 驿站 站点"),
    ("station.room", "驿站房间 驿站客房 房间 客房 住房"),
    ("station.bed", "驿站床位 驿站床铺 床位 床铺"),
    ("station.area_m2", "公共活动面积 活动面积 公共面积 活动区域面积 公共活动区面积 公共区域面积 公共空间面积 驿站面积 驿站公共活动面积"),
    ("station.guest", "来苏青年 入住青年 求职青年 入住 接待青年 服务青年"),
    ("station.night", "免费住宿 住宿 入住晚数 住了 免费住 晚数"),
    ("station.application", "驿站申请 入住申请 住宿申请 申请"),
    ("station.approved", "审核通过 申请通过 通过 批准"),
    ("station.refused", "不予通过 未通过 没通过 不通过 驳回 审核不通过 未予通过 拒绝"),
    ("station.no_show", "未到 爽约 未入住 没来住 未如约入住 没到店"),
    ("integrity.class", "清风课堂 廉政课堂 廉洁课堂 清风讲堂"),
    (
        "integrity.reminder",
        "节日廉政提醒 廉政提醒 廉洁提醒 节前提醒 节日提醒 廉政短信 廉洁短信 廉洁过节提醒 廉政提示 廉洁提示 廉政提醒短信 节前廉政 廉政提醒谈话 廉洁提醒谈话",
    ),
    ("integrity.talk", "谈心谈话 谈心 谈话 谈了话 谈了心"),
    ("integrity.rectification_done", "销号 销号整改问题 销号问题 整改销号问题 整改完成问题 整改到位 整改完成 完成整改 已整改"),
    ("integrity.rectification_open", "未销号 未销号问题 未销号整改问题 整改问题 问题清单 整改清单"),
    ("duty.assigned", "交办事项 交办 督办单"),
    ("duty.done", "办结 办毕"),
    ("duty.overdue", "逾期 超期"),
    ("merit.commended", "分获 喜获 称号 表彰 获评 被评为 被授予 评为 荣获 优秀共产党员 优秀党务工作者 荣立"),
    ("merit.publicised", "先进典型 先进人物 典型人物 先进事迹 典型事迹 事迹报道 事迹宣传 宣传事迹 事迹"),
    ("brand.work_method", "支部工作法 党建工作法 工作法"),
    ("voice.survey", "调研问卷 问卷调查 调查问卷 问卷 线上调研 问卷调研"),
    ("voice.answer", "收回问卷 回收问卷 收回有效问卷 回收有效问卷 问卷回收 问卷收回 答卷 收回 回收"),
    (
        "",
        "优秀志愿者 最美志愿者 十佳志愿者 星级志愿者 先进志愿者 青年志愿者协会 志愿者之家 志愿者服务站 志愿者联盟 志愿服务站 志愿服务项目 志愿服务大赛 志愿服务基地 志愿服务大数据 支委会议题 会议议题 入党志愿书 志愿书 志愿填报 高考志愿 三会一课 政策法规 政策宣讲 政策宣传 政策解读 惠企政策宣讲 惠企政策宣传 惠企政策解读 通过了 一致通过 表决通过 审议通过 通过率 通过学习 通过观看 通过参观 通过线上 通过对 通过此次 通过本次 \
         通过活动 通过开展 通过实地 通过电话 申请书 入党申请 转正申请 申请人 入党申请人 申请表 志愿者协会 监督谈话 提醒谈话 诫勉谈话 表彰大会 表彰会 表彰仪式 住宿舍 志愿服务队成立 志愿服务培训 志愿者培训 \
         主题团日 书记谈话 回收垃圾 回收站 驿站管理员 驿站负责人 中心组组长 换届筹备 换届工作 换届纪律 学时证明 被评为星级 垃圾回收 党课比赛 党课大赛 微党课大赛 微党课比赛 党课竞赛 房间号 学生会 学生处 转正仪式 \
         学生党支部 转正大会 发展大会 党员发展大会 预备党员接收大会 接收预备党员大会 发展党员大会 快递驿站 菜鸟驿站 党群驿站 红色驿站 爱心驿站 惠企政策落地 政策性 转正汇报 不通过夜 助企政策宣讲 政策咨询 政策申报 政策扶持 主题党日室",
    ),
];

/// Every sign.
pub(crate) static ALL: LazyLock<Words<&'static str>> =
    LazyLock::new(|| Words::new(SIGNS.iter().flat_map(|(code, list)| list.split_whitespace().map(move |word| (word, *code)))));

#[cfg(test)]
mod tests {
    use super::SIGNS;
    use crate::lexicon::metrics::metric;

    #[test]
    fn every_sign_names_a_metric_that_is_known() {
        for (code, _) in SIGNS {
            assert!(code.is_empty() || metric(code).is_some(), "{code}");
        }
    }
}
