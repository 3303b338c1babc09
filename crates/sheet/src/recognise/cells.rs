//! Reading the cells of a row: days, numbers, names, enterprises. What cannot be read is refused with its address.

use norms::Day;
use norms::identifier::{CitizenId, mask_text};
use norms::name::PersonName;
use norms::reading::{DateHint, Quantity, ReadingError, day_of_excel_serial, fold, quantity_of_f64, read_days, read_quantity};

use super::caption::month_of;
use crate::model::{IdNumber, Rejected};
use crate::read::{Address, Value};

/// A cell that a field of a row is read from: its own, or the one that a ditto mark, a merged cell or a blank stands for.
#[derive(Clone, Copy)]
pub(crate) struct Cell<'a> {
    pub at: Address,
    pub value: &'a Value,
}

/// A citizen id that fills a cell; `None` when it is none.
pub(crate) fn id_number(value: &Value, today: Day) -> Option<IdNumber> {
    match value {
        Value::Sealed { masked, seal } => Some(IdNumber::Sealed { masked: masked.clone(), seal: seal.clone() }),
        value => CitizenId::new(&value.text().replace('-', ""), today).ok().map(IdNumber::Clear),
    }
}

/// A refusal of a cell.
pub(crate) fn refuse(at: Address, value: &str, reason: impl Into<String>, chinese: impl Into<String>) -> Box<Rejected> {
    Box::new(Rejected { cell: at.to_string(), value: shown(value), reason: reason.into(), chinese: chinese.into() })
}

fn refuse_reading(cell: Cell<'_>, error: &ReadingError) -> Box<Rejected> {
    refuse(cell.at, &cell.value.text(), mask_text(&error.to_string()), mask_text(&error.chinese()))
}

/// A value fit to be shown: one line, masked, at most 60 characters.
pub(crate) fn shown(value: &str) -> String {
    let line: String = mask_text(&fold(value));
    let mut out: String = line.chars().take(60).collect();
    if line.chars().count() > 60 {
        out.push('…');
    }
    out
}

/// The first characters of a text, holding no more memory than they need: a hundred thousand rows stand in memory at once.
pub(crate) fn first_chars(mut text: String, most: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
    }
    text.shrink_to_fit();
    text
}

/// Days that a row may give: from the Party's founding to the year after the workbook's, and not after today.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DayLimits {
    pub first: Day,
    pub last: Day,
    pub today: Option<Day>,
}

/// Reads a day, or the first and last day of several.
pub(crate) fn days(cell: Cell<'_>, hint: &DateHint, limits: &DayLimits) -> Result<(Day, Option<Day>), Box<Rejected>> {
    let read = match cell.value {
        Value::Day(day) => Ok((*day, None)),
        // A day typed into a cell without a date format is kept as its number.
        Value::Number(number) if (20_000.0..75_000.0).contains(number) && number.fract() == 0.0 => {
            day_of_excel_serial(*number, false).map(|day| (day, None))
        }
        other => read_days(&before_time(&other.text()), hint),
    };
    let (from, to) = read.map_err(|error| refuse_reading(cell, &error))?;
    check_day(cell, from, limits)?;
    if let Some(to) = to {
        check_day(cell, to, limits)?;
    }
    Ok((from, to))
}

/// 2022.3.5上午, 2022年3月5日（周六）14:00 and their like are read by the norms; what stands on further lines is no part of the day.
fn before_time(text: &str) -> String {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    // A date broken over two lines: 2022年\n3月5日.
    if first.ends_with('年') || first.ends_with('月') || first.ends_with(['-', '—', '至', '~', '.', '/']) {
        text.split_whitespace().collect()
    } else {
        first.to_string()
    }
}

/// The last day of the month when the cell names only a month.
pub(crate) fn month_only(cell: Cell<'_>, hint: &DateHint) -> Option<Day> {
    match cell.value {
        Value::Text(text) => month_of(text, hint.year),
        Value::Number(number) if (1950.0..2100.0).contains(number) && number.fract() != 0.0 => month_of(&cell.value.text(), None),
        _ => None,
    }
}

