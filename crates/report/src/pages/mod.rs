//! The pages of reports: read the request, call an action, show what it answers.

mod approval;
mod correction;
mod countersign;
mod diff;
mod document;
mod edit;
mod export;
mod failure;
mod figure;
mod list;
mod new;
mod recipients;
mod show;
mod step;
mod templates;
mod work;
mod worked;

use std::sync::Arc;

use kit::icon::Icon;
use kit::{Asset, Module, NavItem, Routes, Staff};
use ledger::Sources;
use uuid::Uuid;

use crate::rights::{ALL, ATTACH, CHECK, COMPARE, COUNTERSIGN, DRAFT, PREPARE, READ, SIGN, TEMPLATE};

static ASSETS: [Asset; 3] = [
    Asset { name: "approval.css", bytes: include_bytes!("../../assets/approval.css") },
    Asset { name: "report.css", bytes: include_bytes!("../../assets/report.css") },
    Asset { name: "report.js", bytes: include_bytes!("../../assets/report.js") },
];

/// The room for the composition.
pub fn module() -> Module {
    Module::new("report", "报告")
        .migrations(crate::MIGRATIONS)
        .rights(&ALL)
        .routes(routes())
        .records(&crate::records::REPORTS)
        .nav(NavItem::new(40, "报告", "/reports", Icon::Report, &READ).on_phone())
        .people(crate::personal::ReportPeople)
        .todos(crate::actions::todos)
        .handing(crate::store::handing::HANDING)
        .assets(&ASSETS)
        .acts(&crate::audit::ACTS)
}

fn routes() -> Routes {
    Routes::new()
        .get("/reports", &READ, list::list)
        .get("/reports/new", &DRAFT, new::form)
        .post("/reports/new", &DRAFT, new::create)
        .get("/reports/verify", &READ, export::verify_form)
        .upload("/reports/verify", &READ, export::verify)
        .get("/reports/templates", &DRAFT, templates::list)
        .get("/reports/templates/new", &TEMPLATE, templates::new)
        .post("/reports/templates/save", &TEMPLATE, templates::save)
        .upload("/reports/templates/import", &TEMPLATE, templates::import)
        .get("/reports/templates/{name}", &TEMPLATE, templates::edit)
        .get("/reports/templates/{name}/file", &DRAFT, templates::file)
        .post("/reports/templates/{name}/delete", &TEMPLATE, templates::delete)
        .get("/reports/{id}", &READ, show::show)
        .get("/reports/{id}/edit", &DRAFT, edit::form)
        .post("/reports/{id}/edit", &DRAFT, edit::save)
        .post("/reports/{id}/preview", &DRAFT, edit::preview)
        .post("/reports/{id}/send", &DRAFT, step::send)
        .post("/reports/{id}/check", &CHECK, step::check)
        .get("/reports/{id}/countersign", &READ, countersign::list)
        .post("/reports/{id}/countersign", &READ, countersign::ask)
        .get("/reports/{id}/countersign/{number}", &READ, countersign::one)
        .post("/reports/{id}/countersign/{number}/answer", &COUNTERSIGN, countersign::answer)
        .post("/reports/{id}/countersign/{number}/settle", &READ, countersign::settle)
        .post("/reports/{id}/countersign/{number}/replace", &READ, countersign::replace)
        .get("/reports/{id}/sign", &SIGN, step::sign_form)
        .post("/reports/{id}/sign", &SIGN, step::sign)
        .fresh()
        .get("/reports/{id}/return", &READ, step::return_form)
        .post("/reports/{id}/return", &READ, step::give_back)
        .post("/reports/{id}/delete", &DRAFT, step::delete)
        .post("/reports/{id}/restore", &DRAFT, step::restore)
        .get("/reports/{id}/figures/{key}", &READ, figure::panel)
        .get("/reports/{id}/figures/{key}/work", &READ, worked::show)
        .post("/reports/{id}/figures/{key}/remark", &PREPARE, worked::remark)
        .upload("/reports/{id}/figures/{key}/files", &PREPARE, worked::attach)
        .get("/reports/{id}/figures/{key}/files/{number}", &READ, worked::file)
        .post("/reports/{id}/figures/{key}/files/{number}/withdraw", &PREPARE, worked::withdraw)
        .get("/reports/{id}/work", &READ, work::list)
        .post("/reports/{id}/work/prepared", &PREPARE, work::prepare)
        .post("/reports/{id}/work/prepared/withdraw", &PREPARE, work::unprepare)
        .post("/reports/{id}/work/checked", &COMPARE, work::compare)
        .post("/reports/{id}/work/checked/withdraw", &COMPARE, work::uncompare)
        .get("/reports/{id}/diff", &READ, diff::diff)
        .get("/reports/{id}/approval", &READ, approval::page)
        .get("/reports/{id}/approval/docx", &READ, approval::docx)
        .upload("/reports/{id}/scans", &ATTACH, approval::attach)
        .get("/reports/{id}/scans/{number}", &READ, approval::scan)
        .get("/reports/{id}/corrections/new", &DRAFT, correction::form)
        .post("/reports/{id}/corrections/new", &DRAFT, correction::draft)
        .get("/reports/{id}/corrections/{correction}", &READ, correction::show)
        .post("/reports/{id}/corrections/{correction}/approve", &SIGN, correction::approve)
        .fresh()
        .post("/reports/{id}/corrections/{correction}/withdraw", &READ, correction::withdraw)
        .get("/reports/{id}/corrections/{correction}/docx", &READ, correction::docx)
        .get("/reports/{id}/recipients", &READ, recipients::list)
        .post("/reports/{id}/recipients", &DRAFT, recipients::issue)
        .post("/reports/{id}/recipients/{number}/withdraw", &DRAFT, recipients::withdraw)
        .get("/reports/{id}/docx", &READ, export::docx)
        .get("/reports/{id}/pdf", &READ, export::pdf)
}

/// The records of all rooms, to name and to lead to.
fn sources(staff: &Staff) -> Arc<dyn Sources> {
    Arc::new(staff.app.rooms.sources.clone())
}

/// Where a report stands.
fn href(id: Uuid) -> String {
    format!("/reports/{id}")
}
