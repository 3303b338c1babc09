//! What a table records: one metric, a metric row by row, figures by column, or people of a roster.

use std::collections::{BTreeMap, BTreeSet};

use norms::reading::{is_ditto, is_total_label};

use super::cells::{is_nothing, lenient};
use super::grid::Grid;
use super::header::{Column, Table};
use crate::lexicon::{Field, Hit, Metric, Shape, column_metric, hits, kind_metrics, metric, plain};
use crate::read::Value;

/// How the rows of a table become lines.
#[derive(Clone, Debug)]
pub(crate) enum Plan {
    /// Every row records this metric.
    Single(&'static Metric),
    /// A column names the kind of work row by row.
    Kinds(u32),
    /// Columns of numbers, each a metric.
    Columns(Vec<(u32, &'static Metric)>),
    /// Columns of months; each row a metric, named by a column or by the title.
    Months { kinds: Option<u32>, single: Option<&'static Metric>, months: Vec<(u32, i64)> },
    /// Lines between the rows name the kind of work that follows.
    Sections,
    /// People of the roster.
    Roster,
}

/// Why no plan was found.
#[derive(Clone, Debug)]
pub(crate) struct Undecided {
    pub why: String,
    pub chinese: String,
}

/// Words an office may have taught the recogniser: kind → metric.
pub(crate) type Taught = BTreeMap<String, &'static Metric>;

/// Decides, from the title, the names, the headings and the values of kind columns.
pub(crate) fn decide(grid: &Grid<'_>, table: &Table, file: &str, taught: &Taught) -> Result<Plan, Undecided> {
    if is_roster(table) {
        return Ok(Plan::Roster);
    }
    if let Some(plan) = months(grid, table, file, taught) {
        return Ok(plan);
    }
    let single = by_words(table, &grid.sheet.name, file, fits);
    if let Some(column) = table.fields.get(&Field::Kind) {
        let kinds = kinds_of(grid, table, *column, taught);
        let strong = single.as_ref().ok().filter(|(_, score)| *score >= 12).map(|(metric, _)| metric.code);
        let agrees = strong.is_none_or(|code| kinds.codes.contains(code));
        if kinds.known * 2 >= kinds.rows && kinds.known > 0 && agrees {
            return Ok(Plan::Kinds(*column));
        }
    }
    if let Some(columns) = figure_columns(grid, table) {
        return Ok(Plan::Columns(columns));
    }
    match single {
        Ok((metric, _)) => Ok(Plan::Single(metric)),
        Err(undecided) => {
            let kinds = hidden_kinds(grid, table, taught).map(Plan::Kinds);
            kinds.or_else(|| has_sections(grid, table, taught).then_some(Plan::Sections)).ok_or(undecided)
        }
    }
}

type Fits = fn(&Metric, &Table) -> Result<(), &'static str>;

/// A table with a column for each month: rows of kinds, or of units under a title that names the metric.
fn months(grid: &Grid<'_>, table: &Table, file: &str, taught: &Taught) -> Option<Plan> {
    let months: Vec<(u32, i64)> = table
        .columns
        .iter()
        .filter_map(|column| Some((column.at, super::caption::month_heading(&column.text)?.1)))
        .filter(|(at, _)| is_numeric(grid, table, *at))
        .collect();
    if months.len() < 2 || [Field::Day, Field::Name, Field::Arrival].iter().any(|field| table.has(*field)) {
        return None;
    }
    let text_columns = table.columns.iter().filter(|column| !months.iter().any(|(at, _)| *at == column.at)).map(|column| column.at);
    let kinds = text_columns.take(4).find(|at| {
        let kinds = kinds_of(grid, table, *at, taught);
        kinds.known > 0 && kinds.known * 2 >= kinds.rows
    });
    let single = by_words(table, &grid.sheet.name, file, |_, _| Ok(())).ok().map(|(metric, _)| metric);
    (kinds.is_some() || single.is_some()).then_some(Plan::Months { kinds, single, months })
}

/// Whether lines of one cell between the rows name kinds of work: 一、支部党员大会.
fn has_sections(grid: &Grid<'_>, table: &Table, taught: &Taught) -> bool {
    data_rows(grid, table).any(|row| {
        let mut cells = grid.cells_in(row, table.span);
        matches!((cells.next(), cells.next()), (Some((_, Value::Text(text))), None) if section_kind(text, taught).is_some())
    })
}

/// The kind that a line between rows names.
pub(crate) fn section_kind(text: &str, taught: &Taught) -> Option<&'static Metric> {
    let text = plain(text);
    let bare = text.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十()、.".contains(c));
    match kind_of(bare, taught)[..] {
        [one] if bare.chars().count() <= 16 => Some(one),
        _ => None,
    }
}

fn is_roster(table: &Table) -> bool {
    let text = plain(&table.caption.title);
    let named =
        ["党员名册", "党员花名册", "党员信息", "党员基本情况", "党员名单", "党员登记", "党员情况"].iter().any(|word| text.contains(word));
    let act = table.has(Field::Day) || table.has(Field::Arrival) || table.has(Field::Hours) || table.has(Field::Nights);
    table.has(Field::Name) && !act && (table.has(Field::Joined) || table.has(Field::Confirmed) || named)
}

/// The values of a kind column.
struct Kinds {
    rows: usize,
    known: usize,
    codes: BTreeSet<&'static str>,
}

fn kinds_of(grid: &Grid<'_>, table: &Table, column: u32, taught: &Taught) -> Kinds {
    let mut kinds = Kinds { rows: 0, known: 0, codes: BTreeSet::new() };
    for row in data_rows(grid, table) {
        let Some(text) = grid.text(row, column).filter(|text| !is_ditto(text)) else { continue };
        kinds.rows += 1;
        if let [one] = kind_of(&text, taught)[..] {
            kinds.known += 1;
            kinds.codes.insert(one.code);
        }
    }
    kinds
}

/// The metrics that a kind may mean: what the office has taught, else the lexicon.
pub(crate) fn kind_of(text: &str, taught: &Taught) -> Vec<&'static Metric> {
    let text = plain(text);
    match taught.get(&text) {
        Some(metric) => vec![metric],
        None => kind_metrics(&text),
    }
}

/// Rows below the header that are no totals.
fn data_rows<'a>(grid: &'a Grid<'_>, table: &'a Table) -> impl Iterator<Item = u32> + 'a {
    grid.rows()
        .iter()
        .copied()
        .filter(|row| *row > table.header && *row < table.end)
        .filter(|row| !grid.cells_in(*row, table.span).take(3).any(|(_, value)| is_total_label(&value.text())))
        .take(2_000)
}

