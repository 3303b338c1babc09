//! What the recogniser hands on: rows to post, rows refused, rows passed over.

use norms::Day;
use norms::identifier::CitizenId;
use serde::Serialize;

/// What kind of thing a subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// A member, volunteer, trainee.
    Person,
    /// A guest of a station.
    Guest,
    /// A child of a care class.
    Child,
    /// An enterprise.
    Enterprise,
}

/// A citizen id of a sheet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdNumber {
    /// As the sheet gives it.
    Clear(CitizenId),
    /// Of a workbook that was imported earlier: only what may be shown, and the keyed digest.
    Sealed {
        /// 110***********002X
        masked: String,
        /// Hex digits.
        seal: String,
    },
}

impl IdNumber {
    /// 110***********002X
    pub fn masked(&self) -> String {
        match self {
            IdNumber::Clear(id) => id.masked(),
            IdNumber::Sealed { masked, .. } => masked.clone(),
        }
    }

    /// What tells it from other ids of the same workbook.
    pub fn key(&self) -> &str {
        match self {
            IdNumber::Clear(id) => id.in_clear(),
            IdNumber::Sealed { seal, .. } => seal,
        }
    }

    /// Whether the last place but one is odd; it is left standing when the number is masked.
    pub fn is_male(&self) -> bool {
        self.masked().bytes().rev().nth(1).is_some_and(|digit| digit % 2 == 1)
    }
}

/// Whom or what a line speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Person, guest, child or enterprise.
    pub kind: SubjectKind,
    /// The name as written, blanks tidied.
    pub name: String,
    /// The citizen id where the sheet gives one that is well formed; the caller digests it and keeps no other copy.
    pub id: Option<IdNumber>,
    /// The branch beside a person's name.
    pub branch: Option<String>,
}

/// One figure of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Metric code.
    pub metric: &'static str,
    /// Quantity in the metric's own scale (hundredths where it keeps decimals); for each subject where there are subjects.
    pub quantity: i64,
    /// Subjects, empty where the metric counts none.
    pub subjects: Vec<Subject>,
    /// Address of the cell that proves the figure.
    pub cell: String,
    /// A number reported without a list (汇总数).
    pub declared: bool,
}

/// One row of a sheet that can be posted: one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Name of the sheet.
    pub sheet: String,
    /// Row number as the spreadsheet program shows it, from 1.
    pub row: u32,
    /// The figures.
    pub lines: Vec<Line>,
    /// The day of the act, or from when a stock stands.
    pub day: Day,
    /// The cell that gives the day, when one does.
    pub day_cell: Option<String>,
    /// Whether the day comes from the sheet's 截至 day, its period or its year instead of a cell of the row.
    pub day_assumed: bool,
    /// Last day of a stay (the departure), or from when a stock no longer stands.
    pub until: Option<Day>,
    /// What was done or what stands, at most 200 characters.
    pub title: String,
    /// District, branch or unit as written.
    pub org: Option<String>,
    /// Where, as written.
    pub place: Option<String>,
    /// People beside the act, as written.
    pub people: Vec<String>,
    /// Enterprises, as written.
    pub enterprises: Vec<String>,
    /// Remarks, as written.
    pub remarks: Option<String>,
    /// Every filled cell of the row, address and text, with citizen ids and phones masked.
    pub cells: Vec<(String, String)>,
}

/// One person of a roster (党员名册).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Name of the sheet.
    pub sheet: String,
    /// Row number from 1.
    pub row: u32,
    /// Name.
    pub name: String,
    /// 男, 女, or nothing.
    pub sex: Option<String>,
    /// The citizen id where well formed; the caller digests it.
    pub id: Option<IdNumber>,
    /// Branch as written.
    pub branch: Option<String>,
    /// Unit as written.
    pub org: Option<String>,
    /// Post as written.
    pub post: Option<String>,
    /// Day of joining the Party.
    pub joined: Option<Day>,
    /// Day of becoming a full member.
    pub confirmed: Option<Day>,
    /// Whether the row says that the person is on probation; `None` when it does not say.
    pub probationary: Option<bool>,
    /// Filled cells, masked.
    pub cells: Vec<(String, String)>,
}

/// A row refused, named by the cell that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// Address of the cell.
    pub cell: String,
    /// What stands in it (masked, at most 60 characters).
    pub value: String,
    /// Why, in English.
    pub reason: String,
    /// Why, in Chinese.
    #[serde(skip)]
    pub chinese: String,
}

/// Why a row was passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipKind {
    /// A blank row between rows.
    Blank,
    /// A total row.
    Total,
    /// A note, a signature line.
    Note,
    /// The header again.
    Header,
    /// A month or section heading.
    Section,
    /// A kind of work that the lexicon does not know, or two at once.
    UnknownKind,
    /// A row that goes on with one above that was not read itself.
    Part,
    /// A figure that detailed rows of the same workbook already give.
    Summary,
    /// A row that an earlier import recorded: said by the caller, who knows what stands.
    AlreadyThere,
}

/// A row passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// Row number from 1.
    pub row: u32,
    /// In words.
    pub why: String,
    /// As a class.
    #[serde(skip)]
    pub kind: SkipKind,
}

impl Skipped {
    /// Whether something was left out that an officer must look at: the command line exits 1.
    pub fn matters(&self) -> bool {
        self.kind == SkipKind::UnknownKind
    }
}

/// A total that the sheet states, beside what its rows add up to. Both in hundredths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// Address of the cell.
    pub cell: String,
    /// What it states.
    pub stated: i64,
    /// What the rows add up to.
    pub sum: i64,
    /// Whether the two are equal.
    pub agrees: bool,
}

/// What was made of a sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Rows were read as records.
    Recognised,
    /// Data that nobody can tell what it counts.
    #[default]
    Unrecognised,
    /// Explanations, nothing to record.
    Notes,
    /// Hidden by the office: skipped.
    Hidden,
}

/// What is said about one sheet.
#[derive(Clone, Debug, Default)]
pub struct SheetReport {
    /// Its name.
    pub name: String,
    /// What was made of it.
    pub state: State,
    /// Codes of the metrics found, the main one first; `roster` for a roster of members.
    pub metrics: Vec<&'static str>,
    /// The last row of the header, from 1.
    pub header_row: Option<u32>,
    /// Field name → column letters.
    pub columns: std::collections::BTreeMap<String, String>,
    /// Data rows.
    pub rows: usize,
    /// Data rows that can be posted.
    pub accepted: usize,
    /// Rows refused.
    pub rejected: Vec<Rejected>,
    /// Rows passed over.
    pub skipped: Vec<Skipped>,
    /// Stated totals.
    pub totals: Vec<Total>,
    /// Why the sheet is not recognised, in English.
    pub why: Option<String>,
    /// Why the sheet is not recognised, in Chinese.
    pub chinese: Option<String>,
}

/// Something to look at that refuses nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Sheet.
    pub sheet: String,
    /// Cell, where there is one.
    pub cell: Option<String>,
    /// In English.
    pub text: String,
    /// In Chinese.
    #[serde(skip)]
    pub chinese: String,
}
