//! The pages: read the request, call an action, show a page.

mod fields;
mod orgs;
mod people;
mod personal;
mod settings;

use std::str::FromStr;

use axum::http::StatusCode;
use kit::{Failure, Form, Routes};

use crate::rights;

pub(crate) fn routes() -> Routes {
    settings_routes(personal_routes(people_routes(org_routes(Routes::new()))))
}

fn org_routes(routes: Routes) -> Routes {
    use orgs::{found, list, names, places, show};
    routes
        .get("/orgs", &rights::READ, list::page)
        .get("/orgs/list.csv", &rights::READ, list::file)
        .get("/orgs/list.xlsx", &rights::READ, list::file)
        .get("/orgs/new", &rights::MANAGE, found::page)
        .post("/orgs/new", &rights::MANAGE, found::send)
        .get("/orgs/{id}", &rights::READ, show::page)
        .get("/orgs/{id}/names", &rights::MANAGE, names::page)
        .post("/orgs/{id}/rename", &rights::MANAGE, names::rename)
        .post("/orgs/{id}/aliases", &rights::MANAGE, names::add)
        .post("/orgs/{id}/aliases/remove", &rights::MANAGE, names::remove)
        .get("/orgs/{id}/move", &rights::MANAGE, places::move_page)
        .post("/orgs/{id}/move", &rights::MANAGE, places::move_send)
        .get("/orgs/{id}/close", &rights::MANAGE, places::close_page)
        .post("/orgs/{id}/close", &rights::MANAGE, places::close_send)
        .post("/orgs/{id}/reopen", &rights::MANAGE, places::reopen)
        .get("/orgs/{id}/merge", &rights::MANAGE, places::merge_page)
        .post("/orgs/{id}/merge", &rights::MANAGE, places::merge_send)
}

fn people_routes(routes: Routes) -> Routes {
    use people::{edit, find, list, merge, reveal, show, terms};
    routes
        .get("/people", &rights::PEOPLE_READ, list::page)
        .get("/people/list.csv", &rights::PEOPLE_READ, list::file)
        .get("/people/list.xlsx", &rights::PEOPLE_READ, list::file)
        .get("/people/find", &rights::PEOPLE_READ, find::page)
        .post("/people/find", &rights::PEOPLE_READ, find::send)
        .get("/people/new", &rights::PEOPLE_WRITE, edit::add_page)
        .post("/people/new", &rights::PEOPLE_WRITE, edit::add_send)
        .get("/people/{id}", &rights::PEOPLE_READ, show::page)
        .get("/people/{id}/correct", &rights::PEOPLE_WRITE, edit::correct_page)
        .post("/people/{id}/correct", &rights::PEOPLE_WRITE, edit::correct_send)
        .get("/people/{id}/reveal/{number}", &rights::PEOPLE_REVEAL, reveal::page)
        .post("/people/{id}/reveal/{number}", &rights::PEOPLE_REVEAL, reveal::send)
        .fresh()
        .get("/people/{id}/merge", &rights::PEOPLE_WRITE, merge::choose)
        .get("/people/{id}/merge/{other}", &rights::PEOPLE_WRITE, merge::page)
        .post("/people/{id}/merge/{other}", &rights::PEOPLE_WRITE, merge::send)
        .post("/people/{id}/merge/{other}/undo", &rights::PEOPLE_WRITE, merge::undo)
        .get("/people/{id}/leave", &rights::PEOPLE_WRITE, terms::leave_page)
        .post("/people/{id}/leave", &rights::PEOPLE_WRITE, terms::leave_send)
        .post("/people/{id}/return", &rights::PEOPLE_WRITE, terms::come_back)
        .get("/people/{id}/terms/new", &rights::PEOPLE_WRITE, terms::open_page)
        .post("/people/{id}/terms/new", &rights::PEOPLE_WRITE, terms::open_send)
        .get("/people/{id}/terms/{term}", &rights::PEOPLE_WRITE, terms::close_page)
        .post("/people/{id}/terms/{term}", &rights::PEOPLE_WRITE, terms::close_send)
        .post("/people/{id}/terms/{term}/remove", &rights::PEOPLE_WRITE, terms::remove)
}

fn personal_routes(routes: Routes) -> Routes {
    use personal::{about, ask, export, queue};
    routes
        .get("/about-me", &rights::ME, about::page)
        .get("/about-me/records.xlsx", &rights::ME, export::workbook)
        .get("/about-me/records.json", &rights::ME, export::json)
        .get("/about-me/ask", &rights::ME, ask::page)
        .post("/about-me/ask", &rights::ME, ask::send)
        .get("/people/requests", &rights::PERSONAL, queue::list)
        .get("/people/requests/{id}", &rights::PERSONAL, queue::page)
        .post("/people/requests/{id}", &rights::PERSONAL, queue::send)
        .fresh()
}

