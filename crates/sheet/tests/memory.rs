//! What the largest accepted workbooks cost: peak memory of reading and recognising, as the kernel counts it.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;

use sheet::{Context, Limits, ReadError, read, recognise};

const MOST: usize = 300 << 20;

/// A line of the kernel's account of this process, in bytes.
fn account(name: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() << 10
}

/// Bytes that reading and recognising held at most, above what the process and the file held before.
fn peak(name: &str, bytes: &[u8]) -> (usize, Result<usize, ReadError>) {
    // Lets the kernel begin anew with the highest mark.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = account("VmRSS");
    let out = read(bytes, name, &Limits::default()).map(|book| recognise(&book, None, &Context::default()).rows.len());
    (account("VmHWM").saturating_sub(before), out)
}

/// A ledger of visits, each row with a firm and a title of its own.
fn visits(rows: usize) -> String {
    let mut text = String::from("日期,服务企业,服务内容,服务人员\n");
    for row in 0..rows {
        writeln!(text, "2022-{:02}-{:02},甲木{row}有限公司,用工{row},钟可", row % 12 + 1, row % 28 + 1).unwrap();
    }
    text
}

/// One test, so that nothing else holds memory beside it.
#[test]
fn the_largest_ledgers_that_are_accepted_stay_under_300_megabytes() {
    let cells = Limits::default().cells;
    // Few columns are the worst: most records for the same number of cells.
    let text = visits(cells / 4 - 10);
    assert!(text.len() as u64 <= Limits::default().upload);
    let (held, out) = peak("助企服务.csv", text.as_bytes());
    println!("{} MB, {out:?}", held >> 20);
    assert!(out.is_ok(), "{out:?}");
    assert!(held < MOST, "{} MB, {out:?}", held >> 20);
}
