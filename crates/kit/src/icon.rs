//! The pictures of the navigation: lines drawn by hand, with width and height for old engines.

use crate::Markup;

/// A picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// 首页
    Home,
    /// 工作台账
    Journal,
    /// 登记
    Plus,
    /// 导入
    Import,
    /// 督办
    Clock,
    /// 报告
    Report,
    /// 组织
    Orgs,
    /// 人员
    People,
    /// 数据总表
    Sum,
    /// 设置
    Settings,
    /// 本人
    Account,
    /// 更多
    More,
    /// 组织生活
    Flag,
    /// 查错
    Check,
    /// 报数
    Ask,
    /// 工作安排
    Calendar,
    /// 审计
    Audit,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Icon::Home => "M3 11 12 4l9 7M6 9.5V20h12V9.5",
            Icon::Journal => "M5 4h11l3 3v13H5zM9 9h6M9 13h6M9 17h4",
            Icon::Plus => "M12 5v14M5 12h14",
            Icon::Import => "M12 3v11M7 10l5 5 5-5M4 20h16",
            Icon::Clock => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3 2",
            Icon::Report => "M6 3h9l4 4v14H6zM14 3v5h5",
            Icon::Orgs => "M12 4v5M5 15v-3h14v3M12 9v3M3 15h4v5H3zM10 15h4v5h-4zM17 15h4v5h-4z",
            Icon::People => {
                "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM3 20c0-4 2.500-6 6-6s6 2 6 6M16 5a3 3 0 0 1 0 6M17.500 14.500c2.300.6 3.500 2.500 3.500 5.500"
            }
            Icon::Sum => "M18 5H6l7 7-7 7h12",
            Icon::Settings => "M4 7h9M19 7h1M4 17h1M11 17h9M13 7a3 3 0 1 0 6 0 3 3 0 0 0-6 0zM5 17a3 3 0 1 0 6 0 3 3 0 0 0-6 0z",
            Icon::Account => "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4.500 3-7 8-7s8 2.500 8 7",
            Icon::More => "M5 12h.01M12 12h.01M19 12h.01",
            Icon::Flag => "M5 21V4M5 5h12l-2 4 2 4H5",
            Icon::Check => "M4 12l5 5L20 6",
            Icon::Calendar => "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
            Icon::Audit => "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM8.500 12l2.500 2.500 4.500-5",
            Icon::Ask => "M4 5h16v11H11l-5 4v-4H4zM9 12V9.500M12 12V8.500M15 12v-2",
        }
    }

    /// The picture as inline SVG, `size` pixels wide and high; nothing to a screen reader.
    pub fn svg(self, size: u32) -> Markup {
        Markup::trusted(format!(
            "<svg width=\"{size}\" height=\"{size}\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.7\" \
             stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\" focusable=\"false\"><path d=\"{}\"/></svg>",
            self.path()
        ))
    }
}

/// The mark of Yipanqi: a plain board of crossing lines and one stone.
pub fn mark(size: u32) -> Markup {
    Markup::trusted(format!(
        "<svg width=\"{size}\" height=\"{size}\" viewBox=\"0 0 28 28\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" \
         aria-hidden=\"true\" focusable=\"false\"><path d=\"M5 3v22M11 3v22M17 3v22M23 3v22M3 5h22M3 11h22M3 17h22M3 23h22\" opacity=\".5\"/>\
         <circle cx=\"17\" cy=\"11\" r=\"3.4\" fill=\"currentColor\" stroke=\"none\"/></svg>"
    ))
}
