//! 关于我: what is held about who is signed in, who can see it, who opened it, and what they asked.

use axum::response::Response;
use board::access;
use board::people::Revealed;
use board::personal::Mention;
use board::personal::requests::Request;
use kit::{Cell, Column, Failure, Markup, Page, Row, Staff, Table};

use super::{says, state};
use crate::actions::personal::{self, AboutMe, Reader};

/// GET /about-me
pub(in crate::pages) async fn page(staff: Staff) -> Result<Response, Failure> {
    let about = staff.read(&staff.app.rooms.holders, personal::about_me).await?;
    let mut page =
        Page::new("关于我").style("org.css").sub("系统里关于您本人的全部记录、谁能看到、谁查看过您的号码。只有您自己能打开这一页。");
    page = page.act("下载 Excel", "/about-me/records.xlsx").act("下载 JSON", "/about-me/records.json");
    match &about.person {
        None => {
            let note = "您的账号没有关联花名册上的人，所以这里只有账号本身。请管理员在“设置 → 账号”里关联。";
            page = page.body(Markup::trusted("<p class=\"warn\">").and(Markup::text(note)).and(Markup::trusted("</p>")));
        }
        Some(person) if person.erased.is_none() => page = page.main_act("申请更正或删除", "/about-me/ask"),
        Some(_) => {}
    }
    if !about.requests.is_empty() {
        page = page.body(heading("我的申请")).body(asked(&staff, &about.requests));
    }
    page = page.body(heading("关于我的记录")).body(records(&staff, &about));
    page = page.body(heading("谁能看到")).body(readers(&about.readers));
    page = page.body(heading("谁查看过我的身份证号和手机号")).body(revealed(&about.revealed));
    staff.page(page)
}

fn heading(text: &str) -> Markup {
    Markup::trusted("<h2 class=\"above\">").and(Markup::text(text)).and(Markup::trusted("</h2>"))
}

fn records(staff: &Staff, about: &AboutMe) -> Markup {
    let columns = vec![
        Column::short("kind", "类别"),
        Column::words("title", "内容"),
        Column::day("day", "日期"),
        Column::words("org", "组织"),
        Column::words("says", "其中关于我的"),
    ];
    let row = |mention: &Mention| {
        let org = mention.org.and_then(|org| about.orgs.get(&org));
        // A link only leads where they may go themselves; everything that it would show of them stands here.
        let seen = match (mention.right, org) {
            (Some(right), Some(org)) => access::require(&staff.actor, right, &org.path).is_ok(),
            _ => true,
        };
        let title = if seen && !mention.href.is_empty() { Cell::link(&mention.title, &mention.href) } else { Cell::text(&mention.title) };
        let name = org.map_or("", |org| org.name.as_str());
        Row::new(vec![Cell::text(mention.kind), title, Cell::Day(mention.day), Cell::text(name), Cell::text(says(&mention.says))])
    };
    Table::new("关于我的记录", columns).rows(about.mentions.iter().map(row)).render()
}

fn readers(readers: &[Reader]) -> Markup {
    let columns = vec![Column::short("who", "谁"), Column::words("right", "可以"), Column::words("because", "为什么")];
    let row = |reader: &Reader| Row::new(vec![Cell::text(&reader.name), Cell::text(reader.right), Cell::text(&reader.because)]);
    Table::new("谁能看到", columns).rows(readers.iter().map(row)).empty(Markup::text("除您本人以外，没有人能看到。")).render()
}

fn revealed(all: &[Revealed]) -> Markup {
    let columns =
        vec![Column::short("at", "时间"), Column::short("who", "查看人"), Column::short("number", "内容"), Column::words("reason", "原因")];
    let row = |one: &Revealed| {
        Row::new(vec![Cell::text(one.at.chinese()), Cell::text(&one.who), Cell::text(one.number.chinese()), Cell::text(&one.reason)])
    };
    Table::new("谁查看过", columns).rows(all.iter().map(row)).empty(Markup::text("还没有人查看过。")).render()
}

fn asked(staff: &Staff, all: &[Request]) -> Markup {
    let columns = vec![
        Column::short("kind", "申请"),
        Column::words("what", "内容"),
        Column::short("asked", "提出"),
        Column::day("due", "答复期限"),
        Column::short("state", "状态"),
        Column::words("answer", "答复"),
    ];
    let row = |request: &Request| {
        let answer = request.answer.as_ref().map(|(words, at, by)| format!("{words}（{by}，{}）", at.chinese()));
        Row::new(vec![
            Cell::text(request.kind.chinese()),
            Cell::text(&request.what),
            Cell::text(request.asked.chinese()),
            Cell::Day(Some(request.due)),
            state(request, staff.today()),
            Cell::text(answer.unwrap_or_default()),
        ])
    };
    Table::new("我的申请", columns).rows(all.iter().map(row)).render()
}
