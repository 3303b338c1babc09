//! The configuration: one file, overridden by environment and arguments.

mod environment;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base::DatabaseUrl;
use kit::tls::Tls;
use serde::Deserialize;

use crate::cli::Cli;
use crate::failure::Failure;
use crate::outgoing::{MailKeys, OutgoingKeys, RobotKeys};
use crate::single_sign_on::{CertificateKeys, OidcKeys};

/// What an installation can set, with its defaults. An unknown key is an error, so that a slip of the pen is found.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The database's address.
    pub database_url: String,
    /// Where to listen.
    pub listen: String,
    /// The installation's key (mode 0600): digests of personal numbers, seals of documents. Made when it is not there.
    pub key_file: Option<PathBuf>,
    /// The key that seals the audit chain (mode 0600). Made when it is not there.
    pub audit_key_file: Option<PathBuf>,
    /// The address by which people reach it; an https one marks cookies so.
    pub public_url: Option<String>,
    /// The chain of certificates (PEM) with which it speaks https itself.
    pub tls_certificate: Option<PathBuf>,
    /// Its key (PEM).
    pub tls_key: Option<PathBuf>,
    /// The addresses of our own proxies: their `X-Forwarded-*` headers are believed, and nobody else's.
    pub trusted_proxies: Vec<String>,
    /// Reachable from the Internet: rooms with sensitive matter are off.
    pub public: bool,
    /// Which rooms the installation has; empty: all.
    pub rooms: Vec<String>,
    /// The limits on what comes in.
    pub limits: kit::Limits,
    /// A folder of fonts for documents, beside those of the system.
    pub fonts: Option<PathBuf>,
    /// Database connections.
    pub connections: u32,
    /// Backups that the server makes by itself.
    pub backup: Backups,
    /// The server's log.
    pub log: Logs,
    /// Where Prometheus may ask for figures of the running server.
    pub metrics_listen: Option<String>,
    /// The server that takes mail.
    pub mail: MailKeys,
    /// Group robots by name.
    pub robots: BTreeMap<String, RobotKeys>,
    /// Where messages may go.
    pub outgoing: OutgoingKeys,
    /// The provider of single sign-on.
    pub oidc: OidcKeys,
    /// How our proxy tells of client certificates.
    pub certificate: CertificateKeys,
    /// The file it was read from.
    #[serde(skip)]
    pub file: Option<PathBuf>,
}

/// `[backup]`
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Backups {
    /// Where they go; none are made without it.
    pub folder: Option<PathBuf>,
    /// The time from one to the next.
    pub every: Span,
    /// How many are kept.
    pub keep: usize,
    /// Whether one is made before an upgrade.
    pub before_upgrade: bool,
}

impl Default for Backups {
    fn default() -> Backups {
        Backups { folder: None, every: Span(Duration::from_secs(86_400)), keep: 30, before_upgrade: true }
    }
}

/// `[log]`
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Logs {
    /// How a line is written.
    pub format: Form,
    /// Where the files go; beside the database without it.
    pub folder: Option<PathBuf>,
    /// Files, one a day, that are kept.
    pub keep_days: usize,
}

impl Default for Logs {
    fn default() -> Logs {
        Logs { format: Form::Text, folder: None, keep_days: 200 }
    }
}

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// For people.
    Text,
    /// For programs: a JSON document each.
    Json,
}

/// A time as people write it: `30m`, `12h`, `1d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Span(pub Duration);

impl TryFrom<String> for Span {
    type Error = String;
    fn try_from(text: String) -> Result<Span, String> {
        let unit = match text.chars().last() {
            Some('s') => 1,
            Some('m') => 60,
            Some('h') => 3_600,
            Some('d') => 86_400,
            _ => 0,
        };
        let count = text.get(..text.len().saturating_sub(1)).and_then(|count| count.parse::<u32>().ok()).unwrap_or_default();
        let seconds = u64::from(count) * unit;
        if seconds == 0 {
            return Err(format!("{text} is no time; write 30m, 12h or 1d"));
        }
        Ok(Span(Duration::from_secs(seconds)))
    }
}

