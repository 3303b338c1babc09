//! The pages of the journal: read the request, call an action, show what it answers.

mod bundle;
mod campaigns;
mod declared;
mod draft;
mod edit;
mod entry;
mod failure;
mod import;
mod list;
mod new;
mod paste;
mod plans;
mod replace;
mod shape;
mod show;
mod texts;
mod withdraw;
mod words;

use kit::icon::Icon;
use kit::{Asset, Module, NavItem, Routes};
use uuid::Uuid;

use crate::rights::{ALL, IMPORT, READ, WRITE};

static ASSETS: [Asset; 2] = [
    Asset { name: "journal.css", bytes: include_bytes!("../../assets/journal.css") },
    Asset { name: "journal.js", bytes: include_bytes!("../../assets/journal.js") },
];

/// The room for the composition.
pub fn module() -> Module {
    Module::new("journal", "工作台账")
        .migrations(crate::MIGRATIONS)
        .rights(&ALL)
        .routes(routes())
        .records(&crate::records::WORK)
        .records(&crate::records::PLANS)
        .records(&crate::records::CAMPAIGNS)
        .records(&crate::records::IMPORTS)
        .nav(NavItem::new(20, "工作台账", "/journal", Icon::Journal, &READ).on_phone())
        .nav(NavItem::new(22, "登记", "/journal/new", Icon::Plus, &WRITE).on_phone())
        .nav(NavItem::new(24, "工作安排", "/journal/plan", Icon::Calendar, &READ))
        .nav(NavItem::new(26, "专项", "/campaigns", Icon::Flag, &READ))
        .nav(NavItem::new(30, "导入", "/import", Icon::Import, &IMPORT))
        .sources(crate::JournalSources)
        .people(crate::JournalPeople)
        .todos(crate::todo::todos)
        .handing(crate::store::handing::HANDING)
        .events(crate::calendar::events)
        .assets(&ASSETS)
        .acts(&crate::audit::ACTS)
}

fn routes() -> Routes {
    let records = Routes::new()
        .get("/journal", &READ, list::list)
        .get("/journal/csv", &READ, list::file)
        .get("/journal/xlsx", &READ, list::file)
        .get("/journal/evidence", &READ, bundle::archive)
        .get("/journal/new", &WRITE, new::form)
        .post("/journal/new", &WRITE, new::create)
        .get("/journal/declared", &WRITE, declared::form)
        .post("/journal/declared", &WRITE, declared::create)
        .get("/journal/texts", &READ, texts::show)
        .get("/journal/paste", &WRITE, paste::form)
        .post("/journal/paste", &WRITE, paste::propose)
        .post("/journal/paste/confirm", &WRITE, paste::confirm)
        .post("/journal/draft", &WRITE, draft::keep)
        .post("/journal/draft/discard", &WRITE, draft::discard)
        .get("/journal/{id}", &READ, show::show)
        .get("/journal/{id}/edit", &WRITE, edit::form)
        .post("/journal/{id}/edit", &WRITE, edit::save)
        .get("/journal/{id}/replace/{metric}", &WRITE, replace::form)
        .post("/journal/{id}/replace/{metric}", &WRITE, replace::replace)
        .get("/journal/{id}/withdraw", &WRITE, withdraw::form)
        .post("/journal/{id}/withdraw", &WRITE, withdraw::withdraw)
        .post("/journal/{id}/restore", &WRITE, withdraw::restore);
    plans::routes(campaigns::routes(import::routes(records)))
}

/// Where a record stands.
fn href(id: Uuid) -> String {
    format!("/journal/{id}")
}
