//! Citizen ids and phone numbers as the roster keeps them: encrypted, known again by a keyed digest, shown masked; opened by an act that
//! says why.

use base::secret::Key;
use base::vault::Place;
use base::{Actor, Db, PersonId, TenantId, Tx};
use norms::identifier::{CitizenId, Phone};
use norms::{Day, Instant};
use zeroize::Zeroizing;

use super::store;
use crate::{BoardError, audit};

/// A number of somebody's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Keyed SM3 digest in hex: equal numbers have equal ones, and only who has the key can try numbers.
    pub digest: String,
    /// 110***********002X, 138****1234.
    pub masked: String,
    /// The number itself, SM4-GCM, for its own row alone. Where an import of before kept only the mask: none.
    pub cipher: Option<Vec<u8>>,
}

/// Which number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// 身份证号
    CitizenId,
    /// 手机号
    Phone,
}

impl Number {
    /// Both.
    pub const ALL: [Number; 2] = [Number::CitizenId, Number::Phone];

    /// As the database and addresses have it.
    pub fn code(self) -> &'static str {
        match self {
            Number::CitizenId => "citizen_id",
            Number::Phone => "phone",
        }
    }

    /// As pages say it.
    pub fn chinese(self) -> &'static str {
        match self {
            Number::CitizenId => "身份证号",
            Number::Phone => "手机号",
        }
    }

    /// By its code.
    pub fn from_code(code: &str) -> Option<Number> {
        Number::ALL.into_iter().find(|number| number.code() == code)
    }

    /// The cell in which it is sealed.
    pub(super) fn place(self, person: PersonId) -> Place {
        Place { table: "person", row: person.0, column: self.code() }
    }
}

impl Sealed {
    /// A citizen id of this person, from text.
    ///
    /// # Errors
    /// [`BoardError::CitizenId`], [`BoardError::Vault`].
    pub fn citizen_id(key: &Key, person: PersonId, text: &str, today: Day) -> Result<Sealed, BoardError> {
        Sealed::of_id(key, person, &CitizenId::new(text, today).map_err(BoardError::CitizenId)?)
    }

    /// A citizen id of this person. The digest serves as the key of a person among the ledger's subjects too.
    ///
    /// # Errors
    /// [`BoardError::Vault`].
    pub fn of_id(key: &Key, person: PersonId, id: &CitizenId) -> Result<Sealed, BoardError> {
        let cipher = key.vault().seal(&Number::CitizenId.place(person), id.in_clear())?;
        Ok(Sealed { digest: key.seal("citizen_id", id.in_clear()), masked: id.masked(), cipher: Some(cipher) })
    }

    /// A phone number of this person.
    ///
    /// # Errors
    /// [`BoardError::Phone`], [`BoardError::Vault`].
    pub fn phone(key: &Key, person: PersonId, text: &str) -> Result<Sealed, BoardError> {
        let phone = Phone::new(text).map_err(BoardError::Phone)?;
        let cipher = key.vault().seal(&Number::Phone.place(person), phone.in_clear())?;
        Ok(Sealed { digest: key.seal("phone", phone.in_clear()), masked: phone.masked(), cipher: Some(cipher) })
    }
}

/// The people with this number: found by its digest, so that it stands in no query.
///
/// # Errors
/// [`BoardError::CitizenId`], [`BoardError::Phone`] for a text that is no such number.
pub async fn with_number(tx: &mut Tx, _by: &Actor, (key, number, text): &(Key, Number, String)) -> Result<Vec<super::Person>, BoardError> {
    let digest = match number {
        Number::CitizenId => key.seal("citizen_id", CitizenId::new(text, tx.today()).map_err(BoardError::CitizenId)?.in_clear()),
        Number::Phone => key.seal("phone", Phone::new(text).map_err(BoardError::Phone)?.in_clear()),
    };
    Ok(store::by_digest(tx, *number, &digest).await?)
}

/// Asks to see a number.
#[derive(Clone)]
pub struct Reveal {
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub number: Number,
    /// Why, 2 to 200 characters: kept, and shown to the person.
    pub reason: String,
    /// What opens it.
    pub key: Key,
}

