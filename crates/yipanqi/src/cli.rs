//! The commands and their arguments: the contract of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::out::Format;

/// Yipanqi 一盘棋: record once, follow up every duty, prove every figure.
#[derive(Debug, Parser)]
#[command(name = "yipanqi", version, arg_required_else_help = true)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
    /// The database: sqlite://FILE or postgres://USER@HOST/NAME
    #[arg(long, global = true, env = "YIPANQI_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database: Option<String>,
    /// The configuration file [default: yipanqi.toml, if it is there]
    #[arg(long, global = true, env = "YIPANQI_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// How results are printed
    #[arg(long, global = true, value_enum, default_value_t)]
    pub format: Format,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a demonstration (once) and serve it
    #[command(after_help = "Example: yipanqi demo --listen 127.0.0.1:7100")]
    Demo(DemoArgs),
    /// Migrate the database and serve
    #[command(after_help = "Example: yipanqi serve --listen 127.0.0.1:7100")]
    Serve {
        /// Where to listen
        #[arg(long, value_name = "ADDRESS")]
        listen: Option<String>,
    },
    /// Make an empty database with its office and first administrator
    #[command(after_help = "Example: echo \"$PASSWORD\" | yipanqi init --org 共青团苏江市委 --admin zhouming --password-stdin")]
    Init(InitArgs),
    /// Accounts
    #[command(subcommand)]
    User(UserCommand),
    /// Import an office's workbook, or undo an import
    #[command(after_help = "Example: yipanqi import 2022-ledgers.xlsx --dry-run\n         yipanqi import undo 01980c3e-…")]
    Import(ImportArgs),
    /// Print figures
    #[command(after_help = "Example: yipanqi figures --from 2022-01-01 --to 2022-06-30 --metric assist.service --format json")]
    Figures(FiguresArgs),
    /// Print the facts behind a figure
    #[command(after_help = "Example: yipanqi facts --metric assist.service --from 2022-01-01 --to 2022-06-30 --limit 20")]
    Facts(FactsArgs),
    /// Propose records from pasted group messages
    #[command(
        after_help = "Example: yipanqi propose message.txt --today 2021-04-14 --format json\n         yipanqi propose - --batch < messages.jsonl"
    )]
    Propose(ProposeArgs),
    /// Reports
    #[command(subcommand)]
    Report(ReportCommand),
    /// The ledger
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// Write database, evidence and configuration into one file, while the server may be at work
    #[command(
        after_help = "Example: yipanqi backup /media/usb/yipanqi-2022-10-31.zip\n\nWithout --with-keys the key files are not in it: keep copies of them elsewhere."
    )]
    Backup(BackupArgs),
    /// Put a backup in the place of what is there
    #[command(after_help = "Example: yipanqi restore /media/usb/yipanqi-2022-10-31.zip --yes")]
    Restore(RestoreArgs),
    /// The keys under which personal numbers are encrypted
    #[command(subcommand)]
    Keys(KeysCommand),
    /// The configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Look at port, rights, disk, clock, keys, database and backups, and say what to do
    #[command(after_help = "Example: yipanqi doctor")]
    Doctor,
    /// The audit chain
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Print a reference page of this program
    #[command(hide = true)]
    Reference {
        /// metrics, routes, commands or configuration
        what: String,
    },
}

/// `yipanqi demo`
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:7100", value_name = "ADDRESS")]
    pub listen: String,
    /// The folder that holds the demonstration
    #[arg(long, default_value = "data/demo", value_name = "DIR")]
    pub data: PathBuf,
    /// Only make it
    #[arg(long)]
    pub no_serve: bool,
}

/// `yipanqi init`
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The office's name
    #[arg(long, value_name = "NAME")]
    pub org: String,
    /// The office's code on the command line
    #[arg(long, default_value = "office", value_name = "CODE")]
    pub code: String,
    /// The first administrator's user name
    #[arg(long, value_name = "USER")]
    pub admin: String,
    /// The first administrator's name, as pages show it [default: the user name]
    #[arg(long, value_name = "NAME")]
    pub admin_name: Option<String>,
    /// Read the password from standard input instead of asking for it
    #[arg(long)]
    pub password_stdin: bool,
}

