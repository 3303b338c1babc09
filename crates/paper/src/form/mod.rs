//! The form check before sign-off: what an officer would be sent back for.

mod figure;
mod period;

use norms::Period;

pub use period::title_period;

use crate::model::{Block, Document, Run};
use crate::text::visible_paragraphs;

/// Something that an officer should look at before signing.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FormFinding {
    /// Key of the rule: ASK-01, DOC-04, DOC-06, MW-04, FIGURE, FIGURE-FAR (true, but a nearer phrase exists), PERIOD, BRACKET, PUNCTUATION.
    pub rule: &'static str,
    /// The visible paragraph, from 1.
    pub paragraph: Option<usize>,
    /// The words in question.
    pub excerpt: String,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
}

/// Checks a document's form; `data` is the period of its figures, where it has one.
pub fn form_check(doc: &Document, data: Option<Period>) -> Vec<FormFinding> {
    let paragraphs = visible_paragraphs(doc);
    let mut out = Vec::new();
    if let Some(data) = data {
        out.extend(period_finding(&doc.title, data));
    }
    out.extend(level_findings(&doc.blocks));
    out.extend(doc.figures().into_iter().filter_map(figure::finding));
    for (i, text) in paragraphs.iter().enumerate() {
        if doc.title.trim_end().ends_with("报告") {
            out.extend(request_finding(text, i + 1));
        }
        out.extend(bracket_findings(text, i + 1));
        out.extend(number_finding(text, i + 1));
    }
    out
}

/// ASK-01: a report contains no request.
fn request_finding(text: &str, paragraph: usize) -> Option<FormFinding> {
    let words = ["请批示", "请予批准", "请予审批", "请审批", "请予批复", "请批复", "妥否", "当否", "可否，请"];
    let found = words.iter().find(|word| text.contains(**word))?;
    let message = format!("报告中不得夹带请示事项（“{found}”），请删去或另行请示。");
    Some(FormFinding { rule: "ASK-01", paragraph: Some(paragraph), excerpt: around(text, found), message })
}

fn period_finding(title: &str, data: Period) -> Option<FormFinding> {
    let said = title_period(title)?;
    (said != data).then(|| FormFinding {
        rule: "PERIOD",
        paragraph: Some(1),
        excerpt: said.chinese(),
        message: format!("标题写的是{}，数据统计期是{}，请改标题或统计期。", said.chinese(), data.chinese()),
    })
}

/// DOC-06: a lower level never stands above a higher. A heading may skip levels on the way down (一、 then 1.), but below
/// one heading no level may come after a lower one (1. then （一）).
fn level_findings(blocks: &[Block]) -> Vec<FormFinding> {
    let (mut out, mut open): (Vec<FormFinding>, Vec<u8>) = (Vec::new(), Vec::new());
    for block in blocks {
        let Block::Heading { level, runs, .. } = block else { continue };
        let closed: Vec<u8> = open.iter().copied().filter(|other| other >= level).collect();
        open.retain(|other| other < level);
        open.push(*level);
        if !closed.is_empty() && !closed.contains(level) {
            let excerpt: String = runs.iter().map(Run::said).collect();
            let message = format!("标题“{excerpt}”前面有层次更低的标题，层次应依次为一、（一）1.（1）。");
            out.push(FormFinding { rule: "DOC-06", paragraph: None, excerpt, message });
        }
    }
    out
}

/// Half-width brackets and marks beside Chinese characters (GB/T 15834).
fn bracket_findings(text: &str, paragraph: usize) -> Vec<FormFinding> {
    let chars: Vec<char> = text.chars().collect();
    let chinese = |c: Option<&char>| c.is_some_and(|c| ('\u{3400}'..='\u{9fff}').contains(c) || ('\u{20000}'..='\u{3ffff}').contains(c));
    let mut out: Vec<FormFinding> = Vec::new();
    for (i, c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|at| chars.get(at));
        let (wrong, rule) = match c {
            '(' | ')' => (chinese(before) || chinese(chars.get(i + 1)), "BRACKET"),
            ',' | ';' | ':' | '?' | '!' => (chinese(before) && chinese(chars.get(i + 1)), "PUNCTUATION"),
            _ => (false, ""),
        };
        if wrong && !out.iter().any(|found| found.rule == rule) {
            let excerpt: String = chars.iter().skip(i.saturating_sub(6)).take(13).collect();
            let message = format!("“{c}”是半角符号，中文里应用全角。");
            out.push(FormFinding { rule, paragraph: Some(paragraph), excerpt, message });
        }
    }
    out
}

