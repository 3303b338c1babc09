//! What is looked at before a report goes on: what must be mended, and what somebody may accept with a reason.

use norms::Period;
use paper::{Document, form_check};
use serde::Serialize;

use crate::figures::Figure;
use crate::model::Report;
use crate::template::{Text, Word};

/// Something found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Key of the rule.
    pub rule: String,
    /// Whether it stands in the way.
    pub weight: Weight,
    /// The figure in question.
    pub key: Option<String>,
    /// The sentence for a page.
    pub chinese: String,
    /// The sentence for the command line.
    pub english: String,
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Must be mended before sign-off.
    Error,
    /// May be accepted with a reason.
    Warning,
}

/// Rules of form that stand in the way: a title about other days than the data (what a report states must be what it counts), and
/// ASK-01 (重大事项请示报告条例, 2019): a report contains no request.
const BLOCKING: [&str; 2] = ["PERIOD", "ASK-01"];

/// All that can be told from the report itself; checks between metrics come from the ledger beside it.
pub fn findings(report: &Report, text: &Text, document: &Document, figures: &[Figure]) -> Vec<Finding> {
    let mut out: Vec<Finding> = form_check(document, Some(report.period)).into_iter().map(of_form).collect();
    out.extend(no_title_period(report));
    out.extend(no_cut_off(report, text, document));
    out.extend(early_cut_off(report));
    out.extend(no_figures(figures));
    out.extend(figures.iter().filter_map(unproven));
    out.extend(figures.iter().filter_map(declared));
    out.extend(figures.iter().filter_map(|figure| outside(figure, report.period)));
    out.sort_by_key(|finding| finding.weight);
    out
}

fn finding(rule: &str, weight: Weight, chinese: String, english: String) -> Finding {
    Finding { rule: rule.to_owned(), weight, key: None, chinese, english }
}

fn of_form(found: paper::FormFinding) -> Finding {
    let weight = if BLOCKING.contains(&found.rule) { Weight::Error } else { Weight::Warning };
    let english = match found.rule {
        "PERIOD" => format!("the title speaks of another period ({}) than the data", found.excerpt),
        "ASK-01" => format!("a report must not contain a request ({})", found.excerpt),
        rule => format!("form rule {rule}: {}", found.excerpt),
    };
    finding(found.rule, weight, found.message, english)
}

fn no_title_period(report: &Report) -> Option<Finding> {
    paper::title_period(&report.title).is_none().then(|| {
        let chinese = format!("标题没有写明时段，统计期是{}。", report.period.chinese());
        finding("TITLE", Weight::Warning, chinese, "the title names no period".to_owned())
    })
}

/// A report states its cut-off day: by the mark, or in its own words.
fn no_cut_off(report: &Report, text: &Text, document: &Document) -> Option<Finding> {
    // The day under the signature may be the same one, and says nothing of the data.
    let unsigned = Document { signature: None, ..document.clone() };
    let said = text.uses(Word::CutOff) || paper::plain_text(&unsigned).contains(&report.cut_off.chinese());
    (!said).then(|| {
        let chinese = format!("正文没有写明数据截止日，请在正文中写入 {{截止日}}（{}）。", report.cut_off.chinese());
        finding("CUT-OFF", Weight::Error, chinese, "the text does not state the cut-off day; write {cut-off} in it".to_owned())
    })
}

fn early_cut_off(report: &Report) -> Option<Finding> {
    (report.cut_off < report.period.to).then(|| {
        let (cut_off, to) = (report.cut_off.chinese(), report.period.to.chinese());
        let chinese = format!("数据截至{cut_off}，早于统计期末{to}，其后的工作未计入。");
        finding(
            "EARLY",
            Weight::Warning,
            chinese,
            format!("the data end on {}, before the period does ({})", report.cut_off, report.period.to),
        )
    })
}

fn no_figures(figures: &[Figure]) -> Option<Finding> {
    figures.is_empty().then(|| {
        finding("EMPTY", Weight::Warning, "正文没有一个取自台账的数字。".to_owned(), "no figure of the text is bound to records".to_owned())
    })
}

