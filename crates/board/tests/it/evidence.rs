//! Files kept with records: named once, brought back, taken away for good when nobody names them.

use std::path::Path;
use std::time::Duration;

use base::{Actor, Tx};
use board::BoardError;
use board::evidence::{self, Accepted, Attach, DAYS_KEPT, Evidence, FileKind, Files, MOST_FILES, Swept};
use uuid::Uuid;

use crate::{House, houses};

const RECORD: &str = "journal.record";
const DAY: i64 = 86_400_000_000;

fn file(name: &str, bytes: &[u8]) -> Accepted {
    let digest = base::secret::hex(&base::secret::sm3(bytes));
    let small = Some(b"small".to_vec());
    Accepted { kind: FileKind::Jpeg, name: name.into(), bytes: bytes.to_vec(), digest, points: Some((4, 3)), thumbnail: small }
}

fn source(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

impl House {
    fn put(&self, files: &Files, file: &Accepted) {
        files.put(self.by.tenant, &file.digest, &file.bytes, file.thumbnail.as_deref()).unwrap();
    }

    async fn attach(&self, files: &Files, record: Uuid, file: &Accepted) -> Result<Evidence, BoardError> {
        let ask = Attach { source_kind: RECORD, source: record, file: file.clone(), files: files.clone() };
        self.db().write(&self.by, &ask, evidence::attach).await
    }

    async fn kept(&self, record: Uuid) -> Vec<Evidence> {
        let act = async |tx: &mut Tx, _: &Actor, id: &Uuid| evidence::of(tx, RECORD, *id).await;
        self.db().read(&self.by, &record, act).await.unwrap()
    }

    async fn remove(&self, record: Uuid, id: Uuid) {
        let act = async |tx: &mut Tx, by: &Actor, (record, id): &(Uuid, Uuid)| evidence::remove(tx, by, RECORD, *record, *id).await;
        self.db().write(&self.by, &(record, id), act).await.unwrap();
    }

    async fn restore(&self, record: Uuid, id: Uuid) -> Result<(), BoardError> {
        let act = async |tx: &mut Tx, _: &Actor, (record, id): &(Uuid, Uuid)| evidence::restore(tx, RECORD, *record, *id).await;
        self.db().write(&self.by, &(record, id), act).await
    }

    async fn sweep(&self, files: &Files, unused: Duration) -> Swept {
        evidence::sweep(self.db(), &self.by, files, unused).await.unwrap()
    }
}

fn lying(folder: &Path) -> usize {
    let Ok(read) = std::fs::read_dir(folder) else { return 0 };
    let count = |entry: std::fs::DirEntry| if entry.path().is_dir() { lying(&entry.path()) } else { 1 };
    read.flatten().map(count).sum()
}

#[tokio::test]
async fn the_same_bytes_lie_on_the_disk_once_and_stand_on_a_record_once() {
    for house in houses().await {
        let folder = tempfile::tempdir().unwrap();
        let (files, one) = (Files::new(folder.path()), file("走访.jpg", b"bytes"));
        for record in [1, 2] {
            house.put(&files, &one);
            house.attach(&files, source(record), &one).await.unwrap();
        }
        let again = house.attach(&files, source(1), &file("另一个名字.jpg", b"bytes")).await.unwrap();
        assert_eq!((again.name.as_str(), again.who.as_str(), again.points), ("走访.jpg", "测试", Some((4, 3))));
        assert_eq!((house.kept(source(1)).await.len(), lying(folder.path())), (1, 2));
        assert_eq!(files.read(house.by.tenant, &one.digest).unwrap(), b"bytes");
        let act = async |tx: &mut Tx, _: &Actor, ids: &[Uuid; 3]| evidence::counts(tx, RECORD, ids).await;
        let counts = house.db().read(&house.by, &[source(1), source(2), source(3)], act).await.unwrap();
        assert_eq!((counts.get(&source(1)), counts.get(&source(3))), (Some(&1), None));
    }
}

#[tokio::test]
async fn a_removed_file_comes_back_for_thirty_days_and_then_goes_with_its_bytes() {
    for house in houses().await {
        let folder = tempfile::tempdir().unwrap();
        let (files, one, other) = (Files::new(folder.path()), file("a.jpg", b"one"), file("b.jpg", b"other"));
        for file in [&one, &other] {
            house.put(&files, file);
        }
        let id = house.attach(&files, source(1), &one).await.unwrap().id;
        house.attach(&files, source(2), &one).await.unwrap();
        let lone = house.attach(&files, source(1), &other).await.unwrap().id;
        for id in [id, lone] {
            house.remove(source(1), id).await;
        }
        house.db().clock().set(house.db().clock().now().plus_micros((DAYS_KEPT - 1) * DAY));
        assert_eq!(house.sweep(&files, Duration::ZERO).await, Swept::default());
        house.restore(source(1), lone).await.unwrap();
        assert!(house.kept(source(1)).await.iter().any(|one| one.id == lone && one.removed.is_none()));
        house.remove(source(1), lone).await;

        house.db().clock().set(house.db().clock().now().plus_micros((DAYS_KEPT + 1) * DAY));
        // The bytes of `one` are named by another record still; those of `other` by nobody.
        assert_eq!(house.sweep(&files, Duration::ZERO).await, Swept { rows: 2, files: 1 });
        assert_eq!(house.restore(source(1), lone).await, Err(BoardError::NoEvidence));
        assert!(files.has(house.by.tenant, &one.digest) && !files.has(house.by.tenant, &other.digest));
        assert_eq!(lying(folder.path()), 2);
    }
}

#[tokio::test]
async fn bytes_that_nobody_named_yet_are_left_for_a_while_and_a_row_never_names_bytes_that_are_gone() {
    for house in houses().await {
        let folder = tempfile::tempdir().unwrap();
        let (files, one) = (Files::new(folder.path()), file("a.jpg", b"one"));
        house.put(&files, &one);
        assert_eq!(house.sweep(&files, Duration::from_secs(3_600)).await.files, 0);
        assert_eq!(house.sweep(&files, Duration::ZERO).await.files, 1);
        assert_eq!(house.attach(&files, source(1), &one).await, Err(BoardError::EvidenceLost));
        assert!(house.kept(source(1)).await.is_empty());
        house.put(&files, &one);
        house.attach(&files, source(1), &one).await.unwrap();
    }
}

#[tokio::test]
async fn a_file_that_was_changed_on_the_disk_is_not_handed_out() {
    let house = houses().await.remove(0);
    let folder = tempfile::tempdir().unwrap();
    let (files, one) = (Files::new(folder.path()), file("a.jpg", b"one"));
    house.put(&files, &one);
    std::fs::write(files.path(house.by.tenant, &one.digest), b"two").unwrap();
    assert_eq!(files.read(house.by.tenant, &one.digest).unwrap_err().kind(), std::io::ErrorKind::InvalidData);
}

#[tokio::test]
async fn another_record_or_office_does_not_reach_a_file_and_a_record_holds_so_many() {
    for house in houses().await {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new(folder.path());
        let one = file("a.jpg", b"one");
        house.put(&files, &one);
        let id = house.attach(&files, source(1), &one).await.unwrap().id;
        assert_eq!(house.restore(source(2), id).await, Err(BoardError::NoEvidence));
        let stranger = Actor::system(house.db().new_tenant().await.unwrap(), "别处");
        let act = async |tx: &mut Tx, _: &Actor, id: &Uuid| evidence::get(tx, RECORD, source(1), *id).await;
        assert_eq!(house.db().read(&stranger, &id, act).await, Err(BoardError::NoEvidence));
        for n in 1..MOST_FILES {
            let next = file("n.jpg", &n.to_be_bytes());
            house.put(&files, &next);
            house.attach(&files, source(1), &next).await.unwrap();
        }
        let last = file("z.jpg", b"one too many");
        house.put(&files, &last);
        assert_eq!(house.attach(&files, source(1), &last).await, Err(BoardError::EvidenceFull));
    }
}
