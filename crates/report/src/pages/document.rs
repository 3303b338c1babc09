//! A report's document as it reads on a page: in the paper's own type, its figures links to their proof.

use std::collections::HashMap;

use askama::Template;
use kit::table::Mark;
use kit::{Failure, Markup};
use paper::{Block, Counter, Document, Run};
use uuid::Uuid;

use crate::actions::View;
use crate::correction::holding;
use crate::figures::Figure;

/// A line of the document.
struct Line {
    /// `h1` to `h4`, `p`.
    class: &'static str,
    /// The heading's number.
    number: String,
    /// The heading, when text runs in after it.
    head: Vec<Piece>,
    pieces: Vec<Piece>,
}

/// A stretch of a line.
struct Piece {
    text: String,
    bold: bool,
    link: Option<Link>,
}

/// A figure's link.
struct Link {
    href: String,
    class: &'static str,
    /// What hovering says and what is read aloud: the exact value and its state.
    title: String,
    /// Where 关闭 leads back to.
    anchor: String,
    current: bool,
    /// Said beside a figure without a record: colour alone tells nothing.
    bare: bool,
}

#[derive(Template)]
#[template(path = "report/document.html")]
struct Html {
    title: Vec<String>,
    addressee: Option<String>,
    lines: Vec<Line>,
    signature: Option<(String, String)>,
}

/// How a figure stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Records stand behind it.
    Proven,
    /// Only totals without a list.
    DeclaredOnly,
    /// Nothing was recorded.
    NoRecord,
    /// Signed, and records say otherwise today.
    Differs,
    /// Signed, corrected since, and the records agree with that.
    Corrected,
}

impl Standing {
    /// Of a figure, as it stands by itself.
    pub(super) fn of(figure: &Figure) -> Standing {
        match (figure.facts, figure.value, figure.declared) {
            _ if figure.no_record() => Standing::NoRecord,
            (_, 0, declared) if declared != 0 => Standing::DeclaredOnly,
            _ => Standing::Proven,
        }
    }

    /// The word that pages say.
    pub(super) fn word(self) -> &'static str {
        match self {
            Standing::Proven => "有据",
            Standing::DeclaredOnly => "仅报总数",
            Standing::NoRecord => "无记录",
            Standing::Differs => "今天不同",
            Standing::Corrected => "已更正",
        }
    }

    /// The mark beside the word, in tables.
    pub(super) fn mark(self) -> Mark {
        match self {
            Standing::Proven => Mark::Done,
            Standing::DeclaredOnly | Standing::NoRecord | Standing::Corrected => Mark::Due,
            Standing::Differs => Mark::Late,
        }
    }

    /// The word with its mark.
    pub(super) fn tag(self) -> Markup {
        tag(self.mark(), self.word())
    }

    fn class(self) -> &'static str {
        match self {
            Standing::Proven => "f",
            Standing::DeclaredOnly | Standing::NoRecord => "f none",
            Standing::Differs => "f differs",
            Standing::Corrected => "f corrected",
        }
    }
}

/// The name of a figure's place on the page.
pub(super) fn anchor(key: &str) -> String {
    format!("f-{key}")
}

/// What the document's links need to know.
pub(super) struct Links<'a> {
    /// The report.
    pub(super) id: Uuid,
    /// Its figures.
    pub(super) figures: &'a [Figure],
    /// Keys of the figures that would differ today.
    pub(super) differing: &'a [String],
    /// Keys of the figures that were corrected.
    pub(super) corrected: Vec<String>,
    /// The figure whose proof is open.
    pub(super) current: Option<&'a str>,
}

impl<'a> Links<'a> {
    /// Of a report.
    pub(super) fn of(view: &'a View, differing: &'a [String], current: Option<&'a str>) -> Links<'a> {
        let corrected = holding(&view.corrections).into_keys().collect();
        Links { id: view.report.id, figures: &view.figures, differing, corrected, current }
    }

    /// How a figure stands, with what is known of today.
    pub(super) fn standing(&self, figure: &Figure) -> Standing {
        if self.differing.contains(&figure.key) {
            Standing::Differs
        } else if self.corrected.contains(&figure.key) {
            Standing::Corrected
        } else {
            Standing::of(figure)
        }
    }

    fn link(&self, key: &str) -> Option<Link> {
        let figure = self.figures.iter().find(|figure| figure.key == key)?;
        let standing = self.standing(figure);
        Some(Link {
            href: format!("/reports/{}/figures/{}", self.id, figure.key),
            class: standing.class(),
            title: format!("{}：{}，{}", figure.metric.name, figure.exact(), standing.word()),
            anchor: anchor(key),
            current: self.current == Some(key),
            bare: standing == Standing::NoRecord,
        })
    }
}

/// The document as HTML.
pub(super) fn html(document: &Document, links: &Links<'_>) -> Result<Markup, Failure> {
    let mut counter = Counter::default();
    let lines = document.blocks.iter().filter_map(|block| line(block, &mut counter, links)).collect();
    Markup::of(&Html {
        title: document.title.split('\n').map(str::to_owned).collect(),
        addressee: document.addressee.clone(),
        lines,
        signature: document.signature.as_ref().map(|signature| (signature.org.clone(), signature.day.chinese())),
    })
}

fn line(block: &Block, counter: &mut Counter, links: &Links<'_>) -> Option<Line> {
    let pieces = |runs: &[Run]| runs.iter().map(|run| piece(run, links)).collect::<Vec<_>>();
    match block {
        Block::Heading { level, runs, follows } => {
            let class = ["h1", "h2", "h3", "h4"].get(usize::from(level.clamp(&1, &4) - 1)).copied().unwrap_or("h4");
            let (head, rest) = if follows.is_empty() { (Vec::new(), pieces(runs)) } else { (pieces(runs), pieces(follows)) };
            Some(Line { class, number: counter.next(*level), head, pieces: rest })
        }
        Block::Paragraph { runs } => Some(Line { class: "p", number: String::new(), head: Vec::new(), pieces: pieces(runs) }),
        Block::Table { .. } => None,
    }
}

fn piece(run: &Run, links: &Links<'_>) -> Piece {
    let text = run.said().to_owned();
    let link = if let Run::Figure(figure) = run { links.link(&figure.key) } else { None };
    Piece { text, bold: matches!(run, Run::Bold(_)), link }
}

/// How many figures stand how, in words: 22个数字：21个有据，1个无记录.
pub(super) fn tally(links: &Links<'_>) -> String {
    if links.figures.is_empty() {
        return "没有取自台账的数字".to_owned();
    }
    let mut counts: HashMap<&'static str, usize> = HashMap::new();
    for figure in links.figures {
        *counts.entry(links.standing(figure).word()).or_default() += 1;
    }
    let words = [Standing::Proven, Standing::Differs, Standing::Corrected, Standing::DeclaredOnly, Standing::NoRecord].map(Standing::word);
    let parts: Vec<String> = words.iter().filter_map(|word| Some(format!("{}个{word}", counts.get(word)?))).collect();
    format!("{}个数字：{}", links.figures.len(), parts.join("，"))
}

/// A word with a mark, where no table draws it.
pub(super) fn tag(mark: Mark, word: &str) -> Markup {
    let class = match mark {
        Mark::Plain => "tag",
        Mark::Late => "tag late",
        Mark::Due => "tag due",
        Mark::Done => "tag done",
    };
    Markup::trusted(format!("<span class=\"{class}\">")).and(Markup::text(word)).and(Markup::trusted("</span>"))
}