/// DOC-04: the year of a document number stands in 〔〕 and the serial has no leading zero.
fn number_finding(text: &str, paragraph: usize) -> Option<FormFinding> {
    let chars: Vec<char> = text.chars().collect();
    let digit = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
    for (i, c) in chars.iter().enumerate() {
        let year = (i + 1..i + 5).all(digit) && matches!(chars.get(i + 5), Some(']' | ')' | '】' | '）' | '］' | '〕'));
        if !matches!(c, '[' | '(' | '【' | '（' | '［' | '〔') || !year {
            continue;
        }
        let serial: String = chars.iter().skip(i + 6).take_while(|c| **c == '第' || c.is_ascii_digit()).collect();
        if serial.is_empty() || chars.get(i + 6 + serial.chars().count()) != Some(&'号') {
            continue;
        }
        let right = *c == '〔' && chars.get(i + 5) == Some(&'〕') && !serial.starts_with(['0', '第']);
        if !right {
            let excerpt: String = chars.iter().skip(i.saturating_sub(6)).take(20).collect();
            let message = "发文字号应写作“机关代字〔年份〕序号号”：年份用六角括号，序号不加“第”、不补零。".to_owned();
            return Some(FormFinding { rule: "DOC-04", paragraph: Some(paragraph), excerpt, message });
        }
    }
    None
}

/// Some words before and after the found ones.
fn around(text: &str, found: &str) -> String {
    let at = text.find(found).unwrap_or(0);
    let before: Vec<char> = text.get(..at).unwrap_or_default().chars().collect();
    let lead: String = before.iter().skip(before.len().saturating_sub(8)).collect();
    let rest: String = text.get(at..).unwrap_or_default().chars().take(found.chars().count() + 8).collect();
    format!("{lead}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use norms::Day;

    fn period(a: i64, b: i64) -> Option<Period> {
        Period::new(Day::from_number(a).ok()?, Day::from_number(b).ok()?)
    }

    fn doc(title: &str, blocks: Vec<Block>) -> Document {
        Document { title: title.to_owned(), blocks, ..Document::default() }
    }

    fn paragraph(text: &str) -> Block {
        Block::Paragraph { runs: vec![Run::Text(text.to_owned())] }
    }

    fn rules(doc: &Document, data: Option<Period>) -> Vec<&'static str> {
        form_check(doc, data).into_iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn a_report_that_asks_is_found_and_a_request_may_ask() {
        let asks = vec![paragraph("妥否，请批示。")];
        assert_eq!(rules(&doc("关于某事的报告", asks.clone()), None), ["ASK-01"]);
        assert_eq!(rules(&doc("关于某事的请示", asks), None), Vec::<&str>::new());
    }

    #[test]
    fn a_title_period_that_is_not_the_data_period_is_found() {
        let report = doc("关于2022年上半年工作情况的报告", Vec::new());
        assert_eq!(rules(&report, period(20220101, 20221031)), ["PERIOD"]);
        assert_eq!(rules(&report, period(20220101, 20220630)), Vec::<&str>::new());
    }

    #[test]
    fn a_lower_heading_above_a_higher_one_is_found() {
        let heading = |level| Block::Heading { level, runs: vec![Run::Text("题".to_owned())], follows: Vec::new() };
        let levels = |levels: &[u8]| rules(&doc("报告", levels.iter().map(|level| heading(*level)).collect()), None);
        assert_eq!(levels(&[1, 3, 3, 1, 2, 3, 2]), Vec::<&str>::new());
        assert_eq!(levels(&[1, 3, 2]), ["DOC-06"]);
        assert_eq!(levels(&[2, 1]), ["DOC-06"]);
    }

    #[test]
    fn half_width_marks_and_wrong_document_numbers_are_found() {
        assert_eq!(rules(&doc("报告", vec![paragraph("(一)存在的问题，找得不准,还要改")]), None), ["BRACKET", "PUNCTUATION"]);
        assert_eq!(rules(&doc("报告", vec![paragraph("根据苏委工组[2022]51号文件")]), None), ["DOC-04"]);
        assert_eq!(rules(&doc("报告", vec![paragraph("根据苏委工组〔2022〕051号文件")]), None), ["DOC-04"]);
        assert_eq!(rules(&doc("报告", vec![paragraph("根据苏委工组〔2022〕51号文件（2022）")]), None), Vec::<&str>::new());
    }
}
