//! A figure given out (报数), and how it stands to what the records say today: pure.

use base::OrgId;
use ledger::{Ask, Figure, Kind, Metric};
use norms::{Instant, Period};
use uuid::Uuid;

/// By what means a figure was given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// 电话
    Phone,
    /// 微信
    Message,
    /// 书面
    Paper,
    /// 当面
    Spoken,
    /// 其他
    Other,
}

impl Means {
    /// All, in the order in which pages list them.
    pub const ALL: [Means; 5] = [Means::Phone, Means::Message, Means::Paper, Means::Spoken, Means::Other];

    /// The name in the database.
    pub fn code(self) -> &'static str {
        match self {
            Means::Phone => "phone",
            Means::Message => "message",
            Means::Paper => "paper",
            Means::Spoken => "spoken",
            Means::Other => "other",
        }
    }

    /// The name on pages.
    pub fn chinese(self) -> &'static str {
        match self {
            Means::Phone => "电话",
            Means::Message => "微信",
            Means::Paper => "书面",
            Means::Spoken => "当面",
            Means::Other => "其他",
        }
    }

    /// The means of this code.
    pub fn from_code(code: &str) -> Option<Means> {
        Means::ALL.into_iter().find(|means| means.code() == code)
    }
}

/// That an entry was taken back (收回).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// By whom.
    pub by: String,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
}

/// 登记的报数: a figure that was given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its id, which the form carried.
    pub id: Uuid,
    /// Of what.
    pub metric: &'static Metric,
    /// Of whom.
    pub org: OrgId,
    /// For which days.
    pub period: Period,
    /// As it stood.
    pub figure: Figure,
    /// The last posting that it counts.
    pub posting: i64,
    /// [`ledger::digest`] of the facts behind it; `None` where they were too many.
    pub digest: Option<String>,
    /// The sentence that was given.
    pub said: String,
    /// 对方单位或人
    pub to_whom: String,
    /// By what means.
    pub means: Means,
    /// What else is to be remembered.
    pub note: String,
    /// Who gave it.
    pub by: String,
    /// When.
    pub at: Instant,
    /// Whether it was taken back.
    pub withdrawn: Option<Withdrawn>,
}

/// How a figure stands to one that was given out before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The same number, as far as is known from as many records.
    Same,
    /// The same number from another number of records.
    Facts,
    /// Another number.
    Value,
}

impl Given {
    /// The question that it answered, asked today.
    pub fn ask(&self) -> Ask {
        Ask { metric: self.metric, org: self.org, period: self.period, as_of: None }
    }

    /// How today's figure stands to it.
    pub fn change(&self, now: &Figure) -> Change {
        if (now.value, now.declared) != (self.figure.value, self.figure.declared) {
            Change::Value
        } else if now.facts != self.figure.facts {
            Change::Facts
        } else {
            Change::Same
        }
    }

    /// Whether a part of its figure is read from the facts themselves: distinct subjects of parts of a month.
    pub fn reads_facts(&self) -> bool {
        let Period { from, to } = self.period;
        self.metric.kind == Kind::Reach && (from.day_of_month() != 1 || to != to.last_of_month())
    }

    /// Whether it speaks of the same days: what stands on a day does not ask since when.
    pub fn same_days(&self, period: Period) -> bool {
        self.period.to == period.to && (self.metric.stands() || self.period.from == period.from)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn given(code: &str) -> Given {
        Given {
            id: Uuid::nil(),
            metric: ledger::metrics::by_code(code).unwrap(),
            org: OrgId(Uuid::nil()),
            period: Period::new("2022-01-01".parse().unwrap(), "2022-06-30".parse().unwrap()).unwrap(),
            figure: Figure { value: 874, declared: 38, facts: 900 },
            posting: 7,
            digest: None,
            said: String::new(),
            to_whom: String::new(),
            means: Means::Phone,
            note: String::new(),
            by: String::new(),
            at: Instant::from_micros(0),
            withdrawn: None,
        }
    }

    #[test]
    fn a_figure_has_changed_when_a_part_of_it_has() {
        let was = given("assist.enterprise_covered");
        let cases =
            [(874, 38, 900, Change::Same), (880, 38, 906, Change::Value), (874, 40, 901, Change::Value), (874, 38, 899, Change::Facts)];
        for (value, declared, facts, expected) in cases {
            assert_eq!(was.change(&Figure { value, declared, facts }), expected);
        }
    }

    #[test]
    fn what_stands_on_a_day_is_the_same_whatever_its_first_day() {
        let other = Period::new("2022-04-01".parse().unwrap(), "2022-06-30".parse().unwrap()).unwrap();
        assert!(given("station.site").same_days(other));
        assert!(!given("assist.service").same_days(other));
        assert!(given("assist.service").same_days(given("assist.service").period));
    }

    #[test]
    fn every_means_is_found_by_its_code() {
        assert!(Means::ALL.into_iter().all(|means| Means::from_code(means.code()) == Some(means)));
    }
}
