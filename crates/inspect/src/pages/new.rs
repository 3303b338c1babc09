//! A scoring table comes in: uploaded or pasted, shown as it was understood, corrected, made a pack.

use axum::response::Response;
use base::OrgId;
use board::orgs::Org;
use kit::form::button;
use kit::{Address, Cell, Choice, Column, Failure, Field, Form, Input, Markup, Page, Row, Staff, Table, Upload};
use sheet::column_letters;

use crate::InspectError;
use crate::actions::{self, Make};
use crate::table::{self, Found, Grid, Mapping, Means};

const PREVIEW: &str = "/inspect/preview";
/// Lines that a preview shows.
const SHOWN: usize = 30;

fn upload_form() -> Form {
    let help = "Excel（.xlsx、.xls、.ods）、CSV，或 Word（.docx）里的表格。合并的单元格、多余的表头行都能读，导入前可以核对。";
    Form::new("/inspect/new")
        .submit("读取")
        .cancel("/inspect")
        .field(Field::file("file", "评分表文件", ".xlsx,.xls,.ods,.csv,.txt,.docx").help(help))
        .field(Field::lines("text", "或者粘贴表格").rows(6).max(200_000).help("从表格里复制，粘贴到这里；列之间是制表符或逗号。"))
}

fn upload_page(staff: &Staff, form: &Form) -> Page {
    Page::new("导入评分表").back("迎检", "/inspect").sub("上级的评分表、考核细则、检查清单。").body(form.render(staff.token()))
}

/// GET /inspect/new
pub(super) async fn form(staff: Staff) -> Result<Response, Failure> {
    staff.page(upload_page(&staff, &upload_form()))
}

/// What a scoring table may cost: far less than a register.
fn limits() -> sheet::Limits {
    sheet::Limits { upload: 10 << 20, unpacked: 80 << 20, cells: 100_000, text: 8 << 20, ..sheet::Limits::default() }
}

fn read(bytes: &[u8], name: &str) -> Result<(String, String, Vec<Grid>), InspectError> {
    let book = sheet::read(bytes, name, &limits())?;
    Ok((book.file_name.clone(), book.digest.clone(), table::grids(&book)?))
}

/// POST /inspect/new
pub(super) async fn send(staff: Staff, mut upload: Upload) -> Result<Response, Failure> {
    let mut form = upload_form().read(&upload.input);
    let text = form.text("text").to_owned();
    let (name, bytes) = match upload.take("file").filter(|file| !file.bytes.is_empty()) {
        Some(file) => (file.name, file.bytes),
        None => ("粘贴的表格.csv".to_owned(), text.into_bytes()),
    };
    if bytes.is_empty() {
        form.fail("file", "请选择文件，或者粘贴表格。");
    }
    if form.valid() {
        let done = tokio::task::spawn_blocking(move || read(&bytes, &name)).await.map_err(Failure::cause)?;
        match done {
            Ok((file, digest, sheets)) => {
                let upload = actions::Upload { id: staff.new_id(), file, digest, sheets };
                staff.write(&upload, actions::keep).await?;
                return Ok(staff.go(PREVIEW));
            }
            Err(error) => form.refuse(error.into())?,
        }
    }
    staff.page(upload_page(&staff, &form).invalid())
}

/// How the address says that a sheet is read; what it leaves open is recognised.
fn mapping(get: impl Fn(&str) -> Option<String>, grid: &Grid) -> Mapping {
    let known = table::recognise(grid);
    let Some(header) = get("header") else { return known };
    let columns = (0..table::width(grid)).map(|at| get(&format!("c{at}")).and_then(|code| Means::from_code(&code))).collect();
    // Rows are counted as the spreadsheet program shows them; 0: none.
    let header = header.trim().parse::<usize>().ok().and_then(|row| row.checked_sub(1)).filter(|at| *at < grid.rows.len());
    Mapping { header, columns }
}

