//! 会签: other orgs and persons look at a report between 核稿 and 签发. The rules here are pure.

use base::{AccountId, OrgId};
use norms::Instant;

use crate::model::State;

/// Somebody who is asked to countersign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// A department or another org: any of its own people may answer for it.
    Org(OrgId),
    /// One person.
    Person(AccountId),
}

/// 会签: one who is asked, and the answer of the present round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Countersign {
    /// Its number in the report, from 1.
    pub number: i64,
    /// Who is asked.
    pub party: Party,
    /// The name when they were asked.
    pub name: String,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: Instant,
    /// The answer; none yet.
    pub answer: Option<Answer>,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// 同意 or 有意见.
    pub what: Said,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// 同意 or 有意见.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// 同意.
    Agree,
    /// 有意见.
    Opinion {
        /// The opinion.
        words: String,
        /// How it was dealt with; until then it stands in the way of 签发.
        settled: Option<Settled>,
    },
}

/// How an opinion was dealt with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// What was done about it.
    pub words: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Instant,
}

impl Countersign {
    /// Whether it stands in the way of 签发: not answered, or an opinion that nobody dealt with.
    pub fn open(&self) -> bool {
        self.unanswered() || self.unsettled()
    }

    /// Whether there is no answer yet.
    pub fn unanswered(&self) -> bool {
        self.answer.is_none()
    }

    /// Whether there is an opinion that nobody dealt with.
    pub fn unsettled(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| matches!(answer.what, Said::Opinion { settled: None, .. }))
    }
}

/// What somebody is to a report, as far as 会签 asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// May draft.
    pub drafts: bool,
    /// May check.
    pub checks: bool,
}

/// Whether further ones may be asked: by the drafter while it is a draft, by the checker before it is passed on.
pub fn may_ask(state: &State, standing: Standing) -> bool {
    match state {
        State::Draft => standing.drafts,
        State::Checking { .. } => standing.checks,
        State::Countersigning { .. } | State::Signed { .. } => false,
    }
}

/// Whether another may be asked in somebody's place, or nobody. Who asks may also take back; once it is passed on, the checker may, and
/// the drafter only for one who has left: else a drafter could pass over whoever might object.
pub fn may_replace(state: &State, standing: Standing, left: bool) -> bool {
    match state {
        State::Draft => standing.drafts,
        State::Checking { .. } | State::Countersigning { .. } => standing.checks || standing.drafts && left,
        State::Signed { .. } => false,
    }
}

/// Whether an opinion may be dealt with.
pub fn may_settle(state: &State, standing: Standing) -> bool {
    matches!(state, State::Countersigning { .. }) && (standing.drafts || standing.checks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Person;

    #[test]
    fn a_drafter_replaces_only_one_who_has_left_once_it_is_passed_on() {
        let at = Instant::from_micros(0);
        let by = Person { account: None, name: "周明".into() };
        let passed = State::Countersigning { checked_by: by.clone(), checked_at: at, waiting: 1 };
        let sent = State::Checking { sent_by: by.clone(), sent_at: at };
        let signed = State::Signed { signed_by: by, signed_at: at, posting: 1 };
        let drafter = Standing { drafts: true, checks: false };
        let checker = Standing { drafts: false, checks: true };
        for (state, standing, left, may) in [
            (&State::Draft, drafter, false, true),
            (&State::Draft, checker, true, false),
            (&sent, drafter, false, false),
            (&sent, drafter, true, true),
            (&sent, checker, false, true),
            (&passed, drafter, false, false),
            (&passed, drafter, true, true),
            (&passed, checker, false, true),
            (&passed, Standing::default(), true, false),
            (&signed, checker, true, false),
        ] {
            assert_eq!(may_replace(state, standing, left), may, "{} {standing:?} {left}", state.code());
        }
        assert!(may_ask(&State::Draft, drafter) && may_ask(&sent, checker));
        assert!(!may_ask(&passed, checker) && !may_ask(&sent, drafter));
        assert!(may_settle(&passed, drafter) && !may_settle(&sent, drafter) && !may_settle(&passed, Standing::default()));
    }
}
