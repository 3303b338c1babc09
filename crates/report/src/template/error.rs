//! What is wrong with a text of a report, and where.

use crate::template::{FIGURE_LIMIT, TEXT_LIMIT};

/// A fault with its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {fault}")]
pub struct TemplateError {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub fault: Fault,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// `{` without its `}` on the same line.
    #[error("the brace is not closed; write {{metric}}, or {{{{ for a plain brace")]
    Open,
    /// `}` without `{`.
    #[error("a closing brace stands alone; write }}}} for a plain one")]
    Close,
    /// Nothing stands in the braces.
    #[error("the braces are empty; name a metric")]
    Empty,
    /// No such metric.
    #[error("there is no metric {0:?}; the data table lists the codes")]
    Metric(String),
    /// No such option.
    #[error("{0:?} is no option; use 余, 万, 汉字, 数, org=CODE, from=2022-01-01 or to=2022-06-30")]
    Option(String),
    /// Two ways of saying at once.
    #[error("only one of 余, 万 and 汉字 can be used for a figure")]
    Clash,
    /// Not a day.
    #[error("{0:?} is no day; write 2022-06-03")]
    Day(String),
    /// `to` before `from`.
    #[error("the period ends before it begins")]
    Backwards,
    /// A key that cannot be one.
    #[error("{0:?} is no key; use up to 32 letters, digits, - and _, a letter first")]
    Key(String),
    /// The same key twice.
    #[error("the key {0:?} stands twice")]
    Twice(String),
    /// More than four `#`.
    #[error("headings have four levels; use # to ####")]
    Level,
    /// A heading without words.
    #[error("the heading has no words")]
    Heading,
    /// Too long.
    #[error("the text is longer than {TEXT_LIMIT} characters")]
    Long,
    /// Too many figures.
    #[error("the text has more than {FIGURE_LIMIT} figures")]
    Many,
    /// The front of a template file lacks a line.
    #[error("the front of the template lacks {0:?}; it begins and ends with --- and has name, title, kind, addressee, signature")]
    Front(&'static str),
    /// A line of the front that is not known.
    #[error("{0:?} is no line of a template's front")]
    Unknown(String),
}

impl TemplateError {
    /// The same for a page.
    pub fn chinese(&self) -> String {
        format!("第{}行第{}字：{}", self.line, self.column, self.fault.chinese())
    }
}

impl Fault {
    /// The same for a page.
    pub fn chinese(&self) -> String {
        match self {
            Fault::Open => "左花括号没有对应的右花括号，请写成 {指标}；需要普通花括号时写两个 {{。".to_owned(),
            Fault::Close => "右花括号多了一个；需要普通花括号时写两个 }}。".to_owned(),
            Fault::Empty => "花括号里是空的，请填指标。".to_owned(),
            Fault::Metric(word) => format!("没有“{word}”这个指标，请从“插入数字”中选取，或到数据总表查看指标。"),
            Fault::Option(word) => {
                format!("“{word}”不是可用的写法，可用：余、万、汉字、数、单位=组织编码、起=2022-01-01、止=2022-06-30。")
            }
            Fault::Clash => "“余”“万”“汉字”只能用一个。".to_owned(),
            Fault::Day(word) => format!("“{word}”不是日期，请写成 2022-06-03。"),
            Fault::Backwards => "统计期的止日早于起日。".to_owned(),
            Fault::Key(word) => format!("“{word}”不能作标识，请用字母开头，最多32个字母、数字、- 或 _。"),
            Fault::Twice(word) => format!("标识“{word}”用了两次，请改一个。"),
            Fault::Level => "标题最多四级，请用 # 至 ####。".to_owned(),
            Fault::Heading => "标题没有文字。".to_owned(),
            Fault::Long => format!("正文超过{TEXT_LIMIT}字。"),
            Fault::Many => format!("正文的数字超过{FIGURE_LIMIT}个。"),
            Fault::Front(word) => format!("模板开头缺少“{word}”一行。"),
            Fault::Unknown(word) => format!("模板开头的“{word}”不认识。"),
        }
    }
}
