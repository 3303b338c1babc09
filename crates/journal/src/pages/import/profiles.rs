//! /import/profiles: the mappings that the office keeps; taken in from a file, renamed, downloaded for others, deleted.

use axum::extract::Path;
use axum::response::Response;
use base::{Actor, Tx};
use kit::form::RECORD;
use kit::{Address, Cell, Column, Cursor, Failure, Field, Form, Input, Markup, Page, Row, Staff, Table, Upload};
use norms::Instant;
use sheet::{MOST_PROFILE_BYTES, Origin, Profile};
use uuid::Uuid;

use super::chosen::{self, LIST};
use super::keep;
use crate::JournalError;
use crate::import::{self, ChangeProfile, MOST_PROFILE_NAME, ProfilePage, SavedProfile, maps};

/// Profiles of a page.
const ROWS: i64 = 50;

/// Sheets and kinds of a profile that its row names.
const NAMED: usize = 3;

/// The text of a file whose name was taken, so that it need not be chosen once more.
const CONTENT: &str = "content";

struct Found {
    profiles: Vec<SavedProfile>,
    next: Option<String>,
    any: bool,
}

async fn find(tx: &mut Tx, by: &Actor, address: &Address) -> Result<Found, JournalError> {
    let after = Cursor::of(address, 2).and_then(|c| Some((Instant(c.key(0)?), c.key::<Uuid>(1)?)));
    let words: Vec<String> = address.get("q").map(|q| q.split_whitespace().take(8).map(str::to_owned).collect()).unwrap_or_default();
    let mut profiles = import::profiles(tx, by, &ProfilePage { words, after, limit: ROWS + 1 }).await?;
    let more = i64::try_from(profiles.len()).is_ok_and(|n| n > ROWS);
    profiles.truncate(usize::try_from(ROWS).unwrap_or(0));
    let next = profiles.last().filter(|_| more).map(|last| Cursor::after([moved(last).micros().to_string(), last.id.to_string()]).code());
    let any = !import::profile_names(tx, by, &()).await?.is_empty();
    Ok(Found { profiles, next, any })
}

/// When it was last used or changed.
fn moved(one: &SavedProfile) -> Instant {
    one.used.as_ref().map_or(one.changed.1, |(_, at)| one.changed.1.max(*at))
}

/// GET /import/profiles
pub(super) async fn list(staff: Staff, address: Address) -> Result<Response, Failure> {
    let page = page(&staff, &address, &uploading(staff.new_id())).await?;
    staff.page(page)
}

async fn page(staff: &Staff, address: &Address, form: &Form) -> Result<Page, Failure> {
    let found = staff.read(address, find).await?;
    let mut page = Page::new("映射方案").style("journal.css").back("导入台账", "/import");
    page = page.sub("一份方案说明一种台账的各张表记作什么、各列是什么。存一次，全单位导入时都能选用；下载后别的单位也能用。");
    if found.any {
        page = page.body(Form::filters(address, [Field::search("q", "名称或备注")]).render(staff.token()));
    }
    page = page.body(table(&found).address(address).next(found.next.clone()).render());
    if !form.text(CONTENT).is_empty() {
        page = page.body(Markup::trusted("<p class=\"hint\">刚才的方案文件已读入，不用再选。</p>"));
    }
    Ok(page.body(form.render(staff.token())))
}

fn table(found: &Found) -> Table {
    let columns = vec![
        Column::words("name", "名称"),
        Column::words("maps", "各张表记作"),
        Column::words("note", "备注"),
        Column::short("changed", "保存"),
        Column::short("used", "最近使用"),
        Column::short("file", "文件"),
    ];
    let who = |(who, at): &(String, Instant)| format!("{who} {}", at.chinese());
    let row = |one: &SavedProfile| {
        Row::new(vec![
            Cell::link(one.name.as_str(), format!("{LIST}/{}", one.id)),
            Cell::text(short(&maps(&one.profile))),
            Cell::text(one.note.as_str()),
            Cell::text(who(&one.changed)),
            one.used.as_ref().map_or(Cell::Empty, |used| Cell::text(who(used))),
            Cell::link("下载", format!("{LIST}/{}/profile.toml", one.id)),
        ])
    };
    let empty = match found.any {
        true => Markup::text("没有符合条件的方案。"),
        false => Markup::text("还没有保存过方案。在")
            .and(Markup::link("/import", "导入台账"))
            .and(Markup::text("的核对页点“保存为方案”，或在下面上传别的单位给的方案文件。")),
    };
    Table::new("本单位的映射方案", columns).rows(found.profiles.iter().map(row)).empty(empty)
}

fn short(all: &[String]) -> String {
    let more = if all.len() > NAMED { format!("等 {} 项", all.len()) } else { String::new() };
    format!("{}{more}", all.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("；"))
}

fn uploading(id: Uuid) -> Form {
    let form = Form::new(LIST).submit("上传方案").quiet().legend("上传方案文件");
    let form = form
        .field(Field::file("file", "方案文件", ".toml").required().help("从系统中导出的映射方案，不超过 256 KB。"))
        .field(Field::text("name", "方案名称").max(MOST_PROFILE_NAME).help("不填时用文件里写的名称，没有就用文件名。"));
    form.field(Field::hidden(CONTENT).max(MOST_PROFILE_BYTES)).for_record(id)
}

