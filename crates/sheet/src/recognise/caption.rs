//! What stands above a table: its title, who fills it in, its year, its period, the day up to which it speaks.

use norms::Day;
use norms::reading::{DateHint, fold, read_day};

use crate::lexicon::plain;

/// What the lines above a table, the sheet's name and the file's name say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Caption {
    /// The title, folded.
    pub title: String,
    /// 填报单位.
    pub org: Option<String>,
    /// 截至 day.
    pub as_of: Option<Day>,
    /// Last day of a period shorter than a year that is named (上半年, 6月).
    pub period_end: Option<Day>,
    /// Year.
    pub year: Option<i64>,
    /// Month, where exactly one is named.
    pub month: Option<i64>,
}

const ORG_LABELS: [&str; 9] =
    ["填报单位", "报送单位", "填表单位", "上报单位", "单位名称", "填报支部", "所属支部", "填报部门", "党组织名称"];

impl Caption {
    /// Reads the lines above a table; the first line that names a kind of work is the title, else the first that labels nothing.
    pub fn of(lines: &[String], sheet: &str, file: &str) -> Caption {
        let mut caption = Caption::default();
        for line in lines {
            let text = fold(line);
            if let Some(org) = labelled_org(&text) {
                caption.org.get_or_insert(org);
            } else if !is_label(&text) && (caption.title.is_empty() || !names_work(&caption.title) && names_work(&text)) {
                caption.title = text.clone();
            }
            caption.read_time(&text);
        }
        caption.read_time(&fold(sheet));
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        caption.year = caption.year.or_else(|| year_in(&fold(stem)));
        if caption.org.is_none() {
            caption.org = org_of_title(&caption.title).or_else(|| org_of_sheet(sheet));
        }
        caption
    }

    fn read_time(&mut self, text: &str) {
        let year = year_in(text);
        self.year = self.year.or(year);
        let known = self.year;
        if self.as_of.is_none() {
            self.as_of = as_of(text, known);
        }
        let Some(year) = known else {
            self.month = self.month.or_else(|| month_in(text));
            return;
        };
        self.month = self.month.or_else(|| month_in(text));
        if self.period_end.is_none() {
            self.period_end = period_end(text, year);
        }
    }

    /// The hint for dates that lack their year or month.
    pub fn hint(&self, fallback_year: Option<i64>) -> DateHint {
        DateHint { year: self.year.or(fallback_year), month: self.month }
    }
}

/// Whether a short line speaks of something that is counted, as titles do and names of offices above them do not.
fn names_work(text: &str) -> bool {
    text.chars().count() <= 40 && crate::lexicon::hits(&plain(text)).iter().any(|hit| hit.weight >= 2)
}

/// 单位：人, 制表：张三, 统计口径：…: a line that labels something and is no title.
fn is_label(text: &str) -> bool {
    let head = text.split(':').next().unwrap_or_default();
    let labels = [
        "单位",
        "制表",
        "填表",
        "填报",
        "统计口径",
        "口径",
        "审核",
        "日期",
        "时间",
        "截至",
        "截止",
        "联系",
        "备注",
        "注",
        "说明",
        "内部资料",
        "附件",
        "附表",
        "密级",
    ];
    text.contains(':') && head.chars().count() <= 8 && labels.iter().any(|label| head.contains(label))
        || text.starts_with("截至")
        || text.starts_with("截止")
        || text.starts_with("内部资料")
        || (text.starts_with("附件") || text.starts_with("附表")) && text.chars().count() <= 5
}

fn labelled_org(text: &str) -> Option<String> {
    let at = ORG_LABELS.iter().find_map(|label| text.find(label).map(|at| at + label.len()))?;
    let mut rest = text[at..].trim_start();
    if let Some(after) = rest.strip_prefix('(') {
        rest = after.split_once(')')?.1;
    }
    let rest = rest.trim_start().strip_prefix(':')?;
    let stop = ["单位:", "填报人", "填表人", "联系人", "时间", "日期", "制表", "审核", "截至", "截止", "年份", "月份"];
    let end = stop.iter().filter_map(|word| rest.find(word)).min().unwrap_or(rest.len());
    let org = rest[..end].split(" (盖章)").next().unwrap_or_default();
    let org = org.trim().trim_end_matches("(盖章)").trim_end_matches("(公章)").trim_matches(['_', ' ', ';', ',', '，', '。']).to_string();
    (2..=40).contains(&org.chars().count()).then_some(org)
}

