//! 映射方案 that the office keeps: saved under a name, chosen at an import, shared with other offices as files.
//!
//! Whoever may import may use, replace and delete them: an import keeps a copy of its own, so that nothing earlier hangs on the list.

use base::{Actor, Note, Tx};
use board::{Denied, access};
use ledger::metrics;
use norms::Instant;
use norms::name::clean_line;
use sheet::{MOST_PROFILE_BYTES, Profile, ProfileError, SheetProfile};
use uuid::Uuid;

use crate::{JournalError, rights, store};

/// Characters of a profile's name.
pub const MOST_NAME: usize = 60;
/// Characters of its remark.
pub const MOST_NOTE: usize = 500;
/// Profiles that an office keeps: as many as can be chosen from.
pub const MOST_PROFILES: usize = 500;

/// A profile that the office keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedProfile {
    /// Its id.
    pub id: Uuid,
    /// Its name, unique in the office.
    pub name: String,
    /// 备注.
    pub note: String,
    /// The mapping.
    pub profile: Profile,
    /// Goes up with each change.
    pub revision: i64,
    /// Who saved or changed it last, and when.
    pub changed: (String, Instant),
    /// Who began an import with it last, and when.
    pub used: Option<(String, Instant)>,
}

/// Asks that a profile be kept.
#[derive(Clone, Debug)]
pub struct SaveProfile {
    /// The id that the form carried: sent twice, it is one profile.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// 备注.
    pub note: String,
    /// The mapping.
    pub profile: Profile,
    /// The profile of the same name that it replaces, as its revision was when somebody said so.
    pub replace: Option<(Uuid, i64)>,
}

/// Asks for another name or remark.
#[derive(Clone, Debug)]
pub struct ChangeProfile {
    /// Which.
    pub id: Uuid,
    /// The revision that the page showed.
    pub revision: i64,
    /// Its name.
    pub name: String,
    /// 备注.
    pub note: String,
}

/// Asks for a page of the list.
#[derive(Clone, Debug, Default)]
pub struct ProfilePage {
    /// Words that name or remark must hold.
    pub words: Vec<String>,
    /// The last of the page before.
    pub after: Option<(Instant, Uuid)>,
    /// How many.
    pub limit: i64,
}

fn may(by: &Actor) -> Result<(), JournalError> {
    if access::holds(by, &rights::IMPORT) { Ok(()) } else { Err(Denied::NotAllowed.into()) }
}

fn line(field: &'static str, text: &str, most: usize) -> Result<String, JournalError> {
    clean_line(text, most).map_err(|error| JournalError::invalid(field, error.chinese(), error.to_string()))
}

fn name_of(text: &str) -> Result<String, JournalError> {
    let name = line("name", text, MOST_NAME)?;
    if name.is_empty() { Err(JournalError::invalid("name", "请填写方案名称。", "give the profile a name")) } else { Ok(name) }
}

/// The office's profiles, last used or changed first.
pub async fn profiles(tx: &mut Tx, by: &Actor, ask: &ProfilePage) -> Result<Vec<SavedProfile>, JournalError> {
    may(by)?;
    Ok(store::profiles::list(tx, &ask.words, ask.after, ask.limit).await?)
}

/// Id and name of each, to choose from.
pub async fn profile_names(tx: &mut Tx, by: &Actor, (): &()) -> Result<Vec<(Uuid, String)>, JournalError> {
    may(by)?;
    Ok(store::profiles::names(tx).await?)
}

