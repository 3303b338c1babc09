//! Column headings: what offices write above a column, and which field it is.

use norms::reading::fold;
use serde::{Deserialize, Serialize};

/// What a column holds. The serialised name is the one that reports and profiles use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// 序号.
    Serial,
    /// The day of the act, or from when a thing stands.
    Day,
    /// The last day: 结束时间, 撤销时间.
    Until,
    /// 入住日期.
    Arrival,
    /// 离店日期.
    Departure,
    /// 月份, where the day column has the day only.
    Month,
    /// 板块, 区县, 单位.
    Org,
    /// 所在支部.
    Branch,
    /// 活动名称, 学习内容, 服务团名称.
    Title,
    /// 入住驿站.
    Station,
    /// 地点.
    Place,
    /// 姓名: the person that the row is about.
    Name,
    /// 主持人, 服务人员: people beside the act, kept as text.
    People,
    /// 服务企业.
    Enterprises,
    /// 类别: the kind of work, row by row.
    Kind,
    /// 次数, 数量: how many acts or things the row stands for.
    Quantity,
    /// 计量单位, where a column gives it.
    Unit,
    /// 参加人数.
    Attendance,
    /// 免费住宿（晚）.
    Nights,
    /// 天数.
    Days,
    /// 房间数.
    Rooms,
    /// 床位数.
    Beds,
    /// 公共活动面积.
    Area,
    /// 服务时长, 学时.
    Hours,
    /// 性别.
    Sex,
    /// 身份证号.
    CitizenId,
    /// 联系电话.
    Phone,
    /// 办理情况, 审核结果.
    Status,
    /// 职务.
    Post,
    /// 入党时间.
    Joined,
    /// 转正时间.
    Confirmed,
    /// 党员类别, 政治面貌.
    Membership,
    /// 备注.
    Remarks,
    /// A known heading that is kept as text only.
    Other,
}

/// A heading recognised: the field, and how surely (3 the word itself, 2 by its ending, 1 by a word in it).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    pub field: Field,
    pub sure: u32,
}

