//! What a merge carries from one record of a person to the other: only what the other does not say.

use base::PersonId;
use base::secret::Key;

use super::super::{Entry, LeagueStatus, Number, PartyStatus, Person, Sealed};
use crate::BoardError;
use crate::orgs::coded;

coded! {
    /// A field of the roster.
    Field {
        /// 性别.
        Sex = "sex", "性别";
        /// Day of birth.
        Birth = "birth", "出生日期";
        /// Where they stand with the Party.
        Party = "party", "政治面貌";
        /// 入党日期.
        JoinedParty = "joined_party", "入党日期";
        /// 转正日期.
        Converted = "converted", "转正日期";
        /// Where they stand with the League.
        League = "league", "团员";
        /// 入团日期.
        JoinedLeague = "joined_league", "入团日期";
        /// 身份证号.
        CitizenId = "citizen_id", "身份证号";
        /// 手机号.
        Phone = "phone", "手机号";
    }
}

/// Refuses two records that cannot be of one person.
pub(super) fn one_person(gone: &Person, kept: &Person) -> Result<(), BoardError> {
    let (one, other) = (&gone.entry, &kept.entry);
    if one.name != other.name {
        return Err(BoardError::MergeNames);
    }
    if one.citizen_id.as_ref().zip(other.citizen_id.as_ref()).is_some_and(|(one, other)| one.digest != other.digest) {
        return Err(BoardError::MergeTwoIds);
    }
    if one.birth.zip(other.birth).is_some_and(|(one, other)| one != other) {
        return Err(BoardError::MergeBirths);
    }
    Ok(())
}

/// What a field says, as text; nothing where it says nothing. Of a number its digest.
fn value(field: Field, entry: &Entry) -> Option<String> {
    let digest = |sealed: &Option<Sealed>| sealed.as_ref().map(|sealed| sealed.digest.clone());
    match field {
        Field::Sex => entry.sex.map(|sex| sex.code().to_owned()),
        Field::Birth => entry.birth.map(|day| day.to_string()),
        Field::Party => Some(entry.party).filter(|party| *party != PartyStatus::None).map(|party| party.code().to_owned()),
        Field::JoinedParty => entry.joined_party.map(|day| day.to_string()),
        Field::Converted => entry.converted.map(|day| day.to_string()),
        Field::League => Some(entry.league).filter(|league| *league != LeagueStatus::None).map(|league| league.code().to_owned()),
        Field::JoinedLeague => entry.joined_league.map(|day| day.to_string()),
        Field::CitizenId => digest(&entry.citizen_id),
        Field::Phone => digest(&entry.phone),
    }
}

/// Which fields are carried, and which say two things.
pub(super) fn fields(gone: &Entry, kept: &Entry) -> (Vec<Field>, Vec<Field>) {
    let (mut carried, mut differ) = (Vec::new(), Vec::new());
    for field in Field::ALL.iter().copied() {
        match (value(field, gone), value(field, kept)) {
            (Some(_), None) => carried.push(field),
            (Some(one), Some(other)) if one != other => differ.push(field),
            _ => {}
        }
    }
    (carried, differ)
}

/// Everything that a record says, for its digest.
pub(super) fn said(person: &Person) -> String {
    let mut said = format!("{}|{}|{}|{:?}|{:?}", person.id, person.entry.org, person.entry.name.as_str(), person.left, person.merged);
    for field in Field::ALL.iter().copied() {
        said.push_str(&format!("|{:?}", value(field, &person.entry)));
    }
    said
}

/// Fills a field of the record that stays. A number goes: it is one record's, and sealed for its row.
pub(super) fn carry(field: Field, key: &Key, gone: &mut Person, kept: &mut Person) -> Result<(), BoardError> {
    match field {
        Field::Sex => kept.entry.sex = gone.entry.sex,
        Field::Birth => kept.entry.birth = gone.entry.birth,
        Field::Party => kept.entry.party = gone.entry.party,
        Field::JoinedParty => kept.entry.joined_party = gone.entry.joined_party,
        Field::Converted => kept.entry.converted = gone.entry.converted,
        Field::League => kept.entry.league = gone.entry.league,
        Field::JoinedLeague => kept.entry.joined_league = gone.entry.joined_league,
        Field::CitizenId => kept.entry.citizen_id = moved(Number::CitizenId, key, gone.entry.citizen_id.take(), gone.id, kept.id)?,
        Field::Phone => kept.entry.phone = moved(Number::Phone, key, gone.entry.phone.take(), gone.id, kept.id)?,
    }
    Ok(())
}

/// Empties a field that was carried; a number goes back.
pub(super) fn take_back(field: Field, key: &Key, gone: &mut Person, kept: &mut Person) -> Result<(), BoardError> {
    match field {
        Field::Sex => kept.entry.sex = None,
        Field::Birth => kept.entry.birth = None,
        Field::Party => kept.entry.party = PartyStatus::None,
        Field::JoinedParty => kept.entry.joined_party = None,
        Field::Converted => kept.entry.converted = None,
        Field::League => kept.entry.league = LeagueStatus::None,
        Field::JoinedLeague => kept.entry.joined_league = None,
        Field::CitizenId => gone.entry.citizen_id = moved(Number::CitizenId, key, kept.entry.citizen_id.take(), kept.id, gone.id)?,
        Field::Phone => gone.entry.phone = moved(Number::Phone, key, kept.entry.phone.take(), kept.id, gone.id)?,
    }
    Ok(())
}

fn moved(number: Number, key: &Key, sealed: Option<Sealed>, from: PersonId, to: PersonId) -> Result<Option<Sealed>, BoardError> {
    let Some(mut sealed) = sealed else { return Ok(None) };
    if let Some(cipher) = &sealed.cipher {
        let clear = key.vault().open(&number.place(from), cipher)?;
        sealed.cipher = Some(key.vault().seal(&number.place(to), &clear)?);
    }
    Ok(Some(sealed))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use norms::name::PersonName;

    #[test]
    fn only_what_the_other_record_does_not_say_is_carried() {
        let entry = || Entry::new(PersonName::new("林晓禾").unwrap(), base::OrgId(uuid::Uuid::nil()));
        let day = |text: &str| Some(text.parse().unwrap());
        let gone = Entry { birth: day("1995-06-15"), party: PartyStatus::Member, league: LeagueStatus::Member, ..entry() };
        let kept = Entry { party: PartyStatus::Activist, ..entry() };
        assert_eq!(fields(&gone, &kept), (vec![Field::Birth, Field::League], vec![Field::Party]));
        assert_eq!(fields(&kept, &kept), (Vec::new(), Vec::new()));
        assert_eq!(fields(&entry(), &gone), (Vec::new(), Vec::new()), "what is empty takes nothing away");
    }
}
