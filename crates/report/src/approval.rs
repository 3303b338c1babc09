//! 发文审批单: the sheet that goes round on paper and is signed by hand, and the scans of it that came back. What the system knows of the
//! steps stands beside the lines for signing and never in their place.

use norms::{Day, Instant};
use paper::{Block, Document, Run};

use crate::actions::Countersigned;
use crate::countersign::Said;
use crate::model::{Report, Step};

/// What the sheet says about itself.
pub const NOTICE: &str = "本单供手签，系统内状态不代替签名。";

/// The approval sheet of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalSheet {
    /// Title of the report.
    pub title: String,
    /// 发文单位 and what else stands above the lines for signing.
    pub about: Vec<(&'static str, String)>,
    /// 拟稿, 核稿, 签发: the name of the line, and what the system knows of it.
    pub lines: Vec<(&'static str, String)>,
    /// 会签: who, and what the system knows of it.
    pub countersigns: Vec<(String, String)>,
}

impl ApprovalSheet {
    /// The sheet of a report as it stands.
    pub fn of(report: &Report, org: &str, taken: &[(Step, String, Instant)], countersigns: &[Countersigned]) -> ApprovalSheet {
        let known = |step: Step| {
            let last = taken.iter().rev().find(|(taken, ..)| *taken == step);
            last.map(|(_, by, at)| said(by, at.day())).unwrap_or_default()
        };
        let about = [
            ("发文单位", Some(report.signature.clone()).filter(|name| !name.is_empty()).unwrap_or_else(|| org.to_owned())),
            ("主送机关", report.addressee.clone()),
            ("统计期", format!("{}，数据截至{}", report.period.chinese(), report.cut_off.chinese())),
        ];
        let about = about.into_iter().filter(|(_, words)| !words.is_empty()).collect();
        let countersigns = countersigns.iter().map(|asked| (asked.one.name.clone(), of_countersign(asked))).collect();
        let lines = vec![("拟稿", known(Step::Send)), ("核稿", known(Step::Check)), ("签发", known(Step::Sign))];
        ApprovalSheet { title: report.title.replace('\n', ""), about, lines, countersigns }
    }

    /// The sheet as a Word document on one page of A4, with room for names by hand.
    pub fn document(&self) -> Document {
        let text = |words: &str| Block::Paragraph { runs: vec![Run::Text(words.to_owned())] };
        let about = self.about.iter().map(|(name, words)| vec![(*name).to_owned(), words.clone()]);
        let lines = self.lines.iter().map(|(name, known)| vec![(*name).to_owned(), format!("{known}\n\n{BY_HAND}\n")]);
        let mut blocks =
            vec![Block::Table { caption: None, header: vec!["标题".to_owned(), self.title.clone()], rows: about.chain(lines).collect() }];
        if !self.countersigns.is_empty() {
            let header = ["会签单位、人员", "系统内意见", "　　　签　名　　　", "　　日　期　　"].map(str::to_owned).to_vec();
            let row = |(name, known): &(String, String)| vec![name.clone(), format!("\n{known}\n"), String::new(), String::new()];
            blocks.push(Block::Table { caption: Some("会签".to_owned()), header, rows: self.countersigns.iter().map(row).collect() });
        }
        blocks.push(text(NOTICE));
        Document { title: "发文审批单".to_owned(), blocks, ..Document::default() }
    }
}

/// A line that is signed by hand.
const BY_HAND: &str = "签名：　　　　　　　　　　　　　　年　　月　　日";

fn said(by: &str, day: Day) -> String {
    format!("系统内：{by}，{}", day.chinese())
}

fn of_countersign(asked: &Countersigned) -> String {
    let Some(answer) = &asked.one.answer else { return String::new() };
    let by = format!("{}，{}", answer.by, answer.at.day().chinese());
    match &answer.what {
        Said::Agree => format!("同意（{by}）"),
        Said::Opinion { words, settled } => {
            let settled = settled.as_ref().map(|settled| format!("处理：{}", settled.words)).unwrap_or_default();
            format!("{words}（{by}）{settled}")
        }
    }
}
