//! A tiny room: notes that can be listed, made, brought as files and downloaded.

use std::time::Duration;

use axum::Json;
use axum::response::Response;
use base::{Right, Role};
use kit::icon::Icon;
use kit::table::{Cell, Column, Row, Table};
use kit::{Address, Failure, Field, Form, Input, Markup, Module, NavItem, Page, Routes, Staff, Upload};

pub const READ: Right = Right { code: "note.read", name: "查看笔记", roles: &[Role::Officer, Role::Reader] };
pub const WRITE: Right = Right { code: "note.write", name: "登记笔记", roles: &[Role::Officer] };

pub fn module() -> Module {
    let routes = Routes::new()
        .get("/", kit_own(), home)
        .get("/notes", &READ, list)
        .get("/notes/new", &WRITE, new)
        .post("/notes/new", &WRITE, make)
        .post("/notes/json", &WRITE, json)
        .upload("/notes/file", &WRITE, file)
        .get("/notes/csv", &READ, csv)
        .get("/notes/panic", &READ, panic)
        .get("/notes/slow", &READ, slow)
        .get("/notes/{id}", &READ, one)
        .post("/notes/{id}/title", &WRITE, retitle);
    Module::new("note", "笔记")
        .rights(&[&READ, &WRITE])
        .routes(routes)
        .nav(NavItem::new(20, "笔记", "/notes", Icon::Journal, &READ).on_phone())
}

fn kit_own() -> &'static Right {
    const HOME: Right = Right { code: "note.home", name: "首页", roles: &[] };
    &HOME
}

async fn home(staff: Staff) -> Result<Response, Failure> {
    staff.page(Page::new("首页"))
}

pub fn table() -> Table {
    let columns = vec![Column::words("title", "标题").sorts(), Column::number("people", "人数").unit("人")];
    Table::new("笔记", columns).rows([Row::new(vec![Cell::link("=cmd|' /C calc'!A0", "/notes/1"), Cell::number(-3)])])
}

async fn list(staff: Staff, address: Address) -> Result<Response, Failure> {
    let filters = Form::filters(&address, [Field::search("q", "搜索")]);
    let table = table().address(&address).next(Some("abc".into())).export("下载 CSV", "/notes/csv");
    staff.page(Page::new("笔记").main_act("登记", "/notes/new").body(filters.render(staff.token())).body(table.render()))
}

fn form() -> Form {
    Form::new("/notes/new")
        .submit("登记")
        .field(Field::text("title", "标题").required().max(50))
        .field(Field::number("people", "人数"))
        .field(Field::day("day", "日期"))
}

async fn new(staff: Staff) -> Result<Response, Failure> {
    let form = form().for_record(staff.new_id());
    staff.page(Page::new("登记笔记").body(form.render(staff.token())))
}

async fn make(staff: Staff, input: Input) -> Result<Response, Failure> {
    let form = form().hidden(kit::form::RECORD, "").read(&input);
    if !form.valid() {
        return staff.page(Page::new("登记笔记").body(form.render(staff.token())).invalid());
    }
    Ok(staff.said("/notes", &format!("已登记“{}”。可以登记下一条。", form.text("title"))))
}

async fn json(_: Staff, body: Json<serde_json::Value>) -> Json<serde_json::Value> {
    body
}

async fn file(staff: Staff, upload: Upload) -> Result<Response, Failure> {
    let file = upload.file("file").ok_or_else(|| Failure::invalid("请选择文件。").at("file"))?;
    Ok(staff.part(Markup::text(&format!("{} {} {}", upload.input.get("word"), file.name, file.bytes.len()))))
}

async fn csv() -> Response {
    kit::download("笔记.csv", kit::download::CSV, table().csv())
}

async fn panic() -> Response {
    panic!("a fault of the room with secret details")
}

async fn slow(staff: Staff) -> Result<Response, Failure> {
    tokio::time::sleep(Duration::from_secs(20)).await;
    staff.page(Page::new("慢"))
}

async fn one(staff: Staff, axum::extract::Path(id): axum::extract::Path<u32>) -> Result<Response, Failure> {
    staff.page(Page::new(format!("笔记 {id}")))
}

async fn retitle(staff: Staff, axum::extract::Path(id): axum::extract::Path<u32>, input: Input) -> Result<Response, Failure> {
    let path = format!("/notes/{id}/title");
    let form = Form::new(path).submit("改题").field(Field::text("title", "标题").required().max(50)).read(&input);
    if !form.valid() {
        return staff.page(Page::new("改题").body(form.render(staff.token())).invalid());
    }
    Ok(staff.said(&format!("/notes/{id}"), "已改题。"))
}
