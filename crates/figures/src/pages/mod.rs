//! The pages: read the address, ask an action, show what it answers.

mod ask;
mod compare;
mod entry;
mod facts;
mod filters;
mod given;
mod home;
mod metric;
mod one;
mod paper;
mod period;
mod pivot;
mod saved;
mod sheet;
mod summary;
mod targets;
mod words;

use kit::icon::Icon;
use kit::routes::Method;
use kit::{Asset, Module, NavItem, Routes, Staff};
use ledger::{Metric, metrics};

use crate::FiguresError;
use crate::rights::{ALL, GIVE, HOME, PERIOD_SET, READ, TARGET};

static ASSETS: [Asset; 3] = [
    Asset { name: "figures.css", bytes: include_bytes!("../../assets/figures.css") },
    Asset { name: "wide.css", bytes: include_bytes!("../../assets/wide.css") },
    Asset { name: "ask.js", bytes: include_bytes!("../../assets/ask.js") },
];

/// The room as the binary composes it.
pub fn module() -> Module {
    Module::new("figures", "数据总表")
        .migrations(crate::MIGRATIONS)
        .rights(&ALL)
        .routes(routes())
        .records(&crate::records::TARGETS)
        .records(&crate::records::GIVEN)
        .nav(NavItem::new(10, "首页", "/", Icon::Home, &HOME).on_phone())
        .nav(NavItem::new(15, "报数", "/ask", Icon::Ask, &READ).key('b'))
        .nav(NavItem::new(50, "数据总表", "/figures", Icon::Sum, &READ).on_phone())
        .assets(&ASSETS)
        .handing(crate::store::handing::HANDING)
        .acts(&crate::audit::ACTS)
}

fn routes() -> Routes {
    Routes::new()
        .get("/", &HOME, home::page)
        .get("/period", &PERIOD_SET, period::page)
        .post("/period", &PERIOD_SET, period::send)
        .get("/ask", &READ, ask::page)
        .post("/ask", &GIVE, ask::send)
        .get("/given", &READ, given::page)
        .get("/given/list.csv", &READ, given::file)
        .get("/given/list.xlsx", &READ, given::file)
        .get("/given/{id}", &READ, entry::page)
        .get("/given/{id}/withdraw", &GIVE, entry::withdraw_form)
        .post("/given/{id}/withdraw", &GIVE, entry::withdraw)
        .get("/figures", &READ, sheet::page)
        .get("/figures/list.csv", &READ, sheet::file)
        .get("/figures/list.xlsx", &READ, sheet::file)
        .get("/figures/pivot", &READ, pivot::page)
        .get("/figures/pivot/list.csv", &READ, pivot::file)
        .get("/figures/pivot/list.xlsx", &READ, pivot::file)
        .get("/figures/summary", &READ, summary::page)
        .get("/figures/summary/list.csv", &READ, summary::file)
        .get("/figures/summary/list.xlsx", &READ, summary::file)
        .get("/figures/{code}", &READ, one::page)
        .get("/figures/{code}/table.csv", &READ, one::file)
        .get("/figures/{code}/table.xlsx", &READ, one::file)
        .get("/figures/{code}/facts", &READ, facts::page)
        .get("/figures/{code}/facts.csv", &READ, facts::file)
        .get("/figures/{code}/facts.xlsx", &READ, facts::file)
        .get("/targets", &READ, targets::page)
        .get("/targets/list.csv", &READ, targets::file)
        .get("/targets/list.xlsx", &READ, targets::file)
        .get("/targets/new", &TARGET, targets::form::new)
        .post("/targets/new", &TARGET, targets::form::create)
        .get("/targets/table", &TARGET, targets::table::form)
        .post("/targets/table", &TARGET, targets::table::send)
        .get("/targets/{id}", &TARGET, targets::form::edit)
        .post("/targets/{id}", &TARGET, targets::form::save)
        .post("/targets/{id}/remove", &TARGET, targets::form::remove)
        .get("/views", &READ, saved::list)
        .post("/views", &READ, saved::save)
        .get("/views/new", &READ, saved::new)
        .get("/views/{id}", &READ, saved::one)
        .post("/views/{id}", &READ, saved::rename)
        .post("/views/{id}/remove", &READ, saved::remove)
        .get("/metrics", &READ, metric::list)
        .get("/metrics/list.csv", &READ, metric::file)
        .get("/metrics/list.xlsx", &READ, metric::file)
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
