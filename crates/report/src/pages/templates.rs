//! GET /reports/templates and what hangs on it: the office's templates, edited with a preview, exported and imported as files.

use axum::extract::Path;
use axum::response::Response;
use kit::form::button;
use kit::{Address, Cell, Column, Failure, Field, Form, Input, Markup, Page, Row, Staff, Table, Upload};
use uuid::Uuid;

use super::document::{self, Links};
use crate::actions::{self, Offered, SaveTemplate};
use crate::rights;

const LIST: &str = "/reports/templates";
const SAVE: &str = "/reports/templates/save";

/// GET /reports/templates
pub(super) async fn list(staff: Staff) -> Result<Response, Failure> {
    let all = staff.read(&(), actions::all_templates).await?;
    let columns = vec![
        Column::words("label", "模板"),
        Column::short("name", "名称"),
        Column::short("from", "来源"),
        Column::short("changed", "最近改动"),
        Column::short("file", "文件"),
    ];
    let row = |one: &Offered| {
        let name = &one.template.name;
        let changed = one.changed.as_ref().map(|(who, at)| format!("{} {who}", at.chinese())).unwrap_or_default();
        Row::new(vec![
            Cell::link(one.template.label.as_str(), format!("{LIST}/{name}")),
            Cell::text(name.as_str()),
            Cell::text(if one.shipped { "随程序" } else { "本单位" }),
            Cell::text(changed),
            Cell::link("导出", format!("{LIST}/{name}/file")),
        ])
    };
    let mut page = Page::new("报告模板").sub("新拟报告从这里开始。可以修改、导出，也可以导入别的单位的模板。").back("报告", "/reports");
    if staff.may(&rights::TEMPLATE) {
        page = page.main_act("新建模板", &format!("{LIST}/new"));
        page = page.body(importing().render(staff.token()));
    }
    staff.page(page.body(Table::new("报告模板", columns).rows(all.iter().map(row)).render()))
}

fn importing() -> Form {
    Form::new("/reports/templates/import").submit("导入并核对").quiet().field(Field::file("file", "导入模板文件", ".txt").required())
}

fn build() -> Form {
    Form::new(SAVE)
        .field(Field::lines("file", "模板").required().max(120_000).rows(26).help(
            "前几行是 name（英文名称）、label（模板名称）、title（标题）、kind（报告或简报）、addressee（主送）、signature（署名）；下面是正文，写法与拟稿时相同。",
        ))
        .field(Field::hidden("revision"))
}

fn page(staff: &Staff, form: &Form, own: Option<&str>, preview: Markup) -> Page {
    let mut page = Page::new("修改模板").sub("改好先预览：数字取自本单位当前时段。").back("报告模板", LIST).style("report.css");
    if let Some(name) = own {
        page = page.button(button(staff.token(), &format!("{LIST}/{name}/delete"), "删除本单位的这份模板", &[]));
    }
    let buttons = "<div class=\"send\"><button class=\"btn main\">保存</button> <button class=\"btn\" name=\"to\" value=\"preview\">预览</button></div></form>";
    let open = format!("<form class=\"form\" method=\"post\" action=\"{}\" novalidate>", staff.action(SAVE));
    page.body(
        Markup::trusted(open)
            .and(form.render_errors())
            .and(form.render_field("file"))
            .and(form.render_field("revision"))
            .and(Markup::trusted(buttons))
            .and(preview),
    )
}

async fn one(staff: &Staff, name: &str) -> Result<Offered, Failure> {
    let all = staff.read(&(), actions::all_templates).await?;
    all.into_iter().find(|one| one.template.name == name).ok_or_else(|| Failure::missing("没有这份模板。"))
}

/// GET /reports/templates/new
pub(super) async fn new(staff: Staff, address: Address) -> Result<Response, Failure> {
    let from = one(&staff, address.get("like").unwrap_or("summary")).await?;
    let file = from.file.replacen(&format!("name: {}", from.template.name), "name: ", 1);
    let form = build().set("file", file).set("revision", 0);
    staff.page(page(&staff, &form, None, Markup::empty()))
}

/// GET /reports/templates/{name}
pub(super) async fn edit(staff: Staff, Path(name): Path<String>) -> Result<Response, Failure> {
    let of = one(&staff, &name).await?;
    let form = build().set("file", &of.file).set("revision", of.revision);
    staff.page(page(&staff, &form, (!of.shipped).then_some(name.as_str()), Markup::empty()))
}

/// GET /reports/templates/{name}/file
pub(super) async fn file(staff: Staff, Path(name): Path<String>) -> Result<Response, Failure> {
    let of = one(&staff, &name).await?;
    Ok(kit::download(&format!("报告模板（{}）.txt", of.template.label), "text/plain; charset=utf-8", of.file.into_bytes()))
}

/// POST /reports/templates/save: keeps it, or shows what it would begin.
pub(super) async fn save(staff: Staff, input: Input) -> Result<Response, Failure> {
    let mut form = build().read(&input);
    if form.valid() && input.get("to") == "preview" {
        match staff.read(&form.text("file").to_owned(), actions::preview_template).await {
            Ok(seen) => {
                // No report stands behind it yet: figures are shown and lead nowhere.
                let links = Links { id: Uuid::nil(), figures: &[], differing: &[], corrected: Vec::new(), current: None };
                let preview = Markup::trusted("<section class=\"card pad\">").and(document::html(&seen.document, &links)?);
                return staff.page(page(&staff, &form, None, preview.and(Markup::trusted("</section>"))));
            }
            Err(error) => fail(&mut form, error)?,
        }
    } else if form.valid() {
        let ask = SaveTemplate { file: form.text("file").to_owned(), revision: form.parsed("revision").unwrap_or(0) };
        match staff.write(&ask, actions::save_template).await {
            Ok(kept) => return Ok(staff.said(LIST, &format!("模板“{}”已保存。", kept.template.label))),
            Err(error) => fail(&mut form, error)?,
        }
    }
    staff.page(page(&staff, &form, None, Markup::empty()).invalid())
}

/// A fault of the file stands at the file.
fn fail(form: &mut Form, error: crate::ReportError) -> Result<(), Failure> {
    match error.field() {
        Some(_) => {
            form.fail("file", error.chinese());
            Ok(())
        }
        None => form.refuse(error.into()),
    }
}

/// POST /reports/templates/import: into the editor, where it is looked at before it is kept.
pub(super) async fn import(staff: Staff, mut sent: Upload) -> Result<Response, Failure> {
    let text = sent.take("file").and_then(|file| String::from_utf8(file.bytes).ok());
    let Some(text) = text.filter(|text| text.chars().count() <= 120_000) else {
        return Ok(staff.said(LIST, "请选择从系统导出的模板文件（.txt，UTF-8）。"));
    };
    let mut form = build().set("file", text.trim_start_matches('\u{feff}')).set("revision", 0);
    if let Err(error) = actions::checked(form.text("file")) {
        fail(&mut form, error)?;
        return staff.page(page(&staff, &form, None, Markup::empty()).invalid());
    }
    staff.page(page(&staff, &form, None, Markup::empty()))
}

/// POST /reports/templates/{name}/delete
pub(super) async fn delete(staff: Staff, Path(name): Path<String>) -> Result<Response, Failure> {
    staff.write(&name, actions::remove_template).await?;
    Ok(staff.said(LIST, "已删除。用它拟过的报告不受影响。"))
}
