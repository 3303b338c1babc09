//! What a reader of backups promises: whatever was changed, cut off or put together wrongly is refused.

use std::fs::{self, File};
use std::io::Cursor;
use std::path::{Path, PathBuf};

use base::DatabaseUrl;
use base::secret::Key;
use norms::Instant;

use super::BackupError;
use super::container::{self, Writer};
use super::make::{Installation, make};
use super::manifest::{FORM, KeyMark, Kind, Manifest, SchemaStep};
use super::restore::Plan;
use super::swap::{self, Swap};
use crate::compose;
use crate::config::Config;

fn now() -> Instant {
    "2022-10-31T01:00:00Z".parse().unwrap()
}

/// A backup of a database without an office, and its folder.
async fn backup() -> (tempfile::TempDir, PathBuf) {
    let test = testkit::sqlite(&compose::migrations()).await;
    let folder = tempfile::tempdir().unwrap();
    let evidence = folder.path().join("evidence");
    fs::create_dir_all(evidence.join("ab")).unwrap();
    fs::write(evidence.join("ab/cdef"), "一张照片").unwrap();
    fs::write(folder.path().join("yipanqi.toml"), "listen = \"127.0.0.1:7100\"\n").unwrap();
    let config = Some(folder.path().join("yipanqi.toml"));
    let of = Installation { url: test.url.clone(), evidence, config, keys: Vec::new(), sealed_keys: None };
    let file = folder.path().join("backup.zip");
    make(&of, &file, now()).await.unwrap();
    (folder, file)
}

fn manifest() -> Manifest {
    let (program, made_at) = ("0.1.0".into(), now().to_string());
    Manifest { form: FORM, program, made_at, database: Kind::Sqlite, schema: vec![], keys: vec![], members: vec![] }
}

/// A sealed container with these members and this manifest.
fn written(folder: &Path, members: &[(&str, &str)], manifest: Manifest) -> PathBuf {
    let path = folder.join("made.zip");
    let mut writer = Writer::begin(File::create(&path).unwrap(), &path);
    for (name, text) in members {
        writer.add(name, text.as_bytes(), true).unwrap();
    }
    writer.finish(manifest).unwrap();
    path
}

#[tokio::test]
async fn a_backup_is_one_zip_with_all_that_its_manifest_names() {
    let (_folder, file) = backup().await;
    let mut reader = container::open(&file).unwrap();
    let names: Vec<&str> = reader.manifest.members.iter().map(|member| member.name.as_str()).collect();
    assert_eq!(names, ["database.sqlite", "evidence/ab/cdef", "yipanqi.toml", "KEYS.txt"]);
    assert_eq!(reader.text("evidence/ab/cdef").unwrap().unwrap(), "一张照片".as_bytes());
    assert!(!reader.manifest.schema.is_empty());
    zip::ZipArchive::new(File::open(&file).unwrap()).unwrap();
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0, "others may read it");
}

#[tokio::test]
async fn every_one_of_a_thousand_flipped_bits_is_refused() {
    let (_folder, file) = backup().await;
    let whole = fs::read(&file).unwrap();
    assert!(container::read(Cursor::new(&whole), &file).is_ok());
    for _ in 0..1_000 {
        let (at, bit) = (rand::random_range(0..whole.len()), rand::random_range(0..8));
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << bit;
        assert!(container::read(Cursor::new(&bytes), &file).is_err(), "bit {bit} of byte {at}");
    }
}

#[tokio::test]
async fn a_backup_that_was_cut_off_or_grew_is_refused() {
    let (_folder, file) = backup().await;
    let whole = fs::read(&file).unwrap();
    for length in [0, 1, 63, 64, 65, whole.len() / 2, whole.len() - 65, whole.len() - 1] {
        let error = container::read(Cursor::new(&whole[..length]), &file).unwrap_err();
        assert!(matches!(error, BackupError::Damaged { .. } | BackupError::NotABackup(_)), "{length}: {error}");
    }
    let grown = [&whole[..], b"\n"].concat();
    assert!(container::read(Cursor::new(&grown), &file).is_err());
}

#[test]
fn a_sealed_container_whose_members_are_not_those_of_its_manifest_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let good = written(folder.path(), &[("database.sqlite", "a")], manifest());
    assert!(container::open(&good).is_ok());
    for members in [
        &[("evidence/a", "a")][..],
        &[("database.sqlite", "a"), ("evidence/../../etc/passwd", "a")],
        &[("database.sqlite", "a"), ("/etc/passwd", "a")],
    ] {
        let path = written(folder.path(), members, manifest());
        assert!(matches!(container::open(&path), Err(BackupError::Damaged { .. })), "{members:?}");
    }
    // A member that was changed, the whole sealed again: its own digest tells.
    let mut bytes = fs::read(written(folder.path(), &[("database.sqlite", "a"), ("evidence/a", "picture")], manifest())).unwrap();
    let at = bytes.windows(7).position(|window| window == b"picture").unwrap();
    bytes[at] ^= 1;
    let covered = bytes.len() - 64;
    let seal = base::secret::hex(&base::secret::sm3(&bytes[..covered]));
    bytes.splice(covered.., seal.bytes());
    let error = container::read(Cursor::new(&bytes), &good).unwrap_err();
    assert!(matches!(&error, BackupError::Damaged { what, .. } if what.contains("evidence/a")), "{error}");
}