fn unproven(figure: &Figure) -> Option<Finding> {
    figure.no_record().then(|| Finding {
        key: Some(figure.key.clone()),
        ..finding(
            NO_RECORD,
            Weight::Warning,
            format!("“{}”没有任何台账记录，文中写作“{}”。", figure.metric.name, figure.said),
            format!("figure {} ({}) has no record behind it", figure.key, figure.metric.code),
        )
    })
}

fn declared(figure: &Figure) -> Option<Finding> {
    let counted = matches!(figure.metric.kind, ledger::Kind::Reach | ledger::Kind::ReachStar(_));
    (figure.declared != 0 && counted).then(|| {
        let (name, unit, apart) = (figure.metric.name, figure.metric.unit, figure.metric.plain(figure.declared));
        // A bare number says nothing of the total; every other says it beside the number.
        let how = if figure.said.contains("另报") { "两者没有相加，可能重叠，文中写作" } else { "未计入文中的" };
        Finding {
            key: Some(figure.key.clone()),
            ..finding(
                "DECLARED",
                Weight::Warning,
                format!("“{name}”另有仅报总数、没有名单的{apart}{unit}，{how}“{}”。", figure.said),
                format!("figure {} does not add {apart} that were reported without a list", figure.key),
            )
        }
    })
}

/// A figure that speaks of days outside the report's period.
fn outside(figure: &Figure, period: Period) -> Option<Finding> {
    let outside = figure.period.from < period.from || figure.period.to > period.to;
    outside.then(|| Finding {
        key: Some(figure.key.clone()),
        ..finding(
            "OUTSIDE",
            Weight::Warning,
            format!("“{}”统计的是{}，不在报告的统计期内。", figure.metric.name, figure.period.chinese()),
            format!("figure {} speaks of days outside the report's period", figure.key),
        )
    })
}

/// What the ledger's checks between metrics found, where it touches a figure of the report. What cannot be so stands in the way.
pub fn between_metrics(found: Vec<ledger::Finding>, figures: &[Figure]) -> Vec<Finding> {
    let touched = |found: &ledger::Finding| found.sides.iter().any(|side| figures.iter().any(|figure| figure.metric == side.metric));
    let told = found.into_iter().filter(touched).map(|found| {
        let sides: Vec<String> = found.sides.iter().map(|side| format!("{} {}", side.metric.code, side.metric.plain(side.value))).collect();
        let weight = if found.wrong { Weight::Error } else { Weight::Warning };
        let english = format!("check {} between metrics: {}", found.rule, sides.join(", "));
        let key =
            figures.iter().find(|figure| found.sides.iter().any(|side| side.metric == figure.metric)).map(|figure| figure.key.clone());
        Finding { key, ..finding(found.rule, weight, found.sentence, english) }
    });
    told.collect()
}

/// The findings as a person reads them: many figures without a record are one sentence.
pub fn sentences(findings: &[Finding]) -> Vec<(Weight, String)> {
    let bare: Vec<&Finding> = findings.iter().filter(|finding| finding.rule == NO_RECORD).collect();
    if bare.len() < 4 {
        return findings.iter().map(|finding| (finding.weight, finding.chinese.clone())).collect();
    }
    let names: Vec<&str> = bare.iter().map(|finding| finding.chinese.split(['“', '”']).nth(1).unwrap_or_default()).collect();
    let one = format!("{}个数字没有任何台账记录：{}。", bare.len(), names.join("、"));
    let others = findings.iter().filter(|finding| finding.rule != NO_RECORD).map(|finding| (finding.weight, finding.chinese.clone()));
    others.chain([(Weight::Warning, one)]).collect()
}

/// Rule of a figure without a record.
const NO_RECORD: &str = "NO-RECORD";

/// Whether anything stands in the way.
pub fn blocked(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.weight == Weight::Error)
}
