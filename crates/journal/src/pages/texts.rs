//! GET /journal/texts: records put into words, to be copied: those that were ticked, else those that the list shows.

use askama::Template;
use axum::response::Response;
use kit::{Address, Failure, Page, Staff};
use uuid::Uuid;

use super::list::{self, filter, orgs_to_read};
use crate::actions::{self, Listed, RecordPage};
use crate::texts::{self, Told};

/// Records that one text tells of.
const MOST: i64 = 300;

struct TextHtml {
    name: &'static str,
    help: &'static str,
    id: &'static str,
    rows: usize,
    text: String,
}

#[derive(Template)]
#[template(path = "journal/texts.html")]
struct TextsHtml {
    texts: Vec<TextHtml>,
}

/// GET /journal/texts
pub(super) async fn show(staff: Staff, address: Address) -> Result<Response, Failure> {
    let ids: Vec<Uuid> = address.all("id").into_iter().filter_map(|id| id.parse().ok()).collect();
    let mut found = if ids.is_empty() {
        let all = staff.read(&(), orgs_to_read).await?;
        staff.read(&RecordPage { filter: filter(&address, &all, &staff), after: None, limit: MOST }, actions::list).await?
    } else {
        staff.read(&ids, actions::chosen).await?
    };
    let page = Page::new("写成文字").back("工作台账", "/journal").style("journal.css");
    if found.records.is_empty() {
        return Ok(staff.said("/journal", "没有选中记录。请先勾选，或筛选出要写的记录。"));
    }
    found.records.sort_by_key(|record| (record.content.day, record.id));
    let more = if found.total > MOST {
        format!("共 {} 条，只写了最近的 {MOST} 条，请先筛选。", found.total)
    } else {
        String::new()
    };
    let table = list::table(list::rows(&found));
    let page = page.sub(&format!("{} 条记录。备注不会写进文字。{more}", found.records.len()));
    staff.page(page.template(&TextsHtml { texts: written(&found) })?.body(table.render()))
}

/// Lines that a text fills on a desk, at most fourteen at once.
pub(super) fn rows_of(text: &str) -> usize {
    text.lines().map(|line| line.chars().count().div_ceil(70).max(1)).sum::<usize>().clamp(2, 14)
}

fn written(found: &Listed) -> Vec<TextHtml> {
    let org = |record: &crate::model::Record| found.orgs.get(&record.content.org).map(|org| org.name.as_str()).unwrap_or_default();
    let told: Vec<Told<'_>> = found.records.iter().map(|record| Told { content: &record.content, org: org(record) }).collect();
    let text = |id, name, help, text: String| TextHtml { name, help, id, rows: rows_of(&text), text };
    vec![
        text("report", "群报道", "发到工作群", texts::report(&told)),
        text("briefing", "简报段落", "一段话", texts::briefing(&told)),
        text("summary", "小结", "按类别合计这些记录，同名的只计一次", texts::summary(&told)),
        text("chronicle", "大事记", "一天一段", texts::chronicle(&told)),
        text("notice", "群通知", "请各单位核对", texts::notice(&told)),
    ]
}
