//! An empty workbook that always imports: the office fills it in instead of laying out one of its own.

use rust_xlsxwriter::{DataValidation, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError};

use crate::lexicon::{METRICS, Metric, Shape};

/// The template could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the template could not be written ({0}); try again")]
pub struct TemplateError(#[from] XlsxError);

const NOTES: &str = "填表说明";

/// Sheet name, title, headings with their widths.
type Layout = (&'static str, &'static str, &'static [(&'static str, u16)]);

const LAYOUTS: &[Layout] = &[
    (
        "工作台账",
        "工作台账",
        &[
            ("序号", 6),
            ("日期", 13),
            ("工作类别", 22),
            ("内容", 40),
            ("单位", 18),
            ("地点", 16),
            ("参加人员", 24),
            ("服务企业", 30),
            ("数量", 8),
            ("备注", 20),
        ],
    ),
    (
        "驿站站点",
        "青年人才驿站站点一览表",
        &[
            ("序号", 6),
            ("板块", 14),
            ("站点名称", 30),
            ("启用时间", 13),
            ("房间数", 8),
            ("床位数", 8),
            ("公共活动面积", 14),
            ("停用时间", 13),
            ("备注", 20),
        ],
    ),
    (
        "驿站入住",
        "来苏青年入住登记表",
        &[
            ("序号", 6),
            ("姓名", 12),
            ("性别", 6),
            ("身份证号", 22),
            ("板块", 14),
            ("入住驿站", 30),
            ("入住日期", 13),
            ("离店日期", 13),
            ("备注", 20),
        ],
    ),
    (
        "志愿服务",
        "志愿服务人员登记表",
        &[("序号", 6), ("姓名", 12), ("所在支部", 18), ("服务日期", 13), ("服务时长", 10), ("服务地点", 24), ("备注", 20)],
    ),
    (
        "党员名册",
        "党员名册",
        &[
            ("序号", 6),
            ("姓名", 12),
            ("性别", 6),
            ("身份证号", 22),
            ("所在支部", 18),
            ("入党时间", 13),
            ("转正时间", 13),
            ("党员类别", 12),
            ("职务", 14),
        ],
    ),
];

const HELP: &[&str] = &[
    "填表说明",
    "1. 一行记一件事，日期写到日，如2022年3月5日、2022-03-05。",
    "2. “工作台账”的工作类别从下面所列名称中选；同一行只填一个类别。",
    "3. 服务企业可填多家，用顿号隔开；参加人员同。",
    "4. 数量不填按1计；只报总数、没有名单的，在数量中填总数。",
    "5. 不用的工作表可以删除，列的顺序可以调整，表头文字请勿改动。",
    "6. 请勿填写涉密内容。",
    "可用的工作类别如下。",
];

/// The empty template as .xlsx bytes.
///
/// # Errors
/// The writer failed.
pub fn template() -> Result<Vec<u8>, TemplateError> {
    Ok(build(&[])?)
}

/// Kinds that the general ledger offers: what has no sheet of its own.
fn kinds() -> impl Iterator<Item = &'static Metric> {
    METRICS.iter().filter(|metric| !matches!(metric.shape, Shape::Station | Shape::Stay))
}

/// The template with rows already filled in: sheet name, cells.
fn build(filled: &[(&str, &[&str])]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let last_kind = HELP.len() + kinds().count();
    for layout in LAYOUTS {
        let sheet = book.add_worksheet();
        lay_out(sheet, layout, last_kind)?;
        let rows = filled.iter().filter(|(name, _)| *name == layout.0);
        for (row, (_, cells)) in (2u32..).zip(rows) {
            for (column, text) in (0u16..).zip(cells.iter()) {
                sheet.write_string(row, column, *text)?;
            }
        }
    }
    let notes = book.add_worksheet().set_name(NOTES)?;
    notes.set_column_width(0, 90)?;
    let lines = HELP.iter().copied().chain(kinds().map(|metric| metric.name));
    for (row, line) in (0u32..).zip(lines) {
        notes.write_string(row, 0, line)?;
    }
    book.save_to_buffer()
}

fn lay_out(sheet: &mut Worksheet, (name, title, headings): &Layout, last_kind: usize) -> Result<(), XlsxError> {
    let heading = Format::new().set_bold().set_border(FormatBorder::Thin).set_align(FormatAlign::Center).set_text_wrap();
    let large = Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center);
    let text = Format::new().set_num_format("@");
    sheet.set_name(*name)?;
    let last = u16::try_from(headings.len()).unwrap_or(1).saturating_sub(1);
    sheet.merge_range(0, 0, 0, last, title, &large)?;
    for (column, (label, width)) in (0u16..).zip(headings.iter()) {
        // Days and ids typed into text cells stay as they were typed.
        sheet.set_column_format(column, &text)?;
        sheet.set_column_width(column, f64::from(*width))?;
        sheet.write_string_with_format(1, column, *label, &heading)?;
        if *label == "工作类别" {
            let range = Formula::new(format!("='{NOTES}'!$A${}:$A${last_kind}", HELP.len() + 1));
            sheet.add_data_validation(2, column, 5_000, column, &DataValidation::new().allow_list_formula(range))?;
        }
    }
    sheet.set_freeze_panes(2, 0)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]
    use super::*;
    use crate::{Context, Limits, State, read, recognise};

    fn of(bytes: &[u8]) -> crate::Recognition {
        recognise(&read(bytes, "模板.xlsx", &Limits::default()).unwrap(), None, &Context::default())
    }

    #[test]
    fn the_empty_template_imports_with_nothing_to_complain_about() {
        let found = of(&template().unwrap());
        assert!(!found.has_problems() && found.rows.is_empty() && found.warnings.is_empty(), "{:?}", found.sheets);
        assert_eq!(found.sheets.len(), LAYOUTS.len() + 1);
    }

    #[test]
    fn every_kind_and_every_sheet_of_the_filled_template_is_recognised() {
        let rows: Vec<Vec<&str>> = kinds()
            .map(|metric| vec!["1", "2022-03-05", metric.name, "某事", "甲区", "一楼", "钟可、陆涵怡", "甲木有限公司", "3", ""])
            .collect();
        let mut filled: Vec<(&str, &[&str])> = rows.iter().map(|row| ("工作台账", row.as_slice())).collect();
        filled.push(("驿站站点", &["1", "甲区", "云帆站", "2022.1.5", "6间", "8张", "86.5㎡"]));
        filled.push(("驿站入住", &["1", "钟可", "女", "", "甲区", "云帆站", "2022.3.5", "2022.3.7"]));
        filled.push(("志愿服务", &["1", "钟可", "一支部", "2022.3.5", "2.5小时", "社区"]));
        filled.push(("党员名册", &["1", "钟可", "女", "", "一支部", "2019.7.1", "2020.7.1", "正式党员"]));
        let found = of(&build(&filled).unwrap());
        assert!(!found.has_problems(), "{:?}", found.sheets);
        for report in found.sheets.iter().filter(|report| report.name != NOTES) {
            assert_eq!(report.state, State::Recognised, "{}", report.name);
            assert!(report.accepted == report.rows && report.rows > 0, "{}", report.name);
        }
        let ledger: Vec<&str> = found.rows.iter().filter(|row| row.sheet == "工作台账").map(|row| row.lines[0].metric).collect();
        assert_eq!(ledger, kinds().map(|metric| metric.code).collect::<Vec<_>>());
        assert_eq!(found.members.len(), 1);
    }
}
