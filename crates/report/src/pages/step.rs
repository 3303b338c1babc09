//! 送核, 核稿, 签发, 退回, 删除, 恢复.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kit::{Failure, Field, Form, Input, Markup, Page, Staff};
use uuid::Uuid;

use crate::ReportError;
use crate::actions::{self, Delete, GiveBack, Sign, View};
use crate::model::{State, Step};
use crate::pages::{countersign, document, show, work};
use crate::rules::{Finding, Weight, blocked, sentences};

/// POST /reports/{id}/send
pub(super) async fn send(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    match staff.write(&id, actions::send).await {
        Ok(_) => Ok(staff.said(&super::href(id), "已送核。核稿人可以通过或退回。")),
        Err(error) => told(&staff, id, error),
    }
}

/// POST /reports/{id}/check
pub(super) async fn check(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    match staff.write(&id, actions::check).await {
        Ok(report) if report.state.next() == Some(Step::Countersign) => Ok(staff.said(&super::href(id), "核稿通过，已请各方会签。")),
        Ok(_) => Ok(staff.said(&super::href(id), "核稿通过，等待签发。")),
        Err(error) => told(&staff, id, error),
    }
}

/// What a button without a form of its own cannot show beside a field is said on the report's page, where the findings stand.
fn told(staff: &Staff, id: Uuid, error: ReportError) -> Result<Response, Failure> {
    match error {
        ReportError::Findings(found) => Ok(staff.said(&super::href(id), &format!("有{}个问题须先修改，见“签发前检查”。", found.len()))),
        ReportError::NotNow(_) | ReportError::Overtaken(_) | ReportError::OwnDraft(_) | ReportError::Awaiting(_) => {
            Ok(staff.said(&super::href(id), &error.chinese()))
        }
        error => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "report/sign.html")]
struct SignHtml {
    findings: Vec<(Markup, String)>,
    blocked: bool,
    countersigns: Markup,
    tallied: Markup,
    form: Markup,
    back: String,
}

fn sign_form_of(id: Uuid, findings: &[Finding]) -> Form {
    let form = Form::new(format!("/reports/{id}/sign")).submit("签发").cancel(&super::href(id));
    if findings.is_empty() {
        return form;
    }
    let reason = Field::text("accept", "仍要签发的理由").required().max(500).help("会记入办理经过。").focus();
    form.field(Field::tick("seen", "以上提示已逐条核对").required()).field(reason)
}

fn sign_page(staff: &Staff, view: &View, findings: &[Finding], form: &Form) -> Result<Page, Failure> {
    let id = view.report.id;
    let tagged = |(weight, sentence): (Weight, String)| {
        let (mark, word) = show::weight(weight);
        (document::tag(mark, word), sentence)
    };
    let html = SignHtml {
        findings: sentences(findings).into_iter().map(tagged).collect(),
        blocked: blocked(findings),
        countersigns: countersign::table(view),
        tallied: work::tallied(staff, view)?,
        form: form.render(staff.token()),
        back: super::href(id),
    };
    let page = Page::new("签发报告").sub(&view.report.title).back("返回报告", &super::href(id)).style("report.css");
    page.template(&html)
}

/// GET /reports/{id}/sign
pub(super) async fn sign_form(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let (view, _) = show::load(&staff, id).await?;
    if view.report.state.next() != Some(Step::Sign) {
        let early = view.report.state.next() == Some(Step::Countersign);
        let words = if early { "会签还没有办完，办完后才能签发。" } else { "报告不在签发环节。" };
        return Ok(staff.said(&super::href(id), words));
    }
    let form = sign_form_of(id, &view.findings);
    staff.page(sign_page(&staff, &view, &view.findings, &form)?)
}

/// POST /reports/{id}/sign
pub(super) async fn sign(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let (view, _) = show::load(&staff, id).await?;
    let mut form = sign_form_of(id, &view.findings).read(&input);
    let mut findings = view.findings.clone();
    if form.valid() {
        let ask = Sign { id, accept: form.some("accept").map(str::to_owned) };
        // Digests read every fact behind the figures, which may take longer than an act may.
        match staff.write_long(&ask, actions::sign).await {
            Ok(_) => return Ok(staff.said(&super::href(id), "已签发，文字和数字已定稿。可以导出 Word。")),
            Err(ReportError::Findings(found)) => {
                form = sign_form_of(id, &found).read(&input);
                form.fail("", "检查结果有变化，请看过以下各条后再签发。");
                findings = found;
            }
            Err(error @ (ReportError::NotNow(_) | ReportError::Awaiting(_) | ReportError::Signed)) => {
                return Ok(staff.said(&super::href(id), &error.chinese()));
            }
            Err(error) => form.refuse(error.into())?,
        }
    }
    staff.page(sign_page(&staff, &view, &findings, &form)?.invalid())
}

fn return_form_of(id: Uuid) -> Form {
    Form::new(format!("/reports/{id}/return"))
        .submit("退回拟稿")
        .cancel(&super::href(id))
        .field(Field::lines("reason", "退回的原因").required().max(500).help("写明需要修改什么，拟稿人会看到。").focus())
}

/// GET /reports/{id}/return
pub(super) async fn return_form(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let (view, _) = show::load(&staff, id).await?;
    if !matches!(view.report.state, State::Checking { .. } | State::Countersigning { .. }) {
        return Ok(staff.said(&super::href(id), "报告不在可以退回的环节。"));
    }
    staff.page(return_page(&staff, id, &view.report.title, &return_form_of(id)))
}

fn return_page(staff: &Staff, id: Uuid, title: &str, form: &Form) -> Page {
    Page::new("退回报告").sub(title).back("返回报告", &super::href(id)).body(form.render(staff.token()))
}

/// POST /reports/{id}/return
pub(super) async fn give_back(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let mut form = return_form_of(id).read(&input);
    if form.valid() {
        let ask = GiveBack { id, reason: form.text("reason").to_owned() };
        match staff.write(&ask, actions::give_back).await {
            Ok(_) => return Ok(staff.said(&super::href(id), "已退回拟稿，原因已记入办理经过。")),
            Err(error @ (ReportError::NotNow(_) | ReportError::Signed)) => return Ok(staff.said(&super::href(id), &error.chinese())),
            Err(error) => form.refuse(error.into())?,
        }
    }
    let (view, _) = show::load(&staff, id).await?;
    staff.page(return_page(&staff, id, &view.report.title, &form).invalid())
}

/// POST /reports/{id}/delete
pub(super) async fn delete(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    staff.write(&Delete { id }, actions::delete).await?;
    Ok(staff.said(&super::href(id), "草稿已删除。需要时可以在这里恢复。"))
}

/// POST /reports/{id}/restore
pub(super) async fn restore(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    staff.write(&Delete { id }, actions::restore).await?;
    Ok(staff.said(&super::href(id), "草稿已恢复。"))
}
