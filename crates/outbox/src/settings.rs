//! What an installation sets about what goes out.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::{Network, Resolver, RobotKind};

/// A secret: it is never shown, not even by mistake.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a secret.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The secret itself, for the one who must hand it over.
    pub fn tell(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// How a mail server is spoken to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// TLS from the first byte (port 465).
    #[default]
    Wrapped,
    /// TLS after a word in clear (port 587); without it nothing is sent.
    Starttls,
    /// None: inside an office's own network only. Then no password is sent.
    None,
}

/// The server that takes mail.
#[derive(Clone, Debug)]
pub struct MailServer {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How it is spoken to.
    pub tls: Tls,
    /// User and password, when it asks for them.
    pub login: Option<(String, Secret)>,
    /// The sender: `一盘棋 <board@example.cn>`.
    pub from: String,
}

/// A group robot.
#[derive(Clone, Debug)]
pub struct Robot {
    /// Whose.
    pub kind: RobotKind,
    /// Its address, which is a secret itself.
    pub url: Secret,
    /// The secret that signs, of DingTalk's robots.
    pub secret: Option<Secret>,
}

/// What goes out, and where it may go.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The server that takes mail.
    pub mail: Option<MailServer>,
    /// Group robots by name.
    pub robots: BTreeMap<String, Robot>,
    /// Private addresses that may be spoken to nevertheless.
    pub allow: Vec<Network>,
    /// How long one message may take in all.
    pub limit: Duration,
    /// Who knows the addresses of names.
    pub resolver: Resolver,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { mail: None, robots: BTreeMap::new(), allow: Vec::new(), limit: Duration::from_secs(20), resolver: Resolver::System }
    }
}
