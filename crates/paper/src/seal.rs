//! The seal of a signed document: what its figures and its text were, kept in a part of the .docx of its own.

use norms::{Day, Instant};
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};

use crate::flow::{Piece, flow};
use crate::model::Document;
use crate::text::{normalised, visible_paragraphs};

/// What was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// Form of the seal; 1.
    pub version: u32,
    /// Id of the report in the system that signed it.
    pub report: String,
    /// Title.
    pub title: String,
    /// The ledger's posting number up to which the figures were taken.
    pub posting: i64,
    /// Moment of sign-off, RFC 3339 in UTC.
    pub signed_at: String,
    /// All figures in reading order.
    pub figures: Vec<SealedFigure>,
    /// Digest and opening of each visible paragraph, blank ones left out.
    pub paragraphs: Vec<SealedParagraph>,
    /// SM3 over all visible text, in hexadecimal.
    pub text_digest: String,
    /// Keyed digest over [`Seal::payload`] by whoever holds the office's key; absent in a seal that was never keyed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mac: Option<String>,
}

/// One figure as signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedFigure {
    /// Its name in the document.
    pub key: String,
    /// What the text said.
    pub said: String,
    /// Exact value, decimal text.
    pub value: String,
    /// Metric code.
    pub metric: String,
    /// Org code.
    pub org: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Digest of the facts.
    pub digest: String,
    /// Which visible paragraph it stands in, from 0.
    pub paragraph: usize,
}

/// One paragraph as signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedParagraph {
    /// SM3 of its normalised text.
    pub digest: String,
    /// Its first twelve characters, so that it can be named; the whole text is not kept beside the text.
    pub opening: String,
}

const OPENING: usize = 12;

impl Seal {
    /// The seal of this document exactly as it will be written (with its trace, if it has one), without a keyed digest.
    pub fn of(doc: &Document, report: &str, posting: i64, signed_at: Instant) -> Seal {
        let texts: Vec<String> = visible_paragraphs(doc).iter().map(|text| normalised(text)).collect();
        Seal {
            version: 1,
            report: report.to_owned(),
            title: doc.title.replace('\n', ""),
            posting,
            signed_at: signed_at.to_string(),
            figures: sealed_figures(doc),
            paragraphs: texts.iter().map(|text| sealed_paragraph(text)).collect(),
            text_digest: text_digest(&texts),
            mac: None,
        }
    }

    /// The bytes over which the keyed digest is made: the seal without `mac`, always the same for the same seal.
    pub fn payload(&self) -> Vec<u8> {
        let bare = Seal { mac: None, ..self.clone() };
        // The fields are plain numbers, text and lists: writing them as JSON cannot fail.
        serde_json::to_vec(&bare).unwrap_or_default()
    }

    /// The seal with its keyed digest.
    pub fn with_mac(mut self, mac: impl Into<String>) -> Seal {
        self.mac = Some(mac.into());
        self
    }
}

pub(crate) fn sealed_paragraph(text: &str) -> SealedParagraph {
    SealedParagraph { digest: hex(&Sm3::digest(text.as_bytes())), opening: text.chars().take(OPENING).collect() }
}

/// SM3 over the normalised paragraphs, each followed by a line end.
pub(crate) fn text_digest(texts: &[String]) -> String {
    let mut hasher = Sm3::new();
    for text in texts {
        hasher.update(text.as_bytes());
        hasher.update(b"\n");
    }
    hex(&hasher.finalize())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The figures with the paragraph each stands in. Figures of the model and figures of the flow come in the same order.
fn sealed_figures(doc: &Document) -> Vec<SealedFigure> {
    let figures = doc.figures();
    places(doc)
        .into_iter()
        .zip(figures)
        .map(|(paragraph, figure)| SealedFigure {
            key: figure.key.clone(),
            said: figure.said.clone(),
            value: figure.value.clone(),
            metric: figure.metric.clone(),
            org: figure.org.clone(),
            from: figure.from,
            to: figure.to,
            digest: figure.digest.clone(),
            paragraph,
        })
        .collect()
}

/// For each figure of the flow the number of its visible paragraph.
fn places(doc: &Document) -> Vec<usize> {
    let (mut out, mut seen) = (Vec::new(), 0);
    for piece in flow(doc) {
        match piece {
            Piece::Para(para) => {
                out.extend(para.spans.iter().filter(|span| span.figure.is_some()).map(|_| seen));
                seen += usize::from(!normalised(&para.text()).is_empty());
            }
            Piece::Table(table) => {
                seen += table.header.iter().chain(table.rows.iter().flatten()).filter(|cell| !normalised(cell).is_empty()).count()
            }
        }
    }
    out
}
