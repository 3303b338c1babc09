//! A scoring table as it comes: which row is its header, which column says what, which rows are lines. Pure; what is recognised is shown
//! and may be corrected before anything is kept.

use serde::{Deserialize, Serialize};
use sheet::{Sheet, Workbook};

use crate::InspectError;
use crate::model::LineEntry;

/// Lines of one table.
pub const MOST_LINES: usize = 5_000;
/// Rows and columns of a sheet that are looked at.
const MOST_ROWS: usize = 6_000;
const MOST_COLUMNS: usize = 40;
/// Sheets that are offered.
const MOST_SHEETS: usize = 20;
/// Rows in which a header is looked for.
const HEAD_ROWS: usize = 15;
/// Characters of a cell.
const MOST_TEXT: usize = 2_000;

/// What a column of a scoring table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// 序号
    Code,
    /// 考核项目
    Project,
    /// 考核内容, 指标
    Item,
    /// 评分标准
    Standard,
    /// 分值
    Points,
    /// 所需材料
    Wanted,
}

impl Means {
    /// All, in the usual order of columns.
    pub const ALL: [Means; 6] = [Means::Code, Means::Project, Means::Item, Means::Standard, Means::Points, Means::Wanted];

    /// As pages and files call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Means::Code => "序号",
            Means::Project => "考核项目",
            Means::Item => "考核内容",
            Means::Standard => "评分标准",
            Means::Points => "分值",
            Means::Wanted => "所需材料",
        }
    }

    /// As forms send it.
    pub fn code(self) -> &'static str {
        match self {
            Means::Code => "code",
            Means::Project => "project",
            Means::Item => "item",
            Means::Standard => "standard",
            Means::Points => "points",
            Means::Wanted => "wanted",
        }
    }

    /// The one of this code.
    pub fn from_code(code: &str) -> Option<Means> {
        Means::ALL.into_iter().find(|means| means.code() == code)
    }

    /// Words of a header that say it; the first that a header holds decides, so those that others hold too come last.
    fn words(self) -> &'static [&'static str] {
        match self {
            Means::Code => &["序号", "编号"],
            Means::Wanted => &["所需材料", "佐证材料", "印证材料", "支撑材料", "备查材料", "材料清单", "提供材料", "查看资料", "材料"],
            Means::Standard => &["评分标准", "评分细则", "评分办法", "计分办法", "计分标准", "考核标准", "评价标准", "评分说明"],
            Means::Points => &["分值", "标准分", "满分", "分数", "权重"],
            Means::Project => &["考核项目", "一级指标", "考核类别", "检查项目", "评价项目", "项目", "类别", "指标类别"],
            Means::Item => {
                &["考核内容", "考核指标", "二级指标", "三级指标", "检查内容", "评价内容", "考核要点", "评价指标", "指标", "内容", "要求"]
            }
        }
    }
}

/// A sheet as rows of texts, merged cells filled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grid {
    /// The sheet's name.
    pub name: String,
    /// Rows from the first of the sheet on; trailing blank ones are left out.
    pub rows: Vec<Vec<String>>,
}

/// How a sheet is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// The header's row, from 0; `None`: there is none, the lines begin with the first row.
    pub header: Option<usize>,
    /// What each column says.
    pub columns: Vec<Option<Means>>,
}

/// What a table says once it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The lines.
    pub lines: Vec<LineEntry>,
    /// How many rows were passed over: blank ones, totals, headers again.
    pub passed: usize,
}

/// The sheets of a workbook that hold something and are not hidden.
///
/// # Errors
/// [`InspectError::NoRows`].
pub fn grids(book: &Workbook) -> Result<Vec<Grid>, InspectError> {
    let shown = book.sheets.iter().filter(|sheet| !sheet.hidden && !sheet.cells.is_empty());
    let grids: Vec<Grid> = shown.take(MOST_SHEETS).map(grid).filter(|grid| !grid.rows.is_empty()).collect();
    if grids.is_empty() { Err(InspectError::NoRows) } else { Ok(grids) }
}

fn grid(sheet: &Sheet) -> Grid {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (&(row, column), value) in &sheet.cells {
        let (row, column) = (row as usize, column as usize);
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            continue;
        }
        let text = tidy(&value.text());
        put(&mut rows, row, column, text);
    }
    for merged in &sheet.merged {
        let from = (merged.from.row as usize, merged.from.column as usize);
        let Some(text) = rows.get(from.0).and_then(|row| row.get(from.1)).filter(|text| !text.is_empty()).cloned() else { continue };
        // Downwards only: a heading merged over the whole width is one cell, not a line.
        for row in from.0 + 1..=(merged.to.row as usize).min(MOST_ROWS - 1) {
            put(&mut rows, row, from.1, text.clone());
        }
    }
    Grid { name: sheet.name.clone(), rows }
}

fn put(rows: &mut Vec<Vec<String>>, row: usize, column: usize, text: String) {
    if text.is_empty() {
        return;
    }
    if rows.len() <= row {
        rows.resize(row + 1, Vec::new());
    }
    if rows[row].len() <= column {
        rows[row].resize(column + 1, String::new());
    }
    rows[row][column] = text;
}

/// Without blanks at its ends and control characters, with personal numbers masked, cut to what a line may have.
fn tidy(text: &str) -> String {
    let clean: String = text.trim().chars().filter(|c| !c.is_control() || *c == '\n').take(MOST_TEXT).collect();
    norms::identifier::mask_text(&clean)
}

