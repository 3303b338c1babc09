//! The smaller parts of a .docx: styles, settings, font table, footers, properties, relationships, content types, the seal.

use super::body::font_name;
use super::measure as m;
use super::xml::Xml;
use super::{R, SEAL_NAMESPACE, W};
use crate::error::PaperError;
use crate::fonts::{Fonts, Role};
use crate::seal::Seal;

const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const CUSTOM: &str = "http://schemas.openxmlformats.org/officeDocument/2006/customXml";
/// Names the seal's part among custom parts; the same in all documents.
const SEAL_ID: &str = "{6B7A3C52-1F0E-4D5A-9C1B-59495041514E}";

/// How a paragraph style sets its text.
struct Style {
    id: &'static str,
    name: &'static str,
    font: Role,
    jc: &'static str,
    /// First-line indent in characters.
    indent: i64,
    /// Right indent in twips.
    right: i64,
    /// Outline level, for headings.
    outline: Option<u8>,
}

const fn style(id: &'static str, name: &'static str, font: Role, jc: &'static str, indent: i64) -> Style {
    Style { id, name, font, jc, indent, right: 0, outline: None }
}

const fn heading(id: &'static str, name: &'static str, font: Role, outline: u8) -> Style {
    Style { id, name, font, jc: "both", indent: 2, right: 0, outline: Some(outline) }
}

const STYLES: [Style; 15] = [
    style("DocumentTitle", "公文标题", Role::Title, "center", 0),
    style("DocumentBody", "公文正文", Role::Body, "both", 2),
    heading("Heading1", "heading 1", Role::Heading1, 0),
    heading("Heading2", "heading 2", Role::Heading2, 1),
    heading("Heading3", "heading 3", Role::Body, 2),
    heading("Heading4", "heading 4", Role::Body, 3),
    style("Addressee", "主送机关", Role::Body, "left", 0),
    style("AttachmentNote", "附件说明", Role::Body, "both", 2),
    style("SignatureLine", "署名和日期", Role::Body, "right", 0),
    style("AttachmentMark", "附件标识", Role::Heading1, "left", 0),
    style("TableCaption", "表题", Role::Heading1, "center", 0),
    style("Urgency", "紧急程度", Role::Heading1, "left", 0),
    style("IssuerMark", "发文机关标志", Role::Title, "center", 0),
    style("DocumentNumber", "发文字号", Role::Body, "center", 0),
    Style {
        id: "NumberAndSigner", name: "发文字号和签发人", font: Role::Body, jc: "left", indent: 1, right: m::CHARACTER, outline: None
    },
];

/// word/styles.xml.
pub(super) fn styles(fonts: &Fonts) -> String {
    let mut xml = Xml::part();
    xml.within("w:styles", &[("xmlns:w", W)], |xml| {
        xml.within("w:docDefaults", &[], |xml| {
            xml.within("w:rPrDefault", &[], |xml| xml.within("w:rPr", &[], |xml| default_run(xml, fonts)));
            xml.within("w:pPrDefault", &[], |xml| xml.within("w:pPr", &[], default_paragraph));
        });
        xml.within("w:style", &[("w:type", "paragraph"), ("w:default", "1"), ("w:styleId", "Normal")], |xml| {
            xml.val("w:name", "Normal");
            xml.empty("w:qFormat", &[]);
        });
        STYLES.iter().for_each(|style| paragraph_style(xml, style, fonts));
        small_style(xml, "TableText", "表格文字", "21", fonts.name(Role::Body), "left");
        small_style(xml, "Footer", "footer", "28", &fonts.page_number, "left");
    });
    xml.finish()
}

fn default_run(xml: &mut Xml, fonts: &Fonts) {
    font_name(xml, fonts.name(Role::Body));
    xml.val("w:color", "000000");
    xml.val("w:spacing", &m::SPACING.to_string());
    xml.val("w:sz", &m::SIZE.to_string());
    xml.val("w:szCs", &m::SIZE.to_string());
    xml.empty("w:lang", &[("w:val", "en-US"), ("w:eastAsia", "zh-CN")]);
}

/// No room is put between Chinese characters and digits: a line holds 28 characters, digits counted as halves.
fn default_paragraph(xml: &mut Xml) {
    xml.val("w:widowControl", "0");
    xml.val("w:autoSpaceDE", "0");
    xml.val("w:autoSpaceDN", "0");
    xml.val("w:jc", "both");
}