const EXACT: &[(Field, &str)] = &[
    (Field::Serial, "序号 编号 序 号 no no. 序列 行号 #"),
    (
        Field::Day,
        "时间 日期 日 年月日 开展时间 开展日期 活动时间 活动日期 学习时间 学习日期 会议时间 会议日期 召开时间 召开日期 举办时间 举办日期 服务时间 服务日期 宣讲时间 \
         宣讲日期 下发日期 下发时间 印发日期 印发时间 提醒日期 提醒时间 组建时间 组建日期 成立时间 成立日期 入库时间 入库日期 建成时间 建成日期 汇集时间 汇集日期 收录时间 \
         发布时间 发布日期 走访时间 走访日期 开始时间 开始日期 起始时间 起始日期 上岗时间 上岗日期 到岗时间 参加时间 参加日期 谈话时间 谈话日期 授课时间 授课日期 申报时间 \
         申报日期 申请时间 申请日期 报名时间 开班时间 开班日期 表彰时间 交办时间 交办日期 受理时间 受理日期 启用时间 启用日期 投用时间 挂牌时间 立项时间 发生时间 办理时间 发现时间 发现日期 反馈时间 提出时间 提出日期 办证时间 \
         上课时间 培训时间 发放时间 收集时间 收回时间 建立时间 建立日期 起止时间 起止日期 开课日期 上门时间 上门日期 服务起始日期 具体时间 具体日期 活动开展时间 日期(年月日)",
    ),
    (
        Field::Until,
        "结束时间 结束日期 终止时间 终止日期 截止时间 撤销时间 撤销日期 停用时间 停用日期 关闭时间 关闭日期 关停时间 解散时间 解散日期 废止时间 废止日期 失效时间 失效日期 出库时间 销号时间 销号日期 完成销号时间 整改完成时间 整改完成日期 办结时间 办结日期 \
         退出时间 离岗时间 下岗时间 结班时间 注销时间 注销日期 至",
    ),
    (
        Field::Arrival,
        "入住日期 入住时间 入住日 入住 到店日期 到店时间 抵达日期 抵达时间 来苏日期 来苏时间 入站日期 入站时间 入驻日期 入驻时间 住宿开始日期 起住日期 到达日期 到站日期 到站时间 报到入住 来时 来店日期 到店 到达 抵达 入店日期 入店时间",
    ),
    (
        Field::Departure,
        "离店日期 离店时间 离店 退房日期 退房时间 退房 离开日期 离开时间 离站日期 离站时间 退宿日期 退宿时间 搬离日期 离苏日期 住宿结束日期 退住日期 离宿日期 退房日 离店日 离住日期 走时 离开 退宿 离站 搬出日期",
    ),
    (Field::Month, "月份 月 所属月份 月度"),
    (
        Field::Org,
        "板块 区县 县区 区域 市区 县市区 区市 县(市、区) 市(区) 区(市) 县级市(区) 所属板块 所在板块 所属区域 所在区域 所属区县 所在区县 辖区 属地 地区 单位 填报单位 报送单位 组织 组织名称 \
         开展单位 主办单位 主办 举办单位 承办单位 牵头单位 责任单位 服务单位 实施单位 组织单位 所属单位 部门 责任部门 牵头部门 处室 科室 团组织 所属团组织 团委 乡镇 街道 镇街 镇(街道) 地市",
    ),
    (
        Field::Branch,
        "支部 所在支部 党支部 所属支部 所在党支部 所属党支部 支部名称 党支部名称 党组织 所在党组织 所属党组织 党组织名称 开展支部 组织关系所在支部",
    ),
    (
        Field::Title,
        "内容 主题 名称 题目 事项 议题 标题 事由 学习内容 学习主题 活动名称 活动主题 活动内容 主要内容 服务内容 服务事项 宣讲主题 宣讲内容 会议主题 会议内容 会议名称 会议议题 课题 党课题目 党课主题 \
         服务团名称 团队名称 服务团 项目名称 项目 政策名称 政策 阵地名称 阵地 站点名称 驿站名称 站点 站名 项目名 工作内容 工作事项 工作名称 节日 节点 节日节点 问卷名称 问卷主题 诉求内容 诉求 班级名称 班级 班名 工作法名称 \
         谈话内容 谈话主题 提醒内容 下发内容 教育内容 教育主题 课程名称 课程 活动 工作开展情况 活动项目 文件名称 政策文件 内容摘要 点位名称 暑托班名称 问题 整改问题 问题描述 事迹 事迹名称 表彰名称 荣誉名称 荣誉称号 表彰事项 反馈问题 问题表现 存在问题 具体问题 交办事项 督办事项 任务 工作任务 重点任务 具体诉求 课题名称",
    ),
    (Field::Station, "入住驿站 驿站 入住站点 住宿驿站 所住驿站 入住地点 住宿地点 入住点 住宿站点 所在驿站"),
    (Field::Place, "地点 地址 场所 位置 学习地点 活动地点 会议地点 宣讲地点 服务地点 谈话地点 举办地点 具体地址 详细地址 站点地址"),
    (
        Field::Name,
        "姓名 名字 人员姓名 志愿者姓名 志愿者 志愿者名单 队员姓名 队员 队员名单 学员姓名 学员 青年姓名 入住人 入住人姓名 入住人员 入住青年 客人 客人姓名 宾客姓名 住客 住客姓名 旅客姓名 儿童姓名 孩子姓名 学生姓名 儿童 谈话对象 被谈话人 \
         谈话对象姓名 获奖人 表彰对象 受表彰人 受表彰对象 党员姓名 人员名单 申请人 申请人姓名 服务对象姓名 党员 典型姓名 人员 来苏青年 来苏青年姓名 志愿服务人员",
    ),
    (
        Field::People,
        "主持人 主持 宣讲人 主讲人 主讲 授课人 讲课人 服务人员 参加人员 参会人员 参与人员 出席人员 列席人员 团长 队长 负责人 责任人 联系人 记录人 谈话人 领学人 带队人 带队领导 经办人 走访人员 走访人 \
         参加对象 监誓人 领誓人 授课老师 服务专员 服务团成员 成员 组长 牵头人 宣讲成员 站长 班主任 主持人员 主办人",
    ),
    (
        Field::Enterprises,
        "服务企业 企业名称 企业 走访企业 受服务企业 助企企业 覆盖企业 服务企业名称 走访企业名称 对象企业 被服务企业 受益企业 申报企业 服务对象企业 非公企业 非公企业名称 被走访企业 惠及企业 企业名单 \
         服务企业名单 走访单位 被服务单位 单位名称(企业) 申报企业名称 诉求企业 走访企业(单位) 服务对象(企业)",
    ),
    (
        Field::Kind,
        "类别 工作类别 工作类型 类型 活动类型 活动类别 会议类型 会议类别 会议种类 种类 事项类别 事项类型 业务类别 业务类型 工作种类 工作分类 分类 人员类别 工作项目 组织生活类型 组织生活类别 组织生活形式 \
         教育类型 学习类型 台账类别 台账类型 记录类型 指标 指标名称 统计指标 统计项目 条线 工作事项类别 活动种类 会议形式 活动形式 形式",
    ),
    (
        Field::Quantity,
        "数量 次数 场次 场次数 件数 个数 服务次数 服务场次 活动次数 活动场次 开展次数 份数 完成数 完成数量 完成情况(数量) 累计 累计数 累计完成 数值 数 计数 实际完成 收回份数 回收份数 期次数",
    ),
    (Field::Unit, "计量单位 量词"),
    (
        Field::Attendance,
        "人数 参加人数 参与人数 受众人数 覆盖人数 到会人数 实到人数 应到人数 听课人数 听众人数 出席人数 参会人数 参学人数 成员数 成员人数 队员数 服务人数 受益人数 人次 参加人次 参与人次 谈话人数 服务青年数 \
         志愿者人数 志愿者数 志愿服务人数 参加党员数 实到 应到 培训人数 学员人数",
    ),
    (
        Field::Nights,
        "免费住宿 住宿晚数 晚数 住宿天数 入住天数 入住晚数 住宿夜数 夜数 间夜 间夜数 免费住宿天数 免费住宿晚数 住宿(晚) 住宿 住宿时长 入住时长 免费入住天数 住宿晚次 免费天数 免费晚数",
    ),
    (Field::Days, "天数 服务天数 工作天数"),
    (Field::Rooms, "房间数 房间 房间数量 客房数 客房 客房数量 间数 房数 可用房间数 提供房间数 房间总数 房源数"),
    (Field::Beds, "床位数 床位 床位数量 床铺数 床数 床铺 铺位 铺位数 提供床位数 床位总数 可用床位数"),
    (
        Field::Area,
        "公共活动面积 公共活动区 公共活动空间 活动面积 面积 公共面积 活动区面积 公共区域面积 公共空间面积 共享空间面积 活动场地面积 公共活动区面积 公共活动空间面积 公区面积",
    ),
    (
        Field::Hours,
        "服务时长 志愿时长 时长 服务小时数 小时数 志愿服务时长 服务工时 工时 小时 服务小时 学时 学时数 自学学时 自学时长 学习时长 志愿服务小时数 累计时长 课时",
    ),
    (Field::Sex, "性别"),
    (
        Field::CitizenId,
        "身份证号 身份证 身份证号码 证件号码 证件号 公民身份号码 公民身份证号码 居民身份证号 身份证件号码 有效证件号码 证件号码(身份证)",
    ),
    (Field::Phone, "联系电话 电话 手机 手机号 手机号码 联系方式 电话号码 联系人电话 联系手机"),
    (
        Field::Status,
        "办理情况 办理结果 状态 进展 进展情况 完成情况 审核结果 审核意见 销号情况 落实情况 整改情况 整改状态 办理状态 处理结果 是否销号 是否办结 是否通过 解决情况 入住情况",
    ),
    (Field::Post, "职务 党内职务 现任职务 党内任职 单位职务 职位"),
    (Field::Joined, "入党时间 入党日期 加入中共时间 加入党组织时间 加入中国共产党时间 入党年月 加入党组织日期 发展时间"),
    (Field::Confirmed, "转正时间 转正日期 转为正式党员时间 转为正式党员日期 转正年月"),
    (Field::Membership, "党员类别 党员类型 党员状态 政治面貌 党员性质 人员身份 正式/预备"),
    (Field::Remarks, "备注 说明 备 注 其他 其它 备注说明 附注"),
    (
        Field::Other,
        "填报时间 填报日期 登记时间 登记日期 填表时间 填表日期 更新时间 报送时间 报送日期 制表日期 出生日期 出生年月 出生时间 毕业时间 毕业年份 毕业院校 学校 学历 专业 民族 籍贯 工作单位 单位性质 发布单位 发文单位 \
         协办单位 用工单位 实习单位 求职单位 服务对象 适用对象 期数 期次 批次 届次 届 学期 年度 年份 题目数 题数 下发范围 范围 方式 提醒方式 线上/线下 线上线下 行业 所属行业 \
         家长姓名 监护人姓名 监护人 家长 联系人姓名 负责人姓名 紧急联系人 家长电话 年龄 年级 资金 金额 经费 投入 目标 目标数 任务数 计划数 完成率 占比 同比 排名 有效期 有效期至 图片 照片 链接 附件 佐证材料 新闻链接 \
         开放时间 营业时间 运营时间 服务年限 满意度 评价 押金 房号 房间号 车牌 发文机关 发布机关 印发机关 制发机关 学院 院系 整改措施 整改期限 整改时限 完成时限 办理时限 时限 要求完成时间 计划完成时间 车次 学号 工号 邮箱 微信",
    ),
];