/// One opening of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revealed {
    /// Which number.
    pub number: Number,
    /// Who opened it.
    pub who: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Instant,
}

/// Opens a number and writes down who did, when and why, in one transaction: what cannot be written down is not shown.
///
/// # Errors
/// [`BoardError::NoReason`], [`BoardError::NoNumber`] where only the mask is kept, [`BoardError::Vault`] with the wrong key file.
pub async fn reveal(tx: &mut Tx, by: &Actor, ask: &Reveal) -> Result<Zeroizing<String>, BoardError> {
    let reason = ask.reason.trim();
    if !(2..=200).contains(&reason.chars().count()) {
        return Err(BoardError::NoReason);
    }
    let person = super::get(tx, ask.person).await?;
    let note = audit::person("person.reveal", &person).with("number", ask.number.chinese()).with("reason", reason);
    let sealed = match ask.number {
        Number::CitizenId => person.entry.citizen_id,
        Number::Phone => person.entry.phone,
    };
    let cipher = sealed.and_then(|sealed| sealed.cipher).ok_or(BoardError::NoNumber)?;
    let clear = ask.key.vault().open(&ask.number.place(ask.person), &cipher)?;
    store::add_revealed(tx, by, ask.person, ask.number, reason).await?;
    tx.note(note);
    Ok(clear)
}

/// Who opened this person's numbers, the latest first; also those of records that were merged into theirs.
pub async fn revealed(tx: &mut Tx, person: PersonId) -> Result<Vec<Revealed>, BoardError> {
    let people = store::with_merged(tx, person).await?;
    Ok(store::revealed(tx, &people).await?)
}

/// People whose numbers are sealed anew in one act.
const AT_ONCE: i64 = 500;

/// Seals anew, under the key that seals today, numbers that an older key sealed: at most some hundred people; how many. 0: all are.
/// It can be stopped after any call and called again.
///
/// # Errors
/// [`BoardError::Vault`] where an older key is not there any more.
pub async fn reseal(tx: &mut Tx, _by: &Actor, key: &Key) -> Result<usize, BoardError> {
    let people = store::sealed_before(tx, key.vault().current(), AT_ONCE).await?;
    for mut person in people.iter().cloned() {
        let id = person.id;
        let renew = |number: Number, sealed: &mut Option<Sealed>| -> Result<(), BoardError> {
            if let Some(cipher) = sealed.as_mut().and_then(|sealed| sealed.cipher.as_mut()) {
                let place = number.place(id);
                let clear = key.vault().open(&place, cipher)?;
                *cipher = key.vault().seal(&place, &clear)?;
            }
            Ok(())
        };
        renew(Number::CitizenId, &mut person.entry.citizen_id)?;
        renew(Number::Phone, &mut person.entry.phone)?;
        store::save(tx, &person).await?;
    }
    if !people.is_empty() {
        tx.note(base::Note::new("person.reseal").with("records", people.len()));
    }
    Ok(people.len())
}

/// Some sealed number of the installation, of whichever office, with its person: to hold the key file against the database before
/// anything is written under the wrong key.
///
/// # Errors
/// The database's.
pub async fn any_sealed(db: &Db) -> Result<Option<(PersonId, Number, Vec<u8>)>, BoardError> {
    let by = Actor::system(TenantId(0), "system");
    Ok(db.read(&by, &(), async |tx: &mut Tx, _: &Actor, (): &()| store::any_sealed(tx).await).await?)
}

/// Whether this key opens it.
///
/// # Errors
/// [`BoardError::Vault`].
pub fn opens(key: &Key, (person, number, cipher): &(PersonId, Number, Vec<u8>)) -> Result<(), BoardError> {
    Ok(key.vault().open(&number.place(*person), cipher).map(|_| ())?)
}

/// Whether a key that does not seal any more is still needed.
///
/// # Errors
/// The database's.
pub async fn sealed_before(tx: &mut Tx, _by: &Actor, key: &Key) -> Result<bool, BoardError> {
    Ok(!store::sealed_before(tx, key.vault().current(), 1).await?.is_empty())
}
