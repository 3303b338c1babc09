//! 审计: what was done, by whom, from where, for who may read it; the checkpoint to print or send.

use axum::extract::Path;
use axum::response::Response;
use base::audit::{self, Checkpoint, Entry, Filter};
use base::{Actor, Tx};
use board::orgs::ROOT;
use board::{BoardError, access};
use norms::Day;

use crate::audit::{READ, lines};
use crate::table::File;
use crate::{Address, Cell, Choice, Column, Cursor, Failure, Field, Form, Markup, Page, Row, Staff, Table};

/// Rows of a page.
const ROWS: i64 = 50;
/// Rows of a download.
const MOST_ROWS: i64 = 20_000;
/// Records that one address asks for.
const MOST_SUBJECTS: usize = 20;

struct Ask {
    filter: Filter,
    before: Option<i64>,
    limit: i64,
}

/// The audit is the whole office's, so the right is asked at the root.
fn allowed(by: &Actor) -> Result<(), BoardError> {
    Ok(access::require(by, &READ, &format!("/{ROOT}/"))?)
}

async fn rows(tx: &mut Tx, by: &Actor, ask: &Ask) -> Result<Vec<Entry>, BoardError> {
    allowed(by)?;
    Ok(audit::list(tx, &ask.filter, ask.before, ask.limit).await?)
}

async fn row(tx: &mut Tx, by: &Actor, number: &i64) -> Result<Option<Entry>, BoardError> {
    allowed(by)?;
    Ok(audit::entry(tx, *number).await?)
}

async fn head(tx: &mut Tx, by: &Actor, (): &()) -> Result<Option<Checkpoint>, BoardError> {
    allowed(by)?;
    Ok(audit::head(tx).await?)
}

fn ask(address: &Address, limit: i64) -> Ask {
    let text = |name: &str| address.get(name).map(str::trim).filter(|text| !text.is_empty()).map(|text| text.replace('\0', ""));
    let day = |name: &str| address.get(name).and_then(|text| text.parse::<Day>().ok());
    let subjects = text("subject").unwrap_or_default();
    let filter = Filter {
        who: text("who"),
        acts: text("act").into_iter().collect(),
        subjects: subjects.split(',').filter(|one| !one.is_empty()).take(MOST_SUBJECTS).map(str::to_owned).collect(),
        from: day("from"),
        to: day("to"),
        number: None,
    };
    Ask { filter, before: Cursor::of(address, 1).and_then(|cursor| cursor.key(0)), limit }
}

/// GET /settings/audit
pub(super) async fn list(staff: Staff) -> Result<Response, Failure> {
    let mut found = staff.read(&ask(&staff.address, ROWS + 1), rows).await?;
    let more = found.len() as i64 > ROWS;
    found.truncate(ROWS as usize);
    let next = found.last().filter(|_| more).map(|last| Cursor::after([last.number]).code());
    let empty = Markup::text("没有符合条件的审计记录。").and(Markup::link("/settings/audit", "显示全部"));
    let table = table(&staff, &found).address(&staff.address).next(next).empty(empty);
    let table = table.export("下载 CSV", "/settings/audit/list.csv").export("下载 Excel", "/settings/audit/list.xlsx");
    let page = Page::new("审计")
        .sub("谁、什么时候、从哪里、做了什么。只能查看，不能改动；每一条都与上一条相连。")
        .act("校验点", "/settings/audit/checkpoint")
        .body(filters(&staff).render(staff.token()))
        .body(table.render());
    staff.page(page)
}

/// GET /settings/audit/list.csv and list.xlsx
pub(super) async fn file(staff: Staff, file: File) -> Result<Response, Failure> {
    let found = staff.read(&Ask { before: None, ..ask(&staff.address, MOST_ROWS + 1) }, rows).await?;
    if found.len() as i64 > MOST_ROWS {
        return Err(Failure::invalid(format!("超过 {MOST_ROWS} 条，一次下载不完。请先按日期筛选。")));
    }
    let table = table(&staff, &found);
    file.answer("审计", table).await
}

