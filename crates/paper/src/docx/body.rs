//! word/document.xml.

use super::measure as m;
use super::xml::Xml;
use super::{FIGURE_BOOKMARK, R, W};
use crate::error::PaperError;
use crate::flow::{Kind, Para, Piece, Span, TableFlow};
use crate::fonts::{Fonts, Role};
use crate::text::width;

/// The document part.
pub(super) fn document(pieces: &[Piece], fonts: &Fonts) -> Result<String, PaperError> {
    let keys = pieces.iter().filter_map(|piece| if let Piece::Para(para) = piece { Some(para) } else { None });
    if let Some(key) = keys.flat_map(|para| &para.spans).filter_map(|span| span.figure.as_ref()).find(|key| !good_key(key)) {
        return Err(PaperError::BadKey(key.chars().take(80).collect()));
    }
    let mut writer = Body { fonts, figures: 0 };
    let mut xml = Xml::part();
    xml.within("w:document", &[("xmlns:w", W), ("xmlns:r", R)], |xml| {
        xml.within("w:body", &[], |xml| {
            for piece in pieces {
                match piece {
                    Piece::Para(para) => writer.para(xml, para),
                    Piece::Table(table) => writer.table(xml, table),
                }
            }
            if matches!(pieces.last(), Some(Piece::Table(_))) {
                blank(xml, false);
            }
            section(xml);
        });
    });
    Ok(xml.finish())
}

/// A content control's tag holds 64 characters.
fn good_key(key: &str) -> bool {
    (1..=64).contains(&key.chars().count()) && !key.chars().any(char::is_control)
}

struct Body<'a> {
    fonts: &'a Fonts,
    figures: u32,
}

impl Body<'_> {
    fn para(&mut self, xml: &mut Xml, para: &Para) {
        for _ in 0..para.blank {
            blank(xml, matches!(para.kind, Kind::Org | Kind::AttachmentNote));
        }
        xml.within("w:p", &[], |xml| {
            xml.within("w:pPr", &[], |xml| properties(xml, para));
            for span in &para.spans {
                match &span.figure {
                    Some(key) => self.control(xml, key, |body, xml| body.run(xml, para.kind, span)),
                    None => self.run(xml, para.kind, span),
                }
            }
        });
    }

    /// A content control around a figure, with its key as tag: in Word its text can be replaced and the control stays.
    /// LibreOffice drops the tag when it saves but keeps the bookmark, which carries the figure's ordinal.
    fn control(&mut self, xml: &mut Xml, key: &str, inside: impl FnOnce(&mut Self, &mut Xml)) {
        self.figures += 1;
        let id = (710_000 + self.figures).to_string();
        let mark = self.figures.to_string();
        xml.empty("w:bookmarkStart", &[("w:id", &mark), ("w:name", &format!("{FIGURE_BOOKMARK}{mark}"))]);
        xml.within("w:sdt", &[], |xml| {
            xml.within("w:sdtPr", &[], |xml| {
                xml.val("w:tag", key);
                xml.val("w:id", &id);
            });
            xml.within("w:sdtContent", &[], |xml| inside(self, xml));
        });
        xml.empty("w:bookmarkEnd", &[("w:id", &mark)]);
    }

    fn run(&self, xml: &mut Xml, kind: Kind, span: &Span) {
        xml.within("w:r", &[], |xml| {
            xml.within("w:rPr", &[], |xml| run_properties(xml, self.fonts, kind, span));
            words(xml, &span.text);
        });
    }

    fn table(&self, xml: &mut Xml, table: &TableFlow) {
        let widths: Vec<String> = table.shares.iter().map(|share| (share * m::WIDTH / 1000).to_string()).collect();
        xml.within("w:tbl", &[], |xml| {
            table_properties(xml);
            xml.within("w:tblGrid", &[], |xml| widths.iter().for_each(|w| xml.empty("w:gridCol", &[("w:w", w)])));
            self.row(xml, &table.header, &widths, true);
            for row in &table.rows {
                self.row(xml, row, &widths, false);
            }
        });
    }

    fn row(&self, xml: &mut Xml, cells: &[String], widths: &[String], header: bool) {
        xml.within("w:tr", &[], |xml| {
            xml.within("w:trPr", &[], |xml| {
                xml.empty("w:cantSplit", &[]);
                if header {
                    xml.empty("w:tblHeader", &[]);
                }
            });
            for (cell, width) in cells.iter().zip(widths) {
                xml.within("w:tc", &[], |xml| {
                    xml.within("w:tcPr", &[], |xml| {
                        xml.empty("w:tcW", &[("w:w", width), ("w:type", "dxa")]);
                        xml.val("w:vAlign", "center");
                    });
                    self.cell(xml, cell, header);
                });
            }
        });
    }

    fn cell(&self, xml: &mut Xml, text: &str, header: bool) {
        let short = header || text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | ',' | '%'));
        xml.within("w:p", &[], |xml| {
            xml.within("w:pPr", &[], |xml| {
                xml.val("w:pStyle", "TableText");
                xml.val("w:jc", if short { "center" } else { "left" });
            });
            if text.is_empty() {
                return;
            }
            xml.within("w:r", &[], |xml| {
                let font = self.fonts.name(if header { Role::Heading1 } else { Role::Body });
                xml.within("w:rPr", &[], |xml| font_name(xml, font));
                words(xml, text);
            });
        });
    }
}

