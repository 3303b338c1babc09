//! Which org a workbook means by a name; what is lacking is made, or the row is refused with the proposal.

use std::collections::HashMap;

use base::{Actor, Tx};
use board::access;
use board::orgs::{self, FoundOrg, Org, OrgKind};

use super::Made;
use crate::{JournalError, rights};

/// The orgs named so far in one import.
pub(super) struct Orgs {
    default: Org,
    root: Org,
    make: bool,
    known: HashMap<String, Found>,
    /// What was made.
    pub(super) made: Vec<Made>,
}

/// What became of a name: the org, or why there is none (Chinese, English).
pub(super) type Found = Result<Org, (String, String)>;

impl Orgs {
    pub(super) async fn new(tx: &mut Tx, default: Org, make: bool) -> Result<Orgs, JournalError> {
        let root = orgs::root(tx).await?;
        Ok(Orgs { default, root, make, known: HashMap::new(), made: Vec::new() })
    }

    /// The org of a row; `None` stands for the import's own.
    pub(super) async fn of(&mut self, tx: &mut Tx, by: &Actor, name: Option<&str>) -> Result<Found, JournalError> {
        let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else { return Ok(Ok(self.default.clone())) };
        if let Some(found) = self.known.get(name) {
            return Ok(found.clone());
        }
        let found = self.look(tx, by, name).await?;
        self.known.insert(name.to_owned(), found.clone());
        Ok(found)
    }

    async fn look(&mut self, tx: &mut Tx, by: &Actor, name: &str) -> Result<Found, JournalError> {
        if means_the_office(name) || name == self.root.name {
            return Ok(self.allowed(by, self.root.clone()));
        }
        let mut fits = orgs::find_named(tx, name).await?;
        // One that bears the name today goes before those that once bore it.
        if fits.iter().filter(|org| org.name == name).count() == 1 {
            fits.retain(|org| org.name == name);
        }
        match fits.len() {
            1 => Ok(self.allowed(by, fits.remove(0))),
            0 if self.make => self.make(tx, by, name).await,
            0 => {
                let kind = kind_of(name).chinese();
                Ok(Err((
                    format!("组织“{name}”不在名录中。可先在“组织人员”中新建（{kind}），或勾选“新建缺少的单位”。"),
                    format!("there is no org {name}; make it ({kind}) or use --make-missing"),
                )))
            }
            _ => Ok(Err((
                format!("有{}个组织都叫“{name}”，请先在“组织人员”中合并或改名。", fits.len()),
                format!("{} orgs are called {name}; merge or rename them first", fits.len()),
            ))),
        }
    }

    fn allowed(&self, by: &Actor, org: Org) -> Found {
        match access::require(by, &rights::IMPORT, &org.path) {
            Ok(()) => Ok(org),
            Err(_) => Err((format!("您不能为“{}”导入台账。", org.name), format!("you may not import for {}", org.name))),
        }
    }

    async fn make(&mut self, tx: &mut Tx, by: &Actor, name: &str) -> Result<Found, JournalError> {
        let kind = kind_of(name);
        let parent = self.parent_of(tx, kind).await?;
        if let Err(refused) = self.allowed(by, parent.clone()) {
            return Ok(Err(refused));
        }
        let org = match orgs::found(tx, by, &FoundOrg::new(name, kind, Some(parent.id))).await {
            Ok(org) => org,
            Err(board::BoardError::Db(error)) => return Err(error.into()),
            Err(error) => return Ok(Err((error.chinese(), error.to_string()))),
        };
        self.made.push(Made { what: "org", kind: kind.chinese().to_owned(), name: org.name.clone() });
        Ok(Ok(org))
    }

    /// Branches stand below the office's general branch where there is one, groups below the only branch; all else below the office.
    async fn parent_of(&self, tx: &mut Tx, kind: OrgKind) -> Result<Org, JournalError> {
        let above = match kind {
            OrgKind::Branch => OrgKind::GeneralBranch,
            OrgKind::Group => OrgKind::Branch,
            OrgKind::Station | OrgKind::LeagueCommittee => return Ok(self.default.clone()),
            _ => return Ok(self.root.clone()),
        };
        let filter = board::OrgFilter { kind: Some(above), ..board::OrgFilter::default() };
        let mut fits = orgs::list(tx, &base::Scope::whole(tx.tenant()), &filter).await?;
        Ok(if fits.len() == 1 { fits.remove(0) } else { self.root.clone() })
    }
}

/// How offices call themselves in their own sheets.
fn means_the_office(name: &str) -> bool {
    const SELF: [&str; 11] =
        ["团市委", "共青团市委", "市团委", "团市委机关", "共青团市委机关", "市本级", "本级", "机关本级", "市级机关", "全市", "本单位"];
    SELF.contains(&name)
}

/// What kind of org a name speaks of, by its ending.
pub(super) fn kind_of(name: &str) -> OrgKind {
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    match name {
        _ if ends(&["党总支", "总支部", "总支"]) => OrgKind::GeneralBranch,
        _ if ends(&["团支部"]) => OrgKind::LeagueBranch,
        _ if ends(&["支部"]) => OrgKind::Branch,
        _ if ends(&["党小组", "小组"]) => OrgKind::Group,
        _ if ends(&["党组"]) => OrgKind::LeadingPartyGroup,
        _ if ends(&["书记室"]) => OrgKind::Secretariat,
        _ if ends(&["党委", "党工委"]) => OrgKind::PartyCommittee,
        _ if ends(&["团委", "团工委", "团区委", "团县委"]) => OrgKind::LeagueCommittee,
        _ if ends(&["驿站", "站"]) => OrgKind::Station,
        _ if ends(&["市", "区", "县", "园区", "新区", "开发区", "板块", "镇", "街道", "旗", "州"]) => OrgKind::District,
        _ if ends(&["部", "室", "中心", "处", "科", "办"]) => OrgKind::Department,
        _ => OrgKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_its_kind_by_its_ending() {
        for (name, kind) in [
            ("玉山市", OrgKind::District),
            ("金鸡园区", OrgKind::District),
            ("第一党支部", OrgKind::Branch),
            ("团市委机关党总支", OrgKind::GeneralBranch),
            ("青年发展部", OrgKind::Department),
            ("松陵区团委", OrgKind::LeagueCommittee),
            ("某某联盟", OrgKind::Other),
        ] {
            assert_eq!(kind_of(name), kind, "{name}");
        }
    }
}