fn filters(staff: &Staff) -> Form {
    let acts = staff.app.rooms.acts.all().iter().map(|act| Choice::new(act.code, act.name));
    let form = Form::filters(
        &staff.address,
        [Field::text("who", "操作人").max(64), Field::select("act", "操作", acts), Field::day("from", "自"), Field::day("to", "至")],
    );
    match staff.address.get("subject") {
        Some(subject) => form.hidden("subject", subject),
        None => form,
    }
}

fn table(staff: &Staff, found: &[Entry]) -> Table {
    let columns = vec![
        Column::number("number", "编号"),
        Column::short("at", "时间"),
        Column::short("who", "操作人"),
        Column::short("act", "操作"),
        Column::words("what", "内容"),
        Column::short("address", "来自"),
    ];
    let acts = &staff.app.rooms.acts;
    let row = |entry: &Entry| {
        Row::new(vec![
            Cell::link(entry.number.to_string(), format!("/settings/audit/{}", entry.number)),
            Cell::text(when(entry)),
            Cell::text(&entry.who),
            Cell::text(acts.name(&entry.act)),
            Cell::text(acts.sentence(entry)),
            Cell::text(&entry.address),
        ])
    };
    Table::new("审计", columns).rows(found.iter().map(row)).unnumbered()
}

fn when(entry: &Entry) -> String {
    format!("{} {}", entry.at.day(), entry.at.clock())
}

/// GET /settings/audit/{number}
pub(super) async fn one(staff: Staff, Path(number): Path<String>) -> Result<Response, Failure> {
    let missing = || Failure::missing("没有这条审计记录。请检查网址。");
    let number = number.parse::<i64>().map_err(|_| missing())?;
    let entry = staff.read(&number, row).await?.ok_or_else(missing)?;
    let acts = &staff.app.rooms.acts;
    let mut said = vec![
        ("时间".to_owned(), when(&entry)),
        ("操作人".to_owned(), entry.who.clone()),
        ("来自".to_owned(), entry.address.clone()),
        ("操作".to_owned(), acts.name(&entry.act)),
    ];
    said.extend(lines(&entry.content));
    said.push(("摘要（SM3）".to_owned(), base::secret::hex(&entry.digest)));
    said.push(("上一条的摘要".to_owned(), base::secret::hex(&entry.previous)));
    let mut page = Page::new(format!("第 {number} 条")).sub(&acts.sentence(&entry)).back("审计", "/settings/audit");
    if !entry.subject.is_empty() {
        page = page.act("同一对象的全部记录", &Address::new("/settings/audit").with("subject", &entry.subject).to_string());
    }
    staff.page(page.body(values("审计记录", said).render()))
}

/// GET /settings/audit/checkpoint
pub(super) async fn checkpoint(staff: Staff) -> Result<Response, Failure> {
    let Checkpoint { office, number, digest, at, seal } =
        staff.read(&(), head).await?.ok_or_else(|| Failure::missing("还没有审计记录。"))?;
    let said = [
        ("单位编号", office.to_string()),
        ("最后一条", number.to_string()),
        ("摘要（SM3）", digest),
        ("时间", at),
        ("封签（HMAC-SM3）", seal),
    ];
    let page = Page::new("审计校验点")
        .sub("打印存档，或报送上级。以后用 yipanqi audit verify --checkpoint 核对：审计记录若被截断或重写，就与它不符。")
        .back("审计", "/settings/audit")
        .body(values("校验点", said.map(|(name, value)| (name.to_owned(), value))).render());
    staff.page(page)
}

fn values(caption: &str, said: impl IntoIterator<Item = (String, String)>) -> Table {
    let columns = vec![Column::short("name", "项目"), Column::words("value", "内容")];
    Table::new(caption, columns)
        .rows(said.into_iter().map(|(name, value)| Row::new(vec![Cell::text(name), Cell::text(value)])))
        .unnumbered()
}