fn blank(xml: &mut Xml, keep: bool) {
    xml.within("w:p", &[], |xml| {
        if keep {
            xml.within("w:pPr", &[], |xml| xml.empty("w:keepNext", &[]));
        }
    });
}

/// Text with its tabs and line breaks.
fn words(xml: &mut Xml, text: &str) {
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            xml.empty("w:br", &[]);
        }
        for (i, part) in line.split('\t').enumerate() {
            if i > 0 {
                xml.empty("w:tab", &[]);
            }
            if !part.is_empty() {
                xml.within("w:t", &[("xml:space", "preserve")], |xml| xml.text(part));
            }
        }
    }
}

/// Paragraph properties, in the schema's order.
fn properties(xml: &mut Xml, para: &Para) {
    xml.val("w:pStyle", &style(para.kind));
    if para.keep {
        xml.empty("w:keepNext", &[]);
    }
    if para.new_page {
        xml.empty("w:pageBreakBefore", &[]);
    }
    match para.kind {
        Kind::Org | Kind::Date => {
            let (chars, twips) = (para.right.to_string(), (para.right * m::CHARACTER / 100).to_string());
            xml.empty("w:ind", &[("w:rightChars", &chars), ("w:right", &twips)]);
        }
        Kind::Mark => xml.empty(
            "w:spacing",
            &[("w:before", &para.above.to_string()), ("w:line", &line(mark_size(&para.text()))), ("w:lineRule", "exact")],
        ),
        _ => {}
    }
}

fn line(half_points: i64) -> String {
    (half_points * 12).to_string()
}

pub(super) fn style(kind: Kind) -> String {
    match kind {
        Kind::Urgency => "Urgency".to_owned(),
        Kind::Mark => "IssuerMark".to_owned(),
        Kind::Number => "DocumentNumber".to_owned(),
        Kind::NumberAndSigner => "NumberAndSigner".to_owned(),
        Kind::Title => "DocumentTitle".to_owned(),
        Kind::Addressee => "Addressee".to_owned(),
        Kind::Heading(level) => format!("Heading{}", level.clamp(1, 4)),
        Kind::Body => "DocumentBody".to_owned(),
        Kind::AttachmentNote => "AttachmentNote".to_owned(),
        Kind::Org | Kind::Date => "SignatureLine".to_owned(),
        Kind::AttachmentMark => "AttachmentMark".to_owned(),
        Kind::Caption => "TableCaption".to_owned(),
    }
}

/// Run properties, in the schema's order.
fn run_properties(xml: &mut Xml, fonts: &Fonts, kind: Kind, span: &Span) {
    font_name(xml, fonts.name(span.font));
    if span.bold {
        xml.empty("w:b", &[]);
    }
    if kind == Kind::Mark {
        let size = mark_size(&span.text).to_string();
        xml.val("w:color", "FF0000");
        xml.val("w:sz", &size);
        xml.val("w:szCs", &size);
    }
}

pub(super) fn font_name(xml: &mut Xml, name: &str) {
    xml.empty("w:rFonts", &[("w:hint", "eastAsia"), ("w:ascii", name), ("w:eastAsia", name), ("w:hAnsi", name), ("w:cs", name)]);
}

/// The issuer mark is as large as its line allows, but at most 22 mm high (124 half-points); in half-points.
fn mark_size(text: &str) -> i64 {
    let chars = width(text).max(100);
    (m::WIDTH * 10 / chars).min(124) / 2 * 2
}

fn table_properties(xml: &mut Xml) {
    xml.within("w:tblPr", &[], |xml| {
        xml.empty("w:tblW", &[("w:w", &m::WIDTH.to_string()), ("w:type", "dxa")]);
        xml.val("w:jc", "center");
        xml.within("w:tblBorders", &[], |xml| {
            for side in ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"] {
                xml.empty(side, &[("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", "000000")]);
            }
        });
        xml.empty("w:tblLayout", &[("w:type", "fixed")]);
        xml.within("w:tblCellMar", &[], |xml| {
            for (side, room) in [("w:top", "28"), ("w:left", "57"), ("w:bottom", "28"), ("w:right", "57")] {
                xml.empty(side, &[("w:w", room), ("w:type", "dxa")]);
            }
        });
    });
}

pub(super) fn section(xml: &mut Xml) {
    let n = |value: i64| value.to_string();
    xml.within("w:sectPr", &[], |xml| {
        xml.empty("w:footerReference", &[("w:type", "even"), ("r:id", "rId4")]);
        xml.empty("w:footerReference", &[("w:type", "default"), ("r:id", "rId3")]);
        xml.empty("w:pgSz", &[("w:w", &n(m::PAGE.0)), ("w:h", &n(m::PAGE.1))]);
        let margins = [
            ("w:top", m::TOP),
            ("w:right", m::RIGHT),
            ("w:bottom", m::BOTTOM),
            ("w:left", m::LEFT),
            ("w:header", 851),
            ("w:footer", m::FOOTER),
            ("w:gutter", 0),
        ];
        let texts: Vec<(&str, String)> = margins.map(|(name, value)| (name, n(value))).to_vec();
        let attributes: Vec<(&str, &str)> = texts.iter().map(|(name, value)| (*name, value.as_str())).collect();
        xml.empty("w:pgMar", &attributes);
        xml.empty("w:docGrid", &[("w:type", "lines"), ("w:linePitch", &n(m::LINE))]);
    });
}
