//! A pack as one archive: a folder for each project and each line, numbered as the table is; records as documents, files as they were
//! kept, photos set two to a page with their captions, and a list of contents that also says what is not there.

use std::io;
use std::sync::Mutex;

use base::TenantId;
use board::evidence::{Evidence, Files, for_paper};
use kit::archive::{Archive, plain, plain_file};
use kit::{Cell, Column, Known, Row, Table};
use norms::Day;
use paper::{Block, Document, Fonts, Photo, Run};

use crate::actions::{Collected, Material, Piece, State};
use crate::model::Line;
use crate::table::Means;

/// Characters of a project, of a line and of a record or file in the name of a folder or file: together less than Windows allows.
const MOST_PROJECT: usize = 24;
const MOST_ITEM: usize = 30;
const MOST_NAME: usize = 50;
/// Held while a picture is looked at.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
/// Photos of one document.
const MOST_PHOTOS: usize = 40;
/// What is said of a file whose bytes are not there or not as they were.
const LOST: &str = "文件在服务器上丢失、被改动或刚被删除，没有放入";
/// What is said of a line that nothing answers.
const EMPTY: &str = "（暂无材料）";

/// Where the bytes are, and by which fonts pages are set.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The folder of evidence; none where the installation keeps no files.
    pub files: Option<Files>,
    /// Whose.
    pub tenant: TenantId,
    /// Fonts.
    pub fonts: Fonts,
    /// The day on which it is made.
    pub today: Day,
    /// Who makes it.
    pub who: String,
}

/// A row of the contents.
struct Entry<'a> {
    line: &'a Line,
    number: String,
    what: String,
    kind: String,
    day: Option<Day>,
    org: String,
    path: String,
    remark: String,
}

/// Writes a pack.
///
/// # Errors
/// Whoever asked has gone; a document that cannot be written.
pub fn pack(out: &mut Archive, all: &Collected, desk: &Desk) -> io::Result<()> {
    let mut entries = Vec::new();
    for (line, material) in &all.lines {
        write_line(out, line, material, desk, &mut entries)?;
    }
    out.table("00 目录.xlsx", &contents(&entries))?;
    let document = contents_document(all, &entries, desk);
    out.put("00 目录.docx", &paper::write_docx(&document, &desk.fonts, None).map_err(io::Error::other)?)
}

fn folder(line: &Line) -> String {
    let entry = &line.entry;
    let item = if entry.item.is_empty() { &entry.wanted } else { &entry.item };
    let chapter = match entry.project.as_str() {
        "" => format!("{:02}", line.chapter),
        project => format!("{:02} {}", line.chapter, plain(project, MOST_PROJECT)),
    };
    format!("{chapter}/{} {}", line.number(), plain(item, MOST_ITEM))
}

fn write_line<'a>(out: &mut Archive, line: &'a Line, material: &Material, desk: &Desk, entries: &mut Vec<Entry<'a>>) -> io::Result<()> {
    let folder = folder(line);
    let mut photos = Vec::new();
    let mut count = 0;
    let mut next = || {
        count += 1;
        format!("{}-{count:02}", line.number())
    };
    let begun = entries.len();
    for piece in &material.pieces {
        let mut entry = Entry { remark: piece.remark(), ..blank(line, next(), piece.title(), piece.kind) };
        if let State::Stands(known) = &piece.state {
            (entry.day, entry.org) = (known.day, known.org.name.clone());
            entry.path = format!("{folder}/{} {}.docx", entry.number, plain(&known.title, MOST_NAME));
            let bytes = paper::write_docx(&record(piece, known), &desk.fonts, None).map_err(io::Error::other)?;
            out.put(&entry.path, &bytes)?;
        }
        entries.push(entry);
        for file in &piece.files {
            if let State::Stands(known) = &piece.state {
                let day = known.day.map(Day::chinese).unwrap_or_default();
                let caption = format!("{} {day} {}", known.title, known.org.name);
                let entry = Entry { day: known.day, org: known.org.name.clone(), ..blank(line, next(), &file.name, "佐证材料") };
                entries.push(write_file(out, entry, file, &folder, desk, &caption, &mut photos)?);
            }
        }
    }
    for file in &material.files {
        let entry = Entry { day: Some(file.at.day()), ..blank(line, next(), &file.name, "文件") };
        let caption = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem).to_owned();
        entries.push(write_file(out, entry, file, &folder, desk, &caption, &mut photos)?);
    }
    if !material.lost.is_empty() {
        entries.push(Entry { remark: material.remark(), ..blank(line, line.number(), "", "") });
    }
    if entries.len() == begun || material.count() == 0 {
        entries.insert(begun, blank(line, line.number(), EMPTY, ""));
    }
    let said = pages(out, line, &folder, &photos, desk)?;
    entries.extend(said.into_iter().map(|(path, remark)| Entry { path, remark, ..blank(line, line.number(), "照片页", "") }));
    Ok(())
}

