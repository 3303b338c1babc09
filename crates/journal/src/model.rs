//! A record of the journal as a person would tell it.

use base::OrgId;
use ledger::metrics::{self, Metric};
use ledger::{Subject, SubjectKind};
use norms::{Day, Instant};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One thing done, whole.
#[derive(Clone, Debug)]
pub struct Record {
    /// Made by the form, so that a repeat is the same record.
    pub id: Uuid,
    /// What it says.
    pub content: Content,
    /// Where it came from, when it was imported.
    pub origin: Option<Origin>,
    /// The import that made it.
    pub batch: Option<Uuid>,
    /// 1 when recorded, one more with each correction, withdrawal and restoring.
    pub revision: i64,
    /// Who recorded it, and when.
    pub made: (String, Instant),
    /// Who changed it last, and when.
    pub changed: (String, Instant),
    /// When it was withdrawn.
    pub withdrawn: Option<Instant>,
}

/// What a record says: everything that can be corrected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Whose work it was.
    pub org: OrgId,
    /// The day it was done, or stands from.
    pub day: Day,
    /// The day a stock ends, or a guest leaves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// The day was not written in the register but taken from its sheet.
    #[serde(default)]
    pub day_assumed: bool,
    /// What was done, 1 to 200 characters.
    pub title: String,
    /// Where, up to 200 characters.
    #[serde(default)]
    pub place: String,
    /// Remarks, up to 4,000 characters.
    #[serde(default)]
    pub remarks: String,
    /// Who took part or was in charge, as text.
    #[serde(default)]
    pub people: Vec<String>,
    /// What it counts for.
    pub lines: Vec<Line>,
    /// Who reported its totals and where that is written; of totals that a person entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<Reported>,
}

/// Where a declared total comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// Who reported it, 1 to 50 characters.
    pub by: String,
    /// Its paper, call or message, 1 to 200 characters.
    pub paper: String,
}

/// A metric and how much of it the record is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The metric's code.
    pub metric: Code,
    /// In the metric's scale (hundredths for 学时, 小时, 平方米; else whole).
    pub quantity: i64,
    /// Whom or what it speaks of by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<About>,
    /// The cell that proves the quantity (`D714`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// 汇总数: a total without a list, for the period from this day to the record's day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared_from: Option<Day>,
}

/// A metric by its published code; only codes of the catalogue exist as values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub struct Code(pub &'static Metric);

impl TryFrom<String> for Code {
    type Error = String;
    fn try_from(code: String) -> Result<Code, String> {
        metrics::by_code(&code).map(Code).ok_or(format!("{code} is no metric"))
    }
}

impl From<Code> for &'static str {
    fn from(code: Code) -> &'static str {
        code.0.code
    }
}

/// A named firm or person of a line: the ledger's subject as kept in the record.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct About {
    /// person, enterprise, child.
    pub kind: String,
    /// What makes it the same one: see `ledger::Subject`.
    pub key: String,
    /// As written.
    pub name: String,
}

impl About {
    /// From the ledger's subject.
    pub fn of(subject: &Subject) -> About {
        About { kind: subject.kind.code().to_owned(), key: subject.key.clone(), name: subject.name.clone() }
    }

    /// As the ledger wants it.
    pub fn subject(&self) -> Option<Subject> {
        Some(Subject { kind: SubjectKind::from_code(&self.kind)?, key: self.key.clone(), name: self.name.clone() })
    }
}

/// The row of the workbook from which a record came. Personal numbers in it are masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// File name.
    pub file: String,
    /// Sheet name.
    pub sheet: String,
    /// Row, from 1.
    pub row: u32,
    /// Cell addresses with their texts.
    pub cells: Vec<(String, String)>,
}

/// What was done to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// 登记
    Record,
    /// 更正
    Correct,
    /// 撤回
    Withdraw,
    /// 恢复
    Restore,
}

impl Act {
    /// As the database keeps it.
    pub fn code(self) -> &'static str {
        match self {
            Act::Record => "record",
            Act::Correct => "correct",
            Act::Withdraw => "withdraw",
            Act::Restore => "restore",
        }
    }

    /// As pages say it.
    pub fn chinese(code: &str) -> &'static str {
        match code {
            "record" => "登记",
            "correct" => "更正",
            "withdraw" => "撤回",
            _ => "恢复",
        }
    }
}

/// One entry of a record's history.
#[derive(Clone, Debug)]
pub struct Version {
    /// Which revision it made.
    pub revision: i64,
    /// What was done, by its code.
    pub act: String,
    /// Why.
    pub reason: String,
    /// By whom.
    pub who: String,
    /// When.
    pub at: Instant,
    /// What the record said from then on.
    pub content: Content,
}