/// `yipanqi user …`
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// List the accounts
    #[command(after_help = "Example: yipanqi user list")]
    List,
    /// Add an account with a role on an org
    #[command(after_help = "Example: yipanqi user add liufang --name 刘芳 --role recorder --org o5")]
    Add {
        /// User name
        user: String,
        /// The name that pages show
        #[arg(long)]
        name: String,
        /// administrator, officer, recorder, checker, signer, reader or auditor; may be given several times
        #[arg(long, required = true)]
        role: Vec<String>,
        /// The org's code or name [default: the office]
        #[arg(long, value_name = "CODE")]
        org: Option<String>,
        /// Read the password from standard input instead of making a one-time code
        #[arg(long)]
        password_stdin: bool,
    },
    /// End an account's access; what it did stays
    #[command(after_help = "Example: yipanqi user disable liufang")]
    Disable {
        /// User name
        user: String,
    },
    /// Give a disabled account its access back
    #[command(after_help = "Example: yipanqi user enable liufang")]
    Enable {
        /// User name
        user: String,
    },
    /// End a user's second factor (a lost phone or card); the next sign-in needs the password only and sets up anew
    #[command(after_help = "Example: yipanqi user reset-second liufang")]
    ResetSecond {
        /// User name
        user: String,
    },
    /// List the roles that do not count because their seals do not fit, after the audit key was lost or somebody wrote them into the database
    #[command(after_help = "Example: yipanqi user seal --yes")]
    Seal {
        /// Seal them all, so that they count
        #[arg(long)]
        yes: bool,
    },
    /// Print a one-time code with which the user sets a new password at /reset
    #[command(after_help = "Example: yipanqi user reset liufang")]
    Reset {
        /// User name
        user: String,
    },
}

/// `yipanqi import …`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct ImportArgs {
    /// Undo or list imports
    #[command(subcommand)]
    pub other: Option<ImportCommand>,
    /// The workbook: .xlsx, .xls, .ods or .csv
    #[arg(required = true)]
    pub file: Option<PathBuf>,
    /// A mapping of sheets and columns (TOML) instead of what is recognised
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// The org of rows that name none: its code or name [default: the office]
    #[arg(long, value_name = "CODE")]
    pub org: Option<String>,
    /// Only tell what would happen
    #[arg(long)]
    pub dry_run: bool,
    /// Import a workbook that was imported before
    #[arg(long)]
    pub again: bool,
    /// Make the orgs and people that the workbook names and the database lacks (the default while it holds no facts)
    #[arg(long, overrides_with = "no_make_missing")]
    pub make_missing: bool,
    /// Refuse rows that name what the database lacks
    #[arg(long)]
    pub no_make_missing: bool,
    /// Apply changed rows as corrections
    #[arg(long)]
    pub correct: bool,
    /// Import nothing when any row is refused or anything is warned about
    #[arg(long)]
    pub strict: bool,
    /// Write a copy of the workbook in which each refused cell is marked and says why
    #[arg(long, value_name = "FILE.xlsx")]
    pub marked: Option<PathBuf>,
}

/// `yipanqi import undo|remap|list|template|profile`
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Withdraw what an import recorded
    #[command(after_help = "Example: yipanqi import undo 01980c3e-0000-7000-8000-000000000000")]
    Undo {
        /// The batch, as `import` printed it
        batch: uuid::Uuid,
    },
    /// Apply another mapping to an earlier import: its kept cells are read anew
    #[command(after_help = "Example: yipanqi import remap 01980c3e-0000-7000-8000-000000000000 --profile office.toml --dry-run")]
    Remap {
        /// The batch, as `import` printed it
        batch: uuid::Uuid,
        /// The mapping of sheets and columns (TOML)
        #[arg(long, value_name = "FILE")]
        profile: PathBuf,
        /// Only tell what would happen
        #[arg(long)]
        dry_run: bool,
        /// Make the orgs and people that are lacking
        #[arg(long)]
        make_missing: bool,
        /// Apply rows that differ from other imports as corrections
        #[arg(long)]
        correct: bool,
    },
    /// List the imports
    #[command(after_help = "Example: yipanqi import list")]
    List,
    /// Write an empty workbook that always imports
    #[command(after_help = "Example: yipanqi import template ledgers.xlsx")]
    Template {
        /// Where to
        file: PathBuf,
    },
    /// Print the mapping of a workbook, to be shared or changed and given back with --profile
    #[command(after_help = "Example: yipanqi import profile 2022-ledgers.xlsx > office.toml")]
    Profile {
        /// The workbook
        file: PathBuf,
    },
}

/// `yipanqi config …`
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Tell whether the configuration is right, and what holds
    #[command(after_help = "Example: yipanqi config check --config /etc/yipanqi/yipanqi.toml")]
    Check,
}

/// `yipanqi restore`
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The backup
    pub file: PathBuf,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
    /// Take missing key files out of the backup, which holds them under a pass phrase
    #[arg(long)]
    pub with_keys: bool,
    /// The pass phrase is the first line of standard input
    #[arg(long, requires = "with_keys")]
    pub phrase_stdin: bool,
}

/// `yipanqi backup`
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// Where to; a former backup of this name is replaced when the new one is whole
    pub file: PathBuf,
    /// Put the key files in too, sealed under a pass phrase
    #[arg(long)]
    pub with_keys: bool,
    /// The pass phrase is the first line of standard input
    #[arg(long, requires = "with_keys")]
    pub phrase_stdin: bool,
}

