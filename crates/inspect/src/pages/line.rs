//! The page of a line: what it asks for, what answers it, and the search over all rooms.

use axum::extract::Path;
use axum::response::Response;
use kit::form::button;
use kit::table::Mark;
use kit::{Cell, Choice, Column, Failure, Field, Find, Form, Input, Known, Markup, Page, RecordKind, Row, Staff, Table};
use norms::{Day, Period};
use uuid::Uuid;

use crate::LINE;
use crate::actions::{self, Attach, LineView, Piece, Search, State};
use crate::records::LINES;
use crate::table::Means;

/// GET /inspect/lines/{id}
pub(super) async fn page(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let records = staff.app.rooms.records.clone();
    let view = staff.read(&(id, records), actions::line).await?;
    let entry = &view.line.entry;
    let title: String = if entry.item.is_empty() { &entry.wanted } else { &entry.item }.chars().take(60).collect();
    let title = if title.is_empty() { view.line.number() } else { format!("{} {title}", view.line.number()) };
    let mut page = Page::new(title).back(&view.pack.title, &super::href(view.pack.id)).sub(&view.org.name);
    for (to, word) in [(view.beside.0, "上一项"), (view.beside.1, "下一项")] {
        page = match to {
            Some(id) => page.act(word, &super::line_href(id)),
            None => page,
        };
    }
    let works = view.may && view.pack.closed.is_none();
    page = page.body(told(&view)).body(pieces(&staff, &view, works));
    page = kit::evidence::on(page, &staff, &LINES, id).await?;
    if !view.material.lost.is_empty() {
        let words = Markup::text(&view.material.remark());
        page = page.body(Markup::trusted("<p class=\"warn\">").and(words).and(Markup::trusted("</p>")));
    }
    if works {
        page = page.body(search(&staff, &view).await?);
    }
    staff.page(page)
}

fn told(view: &LineView) -> Markup {
    let entry = &view.line.entry;
    let texts = [&entry.code, &entry.project, &entry.item, &entry.standard, &entry.points, &entry.wanted];
    let lines = Means::ALL.into_iter().zip(texts).filter(|(_, text)| !text.is_empty());
    let open = Markup::trusted("<section class=\"card\"><dl class=\"facts pad\">");
    let all = lines.fold(open, |all, (means, text)| {
        let all = all.and(Markup::trusted("<dt>")).and(Markup::text(means.chinese())).and(Markup::trusted("</dt><dd>"));
        all.and(Markup::text(text)).and(Markup::trusted("</dd>"))
    });
    all.and(Markup::trusted("</dl></section>"))
}

