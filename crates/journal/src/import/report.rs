//! The report of an import in the words of a page: shown in the preview, kept with the batch, shown again years later.

use ledger::metrics;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sheet::{SheetReport, SkipKind, State, Total};

use super::{Outcome, Remapped};

/// What became of a workbook.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// Records made.
    pub recorded: usize,
    /// Rows that stood already.
    pub already_there: usize,
    /// Earlier records corrected.
    pub corrected: usize,
    /// Changed rows that were not taken.
    pub left_out: usize,
    /// What another mapping changed: records unchanged, withdrawn, and rows left as a person corrected them.
    pub remapped: Option<Remapped>,
    /// Sheet by sheet.
    pub sheets: Vec<Sheet>,
    /// How many records each sheet brought to each org.
    pub brought: Vec<(String, String, usize)>,
    /// Orgs and people that were made: kind and name.
    pub made: Vec<(String, String)>,
    /// What to look at: sheet, cell and sentence.
    pub warnings: Vec<(String, String, String)>,
}

/// What became of one sheet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// `recognised`, `unrecognised`, `notes`, `hidden`.
    pub state: String,
    /// 助企服务、覆盖企业
    pub metrics: String,
    /// The last row of its header.
    pub header_row: Option<u32>,
    /// Column letters and what stands in them.
    pub columns: Vec<(String, String)>,
    /// Data rows.
    pub rows: usize,
    /// Rows that can be recorded.
    pub accepted: usize,
    /// Refused cells.
    pub rejected: Vec<Rejected>,
    /// Rows passed over: number and why.
    pub skipped: Vec<(u32, String)>,
    /// Rows of kinds that nobody knows: number and what stands there.
    pub unknown: Vec<(u32, String)>,
    /// Totals stated in the sheet.
    pub totals: Vec<StatedTotal>,
    /// Why it was not recognised.
    pub why: String,
}

/// A refused cell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rejected {
    /// Address.
    pub cell: String,
    /// What stands in it, masked.
    pub value: String,
    /// Why, and how to mend it.
    pub reason: String,
}

/// A stated total beside the sum, both in hundredths.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StatedTotal {
    /// Address.
    pub cell: String,
    /// What it states.
    pub stated: i64,
    /// What the rows add up to.
    pub sum: i64,
    /// Whether both agree.
    pub agrees: bool,
}

impl Report {
    /// What an import did, or would do.
    pub fn of(outcome: &Outcome) -> Report {
        Report {
            recorded: outcome.recorded,
            already_there: outcome.already_there,
            corrected: outcome.corrected,
            left_out: outcome.left_out,
            remapped: outcome.remapped.clone(),
            sheets: outcome.sheets.iter().map(sheet).collect(),
            brought: outcome.brought.clone(),
            made: outcome.made.iter().map(|made| (made.kind.clone(), made.name.clone())).collect(),
            warnings: outcome.warnings.iter().map(|w| (w.sheet.clone(), w.cell.clone().unwrap_or_default(), w.chinese.clone())).collect(),
        }
    }

    /// The report that was kept with a batch.
    pub fn kept(report: &Value) -> Report {
        report.get("page").and_then(|page| serde_json::from_value(page.clone()).ok()).unwrap_or_default()
    }

    /// As kept.
    pub fn json(&self) -> Value {
        json!(self)
    }

    /// Whether a marked copy of the workbook would bear a mark.
    pub fn has_marks(&self) -> bool {
        let any = |sheet: &Sheet| !sheet.rejected.is_empty() || !sheet.unknown.is_empty() || sheet.totals.iter().any(|total| !total.agrees);
        self.sheets.iter().any(any)
    }

    /// Refused cells of all sheets, with the sheet's name.
    pub fn refused(&self) -> impl Iterator<Item = (&str, &Rejected)> {
        self.sheets.iter().flat_map(|sheet| sheet.rejected.iter().map(|rejected| (sheet.name.as_str(), rejected)))
    }
}

