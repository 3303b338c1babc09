//! What is kept of a workbook is recognised as the workbook was, and holds no personal number.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Made, book, day};
use proptest::prelude::*;
use sheet::{Context, IdNumber, Limits, Recognition, Sheet, Value, Workbook, keep, kept, recognise};

/// Stands for the keyed digest.
fn seal(id: &norms::identifier::CitizenId) -> String {
    sheet::digest(id.in_clear().as_bytes())
}

fn through(book: &Workbook) -> Workbook {
    kept(&keep(book, day("2022-10-31"), seal).unwrap()).unwrap()
}

/// The same with every id sealed, as kept cells can give no other.
fn sealed(mut found: Recognition) -> Recognition {
    let close = |id: &mut Option<IdNumber>| {
        if let Some(IdNumber::Clear(clear)) = id {
            *id = Some(IdNumber::Sealed { masked: clear.masked(), seal: seal(clear) });
        }
    };
    found.rows.iter_mut().flat_map(|row| &mut row.lines).flat_map(|line| &mut line.subjects).for_each(|s| close(&mut s.id));
    found.members.iter_mut().for_each(|member| close(&mut member.id));
    found
}

fn same_when_kept(bytes: &[u8], file: &str) {
    let book = sheet::read(bytes, file, &Limits::default()).unwrap();
    let context = Context { file_name: file.to_owned(), today: Some(day("2022-12-31")), ..Context::default() };
    let (first, again) = (recognise(&book, None, &context), recognise(&through(&book), None, &context));
    assert!(!first.rows.is_empty() || !first.members.is_empty());
    let first = sealed(first);
    assert_eq!(again.rows, first.rows);
    assert_eq!(again.members, first.members);
    assert_eq!(again.warnings, first.warnings);
    assert_eq!(format!("{:?}", again.sheets), format!("{:?}", first.sheets));
}

#[test]
fn the_sample_is_recognised_from_what_is_kept_of_it() {
    same_when_kept(include_bytes!("data/2022-ledgers.xlsx"), "2022-ledgers.xlsx");
}

#[test]
fn persons_are_told_apart_by_their_seals() {
    let guests = Made {
        name: "入住",
        rows: "姓名|性别|身份证号|入住日期|离店日期\n钟可|男|999999200002290019|@2022-03-01|2022.3.4\n钟可|男|99999919950615009X|2022.3.2|2022.3.4\n孔若|女|999999200002290019|2022.4.1|2022.4.4",
        merged: &[],
    };
    let roster = Made {
        name: "党员名册", rows: "姓名|性别|身份证号|所在支部\n钟可|男|999999200002290019|一支部", merged: &[(2, 0, 3, 0)]
    };
    same_when_kept(&book(&[guests, roster]), "a.xlsx");
}

#[test]
fn no_personal_number_is_kept_wherever_it_stands() {
    let id = "999999200002290019";
    let texts =
        [id, "９９９９９９２００００２２９００１９", "13800001111", "钟可13800001111", "身份证999999200002290019，电话138-0000-1111"];
    let mut book = Workbook { margins: vec![format!("制表 {id}")], ..Workbook::default() };
    let mut page = Sheet { name: "名单13800001111".into(), notes: vec![format!("{id} 读作文本")], ..Sheet::default() };
    page.cells = (0u32..).zip(texts).map(|(row, text)| ((row, 0), Value::Text(text.into()))).collect();
    page.cells.insert((9, 0), Value::Number(13_800_001_111.0));
    book.sheets.push(page);
    let kept = through(&book);
    let shown = format!("{kept:?}");
    assert!(!shown.contains("20000229") && !shown.contains("２００００２２９") && !shown.contains("0000111"), "{shown}");
    assert!(matches!(&kept.sheets[0].cells[&(0, 0)], Value::Sealed { masked, .. } if masked == "999***********0019"), "{shown}");
}

