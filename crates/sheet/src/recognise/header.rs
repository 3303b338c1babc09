//! Finding the tables of a sheet: header rows in one to three levels, the lines above them, the columns.

use std::collections::BTreeMap;

use norms::reading::{DateHint, read_day};

use super::caption::{Caption, month_heading};
use super::grid::{Grid, WIDEST};
use crate::lexicon::{Field, Heading, heading, plain};
use crate::read::Value;

/// A column with something in its header.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub at: u32,
    /// Upper and lower heading together, as [`plain`] gives them.
    pub text: String,
    pub field: Option<Heading>,
}

/// One table: header, columns and the rows below it.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// Last row of the header, from 0.
    pub header: u32,
    /// First row of the header.
    pub header_from: u32,
    /// First row after the table.
    pub end: u32,
    pub columns: Vec<Column>,
    /// The column of each field.
    pub fields: BTreeMap<Field, u32>,
    /// Columns that belong to the table, first and first after: two tables may stand side by side.
    pub span: (u32, u32),
    pub caption: Caption,
}

impl Table {
    pub fn has(&self, field: Field) -> bool {
        self.fields.contains_key(&field)
    }

    /// The heading of the field's column.
    pub fn heading_of(&self, field: Field) -> &str {
        self.fields.get(&field).and_then(|at| self.columns.iter().find(|c| c.at == *at)).map_or("", |c| c.text.as_str())
    }
}

/// Rows looked at from the top before a sheet is given up as one without a header.
const DEEPEST: usize = 15;

/// The tables of a sheet, from top to bottom.
pub(crate) fn tables(grid: &Grid<'_>, file: &str) -> Vec<Table> {
    let rows = grid.rows();
    let mut out: Vec<Table> = Vec::new();
    let mut index = 0;
    while index < rows.len() {
        let limit = if out.is_empty() { DEEPEST } else { usize::MAX };
        if index >= limit {
            break;
        }
        let minimum = if out.is_empty() { 2 } else { 3 };
        let found = is_header(grid, rows[index], minimum) && !out.last().is_some_and(|table| same_header(grid, table, rows[index]));
        if !found {
            index += 1;
            continue;
        }
        let table = table_at(grid, rows, index, file, out.last());
        index = rows.partition_point(|row| *row <= table.header);
        if let Some(last) = out.last_mut() {
            last.end = caption_from(grid, rows, table.header_from, last.header);
        }
        out.push(table);
    }
    out
}

/// Side by side, as printed lists are folded: 序号 姓名 日期 序号 姓名 日期 are two tables of one caption.
pub(crate) fn side_by_side(grid: &Grid<'_>, table: Table) -> Vec<Table> {
    let Some(first) = table.columns.first() else { return vec![table] };
    let starts: Vec<u32> =
        table.columns.iter().filter(|column| column.text == first.text && !column.text.is_empty()).map(|column| column.at).collect();
    let repeats = starts.windows(2).all(|pair| pair[1] - pair[0] >= 2);
    if starts.len() < 2 || !repeats {
        return vec![table];
    }
    let mut out = Vec::new();
    for (index, start) in starts.iter().enumerate() {
        let from = if index == 0 { 0 } else { *start };
        let to = starts.get(index + 1).copied().unwrap_or(WIDEST);
        let columns: Vec<Column> = table.columns.iter().filter(|column| (from..to).contains(&column.at)).cloned().collect();
        let mut fields = best_fields(&columns);
        find_firms(grid, table.header, &columns, &mut fields);
        out.push(Table { columns, fields, span: (from, to), ..table.clone() });
    }
    // Only where each part is a table with the same headings.
    let texts = |table: &Table| table.columns.iter().map(|column| column.text.clone()).collect::<Vec<_>>();
    let same = out.iter().all(|part| texts(part) == texts(&out[0]));
    if same { out } else { vec![table] }
}

/// A table whose header row an officer has named (from 0).
pub(crate) fn table_with_header(grid: &Grid<'_>, header: u32, file: &str) -> Table {
    let rows = grid.rows();
    let index = rows.partition_point(|row| *row < header);
    table_at(grid, rows, index.min(rows.len().saturating_sub(1)), file, None)
}