/// 第一党支部2022年主题党日台账 → 第一党支部.
fn org_of_title(title: &str) -> Option<String> {
    let text = plain(title);
    let at = text.find("党支部").map(|at| at + "党支部".len())?;
    let org = &text[..at];
    let rest = &text[at..];
    let short = (4..=12).contains(&org.chars().count());
    let clean = !org.contains(|c: char| c.is_ascii_digit() || matches!(c, '年' | '各' | '(' | ':'));
    (short && clean && !rest.starts_with("书记") && !rest.starts_with("党员大会") && !rest.starts_with("工作法")).then(|| org.to_string())
}

/// A sheet named after a district or a branch speaks of it.
fn org_of_sheet(sheet: &str) -> Option<String> {
    let text = plain(sheet);
    let ends = ["市", "区", "县", "党支部", "园区", "街道", "镇"].iter().any(|end| text.ends_with(end));
    let count = text.chars().count();
    let general = ["全市", "各", "汇总", "分区", "板块", "地区", "社区"].iter().any(|word| text.contains(word));
    (ends && (3..=10).contains(&count) && !general).then_some(text)
}

/// The first four-digit year of the text: 2022年度, 2022.6, 二〇二二年.
pub(crate) fn year_in(text: &str) -> Option<i64> {
    let chars: Vec<char> = text.chars().collect();
    let digit = |c: char| match c {
        '0'..='9' => c.to_digit(10).map(i64::from),
        '〇' | '零' | '○' => Some(0),
        '一' => Some(1),
        '二' => Some(2),
        '三' => Some(3),
        '四' => Some(4),
        '五' => Some(5),
        '六' => Some(6),
        '七' => Some(7),
        '八' => Some(8),
        '九' => Some(9),
        _ => None,
    };
    for (at, four) in chars.windows(4).enumerate() {
        let Some(number) = four.iter().try_fold(0i64, |sum, c| digit(*c).map(|d| sum * 10 + d)) else { continue };
        let arabic = four.iter().all(char::is_ascii_digit);
        let alone = (at == 0 || !chars[at - 1].is_ascii_digit()) && !chars.get(at + 4).is_some_and(char::is_ascii_digit);
        let year = (1950..2100).contains(&number) && if arabic { alone } else { chars.get(at + 4) == Some(&'年') };
        // 〔2022〕51号 is a document's number, but its year is the year all the same.
        if year {
            return Some(number);
        }
    }
    None
}

/// The month of a month heading: 三月, 3月份, 2022年3月, 十二月：.
pub(crate) fn month_heading(text: &str) -> Option<(Option<i64>, i64)> {
    let text = plain(text);
    let text = text.trim_end_matches([':', '。', '、']).trim_end_matches("份");
    let text = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(text);
    let body = text.strip_suffix('月')?;
    let (year, month) = match body.split_once('年') {
        Some((year, month)) => (Some(year_in(&format!("{year}年"))?), month),
        None => (None, body),
    };
    let month = month_number(month)?;
    Some((year, month))
}

fn month_number(text: &str) -> Option<i64> {
    let number = text.parse::<i64>().ok().filter(|_| text.len() <= 2).or_else(|| norms::numeral::read_chinese(text))?;
    (1..=12).contains(&number).then_some(number)
}

/// The only month that a text names (2022年6月台账, 三月份), not 1-10月.
fn month_in(text: &str) -> Option<i64> {
    let text = plain(text);
    let mut found = None;
    for (at, _) in text.match_indices('月') {
        let before: Vec<char> =
            text[..at].chars().rev().take_while(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c)).collect();
        let number: String = before.iter().rev().collect();
        let Some(month) = month_number(&number) else { continue };
        let lead = text[..at].chars().rev().nth(before.len());
        let range = lead.is_some_and(|c| matches!(c, '-' | '—' | '–' | '~' | '至' | '、'));
        let day = text[at + '月'.len_utf8()..].starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '—' | '至'));
        if range || day || found.is_some_and(|m| m != month) {
            return None;
        }
        found = Some(month);
    }
    found
}

