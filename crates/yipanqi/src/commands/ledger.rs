//! `yipanqi ledger verify`.

use serde_json::json;

use crate::cli::LedgerCommand;
use crate::failure::Failure;
use crate::health;
use crate::out::{self, Format};
use crate::site::Site;

pub async fn run(site: &Site, command: &LedgerCommand, format: Format) -> Result<u8, Failure> {
    let LedgerCommand::Verify = command;
    let by = site.actor().await?;
    let bar = out::progress("recomputing the ledger");
    let differences = site.db.read(&by, &(), health::verify).await?;
    bar.finish_and_clear();
    match format {
        Format::Json => out::json(&json!({"differences": differences}))?,
        Format::Text if differences.is_empty() => out::line("the ledger is clean")?,
        Format::Text => {
            for difference in &differences {
                out::line(difference)?;
            }
        }
    }
    Ok(u8::from(!differences.is_empty()))
}