fn blank<'a>(line: &'a Line, number: String, what: &str, kind: &str) -> Entry<'a> {
    let (what, kind) = (what.to_owned(), kind.to_owned());
    Entry { line, number, what, kind, day: None, org: String::new(), path: String::new(), remark: String::new() }
}

fn write_file<'a>(
    out: &mut Archive,
    mut entry: Entry<'a>,
    file: &Evidence,
    folder: &str,
    desk: &Desk,
    caption: &str,
    photos: &mut Vec<(String, Evidence)>,
) -> io::Result<Entry<'a>> {
    let path = format!("{folder}/{} {}", entry.number, plain_file(&file.name, MOST_NAME));
    let there = match &desk.files {
        Some(files) => out.kept(&path, files, desk.tenant, file)?,
        None => false,
    };
    if !there {
        entry.remark = LOST.to_owned();
        return Ok(entry);
    }
    entry.path = path;
    if file.kind.picture() {
        photos.push((format!("{} {caption}", entry.number), file.clone()));
    }
    Ok(entry)
}

/// The photos of a line, two to a page; what was written and what is to be said of it.
fn pages(out: &mut Archive, line: &Line, folder: &str, photos: &[(String, Evidence)], desk: &Desk) -> io::Result<Vec<(String, String)>> {
    let mut said = Vec::new();
    let Some(files) = &desk.files else { return Ok(said) };
    let several = photos.len() > MOST_PHOTOS;
    for (part, photos) in photos.chunks(MOST_PHOTOS).enumerate() {
        let set = |(caption, file): &(String, Evidence)| {
            // A large picture takes half a gigabyte while it is looked at: one in the whole program at a time.
            let turn = ONE_AT_A_TIME.lock();
            let picture = for_paper(file.kind, &files.read(desk.tenant, &file.digest).ok()?)?;
            drop(turn);
            Some(Photo { caption: caption.clone(), jpeg: picture.jpeg, width: picture.width, height: picture.height })
        };
        let set: Vec<Photo> = photos.iter().filter_map(set).collect();
        if set.is_empty() {
            continue;
        }
        let title = format!("{} {}", line.number(), plain(&line.entry.item, 200));
        let part = if several { format!("{}", part + 1) } else { String::new() };
        let name = format!("{folder}/{} 照片页{part}", line.number());
        out.put(&format!("{name}.docx"), &paper::write_photos_docx(&title, &set, &desk.fonts).map_err(io::Error::other)?)?;
        said.push((format!("{name}.docx"), String::new()));
        match paper::write_photos_pdf(&title, &set, &desk.fonts) {
            Ok(bytes) => {
                out.put(&format!("{name}.pdf"), &bytes)?;
                said.push((format!("{name}.pdf"), String::new()));
            }
            Err(error) => {
                tracing::warn!(%error, "pages of photos were not set as PDF");
                said.push((String::new(), "照片页没有 PDF：服务器上没有可用的中文字体".to_owned()));
            }
        }
    }
    Ok(said)
}

