//! 更正 of a signed report. The report keeps saying what was signed; a correction says beside it what is right, why, and as of when.

use std::collections::HashMap;

use base::AccountId;
use ledger::Metric;
use norms::{Day, Instant};
use uuid::Uuid;

use crate::figures::Figure;
use crate::model::Person;

/// A correction of a signed report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Its id.
    pub id: Uuid,
    /// How far it has come.
    pub state: CorrectionState,
    /// Why.
    pub reason: Reason,
    /// The same in words.
    pub words: String,
    /// The ledger's number up to which the new values count.
    pub posting: i64,
    /// Who drafted it.
    pub drafted_by: Person,
    /// When.
    pub drafted_at: Instant,
    /// What it corrects, in reading order.
    pub figures: Vec<CorrectedFigure>,
}

/// How far a correction has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CorrectionState {
    /// 待批准.
    Drafted,
    /// 已批准.
    Approved {
        /// 更正 1, 2, ….
        number: i64,
        /// By whom.
        by: Person,
        /// When.
        at: Instant,
    },
    /// 已撤回, or refused: it never held.
    Withdrawn {
        /// By whom.
        by: Person,
        /// When.
        at: Instant,
        /// Why.
        words: String,
    },
}

/// A figure with its old and its new value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectedFigure {
    /// Its name in the report.
    pub key: String,
    /// The value that held before: as signed, or as the last correction left it.
    pub old_value: i64,
    /// What was reported beside it without a list.
    pub old_declared: i64,
    /// How that was said.
    pub old_said: String,
    /// The right value.
    pub new_value: i64,
    /// What is reported beside it without a list.
    pub new_declared: i64,
    /// How the report would say it.
    pub new_said: String,
    /// How many facts stand behind the new value.
    pub facts: i64,
    /// Digest of those facts.
    pub digest: String,
}

/// Words with the exact value where they do not say it themselves: “700余场次”（726场次）, “912家”.
pub fn exactly(said: &str, value: i64, metric: &Metric) -> String {
    let exact = format!("{}{}", metric.plain(value), metric.unit);
    // 912家（另报38家） says its value too.
    if said.starts_with(&exact) { format!("“{said}”") } else { format!("“{said}”（{exact}）") }
}

impl CorrectedFigure {
    /// The old value in words, exactly.
    pub fn was(&self, metric: &Metric) -> String {
        exactly(&self.old_said, self.old_value, metric)
    }

    /// The new value in words, exactly.
    pub fn is(&self, metric: &Metric) -> String {
        exactly(&self.new_said, self.new_value, metric)
    }
}

/// Why a signed figure is corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// 补报: records came after sign-off.
    LateRecord,
    /// 登记有误: records were wrong.
    WrongRecord,
    /// 口径调整: what is counted was settled otherwise.
    DefinitionChange,
}

impl Reason {
    /// All, as forms offer them.
    pub const ALL: [Reason; 3] = [Reason::LateRecord, Reason::WrongRecord, Reason::DefinitionChange];

    /// Name in the database.
    pub fn code(self) -> &'static str {
        match self {
            Reason::LateRecord => "late_record",
            Reason::WrongRecord => "wrong_record",
            Reason::DefinitionChange => "definition_change",
        }
    }

    /// Name on pages and in the note.
    pub fn chinese(self) -> &'static str {
        match self {
            Reason::LateRecord => "补报",
            Reason::WrongRecord => "登记有误",
            Reason::DefinitionChange => "口径调整",
        }
    }

    /// The reason of this code.
    pub fn from_code(code: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

impl Correction {
    /// Its number, once it holds.
    pub fn number(&self) -> Option<i64> {
        match self.state {
            CorrectionState::Approved { number, .. } => Some(number),
            _ => None,
        }
    }

    /// Whether it waits for approval.
    pub fn open(&self) -> bool {
        self.state == CorrectionState::Drafted
    }

    /// What pages call it.
    pub fn name(&self) -> String {
        match self.state {
            CorrectionState::Drafted => "待批准的更正".to_owned(),
            CorrectionState::Approved { number, .. } => format!("更正{number}"),
            CorrectionState::Withdrawn { .. } => "已撤回的更正".to_owned(),
        }
    }

    /// Whether this account may approve it: nobody approves what they drafted, and no correction is approved by a program.
    pub fn may_be_approved_by(&self, account: Option<AccountId>) -> bool {
        account.is_some() && self.drafted_by.account != account
    }
}

/// What holds of a signed figure now: what was signed, or the last correction of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The value.
    pub value: i64,
    /// What is reported beside it without a list.
    pub declared: i64,
    /// How it is said.
    pub said: String,
    /// Digest of the facts.
    pub digest: String,
    /// The ledger's number up to which it counts.
    pub posting: i64,
    /// The correction that says so; none: it was signed so.
    pub correction: Option<i64>,
}

