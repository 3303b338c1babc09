//! A report and the steps it takes: 拟稿 → 核稿 → 会签 → 签发.

use base::{AccountId, OrgId, Right};
use norms::{Day, Instant, Period};
use serde::Serialize;
use uuid::Uuid;

use crate::rights;

/// 报告.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its id.
    pub id: Uuid,
    /// The org that reports.
    pub org: OrgId,
    /// Name of the template it began with, or of the one its predecessor began with.
    pub template: String,
    /// 报告 or 简报.
    pub kind: String,
    /// 统计期.
    pub period: Period,
    /// 数据截止日: inside the period. Figures count no later day.
    pub cut_off: Day,
    /// Title, as it is printed.
    pub title: String,
    /// 主送机关; empty for none.
    pub addressee: String,
    /// 发文机关署名.
    pub signature: String,
    /// The text in the form of [`crate::template`].
    pub text: String,
    /// How far it has come.
    pub state: State,
    /// Goes up with each change; a save names the one it was made on.
    pub revision: i64,
    /// Who began it.
    pub made_by: Person,
    /// When.
    pub made_at: Instant,
    /// Who changed it last.
    pub changed_by: Person,
    /// When.
    pub changed_at: Instant,
    /// Whether it was deleted (a draft only; can be taken back).
    pub deleted: bool,
}

/// Somebody as histories keep them: the account, if one signed in, and the name at the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub account: Option<AccountId>,
    /// The name.
    pub name: String,
}

/// How far a report has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// 拟稿中: figures are live, the text can be changed.
    Draft,
    /// 待核稿: sent on.
    Checking {
        /// Who sent it.
        sent_by: Person,
        /// When.
        sent_at: Instant,
    },
    /// 会签中 while others are asked who have not answered, then 待签发: checked.
    Countersigning {
        /// Who checked it.
        checked_by: Person,
        /// When.
        checked_at: Instant,
        /// How many 会签 stand in the way of 签发.
        waiting: i64,
    },
    /// 已签发: text and figures are frozen.
    Signed {
        /// Who signed.
        signed_by: Person,
        /// When.
        signed_at: Instant,
        /// The ledger's number up to which the figures were taken.
        posting: i64,
    },
}

/// A step of a report, as its history keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// 拟稿.
    Begin,
    /// 编报: somebody answers for figures, or brings files for them.
    Prepare,
    /// 核对: somebody else looked at figures again.
    Compare,
    /// 请会签: others are asked to countersign.
    Ask,
    /// 送核.
    Send,
    /// 核稿通过.
    Check,
    /// 会签.
    Countersign,
    /// 意见处理: what became of an opinion.
    Settle,
    /// 另请会签: another is asked in somebody's place.
    Replace,
    /// 免于会签.
    Excuse,
    /// 上传扫描件: the scan of a sheet that was signed by hand came.
    Scan,
    /// 签发.
    Sign,
    /// 拟更正.
    Correct,
    /// 批准更正.
    Approve,
    /// 撤回更正.
    Withdraw,
    /// 印发: who got it was written down.
    Issue,
    /// 退回.
    Return,
    /// 删除.
    Delete,
    /// 恢复.
    Restore,
}

impl Step {
    /// All, in the order in which they come.
    pub const ALL: [Step; 19] = [
        Step::Begin,
        Step::Prepare,
        Step::Compare,
        Step::Ask,
        Step::Send,
        Step::Check,
        Step::Countersign,
        Step::Settle,
        Step::Replace,
        Step::Excuse,
        Step::Scan,
        Step::Sign,
        Step::Correct,
        Step::Approve,
        Step::Withdraw,
        Step::Issue,
        Step::Return,
        Step::Delete,
        Step::Restore,
    ];

    /// Name in the database.
    pub fn code(self) -> &'static str {
        match self {
            Step::Begin => "begin",
            Step::Prepare => "prepare",
            Step::Compare => "compare",
            Step::Ask => "ask",
            Step::Send => "send",
            Step::Check => "check",
            Step::Countersign => "countersign",
            Step::Settle => "settle",
            Step::Replace => "replace",
            Step::Excuse => "excuse",
            Step::Scan => "scan",
            Step::Sign => "sign",
            Step::Correct => "correct",
            Step::Approve => "approve",
            Step::Withdraw => "withdraw",
            Step::Issue => "issue",
            Step::Return => "return",
            Step::Delete => "delete",
            Step::Restore => "restore",
        }
    }

    /// The step of this code.
    pub fn from_code(code: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.code() == code)
    }

    /// Name on pages.
    pub fn chinese(self) -> &'static str {
        match self {
            Step::Begin => "拟稿",
            Step::Prepare => "编报",
            Step::Compare => "核对",
            Step::Ask => "请会签",
            Step::Send => "送核",
            Step::Check => "核稿",
            Step::Countersign => "会签",
            Step::Settle => "意见处理",
            Step::Replace => "另请会签",
            Step::Excuse => "免于会签",
            Step::Scan => "上传扫描件",
            Step::Sign => "签发",
            Step::Correct => "拟更正",
            Step::Approve => "批准更正",
            Step::Withdraw => "撤回更正",
            Step::Issue => "印发登记",
            Step::Return => "退回",
            Step::Delete => "删除",
            Step::Restore => "恢复",
        }
    }
}

