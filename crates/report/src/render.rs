//! From a report's text and figures to the document that is read, exported and frozen.

use std::collections::{HashMap, HashSet};

use norms::Day;
use paper::{Document, Run, Signature};

use crate::figures::Figure;
use crate::model::Report;
use crate::template::{Block, Piece, Text, Word};

/// The document that a report's text makes with these figures; `day` stands below the signature.
pub fn document(report: &Report, org: &str, text: &Text, figures: &[Figure], day: Day) -> Document {
    let by_key: HashMap<&str, &Figure> = figures.iter().map(|figure| (figure.key.as_str(), figure)).collect();
    let runs = |pieces: &[Piece]| pieces.iter().filter_map(|piece| run(report, org, &by_key, piece)).collect::<Vec<Run>>();
    let blocks = text.blocks.iter().map(|block| match block {
        Block::Heading { level, pieces, follows } => paper::Block::Heading { level: *level, runs: runs(pieces), follows: runs(follows) },
        Block::Paragraph(pieces) => paper::Block::Paragraph { runs: runs(pieces) },
    });
    Document {
        head: None,
        title: report.title.clone(),
        addressee: Some(report.addressee.clone()).filter(|addressee| !addressee.is_empty()),
        blocks: blocks.collect(),
        signature: Some(Signature { org: report.signature.clone(), day, sealed: true }).filter(|signature| !signature.org.is_empty()),
        notes: Vec::new(),
        attachments: Vec::new(),
        trace: None,
    }
}

/// What a word of the front says.
pub fn word(report: &Report, org: &str, word: Word) -> String {
    match word {
        Word::Period => report.period.chinese(),
        Word::CutOff => report.cut_off.chinese(),
        Word::Org => org.to_owned(),
        Word::Writer => report.made_by.name.clone(),
    }
}

fn run(report: &Report, org: &str, figures: &HashMap<&str, &Figure>, piece: &Piece) -> Option<Run> {
    Some(match piece {
        Piece::Plain(text) => Run::Text(text.clone()),
        Piece::Bold(text) => Run::Bold(text.clone()),
        Piece::Word(name) => Run::Text(word(report, org, *name)),
        Piece::Figure(bound) => Run::Figure(figure(figures.get(bound.key.as_str())?)),
    })
}

/// A figure as the document carries it.
fn figure(figure: &Figure) -> paper::Figure {
    paper::Figure {
        key: figure.key.clone(),
        said: figure.said.clone(),
        value: figure.metric.plain(figure.value),
        metric: figure.metric.code.to_owned(),
        org: figure.org.code.clone(),
        from: figure.period.from,
        to: figure.period.to,
        digest: figure.digest.clone(),
    }
}

/// The document of a draft on its way out: its title says that it is one, and what has no record behind it says that: a bare 0 would
/// read like a result.
pub fn as_draft(mut document: Document, figures: &[Figure]) -> Document {
    document.title = format!("（草稿）{}", document.title);
    let unproven: HashSet<&str> = figures.iter().filter(|figure| figure.no_record()).map(|figure| figure.key.as_str()).collect();
    for block in &mut document.blocks {
        let (runs, follows) = match block {
            paper::Block::Heading { runs, follows, .. } => (runs, Some(follows)),
            paper::Block::Paragraph { runs } => (runs, None),
            paper::Block::Table { .. } => continue,
        };
        for run in runs.iter_mut().chain(follows.into_iter().flatten()) {
            if let Run::Figure(figure) = run
                && unproven.contains(figure.key.as_str())
            {
                figure.said.push_str("（无记录）");
            }
        }
    }
    document
}
