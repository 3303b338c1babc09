//! GET /import/preview: what the import would do. POST: what was set by hand, and the preview once more.

use std::collections::BTreeSet;

use askama::Template;
use axum::response::Response;
use kit::form::button;
use kit::{Failure, Field, Form, Input, Markup, Page, Staff};
use uuid::Uuid;

use super::changes::{self, Changes, State};
use super::load::{self, Loaded, NOTHING};
use super::{chosen, mapping, told};
use crate::JournalError;
use crate::import::report::Report;
use crate::import::{self, ChangedRow, Choices, Outcome};
use crate::pages::list::org_choices;

#[derive(Template)]
#[template(path = "journal/confirm.html")]
struct ConfirmHtml {
    action: String,
    id: Uuid,
    internal: Markup,
    label: String,
    changes: Markup,
}

/// GET /import/preview
pub(super) async fn preview(staff: Staff) -> Result<Response, Failure> {
    let Some(loaded) = load::load(&staff, false).await? else { return Ok(staff.said("/import", NOTHING)) };
    let page = page(&staff, loaded, None).await?;
    staff.page(page)
}

/// The page of a preview; `refused` is said above everything.
pub(super) async fn page(staff: &Staff, loaded: Loaded, refused: Option<&str>) -> Result<Page, Failure> {
    let (choices, org, internal) = (loaded.upload.choices.clone(), loaded.org(), loaded.internal.clone());
    let (file, orgs) = (loaded.upload.file.clone(), org_choices(&loaded.orgs));
    let (id, batch) = (loaded.upload.id, loaded.upload.batch);
    let ask = loaded.ask(&staff.app.key, staff.today(), true)?;
    let (before, outcome) = match load::rehearse(staff, &ask).await {
        Err(JournalError::ImportedBefore(batch)) => {
            // What it would do all the same, so that the officer can decide.
            let again = import::Import { again: true, ..ask };
            (Some(batch), load::rehearse(staff, &again).await?)
        }
        other => (None, other?),
    };
    let ticked: BTreeSet<String> = outcome.changed.iter().filter(|row| choices.takes(row)).map(ChangedRow::token).collect();
    let report = would(&outcome, &choices);
    let (title, cancel, back) = match batch {
        Some(id) => ("核对后换用映射方案", "放弃", ("返回那次导入", format!("/import/{id}"))),
        None => ("核对后导入", "放弃，删除文件", ("导入台账", "/import".to_owned())),
    };
    let mut page = Page::new(title).sub(&format!("{file}：{}", told::sentence(&report, false))).back(back.0, &back.1);
    page = page.style("journal.css").act("保存为方案", "/import/preview/keep").act("导出映射方案", "/import/preview/profile.toml");
    page = page.button(button(staff.token(), "/import/preview/cancel", cancel, &[]));
    if batch.is_none() && report.has_marks() {
        page = page.act("下载标注副本", "/import/preview/marked.xlsx");
    }
    if let Some(sentence) = refused {
        page = page.body(note("errors", Markup::text(sentence)));
    }
    if let Some(batch) = before {
        let link = Markup::link(&format!("/import/{batch}"), "查看那次导入");
        page = page.body(note(
            "warn",
            Markup::text("这个文件导入过。").and(link).and(Markup::text("。已有的行不会重复计；确需再次导入，请勾选“再次导入”。")),
        ));
    }
    if before.is_none() {
        let changes = Changes {
            rows: outcome.changed.iter().map(|row| (row, State::Open)).collect(),
            ticked: &ticked,
            page: staff.address.get(changes::PAGE).and_then(|page| page.parse().ok()).unwrap_or(1),
            form: true,
            here: "/import/preview".to_owned(),
            preview: true,
        };
        page = page.template(&ConfirmHtml {
            action: staff.action("/import/preview/confirm"),
            id,
            internal: internal.map(|mark| internal_ok(&mark).render()).unwrap_or_default(),
            label: label(&report, !outcome.changed.is_empty(), batch.is_some()),
            changes: changes.html()?,
        })?;
    }
    let chosen = org.map(|org| org.to_string()).unwrap_or_default();
    let decide = with(decide_form(orgs, batch.is_none()), &choices, &chosen);
    page = page.body(Markup::trusted("<details class=\"card pad decide\"").and(Markup::trusted(if before.is_some() {
        " open>"
    } else {
        ">"
    })));
    page = page.body(Markup::trusted("<summary>导入方式：单位、缺少的单位和人员</summary>"));
    page = page.body(decide.render(staff.token())).body(Markup::trusted("</details>"));
    if let Some(form) = mapping::kinds_form(&report) {
        page = page.body(Markup::trusted("<div class=\"card pad\">").and(form.render(staff.token())).and(Markup::trusted("</div>")));
    }
    Ok(page.body(told::html(&report, true, "/import/preview/refused.csv")?))
}