/// A column of another heading whose values are all kinds of work: 会议名称 over 支委会, 党课, …
fn hidden_kinds(grid: &Grid<'_>, table: &Table, taught: &Taught) -> Option<u32> {
    let text_like = |column: &&Column| column.field.is_none_or(|found| matches!(found.field, Field::Title | Field::Other | Field::Remarks));
    table.columns.iter().filter(text_like).map(|column| column.at).find(|at| {
        let kinds = kinds_of(grid, table, *at, taught);
        kinds.rows >= 2 && kinds.known * 5 >= kinds.rows * 4 && (kinds.codes.len() >= 2 || kinds.known == kinds.rows)
    })
}

/// Columns of numbers that count metrics, in a table whose rows are districts, units or months and no single acts.
fn figure_columns(grid: &Grid<'_>, table: &Table) -> Option<Vec<(u32, &'static Metric)>> {
    let acts = [Field::Day, Field::Arrival, Field::Departure, Field::Name, Field::CitizenId, Field::Enterprises, Field::Until];
    if acts.iter().any(|field| table.has(*field) && column_is_text(grid, table, table.fields.get(field).copied())) {
        return None;
    }
    let named = [Field::Title, Field::Station, Field::Place].iter().any(|field| {
        let column = table.fields.get(field).copied();
        column.is_some() && column_is_text(grid, table, column)
    });
    let found: Vec<(u32, &'static Metric)> = table
        .columns
        .iter()
        .filter(|column| {
            !column.field.is_some_and(|f| matches!(f.field, Field::Serial | Field::Org | Field::Branch | Field::Month | Field::Remarks))
        })
        .filter_map(|column| Some((column.at, counted_by(column, table)?)))
        .filter(|(at, _)| is_numeric(grid, table, *at))
        .collect();
    let whole =
        found.iter().any(|(_, metric)| metric.code != "station.room" && metric.code != "station.bed" && metric.code != "station.area_m2");
    // A list of stations has a name in each row and counts one site for it.
    if found.is_empty() || (named && !whole) || (named && found.len() < 2) { None } else { Some(first_of_each(table, found)) }
}

fn counted_by(column: &Column, table: &Table) -> Option<&'static Metric> {
    let own = match column.field.map(|found| found.field) {
        Some(Field::Nights) => metric("station.night"),
        Some(Field::Rooms) => metric("station.room"),
        Some(Field::Beds) => metric("station.bed"),
        Some(Field::Area) => metric("station.area_m2"),
        _ => None,
    };
    let title = plain(&table.caption.title);
    let context = |text: &str| format!("{title}{text}");
    own.or_else(|| column_metric(&column.text)).or_else(|| match column.text.as_str() {
        text if text.starts_with("活动次数") || text.starts_with("活动场次") || text.starts_with("开展活动") => {
            context("").contains("助企").then(|| metric("assist.event")).flatten()
        }
        text if text.starts_with("服务人数") && title.contains("驿站") => metric("station.guest"),
        _ => None,
    })
}

