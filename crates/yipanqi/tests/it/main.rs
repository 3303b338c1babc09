//! The program as its users run it: commands, exit codes and JSON after the contract of the command line.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod audit;
mod backups;
mod demonstration;
mod figures;
mod files;
mod hardship;
mod house;
mod keys;
mod operating;
mod own_postgres;
mod power;
mod proposals;
mod reports;
mod sample;
mod server;
mod small_disk;
mod wrong;
