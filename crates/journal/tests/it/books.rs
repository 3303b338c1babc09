//! Small workbooks of invented work.

use rust_xlsxwriter::Workbook;

/// Day, district, title, firms and events.
pub type Row<'a> = (&'a str, &'a str, &'a str, &'a str);

/// Last month's rows.
pub const APRIL: [Row<'static>; 3] = [
    ("2022-04-06", "临湖区", "用工对接上门服务", "禾木环保有限公司"),
    ("2022-04-13", "临湖区", "政策宣讲进园区", "青杉印务有限公司、禾木环保有限公司"),
    ("2022-04-20", "临湖区", "青年人才座谈", "晨星软件有限公司"),
];

/// This month's.
pub const MAY: [Row<'static>; 2] =
    [("2022-05-10", "临湖区", "融资问需走访", "白塔精密有限公司"), ("2022-05-18", "临湖区", "法律服务上门", "晨星软件有限公司")];

/// A ledger of services to firms with these rows.
pub fn services(rows: &[Row<'_>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("助企服务").unwrap();
    sheet.write(0, 0, "2022年团建助企服务台账").unwrap();
    for (column, heading) in ["序号", "日期", "板块", "服务内容", "服务企业"].into_iter().enumerate() {
        sheet.write(1, u16::try_from(column).unwrap(), heading).unwrap();
    }
    for (i, (day, org, title, firms)) in rows.iter().enumerate() {
        let row = u32::try_from(i + 2).unwrap();
        sheet.write(row, 0, row - 1).unwrap();
        for (column, text) in [(1, day), (2, org), (3, title), (4, firms)] {
            sheet.write(row, column, *text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// A workbook with these words in A1 above a table.
pub fn with_title(title: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, title).unwrap();
    for (column, heading) in ["日期", "板块", "服务内容", "服务企业"].into_iter().enumerate() {
        sheet.write(1, u16::try_from(column).unwrap(), heading).unwrap();
    }
    for (column, text) in ["2022-04-06", "临湖区", "上门服务", "禾木环保有限公司"].into_iter().enumerate() {
        sheet.write(2, u16::try_from(column).unwrap(), text).unwrap();
    }
    book.save_to_buffer().unwrap()
}
