//! GET and POST /import/preview/sheet: one sheet's kind of work, header row and columns, set by hand; POST /import/preview/kinds: what
//! unknown kinds of work count for. Both end in the profile that is kept with the upload.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::response::Response;
use kit::{Address, Choice, Failure, Field, Form, Input, Markup, Page, Staff};
use sheet::{Profile, Sheet, SheetProfile, column_letters};

use super::load::{self, Loaded, NOTHING};
use crate::import::report::{FIELDS, Report, field_name};
use crate::import::{self, Choices};
use crate::pages::words;

/// Rows of the sheet that are shown for looking at.
const SHOWN_ROWS: usize = 8;
/// Columns that can be set.
const SHOWN_COLUMNS: usize = 40;
/// Unknown kinds that one form asks about.
const MOST_KINDS: usize = 60;

struct At {
    loaded: Loaded,
    sheet: usize,
}

async fn at(staff: &Staff, n: Option<&str>) -> Result<Option<At>, Failure> {
    let Some(loaded) = load::load(staff, false).await? else { return Ok(None) };
    let sheet = n.and_then(|n| n.parse().ok()).filter(|n| *n < loaded.book.sheets.len());
    let sheet = sheet.ok_or_else(|| Failure::missing("没有这张工作表。"))?;
    Ok(Some(At { loaded, sheet }))
}

impl At {
    fn sheet(&self) -> &Sheet {
        &self.loaded.book.sheets[self.sheet]
    }

    /// The mapping in use for this sheet; of several tables the first.
    fn used(&self) -> SheetProfile {
        let name = &self.sheet().name;
        let found = self.loaded.recognition.profile.sheets.iter().find(|p| p.name == *name).cloned();
        found.unwrap_or_else(|| SheetProfile { name: name.clone(), ..SheetProfile::default() })
    }

    fn columns(&self) -> Vec<u32> {
        let filled: BTreeSet<u32> = self.sheet().cells.keys().map(|(_, column)| *column).collect();
        filled.into_iter().take(SHOWN_COLUMNS).collect()
    }
}

fn build(at: &At) -> Form {
    let roster = Choice::new("roster", "党员名册");
    let mut form = Form::new("/import/preview/sheet")
        .submit("按此重新预览")
        .cancel("/import/preview")
        .hidden("n", &at.sheet.to_string())
        .field(Field::tick("ignore", "不导入这张表"))
        .field(
            Field::select("metric", "这张表的每一行记作", words::choices().into_iter().chain([roster]))
                .help("“不限”表示由系统按内容判断；每行类别不同的总台账请选“不限”，并指定“工作类别”一列。"),
        )
        .field(Field::number("header_row", "表头的最后一行是第几行").least(1).most(1_048_576).help("改了表头行，各列会重新识别。"));
    let used = at.used();
    for column in at.columns() {
        let letters = column_letters(column);
        let own = used.columns.iter().find(|(_, at)| **at == letters).map(|(field, _)| field.clone());
        let choices = FIELDS.iter().map(|(code, name)| Choice::new(code, *name));
        // A metric that stands in a column of its own is kept as it was found.
        let extra = own.filter(|own| FIELDS.iter().all(|(code, _)| code != own)).map(|own| Choice::new(&own, field_name(&own)));
        form = form.field(Field::select(&format!("c-{letters}"), &letters, choices.chain(extra)));
    }
    form
}

fn filled(form: Form, used: &SheetProfile) -> Form {
    let form = if used.ignore { form.set("ignore", 1) } else { form };
    let form = form.set("metric", used.metric.as_deref().unwrap_or_default());
    let form = form.set("header_row", used.header_row.map(|row| row.to_string()).unwrap_or_default());
    used.columns.iter().fold(form, |form, (field, letters)| form.set(&format!("c-{letters}"), field))
}

struct RowHtml {
    number: u32,
    head: bool,
    cells: Vec<String>,
}

#[derive(Template)]
#[template(path = "journal/mapping.html")]
struct MappingHtml<'a> {
    action: String,
    n: usize,
    form: &'a Form,
    columns: Vec<(String, Markup)>,
    rows: Vec<RowHtml>,
}

/// GET /import/preview/sheet?n=3
pub(super) async fn form(staff: Staff, address: Address) -> Result<Response, Failure> {
    let Some(at) = at(&staff, address.get("n")).await? else { return Ok(staff.said("/import", NOTHING)) };
    let form = filled(build(&at), &at.used());
    staff.page(page(&staff, &at, &form)?)
}

