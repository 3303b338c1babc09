//! The pages of reports: read the request, call an action, show what it answers.

mod document;
mod edit;
mod export;
mod failure;
mod figure;
mod list;
mod new;
mod show;
mod step;

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::Path;
use base::Tx;
use kit::icon::Icon;
use kit::{Address, Asset, Module, NavItem, Routes, Staff};
use ledger::{Caption, Fact, Later, Sources};
use uuid::Uuid;

use crate::rights::{ALL, CHECK, DRAFT, READ, SIGN};

static ASSETS: [Asset; 2] = [
    Asset { name: "report.css", bytes: include_bytes!("../../assets/report.css") },
    Asset { name: "report.js", bytes: include_bytes!("../../assets/report.js") },
];

/// The room alone: its pages do not name the records behind figures. The binary uses [`with_sources`].
pub fn module() -> Module {
    with_sources(Arc::new(NoSources))
}

/// The room, with the records of all rooms to name and to lead to.
pub fn with_sources(sources: Arc<dyn Sources>) -> Module {
    Module::new("report", "报告")
        .migrations(crate::MIGRATIONS)
        .rights(&ALL)
        .routes(routes(sources))
        .nav(NavItem::new(40, "报告", "/reports", Icon::Report, &READ).on_phone())
        .assets(&ASSETS)
}

fn routes(sources: Arc<dyn Sources>) -> Routes {
    let (of_figure, of_diff, of_docx, of_pdf) = (sources.clone(), sources.clone(), sources.clone(), sources);
    Routes::new()
        .get("/reports", &READ, list::list)
        .get("/reports/new", &DRAFT, new::form)
        .post("/reports/new", &DRAFT, new::create)
        .get("/reports/verify", &READ, export::verify_form)
        .upload("/reports/verify", &READ, export::verify)
        .get("/reports/{id}", &READ, show::show)
        .get("/reports/{id}/edit", &DRAFT, edit::form)
        .post("/reports/{id}/edit", &DRAFT, edit::save)
        .post("/reports/{id}/preview", &DRAFT, edit::preview)
        .post("/reports/{id}/send", &DRAFT, step::send)
        .post("/reports/{id}/check", &CHECK, step::check)
        .get("/reports/{id}/sign", &SIGN, step::sign_form)
        .post("/reports/{id}/sign", &SIGN, step::sign)
        .get("/reports/{id}/return", &READ, step::return_form)
        .post("/reports/{id}/return", &READ, step::give_back)
        .post("/reports/{id}/delete", &DRAFT, step::delete)
        .post("/reports/{id}/restore", &DRAFT, step::restore)
        .get("/reports/{id}/figures/{key}", &READ, async move |staff: Staff, path: Path<(Uuid, String)>, address: Address| {
            figure::panel(staff, path, address, of_figure.clone()).await
        })
        .get("/reports/{id}/diff", &READ, async move |staff: Staff, path: Path<Uuid>| show::diff(staff, path, of_diff.clone()).await)
        .get("/reports/{id}/docx", &READ, async move |staff: Staff, path: Path<Uuid>, address: Address| {
            export::docx(staff, path, address, of_docx.clone()).await
        })
        .get("/reports/{id}/pdf", &READ, async move |staff: Staff, path: Path<Uuid>, address: Address| {
            export::pdf(staff, path, address, of_pdf.clone()).await
        })
}

/// Nobody to ask for the names of records.
struct NoSources;

impl Sources for NoSources {
    fn kinds(&self) -> Vec<&'static str> {
        Vec::new()
    }

    fn facts<'a>(&'a self, _: &'a mut Tx, _: &'a str, _: Option<Uuid>, _: i64) -> Later<'a, Vec<(Uuid, Vec<Fact>)>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn captions<'a>(&'a self, _: &'a mut Tx, _: &'a str, _: &'a [Uuid]) -> Later<'a, HashMap<Uuid, Caption>> {
        Box::pin(async { Ok(HashMap::new()) })
    }
}

/// Where a report stands.
fn href(id: Uuid) -> String {
    format!("/reports/{id}")
}
