//! Read the request, call an action, show a page.

mod evidence;
mod line;
mod list;
mod new;
mod pack;

use kit::icon::Icon;
use kit::{Module, NavItem, Routes};
use uuid::Uuid;

use crate::rights::{ALL, READ, WRITE};

/// The room for the composition.
pub fn module() -> Module {
    Module::new("inspect", "迎检")
        .migrations(crate::MIGRATIONS)
        .rights(&ALL)
        .routes(routes())
        .records(&crate::records::LINES)
        .nav(NavItem::new(45, "迎检", "/inspect", Icon::Check, &READ))
        .todos(crate::todo::todos)
        .events(crate::todo::events)
        .acts(&crate::audit::ACTS)
}

fn routes() -> Routes {
    Routes::new()
        .get("/inspect", &READ, list::page)
        .get("/inspect/new", &WRITE, new::form)
        .upload("/inspect/new", &WRITE, new::send)
        .get("/inspect/preview", &WRITE, new::preview)
        .post("/inspect/make", &WRITE, new::make)
        .post("/inspect/discard", &WRITE, new::discard)
        .get("/inspect/evidence", &READ, evidence::page)
        .get("/inspect/evidence/zip", &READ, evidence::archive)
        .get("/inspect/lines/{id}", &READ, line::page)
        .post("/inspect/lines/{id}/attach", &WRITE, line::attach)
        .post("/inspect/lines/{id}/detach", &WRITE, line::detach)
        .get("/inspect/{id}", &READ, pack::page)
        .get("/inspect/{id}/edit", &WRITE, pack::edit)
        .post("/inspect/{id}/edit", &WRITE, pack::save)
        .post("/inspect/{id}/close", &WRITE, pack::close)
        .post("/inspect/{id}/open", &WRITE, pack::open)
        .post("/inspect/{id}/remove", &WRITE, pack::remove)
        .get("/inspect/{id}/print", &READ, pack::print)
        .get("/inspect/{id}/zip", &READ, pack::archive)
}

/// Where a pack stands.
fn href(id: Uuid) -> String {
    format!("/inspect/{id}")
}

/// Where a line stands.
fn line_href(id: Uuid) -> String {
    format!("/inspect/lines/{id}")
}
