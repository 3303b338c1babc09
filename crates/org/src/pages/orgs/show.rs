//! The page of one org.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use base::OrgId;
use board::OrgKind;
use board::orgs::ROOT;
use kit::form::button;
use kit::routes::Method;
use kit::{Cell, Column, Failure, Markup, Page, Row, Staff, Table};

use crate::actions::orgs::{self, OrgView};

#[derive(Template)]
#[template(path = "org/org.html")]
struct OrgHtml<'a> {
    view: &'a OrgView,
    /// The ways to what hangs on it: label and address.
    ways: Vec<(&'static str, String)>,
    children: Markup,
    posts: Markup,
    places: Markup,
}

impl OrgHtml<'_> {
    fn day(&self, day: &Option<norms::Day>) -> String {
        day.map_or_else(|| "未填".into(), norms::Day::chinese)
    }

    fn aliases(&self) -> String {
        self.view.aliases.join("、")
    }
}

/// GET /orgs/{id}
pub(in crate::pages) async fn page(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let view = staff.read(&crate::pages::id::<OrgId>(&id)?, orgs::open).await?;
    let html = OrgHtml { ways: ways(&staff, &view), children: children(&view), posts: posts(&view), places: places(&view), view: &view };
    let page = Page::new(&view.org.name).style("org.css").back("组织", "/orgs").sub(&sub(&view)).template(&html)?;
    let page = acts(&staff, &view, page);
    staff.page(kit::evidence::on(page, &staff, &crate::records::ORGS, view.org.id.0).await?)
}

fn sub(view: &OrgView) -> String {
    let org = &view.org;
    let mut parts = vec![org.kind.chinese().to_owned(), org.line.chinese().to_owned()];
    if let Some(into) = &view.survivor {
        parts.push(format!("已并入“{}”", into.name));
    } else if let Some(day) = org.closed {
        parts.push(format!("{} 撤销", day.chinese()));
    }
    parts.join(" · ")
}

/// The buttons that fit how it stands: what was merged has none.
fn acts(staff: &Staff, view: &OrgView, page: Page) -> Page {
    let href = super::href(&view.org);
    let page = page.audited(staff, [view.org.id]);
    if !view.may_manage || view.survivor.is_some() {
        return page;
    }
    let page = page.act("更名、简称", &format!("{href}/names"));
    if view.org.number == ROOT {
        return page.main_act("新建下级组织", &format!("/orgs/new?parent={}", view.org.id));
    }
    let superior = view.org.kind == OrgKind::Superior;
    let page =
        if superior { page } else { page.act("移动", &format!("{href}/move")).act("并入其他组织", &format!("{href}/merge")) };
    if view.org.closed.is_some() {
        return page.button(button(staff.token(), &format!("{href}/reopen"), "恢复", &[]));
    }
    let page = page.act("撤销", &format!("{href}/close"));
    if superior { page } else { page.main_act("新建下级组织", &format!("/orgs/new?parent={}", view.org.id)) }
}

/// Links to what other rooms hold of it, where this installation has them and this person may open them.
fn ways(staff: &Staff, view: &OrgView) -> Vec<(&'static str, String)> {
    let id = view.org.id;
    let open = |path: &str| {
        let mut routes = staff.app.rooms.routes.iter().filter(|route| route.method == Method::Get && route.path == path);
        routes.any(|route| route.right().is_none_or(|right| staff.may(right)))
    };
    let rooms = [("/figures", "数据总表", format!("/figures?org={id}")), ("/journal", "工作台账", format!("/journal?org={id}"))];
    let rooms = rooms.into_iter().filter(|(path, ..)| open(path)).map(|(_, label, href)| (label, href));
    let people = view.may_see_people.then(|| ("人员", format!("/people?org={id}")));
    rooms.chain(people).collect()
}

fn children(view: &OrgView) -> Markup {
    if view.children.is_empty() {
        return Markup::empty();
    }
    let columns = vec![Column::words("name", "名称"), Column::short("kind", "类别"), Column::number("people", "人数").unit("人")];
    let row = |(child, people): &(board::Org, i64)| {
        let cells = vec![Cell::link(&child.name, super::href(child)), Cell::text(child.kind.chinese()), Cell::number(*people)];
        Row::new(cells).struck(child.closed.is_some())
    };
    Table::new("下级组织", columns).rows(view.children.iter().map(row)).render()
}

fn posts(view: &OrgView) -> Markup {
    let columns = vec![
        Column::short("title", "职务"),
        Column::short("name", "姓名"),
        Column::day("since", "任职日期"),
        Column::day("until", "结束日期"),
    ];
    let row = |(post, name): &(board::posts::Post, String)| {
        let who = if view.may_see_people { Cell::link(name, format!("/people/{}", post.person)) } else { Cell::text(name) };
        let until = if post.until.is_none() { Cell::text("在任") } else { Cell::Day(post.until) };
        Row::new(vec![Cell::text(&post.title), who, Cell::Day(Some(post.since)), until])
    };
    let empty = if view.may_see_people {
        "还没有登记任职。请打开一位人员的页面，点“登记任职”。"
    } else {
        "还没有登记任职。"
    };
    Table::new("任职", columns).rows(view.posts.iter().map(row)).empty(Markup::text(empty)).render()
}

fn places(view: &OrgView) -> Markup {
    // An org that never moved has no history to show.
    if view.places.len() < 2 {
        return Markup::empty();
    }
    let columns = vec![Column::short("since", "自"), Column::words("above", "所在位置")];
    let row = |place: &orgs::Place| {
        let since = place.since.map_or_else(|| "最初".to_owned(), |day| format!("{}起", day.chinese()));
        Row::new(vec![Cell::text(since), Cell::text(place.above.join(" › "))])
    };
    Table::new("隶属变动", columns).rows(view.places.iter().map(row)).unnumbered().render()
}
