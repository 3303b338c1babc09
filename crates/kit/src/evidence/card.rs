//! The card 佐证材料 on a record's page: pictures in small, adding several at once, removing and bringing back.

use askama::Template;
use axum::response::Response;
use base::{Actor, Tx};
use board::evidence::{self, DAYS_KEPT, Evidence, size};
use uuid::Uuid;

use crate::form::button;
use crate::records::{Known, RecordKind, Records};
use crate::{Failure, Field, Form, Markup, Page, Staff};

/// What a phone offers its camera and its files for. The kinds of pictures are named, so that an iPhone sends JPEG.
const ACCEPT: &str = "image/jpeg,image/png,image/webp,.pdf,.docx,.xlsx";

struct FileHtml {
    name: String,
    href: String,
    small: Option<String>,
    kind: &'static str,
    about: String,
    button: Markup,
}

#[derive(Template)]
#[template(path = "kit/evidence.html")]
struct CardHtml {
    standing: Vec<FileHtml>,
    removed: Vec<FileHtml>,
    days: i64,
    form: Markup,
}

/// A record of which something is asked.
pub(super) struct Of {
    pub(super) records: &'static dyn Records,
    pub(super) record: Uuid,
}

/// A record with its files, as one person sees them.
pub(super) struct Held {
    pub(super) known: Known,
    pub(super) files: Vec<Evidence>,
}

/// Where the files of a record stand.
pub(super) fn at(kind: &RecordKind, record: Uuid) -> String {
    format!("{}/evidence", kind.href(record))
}

pub(super) fn form(kind: &RecordKind, record: Uuid) -> Form {
    let help = "照片、PDF、Word（.docx）或 Excel（.xlsx），可一次选多个，每个最大 50MB。照片里的拍摄地点等信息会自动去掉。可以不传。";
    Form::new(at(kind, record)).submit("添加").quiet().field(Field::files("file", "添加佐证材料", ACCEPT).help(help))
}

/// A record that the person may see.
pub(super) async fn open(tx: &mut Tx, by: &Actor, ask: &Of) -> Result<Known, Failure> {
    let found = ask.records.known(tx, by, std::slice::from_ref(&ask.record)).await?;
    found.into_iter().next().ok_or_else(|| Failure::missing("没有找到这项内容，请检查网址。"))
}

/// A record that the person may change.
pub(super) async fn open_to_change(tx: &mut Tx, by: &Actor, ask: &Of) -> Result<Known, Failure> {
    let known = open(tx, by, ask).await?;
    if !known.may_change(by, &ask.records.kind()) {
        return Err(board::Denied::NotAllowed.into());
    }
    Ok(known)
}

/// A record with its files; removed ones, which can be brought back, only for those who may do that.
pub(super) async fn held(tx: &mut Tx, by: &Actor, ask: &Of) -> Result<Held, Failure> {
    let known = open(tx, by, ask).await?;
    let mut files = evidence::of(tx, ask.records.kind().code, ask.record).await?;
    if !known.may_change(by, &ask.records.kind()) {
        files.retain(|one| one.removed.is_none());
    }
    Ok(Held { known, files })
}

/// The card 佐证材料 of a record, for a page that lays its parts out by hand and names the script `evidence.js` itself; nothing where there
/// is no file and none may be added.
///
/// # Errors
/// The database; a record that this person may not see.
pub async fn card(staff: &Staff, records: &'static dyn Records, record: Uuid) -> Result<Markup, Failure> {
    let held = staff.read(&Of { records, record }, held).await?;
    render(staff, &records.kind(), held, None)
}

/// The page with the card 佐证材料 of its record: the one line by which a room lets files be kept with it.
///
/// # Errors
/// As [`card`].
pub async fn on(page: Page, staff: &Staff, records: &'static dyn Records, record: Uuid) -> Result<Page, Failure> {
    Ok(page.body(card(staff, records, record).await?).script("evidence.js"))
}

/// A page of the card alone: where a record has no page for everybody who may see it, and where a form without script is refused.
pub(super) async fn alone(staff: &Staff, records: &'static dyn Records, record: Uuid, refused: Option<Form>) -> Result<Response, Failure> {
    let kind = records.kind();
    let held = staff.read(&Of { records, record }, held).await?;
    let (title, sub) = (held.known.title.clone(), format!("{} · {}", kind.name, held.known.org.name));
    let mut page = Page::new(title).sub(&sub).script("evidence.js");
    if held.known.href != at(&kind, record) {
        page = page.back(kind.name, &held.known.href);
    }
    if refused.is_some() {
        page = page.invalid();
    }
    let empty = held.files.is_empty();
    let told = told(&held.known.told);
    let card = render(staff, &kind, held, refused)?;
    let none = if empty && card.is_empty() { Markup::trusted("<p>还没有佐证材料。</p>") } else { Markup::empty() };
    staff.page(page.body(told).body(card).body(none))
}

/// What a record says, as a list.
fn told(lines: &[(String, String)]) -> Markup {
    if lines.is_empty() {
        return Markup::empty();
    }
    let open = Markup::trusted("<section class=\"card\"><dl class=\"facts pad\">");
    let line = |all: Markup, (name, words): &(String, String)| {
        let all = all.and(Markup::trusted("<dt>")).and(Markup::text(name)).and(Markup::trusted("</dt><dd>"));
        all.and(Markup::text(words)).and(Markup::trusted("</dd>"))
    };
    lines.iter().fold(open, line).and(Markup::trusted("</dl></section>"))
}

fn render(staff: &Staff, kind: &RecordKind, held: Held, refused: Option<Form>) -> Result<Markup, Failure> {
    let may = held.known.may_change(&staff.actor, kind);
    let adds = may && held.known.gone.is_none() && staff.app.settings.evidence.is_some();
    if held.files.is_empty() && !adds {
        return Ok(Markup::empty());
    }
    let record = held.known.id;
    let (removed, standing): (Vec<Evidence>, Vec<Evidence>) = held.files.into_iter().partition(|one| one.removed.is_some());
    let html = |one: &Evidence| file(staff, kind, one, may);
    let form = if adds { refused.unwrap_or_else(|| form(kind, record)).render(staff.token()) } else { Markup::empty() };
    let (standing, removed) = (standing.iter().map(html).collect(), removed.iter().map(html).collect());
    Markup::of(&CardHtml { standing, removed, days: DAYS_KEPT, form })
}

fn file(staff: &Staff, kind: &RecordKind, one: &Evidence, may: bool) -> FileHtml {
    let href = format!("{}/{}", at(kind, one.source), one.id);
    let points = one.points.map(|(width, height)| format!(" · {width}×{height}")).unwrap_or_default();
    let (act, label, about) = match &one.removed {
        None => ("remove", "删除", format!("{} {} · {}{points}", one.who, one.at.chinese(), size(one.size))),
        Some((at, who)) => {
            let gone = one.gone_at().map(|at| format!("，{}后彻底删除", at.day().chinese())).unwrap_or_default();
            ("restore", "恢复", format!("{who} {}删除{gone}", at.chinese()))
        }
    };
    FileHtml {
        name: one.name.clone(),
        small: one.kind.picture().then(|| format!("{href}/small")),
        kind: one.kind.ending(),
        about,
        button: if may { button(staff.token(), &format!("{href}/{act}"), label, &[]) } else { Markup::empty() },
        href,
    }
}
