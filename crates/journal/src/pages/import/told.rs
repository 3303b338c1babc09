//! The report of an import as a page shows it.

use askama::Template;
use kit::{Cell, Column, Failure, Markup, Row, Table};

use norms::measure::{Say, say};

use crate::import::report::{Report, Sheet, StatedTotal};

/// What a report calls the office's current period among what was made.
const PERIOD: &str = "当前时段";

/// Refused cells that a page shows of one sheet; the download has all.
const MOST: usize = 200;

struct SheetHtml<'a> {
    sheet: &'a Sheet,
    word: &'static str,
    mark: &'static str,
    edit: Option<String>,
    columns: String,
    totals: Vec<(String, bool)>,
    skipped: Vec<String>,
    refused: Markup,
    open: bool,
}

#[derive(Template)]
#[template(path = "journal/told.html")]
struct ToldHtml<'a> {
    report: &'a Report,
    sheets: Vec<SheetHtml<'a>>,
    brought: Vec<(String, String)>,
    made: Vec<(String, String)>,
    refused: Option<String>,
    warnings: Vec<String>,
}

/// The whole report. `edit`: whether sheets can be changed by hand; `refused`: where the refused cells are downloaded.
pub(super) fn html(report: &Report, edit: bool, refused: &str) -> Result<Markup, Failure> {
    let any = report.refused().next().is_some();
    Markup::of(&ToldHtml {
        report,
        sheets: report.sheets.iter().enumerate().map(|(i, sheet)| sheet_html(i, sheet, edit)).collect(),
        brought: brought(report),
        made: made(report),
        refused: any.then(|| refused.to_owned()),
        warnings: report.warnings.iter().map(warning).chain(left(report)).collect(),
    })
}

fn warning((sheet, cell, sentence): &(String, String, String)) -> String {
    match (sheet.is_empty(), cell.is_empty()) {
        (true, _) => sentence.clone(),
        (false, true) => format!("{sheet}：{sentence}"),
        (false, false) => format!("{sheet} {cell}：{sentence}"),
    }
}

/// Rows whose records a person changed since.
fn left(report: &Report) -> impl Iterator<Item = String> + '_ {
    let rows = report.remapped.iter().flat_map(|remapped| &remapped.left);
    rows.map(|(sheet, row)| format!("{sheet} 第 {row} 行：这条记录导入后已由人工更改，保持原样。"))
}

fn sheet_html(i: usize, sheet: &Sheet, edit: bool) -> SheetHtml<'_> {
    let (word, mark) = match sheet.state.as_str() {
        "recognised" => ("已识别", "done"),
        "unrecognised" => ("未识别", "late"),
        "hidden" => ("隐藏，未读取", ""),
        _ => ("说明，不导入", ""),
    };
    let columns: Vec<String> = sheet.columns.iter().map(|(letters, field)| format!("{letters} {field}")).collect();
    let totals: Vec<(String, bool)> = sheet.totals.iter().map(|total| (stated(total), total.agrees)).collect();
    SheetHtml {
        word,
        mark,
        edit: (edit && sheet.state != "hidden").then(|| format!("/import/preview/sheet?n={i}")),
        columns: columns.join("、"),
        skipped: skipped(sheet),
        refused: if sheet.rejected.is_empty() { Markup::empty() } else { refused(sheet) },
        open: sheet.state == "unrecognised" || !sheet.rejected.is_empty() || !sheet.unknown.is_empty() || totals.iter().any(|t| !t.1),
        totals,
        sheet,
    }
}

fn stated(total: &StatedTotal) -> String {
    let (stated, sum) = (plain(total.stated), plain(total.sum));
    if total.agrees {
        format!("{}：表中合计 {stated}，与明细相符。", total.cell)
    } else {
        format!("{}：表中合计 {stated}，明细相加为 {sum}，请核对。导入以明细为准。", total.cell)
    }
}

/// Hundredths as people write them: 12.5.
pub(in crate::pages) fn plain(hundredths: i64) -> String {
    say(hundredths, 2, Say::Plain)
}

/// 空行：第 4、9 行 — one line for each reason.
fn skipped(sheet: &Sheet) -> Vec<String> {
    let mut reasons: Vec<(&str, Vec<u32>)> = Vec::new();
    for (row, why) in &sheet.skipped {
        match reasons.iter_mut().find(|(known, _)| known == why) {
            Some((_, rows)) => rows.push(*row),
            None => reasons.push((why, vec![*row])),
        }
    }
    let one = |(why, rows): (&str, Vec<u32>)| {
        let shown: Vec<String> = rows.iter().take(12).map(u32::to_string).collect();
        let more = if rows.len() > shown.len() { format!("等 {} 行", rows.len()) } else { "行".to_owned() };
        format!("{why}：第 {} {more}", shown.join("、"))
    };
    reasons.into_iter().map(one).collect()
}

