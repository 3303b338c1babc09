//! The organisations and people of the demonstration: an invented League committee and its two lines.

use base::{Actor, OrgId, Tx};
use board::BoardError;
use board::orgs::{self, FoundOrg, OrgKind};
use norms::Day;

/// The orgs that the year's work refers to.
pub struct Orgs {
    /// 机关党总支
    pub general_branch: OrgId,
    /// 党组
    pub party_group: OrgId,
    /// 书记室
    pub secretariat: OrgId,
    /// The three branches, each with how many members it has.
    pub branches: Vec<(OrgId, i64)>,
    /// The ten districts with the short form of their names.
    districts: Vec<(OrgId, &'static str)>,
    /// A department that moves during the year.
    pub department: OrgId,
}

impl Orgs {
    /// One of the ten, going round.
    pub fn district(&self, n: usize) -> (OrgId, &'static str) {
        self.districts[n % self.districts.len()]
    }
}

const DISTRICTS: [(&str, &str); 10] = [
    ("港城市", "港城"),
    ("虞山市", "虞山"),
    ("娄江市", "娄江"),
    ("玉峰市", "玉峰"),
    ("松陵区", "松陵"),
    ("石湖区", "石湖"),
    ("相湖区", "相湖"),
    ("姑胥区", "姑胥"),
    ("金湖园区", "金湖"),
    ("狮山新区", "狮山"),
];

/// Founds them below the office.
pub async fn found(tx: &mut Tx, by: &Actor, root: &OrgId) -> Result<Orgs, BoardError> {
    let root = *root;
    let superior =
        FoundOrg { parent: None, code: Some("gongwei".into()), ..FoundOrg::new("苏江市级机关工委", OrgKind::Superior, None) };
    orgs::found(tx, by, &superior).await?;
    let party_group = make(tx, by, "团市委党组", OrgKind::LeadingPartyGroup, root, "dangzu").await?;
    let secretariat = make(tx, by, "书记室", OrgKind::Secretariat, root, "shujishi").await?;
    let general_branch = make(tx, by, "团市委机关党总支", OrgKind::GeneralBranch, root, "zongzhi").await?;
    let mut branches = Vec::new();
    for (name, code, size) in [("第一党支部", "zhibu1", 17), ("第二党支部", "zhibu2", 21), ("第三党支部", "zhibu3", 15)] {
        branches.push((make(tx, by, name, OrgKind::Branch, general_branch, code).await?, size));
    }
    let mut department = root;
    for (name, code) in
        [("办公室", "bangongshi"), ("组织部", "zuzhibu"), ("宣传部", "xuanchuanbu"), ("权益部", "quanyibu"), ("青年发展部", "qingfabu")]
    {
        department = make(tx, by, name, OrgKind::Department, root, code).await?;
    }
    let mut districts = Vec::new();
    for (n, (name, short)) in DISTRICTS.into_iter().enumerate() {
        let org = make(tx, by, name, OrgKind::District, root, &format!("bankuai{:02}", n + 1)).await?;
        orgs::add_alias(tx, org, short).await?;
        districts.push((org, short));
    }
    Ok(Orgs { general_branch, party_group, secretariat, branches, districts, department })
}

async fn make(tx: &mut Tx, by: &Actor, name: &str, kind: OrgKind, parent: OrgId, code: &str) -> Result<OrgId, BoardError> {
    let founded = Day::new(2015, 1, 1).ok();
    let ask = FoundOrg { code: Some(code.to_owned()), founded, ..FoundOrg::new(name, kind, Some(parent)) };
    Ok(orgs::found(tx, by, &ask).await?.id)
}
