//! Pages of the import: upload → preview, changeable by hand → confirm → the report that is kept.

mod batch;
mod changes;
mod chosen;
mod confirm;
mod keep;
mod load;
mod mapping;
mod preview;
mod profiles;
mod remap;
mod start;
pub(in crate::pages) mod told;

use kit::Routes;

use crate::rights::{IMPORT, READ};

/// The routes of the import beside those of the records.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/import", &IMPORT, start::start)
        .upload("/import", &IMPORT, start::upload)
        .get("/import/template.xlsx", &IMPORT, start::template)
        .get("/import/preview", &IMPORT, preview::preview)
        .post("/import/preview", &IMPORT, preview::choose)
        .get("/import/preview/refused.csv", &IMPORT, preview::refused)
        .get("/import/preview/marked.xlsx", &IMPORT, preview::marked)
        .get("/import/preview/profile.toml", &IMPORT, preview::profile)
        .get("/import/preview/keep", &IMPORT, keep::of_preview)
        .post("/import/preview/keep", &IMPORT, keep::save_preview)
        .get("/import/preview/sheet", &IMPORT, mapping::form)
        .post("/import/preview/sheet", &IMPORT, mapping::save)
        .post("/import/preview/kinds", &IMPORT, mapping::kinds)
        .post("/import/preview/cancel", &IMPORT, confirm::cancel)
        .upload("/import/preview/confirm", &IMPORT, confirm::confirm)
        .get("/import/profiles", &IMPORT, profiles::list)
        .upload("/import/profiles", &IMPORT, profiles::upload)
        .get("/import/profiles/{id}", &IMPORT, profiles::show)
        .post("/import/profiles/{id}", &IMPORT, profiles::change)
        .post("/import/profiles/{id}/delete", &IMPORT, profiles::remove)
        .get("/import/profiles/{id}/profile.toml", &IMPORT, profiles::file)
        .get("/import/{id}", &READ, batch::show)
        .post("/import/{id}/changes", &IMPORT, batch::take)
        .get("/import/{id}/refused.csv", &READ, batch::refused)
        .get("/import/{id}/profile.toml", &READ, batch::profile)
        .get("/import/{id}/keep", &IMPORT, keep::of_batch)
        .post("/import/{id}/keep", &IMPORT, keep::save_batch)
        .get("/import/{id}/mapping", &IMPORT, remap::form)
        .upload("/import/{id}/mapping", &IMPORT, remap::open)
        .get("/import/{id}/undo", &IMPORT, batch::undo_form)
        .post("/import/{id}/undo", &IMPORT, batch::undo)
}

/// The kind of a profile's download.
const TOML: &str = "application/toml; charset=utf-8";
