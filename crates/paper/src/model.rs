//! The model of an official document: what it says, without how it is set.

use norms::Day;
use serde::{Deserialize, Serialize};

use crate::trace::Trace;

/// An official document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    /// Red head (版头); none for a working paper.
    pub head: Option<Head>,
    /// Title; a line break in it is kept as the author's own break, else it is broken by sense.
    pub title: String,
    /// 主送机关 without the colon.
    pub addressee: Option<String>,
    /// Headings, paragraphs and tables in order.
    pub blocks: Vec<Block>,
    /// Who signs, and on which day.
    pub signature: Option<Signature>,
    /// 附注: lines in brackets below the date.
    pub notes: Vec<String>,
    /// Attachments, each on a new page.
    pub attachments: Vec<Attachment>,
    /// The proof of each figure, set as the last attachment when present.
    pub trace: Option<Trace>,
}

/// The head of a document (DOC-03). Secrecy and copy numbers have no place here: this system is not for classified matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Head {
    /// Issuer mark (发文机关标志), red.
    pub mark: String,
    /// Document number, 苏青组〔2022〕5号.
    pub number: Option<String>,
    /// 特急 or 加急.
    pub urgency: Option<String>,
    /// 签发人, in documents that go upward.
    pub signer: Option<String>,
}

/// One block of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// A heading; its number (一、 （一） 1. （1）) is made by the writer and is not part of `runs`.
    Heading {
        /// 1 to 4; values outside are taken as the nearest.
        level: u8,
        /// The heading's words.
        runs: Vec<Run>,
        /// The text that runs in on the same line after the heading; empty for a heading on its own line.
        #[serde(default)]
        follows: Vec<Run>,
    },
    /// A paragraph of text.
    Paragraph {
        /// Its runs.
        runs: Vec<Run>,
    },
    /// A table.
    Table {
        /// Line above the table.
        #[serde(default)]
        caption: Option<String>,
        /// Header cells, repeated on each page.
        header: Vec<String>,
        /// Rows; a short row is filled with empty cells.
        rows: Vec<Vec<String>>,
    },
}

/// A stretch of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Run {
    /// Plain text.
    Text(String),
    /// Bold text.
    Bold(String),
    /// A figure that is bound to the ledger.
    Figure(Figure),
}

impl Run {
    /// What a reader sees.
    pub fn said(&self) -> &str {
        match self {
            Run::Text(text) | Run::Bold(text) => text,
            Run::Figure(figure) => &figure.said,
        }
    }
}

/// A figure in the text, with what it was taken from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// The figure's name inside its document; 1 to 64 characters.
    pub key: String,
    /// What the text says: 700余场次.
    pub said: String,
    /// The exact value as decimal text: 726, 12.50.
    pub value: String,
    /// Metric code.
    pub metric: String,
    /// Code of the org of which it speaks.
    pub org: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Digest of the facts behind it; empty in a draft.
    pub digest: String,
}

/// Signature and date (DOC-08).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The signing office's name.
    pub org: String,
    /// 成文日期.
    pub day: Day,
    /// Whether a seal will be put on it: the signature is then centred on the date.
    pub sealed: bool,
}

/// An attachment (DOC-07).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its title, also named in the note below the text.
    pub title: String,
    /// Its content; headings are numbered anew.
    pub blocks: Vec<Block>,
}

impl Document {
    /// All figures of the text in reading order (attachments after the text).
    pub fn figures(&self) -> Vec<&Figure> {
        let blocks = self.blocks.iter().chain(self.attachments.iter().flat_map(|a| &a.blocks));
        blocks.flat_map(Block::runs).filter_map(|run| if let Run::Figure(figure) = run { Some(figure) } else { None }).collect()
    }
}

impl Block {
    /// The block's runs in reading order; none for a table.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        let (first, second): (&[Run], &[Run]) = match self {
            Block::Heading { runs, follows, .. } => (runs, follows),
            Block::Paragraph { runs } => (runs, &[]),
            Block::Table { .. } => (&[], &[]),
        };
        first.iter().chain(second)
    }
}