/// The columns of a grid.
pub fn width(grid: &Grid) -> usize {
    grid.rows.iter().map(Vec::len).max().unwrap_or(0)
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What a header's cell says, and whether by a word of its own.
fn meaning(text: &str) -> Option<Means> {
    let text = squeezed(text);
    if text.is_empty() || text.chars().count() > 20 {
        return None;
    }
    // Whole words first: 考核项目及内容 is neither, 材料 alone is what is wanted.
    let order = [Means::Code, Means::Wanted, Means::Standard, Means::Points, Means::Project, Means::Item];
    let whole = order.into_iter().find(|means| means.words().contains(&text.as_str()));
    whole.or_else(|| order.into_iter().find(|means| means.words().iter().any(|word| text.contains(word))))
}

/// How a sheet is best read: the row among the first that names most columns is its header.
pub fn recognise(grid: &Grid) -> Mapping {
    let named = |row: &Vec<String>| -> Vec<Option<Means>> {
        let mut taken = Vec::new();
        row.iter().map(|cell| meaning(cell).filter(|means| !taken.contains(means)).inspect(|means| taken.push(*means))).collect()
    };
    let heads = grid.rows.iter().take(HEAD_ROWS).enumerate().map(|(at, row)| (at, named(row)));
    let count = |columns: &[Option<Means>]| columns.iter().flatten().count();
    let best = heads.fold(None, |best: Option<(usize, Vec<Option<Means>>)>, (at, columns)| match &best {
        Some((_, so_far)) if count(so_far) >= count(&columns) => best,
        _ if count(&columns) >= 2 => Some((at, columns)),
        _ => best,
    });
    let width = width(grid);
    match best {
        Some((at, mut columns)) => {
            columns.resize(width, None);
            if !columns.contains(&Some(Means::Item)) {
                item_instead(&mut columns);
            }
            Mapping { header: Some(at), columns }
        }
        None => Mapping { header: None, columns: unheaded(grid, width) },
    }
}

/// Where no column is called the content, the project's is, else the first without a meaning.
fn item_instead(columns: &mut [Option<Means>]) {
    let free = columns.iter().position(Option::is_none);
    if let Some(at) = columns.iter().position(|means| *means == Some(Means::Project)).or(free) {
        columns[at] = Some(Means::Item);
    }
}

/// Without a header the column with the longest texts is taken for the content; a person says the rest.
fn unheaded(grid: &Grid, width: usize) -> Vec<Option<Means>> {
    let mut columns = vec![None; width];
    let letters = |column: usize| grid.rows.iter().filter_map(|row| row.get(column)).map(|text| text.chars().count()).sum::<usize>();
    if let Some(at) = (0..width).max_by_key(|column| letters(*column)) {
        columns[at] = Some(Means::Item);
    }
    columns
}

/// Words with which a row begins that is a total or a signature.
const ENDS: [&str; 7] = ["合计", "总计", "总分", "小计", "填表人", "审核人", "备注："];

/// The lines of a sheet read so. A project that is written once stands for the lines below it.
///
/// # Errors
/// [`InspectError::NoItem`], [`InspectError::Twice`], [`InspectError::NoLines`], [`InspectError::TooManyLines`].
pub fn lines(grid: &Grid, mapping: &Mapping) -> Result<Found, InspectError> {
    let at = |means: Means| mapping.columns.iter().position(|column| *column == Some(means));
    let Some(item) = at(Means::Item) else { return Err(InspectError::NoItem) };
    for means in Means::ALL {
        if mapping.columns.iter().filter(|column| **column == Some(means)).count() > 1 {
            return Err(InspectError::Twice(means.chinese()));
        }
    }
    let header = mapping.header.and_then(|at| grid.rows.get(at));
    let mut found = Found::default();
    let mut project = String::new();
    for row in grid.rows.iter().skip(mapping.header.map_or(0, |at| at + 1)) {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).cloned().unwrap_or_default();
        let first = row.iter().find(|text| !text.is_empty()).map(|text| squeezed(text)).unwrap_or_default();
        let filled = row.iter().filter(|text| !text.is_empty()).count();
        let ends = ENDS.iter().any(|word| first.starts_with(word));
        if filled == 0 || ends || Some(row) == header {
            found.passed += 1;
            continue;
        }
        let own = cell(at(Means::Project));
        if !own.is_empty() {
            project = own;
        }
        let entry = LineEntry {
            code: cell(at(Means::Code)),
            project: project.clone(),
            item: cell(Some(item)),
            standard: cell(at(Means::Standard)),
            points: cell(at(Means::Points)),
            wanted: cell(at(Means::Wanted)),
        };
        if entry.item.is_empty() && entry.standard.is_empty() && entry.wanted.is_empty() {
            // A heading between lines: 一、组织建设（30分）.
            if at(Means::Project).is_none() && filled == 1 {
                project = row.iter().find(|text| !text.is_empty()).cloned().unwrap_or_default();
            }
            found.passed += 1;
            continue;
        }
        found.lines.push(entry);
    }
    match found.lines.len() {
        0 => Err(InspectError::NoLines),
        n if n > MOST_LINES => Err(InspectError::TooManyLines(n)),
        _ => Ok(found),
    }
}

/// Chapter and part of each line: a new chapter where the project changes.
pub fn numbers(lines: &[LineEntry]) -> Vec<(i64, i64)> {
    let mut out: Vec<(i64, i64)> = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let next = match at.checked_sub(1).and_then(|before| Some((lines.get(before)?, out.get(before)?))) {
            Some((before, (chapter, part))) if before.project == line.project => (*chapter, part + 1),
            Some((_, (chapter, _))) => (chapter + 1, 1),
            None => (1, 1),
        };
        out.push(next);
    }
    out
}
