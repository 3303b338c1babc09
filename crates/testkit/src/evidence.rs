//! Files that are kept with a record: what every kind of record promises of them, whatever room it is of.

use crate::{Answer, Client};

/// Two points, red and blue.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x01\x08\x02\0\0\0\x7b\x40\xe8\xdd\
    \0\0\0\rIDAT\x78\x9c\x63\xf8\xcf\0\x04\xff\x01\x07\0\x01\xff\xe2\x23\x9e\x59\0\0\0\0IEND\xae\x42\x60\x82";

/// A folder for files, which goes when it is dropped.
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// A record with its page, and those who come to it.
pub struct Doors<'a> {
    /// `/orgs/…`: below it are its files.
    pub record: &'a str,
    /// The page with the card.
    pub page: &'a str,
    /// Another record of the kind, which all of these may see but the stranger.
    pub other: &'a str,
    /// Who may change the record.
    pub keeper: &'a mut Client,
    /// Who may see it and not change it, where there is such a one.
    pub reader: Option<&'a mut Client>,
    /// Who may not see it, though they hold the right elsewhere.
    pub stranger: &'a mut Client,
}

fn hrefs(page: &Answer, record: &str) -> Vec<String> {
    let text = page.text();
    let mark = format!("class=\"name\" href=\"{record}/evidence/");
    text.split(mark.as_str()).skip(1).map(|rest| format!("{record}/evidence/{}", &rest[..36])).collect()
}

/// Stops the test unless a file can be kept with this record by who may change it, is seen by who may see it, and is not there for
/// anybody else nor below another record.
pub async fn kept(doors: Doors<'_>) {
    let Doors { record, page, other, keeper, mut reader, stranger } = doors;
    let at = format!("{record}/evidence");
    keeper.get(page).await.expect(200).shows("佐证材料").shows("可以不传");
    keeper.upload(&at, &[], &[("file", "现场.png", PNG)]).await.expect(200).shows("已添加 1 份");
    let file = hrefs(&keeper.get(page).await.expect(200).shows("现场.png"), record).remove(0);
    let id = file.rsplit('/').next().unwrap_or_default().to_owned();
    assert_eq!(keeper.get(&file).await.expect(200).bytes, PNG);
    keeper.get(&format!("{file}/small")).await.expect(200);
    keeper.get(&format!("{other}/evidence/{id}")).await.expect(404);
    keeper.get(page).await.expect(200);
    keeper.post(&format!("{other}/evidence/{id}/remove"), &[]).await.expect(404);

    if let Some(reader) = reader.as_mut() {
        assert!(!reader.get(&at).await.expect(200).shows("现场.png").has("添加佐证材料"), "{at}");
        reader.get(&file).await.expect(200);
        reader.get("/account").await.expect(200);
        reader.post(&format!("{file}/remove"), &[]).await.expect(403);
    }
    for path in [at.clone(), file.clone(), format!("{file}/small")] {
        let status = stranger.get(&path).await.status.as_u16();
        assert_eq!(status, 404, "a stranger at {path}");
    }
    for act in [format!("{file}/remove"), format!("{file}/restore"), format!("{at}/part?of={id}&from=0")] {
        stranger.get("/account").await.expect(200);
        let status = stranger.post(&act, &[]).await.status.as_u16();
        assert!([403, 404].contains(&status), "a stranger at {act}: {status}");
    }
    stranger.get("/account").await.expect(200);
    let status = stranger.upload(&at, &[], &[("file", "a.png", PNG)]).await.status.as_u16();
    assert!([403, 404].contains(&status), "a stranger adds a file: {status}");

    keeper.get(page).await.expect(200);
    keeper.submit(&format!("{file}/remove"), &[]).await.expect(200).shows("已删除");
    if let Some(reader) = reader.as_mut() {
        reader.get(&file).await.expect(404);
    }
    keeper.get(page).await.expect(200).shows("30 天内可恢复");
    keeper.submit(&format!("{file}/restore"), &[]).await.expect(200).shows("已恢复这份");
    assert_eq!(keeper.get(&file).await.expect(200).bytes, PNG);
}
