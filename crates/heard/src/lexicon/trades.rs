//! Words with which names of firms end.

use std::sync::LazyLock;

use crate::words::{Words, set};

/// Trades by which an office calls a firm for short: 禾木环保, 青杉印务.
const TRADES: &str = "科技 新材 环保 印务 印刷 印染 电子 精密 精密机械 机械 纺织 服饰 服装 食品 生物 生物医药 医药 药业 制药 物流 建设 建筑 建材 装饰 传媒 文化传媒 信息技术 信息科技 信息 软件 网络 网络科技 智能 智能科技 \
    智能装备 智造 新材料 材料 化工 化学 化纤 模具 五金 电器 电气 光电 半导体 能源 新能源 汽车 汽配 汽车零部件 家居 家具 家纺 餐饮 贸易 商贸 外贸 实业 集团 股份 控股 工贸 包装 塑业 塑胶 塑料 橡胶 钢业 钢铁 金属 重工 制造 \
    农业 农牧 农业科技 园林 医疗 医疗器械 器械 检测 仪器 仪表 光学 通信 通讯 自动化 机器人 航空 丝绸 刺绣 茶业 酿酒 酒业 玻璃 陶瓷 眼镜 珠宝 动力 微电子 芯片 数据 设计 广告 工艺 百货 超市 连锁 轴承 阀门 电机 电缆 线缆 电源 \
    照明 灯饰 粮油 乳业 水产 果业 烘焙 饮料 日化 美妆 化妆品 玩具 文具 鞋业 皮革 箱包 毛纺 针织 织造 纸业 木业 石材 门窗 幕墙 水泥 涂料 染料 电商 直播 供应链 快递 运输 航运 港务 置业 地产 物业 酒店管理 旅游 旅行社 人力资源 人力 \
    财税 会计师事务所 律师事务所 律所 管理咨询 投资 金融 保险 创投 教育科技 健康 健康科技 养老 体育 动漫 游戏 影视 云计算 大数据 物联网 激光 传感 传感器 装备 设备 钣金 铸造 锻造 热处理 紧固件 弹簧 齿轮 液压 泵业 空调 制冷 暖通 \
    净化 环境 环境科技 水务 节能 光伏 储能 电池 锂电 氢能 石化 气体 试剂 基因 诊断 疫苗 种业 饲料 花卉 园艺 生态 测绘 勘测 规划设计 监理 造价 安防 消防器材 电梯 起重 工程 市政 路桥 钢构 电力 智控 测控 精工 精密模具 精密制造 制衣 羽绒 窗帘 织带 \
    绣品 旗袍 茶叶 糕点 卤味 冷链 生鲜 农产品 民宿 文旅 文创 出版 数码 科创 创新 工业 工业设计 零部件 模塑 注塑 压铸 铝业 铜业 线路板 电路板 显示 面板 封装 测试技术 技术 生物科技 生命科学 化妆品科技 新能源科技 新材料科技 环保科技 电子科技 机电 机电设备 数控 机床 工具 刀具 量具 \
    陶瓷工艺 红木 琴行 乐器 乐园 影业 文化 印章 标识 标牌 喷绘";

/// Words that only firms end with, whatever stands before.
const FORMS: &str = "有限责任公司 股份有限公司 有限公司 分公司 子公司 公司 工厂 厂 合作社 事务所 集团公司 工作室 企业管理中心 门店 作坊";

/// Trades.
pub(crate) static ENDS: LazyLock<Words<()>> = LazyLock::new(|| Words::new(TRADES.split_whitespace().map(|word| (word, ()))));

/// Forms of firms.
pub(crate) static CLOSES: LazyLock<Words<()>> = LazyLock::new(|| Words::new(FORMS.split_whitespace().map(|word| (word, ()))));

/// Trades that are common words too: they end a firm's name only in a list of firms or before a form of firm.
pub(crate) static COMMON: LazyLock<Words<()>> = LazyLock::new(|| {
    set(
        "文化 信息 网络 建设 设计 健康 体育 生态 环境 工程 创新 技术 数据 制造 检测 投资 金融 保险 直播 材料 设备 建筑 能源 汽车 物业 旅游 教育科技 工具 规划设计 生物 化学 农业 工业 人力 人力资源 运输 \
        快递 游戏 广告 动力 显示 超市 电力 消防器材 医疗 工艺 出版 股份 机械 航空 科创 水务 通信 智能 养老 影视 茶叶 糕点 农产品 大数据 市政 民宿 文旅 文创 乐园 装备 贸易 净化 空调 电池 家具 玻璃 电梯 诊断 \
        疫苗 气体 园艺 花卉 测绘 供应链",
    )
});

/// What never stands inside the brand before a trade.
pub(crate) static NO_BRAND: LazyLock<Words<()>> = LazyLock::new(|| {
    set(
        "他们 我们 你们 她们 趟 走了 走访 服务 对接 拜访 上门 调研 慰问 帮助 前往 走进 联系 参观 企业 到了 去了 去 到 赴 给 为 帮 与 及 陪 了 访 解 邀请 家 的 在 从 至 向 对 把 由 被 是 有 等 还有 以及 我们 联合 组织 开展 \
        学习 推进 加强 党建 思想 作风 基层 队伍 精神文明 高质量 社会 经济 传统 红色 廉政 廉洁 安全 主题 活动 提供 进行 做好 参加 召开 举办 宣传 收集 填报 统计 更新 青年 党员 支部 团委 同志 书记 来 让 和 \
        跟 入驻 位于 年轻 本地 一家 两家 三家 四家 五家 今天 昨天 上午 下午 该 各 某 问 需 非公 民营 重点 小微 规上 负责人 老板 代表 员工 职工 看 看了 跑了 跑 先后 分别 又 再 接着 然后 最后 其中 包括 \
        如 像 叫 因 应 将 派代表 派员 派人",
    )
});
