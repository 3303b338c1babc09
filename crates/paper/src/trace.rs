//! The trace appendix: what stands behind each figure of a document, as an attachment (DOC-07).

use norms::{Day, Period};
use serde::{Deserialize, Serialize};

use crate::model::{Attachment, Block, Run};

/// The proof of all figures of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Trace {
    /// In the order of the text.
    pub figures: Vec<TracedFigure>,
}

/// One figure with its facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TracedFigure {
    /// The figure's key in the document.
    pub key: String,
    /// What the text says: 700余场次.
    pub said: String,
    /// The exact value with its measure word: 726场次.
    pub value: String,
    /// The metric's Chinese name.
    pub metric: String,
    /// The metric's definition (统计口径) in one line.
    pub definition: String,
    /// Name of the org of which the figure speaks.
    pub org: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// What else is known of it, each with its name: 编报人, 核对人.
    #[serde(default)]
    pub kept: Vec<(String, String)>,
    /// The facts shown.
    pub facts: Vec<TracedFact>,
    /// How many more facts there are that are not listed.
    pub more: u64,
}

/// One fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TracedFact {
    /// When it happened.
    pub day: Day,
    /// The org's name.
    pub org: String,
    /// The quantity as decimal text.
    pub quantity: String,
    /// Title of the record.
    pub title: String,
    /// Where it was read: file, sheet and cell; or who recorded it.
    pub origin: String,
}

const TITLE: &str = "报告数字依据表";

impl Trace {
    /// The appendix as an attachment.
    pub fn attachment(&self) -> Attachment {
        Attachment { title: TITLE.to_owned(), blocks: self.figures.iter().flat_map(blocks).collect() }
    }
}

fn blocks(figure: &TracedFigure) -> Vec<Block> {
    let text = |text: String| vec![Run::Text(text)];
    let period = Period { from: figure.from, to: figure.to }.chinese();
    let count = figure.facts.len() as u64 + figure.more;
    let mut about = format!("实数{}。统计单位：{}。统计期：{period}。", figure.value, figure.org);
    if !figure.definition.is_empty() {
        about.push_str(&format!("统计口径：{}。", figure.definition.trim_end_matches('。')));
    }
    about.push_str(&match (count, figure.more) {
        (0, _) => "没有台账记录。".to_owned(),
        (_, 0) => format!("依据台账{count}条。"),
        _ => format!("依据台账{count}条，列前{}条。", figure.facts.len()),
    });
    let heading =
        Block::Heading { level: 1, runs: text(format!("{}（文中“{}”）", figure.metric, figure.said)), follows: Vec::new() };
    let mut out = vec![heading, Block::Paragraph { runs: text(about) }];
    if !figure.kept.is_empty() {
        let kept: Vec<String> = figure.kept.iter().map(|(name, words)| format!("{name}：{}。", words.trim_end_matches('。'))).collect();
        out.push(Block::Paragraph { runs: text(kept.concat()) });
    }
    if !figure.facts.is_empty() {
        let header = ["日期", "组织", "数量", "事项", "出处"].map(str::to_owned).to_vec();
        out.push(Block::Table { caption: None, header, rows: figure.facts.iter().map(row).collect() });
    }
    out
}

fn row(fact: &TracedFact) -> Vec<String> {
    vec![fact.day.to_string(), fact.org.clone(), fact.quantity.clone(), fact.title.clone(), fact.origin.clone()]
}