fn fields(piece: &Piece) -> [(&'static str, String); 2] {
    [("kind", piece.answer.kind.clone()), ("source", piece.answer.source.to_string())]
}

fn pieces(staff: &Staff, view: &LineView, works: bool) -> Markup {
    let columns = vec![
        Column::short("kind", "种类"),
        Column::words("title", "记录"),
        Column::day("day", "日期"),
        Column::short("org", "单位"),
        Column::number("files", "文件"),
        Column::short("state", "状态"),
        Column::short("act", "操作"),
    ];
    let row = |piece: &Piece| {
        let (title, day, org) = match &piece.state {
            State::Stands(known) | State::Gone(known, _) => {
                (Cell::link(known.title.as_str(), known.href.clone()), known.day, known.org.name.clone())
            }
            State::Unseen | State::Missing => (Cell::text(piece.title()), None, String::new()),
        };
        let remark = piece.remark();
        let state = if remark.is_empty() { Cell::Tag("在".to_owned(), Mark::Done) } else { Cell::Tag(remark, Mark::Late) };
        let hidden = fields(piece);
        let hidden: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let act = if works {
            Cell::Page(button(staff.token(), &format!("{}/detach", super::line_href(view.line.id)), "移出", &hidden))
        } else {
            Cell::Empty
        };
        let files = i64::try_from(piece.files.len()).unwrap_or(i64::MAX);
        Row::new(vec![Cell::text(piece.kind), title, Cell::Day(day), Cell::text(org), Cell::number(files), state, act])
    };
    let words = if works {
        "还没有记录。在下面查找已有的记录加进来，或者直接上传文件。"
    } else {
        "还没有记录。"
    };
    Table::new("记录", columns).rows(view.material.pieces.iter().map(row)).empty(Markup::text(words)).unnumbered().render()
}

async fn search(staff: &Staff, view: &LineView) -> Result<Markup, Failure> {
    let address = &staff.address;
    let kinds = staff.app.rooms.records.kinds();
    let kinds = kinds.into_iter().filter(|kind| kind.code != LINE && staff.may(kind.read));
    let fields = [
        Field::search("q", "查找已有的记录"),
        Field::select("kind", "种类", kinds.map(|kind| Choice::new(kind.code, kind.name))),
        Field::day("from", "自"),
        Field::day("to", "至"),
    ];
    let form = Form::filters(address, fields).submit("查找").render(staff.token());
    let heading = Markup::trusted("<h2 class=\"above\" id=\"find\">查找记录</h2>").and(form);
    let asked = ["q", "kind", "from", "to"].iter().any(|name| address.get(name).is_some_and(|value| !value.trim().is_empty()));
    if !asked {
        return Ok(heading);
    }
    let day = |name: &str| address.get(name).and_then(|text| text.parse::<Day>().ok());
    let period = match (day("from"), day("to")) {
        (None, None) => None,
        (from, to) => Period::new(from.unwrap_or(Day::first()), to.unwrap_or(Day::last())),
    };
    let words = address.get("q").map(|q| q.split_whitespace().take(8).map(str::to_owned).collect()).unwrap_or_default();
    let kind = address.get("kind").filter(|kind| !kind.is_empty()).map(str::to_owned);
    let records = staff.app.rooms.records.clone();
    let ask = Search { line: view.line.id, kind, find: Find { words, period, ..Find::default() }, records };
    let found = staff.read(&ask, actions::search).await?;
    Ok(heading.and(results(staff, view, &found)))
}

fn results(staff: &Staff, view: &LineView, found: &[(RecordKind, Known)]) -> Markup {
    let columns = vec![
        Column::short("kind", "种类"),
        Column::words("title", "记录"),
        Column::day("day", "日期"),
        Column::short("org", "单位"),
        Column::short("act", "操作"),
    ];
    let row = |(kind, known): &(RecordKind, Known)| {
        let id = known.id.to_string();
        let there = view.material.pieces.iter().any(|piece| piece.answer.kind == kind.code && piece.answer.source == known.id);
        let to = format!("{}/attach", super::line_href(view.line.id));
        let hidden = [("kind", kind.code), ("source", id.as_str())];
        let act = if there { Cell::text("已加入") } else { Cell::Page(button(staff.token(), &to, "加入", &hidden)) };
        let title = Cell::link(known.title.as_str(), known.href.clone());
        Row::new(vec![Cell::text(kind.name), title, Cell::Day(known.day), Cell::text(known.org.name.as_str()), act])
    };
    let words = "没有找到您能查看的记录。换几个字，或者放宽日期再试。";
    Table::new("查到的记录", columns).rows(found.iter().map(row)).empty(Markup::text(words)).unnumbered().render()
}

fn ask(staff: &Staff, line: Uuid, input: &Input) -> Result<Attach, Failure> {
    let source = input.parsed("source").ok_or_else(|| Failure::invalid("请从页面上选择记录。"))?;
    Ok(Attach { line, kind: input.get("kind").to_owned(), source, records: staff.app.rooms.records.clone() })
}

/// POST /inspect/lines/{id}/attach
pub(super) async fn attach(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    staff.write(&ask(&staff, id, &input)?, actions::attach).await?;
    Ok(staff.said(&super::line_href(id), "已加入。"))
}

/// POST /inspect/lines/{id}/detach
pub(super) async fn detach(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    staff.write(&ask(&staff, id, &input)?, actions::detach).await?;
    Ok(staff.said(&super::line_href(id), "已移出。记录本身没有改动。"))
}
