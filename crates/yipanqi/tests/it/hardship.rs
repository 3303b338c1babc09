//! What happens to offices: power cuts, full disks, readers that leave, two processes at once.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

use crate::house::{House, ended, sample, truth};

/// The size of the write-ahead log: it grows as an import writes.
fn log_size(house: &House) -> u64 {
    std::fs::metadata(house.file("office.db-wal")).map_or(0, |file| file.len())
}

#[tokio::test]
async fn an_import_that_is_killed_leaves_all_or_nothing() {
    for grown in [1, 200_000, 800_000, 2_000_000] {
        let house = House::sqlite();
        let start = log_size(&house);
        let mut child = house.command([OsStr::new("import"), sample().as_os_str()]).stdout(Stdio::null()).spawn().unwrap();
        while log_size(&house) < start + grown && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        house.verify();
        let figures = house.figures();
        let none = figures.values().all(|value| *value == 0);
        let all = truth().iter().all(|(code, value)| figures[code] == *value);
        assert!(none || all, "{figures:?}");
        if none {
            house.import_sample();
        }
        assert_eq!(house.differing(), []);
    }
}

/// A disk that fills up, as a process sees it: no file may grow beyond so many blocks of 1,024 bytes.
fn cramped(house: &House, blocks: u64) -> crate::house::Ran {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" import \"$1\"");
    let mut command = Command::new("bash");
    command.current_dir(house.folder.path()).env("YIPANQI_DATABASE_URL", &house.url).stdin(Stdio::null());
    ended(command.arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_yipanqi")).arg(sample()).output().unwrap())
}

#[tokio::test]
async fn a_full_disk_is_told_and_leaves_nothing_half_written() {
    let house = House::sqlite();
    for blocks in [600, 1_000, 2_000] {
        let ran = cramped(&house, blocks);
        assert_eq!(ran.code, 1, "{} {}", ran.out, ran.err);
        assert!(ran.sentence().contains("disk"), "{}", ran.err);
        house.verify();
        assert!(house.figures().values().all(|value| *value == 0));
    }
    house.import_sample();
    assert_eq!(house.differing(), []);
}

#[tokio::test]
async fn a_document_that_cannot_be_written_is_told() {
    let house = House::sqlite();
    let ran = house.run(["report", "new", "--template", "half-year", "--from", "2022-01-01", "--to", "2022-10-31"]).expect(0);
    house.run(["report", "export", ran.out.trim(), "--docx", "no-such-folder/report.docx"]).expect(1).sentence();
}

#[tokio::test]
async fn a_reader_that_leaves_ends_the_program_quietly() {
    let house = House::sqlite();
    house.import_sample();
    let script = "set -o pipefail; \"$0\" facts --metric station.night --from 2022-01-01 --to 2022-10-31 --limit 10000 | head -n 1";
    let mut command = Command::new("bash");
    command.env("YIPANQI_DATABASE_URL", &house.url).arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_yipanqi"));
    let ran = ended(command.output().unwrap()).expect(0);
    assert_eq!((ran.out.lines().count(), ran.err.as_str()), (1, ""));
}

#[tokio::test]
async fn several_processes_may_start_at_once_on_a_database_that_needs_its_tables() {
    for house in House::all().await {
        let fresh = format!("sqlite://{}", house.file("fresh.db").display());
        let url = if house.url.starts_with("sqlite") { fresh } else { house.url.clone() };
        let start = |n: usize| {
            let user = format!("admin{n}");
            let args = ["init", "--org", "云州团市委", "--admin", &user, "--password-stdin", "--database", &url];
            let mut child = house.command(args).stdin(Stdio::piped()).spawn().unwrap();
            std::io::Write::write_all(&mut child.stdin.take().unwrap(), "一段够长又不常见的口令2022\n".as_bytes()).unwrap();
            child
        };
        let children: Vec<_> = (0..6).map(start).collect();
        let ran: Vec<_> = children.into_iter().map(|child| ended(child.wait_with_output().unwrap())).collect();
        // The file is new and one of them makes its office; the PostgreSQL database has one already.
        let made = ran.iter().filter(|ran| ran.code == 0).count();
        assert_eq!(made, usize::from(url.starts_with("sqlite")), "{ran:?}");
        assert!(ran.iter().filter(|ran| ran.code != 0).all(|ran| ran.code == 2 && ran.sentence().contains("already")), "{ran:?}");
    }
}
