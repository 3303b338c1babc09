//! The import of the office's yearly workbook.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::time::Duration;

use calamine::{Reader, open_workbook_auto};

use crate::program::Program;
use crate::table::{Measure, Table};
use crate::{Result, raw, root, watch};

fn sample() -> PathBuf {
    root().join("crates/yipanqi/tests/data/2022-ledgers.xlsx")
}

/// Imports the sample into fresh offices, beside reading its cells and inserting as many rows.
pub async fn measure(program: &Program, table: &mut Table) -> Result<()> {
    let mut times = Vec::new();
    let mut rows = 0;
    for _ in 0..3 {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("office.db");
        let url = format!("sqlite://{}", file.display());
        program.init(&url)?;
        let before = count(&file).await?;
        let began = watch::start();
        program.run([OsStr::new("import"), sample().as_os_str(), OsStr::new("--database"), OsStr::new(&url)])?;
        times.push(began.elapsed());
        rows = count(&file).await? - before;
    }
    let mut raws = Vec::new();
    for _ in 0..3 {
        let folder = tempfile::tempdir()?;
        let pool = raw::sqlite(&folder.path().join("bare.db")).await?;
        raws.push(read()? + raw::insert(&pool, rows).await?);
        pool.close().await;
    }
    let name = format!("reading its cells and inserting {rows} bare rows");
    let target = Some(Measure::Time(Duration::from_secs(1)));
    table.line(
        "import of the sample workbook, command line",
        Measure::Time(watch::median(times)),
        target,
        Some((&name, Measure::Time(watch::median(raws)))),
    );
    Ok(())
}

async fn count(file: &std::path::Path) -> Result<i64> {
    let pool = raw::sqlite(file).await?;
    let rows = raw::rows(&pool).await;
    pool.close().await;
    rows
}

/// Reads every cell of every sheet.
fn read() -> Result<Duration> {
    let began = watch::start();
    let mut book = open_workbook_auto(sample())?;
    let mut cells = 0;
    for name in book.sheet_names() {
        cells += book.worksheet_range(&name)?.used_cells().count();
    }
    if cells == 0 { Err("the sample has no cells".into()) } else { Ok(began.elapsed()) }
}
