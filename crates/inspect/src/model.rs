//! A pack, its lines, and what answers them.

use base::OrgId;
use norms::{Day, Instant};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// 迎检: what one inspection asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// Made by the form, so that a repeat is the same pack.
    pub id: Uuid,
    /// Who is inspected.
    pub org: OrgId,
    /// What it is called, 1 to 120 characters.
    pub title: String,
    /// The day by which it must be ready.
    pub due: Option<Day>,
    /// The table's file.
    pub file: String,
    /// SM3 of the file, hex.
    pub digest: String,
    /// Since when the inspection is over.
    pub closed: Option<Instant>,
    /// Goes up with each change.
    pub revision: i64,
    /// Who made it, and when.
    pub made: (String, Instant),
}

/// What a line of a scoring table says; each as the superior wrote it, empty where the table has no such column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineEntry {
    /// 序号.
    pub code: String,
    /// 考核项目.
    pub project: String,
    /// 考核内容, 指标.
    pub item: String,
    /// 评分标准.
    pub standard: String,
    /// 分值.
    pub points: String,
    /// 所需材料.
    pub wanted: String,
}

/// A line of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its id.
    pub id: Uuid,
    /// Of which pack.
    pub pack: Uuid,
    /// Its place in the table, from 1.
    pub place: i64,
    /// Number of its project, from 1.
    pub chapter: i64,
    /// Number within the project, from 1.
    pub part: i64,
    /// What it says.
    pub entry: LineEntry,
}

impl Line {
    /// 01-03.
    pub fn number(&self) -> String {
        format!("{:02}-{:02}", self.chapter, self.part)
    }
}

/// A record that answers a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Which line.
    pub line: Uuid,
    /// The kind by which its room names it.
    pub kind: String,
    /// The record.
    pub source: Uuid,
    /// What it was called when it was chosen.
    pub title: String,
    /// Who chose it.
    pub who: String,
}

/// A file that stood behind a line once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Had {
    /// Which line.
    pub line: Uuid,
    /// The record that it is kept with: one of another room, or the line itself.
    pub source: Uuid,
    /// The file.
    pub file: Uuid,
    /// Its name.
    pub name: String,
}
