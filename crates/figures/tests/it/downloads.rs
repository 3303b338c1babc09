//! CSV and workbooks.

use std::io::{Cursor, Read};

use crate::house::{coded, houses};

fn part(bytes: &[u8], name: &str) -> String {
    let mut text = String::new();
    let mut book = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    book.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[tokio::test]
async fn no_word_of_a_download_is_taken_for_a_formula() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        for code in ["assist.service", "assist.enterprise_covered", "station.bed", "life.theme_day"] {
            let csv = zhou.get(&format!("/figures/{code}/facts.csv")).await.expect(200).text();
            for field in csv.lines().flat_map(|line| line.split(',')) {
                let bare = field.trim_matches('"');
                assert!(!bare.starts_with(['=', '+', '-', '@', '\t', '\r']), "{code}: {field}");
            }
            let book = zhou.get(&format!("/figures/{code}/facts.xlsx")).await.expect(200);
            assert!(!part(&book.bytes, "xl/worksheets/sheet1.xml").contains("<f"), "{code}: a formula");
        }
        let all = zhou.get("/figures/assist.enterprise_covered/facts.csv").await.expect(200).text();
        assert!(all.contains("'=1+1") && all.contains("'+86"), "the words stay: {all}");
    }
}

#[tokio::test]
async fn downloads_have_the_columns_and_filters_of_the_page() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        let cases = [
            ("/figures", "/figures/list", "q=助企&show=recorded&org=d1"),
            ("/figures", "/figures/list", "months=on&from=2022-02-01&to=2022-03-31"),
            ("/figures/assist.service", "/figures/assist.service/table", "org=d1&from=2022-02-01&to=2022-03-31"),
            ("/figures/assist.service/facts", "/figures/assist.service/facts", "org=d1&from=2022-03-01&to=2022-03-31"),
            ("/metrics", "/metrics/list", "q=驿站"),
        ];
        for (page, file, query) in cases {
            let query = coded(query);
            let shown = zhou.get(&format!("{page}?{query}")).await.expect(200).text();
            let table = shown.split("<thead").nth(1).unwrap();
            let heads = table.split("</thead>").next().unwrap().matches("<th").count();
            let rows = table.split("<tbody").nth(1).unwrap().split("</tbody>").next().unwrap().matches("<tr").count();
            let link = format!("{file}.csv?");
            assert!(shown.contains(&link), "{page} keeps its filters in the link to {link}");
            let csv = zhou.get(&format!("{file}.csv?{query}")).await.expect(200);
            assert!(csv.header("content-disposition").starts_with("attachment") && csv.header("content-type").starts_with("text/csv"));
            let lines: Vec<String> = csv.text().lines().filter(|line| !line.starts_with(",合计")).map(str::to_owned).collect();
            assert_eq!(lines[0].split(',').count(), heads, "{page}?{query}: {}", lines[0]);
            assert_eq!(lines.len() - 1, rows, "{page}?{query}");
            let book = zhou.get(&format!("{file}.xlsx?{query}")).await.expect(200);
            assert!(book.bytes.starts_with(b"PK"));
            let sheet = part(&book.bytes, "xl/worksheets/sheet1.xml");
            let first = sheet.split("<row ").nth(1).unwrap().matches("<c ").count();
            assert_eq!(first, heads, "{page}?{query}");
        }
    }
}
