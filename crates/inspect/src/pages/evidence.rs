//! GET /inspect/evidence: the evidence of a period or a topic over all rooms, as a list and as one archive with its index.

use std::io;

use axum::response::Response;
use base::TenantId;
use board::evidence::{Evidence, Files};
use board::{OrgFilter, access, campaigns, orgs};
use kit::archive::{self, Archive, plain, plain_file};
use kit::{Cell, Choice, Column, Failure, Field, Find, Form, Known, Markup, Page, RecordKind, Row, Staff, Table};
use norms::{Day, Period};

use crate::InspectError;
use crate::actions::{self, Bundle};
use crate::rights::READ;

const AT: &str = "/inspect/evidence";
/// Records that the page names.
const SHOWN: usize = 200;
/// Characters of a title and of a file in the archive's names.
const MOST_TITLE: usize = 30;
const MOST_NAME: usize = 60;

type Held = (RecordKind, Known, Vec<Evidence>);

struct Asked {
    orgs: Vec<orgs::Org>,
    topics: Vec<campaigns::Campaign>,
    ask: Bundle,
}

async fn asked(staff: &Staff) -> Result<Asked, Failure> {
    let choices = async |tx: &mut base::Tx, by: &base::Actor, (): &()| {
        let scope = access::scope(by, &READ);
        let filter = OrgFilter { with_closed: true, ..OrgFilter::default() };
        let orgs = orgs::list(tx, &scope, &filter).await?;
        Ok::<_, InspectError>((orgs, campaigns::list(tx, &scope).await?))
    };
    let (orgs, topics) = staff.read(&(), choices).await?;
    let address = &staff.address;
    let day = |name: &str| address.get(name).and_then(|text| text.parse::<Day>().ok());
    let period = match (day("from"), day("to")) {
        (None, None) => None,
        (from, to) => Period::new(from.unwrap_or(Day::first()), to.unwrap_or(Day::last())),
    };
    // What is not visible filters to nothing rather than to everything.
    let path = |id: &str| orgs.iter().find(|org| org.id.to_string() == id).map_or("/0/".to_owned(), |org| org.path.clone());
    let path = address.get("org").filter(|id| !id.is_empty()).map(path);
    let campaign = address.get("topic").filter(|id| !id.is_empty()).map(|id| id.parse().unwrap_or(uuid::Uuid::nil()));
    let kind = address.get("kind").filter(|kind| !kind.is_empty()).map(str::to_owned);
    let find = Find { period, path, campaign, ..Find::default() };
    Ok(Asked { ask: Bundle { kind, find, records: staff.app.rooms.records.clone() }, orgs, topics })
}

fn filters(staff: &Staff, asked: &Asked) -> Form {
    let kinds = asked.ask.records.kinds().into_iter().filter(|kind| staff.may(kind.read));
    let mut sorted: Vec<&orgs::Org> = asked.orgs.iter().collect();
    sorted.sort_by_cached_key(|org| board::tree::numbers(&org.path));
    let least = sorted.iter().map(|org| org.level()).min().unwrap_or_default();
    let org = |org: &&orgs::Org| Choice::new(org.id, format!("{}{}", "　".repeat((org.level() - least).min(8)), org.name));
    let fields = [
        Field::day("from", "自"),
        Field::day("to", "至"),
        Field::select("topic", "专项、专题", asked.topics.iter().map(|one| Choice::new(one.id, one.entry.name.clone()))),
        Field::select("org", "单位（含下级）", sorted.iter().map(org)),
        Field::select("kind", "种类", kinds.map(|kind| Choice::new(kind.code, kind.name))),
    ];
    Form::filters(&staff.address, fields)
}

/// GET /inspect/evidence
pub(super) async fn page(staff: Staff) -> Result<Response, Failure> {
    let asked = asked(&staff).await?;
    let (found, more) = staff.read(&asked.ask, actions::bundle).await?;
    let files: usize = found.iter().map(|(.., files)| files.len()).sum();
    let sub = format!("{} 条记录带 {files} 份佐证材料", found.len());
    let mut page = Page::new("取出佐证材料").back("迎检", "/inspect").sub(&sub).body(filters(&staff, &asked).render(staff.token()));
    if more {
        let words = "一类里超过 5000 条，请先按日期、单位或种类筛选再取出。";
        page = page.body(Markup::trusted("<p class=\"warn\">").and(Markup::text(words)).and(Markup::trusted("</p>")));
    } else if files > 0 {
        let to = staff.address.to_string().replacen(AT, &format!("{AT}/zip"), 1);
        page = page.main_act("全部下载（ZIP）", &to);
    }
    let none = Markup::text("这样筛选没有佐证材料。没有日期的记录（组织、人员等）按文件的添加日期算。");
    staff.page(page.body(list(&found).empty(none).render()))
}

fn list(found: &[Held]) -> Table {
    let columns = vec![
        Column::short("kind", "种类"),
        Column::words("title", "记录"),
        Column::day("day", "日期"),
        Column::short("org", "单位"),
        Column::number("files", "文件"),
    ];
    let row = |(kind, known, files): &Held| {
        let files = i64::try_from(files.len()).unwrap_or(i64::MAX);
        let title = Cell::link(known.title.as_str(), known.href.clone());
        Row::new(vec![Cell::text(kind.name), title, Cell::Day(known.day), Cell::text(known.org.name.as_str()), Cell::number(files)])
    };
    Table::new("带佐证材料的记录", columns).rows(found.iter().take(SHOWN).map(row))
}

/// GET /inspect/evidence/zip
pub(super) async fn archive(staff: Staff) -> Result<Response, Failure> {
    let asked = asked(&staff).await?;
    let (found, more) = staff.read(&asked.ask, actions::bundle).await?;
    if more || found.is_empty() {
        // The page says what to do.
        return Ok(staff.go(&staff.address.to_string().replacen(&format!("{AT}/zip"), AT, 1)));
    }
    let files = kit::evidence::files(&staff)?;
    let (tenant, name) = (staff.actor.tenant, format!("佐证材料{}.zip", staff.today().number()));
    Ok(archive::answer(&name, move |out| write(out, &files, tenant, &found)))
}

fn write(out: &mut Archive, files: &Files, tenant: TenantId, found: &[Held]) -> io::Result<()> {
    let mut rows = Vec::new();
    for (at, (kind, known, held)) in found.iter().enumerate() {
        let day = known.day.map(|day| format!("{} ", day.number())).unwrap_or_default();
        let (org, title) = (plain(&known.org.name, MOST_TITLE), plain(&known.title, MOST_TITLE));
        let folder = format!("{}/{:04} {day}{org} {title}", plain(kind.name, MOST_TITLE), at + 1);
        for (n, one) in held.iter().enumerate() {
            let path = format!("{folder}/{:02} {}", n + 1, plain_file(&one.name, MOST_NAME));
            let said = if out.kept(&path, files, tenant, one)? { "" } else { archive::LOST };
            let mut cells = vec![
                Cell::text(format!("{:04}-{:02}", at + 1, n + 1)),
                Cell::text(kind.name),
                Cell::Day(known.day),
                Cell::text(known.org.name.as_str()),
                Cell::text(known.title.as_str()),
            ];
            cells.extend(archive::file_cells(one, &path, said));
            rows.push(Row::new(cells));
        }
    }
    let mut columns = vec![
        Column::short("number", "编号"),
        Column::short("kind", "种类"),
        Column::day("day", "日期"),
        Column::short("org", "单位"),
        Column::words("title", "记录"),
    ];
    columns.extend(archive::file_columns());
    out.table("目录.xlsx", &Table::new("目录", columns).rows(rows).unnumbered())
}
