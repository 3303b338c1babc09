//! What an import did, or would do.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sheet::{SheetReport, Warning};
use uuid::Uuid;

use super::ChangedRow;

/// Something that the workbook names and the database lacked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Made {
    /// `org`, `person`, or `period` when the office's current period was set to that of its first workbook.
    pub what: &'static str,
    /// 板块, 党支部, … or 当前时段.
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// What became of the records of an import to which another mapping was applied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remapped {
    /// Records that say the same.
    pub unchanged: usize,
    /// Records that no row asks for any more.
    pub withdrawn: usize,
    /// Rows whose records a person changed since: sheet and row. They stay as they are.
    pub left: Vec<(String, u32)>,
}

/// The report of an import: kept with the batch, shown by page and command line.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The batch that was made; `None` for a rehearsal.
    pub batch: Option<Uuid>,
    /// Records made.
    pub recorded: usize,
    /// Rows that an earlier import had recorded already.
    pub already_there: usize,
    /// Records of earlier imports that were corrected.
    pub corrected: usize,
    /// Changed rows that were not taken as corrections.
    pub left_out: usize,
    /// Sheet by sheet.
    pub sheets: Vec<SheetReport>,
    /// What another mapping changed in an earlier import, beside the records that it added and corrected.
    pub remapped: Option<Remapped>,
    /// How many records each sheet brought to each org: sheet, name of the org, number.
    pub brought: Vec<(String, String, usize)>,
    /// What was made beside the records.
    pub made: Vec<Made>,
    /// What should be looked at, beside the changed rows.
    pub warnings: Vec<Warning>,
    /// Rows whose record stood with other values, taken or not.
    pub changed: Vec<ChangedRow>,
}

impl Outcome {
    /// Whether something asks for a person: a refused row, a sheet or kind that was not recognised, a total that differs.
    pub fn has_findings(&self) -> bool {
        let sheet = |s: &SheetReport| {
            s.state == sheet::State::Unrecognised
                || !s.rejected.is_empty()
                || s.totals.iter().any(|t| !t.agrees)
                || s.skipped.iter().any(sheet::Skipped::matters)
        };
        self.sheets.iter().any(sheet)
    }

    /// What should be looked at, each changed row that was left out with it.
    pub fn all_warnings(&self) -> Vec<Warning> {
        let left_out = self.changed.iter().filter(|row| row.applied.is_none() && !row.details);
        self.warnings.iter().cloned().chain(left_out.map(ChangedRow::warning)).collect()
    }

    /// Rows refused in all sheets.
    pub fn refused(&self) -> usize {
        self.sheets.iter().map(|s| s.rejected.len()).sum()
    }

    /// The shape of the command line's contract: `sheets`, `made`, `warnings`, and `batch` when something was kept.
    pub fn json(&self) -> Value {
        let mut out = json!({
            "sheets": self.sheets,
            "made": self.made,
            "warnings": self.all_warnings().iter().map(Warning::line).collect::<Vec<_>>(),
            "recorded": self.recorded,
            "already_there": self.already_there,
            "corrected": self.corrected,
            "left_out": self.left_out,
        });
        let more = [("batch", self.batch.map(|batch| json!(batch))), ("remapped", self.remapped.as_ref().map(|remapped| json!(remapped)))];
        for (name, value) in more {
            if let Some(value) = value {
                out[name] = value;
            }
        }
        out
    }
}
