//! The pack as one archive.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use image::{ImageFormat, Rgb, RgbImage};
use testkit::Client;
use testkit::evidence::PNG;

use crate::house::{House, attach, houses, line, upload};

type Files = BTreeMap<String, Vec<u8>>;

fn opened(bytes: Vec<u8>) -> Files {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = Files::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let (name, mut bytes) = (file.name().unwrap().to_string(), Vec::new());
        file.read_to_end(&mut bytes).unwrap();
        assert!(all.insert(name.clone(), bytes).is_none(), "{name} is there twice");
    }
    all
}

async fn zipped(client: &mut Client, pack: &str) -> Files {
    let answer = client.get(&format!("{pack}/zip")).await.expect(200);
    assert_eq!(answer.header("content-type"), "application/zip");
    opened(answer.bytes)
}

/// The texts of a part of an office document.
fn part(document: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(document)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn photo(shade: u8) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    RgbImage::from_pixel(40, 30, Rgb([shade, 40, 40])).write_to(&mut out, ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

async fn made(client: &mut Client, table: &str) -> String {
    upload(client, "评分表.csv", table.as_bytes()).await.expect(200);
    client.press("/inspect/make", &[("title", "考核")]).await.expect(200).path
}

async fn add(client: &mut Client, at: &str, files: &[(&str, &[u8])]) {
    client.get(at).await.expect(200);
    let files: Vec<(&str, &str, &[u8])> = files.iter().map(|(name, bytes)| ("file", *name, *bytes)).collect();
    client.upload(&format!("{at}/evidence"), &[], &files).await.expect(200);
}

#[tokio::test]
async fn folders_are_numbered_as_the_table_is_and_hold_records_files_photos_and_a_list() {
    for house in houses().await {
        let note = house.note(0, "换届大会");
        let mut zhou = house.browser("zhou").await;
        add(&mut zhou, &format!("/notes/{note}"), &[("合影.jpg", &photo(10))]).await;
        let at = made(&mut zhou, crate::house::TABLE).await;
        let first = line(&mut zhou, &at, "01-01").await;
        attach(&mut zhou, &first, note).await.expect(200);
        add(&mut zhou, &first, &[("会场.jpg", &photo(90)), ("签到.png", PNG)]).await;

        let all = zipped(&mut zhou, &at).await;
        let names: Vec<&str> = all.keys().map(String::as_str).collect();
        let folder = "01 组织建设/01-01 按期换届";
        for name in ["01-01-01 换届大会.docx", "01-01-02 合影.jpg", "01-01 照片页.docx"] {
            assert!(names.contains(&format!("{folder}/{name}").as_str()), "{name}: {names:?}");
        }
        assert!(names.iter().any(|name| name.starts_with(&format!("{folder}/01-01-0")) && name.ends_with("会场.jpg")), "{names:?}");
        let record = part(&all[&format!("{folder}/01-01-01 换届大会.docx")], "word/document.xml");
        assert!(record.contains("青年之家") && record.contains("云州团市委"), "what the record says");
        assert!(record.contains("第一段。") && record.contains("第二段 &lt;b&gt;。"), "the whole text of a paper");
        let photos = part(&all[&format!("{folder}/01-01 照片页.docx")], "word/document.xml");
        assert_eq!(photos.matches("<w:drawing>").count(), 3);
        assert!(photos.contains("换届大会 2022年5月4日 云州团市委") && photos.contains("会场"));
        let list = part(&all["00 目录.docx"], "word/document.xml");
        assert!(list.contains("1 项有材料，2 项暂无材料") && list.contains("三会一课") && list.contains("暂无材料"));
        assert!(part(&all["00 目录.xlsx"], "xl/sharedStrings.xml").contains("暂无材料"));
    }
}

#[tokio::test]
async fn no_name_leads_out_of_the_archive_and_no_cell_becomes_a_formula() {
    let long = "长".repeat(300);
    let table = format!(
        "考核项目,考核内容,评分标准\n../../etc,..\\..\\passwd,=1+1\nCON,NUL,+2\nCON,同名,-3\nCON,同名,@4\n{long},{long},\"=HYPERLINK(\"\"http://x\"\")\"\n"
    );
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        let at = made(&mut zhou, &table).await;
        for number in ["01-01", "02-01", "02-02", "02-03", "03-01"] {
            let place = line(&mut zhou, &at, number).await;
            attach(&mut zhou, &place, house.note(0, &format!("../../{long}"))).await.expect(200);
            add(&mut zhou, &place, &[("../../../现场.png", PNG)]).await;
        }
        let all = zipped(&mut zhou, &at).await;
        assert!(all.len() >= 12);
        for name in all.keys() {
            assert!(!name.contains("..") && !name.contains('\\') && !name.starts_with('/'), "{name}");
            assert!(name.chars().count() < 180, "{name}");
            for part in name.split('/') {
                assert!(!["CON", "NUL"].contains(&part) && !part.ends_with(['.', ' ']), "{name}");
            }
        }
        // Two lines of one title have folders of their own.
        assert!(all.keys().any(|name| name.starts_with("02 _CON/02-02 同名/")), "{:?}", all.keys());
        assert!(all.keys().any(|name| name.starts_with("02 _CON/02-03 同名/")));
        let sheet = part(&all["00 目录.xlsx"], "xl/worksheets/sheet1.xml");
        assert!(!sheet.contains("<f>") && !sheet.contains("<hyperlink"), "words stay words");
        assert!(part(&all["00 目录.xlsx"], "xl/sharedStrings.xml").contains("=1+1"));
    }
}

#[tokio::test]
async fn a_file_that_goes_while_the_pack_is_made_is_left_out_and_told() {
    use inspect::actions::{Gather, gather};
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        let at = made(&mut zhou, crate::house::TABLE).await;
        let first = line(&mut zhou, &at, "01-01").await;
        add(&mut zhou, &first, &[("现场.png", PNG)]).await;
        // What is to be packed is known, then the bytes go, then it is packed.
        let id = at.rsplit('/').next().unwrap().parse().unwrap();
        let ask = Gather { pack: id, records: kit::AllRecords::of(&[inspect::module()]) };
        let all = house.test.db.read(&house.actor("zhou").await, &ask, gather).await.unwrap();
        std::fs::remove_dir_all(house.files.path()).unwrap();
        let written = write(&house, all);
        assert!(!written.keys().any(|name| name.ends_with("现场.png")), "{:?}", written.keys());
        assert!(part(&written["00 目录.xlsx"], "xl/sharedStrings.xml").contains("丢失、被改动或刚被删除，没有放入"));
    }
}