/// One of them.
///
/// # Errors
/// [`JournalError::NotFound`].
pub async fn profile(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<SavedProfile, JournalError> {
    may(by)?;
    store::profiles::get(tx, *id).await?.ok_or(JournalError::NotFound)
}

/// Keeps a profile under a name.
///
/// # Errors
/// [`JournalError::ProfileNamed`] when there is one of this name and nobody has said, or no longer rightly, that it is to be replaced;
/// [`JournalError::Invalid`] for a name that is none and a mapping that cannot be kept.
pub async fn save_profile(tx: &mut Tx, by: &Actor, ask: &SaveProfile) -> Result<SavedProfile, JournalError> {
    may(by)?;
    if let Some(there) = store::profiles::get(tx, ask.id).await? {
        return Ok(there);
    }
    let (name, note) = (name_of(&ask.name)?, line("note", &ask.note, MOST_NOTE)?);
    keepable(&ask.profile)?;
    let mut one = SavedProfile {
        id: ask.id,
        name,
        note,
        profile: ask.profile.clone(),
        revision: 1,
        changed: (by.name.clone(), tx.now()),
        used: None,
    };
    match store::profiles::named(tx, &one.name).await? {
        // The same form sent twice, or the same said by two.
        Some(there) if there.profile == one.profile && there.note == one.note => return Ok(there),
        Some(there) if ask.replace == Some((there.id, there.revision)) => {
            (one.id, one.revision, one.used) = (there.id, there.revision + 1, there.used);
        }
        Some(there) => return Err(JournalError::ProfileNamed(Box::new(there))),
        None if store::profiles::names(tx).await?.len() >= MOST_PROFILES => {
            let chinese = format!("最多保存 {MOST_PROFILES} 份映射方案，请先删除不用的。");
            return Err(JournalError::invalid("name", chinese, format!("at most {MOST_PROFILES} profiles are kept")));
        }
        None => {}
    }
    store::profiles::put(tx, &one).await?;
    tx.note(Note::new("profile.save").on("journal.profile", one.id).with("title", one.name.as_str()));
    Ok(one)
}

/// A mapping that another office's page would take as a file, and that both databases can hold.
fn keepable(profile: &Profile) -> Result<(), JournalError> {
    let refused = |error: ProfileError| JournalError::invalid("name", error.chinese(), error.to_string());
    profile.check().map_err(refused)?;
    let text = profile.to_toml();
    if text.len() + MOST_HEAD > MOST_PROFILE_BYTES {
        return Err(refused(ProfileError::TooLarge));
    }
    if text.contains("\\u0000") {
        return Err(refused(ProfileError::NotText));
    }
    Ok(())
}

/// Bytes that the head of its file may take.
const MOST_HEAD: usize = 4 * 1024;

/// Gives a profile another name or remark.
///
/// # Errors
/// [`JournalError::NotFound`]; [`JournalError::Invalid`] for a name that is none or taken; refused when it was changed meanwhile.
pub async fn change_profile(tx: &mut Tx, by: &Actor, ask: &ChangeProfile) -> Result<SavedProfile, JournalError> {
    let there = profile(tx, by, &ask.id).await?;
    let (name, note) = (name_of(&ask.name)?, line("note", &ask.note, MOST_NOTE)?);
    if (&there.name, &there.note) == (&name, &note) {
        return Ok(there);
    }
    if there.revision != ask.revision {
        return Err(JournalError::refused(
            format!("{}刚刚改过这份方案（现名“{}”），请核对后再保存。", there.changed.0, there.name),
            format!("{} changed this profile meanwhile", there.changed.0),
        ));
    }
    if store::profiles::named(tx, &name).await?.is_some_and(|other| other.id != there.id) {
        let chinese = format!("已经有一份方案叫“{name}”，请换一个名称。");
        return Err(JournalError::invalid("name", chinese, "there is a profile of this name"));
    }
    let changed = (by.name.clone(), tx.now());
    let one = SavedProfile { name, note, revision: there.revision + 1, changed, ..there };
    store::profiles::put(tx, &one).await?;
    tx.note(Note::new("profile.save").on("journal.profile", one.id).with("title", one.name.as_str()));
    Ok(one)
}

/// Deletes a profile. Imports made with it keep their copy.
///
/// # Errors
/// [`JournalError::NotFound`].
pub async fn remove_profile(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<(), JournalError> {
    let there = profile(tx, by, id).await?;
    store::profiles::remove(tx, *id).await?;
    tx.note(Note::new("profile.remove").on("journal.profile", there.id).with("title", there.name.as_str()));
    Ok(())
}

/// What a profile makes of each sheet and kind, in words: `中心组学习：理论学习中心组学习`.
pub fn maps(profile: &Profile) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let kinds = profile.kinds.iter().map(|(kind, code)| format!("类别“{kind}”：{}", metric_name(code)));
    for said in profile.sheets.iter().map(of_sheet).chain(kinds) {
        if !out.contains(&said) {
            out.push(said);
        }
    }
    out
}

fn metric_name(code: &str) -> &str {
    if code == "roster" { "党员名册" } else { metrics::by_code(code).map_or(code, |metric| metric.name) }
}

fn of_sheet(sheet: &SheetProfile) -> String {
    let figures: Vec<&str> = sheet.columns.keys().filter_map(|code| metrics::by_code(code)).map(|metric| metric.name).collect();
    let what = match &sheet.metric {
        _ if sheet.ignore => "不导入".to_owned(),
        Some(code) => metric_name(code).to_owned(),
        None if figures.is_empty() => "按内容判断".to_owned(),
        None => figures.join("、"),
    };
    format!("{}：{what}", sheet.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_profile_maps_is_said_in_words_each_thing_once() {
        let text = "[kinds]\n\"阵地共建\" = \"assist.position\"\n[[sheet]]\nname = \"一\"\nmetric = \"assist.event\"\n\
             [[sheet]]\nname = \"一\"\nmetric = \"assist.event\"\nheader_row = 9\n[[sheet]]\nname = \"说明\"\nignore = true\n\
             [[sheet]]\nname = \"名册\"\nmetric = \"roster\"\n[[sheet]]\nname = \"杂\"\n";
        let said = maps(&Profile::from_toml(text).unwrap_or_default());
        let name = |code| metric_name(code).to_owned();
        let first = format!("一：{}", name("assist.event"));
        let last = format!("类别“阵地共建”：{}", name("assist.position"));
        assert_eq!(said, [first.as_str(), "说明：不导入", "名册：党员名册", "杂：按内容判断", last.as_str()]);
    }
}
