//! Files that cannot be read: a sentence beside the file, and nothing kept.

use testkit::Client;

use crate::books::{APRIL, services};
use crate::house::houses;
use crate::preview::upload;

/// A compound file whose directory names an encrypted package.
fn encrypted() -> Vec<u8> {
    let mut bytes = vec![0u8; 512 * 3];
    bytes[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    bytes[30] = 9;
    bytes[44] = 1;
    for (at, value) in [(48, 1u32), (56, 4096), (60, 0xFFFF_FFFE), (68, 0xFFFF_FFFE)] {
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    bytes[76..512].fill(0xFF);
    bytes[76..80].copy_from_slice(&0u32.to_le_bytes());
    bytes[512..1024].fill(0xFF);
    bytes[512..516].copy_from_slice(&0xFFFF_FFFDu32.to_le_bytes());
    bytes[516..520].copy_from_slice(&0xFFFF_FFFEu32.to_le_bytes());
    for (at, name) in [(1024, "Root Entry"), (1152, "EncryptedPackage")] {
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes[at..at + units.len()].copy_from_slice(&units);
        bytes[at + 64] = u8::try_from(units.len() + 2).unwrap();
    }
    bytes
}

async fn refused(client: &mut Client, org: &str, name: &str, bytes: &[u8], sentence: &str) {
    let page = upload(client, org, name, bytes).await.expect(422).shows(sentence);
    assert!(page.text().contains("file-error"), "the sentence stands beside the file");
    client.get("/import/preview").await.expect(200).shows("没有待导入的文件");
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_refused_with_a_sentence_that_says_what_to_do() {
    for house in houses().await {
        let (mut zhou, org, rows) = (house.browser("zhou").await, house.orgs[0].id.to_string(), house.rows().await);
        let whole = services(&APRIL);
        refused(&mut zhou, &org, "密码.xlsx", &encrypted(), "取消密码").await;
        refused(&mut zhou, &org, "半截.xlsx", &whole[..whole.len() / 2], "已损坏或不完整").await;
        refused(&mut zhou, &org, "台账.et", b"anything", "类型选 .xlsx").await;
        refused(&mut zhou, &org, "报告.wps", b"anything", "文字请另存为 .docx").await;
        refused(&mut zhou, &org, "报告.doc", b"anything", "文字请另存为 .docx").await;
        refused(&mut zhou, &org, "图片.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "这不是工作簿").await;
        zhou.get("/import").await.expect(200);
        zhou.upload("/import", &[("org", &org)], &[]).await.expect(422).shows("请选择要导入的台账文件");
        assert_eq!(house.rows().await, rows);
    }
}

#[tokio::test]
async fn a_hidden_sheet_is_named_and_not_read() {
    for house in houses().await {
        let (mut zhou, org) = (house.browser("zhou").await, house.orgs[0].id.to_string());
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().set_name("说明").unwrap().write(0, 0, "本表由办公室汇总").unwrap();
        let hidden = book.add_worksheet();
        hidden.set_name("旧底稿").unwrap().set_hidden(true);
        hidden.write(0, 0, "主题党日").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        upload(&mut zhou, &org, "有隐藏.xlsx", &bytes).await.expect(200).shows("旧底稿").shows("隐藏，未读取").shows("将登记 0 条");
    }
}

#[tokio::test]
async fn more_rows_than_one_import_may_bring_are_refused_before_the_rest_is_looked_at() {
    let house = &houses().await[0];
    let (mut zhou, org, rows) = (house.browser("zhou").await, house.orgs[0].id.to_string(), house.rows().await);
    let line = |number: usize| format!("2022-{:02}-{:02},第{number}次\n", number % 10 + 1, number % 28 + 1);
    let text: String = std::iter::once("日期,主题\n".to_owned()).chain((0..25_000).map(line)).collect();
    let found = house.import("主题党日.csv", text.as_bytes()).recognition;
    assert_eq!((found.more, found.rows.len()), (true, 20_001));
    let page = upload(&mut zhou, &org, "主题党日.csv", text.as_bytes()).await;
    page.expect(422).shows("一次最多导入 20000 行，请按月份或按表拆成几个文件");
    assert_eq!(house.rows().await, rows);
}