/// Endings, tried longest first after the exact words.
const ENDINGS: &[(Field, &str)] = &[
    (Field::Nights, "晚数 住宿天数"),
    (Field::CitizenId, "身份证号 身份证号码"),
    (Field::Phone, "电话 手机号 手机号码"),
    (Field::Enterprises, "企业名称 企业 企业名单"),
    (Field::Attendance, "人数 人次"),
    (Field::Quantity, "次数 场次 数量"),
    (Field::Rooms, "房间数"),
    (Field::Beds, "床位数"),
    (Field::Area, "面积"),
    (Field::Hours, "时长 小时数 学时 工时"),
    (Field::Branch, "支部 支部名称"),
    (Field::Org, "板块 区县 单位 部门"),
    (Field::Place, "地点 地址 场所"),
    (Field::Title, "名称 主题 内容 题目 事项 议题 标题 全称 专题"),
    (Field::Kind, "类别 类型 种类"),
    (Field::Name, "姓名 志愿者 志愿者名单 队员 学员 学员名单 谈话对象"),
    (Field::People, "人员 人 负责人 领导"),
    (Field::Day, "时间 日期"),
    (
        Field::Until,
        "停业时间 停业日期 停运时间 停运日期 停办时间 停办日期 闭站时间 闭站日期 到期时间 到期日期 解散日 停用日 结束时间 结束日期 撤销时间 撤销日期 销号时间 销号日期 办结时间 办结日期 整改完成日期 整改完成时间",
    ),
    (Field::Remarks, "备注"),
    (Field::Status, "情况 结果 状态"),
];