fn refused(sheet: &Sheet) -> Markup {
    let columns = vec![Column::short("cell", "单元格"), Column::words("value", "内容"), Column::words("reason", "退回原因")];
    let rows = sheet.rejected.iter().take(MOST);
    let rows = rows.map(|r| Row::new(vec![Cell::text(r.cell.as_str()), Cell::text(r.value.as_str()), Cell::text(r.reason.as_str())]));
    Table::new(format!("{}：退回的单元格", sheet.name), columns).rows(rows).render()
}

/// All refused cells of a workbook.
pub(super) fn refused_csv(report: &Report) -> Vec<u8> {
    let columns = vec![
        Column::short("sheet", "工作表"),
        Column::short("cell", "单元格"),
        Column::words("value", "内容"),
        Column::words("reason", "退回原因"),
    ];
    let row = |(sheet, r): (&str, &crate::import::report::Rejected)| {
        Row::new(vec![Cell::text(sheet), Cell::text(r.cell.as_str()), Cell::text(r.value.as_str()), Cell::text(r.reason.as_str())])
    };
    Table::new("退回的单元格", columns).rows(report.refused().map(row)).csv()
}

/// What each sheet brought to each unit: 助企服务：松陵区 12 条、石湖区 8 条; nothing where one unit has it all.
fn brought(report: &Report) -> Vec<(String, String)> {
    let several = report.brought.iter().any(|(_, org, _)| *org != report.brought[0].1);
    let mut out: Vec<(String, String)> = Vec::new();
    for (sheet, org, n) in report.brought.iter().filter(|_| several) {
        let said = format!("{org} {n} 条");
        match out.iter_mut().find(|(known, _)| known == sheet) {
            Some((_, all)) => *all = format!("{all}、{said}"),
            None => out.push((sheet.clone(), said)),
        }
    }
    out
}

/// What is made, by kind: 板块 3：……
fn made(report: &Report) -> Vec<(String, String)> {
    let mut kinds: Vec<(&str, Vec<&str>)> = Vec::new();
    for (kind, name) in &report.made {
        match kinds.iter_mut().find(|(known, _)| known == kind) {
            Some((_, names)) => names.push(name),
            None => kinds.push((kind, vec![name])),
        }
    }
    let one = |(kind, names): (&str, Vec<&str>)| {
        let more = if names.len() > 30 { "……" } else { "" };
        let count = if kind == PERIOD { String::new() } else { format!(" {}", names.len()) };
        (format!("{kind}{count}"), format!("{}{more}", names[..names.len().min(30)].join("、")))
    };
    kinds.into_iter().map(one).collect()
}

/// One sentence: what happened, or would happen.
pub(super) fn sentence(report: &Report, done: bool) -> String {
    let refused = report.refused().count();
    let unknown: usize = report.sheets.iter().map(|sheet| sheet.unknown.len()).sum();
    let unread = report.sheets.iter().filter(|sheet| sheet.state == "unrecognised").count();
    let word = if done { "已登记" } else { "将登记" };
    let mut out = vec![format!("{word} {} 条记录", report.recorded)];
    let mut add = |n: usize, text: String| {
        if n > 0 {
            out.push(text);
        }
    };
    add(report.corrected, format!("更正 {} 条", report.corrected));
    add(report.left_out, format!("{} 行变动未采用", report.left_out));
    if let Some(remapped) = &report.remapped {
        add(remapped.withdrawn, format!("撤回 {} 条", remapped.withdrawn));
        add(remapped.unchanged, format!("{} 条不变", remapped.unchanged));
        add(remapped.left.len(), format!("{} 条已由人工更改，保持原样", remapped.left.len()));
    }
    add(report.already_there, format!("{} 行此前已导入，不重复计", report.already_there));
    let made = report.made.iter().filter(|(kind, _)| kind != PERIOD).count();
    add(made, format!("新建单位和人员 {made} 个"));
    add(report.made.len() - made, report.made.iter().filter(|m| m.0 == PERIOD).map(|m| format!("当前时段改为{}", m.1)).collect());
    add(refused, format!("退回 {refused} 行"));
    add(unknown, format!("{unknown} 行类别不明"));
    add(unread, format!("{unread} 张表未识别"));
    out.join("，") + "。"
}