#[tokio::test]
async fn a_backup_of_a_newer_program_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let newer = Manifest { form: FORM + 1, program: "9.9.9".into(), ..manifest() };
    let error = container::open(&written(folder.path(), &[("database.sqlite", "a")], newer)).unwrap_err();
    assert!(matches!(&error, BackupError::Newer { version, .. } if version == "9.9.9"), "{error}");

    let config = Config { database_url: format!("sqlite://{}", folder.path().join("new.db").display()), ..Config::default() };
    let step = |room: &str, step: i64| SchemaStep { room: room.into(), step, digest: "0".repeat(64) };
    for schema in [vec![step("board", 1_000)], vec![step("moon", 1)]] {
        let newer = Manifest { schema, program: "9.9.9".into(), ..manifest() };
        let path = written(folder.path(), &[("database.sqlite", "a")], newer);
        let failure = Plan::of(&config, &path, None, now()).err().unwrap();
        assert!(failure.message.contains("9.9.9") || failure.message.contains("changed"), "{}", failure.message);
    }
}

#[tokio::test]
async fn the_key_of_another_installation_and_a_missing_one_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let of =
        Manifest { keys: vec![KeyMark { name: "yipanqi.key".into(), mark: base::secret::mark(&"0".repeat(64)).unwrap() }], ..manifest() };
    let path = written(folder.path(), &[("database.sqlite", "a")], of);
    let database = folder.path().join("new.db");
    let config = Config { database_url: format!("sqlite://{}", database.display()), ..Config::default() };
    let refused = || Plan::of(&config, &path, None, now()).err().unwrap().message;
    let key = database.with_extension("key");
    assert!(refused().contains(&format!("{} is missing", key.display())), "{}", refused());
    Key::open(&key).unwrap();
    assert!(refused().contains(&format!("{} is not the yipanqi.key", key.display())), "{}", refused());
}

#[tokio::test]
async fn a_backup_takes_the_place_of_a_former_one_and_of_nothing_else() {
    let (folder, file) = backup().await;
    let test = testkit::sqlite(&compose::migrations()).await;
    let of =
        Installation { url: test.url.clone(), evidence: folder.path().join("none"), config: None, keys: Vec::new(), sealed_keys: None };
    make(&of, &file, now()).await.unwrap();
    let letter = folder.path().join("letter.txt");
    fs::write(&letter, "一封信").unwrap();
    assert!(make(&of, &letter, now()).await.is_err());
    assert_eq!(fs::read_to_string(&letter).unwrap(), "一封信");
}

#[tokio::test]
async fn what_a_killed_backup_left_is_removed_by_the_next() {
    let (folder, file) = backup().await;
    for name in [".yipanqi-part-0a", ".yipanqi-part-0a.db"] {
        fs::write(folder.path().join(name), "half").unwrap();
    }
    let of = Installation {
        url: DatabaseUrl::file(folder.path().join("none.db")),
        evidence: PathBuf::new(),
        config: None,
        keys: vec![],
        sealed_keys: None,
    };
    make(&of, &file, now()).await.unwrap_err();
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with(".yipanqi-part-")), "{left:?}");
}

/// The steps of a swap as a process may be killed between any two of them.
#[test]
fn a_swap_that_was_cut_off_anywhere_is_carried_to_its_end() {
    for done in 0..6 {
        let folder = tempfile::tempdir().unwrap();
        let (database, evidence) = (folder.path().join("a.db"), folder.path().join("evidence"));
        let swap = Swap::new(&database, &evidence, "7");
        for (path, text) in [(&database, "old"), (&swap::beside(&database, "-wal"), "old log"), (&swap.new_database(), "new")] {
            fs::write(path, text).unwrap();
        }
        for (path, text) in [(&evidence, "old"), (&swap.new_evidence(), "new")] {
            fs::create_dir_all(path).unwrap();
            fs::write(path.join("one"), text).unwrap();
        }
        swap.decide().unwrap();
        let log = swap::beside(&database, "-wal");
        let kept_log = swap::beside(&swap.kept_database(), "-wal");
        let renames = [
            (&database, &swap.kept_database()),
            (&log, &kept_log),
            (&swap.new_database(), &database),
            (&evidence, &swap.kept_evidence()),
            (&swap.new_evidence(), &evidence),
        ];
        for (from, to) in renames.iter().take(done) {
            fs::rename(from, to).unwrap();
        }
        swap::pending(&database, &evidence).unwrap().carry_out().unwrap();
        let text = |path: &Path| fs::read_to_string(path).unwrap();
        assert_eq!(
            (text(&database), text(&swap.kept_database()), text(&kept_log)),
            ("new".into(), "old".into(), "old log".into()),
            "{done}"
        );
        assert_eq!((text(&evidence.join("one")), text(&swap.kept_evidence().join("one"))), ("new".into(), "old".into()), "{done}");
        assert!(!log.exists() && swap::pending(&database, &evidence).is_none(), "{done}");
    }
}
