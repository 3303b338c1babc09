//! 编报 and 核对: who prepared a figure and who checked it, each with what they saw; a remark, and the files that it rests on.
//!
//! All of it belongs to what the text binds (metric, org, and the days where the text names its own), not to a place in the text: it stays
//! when lines are moved or the cut-off day changes, and the same figure said twice has it once.

use std::collections::HashMap;

use base::AccountId;
use norms::Instant;

use crate::attached::Attached;
use crate::figures::Figure;
use crate::template::{Bound, Text};

/// What somebody does to answer for a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// 编报.
    Prepared,
    /// 核对.
    Checked,
}

impl MarkKind {
    /// Both.
    pub const ALL: [MarkKind; 2] = [MarkKind::Prepared, MarkKind::Checked];

    /// Name in the database.
    pub fn code(self) -> &'static str {
        match self {
            MarkKind::Prepared => "prepared",
            MarkKind::Checked => "checked",
        }
    }

    /// The kind of this code.
    pub fn from_code(code: &str) -> Option<MarkKind> {
        MarkKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Name on pages.
    pub fn chinese(self) -> &'static str {
        match self {
            MarkKind::Prepared => "编报",
            MarkKind::Checked => "核对",
        }
    }
}

/// What a figure said when somebody looked at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// In units of 1/`metric.scale`.
    pub value: i64,
    /// What was reported as a total without a list.
    pub declared: i64,
    /// How many facts stood behind it.
    pub facts: i64,
}

impl Seen {
    /// What a figure says now.
    pub fn of(figure: &Figure) -> Seen {
        Seen { value: figure.value, declared: figure.declared, facts: figure.facts }
    }
}

/// Somebody answers for a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Whose account.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    /// When.
    pub at: Instant,
    /// What they saw.
    pub seen: Seen,
    /// The ledger's number at that moment.
    pub posting: i64,
    /// Digest of the facts.
    pub digest: String,
}

/// How a figure moved after somebody answered for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// It says something else.
    Value,
    /// It says the same, from other records.
    Records,
}

impl Mark {
    /// Whether the figure moved since. In a draft the number of facts tells of other records; in a signed report the digest tells it whole.
    pub fn moved(&self, figure: &Figure) -> Option<Moved> {
        let now = Seen::of(figure);
        if (self.seen.value, self.seen.declared) != (now.value, now.declared) {
            return Some(Moved::Value);
        }
        let other = if figure.digest.is_empty() { self.seen.facts != now.facts } else { self.digest != figure.digest };
        other.then_some(Moved::Records)
    }

    /// 周明 2022年10月31日（编报后数有变动：当时725场次）
    pub fn said(&self, kind: MarkKind, figure: &Figure) -> String {
        let by = format!("{} {}", self.name, self.at.day().chinese());
        let moved = self.moved_said(kind, figure).map(|words| format!("（{words}）")).unwrap_or_default();
        format!("{by}{moved}")
    }

    /// 核对后数有变动：当时725场次
    pub fn moved_said(&self, kind: MarkKind, figure: &Figure) -> Option<String> {
        let (kind, metric) = (kind.chinese(), figure.metric);
        Some(match self.moved(figure)? {
            Moved::Records => format!("{kind}后明细有变动，数未变"),
            Moved::Value => {
                let declared = match self.seen.declared {
                    0 => String::new(),
                    declared => format!("，另报{}{}", metric.plain(declared), metric.unit),
                };
                format!("{kind}后数有变动：当时{}{}{declared}", metric.plain(self.seen.value), metric.unit)
            }
        })
    }
}

/// 备注.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What it says.
    pub words: String,
    /// Who wrote it last.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// Everything that people left with a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// 编报.
    pub prepared: Option<Mark>,
    /// 核对.
    pub checked: Option<Mark>,
    /// 备注.
    pub remark: Option<Remark>,
    /// 依据文件, in the order in which they came; those that were taken back too.
    pub files: Vec<Attached>,
}

/// Why somebody may not answer for a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMarked {
    /// Nobody prepared it yet.
    NotPrepared,
    /// They answer for it in the other way already: two persons look at each figure.
    SamePerson,
}

impl Work {
    /// Of a kind.
    pub fn mark(&self, kind: MarkKind) -> Option<&Mark> {
        match kind {
            MarkKind::Prepared => self.prepared.as_ref(),
            MarkKind::Checked => self.checked.as_ref(),
        }
    }

    /// Whether somebody may answer for the figure now.
    pub fn may_mark(&self, kind: MarkKind, account: AccountId) -> Result<(), NotMarked> {
        let other = match kind {
            MarkKind::Prepared => &self.checked,
            MarkKind::Checked if self.prepared.is_none() => return Err(NotMarked::NotPrepared),
            MarkKind::Checked => &self.prepared,
        };
        if other.as_ref().is_some_and(|mark| mark.account == account) { Err(NotMarked::SamePerson) } else { Ok(()) }
    }

    /// Whether somebody answers for the figure as it stands.
    pub fn holds(&self, kind: MarkKind, figure: &Figure) -> bool {
        self.mark(kind).is_some_and(|mark| mark.moved(figure).is_none())
    }