fn is_header(grid: &Grid<'_>, row: u32, minimum: usize) -> bool {
    let mut fields = Vec::new();
    let (mut known, mut all) = (0usize, 0usize);
    for (_, value) in grid.cells(row) {
        let Value::Text(text) = value else { return false };
        all += 1;
        // A day or a ditto mark stands in rows, never in a header.
        if norms::reading::is_ditto(text) || read_day(text, &DateHint { year: Some(2000), month: None }).is_ok() {
            return false;
        }
        let folded = plain(text);
        if folded.chars().count() > 30 || folded.contains(':') && !folded.ends_with(':') {
            return false;
        }
        if let Some(found) = heading(text) {
            known += 1;
            if !fields.contains(&found.field) || found.field == Field::Other {
                fields.push(found.field);
            }
        } else if month_heading(&folded).is_some() || crate::lexicon::column_metric(&folded).is_some() && folded.chars().count() <= 14 {
            known += 1;
            fields.push(Field::Other);
        }
    }
    let clear = fields.iter().filter(|field| **field != Field::Other).count();
    fields.len() >= minimum && clear >= 1 && known * 2 >= all
}

/// Whether the row repeats the header of the table, as printed sheets do on each page.
pub(crate) fn same_header(grid: &Grid<'_>, table: &Table, row: u32) -> bool {
    (table.header_from..=table.header).any(|header| {
        // Almost every row differs in its first cell, so the rest is seldom compared.
        let first = |r: u32| grid.cells(r).next().map(|(column, value)| (column, value.text()));
        let texts = |r: u32| grid.cells(r).map(|(column, value)| (column, plain(&value.text()))).collect::<Vec<_>>();
        first(row).is_some() && first(row) == first(header) && texts(row) == texts(header)
    })
}

fn table_at(grid: &Grid<'_>, rows: &[u32], index: usize, file: &str, above: Option<&Table>) -> Table {
    let first = rows.get(index).copied().unwrap_or(0);
    let mut from = first;
    if let Some(parent) = index.checked_sub(1).map(|i| rows[i]).filter(|parent| parent + 1 == first && is_parent(grid, *parent, first)) {
        from = parent;
    }
    let mut header = first;
    for next in rows.iter().skip(index + 1).take(2) {
        if *next == header + 1 && is_child(grid, header, *next) {
            header = *next;
        } else {
            break;
        }
    }
    let columns = columns(grid, from, header);
    let mut fields = best_fields(&columns);
    find_firms(grid, header, &columns, &mut fields);
    drop_ordinals(grid, header, &mut fields);
    find_title(grid, header, &columns, &mut fields);
    let floor = above.map_or(0, |table| table.header + 1);
    let start = caption_from(grid, rows, from, floor);
    let lines: Vec<String> = rows
        .iter()
        .filter(|row| (start..from).contains(row))
        .flat_map(|row| grid.cells(*row).map(|(_, value)| value.text()).collect::<Vec<_>>())
        .collect();
    let mut caption = Caption::of(&lines, &grid.sheet.name, file);
    if let Some(above) = above {
        // A second table on the sheet belongs to the same office and year.
        caption.org = caption.org.or_else(|| above.caption.org.clone());
        caption.year = caption.year.or(above.caption.year);
        caption.as_of = caption.as_of.or(above.caption.as_of);
    }
    Table { header, header_from: from, end: u32::MAX, columns, fields, span: (0, WIDEST), caption }
}

/// The first of the lines right above a header that are titles and labels, not rows of a table before it.
pub(crate) fn caption_from(grid: &Grid<'_>, rows: &[u32], header: u32, floor: u32) -> u32 {
    let mut start = header;
    for row in rows.iter().rev().filter(|row| **row < header && **row >= floor) {
        let few = floor == 0 || grid.cells(*row).count() <= 3 && grid.cells(*row).all(|(_, value)| matches!(value, Value::Text(_)));
        let total = grid.cells(*row).any(|(_, value)| norms::reading::is_total_label(&value.text()));
        if !few || (floor > 0 && (total || start - row > 3)) {
            break;
        }
        start = *row;
    }
    start
}

