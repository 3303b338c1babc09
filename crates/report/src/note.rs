//! 更正说明: what goes out to whoever has an old figure.

use paper::{Block, Document, Run, Signature};

use crate::correction::{CorrectedFigure, Correction, CorrectionState, Recipient};
use crate::figures::Figure;
use crate::model::{Report, State};

fn text(words: impl Into<String>) -> Run {
    Run::Text(words.into())
}

fn paragraph(words: impl Into<String>) -> Block {
    Block::Paragraph { runs: vec![text(words)] }
}

/// The note of an approved correction. Its new values are figures like those of a report, so that the file can be checked like one.
pub fn document(report: &Report, correction: &Correction, signed: &[Figure], recipients: &[Recipient]) -> Document {
    let title = report.title.replace('\n', "");
    let signed_at = match &report.state {
        State::Signed { signed_at, .. } => format!("{}签发的", signed_at.day().chinese()),
        _ => String::new(),
    };
    let number = correction.number().unwrap_or_default();
    let mut blocks = vec![paragraph(format!("{signed_at}《{title}》中的下列数字有误，现予更正。本说明为更正{number}。"))];
    for figure in &correction.figures {
        if let Some(signed) = signed.iter().find(|signed| signed.key == figure.key) {
            blocks.extend(of_figure(figure, signed));
        }
    }
    let heading = |words: &str| Block::Heading { level: 1, runs: vec![text(words)], follows: Vec::new() };
    blocks.push(heading("更正原因"));
    blocks.push(paragraph(format!("{}。{}", correction.reason.chinese(), correction.words)));
    blocks.push(heading("收到原数字的单位和人员"));
    if recipients.is_empty() {
        blocks.push(paragraph("没有登记收到原数字的单位和人员。"));
    } else {
        blocks.push(paragraph("请下列单位和人员以本说明为准，不再使用原数字。"));
        blocks.push(list(recipients));
    }
    let mut document = Document { title: format!("关于《{title}》的更正说明"), blocks, ..Document::default() };
    if let CorrectionState::Approved { by, at, .. } = &correction.state {
        let steps = format!("本次更正由{}拟，{}批准。", correction.drafted_by.name, by.name);
        document.blocks.push(paragraph(steps));
        let signature = Signature { org: report.signature.clone(), day: at.day(), sealed: true };
        document.signature = Some(signature).filter(|signature| !signature.org.is_empty());
    }
    document
}

fn of_figure(figure: &CorrectedFigure, signed: &Figure) -> [Block; 2] {
    let new = paper::Figure {
        key: figure.key.clone(),
        said: figure.new_said.clone(),
        value: signed.metric.plain(figure.new_value),
        metric: signed.metric.code.to_owned(),
        org: signed.org.code.clone(),
        from: signed.period.from,
        to: signed.period.to,
        digest: figure.digest.clone(),
    };
    // What is a figure of its own stands without quotation marks.
    let exact = figure.is(signed.metric).trim_start_matches(&format!("“{}”", figure.new_said)).to_owned();
    let about = format!("{exact}。统计单位：{}。统计期：{}。", signed.org.name, signed.period.chinese());
    let old = format!("原为{}，现更正为", figure.was(signed.metric));
    [
        Block::Heading { level: 1, runs: vec![text(signed.metric.name)], follows: Vec::new() },
        Block::Paragraph { runs: vec![text(old), Run::Figure(new), text(about)] },
    ]
}

/// Who has an old figure.
fn list(recipients: &[Recipient]) -> Block {
    let row = |one: &Recipient| vec![one.name.clone(), one.way.chinese().to_owned(), one.what(), one.day.chinese()];
    Block::Table {
        caption: None,
        header: ["单位或人员", "方式", "收到", "日期"].map(str::to_owned).to_vec(),
        rows: recipients.iter().map(row).collect(),
    }
}

/// The lines below a signed report that tell its corrections: 更正1，2022年11月8日，补报：…
pub fn lines(corrections: &[Correction], signed: &[Figure]) -> Vec<String> {
    let line = |one: &Correction| {
        let CorrectionState::Approved { number, at, .. } = &one.state else { return None };
        let said = |figure: &CorrectedFigure| {
            let metric = signed.iter().find(|signed| signed.key == figure.key)?.metric;
            Some(format!("{}由{}更正为{}", metric.name, figure.was(metric), figure.is(metric)))
        };
        let figures: Vec<String> = one.figures.iter().filter_map(said).collect();
        Some((*number, format!("更正{number}，{}，{}：{}", at.day().chinese(), one.reason.chinese(), figures.join("，"))))
    };
    let mut lines: Vec<(i64, String)> = corrections.iter().filter_map(line).collect();
    lines.sort_by_key(|(number, _)| *number);
    lines.into_iter().map(|(_, line)| line).collect()
}
