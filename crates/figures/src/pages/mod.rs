//! The pages: read the address, ask an action, show what it answers.

mod facts;
mod filters;
mod home;
mod metric;
mod one;
mod period;
mod sheet;
mod words;

use axum::response::Response;
use kit::icon::Icon;
use kit::routes::Method;
use kit::{Asset, Failure, Module, NavItem, Routes, Staff, Table};
use ledger::{Metric, metrics};

use crate::FiguresError;
use crate::rights::{ALL, HOME, PERIOD_SET, READ};

static ASSETS: [Asset; 1] = [Asset { name: "figures.css", bytes: include_bytes!("../../assets/figures.css") }];

/// The room as the binary composes it.
pub fn module() -> Module {
    Module::new("figures", "数据总表")
        .rights(&ALL)
        .routes(routes())
        .nav(NavItem::new(10, "首页", "/", Icon::Home, &HOME).on_phone())
        .nav(NavItem::new(50, "数据总表", "/figures", Icon::Sum, &READ).on_phone())
        .assets(&ASSETS)
}

fn routes() -> Routes {
    Routes::new()
        .get("/", &HOME, home::page)
        .get("/period", &PERIOD_SET, period::page)
        .post("/period", &PERIOD_SET, period::send)
        .get("/figures", &READ, sheet::page)
        .get("/figures/list.csv", &READ, sheet::csv)
        .get("/figures/list.xlsx", &READ, sheet::xlsx)
        .get("/figures/{code}", &READ, one::page)
        .get("/figures/{code}/table.csv", &READ, one::csv)
        .get("/figures/{code}/table.xlsx", &READ, one::xlsx)
        .get("/figures/{code}/facts", &READ, facts::page)
        .get("/figures/{code}/facts.csv", &READ, facts::csv)
        .get("/figures/{code}/facts.xlsx", &READ, facts::xlsx)
        .get("/metrics", &READ, metric::list)
        .get("/metrics/list.csv", &READ, metric::csv)
        .get("/metrics/list.xlsx", &READ, metric::xlsx)
        .get("/metrics/{code}", &READ, metric::card)
}

/// Whether this person may open a page that some room may or may not have.
fn open(staff: &Staff, path: &str) -> bool {
    let leads = |route: &&kit::RouteInfo| route.path == path && route.method == Method::Get;
    staff.app.rooms.routes.iter().find(leads).and_then(kit::RouteInfo::right).is_some_and(|right| staff.may(right))
}

/// The metric that an address names.
fn metric(code: &str) -> Result<&'static Metric, FiguresError> {
    metrics::by_code(code).ok_or_else(|| FiguresError::NoMetric(code.chars().take(40).collect()))
}

fn csv_file(name: &str, table: &Table) -> Response {
    kit::download(&format!("{name}.csv"), kit::download::CSV, table.csv())
}

/// A workbook of many rows takes a while, so it is written beside the other requests.
async fn xlsx_file(name: &str, table: Table) -> Result<Response, Failure> {
    let bytes = tokio::task::spawn_blocking(move || table.xlsx()).await.map_err(Failure::cause)??;
    Ok(kit::download(&format!("{name}.xlsx"), kit::download::XLSX, bytes))
}
