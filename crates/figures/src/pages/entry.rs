//! GET /given/{id}: one figure that was given out, as it stood and as it stands; taking it back.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kit::{Address, Failure, Field, Form, Input, Markup, Page, Staff};
use uuid::Uuid;

use crate::FiguresError;
use crate::actions::{self, Entry, EntryAsk, MOST_CHANGES, Withdraw};
use crate::given::{Change, Given};
use crate::pages::{filters, one, words};

#[derive(Template)]
#[template(path = "figures/entry.html")]
struct Html<'a> {
    value: String,
    unit: &'a str,
    parts: String,
    withdrawn: Option<String>,
    now: Option<(String, String)>,
    basis: Option<&'static str>,
    said: &'a str,
    to_whom: &'a str,
    means: &'a str,
    at: String,
    by: &'a str,
    note: &'a str,
    metric: &'a str,
    metric_href: String,
    org: &'a str,
    period: String,
    changes: Markup,
    more: bool,
    most: usize,
}

/// Where an entry stands.
pub(super) fn href(id: Uuid) -> String {
    format!("/given/{id}")
}

/// The records behind its figure today.
pub(super) fn facts(given: &Given, org: &str) -> String {
    let to = Address::new(format!("/figures/{}/facts", given.metric.code)).with("org", org);
    filters::within(to, given.period).to_string()
}

/// An address that names no entry is one that is not there.
fn number(id: &str) -> Result<Uuid, FiguresError> {
    id.parse().map_err(|_| FiguresError::NoEntry)
}

/// GET /given/{id}
pub(super) async fn page(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let ask = EntryAsk { id: number(&id)?, sources: staff.app.rooms.sources.clone() };
    let entry = staff.read(&ask, actions::entry).await?;
    let title = format!("报给{}：{}", entry.given.to_whom, entry.given.metric.name);
    let mut page = Page::new(title).style("figures.css").back("报数登记", "/given").sub(&entry.given.at.chinese());
    page = page.audited(&staff, [entry.given.id]);
    if entry.may_withdraw {
        page = page.act("收回", &format!("{}/withdraw", href(entry.given.id)));
    }
    let page = page.template(&html(&entry))?;
    staff.page(kit::evidence::on(page, &staff, &crate::records::GIVEN, entry.given.id).await?)
}

fn html(entry: &Entry) -> Html<'_> {
    let Entry { given, org, changed, .. } = entry;
    let metric = given.metric;
    let differs = given.change(&changed.now) == Change::Value;
    Html {
        value: metric.plain(given.figure.value),
        unit: metric.unit,
        parts: given.figure.parts(metric),
        withdrawn: given.withdrawn.as_ref().map(|back| format!("{} 由{}收回：{}", back.at.chinese(), back.by, back.reason)),
        now: differs.then(|| (words::whole(metric, &changed.now), facts(given, &org.code))),
        basis: match entry.same_facts {
            Some(true) => Some("依据的明细也没有变。"),
            Some(false) => Some("但依据的明细有过增减，见下表。"),
            None => None,
        },
        said: &given.said,
        to_whom: &given.to_whom,
        means: given.means.chinese(),
        at: given.at.chinese(),
        by: &given.by,
        note: &given.note,
        metric: metric.name,
        metric_href: format!("/metrics/{}", metric.code),
        org: &org.name,
        period: given.period.chinese(),
        changes: one::changes(metric, changed, "报出以后的变化"),
        more: changed.more,
        most: MOST_CHANGES,
    }
}

fn form(id: Uuid) -> Form {
    Form::new(format!("{}/withdraw", href(id)))
        .submit("收回这次报数")
        .quiet()
        .cancel(&href(id))
        .field(Field::text("reason", "收回原因").required().max(300).focus().help("例如：报错了单位，已另行更正；对方已不采用。"))
}

fn shown(given: &Given, form: &Form, staff: &Staff) -> Page {
    let sub = format!("{} 收回后仍可查看，划去，不再提醒。", given.said);
    Page::new("收回报数").style("figures.css").back("返回登记", &href(given.id)).sub(&sub).body(form.render(staff.token()))
}

/// GET /given/{id}/withdraw
pub(super) async fn withdraw_form(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let given = staff.read(&number(&id)?, actions::may_withdraw).await?;
    staff.page(shown(&given, &form(given.id), &staff))
}

/// POST /given/{id}/withdraw
pub(super) async fn withdraw(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let id = number(&id)?;
    let mut form = form(id).read(&input);
    if form.valid() {
        let ask = Withdraw { id, reason: form.text("reason").to_owned() };
        match staff.write(&ask, actions::withdraw).await {
            Ok(_) => return Ok(staff.said(&href(id), "已收回，不再提醒。登记仍可查看。")),
            Err(error) => form.refuse(error.into())?,
        }
    }
    let given = staff.read(&id, actions::may_withdraw).await?;
    staff.page(shown(&given, &form, &staff).invalid())
}
