//! The evidence of a period or topic over all rooms.

use std::io::Cursor;

use testkit::evidence::PNG;

use crate::house::{houses, line, pack};

#[tokio::test]
async fn the_evidence_of_all_rooms_is_one_archive_and_nothing_is_a_page_that_says_so() {
    for house in houses().await {
        let (own, theirs) = (house.note(0, "走访/../企业"), house.note(2, "板块的"));
        let mut zhou = house.browser("zhou").await;
        zhou.get("/inspect/evidence?from=2022-01-01").await.expect(200).shows("这样筛选没有佐证材料");
        assert_eq!(zhou.get("/inspect/evidence/zip?from=2022-01-01").await.expect(200).path, "/inspect/evidence?from=2022-01-01");
        let at = pack(&mut zhou, "党建考核").await;
        let first = line(&mut zhou, &at, "01-01").await;
        for (at, name) in [(format!("/notes/{own}"), "一.png"), (format!("/notes/{theirs}"), "二.png"), (first, "三.png")] {
            zhou.get(&format!("{at}/evidence")).await.expect(200);
            zhou.upload(&format!("{at}/evidence"), &[], &[("file", name, PNG)]).await.expect(200);
        }
        zhou.get("/inspect/evidence").await.expect(200).shows("3 条记录带 3 份佐证材料");
        let names = |answer: testkit::Answer| {
            assert_eq!(answer.header("content-type"), "application/zip");
            let zip = zip::ZipArchive::new(Cursor::new(answer.bytes)).unwrap();
            zip.file_names().map(|name| name.unwrap().to_string()).collect::<Vec<String>>()
        };
        let all = names(zhou.get("/inspect/evidence/zip").await.expect(200));
        assert_eq!(all.len(), 4, "{all:?}");
        assert!(all.iter().any(|name| name.starts_with("笔记/") && name.ends_with("/01 一.png")), "{all:?}");
        assert!(all.iter().all(|name| !name.contains("..") && !name.starts_with('/')), "{all:?}");
        assert!(all.contains(&"目录.xlsx".to_owned()));
        // A district's officer takes out what is the district's.
        let mut wai = house.browser("wai").await;
        let own = names(wai.get("/inspect/evidence/zip").await.expect(200));
        assert_eq!(own.len(), 2, "{own:?}");
        // Files added on other days than those asked for are left out.
        zhou.get("/inspect/evidence?from=2023-01-01").await.expect(200).shows("这样筛选没有佐证材料");
        zhou.get("/inspect/evidence?kind=inspect.line").await.expect(200).shows("1 条记录带 1 份");
        zhou.get(&format!("/inspect/evidence?topic={own}", own = uuid::Uuid::nil())).await.expect(200).shows("没有佐证材料");
    }
}