fn settings_routes(routes: Routes) -> Routes {
    use settings::{account, accounts, handover, office, retention, ways};
    routes
        .get("/settings", &rights::ACCOUNTS_READ, office::first)
        .get("/settings/office", &rights::SETTINGS, office::page)
        .post("/settings/office/name", &rights::SETTINGS, office::rename)
        .post("/settings/office/period", &rights::SETTINGS, office::period)
        .get("/settings/retention", &rights::SETTINGS, retention::page)
        .post("/settings/retention", &rights::SETTINGS, retention::send)
        .fresh()
        .get("/settings/accounts", &rights::ACCOUNTS_READ, accounts::page)
        .get("/settings/accounts/list.csv", &rights::ACCOUNTS_READ, accounts::file)
        .get("/settings/accounts/list.xlsx", &rights::ACCOUNTS_READ, accounts::file)
        .get("/settings/accounts/new", &rights::ACCOUNTS, accounts::new)
        .post("/settings/accounts/new", &rights::ACCOUNTS, accounts::open)
        .fresh()
        .get("/settings/accounts/{id}", &rights::ACCOUNTS_READ, account::page)
        .get("/settings/accounts/{id}/rights", &rights::ACCOUNTS_READ, account::rights)
        .post("/settings/accounts/{id}/correct", &rights::ACCOUNTS, account::correct)
        .post("/settings/accounts/{id}/disable", &rights::ACCOUNTS, account::disable)
        .fresh()
        .post("/settings/accounts/{id}/enable", &rights::ACCOUNTS, account::enable)
        .fresh()
        .post("/settings/accounts/{id}/reset", &rights::ACCOUNTS, account::reset)
        .fresh()
        .post("/settings/accounts/{id}/second/reset", &rights::ACCOUNTS, account::reset_second)
        .fresh()
        .get("/settings/accounts/{id}/ways", &rights::ACCOUNTS, ways::page)
        .post("/settings/accounts/{id}/provider", &rights::ACCOUNTS, ways::bind_provider)
        .fresh()
        .post("/settings/accounts/{id}/provider/end", &rights::ACCOUNTS, ways::unbind_provider)
        .fresh()
        .post("/settings/accounts/{id}/certificate", &rights::ACCOUNTS, ways::bind_certificate)
        .fresh()
        .post("/settings/accounts/{id}/grant", &rights::GRANTS, account::grant)
        .fresh()
        .post("/settings/accounts/{id}/ungrant", &rights::GRANTS, account::ungrant)
        .fresh()
        .post("/settings/accounts/{id}/sessions/end", &rights::ACCOUNTS, account::end_session)
        .get("/settings/accounts/{id}/handover", &rights::ACCOUNTS, handover::new)
        .post("/settings/accounts/{id}/handover", &rights::ACCOUNTS, handover::begin)
        .fresh()
        .get("/handovers/{id}", &rights::HANDOVER, handover::page)
        .get("/handovers/{id}/list.docx", &rights::HANDOVER, handover::docx)
        .post("/handovers/{id}/sign", &rights::HANDOVER, handover::sign)
        .fresh()
        .post("/handovers/{id}/withdraw", &rights::ACCOUNTS, handover::withdraw)
        .post("/handovers/{id}/finish", &rights::ACCOUNTS, handover::finish)
        .fresh()
}

/// The id in an address; what is none names nothing.
fn id<T: FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::missing("没有找到这项内容，请检查网址。"))
}

/// Puts an act's refusal at its field of the form, and gives the status of the page that shows the form again. `fields` says what the
/// form calls a field of the board.
fn refuse(form: &mut Form, failure: impl Into<Failure>, fields: &[(&str, &str)]) -> Result<StatusCode, Failure> {
    let mut failure: Failure = failure.into();
    if let Some(at) = &failure.field
        && let Some((_, ours)) = fields.iter().find(|(theirs, _)| theirs == at)
    {
        failure.field = Some((*ours).to_owned());
    }
    let status = failure.kind.status();
    form.refuse(failure)?;
    Ok(status)
}

/// What the address asks for, if anything.
fn asked(address: &kit::Address, name: &str) -> Option<String> {
    address.get(name).map(str::to_owned)
}
