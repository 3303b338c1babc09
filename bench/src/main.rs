//! `make bench`: how fast the program is, each line beside a raw limit that was measured in the same run on the same machine.
//!
//! What a user waits for is measured on the release program, run as a user runs it and asked over HTTP; what only the ledger does is
//! measured on the ledger. A time alone says little, because machines differ; the ratio to the raw limit says more.
#![forbid(unsafe_code)]

mod acts;
mod ask;
mod figures;
mod http;
mod import;
mod jobs;
mod made;
mod nginx;
mod pages;
mod program;
mod raw;
mod table;
mod trust;
mod watch;

use std::path::{Path, PathBuf};

use clap::Parser;

use crate::program::Program;
use crate::table::Table;

/// Whatever goes wrong ends the run with its sentence.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Measures speed beside the raw limits.
#[derive(Debug, Parser)]
#[command(name = "bench", after_help = "Example: cargo run --release -p bench -- --only figures --facts 10000000")]
struct Args {
    /// How many facts are made for the line that shows what roll-ups and sets give
    #[arg(long, default_value_t = 1_000_000, value_name = "N")]
    facts: u64,
    /// Measure only these: import, pages, trust, figures, made, acts, jobs
    #[arg(long, value_name = "PART")]
    only: Vec<String>,
    /// Where the table is written; without --only the page of the book
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The program to measure [default: the one built beside this]
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// A PostgreSQL server on which databases may be made
    #[arg(long, env = "YIPANQI_TEST_POSTGRES", hide_env_values = true, value_name = "URL")]
    postgres: Option<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

fn main() -> std::process::ExitCode {
    let args = Args::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(run(&args)));
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}

async fn run(args: &Args) -> Result<()> {
    let program = Program::find(args.program.as_deref())?;
    let wanted = |part: &str| args.only.is_empty() || args.only.iter().any(|only| only == part);
    let mut table = Table::default();
    if wanted("import") {
        import::measure(&program, &mut table).await?;
    }
    if wanted("pages") || wanted("figures") || wanted("trust") {
        let demo = program.demo()?;
        if wanted("figures") {
            figures::at_demonstration_size(&demo, &mut table).await?;
        }
        if wanted("pages") {
            pages::measure(&program, &demo, &mut table).await?;
        }
        if wanted("trust") {
            trust::measure(&program, &demo, &mut table).await?;
        }
    }
    if wanted("acts") {
        acts::measure(args.postgres.as_deref(), &mut table).await?;
    }
    if wanted("jobs") {
        jobs::measure(&mut table).await?;
    }
    if wanted("made") {
        figures::of_made_facts(args.facts, &mut table).await?;
    }
    let text = table.page();
    println!("{text}");
    let page = root().join("docs/bench.md");
    match (&args.out, args.only.is_empty()) {
        (Some(file), _) => std::fs::write(file, text)?,
        (None, true) => std::fs::write(page, text)?,
        (None, false) => {}
    }
    Ok(())
}