impl Default for Config {
    fn default() -> Config {
        Config {
            database_url: "sqlite://data/yipanqi.db".into(),
            listen: "127.0.0.1:7100".into(),
            key_file: None,
            audit_key_file: None,
            public_url: None,
            tls_certificate: None,
            tls_key: None,
            trusted_proxies: Vec::new(),
            public: false,
            rooms: Vec::new(),
            limits: kit::Limits::default(),
            fonts: None,
            connections: 8,
            backup: Backups::default(),
            log: Logs::default(),
            metrics_listen: None,
            mail: MailKeys::default(),
            robots: BTreeMap::new(),
            outgoing: OutgoingKeys::default(),
            oidc: OidcKeys::default(),
            certificate: CertificateKeys::default(),
            file: None,
        }
    }
}

/// The keys with what they mean, for the reference page.
pub const KEYS: &[(&str, &str, &str)] = &[
    (
        "database_url",
        "sqlite://data/yipanqi.db",
        "The database: `sqlite://FILE` or `postgres://USER@HOST/NAME`. Also `YIPANQI_DATABASE_URL` or `--database`.",
    ),
    ("listen", "127.0.0.1:7100", "Where `serve` listens."),
    (
        "key_file",
        "yipanqi.key beside the database",
        "The installation's key, made with mode 0600 when it is not there; beside it, with the ending `.vault`, the keys that encrypt personal numbers. Keep copies of both, apart from the backups: without them numbers, digests and seals cannot be read.",
    ),
    (
        "audit_key_file",
        "yipanqi.audit-key beside the database",
        "The key that seals the end of the audit chain and its checkpoints, made with mode 0600 when it is not there. Keep a copy where whoever administers the database has no access.",
    ),
    ("public_url", "none", "The address by which people reach it; with `https://` cookies are marked `Secure` and `__Host-`."),
    ("tls_certificate", "none", "A chain of certificates (PEM): with it and `tls_key` pages are served by https without a proxy."),
    ("tls_key", "none", "The certificate's key (PEM), readable by the service alone."),
    (
        "trusted_proxies",
        "[] (nobody)",
        "The addresses or networks of your own proxies (`[\"127.0.0.1\"]`, `[\"10.0.0.0/8\"]`): their `X-Forwarded-*` headers are believed, and nobody else's.",
    ),
    ("public", "false", "The installation is reachable from the Internet: rooms with sensitive matter stay off."),
    ("rooms", "[] (all)", "Which rooms the installation has: `figures`, `org`, `journal`, `report`."),
    ("limits.body_bytes", "1048576", "Bytes of a form that is sent."),
    ("limits.upload_bytes", "52428800", "Bytes of a file that is uploaded or imported."),
    ("limits.scan_bytes", "10485760", "Bytes of a scan that is kept with a report."),
    ("limits.header_bytes", "65536", "Bytes of a request's line and headers."),
    ("limits.request_seconds", "30", "Seconds that one request may take."),
    ("limits.upload_seconds", "120", "Seconds that an upload may take."),
    ("limits.form_fields", "2000", "Fields of a form."),
    ("limits.upload_files", "20", "Files of an upload."),
    ("limits.connections", "1024", "Requests served at the same moment."),
    ("limits.unpacked_bytes", "209715200", "Bytes of a workbook or document once unpacked."),
    ("limits.unpacked_entries", "2000", "Parts of a workbook or document."),
    ("limits.xml_depth", "256", "Depth of elements in them."),
    ("fonts", "none", "A folder of fonts for PDF documents, beside those of the system: an office may put its licensed 仿宋_GB2312 there."),
    ("connections", "8", "Connections to PostgreSQL, or readers of a SQLite file."),
    (
        "metrics_listen",
        "none",
        "Where Prometheus may ask for `/metrics`, as `127.0.0.1:7101`. Nobody signs in there: let only the machine that watches reach it.",
    ),
    ("log.format", "text", "`text` for people, `json` for programs: how a line of the log is written."),
    ("log.folder", "`logs` beside the database", "The folder of the log's files, one for each day. They go to standard error too."),
    ("log.keep_days", "200", "How many of the files are kept. The law asks for 6 months."),
    ("backup.folder", "none", "A folder for backups that `serve` makes by itself, best on another disk. Without it none are made."),
    ("backup.every", "1d", "The time from one to the next: `30m`, `12h`, `1d`."),
    ("backup.keep", "30", "How many of them are kept; the oldest go."),
    (
        "backup.before_upgrade",
        "true",
        "A backup is made and read back before a newer program changes the database, into `backup.folder` or `backups` beside the database.",
    ),
    ("mail.host", "none", "The server that takes mail. Without it no mail goes out."),
    ("mail.port", "465, 587 or 25", "Its port; by itself the one of `mail.tls`."),
    (
        "mail.tls",
        "wrapped",
        "`wrapped`: TLS from the first byte. `starttls`: after a word in clear. `none`: inside an own network only; no password is sent.",
    ),
    ("mail.user", "none", "The user, when the server asks for one."),
    (
        "mail.password_file",
        "none",
        "The file that holds the password, readable by the service alone. Or the environment: `YIPANQI_MAIL_PASSWORD`.",
    ),
    ("mail.from", "none", "The sender: `一盘棋 <board@example.cn>`."),
    (
        "robots.NAME.kind",
        "none",
        "A group robot: `wecom` (企业微信) or `dingtalk` (钉钉). NAME is made of letters, digits and `_`; people choose by it.",
    ),
    (
        "robots.NAME.url_file",
        "none",
        "The file that holds its address, which is a secret. Or the environment: `YIPANQI_ROBOT_NAME_URL`, in capitals.",
    ),
    (
        "robots.NAME.secret_file",
        "none",
        "The file that holds the secret that signs (钉钉). Or the environment: `YIPANQI_ROBOT_NAME_SECRET`.",
    ),
    (
        "outgoing.allow",
        "[]",
        "Private addresses that mail and messages may go to, as a mail server inside the office's network: `[\"10.1.2.3\", \"10.8.0.0/16\"]`. All others are refused, whatever name points to them; no redirect is followed.",
    ),
    (
        "oidc.issuer",
        "none",
        "The provider of single sign-on (OpenID Connect), to the letter as its discovery document names itself; without it there is none. `public_url` must be set, and `PUBLIC_URL/sign-in/provider/back` be registered there. A provider inside the office's network must be named in `outgoing.allow`.",
    ),
    ("oidc.client_id", "none", "By which name the provider knows this installation."),
    (
        "oidc.client_secret_file",
        "none",
        "The file that holds the client's secret, readable by the service alone. Or the environment: `YIPANQI_OIDC_CLIENT_SECRET`. Without either the client proves itself by PKCE alone.",
    ),
    ("oidc.label", "统一身份认证", "What the button on the sign-in page says."),
    ("oidc.scopes", "[]", "What is asked for beside `openid`; nothing else is needed, for accounts are bound to `sub` alone."),
    (
        "oidc.second_factor_acr",
        "[]",
        "Values of `acr` for which a sign-in at the provider counts as second factor too. Otherwise ours is asked for after it.",
    ),
    ("oidc.second_factor_amr", "[]", "Values of `amr` of which each does the same: `[\"otp\", \"hwk\"]`."),
    (
        "certificate.header",
        "none",
        "The header in which your proxy names the browser's client certificate (UKey): `X-SSL-Client-Fingerprint` or `X-SSL-Client-Serial`. Taken from `trusted_proxies` alone; the proxy must set it in each request, or clear it.",
    ),
    ("certificate.verify_header", "X-SSL-Client-Verify", "The header in which it says whether it found the certificate good."),
    ("certificate.verified", "SUCCESS", "What that header says then."),
];