fn sheet(report: &SheetReport) -> Sheet {
    let unknown = |s: &&sheet::Skipped| s.kind == SkipKind::UnknownKind;
    Sheet {
        name: report.name.clone(),
        state: state(report.state).to_owned(),
        metrics: report.metrics.iter().map(|code| metric_name(code)).collect::<Vec<_>>().join("、"),
        header_row: report.header_row,
        columns: columns(report),
        rows: report.rows,
        accepted: report.accepted,
        rejected: report
            .rejected
            .iter()
            .map(|r| Rejected { cell: r.cell.clone(), value: r.value.clone(), reason: r.chinese.clone() })
            .collect(),
        skipped: report.skipped.iter().filter(|s| !unknown(s)).map(|s| (s.row, skipped(s.kind).to_owned())).collect(),
        unknown: report.skipped.iter().filter(unknown).map(|s| (s.row, unknown_kind(&s.why))).collect(),
        totals: report.totals.iter().map(total).collect(),
        why: report.chinese.clone().or_else(|| report.why.clone().map(|_| "未读取。".to_owned())).unwrap_or_default(),
    }
}

fn total(total: &Total) -> StatedTotal {
    StatedTotal { cell: total.cell.clone(), stated: total.stated, sum: total.sum, agrees: total.agrees }
}

fn columns(report: &SheetReport) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> =
        report.columns.iter().map(|(field, letters)| (letters.clone(), field_name(field).to_owned())).collect();
    out.sort_by_key(|(letters, _)| (letters.len(), letters.clone()));
    out
}

/// The state's code.
pub(crate) fn state(state: State) -> &'static str {
    match state {
        State::Recognised => "recognised",
        State::Unrecognised => "unrecognised",
        State::Notes => "notes",
        State::Hidden => "hidden",
    }
}

/// 党员名册 for a roster, else the metric's name.
pub(crate) fn metric_name(code: &str) -> &str {
    match metrics::by_code(code) {
        Some(metric) => metric.name,
        None if code == "roster" => "党员名册",
        None => code,
    }
}

fn skipped(kind: SkipKind) -> &'static str {
    match kind {
        SkipKind::Blank => "空行",
        SkipKind::Total => "合计行",
        SkipKind::Note => "说明或签字",
        SkipKind::Header => "重复的表头",
        SkipKind::Section => "分段标题",
        SkipKind::UnknownKind => "类别不明",
        SkipKind::Part => "接续上面未读取的行",
        SkipKind::Summary => "汇总，明细已在其他行",
        SkipKind::AlreadyThere => "此前已导入",
    }
}

/// What a row of an unknown kind says, out of the recogniser's sentence.
fn unknown_kind(why: &str) -> String {
    why.rsplit_once(": ").map_or_else(|| "没有写明类别".to_owned(), |(_, text)| text.trim_matches(['“', '”', '"', '"']).to_owned())
}

/// Fields that a column may hold, with the words of a page, in the order of the choice.
pub(crate) const FIELDS: [(&str, &str); 33] = [
    ("serial", "序号"),
    ("day", "日期"),
    ("until", "结束日期"),
    ("month", "月份"),
    ("org", "单位或板块"),
    ("branch", "支部"),
    ("title", "内容或名称"),
    ("kind", "工作类别"),
    ("quantity", "数量"),
    ("unit", "计量单位"),
    ("enterprises", "企业"),
    ("name", "姓名"),
    ("people", "人员（文字）"),
    ("attendance", "参加人数"),
    ("hours", "时长或学时"),
    ("place", "地点"),
    ("arrival", "入住日期"),
    ("departure", "离店日期"),
    ("nights", "住宿晚数"),
    ("days", "天数"),
    ("station", "驿站"),
    ("rooms", "房间数"),
    ("beds", "床位数"),
    ("area", "面积"),
    ("sex", "性别"),
    ("citizen_id", "身份证号"),
    ("phone", "电话"),
    ("status", "办理情况"),
    ("post", "职务"),
    ("joined", "入党时间"),
    ("confirmed", "转正时间"),
    ("membership", "党员类别"),
    ("remarks", "备注"),
];

/// The words for a field, or for a metric that stands in a column of its own.
pub(crate) fn field_name(field: &str) -> &str {
    FIELDS.iter().find(|(code, _)| *code == field).map_or_else(|| metric_name(field), |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_that_is_offered_is_one_that_a_profile_knows() {
        for (field, _) in FIELDS {
            let text = format!("[[sheet]]\nname = \"a\"\ncolumns = {{ {field} = \"B\" }}\n");
            assert!(sheet::Profile::from_toml(&text).is_ok(), "{field}");
        }
    }
}