/// A text without what only dresses it: widths folded, blanks, quotation and title marks out, Latin letters small.
pub(crate) fn plain(text: &str) -> String {
    fold(text)
        .chars()
        .filter(|c| {
            !c.is_whitespace()
                && !matches!(c, '“' | '”' | '"' | '‘' | '’' | '\'' | '《' | '》' | '「' | '」' | '*' | '●' | '★' | '【' | '】')
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// The field of a heading, if the heading is known.
pub(crate) fn heading(text: &str) -> Option<Heading> {
    let text = plain(text);
    let text = text.trim_end_matches([':', '、', '。']);
    if text.is_empty() || text.chars().count() > 24 {
        return None;
    }
    let bare = without_bracket(text);
    exact(text).or_else(|| exact(bare)).or_else(|| shortened(bare)).map(|field| Heading { field, sure: 3 }).or_else(|| ending(bare))
}

/// 房间数(间) → 房间数.
fn without_bracket(text: &str) -> &str {
    let end = text.strip_suffix(')').and_then(|inner| inner.rfind('(')).filter(|at| *at > 0);
    end.map_or(text, |at| &text[..at])
}

/// 到店, 退房: the day's word left out.
fn shortened(text: &str) -> Option<Field> {
    let long = ["日期", "时间"].iter().find_map(|word| exact(&format!("{text}{word}")));
    long.filter(|field| matches!(field, Field::Arrival | Field::Departure))
}

fn exact(text: &str) -> Option<Field> {
    EXACT.iter().find(|(_, words)| words.split_whitespace().any(|word| word == text)).map(|(field, _)| *field)
}

fn ending(text: &str) -> Option<Heading> {
    let mut best: Option<(usize, Field)> = None;
    for (field, words) in ENDINGS {
        for word in words.split_whitespace().filter(|word| text.ends_with(word)) {
            if best.is_none_or(|(length, _)| word.len() > length) {
                best = Some((word.len(), *field));
            }
        }
    }
    // Whose time, people or name it is may matter: words that make a heading something else.
    let misleading = ["出生", "毕业", "填报", "登记", "填表", "更新", "报送", "制表", "家长", "监护", "联系人", "紧急", "法人"];
    best.filter(|_| !misleading.iter().any(|word| text.contains(word))).map(|(_, field)| Heading { field, sure: 2 })
}

/// The field with this name in a profile or report.
pub(crate) fn field_by_name(name: &str) -> Option<Field> {
    serde_json::from_value(serde_json::Value::String(name.to_string())).ok()
}

impl Field {
    /// The name that reports and profiles use: `day`, `citizen_id`.
    pub fn name(self) -> String {
        serde_json::to_value(self).ok().and_then(|value| value.as_str().map(str::to_string)).unwrap_or_default()
    }

    /// Whether a blank cell below a filled one may mean the same again: a class of rows, never a name or a number.
    pub(crate) fn classifies(self) -> bool {
        matches!(self, Field::Org | Field::Branch | Field::Kind | Field::Month)
    }

    /// Whether a ditto mark or a merged cell may stand for the value above.
    pub(crate) fn repeats(self) -> bool {
        self.classifies()
            || matches!(
                self,
                Field::Day
                    | Field::Until
                    | Field::Arrival
                    | Field::Departure
                    | Field::Title
                    | Field::Station
                    | Field::Place
                    | Field::People
                    | Field::Unit
                    | Field::Status
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_their_usual_words() {
        let field = |text: &str| heading(text).map(|h| h.field);
        for (text, expected) in [
            ("序　号", Field::Serial),
            ("房间数（间）", Field::Rooms),
            ("服务企业（可多家）", Field::Enterprises),
            ("免费住宿（晚）", Field::Nights),
            ("*活动开展日期", Field::Day),
            ("走访企业名称", Field::Enterprises),
            ("县（市、区）", Field::Org),
            ("身份证号码", Field::CitizenId),
            ("离店日期", Field::Departure),
            ("填报时间", Field::Other),
            ("出生日期", Field::Other),
            ("联系人电话", Field::Phone),
            ("No.", Field::Serial),
        ] {
            assert_eq!(field(text), Some(expected), "{text}");
        }
        assert_eq!(field("学习党的十九届六中全会精神"), None);
    }

    #[test]
    fn a_field_has_one_name_in_reports_and_profiles() {
        assert_eq!(Field::CitizenId.name(), "citizen_id");
        assert_eq!(field_by_name("citizen_id"), Some(Field::CitizenId));
        assert_eq!(field_by_name("nothing"), None);
    }

    #[test]
    fn no_word_stands_for_two_fields() {
        let mut seen = std::collections::BTreeMap::new();
        for (field, words) in EXACT {
            for word in words.split_whitespace() {
                if let Some(other) = seen.insert(word, *field) {
                    assert_eq!(other, *field, "{word}");
                }
            }
        }
    }
}
