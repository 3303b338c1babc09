//! Promises about personal numbers: encrypted, bound to their row, opened only by an act that is written down.

use base::secret::Key;
use base::vault::{KeyFile, VaultError};
use base::{Actor, PersonId, Tx, sql};
use board::BoardError;
use board::people::{self, AddPerson, CorrectPerson, Entry, Number, Person, Reveal, Sealed};
use norms::name::PersonName;

use crate::{House, day, houses};

const ID: &str = "99999919950615009X";
const PHONE: &str = "13812345678";

fn entry(name: &str, org: &board::Org) -> Entry {
    Entry::new(PersonName::new(name).unwrap(), org.id)
}

async fn add(house: &House, id: Option<PersonId>, entry: Entry) -> Result<Person, BoardError> {
    house.db().write(&house.by, &AddPerson { id, entry }, people::add).await
}

async fn with_numbers(house: &House, key: &Key, name: &str, id: &str) -> Person {
    let person = PersonId(base::id::new_id(house.db().clock().now()));
    let mut entry = entry(name, &house.root);
    entry.citizen_id = Some(Sealed::citizen_id(key, person, id, day("2022-10-31")).unwrap());
    entry.phone = Some(Sealed::phone(key, person, PHONE).unwrap());
    add(house, Some(person), entry).await.unwrap()
}

async fn reveal(house: &House, key: &Key, person: PersonId, number: Number, reason: &str) -> Result<String, BoardError> {
    let ask = Reveal { person, number, reason: reason.into(), key: key.clone() };
    house.db().write(&house.by, &ask, people::reveal).await.map(|clear| clear.to_string())
}

#[tokio::test]
async fn numbers_are_known_again_and_shown_masked_and_one_id_is_one_person() {
    for house in houses().await {
        let key = Key::random();
        let id = PersonId(base::id::new_id(house.db().clock().now()));
        let mut mine = entry("钟可", &house.root);
        mine.citizen_id = Some(Sealed::citizen_id(&key, id, "99999919950615009x", day("2022-10-31")).unwrap());
        mine.phone = Some(Sealed::phone(&key, id, "+86 138 1234 5678").unwrap());
        let person = add(&house, Some(id), mine.clone()).await.unwrap();
        assert_eq!(person.entry.citizen_id.as_ref().unwrap().masked, "999***********009X");
        assert_eq!(person.entry.phone.as_ref().unwrap().masked, "138****5678");
        mine.name = PersonName::new("钟克").unwrap();
        assert_eq!(add(&house, None, mine.clone()).await, Err(BoardError::PersonExists("钟可".into())));
        let find = async |tx: &mut Tx, _: &Actor, digest: &String| board::people::by_id_digest(tx, digest).await;
        let digest = mine.citizen_id.unwrap().digest;
        assert_eq!(house.db().read(&house.by, &digest, find).await.unwrap(), Some(person.clone()));
        // A form cannot show the id, so a correction without one keeps it.
        let ask = CorrectPerson { person: person.id, entry: entry("钟珂", &house.root) };
        house.db().write(&house.by, &ask, board::people::correct).await.unwrap();
        let corrected = house.db().read(&house.by, &digest, find).await.unwrap().unwrap();
        assert_eq!((corrected.entry.name.as_str(), corrected.entry.phone.is_some()), ("钟珂", true));
        let other = Sealed::citizen_id(&Key::random(), id, "99999919950615009X", day("2022-10-31")).unwrap();
        assert_ne!(other.digest, digest, "without the key the digest cannot be made");
        assert!(matches!(Sealed::citizen_id(&key, id, "999999200002290018", day("2022-10-31")), Err(BoardError::CitizenId(_))));
        assert!(matches!(Sealed::phone(&key, id, "12345"), Err(BoardError::Phone(_))));
    }
}

