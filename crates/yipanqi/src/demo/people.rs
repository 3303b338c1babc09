//! The staff who sign in to the demonstration, and the members of its branches.

use std::collections::HashMap;

use base::{Actor, OrgId, PersonId, Role, Tx};
use board::BoardError;
use board::people::{self, AddPerson, Entry, PartyStatus};
use norms::Day;
use norms::name::PersonName;

use super::orgs::Orgs;
use super::random::Random;

/// Somebody with a sign-in.
#[derive(Clone, Copy)]
pub struct Staff {
    /// User name.
    pub user: &'static str,
    /// Shown name.
    pub name: &'static str,
    /// What the person is.
    pub post: &'static str,
    /// What the person may do.
    pub roles: &'static [Role],
    place: Place,
    /// In which branch they are a Party member.
    branch: Option<usize>,
}

#[derive(Clone, Copy)]
enum Place {
    Office,
    GeneralBranch,
    FirstBranch,
    District,
}

impl Staff {
    /// The org, and its name for the list of sign-ins.
    pub fn place(&self, orgs: &Orgs, root: OrgId) -> (OrgId, &'static str) {
        match self.place {
            Place::Office => (root, "共青团苏江市委员会"),
            Place::GeneralBranch => (orgs.general_branch, "团市委机关党总支"),
            Place::FirstBranch => (orgs.branches[0].0, "第一党支部"),
            Place::District => (orgs.district(3).0, "玉峰市"),
        }
    }
}

/// All of them.
pub const STAFF: [Staff; 7] = [
    Staff {
        user: "zhouming", name: "周明", post: "组织委员（拟稿）", roles: &[Role::Officer], place: Place::Office, branch: Some(0)
    },
    Staff {
        user: "shenyan", name: "沈砚", post: "副书记（核稿）", roles: &[Role::Checker], place: Place::Office, branch: Some(1)
    },
    Staff {
        user: "guqinghe", name: "顾清和", post: "书记（签发）", roles: &[Role::Signer], place: Place::Office, branch: Some(2)
    },
    Staff {
        user: "liufang",
        name: "刘芳",
        post: "第一党支部书记（登记）",
        roles: &[Role::Recorder],
        place: Place::FirstBranch,
        branch: Some(0),
    },
    Staff {
        user: "lujia", name: "陆嘉", post: "玉峰市团市委（登记）", roles: &[Role::Recorder], place: Place::District, branch: None
    },
    Staff { user: "xuwei", name: "许微", post: "安全审计员", roles: &[Role::Auditor], place: Place::Office, branch: Some(1) },
    Staff { user: "guest", name: "来访", post: "查阅", roles: &[Role::Reader], place: Place::GeneralBranch, branch: None },
];

/// The members of the branches, as many as the journal counts; the staff among them by user name.
pub async fn roster(tx: &mut Tx, by: &Actor, branches: &Vec<(OrgId, i64)>) -> Result<HashMap<&'static str, PersonId>, BoardError> {
    let mut random = Random::new(1921);
    let total: i64 = branches.iter().map(|branch| branch.1).sum();
    let mut names = super::names::people(&mut random, usize::try_from(total).unwrap_or(0)).into_iter();
    let mut staff = HashMap::new();
    for (n, &(branch, size)) in branches.iter().enumerate() {
        let ours: Vec<&Staff> = STAFF.iter().filter(|person| person.branch == Some(n)).collect();
        let users: HashMap<&str, &'static str> = ours.iter().map(|person| (person.name, person.user)).collect();
        let others = usize::try_from(size).unwrap_or(0).saturating_sub(ours.len());
        let members: Vec<String> = ours.iter().map(|person| person.name.to_owned()).chain(names.by_ref().take(others)).collect();
        for name in members {
            let joined = Day::new(random.between(1996, 2019), random.between(1, 12), random.between(1, 28)).ok();
            let converted = joined.map(|day| day.plus_years(1));
            let Ok(name) = PersonName::new(&name) else { continue };
            let entry = Entry { party: PartyStatus::Member, joined_party: joined, converted, ..Entry::new(name, branch) };
            let added = people::add(tx, by, &AddPerson { id: None, entry }).await?;
            if let Some(user) = users.get(added.entry.name.as_str()) {
                staff.entry(*user).or_insert(added.id);
            }
        }
    }
    Ok(staff)
}
