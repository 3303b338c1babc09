//! 报数: what somebody asks for in words, read without a look at the database except for the names of organisations, which the reader
//! hands out to be looked up ([`Draft::names`]) and takes back ([`Draft::read`]). Every part that was recognised keeps the words that it
//! came from; a word that means nothing is told.

mod initials;
mod metric;
mod period;
mod synonyms;

use std::collections::{BTreeSet, HashMap};

use ledger::Metric;
use norms::{Period, reading::fold};

use crate::rules;
use period::Said;
pub use period::Setting;

/// So many characters of a question are read; what lies beyond is told as not understood.
pub const MOST_CHARS: usize = 60;
/// So many names are looked up.
const MOST_NAMES: usize = 500;
/// A name of an organisation as it is spoken.
const LONGEST_NAME: usize = 16;

/// How an answer is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// 分板块.
    Districts,
    /// 分支部.
    Branches,
    /// 各单位: those directly below.
    Orgs,
    /// 按月.
    Months,
}

impl Split {
    /// As pages name it.
    pub fn chinese(self) -> &'static str {
        match self {
            Split::Districts => "分板块",
            Split::Branches => "分支部",
            Split::Orgs => "各单位",
            Split::Months => "按月",
        }
    }
}

const SPLITS: &[(Split, &[&str])] = &[
    (Split::Districts, &["板块", "区县", "县区", "县市区", "区市县", "市区", "区"]),
    (Split::Branches, &["党支部", "支部"]),
    (Split::Orgs, &["下级单位", "下属单位", "单位", "部门", "部室"]),
    (Split::Months, &["月份", "月"]),
];
const EACH: &[&str] = &["分", "各个", "各", "按", "每个", "每", "逐"];

/// What a part of the question is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// 指标
    Metric,
    /// 时段
    Period,
    /// 单位
    Org,
    /// 怎样分
    Split,
}

/// A part that was recognised, with the words that it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub what: What,
    /// The words of the question.
    pub words: String,
}

/// What a question means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The metrics that fit, the best first: one when there is no doubt.
    pub metrics: Vec<&'static Metric>,
    /// Others that the same words call to mind.
    pub near: Vec<&'static Metric>,
    /// The days.
    pub period: Period,
    /// The organisations of the name that was said, by their place in what was looked up; empty: none was named.
    pub orgs: Vec<usize>,
    /// How to split.
    pub split: Option<Split>,
    /// What was recognised by which words, in the order of [`What`]; what is missing was taken as usual.
    pub parts: Vec<Part>,
    /// Words that mean nothing here.
    pub unknown: Vec<String>,
}

impl Reading {
    /// The words by which a part was recognised.
    pub fn words(&self, what: What) -> Option<&str> {
        self.parts.iter().find(|part| part.what == what).map(|part| part.words.as_str())
    }
}

/// A question of which days and manner of splitting are read.
#[derive(Clone, Debug)]
pub struct Draft {
    chars: Vec<char>,
    /// Which characters are understood.
    taken: Vec<bool>,
    period: Period,
    split: Option<Split>,
    parts: Vec<Part>,
    unknown: Vec<String>,
}

/// Begins to read a question.
pub fn begin(text: &str, setting: &Setting) -> Draft {
    let folded = fold(text);
    let chars: Vec<char> = folded.chars().take(MOST_CHARS).collect();
    let beyond: String = folded.chars().skip(MOST_CHARS).take(20).collect();
    let unknown = if beyond.is_empty() { Vec::new() } else { vec![format!("{beyond}…")] };
    let taken = chars.iter().map(|c| is_gap(*c)).collect();
    let mut draft = Draft { chars, taken, period: setting.usual(), split: None, parts: Vec::new(), unknown };
    draft.read_days(setting);
    draft.read_split();
    draft
}

fn is_gap(c: char) -> bool {
    c == ' ' || "，。、？！；：“”‘’（）《》".contains(c) || (c.is_ascii_punctuation() && !matches!(c, '-' | '.' | '/' | '~' | '_' | '%'))
}

impl Draft {
    fn text(&self, from: usize, length: usize) -> String {
        self.chars.iter().skip(from).take(length).collect()
    }

    fn take(&mut self, from: usize, length: usize) {
        self.taken.iter_mut().skip(from).take(length).for_each(|taken| *taken = true);
    }

    fn read_days(&mut self, setting: &Setting) {
        let (mut named, mut before, mut words): (Option<Period>, bool, Vec<String>) = (None, false, Vec::new());
        let mut at = 0;
        while at < self.chars.len() {
            let found = period::at(self.chars.get(at..).unwrap_or_default(), setting);
            let fits = match found {
                Some((_, Said::Days(_))) => named.is_none(),
                Some((_, Said::YearBefore)) => !before,
                None => false,
            };
            let Some((length, said)) = found.filter(|_| fits) else {
                at += 1;
                continue;
            };
            words.push(self.text(at, length));
            match said {
                Said::Days(period) => named = Some(period),
                Said::YearBefore => before = true,
            }
            self.take(at, length);
            at += length;
        }
        let period = named.unwrap_or(self.period);
        self.period = if before { rules::year_before(period) } else { period };
        if !words.is_empty() {
            self.parts.push(Part { what: What::Period, words: words.join(" ") });
        }
    }