#[tokio::test]
async fn no_number_stands_in_any_table_in_the_clear() {
    for house in houses().await {
        let key = Key::random();
        let person = with_numbers(&house, &key, "钟可", ID).await;
        reveal(&house, &key, person.id, Number::CitizenId, "核对政审材料").await.unwrap();
        let cells = async |tx: &mut Tx, _: &Actor, (): &()| {
            let text = "SELECT id_digest, id_masked, id_sealed, phone_digest, phone_masked, phone_sealed FROM person";
            tx.one::<(String, String, Vec<u8>, String, String, Vec<u8>)>(sql(text)).await
        };
        let kept = house.db().read(&house.by, &(), cells).await.unwrap();
        let all = [kept.0.as_bytes(), kept.1.as_bytes(), &kept.2, kept.3.as_bytes(), kept.4.as_bytes(), &kept.5].concat();
        for part in ["19950615", "1234567"] {
            assert!(!all.windows(part.len()).any(|window| window == part.as_bytes()), "{part}");
        }
    }
}

#[tokio::test]
async fn a_number_is_opened_with_a_reason_and_the_opening_is_kept() {
    for house in houses().await {
        let key = Key::random();
        let person = with_numbers(&house, &key, "钟可", ID).await;
        for reason in ["", " x ", &"长".repeat(201)] {
            assert_eq!(reveal(&house, &key, person.id, Number::CitizenId, reason).await, Err(BoardError::NoReason), "{reason}");
        }
        assert_eq!(reveal(&house, &key, person.id, Number::CitizenId, "核对政审材料").await.as_deref(), Ok(ID));
        assert_eq!(reveal(&house, &key, person.id, Number::Phone, "通知开会").await.as_deref(), Ok(PHONE));
        let openings = async |tx: &mut Tx, _: &Actor, id: &PersonId| people::revealed(tx, *id).await;
        let openings = house.db().read(&house.by, &person.id, openings).await.unwrap();
        let said: Vec<_> = openings.iter().map(|one| (one.number, one.who.as_str(), one.reason.as_str())).collect();
        assert!(said.contains(&(Number::CitizenId, house.by.name.as_str(), "核对政审材料")) && said.len() == 2, "{said:?}");
        // With the wrong key file nothing opens, and no opening is claimed.
        assert_eq!(reveal(&house, &Key::random(), person.id, Number::Phone, "通知开会").await, Err(BoardError::Vault(VaultError::Closed)));
        assert_eq!(house.count("revealed").await, 2);
    }
}

#[tokio::test]
async fn a_number_put_into_another_row_does_not_open_there() {
    for house in houses().await {
        let key = Key::random();
        let mine = with_numbers(&house, &key, "钟可", ID).await;
        let other = with_numbers(&house, &key, "林晓禾", "999999200002290019").await;
        let swap = async |tx: &mut Tx, _: &Actor, ids: &(PersonId, PersonId)| {
            let text = "UPDATE person SET id_sealed = (SELECT m.id_sealed FROM person m WHERE m.id = $1) WHERE id = $2";
            tx.run(sql(text).bind(ids.0).bind(ids.1).scratch()).await
        };
        house.db().write(&house.by, &(mine.id, other.id), swap).await.unwrap();
        let answer = reveal(&house, &key, other.id, Number::CitizenId, "核对政审材料").await;
        assert_eq!(answer, Err(BoardError::Vault(VaultError::Closed)));
    }
}

#[tokio::test]
async fn numbers_are_sealed_anew_under_a_new_key_and_the_old_one_can_go() {
    for house in houses().await {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("yipanqi.key");
        let key = Key::open(&path).unwrap();
        let person = with_numbers(&house, &key, "钟可", ID).await;
        let bare = add(&house, None, entry("林晓禾", &house.root)).await.unwrap();
        let file = KeyFile::open(&Key::vault_path(&path)).unwrap();
        file.add().unwrap();
        let key = Key::open(&path).unwrap();
        assert_eq!(house.db().write(&house.by, &key, people::reseal).await.unwrap(), 1);
        assert_eq!(house.db().write(&house.by, &key, people::reseal).await.unwrap(), 0, "once is enough");
        file.forget_old().unwrap();
        let key = Key::open(&path).unwrap();
        assert_eq!(reveal(&house, &key, person.id, Number::CitizenId, "核对政审材料").await.as_deref(), Ok(ID));
        assert_eq!(reveal(&house, &key, bare.id, Number::Phone, "通知开会").await, Err(BoardError::NoNumber));
    }
}
