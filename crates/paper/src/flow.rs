//! A document as a sequence of set paragraphs and tables: the one place that knows order, numbers, blank lines and indents,
//! read alike by the .docx writer, the PDF writer, the plain text and the seal.

use serde::Serialize;

use crate::fonts::Role;
use crate::model::{Attachment, Block, Document, Head, Run, Signature};
use crate::numbering::Counter;
use crate::signature::place;
use crate::text::{clean, width};
use crate::title::{TITLE_LINE, title_lines};

/// A paragraph or a table.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "piece", rename_all = "snake_case")]
pub(crate) enum Piece {
    Para(Para),
    Table(TableFlow),
}

/// What a paragraph is, and so how it is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Urgency,
    Mark,
    Number,
    /// Number at the left, signer at the right, parted by a tab.
    NumberAndSigner,
    Title,
    Addressee,
    /// A heading on its own line.
    Heading(u8),
    Body,
    AttachmentNote,
    Org,
    Date,
    AttachmentMark,
    Caption,
}

/// A paragraph.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Para {
    pub kind: Kind,
    pub spans: Vec<Span>,
    /// Blank lines above it.
    pub blank: u8,
    /// Room above it, in twips.
    pub above: i64,
    /// Distance from the right edge in hundredths of a character.
    pub right: i64,
    /// Begins a new page.
    pub new_page: bool,
    /// Stays on the page of what follows.
    pub keep: bool,
}

/// A stretch of a paragraph in one font.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Span {
    pub font: Role,
    pub bold: bool,
    pub text: String,
    /// Key of the figure that the stretch says.
    pub figure: Option<String>,
}

/// A table; all rows are as long as the header.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TableFlow {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// Shares of the width, in thousandths.
    pub shares: Vec<i64>,
}

impl Para {
    fn new(kind: Kind, spans: Vec<Span>) -> Para {
        Para { kind, spans, blank: 0, above: 0, right: 0, new_page: false, keep: false }
    }

    fn plain(kind: Kind, font: Role, text: &str) -> Para {
        Para::new(kind, vec![span(font, text)])
    }

    /// The words, line breaks included.
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}

fn span(font: Role, text: &str) -> Span {
    Span { font, bold: false, text: clean(text), figure: None }
}

/// The document's pieces in order.
pub(crate) fn flow(doc: &Document) -> Vec<Piece> {
    let mut out = Vec::new();
    if let Some(head) = &doc.head {
        head_pieces(head, &mut out);
    }
    let mut title = Para::plain(Kind::Title, Role::Title, &title_lines(&clean(&doc.title), TITLE_LINE).join("\n"));
    title.blank = if doc.head.is_some() { 2 } else { 0 };
    push(&mut out, title);
    if let Some(addressee) = &doc.addressee {
        let name = addressee.trim_end_matches(['：', ':']);
        let mut para = Para::plain(Kind::Addressee, Role::Body, &format!("{name}："));
        para.blank = 1;
        push(&mut out, para);
    }
    let first = out.len();
    blocks(&doc.blocks, &mut out);
    if doc.addressee.is_none()
        && let Some(Piece::Para(para)) = out.get_mut(first)
    {
        para.blank = 1;
    }
    let attachments = attachments(doc);
    note(&attachments, &mut out);
    if let Some(signature) = &doc.signature {
        signature_pieces(signature, &mut out);
    }
    for (i, note) in doc.notes.iter().enumerate() {
        let mut para = Para::plain(Kind::Body, Role::Body, &format!("（{}）", note.trim_end_matches('。')));
        para.blank = u8::from(i == 0);
        push(&mut out, para);
    }
    for (i, attachment) in attachments.iter().enumerate() {
        attachment_pieces(attachment, (attachments.len() > 1).then_some(i + 1), &mut out);
    }
    out
}

fn push(out: &mut Vec<Piece>, para: Para) {
    out.push(Piece::Para(para));
}