/// One column for each metric: of 本月 and 累计 the month's where the table speaks of a month, else the running one.
fn first_of_each(table: &Table, found: Vec<(u32, &'static Metric)>) -> Vec<(u32, &'static Metric)> {
    let of_month = table.caption.month.is_some() || table.has(Field::Month);
    let text = |at: u32| table.columns.iter().find(|column| column.at == at).map_or("", |column| column.text.as_str());
    let rank = |at: u32, metric: &Metric| {
        let running = ["累计", "总数", "总计", "合计"].iter().any(|word| text(at).contains(word));
        let current = ["本月", "当月", "本周", "本季", "本期"].iter().any(|word| text(at).contains(word));
        match (running, current) {
            (true, _) => u32::from(!of_month || metric.stock) * 2,
            (_, true) => u32::from(of_month && !metric.stock) * 2,
            _ => 1,
        }
    };
    let mut best: BTreeMap<&'static str, (u32, &'static Metric)> = BTreeMap::new();
    for (at, metric) in found {
        let better = best.get(metric.code).is_none_or(|(before, _)| rank(at, metric) > rank(*before, metric));
        if better {
            best.insert(metric.code, (at, metric));
        }
    }
    let mut out: Vec<(u32, &'static Metric)> = best.into_values().collect();
    out.sort_by_key(|(at, _)| *at);
    out
}

fn column_values<'a>(grid: &'a Grid<'_>, table: &'a Table, at: u32) -> impl Iterator<Item = &'a Value> + 'a {
    data_rows(grid, table).filter_map(move |row| grid.value(row, at))
}

/// Whether most filled cells of a column are quantities.
fn is_numeric(grid: &Grid<'_>, table: &Table, at: u32) -> bool {
    let (mut numbers, mut all) = (0usize, 0usize);
    for value in column_values(grid, table, at) {
        // A stroke where there was nothing says nothing of the column, a 0 does.
        if lenient(value).is_none() && is_nothing(&value.text()) {
            continue;
        }
        all += 1;
        numbers += usize::from(lenient(value).is_some());
    }
    numbers > 0 && numbers * 10 >= all * 7
}

fn column_is_text(grid: &Grid<'_>, table: &Table, at: Option<u32>) -> bool {
    at.is_some_and(|at| !is_numeric(grid, table, at) && column_values(grid, table, at).next().is_some())
}