fn columns(grid: &Grid, mapping: &Mapping) -> Vec<Field> {
    let means = || Means::ALL.map(|means| Choice::new(means.code(), means.chinese()));
    let header = mapping.header.and_then(|at| grid.rows.get(at));
    let field = |at: usize| {
        let name = u32::try_from(at).map(column_letters).unwrap_or_default();
        let said = header.and_then(|row| row.get(at)).filter(|text| !text.is_empty());
        let first =
            grid.rows.iter().skip(mapping.header.map_or(0, |at| at + 1)).filter_map(|row| row.get(at)).find(|text| !text.is_empty());
        let shown: String = said.or(first).map(String::as_str).unwrap_or("（空）").chars().take(12).collect();
        Field::select(&format!("c{at}"), &format!("{name} 列：{shown}"), means())
    };
    (0..table::width(grid)).map(field).collect()
}

fn filters(address: &Address, sheets: &[Grid], sheet: usize, mapping: &Mapping) -> Form {
    let names = sheets.iter().enumerate().map(|(at, grid)| Choice::new(at, grid.name.clone()));
    let fields = [Field::select("sheet", "工作表", names).required(), Field::number("header", "表头在第几行").help("没有表头就填 0。")];
    let all = fields.into_iter().chain(columns(&sheets[sheet], mapping));
    let mut form = Form::filters(address, all).set("sheet", sheet).set("header", mapping.header.map_or(0, |at| at + 1)).submit("重新识别");
    for (at, means) in mapping.columns.iter().enumerate() {
        form = form.set(&format!("c{at}"), means.map(Means::code).unwrap_or_default());
    }
    form
}

fn make_form(orgs: &[Org], file: &str, upload: &actions::Upload, sheet: usize, mapping: &Mapping) -> Form {
    let least = orgs.iter().map(Org::level).min().unwrap_or_default();
    let mut sorted: Vec<&Org> = orgs.iter().collect();
    sorted.sort_by_cached_key(|org| board::tree::numbers(&org.path));
    let own = sorted.first().map(|org| org.id.to_string()).unwrap_or_default();
    let org = |org: &&Org| Choice::new(org.id, format!("{}{}", "　".repeat((org.level() - least).min(8)), org.name));
    let named: String = file.rsplit_once('.').map_or(file, |(stem, _)| stem).chars().take(120).collect();
    let mut form = Form::new("/inspect/make")
        .submit("建立迎检")
        .legend("建立")
        .field(Field::text("title", "名称").required().max(120).value(named))
        .field(Field::select("org", "单位", sorted.iter().map(org)).required().value(own))
        .field(Field::day("due", "备齐日期").help("到这一天还有空项，会列在待办里。可以不填。"))
        .hidden("upload", &upload.id.to_string())
        .hidden("sheet", &sheet.to_string())
        .hidden("header", &mapping.header.map_or(0, |at| at + 1).to_string());
    for (at, means) in mapping.columns.iter().enumerate() {
        form = form.hidden(&format!("c{at}"), means.map(Means::code).unwrap_or_default());
    }
    form
}

fn lines(found: &Found) -> Markup {
    let mut columns = vec![Column::short("number", "编号")];
    columns.extend(Means::ALL.map(|means| Column::words(means.code(), means.chinese())));
    let row = |(line, (chapter, part)): (&crate::model::LineEntry, (i64, i64))| {
        let texts = [&line.code, &line.project, &line.item, &line.standard, &line.points, &line.wanted];
        let number = Cell::text(format!("{chapter:02}-{part:02}"));
        Row::new([number].into_iter().chain(texts.map(|text| Cell::text(text.as_str()))).collect())
    };
    let rows = found.lines.iter().zip(table::numbers(&found.lines)).take(SHOWN).map(row);
    Table::new("识别出的考核项", columns).rows(rows).unnumbered().render()
}