/// The issuer mark's top stands 35 mm below the top of the type area (DOC-03); in twips.
const MARK_ABOVE: i64 = 1984;
/// Distance of lines: 225 mm over 22; in twips.
pub(crate) const LINE: i64 = 579;

fn head_pieces(head: &Head, out: &mut Vec<Piece>) {
    if let Some(urgency) = &head.urgency {
        push(out, Para::plain(Kind::Urgency, Role::Heading1, urgency));
    }
    let mut mark = Para::plain(Kind::Mark, Role::Title, &head.mark);
    mark.above = if head.urgency.is_some() { MARK_ABOVE - LINE } else { MARK_ABOVE };
    push(out, mark);
    let number = head.number.as_deref().unwrap_or_default();
    let mut para = match &head.signer {
        Some(signer) => {
            Para::new(Kind::NumberAndSigner, vec![span(Role::Body, number), span(Role::Body, "\t签发人："), span(Role::Heading2, signer)])
        }
        None => Para::plain(Kind::Number, Role::Body, number),
    };
    para.blank = 2;
    push(out, para);
}

fn attachments(doc: &Document) -> Vec<Attachment> {
    doc.attachments.iter().cloned().chain(doc.trace.as_ref().map(crate::trace::Trace::attachment)).collect()
}

/// 附件：1. Name, one line below the text (DOC-07). The text's last paragraph stays with it: a page that has the signature has text too.
fn note(attachments: &[Attachment], out: &mut Vec<Piece>) {
    if let (false, Some(Piece::Para(last))) = (attachments.is_empty(), out.last_mut()) {
        last.keep = true;
    }
    for (i, attachment) in attachments.iter().enumerate() {
        let lead = if i == 0 { "附件：" } else { "　　　" };
        let number = if attachments.len() > 1 { format!("{}. ", i + 1) } else { String::new() };
        let mut para = Para::plain(Kind::AttachmentNote, Role::Body, &format!("{lead}{number}{}", attachment.title.replace('\n', "")));
        (para.blank, para.keep) = (u8::from(i == 0), true);
        push(out, para);
    }
}

fn signature_pieces(signature: &Signature, out: &mut Vec<Piece>) {
    if let Some(Piece::Para(last)) = out.last_mut() {
        last.keep = true;
    }
    let place = place(signature);
    let mut org = Para::plain(Kind::Org, Role::Body, &signature.org);
    (org.right, org.keep, org.blank) = (place.org, true, if signature.sealed { 2 } else { 1 });
    let mut date = Para::plain(Kind::Date, Role::Body, &signature.day.chinese());
    date.right = place.date;
    push(out, org);
    push(out, date);
}

fn attachment_pieces(attachment: &Attachment, number: Option<usize>, out: &mut Vec<Piece>) {
    let mark = number.map_or_else(|| "附件".to_owned(), |n| format!("附件{n}"));
    let mut para = Para::plain(Kind::AttachmentMark, Role::Heading1, &mark);
    para.new_page = true;
    push(out, para);
    let mut title = Para::plain(Kind::Title, Role::Title, &title_lines(&clean(&attachment.title), TITLE_LINE).join("\n"));
    title.blank = 1;
    push(out, title);
    let first = out.len();
    blocks(&attachment.blocks, out);
    if let Some(Piece::Para(para)) = out.get_mut(first) {
        para.blank = 1;
    }
}

fn blocks(blocks: &[Block], out: &mut Vec<Piece>) {
    let mut counter = Counter::default();
    for block in blocks {
        match block {
            Block::Heading { level, runs, follows } => push(out, heading((*level).clamp(1, 4), &counter.next(*level), runs, follows)),
            Block::Paragraph { runs } => push(out, Para::new(Kind::Body, spans(runs, Role::Body))),
            Block::Table { caption, header, rows } => {
                if let Some(caption) = caption {
                    let mut para = Para::plain(Kind::Caption, Role::Heading1, caption);
                    para.keep = true;
                    push(out, para);
                }
                out.push(Piece::Table(table(header, rows)));
            }
        }
    }
}

