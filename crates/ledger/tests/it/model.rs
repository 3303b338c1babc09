//! The naive ledger: all records and the whole tree in memory, every figure counted anew. No roll-up, no set, no difference.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ledger::{Fact, Figure, Kind, Metric, metrics};
use norms::{Day, Period};
use uuid::Uuid;

/// (metric, org, day, subject, declared) → quantity
type Said<'a> = BTreeMap<(i64, usize, Day, Option<&'a str>, Option<Day>), i64>;

#[derive(Clone)]
pub struct Model {
    pub records: BTreeMap<Uuid, Vec<(usize, Fact)>>,
    /// For each org the parents, by the first day of each.
    pub parents: Vec<BTreeMap<Day, usize>>,
    /// Merged orgs and whom they became.
    pub orgs: HashMap<usize, usize>,
    /// Merged subjects (by key) and whom they became.
    pub subjects: HashMap<String, String>,
    pub districts: BTreeSet<usize>,
}

impl Model {
    pub fn path(&self, org: usize, day: Day) -> Vec<usize> {
        let mut path = vec![org];
        while let Some((_, parent)) = self.parents[path[path.len() - 1]].range(..=day).next_back() {
            assert!(!path.contains(parent), "a circle");
            path.push(*parent);
        }
        path
    }

    /// What each record says, with what was merged under its survivor's name, each thing once.
    fn said<'a>(&'a self, facts: &'a [(usize, Fact)]) -> Said<'a> {
        let mut said = Said::new();
        for (org, fact) in facts {
            let org = self.orgs.get(org).copied().unwrap_or(*org);
            let key = fact.subject.as_ref().map(|s| self.subjects.get(&s.key).map_or(s.key.as_str(), String::as_str));
            *said.entry((fact.metric.number, org, fact.day, key, fact.declared)).or_default() += fact.quantity;
        }
        for ((metric, _, _, subject, _), quantity) in &mut said {
            if subject.is_some() && metrics::by_number(*metric).unwrap().kind == Kind::Reach {
                *quantity = (*quantity).min(1);
            }
        }
        said.retain(|_, quantity| *quantity != 0);
        said
    }

    pub fn figure(&self, metric: &'static Metric, org: usize, period: Period) -> Figure {
        match metric.kind {
            Kind::Derived(ratio) => {
                let part = |number: &i64| self.figure(metrics::by_number(*number).unwrap(), org, period);
                let sum = |numbers: &[i64]| numbers.iter().map(|n| part(n).value).sum();
                let facts = metric.evidence().iter().map(|m| part(&m.number).facts).sum();
                Figure { value: ratio.quotient(sum(ratio.of), sum(ratio.per), metric.scale), declared: 0, facts }
            }
            Kind::ReachStar(of) => {
                let facts = self.figure(metrics::by_number(of).unwrap(), org, period).facts;
                Figure { value: self.districts_with(of, org, period.to), declared: 0, facts }
            }
            _ => self.count(metric, org, period),
        }
    }

    fn count(&self, metric: &Metric, asked: usize, period: Period) -> Figure {
        let (mut figure, mut reached) = (Figure::default(), BTreeSet::new());
        for facts in self.records.values() {
            for ((of, org, day, subject, declared), quantity) in self.said(facts) {
                let stands_on = if metric.kind == Kind::Stock { period.to } else { day };
                let counts = if metric.kind == Kind::Stock { day <= period.to } else { period.has(day) };
                if of != metric.number || !counts || !self.path(org, stands_on).contains(&asked) {
                    continue;
                }
                figure.facts += 1;
                figure.declared += if declared.is_some() { quantity } else { 0 };
                match (metric.kind, subject) {
                    (Kind::Reach, Some(subject)) => drop(reached.insert(subject)),
                    (Kind::Reach, None) => {}
                    _ => figure.value += quantity,
                }
            }
        }
        if metric.kind == Kind::Reach {
            figure.value = reached.len() as i64;
        }
        figure
    }

    fn districts_with(&self, of: i64, asked: usize, on: Day) -> i64 {
        let mut stock: BTreeMap<usize, i64> = BTreeMap::new();
        for facts in self.records.values() {
            for ((metric, org, day, ..), quantity) in self.said(facts) {
                let path = self.path(org, on);
                if metric == of
                    && day <= on
                    && path.contains(&asked)
                    && let Some(district) = path.iter().find(|org| self.districts.contains(org))
                {
                    *stock.entry(*district).or_default() += quantity;
                }
            }
        }
        stock.values().filter(|quantity| **quantity > 0).count() as i64
    }

    pub fn merge_subject(&mut self, from: &str, into: &str) {
        let into = self.subjects.get(into).cloned().unwrap_or_else(|| into.to_owned());
        let from = self.subjects.get(from).cloned().unwrap_or_else(|| from.to_owned());
        for survivor in self.subjects.values_mut().filter(|survivor| **survivor == from) {
            survivor.clone_from(&into);
        }
        self.subjects.insert(from, into);
    }

    pub fn merge_org(&mut self, from: usize, into: usize) {
        for survivor in self.orgs.values_mut().filter(|survivor| **survivor == from) {
            *survivor = into;
        }
        self.orgs.insert(from, into);
    }
}