fn check_day(cell: Cell<'_>, day: Day, limits: &DayLimits) -> Result<(), Box<Rejected>> {
    let text = cell.value.text();
    if day < limits.first {
        return Err(refuse(
            cell.at,
            &text,
            format!("{day} lies before 1921; check the year"),
            format!("{}早于1921年，请核对年份。", day.chinese()),
        ));
    }
    if day > limits.last {
        let (reason, chinese) = (
            format!("{day} lies too far after the workbook's year; check the year"),
            format!("{}远晚于工作簿的年份，请核对年份。", day.chinese()),
        );
        return Err(refuse(cell.at, &text, reason, chinese));
    }
    if limits.today.is_some_and(|today| day > today) {
        return Err(refuse(
            cell.at,
            &text,
            format!("{day} lies in the future; check the date"),
            format!("{}还没有到，请核对日期。", day.chinese()),
        ));
    }
    Ok(())
}

/// Reads an exact quantity of 0 or more.
pub(crate) fn quantity(cell: Cell<'_>) -> Result<Quantity, Box<Rejected>> {
    quantity_of(cell.value).map_err(|error| refuse_reading(cell, &error))
}

fn quantity_of(value: &Value) -> Result<Quantity, ReadingError> {
    match value {
        Value::Number(number) => quantity_of_f64(*number),
        other => read_quantity(&other.text()),
    }
}

/// A quantity in hundredths where the cell has one, whatever its unit; for adding up columns.
pub(crate) fn lenient(value: &Value) -> Option<i64> {
    quantity_of(value).ok().map(|quantity| quantity.hundredths)
}

/// Reads a quantity in the scale of a metric, and checks its measure word.
pub(crate) fn scaled(cell: Cell<'_>, units: &[&str], decimals: bool) -> Result<i64, Box<Rejected>> {
    let read = quantity(cell)?;
    if let Some(unit) = &read.unit {
        let bare = unit.trim_end_matches(['。', ')', ' ']);
        if !units.contains(&bare) {
            let wanted = units.first().copied().unwrap_or_default();
            let (reason, chinese) = (
                format!("the unit {unit} does not fit; this column counts in {wanted}"),
                format!("单位“{unit}”不对，这一列按“{wanted}”计。"),
            );
            return Err(refuse(cell.at, &cell.value.text(), reason, chinese));
        }
    }
    if decimals {
        return Ok(read.hundredths);
    }
    if read.hundredths % 100 != 0 {
        return Err(refuse(cell.at, &cell.value.text(), "a whole number is wanted; round it", "这里要填整数，请修改。"));
    }
    Ok(read.hundredths / 100)
}

/// Whether a cell says that there is nothing: —, /, 无.
pub(crate) fn is_nothing(text: &str) -> bool {
    matches!(fold(text).trim_end_matches('。'), "" | "-" | "--" | "—" | "——" | "–" | "/" | "\\" | "无" | "暂无" | "没有" | "0")
}

/// Names in a list and the number that the list states (等3家), if it does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listed {
    pub names: Vec<String>,
    pub stated: Option<i64>,
}

/// Splits a cell of several names at 、，,；; and line breaks outside brackets, and takes off 等3家.
pub(crate) fn listed(text: &str, units: &[&str]) -> Listed {
    let mut out = Listed::default();
    let parts = split(text);
    let alone = parts.len() == 1;
    for part in parts {
        let mut part = part.trim().trim_end_matches(['。', '等']).trim().to_string();
        if let Some((rest, count)) = counted(&part, units, alone) {
            out.stated = Some(count);
            part = rest;
        }
        let part = without_number(&part);
        if !part.is_empty() && !is_nothing(part) && !out.names.iter().any(|name| name == part) {
            out.names.push(part.to_string());
        }
    }
    out
}