/// POST /import/profiles
pub(super) async fn upload(staff: Staff, address: Address, mut sent: Upload) -> Result<Response, Failure> {
    let id = sent.input.parsed(RECORD).unwrap_or_else(|| staff.new_id());
    let mut form = keep::read(uploading(id), &sent.input);
    let (bytes, file) = match sent.take("file") {
        Some(file) => (file.bytes, file.name),
        None => (sent.input.get(CONTENT).as_bytes().to_vec(), String::new()),
    };
    if bytes.is_empty() {
        form.fail("file", "请选择方案文件。");
    } else {
        match Profile::from_file(&bytes) {
            Ok((profile, origin)) if form.valid() => {
                if form.text("name").is_empty() {
                    form = form.set("name", name_of(&origin, &file));
                }
                match keep::keep(&staff, form.field(Field::hidden("note").value(note_of(&origin))), profile).await? {
                    Ok(saved) => return Ok(staff.said(LIST, &format!("方案“{}”已保存。", saved.name))),
                    // What was read goes along with the question, so that the file need not be chosen again.
                    Err(refused) => form = refused.set(CONTENT, String::from_utf8_lossy(&bytes)),
                }
            }
            Ok(_) => {}
            Err(error) => form.fail("file", error.chinese()),
        }
    }
    let page = page(&staff, &address, &form).await?;
    staff.page(page.invalid())
}

/// The name that the file says, or the file's own.
fn name_of(origin: &Origin, file: &str) -> String {
    let stem = file.strip_suffix(".toml").unwrap_or(file);
    let bare = stem.strip_prefix("映射方案（").and_then(|rest| rest.strip_suffix('）')).unwrap_or(stem);
    let name = if origin.name.is_empty() { bare } else { &origin.name };
    name.chars().take(MOST_PROFILE_NAME).collect()
}

/// Who gave it, and what they remarked.
fn note_of(origin: &Origin) -> String {
    let day = origin.day.map(|day| day.chinese()).unwrap_or_default();
    let from = if origin.office.is_empty() { String::new() } else { format!("来自{} {day}", origin.office) };
    let parts: Vec<&str> = [from.trim(), origin.note.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("；").chars().take(import::MOST_PROFILE_NOTE).collect()
}

fn changing(one: &SavedProfile) -> Form {
    let form = Form::new(format!("{LIST}/{}", one.id)).cancel(LIST).hidden("revision", &one.revision.to_string());
    keep::name_and_note(form).set("name", &one.name).set("note", &one.note)
}

fn removing(one: &SavedProfile) -> Form {
    let sure = "我已知道：删除后不能恢复。用它做过的导入不受影响，方案还可以从那次导入再保存";
    let form = Form::new(format!("{LIST}/{}/delete", one.id)).submit("删除这份方案").quiet().legend("删除");
    form.field(Field::tick("sure", sure).required())
}

fn one_page(staff: &Staff, one: &SavedProfile, change: &Form, remove: &Form) -> Page {
    let said = |(who, at): &(String, Instant), did: &str| format!("{who} {}{did}", at.chinese());
    let used = one.used.as_ref().map_or("还没有在导入时选用过".to_owned(), |used| said(used, "最近一次选用"));
    let items: Vec<Markup> = maps(&one.profile).iter().map(|text| Markup::text(text)).collect();
    let item = |all: Markup, one: Markup| all.and(Markup::trusted("<li>")).and(one).and(Markup::trusted("</li>"));
    let start = Markup::trusted("<section class=\"card pad\"><h2>各张表记作</h2><ul class=\"told-list\">");
    let list = items.into_iter().fold(start, item).and(Markup::trusted("</ul></section>"));
    Page::new(one.name.as_str())
        .sub(&format!("{}；{used}。", said(&one.changed, "保存")))
        .style("journal.css")
        .back("映射方案", LIST)
        .act("下载", &format!("{LIST}/{}/profile.toml", one.id))
        .body(list)
        .body(change.render(staff.token()))
        .body(remove.render(staff.token()))
}

/// GET /import/profiles/{id}
pub(super) async fn show(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let one = staff.read(&id, import::profile).await?;
    staff.page(one_page(&staff, &one, &changing(&one), &removing(&one)))
}

/// POST /import/profiles/{id}
pub(super) async fn change(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let one = staff.read(&id, import::profile).await?;
    let mut form = changing(&one).read(&input);
    if form.valid() {
        let revision = form.parsed("revision").unwrap_or(0);
        let ask = ChangeProfile { id, revision, name: form.text("name").to_owned(), note: form.text("note").to_owned() };
        match staff.write(&ask, import::change_profile).await {
            Ok(_) => return Ok(staff.said(LIST, "已修改。")),
            Err(error) => form.refuse(error.into())?,
        }
    }
    let form = form.set("revision", one.revision);
    staff.page(one_page(&staff, &one, &form, &removing(&one)).invalid())
}

/// POST /import/profiles/{id}/delete
pub(super) async fn remove(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let one = staff.read(&id, import::profile).await?;
    let form = removing(&one).read(&input);
    if !form.valid() {
        return staff.page(one_page(&staff, &one, &changing(&one), &form).invalid());
    }
    staff.write(&id, import::remove_profile).await?;
    Ok(staff.said(LIST, &format!("方案“{}”已删除。用它做过的导入不受影响。", one.name)))
}

/// GET /import/profiles/{id}/profile.toml
pub(super) async fn file(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let one = staff.read(&id, import::profile).await?;
    Ok(chosen::download(&staff, &one.name, &one.note, &one.profile.to_toml()))
}
