//! The roster as a list.

use axum::response::Response;
use board::people::{LeagueStatus, PartyStatus, Person, PersonFilter};
use kit::table::File;
use kit::table::Mark;
use kit::{Address, Cell, Choice, Column, Cursor, Failure, Field, Form, Kind, Markup, Page, Row, Staff, Table};
use norms::name::PersonName;

use crate::actions::people::{self, Listed, PeopleQuery};
use crate::pages::{asked, fields, refuse};
use crate::rights;

/// People of one page.
const LINES: usize = 50;
/// People of one download.
const MOST: usize = 100_000;

/// Where rosters are imported, on an installation that has the room for it.
const IMPORT: &str = "/import";

/// The place in the list as the address carries it: how many stand before it, for 序号, and the board's own text.
fn place(address: &Address) -> (usize, Option<String>) {
    let read = |text: &str| text.split_once('~').and_then(|(before, after)| Some((before.parse().ok()?, Some(after.to_owned()))));
    address.get(Cursor::NAME).and_then(read).unwrap_or((0, None))
}

/// A name is sought as the roster writes it, whichever middle dot and blanks were typed.
fn as_written(text: String) -> String {
    PersonName::new(&text).map_or(text, |name| name.to_string())
}

fn query(address: &Address, limit: usize) -> PeopleQuery {
    let filter = PersonFilter {
        text: asked(address, "q").map(as_written),
        under: None,
        party: address.get("party").and_then(PartyStatus::from_code),
        league: address.get("league").and_then(LeagueStatus::from_code),
        with_left: address.get("left").is_some(),
    };
    PeopleQuery { filter, org: asked(address, "org"), after: place(address).1, limit }
}

fn filters(address: &Address, orgs: &fields::Orgs) -> Form {
    let fields = [
        Field::search("q", "姓名"),
        orgs.field("org", "组织（含下级）"),
        Field::select("party", "政治面貌", PartyStatus::ALL.iter().map(|status| Choice::new(status.code(), status.chinese()))),
        Field::select("league", "团员", LeagueStatus::ALL.iter().map(|status| Choice::new(status.code(), status.chinese()))),
        Field::tick("left", "含已调离的"),
    ];
    Form::filters(address, fields)
}

fn columns() -> Vec<Column> {
    vec![
        Column::words("name", "姓名"),
        Column::short("sex", "性别"),
        Column::words("org", "所在组织"),
        Column::short("party", "政治面貌"),
        Column::day("joined_party", "入党日期"),
        Column::day("converted", "转正日期"),
        Column::short("league", "团员"),
        Column::short("state", "状态"),
    ]
}

fn row(listed: &Listed, person: &Person) -> Row {
    let entry = &person.entry;
    let org = listed.orgs.get(&entry.org).map_or("", |org| org.name.as_str());
    let state = match person.left {
        Some(day) => Cell::Tag(format!("{} 调离", day.chinese()), Mark::Plain),
        None => Cell::text("在册"),
    };
    Row::new(vec![
        Cell::link(entry.name.as_str(), super::href(person)),
        Cell::text(entry.sex.map_or("", |sex| sex.chinese())),
        Cell::text(org),
        Cell::text(entry.party.chinese()),
        Cell::Day(entry.joined_party),
        Cell::Day(entry.converted),
        Cell::text(if entry.league == LeagueStatus::None { "" } else { entry.league.chinese() }),
        state,
    ])
    .struck(person.left.is_some())
}

/// GET /people
pub(in crate::pages) async fn page(staff: Staff) -> Result<Response, Failure> {
    let address = staff.address.clone();
    let orgs = fields::Orgs::of(&staff, &rights::PEOPLE_READ).await?;
    let mut form = filters(&address, &orgs);
    let mut page = Page::new("人员").style("org.css").sub("花名册按姓名拼音排列。身份证号和手机号加密保存，页面和文件里只有打码形式。");
    page = page.act("按号码查找", "/people/find");
    if staff.may(&rights::PERSONAL) {
        page = page.act("个人信息申请", "/people/requests");
    }
    if staff.may(&rights::PEOPLE_WRITE) {
        page = page.main_act("登记人员", &address_of_new(&address));
    }
    let listed = match staff.read(&query(&address, LINES), people::list).await {
        Ok(listed) => listed,
        Err(error) => {
            let status = refuse(&mut form, error, &[])?;
            return staff.page(page.body(form.render(staff.token())).status(status));
        }
    };
    let before = place(&address).0;
    let next = listed.next.as_ref().map(|after| format!("{}~{after}", before + listed.people.len()));
    let table = Table::new("人员", columns())
        .rows(listed.people.iter().map(|person| row(&listed, person)))
        .starting_at(before + 1)
        .address(&address)
        .count(listed.total)
        .next(next)
        .export("下载 CSV", "/people/list.csv")
        .export("下载 Excel", "/people/list.xlsx")
        .empty(empty(&staff, &address)?);
    staff.page(page.body(form.render(staff.token())).body(table.render()))
}

/// Someone new belongs, as a rule, to the org whose list is open.
fn address_of_new(address: &Address) -> String {
    address.get("org").map_or_else(|| "/people/new".to_owned(), |org| Address::new("/people/new").with("org", org).to_string())
}

fn empty(staff: &Staff, address: &Address) -> Result<Markup, Failure> {
    let filtered = ["q", "org", "party", "league", "left"].iter().any(|name| address.get(name).is_some());
    if filtered {
        return Ok(Markup::text("没有符合条件的人员。可以减少条件再找。"));
    }
    if !staff.may(&rights::PEOPLE_WRITE) {
        return Ok(Markup::text("花名册里还没有人员。"));
    }
    let import = staff.app.rooms.routes.iter().any(|route| route.path == IMPORT && route.right().is_some_and(|right| staff.may(right)));
    let add = Markup::text("花名册里还没有人员。先").and(Markup::link("/people/new", "登记一位"));
    let add = if import { add.and(Markup::text("，或")).and(Markup::link(IMPORT, "导入花名册")) } else { add };
    Ok(add.and(Markup::text("。")))
}

/// GET /people/list.csv and /people/list.xlsx
pub(in crate::pages) async fn file(staff: Staff, file: File) -> Result<Response, Failure> {
    let ask = PeopleQuery { after: None, ..query(&staff.address, MOST) };
    let listed = staff.read(&ask, people::list).await?;
    if listed.next.is_some() {
        return Err(Failure::new(Kind::TooLarge, "人数过多，一次最多下载10万人。请先按组织筛选，再分几次下载。"));
    }
    let table = Table::new("花名册", columns()).rows(listed.people.iter().map(|person| row(&listed, person)));
    // A copy that leaves the house says who took it and when.
    file.answer(&format!("花名册 {} {}导出", staff.today(), staff.actor.name), table).await
}
