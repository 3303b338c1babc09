//! GET /journal/evidence: the evidence of all listed records as one archive, made while it is sent, with a list of what is in it.

use std::io;

use axum::response::Response;
use board::evidence::{Evidence, Files};
use kit::archive::{self, Archive, plain, plain_file};
use kit::{Address, Cell, Column, Failure, Markup, Page, Row, Staff, Table};

use super::list;
use crate::actions::{self, Bundle, RecordPage};
use crate::model::Record;

/// Records of one archive.
const MOST_RECORDS: i64 = 5_000;
/// Characters of a title in the name of a folder.
const MOST_TITLE: usize = 30;
/// Characters of a file's name.
const MOST_NAME: usize = 80;

/// The archive of what the address lists.
pub(super) async fn archive(staff: Staff, address: Address) -> Result<Response, Failure> {
    let files = kit::evidence::files(&staff)?;
    let all = staff.read(&(), list::orgs_to_read).await?;
    let ask = RecordPage { filter: list::filter(&address, &all, &staff), after: None, limit: MOST_RECORDS };
    let bundle = staff.read(&ask, actions::evidence_of).await?;
    if bundle.listed.total > MOST_RECORDS {
        return Err(Failure::invalid(format!(
            "共有 {} 条记录带佐证材料，一次最多取出 {MOST_RECORDS} 条。请先按日期或单位筛选。",
            bundle.listed.total
        )));
    }
    if bundle.listed.records.is_empty() {
        let (words, back) = ("筛选出的记录都没有佐证材料，没有可取出的文件。请放宽时段、单位或类别后再试。", address.to_string());
        let back = back.replacen("/journal/evidence", "/journal", 1);
        let page = Page::new("没有佐证材料").back("工作台账", &back).body(Markup::trusted("<p>")).body(Markup::text(words));
        return staff.page(page.body(Markup::trusted("</p>")));
    }
    let tenant = staff.actor.tenant;
    let name = format!("佐证材料{}.zip", staff.today().number());
    Ok(archive::answer(&name, move |archive| write(archive, &files, tenant, &bundle)))
}

fn write(out: &mut Archive, files: &Files, tenant: base::TenantId, bundle: &Bundle) -> io::Result<()> {
    let mut rows = Vec::new();
    for (at, record) in bundle.listed.records.iter().enumerate() {
        let org = bundle.listed.orgs.get(&record.content.org).map(|org| org.name.as_str()).unwrap_or_default();
        let folder = folder(at + 1, record, org);
        for (n, one) in bundle.files.get(&record.id).into_iter().flatten().enumerate() {
            let name = format!("{folder}/{:02} {}", n + 1, plain_file(&one.name, MOST_NAME));
            let said = if out.kept(&name, files, tenant, one)? { "" } else { archive::LOST };
            rows.push(row(at + 1, n + 1, record, org, one, &name, said));
        }
    }
    out.table("目录.xlsx", &table(rows))
}

fn folder(number: usize, record: &Record, org: &str) -> String {
    format!("{number:04} {} {} {}", record.content.day.number(), plain(org, MOST_TITLE), plain(&record.content.title, MOST_TITLE))
}

fn table(rows: Vec<Row>) -> Table {
    let mut columns =
        vec![Column::short("number", "编号"), Column::day("day", "日期"), Column::short("org", "单位"), Column::words("title", "记录")];
    columns.extend(archive::file_columns());
    Table::new("目录", columns).rows(rows).unnumbered()
}

fn row(number: usize, n: usize, record: &Record, org: &str, one: &Evidence, name: &str, said: &str) -> Row {
    let mut cells = vec![
        Cell::text(format!("{number:04}-{n:02}")),
        Cell::Day(Some(record.content.day)),
        Cell::text(org),
        Cell::text(record.content.title.as_str()),
    ];
    cells.extend(archive::file_cells(one, name, said));
    Row::new(cells)
}
