//! 关于我 to take home: a workbook to read, JSON for programs. Numbers are masked: opening them is an act of its own.

use axum::response::Response;
use board::personal::Mention;
use kit::table::File;
use kit::{Cell, Column, Failure, Row, Staff, Table, download};
use serde_json::{Map, Value, json};

use super::says;
use crate::actions::personal::{self, AboutMe};

/// Who took it and when, as the file's name says.
fn name(staff: &Staff) -> String {
    format!("关于我 {} {}导出", staff.today(), staff.actor.name)
}

/// GET /about-me/records.xlsx
pub(in crate::pages) async fn workbook(staff: Staff, file: File) -> Result<Response, Failure> {
    let about = staff.read(&staff.app.rooms.holders, personal::about_me).await?;
    let columns = vec![
        Column::short("kind", "类别"),
        Column::words("title", "内容"),
        Column::day("day", "日期"),
        Column::words("org", "组织"),
        Column::words("says", "说明"),
    ];
    let line = |kind: &str, title: &str, day, org: &str, says: &str| {
        Row::new(vec![Cell::text(kind), Cell::text(title), Cell::Day(day), Cell::text(org), Cell::text(says)])
    };
    let mention = |one: &Mention| line(one.kind, &one.title, one.day, org(&about, one), &says(&one.says));
    let mut rows: Vec<Row> = about.mentions.iter().map(mention).collect();
    rows.extend(about.readers.iter().map(|one| line("谁能看到", &one.name, None, "", &format!("{}，{}", one.right, one.because))));
    rows.extend(
        about
            .revealed
            .iter()
            .map(|one| line("谁查看过", &one.who, Some(one.at.day()), "", &format!("{}；原因：{}", one.number.chinese(), one.reason))),
    );
    rows.extend(about.requests.iter().map(|one| {
        let answer = one.answer.as_ref().map_or_else(|| one.state.chinese().to_owned(), |(words, ..)| words.clone());
        line("我的申请", &format!("{}：{}", one.kind.chinese(), one.what), Some(one.asked.day()), "", &answer)
    }));
    file.answer(&name(&staff), Table::new("关于我", columns).rows(rows)).await
}

fn org<'a>(about: &'a AboutMe, mention: &Mention) -> &'a str {
    mention.org.and_then(|org| about.orgs.get(&org)).map_or("", |org| org.name.as_str())
}

/// GET /about-me/records.json
pub(in crate::pages) async fn json(staff: Staff) -> Result<Response, Failure> {
    let about = staff.read(&staff.app.rooms.holders, personal::about_me).await?;
    let told = |one: &Mention| {
        let mut says: Map<String, Value> = Map::new();
        for (name, value) in &one.says {
            match says.get_mut(*name).and_then(Value::as_array_mut) {
                Some(all) => all.push(json!(value)),
                None => drop(says.insert((*name).to_owned(), json!([value]))),
            }
        }
        json!({ "kind": one.kind, "title": one.title, "day": one.day.map(|day| day.to_string()), "org": org(&about, one), "says": says })
    };
    let readers = about.readers.iter().map(|one| json!({ "who": one.name, "may": one.right, "because": one.because }));
    let revealed = about
        .revealed
        .iter()
        .map(|one| json!({ "at": one.at.to_string(), "who": one.who, "number": one.number.code(), "reason": one.reason }));
    let requests = about.requests.iter().map(|one| {
        let answer = one.answer.as_ref().map(|(words, at, by)| json!({ "words": words, "at": at.to_string(), "by": by }));
        json!({
            "kind": one.kind.code(), "what": one.what, "asked": one.asked.to_string(), "due": one.due.to_string(),
            "state": one.state.code(), "answer": answer,
        })
    });
    let whole = json!({
        "exported": staff.app.db.clock().now().to_string(),
        "by": staff.actor.name,
        "name": about.person.as_ref().map(|person| person.entry.name.to_string()),
        "records": about.mentions.iter().map(told).collect::<Vec<_>>(),
        "readers": readers.collect::<Vec<_>>(),
        "revealed": revealed.collect::<Vec<_>>(),
        "requests": requests.collect::<Vec<_>>(),
    });
    let bytes = serde_json::to_vec_pretty(&whole).map_err(Failure::cause)?;
    Ok(download(&format!("{}.json", name(&staff)), "application/json", bytes))
}
