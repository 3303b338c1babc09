//! `yipanqi`: the command line, and the composition of the rooms.
//!
//! Exit codes: 0 done, 1 the work found problems (each named), 2 wrong use. Errors are one English sentence on standard error.
#![forbid(unsafe_code)]

mod cli;
mod commands;
mod compose;
mod config;
mod demo;
mod failure;
mod out;
mod site;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let cli = cli::Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failure::report(&format!("the program cannot start: {error}"), 1),
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(done) => std::process::ExitCode::from(done),
        Err(failure) => failure::report(&failure.message, failure.code),
    }
}