    /// The files that were not taken back.
    pub fn standing_files(&self) -> impl Iterator<Item = &Attached> {
        self.files.iter().filter(|file| !file.withdrawn)
    }
}

/// What the text binds with a figure.
pub fn binding(bound: &Bound, figure: &Figure) -> String {
    let day = |day: Option<norms::Day>| day.map(|day| day.to_string()).unwrap_or_default();
    format!("{} {} {} {}", figure.metric.code, figure.org.id.0, day(bound.from), day(bound.to))
}

/// The bindings of a text's figures, by the figures' names in it.
pub fn bindings(text: &Text, figures: &[Figure]) -> HashMap<String, String> {
    let by_key: HashMap<&str, &Figure> = figures.iter().map(|figure| (figure.key.as_str(), figure)).collect();
    text.figures().filter_map(|bound| Some((bound.key.clone(), binding(bound, by_key.get(bound.key.as_str())?)))).collect()
}

/// How many figures of a report were prepared and checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Prepared.
    pub prepared: usize,
    /// Checked.
    pub checked: usize,
    /// Prepared or checked, and moved since.
    pub moved: usize,
    /// All.
    pub all: usize,
}

impl Tally {
    /// Of a report's figures.
    pub fn of(figures: &[Figure], works: &HashMap<String, Work>) -> Tally {
        let mut tally = Tally { all: figures.len(), ..Tally::default() };
        for (figure, work) in figures.iter().filter_map(|figure| Some((figure, works.get(&figure.key)?))) {
            tally.prepared += usize::from(work.prepared.is_some());
            tally.checked += usize::from(work.checked.is_some());
            let moved = |kind| work.mark(kind).is_some_and(|mark| mark.moved(figure).is_some());
            tally.moved += usize::from(MarkKind::ALL.into_iter().any(moved));
        }
        tally
    }

    /// 编报 12/14，核对 9/14，其中1个数此后有变动
    pub fn chinese(self) -> String {
        let moved = if self.moved > 0 { format!("，其中{}个此后有变动", self.moved) } else { String::new() };
        format!("编报 {}/{}，核对 {}/{}{moved}", self.prepared, self.all, self.checked, self.all)
    }
}

#[cfg(test)]
mod tests {
    use base::OrgId;
    use ledger::metrics;
    use norms::{Day, Period};
    use uuid::Uuid;

    use super::*;
    use crate::figures::OrgName;

    fn figure(value: i64, facts: i64, digest: &str) -> Figure {
        let day: Day = "2022-06-30".parse().unwrap_or_else(|e| panic!("{e}"));
        Figure {
            key: "k1".into(),
            metric: metrics::by_code("assist.service").unwrap_or_else(|| panic!("no metric")),
            org: OrgName { id: OrgId(Uuid::nil()), code: "yz".into(), name: "云州".into() },
            period: Period { from: day, to: day },
            value,
            declared: 0,
            facts,
            said: String::new(),
            digest: digest.into(),
        }
    }

    fn mark(account: u128, figure: &Figure) -> Mark {
        let account = AccountId(Uuid::from_u128(account));
        Mark { account, name: "周明".into(), at: Instant::from_micros(0), seen: Seen::of(figure), posting: 1, digest: "d".into() }
    }

    #[test]
    fn two_persons_look_at_each_figure_and_the_first_prepares_it() {
        let one = figure(725, 3, "");
        let by = |account| AccountId(Uuid::from_u128(account));
        let mut work = Work::default();
        assert_eq!(work.may_mark(MarkKind::Checked, by(2)), Err(NotMarked::NotPrepared));
        assert_eq!(work.may_mark(MarkKind::Prepared, by(1)), Ok(()));
        work.prepared = Some(mark(1, &one));
        assert_eq!(work.may_mark(MarkKind::Checked, by(1)), Err(NotMarked::SamePerson));
        assert_eq!(work.may_mark(MarkKind::Checked, by(2)), Ok(()));
        work.checked = Some(mark(2, &one));
        assert_eq!(work.may_mark(MarkKind::Prepared, by(2)), Err(NotMarked::SamePerson));
        assert_eq!(work.may_mark(MarkKind::Prepared, by(3)), Ok(()), "another may take it over");
    }

    #[test]
    fn a_mark_tells_when_the_figure_moved_and_what_it_was() {
        let mark = mark(1, &figure(725, 3, ""));
        assert_eq!(mark.moved(&figure(725, 3, "")), None);
        assert_eq!(mark.moved(&figure(726, 3, "")), Some(Moved::Value));
        assert_eq!(mark.moved(&figure(725, 4, "")), Some(Moved::Records));
        assert_eq!(mark.moved(&figure(725, 3, "d")), None);
        assert_eq!(mark.moved(&figure(725, 3, "e")), Some(Moved::Records), "as many records, but others");
        assert_eq!(mark.moved_said(MarkKind::Checked, &figure(726, 3, "")).as_deref(), Some("核对后数有变动：当时725场次"));
        let figures = [figure(726, 3, "")];
        let works = HashMap::from([("k1".to_owned(), Work { prepared: Some(mark), ..Work::default() })]);
        assert_eq!(Tally::of(&figures, &works).chinese(), "编报 1/1，核对 0/1，其中1个此后有变动");
    }
}