fn heading(level: u8, number: &str, runs: &[Run], follows: &[Run]) -> Para {
    let font = match level {
        1 => Role::Heading1,
        2 => Role::Heading2,
        _ => Role::Body,
    };
    let gap = if level == 3 { " " } else { "" };
    let mut all = vec![span(font, &format!("{number}{gap}"))];
    all.extend(spans(runs, font));
    if all.get(1).is_some_and(|first| first.figure.is_none() && !first.bold) {
        let words = all.remove(1).text;
        if let Some(number) = all.first_mut() {
            number.text.push_str(&words);
        }
    }
    let alone = follows.is_empty();
    all.extend(spans(follows, Role::Body));
    let mut para = Para::new(if alone { Kind::Heading(level) } else { Kind::Body }, all);
    para.keep = alone;
    para
}

fn spans(runs: &[Run], font: Role) -> Vec<Span> {
    let one = |run: &Run| {
        let mut span = span(font, run.said());
        match run {
            Run::Text(_) => {}
            Run::Bold(_) => span.bold = true,
            Run::Figure(figure) => span.figure = Some(figure.key.clone()),
        }
        span
    };
    runs.iter().map(one).collect()
}

fn table(header: &[String], rows: &[Vec<String>]) -> TableFlow {
    let columns = header.len().max(rows.iter().map(Vec::len).max().unwrap_or(0)).max(1);
    let even = |row: &[String]| -> Vec<String> { (0..columns).map(|i| row.get(i).map(|cell| clean(cell)).unwrap_or_default()).collect() };
    let header = even(header);
    let rows: Vec<Vec<String>> = rows.iter().map(|row| even(row)).collect();
    let widest = |i: usize| {
        let cells = std::iter::once(&header).chain(&rows).filter_map(|row| row.get(i));
        cells.map(|cell| cell.split('\n').map(cell_width).max().unwrap_or(0)).max().unwrap_or(0)
    };
    let shares = shares(&(0..columns).map(widest).collect::<Vec<_>>());
    TableFlow { header, rows, shares }
}

/// Characters of a table's type size (五号, 10.5 pt) that fill the type area, in hundredths.
const TABLE_WIDTH: i64 = 4210;

/// Width of a cell's line in hundredths of a character. Half-width characters count two thirds: where the office's font is missing,
/// the one that stands in for it often has wide digits, and a day must stay on one line all the same.
fn cell_width(line: &str) -> i64 {
    let half = line.chars().filter(|c| c.is_ascii() && !c.is_control()).count();
    width(line) + i64::try_from(half).unwrap_or(0) * 16
}

/// Shares of the width in thousandths. Columns that need less than an even share get what they need, so that a date or a
/// number stays on one line; the long ones share what is left by their need.
fn shares(widest: &[i64]) -> Vec<i64> {
    const MARGIN: i64 = 70;
    let columns = i64::try_from(widest.len()).unwrap_or(1).max(1);
    let need: Vec<i64> = widest.iter().map(|w| w + w / 12 + MARGIN).collect();
    let total: i64 = need.iter().sum::<i64>().max(1);
    if total <= TABLE_WIDTH {
        return need.iter().map(|n| n * 1000 / total).collect();
    }
    let even = TABLE_WIDTH / columns;
    let small: i64 = need.iter().filter(|n| **n <= even).sum();
    let long = |n: i64| n.min(even * 4);
    let long_total: i64 = need.iter().filter(|n| **n > even).map(|n| long(*n)).sum::<i64>().max(1);
    let given = |n: i64| if n <= even { n } else { (TABLE_WIDTH - small) * long(n) / long_total };
    need.iter().map(|n| given(*n) * 1000 / TABLE_WIDTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_columns_keep_their_words_on_one_line_beside_long_ones() {
        let shares = shares(&[500, 500, 200, 2000, 3000]);
        assert!(shares.iter().sum::<i64>() <= 1000);
        assert!(shares.first().is_some_and(|share| share * TABLE_WIDTH / 1000 >= 550), "{shares:?}");
        assert!(shares.get(3) < shares.get(4), "{shares:?}");
    }
}