/// Variables of the environment that look like ours and set nothing: a slip of the pen.
pub fn strange() -> Vec<String> {
    // What scripts and tests of this project are told, and the name of the file itself.
    const OTHERS: [&str; 6] = [
        "YIPANQI_CONFIG",
        "YIPANQI_TEST_POSTGRES",
        "YIPANQI_FSYNC",
        "YIPANQI_CHROMIUM",
        "YIPANQI_MAIL_PASSWORD",
        "YIPANQI_OIDC_CLIENT_SECRET",
    ];
    let names = environment::ours().into_iter().map(|(name, _)| name);
    names.filter(|name| environment::key(name).is_none() && !OTHERS.contains(&name.as_str())).collect()
}

impl Config {
    /// Reads the file that was named, or `yipanqi.toml` if it is there; then environment and arguments.
    pub fn load(cli: &Cli) -> Result<Config, Failure> {
        let here = Path::new("yipanqi.toml");
        let file = cli.config.clone().or_else(|| here.exists().then(|| here.to_owned()));
        let mut table = file.as_deref().map(read).transpose()?.unwrap_or_default();
        environment::lay_over(&mut table, environment::ours())?;
        let origin = file.as_deref().map_or("the environment".to_owned(), |path| path.display().to_string());
        let wrong = |e: toml::de::Error| Failure::usage(format!("the configuration {origin} is wrong: {}", e.message()));
        let mut config = Config { file, ..table.try_into().map_err(wrong)? };
        if let Some(url) = &cli.database {
            config.database_url.clone_from(url);
        }
        Ok(config)
    }

