//! Downloads of a report, and the check of a file that came back.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kit::download::{DOCX, PDF, download};
use kit::{Address, Failure, Field, Form, Markup, Page, Staff, Upload};
use paper::Fonts;
use uuid::Uuid;

use crate::ReportError;
use crate::actions::{self, Checked, Export, Exported, Paper};

async fn gather(staff: &Staff, id: Uuid, address: &Address) -> Result<Paper, Failure> {
    let ask = Export { id, trace: address.get("trace").is_some(), sources: super::sources(staff) };
    let paper = staff.read(&ask, actions::paper).await?;
    if paper.seal.is_some() {
        staff.write(&Exported { id, correction: 0 }, actions::note_export).await?;
    }
    Ok(paper)
}

/// GET /reports/{id}/docx
pub(super) async fn docx(staff: Staff, Path(id): Path<Uuid>, address: Address) -> Result<Response, Failure> {
    let paper = gather(&staff, id, &address).await?;
    let (name, key, fonts) = (format!("{}.docx", paper.name), staff.app.key.clone(), fonts(&staff));
    let bytes = set(move || actions::docx(&paper, &key, &fonts)).await?;
    Ok(download(&name, DOCX, bytes))
}

/// GET /reports/{id}/pdf
pub(super) async fn pdf(staff: Staff, Path(id): Path<Uuid>, address: Address) -> Result<Response, Failure> {
    let paper = gather(&staff, id, &address).await?;
    let (name, fonts) = (format!("{}.pdf", paper.name), fonts(&staff));
    let bytes = set(move || actions::pdf(&paper, &fonts)).await?;
    Ok(download(&name, PDF, bytes))
}

/// The fonts that this installation has.
pub(super) fn fonts(staff: &Staff) -> Fonts {
    Fonts::beside(staff.app.settings.fonts.as_deref())
}

/// Setting a paper is computing: it runs on a thread of its own.
pub(super) async fn set<T: Send + 'static>(work: impl FnOnce() -> Result<T, ReportError> + Send + 'static) -> Result<T, Failure> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(Failure::cause)??)
}

#[derive(Template)]
#[template(path = "report/verify.html")]
struct VerifyHtml {
    checked: Option<Checked>,
    form: Markup,
}

fn upload_form() -> Form {
    Form::new("/reports/verify")
        .submit("核对")
        .field(Field::file("file", "Word 文件", ".docx").required().help("本系统签发后导出的 .docx 文件。"))
}

fn verify_page(staff: &Staff, form: &Form, checked: Option<Checked>) -> Result<Page, Failure> {
    let page = Page::new("核对文件").sub("看一份 Word 文件是否仍与签发时一致。").back("报告", "/reports").style("report.css");
    page.template(&VerifyHtml { checked, form: form.render(staff.token()) })
}

/// GET /reports/verify
pub(super) async fn verify_form(staff: Staff) -> Result<Response, Failure> {
    staff.page(verify_page(&staff, &upload_form(), None)?)
}

/// POST /reports/verify
pub(super) async fn verify(staff: Staff, mut upload: Upload) -> Result<Response, Failure> {
    let mut form = upload_form().read(&upload.input);
    let Some(file) = upload.take("file").filter(|file| !file.bytes.is_empty()) else {
        form.fail("file", "请选择一个 .docx 文件。");
        return staff.page(verify_page(&staff, &form, None)?.invalid());
    };
    let key = staff.app.key.clone();
    match tokio::task::spawn_blocking(move || actions::verify_docx(&file.bytes, &key)).await.map_err(Failure::cause)? {
        Ok(mut checked) => {
            checked.superseded = staff.read(&checked, actions::superseded).await?;
            staff.page(verify_page(&staff, &form, Some(checked))?)
        }
        Err(error) => {
            form.fail("file", error.chinese());
            staff.page(verify_page(&staff, &form, None)?.invalid())
        }
    }
}