    fn read_split(&mut self) {
        for at in 0..self.chars.len() {
            if self.taken.get(at) == Some(&true) {
                continue;
            }
            let rest = self.text(at, 8);
            let after = |each: &&str| rest.strip_prefix(*each).map(|of| (each.chars().count(), of.to_owned()));
            let Some((begin, of)) = EACH.iter().find_map(after) else { continue };
            let fits = |(split, names): &(Split, &[&str])| {
                let name = names.iter().filter(|name| of.starts_with(**name)).map(|name| name.chars().count()).max()?;
                Some((*split, begin + name))
            };
            if let Some((split, length)) = SPLITS.iter().find_map(fits) {
                self.split = Some(split);
                self.parts.push(Part { what: What::Split, words: self.text(at, length) });
                self.take(at, length);
                return;
            }
        }
    }

    /// Stretches that are not understood yet.
    fn gaps(&self) -> Vec<(usize, usize)> {
        let mut gaps = Vec::new();
        let mut from = None;
        for (at, taken) in self.taken.iter().copied().chain([true]).enumerate() {
            match (from, taken) {
                (None, false) => from = Some(at),
                (Some(begin), true) => {
                    gaps.push((begin, at));
                    from = None;
                }
                _ => {}
            }
        }
        gaps
    }

    /// Stretches that may name an organisation, the longest first.
    fn stretches(&self) -> Vec<(usize, usize)> {
        let within = |(begin, end): (usize, usize)| {
            let from = move |at: usize| (2..=LONGEST_NAME.min(end - at)).map(move |length| (at, length));
            (begin..end).flat_map(from)
        };
        let mut all: Vec<(usize, usize)> = self.gaps().into_iter().flat_map(within).collect();
        all.sort_by_key(|(at, length)| (std::cmp::Reverse(*length), *at));
        all
    }

    /// The names to look up: whatever stands there, and what its speaker may have left out.
    pub fn names(&self) -> Vec<String> {
        let mut names = BTreeSet::new();
        for (at, length) in self.stretches() {
            for name in spoken(&self.text(at, length)) {
                if names.len() < MOST_NAMES {
                    names.insert(name);
                }
            }
        }
        names.into_iter().collect()
    }

    /// Reads the rest. `known` says which organisations bear a name, each as a number of the caller's.
    pub fn read(mut self, known: &HashMap<String, Vec<usize>>) -> Reading {
        let orgs = self.read_org(known);
        let pieces: Vec<String> = self.gaps().into_iter().map(|(begin, end)| self.text(begin, end - begin)).collect();
        let meant = metric::read(&pieces);
        if !meant.words.is_empty() {
            self.parts.push(Part { what: What::Metric, words: meant.words.join(" ") });
        }
        let lost = self.joined(meant.unknown);
        self.unknown.splice(0..0, lost);
        self.parts.sort_by_key(|part| part.what as usize);
        Reading {
            metrics: meant.metrics,
            near: meant.near,
            period: self.period,
            orgs,
            split: self.split,
            parts: self.parts,
            unknown: self.unknown,
        }
    }

    /// Words that stand side by side in the question are told as one.
    fn joined(&self, words: Vec<String>) -> Vec<String> {
        let text: String = self.chars.iter().collect();
        let mut placed: Vec<(usize, String)> = words.into_iter().map(|word| (text.find(&word).unwrap_or(usize::MAX), word)).collect();
        placed.sort();
        let mut joined: Vec<(usize, String)> = Vec::new();
        for (at, word) in placed {
            match joined.last_mut() {
                Some((begin, before)) if at != usize::MAX && *begin + before.len() == at => before.push_str(&word),
                _ => joined.push((at, word)),
            }
        }
        joined.into_iter().map(|(_, word)| word).collect()
    }

    /// The longest name of an organisation, where no longer name of a metric stands: 党支部 is no organisation in 党支部数.
    fn read_org(&mut self, known: &HashMap<String, Vec<usize>>) -> Vec<usize> {
        let longer = |draft: &Draft, at: usize, length: usize| {
            let reaches = |from: usize| from + metric::whole_name(draft.chars.get(from..).unwrap_or_default());
            (0..at + length).any(|from| {
                let to = reaches(from);
                to > at && to - from >= length
            })
        };
        for (at, length) in self.stretches() {
            let words = self.text(at, length);
            let found = spoken(&words).into_iter().find_map(|name| known.get(&name).filter(|orgs| !orgs.is_empty()).cloned());
            if let Some(orgs) = found.filter(|_| !longer(self, at, length)) {
                self.take(at, length);
                self.parts.push(Part { what: What::Org, words });
                return orgs;
            }
        }
        Vec::new()
    }
}

/// The names that somebody may mean who says this: 东湖 for 东湖区, 一支部 for 第一党支部.
fn spoken(words: &str) -> Vec<String> {
    let mut names = vec![words.to_owned()];
    let bare = !words.ends_with(['区', '县', '市', '部', '会', '委']);
    if bare && words.chars().count() <= 6 {
        names.extend(["区", "县", "市", "园区", "新区"].map(|end| format!("{words}{end}")));
    }
    if words.ends_with("支部") {
        let numbered = words.chars().next().is_some_and(norms::numeral::is_numeral);
        let whole = if numbered { format!("第{words}") } else { words.to_owned() };
        let party = if whole.contains("党支部") { whole.clone() } else { whole.replace("支部", "党支部") };
        names.extend([whole, party]);
        names.dedup();
    }
    names
}

#[cfg(test)]
mod tests;