async fn shown(staff: &Staff, sent: Option<(Form, Input)>) -> Result<Response, Failure> {
    let upload = match staff.read(&(), actions::upload).await {
        Err(InspectError::NoUpload) => return Ok(staff.said("/inspect/new", &InspectError::NoUpload.chinese())),
        upload => upload?,
    };
    let refused = sent.is_some();
    let asked = sent.as_ref().map(|(_, input)| input);
    let get = |name: &str| match asked {
        Some(input) => input.raw(name).map(str::to_owned),
        None => staff.address.get(name).map(str::to_owned),
    };
    let sheet = get("sheet").and_then(|at| at.parse().ok()).filter(|at| *at < upload.sheets.len()).unwrap_or(0);
    let Some(grid) = upload.sheets.get(sheet) else { return Err(InspectError::NoRows.into()) };
    // Another sheet is recognised anew: the columns of the one before say nothing of it.
    let changed = asked.is_none() && staff.address.get("of").is_some_and(|of| of != sheet.to_string());
    let mapping = if changed { table::recognise(grid) } else { mapping(get, grid) };
    let orgs = staff.read(&(), actions::choices).await?;
    let mut page = Page::new("核对评分表").back("导入评分表", "/inspect/new").sub(&upload.file);
    page = page.button(button(staff.token(), "/inspect/discard", "放弃", &[]));
    let at = Address::new(PREVIEW);
    page = page.body(filters(&at, &upload.sheets, sheet, &mapping).hidden("of", &sheet.to_string()).render(staff.token()));
    page = match table::lines(grid, &mapping) {
        Ok(found) => {
            let (n, passed) = (found.lines.len(), found.passed);
            let more = if n > SHOWN { format!("下面是前 {SHOWN} 项。") } else { String::new() };
            let none = if mapping.header.is_none() { "没有找到表头，请在上面指定各列。" } else { "" };
            let said = format!("共 {n} 项，略过 {passed} 行（空行、合计、说明）。{none}{more}");
            let form = match sent {
                Some((form, _)) => form,
                None => make_form(&orgs, &upload.file, &upload, sheet, &mapping),
            };
            page.body(Markup::trusted("<p>").and(Markup::text(&said)).and(Markup::trusted("</p>")))
                .body(lines(&found))
                .body(form.render(staff.token()))
        }
        Err(error) => {
            let said =
                Markup::trusted("<p class=\"warn\" role=\"alert\">").and(Markup::text(&error.chinese())).and(Markup::trusted("</p>"));
            page.body(said).invalid()
        }
    };
    staff.page(if refused { page.invalid() } else { page })
}

/// GET /inspect/preview
pub(super) async fn preview(staff: Staff) -> Result<Response, Failure> {
    shown(&staff, None).await
}

/// POST /inspect/make
pub(super) async fn make(staff: Staff, input: Input) -> Result<Response, Failure> {
    let upload = match staff.read(&(), actions::upload).await {
        // The form was sent twice: the pack has the upload's id.
        Err(InspectError::NoUpload) => match input.parsed::<uuid::Uuid>("upload") {
            Some(id) => return Ok(staff.go(&super::href(id))),
            None => return Err(InspectError::NoUpload.into()),
        },
        upload => upload?,
    };
    let sheet: usize = input.parsed("sheet").filter(|at| *at < upload.sheets.len()).unwrap_or(0);
    let Some(grid) = upload.sheets.get(sheet) else { return Err(InspectError::NoRows.into()) };
    let mapping = mapping(|name| input.raw(name).map(str::to_owned), grid);
    let orgs = staff.read(&(), actions::choices).await?;
    let mut form = make_form(&orgs, &upload.file, &upload, sheet, &mapping).read(&input);
    if let (true, Some(org), Some(id)) = (form.valid(), form.parsed("org"), form.parsed("upload")) {
        let (title, due) = (form.text("title").to_owned(), form.day("due"));
        let ask = Make { upload: id, org: OrgId(org), title, due, sheet, mapping };
        match staff.write(&ask, actions::make).await {
            Ok(pack) => return Ok(staff.said(&super::href(pack.id), "已建立。请逐项加入已有的记录和文件。")),
            Err(error) => form.refuse(error.into())?,
        }
    }
    shown(&staff, Some((form, input))).await
}

/// POST /inspect/discard
pub(super) async fn discard(staff: Staff) -> Result<Response, Failure> {
    staff.write(&(), actions::discard).await?;
    Ok(staff.said("/inspect/new", "已放弃，没有保存。"))
}