impl Holding {
    /// As signed.
    pub fn signed(figure: &Figure, posting: i64) -> Holding {
        let (said, digest) = (figure.said.clone(), figure.digest.clone());
        Holding { value: figure.value, declared: figure.declared, said, digest, posting, correction: None }
    }
}

/// What corrections leave of the figures that they touch, by the figures' names: of two the later one holds.
pub fn holding(corrections: &[Correction]) -> HashMap<String, Holding> {
    let mut approved: Vec<(i64, &Correction)> = corrections.iter().filter_map(|one| Some((one.number()?, one))).collect();
    approved.sort_by_key(|(number, _)| *number);
    let mut held = HashMap::new();
    for (number, one) in approved {
        for figure in &one.figures {
            let holding = Holding {
                value: figure.new_value,
                declared: figure.new_declared,
                said: figure.new_said.clone(),
                digest: figure.digest.clone(),
                posting: one.posting,
                correction: Some(number),
            };
            held.insert(figure.key.clone(), holding);
        }
    }
    held
}

/// How somebody came by a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// 印发.
    Issued,
    /// 抄送.
    Copied,
    /// 导出: somebody who signs in took the file.
    Exported,
}

impl Way {
    /// All.
    pub const ALL: [Way; 3] = [Way::Issued, Way::Copied, Way::Exported];

    /// Name in the database.
    pub fn code(self) -> &'static str {
        match self {
            Way::Issued => "issued",
            Way::Copied => "copied",
            Way::Exported => "exported",
        }
    }

    /// Name on pages.
    pub fn chinese(self) -> &'static str {
        match self {
            Way::Issued => "印发",
            Way::Copied => "抄送",
            Way::Exported => "导出",
        }
    }

    /// The way of this code.
    pub fn from_code(code: &str) -> Option<Way> {
        Way::ALL.into_iter().find(|way| way.code() == code)
    }
}

/// Who got a report or one of its correction notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Its number in the report's list, from 1.
    pub number: i64,
    /// How.
    pub way: Way,
    /// Who.
    pub name: String,
    /// When.
    pub day: Day,
    /// 0: the report; else the note of this correction.
    pub correction: i64,
    /// Who wrote it down.
    pub by: String,
    /// Whether the entry was taken back.
    pub withdrawn: bool,
}

impl Recipient {
    /// What they got.
    pub fn what(&self) -> String {
        if self.correction == 0 { "报告".to_owned() } else { format!("更正{}的说明", self.correction) }
    }

    /// Whether they hold a figure from before this correction.
    pub fn got_before(&self, number: i64) -> bool {
        !self.withdrawn && self.correction < number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn correction(number: i64, key: &str, old_value: i64, new_value: i64) -> Correction {
        let by = Person { account: Some(AccountId(Uuid::from_u128(1))), name: "周明".into() };
        let figure = CorrectedFigure {
            key: key.into(),
            old_value,
            old_declared: 0,
            old_said: format!("{old_value}次"),
            new_value,
            new_declared: 0,
            new_said: format!("{new_value}次"),
            facts: 1,
            digest: format!("d{number}"),
        };
        let state = CorrectionState::Approved { number, by: by.clone(), at: Instant::from_micros(0) };
        Correction {
            id: Uuid::from_u128(number.unsigned_abs().into()),
            state,
            reason: Reason::LateRecord,
            words: "补报".into(),
            posting: 10 + number,
            drafted_by: by,
            drafted_at: Instant::from_micros(0),
            figures: vec![figure],
        }
    }

    #[test]
    fn of_two_corrections_of_a_figure_the_later_one_holds() {
        let mut waiting = correction(3, "a", 9, 12);
        waiting.state = CorrectionState::Drafted;
        // In whatever order they are read.
        let all = [waiting, correction(2, "a", 8, 9), correction(1, "a", 7, 8), correction(4, "b", 1, 2)];
        let held = holding(&all);
        assert_eq!(held.len(), 2);
        let a = held.get("a").unwrap_or_else(|| panic!());
        assert_eq!((a.value, a.said.as_str(), a.digest.as_str(), a.posting, a.correction), (9, "9次", "d2", 12, Some(2)));
    }

    #[test]
    fn nobody_approves_what_they_drafted() {
        let one = correction(1, "a", 1, 2);
        assert!(!one.may_be_approved_by(one.drafted_by.account));
        assert!(!one.may_be_approved_by(None), "nor does a program");
        assert!(one.may_be_approved_by(Some(AccountId(Uuid::from_u128(2)))));
    }
}
