//! GET /inspect: the packs that a person may see.

use axum::response::Response;
use kit::table::Mark;
use kit::{Cell, Column, Failure, Markup, Page, Row, Staff, Table};
use norms::Day;

use crate::actions::{self, Listed};
use crate::rights::WRITE;

/// GET /inspect
pub(super) async fn page(staff: Staff) -> Result<Response, Failure> {
    let found = staff.read(&staff.app.rooms.records, actions::packs).await?;
    let today = staff.today();
    let columns = vec![
        Column::words("title", "迎检"),
        Column::short("org", "单位"),
        Column::day("due", "备齐日期"),
        Column::number("lines", "项"),
        Column::number("empty", "空项"),
        Column::short("state", "状态"),
    ];
    let words = "还没有迎检。上级发来评分表（考核细则）时，点“导入评分表”：一项一项挂上已有的记录和文件，空着的一眼看见，最后整包下载。";
    let table = Table::new("迎检", columns).rows(found.iter().map(|one| row(one, today))).empty(Markup::text(words));
    let mut page = Page::new("迎检").sub("按上级的评分表整理材料。只收已有的记录和文件，没有的就空着。");
    page = page.act("取出佐证材料", "/inspect/evidence");
    if staff.may(&WRITE) {
        page = page.main_act("导入评分表", "/inspect/new");
    }
    staff.page(page.body(table.render()))
}

fn row(one: &Listed, today: Day) -> Row {
    let (word, mark) = match (one.pack.closed, one.empty, one.pack.due) {
        (Some(_), ..) => ("已结束", Mark::Plain),
        (None, 0, _) => ("每项都有材料", Mark::Done),
        (None, _, Some(due)) if due < today => ("逾期，有空项", Mark::Late),
        (None, ..) => ("有空项", Mark::Due),
    };
    Row::new(vec![
        Cell::link(one.pack.title.as_str(), super::href(one.pack.id)),
        Cell::text(one.org.as_str()),
        Cell::Day(one.pack.due),
        Cell::number(one.lines),
        Cell::number(one.empty),
        Cell::Tag(word.to_owned(), mark),
    ])
}