/// A pack as it is written to whoever asked.
fn write(house: &House, all: inspect::actions::Collected) -> Files {
    use std::sync::{Arc, Mutex};
    #[derive(Clone, Default)]
    struct Out(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Out {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let out = Out::default();
    let mut archive = kit::archive::Archive::new(out.clone());
    let desk = inspect::write::Desk {
        files: Some(board::evidence::Files::new(house.files.path())),
        tenant: house.by.tenant,
        fonts: paper::Fonts::default(),
        today: house.test.db.clock().today(),
        who: "周明".into(),
    };
    inspect::write::pack(&mut archive, &all, &desk).unwrap();
    archive.finish().unwrap();
    let bytes = out.0.lock().unwrap().clone();
    opened(bytes)
}

#[tokio::test]
async fn what_the_person_may_not_see_is_named_as_such_and_not_packed() {
    for house in houses().await {
        let theirs = house.note(0, "机关材料");
        let (mut zhou, mut liu) = (house.browser("zhou").await, house.browser("liu").await);
        upload(&mut liu, "评分表.csv", crate::house::TABLE.as_bytes()).await.expect(200);
        let at = liu.press("/inspect/make", &[("title", "支部自查")]).await.expect(200).path;
        let first = line(&mut zhou, &at, "01-01").await;
        attach(&mut zhou, &first, theirs).await.expect(200);
        let mine = zipped(&mut liu, &at).await;
        assert!(mine.keys().all(|name| !name.contains("机关材料")));
        let list = part(&mine["00 目录.xlsx"], "xl/sharedStrings.xml");
        assert!(list.contains("无权查看，没有放入") && !list.contains("机关材料"));
        assert!(zipped(&mut zhou, &at).await.keys().any(|name| name.ends_with("机关材料.docx")));
    }
}
