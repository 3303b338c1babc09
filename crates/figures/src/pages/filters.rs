//! Org, days and as-of day in the address: the same on every page of figures, kept in every link between them.

use axum::response::Response;
use kit::{Address, Choice, Failure, Field, Form, Page, Staff};
use norms::{Day, Period};

use crate::actions::{Query, View};
use crate::pages::compare;

/// What every link between pages of figures carries.
const KEPT: [&str; 5] = ["org", "from", "to", "as_of", compare::NAME];

/// What the address asks for.
///
/// # Errors
/// A day that is none, an end before the beginning; about the field.
pub(super) fn query(staff: &Staff) -> Result<Query, Failure> {
    let address = &staff.address;
    let form = Form::filters(address, days());
    let day = |name: &str| match form.some(name) {
        None => Ok(None),
        Some(_) => form.day(name).map(Some).ok_or_else(|| no_day(name, form.text(name))),
    };
    let (from, to, as_of) = (day("from")?, day("to")?, day("as_of")?);
    let now = staff.office.period;
    let period = match (from, to) {
        (None, None) => None,
        (from, to) => Some(between(from.unwrap_or(now.from), to.unwrap_or(now.to))?),
    };
    Ok(Query { org: address.get("org").map(str::to_owned), period, as_of })
}

fn no_day(name: &str, text: &str) -> Failure {
    let shown: String = text.chars().take(20).collect();
    Failure::invalid(format!("“{shown}”不是 1900 年至 2099 年间的一天，请按 2022-06-03 的样子填写。")).at(name)
}

fn between(from: Day, to: Day) -> Result<Period, Failure> {
    Period::new(from, to).ok_or_else(|| Failure::invalid(format!("结束日期不能早于开始日期{}。", from.chinese())).at("to"))
}

fn days() -> [Field; 3] {
    [Field::day("from", "开始日期"), Field::day("to", "结束日期"), Field::day("as_of", "只计截至此日登记的")]
}

/// The filters of a page. `first` stand before the org, `last` after the days.
pub(super) fn form(address: &Address, view: &View, first: Vec<Field>, last: Vec<Field>) -> Form {
    let choice = |org: &crate::actions::OrgChoice| Choice::new(&org.code, format!("{}{}", "　".repeat(org.depth.min(8)), org.name));
    let org = Field::select("org", "单位", view.choices.iter().map(choice)).required();
    let fields = first.into_iter().chain([org]).chain(days()).chain(last);
    let form = Form::filters(address, fields).set("org", &view.org.code).set("from", view.period.from).set("to", view.period.to);
    match view.as_of {
        Some(day) => form.set("as_of", day),
        // Today or later: the figures as they stand, so nothing is left to filter.
        None => form.set("as_of", ""),
    }
}

/// The page again, because the address cannot be read: what was typed, and how to mend it.
pub(super) fn refused(staff: &Staff, title: &str, failure: Failure) -> Result<Response, Failure> {
    let mut form = Form::filters(&staff.address, days());
    for name in ["org", "q", "months", "show", "metrics", "by", compare::NAME] {
        if let Some(value) = staff.address.get(name) {
            form = form.hidden(name, value);
        }
    }
    form.refuse(failure)?;
    staff.page(Page::new(title).style("figures.css").body(form.render(staff.token())).invalid())
}

/// Another page for the same org, days and as-of day.
pub(super) fn keep(address: &Address, path: &str) -> Address {
    let kept = |to: Address, name: &&str| match address.get(name) {
        Some(value) => to.with(name, value),
        None => to,
    };
    KEPT.iter().fold(Address::new(path), kept)
}

/// The same for a part of the period.
pub(super) fn within(address: Address, period: Period) -> Address {
    address.with("from", &period.from.to_string()).with("to", &period.to.to_string())
}

/// The line below a title: which org, which days, as of when.
pub(super) fn sub(staff: &Staff, view: &View) -> String {
    let state = match view.as_of {
        Some(day) => format!("只计截至{}登记的", day.chinese()),
        None => format!("随登记更新，截至今天 {}", staff.app.db.clock().now().clock()),
    };
    format!("{} · {} · {state}", view.org.name, view.period.chinese())
}

/// What a download is called.
pub(super) fn file_name(what: &str, view: &View) -> String {
    let state = view.as_of.map(|day| format!(" 截至{day}登记")).unwrap_or_default();
    format!("{what} {} {}{state}", view.org.name, view.period.chinese())
}
