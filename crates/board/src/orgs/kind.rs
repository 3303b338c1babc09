//! What kinds of org there are, and the two lines that meet in one office.

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $code:literal, $chinese:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$item_doc])* $item,)* }

        impl $name {
            /// All, in the order in which pages list them.
            pub const ALL: &[$name] = &[$($name::$item),*];

            /// The name in database, address and command line.
            pub fn code(self) -> &'static str {
                match self { $($name::$item => $code,)* }
            }

            /// The name on pages.
            pub fn chinese(self) -> &'static str {
                match self { $($name::$item => $chinese,)* }
            }

            /// The one with this code.
            pub fn from_code(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|item| item.code() == code)
            }
        }
    };
}
pub(crate) use coded;

coded! {
    /// What an org is.
    OrgKind {
        /// 机关: the office itself (团市委 for a League committee), the root of the tree.
        Office = "office", "机关";
        /// 党组: Party leadership in the office.
        LeadingPartyGroup = "leading_party_group", "党组";
        /// 书记室: the League committee's leaders.
        Secretariat = "secretariat", "书记室";
        /// 基层党委: grass-roots committee.
        PartyCommittee = "party_committee", "基层党委";
        /// 党总支: the level between committee and branch.
        GeneralBranch = "general_branch", "党总支";
        /// 党支部: the basic unit.
        Branch = "branch", "党支部";
        /// 党小组: part of a branch.
        Group = "group", "党小组";
        /// 部室: a department of the office.
        Department = "department", "部室";
        /// 板块: one of the city's areas.
        District = "district", "板块";
        /// 团委: a League committee below the office's.
        LeagueCommittee = "league_committee", "团委";
        /// 团支部: the League's basic unit.
        LeagueBranch = "league_branch", "团支部";
        /// 站点: a station or another site that is run.
        Station = "station", "站点";
        /// 上级党组织: the org that approves (机关工委); it stands outside the tree and in no figure.
        Superior = "superior", "上级党组织";
        /// 其他: any other unit.
        Other = "other", "其他";
    }
}

coded! {
    /// The line an org belongs to.
    Line {
        /// 党: 机关工委 → 党总支 → 党支部 → 党小组.
        Party = "party", "党的组织";
        /// 团: 团市委 → 区县团委 → ….
        League = "league", "团的组织";
        /// 行政: the office, its departments, its sites.
        Office = "office", "机关部室";
    }
}

impl OrgKind {
    /// The line to which such an org belongs as a rule.
    pub fn usual_line(self) -> Line {
        use OrgKind::*;
        match self {
            LeadingPartyGroup | PartyCommittee | GeneralBranch | Branch | Group | Superior => Line::Party,
            District | LeagueCommittee | LeagueBranch | Secretariat => Line::League,
            Office | Department | Station | Other => Line::Office,
        }
    }
}