fn as_of(text: &str, year: Option<i64>) -> Option<Day> {
    let at = ["截至", "截止", "统计至"].iter().find_map(|word| text.find(word).map(|at| at + word.len()))?;
    let rest: String = text[at..]
        .chars()
        .skip_while(|c| matches!(c, ':' | ' ' | '到' | '至' | '于' | '日' | '期' | '时' | '间'))
        .take_while(|c| c.is_ascii_digit() || "年月日号.-/ 〇零一二三四五六七八九十底末".contains(*c))
        .collect();
    let hint = DateHint { year, month: None };
    read_day(rest.trim(), &hint).ok().or_else(|| {
        let month = rest.trim().trim_end_matches(['底', '末', '份', ' ']);
        month_of(month, year)
    })
}

/// The last day of a month written without a day: 2022年3月, 2022.3, 2022-03, 3月.
pub(crate) fn month_of(text: &str, year: Option<i64>) -> Option<Day> {
    let text = plain(text);
    if let Some((named, month)) = month_heading(&text) {
        return Day::new(named.or(year)?, month, 1).ok().map(Day::last_of_month);
    }
    let (year, month) = text.split_once(['.', '-', '/', '年'])?;
    let year: i64 = year.parse().ok().filter(|y| (1950..2100).contains(y))?;
    Day::new(year, month_number(month)?, 1).ok().map(Day::last_of_month)
}

fn period_end(text: &str, year: i64) -> Option<Day> {
    let text = plain(text);
    let last = |month: i64| Day::new(year, month, 1).ok().map(Day::last_of_month);
    let named = [("上半年", 6), ("下半年", 12), ("第一季度", 3), ("第二季度", 6), ("第三季度", 9), ("第四季度", 12)];
    let short = [("一季度", 3), ("二季度", 6), ("三季度", 9), ("四季度", 12), ("1季度", 3), ("2季度", 6), ("3季度", 9), ("4季度", 12)];
    if let Some((_, month)) = named.iter().chain(&short).find(|(word, _)| text.contains(word)) {
        return last(*month);
    }
    if let Some(month) = month_in(&text) {
        return last(month);
    }
    // 1-10月: the month behind the dash.
    let (before, _) = text.rsplit_once('月')?;
    let digits: String = before.chars().rev().take_while(char::is_ascii_digit).collect::<Vec<_>>().into_iter().rev().collect();
    last(month_number(&digits)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_give_title_unit_year_and_days() {
        let lines = ["“团建助企”服务团名录".to_string(), "填报单位：共青团某市委（盖章）".to_string(), "截至2022年10月31日".to_string()];
        let caption = Caption::of(&lines, "服务团", "a.xlsx");
        assert_eq!(caption.title, "“团建助企”服务团名录");
        assert_eq!(caption.org.as_deref(), Some("共青团某市委"));
        assert_eq!(caption.as_of.map(|d| d.to_string()).as_deref(), Some("2022-10-31"));
        assert_eq!(caption.year, Some(2022));
    }

    #[test]
    fn periods_end_on_their_last_day() {
        let end = |title: &str| Caption::of(&[title.to_string()], "Sheet1", "x").period_end.map(|d| d.to_string());
        assert_eq!(end("2022年上半年工作汇总").as_deref(), Some("2022-06-30"));
        assert_eq!(end("2022年1—10月汇总表").as_deref(), Some("2022-10-31"));
        assert_eq!(end("2022年第三季度").as_deref(), Some("2022-09-30"));
        assert_eq!(end("2022年6月报表").as_deref(), Some("2022-06-30"));
        assert_eq!(end("2022年度台账"), None);
    }

    #[test]
    fn month_headings_are_told_from_other_text() {
        assert_eq!(month_heading("三月"), Some((None, 3)));
        assert_eq!(month_heading("2022年3月份"), Some((Some(2022), 3)));
        assert_eq!(month_heading("十二月："), Some((None, 12)));
        assert_eq!(month_heading("每月"), None);
        assert_eq!(month_heading("13月"), None);
    }

    #[test]
    fn years_are_found_in_digits_and_characters() {
        assert_eq!(year_in("2022年度"), Some(2022));
        assert_eq!(year_in("二〇二二年台账"), Some(2022));
        assert_eq!(year_in("电话051267317343"), None);
    }
}
