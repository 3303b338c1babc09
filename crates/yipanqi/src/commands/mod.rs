//! The commands, one file each.

mod accounts;
mod audit;
mod backup;
mod config;
mod demo;
mod doctor;
mod facts;
mod figures;
mod import;
pub mod init;
mod keys;
mod ledger;
mod propose;
mod reference;
mod report;
mod serve;
mod work;

use base::Clock;

use crate::cli::{Cli, Command, ConfigCommand};
use crate::config::Config;
use crate::failure::Failure;
use crate::site::Site;

/// Runs a command; its exit code when nothing failed: 0, or 1 when the work found problems.
pub async fn run(cli: Cli) -> Result<u8, Failure> {
    let config = Config::load(&cli)?;
    let format = cli.format;
    let open = async |config: Config| Site::open(config, Clock::System).await;
    match cli.command {
        Command::Demo(args) => demo::run(config, &args, format).await,
        Command::Serve { listen } => {
            // Before anything is opened, so that an upgrade is in the log too.
            crate::logs::begin(&config.log, Some(&config.logs()?))?;
            serve::run(Site::make(config, Clock::System).await?, listen).await
        }
        Command::Init(args) => init::run(Site::make(config, Clock::System).await?, &args).await,
        Command::User(command) => accounts::run(&open(config).await?, command, format).await,
        Command::Import(args) => import::run(config, args, format).await,
        Command::Figures(args) => figures::run(&open(config).await?, &args, format).await,
        Command::Facts(args) => facts::run(&open(config).await?, &args, format).await,
        Command::Propose(args) => propose::run(&args, format),
        Command::Report(command) => report::run(&open(config).await?, command, format).await,
        Command::Ledger(command) => ledger::run(&open(config).await?, &command, format).await,
        Command::Backup(args) => backup::run(&config, &args, format).await,
        Command::Restore(args) => backup::restore(&config, &args, format).await,
        Command::Keys(command) => keys::run(&open(config).await?, &command).await,
        Command::Config(ConfigCommand::Check) => self::config::check(&config, format),
        Command::Doctor => doctor::run(&config, format).await,
        Command::Audit(command) => audit::run(&open(config).await?, &command, format).await,
        Command::Reference { what } => reference::run(&what),
    }
}