#[test]
fn what_was_damaged_is_refused() {
    let bytes = keep(&Workbook { sheets: vec![Sheet::default()], ..Workbook::default() }, day("2022-10-31"), seal).unwrap();
    assert!(kept(&bytes).is_ok());
    assert!(kept(&bytes[..bytes.len() - 4]).is_err());
    assert!(kept(b"PK\x03\x04").is_err());
    assert!(kept(b"").is_err());
}

proptest! {
    #[test]
    fn values_come_back_as_they_were(number in any::<f64>().prop_filter("equal to itself", |n| !n.is_nan()), text in "\\PC{0,40}", at in any::<(u32, u32)>()) {
        let values = [Value::Number(number), Value::Bool(true), Value::Day(day("2022-02-28"))];
        for value in values {
            let mut page = Sheet::default();
            page.cells.insert(at, value);
            let book = Workbook { sheets: vec![page], ..Workbook::default() };
            let back = through(&book);
            // A number that looks like a telephone's is masked; every other stays bit for bit.
            prop_assert!(back.sheets[0].cells == book.sheets[0].cells || matches!(&back.sheets[0].cells[&at], Value::Text(masked) if masked.contains('*')));
        }
        let mut page = Sheet::default();
        page.cells.insert(at, Value::Text(text.clone()));
        let back = through(&Workbook { sheets: vec![page], ..Workbook::default() });
        prop_assert_eq!(back.sheets[0].cells[&at].text(), norms::identifier::mask_text(&text));
    }
}

#[test]
fn somebody_is_taken_out_of_the_rows_about_them_and_others_stay() {
    let mut page = Sheet { name: "住宿".into(), ..Sheet::default() };
    let rows = [("梅雨禾", "99999919950615009X"), ("唐志愿", "999999200002290019"), ("梅雨禾", "")];
    for (row, (name, id)) in (0u32..).zip(rows) {
        page.cells.insert((row, 0), Value::Text(name.into()));
        page.cells.insert((row, 1), Value::Text(id.into()));
        page.cells.insert((row, 2), Value::Text(format!("{name}的家属")));
    }
    let book = Workbook { sheets: vec![page], ..Workbook::default() };
    let bytes = keep(&book, day("2022-10-31"), seal).unwrap();
    let theirs = seal(&norms::identifier::CitizenId::new("99999919950615009X", day("2022-10-31")).unwrap());
    let cell = |book: &Workbook, at: (u32, u32)| book.sheets[0].cells[&at].text();
    let by_seal = sheet::Blank { name: "梅雨禾".into(), by: "某某".into(), seals: vec![theirs], ..sheet::Blank::default() };
    let left = kept(&sheet::blank(&bytes, std::slice::from_ref(&by_seal)).unwrap().unwrap()).unwrap();
    assert_eq!([cell(&left, (0, 0)), cell(&left, (0, 1)), cell(&left, (0, 2))], ["某某", "", "某某的家属"]);
    assert_eq!([cell(&left, (1, 0)), cell(&left, (2, 0))], ["唐志愿", "梅雨禾"], "a name alone may be another's");
    assert!(!cell(&left, (1, 1)).is_empty());
    // A row that is known to be theirs, from 1, and a name that is theirs alone.
    let by_row = sheet::Blank { seals: Vec::new(), rows: vec![("住宿".into(), 3)], ..by_seal.clone() };
    let left = kept(&sheet::blank(&bytes, &[by_row]).unwrap().unwrap()).unwrap();
    assert_eq!([cell(&left, (0, 0)), cell(&left, (2, 0)), cell(&left, (2, 2))], ["梅雨禾", "某某", "某某的家属"]);
    let alone = sheet::Blank { seals: Vec::new(), anywhere: true, ..by_seal };
    let left = kept(&sheet::blank(&bytes, &[alone]).unwrap().unwrap()).unwrap();
    assert_eq!([cell(&left, (0, 0)), cell(&left, (2, 0))], ["某某", "某某"]);
    let nobody = sheet::Blank { name: "无名".into(), by: "某某".into(), anywhere: true, ..sheet::Blank::default() };
    assert!(sheet::blank(&bytes, &[nobody]).unwrap().is_none(), "what is not there changes nothing");
}
