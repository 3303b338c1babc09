//! The catalogue of metrics (指标): every kind of figure that may stand in a report, with the definition (统计口径) that is
//! printed beside it. Codes and numbers are a public contract: neither ever changes its meaning.

mod assist;
mod integrity;
mod life;
mod mobilise;
mod station;
mod study;

use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use serde::{Serialize, Serializer};

/// How a figure comes from its facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Sum of the quantities in the period.
    Flow,
    /// Running total on the period's last day.
    Stock,
    /// Distinct subjects in the period.
    Reach,
    /// Distinct districts with a positive stock of the metric with this number on the period's last day. Its facts are that metric's.
    ReachStar(i64),
    /// A formula over other metrics.
    Derived(Ratio),
}

/// A sum of metrics divided by a sum of metrics, rounded half-even to the scale of the derived metric; 0 where the divisor is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// Numbers of the metrics above the line.
    pub of: &'static [i64],
    /// Numbers of the metrics below it.
    pub per: &'static [i64],
    /// 100 for a percentage, else 1.
    pub times: i64,
}

impl Ratio {
    /// The quotient in units of 1/`scale`. `of` and `per` are plain numbers in the same unit scale. Half-even: 0.125 is 0.12.
    pub fn quotient(self, of: i64, per: i64, scale: i64) -> i64 {
        if per == 0 {
            return 0;
        }
        let (above, below) = (i128::from(of) * i128::from(self.times) * i128::from(scale), i128::from(per));
        let (whole, rest) = (above.div_euclid(below), above.rem_euclid(below));
        let up = match (2 * rest).cmp(&below.abs()) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => whole % 2 != 0,
            std::cmp::Ordering::Greater => true,
        };
        i64::try_from(whole + i128::from(up)).unwrap_or(i64::MAX)
    }
}

/// Who or what a fact may speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// 人员.
    Person,
    /// 企业.
    Enterprise,
    /// 儿童.
    Child,
    /// 板块: an org, never kept as a subject of facts.
    District,
}

impl SubjectKind {
    /// The name in the database.
    pub fn code(self) -> &'static str {
        match self {
            SubjectKind::Person => "person",
            SubjectKind::Enterprise => "enterprise",
            SubjectKind::Child => "child",
            SubjectKind::District => "district",
        }
    }

    /// The name on pages.
    pub fn chinese(self) -> &'static str {
        match self {
            SubjectKind::Person => "人员",
            SubjectKind::Enterprise => "企业",
            SubjectKind::Child => "儿童",
            SubjectKind::District => "板块",
        }
    }

    /// The kind of this code.
    pub fn from_code(code: &str) -> Option<SubjectKind> {
        [SubjectKind::Person, SubjectKind::Enterprise, SubjectKind::Child, SubjectKind::District].into_iter().find(|k| k.code() == code)
    }
}

/// The printable definition (统计口径) of a metric, a sentence each.
#[derive(Debug, Serialize)]
pub struct Card {
    /// 计什么: what counts, and what does not.
    pub counts: &'static str,
    /// 何时计: on which day.
    pub when: &'static str,
    /// 如何累计: how it adds up, and how doubles are avoided.
    pub adds: &'static str,
    /// 依据: which record proves it.
    pub evidence: &'static str,
    /// 登记: who records it.
    pub by: &'static str,
}

impl Card {
    /// The headings and sentences in the order in which they are printed.
    pub fn lines(&self) -> [(&'static str, &'static str); 5] {
        [("计什么", self.counts), ("何时计", self.when), ("如何累计", self.adds), ("依据", self.evidence), ("登记", self.by)]
    }
}

/// A named, documented kind of figure.
#[derive(Debug)]
pub struct Metric {
    /// Its number in the ledger's rows; never used again for another.
    pub number: i64,
    /// `station.night`
    pub code: &'static str,
    /// 免费住宿
    pub name: &'static str,
    /// The measure word (MW-01): 晚
    pub unit: &'static str,
    /// How it adds up.
    pub kind: Kind,
    /// Quantities are whole numbers of 1/`scale`: 100 for 学时, 小时, 平方米 and what is derived, else 1.
    pub scale: i64,
    /// Whom its facts name, if they name anybody.
    pub subject: Option<SubjectKind>,
    /// The room that posts it; until that room exists the journal does.
    pub room: &'static str,
    /// Whether `figures` lists it unasked. What is derived is given only when asked for by its code.
    pub listed: bool,
    /// Its definition.
    pub card: Card,
}

impl PartialEq for Metric {
    fn eq(&self, other: &Metric) -> bool {
        self.number == other.number
    }
}
impl Eq for Metric {}
impl Hash for Metric {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}
impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}
impl Serialize for Metric {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code)
    }
}