/// A record as a document: what it says, line by line, the names of its files, and the whole text of a paper.
fn record(piece: &Piece, known: &Known) -> Document {
    let line = |name: &str, words: &str| vec![name.to_owned(), words.to_owned()];
    let mut rows = vec![line("种类", piece.kind)];
    rows.extend(known.day.map(|day| line("日期", &day.chinese())));
    rows.push(line("单位", &known.org.name));
    let told = known.told.iter().filter(|(name, _)| !matches!(name.as_str(), "日期" | "单位" | "种类"));
    rows.extend(told.map(|(name, words)| line(name, words)));
    let names: Vec<&str> = piece.files.iter().map(|file| file.name.as_str()).collect();
    if !names.is_empty() {
        rows.push(line("佐证材料", &names.join("、")));
    }
    let table = Block::Table { caption: None, header: vec!["项目".into(), "内容".into()], rows };
    let text = piece.text.iter().flat_map(|text| text.lines()).filter(|line| !line.trim().is_empty());
    let paragraphs = text.map(|line| Block::Paragraph { runs: vec![Run::Text(line.trim().to_owned())] });
    let blocks = std::iter::once(table).chain(paragraphs).collect();
    Document { title: known.title.clone(), blocks, ..Document::default() }
}

fn contents(entries: &[Entry<'_>]) -> Table {
    let columns = vec![
        Column::short("number", "编号"),
        Column::short("code", Means::Code.chinese()),
        Column::words("project", Means::Project.chinese()),
        Column::words("item", Means::Item.chinese()),
        Column::words("standard", Means::Standard.chinese()),
        Column::short("points", Means::Points.chinese()),
        Column::words("wanted", Means::Wanted.chinese()),
        Column::words("what", "材料"),
        Column::short("kind", "类型"),
        Column::day("day", "日期"),
        Column::short("org", "单位"),
        Column::words("path", "文件"),
        Column::words("remark", "备注"),
    ];
    let row = |one: &Entry<'_>| {
        let entry = &one.line.entry;
        Row::new(vec![
            Cell::text(&one.number),
            Cell::text(&entry.code),
            Cell::text(&entry.project),
            Cell::text(&entry.item),
            Cell::text(&entry.standard),
            Cell::text(&entry.points),
            Cell::text(&entry.wanted),
            Cell::text(&one.what),
            Cell::text(&one.kind),
            Cell::Day(one.day),
            Cell::text(&one.org),
            Cell::text(&one.path),
            Cell::text(&one.remark),
        ])
    };
    Table::new("目录", columns).rows(entries.iter().map(row)).unnumbered()
}

fn contents_document(all: &Collected, entries: &[Entry<'_>], desk: &Desk) -> Document {
    let empty = all.lines.iter().filter(|(_, material)| material.count() == 0).count();
    let ready = all.lines.len() - empty;
    let about = format!(
        "{}，共 {} 项，{ready} 项有材料，{empty} 项暂无材料。{}由{}整理。",
        all.org.name,
        all.lines.len(),
        desk.today.chinese(),
        desk.who
    );
    let row = |one: &Entry<'_>| {
        let what = if one.remark.is_empty() { one.what.clone() } else { format!("{}（{}）", one.what, one.remark) };
        vec![one.number.clone(), one.line.entry.project.clone(), one.line.entry.item.clone(), what]
    };
    let header = ["编号", "考核项目", "考核内容", "材料"].map(str::to_owned).to_vec();
    let table = Block::Table { caption: None, header, rows: entries.iter().map(row).collect() };
    let blocks = vec![Block::Paragraph { runs: vec![Run::Text(about)] }, table];
    Document { title: format!("{}材料目录", all.pack.title), blocks, ..Document::default() }
}