fn split(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if c == '\n' || (depth == 0 && matches!(c, '、' | '，' | ',' | '；' | ';' | '/' | '\r' | '\t' | '|')) {
            depth = 0;
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    parts.iter().flat_map(|part| by_blanks(&fold(part))).collect()
}

const FIRM_ENDS: [&str; 18] = [
    "公司",
    "厂",
    "集团",
    "合作社",
    "中心",
    "工作室",
    "银行",
    "商行",
    "事务所",
    "研究院",
    "企业",
    "经营部",
    "门店",
    "超市",
    "酒店",
    "分行",
    "支行",
    "部",
];

/// Blanks separate firms only where each part ends as a firm's name does.
fn by_blanks(part: &str) -> Vec<String> {
    let pieces: Vec<&str> = part.split_whitespace().collect();
    let firms = pieces.len() > 1 && pieces.iter().all(|piece| looks_like_firm(piece));
    if firms { pieces.iter().map(|piece| (*piece).to_string()).collect() } else { vec![part.to_string()] }
}

/// Whether a name ends as firms' names do.
pub(crate) fn looks_like_firm(name: &str) -> bool {
    let name = name.trim_end_matches([')', '）']);
    FIRM_ENDS.iter().any(|end| name.ends_with(end)) && name.chars().count() >= 3
}

/// 某公司等3家企业 → 某公司, 3; 3家 → nothing, 3.
fn counted(part: &str, units: &[&str], alone: bool) -> Option<(String, i64)> {
    let (name, tail) = match part.rfind('等') {
        Some(at) => (&part[..at], &part[at + '等'.len_utf8()..]),
        None => ("", part),
    };
    let tail = tail.trim_end_matches("企业").trim_end_matches("非公").trim_end_matches("单位").trim();
    let tail = tail.trim_start_matches("共").trim();
    let read = read_quantity(tail).ok()?;
    let unit = read.unit.as_deref().unwrap_or_default();
    let fits = units.contains(&unit) || (unit.is_empty() && name.is_empty() && alone);
    (fits && read.hundredths % 100 == 0).then(|| (name.trim().to_string(), read.hundredths / 100))
}

/// 1.某公司, (2)某公司 → 某公司; a bare number is dropped.
fn without_number(part: &str) -> &str {
    let digits = part.trim_start_matches(['(', '（']).trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() == part.len() {
        return part;
    }
    if digits.is_empty() {
        return "";
    }
    let rest = digits.trim_start_matches([')', '）']);
    match rest.strip_prefix(['.', '．', '、']) {
        Some(rest) => rest.trim(),
        None if rest.len() < digits.len() => rest.trim(),
        None => part,
    }
}

/// A person's name, tidied: 李　明 → 李明, 王芳（组长） → 王芳.
pub(crate) fn person(at: Address, text: &str) -> Result<String, Box<Rejected>> {
    let folded = fold(text);
    let bare = match folded.find('(') {
        Some(open) if open > 0 && folded.ends_with(')') => folded[..open].trim(),
        _ => folded.as_str(),
    };
    PersonName::new(bare).map(|name| name.as_str().to_string()).map_err(|error| refuse(at, text, error.to_string(), error.chinese()))
}

/// A firm's name of 2 to 100 characters.
pub(crate) fn firm(at: Address, text: &str) -> Result<String, Box<Rejected>> {
    let name = fold(text);
    let count = name.chars().count();
    if (2..=100).contains(&count) && name.chars().any(char::is_alphabetic) {
        return Ok(name);
    }
    let (reason, chinese) = ("this is no name of an enterprise (2 to 100 characters)", "这不是企业名称（2至100字），请修改。");
    Err(refuse(at, text, reason, chinese))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRMS: &[&str] = &["家", "户", "个"];

    fn names(text: &str) -> (Vec<String>, Option<i64>) {
        let found = listed(text, FIRMS);
        (found.names, found.stated)
    }

    #[test]
    fn several_enterprises_in_a_cell_are_told_apart_and_brackets_stay_whole() {
        let n = |v: &[&str]| v.iter().map(|s| (*s).to_string()).collect::<Vec<_>>();
        assert_eq!(names("青杉印务有限公司、禾木（苏州、昆山）环保有限公司；云帆科技").0.len(), 3);
        assert_eq!(names("1.甲木公司 2.乙木公司").0.len(), 2);
        assert_eq!(names("1、甲木公司\n2、乙木公司"), (n(&["甲木公司", "乙木公司"]), None));
        assert_eq!(names("甲木公司、乙木公司等3家企业"), (n(&["甲木公司", "乙木公司"]), Some(3)));
        assert_eq!(names("17家"), (n(&[]), Some(17)));
        assert_eq!(names("甲木有限公司 乙木机械厂").0, n(&["甲木有限公司", "乙木机械厂"]));
        assert_eq!(names("ABC Steel Works").0, n(&["ABC Steel Works"]));
        assert_eq!(names("—"), (n(&[]), None));
    }

    #[test]
    fn names_are_tidied_and_impossible_ones_refused() {
        let at = Address::new(3, 1);
        assert_eq!(person(at, "李　明").map_err(|e| e.cell), Ok("李明".to_string()));
        assert_eq!(person(at, "王芳（组长）").map_err(|e| e.cell), Ok("王芳".to_string()));
        assert_eq!(person(at, &"长".repeat(500)).map_err(|e| e.cell), Err("B4".to_string()));
        assert!(firm(at, &"长".repeat(500)).is_err());
    }
}