/// A line of a report's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// What was done.
    pub step: Step,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Instant,
    /// Why; given with a return and with accepted findings.
    pub reason: String,
}

/// Why a step cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotNow {
    /// The step.
    pub step: Step,
}

impl State {
    /// Name in JSON and in the database, as the command line's contract has it.
    pub fn code(&self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Checking { .. } => "checking",
            State::Countersigning { .. } => "countersigning",
            State::Signed { .. } => "signed",
        }
    }

    /// Name on pages.
    pub fn chinese(&self) -> &'static str {
        match self {
            State::Countersigning { waiting: 1.., .. } => "会签中",
            State::Countersigning { .. } => "待签发",
            state => chinese(state.code()),
        }
    }

    /// The step that comes next; none after 签发.
    pub fn next(&self) -> Option<Step> {
        match self {
            State::Draft => Some(Step::Send),
            State::Checking { .. } => Some(Step::Check),
            State::Countersigning { waiting: 1.., .. } => Some(Step::Countersign),
            State::Countersigning { .. } => Some(Step::Sign),
            State::Signed { .. } => None,
        }
    }

    /// The right that the next step, or a return from here, asks for.
    pub fn right(&self) -> &'static Right {
        match self {
            State::Draft | State::Signed { .. } => &rights::DRAFT,
            State::Checking { .. } => &rights::CHECK,
            State::Countersigning { waiting: 1.., .. } => &rights::COUNTERSIGN,
            State::Countersigning { .. } => &rights::SIGN,
        }
    }

    /// Sends a draft on.
    pub fn send(self, by: Person, at: Instant) -> Result<State, NotNow> {
        match self {
            State::Draft => Ok(State::Checking { sent_by: by, sent_at: at }),
            _ => Err(NotNow { step: Step::Send }),
        }
    }

    /// Passes a report on: to those who are asked to countersign, then to be signed.
    pub fn check(self, by: Person, at: Instant, waiting: i64) -> Result<State, NotNow> {
        match self {
            State::Checking { .. } => Ok(State::Countersigning { checked_by: by, checked_at: at, waiting }),
            _ => Err(NotNow { step: Step::Check }),
        }
    }

    /// Signs off, once nothing of 会签 stands in the way.
    pub fn sign(self, by: Person, at: Instant, posting: i64) -> Result<State, NotNow> {
        match self {
            State::Countersigning { waiting: 0, .. } => Ok(State::Signed { signed_by: by, signed_at: at, posting }),
            _ => Err(NotNow { step: Step::Sign }),
        }
    }

    /// Gives a report back to its writer.
    pub fn give_back(self) -> Result<State, NotNow> {
        match self {
            State::Checking { .. } | State::Countersigning { .. } => Ok(State::Draft),
            _ => Err(NotNow { step: Step::Return }),
        }
    }
}

/// What pages call the state of this code.
pub fn chinese(code: &str) -> &'static str {
    match code {
        "draft" => "拟稿中",
        "checking" => "待核稿",
        "countersigning" => "会签、待签发",
        "signed" => "已签发",
        _ => "",
    }
}

/// The states in order, by code.
pub const STATES: [&str; 4] = ["draft", "checking", "countersigning", "signed"];

impl Report {
    /// The days of which its figures speak: the period up to the cut-off day.
    pub fn counted(&self) -> Period {
        Period { from: self.period.from, to: self.cut_off.clamp(self.period.from, self.period.to) }
    }

    /// Whether text and figures are frozen.
    pub fn signed(&self) -> bool {
        matches!(self.state, State::Signed { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn somebody() -> Person {
        Person { account: None, name: "周明".into() }
    }

    #[test]
    fn a_report_is_sent_checked_and_signed_in_this_order_only() {
        let at = Instant::from_micros(0);
        let sent = State::Draft.send(somebody(), at).unwrap_or_else(|e| panic!("{e:?}"));
        let checked = sent.clone().check(somebody(), at, 0).unwrap_or_else(|e| panic!("{e:?}"));
        let signed = checked.clone().sign(somebody(), at, 7).unwrap_or_else(|e| panic!("{e:?}"));
        assert_eq!([&State::Draft, &sent, &checked, &signed].map(State::code), STATES);
        for state in [State::Draft, checked.clone(), signed.clone()] {
            assert_eq!(state.check(somebody(), at, 0), Err(NotNow { step: Step::Check }));
        }
        for state in [State::Draft, sent.clone(), signed.clone()] {
            assert_eq!(state.sign(somebody(), at, 7), Err(NotNow { step: Step::Sign }));
        }
        let asked = sent.clone().check(somebody(), at, 2).unwrap_or_else(|e| panic!("{e:?}"));
        assert_eq!((asked.code(), asked.chinese(), asked.next()), ("countersigning", "会签中", Some(Step::Countersign)));
        assert_eq!((checked.chinese(), checked.next()), ("待签发", Some(Step::Sign)));
        assert_eq!(asked.clone().sign(somebody(), at, 7), Err(NotNow { step: Step::Sign }));
        assert_eq!(asked.give_back(), Ok(State::Draft));
        assert_eq!(sent.give_back(), Ok(State::Draft));
        assert_eq!(checked.give_back(), Ok(State::Draft));
        assert_eq!(signed.give_back(), Err(NotNow { step: Step::Return }));
        assert_eq!(State::Draft.give_back(), Err(NotNow { step: Step::Return }));
    }
}
