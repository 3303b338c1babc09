//! The page of one person.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use base::PersonId;
use board::Org;
use board::people::{LeagueStatus, Revealed, Sealed};
use board::posts::Post;
use kit::form::button;
use kit::{Cell, Column, Failure, Markup, Page, Row, Staff, Table};
use norms::Day;

use super::merge;
use crate::actions::people::{self, PersonView};
use crate::rights;

#[derive(Template)]
#[template(path = "org/person.html")]
struct PersonHtml<'a> {
    view: &'a PersonView,
    terms: Markup,
    revealed: Markup,
    merged: Markup,
}

impl PersonHtml<'_> {
    fn day(&self, day: &Option<Day>) -> String {
        day.map_or_else(|| "未填".into(), Day::chinese)
    }

    fn sex(&self) -> &'static str {
        self.view.person.entry.sex.map_or("未填", |sex| sex.chinese())
    }

    fn is_league_member(&self) -> bool {
        self.view.person.entry.league != LeagueStatus::None
    }

    /// The mask, and the way to the number itself for who may open it.
    fn masked(&self, sealed: &Option<Sealed>, number: &str) -> Markup {
        let Some(sealed) = sealed else { return Markup::text("未填") };
        let open = format!("{}/reveal/{number}", super::href(&self.view.person));
        match (&sealed.cipher, self.view.may_reveal) {
            (Some(_), true) => Markup::text(&sealed.masked).and(Markup::text(" ")).and(Markup::link(&open, "查看原号")),
            (Some(_), false) => Markup::text(&sealed.masked),
            (None, _) => Markup::text(&format!("{}（未保存原号）", sealed.masked)),
        }
    }
}

/// GET /people/{id}
pub(in crate::pages) async fn page(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let view = staff.read(&crate::pages::id::<PersonId>(&id)?, people::open).await?;
    let href = super::href(&view.person);
    let html = PersonHtml { terms: terms(&staff, &view), revealed: revealed(&view), merged: merge::merged(&staff, &view), view: &view };
    let sub = format!("{} · {}", view.org.name, view.person.entry.party.chinese());
    let mut page = Page::new(view.person.entry.name.as_str()).style("org.css").back("人员", "/people").sub(&sub).template(&html)?;
    page = page.audited(&staff, [view.person.id]);
    if view.person.merged.is_some() || view.person.erased.is_some() {
        return staff.page(page);
    }
    if view.may_write {
        page = page.act("合并重复登记", &format!("{href}/merge"));
    }
    if view.may_write && view.person.left.is_some() {
        page = page.button(button(staff.token(), &format!("{href}/return"), "登记返回", &[])).main_act("更正", &format!("{href}/correct"));
    } else if view.may_write {
        if staff.may(&rights::ACCOUNTS) {
            page = page.act("开设账号", &format!("/settings/accounts/new?person={}", view.person.id));
        }
        page = page.act("登记调离", &format!("{href}/leave")).act("登记任职", &format!("{href}/terms/new"));
        page = page.main_act("更正", &format!("{href}/correct"));
    }
    staff.page(kit::evidence::on(page, &staff, &crate::records::PEOPLE, view.person.id.0).await?)
}

fn terms(staff: &Staff, view: &PersonView) -> Markup {
    let mut columns = vec![
        Column::words("org", "组织"),
        Column::short("title", "职务"),
        Column::day("since", "任职日期"),
        Column::day("until", "结束日期"),
    ];
    if view.may_write {
        columns.push(Column::short("act", "操作"));
    }
    let href = super::href(&view.person);
    let row = |(term, org): &(Post, Org)| {
        let until = if term.until.is_none() { Cell::text("在任") } else { Cell::Day(term.until) };
        let mut cells =
            vec![Cell::link(&org.name, format!("/orgs/{}", org.id)), Cell::text(&term.title), Cell::Day(Some(term.since)), until];
        if view.may_write {
            let close = Markup::link(&format!("{href}/terms/{}", term.id), "填写结束日期").and(Markup::text(" "));
            let remove = button(staff.token(), &format!("{href}/terms/{}/remove", term.id), "登记有误，删除", &[]);
            cells.push(Cell::Page(if term.until.is_none() { close.and(remove) } else { remove }));
        }
        Row::new(cells)
    };
    let empty = if view.may_write && view.person.left.is_none() {
        Markup::text("还没有登记任职。").and(Markup::link(&format!("{href}/terms/new"), "登记任职"))
    } else {
        Markup::text("还没有登记任职。")
    };
    Table::new("任职", columns).rows(view.terms.iter().map(row)).empty(empty).render()
}

/// Who opened the numbers, for who may open them too; nothing while nobody has.
fn revealed(view: &PersonView) -> Markup {
    if view.revealed.is_empty() {
        return Markup::empty();
    }
    let columns =
        vec![Column::short("at", "时间"), Column::short("who", "查看人"), Column::short("number", "内容"), Column::words("reason", "原因")];
    let row = |one: &Revealed| {
        Row::new(vec![Cell::text(one.at.chinese()), Cell::text(&one.who), Cell::text(one.number.chinese()), Cell::text(&one.reason)])
    };
    Table::new("查看原号的记录", columns).rows(view.revealed.iter().map(row)).render()
}