/// A row above the found header whose cells span several of its columns: 规模 above 房间数, 床位数.
fn is_parent(grid: &Grid<'_>, row: u32, header: u32) -> bool {
    let cells: Vec<(u32, &Value)> = grid.cells(row).collect();
    let texts =
        cells.iter().all(|(_, value)| matches!(value, Value::Text(text) if text.chars().count() <= 16 && !text.contains([':', '：'])));
    let last = grid.cells(header).last().map_or(0, |(column, _)| column);
    let spans = cells.iter().any(|(column, _)| grid.width(row, *column) > 1);
    let whole = cells.iter().any(|(column, _)| grid.width(row, *column) > last);
    texts && cells.len() >= 2 && spans && !whole
}

/// A row below a header that divides its columns: texts only, and none under a heading that stands for one whole column.
fn is_child(grid: &Grid<'_>, header: u32, row: u32) -> bool {
    let cells: Vec<(u32, &Value)> = grid.cells(row).collect();
    let texts = !cells.is_empty() && cells.iter().all(|(_, value)| matches!(value, Value::Text(text) if text.chars().count() <= 16));
    if !texts || cells.iter().any(|(_, value)| month_heading(&value.text()).is_some() && cells.len() == 1) {
        return false;
    }
    let known = cells
        .iter()
        .filter(|(_, value)| heading(&value.text()).is_some() || crate::lexicon::column_metric(&plain(&value.text())).is_some())
        .count();
    let mut under_span = false;
    for (column, _) in &cells {
        match grid.value(header, *column) {
            // Its parent covers more than this column, by merging or by blanks to its right that are filled below.
            Some(_) => {
                let blank_right = grid.value(header, column + 1).is_none() && grid.value(row, column + 1).is_some();
                let spans = grid.width(header, *column) > 1 || blank_right;
                // 一课 over 党课: only where every cell of the row is a heading.
                if !spans && known < cells.len() {
                    return false;
                }
                under_span |= spans;
            }
            None => under_span |= parent_of(grid, header, *column).is_some(),
        }
    }
    under_span && (known * 2 >= cells.len() || cells.len() >= 2 && grid.cells(header).any(|(column, _)| grid.width(header, column) > 1))
}

/// The heading above a cell that has none of its own: the anchor of a merged cell, else the next to the left.
fn parent_of(grid: &Grid<'_>, row: u32, column: u32) -> Option<String> {
    if let Some((r, c)) = grid.anchor(row, column) {
        return grid.text(r, c);
    }
    (0..column).rev().take(12).find_map(|c| grid.text(row, c))
}

fn columns(grid: &Grid<'_>, from: u32, header: u32) -> Vec<Column> {
    let mut seen: Vec<u32> = (from..=header).flat_map(|row| grid.cells(row).map(|(column, _)| column).collect::<Vec<_>>()).collect();
    seen.sort_unstable();
    seen.dedup();
    seen.into_iter().map(|at| column(grid, from, header, at)).collect()
}

fn column(grid: &Grid<'_>, from: u32, header: u32, at: u32) -> Column {
    let mut parts: Vec<String> = Vec::new();
    for row in from..=header {
        let own = grid.text(row, at);
        let below = (row + 1..=header).any(|r| grid.text(r, at).is_some());
        // A parent's word reaches a column to its right only where that column has a heading of its own below.
        let text = own.or_else(|| if below { parent_of(grid, row, at) } else { None });
        if let Some(text) = text.map(|text| plain(&text)).filter(|text| parts.last() != Some(text)) {
            parts.push(text);
        }
    }
    let text = parts.concat();
    let lowest = parts.last().map(String::as_str).unwrap_or_default();
    let generic =
        matches!(lowest, "起" | "止" | "开始" | "结束" | "入住" | "离店" | "时间" | "日期" | "人数" | "次数" | "名称" | "数量" | "数");
    let field = if generic && parts.len() > 1 {
        spanned(&text, lowest).or_else(|| heading(&text)).or_else(|| heading(lowest))
    } else {
        heading(lowest).or_else(|| heading(&text))
    };
    Column { at, text, field }
}

/// 起止时间 over 起 and 止; 住宿时间 over 入住 and 离店.
fn spanned(text: &str, lowest: &str) -> Option<Heading> {
    let stay = ["住宿", "入住"].iter().any(|word| text.contains(word));
    let field = match (lowest, stay) {
        ("起" | "开始", true) => Field::Arrival,
        ("止" | "结束" | "离店", true) => Field::Departure,
        ("起" | "开始", false) => Field::Day,
        ("止" | "结束", false) => Field::Until,
        _ => return None,
    };
    Some(Heading { field, sure: 3 })
}

