//! What holds here beside the board's own rules, pure.

use std::collections::{HashMap, HashSet};

use base::{OrgId, secret};
use board::people::Person;
use board::{Org, OrgKind};

use crate::OrgError;

/// The orgs in the order of the tree, each with how far it is indented: a parent before those below it, siblings by line, kind and the
/// order in which they were entered (第一, 第二, 第三党支部: pinyin would set 第二 first). What stands below nothing that is shown begins
/// at the margin; superiors come last.
pub fn in_tree_order(orgs: Vec<Org>) -> Vec<(Org, usize)> {
    let shown: HashSet<OrgId> = orgs.iter().map(|org| org.id).collect();
    let mut below: HashMap<Option<OrgId>, Vec<Org>> = HashMap::new();
    for org in orgs {
        below.entry(org.parent.filter(|parent| shown.contains(parent))).or_default().push(org);
    }
    for siblings in below.values_mut() {
        // The last comes first, because they are put on a stack.
        siblings.sort_by_key(|org| std::cmp::Reverse((org.kind == OrgKind::Superior, org.line, org.kind, org.number)));
    }
    let mut stack: Vec<(Org, usize)> = below.remove(&None).unwrap_or_default().into_iter().map(|org| (org, 0)).collect();
    let mut ordered = Vec::new();
    while let Some((org, depth)) = stack.pop() {
        stack.extend(below.remove(&Some(org.id)).unwrap_or_default().into_iter().map(|child| (child, depth + 1)));
        ordered.push((org, depth));
    }
    ordered
}

/// How many people belong to each org and all below it today, by the org's number.
pub fn people_below(orgs: &[Org], own: &HashMap<OrgId, i64>) -> HashMap<i64, i64> {
    let mut sums = HashMap::new();
    for org in orgs {
        let Some(count) = own.get(&org.id) else { continue };
        for number in board::tree::numbers(&org.path) {
            *sums.entry(number).or_default() += count;
        }
    }
    sums
}

/// Stands for what the roster said when a form was opened, so that a change by somebody else in between is seen.
pub fn fingerprint(person: &Person) -> String {
    let said = format!("{:?} {:?}", person.entry, person.left);
    secret::hex(&secret::sm3(said.as_bytes())[..12])
}

/// Refuses to go on when what the form showed is no longer so.
///
/// # Errors
/// [`OrgError::Changed`].
pub fn unchanged(seen: &str, now: &str) -> Result<(), OrgError> {
    if seen == now { Ok(()) } else { Err(OrgError::Changed) }
}

/// What was typed to name a person: 张三, or 张三/第一党支部 where there are several.
pub fn name_and_org(text: &str) -> (&str, Option<&str>) {
    let parts = text.split_once(['/', '／']);
    parts.map_or((text.trim(), None), |(name, org)| (name.trim(), Some(org.trim()).filter(|org| !org.is_empty())))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use board::Line;
    use norms::name::text_sort_key;
    use uuid::Uuid;

    fn org(number: i64, name: &str, kind: OrgKind, path: &str) -> Org {
        let id = |number: i64| OrgId(Uuid::from_u128(number.unsigned_abs().into()));
        let up = board::tree::numbers(path);
        Org {
            id: id(number),
            number,
            name: name.into(),
            kind,
            line: kind.usual_line(),
            code: format!("o{number}"),
            parent: up.len().checked_sub(2).map(|at| id(up[at])),
            path: path.into(),
            founded: None,
            closed: None,
            merged_into: None,
            sort_key: text_sort_key(name),
        }
    }

    fn house() -> Vec<Org> {
        vec![
            org(6, "第二党支部", OrgKind::Branch, "/1/4/6/"),
            org(2, "市级机关工委", OrgKind::Superior, "/2/"),
            org(5, "第一党支部", OrgKind::Branch, "/1/4/5/"),
            org(3, "玉峰市", OrgKind::District, "/1/3/"),
            org(4, "机关党总支", OrgKind::GeneralBranch, "/1/4/"),
            org(1, "团市委", OrgKind::Office, "/1/"),
        ]
    }

    #[test]
    fn the_tree_reads_from_the_top_down_with_siblings_as_they_were_entered() {
        let said: Vec<(i64, usize)> = in_tree_order(house()).iter().map(|(org, depth)| (org.number, *depth)).collect();
        assert_eq!(said, [(1, 0), (4, 1), (5, 2), (6, 2), (3, 1), (2, 0)]);
        assert!(Line::Party < Line::League);
    }

    #[test]
    fn who_sees_a_part_sees_it_from_the_margin_on() {
        let part = house().into_iter().filter(|org| org.path.starts_with("/1/4/")).collect();
        let said: Vec<(i64, usize)> = in_tree_order(part).iter().map(|(org, depth)| (org.number, *depth)).collect();
        assert_eq!(said, [(4, 0), (5, 1), (6, 1)]);
    }

    #[test]
    fn people_are_counted_for_their_org_and_all_above_it() {
        let orgs = house();
        let own = orgs.iter().filter(|org| org.number > 4).map(|org| (org.id, 10)).collect();
        let sums = people_below(&orgs, &own);
        assert_eq!([1, 4, 5, 3].map(|number| sums.get(&number).copied().unwrap_or(0)), [20, 20, 10, 0]);
    }

    #[test]
    fn a_name_may_be_told_apart_by_its_org() {
        assert_eq!(name_and_org("张三"), ("张三", None));
        assert_eq!(name_and_org("张三 / 第一党支部"), ("张三", Some("第一党支部")));
        assert_eq!(name_and_org("阿依古丽·买买提／玉峰市"), ("阿依古丽·买买提", Some("玉峰市")));
    }

    #[test]
    fn a_change_of_what_the_roster_says_changes_the_fingerprint() {
        use board::people::Entry;
        use norms::name::PersonName;
        let entry = Entry::new(PersonName::new("张三").unwrap(), OrgId(Uuid::nil()));
        let person = Person { id: base::PersonId(Uuid::nil()), entry, sort_key: Vec::new(), left: None, merged: None, erased: None };
        let left = Person { left: Some(norms::Day::first()), ..person.clone() };
        assert_eq!(fingerprint(&person), fingerprint(&person.clone()));
        assert_ne!(fingerprint(&person), fingerprint(&left));
        assert!(unchanged(&fingerprint(&person), &fingerprint(&left)).is_err());
    }
}