fn paragraph_style(xml: &mut Xml, style: &Style, fonts: &Fonts) {
    xml.within(
        "w:style",
        &[("w:type", "paragraph"), ("w:customStyle", if style.outline.is_some() { "0" } else { "1" }), ("w:styleId", style.id)],
        |xml| {
            xml.val("w:name", style.name);
            xml.val("w:basedOn", "Normal");
            xml.empty("w:qFormat", &[]);
            xml.within("w:pPr", &[], |xml| style_paragraph(xml, style));
            xml.within("w:rPr", &[], |xml| {
                font_name(xml, fonts.name(style.font));
                if style.id == "DocumentTitle" {
                    xml.val("w:spacing", "0");
                    xml.val("w:sz", &m::TITLE_SIZE.to_string());
                    xml.val("w:szCs", &m::TITLE_SIZE.to_string());
                }
            });
        },
    );
}

fn style_paragraph(xml: &mut Xml, style: &Style) {
    if matches!(style.id, "DocumentNumber" | "NumberAndSigner") {
        // The red line below the number: as wide as the type area, 4 mm (11 pt) below.
        xml.within("w:pBdr", &[], |xml| {
            xml.empty("w:bottom", &[("w:val", "single"), ("w:sz", "12"), ("w:space", "11"), ("w:color", "FF0000")]);
        });
    }
    if style.right > 0 {
        let at = (m::WIDTH - style.right).to_string();
        xml.within("w:tabs", &[], |xml| xml.empty("w:tab", &[("w:val", "right"), ("w:pos", &at)]));
    }
    if style.id == "DocumentTitle" {
        // Off the grid, or a title line in a tall font would take two lines of it; on its own it takes exactly one.
        xml.val("w:snapToGrid", "0");
        xml.empty("w:spacing", &[("w:line", &m::LINE.to_string()), ("w:lineRule", "exact")]);
    }
    if style.indent > 0 {
        let (chars, twips) = ((style.indent * 100).to_string(), (style.indent * m::CHARACTER).to_string());
        xml.empty("w:ind", &[("w:firstLineChars", &chars), ("w:firstLine", &twips)]);
    }
    xml.val("w:jc", style.jc);
    if let Some(level) = style.outline {
        xml.val("w:outlineLvl", &level.to_string());
    }
}

fn small_style(xml: &mut Xml, id: &str, name: &str, size: &str, font: &str, jc: &str) {
    xml.within("w:style", &[("w:type", "paragraph"), ("w:styleId", id)], |xml| {
        xml.val("w:name", name);
        xml.val("w:basedOn", "Normal");
        xml.within("w:pPr", &[], |xml| {
            xml.val("w:snapToGrid", "0");
            // Fixed, because some free fonts state too little room below their letters.
            xml.empty("w:spacing", &[("w:line", "320"), ("w:lineRule", "exact")]);
            xml.val("w:jc", jc);
        });
        xml.within("w:rPr", &[], |xml| {
            font_name(xml, font);
            xml.val("w:spacing", "0");
            xml.val("w:sz", size);
            xml.val("w:szCs", size);
        });
    });
}

/// word/settings.xml: different even pages, punctuation not squeezed, today's layout rules.
pub(super) fn settings() -> String {
    let mut xml = Xml::part();
    xml.within("w:settings", &[("xmlns:w", W)], |xml| {
        xml.empty("w:zoom", &[("w:percent", "100")]);
        xml.val("w:defaultTabStop", "420");
        xml.empty("w:evenAndOddHeaders", &[]);
        xml.val("w:characterSpacingControl", "doNotCompress");
        xml.within("w:compat", &[], |xml| {
            xml.empty("w:doNotExpandShiftReturn", &[]);
            xml.empty("w:useFELayout", &[]);
            let name = ("w:name", "compatibilityMode");
            xml.empty("w:compatSetting", &[name, ("w:uri", "http://schemas.microsoft.com/office/word"), ("w:val", "15")]);
        });
        xml.empty("w:themeFontLang", &[("w:val", "en-US"), ("w:eastAsia", "zh-CN")]);
        xml.val("w:decimalSymbol", ".");
        xml.val("w:listSeparator", ",");
    });
    xml.finish()
}

/// word/fontTable.xml: what stands in where a font is missing.
pub(super) fn font_table(fonts: &Fonts) -> String {
    let mut xml = Xml::part();
    let rows = [
        (&fonts.title, "小标宋"),
        (&fonts.body, "仿宋"),
        (&fonts.heading1, "SimHei"),
        (&fonts.heading2, "楷体"),
        (&fonts.page_number, "SimSun"),
    ];
    xml.within("w:fonts", &[("xmlns:w", W)], |xml| {
        let mut done: Vec<&str> = Vec::new();
        for (name, other) in rows {
            if done.contains(&name.as_str()) {
                continue;
            }
            done.push(name);
            xml.within("w:font", &[("w:name", name)], |xml| {
                xml.val("w:altName", other);
                xml.val("w:charset", "86");
                xml.val("w:family", "auto");
                xml.val("w:pitch", "default");
            });
        }
    });
    xml.finish()
}

