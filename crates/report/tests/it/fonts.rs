//! The folder of fonts that an installation names is searched for the PDF of a page, as it is on the command line.

use std::path::Path;

use kit::Settings;
use testkit::{Answer, Client};

use crate::house::{House, PASSWORD, houses};

/// The office's own font, as the PDF names what it embeds.
const OWN: &str = "YunzhouFangSong";

/// A TrueType font of two glyphs, made for this test: every character is drawn as the same square, and its family is the one that
/// GB/T 9704 asks for, so that it is preferred to whatever the machine has.
fn font() -> Vec<u8> {
    let square = [1, 0, 0, 800, 800, 3, 0, 0x0101, 0x0101, 0, 800, 0, -800, 0, 0, 800, 0];
    let names = [(1u16, "FangSong_GB2312"), (2, "Regular"), (4, OWN), (6, OWN)];
    let tables: [(&[u8; 4], Vec<u8>); 9] = [
        (b"cmap", [words(&[0, 1, 3, 10, 0, 12, 13, 0, 0, 28, 0, 0, 0, 1, 0, 0x20]), vec![0, 2, 255, 255, 0, 0, 0, 1]].concat()),
        (b"glyf", words(&square)),
        (b"head", words(&[1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 800, 800, 0, 8, 2, 0, 0])),
        (b"hhea", words(&[1, 0, 800, -200, 0, 1000, 0, 0, 800, 1, 0, 0, 0, 0, 0, 0, 0, 2])),
        (b"hmtx", words(&[1000, 0, 1000, 0])),
        (b"loca", words(&[0, 0, 17])),
        (b"maxp", words(&[1, 0, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])),
        (b"name", name_table(&names)),
        (b"post", words(&[3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
    ];
    let mut out = [vec![0, 1, 0, 0], words(&[9, 128, 3, 16])].concat();
    let mut at = out.len() + 16 * tables.len();
    let mut data = Vec::new();
    for (tag, bytes) in tables {
        let length = u32::try_from(bytes.len()).unwrap();
        out.extend([&tag[..], &[0; 4], &u32::try_from(at).unwrap().to_be_bytes(), &length.to_be_bytes()].concat());
        at += bytes.len().next_multiple_of(4);
        data.extend(bytes);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    out.extend(data);
    out
}

fn words(numbers: &[i16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

fn name_table(names: &[(u16, &str)]) -> Vec<u8> {
    let count = u16::try_from(names.len()).unwrap();
    let mut head: Vec<u8> = [0, count, 6 + 12 * count].iter().flat_map(|n| n.to_be_bytes()).collect();
    let mut text: Vec<u8> = Vec::new();
    for (id, name) in names {
        let coded: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let (length, at) = (u16::try_from(coded.len()).unwrap(), u16::try_from(text.len()).unwrap());
        head.extend([3, 1, 0x409, *id, length, at].iter().flat_map(|n| n.to_be_bytes()));
        text.extend(coded);
    }
    head.extend(text);
    head
}

async fn pdf(house: &House, settings: Settings, path: &str) -> Answer {
    let mut client = Client::new(house.router_with(settings));
    client.sign_in("zhou", PASSWORD).await;
    client.get(path).await
}

#[tokio::test]
async fn a_page_sets_its_pdf_in_the_offices_own_fonts() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("own-fonts");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("own.ttf"), font()).unwrap();
    for house in houses().await {
        let report = house.with_text("## 助企。\n开展助企服务。").await;
        let path = format!("/reports/{}/pdf", report.id);
        let own = Settings { fonts: Some(folder.clone()), ..Settings::default() };
        let file = pdf(&house, own, &path).await.expect(200);
        assert!(file.bytes.starts_with(b"%PDF-") && file.has(OWN), "the office's own font is not in the document");
        // Without the folder the machine's fonts are used, or the page says that it has none.
        assert!(!pdf(&house, Settings::default(), &path).await.has(OWN));
    }
}