fn page(staff: &Staff, at: &At, form: &Form) -> Result<Page, Failure> {
    let (sheet, columns, header) = (at.sheet(), at.columns(), at.used().header_row.unwrap_or(1));
    let rows: BTreeSet<u32> = sheet.cells.keys().map(|(row, _)| *row).collect();
    let from = header.saturating_sub(2);
    let shown = rows.into_iter().filter(|row| *row >= from).take(SHOWN_ROWS);
    // What is shown before the import is masked as it will be kept.
    let cell = |row: u32, column: u32| sheet.cells.get(&(row, column)).map(|v| norms::identifier::mask_text(&v.text())).unwrap_or_default();
    let short = |text: String| if text.chars().count() > 40 { format!("{}…", text.chars().take(40).collect::<String>()) } else { text };
    let row =
        |row: u32| RowHtml { number: row + 1, head: row + 1 == header, cells: columns.iter().map(|c| short(cell(row, *c))).collect() };
    let select = |column: &u32| {
        let letters = column_letters(*column);
        let field = form.render_field(&format!("c-{letters}"));
        (letters, field)
    };
    let html = MappingHtml {
        action: staff.action("/import/preview/sheet"),
        n: at.sheet,
        form,
        rows: shown.map(row).collect(),
        columns: columns.iter().map(select).collect(),
    };
    let title = format!("调整“{}”", sheet.name);
    Page::new(title).sub("指定每一列是什么；不清楚的列留空。").back("返回核对", "/import/preview").style("journal.css").template(&html)
}

/// POST /import/preview/sheet
pub(super) async fn save(staff: Staff, input: Input) -> Result<Response, Failure> {
    let Some(at) = at(&staff, Some(input.get("n"))).await? else { return Ok(staff.said("/import", NOTHING)) };
    let mut form = build(&at).read(&input);
    let used = at.used();
    let header_row = form.some("header_row").and_then(|row| row.parse().ok());
    let mut columns = BTreeMap::new();
    for column in at.columns() {
        let letters = column_letters(column);
        let name = format!("c-{letters}");
        let Some(field) = form.some(&name).map(str::to_owned) else { continue };
        if let Some(twice) = columns.insert(field.clone(), letters.clone()) {
            form.fail(&name, format!("“{}”已经指定给 {twice} 列。", field_name(&field)));
        }
    }
    let moved = header_row != used.header_row;
    // Columns that carry metrics of their own are found by their headings, not by a field of the profile.
    columns.retain(|field, _| FIELDS.iter().any(|(code, _)| code == field));
    let mine = SheetProfile {
        name: at.sheet().name.clone(),
        ignore: form.ticked("ignore"),
        header_row,
        metric: form.some("metric").map(str::to_owned),
        columns: if moved { BTreeMap::new() } else { columns },
    };
    if !form.valid() {
        return staff.page(page(&staff, &at, &form)?.invalid());
    }
    let mut profile = Profile::from_toml(&at.loaded.upload.choices.profile).unwrap_or_default();
    profile.sheets.retain(|sheet| sheet.name != mine.name);
    profile.sheets.push(mine);
    keep(&staff, &at.loaded, &profile).await
}

async fn keep(staff: &Staff, loaded: &Loaded, profile: &Profile) -> Result<Response, Failure> {
    profile.check().map_err(|error| Failure::invalid(error.chinese()))?;
    let choices = Choices { profile: profile.to_toml(), ..loaded.upload.choices.clone() };
    staff.write(&(loaded.upload.id, choices), import::choose).await?;
    Ok(staff.said("/import/preview", "已按您的调整重新预览。"))
}

/// A form that asks what unknown kinds of work count for; nothing when all are known.
pub(super) fn kinds_form(report: &Report) -> Option<Form> {
    let kinds: BTreeSet<&str> = report.sheets.iter().flat_map(|sheet| sheet.unknown.iter().map(|(_, text)| text.as_str())).collect();
    let kinds: Vec<&str> = kinds.into_iter().filter(|kind| !kind.is_empty()).take(MOST_KINDS).collect();
    if kinds.is_empty() {
        return None;
    }
    let form =
        Form::new("/import/preview/kinds").submit("按此重新预览").quiet().legend("这些类别系统不认识，请指定记作什么；留空的行不导入");
    Some(
        kinds.iter().enumerate().fold(form, |form, (i, kind)| {
            form.hidden(&format!("k-{i}"), kind).field(Field::select(&format!("m-{i}"), kind, words::choices()))
        }),
    )
}

/// POST /import/preview/kinds
pub(super) async fn kinds(staff: Staff, input: Input) -> Result<Response, Failure> {
    let Some(loaded) = load::load(&staff, false).await? else { return Ok(staff.said("/import", NOTHING)) };
    let mut profile = Profile::from_toml(&loaded.upload.choices.profile).unwrap_or_default();
    for i in 0..MOST_KINDS {
        let (kind, code) = (input.get(&format!("k-{i}")), input.get(&format!("m-{i}")));
        if !kind.is_empty() && ledger::metrics::by_code(code).is_some() {
            profile.kinds.insert(kind.to_owned(), code.to_owned());
        }
    }
    keep(&staff, &loaded, &profile).await
}
