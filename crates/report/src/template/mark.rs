//! What stands in braces: a bound figure, or a word of the report's own front.

use norms::Day;
use norms::measure::Say;

use crate::template::{Fault, Lookup};

/// A figure of the text and what it is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Its name in the report: `k1`, or as the writer named it.
    pub key: String,
    /// Metric code.
    pub metric: &'static str,
    /// Code of another org than the report's.
    pub org: Option<String>,
    /// Another first day.
    pub from: Option<Day>,
    /// Another last day.
    pub to: Option<Day>,
    /// How to say it: exactly, 余, 万 or 汉字.
    pub say: Say,
    /// 数: without the measure word.
    pub bare: bool,
    /// Line of its mark, from 1.
    pub line: usize,
}

/// A word of the report's front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// 统计期.
    Period,
    /// 截止日.
    CutOff,
    /// 单位.
    Org,
    /// 姓名: of whoever began the report.
    Writer,
}

/// What a mark is.
pub(super) enum Mark {
    Figure { named: bool, bound: Bound },
    Word(Word),
}

/// The word of the front of this name.
pub(super) fn word(text: &str) -> Option<Word> {
    match text {
        "period" | "统计期" => Some(Word::Period),
        "cut-off" | "截止日" => Some(Word::CutOff),
        "org" | "单位" => Some(Word::Org),
        "writer" | "姓名" => Some(Word::Writer),
        _ => None,
    }
}

/// Reads what stands between the braces. The key of a figure without a name is left empty.
pub(super) fn mark(inner: &str, line: usize, lookup: Lookup<'_>) -> Result<Mark, Fault> {
    let inner = inner.trim();
    if inner.is_empty() {
        return Err(Fault::Empty);
    }
    if let Some(word) = word(inner) {
        return Ok(Mark::Word(word));
    }
    let (name, rest) = match inner.split_once([':', '：']) {
        Some((name, rest)) => (Some(key(name.trim())?), rest),
        None => (None, inner),
    };
    let mut words = rest.split_whitespace();
    let metric = words.next().ok_or(Fault::Empty)?;
    let metric = lookup(metric).ok_or_else(|| Fault::Metric(shortened(metric)))?;
    let named = name.is_some();
    let mut bound = Bound { key: name.unwrap_or_default(), metric, org: None, from: None, to: None, say: Say::Plain, bare: false, line };
    for word in words {
        option(&mut bound, word)?;
    }
    if let (Some(from), Some(to)) = (bound.from, bound.to)
        && to < from
    {
        return Err(Fault::Backwards);
    }
    Ok(Mark::Figure { named, bound })
}

fn option(bound: &mut Bound, word: &str) -> Result<(), Fault> {
    match word {
        "余" => style(bound, Say::Over)?,
        "万" => style(bound, Say::Wan)?,
        "汉字" => style(bound, Say::Chinese)?,
        "数" => bound.bare = true,
        _ => match word.split_once('=') {
            Some(("org" | "单位", code)) if !code.is_empty() && code.chars().count() <= 64 => bound.org = Some(code.to_owned()),
            Some(("from" | "起", day)) => bound.from = Some(read_day(day)?),
            Some(("to" | "止", day)) => bound.to = Some(read_day(day)?),
            _ => return Err(Fault::Option(shortened(word))),
        },
    }
    Ok(())
}

/// A figure is said in one way only.
fn style(bound: &mut Bound, say: Say) -> Result<(), Fault> {
    if bound.say != Say::Plain && bound.say != say {
        return Err(Fault::Clash);
    }
    bound.say = say;
    Ok(())
}

fn read_day(text: &str) -> Result<Day, Fault> {
    text.parse().map_err(|_| Fault::Day(shortened(text)))
}

fn key(text: &str) -> Result<String, Fault> {
    let good = text.len() <= 32
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if good { Ok(text.to_owned()) } else { Err(Fault::Key(shortened(text))) }
}

/// What an error repeats of the text: enough to find it.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}