/// A footer with — 1 — at the outer side: right on odd pages, left on even ones, one character from the edge (DOC-10).
pub(super) fn footer(even: bool, fonts: &Fonts) -> String {
    let mut xml = Xml::part();
    let side = m::NUMBER_CHARACTER.to_string();
    xml.within("w:ftr", &[("xmlns:w", W), ("xmlns:r", R)], |xml| {
        xml.within("w:p", &[], |xml| {
            xml.within("w:pPr", &[], |xml| {
                xml.val("w:pStyle", "Footer");
                xml.empty("w:spacing", &[("w:line", "280"), ("w:lineRule", "exact")]);
                xml.empty("w:ind", &[(if even { "w:left" } else { "w:right" }, &side)]);
                xml.val("w:jc", if even { "left" } else { "right" });
            });
            footer_text(xml, fonts, "— ");
            xml.within("w:fldSimple", &[("w:instr", " PAGE ")], |xml| footer_text(xml, fonts, "1"));
            footer_text(xml, fonts, " —");
        });
    });
    xml.finish()
}

fn footer_text(xml: &mut Xml, fonts: &Fonts, text: &str) {
    xml.within("w:r", &[], |xml| {
        xml.within("w:rPr", &[], |xml| font_name(xml, &fonts.page_number));
        xml.within("w:t", &[("xml:space", "preserve")], |xml| xml.text(text));
    });
}

/// docProps/core.xml: the title alone; no times, so that the same document is the same file.
pub(super) fn core(title: &str) -> String {
    let mut xml = Xml::part();
    let spaces = [("xmlns:cp", format!("{PACKAGE}/metadata/core-properties")), ("xmlns:dc", "http://purl.org/dc/elements/1.1/".to_owned())];
    let spaces: Vec<(&str, &str)> = spaces.iter().map(|(name, value)| (*name, value.as_str())).collect();
    xml.within("cp:coreProperties", &spaces, |xml| xml.within("dc:title", &[], |xml| xml.text(&title.replace('\n', ""))));
    xml.finish()
}

/// customXml/item1.xml: the seal as JSON inside one element.
pub(super) fn seal(seal: &Seal) -> Result<String, PaperError> {
    let json = serde_json::to_string(seal).map_err(|error| PaperError::Pack(error.to_string()))?;
    let mut xml = Xml::part();
    xml.within("seal", &[("xmlns", SEAL_NAMESPACE)], |xml| xml.text(&json));
    Ok(xml.finish())
}

/// customXml/itemProps1.xml.
pub(super) fn seal_properties() -> String {
    let mut xml = Xml::part();
    xml.within("ds:datastoreItem", &[("ds:itemID", SEAL_ID), ("xmlns:ds", CUSTOM)], |xml| {
        xml.within("ds:schemaRefs", &[], |xml| xml.empty("ds:schemaRef", &[("ds:uri", SEAL_NAMESPACE)]));
    });
    xml.finish()
}

/// A relationships part; `kind` is the last part of the type's address.
pub(super) fn relationships(rows: &[(&str, &str, &str)]) -> String {
    let mut xml = Xml::part();
    xml.within("Relationships", &[("xmlns", &format!("{PACKAGE}/relationships"))], |xml| {
        for (id, kind, target) in rows {
            let kind = if *kind == "core-properties" { format!("{PACKAGE}/relationships/metadata/{kind}") } else { format!("{R}/{kind}") };
            xml.empty("Relationship", &[("Id", id), ("Type", &kind), ("Target", target)]);
        }
    });
    xml.finish()
}

/// [Content_Types].xml.
pub(super) fn content_types(sealed: bool, pictures: bool) -> String {
    const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let mut rows = vec![
        ("/word/document.xml", format!("{WORD}.document.main+xml")),
        ("/word/styles.xml", format!("{WORD}.styles+xml")),
        ("/word/settings.xml", format!("{WORD}.settings+xml")),
        ("/word/fontTable.xml", format!("{WORD}.fontTable+xml")),
        ("/word/footer1.xml", format!("{WORD}.footer+xml")),
        ("/word/footer2.xml", format!("{WORD}.footer+xml")),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml".to_owned()),
    ];
    if sealed {
        rows.push(("/customXml/itemProps1.xml", "application/vnd.openxmlformats-officedocument.customXmlProperties+xml".to_owned()));
    }
    let mut xml = Xml::part();
    xml.within("Types", &[("xmlns", &format!("{PACKAGE}/content-types"))], |xml| {
        xml.empty("Default", &[("Extension", "rels"), ("ContentType", "application/vnd.openxmlformats-package.relationships+xml")]);
        xml.empty("Default", &[("Extension", "xml"), ("ContentType", "application/xml")]);
        if pictures {
            xml.empty("Default", &[("Extension", "jpg"), ("ContentType", "image/jpeg")]);
        }
        rows.iter().for_each(|(part, kind)| xml.empty("Override", &[("PartName", part), ("ContentType", kind)]));
    });
    xml.finish()
}