/// The metric that title, names and headings speak of, with its score.
fn by_words(table: &Table, sheet: &str, file: &str, fits: Fits) -> Result<(&'static Metric, u32), Undecided> {
    let mut scores: BTreeMap<&'static str, u32> = BTreeMap::new();
    let mut add = |code: &'static str, score: u32| *scores.entry(code).or_default() += score;
    for (code, score) in title_scores(&table.caption.title, 4) {
        add(code, score);
    }
    for (code, score) in title_scores(sheet, 3) {
        add(code, score);
    }
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let general = is_general(sheet) || plain(sheet) == plain(stem);
    for (code, score) in title_scores(stem, if general { 2 } else { 0 }) {
        add(code, score);
    }
    // In a book of 助企 the sheet 活动 is that of its events.
    if ["助企", "惠企"].iter().any(|word| stem.contains(word) || table.caption.title.contains(word)) {
        for (code, score) in title_scores(&format!("助企{sheet}"), 2) {
            if code != "assist.service" || sheet.contains("服务") || sheet.contains("走访") {
                add(code, score);
            }
        }
    }
    for (code, score) in heading_scores(table, sheet) {
        add(code, score);
    }
    let mut ranked: Vec<(&'static Metric, u32)> =
        scores.iter().filter_map(|(code, score)| Some((metric(code)?, *score))).filter(|(_, score)| *score > 0).collect();
    ranked.sort_by_key(|(metric, score)| (std::cmp::Reverse(*score), metric.code));
    let missing: Vec<String> = ranked
        .iter()
        .take(2)
        .filter_map(|(metric, _)| fits(metric, table).err().map(|what| format!("{} needs {what}", metric.name)))
        .collect();
    let fitting: Vec<(&'static Metric, u32)> =
        ranked.iter().copied().filter(|(metric, score)| *score >= 6 && fits(metric, table).is_ok()).map(|(m, s)| (proper(m), s)).collect();
    let first_choice = ranked.first().map_or(0, |(_, score)| *score);
    match fitting[..] {
        // What the title plainly names lacks its columns: a far second is no answer.
        [(_, score), ..] if score * 2 <= first_choice && !missing.is_empty() => Err(Undecided {
            why: format!("columns are missing: {}", missing.join("; ")),
            chinese: "缺少必要的列（如日期、姓名），无法入账。".to_string(),
        }),
        [] if missing.is_empty() => Err(Undecided {
            why: "nothing in the title, the sheet's name or the headings says what the rows count".to_string(),
            chinese: "标题、表名和表头都没有说明这张表记的是什么。".to_string(),
        }),
        [] => Err(Undecided {
            why: format!("columns are missing: {}", missing.join("; ")),
            chinese: "缺少必要的列（如日期、姓名），无法入账。".to_string(),
        }),
        [(first, score), (second, other), ..] if other + 3 > score && first.code != second.code && !goes_with(first, second) => {
            Err(Undecided {
                why: format!("the sheet may record {} or {}; choose one", first.name, second.name),
                chinese: format!("这张表可能是“{}”，也可能是“{}”，请选定。", first.name, second.name),
            })
        }
        [best, ..] => Ok(best),
    }
}

/// Metrics that one sheet records together.
fn goes_with(first: &Metric, second: &Metric) -> bool {
    let family = |metric: &Metric| matches!(metric.shape, Shape::Station | Shape::Stay | Shape::Service | Shape::Firm);
    first.shape == second.shape && matches!(first.shape, Shape::Station | Shape::Stay)
        || (family(first) && family(second) && first.code.split('.').next() == second.code.split('.').next() && first.shape != Shape::Firm)
}

/// The metric that stands for the whole row of a list: rooms and beds belong to their station.
fn proper(found: &'static Metric) -> &'static Metric {
    match found.shape {
        Shape::Station => metric("station.site").unwrap_or(found),
        Shape::Stay => metric("station.guest").unwrap_or(found),
        _ => found,
    }
}

fn is_general(sheet: &str) -> bool {
    let name = plain(sheet);
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit());
    matches!(bare, "sheet" | "工作表" | "表" | "table" | "") || hits(&name).is_empty()
}

/// Signs of a title: full weight outside brackets, half inside; what stands last rules what stands before it, unless both are joined by 和.
fn title_scores(title: &str, factor: u32) -> Vec<(&'static str, u32)> {
    let text = plain(title);
    let found = hits(&text);
    let chars: Vec<char> = text.chars().collect();
    let inside =
        |hit: &Hit| chars[..hit.at.min(chars.len())].iter().fold(0i32, |depth, c| depth + i32::from(*c == '(') - i32::from(*c == ')')) > 0;
    let outside: Vec<&Hit> = found.iter().filter(|hit| !inside(hit)).collect();
    let joined = outside.windows(2).any(|pair| {
        let (from, to) = (pair[0].at + pair[0].length, pair[1].at);
        chars.get(from..to).is_some_and(|between| between.iter().any(|c| matches!(c, '和' | '及' | '与' | '、' | '/' | '暨')))
    });
    let last = outside.last().filter(|_| !joined).map(|hit| hit.at);
    let mut best: BTreeMap<&'static str, u32> = BTreeMap::new();
    for hit in &found {
        let weight = factor * hit.weight / if inside(hit) { 2 } else { 1 };
        let score = weight + if last == Some(hit.at) && hit.weight >= 2 { factor.min(3) } else { 0 };
        let entry = best.entry(hit.metric.code).or_default();
        *entry = (*entry).max(score);
    }
    best.into_iter().collect()
}

fn heading_scores(table: &Table, sheet: &str) -> Vec<(&'static str, u32)> {
    let mut sums: BTreeMap<&'static str, u32> = BTreeMap::new();
    for column in &table.columns {
        let field = column.field.map(|found| found.field);
        if matches!(field, Some(Field::Station | Field::Remarks | Field::Status)) {
            continue;
        }
        let times = if matches!(field, Some(Field::Title | Field::Name)) { 3 } else { 1 };
        for hit in hits(&column.text) {
            *sums.entry(hit.metric.code).or_default() += hit.weight * times;
        }
    }
    let mut out: Vec<(&'static str, u32)> = sums.into_iter().map(|(code, sum)| (code, sum.min(6))).collect();
    let has = |field| table.has(field);
    let mut add = |when: bool, code: &'static str, score: u32| {
        if when {
            out.push((code, score));
        }
    };
    add(has(Field::Name) && has(Field::Arrival) && (has(Field::Departure) || has(Field::Nights)), "station.guest", 9);
    add([Field::Rooms, Field::Beds, Field::Area].iter().filter(|field| has(**field)).count() >= 2, "station.site", 9);
    let asks = table.columns.iter().any(|column| column.text.contains("申请"));
    add(asks && has(Field::Day) && has(Field::Status) && !has(Field::Departure), "station.application", 4);
    let served = table.heading_of(Field::Enterprises);
    let says = |word: &str| {
        table.columns.iter().any(|column| column.text.contains(word))
            || plain(&table.caption.title).contains(word)
            || plain(sheet).contains(word)
    };
    add(has(Field::Day) && has(Field::Enterprises) && (says("服务") || says("走访") || says("帮扶")), "assist.service", 6);
    add(has(Field::Day) && (served.contains("服务") || served.contains("走访")), "assist.service", 4);
    let study = ["学时", "自学", "学习"].iter().any(|word| table.heading_of(Field::Hours).contains(word));
    add(has(Field::Name) && has(Field::Hours) && study, "study.self_hours", 4);
    let served_time = ["志愿", "服务"].iter().any(|word| table.heading_of(Field::Hours).contains(word));
    add(has(Field::Name) && has(Field::Hours) && served_time, "mobilise.volunteer_people", 4);
    out
}

/// Whether the table has the columns without which a row of the metric says nothing.
pub(crate) fn fits(metric: &Metric, table: &Table) -> Result<(), &'static str> {
    let any = |fields: &[Field]| fields.iter().any(|field| table.has(*field));
    let need = |fields: &[Field], what: &'static str| if any(fields) { Ok(()) } else { Err(what) };
    const DAY: &[Field] = &[Field::Day, Field::Month, Field::Arrival, Field::Until];
    match metric.shape {
        Shape::Event | Shape::Talk => need(DAY, "a date column"),
        Shape::Service => need(DAY, "a date column"),
        Shape::Register => need(&[Field::Title, Field::Station, Field::Place, Field::Name, Field::Day, Field::Quantity], "a name column"),
        Shape::Person => need(&[Field::Name, Field::People, Field::Attendance], "a column of names or numbers of people"),
        Shape::Hours => need(&[Field::Hours], "a column of hours"),
        Shape::Firm => need(&[Field::Enterprises, Field::Title], "a column of enterprises"),
        Shape::Station => need(&[Field::Title, Field::Station, Field::Place, Field::Rooms, Field::Beds], "a column of stations").and(
            if table.has(Field::Arrival) || table.has(Field::CitizenId) { Err("one row for a station, not for a guest") } else { Ok(()) },
        ),
        Shape::Stay => {
            need(&[Field::Name, Field::Attendance], "a column of guests").and(need(&[Field::Arrival, Field::Day], "an arrival column"))
        }
    }
}
