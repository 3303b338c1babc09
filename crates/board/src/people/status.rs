//! Where people stand with the Party and the League.

use crate::orgs::coded;

coded! {
    /// 性别.
    Sex {
        /// 男.
        Male = "male", "男";
        /// 女.
        Female = "female", "女";
    }
}

coded! {
    /// 政治面貌 towards the Party, in the order of member development.
    PartyStatus {
        /// None.
        None = "none", "群众";
        /// 入党申请人: has applied.
        Applicant = "applicant", "入党申请人";
        /// 入党积极分子.
        Activist = "activist", "入党积极分子";
        /// 发展对象: chosen for admission.
        Candidate = "membership_candidate", "发展对象";
        /// 预备党员: probationary, no vote yet.
        Probationary = "probationary", "预备党员";
        /// 党员: full member (正式党员 in a column that knows both).
        Member = "member", "党员";
    }
}

coded! {
    /// Whether somebody is of the League.
    LeagueStatus {
        /// None.
        None = "none", "非团员";
        /// 团员.
        Member = "league_member", "团员";
    }
}
