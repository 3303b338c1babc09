//! Whatever is recorded, corrected, withdrawn, repeated, moved, dated back and merged, by whoever at once: every figure, today and as of
//! any earlier posting, is what a naive recount of the records gives.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use base::{Actor, OrgId, Tx};
use board::OrgKind::{Branch, Department, District, Station};
use ledger::{Ask, Fact, Figure, LedgerError, SubjectKind, metrics};
use norms::{Day, Period};

use crate::house::{House, day, houses, id, log_step, named, save_note, steps};
use crate::model::Model;

const ORGS: &[(board::OrgKind, usize)] =
    &[(District, 0), (District, 0), (Branch, 1), (Station, 1), (Station, 2), (Branch, 3), (Station, 6), (Department, 0)];

/// A small generator, so that a failing seed can be run again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % n as u64) as i64
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as i64) as usize]
    }

    /// A day of ten months, more often one near a month's end.
    fn day(&mut self) -> Day {
        let any = day("2022-01-01").plus_days(self.below(304));
        if self.below(4) == 0 { any.last_of_month() } else { any }
    }

    fn period(&mut self) -> Period {
        let odd = self.odd_period();
        if self.below(2) == 0 { Period { from: odd.from.first_of_month(), to: odd.to.last_of_month() } } else { odd }
    }

    /// Days that begin and end where they like: one, a few, some with whole months between them.
    fn odd_period(&mut self) -> Period {
        let a = self.day();
        let b = match self.below(4) {
            0 => a,
            1 => a.plus_days(self.below(12)),
            _ => self.day(),
        };
        Period { from: a.min(b), to: a.max(b) }
    }
}

#[derive(Clone, Debug)]
enum Op {
    Record(u128, Vec<(usize, Fact)>),
    Move(usize, Day, usize),
    MergeOrgs(usize, usize),
    MergeSubjects(SubjectKind, String, String),
    Close(usize, Period),
}

const CODES: &[&str] =
    &["assist.event", "station.night", "study.self_hours", "station.site", "station.bed", "station.guest", "assist.enterprise_covered"];

fn fact(dice: &mut Dice, orgs: &[OrgId]) -> (usize, Fact) {
    let metric = metrics::by_code(dice.pick(CODES)).unwrap();
    let org = dice.below(orgs.len() as i64) as usize;
    let reach = metric.kind == ledger::Kind::Reach;
    let mut fact = Fact { metric, org: orgs[org], day: dice.day(), quantity: 1, subject: None, declared: None };
    if !reach {
        fact.quantity = if metric.stands() { dice.below(9) - 4 } else { 1 + dice.below(5) };
    }
    if dice.below(8) == 0 {
        (fact.declared, fact.quantity) = (Some(fact.day.first_of_month()), 10 + dice.below(9));
    } else if let Some(kind) = metric.subject
        && (reach || dice.below(2) == 0)
    {
        fact = named(fact, kind, &dice.below(7).to_string());
    }
    (org, fact)
}

fn op(dice: &mut Dice, orgs: &[OrgId]) -> Op {
    let org = |dice: &mut Dice| dice.below(orgs.len() as i64) as usize;
    match dice.below(20) {
        0..=2 => Op::Move(1 + dice.below(orgs.len() as i64 - 1) as usize, dice.day(), org(dice)),
        3 if dice.below(3) == 0 => Op::MergeOrgs(org(dice), org(dice)),
        4 => {
            let kind = dice.pick(&[SubjectKind::Person, SubjectKind::Enterprise]);
            Op::MergeSubjects(kind, dice.below(7).to_string(), dice.below(7).to_string())
        }
        5 => Op::Close(org(dice), dice.period()),
        n => {
            let facts = if n < 8 { 0 } else { 1 + dice.below(4) };
            Op::Record(dice.below(10) as u128, (0..facts).map(|_| fact(dice, orgs)).collect())
        }
    }
}

struct Act {
    number: i64,
    op: Op,
    orgs: Arc<Vec<OrgId>>,
}

async fn run(tx: &mut Tx, by: &Actor, act: &Act) -> Result<(), LedgerError> {
    let org = |i: usize| act.orgs[i];
    match &act.op {
        Op::Record(note, facts) => {
            let facts: Vec<Fact> = facts.iter().map(|(_, fact)| fact.clone()).collect();
            save_note(tx, by, id(*note), &facts).await?;
            if act.number % 3 == 0 {
                assert_eq!(save_note(tx, by, id(*note), &facts).await?, None, "a retry posts nothing");
            }
        }
        Op::Move(which, since, parent) => drop(ledger::move_org(tx, by, org(*which), *since, org(*parent)).await?),
        Op::MergeOrgs(from, into) => drop(ledger::merge_orgs(tx, by, org(*from), org(*into)).await?),
        Op::MergeSubjects(kind, from, into) => drop(ledger::merge_subjects(tx, by, *kind, from, into).await?),
        Op::Close(which, period) => ledger::close_period(tx, org(*which), *period).await?,
    }
    Ok(log_step(tx, act.number).await?)
}

impl Model {
    fn apply(&mut self, op: &Op) {
        match op {
            Op::Record(note, facts) => drop(self.records.insert(id(*note), facts.clone())),
            Op::Move(org, since, parent) => drop(self.parents[*org].insert(*since, *parent)),
            Op::MergeOrgs(from, into) => self.merge_org(*from, *into),
            Op::MergeSubjects(kind, from, into) => self.merge_subject(&key(*kind, from), &key(*kind, into)),
            Op::Close(..) => {}
        }
    }
}

/// Persons and enterprises have the same keys here, so the model tells them apart by a prefix.
fn key(kind: SubjectKind, key: &str) -> String {
    format!("{}:{key}", kind.code())
}