fn best_fields(columns: &[Column]) -> BTreeMap<Field, u32> {
    let mut best: BTreeMap<Field, (u32, u32)> = BTreeMap::new();
    for column in columns {
        let Some(found) = column.field.filter(|found| found.field != Field::Other) else { continue };
        let rank = found.sure * 10 + preference(found.field, &column.text);
        if best.get(&found.field).is_none_or(|(_, before)| rank > *before) {
            best.insert(found.field, (column.at, rank));
        }
    }
    best.into_iter().map(|(field, (at, _))| (field, at)).collect()
}

/// A column of another heading (服务对象, 名称) whose cells are names of firms is the column of enterprises.
fn find_firms(grid: &Grid<'_>, header: u32, columns: &[Column], fields: &mut BTreeMap<Field, u32>) {
    if fields.contains_key(&Field::Enterprises) {
        return;
    }
    let may = |column: &&Column| match column.field.map(|found| found.field) {
        None | Some(Field::Other | Field::Title) => true,
        Some(Field::Org | Field::People | Field::Name) => ["走访", "对象", "受访", "受服务"].iter().any(|word| column.text.contains(word)),
        _ => false,
    };
    let rows: Vec<u32> = grid.rows().iter().copied().filter(|row| *row > header).take(200).collect();
    let firms = |column: &&Column| {
        let (mut all, mut firms) = (0usize, 0usize);
        for text in rows.iter().filter_map(|row| grid.value(*row, column.at)).map(Value::text) {
            all += 1;
            let names = super::cells::listed(&text, &["家"]).names;
            firms += usize::from(!names.is_empty() && names.iter().all(|name| super::cells::looks_like_firm(name)));
        }
        all >= 2 && firms * 10 >= all * 7
    };
    if let Some(column) = columns.iter().filter(may).find(firms) {
        fields.retain(|_, at| *at != column.at);
        fields.insert(Field::Enterprises, column.at);
    }
}

/// A column of names under the word for the thing itself (工作法, 微党课) says what each row is.
fn find_title(grid: &Grid<'_>, header: u32, columns: &[Column], fields: &mut BTreeMap<Field, u32>) {
    if fields.contains_key(&Field::Title) || fields.contains_key(&Field::Name) {
        return;
    }
    let rows: Vec<u32> = grid.rows().iter().copied().filter(|row| *row > header).take(200).collect();
    let names = |column: &&Column| {
        let mut values = rows.iter().filter_map(|row| grid.value(*row, column.at)).peekable();
        values.peek().is_some() && values.all(|value| super::cells::lenient(value).is_none())
    };
    let mut named = columns.iter().filter(|column| column.field.is_none() && !crate::lexicon::hits(&column.text).is_empty());
    if let Some(column) = named.find(names) {
        fields.insert(Field::Title, column.at);
    }
}

/// 第1次, 第2次 under 次数 number the rows; they count nothing.
fn drop_ordinals(grid: &Grid<'_>, header: u32, fields: &mut BTreeMap<Field, u32>) {
    let Some(at) = fields.get(&Field::Quantity).copied() else { return };
    let rows = grid.rows().iter().copied().filter(|row| *row > header).take(200);
    let texts: Vec<String> = rows.filter_map(|row| grid.text(row, at)).collect();
    let ordinals = texts.iter().filter(|text| text.starts_with('第')).count();
    if ordinals > 0 && ordinals * 2 >= texts.len() {
        fields.remove(&Field::Quantity);
    }
}

/// Of two columns of one field the one that says where and what the act was.
fn preference(field: Field, text: &str) -> u32 {
    let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match field {
        Field::Org if any(&["板块", "区", "县", "市", "地区", "属地"]) => 4,
        Field::Org if any(&["责任", "牵头", "承办"]) => 1,
        Field::Org => 2,
        Field::Title if any(&["名称", "主题", "议题", "题目"]) => 3,
        Field::Title => 2,
        Field::Attendance if any(&["实到", "参加", "参与"]) => 3,
        Field::Attendance if any(&["应到"]) => 0,
        Field::Attendance => 2,
        Field::Day if any(&["开展", "活动", "服务", "会议", "召开"]) => 3,
        Field::Day => 2,
        Field::Quantity if any(&["实际", "完成", "累计", "收回", "回收"]) => 3,
        _ => 2,
    }
}