impl Metric {
    const fn new(number: i64, code: &'static str, name: &'static str, unit: &'static str, kind: Kind, texts: [&'static str; 5]) -> Metric {
        let [counts, when, adds, evidence, by] = texts;
        let card = Card { counts, when, adds, evidence, by };
        Metric { number, code, name, unit, kind, scale: 1, subject: None, room: "", listed: true, card }
    }

    const fn of(self, subject: SubjectKind) -> Metric {
        Metric { subject: Some(subject), ..self }
    }

    const fn hundredths(self) -> Metric {
        Metric { scale: 100, ..self }
    }

    const fn posted_by(self, room: &'static str) -> Metric {
        Metric { room, ..self }
    }

    const fn unlisted(self) -> Metric {
        Metric { listed: false, ..self }
    }

    /// Whether it stands on the period's last day, so that all earlier facts count too.
    pub fn stands(&self) -> bool {
        matches!(self.kind, Kind::Stock | Kind::ReachStar(_))
    }

    /// Whether records may post facts of it; what is computed has none of its own.
    pub fn is_posted(&self) -> bool {
        matches!(self.kind, Kind::Flow | Kind::Stock | Kind::Reach)
    }

    /// The metrics whose facts prove it: itself, or those from which it is computed.
    pub fn evidence(&self) -> Vec<&'static Metric> {
        let numbers = match self.kind {
            Kind::ReachStar(of) => vec![of],
            Kind::Derived(ratio) => ratio.of.iter().chain(ratio.per).copied().collect(),
            _ => vec![self.number],
        };
        let mut out: Vec<&'static Metric> = numbers.into_iter().filter_map(by_number).collect();
        out.sort_by_key(|m| m.number);
        out.dedup();
        out
    }

    /// A quantity as people write it: 52.5 for 5250 hundredths, without superfluous noughts.
    pub fn plain(&self, quantity: i64) -> String {
        if self.scale == 1 {
            return quantity.to_string();
        }
        let (sign, q) = (if quantity < 0 { "-" } else { "" }, quantity.unsigned_abs());
        let (whole, rest) = (q / 100, q % 100);
        match rest {
            0 => format!("{sign}{whole}"),
            rest if rest % 10 == 0 => format!("{sign}{whole}.{}", rest / 10),
            rest => format!("{sign}{whole}.{rest:02}"),
        }
    }
}

/// All metrics in the order of the catalogue.
pub static ALL: LazyLock<Vec<&'static Metric>> = LazyLock::new(|| {
    [study::LIST, life::LIST, mobilise::LIST, assist::LIST, station::LIST, integrity::LIST].into_iter().flatten().collect()
});

static BY_CODE: LazyLock<HashMap<&'static str, &'static Metric>> = LazyLock::new(|| ALL.iter().map(|m| (m.code, *m)).collect());
static BY_NUMBER: LazyLock<HashMap<i64, &'static Metric>> = LazyLock::new(|| ALL.iter().map(|m| (m.number, *m)).collect());

/// The metric of this code.
pub fn by_code(code: &str) -> Option<&'static Metric> {
    BY_CODE.get(code).copied()
}

/// The metric of this number.
pub fn by_number(number: i64) -> Option<&'static Metric> {
    BY_NUMBER.get(&number).copied()
}

/// The metrics that `figures` lists unasked, in the order of the catalogue.
pub fn listed() -> impl Iterator<Item = &'static Metric> {
    ALL.iter().copied().filter(|m| m.listed)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_and_numbers_are_unique_and_every_card_says_all_five_things() {
        let (mut codes, mut numbers) = (HashSet::new(), HashSet::new());
        for metric in ALL.iter() {
            assert!(codes.insert(metric.code) && numbers.insert(metric.number), "{metric}");
            assert!(metric.card.lines().iter().all(|(_, text)| text.ends_with('。') && text.chars().count() > 4), "{metric}");
            assert!(!metric.room.is_empty() && !metric.evidence().is_empty(), "{metric}");
            assert!(metric.evidence().iter().all(|m| m.is_posted()), "{metric}");
            assert_eq!(metric.listed, !matches!(metric.kind, Kind::Derived(_)), "{metric}");
            assert!(!matches!(metric.kind, Kind::Reach) || metric.subject.is_some(), "{metric}");
        }
    }

    #[test]
    fn every_published_code_keeps_its_number_for_ever() {
        let lines: Vec<String> = ALL.iter().map(|m| format!("{} {} {} {}", m.number, m.code, m.unit, m.scale)).collect();
        let known = include_str!("numbers.txt");
        assert_eq!(lines.join("\n"), known.trim_end(), "a number or code once published stays; add new ones to numbers.txt");
    }

    #[test]
    fn ratios_round_half_even() {
        let per_head = Ratio { of: &[], per: &[], times: 1 };
        assert_eq!(per_head.quotient(1418, 454, 100), 312);
        assert_eq!((per_head.quotient(1, 8, 100), per_head.quotient(3, 8, 100)), (12, 38));
        assert_eq!((per_head.quotient(-1, 8, 100), per_head.quotient(5, 0, 100)), (-12, 0));
        assert_eq!(Ratio { times: 100, ..per_head }.quotient(2, 3, 100), 6667);
    }

    #[test]
    fn quantities_are_written_without_superfluous_noughts() {
        let area = by_code("station.area_m2").map(|m| [526_000, 5_250, 5, -150].map(|q| m.plain(q)));
        assert_eq!(area, Some(["5260", "52.5", "0.05", "-1.5"].map(str::to_owned)));
    }
}