/// A period and an org, as several commands take them.
#[derive(Debug, Args)]
pub struct Span {
    /// First day [default: 1 January of the current period's year]
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// Last day [default: the last day of the current period]
    #[arg(long, value_name = "DAY")]
    pub to: Option<String>,
    /// The org and all below it: code or name [default: the office]
    #[arg(long, value_name = "CODE")]
    pub org: Option<String>,
    /// As the records stood then: an RFC 3339 instant, or a day (its end in Shanghai)
    #[arg(long, value_name = "INSTANT")]
    pub as_of: Option<String>,
}

/// `yipanqi figures`
#[derive(Debug, Args)]
pub struct FiguresArgs {
    /// Of what
    #[command(flatten)]
    pub span: Span,
    /// Only these metrics
    #[arg(long, value_name = "CODE", num_args = 1..)]
    pub metric: Vec<String>,
}

/// `yipanqi facts`
#[derive(Debug, Args)]
pub struct FactsArgs {
    /// Of what
    #[command(flatten)]
    pub span: Span,
    /// The metric
    #[arg(long, value_name = "CODE")]
    pub metric: String,
    /// At most so many
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub limit: u32,
    /// The page after this one
    #[arg(long, value_name = "NEXT")]
    pub after: Option<String>,
}

/// `yipanqi propose`
#[derive(Debug, Args)]
pub struct ProposeArgs {
    /// The message as text (UTF-8); - or nothing: standard input
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Many messages: a line {"id","text","today"} each, one line of JSON out for each
    #[arg(long)]
    pub batch: bool,
    /// What 今天 means in the message [default: today]
    #[arg(long, value_name = "DAY")]
    pub today: Option<String>,
}

/// `yipanqi report …`
#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    /// List the templates
    #[command(after_help = "Example: yipanqi report templates --format json")]
    Templates,
    /// Begin a report
    #[command(after_help = "Example: yipanqi report new --template half-year --from 2022-01-01 --to 2022-10-31")]
    New {
        /// The template's name
        #[arg(long)]
        template: String,
        /// First day
        #[arg(long, value_name = "DAY")]
        from: String,
        /// Last day
        #[arg(long, value_name = "DAY")]
        to: String,
        /// The org: code or name [default: the office]
        #[arg(long, value_name = "CODE")]
        org: Option<String>,
        /// Who begins it: with the template person, whose own records are written into it [default: the program]
        #[arg(long)]
        user: Option<String>,
    },
    /// List the reports
    #[command(after_help = "Example: yipanqi report list")]
    List,
    /// Print a report
    #[command(after_help = "Example: yipanqi report show 01980c3e-0000-7000-8000-000000000000 --format json")]
    Show {
        /// Its id
        id: uuid::Uuid,
    },
    /// Take every open step that the user may take
    #[command(after_help = "Example: yipanqi report sign 01980c3e-0000-7000-8000-000000000000 --user guqinghe")]
    Sign {
        /// Its id
        id: uuid::Uuid,
        /// The user name
        #[arg(long)]
        user: String,
    },
    /// Tell which signed figures would differ today
    #[command(after_help = "Example: yipanqi report diff 01980c3e-0000-7000-8000-000000000000")]
    Diff {
        /// Its id
        id: uuid::Uuid,
    },
    /// Write a report as a document
    #[command(
        after_help = "Example: yipanqi report export 01980c3e-0000-7000-8000-000000000000 --docx report.docx --pdf report.pdf --trace"
    )]
    Export {
        /// Its id
        id: uuid::Uuid,
        /// As a Word document
        #[arg(long, value_name = "F")]
        docx: Option<PathBuf>,
        /// As a PDF
        #[arg(long, value_name = "F")]
        pdf: Option<PathBuf>,
        /// With the appendix from figures to facts
        #[arg(long)]
        trace: bool,
    },
    /// Tell whether a document still says what was signed
    #[command(after_help = "Example: yipanqi report verify report.docx")]
    Verify {
        /// The document
        file: PathBuf,
    },
}

/// `yipanqi keys …`
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Make a new key and encrypt every personal number anew; stopped half-way, the same command goes on
    #[command(after_help = "Example: yipanqi keys rotate")]
    Rotate,
    /// Forget old keys with which nothing is encrypted any more
    #[command(after_help = "Example: yipanqi keys forget")]
    Forget,
}

/// `yipanqi audit …`
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Walk the audit chain and name the first broken link
    #[command(after_help = "Example: yipanqi audit verify --checkpoint 2022-10.json")]
    Verify {
        /// A checkpoint against which the chain is held too
        #[arg(long, value_name = "FILE")]
        checkpoint: Option<PathBuf>,
    },
    /// Print where the chain stands, sealed: to be kept elsewhere or sent to the superior body
    #[command(after_help = "Example: yipanqi audit checkpoint 2022-10.json")]
    Checkpoint {
        /// Where to write it; without a file it is printed
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

/// `yipanqi ledger …`
#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// Recompute roll-ups and reversals, and say what differs
    #[command(after_help = "Example: yipanqi ledger verify")]
    Verify,
}
