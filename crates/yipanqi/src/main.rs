//! `yipanqi`: the command line, and the composition of the rooms.
//!
//! Exit codes: 0 done, 1 the work found problems (each named), 2 wrong use. Errors are one English sentence on standard error.
#![forbid(unsafe_code)]

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod audited;
mod backup;
mod cli;
mod commands;
mod compose;
mod config;
mod demo;
mod doctor;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod doors;
mod failure;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod handed_tests;
mod health;
mod logs;
mod measures;
mod out;
mod outgoing;
mod single_sign_on;
mod site;
mod sweep;
mod upgrade;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        // Help and version are answers; anything else is one sentence, as every other error is.
        Err(error) if error.exit_code() == 0 => error.exit(),
        Err(error) => return failure::report(&failure::wrong_use(&error.to_string()), 2),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failure::report(&format!("the program cannot start: {error}"), 1),
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(done) => std::process::ExitCode::from(done),
        Err(failure) => failure::report(&failure.message, failure.code),
    }
}