fn note(class: &str, words: Markup) -> Markup {
    Markup::trusted(format!("<div class=\"{class}\" role=\"alert\"><p>")).and(words).and(Markup::trusted("</p></div>"))
}

/// What the import would do with what is ticked.
fn would(outcome: &Outcome, choices: &Choices) -> Report {
    let mut report = Report::of(outcome);
    for row in outcome.changed.iter().filter(|row| choices.takes(row)) {
        report.corrected += 1;
        let passed = if row.details { &mut report.already_there } else { &mut report.left_out };
        *passed = passed.saturating_sub(1);
    }
    report
}

fn label(report: &Report, changed: bool, remap: bool) -> String {
    match (remap, changed) {
        (true, false) => "按此更改这次导入".to_owned(),
        (true, true) => "按此更改这次导入，并更正勾选的行".to_owned(),
        (false, false) => format!("确认导入 {} 条", report.recorded),
        (false, true) if report.recorded == 0 => "确认导入，并更正勾选的行".to_owned(),
        (false, true) => format!("确认导入 {} 条，并更正勾选的行", report.recorded),
    }
}

fn internal_ok(mark: &str) -> Field {
    Field::tick("internal_ok", &format!("文件标有{mark}。我已核对，内容可以存入本系统"))
        .required()
        .help("本系统严禁存储国家秘密和工作秘密。确认会记入导入报告。")
}

fn decide_form(orgs: Vec<kit::Choice>, again: bool) -> Form {
    let form = Form::new("/import/preview")
        .submit("按此重新预览")
        .quiet()
        .field(Field::select("org", "表中没有写单位的行记在", orgs).required())
        .field(Field::tick("make_missing", "新建缺少的单位和人员").help("不勾选时，写着未知单位的行会退回。"));
    if again { form.field(Field::tick("again", "再次导入").help("这个文件以前导入过时才需要。")) } else { form }
}

fn with(form: Form, choices: &Choices, org: &str) -> Form {
    let tick = |form: Form, name: &str, on: bool| if on { form.set(name, 1) } else { form };
    let form = tick(form.set("org", org), "make_missing", choices.make_missing);
    tick(form, "again", choices.again)
}

/// POST /import/preview
pub(super) async fn choose(staff: Staff, input: Input) -> Result<Response, Failure> {
    let Some(upload) = staff.read(&(), import::upload).await? else { return Ok(staff.said("/import", NOTHING)) };
    let ticked = |name: &str| !input.get(name).is_empty();
    let choices = Choices {
        org: input.parsed::<Uuid>("org").or(upload.choices.org),
        make_missing: ticked("make_missing"),
        again: ticked("again"),
        ..upload.choices
    };
    staff.write(&(upload.id, choices), import::choose).await?;
    Ok(staff.go("/import/preview"))
}

/// GET /import/preview/refused.csv
pub(super) async fn refused(staff: Staff) -> Result<Response, Failure> {
    let Some(mut loaded) = load::load(&staff, false).await? else { return Ok(staff.said("/import", NOTHING)) };
    loaded.upload.choices.again = true;
    let file = loaded.upload.file.clone();
    let outcome = load::rehearse(&staff, &loaded.ask(&staff.app.key, staff.today(), true)?).await?;
    Ok(kit::download(&format!("退回的单元格（{file}）.csv"), kit::download::CSV, told::refused_csv(&Report::of(&outcome))))
}

/// GET /import/preview/marked.xlsx
pub(super) async fn marked(staff: Staff) -> Result<Response, Failure> {
    let Some(mut loaded) = load::load(&staff, false).await? else { return Ok(staff.said("/import", NOTHING)) };
    // Of an earlier import only masked numbers are kept: sent again they would be taken for other persons.
    if loaded.upload.batch.is_some() {
        return Ok(staff.said("/import/preview", "这次导入的原件没有保留，请在原来的文件上修改。"));
    }
    loaded.upload.choices.again = true;
    let (file, book) = (loaded.upload.file.clone(), std::mem::take(&mut loaded.book));
    let outcome = load::rehearse(&staff, &loaded.ask(&staff.app.key, staff.today(), true)?).await?;
    let copy = tokio::task::spawn_blocking(move || sheet::marked_copy(&book, &outcome.sheets)).await.map_err(Failure::cause)?;
    let name = file.rsplit_once('.').map_or(file.as_str(), |(name, _)| name);
    Ok(kit::download(&format!("{name}（标注退回）.xlsx"), kit::download::XLSX, copy.map_err(Failure::cause)?))
}

/// GET /import/preview/profile.toml
pub(super) async fn profile(staff: Staff) -> Result<Response, Failure> {
    let Some(loaded) = load::load(&staff, false).await? else { return Ok(staff.said("/import", NOTHING)) };
    Ok(chosen::download(&staff, &loaded.upload.file, "", &loaded.recognition.profile.to_toml()))
}