fn prefixed(op: &Op) -> Op {
    let Op::Record(note, facts) = op else { return op.clone() };
    let with = |(org, fact): &(usize, Fact)| {
        let mut fact = fact.clone();
        if let Some(subject) = &mut fact.subject {
            subject.key = key(subject.kind, &subject.key);
        }
        (*org, fact)
    };
    Op::Record(*note, facts.iter().map(with).collect())
}

fn start() -> Model {
    let mut parents = vec![BTreeMap::new()];
    parents.extend(ORGS.iter().map(|(_, parent)| BTreeMap::from([(Day::first(), *parent)])));
    let districts = ORGS.iter().enumerate().filter(|(_, (kind, _))| *kind == District).map(|(i, _)| i + 1).collect::<BTreeSet<_>>();
    Model { records: BTreeMap::new(), parents, orgs: HashMap::new(), subjects: HashMap::new(), districts }
}

/// Lets several writers act at once; gives the model after each step, by posting number.
async fn act(house: &House, seed: u64, writers: u64, each: i64) -> Vec<(i64, Model)> {
    let orgs = Arc::new(house.orgs.clone());
    let mut tasks = Vec::new();
    for writer in 0..writers {
        let (db, by, orgs) = (house.test.db.clone(), house.by.clone(), orgs.clone());
        tasks.push(tokio::spawn(async move {
            let mut dice = Dice((seed * 1000 + writer + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
            let mut done = HashMap::new();
            for i in 0..each {
                let act = Act { number: writer as i64 * each + i, op: op(&mut dice, &orgs), orgs: orgs.clone() };
                match db.write(&by, &act, run).await {
                    Ok(()) => drop(done.insert(act.number, act.op)),
                    // A circle, a merge with itself, an unknown subject: refused, and nothing of it may be seen.
                    Err(LedgerError::Board(board::BoardError::Db(error))) | Err(LedgerError::Db(error)) => panic!("{:?}: {error}", act.op),
                    Err(_) => {}
                }
            }
            done
        }));
    }
    let mut done = HashMap::new();
    for task in tasks {
        done.extend(task.await.unwrap());
    }
    let (mut model, mut snapshots) = (start(), vec![(0, start())]);
    for (op, number) in house.test.db.read(&house.by, &(), steps).await.unwrap() {
        model.apply(&prefixed(&done[&op]));
        // A step that posted nothing changed no figure: the last of those with one number stands.
        if snapshots.last().is_some_and(|(last, _)| *last == number) {
            snapshots.pop();
        }
        snapshots.push((number, model.clone()));
    }
    snapshots
}

async fn ask_all(tx: &mut Tx, _: &Actor, asks: &Vec<Ask>) -> Result<Vec<Figure>, LedgerError> {
    ledger::figures(tx, asks).await
}

async fn compare(house: &House, seed: u64, snapshots: &[(i64, Model)]) {
    let mut dice = Dice(seed.wrapping_mul(0xD134_2543_DE82_EF95) | 1);
    let asked: Vec<&str> = CODES.iter().copied().chain(["station.district_covered", "station.nights_per_guest"]).collect();
    let today = &snapshots[snapshots.len() - 1].1;
    let (mut asks, mut wanted) = (Vec::new(), Vec::new());
    let mut questions: Vec<(&str, usize, Period)> =
        (0..150).map(|_| (dice.pick(&asked), dice.below(house.orgs.len() as i64) as usize, dice.period())).collect();
    // Distinct counts do not add up: they are asked of every org over odd days too, half of them about days of which something is said.
    for metric in CODES.iter().map(|code| metrics::by_code(code).unwrap()).filter(|metric| metric.kind == ledger::Kind::Reach) {
        let said = today.records.values().flatten().filter(|(_, fact)| fact.metric == metric);
        let days: Vec<Day> = said.map(|(_, fact)| fact.day).chain([dice.day()]).collect();
        for org in (0..house.orgs.len()).flat_map(|org| [org; 6]) {
            let near = dice.pick(&days);
            let about = Period { from: near.plus_days(-dice.below(3)), to: near.plus_days(dice.below(40)) };
            questions.extend([(metric.code, org, dice.odd_period()), (metric.code, org, about)]);
        }
    }
    for (code, org, period) in questions {
        let metric = metrics::by_code(code).unwrap();
        let (number, then) = &snapshots[dice.below(snapshots.len() as i64) as usize];
        // Whoever asks for a merged org is answered for its survivor.
        let survivor = today.orgs.get(&org).copied().unwrap_or(org);
        for (as_of, model) in [(None, today), (Some(*number), then)] {
            asks.push(Ask { metric, org: house.orgs[org], period, as_of });
            wanted.push(model.figure(metric, survivor, period));
        }
    }
    let got = house.test.db.read(&house.by, &asks, ask_all).await.unwrap();
    for ((ask, got), wanted) in asks.iter().zip(got).zip(wanted) {
        let org = house.orgs.iter().position(|org| *org == ask.org).unwrap();
        assert_eq!(got, wanted, "seed {seed}: {} of org {org}, {:?} as of {:?}", ask.metric, ask.period, ask.as_of);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_interleaving_of_acts_leaves_the_figures_of_a_naive_recount_today_and_as_of_any_posting() {
    for seed in 1..=3 {
        for house in houses(ORGS).await {
            let snapshots = act(&house, seed, 4, 25).await;
            assert!(snapshots.len() > 40, "most steps post");
            compare(&house, seed, &snapshots).await;
            assert_eq!(house.differences().await, vec![], "seed {seed}");
        }
    }
}