    /// The database's address.
    pub fn url(&self) -> Result<DatabaseUrl, Failure> {
        self.database_url.parse().map_err(Failure::usage)
    }

    /// The folder of what lies beside the database: that of its file, else `data/`.
    pub fn data(&self) -> Result<PathBuf, Failure> {
        Ok(match self.url()? {
            DatabaseUrl::Sqlite(path) => path.parent().map_or_else(PathBuf::new, Path::to_owned),
            DatabaseUrl::Postgres(_) => PathBuf::from("data"),
        })
    }

    /// https, when it is asked for.
    pub fn tls(&self) -> Result<Option<Tls>, Failure> {
        match (&self.tls_certificate, &self.tls_key) {
            (Some(certificate), Some(key)) => Ok(Some(Tls::read(certificate, key).map_err(Failure::usage)?)),
            (None, None) => Ok(None),
            _ => Err(Failure::usage("tls_certificate and tls_key go together; set both, or neither behind a proxy")),
        }
    }

    /// The folder of the log.
    pub fn logs(&self) -> Result<PathBuf, Failure> {
        Ok(match &self.log.folder {
            Some(folder) => folder.clone(),
            None => self.data()?.join("logs"),
        })
    }

    /// The folder of the files that records refer to.
    pub fn evidence(&self) -> Result<PathBuf, Failure> {
        Ok(self.data()?.join("evidence"))
    }

    /// Where the key is: beside a database file, else in `data/`.
    pub fn key_path(&self) -> Result<PathBuf, Failure> {
        self.beside(self.key_file.as_ref(), "key")
    }

    /// Where the key of the audit chain is: in the same place.
    pub fn audit_key_path(&self) -> Result<PathBuf, Failure> {
        self.beside(self.audit_key_file.as_ref(), "audit-key")
    }

    /// All key files, by their usual names: none of them is in a backup, and a backup needs them all.
    pub fn keys(&self) -> Result<[(&'static str, PathBuf); 2], Failure> {
        Ok([("yipanqi.key", self.key_path()?), ("yipanqi.audit-key", self.audit_key_path()?)])
    }

    /// The list of erasures: beside the key, in no backup, so that it outlives the database.
    pub fn erasures_path(&self) -> Result<PathBuf, Failure> {
        Ok(self.key_path()?.with_extension("erasures"))
    }

    fn beside(&self, named: Option<&PathBuf>, extension: &str) -> Result<PathBuf, Failure> {
        Ok(match (named, self.url()?) {
            (Some(path), _) => path.clone(),
            (None, DatabaseUrl::Sqlite(path)) => path.with_extension(extension),
            (None, DatabaseUrl::Postgres(_)) => PathBuf::from("data/yipanqi").with_extension(extension),
        })
    }
}

fn read(path: &Path) -> Result<toml::Table, Failure> {
    let text =
        std::fs::read_to_string(path).map_err(|e| Failure::usage(format!("the configuration {} cannot be read: {e}", path.display())))?;
    text.parse().map_err(|e: toml::de::Error| Failure::usage(format!("the configuration {} is wrong: {}", path.display(), e.message())))
}
