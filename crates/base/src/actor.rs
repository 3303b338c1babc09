//! Who acts, by which right, and how far it reaches: plain data. The one rule over it stands in `board::access`.

use crate::{AccountId, OrgId, PersonId, TenantId};

/// What somebody is to an org and all below it. A person may hold several, on several orgs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 系统管理员: accounts, settings, organisations; roles too, as long as the office has no 安全保密管理员.
    Administrator,
    /// 党务干部: plans, records, imports, drafts reports.
    Officer,
    /// 登记员 (支部书记, 业务人员): records the work of the own org and below.
    Recorder,
    /// 核稿人: checks reports.
    Checker,
    /// 签发人: signs reports off.
    Signer,
    /// 查阅: reads only.
    Reader,
    /// 安全保密管理员: gives and takes roles.
    Security,
    /// 安全审计员: reads the audit chain, writes nothing.
    Auditor,
}

impl Role {
    /// All, in the order in which pages list them.
    pub const ALL: [Role; 8] =
        [Role::Administrator, Role::Officer, Role::Recorder, Role::Checker, Role::Signer, Role::Reader, Role::Security, Role::Auditor];

    /// The name in database and command line.
    pub fn code(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::Officer => "officer",
            Role::Recorder => "recorder",
            Role::Checker => "checker",
            Role::Signer => "signer",
            Role::Reader => "reader",
            Role::Security => "security",
            Role::Auditor => "auditor",
        }
    }

    /// The name on pages.
    pub fn chinese(self) -> &'static str {
        match self {
            Role::Administrator => "系统管理员",
            Role::Officer => "党务干部",
            Role::Recorder => "登记员",
            Role::Checker => "核稿人",
            Role::Signer => "签发人",
            Role::Reader => "查阅",
            Role::Security => "安全保密管理员",
            Role::Auditor => "安全审计员",
        }
    }

    /// Whether it is one of the three that no account holds together (三员分立).
    pub fn is_power(self) -> bool {
        matches!(self, Role::Administrator | Role::Security | Role::Auditor)
    }

    /// The role of this code.
    pub fn from_code(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// What may be done, and by whom: one constant an act, named `room.act`.
#[derive(Debug, PartialEq, Eq)]
pub struct Right {
    /// `journal.record`
    pub code: &'static str,
    /// 登记工作
    pub name: &'static str,
    /// The roles that hold it, each over its org and all below. Empty: whoever is signed in, over what is theirs.
    pub roles: &'static [Role],
}

/// A role that was given to somebody on an org.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What they are there.
    pub role: Role,
    /// Where.
    pub org: OrgId,
    /// The org's path today (`/1/5/`), under which everything lies that the grant reaches.
    pub path: String,
}

/// Who acts.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The office in which they act: one transaction touches one tenant.
    pub tenant: TenantId,
    /// The account, when it is somebody who signed in.
    pub account: Option<AccountId>,
    /// The person of the roster whom the account belongs to.
    pub person: Option<PersonId>,
    /// The name that histories show.
    pub name: String,
    /// From which address they act; empty for the program itself.
    pub address: String,
    /// What was granted.
    pub grants: Vec<Grant>,
    /// The program itself (command line, job): holds every right over the whole office.
    pub system: bool,
}

impl Actor {
    /// The program itself in an office, named in histories as `name`.
    pub fn system(tenant: TenantId, name: &str) -> Actor {
        let (account, person, address, grants) = Default::default();
        Actor { tenant, account, person, name: name.to_owned(), address, grants, system: true }
    }
}

/// The orgs that somebody may see or touch, as path prefixes of today's tree. Lists take it, so that they cannot forget it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The office.
    pub tenant: TenantId,
    /// `None`: the whole office. Else everything at or below these paths; an empty list reaches nothing.
    pub paths: Option<Vec<String>>,
}

impl Scope {
    /// The whole office.
    pub fn whole(tenant: TenantId) -> Scope {
        Scope { tenant, paths: None }
    }

    /// Whether an org with this path lies in it.
    pub fn reaches(&self, path: &str) -> bool {
        self.paths.as_ref().is_none_or(|paths| paths.iter().any(|prefix| path.starts_with(prefix.as_str())))
    }
}
